"""Stored text and a query's tree to what is shown of the text: highlights and snippets."""

from __future__ import annotations

from asean_search.snippets.highlighter import Highlighter

__all__ = ["Highlighter"]
