"""Sentences about queries, hits and documents that several formats share, safe to show."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from asean_search.model import (
    Document,
    FacetCount,
    Hit,
    InterpretedQuery,
    SearchResult,
    SimilarDocuments,
    Sort,
)
from asean_search.output.options import OutputOptions
from asean_search.output.safe_text import safe_line, safe_path
from asean_search.output.wording import explanations
from asean_search.output.wording.suggestions import suggestion_lines

_QUERY_CHARS = 200
_PASTED_CHARS = 2_000
_NAMES_SHOWN = 4
_DEFAULT_LANGUAGE = "en"
_VALUES_SHOWN = 10
_WORDS_SHOWN = 6


def count(number: int, noun: str) -> str:
    """``1 document``, ``1,437 documents``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


# --- queries and answers ---------------------------------------------------------------------


def understood(query: InterpretedQuery) -> Iterator[str]:
    """How the query was understood, line by line; the first line is a query that can be run."""
    yield f"Query: {_pasted(query)}"
    names = list(dict.fromkeys(safe_line(each.text) for each in query.synonyms))
    if names:
        more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
        yield f"Synonyms: {', '.join(names[:_NAMES_SHOWN])}{more}"
    if query.sort is not Sort.RELEVANCE:
        yield f"Order: {query.sort.value} first"


def _text(query: InterpretedQuery) -> str:
    return query.standalone or query.canonical or query.text


def _pasted(query: InterpretedQuery) -> str:
    """The standalone query, shortened if it would fill the screen."""
    text = _text(query)
    line = safe_line(text)
    if len(line) <= _PASTED_CHARS:
        return line
    return f"{line[:_PASTED_CHARS]}… ({len(text):,} characters)"


def notes(query: InterpretedQuery) -> tuple[str, ...]:
    """Notes on how the query was understood, one per line."""
    return tuple(safe_line(note) for note in query.notes)


def remarks(result: SearchResult, shows: Container[str]) -> Iterator[str]:
    """Lines for stderr after an answer, in a format that ``shows`` these parts of it."""
    if "hits" in shows and "summary" not in shows and (line := _summary(result, shows)):
        yield line
    for sentence in result.truncated:
        yield f"Search stopped early: {safe_line(sentence)}."
    if "summary" not in shows:
        yield from suggestion_lines(result.suggestions)


def _summary(result: SearchResult, shows: Container[str]) -> str:
    """What the format leaves out: that nothing was found, that there are more hits."""
    if result.index_documents == 0:
        return f"{footer(result)} {next_step(result)}"
    if "partial" in shows:
        return "" if result.partial else footer(result)
    if result.partial:
        closest = count(len(result.partial), "document")
        return f"{footer(result)} Use --json or --format text for the closest {closest}."
    return footer(result) if result.returned < result.total or result.total == 0 else ""


def footer(result: SearchResult) -> str:
    """How much of the answer is shown, and how to see more."""
    last = result.offset + result.returned
    total = count(result.total, "document")
    if result.total == 0:
        return f"No document matches {_shortened(_text(result.query))}."
    if result.returned == 0:
        past = f"; --offset {result.offset} is past the last one"
        return f"{total}{past if result.offset >= result.total else ''}."
    shown = f"{result.offset + 1:,} to {last:,}" if result.offset else f"{last:,}"
    more = f" · see more with --offset {last}" if last < result.total else ""
    return f"{shown} of {total}{more}"


def partial_heading(result: SearchResult) -> str:
    """The heading of the partial hits, which says that they are not hits."""
    return f"{footer(result)} These have some of the words:"


def next_step(result: SearchResult) -> str:
    """A suggestion for what to do after reading the answer; may be empty."""
    if shown := result.hits or result.partial:
        which = "the first" if len(shown) > 1 else "it"
        return f"Read {which}: asearch show {safe_line(shown[0].document.id)}"
    if result.total:
        return ""
    if result.index_documents == 0:
        return "The index is empty. Add documents: asearch index PATH"
    filters = ", ".join(_filters(result.query))
    loosen = f", or remove the filters ({filters})" if filters else ""
    return f"Try other or fewer words, OR between words, or a prefix (vacc*){loosen}."


def facet_heading(facet: str) -> str:
    """The heading of a facet."""
    return f"Documents by {facet}:"


def facet_rows(facet: str, rows: Sequence[FacetCount]) -> list[tuple[str, int]]:
    """The values of a facet with their counts: all periods, or the most frequent names."""
    is_time = facet in ("year", "month", "day")
    missing = "no date" if is_time else f"no {safe_line(facet)}"
    few = rows if is_time else rows[:_VALUES_SHOWN]
    shown = [(missing if row.value is None else safe_line(row.value), row.documents) for row in few]
    rest = rows[len(few) :]
    if rest:
        shown.append((f"{len(rest):,} more", sum(row.documents for row in rest)))
    return shown


def facts(hit: Hit) -> list[str]:
    """The date and source, known or not, and the place and language if known.

    English, the default language, is left out.
    """
    document = hit.document
    known = [document.date or "no date", document.source or "no source"]
    language = document.language if document.language != _DEFAULT_LANGUAGE else None
    return [safe_line(fact) for fact in (*known, *filter(None, [document.place, language]))]


def score(hit: Hit) -> str:
    """``score 3.21``, or nothing for a query of filters alone."""
    return f"score {hit.score:.2f}" if hit.score else ""


def likeness(hit: Hit) -> str:
    """``shared words: vaccine 4.10, access 2.30``: what makes a document similar."""
    words = explanations.reasons(hit.explanation, _WORDS_SHOWN) if hit.explanation else "none"
    return f"shared words: {words}"


def key_terms(similar: SimilarDocuments) -> str:
    """The words that were searched for, in a line."""
    words = ", ".join(safe_line(each.word) for each in similar.words)
    if not words:
        text = title(similar.of) if similar.of else "the text"
        return f"No other document contains a word of {text}."
    return f"Most distinctive words: {words}"


def title(document: Document) -> str:
    """The title on one line."""
    return " ".join(safe_line(document.title).split()) or "(untitled)"


def location(document: Document, options: OutputOptions) -> str:
    """The file's path, with ``#`` and the record's name if the file holds several."""
    path = safe_path(options.shown_path(document.path))
    return path if document.record is None else f"{path}#{safe_line(document.record)}"


def document_rows(document: Document, options: OutputOptions) -> Iterator[tuple[str, str]]:
    """The metadata of a document except its title, with how each value is known."""
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
