"""Parameter types and options that several commands share."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., object])


class Seconds(click.FloatRange):
    """A number of seconds; ``nan`` is refused."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """The number of seconds."""
        number: float = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{value!r} is not a number of seconds", param, ctx)
        return number


class FilePath(click.Path):
    """A file or folder. An empty name, which Python takes for the current folder, is refused."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path of the name."""
        if not str(value):
            self.fail("the name is empty", param, ctx)
        return super().convert(value, param, ctx)


def at_most(what: str, *, least: int = 1, default: int = 10) -> Callable[[Command], Command]:
    """The option ``-n``: the maximum number of ``what``."""
    return click.option(
        "-n",
        "--limit",
        metavar="N",
        type=click.IntRange(min=least),
        default=default,
        show_default=True,
        help=f"Maximum number of {what}.",
    )


def formats_of(value: str) -> click.Choice[str]:
    """The names of the formats in which a kind of value can be written."""
    from asean_search.output import formats

    return click.Choice(formats.names(value))


def ranked_by_profile(command: Command) -> Command:
    """The option ``--profile``."""
    return click.option(
        "--profile",
        metavar="NAME",
        default="news",
        show_default=True,
        help="Ranking profile: news, plain (BM25 alone) or recent (favours new documents).",
    )(command)
