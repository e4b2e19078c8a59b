"""The use case of a dry run: what an indexing run would do with each file, and why."""

from __future__ import annotations

import stat
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Protocol

import msgspec
from msgspec.structs import replace

from asean_search.engine.interface import Catalog
from asean_search.errors import IngestError
from asean_search.indexing.options import RunOptions
from asean_search.ingest import extract, formats
from asean_search.ingest.walk import files
from asean_search.ingest.walk.defaults import NOTHING
from asean_search.ingest.walk.files import InputFile
from asean_search.ingest.walk.folder_settings import FolderSettings
from asean_search.model import Action, FileRecord, IngestPlan, PlannedFile, Skipped
from asean_search.paths import key_at, path_key, path_of, real_folder


def plan(
    paths: Sequence[Path],
    open_catalog: Catalog,
    *,
    index_path: Path,
    archive_root: Path,
    options: RunOptions,
) -> IngestPlan:
    """The plan of ``run``; neither the index nor the catalog is changed.

    Whether a file that would be read can be read is known only as far as its format tells.
    """
    archive_root = real_folder(archive_root)
    met: set[str] = set()
    refused: set[str] = set()
    planned: list[PlannedFile] = []
    for item in files.walk(
        paths,
        archive_root=archive_root,
        index_folder=index_path,
        file_filter=options.file_filter,
        defaults=options.defaults,
    ):
        (refused if isinstance(item, Skipped) else met).add(item.path)
        planned.append(_planned(item, open_catalog, options))
    if options.prunes:
        roots = files.roots(paths, archive_root).found
        planned += _removed(open_catalog, roots, archive_root, met, refused)
    return IngestPlan(str(index_path), tuple(planned))


def _planned(item: InputFile | Skipped, open_catalog: Catalog, options: RunOptions) -> PlannedFile:
    if isinstance(item, Skipped):
        return PlannedFile(item.path, Action.SKIP, item.reason)
    decision = decide(item, open_catalog.file(item.path), options)
    if decision.reads:
        kind = extract.format_of(item.disk_path, item.suffixes)
        if kind is None:
            return PlannedFile(item.path, Action.SKIP, "it cannot be opened")
        if kind.unreadable_reason:
            return PlannedFile(item.path, Action.SKIP, kind.unreadable_reason)
    return PlannedFile(item.path, decision.action, decision.reason)


def _removed(
    open_catalog: Catalog,
    roots: Sequence[Path],
    archive_root: Path,
    met: set[str],
    refused: set[str],
) -> Iterator[PlannedFile]:
    for each in removals(open_catalog, roots, archive_root, met=met, refused=refused):
        yield PlannedFile(each.record.path, Action.REMOVE, each.reason)


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


PARTIAL_BYTES = -1
"""The size remembered of a file of which only a part is in the index: no file has it, so the
next run replaces the part, or removes it if the file is gone by then."""


class Decision(msgspec.Struct, frozen=True):
    """What a run does with a file, and the reason.

    ``action`` is ADD, CHANGE, KEEP, or SKIP for one that could not be read the last time and is
    the same. ``touched`` is the new record of a file whose time changed but not its content.
    """

    action: Action
    reason: str
    touched: FileRecord | None = None

    @property
    def reads(self) -> bool:
        """Whether the file is to be read."""
        return self.action in (Action.ADD, Action.CHANGE)


def decide(file: InputFile, known: FileRecord | None, options: RunOptions) -> Decision:
    """Compare a file with its record. Reads its bytes only if size and time do not decide."""
    if known is None:
        return Decision(Action.ADD, "new")
    reason = _why_again(file, known, options)
    if reason:
        return Decision(Action.CHANGE, reason)
    same_inode = file.inode == known.inode or 0 in (file.inode, known.inode)
    if file.mtime_ns == known.mtime_ns and same_inode:
        return _as_before(known)
    if file.mtime_ns != known.mtime_ns and file.defaults.date_from_mtime:
        return Decision(Action.CHANGE, "its time changed")
    if not known.digest:
        return Decision(Action.CHANGE, "its time changed, and its content may have")
    if extract.digest(file.disk_path) != known.digest:
        return Decision(Action.CHANGE, "its content changed")
    touched = replace(known, mtime_ns=file.mtime_ns, inode=file.inode)
    return replace(_as_before(known), touched=touched)


def _why_again(file: InputFile, known: FileRecord, options: RunOptions) -> str | None:
    """Why a known file is to be read whatever its time says, or None."""
    if options.again:
        return "everything is read again (--rebuild)"
    if known.size_bytes == PARTIAL_BYTES:
        return "it was not read to its end"
    if options.retry_failed and (known.problem or known.unread):
        return f"it failed before: {known.problem or 'in part'}"
    if any(
        map(
            formats.extra_is_installed,
            (known.problem or "", *(part.reason for part in known.unread)),
        )
    ):
        return "what was missing to read all of it is installed now"
    if known.reading != file.defaults.fingerprint:
        return "it is to be read in another way (options, asearch.toml, version)"
    if file.size_bytes != known.size_bytes:
        return f"its size changed from {known.size_bytes:,} to {file.size_bytes:,} bytes"
    return None


def _as_before(known: FileRecord) -> Decision:
    if known.problem:
        return Decision(Action.SKIP, known.problem)
    if known.unread:
        parts = "one part" if len(known.unread) == 1 else f"{len(known.unread):,} parts"
        return Decision(Action.KEEP, f"unchanged; {parts} of it could not be read")
    return Decision(Action.KEEP, "unchanged")


FROM_STANDARD_INPUT = "-#"
"""How the paths begin of documents that no file holds: they stay until they are replaced."""


class FileRecords(Protocol):
    """Whoever knows the remembered files: a writer, or what an index remembers."""

    def files_under(self, folder: str) -> Iterator[FileRecord]:
        """See ``engine.interface.Writer``."""
        ...


class Removal(msgspec.Struct, frozen=True):
    """A remembered file that is to leave the index, and why."""

    record: FileRecord
    reason: str


def removals(
    records: FileRecords,
    roots: Sequence[Path],
    archive_root: Path,
    *,
    met: Collection[str],
    refused: Collection[str],
) -> Iterator[Removal]:
    """The remembered files below the roots that are there no more, or are to be ignored now.

    Files ``met`` on the walk stay, and paths that the system ``refused`` with all below them.
    """
    around = FolderSettings(archive_root, roots, NOTHING)
    named = {path_key(root, archive_root) for root in roots}
    for root in roots:
        for record in _below(records, root, archive_root):
            if record.path in met or record.path in named or is_refused(record.path, refused):
                continue
            if reason := reason_to_remove(record.path, archive_root, around):
                yield Removal(record, reason)


def reason_to_remove(key: str, archive_root: Path, around: FolderSettings) -> str | None:
    """Why a file does not belong into the index any more, or None."""
    if key.startswith(FROM_STANDARD_INPUT):
        return None
    file = path_of(key, archive_root)
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            return "it is no file any more"
    except (FileNotFoundError, NotADirectoryError):
        return "it is gone"
    except OSError:
        return None
    return "an .asearchignore names it" if around.is_skipped(file) else None


def is_refused(key: str, refused: Collection[str]) -> bool:
    """Whether the system refused a file or a folder above it."""
    return key in refused or any(str(folder) in refused for folder in PurePosixPath(key).parents)


def _below(records: FileRecords, root: Path, archive_root: Path) -> Iterator[FileRecord]:
    """The remembered files at a root or below it."""
    if key := path_key(root, archive_root):
        yield from records.files_under(key)
    if root == archive_root or root in archive_root.parents:
        everything = records.files_under("")
        yield from (record for record in everything if not Path(record.path).is_absolute())
