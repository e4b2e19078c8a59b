"""The standard streams: UTF-8, closed streams, remarks on stderr, and whether to use colour."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from collections.abc import Mapping
from typing import TextIO


def prepare() -> None:
    """Make the streams usable for any text, whatever the locale, even if some are closed."""
    _open_closed_descriptors()
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        _use_utf8(stream)


def remark(text: str, *, is_pasted: bool = False) -> None:
    """Print a line on stderr, beside the answer; a closed stderr is no error.

    A terminal wraps it at words, unless it is to be pasted: then it stays one line.
    """
    with contextlib.suppress(OSError, ValueError):
        if not is_pasted and sys.stderr.isatty():
            text = wrapped(text, os.get_terminal_size(sys.stderr.fileno()).columns)
        print(text, file=sys.stderr, flush=True)


def wrapped(text: str, width_chars: int, *, indent: str = "  ") -> str:
    """The text wrapped at words, with ``indent`` before continuation lines.

    East Asian wide characters count as two columns.
    """
    lines = []
    for line in text.split("\n"):
        if len(line) * 2 <= width_chars or _columns(line) <= width_chars:
            lines.append(line)
            continue
        current = ""
        for number, word in enumerate(line.split(" ")):
            longer = f"{current} {word}" if number else word
            if number and _columns(longer) > width_chars:
                lines.append(current)
                longer = indent + word
            current = longer
        lines.append(current)
    return "\n".join(lines)


def _columns(text: str) -> int:
    """The approximate number of terminal columns of the text."""
    if text.isascii():
        return len(text)
    import unicodedata

    return sum(
        0 if unicodedata.combining(letter) else 1 + (unicodedata.east_asian_width(letter) in "WF")
        for letter in text
    )


def flush() -> None:
    """Flush the answer here, where an error can still be reported.

    At shutdown, Python could only exit with code 120.
    """
    sys.stdout.flush()


def abandon() -> None:
    """Discard what cannot be written, so that shutdown does not fail on it again."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError):
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, stream.fileno())
                os.close(nowhere)


def is_broken_pipe(error: OSError) -> bool:
    """Whether the reader of our output has closed it. Windows reports an invalid argument."""
    if error.errno == errno.EPIPE:
        return True
    return sys.platform == "win32" and error.errno == errno.EINVAL and error.filename is None


def wants_colour(choice: str, stream: TextIO, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether to use colour: the option, else NO_COLOR, else FORCE_COLOR, else the terminal.

    ``choice`` is ``always``, ``never`` or ``auto``. See https://no-color.org and
    https://bixense.com/clicolors.
    """
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR"):
        return False
    if any(environ.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return is_capable_terminal(stream, environ)


def is_capable_terminal(stream: TextIO, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the stream is a terminal that supports escape codes."""
    return stream.isatty() and environ.get("TERM") != "dumb"


def _open_closed_descriptors() -> None:
    """Reopen the descriptors 0 to 2 that the caller closed.

    Otherwise the next file opened, perhaps one of the index, would become standard output. The
    replacements are read-only, so that a lost answer is an error.
    """
    if sys.stdin is not None and sys.stdout is not None and sys.stderr is not None:
        return
    descriptor = os.open(os.devnull, os.O_RDONLY)
    while descriptor <= 2:  # noqa: PLR2004 - the three standard descriptors
        descriptor = os.dup(descriptor)
    os.close(descriptor)
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123


def _use_utf8(stream: TextIO) -> None:
    """Use UTF-8, except on a terminal with another encoding than ASCII; keep newlines.

    Bytes of file names that are not UTF-8 are written unchanged, so that ``xargs -0`` finds the
    files; characters that a terminal cannot show are replaced.
    """
    if not isinstance(stream, io.TextIOWrapper):
        return
    encoding = (stream.encoding or "ascii").lower().replace("-", "").replace("_", "")
    if stream.isatty() and encoding not in ("ascii", "ansix3.41968", "646"):
        stream.reconfigure(errors="replace", newline="\n")
    else:
        stream.reconfigure(encoding="utf-8", errors="surrogateescape", newline="\n")
