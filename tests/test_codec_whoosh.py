"""An index of ours is a Whoosh index: Whoosh opens it, reads it, searches it, writes to it."""

# mypy: allow-untyped-calls, disable-error-code="attr-defined,override"

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import whoosh.index
from engines import document, quick_disk
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex

from asean_search import agencies, engine
from asean_search.engine.whoosh import keywords
from asean_search.engine.whoosh.compat.codec import ArrayCodec
from asean_search.engine.whoosh.compat.schema import schema
from asean_search.engine.whoosh.fields import STORED, words_of
from asean_search.model import Document
from asean_search.query.nodes import TEXT_FIELDS

TOLERANCE = 1e-4
WORDS = [
    "tin",
    "rice",
    "port",
    "ministers",
    "co-operation",
    "cooperation",
    "operation",
    "rules-based",
    "order",
    "vaccines",
    "vaccine",
    "harbour",
    "strike",
    "1,000",
    "ASEAN",
    "summit",
    "Hà",
    "Nội",
    "trade",
    "deficits",
    "deficit",
    "mines",
    "close",
    "the",
    "of",
]


def stories(count: int, seed: int = 1) -> list[Document]:
    """Documents of a few words, some of which occur much more often than others."""
    pick = random.Random(seed)
    weights = [1 / rank for rank in range(1, len(WORDS) + 1)]

    def text(most: int) -> str:
        return " ".join(pick.choices(WORDS, weights, k=pick.randint(0, most)))

    return [
        document(
            f"d{seed}{number:05}",
            text(6) or "Untitled",
            text(60),
            date=pick.choice([None, "2020-01-01", "2020-02-29"]),
            source=pick.choice([None, "VNA", "Reuters"]),
            place=pick.choice([None, "HÀ NỘI", "Jakarta"]),
            author=pick.choice([None, "Le Phuong"]),
            keywords=tuple(("topic", name) for name in pick.sample(WORDS, pick.randint(0, 3))),
        )
        for number in range(count)
    ]


@pytest.fixture(autouse=True, scope="module")
def disk() -> Iterator[None]:
    with quick_disk():
        yield


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of two segments, with documents deleted from the first."""
    path = tmp_path_factory.mktemp("archive") / "index"
    with engine.open_writer(path) as writer:
        writer.put(stories(150))
        writer.commit()
        for number in range(0, 150, 7):
            writer.remove_file(f"d1{number:05}.txt")
        writer.put(stories(60, seed=2))
        writer.commit()
    return path


def to_fields(each: Document) -> dict[str, Any]:
    """What to pass to Whoosh's own writer for a document."""
    values: dict[str, Any] = {}
    for name in STORED:
        value = getattr(each, name)
        if value is not None:
            values[name] = values[f"_stored_{name}"] = value
    if each.source is not None:
        values["source_name"] = each.source
        values["source"] = agencies.source_key(each.source)
    values[keywords.FIELD] = keywords.terms(each)
    for name in TEXT_FIELDS:
        if name in values:
            values[words_of(name)] = values[name]
    return values


def test_whoosh_opens_it_without_being_told_anything(path: Path) -> None:
    index = whoosh.index.open_dir(str(path))
    with index.searcher() as searcher:
        assert searcher.doc_count() == 150 - 22 + 60
        stored = searcher.document(id="d100001")
        held = {name: value for name, value in vars_of(stories(2)[1]).items() if value is not None}
        assert stored == json.loads(json.dumps(held))


def vars_of(document: Document) -> dict[str, Any]:
    return {name: getattr(document, name) for name in Document.__struct_fields__}


def snapshot(index: FileIndex) -> dict[str, Any]:
    """All that Whoosh can read of an index."""
    with index.reader() as reader:
        postings: dict[Any, Any] = {}
        for field, text in reader.all_terms():
            info = reader.term_info(field, text)
            matcher = reader.postings(field, text)
            rows = []
            while matcher.is_active():
                rows.append((matcher.id(), matcher.weight(), matcher.value()))
                matcher.next()
            postings[field, text] = info.doc_frequency(), info.weight(), info.max_weight(), rows
        documents = range(reader.doc_count_all())
        return {
            "postings": postings,
            "stored": [reader.stored_fields(number) for number in documents],
            "lengths": {
                field: [reader.doc_field_length(number, field) for number in documents]
                for field in TEXT_FIELDS
            },
            "columns": {
                field: list(reader.column_reader(field, translate=False))
                for field in ("id", "date", "source_name", "sequence")
            },
        }


def test_whooshs_writer_and_the_bulk_writer_write_the_same(tmp_path: Path) -> None:
    documents = stories(80)
    with engine.open_writer(tmp_path / "bulk") as writer:
        writer.put(documents)
        writer.commit()
    slow = tmp_path / "slow"
    slow.mkdir()
    fields = schema()
    for name in TEXT_FIELDS:
        fields[name].scorable = True
    index = FileIndex.create(FileStorage(slow), fields, "MAIN")
    whoosh_writer = index.writer(codec=ArrayCodec())
    for number, each in enumerate(documents):
        whoosh_writer.add_document(**to_fields(each), sequence=number)
    whoosh_writer.commit()
    bulk = whoosh.index.open_dir(str(tmp_path / "bulk"))
    written, expected = snapshot(whoosh.index.open_dir(str(slow))), snapshot(bulk)
    for part, value in expected.items():
        assert written[part] == value, part


def test_what_another_whoosh_program_deletes_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "index"
    with engine.open_writer(path) as writer:
        writer.put(stories(20))
        writer.commit()
    whoosh.index.open_dir(str(path)).delete_by_term("id", "d100003")
    with engine.open_index(path) as index:
        assert index.documents(["d100003"]) == []
        assert index.info().documents == 19
    with engine.open_writer(path) as writer:
        writer.put(stories(1, seed=4))
        writer.commit()
    with engine.open_index(path) as index:
        assert index.documents(["d100003"]) == []
        assert index.info().documents == 20


def test_a_commit_of_another_program_is_never_hidden_by_our_older_list(tmp_path: Path) -> None:
    path = tmp_path / "index"
    with engine.open_writer(path) as writer:
        writer.put(stories(3))
        writer.commit()
    storage = FileStorage(path)
    contents = TOC.read(storage, "MAIN")
    list_ = path / f"_MAIN_{contents.generation}.json"
    (path / f"_MAIN_{contents.generation + 1}.json").write_bytes(list_.read_bytes())
    TOC(contents.schema, [], contents.generation + 1).write(storage, "MAIN")
    with engine.open_index(path) as index:
        assert index.info().documents == 0
