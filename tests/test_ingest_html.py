"""A page gives its article, and what it states of it, each value with its origin."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("trafilatura")

from asean_search.ingest.extract import FileReader
from asean_search.ingest.metadata.html import titles
from asean_search.ingest.metadata.html.page import NotPageError
from asean_search.ingest.readers.from_html import document as document_of
from asean_search.ingest.walk.files import InputFile, walk
from asean_search.model import Document, Skipped

ARTICLE = "".join(
    f"<p>{sentence}</p>"
    for sentence in (
        "Ministers of ten countries met on Thursday and agreed to hold more rice in reserve.",
        "The reserve would be shared among members after storms, droughts and floods, they said.",
        "Farmers along the river were pleased, while traders asked for the rules in writing.",
    )
)


def test_json_ld_and_meta_tags_state_the_fields(tmp_path: Path) -> None:
    script = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "Organization", "@id": "#us", "name": "The Mekong Daily", "url": "x"},
            {
                "@type": ["NewsArticle"],
                "headline": "Ministers agree on rice",
                "datePublished": "2020-06-30T08:15:00+07:00",
                "author": [{"name": "Lan Nguyen"}, "Minh Tran"],
                "publisher": {"@id": "#us"},
                "inLanguage": "en-GB",
            },
        ],
    }
    head = (
        f'<script type="application/ld+json">{json.dumps(script)}</script>'
        '<meta property="og:title" content="Ministers agree on rice | The Mekong Daily">'
        '<meta property="og:site_name" content="Mekong Daily Online">'
        '<link rel="canonical" href="https://mekong.example/rice">'
    )
    document = _page(head)
    assert (document.title, document.title_from) == ("Ministers agree on rice", "meta tag")
    assert (document.date, document.date_from) == ("2020-06-30", "JSON-LD")
    assert (document.source, document.source_from) == ("The Mekong Daily", "JSON-LD")
    assert document.author == "Lan Nguyen; Minh Tran"
    assert (document.language, document.language_from) == ("en", "JSON-LD")
    assert (document.url, document.url_from) == ("https://mekong.example/rice", "markup")
    assert document.body.startswith("Ministers of ten countries")
    assert document.body.count("\n\n") == 2


def test_broken_json_ld_still_states_its_date() -> None:
    document = _page('<script type="application/ld+json">{"datePublished": "2020-06-30",}</script>')
    assert (document.date, document.date_from) == ("2020-06-30", "JSON-LD")


@pytest.mark.parametrize(
    "name",
    ["article:published_time", "DC.date.issued", "parsely-pub-date", "sailthru.date", "pubdate"],
)
def test_a_date_is_stated_under_many_names(name: str) -> None:
    document = _page(f'<meta name="{name}" content="2020-06-30T08:15:00Z">')
    assert (document.date, document.date_from) == ("2020-06-30", "meta tag")


@pytest.mark.parametrize(
    ("markup", "origin"),
    [
        ('<time datetime="2020-06-30T08:15">Tuesday</time>', "markup"),
        ('<span itemprop="datePublished" content="2020-06-30"></span>', "markup"),
        ('<span itemprop="datePublished">30 June 2020</span>', "markup"),
        ('<div class="post-date">30 June 2020</div>', "page text"),
        ('<div class="date" data-timestamp="1593475200">2 days ago</div>', "page text"),
    ],
)
def test_markup_and_what_the_page_shows_come_after_that(markup: str, origin: str) -> None:
    document = _page("", markup)
    assert (document.date, document.date_from) == ("2020-06-30", origin)


def test_the_dates_of_comments_and_related_stories_are_not_the_pages() -> None:
    markup = (
        '<div class="related"><time datetime="2019-01-02">x</time></div>'
        '<footer><span class="date">3 January 2019</span></footer>'
        '<p class="byline"><span class="date">30 June 2020</span></p>'
    )
    assert _page("", markup).date == "2020-06-30"


@pytest.mark.parametrize(
    "markup",
    [
        '<abbr class="published" itemprop="datePublished" title="2020-06-30T09:00">9 AM</abbr>',
        '<time class="entry-date published updated" datetime="2020-06-30">today</time>',
        '<span class="publish-time" data-publishtime="1593504000000">Tuesday</span>',
        '<p class="credit">Tuesday 30 June 2020 by Lan Nguyen</p>',
        "<div class='footer'><address>2020/06/30: Lan Nguyen</address></div>",
        '<script>var state = {"publishedAt": "2020-06-30T08:15:00"}</script>',
    ],
)
def test_a_date_is_read_where_markup_puts_it(markup: str) -> None:
    assert _page("", markup).date == "2020-06-30"


@pytest.mark.parametrize(
    "markup",
    [
        '<p>See the <a href="https://river.example/2003/06/24/rice">older story</a>.</p>',
        "<script>/* 2015-02-04 rewritten */ var modified = '2020-06-30'</script>",
        "<p>The reserve was founded on February 28, 1998, by the ministers of five countries, who"
        " had met for a week in the capital to talk of nothing but rice and rivers.</p>",
        '<table class="infobox"><tr><td>Founded</td><td class="published updated dtstart">'
        "1998-02-28</td></tr></table>",
        '<span data-unpublish-date="2020-06-30" class="date">soon</span>',
    ],
)
def test_a_day_of_something_else_is_not_the_pages(markup: str) -> None:
    assert _page("", markup).date is None


def test_a_column_beside_the_sidebar_is_not_the_sidebar() -> None:
    text = '<time datetime="2020-06-30">Tuesday</time>'
    page = (
        f'<html><body><div class="content-sidebar-wrap"><h1>Rice</h1>{text}{ARTICLE}</div>'
        '<div class="sidebar"><time datetime="2021-07-31">today</time></div>'
    )
    assert document_of("a.html", page).date == "2020-06-30"
    assert document_of("a.html", page.replace(text, "")).date is None


def test_numbers_alone_are_read_as_the_language_of_the_page_writes_them() -> None:
    markup = '<div class="date">03/04/2020</div>'
    assert _page('<meta property="og:locale" content="vi_VN">', markup).date == "2020-04-03"
    assert _page('<meta property="og:locale" content="en_US">', markup).date == "2020-03-04"


def test_the_address_gives_a_date_and_when_all_else_fails_a_source() -> None:
    document = document_of(
        "a.html", f"<html><body>{ARTICLE}", address="https://www.mekong.example/2020/06/30/rice"
    )
    assert (document.date, document.date_from) == ("2020-06-30", "URL")
    assert (document.source, document.source_from) == ("mekong.example", "URL")


@pytest.mark.parametrize(
    ("title", "sites", "headings", "stripped"),
    [
        ("Rice up - The Mekong Daily", ["Mekong Daily"], [], "Rice up"),
        ("Rice up | mekongdaily.example", ["mekongdaily.example"], [], "Rice up"),
        ("Mekong Daily: Rice up", ["www.mekongdaily.example"], [], "Rice up"),
        ("Rice up - again | World | Mekong Daily", ["Mekong Daily"], ["Rice up - again"],
         "Rice up - again"),
        ("Rice goes up - Page Two", [], ["Rice goes up"], "Rice goes up"),
        ("Rice up - again", ["Mekong Daily"], ["Rice up - again"], "Rice up - again"),
        ("Rice up - again", [], [], "Rice up - again"),
        ("Mekong Daily", ["Mekong Daily"], [], "Mekong Daily"),
    ],
)  # fmt: skip
def test_the_name_of_the_site_is_no_part_of_the_title(
    title: str, sites: list[str], headings: list[str], stripped: str
) -> None:
    assert titles.without_site(title, sites, headings) == stripped


def test_a_title_that_adds_to_the_heading_names_the_site() -> None:
    document = _page(
        "<title>Ministers agree on rice - Mekong Daily</title>", "", "Ministers agree on rice"
    )
    assert (document.title, document.source) == ("Ministers agree on rice", "Mekong Daily")
    assert document.source_from == "markup"


@pytest.mark.parametrize(
    ("title", "site"),
    [
        ("Ministers agree on rice - World - Mekong Daily", "Mekong Daily"),
        ("Ministers agree on rice_World_Mekong Daily", "Mekong Daily"),
        ("Ministers agree on rice | Mekong Daily - North", "Mekong Daily - North"),
    ],
)
def test_the_sections_between_heading_and_site_are_no_part_of_its_name(
    title: str, site: str
) -> None:
    assert _page(f"<title>{title}</title>", "", "Ministers agree on rice").source == site


def test_a_title_that_adds_to_the_one_stated_names_the_site() -> None:
    head = (
        '<meta property="og:title" content="Ministers agree on rice">'
        "<title>Ministers agree on rice | River Notes</title>"
    )
    assert _page(head).source == "River Notes"


def test_a_heading_above_all_pages_of_a_site_is_not_the_title_of_one() -> None:
    full = "Ministers agree to hold more rice in reserve"
    assert _page(f"<title>{full}</title>", "", "Health Center").title == full
    assert _page(f"<title>{full} soon</title>", "", full).title == full
    assert _page("<title>River Notes</title>", "", full).title == full
    assert _page(
        "<title>部长们同意增加大米储备以备不时之需_要闻_河报</title>", "", "大米储备"
    ).title == ("大米储备")


def test_a_description_that_json_ld_calls_the_headline_is_not_the_title() -> None:
    script = json.dumps({"@type": "Article", "headline": "country on the lower river"})
    head = f'<script type="application/ld+json">{script}</script>'
    assert _page(f"{head}<title>Laos - Riverpedia</title>", "", "Laos").title == "Laos"
    assert _page(f"{head}<title>River</title>").title == "country on the lower river"


@pytest.mark.parametrize(
    ("social", "title", "heading", "wanted"),
    [
        ("You will not believe it", "Rice rises again | News", "Rice rises again", "heading"),
        ("You will not believe it", "What rice does", "Rice rises again", "social"),
        ("You will not believe it", "You will not believe it | X", "Rice rises again", "social"),
        ("A third week", "Rice rises: A third week | News", "Rice rises", "social"),
    ],
)
def test_a_heading_that_the_page_repeats_goes_before_a_title_for_social_networks(
    social: str, title: str, heading: str, wanted: str
) -> None:
    head = f'<meta property="og:title" content="{social}"><title>{title}</title>'
    assert _page(head, "", heading).title == {"heading": heading, "social": social}[wanted]


@pytest.mark.parametrize("nothing", ["Untitled Document", "New Page 1", "(no title)", "untitled"])
def test_what_editors_write_for_no_title_is_none(nothing: str) -> None:
    document = _page(f"<title>{nothing}</title>")
    assert document.title.startswith("Ministers of ten countries met")
    assert document.title_from == "first sentence"


def test_the_name_of_the_site_may_be_all_that_the_title_element_says() -> None:
    head = '<meta property="og:site_name" content="Mekong Daily"><title>Mekong Daily</title>'
    story = '<meta property="og:title" content="Ministers agree on rice">'
    assert _page(head + story).source == "Mekong Daily"
    assert _page(head).source is None


def test_a_page_that_is_no_article_gives_all_that_it_shows() -> None:
    document = document_of(
        "a.html",
        "<html><head><title>List</title><script>var x</script></head>"
        "<body><ul><li>Rice<li>Tea</ul><noscript>No</noscript></body></html>",
    )
    assert document.title == "List"
    assert "Rice" in document.body
    assert "var x" not in document.body


@pytest.mark.parametrize(
    "text", ["", "   ", "<html></html>", "<!-- nothing -->", "<script>1</script>"]
)
def test_a_page_without_text_is_refused(text: str) -> None:
    with pytest.raises(NotPageError):
        document_of("a.html", text)


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="<>/=\"'ab pdivhtml!-&;#1\n", max_size=200))
def test_any_markup_gives_a_document_or_one_reason(text: str) -> None:
    try:
        document = document_of("a.html", text)
    except NotPageError as problem:
        assert str(problem)
        return
    assert document.body.strip()


def test_a_page_that_is_very_deep_is_read_or_refused_but_never_fatal() -> None:
    try:
        assert document_of("a.html", "<div>" * 50_000 + "Rice").body
    except NotPageError as problem:
        assert str(problem)


def test_a_page_is_known_by_its_first_bytes_and_read_in_its_encoding(tmp_path: Path) -> None:
    text = f'<!DOCTYPE html><meta charset="windows-1258"><title>Gạo</title>{ARTICLE}'
    page = text.replace("Gạo", "Gao \u00e9").encode("cp1258")
    [document] = _read(tmp_path, "page", page)
    assert isinstance(document, Document)
    assert document.title == "Gao é"


def test_a_saved_page_is_its_page_and_not_the_day_it_was_saved(tmp_path: Path) -> None:
    saved = (
        "From: <Saved by a browser>\r\nSnapshot-Content-Location: https://mekong.example/rice\r\n"
        "Subject: Rice\r\nDate: Wed, 1 Jul 2020 08:15:00 -0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\n'
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"<html><title>Rice up</title><body>{ARTICLE}</body></html>\r\n--b\r\n"
        "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n"
        "--b--\r\n"
    ).encode()
    for name in ("a.mhtml", "saved"):
        [document] = _read(tmp_path, name, saved)
        assert isinstance(document, Document)
        assert (document.title, document.date) == ("Rice up", None)
        assert document.url == "https://mekong.example/rice"
        assert document.body.startswith("Ministers of ten")


def test_a_saved_page_without_a_page_says_so(tmp_path: Path) -> None:
    [skipped] = _read(tmp_path, "a.mht", b"MIME-Version: 1.0\n\nRice")
    assert skipped == Skipped("a.mht", "no page in it")


def _page(head: str, before: str = "", heading: str = "") -> Document:
    top = f"<h1>{heading}</h1>" if heading else ""
    return document_of(
        "a.html",
        f"<html><head>{head}</head><body><article>{top}{before}{ARTICLE}</article></body></html>",
    )


def _read(folder: Path, name: str, data: bytes) -> list[Document | Skipped]:
    file = folder / name
    file.write_bytes(data)
    [found_file] = walk([file], archive_root=folder, index_folder=folder / "index")
    assert isinstance(found_file, InputFile)
    return list(FileReader(found_file))
