"""Who may import whom: the table of docs/architecture.md, held against the source."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "asean_search"

EVERYONE = {"errors", "model"}

MAY_IMPORT: dict[str, set[str]] = {
    "__init__": set(),
    "__main__": {"cli"},
    "cli": {
        "batch",
        "config",
        "engine",
        "indexing",
        "ingest.walk.identity",
        "output",
        "searching",
        "showing",
        "similar",
        "terms",
    },
    "indexing": {"engine.interface", "ingest"},
    "rescuing": {"agencies", "analysis", "engine.interface", "query"},
    "batch": {"analysis", "engine.interface", "expanding", "query", "searching"},
    "searching": {
        "rescuing",
        "agencies",
        "aliases",
        "analysis",
        "engine.interface",
        "expanding",
        "query",
        "ranking",
        "snippets",
    },
    "similar": {"engine.interface", "query", "ranking", "telling"},
    "expanding": {"analysis", "engine.interface", "query", "telling"},
    "telling": {"analysis", "engine.interface", "query"},
    "query_importance": {"analysis", "query"},
    "showing": {"aliases", "engine.interface", "ingest.walk.identity", "query", "snippets"},
    "terms": {"analysis", "engine.interface", "query"},
    "aliases": {"analysis", "query"},
    "snippets": {"analysis", "query"},
    "engine": {"agencies", "analysis", "query", "ranking", "signals"},
    "ingest": {"agencies", "analysis", "signals"},
    "agencies": {"analysis"},
    "output": set(),
    "query": set(),
    "analysis": set(),
    "ranking": set(),
    "signals": set(),
    "config": set(),
    "model": set(),
    "errors": set(),
}
"""For each layer the layers it may import, beside itself and ``EVERYONE``. Arrows point down."""

VERSION = "asean_search"
"""The package itself: anyone may read its ``__version__``."""

OWNERS: dict[str, tuple[str, ...]] = {
    "click": ("cli/",),
    "rich": ("output/as_terminal.py", "output/progress.py"),
    "whoosh": ("engine/on_whoosh/",),
    "numpy": ("engine/on_whoosh/",),
    "Stemmer": ("analysis/",),
    "dateparser": ("dates/english.py",),
    "sqlite3": ("engine/",),
    "tomllib": ("agencies.py", "ingest/readers/front_matter.py", "ingest/walk/sidecar.py"),
    "tomli": ("agencies.py", "ingest/readers/front_matter.py", "ingest/walk/sidecar.py"),
    "pathspec": ("ingest/walk/ignoring.py",),
    "watchfiles": ("indexing/watch.py",),
    "chardet": ("ingest/decoding.py", "ingest/readers/long_text.py"),
    "docx": ("ingest/readers/from_docx.py",),
    "htmldate": ("ingest/metadata/html/date.py",),
    "lxml": ("ingest/",),
    "olefile": ("ingest/",),
    "pypdfium2": ("ingest/readers/from_pdf.py",),
    "striprtf": ("ingest/readers/from_rtf.py",),
    "trafilatura": ("ingest/readers/from_html.py",),
    "warcio": ("ingest/readers/from_warc.py",),
    "yaml": ("ingest/readers/front_matter.py",),
    "zstandard": ("ingest/readers/from_compressed.py",),
}
"""Who may import what does not belong to us, and the parts of Python that have one owner."""

LINES_MAX = 400
"""A longer module has two jobs."""

FILES = sorted(PACKAGE.rglob("*.py"))


def imported_names(file: Path) -> Iterator[str]:
    """Every module that a file imports, at its top or later; ``from a import b`` gives ``a.b``."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer_of(file: Path) -> str:
    return file.relative_to(PACKAGE).with_suffix("").parts[0]


def is_allowed(layer: str, name: str) -> bool:
    """Whether a file of the layer may import ``name``, a module of ours without the package."""
    if name in ("__version__", ""):
        return True
    return any(
        name == allowed or name.startswith(f"{allowed}.")
        for allowed in MAY_IMPORT[layer] | EVERYONE | {layer}
    )


def relative(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix()


def test_a_module_imports_only_layers_below_it() -> None:
    wrong = [
        f"{relative(file)} imports {name}"
        for file in FILES
        for name in imported_names(file)
        if name.split(".")[0] == "asean_search"
        and not is_allowed(layer_of(file), name.partition(".")[2])
    ]
    assert not wrong


def test_every_layer_is_in_the_table() -> None:
    assert {layer_of(file) for file in FILES} == set(MAY_IMPORT)


def test_every_library_has_one_owner() -> None:
    wrong = [
        f"{relative(file)} imports {name}"
        for file in FILES
        for name in imported_names(file)
        if not has_the_right_owner(file, name.split(".")[0])
    ]
    assert not wrong


def has_the_right_owner(file: Path, library: str) -> bool:
    if library in OWNERS:
        return relative(file).startswith(OWNERS[library])
    return library in ("asean_search", "_typeshed") or library in sys.stdlib_module_names


def test_the_command_line_imports_little_at_its_top() -> None:
    """Only click, errors, model and itself: what a command needs is loaded when it runs."""
    allowed = ("asean_search.cli", "asean_search.errors", "asean_search.model")
    wrong = [
        f"{relative(file)} imports {name}"
        for file in (PACKAGE / "cli").glob("*.py")
        for name in names_imported_at_the_top(file)
        if name.startswith("asean_search") and not name.startswith(allowed)
    ]
    assert not wrong


def names_imported_at_the_top(file: Path) -> Iterator[str]:
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_no_command_handles_an_error_itself() -> None:
    """The group turns every error into a message and an exit code, in one place."""
    handlers = [
        relative(file)
        for file in (PACKAGE / "cli").glob("*.py")
        if any(
            isinstance(node, ast.ExceptHandler)
            for node in ast.walk(ast.parse(file.read_text("utf-8")))
        )
    ]
    assert sorted(handlers) == ["cli/group.py", "cli/streams.py"]


def test_whoosh_never_parses_our_queries() -> None:
    """``whoosh.qparser`` never complains; see docs/architecture.md."""
    names = {name for file in FILES for name in imported_names(file)}
    assert not [name for name in names if name.startswith("whoosh.qparser")]


def test_every_module_begins_with_a_sentence_and_is_at_most_400_lines_long() -> None:
    for file in FILES:
        source = file.read_text(encoding="utf-8")
        assert (ast.get_docstring(ast.parse(source)) or "")[:1].strip(), relative(file)
        assert len(source.splitlines()) <= LINES_MAX, relative(file)


def test_no_module_is_named_after_nothing() -> None:
    names = {"utils", "util", "helpers", "helper", "common", "core", "base", "manager", "misc"}
    assert not [f for f in FILES if names & set(f.relative_to(PACKAGE).with_suffix("").parts)]
