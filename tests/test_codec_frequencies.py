"""Frequencies of every size survive being packed into four bits and what does not fit into them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from engines import ENGINES, document
from hypothesis import given
from hypothesis import strategies as st

from asean_search.engine.interface import Search
from asean_search.engine.whoosh.store import frequencies
from asean_search.engine.whoosh.store.dictionary import NIBBLE_MAX
from asean_search.query.nodes import Phrase, Word


@given(st.lists(st.binary(max_size=9), max_size=6), st.data())
def test_codes_come_back_but_for_those_that_do_not_fit(
    chunks: list[bytes], data: st.DataObject
) -> None:
    codes = [min(code, NIBBLE_MAX) for code in b"".join(chunks)]
    packed = np.frombuffer(b"".join(frequencies.pack_nibbles(chunks)), np.uint8)
    assert len(packed) == (len(codes) + 1) // 2
    first = data.draw(st.integers(0, len(codes)))
    end = data.draw(st.integers(first, len(codes)))
    assert frequencies.unpack_nibbles(packed, first, end).tolist() == codes[first:end]
    places = np.arange(first, end)
    assert frequencies.unpack_nibbles_at(packed, places).tolist() == codes[first:end]


@pytest.mark.parametrize("name", [name for name in ENGINES if name != "reference"])
def test_many_different_frequencies_score_as_in_the_reference(name: str, tmp_path: Path) -> None:
    """More combinations than four bits tell apart, and frequencies that no table holds."""
    stories = [
        document(
            f"d{number:02}",
            "tin mine " * (number % 4),
            "rice " * number + "tin ore " * (number * 7 % 90 + 1),
            place="Tin Tin" if number % 5 == 0 else None,
        )
        for number in range(70)
    ]
    with (
        ENGINES["reference"](tmp_path).hold(*stories) as right,
        ENGINES[name](tmp_path).hold(*stories) as index,
    ):
        for tree in (Word("tin"), Word("rice"), Phrase("tin ore"), Phrase("ore tin")):
            found = {each.id: each.score for each in index.search(Search(tree, limit=99)).documents}
            truth = {each.id: each.score for each in right.search(Search(tree, limit=99)).documents}
            assert found == pytest.approx(truth, rel=1e-9)
