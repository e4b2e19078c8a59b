"""The one place where an error becomes a message and an exit code.

Commands return an ``ExitCode`` and contain no ``except``. Click's own codes collide with grep's:
its errors, a broken pipe and Ctrl-C all exit 1, which here means that nothing was found.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from asean_search.cli import streams
from asean_search.cli.invocation import Invocation
from asean_search.errors import AsearchError, ExitCode, IndexUnusableError

COMPLETION_VARIABLE = "_ASEARCH_COMPLETE"


class AsearchGroup(click.Group):
    """A group of commands that tells every error in one form and answers with our exit codes."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = False,
        **extra: Any,
    ) -> NoReturn:
        """Run one command line and leave the process. The last three options change nothing.

        Arguments are never expanded as file patterns: ``vacc*`` is a query.
        """
        program = prog_name or "asearch"
        streams.prepare()
        self._complete(program, complete_var or COMPLETION_VARIABLE)
        arguments = list(sys.argv[1:] if args is None else args)
        code = self._answer(program, arguments)
        streams.abandon()
        sys.exit(int(code))

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which they are needed."""
        return list(self.commands)

    def _complete(self, program: str, variable: str) -> None:
        """Answer the shell when it asks for completions, and leave."""
        if instruction := os.environ.get(variable):
            from click.shell_completion import shell_complete

            sys.exit(shell_complete(self, {}, program, variable, instruction))

    def _answer(self, program: str, arguments: list[str]) -> int:
        """Run the command; whatever goes wrong is told here and nowhere else."""
        invocation = Invocation()
        try:
            code = self._run(program, arguments, invocation)
            streams.flush()
        except KeyboardInterrupt:
            tell("interrupted" + (f"; {invocation.on_interrupt}" * bool(invocation.on_interrupt)))
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
    """Say what went wrong and what to do next on stderr; the exit code for it."""
    if isinstance(error, OSError) and streams.is_broken_pipe(error):
        return ExitCode.FOUND
    if invocation.debug:
        import traceback

        traceback.print_exception(error)
    if isinstance(error, AsearchError):
        tell(error.message, error.hint, *_which_index(error, invocation))
        return error.exit_code
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        streams.remark(error.format_message())
        return ExitCode.ERROR
    if isinstance(error, click.ClickException):
        tell(*_usage(error))
        return ExitCode.ERROR
    if isinstance(error, OSError):
        what = f"{error.filename}: {error.strerror}" if error.filename else error.strerror or error
        tell(str(what) if error.filename else f"cannot write the answer: {what}")
        return ExitCode.ERROR
    tell(
        f"unexpected {type(error).__name__}: {error}",
        ""
        if invocation.debug
        else "This is a fault in asearch. Run the same command again with "
        "--debug and report what it prints.",
    )
    return ExitCode.ERROR


def tell(message: str, *more: str) -> None:
    """Print a message for the user on stderr, safe for a terminal; a lost stderr is no error."""
    from asean_search.output.safe_text import safe_line

    lines = [f"asearch: {message}", *(line for line in more if line)]
    streams.remark("\n".join(safe_line(part) for line in lines for part in line.splitlines()))


def _which_index(error: AsearchError, invocation: Invocation) -> tuple[str, ...]:
    """Why this index was used, when it could not be, unless the user named it or was told."""
    named_or_told = invocation.index is not None or invocation.has_told
    if named_or_told or not isinstance(error, IndexUnusableError):
        return ()
    return (invocation.which_index,)


def _usage(error: click.ClickException) -> tuple[str, str]:
    """Click's message in our form, and where the help is."""
    message = error.format_message().rstrip(".")
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else "asearch"
    return message[:1].lower() + message[1:], f"Help: {command} --help"
