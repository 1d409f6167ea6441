"""Which files of folders, globs and links are read, and what is said of the others."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import pytest

from newsclip.errors import InputError
from newsclip.reading import ReadOptions, read, walk
from newsclip.reading.walk import printable
from tests.gathering import gather, jsonl, put, texts


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
