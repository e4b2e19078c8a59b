"""Records from standard input: the same as from a file, under a name that is given."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from asean_search.ingest import extract
from asean_search.ingest.readers.records import BY_NAME, RecordOptions
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Document, Skipped

FORMATS = ("jsonl", "json", "csv", "tsv")


def documents(
    stream: io.BufferedReader, kind: str, *, name: str, options: RecordOptions = BY_NAME
) -> Iterator[Document | Skipped]:
    """The documents in a stream of records of one of ``FORMATS``; ``name`` is their path.

    Raises:
        OSError: The stream cannot be read.
    """
    file = InputFile(
        path=name, disk_path=Path(name), suffixes=(f".{kind}",), size_bytes=0, mtime_ns=0
    )
    return extract.documents(file, stream, options)
