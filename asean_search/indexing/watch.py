"""Waiting until something changes at the paths that were given to be indexed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from asean_search.errors import ExtraMissingError, IngestError
from asean_search.ingest.walk import files
from asean_search.paths import real_folder

_QUIET_MS = 1_000
"""Changes that follow each other faster are one."""
_FIRST_MS = 1_000
"""The watch polls at this interval."""


def require() -> None:
    """See that changes can be noticed.

    Raises:
        ExtraMissingError: The library for it is not installed.
    """
    try:
        import watchfiles  # noqa: F401
    except ModuleNotFoundError:
        raise ExtraMissingError(
            "--watch needs watchfiles, which is not installed",
            hint="Install it: pip install 'asean-search[watch]'",
        ) from None


def changes(paths: Sequence[Path], index_path: Path) -> Iterator[bool]:
    """True each time that a file at the paths or below them has changed, until Ctrl-C.

    The first comes at once: what has changed before the watch began is to be seen to.

    Raises:
        IngestError: None of the paths is there.
    """
    import watchfiles

    found = files.roots(paths, Path.cwd()).found
    if not found:
        raise IngestError("there is nothing to watch: none of the paths exists")
    index = real_folder(index_path)

    def is_news(_: watchfiles.Change, path: str) -> bool:
        place = Path(path)
        return place != index and index not in place.parents

    watch = watchfiles.watch(
        *found,
        watch_filter=is_news,
        step=_QUIET_MS,
        rust_timeout=_FIRST_MS,
        yield_on_timeout=True,
        raise_interrupt=False,
    )
    next(watch, None)
    yield True
    for changed in watch:
        if changed:
            yield True
