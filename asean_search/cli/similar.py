"""``asearch similar``: the documents most like one, and the words that make them similar."""

from __future__ import annotations

import sys

import click

from asean_search.cli import streams
from asean_search.cli.invocation import Invocation, everywhere
from asean_search.cli.parameters import at_most, ranked_by_profile
from asean_search.errors import ExitCode


@click.command("similar")
@click.argument("document", metavar="ID|PATH|-")
@at_most("documents")
@ranked_by_profile
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing on stderr but errors.")
@everywhere
@click.pass_obj
def similar_command(
    invocation: Invocation, document: str, limit: int, profile: str, as_json: bool, quiet: bool
) -> ExitCode:
    """Find the documents most like one, and show which words make them similar.

    \b
    Examples:
      asearch similar seeds/000_ced7635fd6bb6ecc.txt
      asearch similar 6t3mk0 --json               the start of an id
      asearch similar - < letter.txt              like a text outside the index

    ID and PATH are as for `asearch show`; - reads a text from standard input. The search is for
    the text's most distinctive words: those that are frequent in it and rare in the index.
    """
    from asean_search import engine
    from asean_search.cli import presentation
    from asean_search.output import formats
    from asean_search.output.wording import results
    from asean_search.search import show, similar

    chosen = presentation.choose_format(json=as_json)
    write = formats.writer("similar", chosen)
    settings = invocation.choose_index()
    with engine.open_index(settings.location) as index:
        if document == "-":
            found = similar.like_text(index, sys.stdin.read(), limit=limit, profile=profile)
        else:
            like = show.find(index, document, settings.archive_root)
            found = similar.like_document(index, like, limit=limit, profile=profile)
    if not quiet and chosen != "json":
        streams.remark(results.key_terms(found))
    write(found, sys.stdout, presentation.options(settings, chosen))
    return ExitCode.FOUND if found.hits else ExitCode.NOTHING_FOUND
