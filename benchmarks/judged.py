"""Test collections with judged queries, from ../shared/collections."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import Record, shared_folder

NAMES = ("time", "cranfield", "cisi", "med")
FILES = ("corpus.jsonl.gz", "queries.jsonl", "qrels.tsv")


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents, queries (id -> text) and judgements (query id -> document id -> relevance)."""

    name: str
    records: tuple[Record, ...]
    queries: dict[str, str]
    judgements: dict[str, dict[str, int]]
    digest: str


def present() -> list[str]:
    """The collections that are there."""
    shared = shared_folder()
    if shared is None:
        return []
    folders = {name: shared / "collections" / name for name in NAMES}
    return [name for name, at in folders.items() if all((at / file).is_file() for file in FILES)]


def folder(name: str) -> Path:
    """Where a collection's files are."""
    return (shared_folder() or Path()) / "collections" / name


def load(name: str) -> Collection:
    """Read one collection; ``digest`` is of the bytes of its three files."""
    packed, asked, judged = [(folder(name) / file).read_bytes() for file in FILES]
    digest = hashlib.blake2b(packed + asked + judged, digest_size=16).hexdigest()
    rows = [json.loads(line) for line in gzip.decompress(packed).splitlines()]
    records = [
        Record(row["id"], row.get("title") or "", row.get("date") or "", "", row.get("text") or "")
        for row in rows
    ]
    queries = [json.loads(line) for line in asked.splitlines()]
    judgements: dict[str, dict[str, int]] = {}
    for line in judged.decode().splitlines():
        query, document, relevance = line.split("\t")
        judgements.setdefault(query, {})[document] = int(relevance)
    texts = {query["id"]: query["text"] for query in queries}
    return Collection(name, tuple(records), texts, judgements, digest)
