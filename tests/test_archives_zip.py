"""Zip files: what is in them is read, and broken or hostile ones lose nothing else."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import pytest

from newsclip.reading import Limits, read
from tests.calling import TEXT, shell
from tests.packing import LINES, PAGE, gather, put, zipped


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
