"""The use cases of indexing: files -> index, what that would do, and whether it is still so."""

from __future__ import annotations

from asean_search.indexing.check import roots_of, sources_of
from asean_search.indexing.options import RunOptions, run_options
from asean_search.indexing.plan import plan, preflight
from asean_search.indexing.runner import Progress, run

__all__ = [
    "Progress",
    "RunOptions",
    "plan",
    "preflight",
    "roots_of",
    "run",
    "run_options",
    "sources_of",
]
