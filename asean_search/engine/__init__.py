"""The only door to an index: open one for reading or writing; importing this loads no engine."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asean_search.engine.interface import Catalog, Index, Writer
    from asean_search.model import Damage


def is_index(path: Path) -> bool:
    """Whether the folder at ``path`` holds an index of asearch, readable or not."""
    from asean_search.engine.whoosh import folder

    return folder.is_index(path)


def open_index(path: Path, *, trusted: bool = False) -> Index:
    """Open the index at ``path`` for reading. Nothing in the folder is created or changed.

    Args:
        path: The index folder.
        trusted: Open it even though somebody else could have put files into it.

    Raises:
        IndexMissingError: there is no index at ``path``.
        IndexOutdatedError: another version of asearch made it.
        IndexDamagedError: its files contradict each other.
        IndexUntrustedError: somebody else could have put files into it.
        StorageError: the file system refused.
    """
    from asean_search.engine.whoosh.index import WhooshIndex

    _require_trust(path, trusted)
    return WhooshIndex(path)


def open_writer(
    path: Path, *, wait_s: float = 0.0, trusted: bool = False, anew: bool = False
) -> Writer:
    """Open the index at ``path`` for writing; a missing one is created.

    Args:
        path: The index folder. It may be missing, empty, or an index; of other files, only a
            README.md, .gitignore or .gitkeep may be in it.
        wait_s: How many seconds to wait for another writer to finish.
        trusted: Open it even though somebody else could have put files into it.
        anew: An index that cannot be used (outdated, damaged) is emptied instead of refused. The
            roots that it remembers stay.

    Raises:
        IndexBusyError: another process was still writing after ``wait_s`` seconds.
        IndexUnusableError: the folder holds other things.
        IndexOutdatedError, IndexDamagedError, IndexUntrustedError, StorageError: as for
            ``open_index``.
    """
    from asean_search.engine.whoosh import recovery
    from asean_search.engine.whoosh.writer import WhooshWriter

    _require_trust(path, trusted)
    if anew:
        recovery.empty_unless_sound(path, wait_s)
    return WhooshWriter(path, wait_s=wait_s)


def damage(path: Path, *, trusted: bool = False) -> tuple[Damage, ...]:
    """What of the index at ``path`` cannot be trusted, also when it cannot even be opened.

    Raises:
        IndexMissingError, IndexOutdatedError, IndexUntrustedError, StorageError: as for
            ``open_index``.
    """
    from asean_search.engine.whoosh import recovery

    _require_trust(path, trusted)
    return recovery.find(path)


def repair(path: Path, *, wait_s: float = 0.0, trusted: bool = False) -> tuple[Damage, ...]:
    """Take what is damaged out of the index at ``path``; what that was.

    The files whose documents were in it are remembered as not read: the next run reads them.

    Raises:
        IndexDamagedError: nothing of it can be saved; it has to be made anew.
        IndexBusyError, IndexMissingError, IndexOutdatedError, IndexUntrustedError, StorageError:
            as for ``open_writer``.
    """
    from asean_search.engine.whoosh import recovery

    _require_trust(path, trusted)
    return recovery.repair(path, wait_s)


@contextmanager
def open_catalog(path: Path) -> Iterator[Catalog]:
    """What the index at ``path`` remembers of files; nothing where there is no index.

    It is read even if the index cannot be used, and nothing in it can run code.
    """
    from asean_search import catalog
    from asean_search.engine.whoosh import errors, folder

    with errors.reading(path), catalog.view(path / folder.CATALOG_FILE) as view:
        yield view


def catalog_roots(path: Path) -> tuple[str, ...]:
    """The paths that were given to the index at ``path``, as far as anybody still knows."""
    from asean_search.errors import AsearchError

    try:
        with open_catalog(path) as memory:
            return memory.roots()
    except AsearchError:
        return ()


def _require_trust(path: Path, trusted: bool) -> None:
    from asean_search.engine.whoosh import trust

    if not trusted:
        trust.require(path)
