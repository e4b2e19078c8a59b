"""Files made by tests, and what is read in them."""

from __future__ import annotations

from pathlib import Path

from asean_search.ingest.extract import FileReader
from asean_search.ingest.walk.files import InputFile, walk
from asean_search.model import Document, Skipped


def items(folder: Path, name: str, data: bytes) -> list[Document | Skipped]:
    """What a file of this name and these bytes gives."""
    (folder / name).write_bytes(data)
    [file] = walk([folder / name], archive_root=folder, index_folder=folder / "index")
    assert isinstance(file, InputFile)
    with FileReader(file) as reading:
        return list(reading)


def documents(folder: Path, name: str, data: bytes) -> list[Document]:
    """The documents of a file in which everything can be read."""
    found = items(folder, name, data)
    documents = [item for item in found if isinstance(item, Document)]
    assert documents == found
    return documents


def document(folder: Path, name: str, data: bytes) -> Document:
    """The one document of a file."""
    [found] = documents(folder, name, data)
    return found


def reason(folder: Path, name: str, data: bytes) -> str:
    """The one reason why a file gives nothing."""
    [found] = items(folder, name, data)
    assert isinstance(found, Skipped)
    assert found.path.startswith(name)
    return found.reason
