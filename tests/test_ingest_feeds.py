"""A feed is read entry by entry; each is a document with its own id, date, author and source."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ingest_files import document, documents, items, reason

from asean_search.model import Skipped

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
     xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel>
  <title>Mekong Daily</title><link>https://mekong.example/</link><language>en-GB</language>
  <image><title>Logo</title></image>
  <item>
    <title>Rice &amp;amp; maize rise</title>
    <link>https://mekong.example/rice</link>
    <guid isPermaLink="false">story-17</guid>
    <pubDate>Tue, 30 Jun 2020 23:30:00 +0700</pubDate>
    <dc:creator>Nguyen Lan</dc:creator>
    <description>A summary.</description>
    <content:encoded><![CDATA[<p>HÀ NỘI &#8212; Rice rose.</p><p>Maize too.</p>]]></content:encoded>
  </item>
  <item>
    <title>Floods recede</title>
    <author>desk@mekong.example (Tran Minh)</author>
    <source url="https://other.example/feed">Reuters</source>
    <description>Waters fell &lt;b&gt;fast&lt;/b&gt;.</description>
    <link>https://mekong.example/floods</link>
  </item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="vi">
  <title>Sông Hồng</title><updated>2022-01-01T00:00:00Z</updated>
  <entry>
    <title type="html">Giá &lt;i&gt;gạo&lt;/i&gt; tăng</title>
    <id>tag:song.example,2021:9</id>
    <link rel="self" href="https://song.example/self"/>
    <link rel="alternate" href="https://song.example/9"/>
    <published>2021-03-04T23:00:00+07:00</published><updated>2021-05-05T00:00:00Z</updated>
    <author><name>Lê Hoa</name><email>hoa@song.example</email></author>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Một.</p><p>Hai.</p></div></content>
  </entry>
</feed>"""


def test_an_entry_of_rss_is_a_document(tmp_path: Path) -> None:
    rice, floods = documents(tmp_path, "feed.xml", RSS.encode())
    assert (rice.path, rice.record) == ("feed.xml", "story-17")
    assert (rice.title, rice.title_from) == ("Rice & maize rise", "feed")
    assert (rice.date, rice.date_from) == ("2020-06-30", "feed")
    assert (rice.source, rice.source_from) == ("Mekong Daily", "feed")
    assert (rice.author, rice.author_from) == ("Nguyen Lan", "feed")
    assert (rice.url, rice.language) == ("https://mekong.example/rice", "en")
    assert (rice.place, rice.body) == ("HÀ NỘI", "Rice rose.\n\nMaize too.")
    assert (floods.record, floods.date) == ("https://mekong.example/floods", None)
    assert (floods.source, floods.author) == ("Reuters", "Tran Minh")
    assert floods.body == "Waters fell fast."


def test_an_entry_of_atom_is_a_document(tmp_path: Path) -> None:
    found = document(tmp_path, "feed.atom", ATOM.encode())
    assert (found.record, found.title) == ("tag:song.example,2021:9", "Giá gạo tăng")
    assert (found.date, found.url) == ("2021-03-04", "https://song.example/9")
    assert (found.author, found.source, found.language) == ("Lê Hoa", "Sông Hồng", "vi")
    assert found.body == "Một.\n\nHai."


def test_rdf_has_its_items_beside_the_channel(tmp_path: Path) -> None:
    data = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
      <channel rdf:about="https://kpl.example/rss"><title>KPL</title></channel>
      <item rdf:about="https://kpl.example/1"><title>Dam opens</title><dc:date>2019-07</dc:date>
        <description>The gates were opened.</description></item></rdf:RDF>"""
    found = document(tmp_path, "feed", data.encode())
    assert (found.record, found.date, found.source) == ("https://kpl.example/1", "2019-07", "KPL")


def test_a_blogs_export_gives_its_posts_and_not_its_pictures(tmp_path: Path) -> None:
    wp = "http://wordpress.org/export/1.2/"
    data = f"""<!-- 1. An export. --><!-- 2. Not a backup. -->
    <rss xmlns:wp="{wp}" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
    <title>Notes</title>
    <item><title>One</title><wp:post_type>post</wp:post_type><pubDate/>
      <wp:post_date>2016-05-06 07:08:09</wp:post_date>
      <content:encoded>[caption id="9"]The port[/caption]

Ships wait.</content:encoded></item>
    <item><title>photo</title><wp:post_type>attachment</wp:post_type></item></channel></rss>"""
    found = document(tmp_path, "export.xml", data.encode())
    assert (found.title, found.date) == ("One", "2016-05-06")
    assert found.body == "The port\n\nShips wait."


@pytest.mark.parametrize("encoding", ["utf-16", "windows-1251"])
def test_a_feed_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    data = f"""<?xml version="1.0" encoding="{encoding}"?><rss><channel><title>Новости</title>
    <item><title>Рис дорожает</title><description>Третью неделю.</description></item>
    </channel></rss>"""
    found = document(tmp_path, "feed.rss", data.encode(encoding))
    assert (found.title, found.source) == ("Рис дорожает", "Новости")


@pytest.mark.parametrize(
    "broken",
    [
        "<item><title>Oil & gas</title><description>Prices <br> fell.</description></item>",
        "<item><title>Oil & gas</title></item><item><title>Half",
        "<item><title>Oil & gas</title><description>&nbsp;Prices &unknown; fell</item>",
    ],
)
def test_a_broken_feed_is_mended(tmp_path: Path, broken: str) -> None:
    data = f"<rss><channel><title>Wire</title>{broken}"
    first = documents(tmp_path, "feed.rss", data.encode())[0]
    assert first.title in ("Oil & gas", "Oil  gas", "Oil gas")


def test_nothing_outside_a_feed_is_fetched_or_expanded(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("the secret")
    entry = "<item><title>A</title><description>x &file; &more; y</description></item>"
    data = f"""<!DOCTYPE rss [<!ENTITY file SYSTEM "file://{tmp_path}/secret">
    <!ENTITY more "expanded">]><rss><channel>{entry}</channel></rss>"""
    found = document(tmp_path, "feed.rss", data.encode())
    assert "secret" not in found.body
    assert "expanded" not in found.body


def test_entities_in_entities_in_entities_do_not_fill_the_memory(tmp_path: Path) -> None:
    layers = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    data = f"""<!DOCTYPE rss [<!ENTITY l0 "lol">{layers}]><rss><channel><item>
    <title a="&l11;">A</title><description>x &l11; y</description></item></channel></rss>"""
    for item in items(tmp_path, "feed.rss", data.encode()):
        assert isinstance(item, Skipped) or len(item.body) < 100


def test_a_prefix_that_is_declared_nowhere_spoils_no_feed(tmp_path: Path) -> None:
    data = b"""<rss><channel><title>Coast Wire</title><atom:link href="x"/><item>
    <title>Rice up</title><wx:note wx:at="1">x</wx:note><content:encoded>Third week.
    </content:encoded><dc:date>2021-03-04</dc:date></item></channel></rss>"""
    found = document(tmp_path, "feed.rss", data)
    assert (found.title, found.date, found.body) == ("Rice up", "2021-03-04", "Third week.")


def test_what_a_feed_says_of_a_picture_is_not_the_story(tmp_path: Path) -> None:
    data = b"""<rss xmlns:media="http://search.yahoo.com/mrss/"><channel><item>
    <media:title>A sack of rice</media:title><media:content url="a.jpg"><media:description>
    A sack, seen from above</media:description></media:content>
    <title>Rice up</title><description>Third week.</description></item>
    <item><title>A film</title><media:group><media:description>Ships leave the port.
    </media:description></media:group></item></channel></rss>"""
    story, film = documents(tmp_path, "feed.rss", data)
    assert (story.title, story.body) == ("Rice up", "Third week.")
    assert (film.title, film.body) == ("A film", "Ships leave the port.")


def test_a_feed_of_entries_without_text_is_not_called_empty(tmp_path: Path) -> None:
    data = b"<rss><channel><item><pubDate>2021-03-04</pubDate></item></channel></rss>"
    assert reason(tmp_path, "a.rss", data) == "a feed whose entries have no text"


def test_a_feed_without_entries_says_so(tmp_path: Path) -> None:
    assert reason(tmp_path, "a.rss", b"<rss><channel/></rss>") == "a feed without entries"
    assert reason(tmp_path, "b.rss", b"") == "empty"


def test_the_items_of_a_json_feed_are_documents(tmp_path: Path) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Harbour News",
        "language": "en",
        "authors": [{"name": "The desk"}],
        "items": [
            {
                "id": "9",
                "url": "https://harbour.example/9",
                "title": "Port &amp; quay",
                "content_html": "<p>Cranes are back.</p><p>At last.</p>",
                "date_published": "2021-10-29T10:26:00-04:00",
                "authors": [{"name": "Mai"}, {"name": "Somchai"}],
            },
            {"id": "10", "content_text": "Tugs too.", "date_modified": "2021-11-01"},
            {"id": "11"},
        ],
    }
    port, tugs = documents(tmp_path, "feed.json", json.dumps(feed).encode())
    assert (port.record, port.title, port.body) == (
        "9",
        "Port & quay",
        "Cranes are back.\n\nAt last.",
    )
    assert (port.date, port.source, port.author) == ("2021-10-29", "Harbour News", "Mai; Somchai")
    assert (tugs.date, tugs.author, tugs.body) == ("2021-11-01", "The desk", "Tugs too.")
