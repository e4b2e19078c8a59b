"""Text to tokens: folding, one spelling, stems, compounds; and the query terms of a query."""

from __future__ import annotations

from asean_search.analysis.acronyms import Definition, definitions, name_key, senses, tally
from asean_search.analysis.bounds import PARAGRAPH, SENTENCE, bounds, paragraph_starts
from asean_search.analysis.exact import exact_positions, exact_words
from asean_search.analysis.folding import fold, fold_prefix
from asean_search.analysis.language_id import language_of
from asean_search.analysis.query_terms import (
    LeafTerms,
    SynonymVariant,
    phrase_leaf_terms,
    word_leaf_terms,
)
from asean_search.analysis.segmentation import CAPITALS
from asean_search.analysis.slotting import names
from asean_search.analysis.stemming import family, stem_all
from asean_search.analysis.surfaces import surface_pattern
from asean_search.analysis.token import Path, QueryTerm, Term, Token
from asean_search.analysis.tokenizer import Emissions, emissions, emissions_in, emit
from asean_search.analysis.tokens import query_terms, tokens

ANALYSIS_VERSION: int = 2
"""Changes when the same text gives other tokens: indexes of another version are rebuilt."""

__all__ = [
    "ANALYSIS_VERSION",
    "CAPITALS",
    "PARAGRAPH",
    "SENTENCE",
    "Definition",
    "Emissions",
    "LeafTerms",
    "Path",
    "QueryTerm",
    "SynonymVariant",
    "Term",
    "Token",
    "bounds",
    "definitions",
    "emissions",
    "emissions_in",
    "emit",
    "exact_positions",
    "exact_words",
    "family",
    "fold",
    "fold_prefix",
    "language_of",
    "name_key",
    "names",
    "paragraph_starts",
    "phrase_leaf_terms",
    "query_terms",
    "senses",
    "stem_all",
    "surface_pattern",
    "tally",
    "tokens",
    "word_leaf_terms",
]
