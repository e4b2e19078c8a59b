"""Kinds of values that options and arguments take, beside those of Click."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., object])


class Seconds(click.FloatRange):
    """A number of seconds; what is not a number (``nan``) is none."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """The number."""
        number: float = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{value!r} is not a number of seconds", param, ctx)
        return number


class Place(click.Path):
    """A file or folder; an empty name, which Python takes for the current folder, is none."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path."""
        if not str(value):
            self.fail("the name is empty", param, ctx)
        return super().convert(value, param, ctx)


def at_most(what: str, *, least: int = 1, default: int = 10) -> Callable[[Command], Command]:
    """The option ``-n``: at most so many of ``what``."""
    return click.option(
        "-n",
        "--limit",
        metavar="N",
        type=click.IntRange(min=least),
        default=default,
        show_default=True,
        help=f"At most so many {what}.",
    )


def ranked_by_profile(command: Command) -> Command:
    """The option ``--profile``."""
    return click.option(
        "--profile",
        metavar="NAME",
        default="news",
        show_default=True,
        help="How to rank: news, plain (BM25 alone) or recent (the newer, the higher).",
    )(command)
