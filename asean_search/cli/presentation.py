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


def choose_format(
    *,
    given: str | None = None,
    json: bool = False,
    paths: bool = False,
    null_separated: bool = False,
    count: bool = False,
) -> str:
    """The format of the options; by default ``terminal`` on a terminal and ``text`` elsewhere.

    A terminal without escape codes (``TERM=dumb``) gets ``text``.

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
        )
        if wanted
    }
    if len(named) > 1:
        raise click.UsageError(f"choose one of {' and '.join(named.values())}")
    return next(iter(named), "terminal" if streams.is_capable_terminal(sys.stdout) else "text")


def options(
    settings: Settings,
    chosen: str,
    fields: str | None = None,
    color: str = "auto",
    hyperlink: str = "auto",
    *,
    null_separated: bool = False,
) -> OutputOptions:
    """The options of the writers."""
    from asean_search.output.options import OutputOptions, parse_fields

    locate = _locator(settings)
    return OutputOptions(
        fields=None if fields is None else parse_fields(fields),
        shown_path=_shown_from(Path.cwd(), locate),
        absolute_path=lambda path: str(locate(path)),
        width_chars=_terminal_width() if chosen == "terminal" else 80,
        color=streams.wants_colour(color, sys.stdout),
        hyperlinks=hyperlink == "always"
        or (
            hyperlink == "auto" and chosen == "terminal" and streams.is_capable_terminal(sys.stdout)
        ),
        null_separated=null_separated,
    )


def _terminal_width() -> int:
    import shutil  # loads the archive formats too

    return shutil.get_terminal_size().columns


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
