"""The use case of checking: is the index still what the files say? Nothing is changed."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import msgspec
from msgspec.structs import replace

from asean_search.engine.interface import Catalog
from asean_search.indexing.options import RunOptions
from asean_search.indexing.plan import (
    FROM_STANDARD_INPUT,
    PARTIAL_BYTES,
    decide,
    is_refused,
    reason_to_remove,
)
from asean_search.ingest import extract
from asean_search.ingest.walk import files as input_files
from asean_search.ingest.walk.defaults import NOTHING
from asean_search.ingest.walk.files import InputFile
from asean_search.ingest.walk.folder_settings import FolderSettings
from asean_search.model import Skipped
from asean_search.paths import path_of, real_folder


class SourcesChecked(msgspec.Struct, frozen=True):
    """The files that an index was made of, against those there are; see ``model.CheckReport``."""

    changed: tuple[str, ...]
    gone: tuple[str, ...]
    new: tuple[str, ...]
    unread: tuple[str, ...]
    files: int


def roots_of(open_catalog: Catalog, archive_root: Path) -> tuple[Path, ...]:
    """The recorded roots: the paths that were indexed."""
    root = real_folder(archive_root)
    return tuple(path_of(key, root) for key in open_catalog.roots())


def sources_of(open_catalog: Catalog, *, index_path: Path, archive_root: Path) -> SourcesChecked:
    """Compare the catalog with the files at the recorded roots.

    The options of runs are not recorded: only the content of a file can change it.
    """
    archive_root = real_folder(archive_root)
    roots = roots_of(open_catalog, archive_root)
    met: dict[str, InputFile] = {}
    refused: set[str] = set()
    for item in input_files.walk(roots, archive_root=archive_root, index_folder=index_path):
        if isinstance(item, Skipped):
            refused.add(item.path)
        else:
            met[item.path] = item
    around = FolderSettings(archive_root, roots, NOTHING)
    changed, gone, unread, files = [], [], [], 0
    for record in open_catalog.files_under(""):
        files += 1
        file = met.pop(record.path, None)
        if record.size_bytes == PARTIAL_BYTES:
            unread.append(record.path)
        elif file is not None:
            as_read = replace(record, reading=file.defaults.fingerprint)
            if decide(file, as_read, RunOptions()).reads:
                changed.append(record.path)
        elif _is_gone(record.path, archive_root, around, refused):
            gone.append(record.path)
    new = [path for path, file in met.items() if _can_be_read(file)]
    return SourcesChecked(tuple(changed), tuple(gone), tuple(new), tuple(unread), files)


def _is_gone(
    key: str, archive_root: Path, around: FolderSettings, refused: Collection[str]
) -> bool:
    if key.startswith(FROM_STANDARD_INPUT) or is_refused(key, refused):
        return False
    return reason_to_remove(key, archive_root, around) is not None


def _can_be_read(file: InputFile) -> bool:
    kind = extract.format_of(file.disk_path, file.suffixes)
    return kind is not None and kind.unreadable_reason is None
