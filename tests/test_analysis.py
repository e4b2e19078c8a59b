"""Properties of the tokens of any text and of the query terms of any query."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from phrase_matching import occurrences

from asean_search.analysis import (
    CAPITALS,
    fold,
    fold_prefix,
    query_terms,
    token_pattern,
    tokenize_english,
    tokenizer,
    tokens,
)
from asean_search.analysis.segmentation import _TOKEN_IN_ANY

CHUNKS_OF_TEXT = (
    "ASEAN|co|operation|ordination|non|anti|proliferation|ministers|country|Phạm|Đà|Nẵng|ưở|Ω|"
    "U.S.|J.K.|ADMM+|C++|C#|AT&T|155,221|5.93|1.000.000|1,5|COVID-19|2020-06-30|d'Ivoire|’s|'s|"
    "中国|人|東京タワー|ประเทศ|น้ำ|ก|កម្ពុជា|မြန်မာ|한국|हिन्दी|ﬁ|½|①|ﷺ|５|Ｖ|İ|🙂|\ud800|\u0301|"
    "\u200b|\u00ad|-|‐|–|—|'|’|&|+|#|.|,|/|_|:|(|)| |  |\n|\r\n|\u00a0|a|b|s|x|1"
)

any_text = st.text(max_size=60)
tricky_text = st.lists(st.sampled_from(CHUNKS_OF_TEXT.split("|")), max_size=12).map("".join)
texts = any_text | tricky_text
LETTERS = "a à â ẵ b c d đ e ệ g h i o ơ ô ư n y A Đ Ơ Ư é ü ñ ç å กำ กี な ガ 한 국 - ' ’ . + &"
accented_words = st.lists(st.sampled_from([*LETTERS.split(" "), " "]), max_size=20).map("".join)


@given(texts)
@example("a\u0301" * 3000)
def test_a_tokens_offsets_cut_from_the_text_what_it_was_made_from(text: str) -> None:
    for token in tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        of_the_cut = {(cut.term, cut.word) for cut in tokens(text[token.start : token.end])}
        assert (token.term, token.word) in of_the_cut


@given(texts)
def test_tokens_come_in_order_and_leave_no_position_out(text: str) -> None:
    found = tokens(text)
    assert sorted(token.position for token in found) == [token.position for token in found]
    covered = {token.position + step for token in found for step in range(token.width)}
    assert covered == set(range(len(covered)))
    for token in found:
        width = token.term.rpartition("~")[2] if "~" in token.term else 1
        assert token.width == int(width)


@given(texts, st.data())
@settings(max_examples=400)
def test_a_document_is_found_by_every_phrase_cut_from_it(text: str, data: st.DataObject) -> None:
    raw_tokens = [
        match for match in token_pattern(text).finditer(text) if tokenize_english(match[0]).advance
    ]
    if not raw_tokens:
        return
    first = data.draw(st.integers(0, len(raw_tokens) - 1))
    last = data.draw(st.integers(first, len(raw_tokens) - 1))
    start = raw_tokens[first].start()
    phrase = query_terms(text[start : raw_tokens[last].end()])
    position = sum(
        tokenize_english(match[0]).advance
        for match in token_pattern(text).finditer(text)
        if match.start() < start
    )
    assert phrase
    assert position in occurrences(phrase, tokens(text))


@pytest.mark.parametrize("text", ["ก&0", "0&ก", "AT&ก&T", "東&京"])
def test_an_ampersand_joins_nothing_to_a_script_without_spaces(text: str) -> None:
    assert occurrences(query_terms(text), tokens(text)) == [0]
    assert all("&" not in token.term for token in tokens(text))


@given(st.sampled_from(["co", "non", "anti", "multi", "semi", "pre"]), st.sampled_from("- \n"))
def test_hyphen_space_and_neither_find_one_another(prefix: str, joiner: str) -> None:
    words = [f"{prefix}{between}operative" for between in ("", "-", " ", joiner)]
    for asked in words:
        for written in words:
            text = f"their further {written} efforts"
            for phrase in (asked, f"further {asked} efforts", f"{asked} efforts"):
                assert occurrences(query_terms(phrase), tokens(text)), (phrase, text)


@given(accented_words)
def test_case_and_unicode_forms_do_not_matter(text: str) -> None:
    """Except for the few names that are other words when they are not in capitals."""
    found = [(token.term, token.position) for token in tokens(text)]
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        other = unicodedata.normalize(form, text)
        assert [(token.term, token.position) for token in tokens(other)] == found
    terms = [each for each in found if each[0] not in CAPITALS]
    for other in (text.upper(), text.lower()):
        found = [(token.term, token.position) for token in tokens(other)]
        assert [each for each in found if each[0] not in CAPITALS] == terms


@given(texts)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(max_codepoint=127), max_size=80))
@example("non\nproliferation, (WHO)'s U.S.-led co-\noperation; a_b_ C++ x+y it's.")
def test_the_fast_pattern_finds_what_the_full_one_finds(text: str) -> None:
    found = [match.span() for match in token_pattern(text).finditer(text)]
    assert found == [match.span() for match in _TOKEN_IN_ANY.finditer(text)]


@given(texts)
def test_every_term_can_be_stored(text: str) -> None:
    for token in tokens(text):
        token.term.encode()
        token.word.encode()
        assert token.term
        assert not any(character.isspace() for character in token.term)
        assert len(token.word) <= 256


@pytest.mark.parametrize(
    "text",
    [
        "a-" * 50_000,
        "a" + "\u0301\u0316" * 50_000,
        "a\u0301" * 50_000,
        "x" * 1_000_000,
        "a." * 50_000,
        "a&" * 50_000,
        "1," * 50_000,
        "non " * 20_000,
        "\ufdfa" * 20_000,
        "中" * 20_000,
        "ก" + "\u0e49" * 50_000,
        "\ud800" * 50_000,
        "a" + "'" * 100_000,
    ],
    ids=lambda text: ascii(text[:4]),
)
def test_hostile_text_ends_and_gives_short_terms(text: str) -> None:
    found = tokens(text)
    assert len(found) <= len(text) * 2
    assert all(len(token.term) <= 260 for token in found)
    assert all(text[token.start : token.end] for token in found)
    assert query_terms(text) or not found


def test_a_word_is_cut_but_its_offsets_are_not() -> None:
    long_word = "é" * 600
    (token,) = tokens(f"a {long_word} b")[1:2]
    assert token.word == "e" * 255
    assert (token.start, token.end) == (2, 602)


def test_a_query_without_words_has_no_query_terms() -> None:
    assert query_terms("") == query_terms(" -- … !? 🙂") == ()


def test_separate_words_are_separate_query_terms_and_a_compound_is_one() -> None:
    assert len(query_terms("Russia/China")) == 2
    assert len(query_terms("end.The")) == 2
    assert len(query_terms("state-of-the-art")) == 1
    assert len(query_terms("S&P-500")) == 1
    assert len(query_terms("中国人民")) == 1


def test_a_plain_word_is_searched_as_one_word_and_as_two_or_three_parts() -> None:
    (ways,) = query_terms("cooperation")
    assert ways == ((("cooper", 1),), (("cooper~2", 2),), (("cooper~3", 3),))


@pytest.mark.parametrize(
    ("typed", "beginning"),
    [
        ("Vacc", "vacc"),
        ("co-op", "coop"),
        ("co-", "co"),
        ("o’b", "ob"),
        ("Phạ", "pha"),
        ("5.9", "5.9"),
        ("155,2", "1552"),
        ("U.S", "us"),
        ("ADMM+", "admm+"),
        ("AT&", "at&"),
        ("ｖａ", "va"),
    ],
)
def test_a_prefix_is_the_beginning_of_folded_words(typed: str, beginning: str) -> None:
    assert fold_prefix(typed) == beginning


@given(st.text(st.sampled_from("aàâẵbcdđeệghioơôưnyAĐƠƯéüñçåßæ19"), min_size=1, max_size=12))
def test_every_beginning_of_a_word_is_a_prefix_of_it(word: str) -> None:
    (token,) = tokens(word)
    for length in range(1, len(word) + 1):
        assert token.word.startswith(fold_prefix(word[:length]))


def test_the_cache_of_token_streams_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokenizer, "_CACHE_ENTRIES_MAX", 10)
    cache = tokenizer._Cache("en")
    for number in range(95):
        assert cache[f"word{number}"].tokens[0].word == f"word{number}"
        assert len(cache) <= 10
    cache["x" * 4000]
    assert all(len(raw_token) < 100 for raw_token in cache)


def test_threads_analyse_alike() -> None:
    many = [f"organisations{n} co-operated{n} vaccinations country{n}’s" for n in range(200)]
    alone = [tokens(text.upper()) for text in many]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(tokens, [text.upper() for text in many]))
    assert together == alone


def test_importing_the_analysis_loads_no_stemmer() -> None:
    code = (
        "import sys; from asean_search import analysis; analysis.fold('Hà Nội');"
        "assert 'Stemmer' not in sys.modules; analysis.tokens('vaccines');"
        "assert 'Stemmer' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
