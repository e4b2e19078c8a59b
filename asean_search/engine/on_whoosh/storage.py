"""Whoosh's files in a folder: its table of contents, its segments, and its lock, made durable."""

# mypy: allow-untyped-calls

from __future__ import annotations

import os
import re
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, EmptyIndexError
from whoosh.reading import SegmentReader

from asean_search.engine.on_whoosh import folder
from asean_search.engine.on_whoosh.schema import schema
from asean_search.engine.on_whoosh.segment import Segment

if TYPE_CHECKING:
    from whoosh.filedb.structfile import StructFile

NAME = "MAIN"
_SEGMENT_FILE = re.compile(rf"{NAME}_[0-9a-z]+\.")
_TRIES = 20
_PAUSE_S = 0.02


class TrackedStorage(FileStorage):
    """A folder that knows which of its files are open, since Whoosh leaves them so on an error."""

    def __init__(self, path: Path, *, readonly: bool = False) -> None:
        super().__init__(path, readonly=readonly)
        self._files: WeakSet[StructFile] = WeakSet()

    @property
    def path(self) -> Path:
        """The folder."""
        place: Path = self.folder
        return place

    def create_file(
        self, name: str, excl: bool = False, mode: str = "wb", **options: Any
    ) -> StructFile:
        """Create a file."""
        return self._track(super().create_file(name, excl, mode, **options))

    def open_file(self, name: str, **options: Any) -> StructFile:
        """Open a file."""
        return self._track(super().open_file(name, **options))

    def temp_storage(self, name: str | None = None) -> TrackedStorage:
        """A folder below this one, whose files count among those of this one."""
        storage = TrackedStorage(Path(super().temp_storage(name).folder))
        storage._files = self._files
        return storage

    def close_files(self) -> None:
        """Close what is still open. What was not yet written is lost."""
        for file in list(self._files):
            with suppress(Exception):
                file.file.close()

    def _track(self, file: StructFile) -> StructFile:
        self._files.add(file)
        return file


class DurableStorage(TrackedStorage):
    """A folder in which a new table of contents appears only when all it names is on the disk."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._synced: set[str] = set()

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Rename; Whoosh publishes a commit so."""
        if newname.endswith(".toc"):
            segments = {name for name in self.list() if name.endswith(".seg")}
            for name in (*(segments - self._synced), oldname):
                self._sync(name)
            self._synced = segments
        super().rename_file(oldname, newname, safe=safe)
        folder.sync(self.path)

    def sealed(self) -> list[Path]:
        """The files of the index that are never changed once they are written."""
        return [self.path / name for name in self.list() if name.endswith((".seg", ".toc"))]

    def sweep(self) -> None:
        """Close and remove what a commit that failed or was killed has left behind."""
        self.close_files()
        contents = TOC.read(self, NAME, schema=schema())
        known = {segment.segment_id() for segment in contents.segments}
        current = TOC._filename(NAME, contents.generation)
        for name in self.list():
            if _SEGMENT_FILE.match(name):
                is_litter = name.partition(".")[0] not in known
            else:
                is_litter = name.startswith(f"_{NAME}_") and name != current
            if is_litter:
                with suppress(OSError):  # on Windows, somebody may have it open
                    self.delete_file(name)
        shutil.rmtree(self.path / f"{NAME}.tmp", ignore_errors=True)

    def _sync(self, name: str) -> None:
        with (self.path / name).open("rb+") as file:
            os.fsync(file.fileno())


def open_segments(path: Path) -> list[Segment]:
    """The segments of the last commit, open for reading.

    A writer may remove old files between the reading of the table of contents and the opening of
    what it names: then there is a newer table of contents, and the newer segments are opened.
    """
    storage = TrackedStorage(path, readonly=True)
    for _ in range(_TRIES):
        readers: list[SegmentReader] = []
        generation = TOC._latest_generation(storage, NAME)
        try:
            contents = TOC.read(storage, NAME, gen=_existing(generation, path), schema=schema())
            for segment in contents.segments:
                readers.append(SegmentReader(storage, contents.schema, segment))
        except BaseException as error:
            for reader in readers:
                reader.close()
            storage.close_files()
            overtaken = generation != TOC._latest_generation(storage, NAME)
            if not (isinstance(error, (FileNotFoundError, EmptyIndexError)) and overtaken):
                raise
            time.sleep(_PAUSE_S)
        else:
            return [Segment(reader) for reader in readers]
    raise TimeoutError(f"{path} changed {_TRIES} times while it was opened")


def _existing(generation: int, path: Path) -> int:
    if generation < 0:
        raise EmptyIndexError(f"no table of contents in {path}")
    return generation
