"""Invented answers to write in every format: two plain hits, and documents that mean harm."""

from __future__ import annotations

import io
import os
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from asean_search.model import (
    Action,
    ChangeCount,
    CheckReport,
    Document,
    FacetCount,
    FileRecord,
    Hit,
    IndexInfo,
    IngestPlan,
    IngestReport,
    InterpretedQuery,
    PlannedFile,
    SearchResult,
    ShownDocument,
    Skipped,
    Snippet,
    Span,
)
from asean_search.output import formats
from asean_search.output.options import OutputOptions

GOLDEN = Path(__file__).parent / "golden"
_UPDATES = bool(os.environ.get("ASEARCH_UPDATE_GOLDEN"))  # read before a test empties it


def check_golden(name: str, text: str) -> None:
    """The text is what the file holds; ``ASEARCH_UPDATE_GOLDEN=1`` writes the file instead."""
    path = GOLDEN / name
    if _UPDATES:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert path.read_bytes().decode("utf-8", "surrogateescape") == text


def written(
    format_name: str, value: object, options: OutputOptions | None = None, kind: str = "result"
) -> str:
    """What the format writes for a value of this kind."""
    out = io.StringIO(newline="")
    formats.writer(kind, format_name)(value, out, options or OPTIONS)
    return out.getvalue()


def marked(text: str) -> tuple[str, tuple[Span, ...]]:
    """``"a «word»"`` -> ``"a word"`` and where the marked words stand in it."""
    parts: list[str] = []
    spans: list[Span] = []
    length = 0
    for number, part in enumerate(text.replace("»", "«").split("«")):
        if number % 2:
            spans.append(Span(length, length + len(part)))
        parts.append(part)
        length += len(part)
    return "".join(parts), tuple(spans)


def snippet(
    text: str,
    *,
    before: bool = False,
    after: bool = False,
    start: int = 0,
    line: int | None = None,
) -> Snippet:
    """A snippet whose highlights are given as ``«word»``."""
    plain, spans = marked(text)
    return Snippet(plain, spans, start=start, before=before, after=after, line=line)


def hit(rank: int, score: float, document: Document, title: str, *snippets: Snippet) -> Hit:
    """A hit whose title and the highlights in it are given as ``«word»``."""
    plain, spans = marked(title)
    return Hit(rank, score, replace(document, title=plain), snippets, spans)


OPTIONS = OutputOptions(
    shown_path=lambda path: path,
    absolute_path=lambda path: path if path.startswith("/") else f"/archive/{path}",
)

VACCINES = Document(
    id="7w3k9m2qx1ab",
    path="seeds/vaccines.txt",
    title="",
    title_from="first sentence",
    body="Health ministers of ten states met on Friday.\n\nThey agreed to share vaccines.",
    source="VNS",
    source_from="sign-off",
    place="HÀ NỘI",
    place_from="dateline",
    language="en",
    language_from="text",
)
DEFENCE = Document(
    id="0f5n8t4hc6rz",
    path="wire/2020.jsonl",
    record="2020-06-30/17",
    title="",
    title_from="record",
    body="Senior defence officials spoke by video on Tuesday.",
    date="2020-06-30",
    date_from="record",
    source="Vietnam News Agency",
    source_from="record",
    author="Tran Van Minh",
    author_from="record",
    keywords=(("topic", "defence"), ("topic", "ADMM+")),
)
HOSTILE = Document(
    id="hxhxhxhxhxhx",
    path="in[red]box/\x1b[2Jcaf\udce9\n.txt",
    record=None,
    title="",
    title_from="header",
    body="\x1b]0;owned\x07 [/]\u202egnp.exe\u202c\r\n=cmd|' /C calc'!A0",
    date="2020-07-01",
    date_from="header",
    source="=HYPERLINK(\x9bm)",
    source_from="sign-off",
    place="\u2067[link=x]<b>Dili\ud800",
    place_from="dateline",
    language="th",
    language_from="record",
    author="@SUM(\x1b[31m",
    author_from="record",
    keywords=(("to\x1b[2Jpic", "=cmd\u202e"), ("\ud800", "[/]")),
)

HITS = (
    hit(
        1,
        7.318249,
        VACCINES,
        "Ministers agree on equal «access» to every new «vaccine»",
        snippet(
            "They stressed that the production of a «vaccine» and equal «access» to it are a "
            "matter for the whole region, and that no member state should have to wait for "
            "another one’s surplus.",
            start=412,
            line=3,
        ),
        snippet("a common store of «vaccines» near Bangkok\nopens in May", before=True, after=True),
    ),
    hit(
        11,
        2.5,
        DEFENCE,
        "Defence officials prepare July talks",
        snippet("Army doctors asked for «access» to the «vaccine» too.", start=90),
    ),
)
HOSTILE_HIT = hit(
    12,
    0.25,
    HOSTILE,
    "@SUM(1+1) [bold red]\x1b[31m«vaccine»\x1b[0m[/] *«access»* <script>\u2028|日本語 ก็ e\u0301",
    snippet("# \x1b]8;;http://evil\x1b\\«[red]vaccine»\x9b2J `x`\t\u2066and\u2069\x7f «access»"),
)

UNDERSTANDING = InterpretedQuery(
    text="vaccine access",
    canonical="vaccine AND access",
    standalone="vaccine AND access",
    version=2,
)
RESULT = SearchResult(
    query=UNDERSTANDING,
    total=2,
    offset=0,
    hits=HITS,
    partial=(),
    took_ms=3.14159,
    index_documents=9,
)
FACETED_RESULT = replace(
    RESULT,
    hits=(),
    total=1437,
    facets={
        "source": (FacetCount("VNA", 1200), FacetCount("Kyodo\x1b[5m", 30), FacetCount(None, 207)),
        "month": (FacetCount("2020-05", 400), FacetCount("2020-06", 830), FacetCount(None, 207)),
    },
)
HOSTILE_RESULT = SearchResult(
    query=InterpretedQuery(
        text="\x1b[5mvaccine\u202e [red]\ud800",
        canonical="vaccine",
        since=date(2020, 1, 1),
        sources=("VNS",),
        standalone="vaccine AND date:>=2020 AND source:VNS",
        notes=("'\x1b[5m' has no letter: ignored",),
    ),
    total=1437,
    offset=0,
    hits=(*HITS, HOSTILE_HIT),
    partial=(),
    took_ms=3.14159,
)
PARTIAL_RESULT = SearchResult(
    query=InterpretedQuery(text="vaccine unicorn", canonical="vaccine AND unicorn"),
    total=0,
    offset=0,
    hits=(),
    partial=(replace(HITS[0], rank=1), replace(HITS[1], rank=2)),
    took_ms=1.0,
)
NOTHING = replace(PARTIAL_RESULT, partial=())

INFO = IndexInfo(
    path="/archive/index",
    documents=20578,
    files=3,
    undated=12,
    unsourced=1,
    first_date="1987-02-26",
    last_date="2020-06-30",
    sources={"VNS": 1, "Reuters": 20571, "Bernama": 5},
    size_bytes=24_310_112,
    engine="whoosh3",
    format_version=1,
    analysis_version=1,
    created_by="asearch 0.1.0",
    segments=2,
    keywords={"author": 12000, "topic": 340},
    problems=(FileRecord("scans/\x1bletter.txt", 12, 1, "00", 0, "not text: NUL at byte 3"),),
)
REPORT = IngestReport(
    index="/archive/index",
    added=ChangeCount(files=2, documents=2),
    changed=ChangeCount(),
    removed=ChangeCount(),
    unchanged=ChangeCount(),
    undated=1,
    skipped=(),
    total=2,
    took_ms=41.7,
)
SKIPPED = tuple(Skipped(f"scans/{number:03}.txt", "not text") for number in range(1, 323))
EXAMPLE = replace(RESULT, total=1, hits=(replace(HITS[0], snippets=HITS[0].snippets[:1]),))
"""The answer that docs/json.md shows."""
EXAMPLE_TITLE, EXAMPLE_TITLE_HIGHLIGHTS = marked(
    "Ministers agree on equal «access» to every new «vaccine»"
)
EXAMPLE_BODY, EXAMPLE_BODY_HIGHLIGHTS = marked(
    "Health ministers of ten states met on Friday.\n\nThey agreed to share «vaccines»."
)
EXAMPLE_DOCUMENT = ShownDocument(
    replace(VACCINES, title=EXAMPLE_TITLE, body=EXAMPLE_BODY),
    EXAMPLE_TITLE_HIGHLIGHTS,
    EXAMPLE_BODY_HIGHLIGHTS,
)
EXAMPLE_INFO = replace(INFO, problems=(FileRecord("scans/letter.txt", 12, 1, "00", 0, "not text"),))
EXAMPLE_REPORT = replace(
    REPORT, skipped=(Skipped("scans/letter.txt", "not text"),), peak_memory=56 << 20
)
EXAMPLE_PLAN = IngestPlan(
    "/archive/index",
    (
        PlannedFile("news/port.txt", Action.ADD, "new"),
        PlannedFile("news/rice.txt", Action.KEEP, "unchanged"),
    ),
)
EXAMPLE_CHECK = CheckReport("/archive/index", gone=("news/port.txt",), files=2)
