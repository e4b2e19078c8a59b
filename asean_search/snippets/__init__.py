"""Highlights and snippets: the parts of a stored text that show why a query matches it."""

from __future__ import annotations

from asean_search.snippets.highlighter import Highlighter

__all__ = ["Highlighter"]
