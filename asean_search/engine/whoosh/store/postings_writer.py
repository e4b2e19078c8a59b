"""Writes the dictionary and the postings of fields that share one dictionary.

Sections of the postings ``g`` of the fields ``f`` (absent where empty)::

    g.terms, g.term_starts    the terms in UTF-8, and the start of every 16th term
    g.term_lengths            the length of each term in bytes; or, where terms have frequencies,
    g.term_shapes             the lengths of the shared prefix and of the bytes that follow
    g.long_terms, .._lengths  the terms of which 15 bytes or more follow, and how many
    g.counts                  the number of postings of each term (see sections.Offsets)
    g.docs                    the document numbers of all terms that are not common
    g.common                  the numbers of the common terms, ascending
    g.gaps, g.gap_starts      their d-gaps or bitmaps (see integers.py), and the start of each
    g.common_before           the number of postings of all common terms before each
    g.codes, g.code_table     frequencies (see frequencies.py)
    g.more, g.more_codes      the postings whose codes do not fit into four bits
    g.apart, g.apart_values   the postings whose frequencies are not in the table
    g.mixed, g.df.f           the terms with a posting in another field than the main one, and the
                              document frequency of each of these in the field f
    g.positions               positions; the column position_bits gives their width for each
                              document, and those of a term begin at a whole byte
    g.position_sizes          the number of bytes of each term's positions (see sections.Offsets)
    g.shared                  one more than the number of the term of other fields that has the very
                              same postings, or 0
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from asean_search.engine.whoosh.store import integers, sections
from asean_search.engine.whoosh.store.dictionary import (
    BLOCK_TERMS,
    NIBBLE_MAX,
    NOT_SHARED,
    front_coded,
)
from asean_search.engine.whoosh.store.frequencies import (
    FrequencyEncoder,
    field_of,
    main_field,
    pack_nibbles,
    sum_of,
)
from asean_search.engine.whoosh.store.integers import PADDING_BYTES
from asean_search.engine.whoosh.store.sections import SectionFileWriter, narrowest_type
from asean_search.engine.whoosh.store.spool import NumberSpool, Spool

Array = np.ndarray[Any, np.dtype[Any]]


class PostingsBatch(msgspec.Struct, frozen=True):
    """Consecutive terms in order, with their postings in order.

    ``counts`` is the number of postings of each term (0 where they are shared). ``combinations``
    and ``positions`` are None for fields without them. A posting has as many positions as its
    frequencies add up to.
    """

    terms: Sequence[bytes]
    counts: Array
    docs: Array
    combinations: Array | None = None
    positions: Array | None = None
    shared: Array | None = None


class PostingsWriter:
    """Takes batches of terms and writes the sections at the end.

    ``position_bits`` is the width of a position in bits, for each document.
    """

    def __init__(
        self,
        name: str,
        fields: Sequence[str],
        documents: int,
        folder: Path,
        position_bits: Array | None = None,
    ) -> None:
        self.name = name
        self._position_bits = position_bits
        self.fields = tuple(fields)
        self._documents = documents
        self._doc_type = narrowest_type(documents)
        self._encoder = FrequencyEncoder(len(fields))
        self._terms, self._shapes, self._docs, self._gaps = (Spool(folder) for _ in range(4))
        self._codes, self._more_codes, self._positions = (Spool(folder) for _ in range(3))
        self._more = NumberSpool()
        self._term_lengths, self._counts, self._position_sizes = (
            NumberSpool(),
            NumberSpool(),
            NumberSpool(),
        )
        self._apart, self._apart_values, self._shared = NumberSpool(), NumberSpool(), NumberSpool()
        self._common, self._gap_sizes, self._common_counts = (
            NumberSpool(),
            NumberSpool(),
            NumberSpool(),
        )
        self.has_frequencies = self.has_positions = False
        self._mixed = NumberSpool()
        self._df = [NumberSpool() for _ in fields]
        self._n_terms = 0
        self._postings = 0

    def add(self, batch: PostingsBatch) -> None:
        """Append a batch. Its terms follow all those added before."""
        self._add_terms(batch)
        self._counts.add(batch.counts)
        self._add_docs(batch.counts, batch.docs)
        if batch.combinations is not None:
            self.has_frequencies = True
            self._add_frequencies(batch.counts, batch.combinations)
            if batch.positions is not None:
                self.has_positions = True
                self._add_positions(batch, batch.positions)
        if batch.shared is not None:
            self._shared.add(batch.shared)
        self._postings += len(batch.docs)
        self._n_terms += len(batch.terms)

    def _add_terms(self, batch: PostingsBatch) -> None:
        if batch.combinations is None:
            self._terms.write(b"".join(batch.terms))
            self._term_lengths.add(np.fromiter(map(len, batch.terms), np.int64, len(batch.terms)))
            return
        data, common, own = front_coded(batch.terms, self._n_terms)
        self._terms.write(data)
        self._term_lengths.add(own)
        self._shapes.write((np.minimum(own, NIBBLE_MAX) << 4 | common).astype(np.uint8))

    def _add_docs(self, counts: Array, docs: Array) -> None:
        common = integers.common_terms(counts, self._documents, self._doc_type)
        if len(common):
            chosen = np.zeros(len(counts), bool)
            chosen[common] = True
            here = np.repeat(chosen, counts)
            data, sizes = integers.encode_gaps(docs[here], counts[common], self._documents)
            self._gaps.write(data)
            self._gap_sizes.add(sizes)
            self._common.add(common + self._n_terms)
            self._common_counts.add(counts[common])
            docs = docs[~here]
        self._docs.write(docs.astype(self._doc_type, copy=False))

    def _add_positions(self, batch: PostingsBatch, positions: Array) -> None:
        if self._position_bits is None or batch.combinations is None:
            raise ValueError(f"{self.name}: positions without their widths or frequencies")
        width = self._position_bits.take(batch.docs).astype(np.int64)
        total = sum_of(batch.combinations, len(self.fields))
        size = integers.slice_sums(total * width, np.cumsum(batch.counts))  # bits of each term
        bytes_ = (size + 7) >> 3
        items = integers.slice_sums(total, np.cumsum(batch.counts))
        shift = np.cumsum(8 * bytes_ - size) - (8 * bytes_ - size)  # what rounding has added before
        widths = np.repeat(width, total)
        begins = np.cumsum(widths) - widths + np.repeat(shift, items)
        self._positions.write(integers.pack_bits(positions, widths, begins, int(bytes_.sum())))
        self._position_sizes.add(bytes_)

    def _add_frequencies(self, counts: Array, combinations: Array) -> None:
        codes, apart, values = self._encoder.encode(combinations)
        self._codes.write(codes)
        more = np.flatnonzero(codes >= NIBBLE_MAX)
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
        """Append the sections to the segment file."""
        name = self.name
        file.add(f"{name}.terms", "B", self._terms.chunks())
        lengths = self._term_lengths.all()
        if self.has_frequencies:
            long = np.flatnonzero(lengths >= NIBBLE_MAX)
            file.add(f"{name}.term_shapes", "B", self._shapes.chunks())
            file.add_narrow(f"{name}.long_terms", long)
            file.add_narrow(f"{name}.long_lengths", lengths[long])
        else:
            file.add_narrow(f"{name}.term_lengths", lengths)
        file.add_narrow(f"{name}.term_starts", self._term_lengths.starts()[::BLOCK_TERMS])
        sections.write_offsets(file, f"{name}.counts", self._counts.all())
        file.add(f"{name}.docs", self._doc_type, self._docs.chunks())
        if len(common := self._common.all()):
            file.add_narrow(f"{name}.common", common)
            file.add_narrow(f"{name}.gap_starts", self._gap_sizes.starts())
            file.add(f"{name}.gaps", "B", self._gaps.chunks())
        file.add_narrow(f"{name}.common_before", self._common_counts.starts())
        if self.has_frequencies:
            file.add(f"{name}.codes", "B", pack_nibbles(self._codes.chunks()))
            file.add_narrow(f"{name}.more", self._more.all())
            file.add(f"{name}.more_codes", "B", self._more_codes.chunks())
            file.add(f"{name}.code_table", "Q", [self._encoder.table()])
            file.add(f"{name}.apart", "Q", [self._apart.all().astype(np.uint64)])
            file.add(f"{name}.apart_values", "Q", [self._apart_values.all().astype(np.uint64)])
            if len(self.fields) > 1:
                file.add_narrow(f"{name}.mixed", self._mixed.all())
                for field, df in zip(self.fields, self._df, strict=True):
                    file.add_narrow(f"{name}.df.{field}", df.all())
        if self.has_positions:
            file.add(
                f"{name}.positions", "B", chain(self._positions.chunks(), [bytes(PADDING_BYTES)])
            )
            sections.write_offsets(file, f"{name}.position_sizes", self._position_sizes.all())
        if len(shared := self._shared.all()):
            file.add_narrow(f"{name}.shared", np.where(shared == NOT_SHARED, 0, shared + 1))

    def close(self) -> None:
        """Remove the temporary files."""
        for spool in (self._terms, self._shapes, self._docs, self._gaps, self._positions):
            spool.close()
        for spool in (self._codes, self._more_codes):
            spool.close()
