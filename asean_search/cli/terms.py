"""``asearch terms``: the words of an index, or the acronyms that its documents define."""

from __future__ import annotations

import sys

import click

from asean_search.cli.invocation import Invocation, everywhere
from asean_search.cli.parameters import at_most
from asean_search.errors import ExitCode


@click.command("terms")
@click.argument("prefix", required=False, default="", metavar="[PREFIX]")
@click.option(
    "--acronyms", "of_acronyms", is_flag=True, help="List acronyms and their definitions instead."
)
@at_most("words or acronyms", default=20)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@everywhere
@click.pass_obj
def terms_command(
    invocation: Invocation, prefix: str, of_acronyms: bool, limit: int, as_json: bool
) -> ExitCode:
    """List words of the index, in order, with their number of documents.

    \b
    Examples:
      asearch terms vacc
      asearch terms --acronyms                    acronyms and their definitions
      asearch terms --acronyms asean --json

    The words are those that `vacc*` matches: without case and accents, with their endings. With
    --acronyms: the definitions in documents, such as "Mekong River Commission (MRC)", the most
    frequent first. A query for either name also finds the other.
    """
    from asean_search import engine
    from asean_search.output import formats, options
    from asean_search.search import terms

    write = formats.writer("acronyms" if of_acronyms else "words", "json" if as_json else "text")
    list_terms = terms.acronyms if of_acronyms else terms.words
    settings = invocation.choose_index()
    with engine.open_index(settings.location, trusted=invocation.trusts_index) as index:
        found = list_terms(index, prefix, limit=limit)
    write(found, sys.stdout, options.OutputOptions())
    return ExitCode.FOUND if found else ExitCode.NOTHING_FOUND
