"""Line formats for programs: paths of files, the number of documents, and TREC run files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO

from asean_search.model import BatchAnswer, Document, Hit, SearchResult
from asean_search.output.options import OutputOptions
from asean_search.output.safe_text import safe_line, safe_path

RUN_NAME = "asearch"
_STEP_MIN = 1e-6
"""The least relative step between scores: trec_eval reads 32 bits, and breaks ties its own way."""


def write_result_paths(result: SearchResult, out: TextIO, options: OutputOptions) -> None:
    """Write the path of each file that holds a hit, once, the best hit's file first.

    Lines are safe to look at, so a name with a line break or with bytes that are not UTF-8 is not
    exact there. NUL-separated paths are exact, as ``xargs -0`` requires.
    """
    for path in dict.fromkeys(options.shown_path(hit.document.path) for hit in result.hits):
        out.write(f"{path}\0" if options.null_separated else f"{safe_path(path)}\n")


def write_result_count(result: SearchResult, out: TextIO, options: OutputOptions) -> None:
    """Write the number of documents that match."""
    out.write(f"{result.total}\n")


def write_batch(answers: Iterable[BatchAnswer], out: TextIO, options: OutputOptions) -> None:
    """Write a run file for trec_eval and ir-measures: the hits of each query, then partial hits.

    A line has the query's id, ``Q0``, the document's name, its rank from 1, its score and the name
    of the run. Evaluators sort by score, so scores fall from line to line, even where the first
    partial hit scores higher than the last hit.
    """
    for answer in answers:
        query = _one_word(answer.query.id)
        for hit, score in _falling(answer):
            name = _one_word(_name(hit.document))
            out.write(f"{query} Q0 {name} {hit.rank} {score:.6f} {RUN_NAME}\n")


def _falling(answer: BatchAnswer) -> Iterator[tuple[Hit, float]]:
    """The documents by rank with falling scores: all hits are lifted above the partial ones."""
    lift = 0.0
    if answer.hits and answer.partial:
        lift = max(0.0, answer.partial[0].score - answer.hits[-1].score)
    last = float("inf")
    for hits, more in ((answer.hits, lift), (answer.partial, 0.0)):
        for hit in hits:
            step = _STEP_MIN * max(abs(last), 1.0) if last < float("inf") else 0.0
            last = round(min(hit.score + more, last - step), 6)
            yield hit, last


def _name(document: Document) -> str:
    """The record's own name in a file of many, else the path."""
    return document.path if document.record is None else document.record


def _one_word(text: str) -> str:
    """The text without white space, which separates the columns."""
    return "_".join(safe_line(text).split()) or "_"
