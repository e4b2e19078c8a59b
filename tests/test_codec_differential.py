"""Whoosh's own searcher, on the same index, is the measure: the same documents, the same scores.

``ASEARCH_DIFFERENTIAL=20000`` asks so many queries instead of the usual number.
"""

# mypy: allow-untyped-calls, disable-error-code="attr-defined,override,misc,name-defined"

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import whoosh.index
from engines import document, quick_disk
from whoosh import query as wq
from whoosh import scoring
from whoosh.matching import WrappingMatcher

from asean_search import agencies, analysis, engine, ranking
from asean_search.engine.interface import Search
from asean_search.engine.whoosh.index import Evaluator, WhooshIndex
from asean_search.model import Location
from asean_search.query.nodes import And, InField, Node, Not, Or, Phrase, Prefix, SourceIs, Word

QUESTIONS = int(os.environ.get("ASEARCH_DIFFERENTIAL", "1000"))  # read before a test empties it
TOLERANCE = 1e-4
PROFILE = ranking.PROFILES["plain"]
WORDS = [
    *("the", "of", "ministers", "tin", "rice", "port", "harbour", "strike", "vaccines", "order"),
    *("ASEAN", "summit", "trade", "deficits", "mines", "close", "ferry", "islands", "fishing"),
    *("quota", "talks", "border", "river", "bridge", "monsoon"),
]
"""No two have the same stem, and none is written in several ways."""
FIELDS = ("body", "body", "body", "title")
SOURCES = (None, "VNA", "Reuters", "Manila Post")


def term(word: str) -> str:
    return analysis.tokens(word)[0].term


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An index of several segments with common terms and rare ones, some documents deleted."""
    pick = random.Random(5)
    weights = [1 / rank for rank in range(1, len(WORDS) + 1)]

    def text(most: int) -> str:
        return " ".join(pick.choices(WORDS, weights, k=pick.randint(1, most)))

    path = tmp_path_factory.mktemp("archive") / "index"
    with quick_disk(), engine.open_writer(Location(path)) as writer:
        for first, last in ((0, 300), (300, 340), (340, 360)):
            writer.put(
                document(f"d{number:04}", text(6), text(50), source=pick.choice(SOURCES))
                for number in range(first, last)
            )
            for number in range(first, last, 9):
                writer.remove_file(f"d{number:04}.txt")
            writer.commit()
        yield path


@dataclass
class Bm25f(scoring.WeightingModel):
    """One field's BM25F by the formulas of ``ranking``, from what Whoosh counts itself."""

    means: dict[str, float] = field(default_factory=dict)
    idfs: dict[tuple[str, bytes], float] = field(default_factory=dict)

    def mean(self, searcher: Any, name: str) -> float:
        if name not in self.means:
            reader = searcher.get_parent().reader()
            lengths = [reader.doc_field_length(doc, name) for doc in reader.all_doc_ids()]
            self.means[name] = sum(lengths) / len(lengths)
        return self.means[name]

    def idf(self, searcher: Any, name: str, text: bytes) -> float:
        if (name, text) not in self.idfs:
            reader = searcher.get_parent().reader()
            having = reader.postings(name, text)
            live = sum(not reader.is_deleted(doc) for doc in having.all_ids())
            self.idfs[name, text] = ranking.idf(live, reader.doc_count())
        return self.idfs[name, text]

    def score(self, searcher: Any, name: str, doc: int, frequency: float, idf: float) -> float:
        length = searcher.doc_field_length(doc, name)
        mean = self.mean(searcher, name)
        weight = PROFILE.fields[name]
        share = ranking.weighted_frequency(int(frequency), length, mean, weight)
        return ranking.score([share], idf, PROFILE.k1)

    def scorer(
        self, searcher: Any, fieldname: str, text: bytes, qf: float = 1
    ) -> scoring.BaseScorer:
        model, idf = self, self.idf(searcher, fieldname, text)

        class Scorer(scoring.BaseScorer):
            def score(self, matcher: Any) -> float:
                return model.score(searcher, fieldname, matcher.id(), matcher.weight(), idf)

        return Scorer()


class CountedPhrase(wq.Phrase):
    """Whoosh's phrase, scored by how often Whoosh sees it stand in a document."""

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        name, model = self.fieldname, searcher.weighting
        inner = super().matcher(searcher, context)
        if not inner.is_active():
            return inner
        idf = sum(model.idf(searcher, name, word.encode()) for word in self.words)

        class Counted(WrappingMatcher):
            def score(self) -> float:
                frequency = len(self.child.spans())
                score: float = model.score(searcher, name, self.child.id(), frequency, idf)
                return score

            def supports_block_quality(self) -> bool:
                return False

        return Counted(inner)


Pair = tuple[Node, Any]
"""A query in our form and in Whoosh's."""


def leaf(pick: random.Random, words: list[str], name: str) -> Pair:
    if len(words) > 2 and pick.random() < 0.25:
        size = pick.choice((2, 2, 3))
        phrase = [words.pop() for _ in range(size)]
        return Phrase(" ".join(phrase)), CountedPhrase(name, [term(word) for word in phrase])
    word = words.pop()
    return Word(word), wq.Term(name, term(word))


def question(pick: random.Random, words: list[str], name: str, depth: int = 0) -> Pair:
    """A query of words and phrases in one field; no word stands in it twice."""
    kind = pick.choice(("leaf", "leaf", "and", "or", "or"))
    if kind == "leaf" or depth == 2 or len(words) < 8:
        return leaf(pick, words, name)
    parts = [question(pick, words, name, depth + 1) for _ in range(pick.choice((2, 2, 3)))]
    ours, theirs = tuple(part[0] for part in parts), [part[1] for part in parts]
    return (And(ours), wq.And(theirs)) if kind == "and" else (Or(ours), wq.Or(theirs))


def limits(pick: random.Random, name: str) -> tuple[Node | None, dict[str, Any]]:
    """A filter: for us a tree, for Whoosh a query to keep to or one to leave out."""
    kind = pick.choice(("none", "none", "source", "prefix", "not"))
    if kind == "source":
        source = pick.choice(SOURCES[1:]) or ""
        return SourceIs(source), {"filter": wq.Term("source", agencies.source_key(source))}
    if kind == "prefix":
        start = pick.choice(WORDS)[: pick.randint(1, 3)].lower()
        return InField(name, Prefix(start)), {"filter": wq.Prefix(f"{name}_words", start)}
    if kind == "not":
        word = pick.choice(WORDS)
        return InField(name, Not(Word(word))), {"mask": wq.Term(name, term(word))}
    return None, {}


def test_whoosh_finds_the_same_documents_and_gives_them_the_same_scores(path: Path) -> None:
    pick = random.Random(7)
    found = 0
    index = whoosh.index.open_dir(str(path))
    with (
        index.searcher(weighting=Bm25f()) as searcher,
        WhooshIndex(path, Evaluator.ARRAYS) as arrays,
        WhooshIndex(path, Evaluator.SMALL) as small,
    ):
        assert len(index._segments()) > 1
        reader = searcher.reader()
        ids = {doc: reader.stored_fields(doc)["id"] for doc in reader.all_doc_ids()}
        for number in range(QUESTIONS):
            name = pick.choice(FIELDS)
            tree, query = question(pick, pick.sample(WORDS, len(WORDS)), name)
            only, whooshs_only = limits(pick, name)
            asked = Search(InField(name, tree), filter=only, limit=1000, profile="plain")
            page = (arrays, small)[number % 2].search(asked)
            hits = searcher.search(query, limit=None, **whooshs_only)
            theirs = {ids[doc]: score for score, doc in hits.top_n}
            assert page.total == len(theirs), asked
            ours = {each.id: each.score for each in page.documents}
            assert ours.keys() == theirs.keys(), asked
            worst = max((abs(ours[id_] - theirs[id_]) for id_ in ours), default=0.0)
            assert worst < TOLERANCE, asked
            found += page.total
    assert found > 10 * QUESTIONS, "the queries find too little to prove anything"
