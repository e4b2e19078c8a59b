"""The names of the records of one file: each document's own, and no two the same."""

from __future__ import annotations

import hashlib

_KEY_BYTES = 8


class Names:
    """The records' names so far, held as hashes: a million of them fit well in memory."""

    def __init__(self) -> None:
        self._times: dict[bytes, int] = {}

    def unique(self, name: str) -> str:
        """The name itself, or with a number that makes it one that was not there before."""
        key = _key(name)
        times = self._times.get(key, 0) + 1
        unique = name if times == 1 else f"{name}~{times}"
        while times > 1 and _key(unique) in self._times:
            times += 1
            unique = f"{name}~{times}"
        self._times[key] = times
        if times > 1:
            self._times[_key(unique)] = 1
        return unique


def _key(name: str) -> bytes:
    return hashlib.blake2b(name.encode("utf-8"), digest_size=_KEY_BYTES).digest()
