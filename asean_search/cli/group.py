"""The one place where an error becomes a message and an exit code.

Commands return an ``ExitCode`` and contain no ``except``. In Click, errors, a broken pipe and
Ctrl-C all exit with 1, which here, as in grep, means that nothing was found.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

from asean_search.cli import streams
from asean_search.cli.invocation import Invocation
from asean_search.errors import AsearchError, ExitCode, IndexUnusableError

COMPLETION_VARIABLE = "_ASEARCH_COMPLETE"


class AsearchGroup(click.Group):
    """A group that loads commands on demand, and turns errors into messages and exit codes."""

    def __init__(self, *args: Any, summaries: Mapping[str, str], **more: Any) -> None:
        super().__init__(*args, **more)
        self._summaries = summaries
        for name, summary in summaries.items():  # placeholders, until a command is loaded
            self.add_command(click.Command(name, short_help=summary))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, whose module is loaded now."""
        found = super().get_command(ctx, cmd_name)
        if found is not None and found.callback is None:
            module = import_module(f"asean_search.cli.{cmd_name}")
            found = getattr(module, f"{cmd_name}_command")
            found.short_help = self._summaries[cmd_name]
            self.add_command(found)
        return found

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in the order of the help."""
        return list(self._summaries)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands with their summaries, without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self._summaries.items()))

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = False,
        **extra: Any,
    ) -> NoReturn:
        """Run one command line and exit. The last three options are ignored.

        Arguments are never expanded as file patterns: ``vacc*`` is a query.
        """
        program = prog_name or "asearch"
        streams.prepare()
        self._complete(program, complete_var or COMPLETION_VARIABLE)
        arguments = list(sys.argv[1:] if args is None else args)
        code = self._answer(program, arguments)
        streams.abandon()
        sys.exit(int(code))

    def _complete(self, program: str, variable: str) -> None:
        """Print completions if the shell requests them, and exit."""
        if instruction := os.environ.get(variable):
            from click.shell_completion import shell_complete

            sys.exit(shell_complete(self, {}, program, variable, instruction))

    def _answer(self, program: str, arguments: list[str]) -> int:
        """Run the command. The only place that reports errors."""
        invocation = Invocation()
        try:
            code = self._run(program, arguments, invocation)
            streams.flush()
        except KeyboardInterrupt:
            print_error(
                "interrupted" + (f"; {invocation.on_interrupt}" * bool(invocation.on_interrupt))
            )
            return ExitCode.INTERRUPTED
        except Exception as error:
            return explain(error, invocation)
        return code

    def _run(self, program: str, arguments: list[str], invocation: Invocation) -> int:
        try:
            with self.make_context(program, arguments, obj=invocation) as context:
                code = self.invoke(context)
        except click.exceptions.Exit as leaving:
            code = leaving.exit_code
        return ExitCode.FOUND if code is None else int(code)


def explain(error: Exception, invocation: Invocation) -> ExitCode:
    """Report an error on stderr, with what to do next; the exit code for it."""
    if isinstance(error, OSError) and streams.is_broken_pipe(error):
        return ExitCode.FOUND
    if invocation.debug:
        import traceback

        traceback.print_exception(error)
    if isinstance(error, AsearchError):
        print_error(error.message, error.hint, *_which_index(error, invocation))
        return error.exit_code
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        streams.remark(error.format_message())
        return ExitCode.ERROR
    if isinstance(error, click.ClickException):
        print_error(*_usage(error))
        return ExitCode.ERROR
    if isinstance(error, OSError):
        what = f"{error.filename}: {error.strerror}" if error.filename else error.strerror or error
        print_error(str(what) if error.filename else f"cannot write the output: {what}")
        return ExitCode.ERROR
    print_error(
        f"unexpected {type(error).__name__}: {error}",
        ""
        if invocation.debug
        else "This is a bug in asearch. Run the command again with --debug and report the output.",
    )
    return ExitCode.ERROR


def print_error(message: str, *more: str) -> None:
    """Print a message on stderr, safe for a terminal; a closed stderr is no error."""
    from asean_search.output.safe_text import safe_line

    lines = [f"asearch: {message}", *(line for line in more if line)]
    streams.remark("\n".join(safe_line(part) for line in lines for part in line.splitlines()))


def _which_index(error: AsearchError, invocation: Invocation) -> tuple[str, ...]:
    """For an unusable index: why it was chosen, unless the user named it or has been told."""
    is_known = invocation.index is not None or invocation.announced
    if is_known or not isinstance(error, IndexUnusableError):
        return ()
    return (invocation.which_index,)


def _usage(error: click.ClickException) -> tuple[str, str]:
    """Click's message in our form, and the command that prints the help."""
    message = error.format_message().rstrip(".")
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else "asearch"
    return message[:1].lower() + message[1:], f"Help: {command} --help"
