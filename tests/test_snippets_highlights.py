"""Highlights: every match of a query in a text, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asean_search import analysis
from asean_search.analysis import QueryTerm, Token
from asean_search.query import parse, scoring_leaves
from asean_search.query.nodes import Prefix, Word
from asean_search.snippets import Highlighter


def highlighter(query: str) -> Highlighter:
    parsed = parse(query)
    assert parsed.problems == ()
    assert parsed.tree is not None
    return Highlighter(parsed.tree)


def marked(query: str, text: str, field: str = "body") -> str:
    """The text with its highlights in brackets."""
    pieces, at = [], 0
    for span in highlighter(query).spans(text, field):
        pieces += [text[at : span.start], "[", text[span.start : span.end], "]"]
        at = span.end
    return "".join([*pieces, text[at:]])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("vaccine", "A [vaccine], two [Vaccines], no vacancies"),
        ("pham binh", "[Phạm] [Bình] Minh, [PHAM], phamx"),
        ("organization", "the [Organisation] and its [organizations]"),
        ("real", "a [real] offer, not really reality"),
        # compounds: the whole where the joined word matched, the part where a part did
        ("cooperation", "[co-operation] and [cooperation], not an operation"),
        ("co-operation", "[co-operation] and [cooperation] and [co operation]"),
        ("operation", "co-[operation] and cooperation"),
        ("ADMM+", "the [ADMM+] and the ADMM"),
        ("covid", "[COVID]-19 response"),
        ("covid-19", "[COVID-19] response, 19 covid wards"),
        # phrases only where they stand as phrases, as one
        ('"rules based order"', "a [rules-based order], order based on rules"),
        ('"rules-based order"', "a [rules based order], a [rules-based\n\norder], rules, order"),
        ('"further cooperation in"', "[further co-operation in] Hanoi, cooperation in"),
        ('"minh minh"', "[Minh Minh Minh], Binh, Minh"),
        ('vaccine "vaccine access"', "[vaccine access] to a [vaccine], no access"),
        ('"vaccine"', "one [vaccine]"),
        # prefixes of words as they are written
        ("vacc*", "[vaccines] [Vaccination] avaccine"),
        ("hà*", "[Hanoi], [Hà] Nội, [hall]"),
        ("coop*", "[co-operation], [cooperative], a [co-op], a cop"),
        # leaves that do not score are never highlighted
        ("vaccine -access", "[vaccine] access"),
        ("-vaccine", "vaccine"),
        ("date:2020 source:VNS", "2020 VNS"),
        ("*", "anything"),
        ("vaccine OR access", "[vaccine] [access]"),
        ("Russia/China", "[Russia] and [China]"),
        # scripts without spaces
        ("合作", "东盟[合作]基金"),
    ],
)
def test_a_query_highlights(query: str, expected: str) -> None:
    assert marked(query, expected.replace("[", "").replace("]", "")) == expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [("title", "[rice] and [fish]"), ("body", "rice and [fish]"), ("place", "rice and [fish]")],
)
def test_a_word_for_one_field_is_highlighted_only_there(field: str, expected: str) -> None:
    assert marked("title:rice fish", "rice and fish", field) == expected


WORDS = (
    *("co-operation", "cooperation", "co", "operation", "rules-based", "rules", "based", "order"),
    *("the", "Phạm", "pham", "ADMM+", "U.S.", "us", "a-b-c", "COVID-19", "19", "中国人", "中国"),
)
texts = st.lists(
    st.tuples(st.sampled_from(WORDS), st.sampled_from([" ", ", ", ".", "\n\n", " - "])),
    max_size=15,
).map(lambda pairs: "".join(word + gap for word, gap in pairs))
words = st.sampled_from(WORDS)
queries = st.lists(
    st.one_of(
        words,
        st.lists(words, min_size=1, max_size=3).map(lambda several: f'"{" ".join(several)}"'),
        st.sampled_from(["co*", "bas*", "rul*", "19*"]),
    ),
    min_size=1,
    max_size=3,
).map(" ".join)


@given(queries, texts)
def test_the_highlights_are_those_of_a_slow_search(query: str, text: str) -> None:
    spans = highlighter(query).spans(text, "body")
    assert {at for span in spans for at in range(span.start, span.end)} == set(
        slowly_found(query, text)
    )


@given(queries, texts)
def test_spans_lie_in_the_text_in_order_and_apart(query: str, text: str) -> None:
    spans = highlighter(query).spans(text, "body")
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end < other.start for one, other in pairwise(spans))


def slowly_found(query: str, text: str) -> Iterator[int]:
    """Every character of every match, tried at every token by every path."""
    tree = parse(query).tree
    assert tree is not None
    tokens = analysis.tokens(text)
    for _, leaf in scoring_leaves(tree):
        if isinstance(leaf, Prefix):
            prefix = analysis.fold_prefix(leaf.text)
            for token in tokens:
                if token.word.startswith(prefix):
                    yield from range(token.start, token.end)
            continue
        query_terms = analysis.query_terms(leaf.text)
        for phrase in (
            [(query_term,) for query_term in query_terms]
            if isinstance(leaf, Word)
            else [query_terms]
        ):
            for start in {token.position for token in tokens} if phrase else ():
                for run in runs(phrase, start, tokens):
                    yield from range(min(t.start for t in run), max(t.end for t in run))


def runs(
    query_terms: Sequence[QueryTerm], at: int, tokens: Sequence[Token]
) -> Iterator[list[Token]]:
    """Every sequence of tokens that matches the query terms from this position on."""
    if not query_terms:
        yield []
        return
    for path in query_terms[0]:
        here, filled = at, []
        for term in path:
            fitting = [t for t in tokens if (t.position, t.term) == (here, term.text)]
            filled += fitting[:1]
            here += term.width
        if len(filled) == len(path):
            for rest in runs(query_terms[1:], here, tokens):
                yield filled + rest
