"""Path keys lead back to their files, and ids are short, stable and different."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asean_search.paths import document_id, key_at, path_key, path_of, real_path

ROOT = Path("/archive/of mine") if os.name == "posix" else Path("C:/archive/of mine")

file_names = st.text(
    alphabet=st.one_of(
        st.characters(exclude_characters="/\\\0", exclude_categories=["Cs"]),
        st.sampled_from([chr(code) for code in range(0xDC80, 0xDD00)]),
        st.sampled_from("\\x5cu0f") if os.name == "posix" else st.just("x"),
    ),
    min_size=1,
    max_size=12,
).filter(lambda name: name not in (".", ".."))


def test_a_key_is_relative_to_the_archive_root_and_absolute_outside_it() -> None:
    assert path_key(ROOT / "news" / "a b.txt", ROOT) == "news/a b.txt"
    assert path_key(ROOT, ROOT) == ""
    assert path_key(ROOT.parent / "other.txt", ROOT) == (ROOT.parent / "other.txt").as_posix()


@given(st.lists(file_names, min_size=1, max_size=3), st.booleans())
def test_a_key_is_valid_text_and_leads_back_to_its_file(names: list[str], inside: bool) -> None:
    path = (ROOT if inside else ROOT.parent / "elsewhere").joinpath(*names)
    key = path_key(path, ROOT)
    key.encode("utf-8")
    assert path_of(key, ROOT) == path


@given(file_names, file_names)
def test_two_files_never_share_a_key(one: str, other: str) -> None:
    assert (path_key(ROOT / one, ROOT) == path_key(ROOT / other, ROOT)) is (one == other)


def test_a_byte_that_is_not_utf8_is_shown_as_its_number() -> None:
    assert path_key(ROOT / "caf\udce9.txt", ROOT) == r"caf\xe9.txt"


@pytest.mark.skipif(os.name != "posix", reason="a backslash parts folders on Windows")
def test_a_backslash_is_left_alone_unless_it_could_be_taken_for_such_a_number() -> None:
    assert path_key(ROOT / r"a\b.txt", ROOT) == r"a\b.txt"
    assert path_key(ROOT / r"caf\xe9.txt", ROOT) == r"caf\x5cxe9.txt"


def test_an_id_is_twelve_characters_that_cannot_be_misread() -> None:
    ids = {document_id(f"news/{number}.txt") for number in range(2000)}
    assert len(ids) == 2000
    assert all(re.fullmatch(r"[0-9a-hjkmnp-tv-z]{12}", id_) for id_ in ids)


def test_an_id_says_where_the_document_lives_and_stays_the_same_for_ever() -> None:
    assert document_id("seeds/a.txt") == "cz5hqsn34fxm"
    assert document_id("wire.jsonl", "17") == "2g4vhza4dnse"
    assert document_id("wire.jsonl", "17") != document_id("wire.jsonl", "18")
    assert document_id("wire.jsonl", "") != document_id("wire.jsonl")


def test_a_folder_reached_through_a_link_gives_the_same_key(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    _link(tmp_path / "also", tmp_path / "real")
    assert key_at(tmp_path / "also" / "a.txt", tmp_path) == "real/a.txt"
    assert key_at(tmp_path / "real" / ".." / "real" / "a.txt", tmp_path) == "real/a.txt"


def test_a_linked_file_keeps_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "target.txt").write_text("text", encoding="utf-8")
    _link(tmp_path / "name.txt", tmp_path / "target.txt")
    assert real_path(tmp_path / "name.txt").name == "name.txt"
    assert PurePosixPath(key_at(tmp_path / "name.txt", tmp_path)) == PurePosixPath("name.txt")


def _link(link: Path, target: Path) -> None:
    try:
        link.symlink_to(target, target_is_directory=target.is_dir())
    except OSError:
        pytest.skip("links cannot be made here")
