"""Whether an index folder can be opened safely: nobody else may have put files into it.

Whoosh keeps its table of contents pickled, and reading a pickle can run any code that whoever
wrote it has put in. So an index is opened only when its folder, and the files in it, belong to
the user (or to the system's administrator, who could run code anyway) and others may not write.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from asean_search.errors import IndexUntrustedError

_ADMINISTRATOR = 0
_HINT = (
    "Opening an index can run code that was put into it (see SECURITY.md). If you trust whoever "
    "made it: --trust-index."
)


def require(path: Path) -> None:
    """See that nobody else could have changed the index folder at ``path``; a missing one is fine.

    Where files have no owners and modes (Windows), nothing is checked.

    Raises:
        IndexUntrustedError: Somebody else could have.
    """
    if not hasattr(os, "geteuid"):
        return
    with suppress(OSError):  # what cannot be read is told by whoever opens it
        reason = _doubt(path, path.stat(), "it")
        is_open = bool(path.stat().st_mode & stat.S_IXOTH)
        for entry in path.iterdir():
            status = entry.lstat()
            if not is_open or stat.S_ISLNK(status.st_mode):
                status = _without_mode(status)
            reason = reason or _doubt(entry, status, entry.name)
        if reason:
            raise IndexUntrustedError(f"the index at {path} is not safe: {reason}", hint=_HINT)


def _doubt(place: Path, status: os.stat_result, name: str) -> str | None:
    """Why somebody else could have written to a file or folder, or None."""
    if status.st_uid not in (_ADMINISTRATOR, os.geteuid()):
        return f"{name} belongs to someone else ({_user(place)})"
    if status.st_mode & stat.S_IWOTH:
        return f"everybody can write to {name}"
    return None


def _without_mode(status: os.stat_result) -> os.stat_result:
    """Who may write to a file says nothing where others cannot come to it, nor that of a link."""
    return os.stat_result((0, *status[1:]))


def _user(place: Path) -> str:
    try:
        return place.owner()
    except (KeyError, NotImplementedError):
        return f"user {place.lstat().st_uid}"


def make_private(path: Path) -> None:
    """Let nobody else read or write the folder, where the platform and the file system have that.

    Raises:
        OSError: The folder is gone.
    """
    if hasattr(os, "geteuid") and path.stat().st_uid == os.geteuid():
        with suppress(PermissionError):
            path.chmod(stat.S_IRWXU)
