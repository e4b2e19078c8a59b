"""Pages output that is longer than the screen, with the manners of git and bat."""

from __future__ import annotations

import io
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

PAGER_VARIABLES = ("ASEARCH_PAGER", "PAGER")
"""Where the pager is named, in this order; an empty value, or ``cat``, turns paging off."""

_DEFAULT = "less -FRX"
_KEPT_LINES = 1
"""The line of the shell's prompt."""


@contextmanager
def paged(*, wanted: bool = True) -> Iterator[TextIO]:
    """A stream for the output of a command; on a terminal, a pager shows it if it is too long.

    Without a terminal, or if no pager can be started, the output goes straight to stdout.
    """
    if not wanted or not sys.stdout.isatty():
        yield sys.stdout
        return
    kept = io.StringIO(newline="")
    yield kept
    text = kept.getvalue()
    lines = os.get_terminal_size(sys.stdout.fileno()).lines
    if text.count("\n") <= lines - _KEPT_LINES or not _page(text):
        sys.stdout.write(text)
        sys.stdout.flush()


def command() -> list[str]:
    """The pager and its arguments; none turns paging off."""
    named = next((os.environ[name] for name in PAGER_VARIABLES if name in os.environ), _DEFAULT)
    try:
        words = shlex.split(named)
    except ValueError:
        return []
    return [] if words[:1] == ["cat"] else words


def _page(text: str) -> bool:
    """Show the text in the pager; False if there is none. A reader who leaves early is no error."""
    words = command()
    if not words:
        return False
    import subprocess

    environment = {"LESS": "FRX", "LESSCHARSET": "utf-8", **os.environ}
    try:
        process = subprocess.Popen(words, stdin=subprocess.PIPE, env=environment)  # noqa: S603
    except OSError:
        return False
    with suppress(BrokenPipeError):
        process.communicate(text.encode("utf-8", "replace"))
    return True
