"""An e-mail is a document, and so is what is attached to it."""

from __future__ import annotations

import gzip
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingest_files import document, documents, items, reason

from asean_search.ingest.readers import from_mail
from asean_search.model import Document

PLAIN = (
    b"Return-Path: <mai@harbour.example>\r\n"
    b"Received: from mx by mx; Wed, 01 Jul 2020 02:00:00 +0000\r\n"
    b"Date: Tue, 30 Jun 2020 23:30:00 +0700\r\n"
    b"From: =?utf-8?q?L=C3=AA_Mai?= <mai@harbour.example>\r\n"
    b"To: desk@news.example\r\nSubject: =?utf-8?b?R2nDoQ==?= =?utf-8?b?IGfhuqFv?= up\r\n"
    b"Message-ID: <17@harbour.example>\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"Rice rose=\r\n again =E2=80=94 a little.\r\n\r\nMai\r\n"
)


def test_a_message_is_a_document(tmp_path: Path) -> None:
    found = document(tmp_path, "a.eml", PLAIN)
    assert (found.title, found.title_from) == ("Giá gạo up", "mail header")
    assert (found.date, found.date_from) == ("2020-06-30", "mail header")
    assert (found.author, found.author_from) == ("Lê Mai", "mail header")
    assert (found.source, found.source_from) == ("harbour.example", "mail header")
    assert found.body == "Rice rose again — a little.\n\nMai"
    assert found.record is None


@pytest.mark.parametrize("name", ["a.txt", "mail", "a.mail"])
def test_a_message_is_known_by_its_header_whatever_the_name(tmp_path: Path, name: str) -> None:
    assert document(tmp_path, name, PLAIN).author == "Lê Mai"


def test_a_text_that_begins_with_a_date_is_no_mail(tmp_path: Path) -> None:
    found = document(tmp_path, "a.txt", b"Date: June 30, 2020\nFrom: nowhere\n\nRice rose.")
    assert found.date_from == "header"


@pytest.mark.parametrize(
    ("headers", "source", "author"),
    [
        ({"From": "Reuters <alerts@mail.example>"}, "Reuters", None),
        ({"From": "Mai <mai@gmail.com>"}, None, "Mai"),
        ({"From": "mai@port.example"}, "port.example", "mai@port.example"),
        ({"From": "Mai <m@x.example>", "List-Id": "Port News <p.x.example>"}, "Port News", "Mai"),
        ({"From": "Mai <m@x.example>", "List-Id": "<p.x.example>"}, "p.x.example", "Mai"),
        ({"From": "Mai <m@x.example>", "List-Id": "<770 p.x.example>"}, "x.example", "Mai"),
        (
            {"From": "Mai <m@x.example>", "List-Id": "9f21937f0f636c8cec1dmc list <9f.1.example>"},
            "x.example",
            "Mai",
        ),
        ({"From": "Mai <m@x.example>", "Organization": "Port of Hue"}, "Port of Hue", "Mai"),
    ],
)
def test_the_source_is_whom_the_message_speaks_for(
    tmp_path: Path, headers: dict[str, str], source: str | None, author: str | None
) -> None:
    message = EmailMessage()
    for name, value in headers.items():
        message[name] = value
    message.set_content("Ships wait.")
    found = document(tmp_path, "a.eml", message.as_bytes())
    assert (found.source, found.author) == (source, author)


@pytest.mark.parametrize(
    ("sender", "author"),
    [
        (b"=?utf-8?q?Ph=E1=BA=A1m=2C_Mai?= <m@x.example>", "Phạm, Mai"),
        (b'"=?utf-8?q?Mai?=" <m@x.example>', "Mai"),
        (b"=?utf-8?q?Mai_=3Cm=40x=2Eexample=3E?=", "Mai"),
        ("Phạm Mai <m@x.example>".encode(), "Phạm Mai"),
        ("Phạm@x.example".encode(), "Phạm@x.example"),
    ],
)
def test_the_sender_is_read_however_it_is_encoded(
    tmp_path: Path, sender: bytes, author: str
) -> None:
    found = document(tmp_path, "a.eml", b"From: " + sender + b"\nSubject: Ships\n\nThey wait.")
    assert (found.source, found.author) == ("x.example", author)


def test_a_message_to_nobody_in_sight_is_a_mail(tmp_path: Path) -> None:
    draft = b"From: Mai <m@x.example>\nMIME-Version: 1.0\nContent-Type: text/plain\n\nShips wait."
    assert document(tmp_path, "a.txt", draft).body == "Ships wait."


def test_the_plain_text_goes_before_the_same_in_html(tmp_path: Path) -> None:
    message = _message("Ships wait.")
    message.add_alternative("<p>Ships <b>wait</b> in HTML.</p>", subtype="html")
    assert document(tmp_path, "a.eml", message.as_bytes()).body == "Ships wait."


def test_html_alone_is_read_without_its_tags(tmp_path: Path) -> None:
    message = _message("")
    message.set_content(
        "<html><head><style>p {}</style></head><body><p>Ships</p>wait.</body></html>",
        subtype="html",
    )
    assert document(tmp_path, "a.eml", message.as_bytes()).body == "Ships\n\nwait."


@pytest.mark.parametrize("charset", ["windows-1252", "no-such-charset", "us-ascii"])
def test_a_charset_that_is_wrong_or_unknown_loses_no_letters(tmp_path: Path, charset: str) -> None:
    data = (
        f"From: a@b.example\nTo: c\nSubject: Café\nContent-Type: text/plain; charset={charset}\n\n"
    )
    found = document(tmp_path, "a.eml", (data + "Le café rouvre à midi.").encode())
    assert (found.title, found.body) == ("Café", "Le café rouvre à midi.")


def test_what_is_attached_is_read_as_files_are(tmp_path: Path) -> None:
    message = _message("See below.")
    message["Date"] = "Tue, 30 Jun 2020 23:30:00 +0700"
    message.add_attachment("date 2019-01-02 VIENTIANE (KPL) - Rice rose.", filename="rice.txt")
    message.add_attachment("Ships wait.", filename="ships.txt")
    message.add_attachment(b"\x89PNG\r\n", "image", "png", filename="logo.png")
    message.add_attachment(b"\0\1\2", "application", "octet-stream", filename="data.bin")
    mail, rice, ships = documents(tmp_path, "a.eml", message.as_bytes())
    assert mail.keywords == (
        ("attachment", "rice.txt"),
        ("attachment", "ships.txt"),
        ("attachment", "logo.png"),
        ("attachment", "data.bin"),
    )
    assert (rice.path, rice.record, rice.date, rice.source) == (
        "a.eml",
        "rice.txt",
        "2019-01-02",
        "KPL",
    )
    assert (ships.record, ships.date, ships.date_from) == ("ships.txt", "2020-06-30", "mail header")
    assert (ships.source, ships.source_from) == ("port.example", "mail header")


def test_a_message_attached_to_a_message_is_a_document_with_its_own_date(tmp_path: Path) -> None:
    inner = _message("The first news.")
    inner["Date"] = "Mon, 05 Jan 2015 10:00:00 +0000"
    outer = _message("Forwarded.")
    outer.add_attachment(inner)
    first, second = documents(tmp_path, "a.eml", outer.as_bytes())
    assert (first.body, first.date) == ("Forwarded.", None)
    assert (second.body, second.date) == ("The first news.", "2015-01-05")


def test_a_mail_of_apple_has_its_length_before_it_and_a_list_after_it(tmp_path: Path) -> None:
    data = b"%d      \n" % len(PLAIN) + PLAIN + b'<?xml version="1.0"?><plist/>'
    assert document(tmp_path, "a.emlx", data).body == "Rice rose again — a little.\n\nMai"


def test_a_mail_that_carries_a_record_is_read_as_the_record(tmp_path: Path) -> None:
    body = '{"Headline": ["Port reopens"], "Body": ["Ships wait."], "Desk": ["Sea"]}'
    message = _message(body)
    message["Subject"] = "Form"
    found = document(tmp_path, "a.eml", message.as_bytes())
    assert (found.title, found.title_from, found.body) == ("Port reopens", "record", "Ships wait.")


def test_a_mail_without_anything_says_so(tmp_path: Path) -> None:
    assert reason(tmp_path, "a.eml", b"From: a@b.example\n\n") == "an e-mail without text"


def test_a_mail_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(from_mail, "BYTES_MAX", 1 << 20)
    assert reason(tmp_path, "a.eml", PLAIN + b"x" * (1 << 20)) == "an e-mail larger than 1 MiB"


# --- mailboxes ---------------------------------------------------------------------------------

BOX = (
    b"From mai@port.example Tue Jun 30 23:30:00 2020\n" + PLAIN.replace(b"\r\n", b"\n") + b"\n"
    b"From minh@port.example Wed Jul  1 08:00:00 2020\n"
    b"From: Minh <minh@port.example>\nSubject: Re: up\nMessage-ID: <18@port.example>\n\n"
    b"Yes.\n\n>From here on it falls.\nFrom the port: nothing.\n\nFrom now on, silence.\n\n"
    b"From x Wed Jul  1 09:00:00 2020\nSubject: Last\n\nBye.\n"
)


@pytest.mark.parametrize("name", ["a.mbox", "Inbox", "a.txt"])
def test_each_message_of_a_mailbox_is_a_document(tmp_path: Path, name: str) -> None:
    one, two, three = documents(tmp_path, name, BOX)
    assert [one.record, two.record, three.record] == ["17@harbour.example", "18@port.example", "3"]
    assert one.body == "Rice rose again — a little.\n\nMai"
    assert two.body == (
        "Yes.\n\nFrom here on it falls.\nFrom the port: nothing.\n\nFrom now on, silence."
    )
    assert three.title == "Last"


def test_a_message_twice_in_a_mailbox_is_two_documents(tmp_path: Path) -> None:
    found = documents(tmp_path, "a.mbox.gz", gzip.compress(BOX + b"\n" + BOX))
    assert len({item.id for item in found}) == 6


def test_a_message_too_large_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(from_mail, "BYTES_MAX", 200)
    one, *others = items(tmp_path, "a.mbox", BOX)
    assert not isinstance(one, Document)
    assert [type(item) for item in others] == [Document, Document]


def test_an_attachment_in_a_mailbox_is_called_by_its_message(tmp_path: Path) -> None:
    message = _message("See below.")
    message["Message-ID"] = "<9@port.example>"
    message.add_attachment("Ships wait.", filename="ships.txt")
    box = b"From x Wed Jul  1 09:00:00 2020\n" + message.as_bytes()
    assert [item.record for item in documents(tmp_path, "a.mbox", box)] == [
        "9@port.example",
        "9@port.example#ships.txt",
    ]


def test_an_empty_mailbox_says_so(tmp_path: Path) -> None:
    assert reason(tmp_path, "a.mbox", b"") == "a mailbox without a message"


HEADERS = st.sampled_from(
    [
        b"Subject: =?utf-8?b?%%%?=",
        b"Subject: C:\\users\\udc",
        b"Subject: =?x?q?\xff?= \xe9",
        b"Content-Type: multipart/mixed; boundary=b",
        b"Content-Type: text/plain; charset*=''x%ZZ",
        b"Content-Disposition: attachment; filename*0*=x''%zz; filename*1=\xff",
        b"Content-Transfer-Encoding: base64",
        b"Content-Transfer-Encoding: x-uuencode",
        b"Date: yesterday",
        b'From: "<<>>@@',
        b"List-Id: <",
        b"\xff\xfe: x",
    ]
)


@given(st.lists(HEADERS, max_size=6), st.binary(max_size=80))
def test_no_header_breaks_the_reading(headers: list[bytes], body: bytes) -> None:
    data = b"\n".join([*headers, b"", b"--b", b"", body, b"--b--"])
    assert list(from_mail.of_bytes("a.eml", data))


def _message(text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "mai@port.example"
    message["To"] = "desk@news.example"
    message.set_content(text)
    return message
