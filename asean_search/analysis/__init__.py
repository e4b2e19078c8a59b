"""Text analysis: folding, segmentation, stemming, compounds; and the terms of a query."""

from __future__ import annotations

from asean_search.analysis.acronyms import (
    acronym_definitions,
    count_definitions,
    name_key,
    usual_meanings,
)
from asean_search.analysis.folding import fold, fold_prefix
from asean_search.analysis.language_id import language_of
from asean_search.analysis.query_terms import (
    LeafTerms,
    name_words,
    phrase_leaf_terms,
    query_terms,
    word_leaf_terms,
)
from asean_search.analysis.segmentation import CAPITALS, token_pattern
from asean_search.analysis.sentences import PARAGRAPH, SENTENCE, paragraph_starts, unit_positions
from asean_search.analysis.stemming import family, stem_all
from asean_search.analysis.token import QueryTerm, Token
from asean_search.analysis.tokenizer import (
    exact_positions,
    exact_words,
    tokenize,
    tokenize_english,
    tokenizer_of,
    tokens,
)

ANALYSIS_VERSION: int = 2
"""Changes when the same text gives other tokens: indexes of another version are rebuilt."""

__all__ = [
    "ANALYSIS_VERSION",
    "CAPITALS",
    "PARAGRAPH",
    "SENTENCE",
    "LeafTerms",
    "QueryTerm",
    "Token",
    "acronym_definitions",
    "count_definitions",
    "exact_positions",
    "exact_words",
    "family",
    "fold",
    "fold_prefix",
    "language_of",
    "name_key",
    "name_words",
    "paragraph_starts",
    "phrase_leaf_terms",
    "query_terms",
    "stem_all",
    "token_pattern",
    "tokenize",
    "tokenize_english",
    "tokenizer_of",
    "tokens",
    "unit_positions",
    "usual_meanings",
    "word_leaf_terms",
]
