"""A web archive gives the pages in it, by their addresses."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from ingest_files import documents, items, reason

from asean_search.model import Document

RICE = b"RATCHABURI - Rice rose for a third week, traders said. It may rise further."
ADDRESS = "https://news.example/2021/03/rice"


@pytest.mark.parametrize("is_packed", [True, False])
def test_a_page_is_a_document_called_by_its_address(tmp_path: Path, is_packed: bool) -> None:
    name = "a.warc.gz" if is_packed else "a.warc"
    page = (ADDRESS, "text/plain", RICE)
    [found] = documents(tmp_path, name, _warc([page], gz=is_packed))
    assert (found.path, found.record) == (name, ADDRESS)
    assert (found.url, found.url_from) == (ADDRESS, "web archive")
    assert "third week" in found.body
    assert found.date is None  # the day of the visit is none of its own


def test_a_page_that_came_packed_is_unpacked(tmp_path: Path) -> None:
    page = (ADDRESS, "text/plain", gzip.compress(RICE))
    [found] = documents(tmp_path, "a.warc", _warc([page], ("Content-Encoding", "gzip")))
    assert "third week" in found.body


def test_what_is_no_page_is_passed_over(tmp_path: Path) -> None:
    parts = [
        ("https://news.example/robots.txt", "text/plain", b"User-agent: *"),
        ("https://news.example/logo.png", "image/png", b"\x89PNG\r\n"),
        ("https://news.example/a.js", "application/javascript", b"let a = 1"),
        ("https://news.example/x", "application/octet-stream", b"\0\1\2"),
        (ADDRESS, "text/plain", RICE),
        ("https://news.example/gone", "text/plain; status=404", b"Not found"),
    ]
    assert [item.record for item in documents(tmp_path, "a.warc", _warc(parts))] == [ADDRESS]


def test_an_archive_without_a_page_says_so(tmp_path: Path) -> None:
    data = _warc([("https://news.example/logo.png", "image/png", b"\x89PNG\r\n")])
    assert reason(tmp_path, "a.warc", data) == "it holds nothing that can be read"


def test_an_archive_cut_short_gives_what_is_whole(tmp_path: Path) -> None:
    pages = [(f"{ADDRESS}/{number}", "text/plain", RICE) for number in range(9)]
    data = _warc(pages)
    found = items(tmp_path, "a.warc", data[: len(data) // 2])
    assert 3 <= sum(isinstance(item, Document) for item in found) <= 5


def test_an_arc_is_read_as_well(tmp_path: Path) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + RICE
    head = b"1 0 Example\nURL IP-address Archive-date Content-type Archive-length\n"
    data = (
        b"filedesc://a.arc 0.0.0.0 20210304050607 text/plain %d\n" % len(head)
        + head
        + b"\n%s 192.0.2.1 20210304050607 text/plain %d\n" % (ADDRESS.encode(), len(answer))
        + answer
    )
    [found] = documents(tmp_path, "a.arc", data)
    assert found.url == ADDRESS


def _warc(
    pages: list[tuple[str, str, bytes]], *headers: tuple[str, str], gz: bool = False
) -> bytes:
    records = []
    for address, kind, payload in pages:
        media, _, status = kind.partition("; status=")
        fields = "".join(
            f"{name}: {value}\r\n" for name, value in (("Content-Type", media), *headers)
        )
        answer = f"HTTP/1.1 {status or 200} Answer\r\n{fields}\r\n".encode() + payload
        records.append(_record("request", address, b"GET / HTTP/1.1\r\n\r\n"))
        records.append(_record("response", address, answer))
    return b"".join(map(gzip.compress, records)) if gz else b"".join(records)


def _record(role: str, address: str, content: bytes) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {role}\r\nWARC-Target-URI: {address}\r\n"
        "WARC-Date: 2021-03-04T05:06:07Z\r\nWARC-Record-ID: <urn:uuid:0>\r\n"
        f"Content-Type: application/http; msgtype={role}\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content + b"\r\n\r\n"
