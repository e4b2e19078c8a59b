"""Readers for workers that hang, crash and eat memory, as the name of a file says.

``hang.x``, ``segfault.x``, ``exit.x``, ``memory.x``, ``raise.x`` do what they say; ``large.x``
gives much; ``die-after-N.x`` gives N documents first; ``box.x`` holds the files that its lines
name. Everything else is one document of its content.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import time
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from types import TracebackType

from msgspec.structs import replace

from asean_search.ingest import extract
from asean_search.ingest.extract import End, Opened, ReadObserver
from asean_search.ingest.metadata import resolve
from asean_search.ingest.record_options import RecordOptions
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Document, Skipped

LARGE_DOCUMENTS = 400
LARGE_CHARS = 50_000


class Reading:
    """See ``extract.Reading``."""

    def __init__(self, file: InputFile, options: RecordOptions, watch: ReadObserver) -> None:
        self.end: End | None = None
        self.digest = "00"
        self.opened: Opened | None = Opened(file.size_bytes, file.mtime_ns, file.inode)
        self.moved: str | None = None
        self._file = file
        self._watch = watch

    def __enter__(self) -> Reading:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass

    def __iter__(self) -> Iterator[Document | Skipped]:
        yield from read(self._file, self._watch)
        self.end = End.READ


def read(file: InputFile, watch: ReadObserver) -> Iterator[Document | Skipped]:
    """Do what the name says."""
    if reason := watch.enter(file):
        yield Skipped(file.path, reason)
        return
    name = file.path.rpartition("/")[2].rpartition("#")[2]
    if name.startswith("die-after-"):
        for number in range(int(name.split("-")[2].split(".")[0])):
            yield resolve.document(file.path, f"Story {number}.", record=str(number))
        watch.leave()
        name = "segfault.x"
    misbehave(name)
    if name.startswith("box"):
        for line in file.disk_path.read_text(encoding="utf-8").split():
            yield from read(replace(file, path=f"{file.path}#{line}"), watch)
    elif name.startswith("large"):
        for number in range(LARGE_DOCUMENTS):
            yield resolve.document(file.path, "rice " * (LARGE_CHARS // 5), record=str(number))
    else:
        yield resolve.document(file.path, f"Story of {name}, read by {os.getpid()}.")
    watch.leave()


def misbehave(name: str) -> None:
    if name.startswith("hang"):
        time.sleep(600)
    elif name.startswith("segfault"):
        ctypes.string_at(0)
    elif name.startswith("exit"):
        os._exit(7)
    elif name.startswith("raise"):
        raise SystemExit
    elif name.startswith("memory"):
        held = []
        while True:
            held.append(bytes(range(256)) * 4096 * 16)
    elif name.startswith("slow"):
        time.sleep(1)


def without_lxml(
    file: InputFile, options: RecordOptions, watch: ReadObserver
) -> extract.FileReader:
    """Read as where lxml is not installed."""
    find_spec = importlib.util.find_spec

    def find(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == "lxml" else find_spec(name, package)

    importlib.util.find_spec = find
    return extract.FileReader(file, options, watch)
