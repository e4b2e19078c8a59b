"""The registry of query nodes: which function compiles each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from asean_search.engine.whoosh.query import (
    boolean,
    exact,
    filters,
    multi_term,
    near,
    phrase,
    positional,
)
from asean_search.engine.whoosh.query.context import Context
from asean_search.engine.whoosh.query.scorer import MatchAll, Query
from asean_search.query import nodes

COMPILERS: Mapping[type, Callable[[Context, Any], Query]] = {
    nodes.Everything: lambda _, __: MatchAll(),
    nodes.Word: phrase.compile_word,
    nodes.Phrase: phrase.compile_phrase,
    nodes.Near: near.compile_near,
    nodes.Exact: exact.compile_exact,
    nodes.Prefix: multi_term.compile_multi_term,
    nodes.Wildcard: multi_term.compile_multi_term,
    nodes.Regex: multi_term.compile_multi_term,
    nodes.Fuzzy: multi_term.compile_multi_term,
    nodes.And: boolean.compile_and,
    nodes.Or: boolean.compile_or,
    nodes.Not: boolean.compile_not,
    nodes.Boost: boolean.compile_boost,
    nodes.InField: boolean.compile_field,
    nodes.AtLeast: positional.compile_at_least,
    nodes.Lead: positional.compile_lead,
    nodes.Same: positional.compile_same,
    nodes.DateRange: filters.compile_dates,
    nodes.SourceIs: filters.compile_source,
    nodes.LanguageIs: filters.compile_language,
    nodes.KeywordIs: filters.compile_keyword,
    nodes.Has: filters.compile_has,
    nodes.WordCount: filters.compile_word_count,
}


def compile_node(context: Context, node: nodes.Node) -> Query:
    """A node, and all below it, compiled.

    Raises:
        AssertionError: The node is not in the registry.
    """
    compiler = COMPILERS.get(type(node))
    if compiler is None:
        raise AssertionError(f"unknown node of a query: {node!r}")
    return compiler(context, node)
