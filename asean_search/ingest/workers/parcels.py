"""Documents made ready for the index where they were read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from asean_search.ingest.walk import defaults
from asean_search.ingest.walk.files import InputFile
from asean_search.ingest.workers.protocol import BlockEnd, Items, Part
from asean_search.model import Document, Skipped

Item = Document | Skipped | BlockEnd


class Parcels:
    """Makes documents ready, with what is said of them where they state nothing themselves.

    ``prepare`` is what ``engine.interface.Writer.batch_analyser`` names.
    """

    def __init__(self, prepare: Callable[[list[Document]], object]) -> None:
        self._prepare = prepare

    def of_file(self, file: InputFile, items: Sequence[Item]) -> Items:
        """What was read of a file, its documents made ready."""
        return self.of_files([(file, items)])[0]

    def of_files(self, files: Iterable[tuple[InputFile, Sequence[Item]]]) -> list[Items]:
        """What was read of each file; the documents of all are made ready at once."""
        filled = [(items, _filled(file, items)) for file, items in files]
        documents = [each for _, some in filled for each in some]
        prepared = self._prepare(documents) if documents else None
        found = []
        first = 0
        for items, some in filled:
            found.append(Items(_parts(prepared, first, items, some), len(items)))
            first += len(some)
        return found


def together(
    parcels: Parcels | None, files: Sequence[tuple[InputFile, Sequence[Item]]]
) -> list[Items]:
    """What was read of each of some files, their documents made ready if that is wanted."""
    if parcels is None:
        return [Items(tuple(items), len(items)) for _, items in files]
    return parcels.of_files(files)


def _filled(file: InputFile, items: Iterable[Item]) -> list[Document]:
    said, mtime_ns = file.defaults, file.mtime_ns
    return [defaults.filled(item, said, mtime_ns) for item in items if isinstance(item, Document)]


def _parts(
    prepared: object, first: int, items: Sequence[Item], documents: Sequence[Document]
) -> tuple[Part | Skipped | BlockEnd, ...]:
    """The items, with parts of what was prepared for the documents that follow one another."""
    found: list[Part | Skipped | BlockEnd] = []
    place = 0
    for is_document, run in groupby(items, lambda item: isinstance(item, Document)):
        if not is_document:
            found += (item for item in run if not isinstance(item, Document))
            continue
        some = documents[place : place + sum(1 for _ in run)]
        found.append(
            Part(
                prepared,
                first + place,
                tuple(document.date is None for document in some),
                tuple(len(document.rejected_dates) for document in some),
            )
        )
        place += len(some)
    return tuple(found)
