"""What lies in an archive is read as if it lay in a folder; no archive can do any harm."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from ingest_files import document, documents, items, reason

from asean_search.ingest import container, extract
from asean_search.ingest.extract import End, FileReader
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Document, Skipped
from asean_search.paths import document_id

STORY = b"date 2021-03-04 VIENTIANE (KPL) - Rice rose for a third week."
FLOOD = "HÀ NỘI — The river fell below the second alarm level. — VNA".encode()

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "lzma": lambda data: lzma.compress(data, format=lzma.FORMAT_ALONE),
    "zst": zstandard.ZstdCompressor().compress,
}


@pytest.mark.parametrize("ending", PACKERS)
def test_a_compressed_file_is_the_document_it_wraps(tmp_path: Path, ending: str) -> None:
    plain = document(tmp_path, "story.txt", STORY)
    packed = document(tmp_path, f"story.txt.{ending}", PACKERS[ending](STORY))
    assert packed.record is None
    assert packed.path == f"story.txt.{ending}"
    assert (packed.title, packed.body, packed.date) == (plain.title, plain.body, plain.date)


@pytest.mark.parametrize("ending", PACKERS)
def test_what_was_packed_in_pieces_is_read_to_its_end(tmp_path: Path, ending: str) -> None:
    pack = PACKERS[ending]
    data = pack(b"The first part ") + pack(b"and the second.")
    if ending == "lzma":
        data = pack(b"The first part and the second.")
    assert document(tmp_path, f"a.txt.{ending}", data).body == "The first part and the second."


@pytest.mark.parametrize("ending", ["gz", "bz2", "xz", "zst"])
def test_compression_is_known_by_its_first_bytes_as_well(tmp_path: Path, ending: str) -> None:
    assert document(tmp_path, "story", PACKERS[ending](STORY)).source == "KPL"


def test_the_files_of_a_zip_are_documents_at_its_path(tmp_path: Path) -> None:
    rice, flood = documents(tmp_path, "a.zip", _zip({"2021/rice.txt": STORY, "flood.txt": FLOOD}))
    assert (rice.path, rice.record) == ("a.zip", "2021/rice.txt")
    assert rice.id == document_id("a.zip", "2021/rice.txt")
    assert (rice.date, rice.source) == ("2021-03-04", "KPL")
    assert (flood.record, flood.source) == ("flood.txt", "VNA")


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("a.tar", bytes),
        ("a.tar.gz", gzip.compress),
        ("a.tgz", gzip.compress),
        ("a.tar.xz", lzma.compress),
        ("a.tbz2", bz2.compress),
        ("a", bytes),
    ],
)
def test_the_files_of_a_tar_are_documents_at_its_path(
    tmp_path: Path, name: str, pack: type[bytes]
) -> None:
    data = pack(_tar({"2021/rice.txt": STORY, "flood.txt": FLOOD}))
    rice, flood = documents(tmp_path, name, data)
    assert (rice.path, rice.record, rice.date) == (name, "2021/rice.txt", "2021-03-04")
    assert rice.id == document_id(name, "2021/rice.txt")
    assert flood.record == "flood.txt"


def test_records_and_archives_inside_archives_are_called_by_the_way_to_them(tmp_path: Path) -> None:
    records = b'{"id": "17", "text": "Rice"}\n{"id": "18", "text": "Palm oil"}\n'
    inner = _zip({"wire.jsonl.gz": gzip.compress(records), "flood.txt": FLOOD})
    found = documents(tmp_path, "a.tar", _tar({"old/inner.zip": inner}))
    assert [item.record for item in found] == [
        "old/inner.zip#wire.jsonl.gz#17",
        "old/inner.zip#wire.jsonl.gz#18",
        "old/inner.zip#flood.txt",
    ]
    assert {item.path for item in found} == {"a.tar"}
    assert all(item.id == document_id(item.path, item.record) for item in found)


def test_what_cannot_be_read_in_an_archive_is_named(tmp_path: Path) -> None:
    data = _zip({"a.txt": STORY, "empty.txt": b"", "photo.jpg": b"\xff\xd8\xff"})
    one, empty, photo = items(tmp_path, "a.zip", data)
    assert isinstance(one, Document)
    assert empty == Skipped("a.zip#empty.txt", "empty")
    assert photo == Skipped("a.zip#photo.jpg", "an image: it holds no text")


def test_folders_links_and_hidden_files_in_an_archive_are_passed_over(tmp_path: Path) -> None:
    names = {"a.txt": STORY, "__MACOSX/._a.txt": b"\0\5", ".git/config": b"x", "b/.DS_Store": b"x"}
    buffer = io.BytesIO(_tar(names))
    with tarfile.open(fileobj=buffer, mode="a") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            entry = tarfile.TarInfo(f"odd-{kind!r}")
            entry.type, entry.linkname = kind, "/etc/passwd"
            archive.addfile(entry)
    assert document(tmp_path, "a.tar", buffer.getvalue()).record == "a.txt"
    assert document(tmp_path, "a.zip", _zip({"folder/": b"", **names})).record == "a.txt"


def test_names_that_lead_out_are_only_names(tmp_path: Path) -> None:
    names = ["../../evil.txt", "/etc/evil.txt", "C:\\evil.txt", "a\nb\x1b[31m.txt", "x" * 5000]
    files = dict.fromkeys(names, STORY)
    for name, data in (("a.zip", _zip(files)), ("b.tar", _tar(files))):
        records = [item.record for item in documents(tmp_path, name, data)]
        assert records[:2] == names[:2]
        assert records[3] == "a b [31m.txt"
        assert len(records[4] or "") == 1000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip", "b.tar"]
    assert not (tmp_path.parent.parent / "evil.txt").exists()


def test_two_files_of_one_name_are_two_documents(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for data in (STORY, FLOOD):
            entry = tarfile.TarInfo("a.txt")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    found = documents(tmp_path, "a.tar", buffer.getvalue())
    assert [item.record for item in found] == ["a.txt", "a.txt~2"]


# --- damage ------------------------------------------------------------------------------------


def test_an_encrypted_zip_says_so(tmp_path: Path) -> None:
    assert reason(tmp_path, "a.zip", _encrypted(_zip({"a.txt": STORY, "b.txt": FLOOD}))) == (
        "encrypted; unpack it with its password"
    )


def test_one_encrypted_file_in_a_zip_is_named(tmp_path: Path) -> None:
    data = bytearray(_zip({"open.txt": STORY, "secret.txt": FLOOD}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    one, secret = items(tmp_path, "a.zip", bytes(data))
    assert isinstance(one, Document)
    assert secret == Skipped("a.zip#secret.txt", "encrypted; unpack it with its password")


def test_a_damaged_file_in_a_zip_costs_only_itself(tmp_path: Path) -> None:
    data = bytearray(_zip({"a.txt": STORY, "b.txt": FLOOD}, zipfile.ZIP_STORED))
    data[data.index(b"Rice")] ^= 1
    bad, good = items(tmp_path, "a.zip", bytes(data))
    assert bad == Skipped("a.zip#a.txt", "the compressed data is damaged")
    assert isinstance(good, Document)


def test_a_tar_cut_short_gives_what_is_whole(tmp_path: Path) -> None:
    data = _tar({f"{number}.txt": STORY + b" " * 9000 for number in range(20)})
    *whole, problem = items(tmp_path, "a.tar", data[: len(data) // 2])
    assert len(whole) == 11
    assert isinstance(problem, Skipped)
    assert "ends too early" in problem.reason or "damaged" in problem.reason


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.txt.gz", "a.txt.xz", "a.txt.zst", "a.warc"])
def test_an_empty_file_is_no_archive_but_says_why(tmp_path: Path, name: str) -> None:
    assert reason(tmp_path, name, b"")


def test_an_empty_archive_says_that_there_is_nothing_in_it(tmp_path: Path) -> None:
    assert reason(tmp_path, "a.zip", _zip({})) == "it holds nothing that can be read"
    assert reason(tmp_path, "a.tar", _tar({})) == "it holds nothing that can be read"


@given(
    st.sampled_from(
        [b"PK\x03\x04", b"\x1f\x8b\x08\x00", b"BZh9", b"\xfd7zXZ\x00", b"WARC/1.0\r\n"]
    ),
    st.binary(max_size=400),
)
def test_no_bytes_that_begin_as_an_archive_break_the_reading(start: bytes, rest: bytes) -> None:
    stream: io.BufferedReader = io.BufferedReader(io.BytesIO(start + rest))
    found_file = InputFile("a", Path("a"), (), 0, 0)
    assert list(extract.documents(found_file, stream))


@given(st.data())
def test_no_change_of_a_byte_in_an_archive_breaks_the_reading(data: st.DataObject) -> None:
    packed = bytearray(data.draw(st.sampled_from(ARCHIVES)))
    for _ in range(data.draw(st.integers(1, 4))):
        packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    stream: io.BufferedReader = io.BufferedReader(io.BytesIO(packed))
    assert list(extract.documents(InputFile("a", Path("a"), (), 0, 0), stream))


# --- bounds ------------------------------------------------------------------------------------


def test_archives_inside_archives_are_opened_five_deep(tmp_path: Path) -> None:
    data = STORY
    for _ in range(container.LAYERS_MAX):
        data = gzip.compress(data)
    assert document(tmp_path, "a.gz", data).source == "KPL"
    assert reason(tmp_path, "b.gz", gzip.compress(data)) == (
        "archives inside archives, more than 5 deep"
    )


def test_what_unpacks_to_too_much_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(container, "FREE_BYTES", 1 << 20)
    line = b'{"text": "' + b"rice " * 10_000 + b'"}\n'
    *found, problem = items(tmp_path, "a.jsonl.gz", gzip.compress(line * 200))
    assert problem == Skipped(
        "a.jsonl.gz", "unpacks to more than 250 times its size; the rest was not read"
    )
    assert 0 < len(found) < 200


def test_what_is_packed_often_counts_every_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(container, "FREE_BYTES", 1 << 16)
    monkeypatch.setattr(container, "TIMES_LARGER_MAX", 5)
    data = _zip({f"{n}.txt": gzip.compress(b"rice " * 9000) for n in range(9)})
    *_, problem = items(tmp_path, "a.zip", data)
    assert isinstance(problem, Skipped)
    assert "times its size" in problem.reason


def test_of_endlessly_many_files_only_so_many_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(container, "MEMBERS_MAX", 3)
    *found, problem = items(tmp_path, "a.zip", _zip({f"{n}.txt": STORY for n in range(9)}))
    assert len(found) == 3
    assert problem == Skipped("a.zip", "more than 3 files in it; the rest was not read")


def test_of_very_many_unreadable_files_the_first_are_named_and_the_others_counted(
    tmp_path: Path,
) -> None:
    found = items(tmp_path, "a.zip", _zip({f"{n}.txt": b"" for n in range(150)}))
    assert len(found) == container.REASONS_MAX + 1
    assert found[-1] == Skipped("a.zip", "empty (50 more of the files in it)")


def test_a_header_of_a_tar_that_is_larger_than_any_name_is_not_read(tmp_path: Path) -> None:
    entry = tarfile.TarInfo("name")
    entry.type, entry.size = tarfile.XHDTYPE, 1 << 40
    assert reason(tmp_path, "a.tar", entry.tobuf() + b"x" * 2048) == "the archive is damaged"


def test_a_zip_in_another_archive_is_held_in_memory_only_when_it_is_small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(container, "BUFFERED_BYTES_MAX", 100)
    found = reason(tmp_path, "a.tar", _tar({"b.zip": _zip({"a.txt": STORY})}))
    assert found.endswith("unpack it")


def test_a_zip_is_known_again_by_the_digest_of_all_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(_zip({"a.txt": STORY}) + b"")
    reading = FileReader(InputFile("a.zip", path, (".zip",), path.stat().st_size, 0))
    assert [type(item) for item in reading] == [Document]
    assert reading.end is End.READ
    assert reading.digest == extract.digest(path)


def _zip(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _encrypted(data: bytes) -> bytes:
    """The zip with the marks of encryption on every file."""
    packed = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = packed.find(mark)
        while at >= 0:
            packed[at + offset] |= 1
            at = packed.find(mark, at + 4)
    return bytes(packed)


def _tar(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


ARCHIVES = [
    _zip({"a.txt": STORY, "b.txt": FLOOD}),
    _tar({"a.txt": STORY}),
    gzip.compress(_tar({"a.txt": STORY})),
    lzma.compress(STORY),
    bz2.compress(STORY),
    zstandard.ZstdCompressor().compress(STORY),
]
