"""Stored documents come back as they were, however they are coded, merged and cut into blocks."""

from __future__ import annotations

import json
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asean_search.engine.whoosh.store import documents_writer
from asean_search.engine.whoosh.store.documents import Coding, Decoder, Encoder, StoredReader, learn
from asean_search.engine.whoosh.store.documents_writer import StoredWriter, encode
from asean_search.engine.whoosh.store.sections import SectionFile, SectionFileWriter

words = st.sampled_from(
    ["harbour", "ministers,", "biển", "\n", "\\n", '","', "", "a", "\x01", "🚢"]
)
texts = st.one_of(st.lists(words, max_size=30).map(" ".join), st.text(max_size=30))


@given(st.lists(texts, max_size=8), texts)
def test_what_is_written_in_codes_is_read_as_it_was(sample: list[str], other: str) -> None:
    known = [encode([text, None, 3]) for text in sample]
    words = learn(known, least=2)
    encoder, decoder = Encoder(words), Decoder(words.__getitem__)
    for text in (*known, encode([other])):
        assert decoder.decode(encoder.encode(text)) == text


def test_a_word_that_occurs_often_takes_two_bytes_at_most() -> None:
    text = encode([" ".join(["Bộ trưởng ministers said,"] * 50)])
    encoder = Encoder(learn([text], least=3))
    assert len(encoder.encode(b"x ministers said,")) <= len(b" x") + 4
    assert len(encoder.encode(text)) < len(text) / 5


def stories(first: int, end: int) -> list[list[object]]:
    return [
        [f"story{number}", f"Ministers met at the harbour on day {number}, again and again. " * 9]
        for number in range(first, end)
    ]


def written(path: Path, parts: list[list[object]]) -> StoredReader:
    writer = StoredWriter(path.parent)
    for values in parts:
        writer.add_encoded(encode(values))
    return finished(path, writer)


def finished(path: Path, writer: StoredWriter) -> StoredReader:
    file = SectionFileWriter(path)
    writer.write(file)
    file.finish({})
    writer.close()
    return StoredReader(SectionFile(path))


@pytest.mark.parametrize("count", [1, 40, 600])
def test_each_document_is_fetched_alone(tmp_path: Path, count: int) -> None:
    with mock.patch.object(documents_writer, "_LEARN_BYTES_MAX", 200_000):
        reader = written(tmp_path / "file", stories(0, count))
    assert [reader.values(number) for number in range(count)] == stories(0, count)
    assert json.loads(reader.encoded(count - 1)) == stories(count - 1, count)[0]


def test_blocks_and_codings_of_other_segments_are_taken_over(tmp_path: Path) -> None:
    large = written(tmp_path / "large", stories(0, 600))
    writer = StoredWriter(tmp_path)
    writer.add_encoded(encode(stories(900, 901)[0]))
    (number,) = large.codings_of(blocks=1)
    coding = writer.add_coding(large.coding(number))
    assert writer.add_coding(large.coding(number)) == coding
    for block in large.blocks():
        writer.add_block(block.data, block.documents, coding)
    writer.add_encoded(encode(stories(901, 902)[0]))
    both = finished(tmp_path / "both", writer)
    expected = [*stories(900, 901), *stories(0, 600), *stories(901, 902)]
    assert [both.values(number) for number in range(602)] == expected
    assert both.coding(coding) == large.coding(number) != Coding()
