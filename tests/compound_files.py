"""Compound files ([MS-CFB]) made for tests: a few streams of at least 4 KiB, two levels."""

from __future__ import annotations

import struct

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_LEAST = 4096
"""Shorter streams would live in the mini stream; all are padded instead."""


def compound_file(streams: dict[str, bytes]) -> bytes:
    """The file with these streams; ``folder/stream`` lies in a folder."""
    folders = sorted({name.partition("/")[0] for name in streams if "/" in name})
    top = [*folders, *(name for name in streams if "/" not in name)]
    entries: list[tuple[str, int, int, int, bytes]] = []  # name, kind, child, right, data
    index = {name: number for number, name in enumerate(top, start=1)}
    inner = [name for name in streams if "/" in name]
    index |= {name: len(top) + number for number, name in enumerate(inner, start=1)}

    def right(names: list[str], name: str) -> int:
        at = names.index(name) + 1
        return index[names[at]] if at < len(names) else _FREE

    entries.append(("Root Entry", 5, 1 if top else _FREE, _FREE, b""))
    for name in top:
        below = [other for other in inner if other.startswith(f"{name}/")]
        child = index[below[0]] if below else _FREE
        data = b"" if below else streams[name]
        entries.append((name, 1 if below else 2, child, right(top, name), data))
    for name in inner:
        below = [other for other in inner if other.partition("/")[0] == name.partition("/")[0]]
        entries.append((name.partition("/")[2], 2, _FREE, right(below, name), streams[name]))
    return _laid_out(entries)


def _laid_out(entries: list[tuple[str, int, int, int, bytes]]) -> bytes:
    directory = b""
    content = b""
    fat: list[int] = []
    for name, kind, child, right, data in entries:
        start, size = _END, 0
        if kind == 2:
            padded = data.ljust(_LEAST, b"\0")
            start, size = len(fat), len(padded)
            sectors = -(-size // _SECTOR)
            fat += [start + number + 1 for number in range(sectors - 1)] + [_END]
            content += padded.ljust(sectors * _SECTOR, b"\0")
        label = (name + "\0").encode("utf-16-le")
        directory += (
            label.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(label), kind, 1, _FREE, right, child)
            + bytes(36)
            + struct.pack("<IQ", start, size)
        )
    first_of_directory = len(fat)
    count = -(-len(directory) // _SECTOR)
    directory = directory.ljust(count * _SECTOR, b"\0")
    fat += [first_of_directory + number + 1 for number in range(count - 1)] + [_END]
    tables = 1
    while (len(fat) + tables) * 4 > tables * _SECTOR:
        tables += 1
    first_of_fat = len(fat)
    fat += [_FAT] * tables
    fat += [_FREE] * (tables * _SECTOR // 4 - len(fat))
    locations = [first_of_fat + number for number in range(tables)]
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
        + struct.pack("<IIIII", 0, tables, first_of_directory, 0, _LEAST)
        + struct.pack("<IIII", _END, 0, _END, 0)
        + struct.pack("<109I", *(locations + [_FREE] * (109 - tables)))
    )
    return header + content + directory + struct.pack(f"<{len(fat)}I", *fat)
