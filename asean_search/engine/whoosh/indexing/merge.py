"""Merges segments, array by array and a range of terms at a time, in bounded memory.

Documents keep their order: those of the first segment, then those of the second, and so on, without
the deleted ones. The postings of each term follow one another in the same order, so nothing is
sorted: slices are copied.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from asean_search.engine.whoosh.manifest import SegmentEntry
from asean_search.engine.whoosh.store import integers
from asean_search.engine.whoosh.store.dictionary import NOT_SHARED
from asean_search.engine.whoosh.store.documents_writer import BLOCK_BYTES
from asean_search.engine.whoosh.store.frequencies import sum_of
from asean_search.engine.whoosh.store.postings import PostingsReader
from asean_search.engine.whoosh.store.postings_writer import PostingsBatch
from asean_search.engine.whoosh.store.segment import Segment
from asean_search.engine.whoosh.store.segment_writer import SegmentWriter

Array = np.ndarray[Any, np.dtype[Any]]

_RANGE_TERMS = 20_000
_RANGE_POSTINGS = 1_000_000
_NONE = -1
_LEARNED_BYTES = 1 << 20
"""A coding is kept if at least this many bytes of documents use it."""


class _Input(msgspec.Struct, frozen=True):
    """A segment to merge, with the new numbers of its documents, and of its terms by postings."""

    segment: Segment
    renumbered: Array
    terms: dict[str, Array]


def merge(
    folder: Path, segments: Sequence[Segment], segment_id: str, totals: Mapping[str, int]
) -> SegmentEntry:
    """Write the documents that are not deleted as one new segment; ``totals``: its lengths."""
    inputs, documents = _inputs(segments)
    first = segments[0]
    entry = SegmentEntry(segment_id, documents, totals=dict(totals))
    header = first.file.header
    writer = SegmentWriter(
        folder, entry, first.stored_fields, header["shared"], in_keys=header["in_keys"]
    )
    try:
        names = first.columns.names()
        keys = {name.removeprefix("key.") for name in names if name.startswith("key.")}
        columns = {
            name: _merged_column(inputs, name) for name in names if not name.startswith("key.")
        }
        present: dict[str, Array] = {}
        for name, fields in first.postings_fields.items():
            merged = writer.postings(name, fields, columns.get("position_bits"))
            docs, counts, seen = [], [], []
            shared_with = header["shared"].get(name)
            for batch, segments_with in _batches(inputs, name, shared_with, present):
                merged.add(batch)
                seen.append(segments_with)
                if name in keys:
                    docs.append(batch.docs)
                    counts.append(batch.counts)
            present[name] = np.concatenate(seen) if seen else np.zeros(0, np.int64)
            if name in keys:
                writer.key_column(name, np.concatenate(docs), np.concatenate(counts))
        for column, numbers in columns.items():
            writer.column(column, numbers)
        _merge_stored(inputs, writer)
        writer.finish()
    finally:
        writer.close()
    return entry


def _inputs(segments: Sequence[Segment]) -> tuple[list[_Input], int]:
    inputs = []
    documents = 0
    for segment in segments:
        alive = np.ones(segment.documents, bool) if segment.alive is None else segment.alive
        renumbered = np.where(alive, np.cumsum(alive) - 1 + documents, _NONE)
        terms = {
            name: np.full(len(segment.postings(name).dictionary), _NONE, np.int64)
            for name in segment.postings_fields
        }
        inputs.append(_Input(segment, renumbered, terms))
        documents += int(np.count_nonzero(alive))
    return inputs, documents


def _batches(
    inputs: Sequence[_Input], name: str, shared_with: str | None, present: Mapping[str, Array]
) -> Iterator[tuple[PostingsBatch, Array]]:
    """The merged terms in order, and the number of segments that have each."""
    done = 0
    for term_range in _term_ranges([input_.segment.postings(name) for input_ in inputs]):
        slices = [
            _Slice.of(input_, name, first, end)
            for input_, (first, end) in zip(inputs, term_range, strict=True)
        ]
        terms = sorted({term for part in slices for term in part.terms})
        number = {term: place for place, term in enumerate(terms)}
        for part in slices:
            part.to = np.fromiter((number[term] for term in part.terms), np.int64, len(part.terms))
        segments_with = np.zeros(len(terms), np.int64)
        for part in slices:
            segments_with[part.to] += 1
        for input_, part in zip(inputs, slices, strict=True):
            input_.terms[name][part.numbers] = part.to + done
        shared = None
        if shared_with is not None:
            shared = _shared(slices, inputs, shared_with, segments_with, present[shared_with])
        yield _joined(terms, slices, shared), segments_with
        done += len(terms)
        for input_ in inputs:
            input_.segment.file.forget_pages()


def _term_ranges(readers: Sequence[PostingsReader]) -> Iterator[list[tuple[int, int]]]:
    """Ranges of term numbers, one for each segment, between the same two terms."""
    largest = max(readers, key=lambda reader: len(reader.dictionary))
    postings = largest.starts
    whole = sum(reader.postings_count for reader in readers) / max(largest.postings_count, 1)
    starts = [0] * len(readers)
    # A range ends after _RANGE_TERMS, or after _RANGE_POSTINGS.
    stretch = np.arange(len(postings)) // _RANGE_TERMS
    stretch = stretch + (postings * whole).astype(np.int64) // _RANGE_POSTINGS
    for place in (np.flatnonzero(np.diff(stretch)[:-1]) + 1).tolist():
        bound = largest.dictionary[place]
        ends = [reader.dictionary.first_from(bound) for reader in readers]
        yield list(zip(starts, ends, strict=True))
        starts = ends
    yield list(zip(starts, [len(reader.dictionary) for reader in readers], strict=True))


class _Slice:
    """A range of a segment's terms that still have postings, with these, renumbered."""

    def __init__(self, input_: _Input, reader: PostingsReader, first: int, end: int) -> None:
        self.postings = reader
        numbers = np.arange(first, end)
        self.shared = None if reader.shared is None else reader.shared.take(numbers)
        docs, combinations, counts, positions, sizes = _read(input_, reader, numbers, self.shared)
        kept = np.flatnonzero(counts)
        self.numbers = numbers.take(kept)
        names = list(reader.dictionary.terms(first, end))
        self.terms = [names[place] for place in kept.tolist()]
        self.counts = counts.take(kept)
        self.docs, self.combinations = docs, combinations
        self.positions = positions
        self.position_counts = None if sizes is None else sizes.take(kept)
        if self.shared is not None:
            self.shared = self.shared.take(kept)
        self.to: Array = kept

    @staticmethod
    def of(input_: _Input, name: str, first: int, end: int) -> _Slice:
        return _Slice(input_, input_.segment.postings(name), first, end)


def _read(
    input_: _Input, reader: PostingsReader, numbers: Array, shared: Array | None
) -> tuple[Array, Array | None, Array, Array | None, Array | None]:
    """The postings of some terms: documents, combinations, counts, positions, position counts."""
    holders = [(reader, numbers, np.arange(len(numbers)))]
    if shared is not None and reader.shared_with is not None:
        own, other = np.flatnonzero(shared == NOT_SHARED), np.flatnonzero(shared != NOT_SHARED)
        holders = [
            (reader, numbers[own], own),
            (reader.shared_with, shared[other].astype(np.int64), other),
        ]
    owners, docs, combinations = [], [], []
    places = count = np.zeros(0, np.int64)
    for holder, terms, owner in holders:
        some, places, count = holder.docs_of(terms)
        owners.append(np.repeat(owner, count))
        docs.append(some.astype(np.int64))
        combinations.append(holder.combinations_at(places) if holder.has_frequencies else places)
    owner, doc, combination = map(np.concatenate, (owners, docs, combinations))
    if len(holders) > 1:
        order = np.argsort(owner, kind="stable")
        owner, doc, combination = owner[order], doc[order], combination[order]
    new = input_.renumbered.take(doc)
    alive = new >= 0
    everything = bool(alive.all())
    positions = sizes = None
    if reader.has_positions:
        width = input_.segment.column("position_bits").take(doc).astype(np.int64)
        total = sum_of(combination, len(reader.fields))
        positions = reader.all_positions(numbers, total, width, count).astype(np.uint32)
        sizes = np.bincount(owner[alive], total[alive], len(numbers)).astype(np.int64)
        if not everything:
            positions = positions[np.repeat(alive, total)]
    if not everything:
        owner, new, combination = owner[alive], new[alive], combination[alive]
    counts = np.bincount(owner, minlength=len(numbers))
    return new, combination if reader.has_frequencies else None, counts, positions, sizes


def _joined(terms: list[bytes], slices: Sequence[_Slice], shared: Array | None) -> PostingsBatch:
    """The postings of all slices, term by term, then segment by segment."""
    counts = np.zeros((len(slices), len(terms)), np.int64)
    for row, part in zip(counts, slices, strict=True):
        row[part.to] = part.counts
    if shared is not None:
        counts[:, shared != NOT_SHARED] = 0
    docs = _interleaved(slices, counts, [part.docs for part in slices], np.int64, shared)
    combinations = None
    if slices[0].postings.has_frequencies:
        parts = [part.combinations for part in slices]
        combinations = _interleaved(slices, counts, parts, np.int64, shared)
    positions = None
    if slices[0].postings.has_positions:
        sizes = np.zeros((len(slices), len(terms)), np.int64)
        for row, part in zip(sizes, slices, strict=True):
            row[part.to] = 0 if part.position_counts is None else part.position_counts
        parts = [part.positions for part in slices]
        positions = _interleaved(slices, sizes, parts, np.uint32, None)
    return PostingsBatch(terms, counts.sum(axis=0), docs, combinations, positions, shared)


def _interleaved(
    slices: Sequence[_Slice], counts: Array, parts: Sequence[Any], type_: Any, shared: Array | None
) -> Array:
    """The items of all slices in order; a slice has ``counts[slice][term]`` of each term."""
    totals = counts.sum(axis=0)
    begin = np.cumsum(totals) - totals
    joined = np.empty(int(totals.sum()), type_)
    for row, part, items in zip(counts, slices, parts, strict=True):
        own: slice | Array = slice(None)
        if shared is not None:
            own = np.repeat(shared.take(part.to) == NOT_SHARED, part.counts)
        joined[integers.slice_indices(begin[part.to], row[part.to])] = items[own]
        begin = begin + row
    return joined


def _shared(
    slices: Sequence[_Slice],
    inputs: Sequence[_Input],
    other: str,
    segments_with: Array,
    others_with: Array,
) -> Array:
    """For each word the term whose postings it shares: one that it shares in every segment.

    No segment has the word without the term, or the term without the word.
    """
    target = np.full(len(segments_with), _NONE, np.int64)
    same = np.zeros(len(segments_with), np.int64)
    for input_, part in zip(inputs, slices, strict=True):
        if part.shared is None:
            continue
        sharing = np.flatnonzero(part.shared != NOT_SHARED)
        terms = input_.terms[other].take(part.shared.take(sharing).astype(np.int64))
        words = part.to.take(sharing)
        target[words] = np.where(target[words] == _NONE, terms, target[words])
        same[words] += target[words] == terms
    shared = np.full(len(segments_with), NOT_SHARED, np.int64)
    good = np.flatnonzero((same == segments_with) & (target >= 0))
    good = good[others_with.take(target[good]) == segments_with[good]]
    shared[good] = target[good]
    return shared


def _merged_column(inputs: Sequence[_Input], name: str) -> Array:
    return np.concatenate(
        [input_.segment.column(name)[input_.renumbered >= 0].astype(np.int64) for input_ in inputs]
    )


def _merge_stored(inputs: Sequence[_Input], writer: SegmentWriter) -> None:
    """Copy whole blocks; compress small ones, and those with deleted documents, again.

    A segment that was too small to learn a coding from is also compressed again.
    """
    for input_ in inputs:
        stored = input_.segment.stored
        codings = {
            number: writer.stored.add_coding(stored.coding(number))
            for number in stored.codings_of(_LEARNED_BYTES // BLOCK_BYTES)
        }
        for block in stored.blocks():
            documents = range(block.first, block.first + block.documents)
            kept = [document for document in documents if input_.renumbered[document] >= 0]
            coding = codings.get(block.coding)
            if (
                coding is not None
                and len(kept) == block.documents
                and len(block.data) > BLOCK_BYTES // 6
            ):
                writer.stored.add_block(block.data, block.documents, coding)
            else:
                for document in kept:
                    writer.stored.add_encoded(stored.encoded(document))
        input_.segment.file.forget_pages()
