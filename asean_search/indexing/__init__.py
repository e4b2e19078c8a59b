"""The use cases of indexing: files -> index, what that would do, and whether it is still so."""

from __future__ import annotations

from asean_search.indexing.beginning import check
from asean_search.indexing.checking import roots_of, sources_of
from asean_search.indexing.options import RunOptions, run_options
from asean_search.indexing.planning import plan
from asean_search.indexing.running import Progress, run

__all__ = [
    "Progress",
    "RunOptions",
    "check",
    "plan",
    "roots_of",
    "run",
    "run_options",
    "sources_of",
]
