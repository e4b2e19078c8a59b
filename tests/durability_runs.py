"""Runs that are killed, refused space, or watched: ``python durability_runs.py NAME FOLDER COUNT``.

A process of its own that loads everything once and then forks, so that a hundred runs take
seconds. Commit number n of an index puts story n and removes story n - 3: every committed state is
known by the stories in it.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from engines import quick_disk

from asean_search import engine
from asean_search.engine.interface import Search
from asean_search.engine.whoosh.index import open_segments
from asean_search.engine.whoosh.indexing import merge_policy
from asean_search.errors import StorageError
from asean_search.model import Document, FileRecord, Location
from asean_search.query.nodes import Word

KEPT = 3


def story(number: int) -> Document:
    body = f"story{number} " + " ".join(f"word{number * n % 977}" for n in range(1, 200))
    return Document(
        id=f"id{number:07}",
        path=f"{number}.txt",
        title=f"Story {number}",
        title_from="record",
        body=body,
    )


def commit(path: Path, number: int) -> None:
    with engine.open_writer(Location(path)) as writer:
        writer.remove_file(f"{number - KEPT}.txt")
        writer.put([story(number)])
        writer.record_file(FileRecord(f"{number}.txt", 1, 1, "ab", 1))
        writer.commit()


def state(path: Path) -> int:
    """The number of the last commit; fails when the index is not exactly as it left it."""
    for segment in open_segments(path):
        segment.file.verify()
        segment.close()
    with engine.open_index(Location(path)) as index:
        ids = index.ids_starting_with("", 99)
        last = int(ids[-1][2:]) if ids else 0
        expected = [story(number) for number in range(max(1, last - KEPT + 1), last + 1)]
        assert index.documents(ids) == expected, (ids, last)
        for each in expected:
            page = index.search(Search(Word(each.body.split()[0])))
            assert [found.id for found in page.documents] == [each.id]
    return last


def fork(run: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        try:
            run()
        except BaseException as error:
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            os._exit(1)
        os._exit(0)
    return child


def finish(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


_ON_FILES = {"open", "write", "writelines", "flush", "fsync", "close", "mmap"}
_ON_FILES |= {"rename", "replace", "remove", "unlink", "truncate"}
_ON_FILES |= {"connect", "execute", "commit"}


def at_each_file_operation(then: Callable[[int], None]) -> None:
    """Call ``then`` before and after each operation on a file, with how many there were."""
    seen = 0

    def watch(_: FrameType | None, event: str, argument: Any) -> None:
        nonlocal seen
        if event in ("c_call", "c_return") and argument.__name__ in _ON_FILES:
            seen += 1
            then(seen)

    sys.setprofile(watch)


def die_at(moment: int) -> None:
    """Kill this process after so many operations on files: no clock, no machine's speed."""

    def kill(seen: int) -> None:
        if seen == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    at_each_file_operation(kill)


def killed(path: Path, count: int) -> None:
    """Kill a run of commits at so many random moments; the next run carries on."""
    pick = random.Random(count)
    log = path.with_suffix(".log")
    moments = 0

    def seen(number: int) -> None:
        nonlocal moments
        moments = number

    commit(path, 1)
    at_each_file_operation(seen)
    commit(path, 2)
    sys.setprofile(None)
    log.write_bytes(b"2\n")
    for _ in range(count):
        before = state(path)

        def run(first: int = before + 1, moment: int = pick.randint(1, 2 * moments)) -> None:
            with log.open("ab", buffering=0) as told:
                die_at(moment)
                for number in range(first, first + 1000):
                    commit(path, number)
                    told.write(b"%d\n" % number)

        assert finish(fork(run)) == -signal.SIGKILL
        told = int(log.read_bytes().split()[-1])
        least = max(told, before)  # a run may be killed between a commit and the telling of it
        assert state(path) in (least, least + 1), (state(path), least)
    assert state(path) > count // 4, "hardly any commit was done: nothing was tried"


def refused(path: Path, count: int) -> None:
    """Commit under ever higher limits on the size of files: StorageError, or all of it."""
    commit(path, 1)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    failures = 0
    for step in range(count):
        before = state(path)
        files = sorted(path.iterdir())

        def run(limit: int = step * 400, number: int = before + 1) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            try:
                commit(path, number)
            except StorageError:
                os._exit(28)

        outcome = finish(fork(run))
        assert outcome in (0, 28), outcome
        failures += outcome == 28
        assert state(path) == before + (outcome == 0)
        if outcome:
            left = {each.name for each in path.iterdir()} - {each.name for each in files}
            assert not left - {"files.db-journal"}, left
    assert failures, "no limit was low enough to refuse anything"


def watched(path: Path, count: int) -> None:
    """Read without pause while a writer commits and merges."""
    commit(path, 1)

    def run() -> None:
        for number in range(2, count + 2):
            commit(path, number)

    child = fork(run)
    seen = set()
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        seen.add(state(path))
    assert state(path) == count + 1
    assert len(seen) > 1, seen


if __name__ == "__main__":
    merge_policy._TIER_SEGMENTS = 2
    runs = {"killed": killed, "refused": refused, "watched": watched}
    with quick_disk():  # what a killed process has written, the system keeps
        runs[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))
