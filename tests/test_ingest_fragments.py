"""The text of a piece of HTML is what its reader would read."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asean_search.ingest.readers import html_fragments


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Rice</p><p>rose.</p>", "Rice\n\nrose."),
        ("<p>Rice<br>rose<br/>again</p>", "Rice\nrose\nagain"),
        ("<p>Rice\n  rose\tagain</p>", "Rice rose again"),
        ("Rice <b>rose</b>, <i>again</i>.", "Rice rose, again."),
        ("<ul><li>Rice</li><li>Maize</li></ul>", "Rice\n\nMaize"),
        ("<table><tr><td>Rice</td><td>9</td></tr><tr><td>Oil</td></tr></table>", "Rice 9\n\nOil"),
        ("<p>A &amp; B &#8212; C&nbsp;D</p>", "A & B — C D"),
        ("<script>x</script><style>y</style><p>Rice</p>", "Rice"),
        ("<head><title>T</title></head><body>Rice</body>", "Rice"),
        ("<h:p>Rice</h:p><h:p>rose.</h:p>", "Rice\n\nrose."),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("One line.\n\nAnother <em>one</em>.", "One line.\n\nAnother one."),
        ("<p>a < b</p>", "a < b"),
        ("<style>never closed <p>Rice</p>", ""),
        ("<p title='a > b' class=x>Rice</p><!-- <p>no</p> -->", "Rice"),
        ("<script>if (a<b) { '</p>' }</script>Rice<br>", "Rice"),
        ("<![CDATA[Rice]]> rose<?php echo 1 ?>", "Rice rose"),
        ("", ""),
    ],
)
def test_tags_become_lines_and_spaces(markup: str, text: str) -> None:
    assert html_fragments.text_of(markup) == text


@pytest.mark.parametrize("text", ["a < b > c", "<3", "x <y@z.example>", "if a<b and c>d"])
def test_a_text_with_angles_is_no_markup(text: str) -> None:
    assert html_fragments.text_or_markup(text) == text


def test_a_title_is_unpacked() -> None:
    assert html_fragments.title_of("Smith &amp; Co: a <b>new</b> pact") == "Smith & Co: a new pact"
    assert html_fragments.title_of("CO<sub>2</sub> on the 5<SUP>th</SUP>") == "CO2 on the 5th"
    assert html_fragments.title_of('<font color="red">Rice</font> up') == "Rice up"
    assert html_fragments.title_of("AT&T and R&D;") == "AT&T and R&D;"


@pytest.mark.parametrize(
    "part",
    ["<", "</", "<a ", '<a b="', "<!", "<!--", "<![CDATA[", "<?", "<p a='", "&#", " ", "\n "],
)
def test_no_markup_takes_longer_than_its_length(part: str) -> None:
    started = time.process_time()
    html_fragments.text_or_markup("<p>x</p>" + part * 100_000)
    assert time.process_time() - started < 5  # html.parser takes minutes


@given(st.text('<>/!-&;#"= \nabpdiv[]', max_size=60))
def test_no_markup_breaks_the_reading(markup: str) -> None:
    assert isinstance(html_fragments.text_of(markup), str)
