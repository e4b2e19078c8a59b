"""Regular expressions that are compiled when they are first used, not when a module is imported."""

from __future__ import annotations

import re
from typing import Any


class LazyPattern:
    """Stands for ``re.compile(pattern, flags)``; the compiled pattern takes over on first use.

    The first access of a method compiles the expression and keeps the method on the instance, so
    later calls cost what those of a compiled pattern cost.
    """

    def __init__(self, pattern: str, flags: int) -> None:
        self._source = pattern, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(*self._source)
        for method in ("match", "search", "fullmatch", "finditer", "findall", "split", "sub"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def lazy(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern of text that is compiled when it is first used; it has the methods of ``re``'s."""
    return LazyPattern(pattern, flags)  # type: ignore[return-value]
