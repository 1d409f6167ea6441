from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclip.errors import RecordError, UsageError
from newsclip.reading import ReadOptions, read
from newsclip.reading.sniff import is_html
from newsclip.reading.text import lines_of_text
from newsclip.record import document_id
from newsclip.schema import from_json, to_json
from tests.gathering import feed, gather, jsonl, put, texts

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


@pytest.mark.parametrize("kept", [22, 200, 4000])
def test_a_record_cut_short_in_a_pipe_is_named(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    line = to_json(from_json(json.dumps({"text": "One line of many. " * 300})))
    feed(monkeypatch, line[:kept].encode())
    records, [error] = gather("-")
    assert records == []
    assert isinstance(error, RecordError)


def test_json_that_is_none_of_ours_stays_text(monkeypatch: pytest.MonkeyPatch) -> None:
    feed(monkeypatch, b'{"schema": "other/1", "text": "cut sho')
    assert texts("-") == ['{"schema": "other/1", "text": "cut sho']
