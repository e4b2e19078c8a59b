"""An index of this format is opened and answers as it did; one of an older format is refused.

``tests/compat/format3`` was written by ``python tests/test_codec_compatibility.py format3``; it is
never written again: a new format gets a folder of its own.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from engines import document, record

from asean_search import engine
from asean_search.engine.interface import Search
from asean_search.engine.whoosh import folder
from asean_search.engine.whoosh.indexing import segment_buffer
from asean_search.engine.whoosh.store import documents_writer, integers
from asean_search.errors import IndexOutdatedError
from asean_search.model import Location
from asean_search.query.nodes import And, DateRange, Node, Not, Phrase, Prefix, SourceIs, Word

COMPAT = Path(__file__).with_name("compat")
OLDER = ["format1", "format2"]
CURRENT = "format3"
QUERIES: dict[str, Node] = {
    "word": Word("harbour"),
    "compound": Word("co-operation"),
    "phrase": Phrase("rules-based order"),
    "prefix": Prefix("min"),
    "place": Word("Hà Nội"),
    "rest": And((Not(Word("harbour")), Not(SourceIs("VNA")))),
    "dated": DateRange(None, None),
}
STORIES = [
    document(
        f"story{number:02}",
        ("Harbour strike ends", "Ministers meet", "Rice prices rise", "ADMM+ talks")[number % 4],
        f"The {number} ministers agreed on co-operation and a rules-based order. "
        * (number % 5 + 1)
        + ("The Mekong Delta Forum (MDF) met. " if number % 6 == 1 else "")
        + ("Dockers at the harbour went home." if number % 3 else "Mùa mưa đến sớm."),
        date=f"2020-0{number % 6 + 1}-15" if number % 5 else None,
        source=("VNA", "Reuters", None)[number % 3],
        place="HÀ NỘI" if number % 2 else None,
    )
    for number in range(24)
]


def answers(path: Path) -> dict[str, Any]:
    with engine.open_index(Location(path)) as index:
        pages = {name: index.search(Search(tree, limit=50)) for name, tree in QUERIES.items()}
        return {
            "documents": index.info().documents,
            "pages": {
                name: [page.total, [[found.id, round(found.score, 9)] for found in page.documents]]
                for name, page in pages.items()
            },
            "body": index.documents(["story07"])[0].body,
            "acronyms": [[each.short, each.documents] for each in index.acronyms()],
        }


def build(path: Path) -> None:
    """Two segments, and documents deleted from both; as much to learn from as in a large one."""
    with (
        mock.patch.object(integers, "_COMMON_POSTINGS_MIN", 2),
        mock.patch.object(integers, "_MEAN_GAP_MAX", {1: 20}),
        mock.patch.object(documents_writer, "_LEARN_BYTES_MIN", 1000),
        engine.open_writer(Location(path)) as writer,
    ):
        for stories in (STORIES[:16], STORIES[16:]):
            writer.put(stories)
            for each in stories:
                writer.record_file(record(each.path))
            writer.commit()
        for number in (3, 20):
            writer.remove_file(f"story{number:02}.txt")
        writer.commit()


def saved(name: str, tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    """A copy of a saved index, and the answers that it gave."""
    path = tmp_path / "index"
    shutil.copytree(COMPAT / name, path)
    expected: dict[str, Any] = json.loads((path / "answers.json").read_text(encoding="utf-8"))
    (path / "answers.json").unlink()
    return path, expected


def test_a_saved_index_of_this_format_answers_as_it_did(tmp_path: Path) -> None:
    path, expected = saved(CURRENT, tmp_path)
    assert f"format{folder.FORMAT_VERSION}" == CURRENT
    found = answers(path)
    assert known(found) == known(expected)
    assert engine.damage(Location(path)) == ()
    build(tmp_path / "fresh")
    assert found == answers(tmp_path / "fresh")
    with engine.open_writer(Location(path)) as writer:
        writer.remove_file("story00.txt")
        writer.commit()
    with engine.open_index(Location(path)) as index:
        assert index.info().documents == expected["documents"] - 1


@pytest.mark.parametrize("name", OLDER)
def test_an_index_of_an_older_format_is_refused_and_made_anew_when_asked(
    name: str, tmp_path: Path
) -> None:
    path, _ = saved(name, tmp_path)
    for opened in (engine.open_index, engine.open_writer, engine.damage):
        with pytest.raises(IndexOutdatedError, match=r"made by asearch .* another format") as error:
            opened(Location(path))
        assert f"asearch index --rebuild --index {path}" in error.value.hint
    (path / "acronyms.db").write_bytes(b"of format 2")
    with engine.open_writer(Location(path), rebuild=True) as writer:
        writer.put(STORIES)
        writer.commit()
    assert not (path / "acronyms.db").exists()
    assert engine.damage(Location(path)) == ()


@pytest.mark.parametrize("make_outdated", ["catalog", "segment"])
def test_another_layout_is_called_outdated_and_made_anew_when_asked(
    make_outdated: str, tmp_path: Path
) -> None:
    """It is no damage: the files match their checksums."""
    path = tmp_path / "index"
    if make_outdated == "catalog":
        build(path)
        with closing(sqlite3.connect(path / "files.db")) as database:
            database.execute("ALTER TABLE files DROP COLUMN unread")
    else:
        with mock.patch.object(segment_buffer, "add_keywords"):
            build(path)
    with pytest.raises(IndexOutdatedError, match="another version of asearch"):
        engine.open_writer(Location(path))
    with pytest.raises(IndexOutdatedError, match="another version of asearch"):
        engine.damage(Location(path))
    with engine.open_writer(Location(path), rebuild=True) as writer:
        writer.put(STORIES)
        writer.commit()
    with engine.open_index(Location(path)) as index:
        assert index.info().documents == len(STORIES)


def known(found: dict[str, Any]) -> object:
    """What does not depend on how documents are ranked."""
    pages = {
        name: (page[0], sorted(each[0] for each in page[1]))
        for name, page in found["pages"].items()
    }
    return found["documents"], pages, found["body"], found["acronyms"]


if __name__ == "__main__":
    target = COMPAT / sys.argv[1]
    build(target)
    text = json.dumps(answers(target), ensure_ascii=False, indent=1)
    (target / folder.LOCK_NAME).unlink(missing_ok=True)
    (target / "answers.json").write_text(text + "\n", encoding="utf-8")
