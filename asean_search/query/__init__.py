"""The query language: text to tree and back; it knows no index."""

from __future__ import annotations

from asean_search.dates.expressions import first_day, format_dates, last_day, parse_dates
from asean_search.query.parser import NESTING_MAX, Parsed, parse
from asean_search.query.printer import unparse
from asean_search.query.transform import (
    ScoringLeaf,
    asserted,
    map_leaves,
    normalise,
    relax,
    scoring_leaves,
    walk,
)

QUERY_LANGUAGE_VERSION = 2
"""Grows when a query comes to mean something else; saved beside whatever holds queries."""

__all__ = [
    "NESTING_MAX",
    "QUERY_LANGUAGE_VERSION",
    "Parsed",
    "ScoringLeaf",
    "asserted",
    "first_day",
    "format_dates",
    "last_day",
    "map_leaves",
    "normalise",
    "parse",
    "parse_dates",
    "relax",
    "scoring_leaves",
    "unparse",
    "walk",
]
