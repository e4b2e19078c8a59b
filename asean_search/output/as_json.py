r"""JSON: the documents of ``json_records``, written by msgspec.

Text is what the document holds, not what is safe to show: characters that a terminal would obey
are escaped (``\u001b``), which leaves the value as it is.
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

import msgspec
from msgspec.structs import asdict

from asean_search.model import (
    Acronym,
    BatchAnswer,
    CheckReport,
    Document,
    Hit,
    IndexInfo,
    IngestPlan,
    IngestReport,
    SearchResult,
    ShownDocument,
    SimilarDocuments,
    Skipped,
    WordFrequency,
)
from asean_search.output import json_records as records
from asean_search.output.options import BATCH_FIELDS, JSON_FIELDS, OutputOptions
from asean_search.output.safe_text import (
    escape_undecodable,
    is_decodable,
    safe_json,
    without_surrogates,
)
from asean_search.patterns import lazy

SIMILAR_FIELDS = tuple(field for field in JSON_FIELDS if field != "snippets")
DIGITS = 6
"""Decimal places of numbers."""

_RANGE = lazy(r"\[\n +(\d+),\n +(\d+)\n +\]")


def write_result(result: SearchResult, out: TextIO, options: OutputOptions) -> None:
    """Write the whole answer as one object."""
    fields = options.fields or JSON_FIELDS
    _write(
        records.SearchResult(
            query=result.query,
            total=result.total,
            returned=result.returned,
            offset=result.offset,
            took_ms=result.took_ms,
            hits=_hits(result.hits, fields, options),
            partial=_hits(result.partial, fields, options),
            expansion=result.expansion or msgspec.UNSET,
            facets=dict(result.facets) or msgspec.UNSET,
            truncated=result.truncated,
            suggestions=result.suggestions,
        ),
        out,
    )


def write_result_lines(result: SearchResult, out: TextIO, options: OutputOptions) -> None:
    """Write JSON Lines: each hit as one object on one line; partial hits are left out."""
    for hit in _hits(result.hits, options.fields or JSON_FIELDS, options):
        out.write(_line({"schema": records.SCHEMA, **hit}) + "\n")


def write_similar(similar: SimilarDocuments, out: TextIO, options: OutputOptions) -> None:
    """Write the documents most like one, and the words that were searched for."""
    _write(
        records.SimilarDocuments(
            of=similar.of.id if similar.of else None,
            words=similar.words,
            returned=len(similar.hits),
            took_ms=similar.took_ms,
            hits=_hits(similar.hits, SIMILAR_FIELDS, options),
        ),
        out,
    )


def write_batch(answers: Iterable[BatchAnswer], out: TextIO, options: OutputOptions) -> None:
    """Write one object; each answer is written as it comes, on a line of its own."""
    out.write(f'{{"schema": {records.SCHEMA}, "answers": [')
    for number, answer in enumerate(answers):
        record = records.BatchAnswer(
            id=escape_undecodable(answer.query.id),
            text=escape_undecodable(answer.query.text),
            canonical=escape_undecodable(answer.canonical),
            total=answer.total,
            took_ms=answer.took_ms,
            notes=tuple(map(escape_undecodable, answer.notes)),
            expansion=answer.expansion,
            hits=_hits(answer.hits, BATCH_FIELDS, options),
            partial=_hits(answer.partial, BATCH_FIELDS, options),
        )
        out.write((",\n" if number else "\n") + _line(record))
    out.write("\n]}\n")


def write_document(shown: ShownDocument, out: TextIO, options: OutputOptions) -> None:
    """Write one whole document."""
    document = shown.document
    _write(
        records.Document(
            **_facts(document, options),
            title_highlights=shown.title_highlights,
            author_from=document.author_from,
            url=document.url,
            url_from=document.url_from,
            body=document.body,
            body_highlights=shown.body_highlights,
        ),
        out,
    )


def write_words(words: Sequence[WordFrequency], out: TextIO, options: OutputOptions) -> None:
    """Write words of an index."""
    _write(records.Words(tuple(words)), out)


def write_acronyms(acronyms: Sequence[Acronym], out: TextIO, options: OutputOptions) -> None:
    """Write acronyms and their definitions."""
    _write(records.Acronyms(tuple(acronyms)), out)


def write_info(info: IndexInfo, out: TextIO, options: OutputOptions) -> None:
    """Write what is in an index; the source with the most documents comes first."""
    sources = sorted(info.sources.items(), key=lambda item: (-item[1], item[0]))
    failed = [Skipped(file.path, file.problem) for file in info.problems if file.problem]
    unread = [part for file in info.problems for part in file.unread]
    values = asdict(info)
    values |= {
        "sources": tuple(records.SourceCount(*item) for item in sources),
        "keywords": tuple(records.FieldCount(*item) for item in info.keywords.items()),
        "problems": _problems(failed, options),
        "unread_parts": _problems(unread, options),
        **_path("index", values.pop("path")),
    }
    _write(records.IndexInfo(**values), out)


def write_report(report: IngestReport, out: TextIO, options: OutputOptions) -> None:
    """Write what an indexing run did, with every file and record that was skipped."""
    values = asdict(report) | {"skipped": _problems(report.skipped, options)}
    _write(records.IndexReport(**values | _path("index", report.index)), out)


def write_plan(plan: IngestPlan, out: TextIO, options: OutputOptions) -> None:
    """Write what an indexing run would do with each file."""
    files = tuple(
        records.PlannedFile(
            **_path("path", options.shown_path(file.path)), action=file.action, reason=file.reason
        )
        for file in plan.files
    )
    _write(records.IndexPlan(**_path("index", plan.index), files=files), out)


def write_check(report: CheckReport, out: TextIO, options: OutputOptions) -> None:
    """Write whether an index is sound, and what has changed since it was made."""
    values = asdict(report) | _path("index", report.index)
    for name in ("changed", "gone", "new", "unread"):
        paths = map(options.shown_path, values[name])
        values[name] = tuple(records.File(**_path("path", path)) for path in paths)
    _write(records.IndexCheck(**values), out)


# --- records -----------------------------------------------------------------------------------


def _hits(hits: Iterable[Hit], fields: Sequence[str], options: OutputOptions) -> tuple[Any, ...]:
    """The hits as dictionaries of these keys, in this order."""
    return tuple(_chosen(_hit(hit, options), fields) for hit in hits)


def _hit(hit: Hit, options: OutputOptions) -> records.Hit:
    return records.Hit(
        **_facts(hit.document, options),
        rank=hit.rank,
        score=hit.score,
        title_highlights=hit.title_highlights,
        snippets=hit.snippets,
        body=hit.document.body,
        explanation=hit.explanation or msgspec.UNSET,
    )


def _chosen(record: records.Hit, fields: Sequence[str]) -> dict[str, object]:
    """These keys of a hit, the exact bytes of its path, and its explanation if there is one."""
    values: dict[str, object] = {}
    for field in fields:
        values[field] = getattr(record, field)
        if field == "path" and record.path_bytes_base64:
            values["path_bytes_base64"] = record.path_bytes_base64
    if record.explanation:
        values["explanation"] = record.explanation
    return values


def _facts(document: Document, options: OutputOptions) -> dict[str, Any]:
    """The keys that a hit and a whole document share, but for the highlights."""
    keywords: dict[str, list[str]] = {}
    for column, value in document.keywords:
        keywords.setdefault(column, []).append(value)
    names = set(records.Facts.__struct_fields__) & set(document.__struct_fields__)
    return {
        **{name: getattr(document, name) for name in names},
        "keywords": keywords,
        **_path("path", options.shown_path(document.path)),
    }


def _problems(skipped: Iterable[Skipped], options: OutputOptions) -> tuple[records.Problem, ...]:
    return tuple(
        records.Problem(**_path("path", options.shown_path(each.path)), reason=each.reason)
        for each in skipped
    )


def _path(key: str, path: str) -> dict[str, Any]:
    """The path under its key, and its bytes beside it if they are not UTF-8."""
    keys = {key: escape_undecodable(path)}
    if not is_decodable(path):
        keys[f"{key}_bytes_base64"] = b2a_base64(_bytes(path), newline=False).decode("ascii")
    return keys


def _bytes(path: str) -> bytes:
    try:
        return path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return path.encode("utf-8", "surrogatepass")


# --- layout ------------------------------------------------------------------------------------


def _write(record: msgspec.Struct, out: TextIO) -> None:
    """Write an object, indented by two; a range stays on one line."""
    text = msgspec.json.format(_encoded(record), indent=2).decode()
    out.write(safe_json(_RANGE.sub(r"[\1, \2]", text)) + "\n")


def _line(value: object) -> str:
    """A value on one line."""
    return safe_json(msgspec.json.format(_encoded(value), indent=0).decode())


def _encoded(value: object) -> bytes:
    """JSON in UTF-8. Numbers are rounded; U+FFFD replaces lone surrogates, which UTF-8 lacks."""
    return msgspec.json.encode(_plain(msgspec.to_builtins(value)))


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() else without_surrogates(value)
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {_plain(key): _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value
