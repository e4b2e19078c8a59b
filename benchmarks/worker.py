"""One engine in a process of its own; ``generate`` makes a corpus, the other orders use an index.

``serve`` answers lines on stdin: ``top NUMBER REPEATS`` and ``page NUMBER REPEATS`` run that
query and print the times in ns, ``total NUMBER`` prints its total, ``memory`` the peak resident
bytes.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import corpus, engines, workload


def build(name: str, documents: Path, folder: Path, limit: str = "") -> None:
    """Index a corpus, or its first ``limit`` documents."""
    folder.mkdir(parents=True)
    engines.load(name).build(corpus.read(documents, int(limit) if limit else None), folder)


def add(name: str, documents: Path, folder: Path) -> None:
    """Add documents to an index and print the seconds from opening to committed."""
    engine = engines.load(name)
    records = list(corpus.read(documents))
    start = time.perf_counter()
    engine.add(records, folder)
    print(time.perf_counter() - start)


def peak_bytes() -> int:
    """The most memory this process ever had resident."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def serve(name: str, folder: Path, questions: Path) -> None:
    """Answer until stdin ends. The first line says which queries the engine can put."""
    reader = engines.load(name).open(folder)
    prepared = [reader.prepare(query) for query in workload.load(questions)]
    print(json.dumps([number for number, one in enumerate(prepared) if one]), flush=True)
    for line in sys.stdin:
        order, *rest = line.split()
        if order == "memory":
            print(peak_bytes(), flush=True)
            continue
        chosen = prepared[int(rest[0])]
        if chosen is None:
            raise SystemExit(f"{name} cannot put query {rest[0]}")
        if order == "total":
            print(chosen.page()[1], flush=True)
        else:
            run = chosen.top if order == "top" else chosen.page
            print(json.dumps(timed(run, int(rest[1]))), flush=True)


def facets(folder: Path, questions: Path, hits: int, repeats: int) -> None:
    """Facet what has any of so many common words that there are ``hits`` documents, if there are.

    Prints the times in ns and the number of documents.
    """
    from benchmarks.engines.on_asearch import AsearchReader

    reader = engines.load("asearch").open(folder)
    assert isinstance(reader, AsearchReader)  # noqa: S101 - for the type checker
    asked = [query.words[0] for query in workload.load(questions) if query.kind == "common"]
    words: list[str] = []
    for word in dict.fromkeys(asked):
        words.append(word)
        if reader.count_by_source_and_month(words) >= hits:
            break
    times = timed(lambda: reader.count_by_source_and_month(words), repeats)
    print(json.dumps([times, reader.count_by_source_and_month(words)]))


def timed(run: Callable[[], object], repeats: int) -> list[int]:
    """The times of so many runs in ns."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter_ns()
        run()
        times.append(time.perf_counter_ns() - start)
    return times


def generate(kind: str, path: Path, documents: str = "0", first_id: str = "1") -> None:
    """Write a corpus and print its number of documents and bytes of text."""
    if kind == "reuters":
        stories = corpus.reuters_file()
        if stories is None:
            raise SystemExit("reuters.jsonl.gz is not there")
        print(json.dumps(corpus.write(corpus.reuters(stories), path)))
    else:
        from benchmarks import zipfian

        made = zipfian.records(int(documents), first_id=int(first_id))
        print(json.dumps(corpus.write(made, path)))


def questions(documents: Path, number: str, path: Path) -> None:
    """Write the queries for a corpus."""
    workload.save(workload.make(documents, int(number)), path)


def files(documents: Path, folder: Path) -> None:
    """Write a corpus as small files."""
    corpus.write_small_files(corpus.read(documents), folder)


def main(order: str, *rest: str) -> None:
    """Dispatch; arguments as in the functions above."""
    if order == "build":
        build(rest[0], Path(rest[1]), Path(rest[2]), *rest[3:])
    elif order == "add":
        add(rest[0], Path(rest[1]), Path(rest[2]))
    elif order == "serve":
        serve(rest[0], Path(rest[1]), Path(rest[2]))
    elif order == "facets":
        facets(Path(rest[0]), Path(rest[1]), int(rest[2]), int(rest[3]))
    elif order == "generate":
        generate(rest[0], Path(rest[1]), *rest[2:])
    elif order == "queries":
        questions(Path(rest[0]), rest[1], Path(rest[2]))
    elif order == "files":
        files(Path(rest[0]), Path(rest[1]))
    else:
        raise SystemExit(f"unknown order: {order}")


if __name__ == "__main__":
    main(*sys.argv[1:])
