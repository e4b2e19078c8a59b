"""The only door to an index: open one for reading or writing; importing this loads no engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from asean_search.engine.interface import Index, Writer


def is_index(path: Path) -> bool:
    """Whether the folder at ``path`` holds an index of asearch, readable or not."""
    from asean_search.engine.on_whoosh import folder

    return folder.is_index(path)


def open_index(path: Path) -> Index:
    """Open the index at ``path`` for reading. Nothing in the folder is created or changed.

    Raises:
        IndexMissingError: there is no index at ``path``.
        IndexOutdatedError: another version of asearch made it.
        IndexDamagedError: its files contradict each other.
        StorageError: the file system refused.
    """
    from asean_search.engine.on_whoosh.read import WhooshIndex

    return WhooshIndex(path)


def open_writer(path: Path, *, wait_s: float = 0.0) -> Writer:
    """Open the index at ``path`` for writing; a missing one is created.

    Args:
        path: The index folder. It may be missing, empty, or an index; of other files, only a
            README.md, .gitignore or .gitkeep may be in it.
        wait_s: How many seconds to wait for another writer to finish.

    Raises:
        IndexBusyError: another process was still writing after ``wait_s`` seconds.
        IndexUnusableError: the folder holds other things.
        IndexOutdatedError, IndexDamagedError, StorageError: as for ``open_index``.
    """
    from asean_search.engine.on_whoosh.write import WhooshWriter

    return WhooshWriter(path, wait_s=wait_s)
