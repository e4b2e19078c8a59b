"""Ctrl-C and SIGTERM: the first asks a run to end, and sees to it that it does within a second."""

from __future__ import annotations

import _thread
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

PATIENCE_S = 0.5
"""The time the current document and a last commit may take; then the run rolls back."""


class Stop:
    """Whether the user asked for the end, and whether it has taken too long to come.

    When it ``is_late``, a KeyboardInterrupt is raised in the run, wherever it is: what was not
    committed is then to be rolled back, as after any other exception.
    """

    def __init__(self) -> None:
        self.requested = False
        self.is_late = False
        self._is_over = False
        self._timer = threading.Timer(PATIENCE_S, self._be_late)
        self._timer.daemon = True

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        """Take a signal: the first is a request, the second is an order."""
        if self._is_over:
            return
        if self.requested:
            raise KeyboardInterrupt
        self.requested = True
        self._timer.start()

    def end(self) -> None:
        """The run has ended."""
        self._is_over = True
        self._timer.cancel()

    def _be_late(self) -> None:
        if self._is_over:
            return
        self.is_late = True
        if hasattr(signal, "pthread_kill"):  # ends a system call that waits, too
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        else:
            _thread.interrupt_main()


@contextmanager
def stoppable() -> Iterator[Stop]:
    """Turn the first signal into a request to stop, so that no write is cut in two by it.

    Signals reach the main thread only; elsewhere, and where they are ignored, nothing is changed.
    """
    stop = Stop()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    is_heard = threading.current_thread() is threading.main_thread()
    heard = [number for number, handler in before.items() if handler is not signal.SIG_IGN]
    if not (is_heard and callable(before[signal.SIGINT])):
        yield stop
        return
    for number in heard:
        signal.signal(number, stop.on_signal)
    try:
        yield stop
    finally:
        stop.end()
        for number in heard:
            signal.signal(number, before[number])
