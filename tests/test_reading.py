from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclip.errors import InputError, RecordError, UsageError
from newsclip.reading import Limits, ReadOptions, read, walk
from newsclip.reading.sniff import is_html
from newsclip.reading.text import lines_of_text
from newsclip.reading.walk import printable
from newsclip.record import Record, document_id

Errors = list[InputError | RecordError]


def gather(*paths: Path | str, **options: Any) -> tuple[list[Record], Errors]:
    errors: Errors = []
    records = list(read(map(str, paths), ReadOptions(**options), on_error=errors.append))
    return records, errors


def texts(*paths: Path | str, **options: Any) -> list[str]:
    records, errors = gather(*paths, **options)
    assert not errors
    return [record.text for record in records]


def put(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def feed(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def jsonl(*texts: str) -> str:
    return "".join(json.dumps({"text": text}) + "\n" for text in texts)


# --- text files


def test_a_text_file_is_one_document_with_all_its_lines(tmp_path: Path) -> None:
    content = b"Title\r\n\r\nFirst.\nSecond.\n"
    path = put(tmp_path, "a.txt", content)
    [record], errors = gather(path)
    assert not errors
    assert [line.text for line in record.lines] == ["Title", "", "First.", "Second."]
    assert [line.role for line in record.lines] == [None, "blank", None, None]
    sha256 = hashlib.sha256(content).hexdigest()
    source = record.source
    assert (source.path, source.member, source.media_type) == (str(path), None, "text/plain")
    assert (source.encoding, source.sha256, source.bytes) == ("utf-8", sha256, len(content))
    assert (source.first_line, source.last_line) == (1, 4)
    assert record.id == document_id(sha256, 1, 4)
    assert record.warnings == ()


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n \n\t\n"])
def test_a_file_without_text_gives_a_record_that_warns(tmp_path: Path, content: bytes) -> None:
    [record], errors = gather(put(tmp_path, "a.txt", content))
    assert not errors
    assert [warning.code for warning in record.warnings] == ["empty"]


def test_an_empty_file_has_no_lines(tmp_path: Path) -> None:
    [record], _ = gather(put(tmp_path, "a.txt", ""))
    assert record.lines == ()
    assert (record.source.first_line, record.source.last_line) == (1, 0)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\nb", ["a", "b"]),
        ("a\nb\n", ["a", "b"]),
        ("a\n\n", ["a", ""]),
        ("a\r\r\nb", ["a", "b"]),
        ("a\rb\r", ["a", "b"]),
        ("one\rtwo\nthree", ["one\rtwo", "three"]),
        ("a\u2028b\u0085c\fd\x0be", ["a\u2028b\u0085c\fd\x0be"]),
    ],
)
def test_only_lf_crlf_and_lone_cr_files_end_lines(text: str, lines: list[str]) -> None:
    assert lines_of_text(text) == lines


@given(st.lists(st.text(st.sampled_from("a\u3000\u2028 \t\u4e2d")), min_size=1))
def test_lines_joined_are_read_back(lines: list[str]) -> None:
    assert lines_of_text("".join(line + "\n" for line in lines)) == lines


def test_markdown_is_text_of_its_own_type(tmp_path: Path) -> None:
    [record], _ = gather(put(tmp_path, "a.md", "# T\n"))
    assert record.source.media_type == "text/markdown"


def test_a_guessed_encoding_is_said(tmp_path: Path) -> None:
    text = "市議會週二通過新的公車路線計畫,預計明年春天開始營運。\n"
    [record], _ = gather(put(tmp_path, "a.txt", text.encode("big5")))
    assert record.text == text.strip()
    assert [warning.code for warning in record.warnings] == ["encoding-guessed"]


def test_the_encoding_option_is_believed_or_an_error(tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt", "Kraków".encode("cp1250"))
    assert texts(path, encoding="windows-1250") == ["Kraków"]
    records, [error] = gather(path, encoding="utf-8")
    assert records == []
    assert "not in utf-8" in str(error)
    with pytest.raises(UsageError, match="unknown encoding"):
        list(read([str(path)], ReadOptions(encoding="no-such")))


# --- walking


def shown(folder: Path, **options: Any) -> list[str]:
    return [
        os.path.relpath(entry.path, folder) for entry in walk([str(folder)], ReadOptions(**options))
    ]


def test_a_folder_gives_known_suffixes_in_the_order_of_paths(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.html", "a-b.txt", "a/z.ndjson", "X.MD.gz", "a/.h.txt", "no.exe"):
        put(tmp_path, name, "x")
    put(tmp_path, ".hidden/d.txt", "x")
    assert shown(tmp_path) == ["X.MD.gz", "a-b.txt", "a/c.html", "a/z.ndjson", "b.txt"]


def test_what_is_passed_over_is_said(tmp_path: Path) -> None:
    for name in ("a.txt", "b.exe", ".c.txt"):
        put(tmp_path, name, "x")
    heard: list[tuple[str, str]] = []
    list(read([str(tmp_path)], on_skip=lambda path, why: heard.append((Path(path).name, why))))
    assert sorted(heard) == [(".c.txt", "hidden"), ("b.exe", "another kind of file")]


def test_a_folder_named_like_a_file_is_walked(tmp_path: Path) -> None:
    put(tmp_path, "x.txt/inner.txt", "x")
    assert shown(tmp_path) == ["x.txt/inner.txt"]


def test_globs_choose_names_or_paths_below_the_folder(tmp_path: Path) -> None:
    for name in ("a.log", "sub/b.log", "c.txt"):
        put(tmp_path, name, "x")
    assert shown(tmp_path, globs=("*.log",)) == ["a.log", "sub/b.log"]
    assert shown(tmp_path, globs=("sub/*",)) == ["sub/b.log"]


def test_a_pattern_that_the_shell_left_alone_is_expanded(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c.md"):
        put(tmp_path, name, name)
    assert texts(tmp_path / "*.txt") == ["a.txt", "b.txt"]
    records, [error] = gather(tmp_path / "*.pdf")
    assert records == []
    assert "no file matches" in str(error)


def test_a_name_that_looks_like_a_pattern_is_a_name(tmp_path: Path) -> None:
    put(tmp_path, "star[x].txt", "right")
    put(tmp_path, "starx.txt", "wrong")
    assert texts(tmp_path / "star[x].txt") == ["right"]


def test_links_stay_inside_the_folder_and_end(tmp_path: Path) -> None:
    root = tmp_path / "root"
    put(root, "a/in.txt", "x")
    put(tmp_path, "out.txt", "secret")
    (root / "loop").symlink_to(".")
    (root / "a" / "up").symlink_to("../a")
    (root / "out.txt").symlink_to("../out.txt")
    (root / "same.txt").symlink_to("a/in.txt")
    assert shown(root) == ["a/in.txt", "same.txt"]


def test_a_link_to_a_folder_that_is_hidden_is_followed(tmp_path: Path) -> None:
    put(tmp_path, ".releases/7/a.txt", "x")
    (tmp_path / "current").symlink_to(".releases/7")
    assert shown(tmp_path) == ["current/a.txt"]


def test_broken_links_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    put(tmp_path, "good.txt", "good")
    (tmp_path / "gone.txt").symlink_to("nowhere.txt")
    (tmp_path / "self.txt").symlink_to("self.txt")
    records, errors = gather(tmp_path)
    assert [record.text for record in records] == ["good"]
    assert sorted(Path(error.path or "").name for error in errors) == ["gone.txt", "self.txt"]


def test_a_pipe_in_a_folder_is_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.txt")
    put(tmp_path, "a.txt", "x")
    assert texts(tmp_path) == ["x"]
    assert texts(tmp_path / "*.txt") == ["x"]


def test_a_pipe_that_is_named_is_read(tmp_path: Path) -> None:
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    writer = threading.Thread(target=lambda: fifo.write_text(jsonl("one", "two")))
    writer.start()
    assert texts(fifo) == ["one", "two"]
    writer.join()


def test_a_missing_path_is_an_error_that_says_so(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "x")
    records, [error] = gather(tmp_path / "no.txt", tmp_path / "a.txt")
    assert len(records) == 1
    assert error.path == str(tmp_path / "no.txt")
    assert "no such file" in str(error)


def test_errors_are_raised_when_nobody_hears_them(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        list(read([str(tmp_path / "no.txt")]))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_an_error(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "x").chmod(0)
    _, [error] = gather(tmp_path)
    assert "permission denied" in str(error)


def test_names_that_are_no_utf8_are_shown_in_utf8(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")
    with open(path, "w") as stream:  # noqa: PTH123
        stream.write("x")
    [record], _ = gather(tmp_path)
    assert record.source.path.endswith("caf\\xe9.txt")
    assert printable("新聞/e\u0301.txt") == "新聞/e\u0301.txt"


def test_a_path_with_a_nul_is_an_error() -> None:
    _, [error] = gather("a\0b")
    assert "\0" not in str(error)


# --- standard input and sniffing


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b'\n{"text": "a"}\n', "application/x-ndjson"),
        (b'\xef\xbb\xbf{"text": "a"}', "application/x-ndjson"),
        (b'{"name": "a"}\n', "text/plain"),
        (b"[1, 2]\n", "text/plain"),
        (b"<!DOCTYPE html>\n<p>a", "text/html"),
        (b"\n\n<div class=x>a</div>", "text/html"),
        (b"a < b and c > d\n", "text/plain"),
        (b"Mail <div@example.org> or <p.s@example.org>\n", "text/plain"),
        (b"x" * 2000 + b"<p>late</p>", "text/plain"),
        (b"", "text/plain"),
    ],
)
def test_standard_input_is_told_by_its_content(
    monkeypatch: pytest.MonkeyPatch, content: bytes, media_type: str
) -> None:
    feed(monkeypatch, content)
    [record], errors = gather("-")
    assert not errors
    assert (record.source.path, record.source.media_type) == ("-", media_type)


def test_the_form_option_decides_by_hand(tmp_path: Path) -> None:
    path = put(tmp_path, "a.html", "<p>a</p>\n")
    assert texts(path) == ["a"]
    assert texts(path, form="text") == ["<p>a</p>"]
    odd = put(tmp_path, "a.log", jsonl("x", "y"))
    assert texts(odd) == ["x", "y"]
    assert texts(odd, form="text") == [jsonl("x", "y").rstrip("\n")]


def test_standard_input_can_be_named_once(monkeypatch: pytest.MonkeyPatch) -> None:
    feed(monkeypatch, b"x\n")
    records, [error] = gather("-", "-")
    assert [record.text for record in records] == ["x"]
    assert "twice" in str(error)


def test_records_of_a_stream_come_out_before_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading) as pipe, os.fdopen(writing, "wb", buffering=0) as stream:
        monkeypatch.setattr(sys, "stdin", pipe)
        stream.write(jsonl("first").encode())
        records = read(["-"])
        assert next(records).text == "first"
        stream.write(jsonl("second").encode())
        assert next(records).text == "second"


def test_a_quadratic_bait_for_the_tag_pattern_is_read_at_once() -> None:
    assert not is_html("<p " * 300)


# --- JSON Lines


def test_a_bad_line_costs_itself_only(tmp_path: Path) -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    bad: list[bytes] = [b"{not json", b"null", b"42", b'{"id": 1}', b'{"text": 5}', deep, b"\0\0"]
    bad += [b'{"text":"a\xffb"}', b'{"text":"lone \\ud800"}', b'{"text":"x","y":NaN}']
    good = jsonl("good").encode()
    path = put(tmp_path, "a.jsonl", good + b"\n".join(bad) + b"\n\n  \n" + good + b'{"text":"cut')
    records, errors = gather(path)
    assert [record.text for record in records] == ["good", "good"]
    assert [error.line for error in errors] == [*range(2, 2 + len(bad)), 5 + len(bad)]
    assert {error.path for error in errors} == {str(path)}


def test_json_lines_with_crlf_mark_and_no_last_line_end(tmp_path: Path) -> None:
    content = (
        b"\xef\xbb\xbf" + jsonl("a").replace("\n", "\r\n").encode() + b'{"text":"b\xe2\x80\xa8c"}'
    )
    assert texts(put(tmp_path, "a.jsonl", content)) == ["a", "b\u2028c"]


def test_a_line_of_ten_megabytes_is_a_record(tmp_path: Path) -> None:
    long = "news text " * 1_000_000
    assert texts(put(tmp_path, "a.jsonl", jsonl(long, "b"))) == [long, "b"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "gb18030", "utf-8-sig"])
def test_json_lines_in_another_encoding(tmp_path: Path, encoding: str) -> None:
    rows = '{"text": "新聞上"}\n{"text": "b\u010a"}\n'
    path = put(tmp_path, "a.jsonl", rows.encode(encoding))
    assert texts(path, encoding=encoding) == ["新聞上", "b\u010a"]
    if encoding == "utf-16":
        assert texts(path) == ["新聞上", "b\u010a"]


def test_our_own_records_pass_through_as_they_are(tmp_path: Path) -> None:
    from newsclip.schema import to_json

    [record], _ = gather(put(tmp_path, "a.txt", "Title\n\nText\n"))
    [again], _ = gather(put(tmp_path, "a.jsonl", to_json(record)))
    assert again == record


# --- compressed files


def test_a_gzip_file_is_read_as_what_it_holds(tmp_path: Path) -> None:
    put(tmp_path, "a.txt.gz", gzip.compress(b"one\n") + gzip.compress(b"two\n") + b"\0" * 20)
    put(tmp_path, "b.jsonl.gz", gzip.compress(jsonl("x", "y").encode()))
    put(tmp_path, "c.html.gz", gzip.compress(b"<p>page"))
    records, errors = gather(tmp_path)
    assert not errors
    assert [record.text for record in records] == ["one\ntwo", "x", "y", "page"]
    assert records[0].source.sha256 == hashlib.sha256(b"one\ntwo\n").hexdigest()


def test_gzip_on_standard_input_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    feed(monkeypatch, gzip.compress(jsonl("x").encode()))
    assert texts("-") == ["x"]


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _wrong_sum(data: bytes) -> bytes:
    return data[:-8] + b"\1\2\3\4" + data[-4:]


@pytest.mark.parametrize("damage", [_cut, _wrong_sum])
def test_of_a_broken_gzip_file_the_readable_part_is_kept(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    content = "".join(f"Line {n} of {n * n * 2654435761} reports.\n" for n in range(5000)).encode()
    path = put(tmp_path, "a.txt.gz", damage(gzip.compress(content)))
    [record], [error] = gather(path)
    assert error.path == str(path)
    assert "gzip" in str(error)
    assert "truncated" in [warning.code for warning in record.warnings]
    assert record.text.startswith("Line 0 of")


def test_records_of_a_cut_gzip_stream_are_kept(tmp_path: Path) -> None:
    packed = gzip.compress(jsonl(*(f"text {n * n * 2654435761}" for n in range(5000))).encode())
    records, errors = gather(put(tmp_path, "a.jsonl.gz", packed[: len(packed) // 2]))
    assert len(records) > 100
    assert any("gzip file cut short" in str(error) for error in errors)


def test_a_file_that_only_says_it_is_gzip(tmp_path: Path) -> None:
    records, [error] = gather(put(tmp_path, "a.txt.gz", "plain text\n"))
    assert records == []
    assert "not a gzip file" in str(error)


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt.gz", gzip.compress(b"a" * (4 << 20)))
    records, [error] = gather(path, limits=Limits(bytes=1 << 20))
    assert records == []
    assert "times its size; if it is sound, raise --max-bytes" in str(error)


def test_a_file_that_packs_well_is_no_bomb(tmp_path: Path) -> None:
    [record], errors = gather(put(tmp_path, "a.txt.gz", gzip.compress(b"news\n" * 400_000)))
    assert not errors
    assert len(record.lines) == 400_000


# --- what is no text


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
        b"\x7fELF" + bytes((i * 37 + 11) % 256 for i in range(20_000)),
        b"PK\x03\x04" + bytes(range(256)) * 4,
        b"%PDF-1.7\n1 0 obj\n",
        b"\0" * 5000,
        bytes((i * i * 31 + i * 7) % 251 for i in range(5000)),
    ],
)
def test_binary_files_are_errors(tmp_path: Path, content: bytes) -> None:
    records, [error] = gather(put(tmp_path, "a.txt", content))
    assert records == []
    assert "binary file" in str(error) or "not text" in str(error)


def test_a_nul_in_a_text_does_not_make_it_binary(tmp_path: Path) -> None:
    content = "The city coun\0cil approved the plan on Tuesday after a long debate.\n" * 3
    assert texts(put(tmp_path, "a.txt", content)) == [content.rstrip("\n")]
