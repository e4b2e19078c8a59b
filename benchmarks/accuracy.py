"""How often the title, date and source of real files are read as their publishers state them.

``make accuracy`` runs it over ``../shared/formats`` and prints a table for each kind of file; it
is skipped where that folder is not there. What counts as right:

title   equal after folding (case, accents, punctuation, white space), or one holds the other and
        is at least 0.8 as long
date    the same day; a month or a year when no more is stated
source  the same source key (so one agency under its names), or equal after folding
text    for files whose encoding is stated: decoded with it, the text is equal after folding
        (dashes and full-width forms that two tables of one encoding map differently are one)

Of a file that holds several documents the first one counts. A value that is stated as none
(a date of NaN) is not counted.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from asean_search import agencies
from asean_search.analysis import fold
from asean_search.ingest.decoding import NotTextError, decoded, named_encoding
from asean_search.ingest.extract import FileReader
from asean_search.ingest.walk.files import InputFile, walk
from asean_search.model import Document, Skipped

SHARED = Path(__file__).resolve().parents[2] / "shared" / "formats"
TARGETS = {"title": 0.90, "date": 0.95, "source": 0.85}
MEASURED = ("title", "date", "source", "text")
SHARE_OF_TITLE_MIN = 0.8

_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")


@dataclass(slots=True)
class ChangeCount:
    """What was counted for one kind of file."""

    files: int = 0
    read: int = 0
    documents: int = 0
    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(MEASURED, 0))
    stated: dict[str, int] = field(default_factory=lambda: dict.fromkeys(MEASURED, 0))


def folded(text: str) -> str:
    """Lower case, without accents and punctuation, with single spaces."""
    return _NOT_ALPHANUMERIC.sub(" ", fold(text)).strip()


def is_title(found: str, stated: str) -> bool:
    """Whether a title is the stated one."""
    short, long = sorted((folded(found), folded(stated)), key=len)
    return short == long or (short in long and len(short) >= SHARE_OF_TITLE_MIN * len(long))


def is_date(found: str | None, stated: str) -> bool:
    """Whether a date is the stated one, as far as that is precise."""
    day = stated[:10]
    return bool(found) and str(found)[: len(day)] == day


def is_source(found: str | None, stated: str) -> bool:
    """Whether a source is the stated one."""
    if not found:
        return False
    return agencies.source_key(found) == agencies.source_key(stated) or folded(found) == folded(
        stated
    )


def judged(stated: Mapping[str, Any], file: Path, documents: Sequence[Document]) -> dict[str, bool]:
    """For each value that is stated, whether it was read right."""
    first = documents[0] if documents else None
    verdict = {}
    if isinstance(stated.get("title"), str):
        verdict["title"] = first is not None and is_title(first.title, stated["title"])
    if isinstance(stated.get("date"), str):
        verdict["date"] = first is not None and is_date(first.date, stated["date"])
    if isinstance(stated.get("source"), str):
        verdict["source"] = first is not None and is_source(first.source, stated["source"])
    if isinstance(stated.get("encoding"), str):
        verdict["text"] = is_text(file.read_bytes(), stated["encoding"])
    return verdict


def is_text(data: bytes, encoding: str) -> bool:
    """Whether bytes are decoded as the stated encoding decodes them."""
    try:
        found = decoded(data, stated=named_encoding(data))
    except NotTextError:
        return False
    return fold(found).split() == fold(data.decode(encoding, "replace")).split()


def measured(folder: Path, *, verbose: bool) -> Iterator[tuple[str, ChangeCount]]:
    """The tallies of each kind of file, and then of all."""
    stated = {
        row["file"]: row
        for row in map(json.loads, (folder / "expected.jsonl").read_text("utf-8").splitlines())
    }
    tallies: dict[str, ChangeCount] = defaultdict(ChangeCount)
    for source in walk([folder], archive_root=folder, index_folder=folder / "no-index"):
        if isinstance(source, Skipped) or source.path == "expected.jsonl":
            continue
        started = time.perf_counter()
        items = list(FileReader(source))
        took_s = time.perf_counter() - started
        documents = [item for item in items if isinstance(item, Document)]
        verdict = judged(stated.get(source.path, {}), source.disk_path, documents)
        kind = source.path.partition("/")[0]
        for tally in (tallies[kind], tallies["all"]):
            _count(tally, documents, verdict)
        if verbose:
            _tell(source, items, verdict, stated.get(source.path, {}), took_s)
    yield from ((kind, tally) for kind, tally in tallies.items() if kind != "all")
    yield "all", tallies["all"]


def _count(tally: ChangeCount, documents: Sequence[Document], verdict: Mapping[str, bool]) -> None:
    tally.files += 1
    tally.read += bool(documents)
    tally.documents += len(documents)
    for name, is_right in verdict.items():
        tally.stated[name] += 1
        tally.right[name] += is_right


def _tell(
    source: InputFile,
    items: Sequence[Document | Skipped],
    verdict: Mapping[str, bool],
    stated: Mapping[str, Any],
    took_s: float,
) -> None:
    """Every file that was not read, was read slowly, or of which something was read wrong."""
    first = next((item for item in items if isinstance(item, Document)), None)
    for item in items:
        if isinstance(item, Skipped):
            print(f"unread  {item.path}: {item.reason}", file=sys.stderr)
    if took_s > 1:
        print(f"slow    {source.path}: {took_s:.1f} s", file=sys.stderr)
    for name, is_right in verdict.items():
        if not is_right:
            found = (
                f"{getattr(first, name)!r} ({getattr(first, f'{name}_from')})"
                if first and name != "text"
                else "nothing"
            )
            wanted = stated.get(name, stated.get("encoding"))
            print(f"wrong   {source.path}: {name} {found}, stated {wanted!r}", file=sys.stderr)


def main() -> int:
    """Print the table; 1 if a target is missed."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("folder", nargs="?", type=Path, default=SHARED)
    options.add_argument("--verbose", action="store_true", help="name every file read wrong")
    given = options.parse_args()
    if not (given.folder / "expected.jsonl").is_file():
        print(f"skipped: {given.folder} is not there", file=sys.stderr)
        return 0
    heads = "".join(f"{name:>16}" for name in MEASURED)
    print(f"{'kind':<12}{'files':>7}{'read':>7}{'documents':>11}{heads}")
    is_met = True
    for kind, tally in measured(given.folder, verbose=given.verbose):
        cells = "".join(f"{_share(tally, name):>16}" for name in MEASURED)
        print(f"{kind:<12}{tally.files:>7}{tally.read:>7}{tally.documents:>11}{cells}")
        if kind == "all":
            is_met = all(
                tally.right[name] >= least * tally.stated[name] for name, least in TARGETS.items()
            )
    print("targets     " + ", ".join(f"{name} {least:.0%}" for name, least in TARGETS.items()))
    return 0 if is_met else 1


def _share(tally: ChangeCount, name: str) -> str:
    right, stated = tally.right[name], tally.stated[name]
    return f"{right}/{stated} {right / stated:.0%}" if stated else "-"


if __name__ == "__main__":
    sys.exit(main())
