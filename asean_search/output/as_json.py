r"""JSON: the records of ``json_records``, filled from the model and written by msgspec.

Text is what the document holds, not what is safe to show: characters that a terminal would obey
are escaped (``\u001b``), which leaves the value as it is.
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TextIO

import msgspec

from asean_search.model import (
    Acronym,
    BatchAnswer,
    CheckReport,
    Document,
    Explanation,
    FeedbackTerm,
    Hit,
    IndexInfo,
    IngestPlan,
    IngestReport,
    InterpretedQuery,
    SearchResult,
    ShownDocument,
    SimilarDocuments,
    Skipped,
    Snippet,
    Span,
    Suggestions,
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

_RANGE = lazy(r"\[\n +(\d+),\n +(\d+)\n +\]")

SIMILAR_FIELDS = tuple(field for field in JSON_FIELDS if field != "snippets")


def write_result(result: SearchResult, out: TextIO, options: OutputOptions) -> None:
    """Write the whole answer as one object."""
    _write(
        records.SearchResult(
            query=_query(result.query),
            total=result.total,
            returned=result.returned,
            offset=result.offset,
            took_ms=round(result.took_ms, 3),
            hits=_hits(result.hits, options.fields, options),
            partial=_hits(result.partial, options.fields, options),
            expansion=_expansion(result.expansion) or msgspec.UNSET,
            facets=dict(result.facets) or msgspec.UNSET,
            truncated=result.truncated,
            suggestions=_suggestions(result.suggestions) if result.suggestions else None,
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
            words=tuple(
                records.KeyTerm(term.word, round(term.weight, 6)) for term in similar.words
            ),
            returned=len(similar.hits),
            took_ms=round(similar.took_ms, 3),
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
            expansion=_expansion(answer.expansion),
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
            title_highlights=_ranges(shown.title_highlights),
            author_from=document.author_from,
            url=document.url,
            url_from=document.url_from,
            body=document.body,
            body_highlights=_ranges(shown.body_highlights),
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
    _write(
        records.IndexInfo(
            **_path("index", info.path),
            documents=info.documents,
            files=info.files,
            undated=info.undated,
            unsourced=info.unsourced,
            first_date=info.first_date,
            last_date=info.last_date,
            sources=tuple(records.SourceCount(*item) for item in sources),
            keywords=tuple(records.FieldCount(*item) for item in info.keywords.items()),
            size_bytes=info.size_bytes,
            engine=info.engine,
            segments=info.segments,
            format_version=info.format_version,
            analysis_version=info.analysis_version,
            created_by=info.created_by,
            problems=_problems(failed, options),
            unread_parts=_problems(unread, options),
        ),
        out,
    )


def write_report(report: IngestReport, out: TextIO, options: OutputOptions) -> None:
    """Write what an indexing run did, with every file and record that was skipped."""
    _write(
        records.IndexReport(
            **_path("index", report.index),
            committed=report.committed,
            interrupted=report.interrupted,
            added=report.added,
            changed=report.changed,
            removed=report.removed,
            unchanged=report.unchanged,
            undated=report.undated,
            rejected_dates=report.rejected_dates,
            skipped=_problems(report.skipped, options),
            total=report.total,
            took_ms=round(report.took_ms, 3),
            peak_memory=report.peak_memory,
        ),
        out,
    )


def write_plan(plan: IngestPlan, out: TextIO, options: OutputOptions) -> None:
    """Write what an indexing run would do with each file."""
    files = tuple(
        records.PlannedFile(
            **_path("path", options.shown_path(file.path)),
            action=file.action,
            reason=file.reason,
        )
        for file in plan.files
    )
    _write(records.IndexPlan(**_path("index", plan.index), files=files), out)


def write_check(report: CheckReport, out: TextIO, options: OutputOptions) -> None:
    """Write whether an index is sound, and what has changed since it was made."""

    def files(paths: Iterable[str]) -> tuple[records.File, ...]:
        return tuple(records.File(**_path("path", options.shown_path(path))) for path in paths)

    _write(
        records.IndexCheck(
            **_path("index", report.index),
            repaired=report.repaired,
            damage=report.damage,
            files=report.files,
            changed=files(report.changed),
            gone=files(report.gone),
            new=files(report.new),
            unread=files(report.unread),
        ),
        out,
    )


# --- records -----------------------------------------------------------------------------------


def _query(query: InterpretedQuery) -> records.Query:
    return records.Query(
        text=query.text,
        version=query.version,
        canonical=query.canonical,
        standalone=query.standalone,
        since=_day(query.since),
        until=_day(query.until),
        sources=query.sources,
        sort=query.sort,
        notes=query.notes,
        synonyms=tuple(records.Synonym(each.of, each.text, each.by) for each in query.synonyms),
    )


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _expansion(terms: Iterable[FeedbackTerm]) -> tuple[records.FeedbackTerm, ...]:
    return tuple(
        records.FeedbackTerm(term.word, round(term.weight, 6), term.in_query) for term in terms
    )


def _suggestions(suggestions: Suggestions) -> records.Suggestions:
    return records.Suggestions(
        counts=suggestions.counts,
        spelling=tuple(
            records.Spelling(
                word=each.word,
                documents=each.documents,
                candidates=tuple(WordFrequency(*candidate) for candidate in each.candidates),
            )
            for each in suggestions.spelling
        ),
        relaxed=tuple(
            records.RelaxedQuery(
                query=each.query,
                since=_day(each.since),
                until=_day(each.until),
                sources=each.sources,
                change=each.change,
                documents=each.documents,
            )
            for each in suggestions.relaxed
        ),
    )


def _hits(
    hits: Iterable[Hit], fields: Sequence[str] | None, options: OutputOptions
) -> tuple[Any, ...]:
    """The records of hits; with ``fields`` only these keys, in this order, as dictionaries."""
    found = [_hit(hit, options) for hit in hits]
    return tuple(found if fields is None else [_chosen(record, fields) for record in found])


def _hit(hit: Hit, options: OutputOptions) -> records.Hit:
    explanation = hit.explanation
    return records.Hit(
        rank=hit.rank,
        score=round(hit.score, 6),
        **_facts(hit.document, options),
        title_highlights=_ranges(hit.title_highlights),
        snippets=tuple(map(_snippet, hit.snippets)),
        body=hit.document.body if "body" in (options.fields or ()) else msgspec.UNSET,
        explanation=_explanation(explanation) if explanation else msgspec.UNSET,
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
    """The keys that a hit and a whole document share."""
    keywords: dict[str, tuple[str, ...]] = {}
    for column, value in document.keywords:
        keywords[column] = (*keywords.get(column, ()), value)
    return {
        "id": document.id,
        "title": document.title,
        "title_from": document.title_from,
        "date": document.date,
        "date_from": document.date_from,
        "source": document.source,
        "source_from": document.source_from,
        "place": document.place,
        "place_from": document.place_from,
        "language": document.language,
        "language_from": document.language_from,
        "author": document.author,
        "keywords": keywords,
        "record": document.record,
        **_path("path", options.shown_path(document.path)),
    }


def _snippet(snippet: Snippet) -> records.Snippet:
    return records.Snippet(
        text=snippet.text,
        highlights=_ranges(snippet.highlights),
        start=snippet.start,
        before=snippet.before,
        after=snippet.after,
        page=snippet.page,
        line=snippet.line,
    )


def _explanation(explanation: Explanation) -> records.Explanation:
    return records.Explanation(
        score=round(explanation.score, 6),
        freshness=round(explanation.freshness, 6),
        words=tuple(
            records.WordScore(
                word=word.text,
                score=round(word.score, 6),
                weight=round(word.weight, 6),
                documents=word.documents,
                from_expansion=word.from_expansion,
                fields=tuple(
                    records.FieldScore(
                        field=field.field,
                        occurrences=round(field.occurrences, 6),
                        length=field.length,
                        score=round(field.score, 6),
                    )
                    for field in word.fields
                ),
            )
            for word in explanation.words
        ),
    )


def _problems(skipped: Iterable[Skipped], options: OutputOptions) -> tuple[records.Problem, ...]:
    return tuple(
        records.Problem(**_path("path", options.shown_path(each.path)), reason=each.reason)
        for each in skipped
    )


def _ranges(spans: Iterable[Span]) -> tuple[records.Range, ...]:
    return tuple((span.start, span.end) for span in spans)


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
    """JSON in UTF-8, which cannot hold lone surrogates: U+FFFD replaces them."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return msgspec.json.encode(without_surrogates(msgspec.to_builtins(value)))
