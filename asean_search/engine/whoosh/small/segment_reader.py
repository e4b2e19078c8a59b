"""A segment of arrays read without NumPy: for queries that touch too little to load it.

Loading NumPy takes a tenth of a second; the words of most queries have fewer postings than
plain Python walks through in that time. The evaluation itself (``compile``, ``matches``,
``weighting``) knows only the methods of this class.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, compress
from typing import Any

from asean_search.engine.whoosh import keywords
from asean_search.engine.whoosh.fields import TERMS, WORD_FIELDS, WORDS, to_bytes, to_text
from asean_search.engine.whoosh.store import columns
from asean_search.engine.whoosh.store.dictionary import Dictionary
from asean_search.engine.whoosh.store.sections import Offsets
from asean_search.engine.whoosh.store.segment import Segment
from asean_search.query.nodes import TEXT_FIELDS

_BITS = 20
_LIMIT = (1 << _BITS) - 1
_ELSEWHERE = 255
_GOES_ON = 255
_DENSE = 8
_LOWER_HALF = bytes(byte & 15 for byte in range(256))
_UPPER_HALF = bytes(byte >> 4 for byte in range(256))

_FIELDS = {
    **{field: (TERMS, number) for number, field in enumerate(TEXT_FIELDS)},
    **{field: (WORDS, number) for number, field in enumerate(WORD_FIELDS)},
}


class PlainSegment:
    """Documents are numbered from 0; removed ones never come out."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._file = segment.file
        self._deleted = segment.deleted
        self._found: dict[tuple[str, str], Mapping[int, int]] = {}
        self._opened: dict[str, Offsets] = {}

    @property
    def count(self) -> int:
        """How many documents there are."""
        return self._segment.entry.live

    def documents(self) -> Iterable[int]:
        """The number of every document, in order."""
        return self._alive(range(self._segment.documents))

    def column(self, name: str) -> Sequence[int]:
        """A column's values by document number, with those of removed documents."""
        return self._segment.columns.view(name)

    def id(self, document: int) -> str:
        """A document's id."""
        return self._segment.key("id", document) or ""

    def sources(self, documents: Iterable[int]) -> Counter[str | None]:
        """How many of the documents have each name of a source, or none."""
        counts: Counter[str | None] = Counter()
        dictionary = self.dictionary("source_name")
        numbers = Counter(map(self.column("key.source_name").__getitem__, documents))
        for number, count in numbers.items():
            known = number < len(dictionary)
            counts[to_text(dictionary[number]) if known else None] += count
        return counts

    def lengths(self, field: str) -> Sequence[int]:
        """The number of tokens in a text field, by document number."""
        return self.column(f"len.{field}")

    def total_length(self, field: str) -> int:
        """The number of tokens in a text field of all documents."""
        return int(self._segment.entry.totals.get(field, 0))

    def posting_count(self, group: str, first: int, end: int) -> int:
        """How many postings the terms of a group from ``first`` to before ``end`` have."""
        starts = self._starts(f"{group}.counts")
        return starts[end] - starts[first]

    def languages(self) -> Iterable[str]:
        """The languages of its documents, those of removed ones as well."""
        dictionary = self.dictionary("language")
        return [to_text(dictionary[number]) for number in range(len(dictionary))]

    def documents_with(self, field: str, term: str) -> list[int]:
        """The documents that have a value in a key field, in order."""
        number = self.dictionary(field).find(to_bytes(term))
        if number < 0:
            return []
        return list(self._alive(self._docs(field, number)))

    def keywords(self, prefix: str) -> Iterator[tuple[str, list[int]]]:
        """The keywords whose terms begin so, in order, with their documents; all have some."""
        if keywords.FIELD not in self._segment.postings_fields:
            return
        dictionary = self.dictionary(keywords.FIELD)
        for number in range(*dictionary.prefix_range(to_bytes(prefix))):
            documents = list(self._alive(self._docs(keywords.FIELD, number)))
            if documents:
                yield to_text(dictionary[number]), documents

    def keyword_fields(self) -> Iterator[str]:
        """The names under which documents have keywords, in order."""
        name = ""
        while True:
            found = self._first_keyword(name)
            if found is None:
                return
            name = keywords.parts(found)[0]
            if next(self.keywords(keywords.prefix(name)), None):
                yield name

    def _first_keyword(self, name: str) -> str | None:
        """The first keyword after those of a name, by its term."""
        if keywords.FIELD not in self._segment.postings_fields:
            return None
        dictionary = self.dictionary(keywords.FIELD)
        number = dictionary.first_from(to_bytes(keywords.after(name))) if name else 0
        return to_text(dictionary[number]) if number < len(dictionary) else None

    def document_frequency(self, field: str, term: str) -> int:
        """How many documents have a term."""
        return len(self.frequencies(field, term))

    def frequencies(self, field: str, term: str) -> Mapping[int, int]:
        """Where a term occurs and how often: document number -> frequency, in order of number."""
        key = (field, term)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._read_frequencies(*_FIELDS[field], term)
        return found

    def positions(self, field: str, term: str, documents: Sequence[int]) -> dict[int, list[int]]:
        """The positions of a term in those of ``documents`` (in order) that have it."""
        number = self.dictionary(TERMS).find(to_bytes(term))
        if number < 0:
            return {}
        wanted = set(documents)
        place = TEXT_FIELDS.index(field)
        widths = self.column("position_bits")
        data = self._file.view(f"{TERMS}.positions")
        at = 8 * self._starts(f"{TERMS}.position_sizes")[number]
        begins = self._begins(place)
        found = {}
        for document, combination in self._postings(TERMS, number):
            width = widths[document]
            counts = [combination >> _BITS * each & _LIMIT for each in range(len(TEXT_FIELDS))]
            if document in wanted and counts[place]:
                first = at + sum(counts[:place]) * width
                begin = begins[document] if begins else 0
                found[document] = [
                    _number(data, one, width) - begin
                    for one in range(first, first + counts[place] * width, width)
                ]
            at += sum(counts) * width
        return found

    def ids(self, start: str) -> Iterator[str]:
        """The document ids that begin with ``start``, in order."""
        dictionary = self.dictionary("id")
        for number in range(*dictionary.prefix_range(to_bytes(start))):
            name = to_text(dictionary[number])
            if self.documents_with("id", name):
                yield name

    def words(self, field: str, prefix: str) -> Iterator[str]:
        """The unstemmed words that begin with ``prefix``, in order, those of other fields too."""
        dictionary = self.dictionary(WORDS)
        first, end = dictionary.prefix_range(to_bytes(prefix))
        return (to_text(term) for term in dictionary.terms(first, end))

    def forget(self) -> None:
        """Let go of what the last search has read."""
        self._found.clear()

    def dictionary(self, group: str) -> Dictionary:
        """The dictionary of a group."""
        return self._segment.dictionary(group)

    def _alive(self, documents: Iterable[int]) -> Iterable[int]:
        deleted = self._deleted
        if not deleted:
            return documents
        return (each for each in documents if not columns.is_deleted(deleted, each))

    def _docs(self, group: str, number: int) -> Iterable[int]:
        """The documents of a term, deleted ones included: see ``codec.gaps``."""
        first, end = self._starts(f"{group}.counts").bounds(number)
        common = self._file.view(f"{group}.common")
        place = bisect_left(common, number)
        if place < len(common) and common[place] == number:
            starts = self._file.view(f"{group}.gap_starts")
            data = bytes(self._file.view(f"{group}.gaps")[starts[place] : starts[place + 1]])
            if (end - first) * _DENSE >= self._segment.documents:
                bits = bin(int.from_bytes(data, "little"))[:1:-1]
                return compress(range(len(bits)), map("1".__eq__, bits))
            return compress(accumulate(data), map(_GOES_ON.__ne__, data))
        before = self._file.view(f"{group}.common_before")[place]
        return self._file.view(f"{group}.docs")[first - before : end - before]

    def _starts(self, name: str) -> Offsets:
        found = self._opened.get(name)
        if found is None:
            found = self._opened[name] = Offsets(self._file, name)
        return found

    def _codes(self, group: str, first: int, end: int) -> bytearray:
        """The frequency codes of some postings: see ``codec.frequencies``."""
        packed = bytes(self._file.view(f"{group}.codes")[first >> 1 : (end + 1) >> 1])
        codes = bytearray(2 * len(packed))
        codes[0::2] = packed.translate(_LOWER_HALF)
        codes[1::2] = packed.translate(_UPPER_HALF)
        codes = codes[first & 1 : (first & 1) + end - first]
        more = self._file.view(f"{group}.more")
        low = bisect_left(more, first)
        for place in range(low, bisect_left(more, end, low)):
            codes[more[place] - first] = self._file.view(f"{group}.more_codes")[place]
        return codes

    def _begins(self, place: int) -> Any:
        return self.column(f"begin.{TEXT_FIELDS[place]}") if place else None

    def _read_frequencies(self, group: str, place: int, term: str) -> Mapping[int, int]:
        number = self.dictionary(group).find(to_bytes(term))
        if number < 0:
            return {}
        if group == WORDS and f"{WORDS}.shared" in self._file:
            shared = self._file.view(f"{WORDS}.shared")[number]
            if shared:
                group, number = TERMS, shared - 1
        shift, deleted = _BITS * place, self._deleted
        return {
            document: frequency
            for document, combination in self._postings(group, number)
            if (frequency := combination >> shift & _LIMIT)
            and not (deleted and columns.is_deleted(deleted, document))
        }

    def _postings(self, group: str, number: int) -> Iterator[tuple[int, int]]:
        """Every posting of a term: its document and its packed frequencies."""
        first, end = self._starts(f"{group}.counts").bounds(number)
        docs = self._docs(group, number)
        codes = self._codes(group, first, end)
        table = [*self._file.view(f"{group}.code_table"), *[0] * 256]
        if _ELSEWHERE not in codes:
            return zip(docs, map(table.__getitem__, codes), strict=True)
        apart = dict(
            zip(
                self._file.view(f"{group}.apart"),
                self._file.view(f"{group}.apart_values"),
                strict=True,
            )
        )
        return zip(
            docs,
            (
                apart[first + place] if code == _ELSEWHERE else table[code]
                for place, code in enumerate(codes)
            ),
            strict=True,
        )


def _number(data: memoryview, begin: int, width: int) -> int:
    """The number that begins at a bit: see ``codec.bits``."""
    some = data[begin >> 3 : (begin + width + 7) >> 3]
    return int.from_bytes(some, "little") >> (begin & 7) & (1 << width) - 1
