"""The formats of news agencies: what a story states of itself is kept, and nothing is invented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ingest_files import document, documents, items, reason

from asean_search.model import Document, Skipped

NITF = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf SYSTEM "nitf-3-6.dtd">
<nitf baselang="en-SG"><head><title>Rice-Prices</title><docdata>
  <doc-id id-string="BER.17"/><date.release norm="YYYYMMDD000000"/>
  <date.issue norm="20210304T233000+0800"/><doc.copyright holder="Bernama" year="2021"/>
</docdata></head><body><body.head>
  <hedline><hl1>Rice rises for a third week</hl1><hl2>Traders wait</hl2></hedline>
  <note><body.content><p>Editors: embargo lifted.</p></body.content></note>
  <byline>By <person>Siti Aminah</person><byttl>Correspondent</byttl></byline>
  <distributor>BERNAMA</distributor>
  <dateline><location><city>Alor Setar</city>, <state>Kedah</state></location></dateline>
</body.head><body.content>
  <p>Rice rose<br/>again.</p><media media-type="image"><media-caption>A mill.</media-caption>
  <media-object encoding="base64">AAAA</media-object></media><p>Traders wait.</p>
</body.content></body></nitf>"""

NEWSML = """<?xml version="1.0"?>
<NewsML Version="1.2"><NewsEnvelope><DateAndTime>20140829T135006Z</DateAndTime></NewsEnvelope>
<NewsItem xml:lang="en"><Identification><NewsIdentifier><ProviderId>afp.com</ProviderId>
  <PublicIdentifier>urn:newsml:afp.com:20140829:TX-1:1</PublicIdentifier></NewsIdentifier>
  </Identification><NewsManagement><FirstCreated>20140829T134951+0000</FirstCreated></NewsManagement>
  <NewsComponent><NewsLines><DateLine>HANOI, Aug 29, 2014 (AFP) -</DateLine>
    <HeadLine>Port reopens</HeadLine><SlugLine>Vietnam-port</SlugLine></NewsLines>
    <AdministrativeMetadata><Provider><Party FormalName="AFP"/></Provider></AdministrativeMetadata>
    <DescriptiveMetadata><Language FormalName="en"/></DescriptiveMetadata>
    <ContentItem><MediaType FormalName="Text"/><DataContent>%s</DataContent></ContentItem>
  </NewsComponent></NewsItem>
<NewsItem><Identification><NewsIdentifier>
  <PublicIdentifier>urn:newsml:afp.com:20140829:PH-1:1</PublicIdentifier></NewsIdentifier>
  </Identification><NewsComponent><ContentItem><MediaType FormalName="Photo"/></ContentItem>
  </NewsComponent></NewsItem></NewsML>"""

G2 = """<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header>
  <sent>2016-01-04T16:34:45Z</sent></header><itemSet>
<newsItem guid="tag:wire.example,2016:1" xml:lang="en-US"><rightsInfo>
    <copyrightHolder literal="Thomson Reuters"/></rightsInfo>
  <itemMeta><itemClass qcode="ninat:text"/><provider literal="reuters.com"/>
    <versionCreated>2016-01-05T01:00:00Z</versionCreated>
    <firstCreated>2016-01-04T15:43:34Z</firstCreated><title>slug</title></itemMeta>
  <contentMeta><language tag="en"/><slugline>RICE/</slugline>
    <headline>Rice &amp; oil rise</headline>
    <by>By Mai Anh</by><creditline>REUTERS–</creditline>
    <dateline>BANGKOK, Jan 4 (Reuters) -</dateline></contentMeta>
  <contentSet><inlineXML contenttype="application/xhtml+xml">
    <html xmlns="http://www.w3.org/1999/xhtml"><head><title>No</title></head><body>
    <header><p>Keywords</p><h1>Rice &amp; oil rise</h1></header>
    <p>Rice rose.</p><p>Oil too.</p></body></html></inlineXML></contentSet></newsItem>
<newsItem guid="tag:wire.example,2016:2"><itemMeta><itemClass qcode="ninat:picture"/></itemMeta>
  <contentMeta><headline>A mill</headline><description>In January.</description></contentMeta>
</newsItem>
<packageItem guid="tag:wire.example,2016:3"><itemMeta>
  <itemClass qcode="ninat:composite"/></itemMeta></packageItem>
<newsItem guid="tag:wire.example,2016:4"><itemMeta><itemClass qcode="ninat:text"/></itemMeta>
  <contentSet><remoteContent href="https://wire.example/4"/></contentSet></newsItem>
</itemSet></newsMessage>"""

NINJS = {
    "uri": "tag:wire.example,2017:9",
    "type": "text",
    "versioncreated": "2017-07-04T01:58:40+0000",
    "firstcreated": "2017-07-03T04:00:00+0000",
    "language": "en",
    "headline": "Oil edges up",
    "byline": "Henry Tan",
    "source": "Reuters",
    "located": "Singapore",
    "slugline": "OIL",
    "body_html": "<p>Oil edged up.</p><p>Traders wait.</p>",
    "associations": {"featuremedia": {"type": "picture", "body_text": "Not this"}},
}


def test_a_story_in_nitf_states_what_it_is(tmp_path: Path) -> None:
    found = document(tmp_path, "story.xml", NITF.encode())
    assert (found.title, found.title_from) == ("Rice rises for a third week", "wire header")
    assert (found.date, found.date_from) == ("2021-03-04", "wire header")
    assert (found.source, found.author) == ("Bernama", "Siti Aminah")
    assert (found.place, found.place_from) == ("Alor Setar, Kedah", "wire header")
    assert (found.language, found.record) == ("en", None)
    assert found.body == "Rice rose\nagain.\n\nA mill.\n\nTraders wait."


@pytest.mark.parametrize("name", ["story.xml", "story", "story.txt", "story.nitf"])
def test_a_wire_format_is_known_by_its_root_whatever_the_name(tmp_path: Path, name: str) -> None:
    assert document(tmp_path, name, NITF.encode()).source == "Bernama"


@pytest.mark.parametrize(
    "content",
    [
        "<nitf><body><body.content><p>Ships wait.</p><p>Cranes too.</p></body.content></body>"
        "</nitf>",
        "<p>Ships wait.</p><p>Cranes too.</p>",
        "<![CDATA[<P>Ships wait.</P>\n<P>Cranes too.</P>]]>",
        "Ships wait.\n\nCranes too.",
        "<p>Port reopens</p><p>Ships wait.</p><p>Cranes too.</p>",
    ],
)
def test_the_stories_of_a_newsml_packet_are_documents(tmp_path: Path, content: str) -> None:
    story, picture = items(tmp_path, "packet.xml", (NEWSML % content).encode())
    assert isinstance(story, Document)
    assert story.record == "urn:newsml:afp.com:20140829:TX-1:1"
    assert (story.title, story.date, story.source) == ("Port reopens", "2014-08-29", "AFP")
    assert (story.place, story.language) == ("HANOI", "en")
    assert story.body == "Ships wait.\n\nCranes too."
    assert picture == Skipped(
        "packet.xml#urn:newsml:afp.com:20140829:PH-1:1", "a picture, not a story"
    )


def test_the_text_items_of_a_newsml_g2_message_are_documents(tmp_path: Path) -> None:
    story, *others = items(tmp_path, "tag_2016_newsml_1", G2.encode())
    assert isinstance(story, Document)
    assert (story.record, story.title) == ("tag:wire.example,2016:1", "Rice & oil rise")
    assert (story.date, story.date_from) == ("2016-01-04", "wire header")
    assert (story.source, story.author) == ("Reuters", "Mai Anh")
    assert (story.place, story.language) == ("BANGKOK", "en")
    assert story.body == "Rice rose.\n\nOil too."
    assert [item.reason for item in others if isinstance(item, Skipped)] == [
        "a picture, not a story",
        "a list of other items, not a story",
        "it holds only the address of its text",
    ]


def test_one_item_of_newsml_g2_may_stand_alone(tmp_path: Path) -> None:
    start, end = G2.index("<newsItem"), G2.index("</newsItem>")
    alone = G2[start:end].replace(
        "<newsItem", '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"'
    )
    found = document(tmp_path, "item.xml", f"{alone}</newsItem>".encode())
    assert found.title == "Rice & oil rise"


@pytest.mark.parametrize(
    "envelope", [NINJS, [NINJS], {"item": [NINJS], "total": 1}, {"data": {"item": NINJS}}]
)
def test_a_story_in_ninjs_is_a_document_in_any_envelope(tmp_path: Path, envelope: object) -> None:
    found = document(tmp_path, "story.json", json.dumps(envelope, indent=1).encode())
    assert (found.record, found.title) == ("tag:wire.example,2017:9", "Oil edges up")
    assert (found.date, found.source, found.author) == ("2017-07-03", "Reuters", "Henry Tan")
    assert (found.place, found.language) == ("Singapore", "en")
    assert found.body == "Oil edged up.\n\nTraders wait."


def test_a_brief_in_ninjs_is_what_describes_it(tmp_path: Path) -> None:
    bodiless = {name: value for name, value in NINJS.items() if name != "body_html"}
    brief = {**bodiless, "descriptions": [{"role": "text", "value": "Oil edged up on Tuesday."}]}
    assert document(tmp_path, "a.json", json.dumps(brief).encode()).body == (
        "Oil edged up on Tuesday."
    )
    package = {**brief, "type": "composite"}
    assert reason(tmp_path, "b.json", json.dumps(package).encode()) == "a wire story without text"


def test_a_paper_that_printed_a_story_goes_before_who_owns_the_paper(tmp_path: Path) -> None:
    printed = NITF.replace(
        '<doc.copyright holder="Bernama" year="2021"/>',
        '<doc.copyright holder="River Communications, Inc."/><pubdata name="The Bulletin "/>',
    )
    local = printed.replace("<distributor>BERNAMA</distributor>", "")
    assert document(tmp_path, "a.xml", local.encode()).source == "The Bulletin"
    assert document(tmp_path, "b.xml", printed.encode()).source == "Bernama"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"type": "picture"}, "a picture, not a story"),
        ({"type": "video"}, "sound or film, not a story"),
        ({"body_html": ""}, "a wire story without text"),
        ({"body_html": None, "renditions": {}}, "a wire story without text"),
        (
            {"body_html": "", "renditions": {"nitf": {"href": "https://wire.example"}}},
            "it holds only the address of its text",
        ),
    ],
)
def test_what_is_no_story_in_ninjs_says_why(
    tmp_path: Path, change: dict[str, object], why: str
) -> None:
    assert reason(tmp_path, "story.json", json.dumps({**NINJS, **change}).encode()) == why


def test_xml_of_no_known_kind_is_read_by_the_names_of_its_elements(tmp_path: Path) -> None:
    data = """<export xmlns="urn:x"><error>0</error><stories><Story><StoryID>5</StoryID>
      <headline>Dam opens</headline><PublishDate>2018-02-01T18:44:52.973</PublishDate>
      <origin>/ritzau/</origin><byLine>Peder Holm</byLine>
      <content>&lt;p&gt;The gates opened.&lt;/p&gt;&lt;p&gt;Slowly.&lt;/p&gt;</content></Story>
      <Story><StoryID>6</StoryID><content>Again.</content></Story></stories></export>"""
    dam, again = documents(tmp_path, "export.xml", data.encode())
    assert (dam.record, dam.title, dam.date) == ("5", "Dam opens", "2018-02-01")
    assert (dam.author, dam.body) == ("Peder Holm", "The gates opened.\n\nSlowly.")
    assert again.record == "6"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<?xml version='1.0'?><urlset><url><loc>x</loc></url></urlset>", "a list of addresses"),
        (b"<?xml version='1.0'?><config><key>x</key></config>", "XML of a kind that is not read"),
        (b"<?xml version='1.0'?>", "not XML"),
        (b"<NewsML/>", "NewsML without a news item"),
        (b"<newsMessage/>", "NewsML-G2 without a news item"),
        (b"<nitf/>", "a wire story without text"),
    ],
)
def test_xml_without_a_story_says_why(tmp_path: Path, data: bytes, why: str) -> None:
    assert reason(tmp_path, "a.xml", data).startswith(why)
