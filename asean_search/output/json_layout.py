"""How JSON is laid out: one object, over several lines, that a person can read too."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TextIO

from asean_search.output.safe_text import safe_json

SCHEMA = 1
"""The version of every JSON document; it changes when a key goes or changes its meaning."""

_SIMPLE_KEYS_MAX = 3


def write_values(values: Mapping[str, object], out: TextIO) -> None:
    """Write one object, with ``schema`` in front."""
    out.write("".join(_lines({"schema": SCHEMA, **values}, "\n")) + "\n")


def _lines(value: object, newline: str) -> Iterator[str]:
    """The value over several lines, indented by two; what is short and simple stays on one."""
    if isinstance(value, Mapping) and not _is_simple(value):
        yield "{"
        for number, (key, item) in enumerate(value.items()):
            yield f"{',' if number else ''}{newline}  {encode(key)}: "
            yield from _lines(item, newline + "  ")
        yield f"{newline}}}"
    elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        yield "["
        for number, item in enumerate(value):
            yield f"{',' if number else ''}{newline}  "
            yield from _lines(item, newline + "  ")
        yield f"{newline}]"
    else:
        yield encode(value)


def _is_simple(values: Mapping[str, object]) -> bool:
    return len(values) <= _SIMPLE_KEYS_MAX and not any(
        isinstance(item, (Mapping, list)) for item in values.values()
    )


def encode(value: object) -> str:
    """A value on one line."""
    return safe_json(json.dumps(value, ensure_ascii=False, allow_nan=False))
