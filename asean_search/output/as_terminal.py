"""Terminal output: titles, facts and snippets with marked matches, wrapped at words.

All text is ``rich.text.Text``, never markup. Only matches have a colour, from the terminal's own
palette, and essential text is not dimmed, so that light and dark terminals both work.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TextIO
from urllib.parse import quote

from msgspec.structs import replace
from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.text import Text

from asean_search.model import (
    Document,
    FacetCount,
    Hit,
    IndexInfo,
    SearchResult,
    ShownDocument,
    SimilarDocuments,
    Span,
)
from asean_search.output.highlights import Piece, block_pieces, line_pieces, snippet_pieces
from asean_search.output.options import OutputOptions
from asean_search.output.safe_text import safe_line
from asean_search.output.wording import explanations, reports, results
from asean_search.output.wording.suggestions import suggestion_commands, suggestion_remarks
from asean_search.patterns import lazy

_LINE_CHARS_MAX = 100
"""Wider lines are hard to read: the eye does not find the start of the next line."""
_LINE_CHARS_MIN = 24
_COUNT_CHARS = 8
_BAR_CHARS_MIN, _BAR_CHARS_MAX = 5, 40

_PLAIN = Style()
_TITLE = Style(bold=True)
_MATCH = Style(bold=True, color="red")
_MATCH_IN_TITLE = Style(bold=True, underline=True, color="red")
_ASIDE = Style(dim=True)

_WINDOWS_PATH = lazy(r"^([A-Za-z]:[\\/]|\\\\)")


def write_result(result: SearchResult, out: TextIO, options: OutputOptions) -> None:
    """Write the hits or the closest documents, how much was found, and what to do next."""
    page = _Page(out, options)
    page.write()
    if result.partial:
        page.write(Text(results.partial_heading(result), _TITLE))
        page.write()
    for hit in result.hits or result.partial:
        _write_hit(page, hit, options)
        page.write()
    for facet, rows in result.facets.items():
        if rows:
            _write_facet(page, facet, rows)
    if not result.partial:
        page.write(Text(results.footer(result)))
    if lines := list(suggestion_remarks(result.suggestions)):
        page.write()
    for line in lines:
        page.write(Text(line))
    for command, aside in suggestion_commands(result.suggestions):
        page.write_command(command, aside)
    if lines:
        page.write()
    page.write(Text(results.next_step(result)))


def write_document(shown: ShownDocument, out: TextIO, options: OutputOptions) -> None:
    """Write one whole document: title, facts, text."""
    document = shown.document
    page = _Page(out, options)
    link = _link(document, options)
    page.write(_title(document, shown.title_highlights, link))
    rows = [
        ("Title from", safe_line(document.title_from)),
        *results.document_rows(document, options),
    ]
    page.write()
    page.write_rows(rows, links={"File": link})
    page.write()
    for line in _lines(block_pieces(document.body, shown.body_highlights)):
        page.write(line)


def write_similar(similar: SimilarDocuments, out: TextIO, options: OutputOptions) -> None:
    """Write each document like a hit, with the words that make it similar."""
    page = _Page(out, options)
    page.write()
    for hit in similar.hits:
        _write_hit(page, replace(hit, explanation=None), options)
        page.write(Text(results.likeness(hit)), indent=len(f"{hit.rank:>2}") + 2)
        page.write()


def write_info(info: IndexInfo, out: TextIO, options: OutputOptions) -> None:
    """Write what is in an index."""
    _Page(out, options).write_rows(reports.info_rows(info, options), links={})


def file_uri(path: str) -> str:
    """The ``file:`` URI of an absolute path, POSIX or Windows; empty for any other path."""
    if _WINDOWS_PATH.match(path):
        path = path.replace("\\", "/")
        path = path if path.startswith("//") else f"/{path}"
    elif not path.startswith("/"):
        return ""
    try:
        encoded = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return ""
    return f"file:{'' if path.startswith('//') else '//'}{quote(encoded, safe='/:')}"


class _Page:
    """A terminal of known width to write lines to, without Rich's guesses about the text."""

    def __init__(self, out: TextIO, options: OutputOptions) -> None:
        self.width_chars = max(_LINE_CHARS_MIN, min(options.width_chars, _LINE_CHARS_MAX))
        self._console = Console(
            file=out,
            width=self.width_chars,
            force_terminal=True,
            color_system="standard",
            no_color=not options.color,
            markup=False,
            emoji=False,
            highlight=False,
        )

    def write(self, text: Text | None = None, *, first: str = "", indent: int = 0) -> None:
        """Write a paragraph, wrapped and indented; ``first`` goes into the first line's indent."""
        lines = (text or Text()).wrap(self._console, self.width_chars - indent, overflow="fold")
        lead = f"{first:<{indent}}"
        for line in lines or [Text()]:
            line.rstrip()
            whole = Text(lead if line.plain else lead.rstrip()).append_text(line)
            self._console.print(whole, soft_wrap=True)
            lead = " " * indent

    def write_command(self, command: str, aside: str) -> None:
        """Write a command on one line, however long, so that it can be copied, and its effect."""
        line = f"  {command}    {aside}"
        if cell_len(line) <= self.width_chars:
            self._console.print(Text(line), soft_wrap=True)
            return
        self._console.print(Text(f"  {command}"), soft_wrap=True)
        self.write(Text(aside), indent=6)

    def write_rows(self, rows: Iterable[tuple[str, str]], links: Mapping[str, str]) -> None:
        """Write labels and values in two columns; ``links`` are the targets of labels' values."""
        rows = list(rows)
        indent = max(len(label) for label, _ in rows) + 2
        for label, value in rows:
            style = Style(link=links.get(label) or None)
            self.write(Text(value, style), first=label, indent=indent)


def _write_hit(page: _Page, hit: Hit, options: OutputOptions) -> None:
    document = hit.document
    link = _link(document, options)
    rank = f"{hit.rank:>2}"
    indent = len(rank) + 2
    page.write(_title(document, hit.title_highlights, link), first=rank, indent=indent)
    page.write(Text(" · ".join(results.facts(hit))), indent=indent)
    for snippet in hit.snippets:
        text = Text()
        for piece, marked in snippet_pieces(snippet):
            text.append(piece, _MATCH if marked else _PLAIN)
        page.write(text, first=" " * indent + "•", indent=indent + 2)
    where = Text().append(results.location(document, options), Style(link=link or None))
    for aside in filter(None, [f"id {safe_line(document.id)}", results.score(hit)]):
        where.append(f" · {aside}", _ASIDE)
    page.write(where, indent=indent)
    if hit.explanation:
        for score, word, why in explanations.rows(hit.explanation):
            text = Text(f"{word}  ", _TITLE).append(why, _PLAIN)
            page.write(text, first=f"{'':<{indent}}{score:>7}", indent=indent + 9)


def _write_facet(page: _Page, facet: str, rows: Sequence[FacetCount]) -> None:
    """Write the counts in a column, with a bar beside each value if there is room."""
    page.write(Text(results.facet_heading(facet), _TITLE))
    shown = results.facet_rows(facet, rows)
    most = max((documents for _, documents in shown), default=1)
    label = max((cell_len(value) for value, _ in shown), default=0)
    room = min(_BAR_CHARS_MAX, page.width_chars - _COUNT_CHARS - label - 3)
    for value, documents in shown:
        line = Text(value)
        if room > _BAR_CHARS_MIN:
            bar = "\u2587" * max(1, round(room * documents / most))
            line.append(" " * (label - cell_len(value) + 1)).append(bar, _ASIDE)
        page.write(line, first=f"{documents:>{_COUNT_CHARS},}", indent=_COUNT_CHARS + 2)
    page.write()


def _title(document: Document, spans: tuple[Span, ...], link: str) -> Text:
    """The title in bold; matches are underlined too, because all of it is bold."""
    linked = Style(link=link or None)
    text = Text()
    for piece, marked in line_pieces(document.title, spans):
        text.append(piece, (_MATCH_IN_TITLE if marked else _TITLE) + linked)
    return text if text.plain.strip() else Text(results.title(document), _TITLE + linked)


def _lines(pieces: Iterable[Piece]) -> Iterator[Text]:
    """The text line by line, with marked matches."""
    line = Text()
    for piece, marked in pieces:
        for number, part in enumerate(piece.split("\n")):
            if number:
                yield line
                line = Text()
            line.append(part, _MATCH if marked else _PLAIN)
    yield line


def _link(document: Document, options: OutputOptions) -> str:
    return file_uri(options.absolute_path(document.path)) if options.hyperlinks else ""
