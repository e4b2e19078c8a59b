"""Translates errors of Whoosh, SQLite, the file system and damaged files into errors of ours."""

from __future__ import annotations

import enum
import errno
import shlex
import struct
import sys
import zlib
from typing import TYPE_CHECKING

from asean_search.errors import (
    AsearchError,
    IndexBusyError,
    IndexDamagedError,
    IndexOutdatedError,
    StorageError,
)

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType


class Kind(enum.Enum):
    """The meaning of a foreign error."""

    OUTDATED = enum.auto()
    DAMAGED = enum.auto()
    BUSY = enum.auto()
    READ_ONLY = enum.auto()


_KINDS: dict[str | type[Exception], Kind] = {
    "whoosh.index.EmptyIndexError": Kind.DAMAGED,  # there is a meta.json all the same
    "whoosh.index.IndexVersionError": Kind.OUTDATED,
    "whoosh.index.OutOfDateError": Kind.BUSY,
    "whoosh.index.IndexError": Kind.DAMAGED,
    "whoosh.index.LockError": Kind.BUSY,
    "whoosh.filedb.filestore.ReadOnlyError": Kind.READ_ONLY,
    "whoosh.filedb.filestore.StorageError": Kind.DAMAGED,
    "whoosh.filedb.filetables.FileFormatError": Kind.DAMAGED,
    "whoosh.reading.CorruptIndexError": Kind.DAMAGED,
    "whoosh.reading.TermNotFound": Kind.DAMAGED,
    "whoosh.codec.base.OutOfOrderError": Kind.DAMAGED,
    "whoosh.codec.whoosh2.NoGraphError": Kind.DAMAGED,
    "whoosh.matching.mcore.ReadTooFar": Kind.DAMAGED,
    "whoosh.matching.mcore.NoQualityAvailable": Kind.DAMAGED,
    "whoosh.fields.UnknownFieldError": Kind.DAMAGED,
    "whoosh.fields.FieldConfigurationError": Kind.DAMAGED,
    # What reading damaged bytes may raise:
    struct.error: Kind.DAMAGED,
    "_pickle.PickleError": Kind.DAMAGED,
    "pickle.PickleError": Kind.DAMAGED,
    zlib.error: Kind.DAMAGED,
    EOFError: Kind.DAMAGED,
    LookupError: Kind.DAMAGED,
    ValueError: Kind.DAMAGED,
    TypeError: Kind.DAMAGED,
    AttributeError: Kind.DAMAGED,
    NameError: Kind.DAMAGED,
    ImportError: Kind.DAMAGED,
    ArithmeticError: Kind.DAMAGED,
    MemoryError: Kind.DAMAGED,
    BufferError: Kind.DAMAGED,
}
"""Errors of Whoosh and pickle stand here as strings, so that none of their modules is imported."""

_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
_REFUSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_TOO_MANY = frozenset({errno.EMFILE, errno.ENFILE})
_GONE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.EISDIR})
_SENSELESS = frozenset({errno.EINVAL, errno.EOVERFLOW})


def reading(path: Path) -> _Translating:
    """Translate the errors of reading the index at ``path``.

    Damaged bytes can raise nearly any built-in error, so all of these count as damage, except
    AssertionError: that is a mistake of the program.
    """
    return _Translating(path, builtins=True)


def writing(path: Path) -> _Translating:
    """Translate the errors of writing the index at ``path``.

    A built-in error such as TypeError is a mistake of the program and passes through.
    """
    return _Translating(path, builtins=False)


class _Translating:
    """A context manager; as a class it takes 0.5 µs to enter and leave, as a generator 3 µs."""

    __slots__ = ("_builtins", "_path")

    def __init__(self, path: Path, *, builtins: bool) -> None:
        self._path = path
        self._builtins = builtins

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not isinstance(error, Exception) or isinstance(error, AsearchError):
            return
        ours = translate(error, self._path) if self._builtins or not _is_plain(error) else None
        if ours is not None:
            raise ours from error


def translate(error: Exception, path: Path) -> AsearchError | None:
    """The error of ours for a foreign one, or None when it is a mistake of the program."""
    if isinstance(error, OSError):
        return _of_system(error, path)
    sqlite3 = sys.modules.get("sqlite3")  # only writing and ``info`` load it
    if sqlite3 and isinstance(error, sqlite3.Error):
        return _of_sqlite(error, path)
    kind = kind_of(type(error))
    return _of_kind(kind, error, path) if kind else None


def kind_of(error: type[Exception]) -> Kind | None:
    """The meaning of a class of errors: that of its nearest known ancestor."""
    for ancestor in error.__mro__:
        kind = _KINDS.get(f"{ancestor.__module__}.{ancestor.__qualname__}") or _KINDS.get(ancestor)
        if kind:
            return kind
    return None


def _is_plain(error: Exception) -> bool:
    return type(error).__module__ == "builtins" and not isinstance(error, (OSError, EOFError))


def _of_kind(kind: Kind, error: Exception, path: Path) -> AsearchError:
    if kind is Kind.OUTDATED:
        return IndexOutdatedError(
            f"the index at {path} was made by another version of Whoosh ({error})",
            hint=rebuild_hint(path),
        )
    if kind is Kind.BUSY:
        return busy(path)
    if kind is Kind.READ_ONLY:
        return StorageError(f"the index at {path} cannot be written", hint=_PERMISSION_HINT)
    return damaged(path, error)


def rebuild_hint(path: Path) -> str:
    """The hint that names the command to rebuild the index at ``path``."""
    return f"Rebuild it with: asearch index --rebuild --index {shlex.quote(str(path))}"


def busy(path: Path) -> IndexBusyError:
    """The error of a second writer."""
    return IndexBusyError(
        f"another process is writing to the index at {path}",
        hint="Try again when it has finished.",
    )


def damaged(path: Path, error: object) -> IndexDamagedError:
    """The error of an index whose files cannot be read."""
    said = type(error).__name__ if isinstance(error, Exception) else error
    return IndexDamagedError(f"the index at {path} is damaged ({said})", hint=rebuild_hint(path))


_PERMISSION_HINT = "Check the permissions, or name another folder with --index."


def _of_system(error: OSError, path: Path) -> AsearchError:
    place = error.filename or path
    if error.errno in _FULL:
        return StorageError(
            f"no space is left for the index at {path}",
            hint="Free some space and run the command again; the index is as it was before.",
        )
    if error.errno in _REFUSED:
        return StorageError(f"the system refused access to {place}", hint=_PERMISSION_HINT)
    if error.errno in _TOO_MANY:
        return StorageError(
            "too many files are open", hint="Raise the limit (ulimit -n) and try again."
        )
    if error.errno in _GONE:
        return damaged(path, f"{place} is missing")
    if error.errno in _SENSELESS:
        return damaged(path, error)
    reason = error.strerror or type(error).__name__
    return StorageError(f"the system could not use {place}: {reason}", hint="Check the disk.")


def _of_sqlite(error: Exception, path: Path) -> AsearchError:
    said = str(error)
    if "locked" in said:
        return busy(path)
    if "full" in said:
        return _of_system(OSError(errno.ENOSPC, said), path)
    if "readonly" in said or "unable to open" in said:
        return _of_system(OSError(errno.EACCES, said), path)
    if "column" in said:  # the tables of another version have other columns
        return IndexOutdatedError(
            f"the index at {path} was made by another version of asearch ({said})",
            hint=rebuild_hint(path),
        )
    if "disk I/O" in said:
        return _of_system(OSError(errno.EIO, said), path)
    return damaged(path, error)
