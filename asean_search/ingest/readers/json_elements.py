"""A JSON list, element by element, in the memory that one element takes."""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Iterator

from asean_search.ingest.readers import long_text
from asean_search.ingest.readers.records import RECORD_BYTES_MAX

_CHUNK_BYTES = 1 << 18
_SPACE = " \t\r\n\ufeff"


class NotJsonError(ValueError):
    """It is no JSON list, or not to its end; the message is the reason."""


def elements(stream: io.BufferedReader) -> Iterator[object]:
    """The elements of the list that the stream holds.

    Raises:
        NotJsonError: What follows the elements given until now is not JSON.
    """
    text = _Ahead(stream)
    text.expect("[")
    mark = text.next()
    if mark == "]":
        return
    while True:
        yield text.value()
        mark = text.next()
        if mark == "]":
            return
        text.expect(",")


class _Ahead:
    """The text not yet used, as much of it as was needed."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        encoding = long_text.encoding(stream)
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._json = json.JSONDecoder()
        self._text = ""
        self._at = 0
        self._ended = False

    def next(self) -> str:
        """The next character that is no space, which stays; "" at the end."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _SPACE:
                    return self._text[self._at]
                self._at += 1
            if not self._more():
                return ""

    def expect(self, mark: str) -> None:
        """Use one character.

        Raises:
            NotJsonError: It is another one.
        """
        found = self.next()
        if found != mark:
            what = f"“{found}”" if found else "the end"
            raise NotJsonError(f"not JSON: {what} where “{mark}” should be")
        self._at += 1

    def value(self) -> object:
        """The next value, used."""
        self.next()
        while True:
            try:
                value, end = self._json.raw_decode(self._text, self._at)
            except RecursionError:
                raise NotJsonError("JSON nested too deeply") from None
            except ValueError as problem:
                if not self._double():
                    raise NotJsonError(f"not JSON: {problem}") from None
                continue
            length = end - self._at
            if end < len(self._text) or not self._more():  # 12 may be the start of 123
                self._at += length
                return value

    def _double(self) -> bool:
        """Have twice as much text, so that a long value is not tried over and over."""
        wanted = 2 * (len(self._text) - self._at)
        grown = False
        while len(self._text) - self._at < wanted and self._more():
            grown = True
        return grown

    def _more(self) -> bool:
        """Have more text, if there is more and it is not too much for one value."""
        if self._ended or len(self._text) - self._at > RECORD_BYTES_MAX:
            return False
        chunk = self._stream.read(_CHUNK_BYTES)
        self._ended = not chunk
        self._text = self._text[self._at :] + self._decoder.decode(chunk, final=not chunk)
        self._at = 0
        return not self._ended
