"""The query as a tree: plain frozen nodes that know neither their text nor an index."""

from __future__ import annotations

from datetime import date

import msgspec

from asean_search.model import Synonym

TEXT_FIELDS = ("title", "body", "place")
"""The fields that plain words are looked for in, and that ``field:`` can name (body: ``text:``)."""


class Everything(msgspec.Struct, frozen=True):
    """Every document: ``*``."""


class Word(msgspec.Struct, frozen=True):
    """A chunk of text without spaces, as typed. Analysis may find one word in it or several.

    ``also`` are other names for it, which no query text says: see ``asean_search.synonyms``.
    """

    text: str
    synonyms: tuple[Synonym, ...] = ()


class Phrase(msgspec.Struct, frozen=True):
    """Words that follow one another, as typed between the quotes. ``also`` as for a word."""

    text: str
    synonyms: tuple[Synonym, ...] = ()


class Prefix(msgspec.Struct, frozen=True):
    """Words that begin so: ``vacc*`` has the text ``vacc``."""

    text: str


class Near(msgspec.Struct, frozen=True):
    """Words that stand near one another in any order, or, ``ordered``, in this one.

    At most ``distance`` other words stand between the first and the last of them. Each word has a
    place of its own: the text of "new new" has to hold it twice.
    """

    text: str
    distance: int
    ordered: bool = False


class Exact(msgspec.Struct, frozen=True):
    """A word, or words that follow one another, as they are written: not their stems.

    Case, accents and Unicode forms make no difference.
    """

    text: str


class Wildcard(msgspec.Struct, frozen=True):
    """Words of this form: ``*`` stands for any characters, ``?`` for one."""

    text: str


class Regex(msgspec.Struct, frozen=True):
    """Words that the pattern covers from beginning to end; see ``query.patterns``."""

    text: str


class Fuzzy(msgspec.Struct, frozen=True):
    """Words with the same first letter that ``edits`` changes or fewer turn into this one.

    A change is a letter more, less or other, or two neighbours exchanged.
    """

    text: str
    edits: int = 1


class DateRange(msgspec.Struct, frozen=True):
    """Documents dated within ``first`` and ``last``, both included; None is an open end."""

    first: date | None
    last: date | None


class SourceIs(msgspec.Struct, frozen=True):
    """Documents from this source, by any of its names, whatever the case and accents."""

    name: str


class LanguageIs(msgspec.Struct, frozen=True):
    """Documents in this language: ``pt`` is also ``pt-br``."""

    code: str


class KeywordIs(msgspec.Struct, frozen=True):
    """Documents with this value in a kept column, whatever the case and accents.

    ``field`` is a name as ``model.field_names.keyword_name`` gives it.
    """

    field: str
    value: str


class Has(msgspec.Struct, frozen=True):
    """Documents of which this is known: one of ``KNOWN_FIELDS``, or a kept column."""

    field: str


class WordCount(msgspec.Struct, frozen=True):
    """Documents whose text has ``first`` to ``last`` words, both included; None is an open end.

    A word is whatever analysis emits: a compound counts as its parts and once more as a whole.
    """

    first: int | None
    last: int | None


class InField(msgspec.Struct, frozen=True):
    """The node below looks in this one field of ``TEXT_FIELDS``."""

    field: str
    node: Node


class And(msgspec.Struct, frozen=True):
    """Every one of two nodes or more."""

    nodes: tuple[Node, ...]


class Or(msgspec.Struct, frozen=True):
    """At least one of two nodes or more."""

    nodes: tuple[Node, ...]


class Not(msgspec.Struct, frozen=True):
    """Documents that do not match the node below. It never scores."""

    node: Node


class AtLeast(msgspec.Struct, frozen=True):
    """The node below, a leaf or an Or of leaves, occurs ``count`` times or more in a document.

    The occurrences in all the fields that are looked in are added up.
    """

    count: int
    node: Node


class Lead(msgspec.Struct, frozen=True):
    """The node below matches within the first ``words`` words of the text.

    It is made of And, Or and ``PLACED`` leaves, each of which has to begin there.
    """

    words: int
    node: Node


class Same(msgspec.Struct, frozen=True):
    """The node below matches within one sentence or paragraph of a field.

    It is made of And, Or and ``PLACED`` leaves, each of which has to begin there.
    """

    unit: str
    node: Node


class Boost(msgspec.Struct, frozen=True):
    """The node below, whose score is multiplied."""

    node: Node
    factor: float


UNITS = ("sentence", "paragraph")
"""What ``Same`` can name."""

KNOWN_FIELDS = ("date", "source", "place", "language")
"""What ``Has`` can name beside kept columns: every document has a title and a text."""

PLACED = (Word, Phrase, Near)
"""Leaves whose places in a text are known."""

EXPANDED = (Prefix, Wildcard, Regex, Fuzzy)
"""Leaves that stand for many words of an index."""

LEAVES = (*PLACED, *EXPANDED, Exact)
"""Leaves that occur in a text, and score."""

FILTERS = (DateRange, SourceIs, LanguageIs, KeywordIs, Has, WordCount)
"""Leaves that documents match or not, and that never score."""

Text = Word | Phrase | Near | Prefix | Wildcard | Regex | Fuzzy | Exact
Filter = DateRange | SourceIs | LanguageIs | KeywordIs | Has | WordCount
Node = Everything | Text | Filter | InField | AtLeast | Lead | Same | Boost | And | Or | Not
