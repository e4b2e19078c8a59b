"""What is damaged in an index, taking it out, and emptying an index that cannot be used."""

# mypy: allow-untyped-calls

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from whoosh.index import TOC
from whoosh.reading import SegmentReader

from asean_search.engine import ledger
from asean_search.engine.ledger import Ledger, unread
from asean_search.engine.on_whoosh import faults, folder
from asean_search.engine.on_whoosh.schema import schema
from asean_search.engine.on_whoosh.segment import Segment
from asean_search.engine.on_whoosh.storage import NAME, DurableStorage, TrackedStorage
from asean_search.errors import AsearchError, IndexDamagedError, IndexOutdatedError
from asean_search.model import Damage

if TYPE_CHECKING:
    from pathlib import Path

    import whoosh.codec.base

_LEDGER_PARTS = (folder.LEDGER_FILE, folder.LEDGER_FILE + "-journal")


def find(path: Path) -> tuple[Damage, ...]:
    """Read all of the index at ``path``, and compare it with its checksums.

    Raises:
        IndexMissingError, IndexOutdatedError, StorageError: it cannot be looked at.
    """
    with faults.reading(path):
        folder.check(path)
        sums, found = _sums(path)
        storage = TrackedStorage(path, readonly=True)
        try:
            generation = TOC._latest_generation(storage, NAME)
            contents = TOC.read(storage, NAME, gen=generation, schema=schema())
            found += _wrong_sum(path, TOC._filename(NAME, generation), sums)
            for segment in contents.segments:
                found += _damage_of(storage, segment, sums)
        except AsearchError:
            raise
        except Exception as error:
            storage.close_files()  # while the error still holds what Whoosh has left open
            _pass_on_what_is_no_damage(error, path)
            found.append(Damage("the table of contents", _said(error)))
        finally:
            storage.close_files()
    return tuple(found)


def repair(path: Path, wait_s: float) -> tuple[Damage, ...]:
    """Take what is damaged out of the index at ``path``; what that was.

    Raises:
        IndexDamagedError: There is no table of contents to go by.
    """
    with faults.writing(path), _held(path, wait_s) as storage:
        found = find(path)
        if not found:
            return ()
        with faults.reading(path):
            contents = TOC.read(storage, NAME, schema=schema())
        sums, _ = _sums(path)
        kept = [each for each in contents.segments if not _damage_of(storage, each, sums)]
        if any(damage.file in _LEDGER_PARTS for damage in found):
            for name in _LEDGER_PARTS:
                (path / name).unlink(missing_ok=True)
        TOC(schema(), kept, contents.generation + 1).write(storage, NAME)
        _mark_unread(path, storage, kept)
        storage.sweep()
    return found


def empty_unless_sound(path: Path, wait_s: float) -> None:
    """Empty the index at ``path`` if it cannot be used; its roots stay. A missing one is fine."""
    if not folder.is_index(path) or _is_sound(path):
        return
    with faults.writing(path), _held(path, wait_s):
        roots: tuple[str, ...] = ()
        with suppress(sqlite3.Error), ledger.view(path / folder.LEDGER_FILE) as view:
            roots = view.roots()
        for name in (*_LEDGER_PARTS, folder.LEDGER_FILE + ".new"):
            (path / name).unlink(missing_ok=True)
        for entry in path.iterdir():
            if entry.name.startswith((f"{NAME}_", f"_{NAME}_")) and entry.name != folder.LOCK_NAME:
                entry.unlink()
        fresh = Ledger(path / folder.LEDGER_FILE)
        for root in roots:
            fresh.put_root(root)
        fresh.close()
        folder.write_meta(path)


def _is_sound(path: Path) -> bool:
    try:
        return not find(path)
    except (IndexOutdatedError, IndexDamagedError):
        return False


@contextmanager
def _held(path: Path, wait_s: float) -> Iterator[DurableStorage]:
    """The index, held against other writers."""
    from asean_search.engine.on_whoosh.write import acquire

    storage = DurableStorage(path)
    lock = acquire(storage, wait_s)
    try:
        yield storage
    finally:
        storage.close_files()
        lock.release()


def _sums(path: Path) -> tuple[dict[str, str], list[Damage]]:
    """The checksums of the index's files, and the damage to the ledger that holds them."""
    try:
        with ledger.view(path / folder.LEDGER_FILE) as view:
            view.check()
            return view.sums(), []
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise
        return {}, [Damage(folder.LEDGER_FILE, str(error))]
    except sqlite3.DatabaseError as error:
        return {}, [Damage(folder.LEDGER_FILE, str(error))]


def _damage_of(
    storage: TrackedStorage, segment: whoosh.codec.base.Segment, sums: dict[str, str]
) -> list[Damage]:
    """What is wrong with a segment. One whose checksum is known and right is not read."""
    name = next((name for name in storage.list() if name.startswith(segment.segment_id())), None)
    if name is None:
        return [Damage(segment.segment_id(), "it is missing")]
    if name in sums:
        return _wrong_sum(storage.path, name, sums)
    try:
        reader = SegmentReader(storage, schema(), segment)
        try:
            _read_all(reader)
        finally:
            reader.close()
    except Exception as error:
        _pass_on_what_is_no_damage(error, storage.path)
        return [Damage(name, _said(error))]
    return []


def _wrong_sum(path: Path, name: str, sums: dict[str, str]) -> list[Damage]:
    if name in sums and ledger.digest(path / name) != sums[name]:
        return [Damage(name, "its bytes are not those that were written")]
    return []


def _read_all(reader: SegmentReader) -> None:
    """Read everything there is in a segment, as a search of everything would."""
    for number in reader.all_doc_ids():
        reader.stored_fields(number)
    for field, term in reader.all_terms():
        matcher = reader.postings(field, term)
        while matcher.is_active():
            matcher.value()
            matcher.next()


def _mark_unread(
    path: Path, storage: DurableStorage, kept: list[whoosh.codec.base.Segment]
) -> None:
    """Remember as not read the files that have lost documents, and those of no ledger."""
    counts: Counter[str] = Counter()
    for each in kept:
        segment = Segment(SegmentReader(storage, schema(), each))
        counts.update(dict(segment.files()))
        segment.close()
    book = Ledger(path / folder.LEDGER_FILE)
    try:
        for record in book.under(""):
            if record.documents != counts.pop(record.path, 0):
                book.put(unread(record.path, record.documents))
        for file, count in counts.items():
            book.put(unread(file, count))
        book.commit()
    finally:
        book.close()


def _pass_on_what_is_no_damage(error: Exception, path: Path) -> None:
    """A disk that refuses, or a mistake of the program, says nothing of the index."""
    ours = faults.translate(error, path)
    if not isinstance(ours, (IndexDamagedError, IndexOutdatedError)):
        raise error


def _said(error: Exception) -> str:
    return f"it cannot be read ({type(error).__name__})"
