"""A message of Outlook is read from its properties."""

from __future__ import annotations

import io
import struct
from datetime import datetime, timezone
from pathlib import Path

from compound_files import compound_file
from hypothesis import given
from hypothesis import strategies as st
from ingest_files import document, documents, reason

from asean_search.ingest import extract
from asean_search.ingest.walk.files import InputFile

SENT = datetime(2020, 6, 30, 16, 30, tzinfo=timezone.utc)


def test_a_message_is_a_document(tmp_path: Path) -> None:
    found = document(tmp_path, "a.msg", compound_file(_message()))
    assert (found.title, found.title_from) == ("Giá gạo tăng", "mail header")
    assert (found.date, found.author, found.source) == ("2020-06-30", "Lê Mai", "harbour.example")
    assert found.body == "Rice rose again."


def test_the_headers_that_it_came_with_say_the_day_as_it_was_written(tmp_path: Path) -> None:
    headers = "From: Reuters <a@wire.example>\r\nDate: Wed, 01 Jul 2020 01:30:00 +0900\r\n\r\n"
    found = document(tmp_path, "a.msg", compound_file(_message() | _text("007D", headers)))
    assert (found.date, found.source) == ("2020-07-01", "Reuters")


def test_old_messages_are_in_the_code_page_that_they_state(tmp_path: Path) -> None:
    message = {
        "__properties_version1.0": _properties((0x3FFD, 1251)),
        "__substg1.0_0037001E": "Рис дорожает".encode("cp1251"),
        "__substg1.0_1000001E": "Третью неделю подряд рис дорожает.".encode("cp1251"),
    }
    found = document(tmp_path, "a.msg", compound_file(message))
    assert (found.title, found.body) == ("Рис дорожает", "Третью неделю подряд рис дорожает.")


def test_a_message_in_html_is_read_without_its_tags(tmp_path: Path) -> None:
    message = _message()
    del message["__substg1.0_1000001F"]
    message["__substg1.0_10130102"] = b"<html><body><p>Rice</p><p>rose.</p></body></html>"
    assert document(tmp_path, "a.msg", compound_file(message)).body == "Rice\n\nrose."


def test_what_is_attached_is_read_as_files_are(tmp_path: Path) -> None:
    folder = "__attach_version1.0_#00000000/"
    message = _message() | {
        f"{folder}__substg1.0_3707001F": "ships.txt".encode("utf-16-le"),
        f"{folder}__substg1.0_37010102": b"Ships wait.".ljust(4096),
    }
    mail, ships = documents(tmp_path, "a.msg", compound_file(message))
    assert mail.keywords == (("attachment", "ships.txt"),)
    assert (ships.record, ships.body, ships.date) == ("ships.txt", "Ships wait.", "2020-06-30")


def test_a_message_without_text_and_a_damaged_one_say_so(tmp_path: Path) -> None:
    empty = {"__properties_version1.0": _properties()}
    assert reason(tmp_path, "a.msg", compound_file(empty)) == "an e-mail without text"
    assert "damaged" in reason(tmp_path, "b.msg", b"no message at all")


@given(st.data())
def test_no_change_of_a_byte_breaks_the_reading(data: st.DataObject) -> None:
    packed = bytearray(SAMPLE)
    for _ in range(data.draw(st.integers(1, 5))):
        packed[data.draw(st.integers(8, len(packed) - 1))] = data.draw(st.integers(0, 255))
    stream: io.BufferedReader = io.BufferedReader(io.BytesIO(packed))
    assert list(extract.documents(InputFile("a.msg", Path("a.msg"), (".msg",), 0, 0), stream))


def _message() -> dict[str, bytes]:
    return {
        "__properties_version1.0": _properties((0x0039, _ticks(SENT))),
        **_text("0037", "Giá gạo tăng"),
        **_text("0C1A", "Lê Mai"),
        **_text("5D01", "mai@harbour.example"),
        **_text("1000", "Rice rose again.\r\n"),
    }


def _text(tag: str, text: str) -> dict[str, bytes]:
    return {f"__substg1.0_{tag}001F": text.encode("utf-16-le")}


def _properties(*numbers: tuple[int, int]) -> bytes:
    rows = (struct.pack("<HHIQ", 0x0040, tag, 6, value) for tag, value in numbers)
    return bytes(32) + b"".join(rows)


def _ticks(moment: datetime) -> int:
    since = moment - datetime(1601, 1, 1, tzinfo=timezone.utc)
    return int(since.total_seconds()) * 10**7


SAMPLE = compound_file(_message())
