"""The map of docs/architecture.md as data: layers, owners of libraries, and their tables.

``python tests/architecture.py`` writes the tables into the page; test_layers.py and test_docs.py
hold the source against the data and the page against the tables.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).parent.parent
PACKAGE = PROJECT / "asean_search"
PAGE = PROJECT / "docs" / "architecture.md"


class Layer(NamedTuple):
    """A module or package right below ``asean_search``: its purpose, and what it may import."""

    purpose: str
    may_import: frozenset[str] = frozenset()


def _layer(purpose: str, *may_import: str) -> Layer:
    return Layer(purpose, frozenset(may_import))


EVERYONE = frozenset({"errors", "model", "patterns"})

LAYERS: dict[str, Layer] = {
    "cli": _layer(
        "the command line: options in, exit code out; one file per command",
        *("config", "engine", "indexing", "output", "paths", "search"),
    ),
    "indexing": _layer(
        "use cases: files → index; a dry run; a check of the index against the files",
        *("engine.interface", "ingest", "paths", "signals"),
    ),
    "search": _layer(
        "use cases that ask an open index: query, batch, similar, show, terms, suggestions",
        *("agencies", "analysis", "dates", "engine.interface", "paths", "query"),
        *("query_importance", "ranking", "snippets", "synonyms"),
    ),
    "output": _layer("values → bytes: a module per output format, and the wording they share"),
    "snippets": _layer("stored text + query → passages and highlights", "analysis", "query"),
    "synonyms": _layer("query → the query with the synonyms of its words", "analysis", "query"),
    "engine": _layer(
        "the only door to an index, and the engines behind it",
        *("agencies", "analysis", "catalog", "dates", "query", "query_importance"),
        *("ranking", "signals"),
    ),
    "ingest": _layer(
        "files → documents: walk, readers, metadata, worker processes",
        *("agencies", "analysis", "dates", "paths", "signals"),
    ),
    "catalog": _layer("the files that an index has read, and the acronyms they define", "analysis"),
    "query_importance": _layer("query → its informative terms and stop words", "analysis", "query"),
    "query": _layer("query string ↔ tree", "dates"),
    "agencies": _layer("the table of news agencies; when two names mean one source", "analysis"),
    "analysis": _layer("text → tokens: folding, segmentation, stemming, languages, sentences"),
    "dates": _layer("written days, months and years → dates, for queries and documents"),
    "ranking": _layer("scoring profiles and formulas"),
    "config": _layer("which index a command uses, and where that was said"),
    "paths": _layer("how paths are written in an index, and the ids of documents"),
    "signals": _layer("delays Ctrl-C and SIGTERM while an index is published"),
    "patterns": _layer("regular expressions, compiled when they are first used"),
    "model": _layer("the frozen records that cross borders"),
    "errors": _layer("the exceptions that cross borders, and the exit codes"),
}
"""For each layer what it may import beside itself and ``EVERYONE``. Arrows only point down."""

FLOORS: dict[str, tuple[frozenset[str], ...]] = {
    "engine.whoosh": tuple(
        map(
            frozenset,
            [
                {"index", "writer"},
                {"recovery"},
                {"query", "indexing"},
                {"spelling"},
                {"small"},
                {"facets"},
                {"commit"},
                {"compat"},
                {"store", "folder"},
                {"keywords", "trust", "manifest", "fields", "errors"},
            ],
        )
    ),
    "ingest": tuple(
        map(
            frozenset,
            [
                {"workers"},
                {"extract"},
                {"readers"},
                {"container"},
                {"walk"},
                {"metadata", "formats", "record_options"},
                {"sniff", "record_fields", "clean", "decoding"},
            ],
        )
    ),
}
"""Packages whose parts stand on floors, from the top: a part imports only parts below its own."""


class Owner(NamedTuple):
    """Who may import a library (prefixes of paths below the package), and why we depend on it.

    Without a distribution it belongs to Python: then only its owners are held, no row is printed.
    """

    files: tuple[str, ...]
    distribution: str = ""
    why: str = ""


OWNERS: dict[str, Owner] = {
    "click": Owner(("cli/",), "click", "commands, options, help, shell completion"),
    "rich": Owner(
        ("output/as_terminal.py", "output/progress.py"),
        "rich",
        "colour, links, wrapping and progress on a terminal",
    ),
    "msgspec": Owner(
        ("",),
        "msgspec",
        "frozen records without code generated at start; JSON and its schemas from their types",
    ),
    "whoosh": Owner(
        ("engine/whoosh/",),
        "whoosh3",
        "the index lock, the table of contents and the schema; its searcher reads our segments",
    ),
    "numpy": Owner(
        ("engine/whoosh/",),
        "numpy",
        "inverts, merges and evaluates postings as arrays; loaded only where a list is long",
    ),
    "Stemmer": Owner(("analysis/",), "PyStemmer", "Snowball stemmers of 34 languages, compiled"),
    "pathspec": Owner(
        ("ingest/walk/ignoring.py",),
        "pathspec",
        "the globs of `.asearchignore`, `--include` and `--exclude`, as git reads them",
    ),
    "tomllib": Owner(
        ("agencies.py", "ingest/readers/from_text.py", "ingest/walk/folder_settings.py")
    ),
    "tomli": Owner(
        ("agencies.py", "ingest/readers/from_text.py", "ingest/walk/folder_settings.py"),
        "tomli",
        "reads TOML on Python 3.10, which has no `tomllib`",
    ),
    "chardet": Owner(
        ("ingest/decoding.py",),
        "chardet",
        "detects the encoding of a text that names none; extra `text`",
    ),
    "yaml": Owner(
        ("ingest/readers/from_text.py",), "PyYAML", "front matter of Markdown; extra `text`"
    ),
    "trafilatura": Owner(
        ("ingest/readers/from_html.py",), "trafilatura", "the article in a page; extra `html`"
    ),
    "htmldate": Owner(
        ("ingest/metadata/html/date.py",),
        "htmldate",
        "the likely day of a page that states none; comes with trafilatura",
    ),
    "lxml": Owner(
        ("ingest/",),
        "lxml",
        "HTML and XML, read without entities and network; extras `html`, `office`, `epub`, `feeds`",
    ),
    "pypdfium2": Owner(
        ("ingest/readers/from_pdf.py",), "pypdfium2", "text of PDFs by page; extra `pdf`"
    ),
    "docx": Owner(("ingest/readers/from_docx.py",), "python-docx", "Word; extra `office`"),
    "striprtf": Owner(("ingest/readers/from_rtf.py",), "striprtf", "RTF; extra `office`"),
    "olefile": Owner(("ingest/",), "olefile", "Outlook messages (`.msg`); extra `mail`"),
    "warcio": Owner(("ingest/readers/from_warc.py",), "warcio", "web archives; extra `archives`"),
    "zstandard": Owner(
        ("ingest/readers/from_compressed.py",), "zstandard", "`.zst` files; extra `archives`"
    ),
    "watchfiles": Owner(
        ("indexing/watch.py",), "watchfiles", "notices that files change; extra `watch`"
    ),
    "sqlite3": Owner(("catalog/", "engine/whoosh/")),
}
"""Who may import what does not belong to us, and the parts of Python that have one owner."""


def layers_table() -> str:
    """The layers, from the top: purpose and imports, as a Markdown table."""
    rows = [
        f"| `{name}` | {layer.purpose} | {', '.join(sorted(layer.may_import)) or '–'} |"
        for name, layer in LAYERS.items()
    ]
    return "\n".join(["| layer | purpose | may import |", "|---|---|---|", *rows])


def libraries_table() -> str:
    """The libraries, each with its owner and the reason, as a Markdown table."""
    rows = [
        f"| {owner.distribution} | {_paths(owner.files)} | {owner.why} |"
        for owner in OWNERS.values()
        if owner.distribution
    ]
    return "\n".join(["| library | owner | why |", "|---|---|---|", *rows])


def _paths(files: tuple[str, ...]) -> str:
    return ", ".join(f"`{file}`" if file else "everywhere" for file in files)


def files_table() -> str:
    """The files of an index folder, as the engine lists them."""
    from asean_search.engine.whoosh.folder import FILES

    rows = [
        f"| `{file.pattern}` | {file.content} | `{file.writer}` |" for file in FILES if file.writer
    ]
    return "\n".join(["| file | content | written by |", "|---|---|---|", *rows])


def door_table() -> str:
    """The roles of the engine's door, each with its methods, from their docstrings."""
    from asean_search.engine import interface

    rows = []
    for role in interface.ROLES:
        for name, member in vars(role).items():
            if inspect.isfunction(member) and not name.startswith("_"):
                first = (inspect.getdoc(member) or "").split("\n\n")[0].replace("\n", " ")
                rows.append(f"| {role.__name__} | `{name}` | {first} |")
    return "\n".join(["| role | method | result |", "|---|---|---|", *rows])


TABLES = {
    "layers": layers_table,
    "libraries": libraries_table,
    "files": files_table,
    "door": door_table,
}


def with_tables(page: str) -> str:
    """The page with each ``<!-- NAME -->`` … ``<!-- end -->`` holding its table."""
    for name, table in TABLES.items():
        before, start, rest = page.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition("<!-- end -->")
        page = f"{before}{start}{table()}\n{end}{after}"
    return page


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print("docs/architecture.md written")
