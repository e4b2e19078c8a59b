"""Paths, one per line or NUL-separated, for programs that read the files; or only the total."""

from __future__ import annotations

from typing import TextIO

from asean_search.model import SearchResult
from asean_search.output.options import OutputOptions
from asean_search.output.safe_text import safe_path


def write_result(result: SearchResult, out: TextIO, options: OutputOptions) -> None:
    """Write the path of each file that holds a hit, once, the best hit's file first.

    Lines are safe to look at, so a name with a line break or with bytes that are not UTF-8 is not
    exact there. NUL-separated paths are exact, as ``xargs -0`` requires.
    """
    for path in dict.fromkeys(options.shown_path(hit.document.path) for hit in result.hits):
        out.write(f"{path}\0" if options.null_separated else f"{safe_path(path)}\n")


def write_result_count(result: SearchResult, out: TextIO, options: OutputOptions) -> None:
    """Write the number of documents that match."""
    out.write(f"{result.total}\n")
