"""Whether an index folder is safe to open: nobody else can have put files into it.

Whoosh pickles its table of contents, and reading a pickle can run code of whoever wrote it. So an
index is opened only when its folder and files belong to the user, or to the administrator (who can
run code anyway), and others may not write to them.
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
    """Check that nobody else can have changed the index folder at ``path``; it may be missing.

    Where files have no owners and modes (Windows), nothing is checked.

    Raises:
        IndexUntrustedError: Somebody else can have changed it.
    """
    if not hasattr(os, "geteuid"):
        return
    with suppress(OSError):  # opening the index reports what cannot be read
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
    """The reason why somebody else can have written to a file or folder, or None."""
    if status.st_uid not in (_ADMINISTRATOR, os.geteuid()):
        return f"{name} belongs to someone else ({_user(place)})"
    if status.st_mode & stat.S_IWOTH:
        return f"everybody can write to {name}"
    return None


def _without_mode(status: os.stat_result) -> os.stat_result:
    """The status without the mode, which says nothing of a link or of a file out of reach."""
    return os.stat_result((0, *status[1:]))


def _user(place: Path) -> str:
    try:
        return place.owner()
    except (KeyError, NotImplementedError):
        return f"user {place.lstat().st_uid}"


def make_private(path: Path) -> None:
    """Make the folder private, where the platform and the file system have modes.

    Raises:
        OSError: The folder is missing.
    """
    if hasattr(os, "geteuid") and path.stat().st_uid == os.geteuid():
        with suppress(PermissionError):
            path.chmod(stat.S_IRWXU)
