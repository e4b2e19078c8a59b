"""The use case of an empty answer: why nothing was found, and what could be asked instead.

Nothing here changes the answer. Each part of the question is counted by itself, words that nobody
wrote are compared with those of the index, and questions that ask for less are counted, so that
one of them can be asked next.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from asean_search import agencies, analysis, query
from asean_search.engine.interface import Index, Search
from asean_search.model import Counted, Relaxed, Rescue, Spelling, Understanding
from asean_search.query.tree import (
    And,
    AtLeast,
    DateRange,
    Everything,
    Exact,
    InField,
    Lead,
    Near,
    Node,
    Or,
    Phrase,
    Same,
    SourceIs,
    Word,
)

MOST_WORDS = 6
"""Of so many words and filters each is counted."""

MOST_RELAXED = 5
MOST_MEANT = 3
_OFTENER = 10
"""A word may be a mistake if one near it is in so many times as many documents;"""
_LONG_LETTERS = 5
"""if it is in some, only a word of so many letters, one change away: names are like many words."""
_FEWEST_LETTERS = 3
_RIGHT_LETTERS = 2
"""Where something was found, the first letters are taken to be right: that is looked up at once."""
_NEAR_NAME = 0.5


Expand = Callable[[Node], Node]
"""Gives the words of a tree their other names, as whoever asks it gets them."""


@dataclass(frozen=True, slots=True)
class _Question:
    """A tree with the options that narrow its answer."""

    tree: Node
    options: Understanding
    expand: Expand = dataclasses.field(compare=False)

    @property
    def text(self) -> str:
        return query.unparse(self.tree)


def rescue(
    index: Index, tree: Node, understanding: Understanding, total: int, expand: Expand
) -> Rescue | None:
    """What is known of a question that found nothing, or little; None when that is nothing.

    ``tree`` is the question as it was asked; what is counted is counted with other names.
    Of a question that found something only the spelling is looked at.
    """
    asked = _Question(tree, understanding, expand)
    spelling = tuple(_spellings(index, tree, _RIGHT_LETTERS if total else 0))
    counts = tuple(_counts(index, asked)) if not total else ()
    ways = _ways(index, asked, spelling) if not total else _respelled(asked, spelling)
    relaxed = tuple(_counted(index, asked, ways, more_than=total))[:MOST_RELAXED]
    if total and not relaxed:
        return None
    return Rescue(counts, spelling, relaxed) if counts or spelling or relaxed else None


def filter_of(understanding: Understanding) -> Node | None:
    """The options that only narrow the answer, as one tree."""
    nodes = list(_options(understanding).values())
    if not nodes:
        return None
    return nodes[0] if len(nodes) == 1 else And(tuple(nodes))


def _options(understanding: Understanding) -> dict[str, Node]:
    """The options by what they are called."""
    found: dict[str, Node] = {}
    since, until = understanding.since, understanding.until
    if since or until:
        found[f"date:{query.format_dates(since, until)}"] = DateRange(since, until)
    names: tuple[Node, ...] = tuple(SourceIs(name) for name in understanding.sources)
    if names:
        node = names[0] if len(names) == 1 else Or(names)
        found[query.unparse(node)] = node
    return found


def _parts(tree: Node) -> tuple[list[Node], list[Node]]:
    """What is looked for, and what only narrows the answer."""
    nodes = tree.nodes if isinstance(tree, And) else (tree,)
    words = [node for node in nodes if query.scoring_leaves(node)]
    return words, [node for node in nodes if node not in words]


def _all_of(nodes: Iterable[Node]) -> Node:
    several = tuple(nodes)
    return query.normalise(And(several) if len(several) > 1 else several[0])


def _count(index: Index, tree: Node, only: Node | None = None) -> int:
    return index.search(Search(tree, only, limit=0)).total


# --- how many documents have each part


def _counts(index: Index, asked: _Question) -> Iterator[Counted]:
    words, filters = _parts(asked.tree)
    narrowing = {query.unparse(node): node for node in filters} | _options(asked.options)
    if len(words) > MOST_WORDS or len(narrowing) > MOST_WORDS or not words:
        return
    for node in words:
        yield Counted(query.unparse(node), "word", _count(index, asked.expand(node)))
    together = asked.expand(_all_of(words))
    if len(words) > 1:
        label = "both" if len(words) == 2 else "all"  # noqa: PLR2004
        yield Counted(label, "together", _count(index, together))
    for label, node in narrowing.items():
        only = query.normalise(node)
        yield Counted(label, "filter", _count(index, together, only))


# --- words that may be meant


def _spellings(index: Index, tree: Node, prefix: int) -> Iterator[Spelling]:
    seen = set()
    held = _count(index, Everything())
    for field, leaf in query.scoring_leaves(tree):
        if not isinstance(leaf, Word | Phrase | Near | Exact):
            continue
        for chunk in leaf.text.split():
            word = analysis.fold_prefix(chunk)
            if (field, word) in seen or len(word) < _FEWEST_LETTERS or not word.isalpha():
                continue
            seen.add((field, word))
            if spelling := _spelling(index, field, chunk, held, prefix):
                yield spelling


def _spelling(
    index: Index, field: str | None, chunk: str, held: int, prefix: int
) -> Spelling | None:
    node: Node = InField(field, Word(chunk)) if field else Word(chunk)
    documents = _count(index, node)
    if documents * _OFTENER >= held:
        return None  # no word can be in so many more documents
    near = index.near_words(chunk, field or "body", MOST_MEANT, prefix=prefix)
    meant = tuple(
        (each.word, each.documents)
        for each in near
        if each.documents > documents * _OFTENER
        and (not documents or (each.edits == 1 and len(chunk) >= _LONG_LETTERS))
    )
    return Spelling(chunk, documents, meant) if meant else None


def _respelled(asked: _Question, spelling: tuple[Spelling, ...]) -> Iterator[tuple[str, _Question]]:
    """The question with the likeliest words, then with each of the others."""
    if not spelling:
        return
    first = {each.word: each.meant[0][0] for each in spelling}
    yield _with_words(asked, first)
    if len(spelling) == 1:
        for word, _ in spelling[0].meant[1:]:
            yield _with_words(asked, {spelling[0].word: word})


def _with_words(asked: _Question, words: dict[str, str]) -> tuple[str, _Question]:
    def change(leaf: Node) -> Node:
        if isinstance(leaf, Word | Phrase | Near | Exact):
            text = " ".join(words.get(chunk, chunk) for chunk in leaf.text.split())
            return replace(leaf, text=text)
        return leaf

    tree = query.rewritten(asked.tree, change) or asked.tree
    how = ", ".join(f"{new} for {old}" for old, new in words.items())
    return f"with {how}", replace(asked, tree=tree)


# --- questions that ask for less


def _ways(
    index: Index, asked: _Question, spelling: tuple[Spelling, ...]
) -> Iterator[tuple[str, _Question]]:
    """Questions like the one asked, the likeliest to be meant first, with what is changed."""
    yield from _respelled(asked, spelling)
    yield from _with_sources(index, asked)
    loose = query.rewritten(_unplaced(asked.tree), _loosened)
    if loose is not None:
        yield "with the words anywhere", replace(asked, tree=loose)
    words, filters = _parts(asked.tree)
    for node in filters:
        rest = [each for each in (*words, *filters) if each is not node]
        if rest:
            yield f"without {query.unparse(node)}", replace(asked, tree=_all_of(rest))
    yield from _without_options(asked)
    if len(words) > 1:
        for node in words:
            rest = [each for each in (*words, *filters) if each is not node]
            yield f"without {query.unparse(node)}", replace(asked, tree=_all_of(rest))
    relaxed = query.relax(asked.tree)
    if relaxed is not None:
        yield "with some of the words", replace(asked, tree=relaxed)


def _without_options(asked: _Question) -> Iterator[tuple[str, _Question]]:
    options = asked.options
    if options.since or options.until:
        label = query.format_dates(options.since, options.until)
        yield (
            f"without date:{label}",
            replace(asked, options=replace(options, since=None, until=None)),
        )
    if options.sources:
        label = " or ".join(options.sources)
        yield f"without source:{label}", replace(asked, options=replace(options, sources=()))


def _unplaced(tree: Node) -> Node:
    """The tree without demands on where and how often its words stand."""
    if isinstance(tree, And | Or):
        return replace(tree, nodes=tuple(map(_unplaced, tree.nodes)))
    if isinstance(tree, AtLeast | Lead | Same):
        return _unplaced(tree.node)
    if isinstance(tree, InField):
        return replace(tree, node=_unplaced(tree.node))
    return tree


def _loosened(leaf: Node) -> Node:
    """The words of a phrase, anywhere."""
    if isinstance(leaf, Phrase | Near | Exact):
        chunks = tuple(Word(chunk) for chunk in leaf.text.split() if analysis.slots(chunk))
        if chunks:
            return _all_of(chunks)
    return leaf


def _counted(
    index: Index, asked: _Question, ways: Iterable[tuple[str, _Question]], more_than: int
) -> Iterator[Relaxed]:
    """Those of the questions that find more than was found, each once."""
    seen = {asked}
    for change, way in ways:
        if way in seen:
            continue
        seen.add(way)
        documents = _count(index, way.expand(way.tree), filter_of(way.options))
        if documents > more_than:
            options = way.options
            yield Relaxed(
                way.text, change, documents, options.since, options.until, options.sources
            )


# --- sources that nobody is


def unknown_sources(index: Index, tree: Node, understanding: Understanding) -> tuple[str, ...]:
    """A remark for every source asked for that no document has, naming the nearest ones."""
    return tuple(
        f"no document has the source {name!r}" + (f"; near it: {', '.join(near)}" if near else "")
        for name, near in _near_sources(index, tree, understanding).items()
    )


def _near_sources(index: Index, tree: Node, understanding: Understanding) -> dict[str, list[str]]:
    """For each source asked for that no document has, the nearest that some have."""
    asked = {*understanding.sources, *_source_names(tree)}
    if not asked:
        return {}
    from difflib import get_close_matches  # only an empty answer needs it

    held = {agencies.source_key(name): name for name in index.info().sources}
    return {
        name: [
            held[key]
            for key in get_close_matches(agencies.source_key(name), held, n=3, cutoff=_NEAR_NAME)
        ]
        for name in sorted(asked)
        if agencies.source_key(name) not in held
    }


def _with_sources(index: Index, asked: _Question) -> Iterator[tuple[str, _Question]]:
    """The question with the nearest names of sources."""
    near = _near_sources(index, asked.tree, asked.options)
    meant = {name: names[0] for name, names in near.items() if names}
    if not meant:
        return

    def change(leaf: Node) -> Node:
        return SourceIs(meant.get(leaf.name, leaf.name)) if isinstance(leaf, SourceIs) else leaf

    sources = tuple(meant.get(name, name) for name in asked.options.sources)
    how = ", ".join(f"source {new} for {old}" for old, new in meant.items())
    yield (
        f"with {how}",
        replace(
            asked,
            tree=query.rewritten(asked.tree, change) or asked.tree,
            options=replace(asked.options, sources=sources),
        ),
    )


def _source_names(node: Node) -> set[str]:
    """Every source that the tree names."""
    if isinstance(node, SourceIs):
        return {node.name}
    return {name for inner in query.below(node) for name in _source_names(inner)}
