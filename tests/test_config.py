"""The choice of the index, and the reason for it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from asean_search.config import settings
from asean_search.errors import ConfigError
from asean_search.model import Location


def nothing_is_an_index(_: Location) -> bool:
    return False


def test_an_index_given_by_name_wins(tmp_path: Path) -> None:
    chosen = settings(
        "here", is_index=lambda _: True, environ={"ASEARCH_INDEX": "there"}, folder=tmp_path
    )
    assert chosen.index == tmp_path / "here"
    assert chosen.index_from == "it was given with --index"


def test_then_the_environment(tmp_path: Path) -> None:
    chosen = settings(is_index=lambda _: True, environ={"ASEARCH_INDEX": "there"}, folder=tmp_path)
    assert chosen.index == tmp_path / "there"
    assert "ASEARCH_INDEX" in chosen.index_from


def test_an_empty_variable_counts_as_none(tmp_path: Path) -> None:
    chosen = settings(is_index=lambda _: True, environ={"ASEARCH_INDEX": ""}, folder=tmp_path)
    assert chosen.index == tmp_path / "index"


def test_then_the_current_folder(tmp_path: Path) -> None:
    chosen = settings(is_index=lambda _: True, environ={}, folder=tmp_path)
    assert chosen.index == tmp_path / "index"
    assert chosen.index_from == "it is in the current folder"


def test_then_the_nearest_folder_above(tmp_path: Path) -> None:
    far, near = tmp_path / "index", tmp_path / "a" / "index"
    chosen = settings(
        is_index=lambda at: at.folder in (far, near), environ={}, folder=tmp_path / "a" / "b" / "c"
    )
    assert chosen.index == near
    assert "parent folder" in chosen.index_from


def test_a_folder_named_index_without_an_index_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "a" / "index").mkdir(parents=True)
    above = tmp_path / "index"
    chosen = settings(is_index=lambda at: at.folder == above, environ={}, folder=tmp_path / "a")
    assert chosen.index == above


def test_the_default_is_in_the_current_folder(tmp_path: Path) -> None:
    chosen = settings(is_index=nothing_is_an_index, environ={}, folder=tmp_path)
    assert chosen.index == tmp_path / "index"
    assert "default" in chosen.index_from


def test_document_paths_are_relative_to_the_folder_of_the_index(tmp_path: Path) -> None:
    chosen = settings("deep/down/index", is_index=nothing_is_an_index, environ={}, folder=tmp_path)
    assert chosen.archive_root == tmp_path / "deep" / "down"


def test_the_path_of_the_index_is_absolute_and_normal(tmp_path: Path) -> None:
    chosen = settings("a/../b//index/", is_index=nothing_is_an_index, environ={}, folder=tmp_path)
    assert chosen.index == tmp_path / "b" / "index"


@pytest.mark.parametrize("name", ["", " ", "a\0b"])
def test_an_impossible_folder_name_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--index names no folder"):
        settings(name, is_index=nothing_is_an_index, environ={}, folder=tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a current folder from being removed")
def test_a_missing_current_folder_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(ConfigError, match="no longer exists"):
        settings(is_index=nothing_is_an_index, environ={})


def test_an_address_that_no_engine_serves_is_refused(tmp_path: Path) -> None:
    address = "opensearch://search.desk.example:9200/news"
    with pytest.raises(ConfigError, match="no engine serves addresses of the kind opensearch://"):
        settings(address, is_index=nothing_is_an_index, environ={}, folder=tmp_path)
    assert str(Location.parse("archive/index")) == "archive/index"
