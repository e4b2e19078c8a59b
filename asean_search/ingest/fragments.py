"""The text of a piece of HTML: a feed's entry, a wire story, the body of a mail.

Whole pages, with their menus and advertisements, are another matter: see ``from_html``. Here
everything that would be shown is text.
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "body.content", "body.head"),
        *("block", "caption", "center", "details", "div", "dl", "fieldset", "figcaption"),
        *("figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hl1", "hl2"),
        *("hr", "html", "main", "media", "media-caption", "nav", "ol", "p", "pre", "section"),
        *("summary", "table", "tbody", "tfoot", "thead", "ul"),
    )
)
_LINES_OF_BLOCKS = frozenset(("tr", "li", "dt", "dd"))
_CELLS = frozenset(("td", "th"))
_HIDDEN = frozenset(
    (
        *("head", "media-object", "media-producer", "noscript", "script", "style", "svg"),
        *("template", "title", "xml"),
    )
)
_MARKUP = re.compile(
    r"</?(?:p|div|br|span|a|b|i|em|strong|h[1-6]|ul|ol|li|table|tr|td|img|html|body|blockquote)"
    r"(?:\s+[\w:-]+\s*=[^<>]*|\s*)/?>|<!\[CDATA\[|<!--",
    re.IGNORECASE,
)
_LINES = re.compile(r"</?(?:p|div|br|li|tr|h[1-6]|blockquote|table)\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_PARAGRAPH_GAP = re.compile(r"[ \t]*\n(?:[ \t]*\n)+[ \t]*")
_LINE_GAP = re.compile(r"[ \t]*\n[ \t]*")


def is_markup(text: str) -> bool:
    """Whether a text has tags in it, as HTML has."""
    return _MARKUP.search(text) is not None


def text_of(fragment: str) -> str:
    """What a reader of this HTML would read, a blank line between paragraphs.

    Where no tag makes a line, the lines are those of the source, as blogs' exports have it.
    """
    parser = _Text(keeps_lines=not _LINES.search(fragment))
    parser.feed(fragment)
    parser.close()
    text = "".join(parser.parts).replace("\xa0", " ")
    lines = _PARAGRAPH_GAP.sub("\n\n", text)
    return _LINE_GAP.sub(_shortest, lines).strip()


def text_or_markup(value: str) -> str:
    """The text of a value that may be HTML or may be text."""
    return text_of(value) if is_markup(value) else value


def title_of(value: str) -> str:
    """A title that may have tags or entities in it: ``Smith &amp; Co``, ``A <b>new</b> pact``."""
    if is_markup(value):
        value = text_of(value)
    return html.unescape(value) if _ENTITY.search(value) else value


def _shortest(gap: re.Match[str]) -> str:
    return gap[0].strip(" \t")


class _Text(HTMLParser):
    """Collects the text, with line ends where tags make them."""

    def __init__(self, *, keeps_lines: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._keeps_lines = keeps_lines
        self._hidden: list[str] = []
        self._pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = _bare(tag)
        if name in _HIDDEN:
            self._hidden.append(name)
        elif name == "body":
            self._hidden.clear()
        self._pre += name == "pre"
        self._break(name)

    def handle_endtag(self, tag: str) -> None:
        name = _bare(tag)
        if name in self._hidden:
            del self._hidden[self._hidden.index(name) :]
        self._pre -= name == "pre" and self._pre > 0
        if name not in _CELLS:
            self._break(name)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(_bare(tag))

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            keeps = self._pre or self._keeps_lines
            self.parts.append(data if keeps else _SPACE.sub(" ", data))

    def unknown_decl(self, data: str) -> None:
        if data.startswith("CDATA["):
            self.handle_data(data.removeprefix("CDATA["))

    def _break(self, name: str) -> None:
        if name == "br":
            self.parts.append("\n")
        elif name in _CELLS:
            self.parts.append(" ")
        elif name in _LINES_OF_BLOCKS:
            self.parts.append("\n")
        elif name in _BLOCKS:
            self.parts.append("\n\n")


def _bare(tag: str) -> str:
    """The name without its prefix: ``h:p`` is a paragraph as well."""
    return tag.rpartition(":")[2]
