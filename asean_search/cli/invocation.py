"""The options that every command has, given before or after its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from asean_search.cli import streams

if TYPE_CHECKING:
    from asean_search.config import Settings

Command = TypeVar("Command", bound=Callable[..., Any])


class Invocation:
    """One run of the program, filled while the command line is parsed.

    ``on_interrupt`` is added to the message of Ctrl-C; ``announced`` says whether the user has been
    told which index is used.
    """

    def __init__(self, *, index: str | None = None, debug: bool = False) -> None:
        self.index = index
        self.trusts_index = False
        self.debug = debug
        self.verbose = False
        self.settings: Settings | None = None
        self.on_interrupt = ""
        self.announced = False

    def choose_index(self, *, announce: bool = False) -> Settings:
        """Choose the index; with ``announce`` or --verbose, print which it is, and why."""
        from asean_search import config, engine

        self.settings = config.settings(self.index, is_index=engine.is_index)
        if announce or self.verbose:
            streams.remark(self.which_index)
            self.announced = True
        return self.settings

    @property
    def which_index(self) -> str:
        """A sentence that says which index is used, and why."""
        from asean_search.output.safe_text import safe_path

        if self.settings is None:
            return ""
        return f"The index is {safe_path(str(self.settings.index))}: {self.settings.index_from}."


def everywhere(command: Command) -> Command:
    """Options that are accepted before and after the command's name; the last one wins."""
    for option in (
        click.option(
            "--debug",
            is_flag=True,
            expose_value=False,
            callback=_remember("debug"),
            help="Print a traceback on errors.",
        ),
        click.option(
            "-v",
            "--verbose",
            is_flag=True,
            expose_value=False,
            callback=_remember("verbose"),
            help="Print which index is used, and why.",
        ),
        click.option(
            "--trust-index",
            is_flag=True,
            expose_value=False,
            callback=_remember("trusts_index"),
            help="Open an index that another user owns or can write to. Danger: a malicious index "
            "can run code.",
        ),
        click.option(
            "--index",
            metavar="DIR",
            expose_value=False,
            callback=_remember("index"),
            type=click.Path(file_okay=False),
            help="Index folder. [default: $ASEARCH_INDEX, else ./index, else the nearest parent's "
            "index]",
        ),
    ):
        command = option(command)
    return command


def _remember(name: str) -> Callable[[click.Context, click.Parameter, Any], Any]:
    """A callback that stores the option's value, if given, in the run's Invocation."""

    def keep(context: click.Context, _: click.Parameter, value: Any) -> Any:
        if value is not None and value is not False:
            setattr(context.ensure_object(Invocation), name, value)
        return value

    return keep
