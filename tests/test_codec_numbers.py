"""Numbers that are packed come back: of any few bits, as counts, and as columns."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asean_search.engine.whoosh.manifest import SegmentEntry
from asean_search.engine.whoosh.store import integers, sections
from asean_search.engine.whoosh.store.columns import Columns
from asean_search.engine.whoosh.store.sections import SectionFile, SectionFileWriter
from asean_search.engine.whoosh.store.segment_writer import SegmentWriter

numbers = st.lists(st.tuples(st.integers(1, 32), st.integers(0, 2**32 - 1)), max_size=80)


@given(numbers, st.integers(0, 40))
def test_numbers_of_any_few_bits_come_back(drawn: list[tuple[int, int]], room: int) -> None:
    widths = np.array([width for width, _ in drawn], np.int64)
    values = np.array([value & (1 << width) - 1 for width, value in drawn], np.int64)
    begins = np.cumsum(widths + room) - widths
    size = int((widths + room).sum() + 7) // 8
    packed = integers.pack_bits(values, widths, begins, size)
    assert len(packed) == size
    data = np.append(packed, np.zeros(integers.PADDING_BYTES, np.uint8))
    widest = int(widths.max(initial=1))
    found = integers.unpack_bits(data, begins, widths, widest, np.dtype(np.int64))
    assert found.tolist() == values.tolist()


def test_a_width_holds_its_limit() -> None:
    limits = np.array([0, 1, 2, 3, 4, 255, 256, 65535, 65536, 2**31])
    assert integers.bit_widths(limits).tolist() == [1, 1, 2, 2, 3, 8, 9, 16, 17, 32]


@given(st.lists(st.one_of(st.integers(0, 5), st.integers(250, 300), st.just(70_000)), max_size=100))
def test_where_things_begin_is_told_by_how_many_items_they_have(counts: list[int]) -> None:
    with TemporaryDirectory() as folder:
        writer = SectionFileWriter(Path(folder) / "file")
        sections.write_offsets(writer, "g.counts", np.array(counts, np.int64))
        writer.finish({})
        file = SectionFile(Path(folder) / "file")
        found = sections.Offsets(file, "g.counts")
        begin = [sum(counts[:number]) for number in range(len(counts) + 1)]
        assert len(found) == len(counts)
        assert [found[number] for number in range(len(counts) + 1)] == begin
        assert found.array.tolist() == begin
        assert [found.bounds(number) for number in range(len(counts))] == [
            (first, first + count) for first, count in zip(begin, counts, strict=False)
        ]
        del found
        file.close()


def test_columns_that_say_nothing_take_no_room(tmp_path: Path) -> None:
    wanted = {
        "date": [5, 0, 700_000],
        "last_day": [5, 0, 700_000],
        "sequence": [7, 7, 7],
        "begin": [0, 0, 0],
        "below": [-4, -4, -4],
        "len": [1, 2, 3],
    }
    segment = SegmentWriter(tmp_path, SegmentEntry("a" * 16, 3), [], {})
    for name, column in wanted.items():
        segment.column(name, np.array(column), signed=min(column) < 0)
    segment.finish()
    file = SectionFile(next(tmp_path.glob("*.seg")))
    assert {name for name in file._sections if not name.startswith("stored")} == {"date", "len"}
    columns = Columns(file)
    assert "title" not in columns
    for name, column in wanted.items():
        assert list(columns.view(name)) == column
        assert columns.view(name)[2] == column[2]
        assert columns.array(name).tolist() == column
    assert list(columns.view("sequence")[1:]) == [7, 7]
    with pytest.raises(IndexError):
        columns.view("sequence")[3]
