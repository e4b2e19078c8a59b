"""``asearch query``: the answer goes to stdout, how the query was read to stderr."""

from __future__ import annotations

import re
import shlex
import sys
from typing import TYPE_CHECKING

import click

from asean_search.cli import streams
from asean_search.cli.invocation import Invocation, everywhere
from asean_search.cli.parameters import at_most, ranked_by_profile
from asean_search.errors import ExitCode, RequestError
from asean_search.model import SearchRequest, SearchResult, Sort

if TYPE_CHECKING:
    from typing import TextIO

    from asean_search.output.formats import ResultWriter
    from asean_search.output.options import OutputOptions

EXCLUDED_WORD = re.compile(r"-(?![lqvh0]+$)[^\W\d_]{2}")
"""What can only be a word meant to be left out: one minus, then letters that are no options."""

FORMATS = ("terminal", "text", "json", "jsonl", "csv", "tsv", "markdown", "paths")
EXPLAINING = ("terminal", "text", "json", "jsonl", "markdown")
FORMATS_WITH_FACETS = ("terminal", "text", "json")
WHEN = click.Choice(["auto", "always", "never"])


QUERY_CHARS_MAX = 1_000_000
"""A longer query from standard input is a mistake: a document, or a stream without an end."""


class QueryCommand(click.Command):
    """A command that explains itself when a word of the query was taken for an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line. A ``-word`` is left to no guess: it is refused and explained."""
        before = args[: args.index("--")] if "--" in args else args
        if excluded := [arg for arg in before if EXCLUDED_WORD.match(arg)]:
            raise self._explain_minus(ctx, args, excluded)
        return super().parse_args(ctx, args)

    def _explain_minus(
        self, ctx: click.Context, args: list[str], excluded: list[str]
    ) -> RequestError:
        """What to type instead of ``-word``: another option, or the same query in quotes."""
        first = excluded[0]
        if any(f"-{first}" in param.opts for param in self.params):
            hint = f"Did you mean -{first}?"
        else:
            others = [arg for arg in args if arg not in excluded]
            parsed = self.make_parser(ctx).parse_args(others)[0]["query"]
            words = parsed if isinstance(parsed, tuple) else ()
            query = shlex.quote(" ".join([*words, *excluded]))
            hint = (
                "To leave out documents with a word, quote the whole query: "
                f"asearch query {query if words else f'-- {query}'}"
            )
        return RequestError(f"there is no option {first}", hint=hint)


@click.command("query", cls=QueryCommand, short_help="Find documents, the best first.")
@click.argument("query", nargs=-1, required=True, metavar="QUERY...")
@click.option("--since", metavar="DATE", help="Only documents of this date or later.")
@click.option("--until", metavar="DATE", help="Only documents of this date or earlier.")
@click.option("--on", metavar="DATE", help="Only documents of this day, month or year.")
@click.option(
    "--source", "sources", metavar="NAME", multiple=True, help="Only from this source; repeatable."
)
@click.option(
    "--sort",
    type=click.Choice([sort.value for sort in Sort]),
    default=Sort.RELEVANCE.value,
    show_default=True,
    help="The order of the hits.",
)
@at_most("hits", least=0)
@click.option(
    "--offset",
    metavar="N",
    type=click.IntRange(min=0),
    default=0,
    help="Leave out so many hits at the beginning.",
)
@click.option(
    "--snippets",
    metavar="N",
    type=click.IntRange(min=0),
    default=3,
    show_default=True,
    help="At most so many passages of each document.",
)
@ranked_by_profile
@click.option("--expand", is_flag=True, help="Rank also by the words that the first hits dwell on.")
@click.option("--explain", is_flag=True, help="Say of each hit what its score is made of.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    help="How to print the answer. [default: terminal on a terminal, else text]",
)
@click.option("-l", "as_paths", is_flag=True, help="Only the files' paths: --format paths.")
@click.option("-0", "null_separated", is_flag=True, help="Paths with NUL after each, for xargs -0.")
@click.option("--count", is_flag=True, help="Only how many documents match.")
@click.option(
    "--facet",
    "facets",
    metavar="FIELD",
    multiple=True,
    help="Also count all documents found by source, year, month, day or a kept column; repeatable."
    " In terminal, text and json.",
)
@click.option("--fields", metavar="A,B", help="Which fields to print, in json, jsonl, csv and tsv.")
@click.option(
    "--color", type=WHEN, default="auto", help="Colour the answer. [default: on a terminal]"
)
@click.option(
    "--hyperlink", type=WHEN, default="auto", help="Link titles to files. [default: on a terminal]"
)
@click.option("-q", "--quiet", is_flag=True, help="Print the answer alone, nothing on stderr.")
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
    """Find documents and print them, the best first.

    \b
    Examples:
      asearch query "vaccine access"              both words, anywhere in a document
      asearch query '"rules based order"'         a phrase: double quotes inside single ones
      asearch query "hanoi (asean OR adsom) -vaccine"
      asearch query "title:defence date:2020-06"
      asearch query vaccine --since 2020-06 --source VNS --sort newest
      asearch query vaccine --expand              by what the first hits are about, too
      asearch query vaccine --explain             why each hit is where it is
      asearch query vaccine --on "last month"
      asearch query vaccine --json                for scripts
      asearch query vaccine -n 0 --facet month    how many in each month
      asearch query vaccine -l -0 | xargs -0 wc   the files
      asearch query -- -vaccine                   a query that begins with a minus
      echo "vaccine access" | asearch query -     from standard input

    Several arguments are one query, joined by spaces. The shell takes a pair of quotes away, so a
    phrase needs two: '"like this"'. `asearch help queries` and `asearch help dates` tell all forms.
    """
    from asean_search import engine
    from asean_search.cli import presentation
    from asean_search.search import ask

    chosen = presentation.choose_format(
        given=format_, json=as_json, paths=as_paths, null_separated=null_separated, count=count
    )
    if facets and chosen not in FORMATS_WITH_FACETS:
        raise RequestError(
            f"the format {chosen} has no place for --facet",
            hint=f"Choose one of these with --format: {', '.join(FORMATS_WITH_FACETS)}.",
        )
    settings = invocation.decide()
    options = presentation.options(
        settings, chosen, fields, color, hyperlink, null_separated=null_separated
    )
    if explain and chosen not in EXPLAINING:
        raise click.UsageError(
            f"--explain has no room in {chosen}: choose --format {', '.join(EXPLAINING)}"
        )
    write = _writer(chosen, options)
    shows_snippets = chosen not in ("count", "paths")
    request = SearchRequest(
        query=_text_of(query),
        since=since,
        until=until,
        on=on,
        sources=sources,
        sort=Sort(sort),
        limit=0 if count else limit,
        offset=0 if count else offset,
        snippets=snippets if shows_snippets else 0,
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
    """The query as one text; ``-`` alone reads it from standard input."""
    text = sys.stdin.read(QUERY_CHARS_MAX + 1) if words == ("-",) else " ".join(words)
    if len(text) > QUERY_CHARS_MAX:
        raise RequestError(
            f"the query is longer than {QUERY_CHARS_MAX:,} characters",
            hint="asearch query - reads a query from standard input, not a document.",
        )
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise RequestError("the query is not UTF-8 text", hint="Check the terminal's encoding.")
    return text


def _writer(chosen: str, options: OutputOptions) -> ResultWriter:
    """What writes the answer. Loaded before the search, so that no answer is made in vain."""
    from asean_search.output.formats import result_writer

    if chosen == "count":
        if options.fields is not None:
            raise click.UsageError("choose one of --count and --fields")
        return _write_count
    return result_writer(chosen, options.fields)


def _write_count(result: SearchResult, out: TextIO, options: OutputOptions) -> None:
    out.write(f"{result.total}\n")


def _answer(
    result: SearchResult, write: ResultWriter, chosen: str, options: OutputOptions, *, quiet: bool
) -> None:
    """Print the answer on stdout, and around it on stderr how it was read and what is left out."""
    from asean_search.output.wording import explanations, results

    if not quiet and chosen != "json":
        for line in results.understood(result.query):
            streams.remark(line, is_pasted=line.startswith("Query: "))
        for note in results.notes(result.query):
            streams.remark(f"Note: {note}")
        for sentence in explanations.expansion(result.expansion):
            streams.remark(sentence)
    write(result, sys.stdout, options)
    sys.stdout.flush()
    remark = "" if chosen == "count" else results.closing_remark(chosen, result)
    if quiet:
        return
    for line in filter(None, (remark, *results.around(chosen, result))):
        streams.remark(line, is_pasted=line.startswith("  asearch "))
