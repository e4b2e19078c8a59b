"""Papers (PDF, Word, OpenDocument, RTF, books) give their text and what their head states."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from asean_search.ingest.extract import FileReader
from asean_search.ingest.metadata import heading_block
from asean_search.ingest.metadata.heading_block import Line
from asean_search.ingest.readers.office import is_good_title
from asean_search.ingest.walk.files import InputFile, walk
from asean_search.model import Document, Skipped

_ESCAPED = str.maketrans({"(": r"\(", ")": r"\)"})
RELEASE = (
    (18, "PRESS RELEASE"),
    (12, "30 June 2020"),
    (12, "Lan Nguyen (MRC)"),
    (12, "lan@mrc.example"),
    (16, "Rice Reserve To Be Shared"),
    (16, "Among Ten Countries"),
    (12, "Ministers of ten countries met on Thursday and agreed to hold more rice."),
    (12, "The reserve would be shared among members after storms and floods."),
)


# --- the head of a paper -----------------------------------------------------------------------


def test_the_largest_lines_are_the_title_and_labels_are_not() -> None:
    head = heading_block.read([Line(text, height) for height, text in RELEASE])
    assert head.title == "Rice Reserve To Be Shared Among Ten Countries"
    assert (head.date, head.source) == ("2020-06-30", "MRC")


def test_without_sizes_the_first_line_that_is_no_mark_is_the_title() -> None:
    head = heading_block.read([Line(text) for _, text in RELEASE])
    assert head.title == "Rice Reserve To Be Shared"
    going_on = [Line(text, goes_on=text.endswith("Shared")) for _, text in RELEASE]
    assert heading_block.read(going_on).title == "Rice Reserve To Be Shared Among Ten Countries"


@pytest.mark.parametrize(
    ("line", "date", "source"),
    [
        ("Prepared by Lan Nguyen, June 30, 2020", "2020-06-30", "Lan Nguyen"),
        ("Issued by: Mekong Council", None, "Mekong Council"),
        ("Date: 30 June 2020", "2020-06-30", None),
        ("Hanoi, 30 June 2020", "2020-06-30", None),
        ("June 2020", "2020-06", None),
        ("Minh Tran (Mekong Council)", None, "Mekong Council"),
        ("Annual Report (Draft)", None, None),
        ("Rice and tea (bold)", None, None),
        ("Table 3 (Rice)", None, None),
        ("The talks of 30 June 2020 between ministers were about rice and tea", None, None),
    ],
)
def test_lines_above_the_text_state_the_day_and_the_sender(
    line: str, date: str | None, source: str | None
) -> None:
    head = heading_block.read([Line("PRESS RELEASE"), Line(line), Line("Rice reserve is shared")])
    assert (head.date, head.source) == (date, source)


def test_a_release_is_from_whom_its_address_and_its_text_name_alike() -> None:
    text = "GrainWatch has counted the rice.\n\nPress contact: lan@grainwatch.example"
    assert heading_block.read([Line("Rice is counted")], text).source == "GrainWatch"
    assert (
        heading_block.read([Line("Rice is counted")], text.replace("Press contact", "")).source
        is None
    )
    free = text.replace("grainwatch.example", "gmail.com")
    assert heading_block.read([Line("Rice is counted")], free).source is None


@pytest.mark.parametrize(
    ("title", "is_good"),
    [
        ("Rice reserve to be shared", True),
        ("Microsoft Word - rice_final.doc", False),
        ("press-release", False),
        ("Untitled 1", False),
        ("Untitled document", False),
        ("Document 1 sans titre", False),
        ("Adobe Photoshop PDF", False),
        ("Untitled poems of the river", True),
        ("rice final v2.docx", False),
        ("rice_final draft", False),
        ("", False),
        (None, False),
    ],
)
def test_titles_that_programs_made_up_are_no_titles(title: str | None, is_good: bool) -> None:
    assert is_good_title(title) is is_good


# --- PDF ---------------------------------------------------------------------------------------


def test_a_pdf_gives_its_pages_and_its_head(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2")
    second = [(12, "On the second page the traders asked for the rules in writing.")]
    document = _document(tmp_path, "a.pdf", _pdf([RELEASE, second], author="Lan"))
    assert (document.title, document.title_from) == (
        "Rice Reserve To Be Shared Among Ten Countries",
        "heading",
    )
    assert (document.date, document.date_from) == ("2020-06-30", "header")
    assert (document.source, document.source_from) == ("MRC", "header")
    assert (document.author, document.author_from) == ("Lan", "document properties")
    assert len(document.pages) == 2
    assert document.body[document.pages[1] :].startswith("On the second page")


def test_a_pdf_that_states_no_day_has_that_of_its_making(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2")
    plain = [(18, "Rice reserve is shared"), (12, "Ministers met and agreed to hold more rice.")]
    data = _pdf([plain], title="Rice reserve is shared", created="D:20200630081500+07'00'")
    document = _document(tmp_path, "a.pdf", data)
    assert (document.date, document.date_from) == ("2020-06-30", "document properties")
    assert (document.title, document.title_from) == (
        "Rice reserve is shared",
        "document properties",
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7\nnothing", "damaged: not a PDF that can be opened"),
        (b"BI /W 1 /H 1 /BPC 8 /CS /G ID x EI", "scanned: its page holds pictures and no text;"),
        (b"0 0 m 9 9 l S", "drawn: its page holds no readable text; use OCR, for example ocrmypdf"),
        (b"", "empty: its page holds neither text nor pictures"),
        (None, "encrypted; it opens only with its password"),
    ],
)
def test_a_pdf_without_text_says_why(tmp_path: Path, data: bytes | None, reason: str) -> None:
    pytest.importorskip("pypdfium2")
    if data is None:
        data = _pdf([RELEASE], encrypted=True)
    elif not data.startswith(b"%PDF"):
        data = _pdf([[]], drawing=data)
    [skipped] = _read(tmp_path, "a.pdf", data)
    assert isinstance(skipped, Skipped)
    assert skipped.reason.startswith(reason)


def test_a_damaged_pdf_is_not_called_encrypted_because_the_one_before_was(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2")
    _read(tmp_path, "a.pdf", _pdf([RELEASE], encrypted=True))
    [skipped] = _read(tmp_path, "b.pdf", _pdf([RELEASE]).replace(b"/Pages 2", b"/Xages 2"))
    assert isinstance(skipped, Skipped)
    assert skipped.reason == "damaged: not a PDF that can be opened"


def test_printed_lines_become_paragraphs_and_hyphens_at_their_ends_go() -> None:
    pdf = pytest.importorskip("asean_search.ingest.readers.from_pdf")
    text = (
        "Ministers of ten countries met on Thursday and agreed to co\x02\r\n"
        "operate, and to hold more rice in reserve for all of their\r\nmembers.\r\n"
        "Farmers along the river were pleased by what they decided on."
    )
    assert pdf.paragraphs(text) == (
        "Ministers of ten countries met on Thursday and agreed to cooperate, and to hold more"
        " rice in reserve for all of their members.\n\n"
        "Farmers along the river were pleased by what they decided on."
    )


# --- Word, OpenDocument, RTF, books ------------------------------------------------------------


def test_a_word_document_gives_paragraphs_tables_and_properties(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    word = docx.Document()
    word.add_paragraph("PRESS RELEASE")
    word.add_heading("Rice reserve is shared", level=1)
    word.add_paragraph("Ministers met in Hanoi.")
    table = word.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Rice", "500 tonnes"
    word.core_properties.author = "Lan Nguyen"
    word.core_properties.language = "en-GB"
    stream = io.BytesIO()
    word.save(stream)
    document = _document(tmp_path, "a.docx", stream.getvalue())
    assert (document.title, document.title_from) == ("Rice reserve is shared", "heading")
    assert document.body.endswith("Ministers met in Hanoi.\n\nRice | 500 tonnes")
    assert (document.author, document.language) == ("Lan Nguyen", "en")
    assert document.date_from == "document properties"


def test_an_opendocument_text_gives_paragraphs_and_properties(tmp_path: Path) -> None:
    pytest.importorskip("lxml")
    document = _document(tmp_path, "a.odt", _odt())
    assert (document.title, document.title_from) == ("Rice reserve is shared", "heading")
    assert document.body == "Rice reserve is shared\n\nMinisters met in  Hanoi."
    assert (document.author, document.date) == ("Lan Nguyen", "2020-06-30")


def test_rtf_gives_its_text_and_properties(tmp_path: Path) -> None:
    pytest.importorskip("striprtf")
    data = (
        rb"{\rtf1\ansi\ansicpg1252{\info{\title Rice reserve is shared}{\author Lan}"
        rb"{\creatim\yr2020\mo6\dy30\hr8}}\pard Ministers met in Hu\'e9.\par They agreed.\par}"
    )
    document = _document(tmp_path, "a.rtf", data)
    assert (document.title, document.author) == ("Rice reserve is shared", "Lan")
    assert document.body == "Ministers met in Hué.\n\nThey agreed."
    assert (document.date, document.date_from) == ("2020-06-30", "document properties")


def test_a_book_gives_its_chapters_in_reading_order(tmp_path: Path) -> None:
    pytest.importorskip("lxml")
    document = _document(tmp_path, "a.epub", _epub())
    assert (document.title, document.author, document.source) == ("Rice", "Lan Nguyen", "MRC Press")
    assert (document.date, document.language) == ("2020", "en")
    first, second = document.pages
    assert document.body[first:second].strip() == "Chapter one."
    assert document.body[second:] == "Chapter two."


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.docx", b"PK\x03\x04 damaged", "damaged: its parts cannot be found"),
        ("a.odt", b"PK\x03\x04 damaged", "damaged: its parts cannot be found"),
        ("a.epub", b"PK\x03\x04 damaged", "damaged: its parts cannot be found"),
        (
            "a.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "Word 97-2003: no well-kept library reads it; save it as DOCX or PDF",
        ),
        (
            "a.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "an encrypted office document: it opens only with its password; save it without one",
        ),
    ],
)
def test_a_paper_that_cannot_be_read_says_why(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    for module in ("docx", "lxml"):
        pytest.importorskip(module)
    assert _read(tmp_path, name, data) == [Skipped(name, reason)]


def test_a_package_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = pytest.importorskip("asean_search.ingest.readers.zipped_xml")
    monkeypatch.setattr(package, "BYTES_MAX", 1 << 20)
    data = _zip({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": " " * 2**21})
    assert _read(tmp_path, "a.odt", data) == [Skipped("a.odt", "unpacks to more than 1 MiB")]


def test_entities_of_xml_are_not_expanded(tmp_path: Path) -> None:
    pytest.importorskip("lxml")
    bomb = '<!DOCTYPE x [<!ENTITY a "boom"><!ENTITY b "&a;&a;">]>'
    document = _document(tmp_path, "a.odt", _odt(bomb, "&b;"))
    assert "boom" not in document.body


# --- small files, made by hand -----------------------------------------------------------------


def _pdf(
    pages: Sequence[Sequence[tuple[int, str]]],
    *,
    title: str = "",
    author: str = "",
    created: str = "",
    encrypted: bool = False,
    drawing: bytes = b"",
) -> bytes:
    """A PDF whose pages hold these lines, each with the size of its letters, and the drawing."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    info = {"Title": title, "Author": author, "CreationDate": created}
    entries = "".join(f"/{key}({value})" for key, value in info.items() if value)
    objects.append(f"<<{entries}>>".encode())
    kids = []
    for lines in pages:
        printed = "".join(
            f"BT /F1 {size} Tf 1 0 0 1 40 {760 - 24 * row} Tm ({text.translate(_ESCAPED)}) Tj ET\n"
            for row, (size, text) in enumerate(lines)
        )
        drawn = printed.encode() + drawing
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>>>>>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    data = io.BytesIO()
    data.write(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(data.tell())
        data.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = data.tell()
    data.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    data.write(b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
    lock = b"/Encrypt<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>/ID[<00><00>]" % (
        b"11" * 32,
        b"22" * 32,
    )
    data.write(
        b"trailer\n<</Size %d/Root 1 0 R/Info 4 0 R%s>>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, lock if encrypted else b"", start)
    )
    return data.getvalue()


def _odt(top: str = "", more: str = "") -> bytes:
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
        ' xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    content = (
        f"{top}<office:document-content {names}><office:body><office:text>"
        '<text:h text:outline-level="1">Rice reserve is shared</text:h>'
        f"<text:p>Ministers met in <text:s/>Hanoi.{more}</text:p>"
        "</office:text></office:body></office:document-content>"
    )
    meta = (
        f"<office:document-meta {names}><office:meta><dc:creator>Lan Nguyen</dc:creator>"
        "<meta:creation-date>2020-06-30T08:15:00</meta:creation-date>"
        "</office:meta></office:document-meta>"
    )
    return _zip(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": content,
            "meta.xml": meta,
        }
    )


def _epub() -> bytes:
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>Rice</dc:title>'
        "<dc:creator>Lan Nguyen</dc:creator><dc:publisher>MRC Press</dc:publisher>"
        "<dc:date>2020</dc:date><dc:language>en</dc:language></metadata><manifest>"
        '<item id="b" href="two.xhtml"/><item id="a" href="one%20.xhtml"/></manifest>'
        '<spine><itemref idref="a"/><itemref idref="b"/><itemref idref="gone"/></spine></package>'
    )
    return _zip(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container><rootfile full-path="in/a.opf"/></container>',
            "in/a.opf": opf,
            "in/one .xhtml": "<html><body><p>Chapter one.</p></body></html>",
            "in/two.xhtml": "<html><body><p>Chapter two.</p></body></html>",
        }
    )


def _zip(members: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as package:
        for name, text in members.items():
            package.writestr(name, text)
    return stream.getvalue()


def _document(folder: Path, name: str, data: bytes) -> Document:
    [document] = _read(folder, name, data)
    assert isinstance(document, Document), document
    return document


def _read(folder: Path, name: str, data: bytes) -> list[Document | Skipped]:
    file = folder / name
    file.write_bytes(data)
    [found_file] = walk([file], archive_root=folder, index_folder=folder / "index")
    assert isinstance(found_file, InputFile)
    return list(FileReader(found_file))
