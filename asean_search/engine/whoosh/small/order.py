"""The first few of many, by one key after another, each worked out only where it decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


def first(candidates: Sequence[T], count: int, keys: Sequence[Callable[[T], Any]]) -> list[T]:
    """The ``count`` smallest candidates in order of ``keys[0]``, ties by ``keys[1]``, and so on."""
    chosen = _choose(candidates, count, keys)
    return sorted(chosen, key=lambda candidate: tuple(key(candidate) for key in keys))


def _choose(candidates: Sequence[T], count: int, keys: Sequence[Callable[[T], Any]]) -> list[T]:
    if count >= len(candidates):
        return list(candidates)
    if count <= 0 or not keys:
        return list(candidates[: max(count, 0)])
    values = [keys[0](candidate) for candidate in candidates]
    last = sorted(values)[count - 1]
    pairs = list(zip(candidates, values, strict=True))
    sure = [candidate for candidate, value in pairs if value < last]
    tied = [candidate for candidate, value in pairs if value == last]
    return sure + _choose(tied, count - len(sure), keys[1:])
