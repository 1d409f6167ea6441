"""Archives: what is in them is read as from files, and broken or hostile ones lose nothing else."""

import gzip
import io
import json
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard

from newsclip.errors import InputError, RecordError
from newsclip.reading import Limits, ReadOptions, read
from newsclip.record import Record
from newsclip.schema import to_json
from tests.calling import TEXT, one_line, shell

PAGE = (
    "<!DOCTYPE html><html><head><title>The rope walk</title></head><body><article><h1>The rope "
    "walk</h1><p>Straße und Fähre: the rope walk is for sale.</p></article></body></html>"
)
LINES = "".join(f"Line {n} of {n * n * 2654435761} reports.\n" for n in range(3000))
Seen = tuple[list[Record], list[InputError | RecordError], list[str]]


def gather(path: Path, **options: Any) -> Seen:
    errors: list[InputError | RecordError] = []
    skipped: list[str] = []
    found = read(
        [str(path)],
        ReadOptions(**options),
        on_error=errors.append,
        on_skip=lambda name, why: skipped.append(f"{name.rpartition('!')[2]}: {why}"),
    )
    return list(found), errors, skipped


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, method)
    return file.getvalue()


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


# --- zip


def test_a_zip_file_gives_its_texts_and_names_them(tmp_path: Path) -> None:
    members = {
        "b.txt": TEXT.encode(),
        "news/a.html": PAGE.encode(),
        "c.jsonl": b'{"text": "x"}\n',
        "picture.png": b"\x89PNG",
        ".hidden.txt": b"no",
        "deep/inner.zip": b"PK",
        "deep/inner.txt.gz": b"\x1f\x8b",
    }
    records, errors, skipped = gather(put(tmp_path, "a.zip", zipped(members)))
    assert not errors
    assert [r.source.member for r in records] == ["b.txt", "news/a.html", "1"]
    assert records[2].source.path.endswith("a.zip!c.jsonl")
    assert skipped == [
        "picture.png: another kind of file",
        ".hidden.txt: hidden",
        "deep/inner.zip: an archive in an archive",
        "deep/inner.txt.gz: an archive in an archive",
    ]


def test_a_name_that_leads_out_is_only_a_name(tmp_path: Path) -> None:
    names = ["../../out.txt", "/tmp/out.txt", "..\\out.txt", "C:\\out.txt", "市場.txt"]
    folder = tmp_path / "inner"
    folder.mkdir()
    path = put(folder, "a.zip", zipped(dict.fromkeys(names, b"words\n")))
    records, errors, _ = gather(path)
    assert not errors
    assert len(records) == 5
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["a.zip"]
    told = shell("newsclip read inner/a.zip -o out/ && find . -type f | sort", cwd=tmp_path)
    assert [name.rpartition("/")[0] for name in told.out.split()] == ["./inner", *["./out"] * 5]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_methods_are_unpacked(tmp_path: Path, method: int) -> None:
    [record], errors, _ = gather(put(tmp_path, "a.zip", zipped({"a.txt": LINES.encode()}, method)))
    assert not errors
    assert len(record.lines) == 3000


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_of_a_cut_zip_file_the_readable_members_are_kept(
    tmp_path: Path, method: int, share: float
) -> None:
    packed = zipped({f"{n}.txt": f"{n}\n{LINES}".encode() for n in range(10)}, method)
    path = put(tmp_path, "a.zip", packed[: int(share * len(packed))])
    records, errors, _ = gather(path)
    assert len(records) in (int(share * 10), int(share * 10) + 1)
    assert [r.text.partition("\n")[0] for r in records] == [str(n) for n in range(len(records))]
    assert "zip file cut short" in str(errors[-1])


def test_members_written_to_a_pipe_are_found_in_a_cut_file(tmp_path: Path) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *arguments: int) -> int:
            raise OSError

        def tell(self) -> int:
            raise OSError

    file = Pipe()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(4):
            archive.writestr(f"{n}.txt", f"{n}\n{LINES}")
    records, [error], _ = gather(put(tmp_path, "a.zip", file.getvalue()[:-60]))
    assert len(records) == 4
    assert "cut short" in str(error)


def test_a_bad_checksum_and_an_encrypted_member_are_named(tmp_path: Path) -> None:
    packed = bytearray(zipped({"a.txt": TEXT.encode(), "b.txt": b"bbbb\n", "c.txt": b"cccc\n"}))
    at = packed.index(b"b.txt")
    packed[at - 16 : at - 12] = b"\1\2\3\4"
    central = packed.rindex(b"b.txt")
    packed[central - 30 : central - 26] = b"\1\2\3\4"
    secret = packed.rindex(b"c.txt") - 46
    packed[secret + 8] |= 1
    packed[packed.index(b"c.txt") - 30 + 6] |= 1
    records, errors, _ = gather(put(tmp_path, "a.zip", bytes(packed)))
    assert records[0].text.startswith("The council")
    said = [str(error) for error in errors]
    assert any("a.zip!b.txt: " in one and "checksum" in one for one in said)
    assert any("a.zip!c.txt: encrypted; unpack it with its password" in one for one in said)


def test_a_zip_member_that_cannot_be_unpacked_costs_no_other(tmp_path: Path) -> None:
    members = {"a.txt": TEXT.encode(), "b.txt": b"bbbb\n"}
    packed = bytearray(zipped(members, zipfile.ZIP_LZMA))
    # Behind the name of the first member its bytes begin, and an lzma header of nine.
    start = packed.index(b"a.txt") + len("a.txt") + 9
    packed[start : start + 8] = b"\xff" * 8
    records, errors, _ = gather(put(tmp_path, "a.zip", bytes(packed)))
    assert [record.source.member for record in records] == ["b.txt"]
    assert "a.zip!a.txt: broken zip member" in str(errors[0])

    packed = bytearray(zipped(members))
    packed[packed.index(b"PK\x01\x02") + 10] = 98
    records, errors, _ = gather(put(tmp_path, "a.zip", bytes(packed)))
    assert [record.source.member for record in records] == ["b.txt"]
    assert "packed by method 98, which is not known here; unpack it first" in str(errors[0])

    packed[packed.index(b"PK\x01\x02") + 6] = 90
    records, [error], _ = gather(put(tmp_path, "a.zip", bytes(packed)))
    assert records == []
    assert "unknown zip file version 9.0; unpack it first" in str(error)


def test_a_zip_bomb_is_refused_and_what_came_before_is_kept(tmp_path: Path) -> None:
    members = {"a.txt": TEXT.encode(), **{f"{n}.txt": b"a" * (1 << 20) for n in range(9)}}
    path = put(tmp_path, "a.zip", zipped(members))
    records, [error], _ = gather(path, limits=Limits(bytes=5 << 20))
    assert len(records) == 5
    assert "--max-bytes" in str(error)


def test_zip_on_a_pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.zip", zipped({"a.txt": b"one\n", "b.txt": b"two\n"}))
    told = shell("cat a.zip | newsclip read | jq -r .source.member", cwd=tmp_path)
    assert told.out == "a.txt\nb.txt\n"
    content = io.BytesIO(zipped({"a.txt": b"one\n"}))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(content))
    assert [record.text for record in read(["-"])] == ["one"]


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
