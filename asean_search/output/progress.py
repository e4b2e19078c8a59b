"""The progress of indexing on a terminal: a line that disappears at the end."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from asean_search.output.options import OutputOptions
from asean_search.output.safe_text import safe_path
from asean_search.output.wording.results import count

_REFRESHES_PER_SECOND = 8
_PATH_CHARS_MIN = 12


class IndexingProgress:
    """Shows the number of files and documents, the speed and the current file. A context manager.

    Use it only if ``out`` (stderr) is a terminal. ``update`` is cheap: the line is drawn eight
    times a second, whatever the number of updates. It disappears on ``stop``.
    """

    def __init__(
        self, out: TextIO, options: OutputOptions, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._options = options
        self._clock = clock
        self._started_s = clock()
        self._files = 0
        self._documents = 0
        self._path = ""
        self._spinner = Spinner("dots")
        self._live = Live(
            self,
            console=Console(
                file=out, force_terminal=True, no_color=not options.color, highlight=False
            ),
            refresh_per_second=_REFRESHES_PER_SECOND,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )

    def start(self) -> None:
        """Show the line."""
        self._started_s = self._clock()
        self._live.start()

    def update(self, files: int, documents: int, path: str) -> None:
        """Set the number of files and documents read so far, and the file being read."""
        self._files, self._documents, self._path = files, documents, path

    def stop(self) -> None:
        """Remove the line. Stopping twice is harmless."""
        self._live.stop()

    def __enter__(self) -> IndexingProgress:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The current line, cut to the terminal's width."""
        line = Table.grid(padding=(0, 1))
        line.add_row(
            self._spinner, Text(self.line(options.max_width - 3), no_wrap=True, overflow="crop")
        )
        yield line

    def line(self, width_chars: int) -> str:
        """``3 files · 20,578 documents · 1,180/s · …/reuters.jsonl.gz``, within the width."""
        elapsed_s = self._clock() - self._started_s
        parts = [count(self._files, "file"), count(self._documents, "document")]
        if elapsed_s >= 1:
            parts.append(f"{self._documents / elapsed_s:,.0f}/s")
        shown = " · ".join(parts)
        room = width_chars - cell_len(shown) - 3
        if not self._path or room < _PATH_CHARS_MIN:
            return shown
        return f"{shown} · {_end_of(safe_path(self._options.shown_path(self._path)), room)}"


def _end_of(path: str, width_chars: int) -> str:
    """The path, or ``…`` and as much of its end as fits."""
    if cell_len(path) <= width_chars:
        return path
    end = path[-width_chars:]
    while cell_len(end) >= width_chars:
        end = end[1:]
    return f"…{end}"
