"""An index of ours is a Whoosh index: Whoosh opens it, reads it and searches it."""

# mypy: allow-untyped-calls, disable-error-code="attr-defined,override"

from __future__ import annotations

import json
import pickle
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import whoosh.index
from engines import document, quick_disk
from whoosh import formats, scoring, sorting
from whoosh import query as wq
from whoosh.codec import default_codec
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex
from whoosh.matching.mcore import ReadTooFar
from whoosh.reading import TermNotFound

from asean_search import agencies, analysis, engine
from asean_search.engine.whoosh import keywords
from asean_search.engine.whoosh.compat.codec import ArrayCodec
from asean_search.engine.whoosh.compat.schema import Positions, schema
from asean_search.engine.whoosh.fields import words_of
from asean_search.errors import IndexOutdatedError
from asean_search.model import Document, Location
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
    with engine.open_writer(Location(path)) as writer:
        writer.put(stories(150))
        writer.commit()
        for number in range(0, 150, 7):
            writer.remove_file(f"d1{number:05}.txt")
        writer.put(stories(30, seed=2))
        writer.commit()
    return path


def test_whoosh_opens_it_without_being_told_anything(path: Path) -> None:
    index = whoosh.index.open_dir(str(path))
    with index.searcher() as searcher:
        assert searcher.doc_count() == 150 - 22 + 30
        found = searcher.document(id="d100001")
        assert found == stored(stories(2)[1])


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


def expected(documents: list[Document]) -> dict[str, Any]:
    """The same from the documents themselves."""
    rows: defaultdict[tuple[str, bytes], list[tuple[int, float, bytes]]] = defaultdict(list)
    lengths: dict[str, list[int]] = {field: [] for field in TEXT_FIELDS}
    encode = Positions().encode
    for number, each in enumerate(documents):
        for field in TEXT_FIELDS:
            tokens = analysis.tokens(getattr(each, field) or "")
            lengths[field].append(len(tokens))
            positions: defaultdict[str, list[int]] = defaultdict(list)
            for token in tokens:
                positions[token.term].append(token.position)
            for term, found in positions.items():
                rows[field, term.encode()].append((number, len(found), encode(found)))
            for word, count in Counter(token.word for token in tokens).items():
                rows[words_of(field), word.encode()].append((number, count, b""))
        keys = {"id": each.id, "path": each.path, "source_name": each.source}
        if each.source:
            keys["source"] = agencies.source_key(each.source)
        for field, value in keys.items():
            if value:
                rows[field, value.encode()].append((number, 1, b""))
        for term in keywords.terms(each):
            rows[keywords.FIELD, term.encode()].append((number, 1, b""))
    days = [date.fromisoformat(each.date).toordinal() if each.date else 0 for each in documents]
    return {
        "postings": {
            term: (len(found), sum(row[1] for row in found), max(row[1] for row in found), found)
            for term, found in rows.items()
        },
        "stored": [stored(each) for each in documents],
        "lengths": lengths,
        "columns": {
            "id": [each.id.encode() for each in documents],
            "date": days,
            "source_name": [(each.source or "").encode() for each in documents],
            "sequence": list(range(len(documents))),
        },
    }


def stored(each: Document) -> dict[str, Any]:
    """The values of a document that are not None, as JSON holds them."""
    values = {name: getattr(each, name) for name in Document.__struct_fields__}
    held = {name: value for name, value in values.items() if value is not None}
    found: dict[str, Any] = json.loads(json.dumps(held))
    return found


def test_whoosh_reads_exactly_what_the_documents_hold(tmp_path: Path) -> None:
    """Every term, frequency, position, length, column and stored value."""
    documents = stories(80)
    with engine.open_writer(Location(tmp_path / "index")) as writer:
        writer.put(documents)
        writer.commit()
    found, right = snapshot(whoosh.index.open_dir(str(tmp_path / "index"))), expected(documents)
    for part, value in right.items():
        assert found[part] == value, part


@pytest.fixture
def reader(path: Path) -> Iterator[Any]:
    """Whoosh's reader of the first segment, from which documents are deleted."""
    with whoosh.index.open_dir(str(path)).reader() as reader:
        yield reader.leaf_readers()[0][0]


def test_deleted_documents_are_known_to_whoosh(path: Path, reader: Any) -> None:
    gone = list(range(0, 150, 7))
    assert reader.has_deletions()
    assert [number for number in range(150) if reader.is_deleted(number)] == gone
    assert list(reader._perdoc.deleted_docs()) == gone
    assert reader.doc_count_all() - reader.doc_count() == len(gone)
    segment = whoosh.index.open_dir(str(path))._segments()[0]
    assert segment.deleted_count() == len(gone)
    assert segment.doc_count() == 150 - len(gone)
    reader.codec().per_document_reader(FileStorage(path), segment).close()
    assert list(segment.deleted_docs()) == gone
    assert not pickle.loads(pickle.dumps(segment)).bitmap


def test_terms_are_walked_in_order_from_anywhere(reader: Any) -> None:
    terms = list(reader.all_terms())
    assert terms == sorted(terms)
    for start in (("body", b"p"), ("nowhere", b"")):
        assert list(reader._terms.terms_from(*start)) == [term for term in terms if term >= start]
    body = [text.decode() for field, text in terms if field == "body"]
    cursor = reader.cursor("body")
    walked = []
    while cursor.is_valid():
        walked.append(cursor.text())
        assert cursor.term_info().doc_frequency() == reader.doc_frequency("body", cursor.text())
        cursor.next()
    assert walked == body
    assert cursor.text() is cursor.term_info() is None
    assert cursor.first() == body[0]
    assert cursor.find("port") == cursor.find(b"port") == "port"
    assert cursor.find("zzz") is None
    assert not reader._terms.cursor("nowhere", None).is_valid()


def test_items_are_the_terms_with_what_is_known_of_each(reader: Any) -> None:
    terms = reader._terms
    items = list(terms.items())
    assert [term for term, _ in items] == list(reader.all_terms())
    assert [term for term, _ in terms.items_from("title", b"m")] == list(
        reader.terms_from("title", b"m")
    )
    lengths = [reader.doc_field_length(number, "body") for number in range(150)]
    for (field, text), info in items:
        docs = list(terms.matcher(field, text, reader.schema[field].format).all_ids())
        assert (info.min_id(), info.max_id()) == (docs[0], docs[-1])
        assert info.weight() == terms.frequency(field, text)
        if field == "body":
            own = [lengths[doc] for doc in docs]
            assert (info.min_length(), info.max_length()) == (min(own), max(own))


@pytest.mark.parametrize("term", [("nowhere", b"tin"), ("body", b"zzz"), ("place", b"tin")])
def test_a_term_that_no_document_has_is_not_found(reader: Any, term: tuple[str, bytes]) -> None:
    terms = reader._terms
    assert term not in terms
    assert terms.frequency(*term) == terms.doc_frequency(*term) == 0
    with pytest.raises(TermNotFound):
        terms.term_info(*term)
    with pytest.raises(TermNotFound):
        terms.matcher(*term, schema()["body"].format)


def test_lengths_are_those_of_text_fields_only(reader: Any) -> None:
    lengths = [reader.doc_field_length(number, "title") for number in range(150)]
    assert reader.field_length("title") == sum(lengths)
    assert reader.min_field_length("title") == min(lengths)
    assert reader.max_field_length("title") == max(lengths)
    assert reader.field_length("id") == reader.max_field_length("id") == 0
    assert reader.doc_field_length(1, "id", 7) == 7


def test_columns_sort_both_ways(path: Path, reader: Any) -> None:
    assert {"id", "source_name", "date", "sequence"} <= set(reader._perdoc.list_columns())
    assert reader.has_column("date") and not reader.has_column("body")
    index = whoosh.index.open_dir(str(path))
    with index.searcher() as searcher:
        for field in ("date", "source_name"):
            name = field.removesuffix("_name")
            column = [values.get(name) or "" for values in searcher.documents()]
            for reverse in (False, True):
                hits = searcher.search(wq.Every(), limit=None, sortedby=field, reverse=reverse)
                found = [hit.get(name) or "" for hit in hits]
                assert found == sorted(column, reverse=reverse)
        facet = sorting.FieldFacet("date", reverse=True)
        days = [hit.get("date") or "" for hit in searcher.search(wq.Every(), sortedby=facet)]
        assert days == sorted(days, reverse=True)
    numbers = reader.column_reader("date", translate=False)
    assert numbers.load() == list(numbers)
    assert len(numbers) == 150


def test_the_best_are_the_same_whether_blocks_are_skipped_or_not(tmp_path: Path) -> None:
    """Whoosh leaves out blocks of postings that cannot reach the best."""
    with engine.open_writer(Location(tmp_path / "index")) as writer:
        writer.put(stories(1000, seed=6))
        writer.commit()
    with whoosh.index.open_dir(str(tmp_path / "index")).searcher() as searcher:
        for query in (
            wq.Term("body", "tin"),
            wq.Or([wq.Term("body", "rice"), wq.Term("body", "the")]),
        ):
            every = searcher.search(query, limit=None)
            best = searcher.search(query, limit=5)
            assert [round(score, 9) for score, _ in best.top_n] == [
                round(score, 9) for score, _ in every.top_n[:5]
            ]


def test_a_matcher_skips_copies_and_refuses_to_read_beyond_its_end(reader: Any) -> None:
    form = Positions()
    matcher = reader._terms.matcher("body", b"tin", form, scoring.WeightScorer(99))
    docs = list(matcher.all_ids())
    weights = dict(zip(docs, (entry for _, entry in matcher.items_as("frequency")), strict=True))
    matcher.reset()
    matcher.skip_to(docs[4] + 1)
    assert matcher.id() == docs[5]
    other = matcher.copy()
    matcher.skip_to(docs[2])
    assert (matcher.id(), other.id()) == (docs[5], docs[5])
    matcher.next()
    assert (matcher.id(), other.id()) == (docs[6], docs[5])
    assert other.value_as("frequency") == other.value_as("weight") == weights[docs[5]]
    assert [span.start for span in other.spans()] == other.value_as("positions")
    assert other.value_as("positions") == form.decode_positions(other.value())
    block = docs[:128]
    assert (other.block_min_id(), other.block_max_id()) == (block[0], block[-1])
    lengths = [reader.doc_field_length(doc, "body") for doc in block]
    assert (other.block_min_length(), other.block_max_length()) == (min(lengths), max(lengths))
    assert other.block_max_weight() == max(weights[doc] for doc in block)
    assert other.skip_to_quality(0.5) == 0
    assert other.skip_to_quality(99) == len(docs) // 128 + (len(docs) % 128 > 0)
    assert not other.is_active()
    for read in (other.next, lambda: other.skip_to(0)):
        with pytest.raises(ReadTooFar):
            read()


def test_values_of_other_formats_are_their_frequencies_or_nothing(reader: Any) -> None:
    for form, value in ((formats.Frequency(), b"\0\0\0\1"), (formats.Existence(), b"")):
        matcher = reader._terms.matcher("id", b"d100001", form)
        assert (matcher.value(), matcher.value_as("weight")) == (value, 1.0)
        assert matcher.block_min_length() == matcher.block_max_length() == 0
    assert matcher.supports("weight")
    assert reader._terms.matcher("body", b"tin", formats.Existence()).value() == b""


def test_whoosh_cannot_write_to_it(tmp_path: Path) -> None:
    path = tmp_path / "index"
    with engine.open_writer(Location(path)) as writer:
        writer.put(stories(20))
        writer.commit()
    index = whoosh.index.open_dir(str(path))
    before = {each.name: each.read_bytes() for each in path.iterdir()}
    writers = index.writer()
    with pytest.raises(NotImplementedError, match="only read"):
        writers.delete_by_term("id", "d100003")
    writers.cancel()
    with pytest.raises(NotImplementedError, match="only read"):
        index.writer(codec=ArrayCodec())
    assert {name: (path / name).read_bytes() for name in before} == before
    with engine.open_index(Location(path)) as opened:
        assert len(opened.documents(["d100003"])) == 1


def test_a_segment_of_another_format_is_refused_with_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "index"
    with engine.open_writer(Location(path)) as writer:
        writer.put(stories(5))
        writer.commit()
    storage = FileStorage(path)
    contents = TOC.read(storage, "MAIN")
    foreign = default_codec().new_segment(storage, "MAIN")
    TOC(contents.schema, [foreign], contents.generation + 1).write(storage, "MAIN")
    with pytest.raises(IndexOutdatedError, match="another program") as caught:
        engine.open_index(Location(path))
    assert "--rebuild" in caught.value.hint


def test_a_commit_of_another_program_is_never_hidden_by_our_older_list(tmp_path: Path) -> None:
    path = tmp_path / "index"
    with engine.open_writer(Location(path)) as writer:
        writer.put(stories(3))
        writer.commit()
    storage = FileStorage(path)
    contents = TOC.read(storage, "MAIN")
    list_ = path / f"_MAIN_{contents.generation}.json"
    (path / f"_MAIN_{contents.generation + 1}.json").write_bytes(list_.read_bytes())
    TOC(contents.schema, [], contents.generation + 1).write(storage, "MAIN")
    with engine.open_index(Location(path)) as index:
        assert index.info().documents == 0
