"""Who may import whom: the map of architecture.py, held against the source at every level."""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from architecture import EVERYONE, FLOORS, LAYERS, OWNERS, PACKAGE

TOP = {"__init__": set(), "__main__": {"cli"}}
"""The package itself, whose ``__version__`` anyone may read, and what starts the program."""

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
    allowed = {*LAYERS[layer].may_import, layer} if layer in LAYERS else TOP[layer]
    return any(name == each or name.startswith(f"{each}.") for each in {*allowed, *EVERYONE})


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
    assert {layer_of(file) for file in FILES} == {*LAYERS, *TOP}


def module_of(file: Path) -> str:
    return ".".join(file.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_of(file): file for file in FILES}


def imported_modules(module: str) -> set[str]:
    """The modules of ours that a module imports; a name of a package counts as the package."""
    found = set()
    for name in imported_names(MODULES[module]):
        package, _, inner = name.partition(".")
        while inner and inner not in MODULES:
            inner = inner.rpartition(".")[0]
        if package == "asean_search" and inner not in ("", module):
            found.add(inner)
    return found


IMPORTS = {module: imported_modules(module) for module in MODULES}


def parts_of(package: str, imports: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    """For each part of a package ("" is the whole) the other parts of it that it imports."""
    start = f"{package}." if package else ""
    inside: dict[str, set[str]] = defaultdict(set)
    for module, names in imports.items():
        if module.startswith(start) and module != package:
            part = module.removeprefix(start).partition(".")[0]
            inside[part] |= {
                name.removeprefix(start).partition(".")[0]
                for name in names
                if name.startswith(start) and name != package
            } - {part}
    return inside


PACKAGES = sorted(
    {"", *(module_of(file) for file in FILES if file.name == "__init__.py")} - {"__init__"}
)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_package_has_a_circle(package: str) -> None:
    """Among its parts, whatever they are: modules, or packages with all that is in them."""
    try:
        TopologicalSorter(parts_of(package, IMPORTS)).prepare()
    except CycleError as error:
        pytest.fail(f"{package or 'asean_search'}: {' -> '.join(error.args[1])}")


def test_no_module_is_in_a_circle() -> None:
    TopologicalSorter(IMPORTS).prepare()


def test_a_circle_would_be_found() -> None:
    imports = {"a.x": {"b.y"}, "b.z": {"a.x"}, "b.y": set[str]()}
    TopologicalSorter(imports).prepare()
    with pytest.raises(CycleError):
        TopologicalSorter(parts_of("", imports)).prepare()


@pytest.mark.parametrize("package", sorted(FLOORS))
def test_a_part_imports_only_the_floors_below_its_own(package: str) -> None:
    floor_of = {part: number for number, floor in enumerate(FLOORS[package]) for part in floor}
    inside = parts_of(package, IMPORTS)
    assert set(inside) <= set(floor_of)
    wrong = [
        f"{part} imports {other}"
        for part, others in inside.items()
        for other in others
        if floor_of[part] >= floor_of[other]
    ]
    assert not wrong


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
        return relative(file).startswith(OWNERS[library].files)
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
    assert sorted(handlers) == ["cli/group.py", "cli/pager.py", "cli/streams.py"]


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
