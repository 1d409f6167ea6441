"""Mails, mailboxes and saved pages."""

from __future__ import annotations

import gzip
import json
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import msgspec
import pytest

from newsclip.record import Record
from tests.calling import shell
from tests.packing import gather, put, zipped

TEXT = (
    "The night ferry goes on until the spring, the council has decided after three hours.\n"
    "The operator wants a second crew, and the nurses a bench on the quay \u2013 with a roof.\n"
)
PAGE = (
    "<html><head><title>Night ferry</title></head><body><h1>Night ferry</h1>"
    "<p>The night ferry goes on until the spring, the council has decided after three hours.</p>"
    "<p>The operator wants a second crew, and the nurses a bench \u2013 with a roof.</p></body></html>"
)


def mail(subject: str = "Zwei Fähren") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Agnes Whitlow <agnes@ferry.example>"
    message["Subject"] = subject
    message["Date"] = "Sun, 12 May 2024 08:00:00 +0200"
    message["Message-ID"] = f"<{len(subject)}@ferry.example>"
    return message


def saved_page() -> bytes:
    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = "https://ferry.example/night"
    message["Subject"] = "Night ferry"
    message["Date"] = "Sun, 12 May 2024 08:00:00 +0000"
    message.set_content(PAGE, subtype="html", cte="quoted-printable")
    message.make_related()
    message.add_related(b"\x89PNG", "image", "png")
    message.add_related("<p>An advert in a frame.</p>", subtype="html")
    return message.as_bytes(policy=SMTP)


def newsletter() -> bytes:
    message = mail()
    message.set_content(TEXT)
    message.add_alternative(PAGE, subtype="html")
    return message.as_bytes()


def words(record: Record) -> str:
    return "\n".join(line.text for line in record.lines if not line.is_blank)


def extra(record: Record, name: str) -> object:
    return msgspec.json.decode(record.extra[name])


@pytest.mark.parametrize("name", ["a.mhtml", "a.MHT", "saved page", "a.mhtml.gz"])
def test_a_saved_page_is_read_as_the_page(tmp_path: Path, name: str) -> None:
    data = saved_page()
    path = put(tmp_path, name, gzip.compress(data) if name.endswith("gz") else data)
    [record], errors, skipped = gather(path)
    assert (errors, skipped) == ([], [])
    assert record.title == "Night ferry"
    assert record.url == "https://ferry.example/night"
    assert record.source.media_type == "text/html"
    assert words(record).endswith("a bench \u2013 with a roof.")
    assert extra(record, "crawl_date") == "2024-05-12T08:00:00+00:00"


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "gb18030"])
@pytest.mark.parametrize("cte", ["quoted-printable", "base64"])
def test_a_mail_is_read_by_its_own_charset(tmp_path: Path, charset: str, cte: str) -> None:
    message = mail()
    message.set_content(TEXT, charset=charset, cte=cte)
    [record], errors, _ = gather(put(tmp_path, "a.eml", message.as_bytes()))
    assert errors == []
    assert words(record) + "\n" == TEXT
    assert record.source.media_type == "text/plain"
    assert extra(record, "mail") == {
        "from": "Agnes Whitlow <agnes@ferry.example>",
        "subject": "Zwei Fähren",
        "date": "2024-05-12T08:00:00+02:00",
        "message_id": "<11@ferry.example>",
    }


def test_of_two_forms_of_a_text_the_page_is_read_and_attached_texts_too(tmp_path: Path) -> None:
    message = mail()
    message.set_content(TEXT)
    message.add_alternative(PAGE, subtype="html")
    message.add_attachment(TEXT, filename="note.txt")
    message.add_attachment(b"%PDF-1.4", "application", "pdf", filename="map.pdf")
    records, errors, skipped = gather(put(tmp_path, "a.eml", message.as_bytes()))
    assert errors == []
    assert [(one.source.member, one.source.media_type) for one in records] == [
        (None, "text/html"),
        ("note.txt", "text/plain"),
    ]
    assert skipped == ["map.pdf: another kind of file"]


def test_a_forwarded_mail_is_read_with_its_own_head(tmp_path: Path) -> None:
    inner = mail("Inner")
    inner.set_content(TEXT)
    outer = mail("Fwd: Inner")
    outer.set_content("See below: this came in the night, and nobody has answered it yet.\n")
    outer.add_attachment(inner)
    first, second = gather(put(tmp_path, "a.eml", outer.as_bytes()))[0]
    assert json.loads(bytes(second.extra["mail"]))["subject"] == "Inner"
    assert words(first).startswith("See below")
    assert second.source.member == "part 2"


def test_a_mailbox_gives_each_mail(tmp_path: Path) -> None:
    box = b""
    for subject in ("One", "Three"):
        message = mail(subject)
        message.set_content(f"From here on it rains.\n\nFrom there, too: {subject}.\n")
        body = message.as_bytes().replace(b"\nFrom ", b"\n>From ")
        box += b"From agnes@ferry.example Sun May 12 08:00:00 2024\n" + body + b"\n"
    records, errors, _ = gather(put(tmp_path, "a.mbox", box))
    assert errors == []
    assert [one.source.member for one in records] == ["3@ferry.example", "5@ferry.example"]
    assert words(records[1]) == "From here on it rains.\nFrom there, too: Three."


DEEP = b"".join(
    b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(3_000)
)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.eml", b"", "no mail"),
        ("a.eml", b"just some words\nand more\n", "no mail"),
        ("a.mbox", b"just some words\n", "no mailbox"),
        ("a.eml", DEEP, "nested too deep"),
    ],
)
def test_what_is_no_mail_costs_one_line(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    records, [error], _ = gather(put(tmp_path, name, data))
    assert records == []
    assert said in str(error)


def test_a_mail_of_a_mailbox_costs_no_other(tmp_path: Path) -> None:
    box = b"From a\n\nno head\n\nFrom b\n" + DEEP + b"\n\nFrom c\nSubject: c\n\nwords of c\n"
    [record], errors, skipped = gather(put(tmp_path, "a.mbox", box))
    assert errors == []
    assert words(record) == "words of c"
    assert skipped == ["1: no mail", "2: parts nested too deep"]


@pytest.mark.parametrize(
    "head",
    [
        b"Subject: =?x-unknown?B?AAAA?=\nDate: never\n",
        b"Subject: =?utf-8?B?!!!?= \xff\xfe\nFrom: =?utf-8?Q?\n",
        b"Content-Type: text/plain; charset=no-such\n",
        b"Content-Type: text/plain; charset=utf-\0\xff8\nContent-Transfer-Encoding: 8bit\n",
        b"Subject: =?utf-\xff8?B?AAAA?=\n",
        b"Content-Type: text/plain; charset*=%%%''x; name*0*=utf-8''%\n",
        b"Content-Disposition: inline; filename*1=b; filename*0\n",
        b"Content-Type: multipart/related; start=<x>; boundary=zz\n",
        b"Content-Type: multipart/mixed\nContent-Transfer-Encoding: base64\n",
    ],
)
def test_broken_heads_cost_nothing_but_themselves(tmp_path: Path, head: bytes) -> None:
    body = b"\nThe night ferry goes on until the spring, the council has decided.\n"
    [record], errors, _ = gather(put(tmp_path, "a.eml", head + body))
    assert errors == []
    assert words(record) or b"base64" in head


def test_saved_pages_in_a_zip_file_are_read(tmp_path: Path) -> None:
    members = {"a/one.mhtml": saved_page(), "b.eml": b"words only", "c.txt": TEXT.encode()}
    records, [error], skipped = gather(put(tmp_path, "a.zip", zipped(members)))
    assert [record.source.member for record in records] == ["a/one.mhtml", "c.txt"]
    assert "a.zip!b.eml: no mail" in str(error)
    assert skipped == []


def test_a_broken_member_that_holds_a_mail_is_named(tmp_path: Path) -> None:
    message = mail()
    message.set_content(TEXT * 300, cte="8bit")
    packed = bytearray(zipped({"a.eml": message.as_bytes()}))
    packed[packed.index(b"PK\x01\x02") + 16] ^= 0xFF
    _, errors, _ = gather(put(tmp_path, "a.zip", bytes(packed)))
    assert ["a.zip!a.eml: zip member with a bad checksum" in str(one) for one in errors] == [True]


def test_what_has_the_name_of_a_text_is_one_packed_or_not(tmp_path: Path) -> None:
    data = b"Received: from the sea\n\nwords of the sea\n"
    for name, content in (("a.txt", data), ("b.txt.gz", gzip.compress(data))):
        [record], errors, _ = gather(put(tmp_path, name, content))
        assert errors == []
        assert words(record) == "Received: from the sea\nwords of the sea"


def test_a_folder_gives_its_mails_and_a_pipe_is_known_by_its_content(tmp_path: Path) -> None:
    message = mail()
    message.set_content(TEXT)
    (tmp_path / "box").mkdir()
    put(tmp_path, "box/a.eml", message.as_bytes())
    put(tmp_path, "box/b.mhtml", saved_page())
    told = shell("newsclip read box | jq -r .source.path", cwd=tmp_path)
    assert told.out.split() == ["box/a.eml", "box/b.mhtml"]
    piped = shell("cat box/b.mhtml | newsclip read | jq -r .title", cwd=tmp_path)
    assert piped.out == "Night ferry\n"
    received = b"Received: from ferry.example\n" + message.as_bytes()
    put(tmp_path, "mail", received)
    assert shell("newsclip read mail | jq -r .mail.subject", cwd=tmp_path).out == "Zwei Fähren\n"
