"""The table of output formats: who writes each kind of value, and what the format can show.

A format is one row here and one module. The stream given to a writer must take any text (UTF-8)
and must not translate newlines; for exact file names in ``paths`` its errors are
``surrogateescape``.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, TextIO

import msgspec

from asean_search.errors import RequestError
from asean_search.output.options import OutputOptions

Writer = Callable[[Any, TextIO, OutputOptions], None]
"""Writes a value to a stream."""


class Format(msgspec.Struct, frozen=True):
    """A format.

    ``writer`` is ``module:function`` below ``output``, with ``{}`` for a name of ``values``:
    ``result``, ``document``, ... ``shows`` names the parts of a result that the format can show:

    * ``hits``, ``snippets``, ``explanations``, ``facets``;
    * ``fields``: those that --fields chooses;
    * ``partial``: partial hits;
    * ``summary``: how much was found, and suggestions. Other formats leave them to stderr.
    """

    name: str
    writer: str
    values: tuple[str, ...]
    shows: frozenset[str] = frozenset()


def _shows(names: str) -> frozenset[str]:
    return frozenset(names.split())


_INDEXING = ("report", "plan", "check")
_TERMS = ("words", "acronyms")
_ALL = "hits snippets explanations facets partial summary"

FORMATS: dict[str, Format] = {
    row.name: row
    for row in (
        Format(
            "terminal",
            "as_terminal:write_{}",
            ("result", "document", "similar", "info"),
            _shows(_ALL),
        ),
        Format(
            "text",
            "as_text:write_{}",
            ("result", "document", "similar", "info", *_INDEXING, *_TERMS),
            _shows("hits snippets explanations facets partial"),
        ),
        Format(
            "json",
            "as_json:write_{}",
            ("result", "document", "similar", "info", "batch", *_INDEXING, *_TERMS),
            _shows(_ALL + " fields"),
        ),
        Format(
            "jsonl",
            "as_json:write_{}_lines",
            ("result",),
            _shows("hits snippets explanations fields"),
        ),
        Format("csv", "as_csv:write_{}", ("result", "batch"), _shows("hits snippets fields")),
        Format("tsv", "as_csv:write_{}_tabbed", ("result",), _shows("hits snippets fields")),
        Format(
            "markdown",
            "as_markdown:write_{}",
            ("result",),
            _shows("hits snippets explanations partial summary"),
        ),
        Format("paths", "as_lines:write_{}_paths", ("result",), _shows("hits")),
        Format("count", "as_lines:write_{}_count", ("result",)),
        Format("trec", "as_lines:write_{}", ("batch",)),
    )
}
"""Every format by its name. ``terminal`` is for a terminal, ``text`` for a pipe."""


def names(value: str) -> tuple[str, ...]:
    """The names of the formats in which a kind of value can be written."""
    return tuple(name for name, row in FORMATS.items() if value in row.values)


def writer(value: str, name: str) -> Writer:
    """The function that writes a kind of value in a format; its module is loaded now.

    Raises:
        RequestError: There is no such format.
    """
    row = FORMATS.get(name)
    if row is None or value not in row.values:
        raise RequestError(
            f"unknown format {name!r}", hint=f"The formats are: {', '.join(names(value))}."
        )
    module, _, function = row.writer.partition(":")
    found: Writer = getattr(import_module(f"asean_search.output.{module}"), function.format(value))
    return found


def require(name: str, part: str, option: str) -> None:
    """Refuse an option for a part of a result that the format cannot show.

    Raises:
        RequestError: It cannot; the hint names the formats that can.
    """
    if part not in FORMATS[name].shows:
        others = ", ".join(row.name for row in FORMATS.values() if part in row.shows)
        raise RequestError(
            f"{option} cannot be combined with --format {name}",
            hint=f"Formats that can show it: {others}.",
        )
