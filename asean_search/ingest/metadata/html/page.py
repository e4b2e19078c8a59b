"""Reads what an HTML page states about its article: JSON-LD, meta tags, markup, address."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import cast, get_args
from urllib.parse import urljoin

from lxml import etree, html

from asean_search.ingest.decoding import UnreadableError
from asean_search.ingest.metadata import validate
from asean_search.ingest.metadata.candidates import Candidates, Field, Provenance
from asean_search.ingest.metadata.html import json_ld
from asean_search.ingest.metadata.html import titles as page_titles

MARKUP_CHARS_MAX = 600
DATE_CHARS_MAX = 100
OF_A_KIND_MAX = 20
"""At most this many elements of one kind are read."""
_BETWEEN = re.compile(r"[_:\s]")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"en[-_](?:us|ph)\b", re.IGNORECASE)

_DATE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:published|publish[-_]?(?:ed)?[-_]?(?:date|time|on)?|pub[-_]?date"
    r"|entry[-_]date|post[-_]?(?:date|time|ed[-_]on)|article[-_]?_?(?:date|time)|date[-_]?published"
    r"|dateline|datetime|date[-_]?time|timestamp|byline[-_]?date|date|dtreviewed|created|posted)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_DATE_ATTRIBUTE = re.compile(
    r"datetime|data-(?:date|time|datetime|timestamp|utime|[\w-]*(?<!un)(?<!re)publi[\w-]*)"
)
_NOT_OF_ARTICLE = re.compile(
    r"comment|related|sidebar|footer|recent|popular|widget|teaser|modified|updated|recommend"
    r"|infobox|\b(?:bday|dtstart|dtend)\b",
    re.IGNORECASE,
)

_TABLE = """
    title   og.title parsely-title sailthru.title twitter.title dc.title dcterms.title
            citation.title eprints.title headline title article.title fb.title rnews.headline
            cxenseparse.recs.title
    date    article.published.time article.published og.article.published.time og.published.time
            parsely-pub-date sailthru.date citation.publication.date citation.online.date
            citation.date article.published.date article.publish.date article.create.date
            article.date article.date.original article.created article.publishedtime
            dc.date.issued dcterms.issued dcterms.date dcterms.created dc.date.created dc.created
            dc.issued prism.publicationdate rnews.datepublished datepublished date.published
            date-published publish-date publish.date publishdate published.date published
            published-date publication.date publication-date publicationdate published.time
            publishedtime publishtime pubdate pub.date pub-date ptime pdate nyt.pdate
            dateofpublication originalpublicationdate original-publish-date firstpublished
            first.published displaydate display.date cxenseparse.recs.publishtime
            cxenseparse.publishtime cxense-publishtime bt.pubdate vr.published.time
            shareaholic.article.published.time mediator.published.time lp.article.published.time
            dcsext.articlefirstpublished wp.datepublished eprints.date og.pubdate og.regdate
            og.publish.date release.date video.release.date issued posted gentime contentdate
            created date.created datecreated date-created creation.date createdate
            dc.date doc.date date timestamp exif.datetimeoriginal
    source  og.site.name og.sitename parsely-site citation.journal.title prism.publicationname
            article.source publisher.name
    author  parsely-author sailthru.author citation.author dc.creator dcterms.creator byl byline
            author article.author og.article.author rnews.author dc.contributor
    language og.locale dc.language dcterms.language citation.language content-language language
            lang
    url     og.url parsely-link twitter.url dc.identifier
"""
WEAK_SOURCES = (
    "dc.source",
    "dc.publisher", "dcterms.publisher", "citation.publisher", "publisher", "cre", "source",
    "application-name", "apple-mobile-web-app-title", "copyright.holder", "al.android.app.name",
)  # fmt: skip
"""Names of meta tags that state the source on some pages only."""
_BLOCK_NAMES = """
    address article aside blockquote br caption center dd div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table td th tr ul
"""
_UNSEEN_NAMES = "script style noscript template svg head iframe object select button"
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_UNSEEN = frozenset(_UNSEEN_NAMES.split())


class NotPageError(UnreadableError):
    """The text is not a page with content."""


def parsed(text: str) -> html.HtmlElement:
    """The tree of a page.

    Raises:
        NotPageError: It is empty, or not HTML.
    """
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    data = _XML_DECLARATION.sub("", text).encode("utf-8", "replace")
    try:
        tree = html.document_fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError) as problem:
        raise NotPageError("not HTML that can be read") from problem
    if tree is None:
        raise NotPageError("empty")
    return tree


def candidates(tree: html.HtmlElement, address: str | None = None) -> Candidates:
    """The candidates that the page states. ``address`` is where it was fetched, if known."""
    meta = _meta(tree)
    result = Candidates(day_first=_day_first(tree, meta))
    result.add("url", address, Provenance.RECORD)
    _add_address(result, tree)
    from_json = Candidates()
    json_ld.add_statements(from_json, _scripts(tree))
    fields: tuple[Field, ...] = ("date", "source", "author", "language", "url", "dateline")
    for field in fields:
        result.add_all(field, from_json.stated(field))
        for name in META.get(field, ()):
            for value in meta[name]:
                if field != "source" or not _is_title(value, tree, meta):
                    result.add(field, value, Provenance.META)
    _add_markup(result, tree)
    _guess_date(result, tree)
    result.add_all("source", from_json.guessed("source"))
    result.add(
        "language",
        tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
        Provenance.MARKUP,
    )
    _add_titles(result, tree, [str(c.value) for c in from_json.stated("title")], meta)
    return result


def _meta(tree: html.HtmlElement) -> Mapping[str, list[str]]:
    """The content of each meta tag, by its name in lower case with ``.`` as separator."""
    found: dict[str, list[str]] = defaultdict(list)
    for tag in tree.iter("meta"):
        content = tag.get("content") or tag.get("value")
        if content and content.strip():
            for attribute in ("property", "name", "itemprop", "http-equiv"):
                contents = found[_BETWEEN.sub(".", (tag.get(attribute) or "").strip().lower())]
                if len(contents) < OF_A_KIND_MAX:
                    contents.append(content)
    return found


def _scripts(tree: html.HtmlElement) -> list[str]:
    return [
        script.text
        for script in tree.iter("script")
        if "ld+json" in (script.get("type") or "").lower() and script.text
    ]


def _day_first(tree: html.HtmlElement, meta: Mapping[str, list[str]]) -> bool | None:
    """How the page's language reads ``03/04/2021``; None for English of no country."""
    for tag in (*meta["og.locale"], tree.get("lang") or "", *meta["content-language"]):
        if _MONTH_FIRST.match(tag):
            return False
        if (language := validate.language(tag)) and (language != "en" or len(tag) > len("en")):
            return True
    return None


def _add_address(result: Candidates, tree: html.HtmlElement) -> None:
    base = next((tag.get("href") for tag in tree.iter("base") if tag.get("href")), "")
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
            try:
                result.add("url", urljoin(base or "", link.get("href") or ""), Provenance.MARKUP)
            except ValueError:
                continue


def _add_markup(result: Candidates, tree: html.HtmlElement) -> None:
    """Add what microdata and ``time`` elements state."""
    for prop in ("datepublished", "datecreated"):
        for node in islice(_with(tree, "itemprop", prop), OF_A_KIND_MAX):
            result.add("date", _value(node), Provenance.MARKUP)
            result.add("date", node.get("title"), Provenance.MARKUP)
    times = list(islice(filter(_is_of_article, tree.iter("time", "abbr")), OF_A_KIND_MAX))
    for node in sorted(times, key=lambda node: not _is_marked(node)):
        if node.tag == "time" or _is_marked(node):
            result.add("date", node.get("datetime") or node.get("title"), Provenance.MARKUP)
            result.add("date", _value(node), Provenance.MARKUP)
    fields: tuple[tuple[str, Field], ...] = (("author", "author"), ("publisher", "source"))
    for prop, field in fields:
        for node in islice(_with(tree, "itemprop", prop), OF_A_KIND_MAX):
            named = next(_with(node, "itemprop", "name"), node)
            result.add(field, _value(named), Provenance.MARKUP)


def _guess_date(result: Candidates, tree: html.HtmlElement) -> None:
    """Add the dates in elements whose class or id marks them as such, in the page's order.

    Attributes go before shown text, which may be in the reader's time zone.
    """
    marked = (
        node
        for node in tree.iter()
        if isinstance(node.tag, str) and _is_marked(node) and _is_of_article(node)
    )
    for node in islice(marked, OF_A_KIND_MAX):
        text = _value(node)
        if len(text) > DATE_CHARS_MAX:
            continue
        for inside in node.iter():
            for attribute, value in inside.items():
                if _DATE_ATTRIBUTE.fullmatch(attribute):
                    result.add_guess("date", value, Provenance.PAGE)
        result.add_guess("date", node.get("title"), Provenance.PAGE)
        result.add_guess("date", text, Provenance.PAGE)


def _add_titles(
    result: Candidates, tree: html.HtmlElement, headlines: list[str], meta: Mapping[str, list[str]]
) -> None:
    """Add the titles without the name of the site, and the site that a title names."""
    urls = [str(candidate.value) for candidate in result.stated("url")]
    hosts = list(dict.fromkeys(filter(None, map(page_titles.host_of, urls))))
    sources = [str(candidate.value) for candidate in result.stated("source")]
    headings = [_value(node) for node in islice(tree.iter("h1"), OF_A_KIND_MAX)]
    itemprops = [_value(node) for node in islice(_with(tree, "itemprop", "headline"), 1)]
    titles = islice(tree.iter("title"), OF_A_KIND_MAX)
    names = [_value(node) for node in titles if not _in_drawing(node)]
    shown = [heading for heading in headings if page_titles.is_heading_of(heading, names)]
    confirmed = [line for line in headlines if page_titles.is_confirmed(line, names, shown)]
    only = shown if len(headings) == 1 else []
    found = []
    for title, provenance in (
        *((title, Provenance.META) for title in meta["og.title"]),
        *((title, Provenance.JSON_LD) for title in confirmed[:OF_A_KIND_MAX]),
        *((title, Provenance.META) for name in META["title"] for title in meta[name]),
        *((title, Provenance.MARKUP) for title in itemprops),
        *((title, Provenance.HEADING) for title in only),
        *((title, Provenance.MARKUP) for title in names),
        *((title, Provenance.HEADING) for title in headings),
        *((title, Provenance.JSON_LD) for title in headlines[:OF_A_KIND_MAX]),
    ):
        stripped = page_titles.without_site(" ".join(title.split()), (*sources, *hosts), headings)
        if not any(page_titles.same(stripped, site) for site in (*sources, *hosts)):
            found.append((stripped, provenance))
    for title, provenance in page_titles.repeated_heading_first(found, only, names):
        result.add("title", title, provenance)
    for title in (*names, *meta["og.title"][:1]):
        result.add("source", page_titles.site_in(title, hosts), Provenance.MARKUP)
    for title in names:
        known = (*headings, *meta["og.title"][:1])
        result.add("source", page_titles.site_beside(title, known), Provenance.MARKUP)
    for weak in WEAK_SOURCES:
        for value in meta[weak]:
            result.add("source", value, Provenance.META)
    for host in hosts:
        result.add_guess("source", host, Provenance.URL)


def _is_title(name: str, tree: html.HtmlElement, meta: Mapping[str, list[str]]) -> bool:
    """Whether the stated name of the site is the title of the page, as on some pages."""
    titles = meta["og.title"] or [_value(node) for node in tree.iter("title")]
    is_home = (meta["og.type"] or [""])[0].lower() == "website"
    return not is_home and name.split() in [title.split() for title in titles]


def _with(tree: html.HtmlElement, attribute: str, value: str) -> Iterator[html.HtmlElement]:
    for node in tree.iter():
        if isinstance(node.tag, str) and value in (node.get(attribute) or "").lower().split():
            yield node


def _value(node: html.HtmlElement) -> str:
    """The value of a microdata element: an attribute, or else its text."""
    stated_value = node.get("content") or node.get("datetime")
    if stated_value:
        return str(stated_value)
    return " ".join(" ".join(node.itertext()).split())[:MARKUP_CHARS_MAX]


def _is_marked(node: html.HtmlElement) -> bool:
    """Whether its class, id or attribute marks it as the date of publication."""
    if node.get("pubdate") is not None or _is_published(node):
        return True
    if _NOT_OF_ARTICLE.search(node.get("class") or ""):
        return False
    return bool(
        _DATE_CLASS.search(node.get("class") or "") or _DATE_CLASS.search(node.get("id") or "")
    )


def _is_published(node: html.HtmlElement) -> bool:
    """Whether hAtom marks it as published; it may be marked as updated, too."""
    marks = (node.get("class") or "").lower().split()
    return "published" in marks and "dtstart" not in marks


def _is_of_article(node: html.HtmlElement) -> bool:
    """Whether it is outside of comments, related stories and the like."""
    for parent in (node, *node.iterancestors()):
        if parent is node and _is_published(node):
            continue
        marks = f"{parent.get('class') or ''} {parent.get('id') or ''}"
        if parent.tag in ("footer", "aside"):
            return False
        if parent.tag not in ("body", "html") and _NOT_OF_ARTICLE.search(marks):
            return _holds_only_heading(parent)
    return True


def _holds_only_heading(part: html.HtmlElement) -> bool:
    """Whether it holds the page's only h1, and so is no side part: ``content-sidebar-wrap``."""
    headings = list(islice(part.getroottree().iter("h1"), 2))
    return len(headings) == 1 and part in headings[0].iterancestors()


def _in_drawing(node: html.HtmlElement) -> bool:
    return any(parent.tag == "svg" for parent in node.iterancestors())


def _read(table: str) -> Mapping[Field, Sequence[str]]:
    fields = frozenset(get_args(Field))
    names: dict[Field, list[str]] = {}
    for word in table.split():
        if word in fields and word not in names:
            names[cast("Field", word)] = of_field = []
        else:
            of_field.append(word)
    return names


META: Mapping[Field, Sequence[str]] = _read(_TABLE)


def visible_text(tree: html.HtmlElement) -> str:
    """All the text that a page shows, a paragraph for each block."""
    pieces: list[str] = []
    waiting: list[tuple[html.HtmlElement, bool]] = [(tree, False)]
    while waiting:
        node, is_over = waiting.pop()
        if is_over:
            pieces.append("\n" if node.tag in _BLOCKS else "")
            pieces.append(node.tail or "")
            continue
        waiting.append((node, True))
        if not isinstance(node.tag, str) or node.tag in _UNSEEN:
            continue
        pieces.append(("\n" if node.tag in _BLOCKS else "") + (node.text or ""))
        waiting.extend((child, False) for child in reversed(node))
    paragraphs = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n\n".join(filter(None, paragraphs))
