"""The use case of a dry run: what an indexing run would do with each file, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from asean_search.engine.interface import Catalog
from asean_search.indexing import pruning
from asean_search.indexing.deciding import decide
from asean_search.indexing.options import RunOptions
from asean_search.ingest import extract
from asean_search.ingest.walk import files
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Action, IngestPlan, PlannedFile, Skipped
from asean_search.paths import real_folder


def plan(
    paths: Sequence[Path],
    open_catalog: Catalog,
    *,
    index_path: Path,
    archive_root: Path,
    options: RunOptions,
) -> IngestPlan:
    """What ``run`` would do, without doing it: neither the index nor the catalog is changed.

    Whether a file that would be read can be read is known only as far as its format tells.
    """
    archive_root = real_folder(archive_root)
    met: set[str] = set()
    refused: set[str] = set()
    planned: list[PlannedFile] = []
    for item in files.walk(
        paths,
        archive_root=archive_root,
        index_folder=index_path,
        file_filter=options.file_filter,
        defaults=options.defaults,
    ):
        (refused if isinstance(item, Skipped) else met).add(item.path)
        planned.append(_planned(item, open_catalog, options))
    if options.prunes:
        roots = files.roots(paths, archive_root).found
        planned += _removed(open_catalog, roots, archive_root, met, refused)
    return IngestPlan(str(index_path), tuple(planned))


def _planned(item: InputFile | Skipped, open_catalog: Catalog, options: RunOptions) -> PlannedFile:
    if isinstance(item, Skipped):
        return PlannedFile(item.path, Action.SKIP, item.reason)
    decision = decide(item, open_catalog.file(item.path), options)
    if decision.reads:
        kind = extract.format_of(item.disk_path, item.suffixes)
        if kind is None:
            return PlannedFile(item.path, Action.SKIP, "it cannot be opened")
        if kind.unreadable_reason:
            return PlannedFile(item.path, Action.SKIP, kind.unreadable_reason)
    return PlannedFile(item.path, decision.action, decision.reason)


def _removed(
    open_catalog: Catalog,
    roots: Sequence[Path],
    archive_root: Path,
    met: set[str],
    refused: set[str],
) -> Iterator[PlannedFile]:
    for each in pruning.gone(open_catalog, roots, archive_root, met=met, refused=refused):
        yield PlannedFile(each.record.path, Action.REMOVE, each.reason)
