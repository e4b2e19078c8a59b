"""Finding and removing damage, and emptying an index that cannot be used."""

# mypy: allow-untyped-calls

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

from asean_search import catalog
from asean_search.catalog import Catalog
from asean_search.engine.whoosh import commit, errors, folder, manifest
from asean_search.engine.whoosh.compat.schema import schema
from asean_search.engine.whoosh.folder import CATALOG_FILE
from asean_search.engine.whoosh.indexing.transaction import files_in
from asean_search.engine.whoosh.manifest import INDEX_NAME, Manifest, SegmentEntry
from asean_search.engine.whoosh.store.segment import Segment, require_layout
from asean_search.errors import AsearchError, IndexDamagedError, IndexOutdatedError
from asean_search.model import Damage

if TYPE_CHECKING:
    from pathlib import Path

TABLE = "the table of contents"
_OTHER_BYTES = "its content does not match its checksum"
_CATALOG_FILES = (CATALOG_FILE, CATALOG_FILE + "-journal")
_TRIES = 20
_PAUSE_S = 0.02


def find(path: Path) -> tuple[Damage, ...]:
    """Read all of the index at ``path`` and compare it with its checksums.

    Raises:
        IndexMissingError, IndexOutdatedError, StorageError: It cannot be read at all.
    """
    with errors.reading(path):
        folder.check(path)
        for _ in range(_TRIES):
            before = manifest.generations(path)
            found = _look(path)
            if not found or before == manifest.generations(path):
                break
            time.sleep(_PAUSE_S)  # a writer has committed and removed these files
        return found


def repair(path: Path, wait_s: float) -> tuple[Damage, ...]:
    """Remove what is damaged from the index at ``path``. Returns the damage.

    Raises:
        IndexDamagedError: The table of contents is damaged, and no other list can replace it.
    """
    with errors.writing(path), folder.locked(path, wait_s):
        found = find(path)
        if not found:
            return ()
        names = {damage.file for damage in found}
        with errors.reading(path):
            generation = max(manifest.generations(path), default=-1)
            if names & {TABLE, manifest.toc_path(path, generation).name}:
                raise errors.damaged(path, "its table of contents is damaged")
            listed = manifest.manifest_path(path, generation)
            if listed.name in names:
                listed.unlink(missing_ok=True)
            whole = commit.current(path, schema())
        kept = tuple(entry for entry in whole.segments if not _damage_of(path, entry))
        if names & set(_CATALOG_FILES):
            for name in _CATALOG_FILES:
                (path / name).unlink(missing_ok=True)
        repaired = Manifest(whole.generation + 1, kept)
        commit.publish(path, schema(), repaired)
        _mark_unread(path, repaired)
        commit.clean(path, repaired)
    return found


def empty_unless_sound(path: Path, wait_s: float) -> None:
    """Empty the index at ``path`` if it cannot be used; its roots stay. It may be missing."""
    if not folder.is_index(path) or _is_sound(path):
        return
    with errors.writing(path), folder.locked(path, wait_s):
        roots: tuple[str, ...] = ()
        with suppress(sqlite3.Error), catalog.view(path / CATALOG_FILE) as view:
            roots = view.roots()
        new = path / (CATALOG_FILE + ".new")
        new.unlink(missing_ok=True)
        fresh = Catalog(new)
        for root in roots:
            fresh.record_root(root)
        fresh.close()
        (path / _CATALOG_FILES[1]).unlink(missing_ok=True)
        new.replace(path / CATALOG_FILE)
        for entry in path.iterdir():
            file = folder.file_of(entry.name)
            is_of_commit = file.of_commit if file else entry.name.startswith(f"{INDEX_NAME}_")
            if is_of_commit:
                entry.unlink()
        commit.publish(path, schema(), Manifest(0, ()))
        folder.write_meta(path)


def _is_sound(path: Path) -> bool:
    try:
        return not find(path)
    except (IndexOutdatedError, IndexDamagedError):
        return False


def _look(path: Path) -> tuple[Damage, ...]:
    sums, found = _checksums(path)
    try:
        whole = commit.current(path, schema())
    except IndexOutdatedError:
        raise
    except Exception as error:
        _reraise_unless_damage(error, path)
        return (*found, Damage(TABLE, _unreadable(error)))
    for file in commit.files_of(path, whole.generation):
        if file.name in sums and (not file.exists() or catalog.checksum(file) != sums[file.name]):
            found.append(Damage(file.name, _OTHER_BYTES))
    for entry in whole.segments:
        found += _damage_of(path, entry)
    return tuple(found)


def _checksums(path: Path) -> tuple[dict[str, str], list[Damage]]:
    """The checksums of the lists of segments, and the damage to the catalog that holds them."""
    try:
        with catalog.view(path / CATALOG_FILE) as view:
            view.check()
            return view.checksums(), []
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise
        ours = errors.translate(error, path)
        if isinstance(ours, IndexOutdatedError):
            raise ours from error
        return {}, [Damage(CATALOG_FILE, str(error))]
    except sqlite3.DatabaseError as error:
        return {}, [Damage(CATALOG_FILE, str(error))]


def _damage_of(path: Path, entry: SegmentEntry) -> list[Damage]:
    """The damage to a segment: each of its sections has a checksum of its own."""
    try:
        segment = Segment(path, entry)
        try:
            require_layout(segment)
            segment.file.verify()
            if segment.documents != entry.documents:
                return [
                    Damage(entry.file_name(), "its number of documents is not the committed one")
                ]
        finally:
            segment.close()
    except FileNotFoundError as error:
        name = entry.file_name()
        if entry.deleted_generation and str(error.filename).endswith(".deleted"):
            name = entry.deleted_file_name()
        return [Damage(name, "it is missing")]
    except IndexOutdatedError:
        raise
    except IndexDamagedError:
        return [Damage(entry.file_name(), _OTHER_BYTES)]
    except Exception as error:
        _reraise_unless_damage(error, path)
        return [Damage(entry.file_name(), _unreadable(error))]
    return []


def _mark_unread(path: Path, repaired: Manifest) -> None:
    """Mark as not read the files that have lost documents, and those missing in the catalog."""
    counts: Counter[str] = Counter()
    for entry in repaired.segments:
        segment = Segment(path, entry)
        counts.update(files_in(segment))
        segment.close()
    opened = Catalog(path / CATALOG_FILE)
    try:
        for record in opened.files_under(""):
            if record.documents != counts.pop(record.path, 0):
                opened.record(catalog.unread(record.path, record.documents))
        for file, count in counts.items():
            opened.record(catalog.unread(file, count))
        opened.commit()
        opened.record_checksums(commit.files_of(path, repaired.generation))
    finally:
        opened.close()


def _reraise_unless_damage(error: Exception, path: Path) -> None:
    """Raise the error again if the disk or the program caused it, not the content of a file."""
    ours = error if isinstance(error, AsearchError) else errors.translate(error, path)
    if not isinstance(ours, (IndexDamagedError, IndexOutdatedError)):
        raise error


def _unreadable(error: Exception) -> str:
    return f"it cannot be read ({type(error).__name__})"
