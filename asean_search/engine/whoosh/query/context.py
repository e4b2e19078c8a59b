"""The context that a query node is compiled in, and the limits of one search."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec
from msgspec.structs import replace

from asean_search import query, ranking
from asean_search.engine.whoosh.query.scorer import Query
from asean_search.engine.whoosh.query.segment_reader import SegmentReader
from asean_search.engine.whoosh.query.weight import UNSCORED, Similarity, Statistics, TermWeight
from asean_search.query import nodes

READ_DOCUMENTS_MAX = 5_000
READ_CHARS_MAX = 20_000_000
"""The most stored text that one search reads again for what the index does not hold."""


class Limits:
    """Counts the costly work of one search; not shared between searches."""

    def __init__(self) -> None:
        self._reached: dict[str, None] = {}
        self._documents = 0
        self._chars = 0

    @property
    def reached(self) -> tuple[str, ...]:
        """A sentence for each limit that was reached, in the order in which it was."""
        return tuple(self._reached)

    def add_reached(self, sentence: str) -> None:
        """Record that a limit was reached."""
        self._reached[sentence] = None

    def may_read(self) -> bool:
        """Whether one more document may be read again; records the limit if not."""
        if self._documents < READ_DOCUMENTS_MAX and self._chars < READ_CHARS_MAX:
            return True
        self.add_reached(
            f"checked the text of the first {self._documents:,} candidates only; "
            "add words or dates to narrow the search"
        )
        return False

    def count_read(self, chars: int) -> None:
        """Count a document that was read."""
        self._documents += 1
        self._chars += chars


class Context(msgspec.Struct, frozen=True):
    """What the compile step of every node needs.

    ``similarity`` None: nothing scores. ``lead`` n: only occurrences that start within the first
    n positions of a field count. ``unscored_words`` match without scoring.
    """

    readers: Sequence[SegmentReader]
    statistics: Statistics
    similarity: Similarity | None
    compile_node: Callable[[Context, nodes.Node], Query]
    fields: tuple[str, ...] = nodes.TEXT_FIELDS
    lead: int | None = None
    limits: Limits = msgspec.field(default_factory=Limits)
    unscored_words: frozenset[str] = frozenset()

    def compile(self, node: nodes.Node) -> Query:
        """The node compiled in this context."""
        return self.compile_node(self, node)

    def without_scores(self) -> Context:
        """The same context, in which nothing scores."""
        return self if self.similarity is None else replace(self, similarity=None)

    def term_weight(
        self, node: nodes.Text, statistics: Iterable[ranking.TermStatistics]
    ) -> TermWeight:
        """The weight of a leaf of several words: the sum of theirs, the documents of the rarest."""
        if self.similarity is None:
            return UNSCORED
        documents: float = self.statistics.documents
        weight = 0.0
        for each in statistics:
            documents = min(documents, each.documents)
            weight += self.similarity.term_weight(each)
        return TermWeight(lambda: self.text_of(node), int(documents), weight)

    def text_of(self, node: nodes.Text) -> str:
        """The leaf as a query writes it; with its field if the context has only one."""
        alone = len(self.fields) < len(nodes.TEXT_FIELDS)
        return query.unparse(nodes.InField(self.fields[0], node) if alone else node)
