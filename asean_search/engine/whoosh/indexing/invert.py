"""Inverts numbered texts into sorted postings, with a few sorts and sums of arrays.

Each token becomes one integer: term, document, field and position, from the highest bits to the
lowest. Sorting these is the inversion. A text adds one number to the keys of all its tokens:
document, field, and the difference between its start in the document and in all texts.
"""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np

from asean_search.engine.whoosh.indexing.term_numbers import NumberedTexts, sorted_bytes
from asean_search.engine.whoosh.store import integers
from asean_search.engine.whoosh.store.dictionary import NOT_SHARED
from asean_search.engine.whoosh.store.frequencies import BITS, LIMIT
from asean_search.engine.whoosh.store.integers import bit_widths
from asean_search.engine.whoosh.store.postings_writer import PostingsBatch

Array = np.ndarray[Any, np.dtype[Any]]

_FIELD_BITS = 2


class Inverted(msgspec.Struct, frozen=True):
    """The postings of terms (with positions) and words (without), and columns of the documents.

    ``lengths[field]`` is the number of tokens of each document in a field, ``begins[field]`` the
    position at which the field begins: the fields of a document follow one another with a gap of
    one position. ``position_bits`` is the width of each document's positions in bits.
    """

    terms: PostingsBatch
    words: PostingsBatch
    lengths: list[Array]
    begins: list[Array]
    position_bits: Array


class _Emissions(msgspec.Struct, frozen=True):
    """The emissions of each string; ``last`` is the one after its last."""

    advance: Array
    first: Array
    last: Array
    pair: Array
    offset: Array

    @staticmethod
    def of(texts: NumberedTexts) -> _Emissions:
        return _Emissions(
            texts.advances.astype(np.int64),
            texts.first[:-1],
            texts.first[1:],
            texts.pairs.astype(np.int64),
            texts.offsets.astype(np.int64),
        )


def invert(texts: NumberedTexts, fields: int) -> Inverted:
    """Invert texts; each document has ``fields`` of them.

    Text ``i`` is field ``i % fields`` of document ``i // fields``.
    """
    emissions = _Emissions.of(texts)
    string = texts.strings
    per_text = texts.counts.astype(np.int64)
    documents = len(per_text) // fields
    ends = np.cumsum(per_text)
    advance = emissions.advance.take(string)
    extent = integers.slice_sums(advance, ends)
    before = np.cumsum(advance)
    before -= advance
    room = extent.reshape(-1, fields) + 1
    begins = np.cumsum(room, axis=1) - room
    last = begins[:, -1] + room[:, -1]
    doc, field = np.divmod(np.arange(len(per_text)), fields)
    doc_field = doc << _FIELD_BITS | field

    terms, term_place = sorted_bytes(texts.terms)
    words, word_place = sorted_bytes(texts.words)
    pair_term = term_place[texts.pair_term]
    pair_word = word_place[texts.pair_word]
    alone, shared = _shared(pair_term, pair_word, len(terms), len(words))

    bits = _Bits(_bits(documents) + _FIELD_BITS, _bits(int(last.max(initial=1))))
    text_part = (doc_field << bits.position) + begins.ravel() - (np.cumsum(extent) - extent)
    place = before + np.repeat(text_part, per_text)
    keys = _keys(emissions, string, pair_term << (bits.doc_field + bits.position), place)
    own_words = np.where(alone, -1, pair_word << bits.doc_field)
    word_keys = _word_keys(emissions, string, own_words, np.repeat(doc_field, per_text))
    lengths = integers.slice_sums((emissions.last - emissions.first).take(string), ends)
    del place, before, advance
    return Inverted(
        terms=_with_positions(terms, keys, bits),
        words=_without_positions(words, word_keys, bits, shared),
        lengths=list(lengths.reshape(-1, fields).T),
        begins=list(begins.T),
        position_bits=bit_widths(last - 1).astype(np.uint8),
    )


class _Bits(msgspec.Struct, frozen=True):
    """The bits of a key that hold the document and field, and those that hold the position."""

    doc_field: int
    position: int


def _bits(limit: int) -> int:
    return max(limit, 1).bit_length()


def _shared(pair_term: Array, pair_word: Array, terms: int, words: int) -> tuple[Array, Array]:
    """Whether each pair is the only one of its term and of its word; for each word, that term."""
    alone = (np.bincount(pair_term, minlength=terms)[pair_term] == 1) & (
        np.bincount(pair_word, minlength=words)[pair_word] == 1
    )
    shared = np.full(words, NOT_SHARED, np.int64)
    shared[pair_word[alone]] = pair_term[alone]
    return alone, shared


def _keys(emissions: _Emissions, string: Array, pair_key: Array, place: Array) -> Array:
    """The keys of all tokens, sorted. The strings that emit one token, most of them, come first."""
    many = emissions.last - emissions.first
    safe = np.minimum(emissions.first, max(len(emissions.pair) - 1, 0))
    one = np.zeros(len(many), np.int64)
    if len(emissions.pair):
        one = pair_key[emissions.pair[safe]] + emissions.offset[safe]
    keys = one.take(string)
    keys += place
    others = np.flatnonzero((many != 1).take(string))
    if len(others):
        count = many.take(string[others])
        emission = integers.slice_indices(emissions.first.take(string[others]), count)
        more = pair_key[emissions.pair[emission]] + emissions.offset[emission]
        more += np.repeat(place[others], count)
        keys = np.concatenate((np.delete(keys, others), more))
    keys.sort()
    return keys


def _word_keys(emissions: _Emissions, string: Array, own_words: Array, doc_field: Array) -> Array:
    """The keys (word, document, field) of all tokens whose words share no postings, sorted."""
    own = np.flatnonzero(own_words[emissions.pair] >= 0)
    owned = np.zeros(len(emissions.pair) + 1, np.int64)
    owned[own + 1] = 1
    np.cumsum(owned, out=owned)
    count = owned[emissions.last] - owned[emissions.first]
    which = np.flatnonzero((count > 0).take(string))
    string = string[which]
    counts = count.take(string)
    emission = own[integers.slice_indices(owned[emissions.first].take(string), counts)]
    keys: Array = own_words[emissions.pair[emission]] | np.repeat(doc_field[which], counts)
    keys.sort()
    return keys


def _with_positions(terms: list[bytes], keys: Array, bits: _Bits) -> PostingsBatch:
    positions = keys & ((1 << bits.position) - 1)
    keys >>= bits.position
    counts, docs, combinations = _entries(keys, bits, len(terms))
    return PostingsBatch(
        terms=terms, counts=counts, docs=docs, combinations=combinations, positions=positions
    )


def _without_positions(
    words: list[bytes], keys: Array, bits: _Bits, shared: Array
) -> PostingsBatch:
    counts, docs, combinations = _entries(keys, bits, len(words))
    return PostingsBatch(
        terms=words, counts=counts, docs=docs, combinations=combinations, shared=shared
    )


def _entries(keys: Array, bits: _Bits, terms: int) -> tuple[Array, Array, Array]:
    """Postings of sorted keys (term, document, field): counts by term, documents, combinations."""
    first = _firsts(keys)
    frequency = np.diff(first, append=len(keys))
    if int(frequency.max(initial=0)) > LIMIT:
        raise OverflowError(f"a word occurs more than {LIMIT:,} times in one document")
    distinct = keys[first]
    frequency <<= BITS * (distinct & 3)
    distinct >>= _FIELD_BITS
    first = _firsts(distinct)
    combinations = np.add.reduceat(frequency, first) if len(first) else frequency
    entry = distinct[first]
    doc_bits = bits.doc_field - _FIELD_BITS
    counts = np.bincount(entry >> doc_bits, minlength=terms)
    return counts, entry & ((1 << doc_bits) - 1), combinations


def _firsts(keys: Array) -> Array:
    """The places at which sorted keys change."""
    changes = np.empty(len(keys), bool)
    changes[:1] = True
    np.not_equal(keys[1:], keys[:-1], out=changes[1:])
    return np.flatnonzero(changes)
