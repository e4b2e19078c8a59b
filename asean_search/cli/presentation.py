"""From the options and the terminal of a run to the output format and ``OutputOptions``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from asean_search.cli import streams

if TYPE_CHECKING:
    from asean_search.config import Settings
    from asean_search.output.options import OutputOptions


_OTHER_LINES = 6
"""The query, the footer and the prompt."""
_LINES_PER_HIT_MIN, _LINES_PER_HIT_MAX = 3, 5


def choose_format(
    *,
    given: str | None = None,
    json: bool = False,
    paths: bool = False,
    null_separated: bool = False,
    count: bool = False,
    oneline: bool = False,
    color: str = "auto",
) -> str:
    """The format of the options; by default ``terminal`` on a terminal and ``text`` elsewhere.

    A terminal without escape codes (``TERM=dumb``) gets ``text``; ``--color always`` chooses
    ``terminal`` also in a pipe.

    Raises:
        click.UsageError: The options name two different formats.
    """
    named = {
        name: option
        for name, option, wanted in (
            (given or "", f"--format {given}", given is not None),
            ("json", "--json", json),
            ("paths", "-l", paths),
            ("paths", "-0", null_separated),
            ("count", "--count", count),
            ("oneline", "--oneline", oneline),
        )
        if wanted
    }
    if len(named) > 1:
        raise click.UsageError(f"choose one of {' and '.join(named.values())}")
    for_eyes = color == "always" or streams.is_capable_terminal(sys.stdout)
    return next(iter(named), "terminal" if for_eyes else "text")


def options(
    settings: Settings,
    chosen: str,
    fields: str | None = None,
    color: str = "auto",
    hyperlink: str = "auto",
    *,
    null_separated: bool = False,
    hits: int = 0,
) -> OutputOptions:
    """The options of the writers; with ``hits`` they share the height of the terminal."""
    from asean_search.output.options import OutputOptions, parse_fields

    locate = _locator(settings)
    return OutputOptions(
        fields=None if fields is None else parse_fields(fields),
        shown_path=_shown_from(Path.cwd(), locate),
        absolute_path=lambda path: str(locate(path)),
        width_chars=_width_chars(chosen),
        color=streams.wants_colour(color, sys.stdout),
        hyperlinks=hyperlink == "always"
        or (
            hyperlink == "auto" and chosen == "terminal" and streams.is_capable_terminal(sys.stdout)
        ),
        lines_per_hit=_lines_per_hit(hits) if hits and chosen == "terminal" else 0,
        null_separated=null_separated,
    )


def _width_chars(chosen: str) -> int:
    if chosen == "terminal" or (chosen == "oneline" and sys.stdout.isatty()):
        import shutil  # loads the archive formats too

        return shutil.get_terminal_size().columns
    return 0 if chosen == "oneline" else 80


def _lines_per_hit(hits: int) -> int:
    """The lines of a hit with which a page of hits about fills the terminal."""
    import shutil

    room = shutil.get_terminal_size().lines - _OTHER_LINES
    return max(_LINES_PER_HIT_MIN, min(room // hits, _LINES_PER_HIT_MAX))


def _locator(settings: Settings) -> Callable[[str], Path]:
    """``Document.path`` -> the file's path on this system."""
    from asean_search.paths import path_of, real_folder

    root = real_folder(settings.archive_root)
    return lambda path: path_of(path, root)


def _shown_from(folder: Path, locate: Callable[[str], Path]) -> Callable[[str], str]:
    """``Document.path`` -> the path to show: relative if below ``folder``, else absolute.

    A name that begins with a minus gets ``./`` in front, so that programs such as ``xargs -0 rm``
    do not take it for an option.
    """

    def shown(path: str) -> str:
        file = locate(path)
        if not file.is_relative_to(folder):
            return str(file)
        below = str(file.relative_to(folder))
        return os.path.join(os.curdir, below) if below.startswith("-") else below  # noqa: PTH118

    return shown
