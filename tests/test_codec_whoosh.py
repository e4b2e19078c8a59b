"""An index of ours is a Whoosh index: Whoosh opens it, reads it, searches it, writes to it."""

# mypy: allow-untyped-calls, disable-error-code="attr-defined,override"

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import whoosh.index
from engines import document, quick_disk
from whoosh import query as wq
from whoosh import scoring
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex

from asean_search import agencies, analysis, engine, ranking
from asean_search.engine.interface import Search
from asean_search.engine.on_whoosh.array_fields import STORED
from asean_search.engine.on_whoosh.array_schema import schema
from asean_search.engine.on_whoosh.codec.whoosh_codec import ArrayCodec
from asean_search.engine.on_whoosh.naming import words_of
from asean_search.model import Document
from asean_search.query.tree import TEXT_FIELDS, And, InField, Node, Or, Phrase, Prefix, Word

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
    for name in TEXT_FIELDS:
        if name in values:
            values[words_of(name)] = values[name]
    return values


class Bm25f(scoring.WeightingModel):
    """One field's BM25F by the formulas of ``ranking``, as a weighting of Whoosh."""

    def __init__(self, idf: float) -> None:
        self._idf = idf

    def scorer(
        self, searcher: Any, fieldname: str, text: bytes, qf: float = 1
    ) -> scoring.BaseScorer:
        profile = ranking.PROFILES["news"]
        weight, idf = profile.fields[fieldname], self._idf
        documents = searcher.get_parent().reader()
        total = sum(
            documents.doc_field_length(number, fieldname) for number in documents.all_doc_ids()
        )
        mean = total / documents.doc_count()

        class Scorer(scoring.BaseScorer):
            def score(self, matcher: Any) -> float:
                length = searcher.doc_field_length(matcher.id(), fieldname)
                share = ranking.weighted_frequency(matcher.weight(), length, mean, weight)
                return ranking.score([share], idf, profile.k1)

        return Scorer()


def random_query(pick: random.Random, depth: int = 0) -> tuple[Node, Any]:
    """A query in one field that both can ask, of single terms, without compounds.

    Without ``not``: Whoosh 3.54 lets the first document through an AndNot, whatever its codec.
    """
    plain = [
        word for word in WORDS if word.isascii() and word.isalpha() and "operation" not in word
    ]
    kind = pick.choice(["word", "word", "phrase", "prefix", "and", "or"])
    if kind in ("and", "or") and depth < 2:
        ours, theirs = random_query(pick, depth + 1)
        others, whoosh_others = random_query(pick, depth + 1)
        if kind == "and":
            return And((ours, others)), wq.And([theirs, whoosh_others])
        return Or((ours, others)), wq.Or([theirs, whoosh_others])
    if kind == "phrase":
        words = pick.choices(plain, k=2)
        terms = [analysis.tokens(word)[0].term for word in words]
        return Phrase(" ".join(words)), wq.Phrase("body", terms)
    if kind == "prefix":
        start = pick.choice(plain)[: pick.randint(2, 4)]
        return Prefix(start), wq.Prefix("body_words", start.lower())
    word = pick.choice(plain)
    return Word(word), wq.Term("body", analysis.tokens(word)[0].term)


def test_whoosh_opens_it_without_being_told_anything(path: Path) -> None:
    index = whoosh.index.open_dir(str(path))
    with index.searcher() as searcher:
        assert searcher.doc_count() == 150 - 22 + 60
        stored = searcher.document(id="d100001")
        assert stored == {
            name: value for name, value in vars_of(stories(2)[1]).items() if value is not None
        }


def vars_of(document: Document) -> dict[str, Any]:
    return {name: getattr(document, name) for name in Document.__dataclass_fields__}


def test_whooshs_own_searcher_finds_the_same_documents(path: Path) -> None:
    pick = random.Random(3)
    index = whoosh.index.open_dir(str(path))
    with index.searcher() as searcher, engine.open_index(path) as ours:
        for _ in range(600):
            tree, query = random_query(pick)
            page = ours.search(Search(InField("body", tree), limit=1000))
            theirs = {hit["id"] for hit in searcher.search(query, limit=None, scored=False)}
            assert {found.id for found in page.found} == theirs, (tree, query)


def test_whooshs_own_searcher_gives_the_same_scores(path: Path) -> None:
    index = whoosh.index.open_dir(str(path))
    with engine.open_index(path) as ours:
        live = ours.info().documents
        for word in ("tin", "rice", "harbour", "strike"):
            page = ours.search(Search(InField("body", Word(word)), limit=1000))
            weighting = Bm25f(ranking.idf(page.total, live))
            with index.searcher(weighting=weighting) as searcher:
                query = wq.Term("body", analysis.tokens(word)[0].term)
                theirs = {hit["id"]: hit.score for hit in searcher.search(query, limit=None)}
            found = {each.id: each.score for each in page.found}
            assert found == pytest.approx(theirs, abs=TOLERANCE)


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
