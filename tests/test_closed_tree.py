"""The query tree is closed: whatever dispatches over it refuses a node that it does not know."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from engines import ENGINES, document

from asean_search import query, query_importance, synonyms
from asean_search.engine.interface import Search
from asean_search.query import nodes
from asean_search.query.nodes import And, Node, Word
from asean_search.query.transform import in_field
from asean_search.search.suggest.variants import parts
from asean_search.snippets import Highlighter
from asean_search.synonyms import SynonymTable


class Tide(nodes.Leaf, frozen=True):
    """A node of no query language: documents written at high tide."""

    metres: int


UNKNOWN = cast(Node, Tide(3))


@pytest.mark.parametrize(
    "dispatch",
    [
        query.unparse,
        query.normalise,
        query.relax,
        query.scoring_leaves,
        query_importance.words_of,
        query_importance.partial_query,
        lambda _: in_field("title", UNKNOWN),
        lambda tree: synonyms.expand(tree, SynonymTable(())),
        parts,
        lambda tree: Highlighter(tree).spans("Rice at high tide", "title", "en"),
    ],
    ids=[
        *("printing", "normalising", "relaxing", "scoring leaves", "importance", "partial"),
        *("fields", "synonyms", "suggestions", "highlighting"),
    ],
)
@pytest.mark.parametrize("tree", [UNKNOWN, And((Word("rice"), UNKNOWN))], ids=["alone", "in And"])
def test_an_unknown_node_is_refused(dispatch: Callable[[Node], object], tree: Node) -> None:
    with pytest.raises(AssertionError, match="unknown node"):
        dispatch(tree)


@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_never_takes_an_unknown_node_for_every_document(
    name: str, tmp_path: Path
) -> None:
    with ENGINES[name](tmp_path).hold(document("one"), document("two")) as index:
        for search in (Search(UNKNOWN), Search(Word("rice"), filter=UNKNOWN)):
            with pytest.raises(AssertionError, match="unknown node"):
                index.search(search)
