"""Text files: one file, one document. Front matter in YAML (``---``) or TOML (``+++``) is read."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from asean_search.errors import ExtraMissingError
from asean_search.ingest import decoding
from asean_search.ingest.clean import clean
from asean_search.ingest.decoding import NotTextError, decoded
from asean_search.ingest.metadata import resolve
from asean_search.ingest.metadata.candidates import Candidates, Field, Provenance
from asean_search.ingest.record_fields import COLUMNS
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Document, Skipped

_SCANNED_CHARS = 1000
_ODD_LINE_END = re.compile("[\x0b\x0c\x85\u2028\u2029]|\r(?!\n)")
_MARKDOWN = (".md", ".markdown")
_HEADING = re.compile(
    r"\s*(?:#[ \t]+(?P<atx>[^\n]+?)[ \t]*#*|(?P<setext>[^\s#>*|+-][^\n]*)\n=+)[ \t]*(?:\n+|\Z)"
)

CHARS_MAX = 64 * 1024
_YAML = re.compile(r"---[ \t]*\n(?P<matter>.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\+\+\+[ \t]*\n(?P<matter>.*?\n)\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_KEY = re.compile(r"^[\w-]+\s*:", re.MULTILINE)
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")


def documents(file: InputFile, stream: io.BufferedReader) -> Iterator[Document | Skipped]:
    """The document in a text file, without its front matter and a first Markdown heading."""
    raw = decoded(decoding.read(stream))
    text = whole = clean(raw)
    if not text.strip():
        raise NotTextError("empty")
    candidates, text = split_front_matter(text)
    if file.suffixes[-1:] and file.suffixes[-1] in _MARKDOWN:
        heading = _HEADING.match(text[:_SCANNED_CHARS])
        if heading and text[heading.end() :].strip():
            candidates.add("title", heading["atx"] or heading["setext"], Provenance.HEADING)
            text = text[heading.end() :]
    # Other programs do not count a form feed as a line end: then no line is stated.
    above = None if _ODD_LINE_END.search(raw) else whole.count("\n", 0, len(whole) - len(text))
    first_line = None if above is None else above + 1
    yield resolve.document(file.path, text, candidates=candidates, first_line=first_line)


if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found, unused-ignore]


def split_front_matter(text: str) -> tuple[Candidates, str]:
    """The candidates in the front matter of a clean text, and the text after it.

    Raises:
        ExtraMissingError: It is YAML, and the library that reads YAML is not installed.
    """
    candidates = Candidates()
    head = text[:CHARS_MAX]
    match = _YAML.match(head)
    matter: object = None
    if match and _KEY.search(match["matter"]):
        matter = _of_yaml(match["matter"])
    elif match := _TOML.match(head):
        matter = _of_toml(match["matter"])
    if match is None or not isinstance(matter, dict):
        return candidates, text
    values = {_key(str(key)): _plain(value) for key, value in matter.items()}
    for field in get_args(Field):
        for name in COLUMNS.get(field, ()):
            candidates.add(field, values.get(_key(name)), Provenance.FRONT_MATTER)
    return candidates, text[match.end() :]


def _key(name: str) -> str:
    """A name without case, spaces and punctuation."""
    return _NOT_ALPHANUMERIC.sub("", name.lower())


def _plain(value: object) -> object:
    """A value; of an object (``{name: Lan, email: ...}``) the name."""
    if isinstance(value, Mapping):
        return value.get("name")
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return value


def _of_yaml(matter: str) -> Any:
    try:
        import yaml
    except ModuleNotFoundError:
        raise ExtraMissingError(
            "YAML front matter needs PyYAML: pip install 'asean-search[text]'"
        ) from None
    try:
        return yaml.safe_load(matter)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


def _of_toml(matter: str) -> Any:
    try:
        return tomllib.loads(matter)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
