"""Answers to many queries, each written as it comes: JSON, CSV, or a run file of TREC.

A run file has a line for each document: the query's id, ``Q0``, the document's name, its rank
from 1, its score, the run's name. Evaluators sort by the score, so it falls from line to line,
also where the first document with only some of the words scores higher than the last hit.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from typing import TextIO

from asean_search.model import BatchAnswer, Document, Hit
from asean_search.output import as_json, json_layout
from asean_search.output.as_csv import harmless, table_cell
from asean_search.output.options import OutputOptions
from asean_search.output.safe_text import escape_undecodable, safe_json, safe_line

FIELDS = ("rank", "id", "score", "title", "date", "source", "place", "path", "record")
"""What is told of a document in JSON, and in CSV with the query before it."""

RUN_NAME = "asearch"
_STEP_MIN = 1e-6
"""From score to score, in proportion: trec_eval reads them in 32 bits, and breaks ties its way."""


def write_json(answers: Iterable[BatchAnswer], out: TextIO, options: OutputOptions) -> None:
    """Write one JSON object; each answer stands on a line of its own."""
    out.write(f'{{"schema": {json_layout.SCHEMA}, "answers": [')
    for number, answer in enumerate(answers):
        out.write(",\n" if number else "\n")
        text = json.dumps(_answer(answer, options), ensure_ascii=False, allow_nan=False)
        out.write(safe_json(text))
    out.write("\n]}\n")


def _answer(answer: BatchAnswer, options: OutputOptions) -> dict[str, object]:
    return {
        "id": escape_undecodable(answer.query.id),
        "text": escape_undecodable(answer.query.text),
        "canonical": escape_undecodable(answer.canonical),
        "total": answer.total,
        "took_ms": answer.took_ms,
        "notes": [escape_undecodable(note) for note in answer.notes],
        "expansion": as_json.expansion(answer.expansion),
        "hits": [as_json.hit_values(hit, FIELDS, options) for hit in answer.hits],
        "partial": [as_json.hit_values(hit, FIELDS, options) for hit in answer.partial],
    }


def write_csv(answers: Iterable[BatchAnswer], out: TextIO, options: OutputOptions) -> None:
    """Write a row for each document; ``partial`` is 1 where it has only some of the words."""
    writer = csv.writer(out)
    writer.writerow(["query", "partial", *FIELDS])
    for answer in answers:
        for partial, hits in enumerate((answer.hits, answer.partial)):
            for hit in hits:
                cells = [table_cell(hit, field, options) for field in FIELDS]
                writer.writerow([harmless(safe_line(answer.query.id)), partial, *cells])


def write_trec(answers: Iterable[BatchAnswer], out: TextIO, options: OutputOptions) -> None:
    """Write a run file that trec_eval and ir-measures read."""
    for answer in answers:
        query = _one_word(answer.query.id)
        for hit, score in _falling(answer):
            name = _one_word(_name(hit.document))
            out.write(f"{query} Q0 {name} {hit.rank} {score:.6f} {RUN_NAME}\n")


def _falling(answer: BatchAnswer) -> Iterator[tuple[Hit, float]]:
    """The documents by rank with scores that fall: all hits are lifted over the partial ones."""
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
    """The text without white space, which parts the columns."""
    return "_".join(safe_line(text).split()) or "_"
