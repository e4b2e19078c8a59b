"""Whether there is anything to index at the paths that were given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from asean_search.errors import IngestError
from asean_search.ingest.walk import files
from asean_search.model import Skipped
from asean_search.paths import key_at

_NAMED_MAX = 5


def preflight(paths: Sequence[Path]) -> None:
    """See that there is something to index, before an index is made for it.

    Raises:
        IngestError: None of the paths exists.
    """
    places = files.roots(paths, Path.cwd())
    if not places.found:
        raise nothing_to_read(paths, places.missing, Path.cwd())


def nothing_to_read(
    paths: Sequence[Path], skipped: Sequence[Skipped], archive_root: Path
) -> IngestError:
    """The error that says of each path why it was not read."""
    reasons = {item.path: item.reason for item in skipped}
    named = [f"{path}: {reasons.get(key_at(path, archive_root), 'not read')}" for path in paths]
    more = f"; and {len(named) - _NAMED_MAX:,} more" if len(named) > _NAMED_MAX else ""
    return IngestError(
        f"nothing could be indexed: {'; '.join(named[:_NAMED_MAX])}{more}",
        hint="Name a file or a folder that exists and may be read: asearch index PATH",
    )
