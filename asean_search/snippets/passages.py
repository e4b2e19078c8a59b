"""Which passages of a text to show: whole sentences where they fit, chosen for what they cover."""

from __future__ import annotations

import heapq
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from asean_search.analysis.graphemes import cut_at_or_after, cut_at_or_before, stripped
from asean_search.analysis.sentences import CHARS_MAX, sentences
from asean_search.patterns import lazy
from asean_search.snippets.matcher import Match

_REPEATS_MAX = 50
_MATCHES_ENOUGH = 5
_LONG_WORD_CHARS = 40


class Passage(NamedTuple):
    """``text[start:end]``; it begins and ends with something to read."""

    start: int
    end: int


class _Region(msgspec.Struct, eq=False):
    """A sentence, or what is left of one, with the matches in it; ``is_used`` once shown."""

    start: int
    end: int
    matches: Sequence[Match]
    is_used: bool = False


class _Candidate(NamedTuple):
    """A passage that could be shown, or a region not yet cut; the smallest comes first.

    The rank of a region is at least as good as that of every passage in it.
    """

    rank: tuple[int, float, int]
    start: int
    order: int
    units: frozenset[int]
    region: _Region
    passage: Passage | None


def beginning(text: str, width_chars: int) -> Passage | None:
    """The first sentences, as many as fit; None when there is nothing to read."""
    found: Passage | None = None
    for start, end in sentences(text):
        first = found.start if found else start
        if end - first > 2 * width_chars or len(Flat(text, first, end)) > width_chars:
            return found or _around(Flat(text, start, end), 0, 0, width_chars)
        found = Passage(first, end)
    return found


def best(text: str, matches: Sequence[Match], count: int, width_chars: int) -> list[Passage]:
    """At most ``count`` passages in order, apart, none longer than ``width_chars`` when flat.

    Greedily the one that shows most units not shown yet, of those the one with the rarest units
    of this text, then with the most matches, then the earliest. Each candidate is ranked again
    only when it comes first: what it adds can only have become less.
    """
    choice = _Choice(text, matches, width_chars)
    for region in _regions(text, matches):
        choice.offer(region)
    while len(choice.passages) < count and choice.take():
        pass
    return choice.passages


class _Choice:
    """The passages chosen so far, and those that could still be."""

    def __init__(self, text: str, matches: Sequence[Match], width_chars: int) -> None:
        self.text = text
        self.width_chars = width_chars
        self.passages: list[Passage] = []
        occurrences = Counter(match.unit for match in matches)
        self._rarity = {unit: round(1 / count, 6) for unit, count in occurrences.items()}
        self._order = 0
        self._covered: set[int] = set()
        self._shown: set[str] = set()
        self._repeats = 0
        self._waiting: list[_Candidate] = []

    def offer(self, region: _Region) -> None:
        """Add the region to what can be chosen; it is cut into passages when its turn comes."""
        self._wait(region, region.matches, None)

    def take(self) -> bool:
        """Choose the best passage; False when there is none left but what is shown already."""
        while self._waiting and self._repeats < _REPEATS_MAX:
            candidate = heapq.heappop(self._waiting)
            new = -len(candidate.units - self._covered)
            if candidate.region.is_used:
                continue
            if new != candidate.rank[0]:
                later = candidate._replace(rank=(new, *candidate.rank[1:]))
                heapq.heappush(self._waiting, later)
            elif candidate.passage is None:
                for passage, matches in _passages(self.text, candidate.region, self.width_chars):
                    self._wait(candidate.region, matches, passage)
            else:
                self._show(candidate.region, candidate.passage, candidate.units)
                return True
        return False

    def _wait(self, region: _Region, matches: Sequence[Match], passage: Passage | None) -> None:
        units = frozenset(match.unit for match in matches)
        rarity = sum(self._rarity[unit] for unit in units)
        rank = (-len(units - self._covered), -rarity, -min(len(matches), _MATCHES_ENOUGH))
        self._order += 1
        start = passage.start if passage else region.start
        heapq.heappush(self._waiting, _Candidate(rank, start, self._order, units, region, passage))

    def _show(self, region: _Region, passage: Passage, units: frozenset[int]) -> None:
        region.is_used = True
        for rest in _rests(self.text, region, passage):
            self.offer(rest)
        words = Flat(self.text, *passage).text
        if words in self._shown:
            self._repeats += 1
            return
        self._shown.add(words)
        self._covered |= units
        self._insert(passage)

    def _insert(self, passage: Passage) -> None:
        """Put the passage in its place, as one with its neighbours where they fit together."""
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
        return whole if len(Flat(self.text, *whole)) <= self.width_chars else None


def _regions(text: str, matches: Sequence[Match]) -> Iterator[_Region]:
    """The sentences with matches; sentences that a match connects are one region."""
    at, reach = 0, 0
    region: _Region | None = None
    for start, end in sentences(text):
        is_connected = reach > start
        first = at
        while at < len(matches) and matches[at].start < end:
            reach = max(reach, matches[at].end)
            at += 1
        if region and is_connected and end - region.start <= 2 * CHARS_MAX:
            region.end = end
            region.matches = [*region.matches, *matches[first:at]]
        else:
            if region:
                yield region
            region = _Region(start, end, matches[first:at]) if at > first else None
        if at == len(matches) and reach <= end:
            break
    if region:
        yield region


def _passages(
    text: str, region: _Region, width_chars: int
) -> Iterator[tuple[Passage, Sequence[Match]]]:
    """The whole region if it fits, else a passage around each close group of matches."""
    flat = Flat(text, region.start, region.end)
    if len(flat) <= width_chars:
        yield Passage(region.start, region.end), region.matches
        return
    matches = region.matches
    after = 0
    for first, match in enumerate(matches):
        a = flat.to_flat(match.start)
        before = after
        while after < len(matches) and flat.to_flat(matches[after].end) - a <= width_chars:
            after += 1
        if after > before or after <= first:
            after = max(after, first + 1)
            group = matches[first:after]
            b = flat.to_flat(max(each.end for each in group))
            yield _around(flat, a, b, width_chars), group


def _around(flat: Flat, a: int, b: int, width_chars: int) -> Passage:
    """The part of a flat text around ``[a, b)``, cut at words where there are any."""
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
        if space < 0:  # the match stands inside a word, such as anti-inflation
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
    """What is left of the region on both sides of what is shown, where it has matches."""
    for side in ((region.start, shown.start), (shown.end, region.end)):
        start, end = stripped(text, *side)
        inside = [match for match in region.matches if start <= match.start and match.end <= end]
        if inside:
            yield _Region(start, end, inside)


_RUN = lazy(r"\s{2,}|[^\S ]")


class Flat:
    """``text`` is ``original[start:end]`` flattened; positions convert both ways."""

    def __init__(self, original: str, start: int, end: int) -> None:
        """Flatten a stretch that neither begins nor ends with white space."""
        self.start = start
        pieces: list[str] = []
        self._originals = [start]
        self._flats = [0]
        at = start
        length = 0
        for run in _RUN.finditer(original, start, end):
            pieces.append(original[at : run.start()])
            length += run.start() - at + 1
            at = run.end()
            self._originals.append(at)
            self._flats.append(length)
        pieces.append(original[at:end])
        self.text = " ".join(pieces)

    def __len__(self) -> int:
        """The length of the flat text in characters."""
        return len(self.text)

    def to_flat(self, position: int) -> int:
        """Where a character of the original stands in the flat text."""
        i = bisect_right(self._originals, position) - 1
        limit = self._flats[i + 1] - 1 if i + 1 < len(self._flats) else len(self.text)
        return min(self._flats[i] + position - self._originals[i], limit)

    def to_original(self, position: int) -> int:
        """Where a character of the flat text stands in the original."""
        i = bisect_right(self._flats, position) - 1
        return self._originals[i] + position - self._flats[i]
