"""Separates the title of a page from the name of its site: ``Rice up | The Daily``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from asean_search.dates.month_names import unaccented

_SEPARATOR = re.compile(r"\s+(?:[-–—|:/·•»«~>]|::|\|\||>>|<)\s+|\s*[|｜»]\s*|:\s+|\s+@\s+|：|＿|_")
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_PORTAL = frozenset({"www", "m", "mobile", "amp", "edition", "en", "news", "blog", "blogs"})
_NO_NAMES = frozenset({"com", "co", "org", "net", "gov", "ac", "edu", "go", "or", "ne", "info"})
_LONGER_WORD = re.compile(r"[^\W_]{4,}")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]{3,}")
_FULL_TITLE_MIN = 20
"""A shorter ``title`` element may be the name of the site: ``The Daily``."""
_CHARS_MIN = 3
_CHARS_MAX = 500
_WORDS_OF_SITE_MAX = 5


def host_of(url: str) -> str | None:
    """The host of an address without ``www.``: ``nhandan.vn``."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def without_site(title: str, sites: Iterable[str], headings: Iterable[str] = ()) -> str:
    """The title without a site's name at its end or start.

    ``sites`` are names or hosts of the page's site. If the title has none of them, and the longer
    side of a separator is a heading of the page, that side is the title.
    """
    if len(title) > _CHARS_MAX:
        return title
    names = _names(sites)
    parts = [(match.start(), match.end()) for match in _SEPARATOR.finditer(title)]
    for start, end in reversed(parts):
        if _is_site(title[end:], names) and title[:start].strip():
            return without_site(title[:start].strip(), sites, headings)
    for start, end in parts:
        if _is_site(title[:start], names) and title[end:].strip():
            return without_site(title[end:].strip(), sites, headings)
    headed = {_key(heading) for heading in headings} - {""}
    if _key(title) not in headed:
        for start, end in parts:
            for side in (title[:start].strip(), title[end:].strip()):
                if len(_key(side)) > len(_key(title)) / 2 and _key(side) in headed:
                    return side
    return title


def site_in(title: str, hosts: Iterable[str]) -> str | None:
    """The side of a title that is the name of the site, according to its hosts."""
    names = _names(hosts)
    for match in _SEPARATOR.finditer(title):
        for side in (title[match.end() :].strip(), title[: match.start()].strip()):
            if _is_site(side, names):
                return side
    return None


def site_beside(title: str, headings: Iterable[str]) -> str | None:
    """The site's name: the last section that a title adds to a heading of the page."""
    headed = {_key(heading) for heading in headings} - {""}
    ends = [(match.start(), match.end()) for match in _SEPARATOR.finditer(title)]
    for start, end in reversed(ends):
        added = title[end:].strip()
        if _key(title[:start]) in headed and len(_key(added)) < len(_key(title)) / 2:
            added = added.rpartition(title[start:end])[2].strip()
            return added if len(added.split()) <= _WORDS_OF_SITE_MAX else None
    return None


def is_heading_of(heading: str, names: Iterable[str]) -> bool:
    """Whether a heading may be that of the story. ``names`` are the ``title`` elements.

    The heading of a whole site has no words in common with the longer name of the page.
    """
    return not any(
        len(_key(name)) > max(len(_key(heading)), _FULL_TITLE_MIN) and not _is_of(heading, name)
        for name in names
    )


def is_confirmed(headline: str, names: Iterable[str], headings: Iterable[str]) -> bool:
    """Whether a title or heading shares words with this headline, or none with each other.

    Encyclopedias state a description as the headline: ``country in Oceania``.
    """
    names, headings = list(names), list(headings)
    if any(_is_of(headline, title) for title in (*names, *headings)):
        return True
    return not any(_is_of(heading, name) for name in names for heading in headings)


def repeated_heading_first(
    stated: Sequence[tuple[str, str]], headings: Iterable[str], names: Iterable[str]
) -> Sequence[tuple[str, str]]:
    """Titles with their provenance in order of trust; a repeated heading may go first.

    It does if nothing repeats the first title, which was then written for social networks.
    """
    knowers: dict[str, set[str]] = {}
    for title, provenance in stated:
        knowers.setdefault(_key(title), set()).add(provenance)
    parts = {_key(part) for name in names for part in _SEPARATOR.split(name)}
    if not stated or len(knowers[_key(stated[0][0])]) > 1 or _key(stated[0][0]) in parts:
        return stated
    headed = {_key(heading) for heading in headings}
    repeated = [one for one in stated if _key(one[0]) in headed and len(knowers[_key(one[0])]) > 1]
    return [*repeated[:1], *stated]


def same(title: str, site: str) -> bool:
    """Whether a title is only the name of the site."""
    return _is_site(title, _names((site,)))


def _is_site(side: str, names: frozenset[str]) -> bool:
    key = _key(side)
    if len(key) < _CHARS_MIN - 1:
        return False
    if key in names or any(len(key) > _CHARS_MIN and key == f"the{name}" for name in names):
        return True
    shorter = key.removeprefix("the")
    for ending in ("com", "news", "online", "net", "org"):
        shorter = shorter.removesuffix(ending) or shorter
    return len(shorter) >= _CHARS_MIN and shorter in names


def _names(sites: Iterable[str]) -> frozenset[str]:
    """The keys of the sites' names, and of the labels of their hosts."""
    names = set()
    for site in sites:
        names.add(_key(site))
        if "." in site and " " not in site.strip():
            labels = [label for label in site.lower().split(".") if label not in _PORTAL]
            names.add(_key("".join(labels)))
            names.update(_key(label) for label in labels[:-1] if label not in _NO_NAMES)
        else:
            names.update(_key(side) for side in _SEPARATOR.split(site))
            names.add(_key(site).removeprefix("the"))
    return frozenset(name for name in names if len(name) >= _CHARS_MIN - 1)


def _is_of(line: str, title: str) -> bool:
    """Whether most words of a line are in a title, or one contains the other."""
    keys = sorted((_key(line), _key(title)), key=len)
    if keys[0] in keys[1]:
        return True
    words = _words(line)
    return 2 * len(words & _words(title)) > len(words)


def _words(text: str) -> set[str]:
    """The longer words; of scripts without spaces, every three letters in a row."""
    words = set(_LONGER_WORD.findall(unaccented(text)))
    for run in _UNSPACED.findall(text):
        words.update(run[start : start + 3] for start in range(len(run) - 2))
    return words


def _key(text: str) -> str:
    return _NOT_ALPHANUMERIC.sub("", unaccented(text))
