"""Plain text, Markdown, and the sentences for people."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from msgspec.structs import replace
from output_samples import (
    FACETED_RESULT,
    HITS,
    HOSTILE,
    HOSTILE_RESULT,
    INFO,
    NOTHING,
    PARTIAL_RESULT,
    REPORT,
    RESULT,
    SKIPPED,
    VACCINES,
    check_golden,
    written,
)

from asean_search.model import (
    ChangeCount,
    IndexInfo,
    IngestReport,
    InterpretedQuery,
    SearchResult,
    ShownDocument,
    Snippet,
    Sort,
    Span,
    Synonym,
)
from asean_search.output import formats
from asean_search.output.highlights import line_pieces, plain, snippet_pieces
from asean_search.output.wording import reports, results


def report_text(report: IngestReport) -> str:
    return written("text", report, kind="report")


def info_text(info: IndexInfo) -> str:
    return written("text", info, kind="info")


def remark(format_name: str, result: SearchResult) -> str:
    """What stderr adds to the answer."""
    return " / ".join(results.remarks(result, formats.FORMATS[format_name].shows))


# --- plain text --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "result"),
    [
        ("hits", HOSTILE_RESULT),
        ("partial", PARTIAL_RESULT),
        ("nothing", NOTHING),
        ("facets", FACETED_RESULT),
    ],
)
def test_text_is_as_it_was(name: str, result: SearchResult) -> None:
    check_golden(f"{name}.txt", written("text", result))


def test_a_hit_is_a_title_a_line_of_facts_and_a_line_for_each_snippet() -> None:
    lines = written("text", replace(RESULT, hits=HITS[:1])).split("\n")

    assert lines[0] == "1. Ministers agree on equal access to every new vaccine"
    assert (
        lines[1] == "   no date · VNS · HÀ NỘI · seeds/vaccines.txt · score 7.32 · id 7w3k9m2qx1ab"
    )
    assert lines[3] == "   … a common store of vaccines near Bangkok opens in May…"
    assert lines[4:] == [""]


@given(st.text(st.characters(categories=None), max_size=60))
def test_text_has_one_line_for_each_part_whatever_it_holds(text: str) -> None:
    hit = replace(
        HITS[0], document=replace(VACCINES, title=text, path=text), snippets=(Snippet(text, ()),)
    )

    output = written("text", replace(RESULT, hits=(hit,)))

    assert len(output.splitlines()) == 3
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]", output)


def test_partial_hits_stand_under_a_line_that_says_so() -> None:
    first = written("text", PARTIAL_RESULT).splitlines()[0]

    assert first == "No document matches vaccine AND unicorn. These have some of the words:"


def test_nothing_found_is_nothing_on_stdout() -> None:
    assert written("text", NOTHING) == ""


def test_a_document_in_plain_text_is_its_facts_and_its_text() -> None:
    check_golden("document.txt", written("text", ShownDocument(HOSTILE), kind="document"))


# --- Markdown ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "result"), [("hits", HOSTILE_RESULT), ("partial", PARTIAL_RESULT)]
)
def test_markdown_is_as_it_was(name: str, result: SearchResult) -> None:
    check_golden(f"{name}.md", written("markdown", result))


def kinds_in(markdown: str) -> set[str]:
    """What a reader of CommonMark finds in a text."""
    tokens = MarkdownIt("commonmark").parse(markdown)
    return {token.type for token in tokens} | {
        child.type for token in tokens for child in token.children or ()
    }


@given(
    st.text(
        st.characters(categories=["P", "S", "Nd", "Zs", "Cc"])
        | st.sampled_from("#-+>1.[]()!`*_<&~"),
        max_size=20,
    )
)
def test_nothing_in_a_document_means_anything_in_markdown(text: str) -> None:
    hit = replace(
        HITS[0],
        document=replace(VACCINES, title=f"{text} a", source=text, path=f"{text}b"),
        snippets=(Snippet(f"{text} c", ()),),
        title_highlights=(),
    )
    kinds = kinds_in(written("markdown", replace(RESULT, hits=(hit,))))

    assert kinds == {
        *("heading_open", "heading_close", "inline", "text", "paragraph_open", "paragraph_close"),
        *("ordered_list_open", "ordered_list_close", "list_item_open", "list_item_close"),
        *("blockquote_open", "blockquote_close"),
    }


def test_matches_are_bold_in_markdown_and_the_list_counts_on() -> None:
    tokens = MarkdownIt("commonmark").parse(written("markdown", replace(RESULT, hits=HITS[1:])))

    assert [token.attrs["start"] for token in tokens if token.type == "ordered_list_open"] == [11]
    texts = [token.children or [] for token in tokens if token.type == "inline"]
    bold = [
        children[at + 1].content
        for children in texts
        for at, child in enumerate(children)
        if child.type == "strong_open"
    ]
    assert bold == ["access", "vaccine"]


# --- how the query was understood -----------------------------------------------------------

JUNE_1, JUNE_30 = date(2020, 6, 1), date(2020, 6, 30)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "Query: vaccine AND access"),
        (
            {"since": JUNE_1, "standalone": "vaccine AND access AND date:>=2020-06"},
            "Query: vaccine AND access AND date:>=2020-06",
        ),
        ({"sort": Sort.NEWEST}, "Query: vaccine AND access|Order: newest first"),
        (
            {
                "synonyms": (
                    Synonym("jab", "vaccine", 0.6, "alias"),
                    Synonym("\x1b", "x", 0.5, "acronym"),
                )
            },
            "Query: vaccine AND access|Synonyms: jab, ␛",
        ),
        ({"canonical": "\x1b[2J\na"}, "Query: ␛[2J a"),
        ({"canonical": "x" * 2001}, "Query: " + "x" * 2000 + "… (2,001 characters)"),
        ({"canonical": ""}, "Query: vaccine access"),
    ],
)
def test_how_a_question_was_understood_is_a_query_and_what_no_query_says(
    changes: dict[str, object], line: str
) -> None:
    query = replace(InterpretedQuery("vaccine access", "vaccine AND access"), **changes)

    assert "|".join(results.understood(query)) == line


def test_notes_are_safe_lines() -> None:
    assert results.notes(HOSTILE_RESULT.query) == ("'␛[5m' has no letter: ignored",)


@pytest.mark.parametrize(
    ("total", "offset", "returned", "line"),
    [
        (2, 0, 2, "2 of 2 documents"),
        (1, 0, 1, "1 of 1 document"),
        (1437, 0, 2, "2 of 1,437 documents · see more with --offset 2"),
        (1437, 1000, 2, "1,001 to 1,002 of 1,437 documents · see more with --offset 1002"),
        (12, 10, 2, "11 to 12 of 12 documents"),
        (2, 10, 0, "2 documents; --offset 10 is past the last one."),
        (2, 0, 0, "2 documents."),
        (0, 0, 0, "No document matches vaccine AND access."),
    ],
)
def test_the_footer_says_how_much_was_shown(
    total: int, offset: int, returned: int, line: str
) -> None:
    result = replace(RESULT, total=total, offset=offset, hits=HITS[:returned])

    assert results.footer(result) == line


@pytest.mark.parametrize("format_name", ["terminal", "json", "markdown"])
@pytest.mark.parametrize("result", [RESULT, HOSTILE_RESULT, PARTIAL_RESULT, NOTHING])
def test_formats_that_tell_everything_need_no_remark(
    format_name: str, result: SearchResult
) -> None:
    assert remark(format_name, result) == ""


def test_stderr_says_what_the_format_cannot() -> None:
    assert remark("text", RESULT) == "2 of 2 documents"
    assert remark("text", PARTIAL_RESULT) == ""
    assert remark("csv", RESULT) == ""
    assert remark("csv", HOSTILE_RESULT).startswith("3 of 1,437 documents")
    assert remark("paths", NOTHING) == "No document matches vaccine AND unicorn."
    assert remark("jsonl", PARTIAL_RESULT) == (
        "No document matches vaccine AND unicorn. "
        "Use --json or --format text for the closest 2 documents."
    )


@pytest.mark.parametrize("format_name", ["text", "csv", "paths"])
def test_of_an_empty_index_it_is_said_that_it_is_empty(format_name: str) -> None:
    assert remark(format_name, replace(NOTHING, index_documents=0)) == (
        "No document matches vaccine AND unicorn. "
        "The index is empty. Add documents: asearch index PATH"
    )


def test_the_next_step_can_be_pasted() -> None:
    assert results.next_step(RESULT) == "Read the first: asearch show 7w3k9m2qx1ab"
    assert results.next_step(replace(NOTHING, query=HOSTILE_RESULT.query)) == (
        "Try other or fewer words, OR between words, or a prefix (vacc*), "
        "or remove the filters (from 2020-01-01, source VNS)."
    )


# --- reports and indexes -----------------------------------------------------------------------

NONE = replace(REPORT, added=ChangeCount(), undated=0)


@pytest.mark.parametrize(
    ("report", "first_line"),
    [
        (REPORT, "2 documents added (2 files); 1 without a date."),
        (replace(NONE, added=ChangeCount(1, 1)), "1 document added (1 file)."),
        (
            replace(
                NONE,
                changed=ChangeCount(1, 20578),
                removed=ChangeCount(1, 1),
                unchanged=ChangeCount(1200, 1200),
            ),
            "20,578 documents changed (1 file), 1 removed (1 file), 1,200 unchanged (1,200 files).",
        ),
        (NONE, "Nothing to index."),
        (replace(NONE, changed=ChangeCount(1, 0)), "0 documents changed (1 file)."),
    ],
)
def test_the_report_begins_with_what_changed(report: IngestReport, first_line: str) -> None:
    assert report_text(report).splitlines()[0] == first_line


def test_the_report_ends_with_what_the_index_holds() -> None:
    assert report_text(REPORT).splitlines()[-1] == "The index holds 2 documents (42 ms)."


def test_an_interrupted_run_says_so_first() -> None:
    assert report_text(replace(REPORT, interrupted=True)).startswith("Interrupted.")
    assert "\nNothing changed.\n" in report_text(replace(NONE, interrupted=True))


def test_what_was_skipped_is_named_with_its_reason_up_to_a_bound() -> None:
    lines = report_text(replace(REPORT, skipped=SKIPPED)).splitlines()

    assert lines[1] == "322 skipped:"
    assert lines[2] == "  scans/001.txt: not text"
    assert lines[11:13] == ["  scans/010.txt: not text", "  and 312 more: --json lists them all"]


def test_an_index_is_described_in_two_columns() -> None:
    check_golden("info.txt", info_text(INFO))


def test_an_empty_index_is_described_without_dates_and_sources() -> None:
    empty = replace(
        INFO,
        documents=0,
        files=0,
        undated=0,
        unsourced=0,
        first_date=None,
        last_date=None,
        sources={},
    )
    text = info_text(replace(empty, problems=()))

    assert "Documents  0 in 0 files" in text
    assert "Dates" not in text
    assert "Sources" not in text


def test_one_day_is_no_range() -> None:
    one_day = replace(INFO, first_date="2020-06-30", undated=0)

    assert "Dates      2020-06-30\n" in info_text(one_day)


def test_only_the_largest_sources_are_listed() -> None:
    sources = {f"Source {number:02}": 100 - number for number in range(14)}

    assert "Source 09 91 · and 4 more" in info_text(replace(INFO, sources=sources))


@pytest.mark.parametrize(
    ("size_bytes", "text"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1234, "1.2 kB"),
        (9_960, "10 kB"),
        (999_499, "999 kB"),
        (999_501, "1.0 MB"),
        (24_310_112, "24 MB"),
        (5_000_000_000_000, "5.0 TB"),
    ],
)
def test_sizes_are_short(size_bytes: int, text: str) -> None:
    assert reports.size(size_bytes) == text


@pytest.mark.parametrize(
    ("took_ms", "text"),
    [(3.2, "3 ms"), (4200, "4.2 s"), (125_000, "2 min 5 s"), (59_990, "1 min 0 s")],
)
def test_durations_are_short(took_ms: float, text: str) -> None:
    assert reports.duration(took_ms) == text


# --- pieces and loading ------------------------------------------------------------------------


@given(
    st.text(max_size=40),
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=5),
)
def test_pieces_add_up_to_the_text_whatever_the_spans_claim(
    text: str, spans: list[tuple[int, int]]
) -> None:
    claimed = [Span(start, end) for start, end in spans]

    assert "".join(plain(line_pieces(text, claimed)).split()) == "".join(
        plain(line_pieces(text, ())).split()
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ships sailed at", "… ships sailed at…"),
        ("They sailed.", "… They sailed."),
        ("“They sailed.” ", "… “They sailed.”"),
        ("船が出た。", "… 船が出た。"),
    ],
)
def test_what_was_left_out_is_marked_but_not_after_a_sentence(text: str, shown: str) -> None:
    snippet = Snippet(text, (), start=9, before=True, after=True)

    assert plain(snippet_pieces(snippet)) == shown


def test_marked_pieces_are_the_spans() -> None:
    pieces = line_pieces("a vaccine\nfor  all", (Span(2, 9), Span(15, 18)))

    assert pieces == [("a ", False), ("vaccine", True), (" for ", False), ("all", True)]


@pytest.mark.parametrize(
    "format_name", ["text", "json", "jsonl", "csv", "tsv", "markdown", "paths"]
)
def test_only_the_terminal_loads_rich(format_name: str) -> None:
    code = (
        "import sys; from asean_search.output import formats; "
        f"formats.writer('result', {format_name!r}); sys.exit('rich' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_empty_index_is_said_to_be_empty() -> None:
    nothing = replace(NOTHING, index_documents=0)

    assert results.next_step(nothing).startswith("The index is empty.")
