r"""JSON: one object for a program to read. docs/json.md says what each key means.

Text is what the document holds, not what is safe to show: characters that a terminal would obey
are escaped (``\u001b``), which leaves the value as it is.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable
from typing import TextIO

from asean_search.model import (
    ChangeCount,
    CheckReport,
    Document,
    Explanation,
    FeedbackTerm,
    FileRecord,
    Hit,
    IndexInfo,
    IngestPlan,
    IngestReport,
    InterpretedQuery,
    SearchResult,
    SimilarDocuments,
    Skipped,
    Snippet,
    Span,
    Suggestions,
)
from asean_search.output.json_layout import SCHEMA, encode, write_values
from asean_search.output.options import JSON_FIELDS, OutputOptions
from asean_search.output.safe_text import escape_undecodable, is_decodable


def write_result(result: SearchResult, out: TextIO, options: OutputOptions) -> None:
    """Write the whole answer as one object."""
    write_values(
        {
            "query": _query(result.query),
            "total": result.total,
            "returned": result.returned,
            "offset": result.offset,
            "took_ms": _number(result.took_ms, 3),
            "hits": [_hit(hit, options) for hit in result.hits],
            "partial": [_hit(hit, options) for hit in result.partial],
            **({"expansion": expansion(result.expansion)} if result.expansion else {}),
            **({"facets": _facets(result)} if result.facets else {}),
            "truncated": list(result.truncated),
            "rescue": None if result.suggestions is None else _rescue(result.suggestions),
        },
        out,
    )


def write_similar(similar: SimilarDocuments, out: TextIO, options: OutputOptions) -> None:
    """Write the documents most like one, and the words that made them so."""
    fields = tuple(field for field in JSON_FIELDS if field != "snippets")
    write_values(
        {
            "of": similar.of and similar.of.id,
            "words": [
                {"word": each.word, "weight": _number(each.weight, 6)} for each in similar.words
            ],
            "returned": len(similar.hits),
            "took_ms": _number(similar.took_ms, 3),
            "hits": [hit_values(hit, fields, options) for hit in similar.hits],
        },
        out,
    )


def write_hit_lines(result: SearchResult, out: TextIO, options: OutputOptions) -> None:
    """Write JSON Lines: each hit as one object on one line; the partial ones are left out."""
    for hit in result.hits:
        out.write(encode({"schema": SCHEMA, **_hit(hit, options)}) + "\n")


def write_document(
    document: Document,
    out: TextIO,
    options: OutputOptions,
    *,
    title_highlights: tuple[Span, ...] = (),
    body_highlights: tuple[Span, ...] = (),
) -> None:
    """Write one whole document."""
    write_values(
        {
            "id": document.id,
            "title": document.title,
            "title_from": document.title_from,
            "title_highlights": _ranges(title_highlights),
            "date": document.date,
            "date_from": document.date_from,
            "source": document.source,
            "source_from": document.source_from,
            "place": document.place,
            "place_from": document.place_from,
            "author": document.author,
            "author_from": document.author_from,
            "language": document.language,
            "language_from": document.language_from,
            "url": document.url,
            "url_from": document.url_from,
            "keywords": _keywords(document),
            **_path("path", options.shown_path(document.path)),
            "record": document.record,
            "body": document.body,
            "body_highlights": _ranges(body_highlights),
        },
        out,
    )


def write_info(info: IndexInfo, out: TextIO, options: OutputOptions) -> None:
    """Write what is in an index; the source with the most documents comes first."""
    sources = sorted(info.sources.items(), key=lambda item: (-item[1], item[0]))
    write_values(
        {
            **_path("index", info.path),
            "documents": info.documents,
            "files": info.files,
            "undated": info.undated,
            "unsourced": info.unsourced,
            "first_date": info.first_date,
            "last_date": info.last_date,
            "sources": [{"source": name, "documents": count} for name, count in sources],
            "keywords": [
                {"field": name, "documents": count} for name, count in info.keywords.items()
            ],
            "size_bytes": info.size_bytes,
            "engine": info.engine,
            "segments": info.segments,
            "format_version": info.format_version,
            "analysis_version": info.analysis_version,
            "created_by": info.created_by,
            "problems": [_problem(file, options) for file in info.problems if file.problem],
            "unread_parts": [
                _skipped(part, options) for file in info.problems for part in file.unread
            ],
        },
        out,
    )


def write_report(report: IngestReport, out: TextIO, options: OutputOptions) -> None:
    """Write what an indexing run did, with every file and record that was skipped."""
    write_values(
        {
            **_path("index", report.index),
            "committed": report.committed,
            "interrupted": report.interrupted,
            "added": _tally(report.added),
            "changed": _tally(report.changed),
            "removed": _tally(report.removed),
            "unchanged": _tally(report.unchanged),
            "undated": report.undated,
            "rejected_dates": report.rejected_dates,
            "skipped": [_skipped(skipped, options) for skipped in report.skipped],
            "total": report.total,
            "took_ms": _number(report.took_ms, 3),
            "peak_memory": report.peak_memory,
        },
        out,
    )


def write_plan(plan: IngestPlan, out: TextIO, options: OutputOptions) -> None:
    """Write what an indexing run would do with each file."""
    write_values(
        {
            **_path("index", plan.index),
            "files": [
                {
                    **_path("path", options.shown_path(file.path)),
                    "action": file.action.value,
                    "reason": file.reason,
                }
                for file in plan.files
            ],
        },
        out,
    )


def write_check(report: CheckReport, out: TextIO, options: OutputOptions) -> None:
    """Write whether an index is sound, and what has changed since it was made."""

    def files(paths: Iterable[str]) -> list[dict[str, object]]:
        return [_path("path", options.shown_path(path)) for path in paths]

    write_values(
        {
            **_path("index", report.index),
            "repaired": report.repaired,
            "damage": [{"file": each.file, "reason": each.reason} for each in report.damage],
            "files": report.files,
            "changed": files(report.changed),
            "gone": files(report.gone),
            "new": files(report.new),
            "unread": files(report.unread),
        },
        out,
    )


# --- parts -------------------------------------------------------------------------------------


def _query(query: InterpretedQuery) -> dict[str, object]:
    return {
        "text": query.text,
        "version": query.version,
        "canonical": query.canonical,
        "whole": query.standalone,
        "since": query.since.isoformat() if query.since else None,
        "until": query.until.isoformat() if query.until else None,
        "sources": list(query.sources),
        "sort": query.sort.value,
        "notes": list(query.notes),
        "also": [{"of": also.of, "name": also.text, "by": also.by} for also in query.synonyms],
    }


def expansion(words: Iterable[FeedbackTerm]) -> list[dict[str, object]]:
    """The words that expansion gave weight."""
    return [
        {"word": each.word, "weight": _number(each.weight, 6), "asked": each.in_query}
        for each in words
    ]


def _rescue(suggestions: Suggestions) -> dict[str, object]:
    return {
        "counts": [
            {"label": each.label, "kind": each.kind, "documents": each.documents}
            for each in suggestions.counts
        ],
        "spelling": [
            {
                "word": each.word,
                "documents": each.documents,
                "meant": [{"word": word, "documents": count} for word, count in each.candidates],
            }
            for each in suggestions.spelling
        ],
        "relaxed": [
            {
                "query": each.query,
                "since": each.since.isoformat() if each.since else None,
                "until": each.until.isoformat() if each.until else None,
                "sources": list(each.sources),
                "change": each.change,
                "documents": each.documents,
            }
            for each in suggestions.relaxed
        ],
    }


def _hit(hit: Hit, options: OutputOptions) -> dict[str, object]:
    fields = JSON_FIELDS if options.fields is None else options.fields
    return hit_values(hit, fields, options)


def hit_values(hit: Hit, fields: Iterable[str], options: OutputOptions) -> dict[str, object]:
    """The hit's keys in the order asked for; its explanation after them, if there is one."""
    document = hit.document
    values: dict[str, object] = {}
    for field in fields:
        if field == "rank":
            values[field] = hit.rank
        elif field == "score":
            values[field] = _number(hit.score, 6)
        elif field == "title_highlights":
            values[field] = _ranges(hit.title_highlights)
        elif field == "snippets":
            values[field] = [_snippet(snippet) for snippet in hit.snippets]
        elif field == "keywords":
            values[field] = _keywords(document)
        elif field == "path":
            values.update(_path("path", options.shown_path(document.path)))
        else:
            values[field] = getattr(document, field)
    if hit.explanation:
        values["explanation"] = _explanation(hit.explanation)
    return values


def _keywords(document: Document) -> dict[str, list[str]]:
    """The values of each kept column, in the document's order."""
    found: dict[str, list[str]] = {}
    for column, value in document.keywords:
        found.setdefault(column, []).append(value)
    return found


def _explanation(explanation: Explanation) -> dict[str, object]:
    return {
        "score": _number(explanation.score, 6),
        "freshness": _number(explanation.freshness, 6),
        "words": [
            {
                "word": word.text,
                "score": _number(word.score, 6),
                "weight": _number(word.weight, 6),
                "documents": word.documents,
                "added": word.added,
                "fields": [
                    {
                        "field": field.field,
                        "occurrences": _number(field.occurrences, 6),
                        "length": field.length,
                        "score": _number(field.score, 6),
                    }
                    for field in word.fields
                ],
            }
            for word in explanation.words
        ],
    }


def _facets(result: SearchResult) -> dict[str, object]:
    return {
        name: [{"value": row.value, "documents": row.documents} for row in rows]
        for name, rows in result.facets.items()
    }


def _snippet(snippet: Snippet) -> dict[str, object]:
    return {
        "text": snippet.text,
        "highlights": _ranges(snippet.highlights),
        "start": snippet.start,
        "before": snippet.before,
        "after": snippet.after,
        "page": snippet.page,
        "line": snippet.line,
    }


def _skipped(skipped: Skipped, options: OutputOptions) -> dict[str, object]:
    return {**_path("path", options.shown_path(skipped.path)), "reason": skipped.reason}


def _problem(file: FileRecord, options: OutputOptions) -> dict[str, object]:
    return {**_path("path", options.shown_path(file.path)), "reason": file.problem}


def _tally(tally: ChangeCount) -> dict[str, object]:
    return {"files": tally.files, "documents": tally.documents}


def _ranges(spans: Iterable[Span]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def _path(key: str, path: str) -> dict[str, object]:
    """The path under its key, and its bytes beside it when they are not UTF-8."""
    text: dict[str, object] = {key: escape_undecodable(path)}
    if not is_decodable(path):
        text[f"{key}_bytes_base64"] = base64.b64encode(_bytes(path)).decode("ascii")
    return text


def _bytes(path: str) -> bytes:
    try:
        return path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return path.encode("utf-8", "surrogatepass")


def _number(value: float, digits: int) -> float | None:
    """The number rounded; JSON has none for infinity and NaN."""
    return round(value, digits) if math.isfinite(value) else None
