"""Gzip files and streams: whole, cut, wrong, too well packed."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from newsclip.reading import Limits
from tests.gathering import feed, gather, jsonl, put, texts


def test_a_gzip_file_is_read_as_what_it_holds(tmp_path: Path) -> None:
    put(tmp_path, "a.txt.gz", gzip.compress(b"one\n") + gzip.compress(b"two\n") + b"\0" * 20)
    put(tmp_path, "b.jsonl.gz", gzip.compress(jsonl("x", "y").encode()))
    put(tmp_path, "c.html.gz", gzip.compress(b"<p>page"))
    records, errors = gather(tmp_path)
    assert not errors
    assert [record.text for record in records] == ["one\ntwo", "x", "y", "page"]
    assert records[0].source.sha256 == hashlib.sha256(b"one\ntwo\n").hexdigest()


def test_packed_content_is_unpacked_whatever_the_name_says(tmp_path: Path) -> None:
    put(tmp_path, "a.html", gzip.compress(b"<p>page"))
    put(tmp_path, "b.jsonl", gzip.compress(jsonl("x", "y").encode()))
    put(tmp_path, "c.txt", b"WARC/1.0 is how such a file begins.\n")
    assert texts(tmp_path) == ["page", "x", "y", "WARC/1.0 is how such a file begins."]


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
