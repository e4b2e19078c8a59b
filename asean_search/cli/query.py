"""``asearch query``: the answer goes to stdout, how the query was understood to stderr."""

from __future__ import annotations

import re
import shlex
import sys
from typing import TYPE_CHECKING

import click

from asean_search.cli import streams
from asean_search.cli.invocation import Invocation, everywhere
from asean_search.cli.parameters import at_most, formats_of, ranked_by_profile
from asean_search.errors import ExitCode, RequestError
from asean_search.model import SearchRequest, SearchResult, Sort

if TYPE_CHECKING:
    from asean_search.output.formats import Writer
    from asean_search.output.options import OutputOptions

EXCLUDED_WORD = r"-(?![lqvh0]+$)[^\W\d_]{2}"
"""An argument that can only mean a word to exclude: a minus, then letters that are no options."""

WHEN = click.Choice(["auto", "always", "never"])

QUERY_CHARS_MAX = 1_000_000
"""A longer query on standard input is a mistake, such as a document or an endless stream."""


class QueryCommand(click.Command):
    """A command that explains how to exclude a word when ``-word`` is given as an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the command line; a ``-word`` is an error that says how to write the query."""
        before = args[: args.index("--")] if "--" in args else args
        if excluded := [arg for arg in before if arg[:1] == "-" and re.match(EXCLUDED_WORD, arg)]:
            raise self._explain_minus(ctx, args, excluded)
        return super().parse_args(ctx, args)

    def _explain_minus(
        self, ctx: click.Context, args: list[str], excluded: list[str]
    ) -> RequestError:
        """The error that suggests another option, or the same query in quotes."""
        first = excluded[0]
        if any(f"-{first}" in param.opts for param in self.params):
            hint = f"Did you mean -{first}?"
        else:
            others = [arg for arg in args if arg not in excluded]
            parsed = self.make_parser(ctx).parse_args(others)[0]["query"]
            words = parsed if isinstance(parsed, tuple) else ()
            query = shlex.quote(" ".join([*words, *excluded]))
            hint = (
                "To exclude documents with a word, quote the whole query: "
                f"asearch query {query if words else f'-- {query}'}"
            )
        return RequestError(f"there is no option {first}", hint=hint)


@click.command("query", cls=QueryCommand)
@click.argument("query", nargs=-1, required=True, metavar="QUERY...")
@click.option("--since", metavar="DATE", help="Only documents from this date on.")
@click.option("--until", metavar="DATE", help="Only documents up to this date.")
@click.option("--on", metavar="DATE", help="Only documents of this day, month or year.")
@click.option(
    "--source",
    "sources",
    metavar="NAME",
    multiple=True,
    help="Only documents of this source; repeatable.",
)
@click.option(
    "--sort",
    type=click.Choice([sort.value for sort in Sort]),
    default=Sort.RELEVANCE.value,
    show_default=True,
    help="Order of the hits.",
)
@at_most("hits", least=0)
@click.option(
    "--offset",
    metavar="N",
    type=click.IntRange(min=0),
    default=0,
    help="Skip the first N hits.",
)
@click.option(
    "--snippets",
    metavar="N",
    type=click.IntRange(min=0),
    default=3,
    show_default=True,
    help="Maximum number of snippets per hit.",
)
@ranked_by_profile
@click.option(
    "--expand", is_flag=True, help="Improve the ranking with words typical of the top hits."
)
@click.option("--explain", is_flag=True, help="Show how each hit's score was calculated.")
@click.option("--json", "as_json", is_flag=True, help="Same as --format json.")
@click.option(
    "--format",
    "format_",
    type=formats_of("result"),
    help="Output format. [default: terminal on a terminal, else text]",
)
@click.option(
    "-l", "as_paths", is_flag=True, help="Print only the paths of files: same as --format paths."
)
@click.option(
    "-0", "null_separated", is_flag=True, help="Like -l, with NUL after each path, for xargs -0."
)
@click.option("--count", is_flag=True, help="Print only the number of matching documents.")
@click.option(
    "--facet",
    "facets",
    metavar="FIELD",
    multiple=True,
    help="Count the matching documents by source, year, month, day or a kept column; repeatable."
    " For terminal, text and json.",
)
@click.option(
    "--fields", metavar="A,B", help="Fields to print, in this order. For json, jsonl, csv and tsv."
)
@click.option(
    "--color", type=WHEN, default="auto", help="When to use colour. [default: on a terminal]"
)
@click.option(
    "--hyperlink",
    type=WHEN,
    default="auto",
    help="When to link titles to files. [default: on a terminal]",
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing on stderr but errors.")
@everywhere
@click.pass_obj
def query_command(
    invocation: Invocation,
    query: tuple[str, ...],
    since: str | None,
    until: str | None,
    on: str | None,
    sources: tuple[str, ...],
    sort: str,
    limit: int,
    offset: int,
    snippets: int,
    profile: str,
    expand: bool,
    explain: bool,
    as_json: bool,
    format_: str | None,
    as_paths: bool,
    null_separated: bool,
    count: bool,
    facets: tuple[str, ...],
    fields: str | None,
    color: str,
    hyperlink: str,
    quiet: bool,
) -> ExitCode:
    """Find documents and print them, best first.

    \b
    Examples:
      asearch query "vaccine access"              both words, anywhere in a document
      asearch query '"rules based order"'         a phrase: double quotes inside single quotes
      asearch query "hanoi (asean OR adsom) -vaccine"
      asearch query "title:defence date:2020-06"
      asearch query vaccine --since 2020-06 --source VNS --sort newest
      asearch query vaccine --expand              add words typical of the top hits
      asearch query vaccine --explain             show how scores were calculated
      asearch query vaccine --on "last month"
      asearch query vaccine --json                for scripts
      asearch query vaccine -n 0 --facet month    documents per month
      asearch query vaccine -l -0 | xargs -0 wc   the files
      asearch query -- -vaccine                   a query that begins with a minus
      echo "vaccine access" | asearch query -     from standard input

    Several arguments are joined by spaces into one query. The shell removes a pair of quotes, so
    a phrase needs two: '"like this"'. `asearch help queries` and `asearch help dates` explain the
    syntax.
    """
    from asean_search import engine
    from asean_search.cli import presentation
    from asean_search.output import formats
    from asean_search.search import ask

    chosen = presentation.choose_format(
        given=format_, json=as_json, paths=as_paths, null_separated=null_separated, count=count
    )
    for is_wanted, part, option in (
        (facets, "facets", "--facet"),
        (explain, "explanations", "--explain"),
        (fields is not None, "fields", "--fields"),
    ):
        if is_wanted:
            formats.require(chosen, part, option)
    settings = invocation.choose_index()
    options = presentation.options(
        settings, chosen, fields, color, hyperlink, null_separated=null_separated
    )
    write = formats.writer("result", chosen)  # before the search, so that it is not in vain
    shows = formats.FORMATS[chosen].shows
    request = SearchRequest(
        query=_text_of(query),
        since=since,
        until=until,
        on=on,
        sources=sources,
        sort=Sort(sort),
        limit=limit if "hits" in shows else 0,
        offset=offset if "hits" in shows else 0,
        snippets=snippets if "snippets" in shows else 0,
        profile=profile,
        expand=expand,
        explain=explain,
        facets=tuple(dict.fromkeys(facets)),
    )
    with engine.open_index(settings.location, trusted=invocation.trusts_index) as index:
        result = ask.search(index, request, location=settings.location)
    _answer(result, write, chosen, options, quiet=quiet)
    if result.truncated:
        return ExitCode.PARTIAL
    return ExitCode.FOUND if result.total else ExitCode.NOTHING_FOUND


def _text_of(words: tuple[str, ...]) -> str:
    """The query as one text; a single ``-`` reads it from standard input."""
    text = sys.stdin.read(QUERY_CHARS_MAX + 1) if words == ("-",) else " ".join(words)
    if len(text) > QUERY_CHARS_MAX:
        raise RequestError(
            f"the query is longer than {QUERY_CHARS_MAX:,} characters",
            hint="asearch query - reads a query from standard input, not a document.",
        )
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise RequestError("the query is not UTF-8 text", hint="Check the terminal's encoding.")
    return text


def _answer(
    result: SearchResult,
    write: Writer,
    chosen: str,
    options: OutputOptions,
    *,
    quiet: bool,
) -> None:
    """Print the answer on stdout, and remarks on the query and on the answer on stderr."""
    if not quiet and chosen != "json":
        from asean_search.output.wording import explanations, results

        for line in results.understood(result.query):
            streams.remark(line, is_pasted=line.startswith("Query: "))
        for note in results.notes(result.query):
            streams.remark(f"Note: {note}")
        for sentence in explanations.expansion(result.expansion):
            streams.remark(sentence)
    write(result, sys.stdout, options)
    sys.stdout.flush()
    if not quiet and (chosen != "json" or result.truncated):
        from asean_search.output import formats
        from asean_search.output.wording import results

        for line in results.remarks(result, formats.FORMATS[chosen].shows):
            streams.remark(line, is_pasted=line.startswith("  asearch "))
