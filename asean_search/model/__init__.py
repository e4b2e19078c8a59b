"""The nouns that cross borders: frozen values that every layer may hold and none may change."""

from __future__ import annotations

from asean_search.model.documents import (
    Action,
    ChangeCount,
    Document,
    FileRecord,
    IngestPlan,
    IngestReport,
    PlannedFile,
    Skipped,
)
from asean_search.model.explanations import (
    Explanation,
    FeedbackTerm,
    FieldScore,
    KeyTerm,
    WordScore,
)
from asean_search.model.indexes import (
    Acronym,
    CheckReport,
    Damage,
    IndexInfo,
)
from asean_search.model.queries import (
    FACETS,
    InterpretedQuery,
    SearchRequest,
    Sort,
    Synonym,
)
from asean_search.model.results import (
    BadLine,
    BatchAnswer,
    BatchQuery,
    FacetCount,
    Hit,
    PartCount,
    RelaxedQuery,
    SearchResult,
    SimilarDocuments,
    Snippet,
    Span,
    SpellingSuggestion,
    Suggestions,
    WordFrequency,
)

__all__ = [
    "FACETS",
    "Acronym",
    "Action",
    "BadLine",
    "BatchAnswer",
    "BatchQuery",
    "ChangeCount",
    "CheckReport",
    "Damage",
    "Document",
    "Explanation",
    "FacetCount",
    "FeedbackTerm",
    "FieldScore",
    "FileRecord",
    "Hit",
    "IndexInfo",
    "IngestPlan",
    "IngestReport",
    "InterpretedQuery",
    "KeyTerm",
    "PartCount",
    "PlannedFile",
    "RelaxedQuery",
    "SearchRequest",
    "SearchResult",
    "SimilarDocuments",
    "Skipped",
    "Snippet",
    "Sort",
    "Span",
    "SpellingSuggestion",
    "Suggestions",
    "Synonym",
    "WordFrequency",
    "WordScore",
]
