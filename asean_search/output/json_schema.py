"""The JSON Schemas of docs/schema and the tables of docs/json.md, generated from ``json_records``.

``make docs`` runs this module. In docs/json.md a table stands below the comment
``<!-- keys: Name -->`` with the name of a record.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
from msgspec.structs import fields

from asean_search.model import documents, indexes, results
from asean_search.output import json_records

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TABLE = re.compile(r"(<!-- keys: (\w+) -->\n)(?:\|.*\n)*")


def schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of a kind of document, a name of ``json_records.DOCUMENTS``."""
    record = json_records.DOCUMENTS[kind]
    found = msgspec.json.schema(record)
    for name, part in found["$defs"].items():
        record = getattr(json_records, name)
        if not issubclass(record, msgspec.Struct):
            continue
        optional = {field.name for field in fields(record) if field.default is msgspec.UNSET}
        if issubclass(record, json_records.Hit):  # --fields chooses the keys
            optional.update(record.__struct_fields__)
            part["minProperties"] = 1
        part["required"] = [key for key in part["properties"] if key not in optional]
        described = _descriptions(name)
        for key, value in part["properties"].items():
            value.pop("default", None)  # every key is written but those that are UNSET
            if key in described:
                value["description"] = described[key]
    return {"$schema": DIALECT, "$id": f"{kind}.json", **found}


def page(text: str) -> str:
    """The text of docs/json.md with its tables written anew."""

    def table(found: re.Match[str]) -> str:
        rows = (f"| `{key}` | {meaning} |\n" for key, meaning in _descriptions(found[2]).items())
        return f"{found[1]}| key | meaning |\n|---|---|\n{''.join(rows)}"

    return _TABLE.sub(table, text)


def _descriptions(name: str) -> dict[str, str]:
    """The description of each described key of a record, in order.

    A key without a description has that of the first record with the key.
    """
    own: dict[str, dict[str, str]] = {}
    first: dict[str, str] = {}
    for module in (documents, indexes, results, json_records):
        own.update(_attribute_docstrings(module))
    for keys in _attribute_docstrings(json_records).values():
        first = {**keys, **first}
    record = getattr(json_records, name)
    known = dict(first)
    for base in reversed(record.__mro__):
        known.update(own.get(base.__name__, {}))
    return {key: known[key] for key in record.__struct_fields__ if key in known}


def _attribute_docstrings(module: ModuleType) -> dict[str, dict[str, str]]:
    """For each class of a module the strings that stand below its fields."""
    found: dict[str, dict[str, str]] = {}
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.ClassDef):
            found[node.name] = {
                field.target.id: " ".join(str(below.value.value).split())
                for field, below in zip(node.body, node.body[1:], strict=False)
                if isinstance(field, ast.AnnAssign)
                and isinstance(field.target, ast.Name)
                and isinstance(below, ast.Expr)
                and isinstance(below.value, ast.Constant)
            }
    return found


def write(docs: Path) -> None:
    """Write the schemas and the tables into the folder of the documentation."""
    for kind in json_records.DOCUMENTS:
        text = json.dumps(schema(kind), indent=2, ensure_ascii=False)
        (docs / "schema" / f"{kind}.json").write_text(text + "\n", encoding="utf-8")
    path = docs / "json.md"
    path.write_text(page(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write(Path(__file__).parents[2] / "docs")
