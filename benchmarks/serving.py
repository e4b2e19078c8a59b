"""Engines that answer, each in a process of its own, asked in turn: none has a better hour."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import measure
from benchmarks.engines import ENTRIES
from benchmarks.workload import Query

VISITS = 3
RUNS = 3
TOLERANCE = 0.1
FEW = 5


class Server:
    """A worker that serves one engine's index."""

    def __init__(self, name: str, index: Path, questions: Path) -> None:
        self.name = name
        command = [
            sys.executable,
            "-m",
            "benchmarks.worker",
            "serve",
            name,
            str(index),
            str(questions),
        ]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self.can: set[int] = set(json.loads(self.read()))
        """The numbers of the queries the engine can put."""

    def read(self) -> str:
        """The next line of the answer."""
        assert self.process.stdout  # noqa: S101 - for the type checker
        line = self.process.stdout.readline()
        if not line:
            raise measure.ProgramFailedError(f"{self.name} stopped answering")
        return line

    def ask(self, order: str) -> str:
        """One line there, one line back."""
        assert self.process.stdin  # noqa: S101 - for the type checker
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()
        return self.read()

    def times_ms(self, order: str, number: int, runs: int = RUNS) -> list[float]:
        """The times of one query, ``top`` or ``page``."""
        return [
            nanoseconds / 1e6 for nanoseconds in json.loads(self.ask(f"{order} {number} {runs}"))
        ]

    def total(self, number: int) -> int:
        """The total of one query."""
        return int(self.ask(f"total {number}"))

    def memory_mib(self) -> float:
        """The most the process held."""
        return int(self.ask("memory")) / 2**20

    def close(self) -> None:
        """Let it end."""
        if self.process.stdin:
            self.process.stdin.close()
        if self.process.stdout:
            self.process.stdout.close()
        self.process.wait()


Times = dict[str, dict[int, float]]
"""Engine -> query -> median ms."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Per engine: times with exact totals and without, the totals, and the engine's memory."""

    page: Times
    top: Times
    totals: dict[str, dict[int, int]]
    memory_mib: dict[str, float]


def ask_in_turn(servers: Sequence[Server], order: str, number: int, visits: int) -> Times:
    """Ask every engine every query, in shuffled order, ``visits`` times and once to warm up."""
    times: dict[str, dict[int, list[float]]] = {server.name: {} for server in servers}
    chance = random.Random(number)
    for visit in range(visits + 1):
        questions = list(range(number))
        chance.shuffle(questions)
        for question in questions:
            for server in servers:
                if question in server.can:
                    measured = server.times_ms(order, question, RUNS if visit else 1)
                    times[server.name].setdefault(question, []).extend(measured * bool(visit))
    return {name: {q: measure.median(of) for q, of in rows.items()} for name, rows in times.items()}


def ask_all(
    indexes: dict[str, Path], questions: Path, number: int, visits: int = VISITS
) -> Answers:
    """Everything that is asked of these indexes."""
    servers: list[Server] = []
    try:
        for name, index in indexes.items():
            servers.append(Server(name, index, questions))
        page = ask_in_turn(servers, "page", number, visits)
        top = ask_in_turn(servers, "top", number, visits)
        memory = {server.name: server.memory_mib() for server in servers}
        totals = {
            server.name: {q: server.total(q) for q in sorted(server.can)} for server in servers
        }
    finally:
        for server in servers:
            server.close()
    return Answers(page, top, totals, memory)


def differences(answers: Answers, questions: Sequence[Query]) -> list[str]:
    """A line for each query on whose total the engines differ by more than a tenth and five."""
    lines = []
    for number, query in enumerate(questions):
        totals = {name: of[number] for name, of in answers.totals.items() if number in of}
        spread = max(totals.values()) - min(totals.values())
        if spread > max(FEW, TOLERANCE * measure.median(list(totals.values()))):
            shown = ", ".join(f"{ENTRIES[name].title} {total:,}" for name, total in totals.items())
            lines.append(f"totals differ on {query.kind} `{query}`: {shown}")
    return lines
