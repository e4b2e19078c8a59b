"""An index of an older format is opened and answers as it did, or is refused with the way out.

``tests/compat/format1`` was written by ``python tests/test_codec_compatibility.py``; it is never
written again: a new format gets a folder of its own.
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
from asean_search.engine.whoosh.indexing import segment_buffer
from asean_search.engine.whoosh.store import documents_writer, integers
from asean_search.errors import IndexOutdatedError
from asean_search.query.nodes import And, DateRange, Node, Not, Phrase, Prefix, SourceIs, Word

COMPAT = Path(__file__).with_name("compat")
FORMATS = ["format1", "format2"]
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
        + ("Dockers at the harbour went home." if number % 3 else "Mùa mưa đến sớm."),
        date=f"2020-0{number % 6 + 1}-15" if number % 5 else None,
        source=("VNA", "Reuters", None)[number % 3],
        place="HÀ NỘI" if number % 2 else None,
    )
    for number in range(24)
]


def answers(path: Path) -> dict[str, Any]:
    with engine.open_index(path) as index:
        pages = {name: index.search(Search(tree, limit=50)) for name, tree in QUERIES.items()}
        return {
            "documents": index.info().documents,
            "pages": {
                name: [page.total, [[found.id, round(found.score, 9)] for found in page.documents]]
                for name, page in pages.items()
            },
            "body": index.documents(["story07"])[0].body,
        }


def build(path: Path) -> None:
    """Two segments, and documents deleted from both; as much to learn from as in a large one."""
    with (
        mock.patch.object(integers, "_COMMON_POSTINGS_MIN", 2),
        mock.patch.object(integers, "_MEAN_GAP_MAX", {1: 20}),
        mock.patch.object(documents_writer, "_LEARN_BYTES_MIN", 1000),
        engine.open_writer(path) as writer,
    ):
        for stories in (STORIES[:16], STORIES[16:]):
            writer.put(stories)
            for each in stories:
                writer.record_file(record(each.path))
            writer.commit()
        for number in (3, 20):
            writer.remove_file(f"story{number:02}.txt")
        writer.commit()


@pytest.mark.parametrize("name", FORMATS)
def test_an_index_of_an_older_format_answers_as_it_did_or_is_refused(
    name: str, tmp_path: Path
) -> None:
    path = tmp_path / "index"
    shutil.copytree(COMPAT / name, path)
    expected = json.loads((path / "answers.json").read_text(encoding="utf-8"))
    (path / "answers.json").unlink()
    try:
        found = answers(path)
    except IndexOutdatedError as error:
        assert "asearch index" in error.hint
    else:
        assert known(found) == known(expected)
        build(tmp_path / "fresh")
        assert found == answers(tmp_path / "fresh")


@pytest.mark.parametrize("make_outdated", ["catalog", "segment"])
def test_another_layout_is_told_as_such_and_made_anew_when_asked(
    make_outdated: str, tmp_path: Path
) -> None:
    """It is no damage: what is there was written so, and has its checksums."""
    path = tmp_path / "index"
    if make_outdated == "catalog":
        build(path)
        with closing(sqlite3.connect(path / "files.db")) as database:
            database.execute("ALTER TABLE files DROP COLUMN unread")
    else:
        with mock.patch.object(segment_buffer, "add_keywords"):
            build(path)
    with pytest.raises(IndexOutdatedError, match="another version of asearch"):
        engine.open_writer(path)
    with pytest.raises(IndexOutdatedError, match="another version of asearch"):
        engine.damage(path)
    with engine.open_writer(path, anew=True) as writer:
        writer.put(STORIES)
        writer.commit()
    with engine.open_index(path) as index:
        assert index.info().documents == len(STORIES)


def known(found: dict[str, Any]) -> object:
    """What does not depend on how documents are ranked."""
    pages = {
        name: (page[0], sorted(each[0] for each in page[1]))
        for name, page in found["pages"].items()
    }
    return found["documents"], pages, found["body"]


if __name__ == "__main__":
    folder = COMPAT / sys.argv[1]
    build(folder)
    text = json.dumps(answers(folder), ensure_ascii=False, indent=1)
    (folder / "MAIN_WRITELOCK").unlink(missing_ok=True)
    (folder / "answers.json").write_text(text + "\n", encoding="utf-8")
