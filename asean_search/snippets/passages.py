"""Cuts passages for snippets: whole sentences where they fit, chosen by the targets they show."""

from __future__ import annotations

import heapq
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from asean_search.analysis.sentences import (
    CHARS_MAX,
    cut_at_or_after,
    cut_at_or_before,
    sentences,
    stripped,
)
from asean_search.patterns import lazy
from asean_search.snippets.matcher import Occurrence

_REPEATS_MAX = 50
_RANKED_OCCURRENCES_MAX = 5
_LONG_WORD_CHARS = 40
_RUN = lazy(r"\s{2,}|[^\S ]")


class FlatText:
    """``original[start:end]`` with every run of white space as one space, and its offsets."""

    def __init__(self, original: str, start: int, end: int) -> None:
        """Flatten a part that neither begins nor ends with white space."""
        parts: list[str] = []
        self._originals = [start]
        self._flats = [0]
        at = start
        length = 0
        for run in _RUN.finditer(original, start, end):
            parts.append(original[at : run.start()])
            length += run.start() - at + 1
            at = run.end()
            self._originals.append(at)
            self._flats.append(length)
        parts.append(original[at:end])
        self.text = " ".join(parts)

    def __len__(self) -> int:
        """The number of characters of the flat text."""
        return len(self.text)

    def to_flat(self, offset: int) -> int:
        """The offset in the flat text of an offset in the original."""
        i = bisect_right(self._originals, offset) - 1
        limit = self._flats[i + 1] - 1 if i + 1 < len(self._flats) else len(self.text)
        return min(self._flats[i] + offset - self._originals[i], limit)

    def to_original(self, offset: int) -> int:
        """The offset in the original of an offset in the flat text."""
        i = bisect_right(self._flats, offset) - 1
        return self._originals[i] + offset - self._flats[i]


class Passage(NamedTuple):
    """``text[start:end]``; it begins and ends with a visible character."""

    start: int
    end: int


class _Region(msgspec.Struct, eq=False):
    """A sentence, or the rest of one, with its occurrences; ``is_used`` once it is shown."""

    start: int
    end: int
    occurrences: Sequence[Occurrence]
    is_used: bool = False


class _Candidate(NamedTuple):
    """A passage that could be shown, or a region not yet cut; the smallest comes first.

    A region ranks at least as high as every passage in it.
    """

    rank: tuple[int, float, int]
    start: int
    order: int
    targets: frozenset[int]
    region: _Region
    passage: Passage | None


def beginning(text: str, width_chars: int) -> Passage | None:
    """As many of the first sentences as fit; None if the text has none."""
    found: Passage | None = None
    for start, end in sentences(text):
        first = found.start if found else start
        if end - first > 2 * width_chars or len(FlatText(text, first, end)) > width_chars:
            return found or _around(FlatText(text, start, end), 0, 0, width_chars)
        found = Passage(first, end)
    return found


def best(
    text: str, occurrences: Sequence[Occurrence], count: int, width_chars: int
) -> list[Passage]:
    """At most ``count`` passages in order, apart, none longer than ``width_chars`` when flat.

    A greedy choice: each time the passage with most targets not shown yet; among equals the one
    with the rarest targets of this text, then with most occurrences, then the earliest. A candidate
    is ranked again only when it comes first, because its rank can only have fallen.
    """
    selection = _Selection(text, occurrences, width_chars)
    for region in _regions(text, occurrences):
        selection.offer(region)
    while len(selection.passages) < count and selection.take():
        pass
    return selection.passages


class _Selection:
    """The passages chosen so far, and a heap of candidates."""

    def __init__(self, text: str, occurrences: Sequence[Occurrence], width_chars: int) -> None:
        self.text = text
        self.width_chars = width_chars
        self.passages: list[Passage] = []
        counts = Counter(each.target for each in occurrences)
        self._rarity = {target: round(1 / count, 6) for target, count in counts.items()}
        self._order = 0
        self._covered: set[int] = set()
        self._shown: set[str] = set()
        self._repeats = 0
        self._waiting: list[_Candidate] = []

    def offer(self, region: _Region) -> None:
        """Add a candidate region, which is cut into passages when it comes first."""
        self._push(region, region.occurrences, None)

    def take(self) -> bool:
        """Choose the best passage; False when only repetitions of shown passages are left."""
        while self._waiting and self._repeats < _REPEATS_MAX:
            candidate = heapq.heappop(self._waiting)
            new = -len(candidate.targets - self._covered)
            if candidate.region.is_used:
                continue
            if new != candidate.rank[0]:
                later = candidate._replace(rank=(new, *candidate.rank[1:]))
                heapq.heappush(self._waiting, later)
            elif candidate.passage is None:
                for passage, occurrences in _passages(
                    self.text, candidate.region, self.width_chars
                ):
                    self._push(candidate.region, occurrences, passage)
            else:
                self._show(candidate.region, candidate.passage, candidate.targets)
                return True
        return False

    def _push(
        self, region: _Region, occurrences: Sequence[Occurrence], passage: Passage | None
    ) -> None:
        targets = frozenset(each.target for each in occurrences)
        rarity = sum(self._rarity[target] for target in targets)
        rank = (
            -len(targets - self._covered),
            -rarity,
            -min(len(occurrences), _RANKED_OCCURRENCES_MAX),
        )
        self._order += 1
        start = passage.start if passage else region.start
        heapq.heappush(
            self._waiting, _Candidate(rank, start, self._order, targets, region, passage)
        )

    def _show(self, region: _Region, passage: Passage, targets: frozenset[int]) -> None:
        region.is_used = True
        for rest in _rests(self.text, region, passage):
            self.offer(rest)
        words = FlatText(self.text, *passage).text
        if words in self._shown:
            self._repeats += 1
            return
        self._shown.add(words)
        self._covered |= targets
        self._insert(passage)

    def _insert(self, passage: Passage) -> None:
        """Insert the passage in order, joined with its neighbours where they fit together."""
        at = bisect_left(self.passages, passage)
        after = self.passages[at] if at < len(self.passages) else None
        if after and (joined := self._joined(passage, after)):
            passage = joined
            del self.passages[at]
        if at and (joined := self._joined(self.passages[at - 1], passage)):
            passage = joined
            at -= 1
            del self.passages[at]
        self.passages.insert(at, passage)

    def _joined(self, first: Passage, second: Passage) -> Passage | None:
        between = self.text[first.end : second.start]
        if between and not between.isspace():
            return None
        whole = Passage(first.start, second.end)
        return whole if len(FlatText(self.text, *whole)) <= self.width_chars else None


def _regions(text: str, occurrences: Sequence[Occurrence]) -> Iterator[_Region]:
    """The sentences with occurrences; sentences that an occurrence connects are one region."""
    at, reach = 0, 0
    region: _Region | None = None
    for start, end in sentences(text):
        is_connected = reach > start
        first = at
        while at < len(occurrences) and occurrences[at].start < end:
            reach = max(reach, occurrences[at].end)
            at += 1
        if region and is_connected and end - region.start <= 2 * CHARS_MAX:
            region.end = end
            region.occurrences = [*region.occurrences, *occurrences[first:at]]
        else:
            if region:
                yield region
            region = _Region(start, end, occurrences[first:at]) if at > first else None
        if at == len(occurrences) and reach <= end:
            break
    if region:
        yield region


def _passages(
    text: str, region: _Region, width_chars: int
) -> Iterator[tuple[Passage, Sequence[Occurrence]]]:
    """The whole region if it fits, else a passage around each group of occurrences that fits."""
    flat = FlatText(text, region.start, region.end)
    if len(flat) <= width_chars:
        yield Passage(region.start, region.end), region.occurrences
        return
    occurrences = region.occurrences
    after = 0
    for first, occurrence in enumerate(occurrences):
        start = flat.to_flat(occurrence.start)
        before = after
        while (
            after < len(occurrences) and flat.to_flat(occurrences[after].end) - start <= width_chars
        ):
            after += 1
        if after > before or after <= first:
            after = max(after, first + 1)
            group = occurrences[first:after]
            end = flat.to_flat(max(each.end for each in group))
            yield _around(flat, start, end, width_chars), group


def _around(flat: FlatText, a: int, b: int, width_chars: int) -> Passage:
    """The part of a flat text around its offsets ``[a, b)``, cut between words where possible."""
    text = flat.text
    length = len(text)
    if b <= width_chars:
        start = 0
    elif length - a <= width_chars:
        start = length - width_chars
    else:
        start = max(0, a - max(0, width_chars - (b - a)) // 2)
    end = min(start + width_chars, length)
    if start > 0 and text[start - 1] != " ":
        space = text.find(" ", start, a)
        if space < 0:  # the occurrence stands inside a word, such as anti-inflation
            space = text.rfind(" ", max(0, start - _LONG_WORD_CHARS, b - width_chars), start)
        start = space + 1 if space >= 0 else cut_at_or_after(text, start, a)
        end = min(end, start + width_chars)
    if end < length and text[end] != " ":
        lowest = b if start < b <= end else start + 1
        space = text.rfind(" ", lowest, end)
        end = space if space >= 0 else cut_at_or_before(text, end, lowest)
    start, end = stripped(text, start, end)
    return Passage(flat.to_original(start), flat.to_original(end - 1) + 1)


def _rests(text: str, region: _Region, shown: Passage) -> Iterator[_Region]:
    """The rests of the region on both sides of the shown passage, if they have occurrences."""
    for side in ((region.start, shown.start), (shown.end, region.end)):
        start, end = stripped(text, *side)
        inside = [each for each in region.occurrences if start <= each.start and each.end <= end]
        if inside:
            yield _Region(start, end, inside)
