"""Mistakes that search tools are known to make without a word: none of them is ours."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from time import process_time

import pytest
from conftest import Run
from engines import document, on_whoosh, quick_disk

from asean_search import analysis
from asean_search.engine.interface import OpenIndex
from asean_search.errors import DateSyntaxError, UnknownFieldError
from asean_search.model import SearchRequest, SearchResult
from asean_search.query import parse
from asean_search.search.ask import search

TODAY = date(2021, 3, 14)

DOCUMENTS = (
    document("run", "Runners", "She runs; the race was run. Running news.", date="2021-02-27"),
    document("att", "AT&T buys spectrum", "AT&T of the U.S. paid for a café owned by Zoë."),
    document("new", "A new bridge", "The bridge is new. Vaccinated crews built it."),
    document("even", "Vaccine access", "Access to the vaccine was uneven.", source="Reuters"),
    document("oil", "Oil", "Interest rates rose while prices of oil fell.", date="1987-04-01"),
    document("fair", "Vaccine drive", "The vaccine reached all.", date="2022-01-01"),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenIndex]:
    with quick_disk(), on_whoosh(tmp_path_factory.mktemp("traps")).hold(*DOCUMENTS) as opened:
        yield opened


@pytest.fixture
def ask(index: OpenIndex) -> Callable[[str], SearchResult]:
    return lambda text: search(index, SearchRequest(text), today=TODAY)


Ask = Callable[[str], SearchResult]


def ids(result: SearchResult) -> set[str]:
    return {hit.document.id for hit in result.hits}


# --- stems


def test_endings_are_cut_off_but_news_is_not_new(ask: Ask) -> None:
    assert ids(ask("run")) == ids(ask("running")) == ids(ask("runs")) == {"run"}
    assert ids(ask("news")) == {"run"}
    assert ids(ask("new")) == {"new"}
    terms = {
        word: analysis.query_terms(word)[0][0][0].text for word in ("vaccinated", "vaccination")
    }
    assert terms["vaccinated"] == terms["vaccination"]


def test_a_word_can_be_asked_for_as_it_is_written(ask: Ask) -> None:
    assert ids(ask("=running")) == ids(ask("=news")) == {"run"}
    assert ids(ask("=runner")) == set()


# --- words that tokenizers lose


@pytest.mark.parametrize("query", ["AT&T", "U.S.", "zoe", "cafe", "AT&T spectrum", "AT&T café"])
def test_joined_dotted_and_accented_words_are_found(ask: Ask, query: str) -> None:
    assert ids(ask(query)) == {"att"}


def test_no_word_of_a_query_is_left_out(ask: Ask) -> None:
    """A name with a sign in it is required like any other word."""
    assert ids(ask("AT&T vaccine")) == set()
    assert ask("AT&T vaccine").query.canonical == "AT&T AND vaccine"
    assert ids(ask('"of the U.S."')) == {"att"}, "no stop words are taken out of phrases"


# --- signs


def test_a_minus_leaves_out(ask: Ask) -> None:
    assert ids(ask("vaccine -uneven")) == {"fair", "new"}
    assert ids(ask("date:>=1987-04-01 oil")) == {"oil"}, "the hyphens of a date are no minus"
    assert ask("date:>=1987-04-01 oil").query.canonical == "date:>=1987-04 AND oil"


def test_dates_compare_and_speak_english(ask: Ask) -> None:
    assert ids(ask("date:>2021")) == {"fair"}
    assert ids(ask("date:last year")) == set(), "of 2020 there is none"
    assert ids(ask("date:'last month'")) == ids(ask('date:"last month"')) == {"run"}
    assert ask("date:last month").query.canonical == "date:2021-02"


def test_a_date_that_is_none_is_an_error(ask: Ask) -> None:
    with pytest.raises(DateSyntaxError):
        ask("oil date:lately")


def test_sources_have_no_case_and_fields_are_known(ask: Ask) -> None:
    assert ids(ask("source:reuters")) == ids(ask("source:REUTERS")) == {"even"}
    with pytest.raises(UnknownFieldError) as caught:
        ask("nofield:vaccine")
    assert "nofield" in caught.value.message
    with pytest.raises(UnknownFieldError) as caught:
        ask("sorce:reuters")
    assert caught.value.suggestion == "source:reuters"


def test_misspelt_words_are_compared_with_words_that_somebody_wrote(ask: Ask) -> None:
    result = ask("intrest rats")
    assert result.total == 0
    assert result.suggestions is not None
    meant = {each.word: each.candidates[0].word for each in result.suggestions.spelling}
    assert meant == {"intrest": "interest", "rats": "rates"}
    assert result.suggestions.relaxed[0].query == "interest AND rates"
    assert result.suggestions.relaxed[0].documents == 1


# --- what runs away


def test_a_group_of_words_needs_two_letters_and_ends_in_time(ask: Ask) -> None:
    for query in ("o*", "*l", "?o*"):
        assert parse(query).problems
    started = process_time()
    assert ids(ask("*il")) == {"oil"}
    assert ids(ask("/(.*)(.*)(.*)(.*)(.*)il/")) == {"oil"}
    assert process_time() - started < 5


def test_nearness_says_whether_the_order_counts(ask: Ask) -> None:
    assert ids(ask('"oil prices"~5')) == ids(ask('"prices oil"~5')) == {"oil"}
    assert ids(ask('"oil prices"~>5')) == set()
    assert ids(ask('"prices oil"~>5')) == {"oil"}


def test_a_pattern_is_one(ask: Ask) -> None:
    assert ids(ask("/oil.*/")) == {"oil"}
    assert ask("/oil.*/").query.canonical == "/oil.*/"


# --- what is shown, and where it is kept


def test_nothing_that_a_terminal_obeys_comes_out_of_a_document(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text(
        "Harbour \x1b[31mred\x1b[0m \u202egnipeels\u202c opens. " + "harbour words " * 40,
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    assert run("index", "news").code == 0
    for format_ in ("terminal", "text", "markdown"):
        done = run("query", "harbour", "--format", format_)
        assert done.code == 0
        assert "\x1b[31mred" not in done.stdout
        assert "\u202e" not in done.stdout
    piped = run("query", "harbour").stdout
    assert any(len(line) > 120 for line in piped.splitlines()), "piped lines are never wrapped"


def test_a_reader_that_has_seen_enough_is_no_error(in_seeds: Path) -> None:
    program = Path(sys.executable).parent / "asearch"
    if not shutil.which("sh") or not program.exists():
        pytest.skip("needs a shell")
    line = f"'{program}' query asean --json; echo $? >&2"
    with subprocess.Popen(
        ["sh", "-c", line], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        assert process.stderr.read().strip() == "0"


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_an_index_is_for_its_owner_alone(tmp_path: Path) -> None:
    engine = on_whoosh(tmp_path)
    with engine.writer() as writer:
        writer.commit()
    (folder,) = (path for path in tmp_path.iterdir() if path.is_dir())
    assert not stat.S_IMODE(folder.stat().st_mode) & 0o077
