"""A dictionary gives back its terms, finds them, and knows where others would be."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asean_search.engine.whoosh.store.dictionary import Dictionary
from asean_search.engine.whoosh.store.postings_writer import PostingsBatch, PostingsWriter
from asean_search.engine.whoosh.store.sections import SectionFile, SectionFileWriter

some_terms = st.lists(
    st.one_of(
        st.text(st.sampled_from("ab\0ế~"), max_size=40),
        st.integers(0, 400).map("press{}".format),
    ).map(str.encode),
    min_size=1,
    max_size=120,
    unique=True,
).map(sorted)


def written(folder: Path, terms: list[bytes], cut: int, *, shaped: bool) -> SectionFile:
    group = PostingsWriter("g", ["body"], 1, folder)
    for part in (terms[:cut], terms[cut:]):
        count = np.ones(len(part), np.int64)
        group.add(PostingsBatch(part, count, count - 1, count if shaped else None))
    file = SectionFileWriter(folder / "file")
    group.write(file)
    file.finish({})
    group.close()
    return SectionFile(folder / "file")


@pytest.mark.parametrize("shaped", [False, True])
@given(terms=some_terms, others=some_terms, cut=st.integers(0, 120))
def test_every_term_comes_back_and_is_found(
    shaped: bool, terms: list[bytes], others: list[bytes], cut: int
) -> None:
    with TemporaryDirectory() as folder:
        file = written(Path(folder), terms, min(cut, len(terms)), shaped=shaped)
        dictionary = Dictionary(file, "g")
        assert len(dictionary) == len(terms)
        assert [dictionary[number] for number in range(len(terms))] == terms
        assert [dictionary.find(term) for term in terms] == list(range(len(terms)))
        for first in (0, len(terms) // 3, len(terms)):
            assert list(dictionary.terms(first, len(terms))) == terms[first:]
            blob, places = dictionary.encoded(first, len(terms))
            assert [blob[place:end] for place, end in pairwise(places)] == terms[first:]
        for other in others:
            assert dictionary.first_from(other) == bisect_left(terms, other)
            assert (dictionary.find(other) >= 0) == (other in terms)
        del dictionary
        file.close()
