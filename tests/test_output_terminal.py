"""On a terminal: marked, wrapped, linked, and nothing from a document acts on it."""

from __future__ import annotations

import io
import re
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from output_samples import (
    FACETED_RESULT,
    HITS,
    HOSTILE,
    HOSTILE_HIT,
    HOSTILE_RESULT,
    INFO,
    NOTHING,
    OPTIONS,
    PARTIAL_RESULT,
    RESULT,
    VACCINES,
    check_golden,
    marked,
    written,
)
from rich.cells import cell_len

from asean_search.model import SearchResult, ShownDocument, Snippet
from asean_search.output import as_terminal
from asean_search.output.options import OutputOptions
from asean_search.output.progress import IndexingProgress

COLOURED = replace(OPTIONS, color=True)
LINKED = replace(COLOURED, hyperlinks=True)

STYLE = re.compile(r"\x1b\[[0-9;]*m")
LINK = re.compile(r"\x1b]8;(?:id=\d+)?;([!-~]*)\x1b\\")
WORDS = st.text(st.sampled_from("abcd   \n日本語กำខ្មែរe\u0301👩\u200d🌾[]/\x1b"), max_size=200)


def visible(output: str) -> str:
    """What is seen: the output without styles and links."""
    return STYLE.sub("", LINK.sub("", output))


def steady(output: str) -> str:
    """The output with its random link ids made equal."""
    return re.sub(r"\x1b]8;id=\d+;", "\x1b]8;id=1;", output)


def document(text: str, options: OutputOptions = COLOURED) -> str:
    """How a document is shown whose text is given with ``«matches»``."""
    out = io.StringIO()
    body, spans = marked(text)
    shown = ShownDocument(replace(VACCINES, title="A title", body=body), (), spans)
    as_terminal.write_document(shown, out, options)
    return out.getvalue()


def with_snippet(text: str) -> SearchResult:
    return replace(RESULT, hits=(replace(HITS[0], snippets=(Snippet(text, ()),)),))


@pytest.mark.parametrize("width_chars", [80, 200])
@pytest.mark.parametrize(
    ("name", "result"),
    [
        ("hits", HOSTILE_RESULT),
        ("partial", PARTIAL_RESULT),
        ("nothing", NOTHING),
        ("facets", FACETED_RESULT),
    ],
)
def test_the_pages_are_as_they_were(name: str, result: SearchResult, width_chars: int) -> None:
    output = written("terminal", result, replace(LINKED, width_chars=width_chars))

    check_golden(f"{name}.terminal-{width_chars}", steady(output))


def test_a_document_and_an_index_are_shown_as_they_were() -> None:
    out = io.StringIO()
    as_terminal.write_info(INFO, out, LINKED)
    check_golden("info.terminal", out.getvalue())

    shown = document("A «vaccine»\n\n\x1b[2J[bold]for\tall «of\nus»[/]", LINKED)
    check_golden("document.terminal", steady(shown))


@pytest.mark.parametrize("result", [HOSTILE_RESULT, PARTIAL_RESULT])
def test_the_only_escape_codes_are_styles_and_links_to_files(result: SearchResult) -> None:
    output = written("terminal", result, LINKED)

    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", visible(output))
    assert all(uri == "" or uri.startswith("file:///archive/") for uri in LINK.findall(output))


def test_markup_in_a_document_is_shown_and_not_obeyed() -> None:
    output = visible(written("terminal", replace(RESULT, hits=(HOSTILE_HIT,)), COLOURED))

    assert "[bold red]" in output
    assert "[link=x]<b>Dili" in output
    assert "in[red]box/" in output


def test_matches_are_bold_and_coloured() -> None:
    output = written("terminal", RESULT, COLOURED)

    assert "equal \x1b[1;31maccess\x1b[0m to" in output
    assert "\x1b[1;4;31maccess\x1b[0m" in output


def test_without_colour_matches_are_still_marked() -> None:
    output = written("terminal", RESULT, OPTIONS)

    assert "equal \x1b[1maccess\x1b[0m to" in output
    assert "\x1b[1;4maccess\x1b[0m" in output
    assert set(STYLE.findall(output)) <= {"\x1b[1m", "\x1b[1;4m", "\x1b[2m", "\x1b[0m"}


def test_titles_and_paths_are_links_to_the_file_when_wanted() -> None:
    linked = written("terminal", replace(RESULT, hits=HITS[:1]), LINKED)

    assert set(LINK.findall(linked)) == {"", "file:///archive/seeds/vaccines.txt"}
    names = re.findall(r"\x1b]8;id=\d+;file:[!-~]+\x1b\\(.+?)\x1b]8;;\x1b\\", linked)
    assert [name for name in names if "seeds" in name or "score" in name] == ["seeds/vaccines.txt"]
    assert LINK.findall(written("terminal", RESULT, COLOURED)) == []
    assert visible(linked) == visible(written("terminal", replace(RESULT, hits=HITS[:1]), COLOURED))


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("/home/lan/tin tức/a#1%.txt", "file:///home/lan/tin%20t%E1%BB%A9c/a%231%25.txt"),
        ("C:\\Users\\Lan\\a b.txt", "file:///C:/Users/Lan/a%20b.txt"),
        ("\\\\server\\share\\a.txt", "file://server/share/a.txt"),
        (b"/caf\xe9/\x1b.txt".decode("utf-8", "surrogateescape"), "file:///caf%E9/%1B.txt"),
        ("/half/\ud800", ""),
        ("relative.txt", ""),
    ],
)
def test_a_file_uri_is_percent_encoded_on_every_system(path: str, uri: str) -> None:
    assert as_terminal.file_uri(path) == uri


@settings(max_examples=60, deadline=None)
@given(text=WORDS, width_chars=st.integers(24, 60))
def test_no_line_is_wider_than_the_terminal_and_no_word_is_lost(
    text: str, width_chars: int
) -> None:
    options = replace(COLOURED, width_chars=width_chars)
    output = visible(written("terminal", with_snippet(text), options))
    body = visible(document(text.replace("\x1b", ""), options))

    assert all(cell_len(line) <= width_chars for line in (output + body).split("\n"))
    assert all(line == line.rstrip(" ") for line in output.split("\n"))
    shown = "".join(output.partition("•")[2].split())
    assert shown.startswith("".join(text.replace("\x1b", "␛").split()))


def test_wide_terminals_still_have_lines_that_can_be_read() -> None:
    lines = visible(written("terminal", RESULT, replace(COLOURED, width_chars=500))).split("\n")

    assert max(map(cell_len, lines)) <= 100


def test_what_is_not_known_is_said() -> None:
    bare = replace(VACCINES, title="", source=None, source_from=None, place=None, place_from=None)
    output = visible(written("terminal", replace(RESULT, hits=(replace(HITS[0], document=bare),))))

    assert " 1  (untitled)\n    no date · no source\n" in output


def test_a_hit_that_only_filters_chose_has_no_score() -> None:
    output = visible(written("terminal", replace(RESULT, hits=(replace(HITS[0], score=0.0),))))

    assert "score" not in output
    assert "seeds/vaccines.txt · id 7w3k9m2qx1ab\n" in output


def test_a_shown_document_has_its_matches_marked_over_several_lines() -> None:
    output = document("one «two\nthree» four")

    assert output.endswith("one \x1b[1;31mtwo\x1b[0m\n\x1b[1;31mthree\x1b[0m four\n")


def test_a_shown_document_says_how_each_fact_is_known() -> None:
    out = io.StringIO()
    as_terminal.write_document(ShownDocument(HOSTILE), out, OPTIONS)

    assert "Date        2020-07-01 (header)" in visible(out.getvalue())
    assert "Source      =HYPERLINK(�m) (sign-off)" in visible(out.getvalue())


# --- progress ----------------------------------------------------------------------------------


class Clock:
    """Time that the test moves."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_progress_says_files_documents_speed_and_the_file_at_hand() -> None:
    clock = Clock()
    progress = IndexingProgress(io.StringIO(), OPTIONS, clock)

    progress.update(1, 12, "a.txt")
    assert progress.line(80) == "1 file · 12 documents · a.txt"

    clock.now_s = 10.0
    progress.update(3, 20578, "wire/\x1b[2J\n.txt")
    assert progress.line(80) == "3 files · 20,578 documents · 2,058/s · wire/␛[2J␊.txt"


@given(path=st.text(min_size=1, max_size=80), width_chars=st.integers(30, 90))
def test_progress_keeps_the_end_of_a_long_path_and_fits_the_line(
    path: str, width_chars: int
) -> None:
    progress = IndexingProgress(io.StringIO(), OPTIONS, Clock())
    progress.update(2, 3, f"very/long/folders/of/an/archive/{path}.txt")

    assert cell_len(progress.line(width_chars)) <= width_chars


def test_progress_takes_its_line_away_and_shows_the_cursor_again() -> None:
    out = io.StringIO()
    before = set(threading.enumerate())

    with pytest.raises(KeyError), IndexingProgress(out, OPTIONS) as progress:
        progress.update(1, 1, "a.txt")
        raise KeyError

    for thread in set(threading.enumerate()) - before:
        thread.join(timeout=10)
        assert not thread.is_alive()
    assert out.getvalue().rpartition("\x1b[?25")[2].startswith("h")
    assert out.getvalue().endswith("\x1b[2K")
