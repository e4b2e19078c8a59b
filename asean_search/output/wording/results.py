"""The sentences that several formats share, in plain English, safe to show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from asean_search.model import (
    Document,
    FacetCount,
    Hit,
    IndexInfo,
    IngestReport,
    InterpretedQuery,
    SearchResult,
    SimilarDocuments,
    Skipped,
    Sort,
)
from asean_search.output.options import OutputOptions
from asean_search.output.safe_text import safe_line, safe_path
from asean_search.output.wording import explanations
from asean_search.output.wording.suggestions import suggestion_lines

_QUERY_CHARS = 200
_PASTED_CHARS = 2_000
_NAMES_SHOWN = 4
_COMMON_LANGUAGE = "en"
_PROBLEMS_SHOWN = 10
_VALUES_SHOWN = 10
_WORDS_SHOWN = 6


def count(number: int, noun: str) -> str:
    """``1 document``, ``1,437 documents``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def size(size_bytes: int) -> str:
    """A size in decimal units: ``999 bytes``, ``1.2 kB``, ``12 MB``."""
    amount, unit = float(size_bytes), "bytes"
    for larger in ("kB", "MB", "GB", "TB"):
        if amount < 999.5:  # noqa: PLR2004 - rounds to 1,000
            break
        amount, unit = amount / 1000, larger
    if unit == "bytes":
        return count(size_bytes, "byte")
    return f"{amount:.1f} {unit}" if amount < 9.95 else f"{amount:.0f} {unit}"  # noqa: PLR2004


def duration(took_ms: float) -> str:
    """``3 ms``, ``4.2 s``, ``2 min 5 s``."""
    if took_ms < 999.5:  # noqa: PLR2004 - rounds to 1,000
        return f"{took_ms:.0f} ms"
    seconds = took_ms / 1000
    if seconds < 59.95:  # noqa: PLR2004 - rounds to a minute
        return f"{seconds:.1f} s"
    return f"{round(seconds) // 60:,} min {round(seconds) % 60} s"


# --- queries and answers ---------------------------------------------------------------------


def understood(query: InterpretedQuery) -> Iterator[str]:
    """How the query was read, a line each; the first is a query that can be asked again."""
    yield f"Query: {_whole(query)}"
    names = list(dict.fromkeys(safe_line(also.text) for also in query.synonyms))
    if names:
        more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
        yield f"Other names: {', '.join(names[:_NAMES_SHOWN])}{more}"
    if query.sort is not Sort.RELEVANCE:
        yield f"Order: {query.sort.value} first"


def _whole(query: InterpretedQuery) -> str:
    """All of the query, unless that would fill the screen."""
    text = query.standalone or query.canonical or query.text
    line = safe_line(text)
    if len(line) <= _PASTED_CHARS:
        return line
    return f"{line[:_PASTED_CHARS]}… ({len(text):,} characters)"


def notes(query: InterpretedQuery) -> tuple[str, ...]:
    """What is worth telling about how the query was read, one line each."""
    return tuple(safe_line(note) for note in query.notes)


def around(format: str, result: SearchResult) -> Iterator[str]:  # noqa: A002
    """What stderr must say after the answer, beside ``closing_remark``, line by line."""
    for sentence in result.truncated:
        yield f"Not all was looked through: {safe_line(sentence)}."
    if format not in ("terminal", "markdown", "json"):
        yield from suggestion_lines(result.suggestions)


def footer(result: SearchResult) -> str:
    """How much of the answer was shown, and how to see more."""
    query = result.query
    last = result.offset + result.returned
    total = count(result.total, "document")
    if result.total == 0:
        return (
            f"No document matches {_shortened(query.standalone or query.canonical or query.text)}."
        )
    if result.returned == 0:
        return f"{total} found, none shown: " + (
            f"--offset {result.offset} is past the last one."
            if result.offset >= result.total
            else "-n 10 shows the first ten."
        )
    shown = f"{result.offset + 1:,} to {last:,}" if result.offset else f"{last:,}"
    more = f" · see more with --offset {last}" if last < result.total else ""
    return f"{shown} of {total}{more}"


def partial_heading(result: SearchResult) -> str:
    """What stands over the partial hits, so that nobody takes them for hits."""
    return f"{footer(result)} The closest have some of the words:"


def next_step(result: SearchResult) -> str:
    """What somebody who has read the answer may want to do next."""
    if shown := result.hits or result.partial:
        which = "the first" if len(shown) > 1 else "it"
        return f"Read {which}: asearch show {safe_line(shown[0].document.id)}"
    if result.total:
        return ""
    if result.index_documents == 0:
        return "The index holds no document yet. Add some: asearch index PATH"
    filters = ", ".join(_filters(result.query))
    loosen = f", or without the filters ({filters})" if filters else ""
    return f"Try other or fewer words, OR between them, or the beginning of one (vacc*){loosen}."


def closing_remark(format: str, result: SearchResult) -> str:  # noqa: A002
    """What stderr must add once the answer is written; empty where the format itself says it.

    Formats that hold hits alone (``jsonl``, ``csv``, ``tsv``, ``paths``) never hold partial ones.
    """
    if format in ("terminal", "markdown", "json"):
        return ""
    if result.index_documents == 0:
        return f"{footer(result)} {next_step(result)}"
    if format == "text":
        return "" if result.partial else footer(result)
    if result.partial:
        close = count(len(result.partial), "document")
        return f"{footer(result)} --json or --format text shows {close} with some of the words."
    return footer(result) if result.returned < result.total or result.total == 0 else ""


def facet_heading(facet: str) -> str:
    """What stands over the counts of a facet."""
    return f"Documents by {facet}:"


def facet_rows(facet: str, rows: Sequence[FacetCount]) -> list[tuple[str, int]]:
    """The values of a facet with their counts. Of names only the largest; nothing is lost."""
    is_of_time = facet in ("year", "month", "day")
    missing = "no date" if is_of_time else f"no {safe_line(facet)}"
    few = rows if is_of_time else rows[:_VALUES_SHOWN]
    shown = [(missing if row.value is None else safe_line(row.value), row.documents) for row in few]
    rest = rows[len(few) :]
    if rest:
        shown.append((f"{len(rest):,} more", sum(row.documents for row in rest)))
    return shown


def facts(hit: Hit) -> list[str]:
    """When, by whom, where, in which language; only of date and source is said what is not known.

    English is not said: it is what a text is taken to be in.
    """
    document = hit.document
    known = [document.date or "no date", document.source or "no source"]
    language = document.language if document.language != _COMMON_LANGUAGE else None
    return [safe_line(fact) for fact in (*known, *filter(None, [document.place, language]))]


def score(hit: Hit) -> str:
    """``score 3.21``, or nothing for a hit that only filters chose."""
    return f"score {hit.score:.2f}" if hit.score else ""


def likeness(hit: Hit) -> str:
    """``because of vaccine 4.10, access 2.30``: the words that make a document like another."""
    why = explanations.reasons(hit.explanation, _WORDS_SHOWN) if hit.explanation else "nothing"
    return f"because of {why}"


def stood_for(similar: SimilarDocuments) -> str:
    """What was compared, in a line: the words that stood for the text."""
    whose = f"{title(similar.of)}" if similar.of else "the text"
    words = ", ".join(safe_line(each.word) for each in similar.words)
    if not words:
        return f"There is no word in {whose} that another document has."
    return f"Words that stand for {whose}: {words}"


def title(document: Document) -> str:
    """The title on one line."""
    return " ".join(safe_line(document.title).split()) or "(untitled)"


def location(document: Document, options: OutputOptions) -> str:
    """The file's path, with the record's name behind ``#`` when the file holds several."""
    path = safe_path(options.shown_path(document.path))
    return path if document.record is None else f"{path}#{safe_line(document.record)}"


def document_rows(document: Document, options: OutputOptions) -> Iterator[tuple[str, str]]:
    """What is known of a document but its title and text, and how it is known."""
    for label, value, origin in (
        ("Date", document.date, document.date_from),
        ("Source", document.source, document.source_from),
        ("Place", document.place, document.place_from),
        ("Author", document.author, document.author_from),
        ("Language", document.language, document.language_from),
        ("Address", document.url, document.url_from),
    ):
        if value is not None:
            yield label, safe_line(f"{value} ({origin})" if origin else value)
        elif label in ("Date", "Source"):
            yield label, "not stated"
    for column in dict.fromkeys(name for name, _ in document.keywords):
        values = (value for name, value in document.keywords if name == column)
        yield safe_line(column), safe_line("; ".join(values))
    yield "File", location(document, options)
    yield "Id", safe_line(document.id)


def _filters(query: InterpretedQuery) -> Iterator[str]:
    since, until = query.since, query.until
    if since and since == until:
        yield f"on {since}"
    elif since and until:
        yield f"from {since} to {until}"
    elif since:
        yield f"from {since}"
    elif until:
        yield f"until {until}"
    if query.sources:
        yield _shortened("source " + " or ".join(query.sources))


def _shortened(text: str) -> str:
    line = safe_line(text)
    return line if len(line) <= _QUERY_CHARS else f"{line[: _QUERY_CHARS - 1]}…"


# --- indexes and indexing ----------------------------------------------------------------------


def info_rows(info: IndexInfo, options: OutputOptions) -> Iterator[tuple[str, str]]:
    """What is in an index, as labels and values."""
    yield "Index", safe_path(info.path)
    yield "Documents", f"{info.documents:,} in {count(info.files, 'file')}"
    if info.first_date and info.last_date:
        dates = dict.fromkeys((info.first_date, info.last_date))
        yield "Dates", _with_missing(safe_line(" to ".join(dates)), info.undated, "date")
    elif info.documents:
        yield "Dates", "no document states its date"
    if info.sources:
        yield "Sources", _with_missing(_sources(info), info.unsourced, "source")
    elif info.documents:
        yield "Sources", "no document states its source"
    if info.keywords:
        names = (f"{safe_line(name)} {number:,}" for name, number in info.keywords.items())
        yield "Keywords", " · ".join(names)
    yield "Size", size(info.size_bytes)
    yield "Engine", safe_line(f"{info.engine}, {count(info.segments, 'segment')}")
    versions = f"format {info.format_version}, analysis {info.analysis_version}"
    yield "Versions", safe_line(f"{versions}, made by {info.created_by}")
    files = [Skipped(file.path, file.problem) for file in info.problems if file.problem]
    yield from _not_read("Not read", "file", files, options)
    parts = [part for file in info.problems if not file.problem for part in file.unread]
    yield from _not_read("Not wholly", "part", parts, options)


def _not_read(
    label: str, noun: str, skipped: Sequence[Skipped], options: OutputOptions
) -> Iterator[tuple[str, str]]:
    if skipped:
        yield label, count(len(skipped), noun)
    for each in skipped[:_PROBLEMS_SHOWN]:
        yield "", _reason(options.shown_path(each.path), each.reason)
    if len(skipped) > _PROBLEMS_SHOWN:
        yield "", _and_more(len(skipped) - _PROBLEMS_SHOWN)


def report_lines(report: IngestReport, options: OutputOptions) -> Iterator[str]:
    """What an indexing run did: what changed, what was skipped and why, what the index holds."""
    if report.interrupted:
        yield "Stopped before the end. What was committed is kept; run it again to go on."
    undated = f"; {report.undated:,} without a date" if report.undated else ""
    nothing = "Nothing was changed" if report.interrupted else "Nothing to index"
    yield f"{_changes(report) or nothing}{undated}."
    if report.skipped:
        yield f"{len(report.skipped):,} skipped:"
        for skipped in report.skipped[:_PROBLEMS_SHOWN]:
            yield "  " + _reason(options.shown_path(skipped.path), skipped.reason)
        if len(report.skipped) > _PROBLEMS_SHOWN:
            yield "  " + _and_more(len(report.skipped) - _PROBLEMS_SHOWN)
    if report.rejected_dates:
        dates = count(report.rejected_dates, "stated date")
        yield f"{dates} cannot be, and {'was' if report.rejected_dates == 1 else 'were'} not taken."
    memory = f", {size(report.peak_memory)} of memory" if report.peak_memory else ""
    took = f"{duration(report.took_ms)}{memory}"
    yield f"The index holds {count(report.total, 'document')} ({took})."


def _changes(report: IngestReport) -> str:
    """``2 documents added (2 files), 1 changed (1 file)``: what did not happen is not told."""
    parts: list[str] = []
    for tally, verb in (
        (report.added, "added"),
        (report.changed, "changed"),
        (report.removed, "removed"),
        (report.unchanged, "unchanged"),
    ):
        if tally.files or tally.documents:
            number = f"{tally.documents:,}" if parts else count(tally.documents, "document")
            parts.append(f"{number} {verb} ({count(tally.files, 'file')})")
    return ", ".join(parts)


def _reason(path: str, reason: str) -> str:
    return f"{safe_path(path)}: {safe_line(reason)}"


def _and_more(number: int) -> str:
    return f"and {number:,} more: --json lists them all"


def _with_missing(known: str, missing: int, what: str) -> str:
    return f"{known}; {count(missing, 'document')} without a {what}" if missing else known


def _sources(info: IndexInfo) -> str:
    ranked = sorted(info.sources.items(), key=lambda item: (-item[1], item[0]))
    names = " · ".join(f"{safe_line(name)} {number:,}" for name, number in ranked[:_VALUES_SHOWN])
    more = len(ranked) - _VALUES_SHOWN
    return f"{names} · and {more:,} more" if more > 0 else names
