"""``asearch completion``: the script with which a shell completes asearch's command lines."""

from __future__ import annotations

import click

from asean_search.cli.group import COMPLETION_VARIABLE
from asean_search.cli.invocation import everywhere
from asean_search.errors import ExitCode


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@everywhere
@click.pass_context
def completion_command(context: click.Context, shell: str) -> ExitCode:
    """Print the script with which a shell completes commands and options.

    \b
    Examples:
      echo 'eval "$(asearch completion bash)"' >> ~/.bashrc
      echo 'eval "$(asearch completion zsh)"' >> ~/.zshrc
      asearch completion fish > ~/.config/fish/completions/asearch.fish

    Requires bash 4.4 or newer.
    """
    from click.shell_completion import get_completion_class

    shell_completion = get_completion_class(shell)
    assert shell_completion is not None  # noqa: S101 - the choices above are Click's own names
    root = context.find_root()
    script = shell_completion(root.command, {}, "asearch", COMPLETION_VARIABLE).source()
    click.echo(script)
    return ExitCode.FOUND
