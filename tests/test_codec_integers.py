"""Document numbers kept as gaps come back as they were, whatever they are."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from asean_search.engine.whoosh.store import integers

postings = st.lists(
    st.lists(st.integers(0, 2000), min_size=1, max_size=40, unique=True).map(sorted),
    min_size=1,
    max_size=6,
)


@given(postings, st.sampled_from([2001, 40, 400_000]))
def test_every_term_comes_back(terms: list[list[int]], documents: int) -> None:
    documents = max(documents, 1 + max(term[-1] for term in terms))
    docs = np.array([doc for term in terms for doc in term])
    data, sizes = integers.encode_gaps(docs, np.array([len(term) for term in terms]), documents)
    ends = sizes.cumsum()
    assert len(data) == ends[-1]
    for term, size, end in zip(terms, sizes, ends, strict=True):
        some = data[end - size : end]
        assert integers.decode_gaps(some, np.dtype("H"), len(term), documents).tolist() == term


def test_the_longest_gaps_and_the_shortest() -> None:
    docs = [0, 1, 255, 256, 510, 765, 65535]
    data, sizes = integers.encode_gaps(np.array(docs), np.array([len(docs)]), 65536)
    assert integers.decode_gaps(data, np.dtype("H"), len(docs), 65536).tolist() == docs
    assert sizes.tolist() == [len(data)]


def test_gaps_are_for_terms_that_are_shorter_so() -> None:
    counts = np.array([1, 31, 40, 5000])
    assert integers.common_terms(counts, 20_000, "H").tolist() == [3]
    assert integers.common_terms(counts, 400, "B").tolist() == [3]
