"""Markdown (CommonMark): a numbered list for notes, with matches in bold and snippets quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TextIO

from asean_search.model import Hit, SearchResult
from asean_search.output.highlights import Piece, line_pieces, snippet_pieces
from asean_search.output.options import OutputOptions
from asean_search.output.safe_text import safe_line
from asean_search.output.wording import explanations, results
from asean_search.output.wording.suggestions import suggestion_lines
from asean_search.patterns import lazy

_SPECIAL = lazy(r"([\\`*_\[\]<>&~|$])")
_BLOCK_START = lazy(r"^(\s*)([#+\-=:]|\d{1,9}(?=[.)]))")


def write_result(result: SearchResult, out: TextIO, options: OutputOptions) -> None:
    """Write the query as a heading, the hits as a list, and their number."""
    out.write(f"# {_escaped(safe_line(result.query.text).strip())}\n\n")
    for hit in result.hits:
        out.write("\n".join(_item(hit, options)) + "\n\n")
    if not result.partial:
        out.write(f"{_escaped(results.footer(result))}\n")
    else:
        out.write(f"{_escaped(results.partial_heading(result))}\n")
        for hit in result.partial:
            out.write("\n" + "\n".join(_item(hit, options)) + "\n")
    for line in suggestion_lines(result.suggestions):
        out.write(f"\n{_escaped(line)}\n")


def _item(hit: Hit, options: OutputOptions) -> Iterator[str]:
    marker = f"{hit.rank}. "
    indent = " " * len(marker)
    title = _marked(line_pieces(hit.document.title, hit.title_highlights))
    yield marker + (title or "(untitled)")
    facts = [*results.facts(hit), results.location(hit.document, options), results.score(hit)]
    line = " · ".join(
        _escaped(fact) for fact in (*facts, f"id {safe_line(hit.document.id)}") if fact
    )
    yield f"\n{indent}{line}"
    for snippet in hit.snippets:
        yield f"\n{indent}> {_marked(snippet_pieces(snippet))}"
    if hit.explanation:
        yield ""
        for score, word, why in explanations.rows(hit.explanation):
            yield f"{indent}- {_escaped(score)} **{_escaped(word)}**: {_escaped(why)}"


def _marked(pieces: Iterable[Piece]) -> str:
    """The pieces as one line with matches in bold; everything else is escaped."""
    inline = "".join(
        f"**{_SPECIAL.sub(_backslash, text)}**" if marked else _SPECIAL.sub(_backslash, text)
        for text, marked in pieces
    ).strip()
    return _BLOCK_START.sub(_start, inline)


def _escaped(text: str) -> str:
    return _marked([(text, False)])


def _backslash(found: re.Match[str]) -> str:
    return f"\\{found[1]}"


def _start(found: re.Match[str]) -> str:
    r"""The escaped start of a heading, list or rule: ``#`` becomes ``\#``, ``1.`` ``1\.``."""
    sign = found[2]
    return f"{found[1]}{sign}\\" if sign.isdigit() else f"{found[1]}\\{sign}"
