"""A file that several workers read together gives what it gives to one."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from asean_search.ingest.extract import End, FileReader
from asean_search.ingest.record_options import BLOCK_ITEMS
from asean_search.ingest.walk.files import InputFile
from asean_search.ingest.workers.pool import Pool
from asean_search.ingest.workers.protocol import Limits, Part
from asean_search.ingest.workers.reading import CHANGED, WorkerReading
from asean_search.model import Document, Skipped


@pytest.fixture(scope="module")
def workers() -> Iterator[Pool]:
    with Pool(3, Limits()) as workers:
        yield workers


def source(file: Path) -> InputFile:
    status = file.stat()
    suffixes = tuple(file.suffixes)
    return InputFile(file.name, file, suffixes, status.st_size, status.st_mtime_ns, status.st_ino)


def alone(file: Path) -> tuple[list[Document | Part | Skipped], tuple[object, ...]]:
    with FileReader(source(file)) as reading:
        items: list[Document | Part | Skipped] = list(reading)
    return items, (reading.end, reading.digest, reading.opened, reading.moved)


def shared(workers: Pool, file: Path) -> tuple[list[Document | Part | Skipped], tuple[object, ...]]:
    with workers.read_large(source(file)) as reading:
        workers.start(reading)
        items = list(reading)
    assert len(reading.queues) == workers.jobs
    return items, (reading.end, reading.digest, reading.opened, reading.moved)


def lines(seed: int, count: int) -> str:
    """Records with ids that occur again, and lines that are none."""
    pick = random.Random(seed)
    found = []
    for number in range(count):
        record: dict[str, str] = {"text": f"Story {number} of rice.", "date": "2021-06-30"}
        if pick.random() < 0.5:
            record["id"] = str(pick.randint(1, 50))
        found.append("no record" if pick.random() < 0.1 else json.dumps(record))
    return "\n".join(found)


@pytest.mark.parametrize("count", [1, BLOCK_ITEMS, 3 * BLOCK_ITEMS, 7 * BLOCK_ITEMS + 5])
@pytest.mark.parametrize("packed", [False, True])
def test_several_workers_give_what_one_gives(
    workers: Pool, tmp_path: Path, count: int, packed: bool
) -> None:
    file = tmp_path / ("wire.jsonl.gz" if packed else "wire.jsonl")
    data = lines(count, count).encode()
    file.write_bytes(gzip.compress(data) if packed else data)
    assert shared(workers, file) == alone(file)


def test_rows_of_a_table_are_shared_too(workers: Pool, tmp_path: Path) -> None:
    file = tmp_path / "wire.csv"
    rows = [f'{number % 90},"Story {number},\nin two lines"' for number in range(1000)]
    file.write_text("id,text\n" + "\n".join(rows), encoding="utf-8")
    items, ended = shared(workers, file)
    assert (items, ended) == alone(file)
    assert ended[0] is End.READ
    assert len(items) == 1000


@pytest.mark.parametrize("content", [b"", b"\xff\xfea\x00", b"no record"])
def test_a_file_that_gives_nothing_gives_its_reason_once(
    workers: Pool, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_bytes(content)
    assert shared(workers, file) == alone(file)


def test_a_file_that_is_gone_is_told_once(workers: Pool, tmp_path: Path) -> None:
    gone = InputFile("gone.jsonl", tmp_path / "gone.jsonl", (".jsonl",), 1, 1)
    with workers.read_large(gone) as reading:
        workers.start(reading)
        assert list(reading) == [Skipped("gone.jsonl", "vanished")]
    assert reading.end is End.REFUSED


def test_where_there_are_as_many_large_files_as_workers_each_reads_one(
    workers: Pool, tmp_path: Path
) -> None:
    readings: list[WorkerReading] = []
    for number in range(workers.jobs):
        file = tmp_path / f"{number}.jsonl"
        file.write_text(lines(number, 200), encoding="utf-8")
        readings.append(workers.read_large(source(file)))
    for reading in readings:
        assert len(reading.queues) == 1
        assert list(reading) == alone(reading.file.disk_path)[0]
        assert reading.end is End.READ


def test_workers_that_saw_different_bytes_have_the_file_read_again(
    workers: Pool, tmp_path: Path
) -> None:
    file = tmp_path / "wire.jsonl"
    file.write_text(lines(3, 600), encoding="utf-8")
    with workers.read_large(source(file)) as reading:
        workers.start(reading)
        list(reading)
        ended = reading.queues[1].ended
        assert ended is not None
        reading.queues[1].ended = replace(ended, digest="other")
        assert reading.moved is None
        reading._finish(reading.queues[0], [])
        assert reading.moved == CHANGED
