"""What is damaged in an index, taking it out, and emptying an index that cannot be used."""

# mypy: allow-untyped-calls

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

from asean_search.catalog import acronyms, files
from asean_search.catalog.files import FileCatalog, unread
from asean_search.engine.whoosh import commit, errors, folder, manifest
from asean_search.engine.whoosh.compat.schema import schema
from asean_search.engine.whoosh.indexing.files import files_in
from asean_search.engine.whoosh.lock import hold
from asean_search.engine.whoosh.manifest import INDEX_NAME, Manifest, SegmentEntry
from asean_search.engine.whoosh.store.segment import Segment, require_groups
from asean_search.errors import AsearchError, IndexDamagedError, IndexOutdatedError
from asean_search.model import Damage

if TYPE_CHECKING:
    from pathlib import Path

TABLE = "the table of contents"
_ACRONYMS_PARTS = (acronyms.FILE, acronyms.FILE + "-journal")
_OTHER_BYTES = "its bytes are not those that were written"
_LEDGER_PARTS = (folder.CATALOG_FILE, folder.CATALOG_FILE + "-journal")
_TRIES = 20
_PAUSE_S = 0.02


def find(path: Path) -> tuple[Damage, ...]:
    """Read all of the index at ``path``, and compare it with its checksums.

    Raises:
        IndexMissingError, IndexOutdatedError, StorageError: it cannot be looked at.
    """
    with errors.reading(path):
        folder.check(path)
        for _ in range(_TRIES):
            before = manifest.generations(path)
            found = _look(path)
            if not found or before == manifest.generations(path):
                break
            time.sleep(_PAUSE_S)  # a writer has removed what was looked at; its commit is there
        return found


def repair(path: Path, wait_s: float) -> tuple[Damage, ...]:
    """Take what is damaged out of the index at ``path``; what that was.

    Raises:
        IndexDamagedError: There is no table of contents to go by.
    """
    with errors.writing(path), hold(path, wait_s):
        found = find(path)
        if not found:
            return ()
        names = {damage.file for damage in found}
        with errors.reading(path):
            generation = max(manifest.generations(path), default=-1)
            if names & {TABLE, manifest.toc_path(path, generation).name}:
                raise errors.damaged(path, "its table of contents cannot be trusted")
            listed = manifest.manifest_path(path, generation)
            if listed.name in names:
                listed.unlink(missing_ok=True)
            whole = commit.current(path, schema())
        kept = tuple(entry for entry in whole.segments if not _damage_of(path, entry))
        if names & set(_LEDGER_PARTS):
            for name in _LEDGER_PARTS:
                (path / name).unlink(missing_ok=True)
        if acronyms.FILE in names:  # every file is read again, and its acronyms with it
            for name in _ACRONYMS_PARTS:
                (path / name).unlink(missing_ok=True)
        repaired = Manifest(whole.generation + 1, kept)
        commit.publish(path, schema(), repaired)
        _mark_unread(path, repaired, everything=acronyms.FILE in names)
        commit.clean(path, repaired)
    return found


def empty_unless_sound(path: Path, wait_s: float) -> None:
    """Empty the index at ``path`` if it cannot be used; its roots stay. A missing one is fine."""
    if not folder.is_index(path) or _is_sound(path):
        return
    with errors.writing(path), hold(path, wait_s):
        roots: tuple[str, ...] = ()
        with suppress(sqlite3.Error), files.view(path / folder.CATALOG_FILE) as view:
            roots = view.roots()
        new = path / (folder.CATALOG_FILE + ".new")
        new.unlink(missing_ok=True)
        fresh = FileCatalog(new)
        for root in roots:
            fresh.put_root(root)
        fresh.close()
        (path / _LEDGER_PARTS[1]).unlink(missing_ok=True)
        new.replace(path / folder.CATALOG_FILE)
        for entry in path.iterdir():
            ours = entry.name.startswith((f"{INDEX_NAME}_", f"_{INDEX_NAME}_"))
            ours = ours or entry.name in _ACRONYMS_PARTS
            if ours and entry.name != folder.LOCK_NAME:
                entry.unlink()
        commit.publish(path, schema(), Manifest(0, ()))
        folder.write_meta(path)


def _is_sound(path: Path) -> bool:
    try:
        return not find(path)
    except (IndexOutdatedError, IndexDamagedError):
        return False


def _look(path: Path) -> tuple[Damage, ...]:
    sums, found = _sums(path)
    try:
        whole = commit.current(path, schema())
    except IndexOutdatedError:
        raise
    except Exception as error:
        _pass_on_what_is_no_damage(error, path)
        return (*found, Damage(TABLE, _said(error)))
    for file in commit.files_of(path, whole.generation):
        if file.name in sums and (not file.exists() or files.digest(file) != sums[file.name]):
            found.append(Damage(file.name, _OTHER_BYTES))
    for entry in whole.segments:
        found += _damage_of(path, entry)
    found += _damage_of_acronyms(path)
    return tuple(found)


def _damage_of_acronyms(path: Path) -> list[Damage]:
    if not (path / acronyms.FILE).exists():
        return []
    try:
        acronyms.read(path / acronyms.FILE)
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            raise
        return [Damage(acronyms.FILE, str(error))]
    return []


def _sums(path: Path) -> tuple[dict[str, str], list[Damage]]:
    """The checksums of the tables, and the damage to the catalog that holds them."""
    try:
        with files.view(path / folder.CATALOG_FILE) as view:
            view.check()
            return view.sums(), []
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise
        ours = errors.translate(error, path)
        if isinstance(ours, IndexOutdatedError):
            raise ours from error
        return {}, [Damage(folder.CATALOG_FILE, str(error))]
    except sqlite3.DatabaseError as error:
        return {}, [Damage(folder.CATALOG_FILE, str(error))]


def _damage_of(path: Path, entry: SegmentEntry) -> list[Damage]:
    """What is wrong with a segment: each of its sections has a checksum of its own."""
    try:
        segment = Segment(path, entry)
        try:
            require_groups(segment)
            segment.file.verify()
            if segment.documents != entry.documents:
                return [Damage(entry.file_name(), "it holds other documents than it should")]
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
        _pass_on_what_is_no_damage(error, path)
        return [Damage(entry.file_name(), _said(error))]
    return []


def _mark_unread(path: Path, repaired: Manifest, *, everything: bool) -> None:
    """Remember as not read the files that have lost documents, and those of no catalog."""
    counts: Counter[str] = Counter()
    for entry in repaired.segments:
        segment = Segment(path, entry)
        counts.update(files_in(segment))
        segment.close()
    book = FileCatalog(path / folder.CATALOG_FILE)
    try:
        for record in book.under(""):
            if record.documents != counts.pop(record.path, 0) or everything:
                book.put(unread(record.path, record.documents))
        for file, count in counts.items():
            book.put(unread(file, count))
        book.commit()
        book.seal(commit.files_of(path, repaired.generation))
    finally:
        book.close()


def _pass_on_what_is_no_damage(error: Exception, path: Path) -> None:
    """A disk that refuses, or a mistake of the program, says nothing of the index."""
    ours = error if isinstance(error, AsearchError) else errors.translate(error, path)
    if not isinstance(ours, (IndexDamagedError, IndexOutdatedError)):
        raise error


def _said(error: Exception) -> str:
    return f"it cannot be read ({type(error).__name__})"
