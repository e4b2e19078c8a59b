"""Facets: how many of the matching documents each source, period or keyword has."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from asean_search.dates.periods import written
from asean_search.engine.whoosh import keywords
from asean_search.model import FACETS, FacetCount

_SIZES = {"day": 10, "month": 7, "year": 4}
"""The length of a period's name."""


class FacetCounts:
    """Adds up the counts of all segments, for the facets ``wanted``.

    ``sources``: documents by the source's name. ``days``: pairs of a day (an ordinal; 0 is undated)
    and its number of documents, in any order, a day perhaps several times; unless ``each_day``,
    any day of a month stands for the month. ``spans``: documents whose date is only a month or a
    year, by its first and last day. ``keywords``: documents by field and key, then by value.
    ``without_keyword``: documents without a keyword, by field.
    """

    def __init__(self, wanted: Sequence[str]) -> None:
        self._wanted = wanted
        self.by_source = "source" in wanted
        self.by_day = any(name in _SIZES for name in wanted)
        self.each_day = "day" in wanted
        self.sources: Counter[str | None] = Counter()
        self.days: list[tuple[int, int]] = []
        self.spans: Counter[tuple[int, int]] = Counter()
        self.keyword_fields = tuple(name for name in wanted if name not in FACETS)
        self.keywords: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self.without_keyword: Counter[str] = Counter()

    def add_keyword(self, term: str, documents: int) -> None:
        """Add the number of documents with a keyword, given as its term."""
        name, key, shown = keywords.parts(term)
        self.keywords[name, key][shown] += documents

    def facets(self) -> Mapping[str, tuple[FacetCount, ...]]:
        """The counts of each facet wanted: names by count, periods in chronological order."""
        return {name: self._facet(name) for name in self._wanted}

    def _facet(self, name: str) -> tuple[FacetCount, ...]:
        if name == "source":
            return _sources(self.sources)
        if name not in FACETS:
            return self._keywords(name)
        return _periods(self.days, self.spans, name)

    def _keywords(self, name: str) -> tuple[FacetCount, ...]:
        """The spellings of one value count together, under that of most documents."""
        rows = []
        for (field, _), counts in self.keywords.items():
            if field == name:
                shown = min(counts, key=lambda value: (-counts[value], value))
                rows.append((-counts.total(), shown))
        named = (FacetCount(value, -count) for count, value in sorted(rows))
        return (*named, *_missing(self.without_keyword[name]))


def _sources(counts: Counter[str | None]) -> tuple[FacetCount, ...]:
    """The names of one source count together, under that of most documents."""
    from asean_search import agencies

    totals: Counter[str] = Counter()
    shown: dict[str, str] = {}
    named = [(name, count) for name, count in counts.items() if name is not None]
    for name, count in sorted(named, key=lambda item: (-item[1], item[0])):
        key = agencies.source_key(name)
        shown.setdefault(key, name)
        totals[key] += count
    rows = sorted((-count, shown[key]) for key, count in totals.items())
    return (*(FacetCount(name, -count) for count, name in rows), *_missing(counts[None]))


def _periods(
    days: Sequence[tuple[int, int]], spans: Mapping[tuple[int, int], int], name: str
) -> tuple[FacetCount, ...]:
    """A document dated 1975 is in no month: among months it counts under 1975."""
    rows: Counter[str] = Counter()
    undated = documents = 0
    period, end = "", 0
    for day, count in sorted(days):
        if not day:
            undated += count
        elif day < end:
            documents += count
        else:
            if documents:
                rows[period] += documents
            period, end, documents = *_period_of(date.fromordinal(day), name), count
    if documents:
        rows[period] += documents
    for (first, last), count in spans.items():
        rows[written(first, last)[: _SIZES[name]]] += count
    return (*(FacetCount(*row) for row in sorted(rows.items())), *_missing(undated))


def _period_of(day: date, name: str) -> tuple[str, int]:
    """The name of the period that holds a day, and the first day after the period."""
    if name == "day":
        return day.isoformat(), day.toordinal() + 1
    if name == "month":
        end = day.toordinal() - day.day + 1 + _days_in(day)
        return day.isoformat()[:7], end
    return day.isoformat()[:4], date(day.year, 12, 31).toordinal() + 1


def _days_in(day: date) -> int:
    """The length of a day's month; ``calendar``, which knows it, would load ``locale``."""
    if day.month == 12:  # noqa: PLR2004
        return 31
    return (day.replace(month=day.month + 1, day=1) - day.replace(day=1)).days


def _missing(count: int) -> tuple[FacetCount, ...]:
    return (FacetCount(None, count),) if count else ()
