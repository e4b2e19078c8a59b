"""Text to tokens: folding, one spelling, stems, compounds; and the slots of a question."""

from __future__ import annotations

from asean_search.analysis.bounds import bounds
from asean_search.analysis.emitting import Emissions, emissions
from asean_search.analysis.exact import exact_places, exact_words
from asean_search.analysis.folding import fold, fold_prefix
from asean_search.analysis.surfaces import surface_pattern
from asean_search.analysis.token import Path, Slot, Term, Token
from asean_search.analysis.tokenising import slots, tokens

ANALYSIS_VERSION: int = 1
"""Changes when the same text gives other tokens: indexes of another version are rebuilt."""

__all__ = [
    "ANALYSIS_VERSION",
    "Emissions",
    "Path",
    "Slot",
    "Term",
    "Token",
    "bounds",
    "emissions",
    "exact_places",
    "exact_words",
    "fold",
    "fold_prefix",
    "slots",
    "surface_pattern",
    "tokens",
]
