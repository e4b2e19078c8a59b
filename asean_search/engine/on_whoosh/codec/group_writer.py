"""Writes the dictionary and the postings of a group of fields that share one dictionary.

Sections of a group ``g`` with the fields ``f`` (absent where empty)::

    g.terms, g.term_lengths   UTF-8 of all terms, and how many bytes each has
    g.term_starts             where every 16th term begins
    g.starts                  where each term's postings begin
    g.docs                    document numbers, but for those of common terms
    g.common                  the terms that are common, in order
    g.gaps, g.gap_starts      their documents (see gaps.py); where each one's begin
    g.common_before           how many postings all common terms before each have
    g.codes, g.code_table     frequencies (see frequencies.py)
    g.more, g.more_codes      the postings whose codes do not fit into four bits
    g.apart, g.apart_values   the postings whose frequencies are not in the table
    g.mixed, g.df.f           terms not all of whose postings are of the group's main field alone,
                              and in how many documents each of those is, in that field
    g.positions               positions, in as many bytes each as the document needs
    g.position_starts         where each term's positions begin, in bytes
    g.shared                  the term of another group that has the very same postings, or 2**32-1
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from asean_search.engine.on_whoosh.codec import gaps
from asean_search.engine.on_whoosh.codec.dictionary import BLOCK_TERMS
from asean_search.engine.on_whoosh.codec.frequencies import (
    MORE,
    FrequencyEncoder,
    field_of,
    main_field,
    pack,
)
from asean_search.engine.on_whoosh.codec.section_file import SectionFileWriter, smallest
from asean_search.engine.on_whoosh.codec.spool import Counts, Spool

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class TermBatch:
    """Consecutive terms in order, with their postings in order.

    ``counts`` postings for each term (0 for one whose postings are shared); ``combinations`` and
    the positions are None in groups that have none. ``position_counts`` is in bytes, per term.
    """

    terms: Sequence[bytes]
    counts: Array
    docs: Array
    combinations: Array | None = None
    positions: Array | None = None
    position_counts: Array | None = None
    shared: Array | None = None


class GroupWriter:
    """Takes batches of terms and, at the end, writes the group's sections."""

    def __init__(self, name: str, fields: Sequence[str], documents: int, folder: Path) -> None:
        self.name = name
        self.fields = tuple(fields)
        self._documents = documents
        self._doc_type = smallest(documents)
        self._encoder = FrequencyEncoder(len(fields))
        self._terms, self._docs, self._gaps = (Spool(folder) for _ in range(3))
        self._codes, self._more_codes, self._positions = (Spool(folder) for _ in range(3))
        self._more = Counts()
        self._term_lengths, self._counts, self._position_counts = Counts(), Counts(), Counts()
        self._apart, self._apart_values, self._shared = Counts(), Counts(), Counts()
        self._common, self._gap_sizes, self._common_counts = Counts(), Counts(), Counts()
        self._has_frequencies = self._has_positions = False
        self._mixed = Counts()
        self._df = [Counts() for _ in fields]
        self._n_terms = 0
        self._postings = 0

    def add(self, batch: TermBatch) -> None:
        """Append the batch; its terms come after all that were added before."""
        self._terms.write(b"".join(batch.terms))
        self._term_lengths.add(np.fromiter(map(len, batch.terms), np.int64, len(batch.terms)))
        self._counts.add(batch.counts)
        self._add_docs(batch.counts, batch.docs)
        if batch.combinations is not None:
            self._has_frequencies = True
            self._add_frequencies(batch.counts, batch.combinations)
        if batch.positions is not None and batch.position_counts is not None:
            self._has_positions = True
            self._positions.write(batch.positions)
            self._position_counts.add(batch.position_counts)
        if batch.shared is not None:
            self._shared.add(batch.shared)
        self._postings += len(batch.docs)
        self._n_terms += len(batch.terms)

    def _add_docs(self, counts: Array, docs: Array) -> None:
        common = gaps.common_terms(counts, self._documents, self._doc_type)
        if len(common):
            chosen = np.zeros(len(counts), bool)
            chosen[common] = True
            here = np.repeat(chosen, counts)
            data, sizes = gaps.encode(docs[here], counts[common])
            self._gaps.write(data)
            self._gap_sizes.add(sizes)
            self._common.add(common + self._n_terms)
            self._common_counts.add(counts[common])
            docs = docs[~here]
        self._docs.write(docs.astype(self._doc_type, copy=False))

    def _add_frequencies(self, counts: Array, combinations: Array) -> None:
        codes, apart, values = self._encoder.encode(combinations)
        self._codes.write(codes)
        more = np.flatnonzero(codes >= MORE)
        self._more.add(more + self._postings)
        self._more_codes.write(codes[more])
        self._apart.add(apart + self._postings)
        self._apart_values.add(values)
        if len(self.fields) == 1:
            return
        ends = np.cumsum(counts)
        present = np.zeros(len(combinations) + 1, np.int64)
        frequencies = []
        for field in range(len(self.fields)):
            np.cumsum(field_of(combinations, field) > 0, out=present[1:])
            frequencies.append(present[ends] - present[ends - counts])
        main = main_field(self.fields)
        others = sum(df for field, df in enumerate(frequencies) if field != main)
        mixed = np.flatnonzero(others)
        self._mixed.add(mixed + self._n_terms)
        for field, df in enumerate(frequencies):
            self._df[field].add(df[mixed])

    def write(self, file: SectionFileWriter) -> None:
        """Append the group's sections to the segment file."""
        name = self.name
        file.add(f"{name}.terms", "B", self._terms.chunks())
        _add(file, f"{name}.term_lengths", self._term_lengths.all())
        _add(file, f"{name}.term_starts", self._term_lengths.starts()[::BLOCK_TERMS])
        _add(file, f"{name}.starts", self._counts.starts())
        file.add(f"{name}.docs", self._doc_type, self._docs.chunks())
        _add(file, f"{name}.common", self._common.all())
        _add(file, f"{name}.common_before", self._common_counts.starts())
        _add(file, f"{name}.gap_starts", self._gap_sizes.starts())
        file.add(f"{name}.gaps", "B", self._gaps.chunks())
        if self._has_frequencies:
            file.add(f"{name}.codes", "B", pack(self._codes.chunks()))
            _add(file, f"{name}.more", self._more.all())
            file.add(f"{name}.more_codes", "B", self._more_codes.chunks())
            file.add(f"{name}.code_table", "Q", [self._encoder.table()])
            if len(apart := self._apart.all()):
                file.add(f"{name}.apart", "Q", [apart.astype(np.uint64)])
                file.add(f"{name}.apart_values", "Q", [self._apart_values.all().astype(np.uint64)])
            if len(self.fields) > 1:
                _add(file, f"{name}.mixed", self._mixed.all())
                for field, df in zip(self.fields, self._df, strict=True):
                    _add(file, f"{name}.df.{field}", df.all())
        if self._has_positions:
            file.add(f"{name}.positions", "B", self._positions.chunks())
            _add(file, f"{name}.position_starts", self._position_counts.starts())
        if len(shared := self._shared.all()):
            file.add(f"{name}.shared", "I", [shared.astype(np.uint32)])

    def close(self) -> None:
        """Forget what was added."""
        for spool in (self._terms, self._docs, self._gaps, self._positions):
            spool.close()
        for spool in (self._codes, self._more_codes):
            spool.close()


def _add(file: SectionFileWriter, name: str, numbers: Array) -> None:
    type_ = smallest(int(numbers.max(initial=0)))
    file.add(name, type_, [numbers.astype(type_)])
