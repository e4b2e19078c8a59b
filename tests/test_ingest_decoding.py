"""A text is read in whatever encoding it was written in, and what is no text is refused."""

from __future__ import annotations

import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asean_search.errors import ExtraMissingError
from asean_search.ingest import decoding
from asean_search.ingest.decoding import NotTextError, decoded, named_encoding

FRENCH = "Le Premier ministre a déclaré à l’Assemblée que la récolte était très élevée. " * 4
RUSSIAN = "Министры десяти стран встретились в Ханое, чтобы обсудить цены на рис и торговлю. " * 4
JAPANESE = "十カ国の閣僚が木曜日にハノイで会談し、米の備蓄について合意した。議長が述べた。" * 4
KOREAN = "열 개 나라의 장관들이 목요일 하노이에서 만나 쌀 비축에 합의했다고 의장이 말했다. " * 4
CHINESE = "十个国家的部长星期四在河内会晤，就大米储备达成协议，主席说。" * 4
THAI = "รัฐมนตรีสิบประเทศพบกันที่ฮานอยเมื่อวันพฤหัสบดีและเห็นพ้องเรื่องข้าวสำรอง " * 4


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "cp1252"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "cp866"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc-jp"),
        (JAPANESE, "iso-2022-jp"),
        (KOREAN, "euc-kr"),
        (CHINESE, "gb18030"),
        (CHINESE, "big5"),
        (THAI, "tis-620"),
        (FRENCH, "utf-16-le"),
        (FRENCH, "utf-32-be"),
    ],
)
def test_an_encoding_that_nothing_states_is_told_from_the_text(text: str, encoding: str) -> None:
    text = text.translate(str.maketrans("个国长内议", "個國長內議")) if encoding == "big5" else text
    data = text.encode(encoding, "ignore")
    assert decoded(data) == data.decode(encoding)


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc"), max_codepoint=0x2FFF)))
def test_utf_8_is_always_read_as_such(text: str) -> None:
    if not text.startswith("\ufeff"):
        assert decoded(text.encode()) == text


@given(st.binary(max_size=300))
def test_any_bytes_give_a_text_or_one_reason(data: bytes) -> None:
    try:
        assert isinstance(decoded(data), str)
    except NotTextError as problem:
        assert str(problem)


def test_a_stated_encoding_counts_before_what_the_text_looks_like() -> None:
    data = "Wałęsa".encode("iso-8859-2")
    assert decoded(data, stated="ISO-8859-2") == "Wałęsa"
    assert decoded(RUSSIAN.encode("koi8-r"), stated="koi8-r") == RUSSIAN


def test_utf_8_beyond_doubt_counts_before_a_stated_encoding() -> None:
    assert decoded("Đà Nẵng".encode(), stated="iso-8859-1") == "Đà Nẵng"


def test_latin_1_is_stated_by_those_who_never_thought_of_it() -> None:
    assert decoded(RUSSIAN.encode("cp1251"), stated="iso-8859-1") == RUSSIAN
    assert decoded("“Rice”, he said".encode("cp1252"), stated="iso-8859-1") == "“Rice”, he said"


def test_an_encoding_that_does_not_exist_is_as_good_as_none() -> None:
    for name in ("utf-99", "", "hex", "x\x00y"):
        assert decoded(FRENCH.encode("cp1252"), stated=name) == FRENCH


def test_one_damaged_letter_does_not_cost_the_text() -> None:
    text = decoded(RUSSIAN.encode() + b"\xff" + RUSSIAN.encode())
    assert text == f"{RUSSIAN}\ufffd{RUSSIAN}"


def test_what_fills_up_a_block_does_not_make_a_text_binary() -> None:
    assert decoded(b"Rice rose." + bytes(500)).rstrip("\0") == "Rice rose."


def test_without_its_library_another_encoding_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "chardet", None)
    assert decoded(RUSSIAN.encode()) == RUSSIAN
    with pytest.raises(ExtraMissingError, match=r"pip install 'asean-search\[text\]'"):
        decoded(RUSSIAN.encode("cp1251"))


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b'<?xml version="1.0" encoding="Shift_JIS"?>', "Shift_JIS"),
        (b"<html><meta charset=big5>", "big5"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', "koi8-r"),
        (b"<html><body>charset=koi8-r", None),
    ],
)
def test_a_page_may_name_its_encoding(head: bytes, name: str | None) -> None:
    assert named_encoding(head) == name


@pytest.mark.parametrize("size", [0, 1, (1 << 16) - 1, 1 << 16, (1 << 16) + 1, 200_000])
def test_all_bytes_of_a_stream_are_read_whatever_their_number(size: int) -> None:
    data = bytes(number % 251 for number in range(size))
    stream: io.BufferedReader = io.BufferedReader(io.BytesIO(data))
    assert decoding.read(stream) == data


def test_of_too_many_bytes_one_too_many_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "BYTES_MAX", 100_000)
    stream: io.BufferedReader = io.BufferedReader(io.BytesIO(bytes(200_000)))
    assert len(decoding.read(stream)) == 100_001
