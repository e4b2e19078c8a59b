"""Names and words of several syllables: how many of the first hits have them side by side?

python -m benchmarks.names    prints precision at 5 and recall, for each kind of query

Queries are drawn from the corpora in ``../shared/corpora`` with a fixed seed, 60 of each kind:
Vietnamese names and Vietnamese words of two or three syllables (asked with and without their
accents), and English personal names of two words. A document is relevant if its title or text has
the words side by side, with the accents of the corpus; each query has 5 to 200 such documents.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from asean_search import engine
from asean_search.analysis import fold
from asean_search.engine.interface import OpenIndex
from asean_search.model import Location, SearchRequest
from asean_search.search import ask

from benchmarks.corpus import read_lines, shared_folder

QUERIES_PER_KIND = 60
DOCUMENTS_MIN, DOCUMENTS_MAX = 5, 200
COLLOCATION_MIN = 0.3
"""Two syllables are a word if this share of the rarer one's documents has them side by side."""
SEED = 20261127

_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;\"“”\n])\s*$")


class Kind(NamedTuple):
    """A kind of query: the corpora it is drawn from, and its targets for P@5 and recall."""

    name: str
    corpora: tuple[str, ...]
    precision: float
    recall: float


KINDS = (
    Kind("vietnamese names, accented", ("vietnamese_news",), 0.90, 0.0),
    Kind("vietnamese names, folded", ("vietnamese_news",), 0.80, 1.0),
    Kind("vietnamese words, accented", ("vietnamese_news",), 0.90, 0.0),
    Kind("vietnamese words, folded", ("vietnamese_news",), 0.80, 1.0),
    Kind("english names", ("headlines_2026", "congress_press"), 0.95, 0.0),
)


def texts(corpora: Sequence[str]) -> dict[str, str]:
    """Document's record name -> its title and text, in Unicode's composed form."""
    found = {}
    for corpus in corpora:
        path = (shared_folder() or Path()) / "corpora" / f"{corpus}.jsonl.gz"
        with read_lines(path) as lines:
            for line in lines:
                row = json.loads(line)
                whole = f"{row.get('title') or ''}\n{row.get('text') or ''}"
                found[str(row["id"])] = unicodedata.normalize("NFC", whole)
    return found


def side_by_side(documents: Mapping[str, str], sizes: Sequence[int]) -> dict[str, set[str]]:
    """Words side by side, in lower case and parted by single spaces -> the documents with them."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, text in documents.items():
        words = [word.lower() for word in _WORD.findall(text)]
        for size in sizes:
            for start in range(len(words) - size + 1):
                found[" ".join(words[start : start + size])].add(name)
    return found


def vietnamese_names(documents: Mapping[str, str]) -> Counter[str]:
    """Runs of two to four capitalised syllables inside sentences, and how often each occurs."""
    run = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){1,3}")
    found: Counter[str] = Counter()
    for text in documents.values():
        for match in run.finditer(text):
            for piece in re.split(r" (?=[^A-ZÀ-Ỹ])|(?<= )(?=[^A-ZÀ-ỸĐ])", match.group()):
                words = piece.split()
                is_name = all(word[0].isupper() and word[1:].islower() for word in words)
                is_inside = not _SENTENCE_START.search(text[: match.start()][-3:])
                if len(words) > 1 and is_name and is_inside:
                    found[" ".join(words).lower()] += 1
    return found


def vietnamese_words(groups: Mapping[str, set[str]], singles: Mapping[str, set[str]]) -> list[str]:
    """Pairs of syllables that mostly occur together."""
    return [
        pair
        for pair, documents in groups.items()
        if len(pair.split()) == 2
        and len(documents) >= COLLOCATION_MIN * min(len(singles[word]) for word in pair.split())
    ]


def english_names(documents: Mapping[str, str]) -> list[str]:
    """Authors of press releases, and runs of two capitalised words with the first name of one."""
    authors: Counter[str] = Counter()
    with read_lines((shared_folder() or Path()) / "corpora" / "congress_press.jsonl.gz") as lines:
        for line in lines:
            authors[json.loads(line).get("author") or ""] += 1
    firsts = {name.split()[0] for name in authors if len(name.split()) == 2}
    pair = re.compile(r"\b([A-Z][a-z]+) ([A-Z][a-z]+)\b")
    found: Counter[str] = Counter()
    for text in documents.values():
        found.update({" ".join(m.groups()) for m in pair.finditer(text) if m.group(1) in firsts})
    return [name.lower() for name in found]


def is_accented(text: str) -> bool:
    """Whether folding changes the text."""
    return fold(text) != text


def drawn(
    candidates: Sequence[str], groups: Mapping[str, set[str]], seed: int
) -> dict[str, set[str]]:
    """Queries of one kind, and the documents that are relevant to each."""
    fit = sorted(
        {c for c in candidates if DOCUMENTS_MIN <= len(groups.get(c, ())) <= DOCUMENTS_MAX}
    )
    chosen = random.Random(seed).sample(fit, min(QUERIES_PER_KIND, len(fit)))
    return {each: groups[each] for each in chosen}


class Figures(NamedTuple):
    """Means over the queries of a kind; ``worst`` are the queries with the lowest precision."""

    queries: int
    precision: float
    recall: float
    worst: tuple[tuple[float, str], ...]


def measured(index: OpenIndex, queries: Mapping[str, set[str]], *, folded: bool) -> Figures:
    """Precision at 5 and recall of the queries, as typed or without accents."""
    precisions, recalls = [], []
    for query, relevant in queries.items():
        text = fold(query) if folded else query
        result = ask.search(index, SearchRequest(query=text, limit=100_000, snippets=0))
        names = [hit.document.record or "" for hit in result.hits]
        first = names[:5]
        precisions.append((sum(name in relevant for name in first) / min(5, len(relevant)), text))
        recalls.append(len(relevant & set(names)) / len(relevant))
    count = len(queries)
    return Figures(
        count,
        sum(value for value, _ in precisions) / count,
        sum(recalls) / count,
        tuple(sorted(precisions)[:8]),
    )


def kinds() -> Iterator[tuple[Kind, dict[str, set[str]], bool]]:
    """Each kind with its queries, and whether they are asked without accents."""
    vietnamese = texts(("vietnamese_news",))
    groups = side_by_side(vietnamese, (1, 2, 3, 4))
    singles = {key: value for key, value in groups.items() if " " not in key}
    names = [n for n in vietnamese_names(vietnamese) if is_accented(n)]
    words = [w for w in vietnamese_words(groups, singles) if is_accented(w) and w not in names]
    for first, candidates in ((0, names), (2, words)):
        queries = drawn(candidates, groups, SEED + first)
        yield KINDS[first], queries, False
        yield KINDS[first + 1], queries, True
    english = texts(KINDS[4].corpora)
    yield KINDS[4], drawn(english_names(english), side_by_side(english, (2,)), SEED + 4), False


def main() -> int:
    """Measure and print; fail below a target."""
    parser = argparse.ArgumentParser(prog="benchmarks.names")
    parser.add_argument("--worst", action="store_true", help="list the worst queries of each kind")
    asked = parser.parse_args()
    shared = shared_folder()
    if shared is None or not (shared / "corpora" / "vietnamese_news.jsonl.gz").is_file():
        print("skipped: there are no corpora in ../shared/corpora", file=sys.stderr)
        return 0
    failed = False
    indexes: dict[tuple[str, ...], Path] = {}
    print("| kind | queries | P@5 | recall |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="asearch-names-") as folder:
        for kind, queries, folded in kinds():
            if kind.corpora not in indexes:
                path = Path(folder) / "-".join(kind.corpora)
                files = [str(shared / "corpora" / f"{corpus}.jsonl.gz") for corpus in kind.corpora]
                program = [sys.executable, "-m", "asean_search", "index", "--quiet"]
                subprocess.run([*program, "--index", str(path), *files], check=False)
                indexes[kind.corpora] = path
            with engine.open_index(Location(indexes[kind.corpora])) as index:
                figures = measured(index, queries, folded=folded)
            values = f"{figures.precision:.3f} | {figures.recall:.3f}"
            print(f"| {kind.name} | {figures.queries} | {values} |")
            if asked.worst:
                print(*(f"    {value:.1f} {query}" for value, query in figures.worst), sep="\n")
            failed |= figures.precision < kind.precision or figures.recall < kind.recall
    print("below target" if failed else "every target is met")
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
