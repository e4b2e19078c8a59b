"""Every exception that asearch raises on purpose, drawn as a tree.

AsearchError                    exit 2
├── RequestError                the query or the options cannot be used
│   └── QuerySyntaxError        a quote or parenthesis is open, an operator has nothing to join
│       ├── UnknownFieldError   ``nofield:word``
│       └── DateSyntaxError     a date that is none
├── DocumentNotFoundError       exit 1: ``show`` was given an id or a path the index does not hold
├── IngestError                 nothing could be indexed (single bad files are values: ``Skipped``)
├── ExtraMissingError           a format needs a library that is not installed
├── ConfigError                 a setting cannot be used
├── UnsupportedByEngineError    the engine lacks an ability
├── StorageError                the disk refused: full, read-only, not permitted
└── IndexUnusableError          the index cannot be read or written
    ├── IndexMissingError       there is none at that place
    ├── IndexOutdatedError      made by another version: names the command that rebuilds it
    ├── IndexDamagedError       its files contradict each other
    ├── IndexUntrustedError     somebody else could have changed it
    └── IndexBusyError          exit 75: another process is writing

A message says what happened, with the value; the hint says what to do next.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process answers to the shell."""

    FOUND = 0
    NOTHING_FOUND = 1
    ERROR = 2
    PARTIAL = 3
    BUSY = 75
    INTERRUPTED = 130


class AsearchError(Exception):
    """Base of every error with a message for the user.

    Args:
        message: What happened, naming the thing and its value.
        hint: What to do next, a sentence or a command; may be empty.
    """

    exit_code: ExitCode = ExitCode.ERROR

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class RequestError(AsearchError):
    """The query or the options cannot be used as they stand."""


class QuerySyntaxError(RequestError):
    """The query breaks the language's rules; ``fragment`` is the part that does.

    Args:
        message: What is wrong with the fragment.
        fragment: The offending part of the query, as typed.
        suggestion: The nearest query that is valid, or empty.
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
    """A ``field:`` that the index does not have."""


class DateSyntaxError(QuerySyntaxError):
    """A date or a range of dates that cannot be understood."""


class DocumentNotFoundError(AsearchError):
    """No document has that id or path."""

    exit_code = ExitCode.NOTHING_FOUND


class IngestError(AsearchError):
    """Nothing at all could be indexed."""


class ExtraMissingError(AsearchError):
    """A format needs an optional library that is not installed."""


class ConfigError(AsearchError):
    """A setting has a value that cannot be used."""


class UnsupportedByEngineError(AsearchError):
    """The engine that keeps the index lacks an ability; see ``engine.interface.Capabilities``."""


class StorageError(AsearchError):
    """The file system refused: full, read-only or not permitted."""


class IndexUnusableError(AsearchError):
    """The index cannot be read or written."""


class IndexMissingError(IndexUnusableError):
    """There is no index at that place."""


class IndexOutdatedError(IndexUnusableError):
    """The index was made by another version of asearch."""


class IndexDamagedError(IndexUnusableError):
    """The index's files contradict each other or cannot be read."""


class IndexUntrustedError(IndexUnusableError):
    """Somebody else could have put files into the index, and opening it could run their code."""


class IndexBusyError(IndexUnusableError):
    """Another process is writing to the index."""

    exit_code = ExitCode.BUSY
