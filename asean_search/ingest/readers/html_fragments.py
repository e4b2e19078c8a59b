"""The text of HTML fragments: the entry of a feed, a wire story, the body of a mail.

All shown text counts. For whole pages, with menus and advertisements, see ``from_html``.
"""

from __future__ import annotations

import html
import re

_BLOCKS_TABLE = """
    address article aside blockquote body body.content body.head block caption center details
    div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hl1 hl2 hr html main
    media media-caption nav ol p pre section summary table tbody tfoot thead ul
"""
_BLOCKS = frozenset(_BLOCKS_TABLE.split())
_LINES_OF_BLOCKS = frozenset(("tr", "li", "dt", "dd"))
_CELLS = frozenset(("td", "th"))
_HIDDEN_TABLE = """
    head media-object media-producer noscript script style svg template title xml
"""
_HIDDEN = frozenset(_HIDDEN_TABLE.split())
_MARKUP = re.compile(
    r"</?(?:p|div|br|span|a|b|i|em|strong|h[1-6]|ul|ol|li|table|tr|td|img|html|body|blockquote"
    r"|font|su[bp]|small|big|u|s|q|cite|center|ins|del|mark|figure|section|article)"
    r"(?:\s+[\w:-]+\s*=[^<>]*|\s*)/?>|<!\[CDATA\[|<!--",
    re.IGNORECASE,
)
_LINES = re.compile(r"</?(?:p|div|br|li|tr|h[1-6]|blockquote|table)\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
_UNDERSCORE_DASH = re.compile(r"(\)) _ ")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_EMPTY_LINES = re.compile(r"\n{3,}")
_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<!\[CDATA\[(?P<data>.*?)(?:\]\]>|\Z)"
    r"|<[!?][^<>]*>"
    r"|<(?P<end>/?)(?P<name>[A-Za-z][^\s/<>\"']*)"
    r"(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*>",
    re.DOTALL,
)
"""A tag. No part of it matches ``<``, so that the time is linear in the text: ``html.parser`` of
the standard library takes hours for a megabyte of ``<a <a <a``."""


def is_markup(text: str) -> bool:
    """Whether a text has HTML tags in it."""
    return "<" in text and _MARKUP.search(text) is not None


def text_of(fragment: str) -> str:
    """The shown text of the HTML, a blank line between paragraphs.

    Without tags that break lines, the line breaks of the markup count (as in blogs' exports).
    """
    shown = _TextBuilder(keeps_lines=not _LINES.search(fragment))
    end = 0
    for token in _TOKEN.finditer(fragment):
        shown.text(fragment[end : token.start()])
        if name := token["name"]:
            shown.tag(name.rpartition(":")[2].lower(), token)
        elif token["data"]:
            shown.text(token["data"])
        end = token.end()
    shown.text(fragment[end:])
    lines = "".join(shown.parts).replace("\xa0", " ").split("\n")
    return _EMPTY_LINES.sub("\n\n", "\n".join(line.strip(" \t\r\f") for line in lines)).strip()


def text_or_markup(value: str) -> str:
    """The text of a value that may be HTML or plain text."""
    return text_of(value) if is_markup(value) else value


def title_of(value: str) -> str:
    """A title that may have tags or entities in it: ``Smith &amp; Co``, ``A <b>new</b> pact``."""
    if is_markup(value):
        value = text_of(value)
    return html.unescape(value) if "&" in value and _ENTITY.search(value) else value


def without_headline(text: str, headline: str) -> str:
    """The text of a wire story without the headline it repeats, and a dash for the wire's ``_``."""
    first, gap, rest = text.partition("\n\n")
    if gap and headline and " ".join(first.split()).casefold() == headline.casefold():
        text = rest
    return _UNDERSCORE_DASH.sub(r"\1 — ", text)


class _TextBuilder:
    """Collects the shown text, with the line breaks that tags make."""

    def __init__(self, *, keeps_lines: bool) -> None:
        self.parts: list[str] = []
        self._keeps_lines = keeps_lines
        self._hidden = ""
        self._pre = 0

    def text(self, text: str) -> None:
        """Add the text between two tags."""
        if text and not self._hidden:
            text = html.unescape(text)
            self.parts.append(text if self._pre or self._keeps_lines else _SPACE.sub(" ", text))

    def tag(self, name: str, token: re.Match[str]) -> None:
        """Add a start or end tag; inside a hidden element only its end tag counts."""
        is_end = bool(token["end"])
        if self._hidden:
            if (is_end and name == self._hidden) or (name == "body" and self._hidden == "head"):
                self._hidden = ""
            return
        if name in _HIDDEN and not is_end and not token[0].endswith("/>"):
            self._hidden = name
        if name == "pre":
            self._pre = max(0, self._pre + (-1 if is_end else 1))
        self._break(name, is_end=is_end)

    def _break(self, name: str, *, is_end: bool) -> None:
        if name in _BLOCKS:
            self.parts.append("\n\n")
        elif name == "br" or name in _LINES_OF_BLOCKS:
            self.parts.append("\n")
        elif name in _CELLS and not is_end:
            self.parts.append(" ")
