"""The options of an indexing run."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence

import msgspec

from asean_search.errors import RequestError
from asean_search.ingest.metadata.candidates import Provenance
from asean_search.ingest.walk import defaults as given_
from asean_search.ingest.walk import ignoring
from asean_search.ingest.walk.defaults import NOTHING, Defaults
from asean_search.ingest.walk.ignoring import EVERYTHING, FileFilter
from asean_search.ingest.workers.pool import READER
from asean_search.ingest.workers.protocol import Limits

JOBS_MAX = 8
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?", re.IGNORECASE)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}


def default_jobs() -> int:
    """As many worker processes as this process may use processors, within reason."""
    if hasattr(os, "sched_getaffinity"):
        return min(len(os.sched_getaffinity(0)), JOBS_MAX)
    return min(os.cpu_count() or 1, JOBS_MAX)


class RunOptions(msgspec.Struct, frozen=True):
    """How a run goes about it.

    ``jobs`` is the number of worker processes. With ``again`` every file is read,
    changed or not; with ``retry_failed`` those that could not be read the last time. ``reader`` is
    what the workers read with.
    """

    file_filter: FileFilter = EVERYTHING
    defaults: Defaults = NOTHING
    jobs: int = msgspec.field(default_factory=default_jobs)
    limits: Limits = msgspec.field(default_factory=Limits)
    prunes: bool = True
    again: bool = False
    retry_failed: bool = False
    reader: str = READER


def run_options(  # noqa: PLR0913 - each is an option of the command line
    *,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    max_size: str | None = None,
    source: str | None = None,
    date: str | None = None,
    mapping: Mapping[str, str] | None = None,
    keep: Sequence[str] = (),
    date_from_mtime: bool = False,
    jobs: int | None = None,
    time_limit_s: float | None = None,
    memory_limit: str | None = None,
    prunes: bool = True,
    again: bool = False,
    retry_failed: bool = False,
) -> RunOptions:
    """The options of a run, from what somebody typed.

    Raises:
        RequestError: Something of it cannot be used.
    """
    limits = Limits()
    try:
        values = tuple(
            given_.value(name, said, Provenance.COMMAND_LINE)
            for name, said in (("source", source), ("date", date))
            if said is not None
        )
        said = Defaults(values, given_.mapping(mapping or {}), given_.keep(keep), date_from_mtime)
        file_filter = FileFilter(
            ignoring.patterns(include),
            ignoring.patterns(exclude),
            None if max_size is None else size_bytes(max_size),
        )
    except (given_.NotUsableError, ignoring.PatternError) as error:
        raise RequestError(str(error), hint="Help: asearch index --help") from error
    return RunOptions(
        file_filter=file_filter,
        defaults=said,
        jobs=default_jobs() if jobs is None else jobs,
        limits=Limits(
            limits.time_s if time_limit_s is None else time_limit_s,
            limits.memory_bytes if memory_limit is None else size_bytes(memory_limit),
        ),
        prunes=prunes,
        again=again,
        retry_failed=retry_failed,
    )


def size_bytes(said: str) -> int:
    """How many bytes ``500k``, ``1.5 MB``, ``2GiB`` or ``800`` are. k is 1,000, Ki is 1,024.

    Raises:
        RequestError: It is no size.
    """
    found = _SIZE.fullmatch(said.strip())
    if not found or (found[3] and not found[2]):
        raise RequestError(
            f"{said!r} is no size", hint="Sizes are written 800, 500k, 20M or 1.5GB."
        )
    return int(float(found[1]) * (1024 if found[3] else 1000) ** _POWERS[found[2].lower()])
