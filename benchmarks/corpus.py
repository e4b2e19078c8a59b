"""The documents every engine is given: one plain JSONL form, from Reuters or from the generator."""

from __future__ import annotations

import gzip
import itertools
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

CITY = re.compile(r"([A-Z][A-Z .]{2,30}?),")
"""The city of a Reuters dateline; it serves as the source, since every story has the same one."""


class Record(NamedTuple):
    """One document; ``date`` is ISO 8601 or empty."""

    id: str
    title: str
    date: str
    source: str
    text: str


def shared_folder() -> Path | None:
    """The folder of public test text beside the checkout (or ``ASEARCH_SHARED``), if present."""
    named = os.environ.get("ASEARCH_SHARED")
    folder = Path(named) if named else Path(__file__).resolve().parents[2] / "shared"
    return folder if folder.is_dir() else None


def reuters_file() -> Path | None:
    """The Reuters stories, if present."""
    shared = shared_folder()
    path = shared / "corpora" / "reuters.jsonl.gz" if shared else None
    return path if path and path.is_file() else None


def read_lines(path: Path) -> IO[str]:
    """A text file for reading, unpacked when its name ends in ``.gz``."""
    return (
        gzip.open(path, "rt", encoding="utf-8")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8")
    )


def open_to_write(path: Path) -> IO[str]:
    """A text file for writing, lightly packed when its name ends in ``.gz``."""
    if path.suffix == ".gz":
        return gzip.open(path, "wt", compresslevel=1, encoding="utf-8")
    return path.open("w", encoding="utf-8")


def read(path: Path, limit: int | None = None) -> Iterator[Record]:
    """The records of a corpus written by :func:`write`."""
    with read_lines(path) as lines:
        for line in itertools.islice(lines, limit):
            yield Record(**json.loads(line))


def write(records: Iterator[Record], path: Path) -> tuple[int, int]:
    """Write the records as JSONL; how many, and the bytes of UTF-8 of their titles and texts."""
    documents = text_bytes = 0
    with open_to_write(path) as out:
        for record in records:
            out.write(json.dumps(record._asdict(), ensure_ascii=False) + "\n")
            documents += 1
            text_bytes += len(record.title.encode()) + len(record.text.encode())
    return documents, text_bytes


def reuters(path: Path) -> Iterator[Record]:
    """The Reuters stories with the city of their dateline as source."""
    with read_lines(path) as lines:
        for line in lines:
            story = json.loads(line)
            city = CITY.match(story.get("dateline") or "")
            source = city[1].strip().title() if city else "Reuters"
            yield Record(
                story["id"], story["title"] or "", story["date"] or "", source, story["body"] or ""
            )


def write_small_files(records: Iterator[Record], folder: Path) -> int:
    """Each record as a text file: title, empty line, text; a hundred files a folder."""
    number = 0
    for number, record in enumerate(records, 1):
        below = folder / f"{number // 100:05d}"
        below.mkdir(parents=True, exist_ok=True)
        (below / f"{record.id}.txt").write_text(
            f"{record.title}\n\n{record.text}\n", encoding="utf-8"
        )
    return number
