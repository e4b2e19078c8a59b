"""Where sentences begin and end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asean_search.analysis.sentences import CHARS_MAX, sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


# A bar stands where a sentence ends.
TEXTS = [
    "The fund was opened on Monday.| It is open to all.",
    "Who pays?| All of us!| So they said.",
    "The talks ended… | Nobody knew why.",
    "He said: “We agree.”| The others did not.",
    '"We agree," he said.| "All of us."|',
    "(It rained.)| The port stayed open.",
    "Lt. Gen. Vu Van An spoke.| Sen. Lt. Col. Tran Ba listened.",
    "Mr. Lim met Mrs. Tan and Dr. Ong.| They smiled.",
    "The U.S. Navy sailed.| Ships of the U.N. Mission followed.",
    "It came from the U.S.| The others did not.",
    "He left at 5 p.m. Monday.| She stayed.",
    "J. Smith and K. B. Tan signed.| It was late.",
    "Prices rose by 3.5 percent.| Rice cost Rs. 40.",
    "On Jan. 5 it began.| It ended in Dec.| Nobody came.",
    "See No. 4 and pp. 12.| No.| He would not.",
    "Siam Cement Co. Ltd. said so.| Acme Inc.| The deal was off.",
    "Rivers, dams, etc. are listed.| Roads are not.",
    "It fights the pandemic.|Vietnamese officials said so.",
    "yahoo! announced it. and so on",
    "the end. of a headline",
    "A first paragraph without a stop\n\n|A second one\n \n|A third",
    "One line\nand the next. |Another",
    "会议结束了。|各国同意合作！|下次见面？|好",
    "「同意。」|他说。",
    "วัคซีน มาถึงแล้ว",
    "यह समाप्त हुआ।| फिर मिलेंगे।|",
    "  \n ",
    "",
    "...",
    "v. 1.2.3 and http://example.org/a.b?c=d",
    "The 10 members met. |2020 was hard.",
]


@pytest.mark.parametrize("marked", TEXTS)
def test_sentences_end_where_a_reader_would_end_them(marked: str) -> None:
    expected = [part.strip() for part in marked.split("|")]
    assert split(marked.replace("|", "")) == [part for part in expected if part]


def test_a_stretch_without_an_end_is_broken_at_a_space() -> None:
    parts = split("word " * 2000)
    assert len(parts) > 1
    assert all(len(part) <= CHARS_MAX for part in parts)
    assert {word for part in parts for word in part.split()} == {"word"}


def test_a_stretch_without_any_space_is_broken_between_characters() -> None:
    parts = split("กำ" * 2000 + "e\u0301" * 2000)
    assert all(len(part) <= CHARS_MAX for part in parts)
    assert not any(part.startswith(("\u0301", "\u0e33")) for part in parts)


@given(st.text("aB.!? \n\"')(。1é…\u0301", max_size=60))
def test_sentences_are_in_order_apart_and_hold_all_there_is_to_read(text: str) -> None:
    found = list(sentences(text))
    assert "".join("".join(text[start:end] for start, end in found).split()) == "".join(
        text.split()
    )
    ends = [0, *(end for _, end in found)]
    assert all(before <= start < end for before, (start, end) in zip(ends, found, strict=False))
    for part in split(text):
        assert part == part.strip()
