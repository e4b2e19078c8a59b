"""The formats by name, each with the function that writes it, loaded when it is asked for.

The stream given to a writer must take any text (UTF-8) and must not translate newlines; for exact
file names in the format ``paths`` its errors are ``surrogateescape``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Generic, Protocol, TextIO, TypeVar

import msgspec

from asean_search.errors import RequestError
from asean_search.model import (
    BatchAnswer,
    CheckReport,
    Document,
    IndexInfo,
    IngestPlan,
    IngestReport,
    SearchResult,
    SimilarDocuments,
    Span,
)
from asean_search.output.options import FORMATS_WITH_FIELDS, OutputOptions

Value_contra = TypeVar("Value_contra", contravariant=True)
Function = TypeVar("Function")


class Writer(Protocol[Value_contra]):
    """Writes a value."""

    def __call__(self, value: Value_contra, out: TextIO, options: OutputOptions, /) -> None:
        """Write it."""
        ...


class DocumentWriter(Protocol):
    """Writes one whole document. The highlights are ranges of its title and of its body."""

    def __call__(
        self,
        document: Document,
        out: TextIO,
        options: OutputOptions,
        *,
        title_highlights: tuple[Span, ...] = (),
        body_highlights: tuple[Span, ...] = (),
    ) -> None:
        """Write the document."""
        ...


ResultWriter = Writer[SearchResult]


class Writers(msgspec.Struct, Generic[Function], frozen=True):
    """The writers of one kind of value: for each format ``module:function`` below ``output``."""

    paths: Mapping[str, str]

    def load(self, format: str) -> Function:  # noqa: A002
        """The writer in this format.

        Raises:
            RequestError: There is no such format.
        """
        if format not in self.paths:
            raise RequestError(
                f"unknown format {format!r}", hint=f"The formats are: {', '.join(self.paths)}."
            )
        module, _, name = self.paths[format].partition(":")
        writer: Function = getattr(import_module(f"asean_search.output.{module}"), name)
        return writer


RESULTS: Writers[ResultWriter] = Writers(
    {
        "terminal": "as_terminal:write_result",
        "text": "as_text:write_result",
        "json": "as_json:write_result",
        "jsonl": "as_json:write_hit_lines",
        "csv": "as_csv:write_csv",
        "tsv": "as_csv:write_tsv",
        "markdown": "as_markdown:write_result",
        "paths": "as_paths:write_result",
    }
)
DOCUMENTS: Writers[DocumentWriter] = Writers(
    {
        "terminal": "as_terminal:write_document",
        "text": "as_text:write_document",
        "json": "as_json:write_document",
    }
)
INFOS: Writers[Writer[IndexInfo]] = Writers(
    {
        "terminal": "as_terminal:write_info",
        "text": "as_text:write_info",
        "json": "as_json:write_info",
    }
)
SIMILAR: Writers[Writer[SimilarDocuments]] = Writers(
    {
        "terminal": "as_terminal:write_similar",
        "text": "as_text:write_similar",
        "json": "as_json:write_similar",
    }
)
BATCHES: Writers[Writer[Iterable[BatchAnswer]]] = Writers(
    {"json": "as_batch:write_json", "csv": "as_batch:write_csv", "trec": "as_batch:write_trec"}
)
REPORTS: Writers[Writer[IngestReport]] = Writers(
    {"text": "as_text:write_report", "json": "as_json:write_report"}
)
PLANS: Writers[Writer[IngestPlan]] = Writers(
    {"text": "as_text:write_plan", "json": "as_json:write_plan"}
)
CHECKS: Writers[Writer[CheckReport]] = Writers(
    {"text": "as_text:write_check", "json": "as_json:write_check"}
)

FORMATS = tuple(RESULTS.paths)
"""The formats of an answer. ``terminal`` is for a terminal, ``text`` for a pipe."""


def result_writer(format: str, fields: tuple[str, ...] | None = None) -> ResultWriter:  # noqa: A002
    """The writer of an answer in this format.

    Raises:
        RequestError: There is no such format, or it has no fields to choose from.
    """
    writer = RESULTS.load(format)
    if fields is not None and format not in FORMATS_WITH_FIELDS:
        raise RequestError(
            f"the format {format} has no fields to choose from",
            hint=f"Choose one of these with --format: {', '.join(FORMATS_WITH_FIELDS)}.",
        )
    return writer
