"""Documents that were made ready elsewhere are the same in an index as those put into it here."""

from __future__ import annotations

import pickle
import random
from pathlib import Path

import pytest
from engines import quick_disk
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from asean_search import analysis, engine
from asean_search.analysis.tokenizer import _subtoken_stream
from asean_search.engine.interface import Search
from asean_search.engine.whoosh.indexing import segment_buffer, transaction
from asean_search.engine.whoosh.indexing.analyse import NAME, BatchAnalyser
from asean_search.model import Document, FileRecord, Location
from asean_search.query.nodes import Phrase, Word

WORDS = (
    "rice", "Rice,", "price-cap", "non", "proliferation", "co-", "operation", "U.S.", "US", "it",
    "1,250", "3.5", "(WHO)", "World", "Health", "Organisation", "n\u01b0\u1edbc", "don't", "AT&T",
)  # fmt: skip
LANGUAGES = (None, "en", "fr", "vi")


def document(number: int, pick: random.Random) -> Document:
    body = " ".join(pick.choices(WORDS, k=pick.randint(0, 30)))
    return Document(
        id=f"id{number:04}",
        path=f"{number // 7}.jsonl",
        title=pick.choice(WORDS),
        title_from="record",
        body=body,
        record=str(number),
        date=pick.choice((None, "2020", "2021-06", "2021-06-30")),
        source=pick.choice((None, "Reuters")),
        place=pick.choice((None, "HANOI")),
        language=pick.choice(LANGUAGES),
    )


def answers(path: Path) -> object:
    with engine.open_index(Location(path)) as index:
        ids = index.ids_starting_with("", 1000)
        nodes = [Word(word) for word in WORDS] + [Phrase("rice price-cap"), Phrase("AT&T US")]
        pages = [index.search(Search(node, limit=50)) for node in nodes if node.text.strip("-")]
        in_files = [index.ids_of_file(f"{number}.jsonl") for number in range(20)]
        return index.documents(ids), pages, in_files, index.acronyms()


@pytest.mark.parametrize("seed", range(6))
def test_what_was_made_ready_elsewhere_answers_like_what_was_put(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pick = random.Random(seed)
    monkeypatch.setattr(segment_buffer, "_DOCUMENTS_MAX", 33)
    documents = [document(number, pick) for number in range(100)]
    with quick_disk(), engine.open_writer(Location(tmp_path / "here")) as writer:
        writer.put(documents)
        writer.commit()
    prepare = BatchAnalyser()
    with quick_disk(), engine.open_writer(Location(tmp_path / "elsewhere")) as writer:
        assert writer.batch_analyser == NAME
        while documents:
            some, documents = documents[: (count := pick.randint(1, 40))], documents[count:]
            prepared = pickle.loads(pickle.dumps(prepare(some)))
            done = 0
            while done < len(some):
                end = pick.randint(done + 1, len(some))
                writer.put_analysed(prepared, done, end)
                done = end
        writer.commit()
    assert answers(tmp_path / "elsewhere") == answers(tmp_path / "here")


def test_the_documents_of_a_file_are_removed_however_they_came(tmp_path: Path) -> None:
    pick = random.Random(1)
    documents = [document(number, pick) for number in range(21)]
    with quick_disk(), engine.open_writer(Location(tmp_path / "index")) as writer:
        writer.put_analysed(BatchAnalyser()(documents), 0, 14)
        writer.put(documents[14:])
        assert [writer.remove_file(f"{number}.jsonl") for number in (1, 2, 3)] == [7, 7, 0]
        writer.put([replace(documents[7], body="Rice again.")])
        writer.record_file(FileRecord("1.jsonl", 1, 1, "", 1))
        writer.commit()
    with engine.open_index(Location(tmp_path / "index")) as index:
        assert index.ids_starting_with("", 99) == [f"id{number:04}" for number in range(8)]
        assert index.documents(["id0007"])[0].body == "Rice again."


def test_documents_that_are_analysed_in_several_batches_stay_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transaction, "_BATCH_CHARS", 500)
    pick = random.Random(2)
    documents = [document(number, pick) for number in range(60)]
    with quick_disk(), engine.open_writer(Location(tmp_path / "many")) as writer:
        writer.put(documents)
        assert writer.remove_file("3.jsonl") == 7
        writer.commit()
    monkeypatch.undo()
    with quick_disk(), engine.open_writer(Location(tmp_path / "one")) as writer:
        writer.put(each for each in documents if each.path != "3.jsonl")
        writer.commit()
    assert answers(tmp_path / "many") == answers(tmp_path / "one")


def test_only_what_this_engine_made_ready_is_taken(tmp_path: Path) -> None:
    with engine.open_writer(Location(tmp_path / "index")) as writer, pytest.raises(TypeError):
        writer.put_analysed([], 0, 0)


PARTS = st.text("aeisrtABz019", min_size=1, max_size=6) | st.sampled_from(
    ["US", "us", "It", "who", "un", "colour", "travelled", "1", "20"]
)


@given(PARTS, PARTS, st.sampled_from(["en", "fr", "vi", "ru"]))
def test_compounds_of_two_words_emit_what_their_pieces_do(
    first: str, second: str, family: str
) -> None:
    raw_token = f"{first}-{second}"
    family = analysis.family(family)
    assert analysis.tokenize(raw_token, family) == _subtoken_stream(raw_token, family)


@given(st.lists(st.text("aeinorstuy0", min_size=1), max_size=5), st.sampled_from(["en", "de"]))
def test_many_words_are_stemmed_as_each_is(words: list[str], family: str) -> None:
    terms = [analysis.tokenize(word, family).tokens[0].term for word in words]
    assert analysis.stem_all(words, family) == terms
