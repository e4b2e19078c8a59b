"""Where words stand, field by field: for what has to be near, early or between two bounds.

The index counts a document's positions through all its fields. Here a place is one number too, but
of candidate, field, and position in the field, from the highest bits to the lowest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from asean_search import analysis
from asean_search.analysis.token import QueryTerm
from asean_search.engine.whoosh.query import phrase
from asean_search.engine.whoosh.query.phrase import Places
from asean_search.engine.whoosh.query.postings import NONE, Packed, Postings
from asean_search.engine.whoosh.query.segment_reader import View
from asean_search.engine.whoosh.store.frequencies import BITS
from asean_search.query import nodes
from asean_search.query.nodes import TEXT_FIELDS

Array = np.ndarray[Any, np.dtype[Any]]
Begin = Callable[[Sequence[QueryTerm], Places], Array]
"""Finds where something made of query terms begins, as sorted places."""

POSITION_BITS = 32
FIELD_BITS = 2


def readings(
    node: nodes.Word | nodes.Phrase | nodes.Near, languages: Iterable[str]
) -> tuple[analysis.LeafTerms, ...]:
    """What a placed leaf looks for: each word of a chunk, or words that belong together."""
    if isinstance(node, nodes.Word):
        return analysis.word_leaf_terms(node.text, node.synonyms, languages)
    also = node.synonyms if isinstance(node, nodes.Phrase) else ()
    reading = analysis.phrase_leaf_terms(node.text, also, languages)
    return (reading,) if reading.typed else ()


def find(
    view: View, query_terms: Sequence[QueryTerm], within: Array | None, begin: Begin
) -> Postings:
    """The documents with every query term in which something begins, and how often in each field."""
    docs = phrase.candidates(view, query_terms, within)
    if not len(docs):
        return NONE
    return counted(docs, begin(query_terms, places_in(view, docs)))


def places_in(view: View, docs: Array) -> Places:
    """For a term the places where it stands in those of ``docs`` (in order) that have it."""
    bits = view.position_bits
    begins = [
        view.segment.column(f"begin.{name}").take(docs).astype(np.int64) for name in TEXT_FIELDS[1:]
    ]
    known: dict[str, Array] = {}

    def places(term: str) -> Array:
        if term not in known:
            found = phrase.places(view, term, docs, bits).astype(np.int64)
            owner, position = found >> bits, found & ((1 << bits) - 1)
            field = np.zeros(len(found), np.int64)
            offset = np.zeros(len(found), np.int64)
            for number, begin in enumerate(begins, 1):
                here = begin.take(owner)
                later = position >= here
                field[later] = number
                offset[later] = here[later]
            position -= offset
            known[term] = (owner << FIELD_BITS | field) << POSITION_BITS | position
        return known[term]

    return places


def before(place: int, begin: Begin) -> Begin:
    """What begins at positions before ``place``."""

    def early(query_terms: Sequence[QueryTerm], places_of: Places) -> Array:
        found = begin(query_terms, places_of)
        return found[(found & ((1 << POSITION_BITS) - 1)) < place]

    return early


def counted(docs: Array, begins: Array) -> Postings:
    """How often something begins in each field of each document, from its places."""
    owner_field = begins >> POSITION_BITS
    owner, field = owner_field >> FIELD_BITS, owner_field & ((1 << FIELD_BITS) - 1)
    combinations = np.zeros(len(docs), np.int64)
    for number in range(len(TEXT_FIELDS)):
        here = owner[field == number]
        if len(here):
            combinations |= np.bincount(here, minlength=len(docs)) << (BITS * number)
    some = np.flatnonzero(combinations)
    return Packed(docs.take(some), combinations.take(some))
