"""Ways to answer a collection's queries: plain BM25, stock Whoosh, and asearch."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks import judged
from benchmarks.judged import Collection

LIMIT = 1_000
Ranking = dict[str, list[tuple[str, float]]]
"""Query id -> document ids with their scores, best first."""
Runner = Callable[[Mapping[str, str]], Ranking]


def plain_bm25(collection: Collection) -> Runner:
    """bm25s with the English Snowball stemmer and stop words; Lucene's BM25, k1 1.2, b 0.75."""
    import bm25s
    import Stemmer

    stemmer = Stemmer.Stemmer("english")
    texts = [f"{record.title} {record.text}" for record in collection.records]
    retriever = bm25s.BM25(k1=1.2, b=0.75, method="lucene")

    def tokens(of: list[str]) -> list[list[str]]:
        words = bm25s.tokenize(
            of, stopwords="en", stemmer=stemmer, return_ids=False, show_progress=False
        )
        return list(words)

    retriever.index(tokens(texts), show_progress=False)

    def run(queries: Mapping[str, str]) -> Ranking:
        ranking: Ranking = {}
        for key, query in zip(queries, tokens(list(queries.values())), strict=True):
            most = min(LIMIT, len(texts))
            found, scores = retriever.retrieve([query], k=most, show_progress=False)
            ranking[key] = [
                (collection.records[number].id, float(score))
                for number, score in zip(found[0].tolist(), scores[0].tolist(), strict=True)
                if score > 0
            ]
        return ranking

    return run


def stock_whoosh(collection: Collection) -> Runner:
    """Whoosh's StemmingAnalyzer and BM25F over title and text, any of the query's words."""
    from whoosh import fields
    from whoosh.analysis.analyzers import StemmingAnalyzer
    from whoosh.filedb.filestore import RamStorage
    from whoosh.qparser import MultifieldParser, OrGroup

    schema = fields.Schema(
        key=fields.ID(stored=True),
        title=fields.TEXT(StemmingAnalyzer()),
        text=fields.TEXT(StemmingAnalyzer()),
    )
    index = RamStorage().create_index(schema)
    writer = index.writer()
    for record in collection.records:
        writer.add_document(key=record.id, title=record.title, text=record.text)
    writer.commit()
    parser = MultifieldParser(["title", "text"], schema, plugins=[], group=OrGroup)

    def run(queries: Mapping[str, str]) -> Ranking:
        with index.searcher() as searcher:
            ranking: Ranking = {}
            for key, text in queries.items():
                results = searcher.search(parser.parse(text), limit=LIMIT)
                ranking[key] = [(hit["key"], float(hit.score or 0.0)) for hit in results]
            return ranking

    return run


def asearch(collection: Collection) -> Runner:
    """Our program as anybody runs it: it indexes the corpus, and answers the file of queries."""
    return _asearch(collection)


def asearch_expanding(collection: Collection) -> Runner:
    """The same with --expand."""
    return _asearch(collection, "--expand")


def _asearch(collection: Collection, *options: str) -> Runner:
    def run(queries: Mapping[str, str]) -> Ranking:
        with tempfile.TemporaryDirectory(prefix="asearch-relevance-") as folder:
            index = ("--index", str(Path(folder) / "index"))
            corpus = judged.folder(collection.name) / "corpus.jsonl.gz"
            _program("index", *index, "--quiet", str(corpus))
            lines = [json.dumps({"id": key, "text": text}) for key, text in queries.items()]
            told = _program(
                *("batch", *index, "--quiet", "--format", "trec", "-n", str(LIMIT), *options, "-"),
                stdin="\n".join(lines),
            )
        ranking: Ranking = {key: [] for key in queries}
        for line in told.splitlines():
            query, _, document, _, score, _ = line.split()
            ranking[query].append((document, float(score)))
        return ranking

    return run


def _program(*args: str, stdin: str = "") -> str:
    """What a run of asearch prints; 3 is its exit code where a file or a line could not be read."""
    done = subprocess.run(
        [sys.executable, "-m", "asean_search", *args],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode not in (0, 3):
        raise RuntimeError(done.stderr)
    return done.stdout


RANKERS: dict[str, Callable[[Collection], Runner]] = {
    "plain BM25": plain_bm25,
    "stock Whoosh": stock_whoosh,
    "asearch": asearch,
    "asearch --expand": asearch_expanding,
}
