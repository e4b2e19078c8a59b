"""The only door to an index: opens it for reading or writing; importing this loads no engine."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asean_search.engine.interface import Catalog, OpenIndex, Writer
    from asean_search.model import Damage, Location


def format_version() -> int:
    """The version of the index format that this program reads and writes."""
    from asean_search.engine.whoosh.folder import FORMAT_VERSION

    return FORMAT_VERSION


def is_index(location: Location) -> bool:
    """Whether the folder at ``location`` holds an index of asearch, readable or not."""
    from asean_search.engine.whoosh import folder

    return folder.is_index(location.folder)


def open_index(location: Location, *, trusted: bool = False) -> OpenIndex:
    """Open the index at ``location`` for reading. Nothing in the folder is created or changed.

    Args:
        location: Where the index lives.
        trusted: Open it even though somebody else could have put files into it.

    Raises:
        IndexMissingError: there is no index at ``location``.
        IndexOutdatedError: another version of asearch made it.
        IndexDamagedError: its files contradict each other.
        IndexUntrustedError: somebody else could have put files into it.
        StorageError: the file system refused.
    """
    from asean_search.engine.whoosh.index import WhooshIndex

    _require_trust(location, trusted)
    return WhooshIndex(location.folder)


def open_writer(
    location: Location, *, wait_s: float = 0.0, trusted: bool = False, rebuild: bool = False
) -> Writer:
    """Open the index at ``location`` for writing; a missing one is created.

    Args:
        location: Where the index lives. A folder may be missing, empty, or an index; it may also
            hold a README.md, .gitignore or .gitkeep, but no other file.
        wait_s: How many seconds to wait for another writer to finish.
        trusted: Open it even though somebody else could have put files into it.
        rebuild: Empty an index that cannot be used (outdated, damaged) instead of refusing it. The
            roots that it remembers stay.

    Raises:
        IndexBusyError: another process was still writing after ``wait_s`` seconds.
        IndexUnusableError: the folder holds other things.
        IndexOutdatedError, IndexDamagedError, IndexUntrustedError, StorageError: as for
            ``open_index``.
    """
    from asean_search.engine.whoosh import recovery
    from asean_search.engine.whoosh.writer import WhooshWriter

    _require_trust(location, trusted)
    if rebuild:
        recovery.empty_unless_sound(location.folder, wait_s)
    return WhooshWriter(location.folder, wait_s=wait_s)


def damage(location: Location, *, trusted: bool = False) -> tuple[Damage, ...]:
    """What of the index at ``location`` cannot be trusted, also when it cannot even be opened.

    Raises:
        IndexMissingError, IndexOutdatedError, IndexUntrustedError, StorageError: as for
            ``open_index``.
    """
    from asean_search.engine.whoosh import recovery

    _require_trust(location, trusted)
    return recovery.find(location.folder)


def repair(location: Location, *, wait_s: float = 0.0, trusted: bool = False) -> tuple[Damage, ...]:
    """Take what is damaged out of the index at ``location``; what that was.

    The files whose documents were in it are remembered as not read: the next run reads them.

    Raises:
        IndexDamagedError: no part of it can be saved; it has to be rebuilt.
        IndexBusyError, IndexMissingError, IndexOutdatedError, IndexUntrustedError, StorageError:
            as for ``open_writer``.
    """
    from asean_search.engine.whoosh import recovery

    _require_trust(location, trusted)
    return recovery.repair(location.folder, wait_s)


@contextmanager
def open_catalog(location: Location) -> Iterator[Catalog]:
    """What the index at ``location`` remembers of files; nothing where there is no index.

    It is read even if the index cannot be used, and nothing in it can run code.
    """
    from asean_search import catalog
    from asean_search.engine.whoosh import errors, folder

    with (
        errors.reading(location.folder),
        catalog.view(location.folder / folder.CATALOG_FILE) as view,
    ):
        yield view


def catalog_roots(location: Location) -> tuple[str, ...]:
    """The paths that were given to the index at ``location``, as far as anybody still knows."""
    from asean_search.errors import AsearchError

    try:
        with open_catalog(location) as memory:
            return memory.roots()
    except AsearchError:
        return ()


def _require_trust(location: Location, trusted: bool) -> None:
    from asean_search.engine.whoosh import trust

    if not trusted:
        trust.require(location.folder)
