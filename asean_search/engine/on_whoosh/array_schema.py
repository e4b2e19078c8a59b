"""The fields of an index as Whoosh knows them: our own writer fills them, any Whoosh reads them."""

from __future__ import annotations

from whoosh import columns, fields

from asean_search.engine.on_whoosh.bulk.batch import STORED
from asean_search.engine.on_whoosh.schema import Day, Key, Numbers, Terms, Words, words_of
from asean_search.query.tree import TEXT_FIELDS


def schema() -> fields.Schema:
    """The fields of an index."""
    whole = fields.Schema(
        id=Key(stored=True, column=columns.VarBytesColumn()),
        path=Key(stored=True),
        source=Key(stored=True),
        source_name=Key(stored=False, column=columns.VarBytesColumn()),
        date=Day(),
        sequence=fields.COLUMN(Numbers("I", default=0)),
    )
    for name in TEXT_FIELDS:
        whole.add(name, Terms())
        whole.add(words_of(name), Words())
    for name in STORED:
        if name not in whole:
            whole.add(name, fields.STORED())
    return whole
