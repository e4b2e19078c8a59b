"""What every command of one run shares: the options that stand before or after the command."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click
import msgspec

from asean_search.cli import streams

if TYPE_CHECKING:
    from asean_search.config import Settings

Command = TypeVar("Command", bound=Callable[..., Any])


class Invocation(msgspec.Struct):
    """One run of the program. Filled while the command line is read.

    ``on_interrupt`` is what Ctrl-C adds to its message; ``has_told`` says whether the user was
    already told which index it is.
    """

    index: str | None = None
    trusts_index: bool = False
    debug: bool = False
    verbose: bool = False
    settings: Settings | None = None
    on_interrupt: str = ""
    has_told: bool = False

    def decide(self, *, tell: bool = False) -> Settings:
        """Which index this run works on; with ``tell`` or --verbose it is said, and why."""
        from asean_search import config, engine

        self.settings = config.settings(self.index, is_index=engine.is_index)
        if tell or self.verbose:
            streams.remark(self.which_index)
            self.has_told = True
        return self.settings

    @property
    def which_index(self) -> str:
        """Which index this run works on, and why, in a sentence."""
        from asean_search.output.safe_text import safe_path

        if self.settings is None:
            return ""
        return f"The index is {safe_path(str(self.settings.index))}: {self.settings.index_from}."


def everywhere(command: Command) -> Command:
    """Options that the program takes before the command's name and after it; the last one wins."""
    for option in (
        click.option(
            "--debug",
            is_flag=True,
            expose_value=False,
            callback=_remember("debug"),
            help="On an error, print where in the program it happened.",
        ),
        click.option(
            "-v",
            "--verbose",
            is_flag=True,
            expose_value=False,
            callback=_remember("verbose"),
            help="Say which index is used, and why.",
        ),
        click.option(
            "--trust-index",
            is_flag=True,
            expose_value=False,
            callback=_remember("trusts_index"),
            help="Use an index that somebody else made or could change. It can run their code.",
        ),
        click.option(
            "--index",
            metavar="DIR",
            expose_value=False,
            callback=_remember("index"),
            type=click.Path(file_okay=False),
            help="The index folder. [default: $ASEARCH_INDEX, else ./index, else the nearest "
            "parent folder's index]",
        ),
    ):
        command = option(command)
    return command


def _remember(name: str) -> Callable[[click.Context, click.Parameter, Any], Any]:
    """A callback that keeps the option's value in the run's Invocation when it was given."""

    def keep(context: click.Context, _: click.Parameter, value: Any) -> Any:
        if value is not None and value is not False:
            setattr(context.ensure_object(Invocation), name, value)
        return value

    return keep
