"""The exceptions that asearch raises on purpose.

AsearchError                    exit 2
├── RequestError                the query or the options are invalid
│   └── QuerySyntaxError        an open quote or parenthesis, an operator without operands
│       ├── UnknownFieldError   ``nofield:word``
│       └── DateSyntaxError     an invalid date
├── DocumentNotFoundError       exit 1: no document has that id or path
├── IngestError                 nothing could be indexed (single bad files are values: ``Skipped``)
├── ExtraMissingError           a format needs a library that is not installed
├── ConfigError                 a setting is invalid
├── UnsupportedByEngineError    the engine lacks an ability
├── StorageError                the file system refused: full, read-only, not permitted
└── IndexUnusableError          the index cannot be read or written
    ├── IndexMissingError       there is no index at that path
    ├── IndexOutdatedError      another version made it; names the command that rebuilds it
    ├── IndexDamagedError       its files contradict each other
    ├── IndexUntrustedError     another user could have changed it
    └── IndexBusyError          exit 75: another process is writing

A message says what happened, with the value; the hint says what to do next.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of the process."""

    FOUND = 0
    NOTHING_FOUND = 1
    ERROR = 2
    PARTIAL = 3
    BUSY = 75
    INTERRUPTED = 130


class AsearchError(Exception):
    """Base of every error with a message for the user.

    Args:
        message: What happened, with the value.
        hint: What to do next, a sentence or a command; may be empty.
    """

    exit_code: ExitCode = ExitCode.ERROR

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class RequestError(AsearchError):
    """The query or the options are invalid."""


class QuerySyntaxError(RequestError):
    """The query violates the syntax; ``fragment`` is the part that does.

    Args:
        message: What is wrong with the fragment.
        fragment: The invalid part of the query, as typed.
        suggestion: The nearest valid query, or empty.
    """

    def __init__(
        self, message: str, *, fragment: str, suggestion: str = "", hint: str = ""
    ) -> None:
        super().__init__(
            message, hint=hint or (f"Did you mean: {suggestion}" if suggestion else "")
        )
        self.fragment = fragment
        self.suggestion = suggestion


class UnknownFieldError(QuerySyntaxError):
    """The index has no field of that name."""


class DateSyntaxError(QuerySyntaxError):
    """A date or date range is invalid."""


class DocumentNotFoundError(AsearchError):
    """No document has that id or path."""

    exit_code = ExitCode.NOTHING_FOUND


class IngestError(AsearchError):
    """Nothing could be indexed; a single unreadable file is a value: ``Skipped``."""


class ExtraMissingError(AsearchError):
    """A format needs an optional library that is not installed."""


class ConfigError(AsearchError):
    """A setting has an invalid value."""


class UnsupportedByEngineError(AsearchError):
    """The engine that keeps the index lacks an ability; see ``engine.interface.Capabilities``."""


class StorageError(AsearchError):
    """The file system refused: full, read-only or not permitted."""


class IndexUnusableError(AsearchError):
    """The index cannot be read or written."""


class IndexMissingError(IndexUnusableError):
    """There is no index at that path."""


class IndexOutdatedError(IndexUnusableError):
    """The index was made by another version of asearch."""


class IndexDamagedError(IndexUnusableError):
    """The index's files contradict each other or cannot be read."""


class IndexUntrustedError(IndexUnusableError):
    """Another user could have put files into the index; opening it could run their code."""


class IndexBusyError(IndexUnusableError):
    """Another process is writing to the index."""

    exit_code = ExitCode.BUSY
