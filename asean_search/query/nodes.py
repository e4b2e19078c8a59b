"""The query as a tree of frozen nodes, which know neither their text nor an index.

The union ``Node`` is closed: every dispatch over it ends in :func:`assert_never`, so that mypy
complains where a new node is missing, and an unknown node raises instead of matching everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NoReturn, Protocol, TypeVar

import msgspec
from msgspec.structs import replace

from asean_search.model import Synonym

TEXT_FIELDS = ("title", "body", "place")
"""The fields that plain words are searched in, and that ``field:`` can name (body: ``text:``)."""


def assert_never(node: NoReturn) -> NoReturn:
    """End a dispatch over the nodes of a tree.

    Raises:
        AssertionError: always; the message shows the node.
    """
    raise AssertionError(f"unknown node of a query: {node!r}")


class Leaf(msgspec.Struct, frozen=True):
    """A node over no other node."""

    @property
    def children(self) -> tuple[Node, ...]:
        """The nodes right below this one: none."""
        return ()

    def with_children(self: _Leaf, children: Iterable[Node]) -> _Leaf:
        """This node; it has no children."""
        return self


class Filter(Leaf, frozen=True):
    """A leaf that documents match or not, and that never scores."""


class Group(msgspec.Struct, frozen=True):
    """A node over two nodes or more."""

    nodes: tuple[Node, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        """The nodes right below this one."""
        return self.nodes

    def with_children(self: _Group, children: Iterable[Node]) -> _Group:
        """This node over other nodes."""
        return type(self)(tuple(children))


class Wrapper(msgspec.Struct, frozen=True):
    """A node over one node, its field ``node``."""

    @property
    def children(self: _OverOne) -> tuple[Node, ...]:
        """The node right below this one."""
        return (self.node,)

    def with_children(self: _Wrapper, children: Iterable[Node]) -> _Wrapper:
        """This node over another node."""
        (node,) = children
        return replace(self, node=node)


class Everything(Leaf, frozen=True):
    """Every document: ``*``."""


class Word(Leaf, frozen=True):
    """Text without spaces, as typed. Analysis may find one word in it or several.

    ``synonyms`` do not appear in the query's text: ``asean_search.synonyms`` adds them.
    """

    text: str
    synonyms: tuple[Synonym, ...] = ()


class Phrase(Leaf, frozen=True):
    """Words that follow one another, as typed between the quotes; ``synonyms`` as for a word."""

    text: str
    synonyms: tuple[Synonym, ...] = ()


class Prefix(Leaf, frozen=True):
    """Words with this prefix: ``vacc*`` has the text ``vacc``."""

    text: str


class Near(Leaf, frozen=True):
    """Words near one another in any order, or, if ``ordered``, in this one.

    At most ``distance`` other words stand between the first and the last of them. Each word has a
    position of its own: "new new" matches only a text that has the word twice.
    """

    text: str
    distance: int
    ordered: bool = False


class Exact(Leaf, frozen=True):
    """A word, or words that follow one another, in the form that was typed: not their stems.

    Case, accents and Unicode forms make no difference.
    """

    text: str


class Wildcard(Leaf, frozen=True):
    """Words that match a pattern: ``*`` stands for any characters, ``?`` for one."""

    text: str


class Regex(Leaf, frozen=True):
    """Words that the expression matches from beginning to end; see ``query.regex``."""

    text: str


class Fuzzy(Leaf, frozen=True):
    """Words with the same first letter within ``edits`` edits of this one.

    An edit inserts, deletes or replaces a letter, or swaps two neighbours (Damerau-Levenshtein,
    optimal string alignment).
    """

    text: str
    edits: int = 1


class DateRange(Filter, frozen=True):
    """Documents dated within ``first`` and ``last``, both included; None is an open end."""

    first: date | None
    last: date | None


class SourceIs(Filter, frozen=True):
    """Documents from this source, by any of its names, whatever the case and accents."""

    name: str


class LanguageIs(Filter, frozen=True):
    """Documents in this language: ``pt`` is also ``pt-br``."""

    code: str


class KeywordIs(Filter, frozen=True):
    """Documents with this value in a kept column, whatever the case and accents.

    ``field`` is a name as ``model.field_names.keyword_name`` gives it.
    """

    field: str
    value: str


class Has(Filter, frozen=True):
    """Documents that have a value in this field: one of ``KNOWN_FIELDS``, or a kept column."""

    field: str


class WordCount(Filter, frozen=True):
    """Documents whose text has ``first`` to ``last`` words, both included; None is an open end.

    The count is that of tokens: a compound counts as its parts and once more as a whole.
    """

    first: int | None
    last: int | None


class InField(Wrapper, frozen=True):
    """The node below, limited to one field of ``TEXT_FIELDS``."""

    field: str
    node: Node


class And(Group, frozen=True):
    """Every one of two nodes or more."""


class Or(Group, frozen=True):
    """At least one of two nodes or more."""


class Not(Wrapper, frozen=True):
    """Documents that do not match the node below. It never scores."""

    node: Node


class AtLeast(Wrapper, frozen=True):
    """The node below, a leaf or an Or of leaves, occurs ``count`` times or more in a document.

    The occurrences in all the searched fields are added up.
    """

    count: int
    node: Node


class Lead(Wrapper, frozen=True):
    """The node below matches within the first ``words`` words of the text.

    It consists of And, Or and ``Positional`` leaves, each of which has to begin there.
    """

    words: int
    node: Node

    @property
    def field(self) -> str:
        """The only field that has a lead."""
        return "body"


class Same(Wrapper, frozen=True):
    """The node below matches within one sentence or paragraph of a field.

    It consists of And, Or and ``Positional`` leaves, each of which has to begin there.
    """

    unit: str
    node: Node


class Boost(Wrapper, frozen=True):
    """The node below, whose score is multiplied."""

    node: Node
    factor: float


UNITS = ("sentence", "paragraph")
"""The units that ``Same`` can name."""

KNOWN_FIELDS = ("date", "source", "place", "language")
"""The fields that ``Has`` can name beside kept columns: every document has a title and a text."""

Positional = Word | Phrase | Near
"""Leaves whose positions in a text are known."""

MultiTerm = Prefix | Wildcard | Regex | Fuzzy
"""Leaves that stand for many words of an index."""

Text = Positional | MultiTerm | Exact
"""Leaves that occur in a text, and score."""

Filters = DateRange | SourceIs | LanguageIs | KeywordIs | Has | WordCount
"""The leaves that never score."""

Scope = AtLeast | Lead | Same
"""Nodes that demand where or how often the leaves below them occur."""

Node = Everything | Text | Filters | Scope | InField | Boost | And | Or | Not


class _OverOne(Protocol):
    @property
    def node(self) -> Node: ...


_Leaf = TypeVar("_Leaf", bound=Leaf)
_Group = TypeVar("_Group", bound=Group)
_Wrapper = TypeVar("_Wrapper", bound=Wrapper)
