"""The choice of the index: from the option, the environment or the folders to ``Settings``."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from asean_search.errors import ConfigError
from asean_search.model import Location

INDEX_FOLDER = "index"
INDEX_VARIABLE = "ASEARCH_INDEX"

_HERE = "it is in the current folder"
_NEAREST = "it is in the nearest parent folder that has one"
_NOWHERE = "it is the default place, and neither this folder nor one above it has an index"


class Settings(msgspec.Struct, frozen=True):
    """The settings that a command needs before it opens anything.

    ``location`` is absolute; the index need not exist. ``index_from`` is a sentence that says why
    it is this one.
    """

    location: Location
    index_from: str

    @property
    def index(self) -> Path:
        """The index folder."""
        return self.location.folder

    @property
    def archive_root(self) -> Path:
        """The folder that document paths are relative to: the parent of the index folder."""
        return self.index.parent


def settings(
    index: str | None = None,
    *,
    is_index: Callable[[Location], bool],
    environ: Mapping[str, str] = os.environ,
    folder: Path | None = None,
) -> Settings:
    """The index: ``index``, or that of the environment, or the nearest one, or ``./index``.

    Args:
        index: The folder named on the command line, or None.
        is_index: Whether a folder holds an index, as an engine defines it.
        environ: The environment variables; an empty ``ASEARCH_INDEX`` counts as none.
        folder: The folder to start from; by default the current one.

    Raises:
        ConfigError: The current folder no longer exists, or the name is no folder name.
    """
    here = folder or _current_folder()
    if index is not None:
        return Settings(_absolute(index, here, "--index"), "it was given with --index")
    if named := environ.get(INDEX_VARIABLE):
        where = _absolute(named, here, INDEX_VARIABLE)
        return Settings(where, f"the environment variable {INDEX_VARIABLE} names it")
    for level, place in enumerate((here, *here.parents)):
        found = Location(place / INDEX_FOLDER)
        if is_index(found):
            return Settings(found, _NEAREST if level else _HERE)
    return Settings(Location(here / INDEX_FOLDER), _NOWHERE)


def _current_folder() -> Path:
    try:
        return Path.cwd()
    except OSError as error:
        raise ConfigError(
            "the current folder no longer exists", hint="Change to another folder and try again."
        ) from error


def _absolute(name: str, here: Path, origin: str) -> Location:
    if not name.strip() or "\0" in name:
        raise ConfigError(
            f"{origin} names no folder: {name!r}", hint="Give the folder that holds the index."
        )
    try:
        given = Location.parse(name).folder.expanduser()
    except RuntimeError as error:
        raise ConfigError(f"{origin}: there is no home folder for {name!r}") from error
    return Location(Path(os.path.normpath(here / given)))
