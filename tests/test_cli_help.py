"""``asearch help``: the pages of the documentation in the terminal."""

from __future__ import annotations

from conftest import PROJECT, Run

from asean_search.cli.help import fitted


def test_queries_is_the_page(run: Run) -> None:
    done = run("help", "queries")
    assert (done.code, done.stderr) == (0, "")
    assert done.stdout == (PROJECT / "docs" / "queries.md").read_text(encoding="utf-8")


def test_dates_is_their_section_alone(run: Run) -> None:
    done = run("help", "dates")
    assert done.stdout.startswith("## Dates\n")
    assert "last month" in done.stdout
    assert done.stdout.count("\n## ") == 0


def test_without_a_topic_the_topics_are_listed(run: Run) -> None:
    lines = run("help").stdout.splitlines()
    assert lines[:2] == ["asearch help queries", "asearch help dates"]
    assert "asearch help show" in lines


def test_a_page_fits_a_narrow_terminal_but_for_its_examples() -> None:
    page = (
        "## Dates\n\nA date is a year, or\na month.\n\n| write | finds |\n|---|---|\n"
        "| `a` | that long period of days |\n\n```console\n$ asearch query 'a b c d e f'\n```\n"
    )
    assert fitted(page, 24) == (
        "## Dates\n\nA date is a year, or a\nmonth.\n\n| write | finds |\n|---|---|\n"
        "| `a` | that long period\n  of days |\n\n```console\n$ asearch query 'a b c d e f'\n```\n"
    )
    assert fitted(page, 200).splitlines()[2] == "A date is a year, or a month."
