"""Archives: what is in them is read as from files, and broken or hostile ones lose nothing else."""

import gzip
import io
import json
import struct
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
import zstandard

from newsclip.reading import Limits
from newsclip.schema import to_json
from tests.calling import TEXT, one_line, shell
from tests.packing import PAGE, gather, put, zipped


def warc_record(body: bytes, head: str = "", *, kind: str = "response", number: int = 1) -> bytes:
    """A record as crawlers write it; ``head`` are lines of the HTTP response, the first one too."""
    head = head or "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8"
    block = f"{head}\r\n\r\n".encode() + body
    return (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
        f"WARC-Target-URI: https://example.org/{number}\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(block)}\r\n\r\n"
    ).encode() + block + b"\r\n\r\n"  # fmt: skip


# --- compressed files


def test_a_zstd_file_is_read_as_what_it_holds(tmp_path: Path) -> None:
    pack = zstandard.ZstdCompressor().compress
    put(tmp_path, "a.txt.zst", pack(b"one\n") + pack(b"two\n"))
    put(tmp_path, "b.jsonl.zst", pack(b'{"text": "x"}\n{"text": "y"}\n'))
    records, errors, _ = gather(tmp_path)
    assert not errors
    assert [record.text for record in records] == ["one\ntwo", "x", "y"]
    assert [record.source.member for record in records] == [None, "1", "2"]


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda data: data[: len(data) // 2], "zstd file cut short"),
        (lambda data: data[:-4] + b"\1\2\3\4", "broken zstd file"),
    ],
)
def test_of_a_broken_zstd_file_the_readable_part_is_kept(
    tmp_path: Path, damage: Callable[[bytes], bytes], said: str
) -> None:
    content = "".join(f"Line {n} of {n * n * 2654435761} reports.\n" for n in range(20000))
    packed = zstandard.ZstdCompressor(write_checksum=True).compress(content.encode())
    [record], [error], _ = gather(put(tmp_path, "a.txt.zst", damage(packed)))
    assert said in str(error)
    assert record.text.startswith("Line 0 of")
    assert "truncated" in [warning.code for warning in record.warnings]


@pytest.mark.parametrize("name", ["a.txt.zst", "a.zip", "a.warc", "a.txt.gz", "a.warc.gz"])
def test_a_file_of_another_kind_says_so(tmp_path: Path, name: str) -> None:
    records, [error], _ = gather(put(tmp_path, name, b"plain text\n"))
    assert records == []
    assert "no" in str(error)


@pytest.mark.parametrize("name", ["a.txt.zst", "a.zip", "a.warc", "a.warc.gz"])
def test_an_empty_one_is_no_riddle(tmp_path: Path, name: str) -> None:
    records, errors, _ = gather(put(tmp_path, name, b""))
    assert len(records) + len(errors) <= 1


# --- WARC


def crawl(*records: bytes) -> bytes:
    info = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 3\r\n\r\na:b\r\n\r\n"
    return info + b"".join(records)


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.warc.zst", "a", "-"])
def test_a_warc_gives_its_pages(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = "HTTP/1.1 200 OK\r\nContent-Type: text/plain"
    parts = [
        crawl(),
        warc_record(PAGE.encode(), number=1),
        warc_record(b"GET /", "GET / HTTP/1.1", kind="request", number=2),
        warc_record(TEXT.encode(), plain, number=3),
        warc_record(b"\x89PNG", "HTTP/1.1 200 OK\r\nContent-Type: image/png", number=4),
        warc_record(PAGE.encode(), "HTTP/1.1 404 No\r\nContent-Type: text/html", number=5),
    ]
    if name.endswith(".gz") or name in {"a", "-"}:
        parts = [gzip.compress(part) for part in parts]
    elif name.endswith(".zst"):
        parts = [zstandard.ZstdCompressor().compress(part) for part in parts]
    if name == "-":
        content = io.BytesIO(b"".join(parts))
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(content))
        path = Path("-")
    else:
        path = put(tmp_path, name, b"".join(parts))
    records, errors, skipped = gather(path)
    assert not errors
    assert [record.source.member for record in records] == ["urn:uuid:1", "urn:uuid:3"]
    assert [record.url for record in records] == ["https://example.org/1", "https://example.org/3"]
    assert records[0].title == "The rope walk"
    assert json.loads(to_json(records[0]))["crawl_date"] == "2026-01-02T03:04:05Z"
    assert records[0].date_published is None
    assert [one.partition(": ")[2] for one in skipped] == [
        "WARC record of type warcinfo", "WARC record of type request",
        "neither HTML nor text", "HTTP status 404",
    ]  # fmt: skip


def test_its_pages_are_those_of_the_files(tmp_path: Path) -> None:
    put(tmp_path, "a.html", PAGE.encode())
    put(tmp_path, "b.warc", crawl(warc_record(PAGE.encode(), "HTTP/1.1 200 OK")))
    (one, two), errors, _ = gather(tmp_path)
    assert not errors
    assert (one.id, one.lines, one.title) == (two.id, two.lines, two.title)


def chunked(body: bytes) -> bytes:
    parts = [body[at : at + 50] for at in range(0, len(body), 50)]
    return b"".join(b"%x;x=1\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def deflated(body: bytes) -> bytes:
    return zlib.compress(body)


@pytest.mark.parametrize(
    ("head", "packs"),
    [
        ("Transfer-Encoding: chunked", [chunked]),
        ("Content-Encoding: gzip", [gzip.compress]),
        ("Content-Encoding: gzip\r\nTransfer-Encoding: chunked", [gzip.compress, chunked]),
        ("Content-Encoding: deflate", [deflated]),
        ("Content-Encoding: br", [brotli.compress]),
        ("Content-Encoding: br, gzip", [brotli.compress, gzip.compress]),
        ("Content-Encoding: zstd", [zstandard.ZstdCompressor().compress]),
        # Stored unpacked, below the head that it came with.
        ("Content-Encoding: gzip\r\nTransfer-Encoding: chunked", []),
        ("Content-Encoding: br", []),
        ("Content-Encoding: identity", []),
    ],
)
def test_bodies_are_unpacked(
    tmp_path: Path, head: str, packs: list[Callable[[bytes], bytes]]
) -> None:
    body = PAGE.encode()
    for pack in packs:
        body = pack(body)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{head}"
    [record], errors, _ = gather(put(tmp_path, "a.warc", crawl(warc_record(body, head))))
    assert not errors
    assert "Straße und Fähre" in record.text


def test_an_encoding_that_cannot_be_unpacked_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "brotli", None)
    head = "HTTP/1.1 200 OK\r\nContent-Encoding: "
    parts = [
        warc_record(brotli.compress(PAGE.encode()), head + "br"),
        warc_record(b"x", head + "compress", number=2),
        warc_record(PAGE.encode(), number=3),
    ]
    [record], errors, _ = gather(put(tmp_path, "a.warc", crawl(*parts)))
    assert record.source.member == "urn:uuid:3"
    assert "pip install 'newsclip[warc]'" in str(errors[0])
    assert "content encoding compress" in str(errors[1])


def test_the_charset_of_the_head_counts_where_it_can_be_right(tmp_path: Path) -> None:
    text = "Kirjasto lainaa sateenvarjoja, ja väki tykkää."
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset="
    parts = [
        warc_record(text.encode("cp1252"), head + "ISO-8859-1", number=1),
        warc_record(text.encode(), head + "ISO-8859-1", number=2),
        warc_record(
            "Городской совет одобрил план новых маршрутов.".encode("cp1251"), head + "utf-8"
        ),
    ]
    records, errors, _ = gather(put(tmp_path, "a.warc", crawl(*parts)))
    assert not errors
    assert [record.text for record in records][:2] == [text, text]
    assert [record.source.encoding for record in records] == ["cp1252", "utf-8", "cp1251"]


def test_of_a_broken_warc_what_was_readable_is_kept(tmp_path: Path) -> None:
    good, page = warc_record(PAGE.encode()), warc_record(PAGE.encode(), number=2)
    for broken, said in [
        (good + page[:-40], "WARC record cut short"),
        (good + b"nonsense\r\n" + page, "record 3 does not begin with WARC/"),
        (good + page.replace(b"Content-Length: ", b"Content-Length: -"), "record 3 has no length"),
        (good + page.replace(b"Content-Length: ", b"Content-Length: 99999"), "cut short"),
    ]:
        records, errors, _ = gather(put(tmp_path, "a.warc", crawl(broken)))
        assert records[0].source.member == "urn:uuid:1"
        assert any(said in str(error) for error in errors)
    packed = gzip.compress(crawl(good)) + gzip.compress(page)[:-30]
    records, errors, _ = gather(put(tmp_path, "a.warc.gz", packed))
    assert records[0].source.member == "urn:uuid:1"
    assert any("cut short" in str(error) for error in errors)


def test_a_bomb_in_a_body_is_refused_and_its_neighbours_are_kept(tmp_path: Path) -> None:
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip"
    bomb = warc_record(gzip.compress(b"a" * (4 << 20)), head)
    path = put(tmp_path, "a.warc", crawl(bomb, warc_record(PAGE.encode(), number=2)))
    [record], [error], _ = gather(path, limits=Limits(bytes=1 << 20))
    assert record.source.member == "urn:uuid:2"
    assert "--max-bytes" in str(error)


def test_limits_are_flags_and_errors_one_line(tmp_path: Path) -> None:
    put(tmp_path, "a.txt.gz", gzip.compress(b"news\n" * 100_000))
    told = shell("newsclip read a.txt.gz --max-bytes 1000", cwd=tmp_path)
    assert (told.code, told.out) == (1, "")
    assert one_line(told.err)
    assert shell("newsclip read a.txt.gz --max-bytes 1000000", cwd=tmp_path).code == 0


def test_folders_give_archives_too(tmp_path: Path) -> None:
    put(tmp_path, "a.zip", zipped({"a.txt": b"one\n"}))
    put(tmp_path, "b.warc.gz", gzip.compress(crawl(warc_record(b"<p>two", number=7))))
    put(tmp_path, "c.gz", gzip.compress(b"unknown"))
    put(tmp_path, "d.tar", struct.pack("<L", 1))
    records, errors, skipped = gather(tmp_path)
    assert not errors
    assert [record.text for record in records] == ["one", "two"]
    assert len([one for one in skipped if "another kind of file" in one]) == 2
