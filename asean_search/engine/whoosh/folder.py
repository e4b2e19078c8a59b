"""The index folder: whether it holds an index of ours, and ``meta.json``: what made it."""

from __future__ import annotations

import json
import os
import re
import shlex
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import asdict

from asean_search import __version__
from asean_search.engine.whoosh import trust
from asean_search.errors import (
    IndexDamagedError,
    IndexMissingError,
    IndexOutdatedError,
    IndexUnusableError,
)

if TYPE_CHECKING:
    from pathlib import Path

FORMAT_VERSION = 3
"""Raised whenever what is on disk changes its meaning: an index of another format is refused."""

META_FILE = "meta.json"
LOCK_NAME = "MAIN_WRITELOCK"
CATALOG_FILE = "files.db"

_KIND = "asearch index"
_TABLE_OF_CONTENTS = re.compile(r"_MAIN_[0-9]+\.toc")
_MAY_BE_THERE = frozenset(
    {"README.md", ".gitignore", ".gitkeep", "aliases.txt", LOCK_NAME, META_FILE + ".new"}
)


class Meta(msgspec.Struct, frozen=True):
    """What made an index. An index is used only by a program whose versions are the same."""

    kind: str
    format_version: int
    analysis_version: int
    created_by: str


def is_index(path: Path) -> bool:
    """Whether the folder holds an index of ours, even one that is damaged or outdated."""
    try:
        text = (path / META_FILE).read_bytes()
    except OSError:
        return False
    try:
        meta = json.loads(text)
    except ValueError:
        return _has_table_of_contents(path)
    return isinstance(meta, dict) and meta.get("kind") == _KIND


def check(path: Path) -> Meta:
    """What ``meta.json`` says, when this version of asearch can use the index.

    Raises:
        IndexMissingError, IndexOutdatedError, IndexDamagedError: it cannot, and why.
        OSError: the folder cannot be read.
    """
    try:
        text = (path / META_FILE).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise IndexMissingError(
            f"there is no index at {path}", hint="Make one with: asearch index PATH"
        ) from None
    meta = _parse(path, text)
    made_for = (meta.format_version, meta.analysis_version)
    if made_for != (FORMAT_VERSION, _analysis_version()):
        raise IndexOutdatedError(
            f"the index at {path} was made by {meta.created_by}, "
            f"which keeps its words differently from asearch {__version__}",
            hint=rebuild_hint(path),
        )
    return meta


def rebuild_hint(path: Path) -> str:
    """How to get a good index at ``path``."""
    return f"Make it anew with: asearch index --rebuild --index {shlex.quote(str(path))}"


def prepare(path: Path) -> None:
    """Make the folder, private where the platform has that, or see that an index may be made in it.

    Raises:
        IndexUnusableError: the folder holds other things.
        OSError: the folder cannot be made or read.
    """
    if not path.is_dir():
        try:
            path.mkdir(mode=0o700, parents=True)
        except (FileExistsError, FileNotFoundError, NotADirectoryError) as error:
            raise IndexUnusableError(
                f"an index cannot be made at {path}: {error.strerror or 'there is no folder'}",
                hint="Name an empty or a new folder with --index.",
            ) from error
    if not is_index(path):
        others = sorted({entry.name for entry in path.iterdir()} - _MAY_BE_THERE)
        if others:
            raise IndexUnusableError(
                f"{path} is not an index, and it holds other things ({', '.join(others[:3])}"
                f"{', ...' if len(others) > 3 else ''})",  # noqa: PLR2004
                hint="Name an empty or a new folder with --index.",
            )
        trust.make_private(path)


def write_meta(path: Path) -> None:
    """Write ``meta.json`` for this version of asearch, all of it or nothing."""
    meta = Meta(_KIND, FORMAT_VERSION, _analysis_version(), f"asearch {__version__}")
    new = path / (META_FILE + ".new")
    with new.open("w", encoding="utf-8") as file:
        json.dump(asdict(meta), file, indent=1)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(path / META_FILE)
    sync(path)


def sync(path: Path) -> None:
    """Make the folder's own entries durable, on platforms where a folder can be synced."""
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def size_bytes(path: Path) -> int:
    """How many bytes the files of the folder take, those of folders below it included."""
    total = 0
    for entry in os.scandir(path):
        with suppress(FileNotFoundError):  # a writer may be at work
            if entry.is_dir(follow_symlinks=False):
                total += size_bytes(path / entry.name)
            else:
                total += entry.stat(follow_symlinks=False).st_size
    return total


def _parse(path: Path, text: bytes) -> Meta:
    try:
        values = json.loads(text)
        meta = Meta(**{name: values[name] for name in Meta.__struct_fields__})
        if meta.kind != _KIND:
            raise ValueError(meta.kind)
    except (ValueError, KeyError, TypeError) as error:
        if not is_index(path):
            raise IndexMissingError(
                f"there is no index at {path}: the {META_FILE} there is not one of asearch",
                hint="Make one elsewhere with: asearch --index DIR index PATH",
            ) from error
        raise IndexDamagedError(
            f"the index at {path} is damaged: {META_FILE} cannot be read", hint=rebuild_hint(path)
        ) from error
    return meta


def _has_table_of_contents(path: Path) -> bool:
    return any(_TABLE_OF_CONTENTS.fullmatch(entry.name) for entry in path.iterdir())


def _analysis_version() -> int:
    from asean_search import analysis

    return analysis.ANALYSIS_VERSION
