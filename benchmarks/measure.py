"""Run a program and say how long it took and how much memory it and its children held."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SAMPLE_S = 0.1
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


class ProgramFailedError(Exception):
    """A measured program ended with an unexpected exit code."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """``peak_bytes`` is the largest sum of resident memory of the process and its descendants."""

    seconds: float
    peak_bytes: int
    out: bytes
    code: int
    cpu_seconds: float = 0.0


def resident_bytes(pid: int) -> int:
    """Resident memory of a process and all its descendants now; 0 where /proc does not tell."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, IndexError, ValueError):
        return 0
    return pages * PAGE_BYTES + sum(resident_bytes(int(child)) for child in children)


class PeakSampler(threading.Thread):
    """Watches a process until told to stop."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.peak_bytes = 0
        self.done = threading.Event()

    def run(self) -> None:
        """Sample until done."""
        while not self.done.wait(SAMPLE_S):
            self.peak_bytes = max(self.peak_bytes, resident_bytes(self.pid))


def run(
    command: Sequence[object],
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    accept: Sequence[int] = (0,),
) -> Outcome:
    """Run a program to its end; its output is kept, its errors too in case it fails.

    The measuring process must stay small: the kernel counts its resident memory at the fork as
    the child's first peak.
    """
    sync()
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=folder,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    sampler = PeakSampler(process.pid)
    sampler.start()
    errors: list[bytes] = []
    assert process.stdout and process.stderr  # noqa: S101 - for the type checker
    drain = threading.Thread(target=lambda read=process.stderr.read: errors.append(read()))
    drain.start()
    out = process.stdout.read()
    if hasattr(os, "wait4"):
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = code = os.waitstatus_to_exitcode(status)
        peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        cpu_seconds = usage.ru_utime + usage.ru_stime
    else:
        code, peak, cpu_seconds = process.wait(), 0, 0.0
        seconds = time.perf_counter() - start
    sampler.done.set()
    sampler.join()
    drain.join()
    process.stdout.close()
    process.stderr.close()
    if code not in accept:
        tail = b"".join(errors).decode(errors="replace")[-2_000:]
        raise ProgramFailedError(f"{' '.join(map(str, command))} ended with {code}: {tail}")
    return Outcome(seconds, max(peak, sampler.peak_bytes), out, code, cpu_seconds)


def sync() -> None:
    """Let what was written before reach the disk, so that the next one does not pay for it."""
    if hasattr(os, "sync"):
        os.sync()


def folder_bytes(folder: Path) -> int:
    """The size of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile; ``share`` in 0..1."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def median(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)
