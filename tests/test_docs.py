"""The documentation says what is true: it is generated, run, or followed by these tests."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import architecture
import click
import pytest
from conftest import PROJECT, SEEDS, Completed, Run

from asean_search.cli import program
from asean_search.cli.reference import reference

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PAGES = sorted([*PROJECT.glob("*.md"), *PROJECT.glob("docs/*.md"), PROJECT / "index" / "README.md"])

BIN = str(Path(sys.executable).parent)

_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_SHELL_SIGNS = re.compile(r"[|<>;&$`]")


@dataclass(frozen=True)
class Example:
    """A command of a page, what the page shows of its output, and the exit code it shows."""

    page: str
    command: str
    shown: tuple[str, ...]
    code: int | None

    def __str__(self) -> str:
        return f"{self.page}: {self.command}"


def examples(page: Path) -> Iterator[Example]:
    """Every ``$ asearch ...`` of a page. ``$ echo $?`` after it shows its exit code.

    ``$ cat FILE`` shows a file that the examples after it need.
    """
    name = page.relative_to(PROJECT).as_posix()
    for block in _CONSOLE.findall(page.read_text(encoding="utf-8")):
        steps = [step.rstrip("\n").split("\n") for step in re.split(r"^\$ ", block, flags=re.M)[1:]]
        for number, (command, *shown) in enumerate(steps):
            following = steps[number + 1] if number + 1 < len(steps) else [""]
            code = int(following[1]) if following[0] == "echo $?" else None
            if "asearch" in command or command.startswith("cat "):
                yield Example(name, command, tuple(shown), code)


EXAMPLES = {found[0].page: found for page in PAGES if (found := list(examples(page)))}


@pytest.mark.parametrize("page", sorted(EXAMPLES))
def test_every_example_does_what_the_page_shows(
    page: str, run: Run, seeds_archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page's examples run one after another in a folder of their own, which holds the seeds.

    It holds their index too, unless the first example makes it. A line that is shown may be cut
    with ``…``; a line of ``…`` alone stands for any others.
    """
    folder = tmp_path / "archive"
    if EXAMPLES[page][0].command == "asearch index":
        shutil.copytree(SEEDS, folder / "seeds")
    else:
        shutil.copytree(seeds_archive, folder)
    monkeypatch.chdir(folder)
    for example in EXAMPLES[page]:
        check(example, run)


def check(example: Example, run: Run) -> None:
    if example.command.startswith("cat "):
        file = Path(example.command.removeprefix("cat "))
        file.write_text("\n".join((*example.shown, "")), encoding="utf-8")
        return
    in_a_pipe = _SHELL_SIGNS.search(unquoted(example.command))
    done = in_a_shell(example) if in_a_pipe else in_process(example, run)
    if done is None:
        return
    failed = any(line.startswith("asearch: ") for line in example.shown)
    allowed = {2} if failed else {0, 1} if example.code is None else {example.code}
    assert done.code in allowed, f"{example}: {done.stderr}"
    printed = [line.rstrip() for line in f"{done.stderr}\n{done.stdout}".splitlines()]
    for line in example.shown:
        assert any(is_shown(line.rstrip(), real) for real in printed), f"{example}: no {line!r}"


def in_process(example: Example, run: Run) -> Completed:
    name, *args = shlex.split(example.command, comments=True)
    assert name == "asearch"
    return run(*args)


def in_a_shell(example: Example) -> Completed | None:
    """Run a pipe. None: this machine lacks a shell, or a program of the pipe."""
    parts = re.split(r"[|;&]+", unquoted(example.command))
    tools = {part.split()[0] for part in parts if part.strip()} - {"asearch"} | {"sh"}
    if not all(map(shutil.which, tools)) or not shutil.which("asearch", path=BIN):
        return None
    done = subprocess.run(
        ["sh", "-c", f'PATH="{BIN}:$PATH"; {example.command}'],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Completed(done.returncode, done.stdout, done.stderr)


def unquoted(command: str) -> str:
    return re.sub(r"'[^']*'|\"[^\"]*\"", "_", command)


def is_shown(shown: str, printed: str) -> bool:
    """Whether a line of a page is a printed one, perhaps cut at its end or in between."""
    parts = [re.escape(part) for part in shown.split("…")]
    return re.fullmatch(".*?".join(parts), printed) is not None


def test_the_pages_have_examples() -> None:
    assert {"README.md", "docs/queries.md"} <= set(EXAMPLES)


def test_the_command_reference_is_what_the_program_prints() -> None:
    page = (PROJECT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert page == reference(program), "run `make docs`"


def test_every_command_and_option_is_in_the_reference() -> None:
    page = (PROJECT / "docs" / "cli.md").read_text(encoding="utf-8")
    context = click.Context(program, **program.context_settings)
    for name in program.list_commands(context):
        section = page[page.index(f"## asearch {name}\n") :].split("\n## ")[0]
        command = program.get_command(context, name)
        assert command is not None
        for parameter in command.get_params(context):
            for option in parameter.opts if isinstance(parameter, click.Option) else []:
                assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", section), (
                    name,
                    option,
                )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(PROJECT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    text = _CODE.sub("", page.read_text(encoding="utf-8"))
    for link in _LINK.findall(text):
        target, _, heading = link.partition("#")
        if target.startswith(("https:", "http:", "mailto:")):
            continue
        file = (page.parent / target) if target else page
        assert file.exists(), f"{page.name} links to {link}"
        if heading:
            assert heading in headings(file), f"{page.name} links to {link}"


def headings(page: Path) -> set[str]:
    """The names by which a page's headings are linked to."""
    lines = _CODE.sub("", page.read_text(encoding="utf-8")).splitlines()
    titles = [line.lstrip("#").strip().lower() for line in lines if line.startswith("#")]
    return {re.sub(r"[^\w\- ]", "", title).replace(" ", "-") for title in titles}


def test_every_dependency_is_explained_and_has_its_tested_version() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [re.split(r"[<>=!~;\[ ]", line)[0] for line in project["dependencies"]]
    explained = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
    constraints = (PROJECT / "constraints.txt").read_text(encoding="utf-8")
    assert "click" in names
    for name in names:
        assert re.search(rf"^\| {name} \|", explained, re.MULTILINE), name
    tools = [re.split(r"[<>=!~;\[ ]", line)[0] for line in project["optional-dependencies"]["dev"]]
    for name in names + tools:
        assert re.search(rf"^{name}==", constraints, re.MULTILINE), name


def test_the_tables_of_the_architecture_are_those_of_the_source() -> None:
    page = architecture.PAGE.read_text(encoding="utf-8")
    assert page == architecture.with_tables(page), "run `make docs`"
    for name in architecture.TABLES:
        assert f"<!-- {name} -->" in page


def test_every_file_that_the_architecture_names_exists() -> None:
    """Paths in backticks, from the package or the project, and those of the drawings."""
    page = architecture.PAGE.read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:[\w.]+/)+[\w.*]*|[\w/]+\.(?:py|toml))`", page))
    named |= {f"{name}.py" for name in re.findall(r"─ ((?:indexing|store)/\w+)", page)}
    assert len(named) > 40
    places = (PROJECT, architecture.PACKAGE, architecture.PACKAGE / "engine" / "whoosh")
    missing = [
        name
        for name in sorted(named)
        if "NAME" not in name
        and name != "asearch.toml"  # the user's
        and not any(list(place.glob(name.rstrip("/"))) for place in places)
    ]
    assert missing == []


def test_every_exit_code_is_in_the_readme() -> None:
    from asean_search.errors import ExitCode

    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    for code in ExitCode:
        assert re.search(rf"^\| {code.value} \|", text, re.MULTILINE), code
