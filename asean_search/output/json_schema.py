"""The JSON Schemas of docs/schema and the tables of docs/json.md, generated from ``json_records``.

``make docs`` runs this module. In docs/json.md a table follows the comment
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

from asean_search import model
from asean_search.model import documents, indexes, queries, results
from asean_search.output import json_records

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TABLE = re.compile(r"(<!-- keys: (\w+) -->\n)(?:\|.*\n)*")


def schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of a kind of document, a name of ``json_records.DOCUMENTS``."""
    found = msgspec.json.schema(json_records.DOCUMENTS[kind])
    for name, part in found["$defs"].items():
        if "properties" not in part:
            continue
        record = _record(name)
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
    _bound_integers(found)
    return {"$schema": DIALECT, "$id": f"{kind}.json", **found}


def _bound_integers(part: Any) -> None:
    """Add what holds for every integer of a document: it counts something."""
    if isinstance(part, dict) and part.get("type") == "integer":
        part.setdefault("minimum", 0)
    for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        _bound_integers(each)


def page(text: str) -> str:
    """The text of docs/json.md with its tables generated again."""

    def table(found: re.Match[str]) -> str:
        rows = (f"| `{key}` | {meaning} |\n" for key, meaning in _descriptions(found[2]).items())
        return f"{found[1]}| key | meaning |\n|---|---|\n{''.join(rows)}"

    return _TABLE.sub(table, text)


def _record(name: str) -> type[msgspec.Struct]:
    """The record of this name: of the JSON documents, else of the model."""
    found: type[msgspec.Struct] = getattr(json_records, name, None) or getattr(model, name)
    return found


def _descriptions(name: str) -> dict[str, str]:
    """The description of each described key of a record, in order.

    A record of the JSON documents and one of the model with the same name share descriptions. A
    key without any has that of the first record with the key.
    """
    stated = _attribute_docstrings(json_records)
    for module in (documents, results, indexes, queries, results):
        for class_name, described in _attribute_docstrings(module).items():
            stated[class_name] = described | stated.get(class_name, {})
    known: dict[str, str] = {}
    for described in reversed(stated.values()):
        known.update(described)
    record = _record(name)
    for base in reversed(record.__mro__):
        known.update(stated.get(base.__name__, {}))
    pairs = zip(record.__struct_fields__, record.__struct_encode_fields__, strict=True)
    return {key: known[field] for field, key in pairs if field in known}


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


if __name__ == "__main__":
    docs = Path(__file__).parents[2] / "docs"
    for kind in json_records.DOCUMENTS:
        text = json.dumps(schema(kind), indent=2, ensure_ascii=False)
        (docs / "schema" / f"{kind}.json").write_text(text + "\n", encoding="utf-8")
    json_page = docs / "json.md"
    json_page.write_text(page(json_page.read_text(encoding="utf-8")), encoding="utf-8")
