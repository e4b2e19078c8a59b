"""The operators beyond words, phrases and And, Or, Not, held against the reference."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from engines import (
    ENGINES,
    Engine,
    document,
    in_arrays,
    in_memory,
    on_whoosh,
    quick_disk,
    without_arrays,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asean_search import analysis
from asean_search.engine.interface import OpenIndex, Search, SpellingCandidate
from asean_search.engine.whoosh.query import automaton, context, multi_term
from asean_search.errors import RequestError
from asean_search.model import Document, Synonym
from asean_search.query import dfa, regex
from asean_search.query import nodes as q

CLINIC = document(
    "clinic",
    "Clinics get vaccines",
    "Vaccines reached the clinic at noon. Access by road stays hard.\n\n"
    "The vaccine needs ice, and new roads need new money. Lavrov called.",
    date="2021-02-03",
    place="Dili",
)
TALKS = document(
    "talks",
    "Talks on organisation",
    "Access to a vaccine was the theme. The organization of talks took months; vaccination waits.",
    source="VNA",
)
FERRY = document(
    "ferry", "Ferry", "Lavrof sailed. Co-operation helps cooperative operators.", date="2020-01-01"
)


@pytest.fixture(autouse=True, scope="module")
def disk() -> Iterator[None]:
    with quick_disk():
        yield


@pytest.fixture(params=ENGINES, scope="module")
def index(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, disk: None
) -> Iterator[OpenIndex]:
    made: Callable[[Path], Engine] = ENGINES[request.param]
    with made(tmp_path_factory.mktemp("index")).hold(CLINIC, TALKS, FERRY) as opened:
        yield opened


VACCINE, ACCESS = q.Word("vaccine"), q.Word("access")
CASES: list[tuple[q.Node, set[str]]] = [
    (q.Near("vaccine access", 1), set()),
    (q.Near("vaccine access", 2), {"talks"}),
    (q.Near("vaccine access", 5), {"clinic", "talks"}),
    (q.Near("vaccine access", 5, ordered=True), {"clinic"}),
    (q.Near("access vaccine", 2, ordered=True), {"talks"}),
    (q.Near("clinic vaccine ferry", 50), set()),
    (q.Near("clinics vaccines", 50, ordered=True), {"clinic"}),
    (q.Near("dili vaccine", 100), set()),  # the place is another field
    (q.Near("new new", 3), {"clinic"}),
    (q.Near("new new", 2), {"clinic"}),
    (q.Near("new new", 1), set()),
    (q.Near("cooperation cooperative", 1), {"ferry"}),
    (q.Near("...", 1), set()),
    (q.InField("title", q.Near("clinic vaccine", 1)), {"clinic"}),
    (q.Exact("vaccines"), {"clinic"}),
    (q.Exact("vaccine"), {"clinic", "talks"}),
    (q.Exact("VACCINÉS"), {"clinic"}),
    (q.InField("body", q.Exact("clinics")), set()),
    (q.Exact("vaccines reached"), {"clinic"}),
    (q.Exact("vaccine reached"), set()),
    (q.Exact("co-operation helps"), {"ferry"}),
    (q.Exact("cooperation"), {"ferry"}),
    (q.Exact("organisation"), {"talks"}),
    (q.Exact("of organisation"), set()),
    (q.Exact("..."), set()),
    (q.Wildcard("*cine"), {"clinic", "talks"}),
    (q.Wildcard("vacc*s"), {"clinic"}),
    (q.Wildcard("organi?ation"), {"talks"}),
    (q.Wildcard("co-op*n"), {"ferry"}),
    (q.Wildcard("?alks"), {"talks"}),
    (q.Wildcard("zz*z"), set()),
    (q.Regex("vaccin(e|es)"), {"clinic", "talks"}),
    (q.Regex("lavro[vf]"), {"clinic", "ferry"}),
    (q.Regex("[^a-z].*"), set()),
    (q.Regex("(new|old){2}"), set()),
    (q.Regex("s.{5}|Ferr[Y]"), {"ferry"}),
    (q.Fuzzy("lavrof"), {"clinic", "ferry"}),
    (q.Fuzzy("larvov"), {"clinic"}),
    (q.Fuzzy("larvof", 2), {"clinic", "ferry"}),
    (q.Fuzzy("kavrov", 2), set()),
    (q.Fuzzy("vacine", 1), {"clinic", "talks"}),
    (q.AtLeast(3, VACCINE), {"clinic"}),
    (q.AtLeast(4, VACCINE), set()),
    (q.AtLeast(2, q.Word("vaccine/access")), set()),
    (q.AtLeast(2, q.Phrase("need new")), set()),
    (q.AtLeast(3, q.Or((ACCESS, q.Word("road")))), {"clinic"}),
    (q.AtLeast(2, q.Wildcard("vacc*n")), set()),
    (q.AtLeast(1, q.Exact("new money")), {"clinic"}),
    (q.InField("title", q.AtLeast(1, VACCINE)), {"clinic"}),
    (q.Lead(1, VACCINE), {"clinic"}),
    (q.Lead(3, VACCINE), {"clinic"}),
    (q.Lead(4, VACCINE), {"clinic", "talks"}),
    (q.Lead(4, q.And((VACCINE, ACCESS))), {"talks"}),
    (q.Lead(9, q.Near("vaccine access", 9)), {"clinic", "talks"}),
    (q.Lead(4, q.Phrase("access to a vaccine")), {"talks"}),
    (q.InField("title", q.Lead(9, q.Word("ferry"))), set()),
    (q.Same("sentence", q.And((VACCINE, ACCESS))), {"talks"}),
    (q.Same("sentence", q.And((VACCINE, q.Word("clinic")))), {"clinic"}),
    (q.Same("sentence", q.And((VACCINE, q.Or((ACCESS, q.Word("ice")))))), {"clinic", "talks"}),
    (q.Same("sentence", q.And((q.Phrase("the vaccine"), q.Near("new money", 0)))), {"clinic"}),
    (q.Same("paragraph", q.And((VACCINE, ACCESS))), {"clinic", "talks"}),
    (q.Same("paragraph", q.And((ACCESS, q.Word("ice")))), set()),
    (q.Same("sentence", q.Word("vaccine/clinic")), {"clinic"}),
    (q.Same("sentence", q.Word("...")), set()),
    (q.InField("title", q.Same("sentence", q.And((VACCINE, q.Word("clinic"))))), {"clinic"}),
    (q.InField("body", q.Same("sentence", q.And((q.Word("get"), VACCINE)))), set()),
    (q.Not(q.Same("sentence", q.And((VACCINE, ACCESS)))), {"clinic", "ferry"}),
    (q.Boost(VACCINE, 2.0), {"clinic", "talks"}),
    (q.Boost(q.Has("date"), 2.0), {"clinic", "ferry"}),
    (q.Has("date"), {"clinic", "ferry"}),
    (q.Has("source"), {"talks"}),
    (q.Has("place"), {"clinic"}),
    (q.Has("language"), set()),
    (q.LanguageIs("vi"), set()),
    (q.WordCount(None, 12), {"ferry"}),
    (q.WordCount(8, 8), {"ferry"}),
    (q.WordCount(13, None), {"clinic", "talks"}),
    (q.WordCount(0, 0), set()),
]


@pytest.mark.parametrize(("node", "expected"), CASES, ids=repr)
def test_finds(index: OpenIndex, node: q.Node, expected: set[str]) -> None:
    page = index.search(Search(node, limit=0))
    assert page.total == len(expected)
    assert page.truncated == ()
    assert {found.id for found in index.search(Search(node)).documents} == expected


def test_a_weight_multiplies_what_a_node_scores(index: OpenIndex) -> None:
    plain = {found.id: found.score for found in index.search(Search(VACCINE)).documents}
    twice = {
        found.id: found.score for found in index.search(Search(q.Boost(VACCINE, 2.0))).documents
    }
    assert twice == {id_: pytest.approx(2 * score) for id_, score in plain.items()}


def test_words_near_a_word_come_nearest_first_then_most_frequent_first(index: OpenIndex) -> None:
    assert index.spelling_candidates("vacine", "body", 9) == [
        SpellingCandidate("vaccine", 2, 1),
        SpellingCandidate("vaccines", 1, 2),
    ]
    assert index.spelling_candidates("vaccine", "body", 9) == [SpellingCandidate("vaccines", 1, 1)]
    assert index.spelling_candidates("lavrow", "body", 1) == [SpellingCandidate("lavrof", 1, 1)]
    assert index.spelling_candidates("clinic", "title", 9) == [SpellingCandidate("clinics", 1, 1)]
    assert [near.word for near in index.spelling_candidates("raod", "body", 9)] == ["road"]
    assert (
        index.spelling_candidates("x", "body", 9) == index.spelling_candidates("", "body", 9) == []
    )


# --- whatever is asked

STATED = ("date", "source", "place", "language", "author", "keywords")
WORDS = (
    "tin", "the.", "The", "co-operation", "cooperation", "co", "operation.", "rules-based", "rules",
    "AT&T", "ADMM+", "Nội", "vaccines", "vaccine.", "東京。", "東京", "don't", "\n\n",
    "end.The", "-",
)  # fmt: skip
texts = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)
documents = st.builds(
    lambda **values: document("", **values),
    title=texts, body=texts, place=st.none() | texts,
    date=st.sampled_from([None, "2020-02-29"]), source=st.sampled_from([None, "VNA"]),
    language=st.sampled_from([None, "fr", "vi"]), author=st.sampled_from([None, "Le Phuong"]),
    keywords=st.sampled_from([(), (("topic", "Rice"),), (("topic", "tin"), ("topic", "rice"))]),
)  # fmt: skip
chunks = st.sampled_from(
    ["tin", "the", "co-operation", "cooperation", "co", "rules", "AT&T", "Nội", "vaccine", "東京"]
)
phrases = st.lists(chunks, min_size=1, max_size=3).map(" ".join)
other_names = st.lists(
    st.builds(
        Synonym,
        phrases,
        st.just("of"),
        st.sampled_from([0.5, 0.6]),
        st.sampled_from(["alias", "acronym"]),
        st.integers(0, 1),
        st.integers(1, 2),
    ),
    max_size=2,
).map(tuple)
placed = st.one_of(
    chunks.map(q.Word),
    st.builds(q.Word, chunks, other_names),
    st.builds(q.Phrase, phrases, other_names),
    st.just(q.Word("tin/the")),
    phrases.map(q.Phrase),
    st.builds(q.Near, phrases, st.integers(0, 6), st.booleans()),
)
grouped = st.recursive(
    placed,
    lambda inner: (
        st.lists(inner, min_size=2, max_size=3)
        .map(tuple)
        .flatmap(lambda nodes: st.sampled_from([q.And(nodes), q.Or(nodes)]))
    ),
    max_leaves=3,
)
groups = st.one_of(
    st.sampled_from(["t", "co", "vaccine", ""]).map(q.Prefix),
    st.sampled_from(["*e", "co*n", "r?les", "東*", "*", "d?nt", "vaccine?", "co-op*"]).map(
        q.Wildcard
    ),
    st.sampled_from(
        ["t.*", "co(op.*)?", "[r-v].+s", "the|tin", "東?京", "(ru|le|s)*", "[^a-s]+", "a{0,2}dmm.?"]
    ).map(q.Regex),
    st.builds(
        q.Fuzzy, st.sampled_from(["vacine", "rulse", "ruels", "noi", "tni"]), st.integers(1, 2)
    ),
)
exact = st.builds(q.Exact, phrases)
leaves = placed | groups | exact
nodes = st.one_of(
    leaves,
    st.builds(
        q.AtLeast, st.integers(1, 4), leaves | st.lists(leaves, min_size=2).map(tuple).map(q.Or)
    ),
    st.builds(q.Lead, st.integers(1, 8), grouped),
    st.builds(q.Same, st.sampled_from(q.UNITS), grouped),
    st.builds(q.WordCount, st.none() | st.integers(0, 9), st.none() | st.integers(0, 9)),
    st.sampled_from((*q.KNOWN_FIELDS, "topic", "author", "nowhere")).map(q.Has),
    st.sampled_from(["rice", "RICE", "tin"]).map(lambda value: q.KeywordIs("topic", value)),
)
trees = st.recursive(
    nodes,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(tuple).map(q.And),
        st.lists(inner, min_size=2, max_size=3).map(tuple).map(q.Or),
        inner.map(q.Not),
        st.builds(q.Boost, inner, st.sampled_from([0.5, 3.0])),
        st.builds(q.InField, st.sampled_from(q.TEXT_FIELDS), inner),
    ),
    max_leaves=4,
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    held=st.lists(documents, min_size=1, max_size=8),
    gone=st.sets(st.integers(0, 7), max_size=2),
    asked=st.lists(trees, min_size=8, max_size=20),
)
def test_whoosh_finds_and_scores_as_the_reference(
    held: list[Document], gone: set[int], asked: list[q.Node]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engines = [make(Path(folder)) for make in (in_memory, in_arrays, without_arrays)]
        for engine in engines:
            with engine.writer() as writer:
                for number, each in enumerate(held):
                    values = {name: getattr(each, name) for name in STATED}
                    writer.put([document(f"id{number}", each.title, each.body, **values)])
                    if number == len(held) // 2:
                        writer.commit()
                for number in gone:
                    writer.remove_file(f"id{number}.txt")
                writer.commit()
        for other_engine in engines[1:]:
            with engines[0].index() as one, other_engine.index() as other:
                for node in asked:
                    ours, theirs = (each.search(Search(node, limit=9)) for each in (one, other))
                    assert [found.id for found in ours.documents] == [
                        found.id for found in theirs.documents
                    ]
                    assert [found.score for found in ours.documents] == pytest.approx(
                        [found.score for found in theirs.documents], rel=1e-9
                    )
                for word in ("vaccin", "rulse", "nio", "cooperation"):
                    for prefix in (0, 2):
                        near = [
                            each.spelling_candidates(word, "body", 9, prefix=prefix)
                            for each in (one, other)
                        ]
                        assert near[0] == near[1]


# --- what is bounded


def test_of_too_many_words_those_that_most_documents_have_are_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(multi_term, "WORDS_MAX", 2)
    engine = on_whoosh(tmp_path)
    held = [document(f"d{n}", body=text) for n, text in enumerate(["war", "war was", "was", "wax"])]
    with engine.hold(*held) as index:
        page = index.search(Search(q.Regex("wa.")))
        assert {found.id for found in page.documents} == {"d0", "d1", "d2"}
        assert page.truncated == (
            "/wa./ matches 3 words: only the 2 words found in most documents were searched",
        )
        assert index.search(Search(q.Regex("wa[rs]"))).truncated == ()


def test_documents_that_were_removed_do_not_make_a_word_more_frequent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(multi_term, "WORDS_MAX", 2)
    engine = on_whoosh(tmp_path)
    texts = ["war", "war", "war wax", "was", "was", "wax", "wax"]
    with engine.writer() as writer:
        writer.put([document(f"d{n}", body=text) for n, text in enumerate(texts)])
        writer.commit()
        for number in (0, 1, 2):
            writer.remove_file(f"d{number}.txt")
        writer.commit()
    with engine.index() as index:
        page = index.search(Search(q.Regex("wa.")))
        assert {found.id for found in page.documents} == {"d3", "d4", "d5", "d6"}


def test_no_more_documents_are_read_again_than_is_sensible(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "READ_DOCUMENTS_MAX", 2)
    engine = on_whoosh(tmp_path)
    held = [document(f"d{n}", body="Rice and rices and fuel. Fuel.") for n in range(4)]
    node = q.Same("sentence", q.And((q.Word("rice"), q.Word("fuel"))))
    with engine.hold(*held) as index:
        page = index.search(Search(node))
        assert page.total == 2
        assert page.truncated
        assert index.search(Search(node)).total == 4, "what was read is remembered"
        assert index.search(Search(q.Exact("rice and"))).truncated


def test_a_pattern_with_too_many_ways_to_match_is_refused(tmp_path: Path) -> None:
    with (
        on_whoosh(tmp_path).hold(CLINIC) as index,
        pytest.raises(RequestError, match="too many ways"),
    ):
        index.search(Search(q.Regex("(a|b)*a(a|b){14}")))


def test_words_too_many_to_be_near_one_another_are_refused(tmp_path: Path) -> None:
    with (
        on_whoosh(tmp_path).hold(CLINIC) as index,
        pytest.raises(RequestError, match="at most 8 words"),
    ):
        index.search(Search(q.Near("a/a/a/a/a a/a/a/a/a", 5)))


@given(
    st.lists(st.text("ab1é東", max_size=6), max_size=12, unique=True),
    st.sampled_from(
        ["a*b", "(a|b)+", "a?b?1", "[^a]*", "(ab|b1)*é?", "..?", "b{2,3}|a{2}", "東.*"]
    ),
)
def test_an_automaton_accepts_what_the_pattern_covers(words: list[str], pattern: str) -> None:
    machine = dfa.regex_nfa(regex.regex(pattern), analysis.fold)
    names = sorted(word.encode() for word in words)
    found = automaton.matching(automaton.determined(machine), FewWords(names))  # type: ignore[arg-type]
    accepted = [names[number].decode() for number in found.tolist()]
    folded = pattern.replace("é", "e")
    assert accepted == [n.decode() for n in names if re.fullmatch(folded, n.decode())]
    one_by_one = dfa.Matcher(machine)
    assert accepted == [name.decode() for name in names if one_by_one.accepts(name.decode())]


class FewWords:
    """A dictionary in memory."""

    def __init__(self, names: list[bytes]) -> None:
        self._names = names

    def __len__(self) -> int:
        return len(self._names)

    def encoded(self, first: int, end: int) -> tuple[bytes, list[int]]:
        starts = [0]
        for name in self._names[first:end]:
            starts.append(starts[-1] + len(name))
        return b"".join(self._names[first:end]), starts
