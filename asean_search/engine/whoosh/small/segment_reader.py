"""A segment as plain Python reads it: postings, positions, columns and keywords, without NumPy."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import accumulate, compress

from asean_search.engine.whoosh import keywords
from asean_search.engine.whoosh.fields import FIELD_NUMBERS, TERMS, WORDS, to_bytes, to_text
from asean_search.engine.whoosh.store import columns
from asean_search.engine.whoosh.store.dictionary import Dictionary
from asean_search.engine.whoosh.store.sections import Offsets
from asean_search.engine.whoosh.store.segment import Segment

_BITS = 20
_LIMIT = (1 << _BITS) - 1
_SHIFTS = tuple(_BITS * number for number in FIELD_NUMBERS.values())
_ELSEWHERE = 255
_GOES_ON = 255
_DENSE = 8
_LOWER_HALF = bytes(byte & 15 for byte in range(256))
_UPPER_HALF = bytes(byte >> 4 for byte in range(256))

Frequencies = Sequence[Mapping[int, int]]
"""By text field: document number -> frequency, in order of the documents."""


class SmallSegmentReader:
    """Documents are numbered from 0; removed ones never come out.

    Threads may share a reader: its caches hold what any thread would read alike.
    """

    def __init__(self, segment: Segment) -> None:
        self.segment = segment
        self._file = segment.file
        self._deleted = segment.deleted
        self._frequencies: dict[tuple[str, str], Frequencies] = {}
        self._opened: dict[str, Offsets] = {}

    @property
    def live(self) -> int:
        """The number of documents."""
        return self.segment.entry.live

    def documents(self) -> Iterable[int]:
        """The number of every document, in order."""
        return self._alive(range(self.segment.documents))

    def column(self, name: str) -> Sequence[int]:
        """A column's values by document number, with those of removed documents."""
        return self.segment.columns.view(name)

    def dictionary(self, group: str) -> Dictionary:
        """The dictionary of a group."""
        return self.segment.dictionary(group)

    def id(self, document: int) -> str:
        """A document's id."""
        return self.segment.key("id", document) or ""

    def ids(self, start: str) -> Iterator[str]:
        """The document ids that start with ``start``, in order."""
        dictionary = self.dictionary("id")
        for number in range(*dictionary.prefix_range(to_bytes(start))):
            name = to_text(dictionary[number])
            if self.documents_with("id", name):
                yield name

    def sources(self, documents: Iterable[int]) -> Counter[str | None]:
        """The number of documents by name of the source; None: no source."""
        counts: Counter[str | None] = Counter()
        dictionary = self.dictionary("source_name")
        numbers = Counter(map(self.column("key.source_name").__getitem__, documents))
        for number, count in numbers.items():
            known = number < len(dictionary)
            counts[to_text(dictionary[number]) if known else None] += count
        return counts

    def total_length(self, field: str) -> int:
        """The number of tokens in a text field of all documents."""
        return int(self.segment.entry.totals.get(field, 0))

    def languages(self) -> Iterable[str]:
        """The languages of the texts, those of removed documents included."""
        dictionary = self.dictionary("language")
        return [to_text(dictionary[number]) for number in range(len(dictionary))]

    def documents_with(self, field: str, value: str) -> list[int]:
        """The documents with a value in a key field, in order."""
        number = self.dictionary(field).find(to_bytes(value))
        return [] if number < 0 else list(self._alive(self._docs(field, number)))

    def keywords(self, prefix: str) -> Iterator[tuple[str, list[int]]]:
        """The keyword terms that start with ``prefix``, in order, with their documents, if any."""
        if keywords.FIELD not in self.segment.postings_fields:
            return
        dictionary = self.dictionary(keywords.FIELD)
        for number in range(*dictionary.prefix_range(to_bytes(prefix))):
            documents = list(self._alive(self._docs(keywords.FIELD, number)))
            if documents:
                yield to_text(dictionary[number]), documents

    def keyword_fields(self) -> Iterator[str]:
        """The names of the keyword fields, in order."""
        if keywords.FIELD not in self.segment.postings_fields:
            return
        dictionary = self.dictionary(keywords.FIELD)
        number = 0
        while number < len(dictionary):
            name, _, _ = keywords.parts(to_text(dictionary[number]))
            if next(self.keywords(keywords.prefix(name)), None):
                yield name
            number = dictionary.first_from(to_bytes(keywords.after(name)))

    def words(self, prefix: str) -> Iterator[str]:
        """The unstemmed words of any field that start with ``prefix``, in order."""
        dictionary = self.dictionary(WORDS)
        first, end = dictionary.prefix_range(to_bytes(prefix))
        return map(to_text, dictionary.terms(first, end))

    def word_documents(self, word: str, field: str) -> int:
        """The number of documents with an unstemmed word in a text field."""
        return len(self.frequencies(word, WORDS)[FIELD_NUMBERS[field]])

    def posting_count(self, group: str, term: str, *, prefix: bool = False) -> int:
        """The number of postings of a term, or of all terms that it is a prefix of.

        Removed documents are counted.
        """
        if group not in self.segment.postings_fields:
            return 0
        dictionary = self.dictionary(group)
        first, end = 0, 0
        if prefix:
            first, end = dictionary.prefix_range(to_bytes(term))
        elif (number := dictionary.find(to_bytes(term))) >= 0:
            first, end = number, number + 1
        if first == end:
            return 0
        starts = self._starts(f"{group}.counts")
        count = starts[end] - starts[first]
        if group == WORDS and f"{WORDS}.shared" in self._file:
            starts = self._starts(f"{TERMS}.counts")
            shared = filter(None, self._file.view(f"{WORDS}.shared")[first:end])
            count += sum(starts[number] - starts[number - 1] for number in shared)
        return count

    def frequencies(self, term: str, group: str = TERMS) -> Frequencies:
        """The frequencies of a term, read once."""
        key = (group, term)
        found = self._frequencies.get(key)
        if found is None:
            found = self._frequencies[key] = self._read_frequencies(group, term)
        return found

    def positions(self, term: str, documents: Set[int]) -> Sequence[Mapping[int, Sequence[int]]]:
        """The positions of a term in some documents.

        Returns:
            By text field: document number -> positions in the field, in order.
        """
        found: list[dict[int, Sequence[int]]] = [{} for _ in FIELD_NUMBERS]
        number = self.dictionary(TERMS).find(to_bytes(term))
        if number < 0:
            return found
        widths = self.column("position_bits")
        first_of = [None, *(self.column(f"begin.{field}") for field in list(FIELD_NUMBERS)[1:])]
        data = self._file.view(f"{TERMS}.positions")
        bit = 8 * self._starts(f"{TERMS}.position_sizes")[number]
        for document, combination in self._postings(TERMS, number):
            width = widths[document]
            wanted = document in documents
            for field, shift in enumerate(_SHIFTS):
                count = combination >> shift & _LIMIT
                end = bit + count * width
                if wanted and count:
                    firsts = first_of[field]
                    first = firsts[document] if firsts else 0
                    found[field][document] = [
                        _number(data, each, width) - first for each in range(bit, end, width)
                    ]
                bit = end
        return found

    def _alive(self, documents: Iterable[int]) -> Iterable[int]:
        deleted = self._deleted
        if not deleted:
            return documents
        return (each for each in documents if not columns.is_deleted(deleted, each))

    def _docs(self, group: str, number: int) -> Iterable[int]:
        """The documents of a term, deleted ones included: see ``store.gaps``."""
        first, end = self._starts(f"{group}.counts").bounds(number)
        common = self._file.view(f"{group}.common")
        index = bisect_left(common, number)
        if index < len(common) and common[index] == number:
            starts = self._file.view(f"{group}.gap_starts")
            data = bytes(self._file.view(f"{group}.gaps")[starts[index] : starts[index + 1]])
            if (end - first) * _DENSE >= self.segment.documents:
                bits = bin(int.from_bytes(data, "little"))[:1:-1]
                return compress(range(len(bits)), map("1".__eq__, bits))
            return compress(accumulate(data), map(_GOES_ON.__ne__, data))
        before = self._file.view(f"{group}.common_before")[index]
        return self._file.view(f"{group}.docs")[first - before : end - before]

    def _starts(self, name: str) -> Offsets:
        found = self._opened.get(name)
        if found is None:
            found = self._opened[name] = Offsets(self._file, name)
        return found

    def _codes(self, group: str, first: int, end: int) -> bytearray:
        """The frequency codes of some postings: see ``store.frequencies``."""
        packed = bytes(self._file.view(f"{group}.codes")[first >> 1 : (end + 1) >> 1])
        codes = bytearray(2 * len(packed))
        codes[0::2] = packed.translate(_LOWER_HALF)
        codes[1::2] = packed.translate(_UPPER_HALF)
        codes = codes[first & 1 : (first & 1) + end - first]
        more = self._file.view(f"{group}.more")
        low = bisect_left(more, first)
        for index in range(low, bisect_left(more, end, low)):
            codes[more[index] - first] = self._file.view(f"{group}.more_codes")[index]
        return codes

    def _read_frequencies(self, group: str, term: str) -> Frequencies:
        number = self.dictionary(group).find(to_bytes(term))
        if number < 0:
            return [{} for _ in FIELD_NUMBERS]
        if group == WORDS and f"{WORDS}.shared" in self._file:
            shared = self._file.view(f"{WORDS}.shared")[number]
            if shared:
                group, number = TERMS, shared - 1
        postings: Iterable[tuple[int, int]] = self._postings(group, number)
        if deleted := self._deleted:
            postings = (each for each in postings if not columns.is_deleted(deleted, each[0]))
        found = list(postings)
        return [
            {
                document: frequency
                for document, combination in found
                if (frequency := combination >> shift & _LIMIT)
            }
            for shift in _SHIFTS
        ]

    def _postings(self, group: str, number: int) -> Iterator[tuple[int, int]]:
        """Every posting of a term: its document and its packed frequencies."""
        first, end = self._starts(f"{group}.counts").bounds(number)
        docs = self._docs(group, number)
        codes = self._codes(group, first, end)
        table = [*self._file.view(f"{group}.code_table"), *[0] * 256]
        if _ELSEWHERE not in codes:
            return zip(docs, map(table.__getitem__, codes), strict=True)
        indices, values = (self._file.view(f"{group}.{name}") for name in ("apart", "apart_values"))
        apart = dict(zip(indices, values, strict=True))
        return zip(
            docs,
            (
                apart[first + index] if code == _ELSEWHERE else table[code]
                for index, code in enumerate(codes)
            ),
            strict=True,
        )


def _number(data: memoryview, first: int, width: int) -> int:
    """The number of ``width`` bits that starts at bit ``first``."""
    some = data[first >> 3 : (first + width + 7) >> 3]
    return int.from_bytes(some, "little") >> (first & 7) & (1 << width) - 1
