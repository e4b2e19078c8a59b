"""The formats by name, each with the function that writes it, loaded when it is asked for.

The stream given to a writer must take any text (UTF-8) and must not translate newlines; for exact
file names in the format ``paths`` its errors are ``surrogateescape``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any, Protocol, TextIO

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


class ResultWriter(Protocol):
    """Writes the answer to a question."""

    def __call__(self, result: SearchResult, out: TextIO, options: OutputOptions) -> None:
        """Write the answer."""
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


class InfoWriter(Protocol):
    """Writes what is in an index."""

    def __call__(self, info: IndexInfo, out: TextIO, options: OutputOptions) -> None:
        """Write what is known of the index."""
        ...


class SimilarWriter(Protocol):
    """Writes the documents most like one."""

    def __call__(self, similar: SimilarDocuments, out: TextIO, options: OutputOptions) -> None:
        """Write the documents."""
        ...


class BatchWriter(Protocol):
    """Writes the answers to many questions, each as it comes."""

    def __call__(self, answers: Iterable[BatchAnswer], out: TextIO, options: OutputOptions) -> None:
        """Write the answers."""
        ...


class ReportWriter(Protocol):
    """Writes what an indexing run did."""

    def __call__(self, report: IngestReport, out: TextIO, options: OutputOptions) -> None:
        """Write the report."""
        ...


class PlanWriter(Protocol):
    """Writes what an indexing run would do."""

    def __call__(self, plan: IngestPlan, out: TextIO, options: OutputOptions) -> None:
        """Write the plan."""
        ...


class CheckWriter(Protocol):
    """Writes whether an index is sound and up to date."""

    def __call__(self, report: CheckReport, out: TextIO, options: OutputOptions) -> None:
        """Write the report."""
        ...


_RESULT_WRITERS = {
    "terminal": "as_terminal:write_result",
    "text": "as_text:write_result",
    "json": "as_json:write_result",
    "jsonl": "as_json:write_hit_lines",
    "csv": "as_csv:write_csv",
    "tsv": "as_csv:write_tsv",
    "markdown": "as_markdown:write_result",
    "paths": "as_paths:write_result",
}
_DOCUMENT_WRITERS = {
    "terminal": "as_terminal:write_document",
    "text": "as_text:write_document",
    "json": "as_json:write_document",
}
_INFO_WRITERS = {
    "terminal": "as_terminal:write_info",
    "text": "as_text:write_info",
    "json": "as_json:write_info",
}
_SIMILAR_WRITERS = {
    "terminal": "as_terminal:write_similar",
    "text": "as_text:write_similar",
    "json": "as_json:write_similar",
}
_BATCH_WRITERS = {
    "json": "as_batch:write_json",
    "csv": "as_batch:write_csv",
    "trec": "as_batch:write_trec",
}
_REPORT_WRITERS = {"text": "as_text:write_report", "json": "as_json:write_report"}
_PLAN_WRITERS = {"text": "as_text:write_plan", "json": "as_json:write_plan"}
_CHECK_WRITERS = {"text": "as_text:write_check", "json": "as_json:write_check"}

FORMATS = tuple(_RESULT_WRITERS)
"""The formats of an answer. ``terminal`` is for a terminal, ``text`` for a pipe."""


def writer_for(format: str, fields: tuple[str, ...] | None = None) -> ResultWriter:  # noqa: A002
    """The writer of an answer in this format.

    Raises:
        RequestError: There is no such format, or it has no fields to choose from.
    """
    writer: ResultWriter = _load(_RESULT_WRITERS, format)
    if fields is not None and format not in FORMATS_WITH_FIELDS:
        raise RequestError(
            f"the format {format} has no fields to choose from",
            hint=f"Choose one of these with --format: {', '.join(FORMATS_WITH_FIELDS)}.",
        )
    return writer


def document_writer_for(format: str) -> DocumentWriter:  # noqa: A002
    """The writer of one document: ``terminal``, ``text`` or ``json``."""
    writer: DocumentWriter = _load(_DOCUMENT_WRITERS, format)
    return writer


def info_writer_for(format: str) -> InfoWriter:  # noqa: A002
    """The writer of what is in an index: ``terminal``, ``text`` or ``json``."""
    writer: InfoWriter = _load(_INFO_WRITERS, format)
    return writer


def similar_writer_for(format: str) -> SimilarWriter:  # noqa: A002
    """The writer of the documents most like one: ``terminal``, ``text`` or ``json``."""
    writer: SimilarWriter = _load(_SIMILAR_WRITERS, format)
    return writer


def batch_writer_for(format: str) -> BatchWriter:  # noqa: A002
    """The writer of the answers to many questions: ``json``, ``csv`` or ``trec``."""
    writer: BatchWriter = _load(_BATCH_WRITERS, format)
    return writer


def report_writer_for(format: str) -> ReportWriter:  # noqa: A002
    """The writer of an indexing run's report: ``text`` or ``json``."""
    writer: ReportWriter = _load(_REPORT_WRITERS, format)
    return writer


def plan_writer_for(format: str) -> PlanWriter:  # noqa: A002
    """The writer of what an indexing run would do: ``text`` or ``json``."""
    writer: PlanWriter = _load(_PLAN_WRITERS, format)
    return writer


def check_writer_for(format: str) -> CheckWriter:  # noqa: A002
    """The writer of whether an index is sound and up to date: ``text`` or ``json``."""
    writer: CheckWriter = _load(_CHECK_WRITERS, format)
    return writer


def _load(writers: Mapping[str, str], name: str) -> Any:
    if name not in writers:
        raise RequestError(
            f"unknown format {name!r}", hint=f"The formats are: {', '.join(writers)}."
        )
    module, function = writers[name].split(":")
    return getattr(import_module(f"asean_search.output.{module}"), function)
