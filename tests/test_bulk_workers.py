"""Processes that make documents ready end when nobody waits for them, whatever they are at."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from engines import document

from asean_search.engine.whoosh.indexing.workers import Workers
from asean_search.errors import StorageError


class Endless:
    """A task that a worker never gets done; it leaves a file when it is begun."""

    def __init__(self, begun: Path) -> None:
        self.begun = begun

    def __iter__(self) -> Iterator[Any]:
        self.begun.touch()
        while True:
            time.sleep(1)


class Deadly:
    """A task that ends the worker."""

    def __iter__(self) -> Iterator[Any]:
        raise SystemExit(1)


@pytest.fixture
def workers() -> Iterator[Any]:
    made = Workers(2)
    yield made
    made.close()


def wait_for(file: Path) -> None:
    deadline = time.monotonic() + 60
    while not file.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert file.exists()


def test_closing_waits_for_nothing_that_is_under_way(workers: Any, tmp_path: Path) -> None:
    for number in range(3):
        assert list(workers.submit(Endless(tmp_path / f"begun{number}"))) == []
    wait_for(tmp_path / "begun0")
    wait_for(tmp_path / "begun1")
    processes = list(workers._processes)
    workers.close()
    assert len(processes) == 2
    assert not any(process.is_alive() for process in processes)
    assert not (tmp_path / "begun2").exists()


def test_a_task_too_long_for_the_pipe_holds_nothing_up(workers: Any, tmp_path: Path) -> None:
    long = [document(f"d{number}", body="tin " * 50_000) for number in range(20)]
    assert list(workers.submit(Endless(tmp_path / "begun"))) == []
    wait_for(tmp_path / "begun")
    assert list(workers.submit(long)) == []
    workers.close()


def test_after_closing_they_start_anew(workers: Any) -> None:
    for _ in range(2):
        found = [*workers.submit([document("a", body="Tin rose.")]), *workers.finish()]
        assert list(map(len, found)) == [1]
        workers.close()


def test_a_worker_that_ends_is_told_with_what_to_do(workers: Any) -> None:
    with pytest.raises(StorageError, match="a process that analyses documents exited"):
        [*workers.submit(Deadly()), *workers.finish()]


def test_an_error_in_a_worker_is_raised_here(workers: Any) -> None:
    with pytest.raises(AttributeError):
        [*workers.submit([3]), *workers.finish()]
