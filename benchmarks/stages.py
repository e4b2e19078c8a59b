"""The parts of a run; each measures some rows for all who take part, interleaved."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import measure, programs, serving, workload
from benchmarks.workload import KINDS

MIB = 2.0**20
PYTHON = Path(sys.executable)
STARTS = 15
"""How often a whole process is started."""
FACET_HITS = 300_000
FACET_RUNS = 25


@dataclass
class Run:
    """Where a run works, who takes part, how often each thing is repeated, and what came of it."""

    folder: Path
    engines: Sequence[str]
    repeats: int
    log: Callable[[str], None]
    values: dict[str, dict[str, float]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def put(self, row: str, column: str, value: float) -> None:
        """Remember a value."""
        self.values.setdefault(row, {})[column] = value
        self.log(f"{row:>20} {column:<14} {value:12.3f}")


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus on disk; ``text_bytes`` is the UTF-8 of its titles and texts."""

    path: Path
    documents: int
    text_bytes: int


def worker(*arguments: str | Path) -> measure.Outcome:
    """Run one order of ``benchmarks.worker`` to its end."""
    return measure.run([PYTHON, "-m", "benchmarks.worker", *arguments])


def generate(kind: str, path: Path, documents: int = 0, first_id: int = 1) -> Corpus:
    """Write a corpus, ``reuters`` or ``zipf``, in a process of its own."""
    outcome = worker("generate", kind, path, str(documents), str(first_id))
    return Corpus(path, *json.loads(outcome.out))


def empty(folder: Path) -> Path:
    """The folder's name, with nothing there."""
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def build_once(run: Run, name: str, corpus: Corpus, folder: Path) -> programs.Cost:
    """Index the corpus with one engine, whole process; asearch as its user does."""
    empty(folder)
    if name == "asearch":
        folder.mkdir(parents=True)
        return programs.asearch_index(corpus.path, folder / "index")
    outcome = worker("build", name, corpus.path, folder)
    return programs.Cost(outcome.seconds, outcome.peak_bytes)


def index(
    run: Run, corpus: Corpus, prefix: str, names: Sequence[str], repeats: int
) -> dict[str, Path]:
    """Measure indexing; the indexes by engine."""
    indexes = {name: run.folder / f"{prefix}index-{name}" for name in names}
    costs: dict[str, list[programs.Cost]] = {name: [] for name in names}
    for _ in range(repeats):
        for name, folder in indexes.items():
            costs[name].append(build_once(run, name, corpus, folder))
    for name, own in costs.items():
        run.put(
            f"{prefix}index",
            name,
            corpus.documents / measure.median([cost.seconds for cost in own]),
        )
        run.put(f"{prefix}index-memory", name, max(cost.peak_bytes for cost in own) / MIB)
        run.put(f"{prefix}size", name, measure.folder_bytes(indexes[name]) / corpus.text_bytes)
    return indexes


def small_files(run: Run, corpus: Corpus) -> None:
    """Index the corpus as small files with asearch and recoll."""
    source = empty(run.folder / "files")
    worker("files", corpus.path, source)
    seconds: dict[str, list[float]] = {}
    for _ in range(run.repeats):
        target = empty(run.folder / "files-index-asearch")
        target.mkdir()
        cost = programs.asearch_index(source, target / "index")
        seconds.setdefault("asearch", []).append(cost.seconds)
        if programs.program("recollindex"):
            cost = programs.recoll_index(source, empty(run.folder / "files-index-recoll"))
            seconds.setdefault("recoll", []).append(cost.seconds)
    for name, own in seconds.items():
        run.put("files", name, corpus.documents / measure.median(own))


def questions(run: Run, corpus: Corpus, prefix: str) -> Path:
    """Make the queries for a corpus."""
    path = run.folder / f"{prefix}queries.jsonl"
    worker("queries", corpus.path, str(corpus.documents), path)
    return path


def queries(run: Run, indexes: dict[str, Path], asked: Path, prefix: str) -> serving.Answers:
    """Measure the mixed queries."""
    known = workload.load(asked)
    answers = serving.ask_all(indexes, asked, len(known))
    for name, times in answers.page.items():
        run.put(f"{prefix}memory" if prefix else "query-memory", name, answers.memory_mib[name])
        if len(times) == len(known):
            run.put(f"{prefix}p50", name, measure.median(list(times.values())))
            run.put(f"{prefix}p99", name, measure.percentile(list(times.values()), 0.99))
            run.put(f"{prefix}p50-top", name, measure.median(list(answers.top[name].values())))
        for kind in KINDS if not prefix else ():
            own = [ms for number, ms in times.items() if known[number].kind == kind]
            if len(own) == workload.EACH:
                run.put(f"kind-{kind}", name, measure.median(own))
    run.notes += serving.differences(answers, known)
    return answers


def command_line(run: Run, corpus: Corpus, words: str, prefix: str) -> None:
    """Measure one query as a whole process, on the index that ``index`` has made."""
    own_index = run.folder / f"{prefix}index-asearch" / "index"
    starts: dict[str, Callable[[], programs.Cost]] = {
        "asearch": lambda: programs.asearch_query(words, own_index)
    }
    if programs.program("sqlite-utils"):
        database = run.folder / f"{prefix}sqlite-utils.db"
        for leftover in run.folder.glob(f"{database.name}*"):
            leftover.unlink()
        programs.sqlite_utils_index(corpus.path, database)
        starts["sqlite-utils"] = lambda: programs.sqlite_utils_query(words, database)
    recoll = run.folder / "files-index-recoll"
    if not prefix and recoll.exists():
        starts["recoll"] = lambda: programs.recoll_query(words, recoll)
    costs = start_in_turn(run, f"{prefix}cli", starts)
    if not prefix:
        for name, own in costs.items():
            run.put("cli-memory", name, max(cost.peak_bytes for cost in own) / MIB)
        helps = {"asearch": programs.asearch_help, "click": programs.click_import}
        start_in_turn(run, "help", helps)


def start_in_turn(
    run: Run, row: str, starts: Mapping[str, Callable[[], programs.Cost]]
) -> dict[str, list[programs.Cost]]:
    """Measure programs by turns, wall and CPU; the first turn only warms up."""
    costs: dict[str, list[programs.Cost]] = {name: [] for name in starts}
    for _ in range(STARTS + 1):
        for name, start in starts.items():
            costs[name].append(start())
    for name, own in costs.items():
        run.put(row, name, 1e3 * measure.median([cost.seconds for cost in own[1:]]))
        run.put(f"{row}-cpu", name, 1e3 * measure.median([cost.cpu_seconds for cost in own[1:]]))
    return costs


def facets(run: Run, asked: Path) -> None:
    """Measure counting a large match by source and month, search included, with no hits shown."""
    index = run.folder / "large-index-asearch"
    outcome = worker("facets", index, asked, str(FACET_HITS), str(FACET_RUNS))
    times, hits = json.loads(outcome.out)
    run.put("facet", "asearch", measure.median(times) / 1e6)
    run.notes.append(f"the facets count {hits:,} documents; the search for them is included")


def add_few(run: Run, corpus: Corpus, indexes: dict[str, Path]) -> None:
    """Measure adding 100 documents to a large index, each time other ones."""
    seconds: dict[str, list[float]] = {}
    for turn in range(run.repeats):
        first = corpus.documents + 1 + 100 * turn
        more = generate("zipf", run.folder / f"more-{turn}.jsonl", 100, first)
        for name, folder in indexes.items():
            if name == "asearch":
                cost = programs.asearch_index(more.path, folder / "index")
                seconds.setdefault(name, []).append(cost.seconds)
            else:
                seconds.setdefault(name, []).append(worker("add", name, more.path, folder).seconds)
    for name, own in seconds.items():
        run.put("large-add", name, measure.median(own))


def growth(
    run: Run, corpus: Corpus, asked: Path, sizes: Sequence[int]
) -> list[dict[str, float | str]]:
    """Index ever more of one corpus and ask the same queries: a point per engine and size."""
    points: list[dict[str, float | str]] = []
    number = len(workload.load(asked))
    for size in sizes:
        names = [n for n in ("asearch", "fts5", "tantivy", "whoosh") if n in run.engines]
        names = [name for name in names if name != "whoosh" or size <= 100_000]
        indexes = {name: empty(run.folder / f"growth-{name}") for name in names}
        seconds = {
            name: worker("build", name, corpus.path, folder, str(size)).seconds
            for name, folder in indexes.items()
        }
        answers = serving.ask_all(indexes, asked, number, visits=1)
        for name in names:
            times = list(answers.page[name].values())
            p50, p99 = measure.median(times), measure.percentile(times, 0.99)
            matched = sum(answers.totals[name].values()) / number
            point: dict[str, float | str] = {"engine": name, "documents": size, "p99_ms": p99}
            points.append({**point, "seconds": seconds[name], "p50_ms": p50, "matched": matched})
            run.log(f"{size:>20,} {name:<14} {seconds[name]:9.2f} s {p50:9.3f} ms {p99:9.3f} ms")
    return points
