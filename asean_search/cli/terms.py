"""``asearch terms``: the words of an index, and what its documents say that acronyms mean."""

from __future__ import annotations

import sys

import click

from asean_search.cli.invocation import Invocation, everywhere
from asean_search.cli.parameters import at_most
from asean_search.errors import ExitCode


@click.command("terms", short_help="List the words of the index, or its acronyms.")
@click.argument("prefix", required=False, default="", metavar="[PREFIX]")
@click.option("--acronyms", "of_acronyms", is_flag=True, help="What acronyms mean, not words.")
@at_most("words or acronyms", default=20)
@click.option("--json", "as_json", is_flag=True, help="For scripts: one JSON object.")
@everywhere
@click.pass_obj
def terms_command(
    invocation: Invocation, prefix: str, of_acronyms: bool, limit: int, as_json: bool
) -> ExitCode:
    """List words of the index, in order, with how many documents have each.

    \b
    Examples:
      asearch terms vacc
      asearch terms --acronyms                    what do documents say that acronyms mean?
      asearch terms --acronyms asean --json

    Words are those that `vacc*` stands for: without case and accents, with their endings. With
    --acronyms: what documents define, as in "Mekong River Commission (MRC)", the most frequent
    first. A query for either name also looks for the other.
    """
    from asean_search import engine
    from asean_search.output.terms import write_acronyms, write_words
    from asean_search.search import terms

    settings = invocation.decide()
    with engine.open_index(settings.location, trusted=invocation.trusts_index) as index:
        if of_acronyms:
            acronyms = terms.acronyms(index, prefix, limit=limit)
            write_acronyms(acronyms, sys.stdout, as_json=as_json)
            return ExitCode.FOUND if acronyms else ExitCode.NOTHING_FOUND
        words = terms.words(index, prefix, limit=limit)
    write_words(words, sys.stdout, as_json=as_json)
    return ExitCode.FOUND if words else ExitCode.NOTHING_FOUND
