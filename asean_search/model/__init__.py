"""The nouns that cross borders: frozen values that every layer may hold and none may change."""

from __future__ import annotations

from asean_search.model.documents import (
    Action,
    Document,
    FileRecord,
    IngestPlan,
    IngestReport,
    Planned,
    Skipped,
    Tally,
)
from asean_search.model.explanations import (
    AddedWord,
    Explanation,
    FieldScore,
    TellingWord,
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
    Also,
    SearchRequest,
    Sort,
    Understanding,
)
from asean_search.model.results import (
    Asked,
    BadLine,
    BatchAnswer,
    Counted,
    CountedWord,
    FacetCount,
    Hit,
    Relaxed,
    Rescue,
    SearchResult,
    SimilarDocuments,
    Snippet,
    Span,
    Spelling,
)

__all__ = [
    "FACETS",
    "Acronym",
    "Action",
    "AddedWord",
    "Also",
    "Asked",
    "BadLine",
    "BatchAnswer",
    "CheckReport",
    "Counted",
    "CountedWord",
    "Damage",
    "Document",
    "Explanation",
    "FacetCount",
    "FieldScore",
    "FileRecord",
    "Hit",
    "IndexInfo",
    "IngestPlan",
    "IngestReport",
    "Planned",
    "Relaxed",
    "Rescue",
    "SearchRequest",
    "SearchResult",
    "SimilarDocuments",
    "Skipped",
    "Snippet",
    "Sort",
    "Span",
    "Spelling",
    "Tally",
    "TellingWord",
    "Understanding",
    "WordScore",
]
