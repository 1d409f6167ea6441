"""Folders listed at once: the same files as a walk gives, and a digest that sees each change."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsclip.errors import NewsclipError
from newsclip.reading import ReadOptions, walk
from newsclip.reading.listing import Status, listings, status_of
from newsclip.reading.shard import Shard

NAMES = st.sampled_from(
    [
        "a.txt",
        "b.TXT",
        "a-b.html",
        "a.txt.gz",
        ".hidden.txt",
        "x.png",
        "noext",
        "é.md",
        "a.jsonl.GZ",
    ]
)
FOLDERS = st.sampled_from(["", "a", "a-b", "a/b", ".git", "a.txt.d"])


def listed(root: Path, options: ReadOptions = ReadOptions()) -> list[str]:  # noqa: B008
    return [os.fsdecode(path) for one in listings(str(root), options) for path, _ in one]


def walked(root: Path, options: ReadOptions = ReadOptions()) -> list[str]:  # noqa: B008
    return [entry.path for entry in walk([str(root)], options)]


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    files=st.sets(st.tuples(FOLDERS, NAMES), max_size=12),
    options=st.sampled_from(
        [
            ReadOptions(),
            ReadOptions(globs=("*.txt",)),
            ReadOptions(globs=("a/*",)),
            ReadOptions(shard=Shard(1, 2)),
        ]
    ),
)
def test_the_files_are_those_of_a_walk(
    tmp_path_factory: pytest.TempPathFactory, files: set[tuple[str, str]], options: ReadOptions
) -> None:
    root = tmp_path_factory.mktemp("tree")
    for folder, name in files:
        (root / folder).mkdir(parents=True, exist_ok=True)
        (root / folder / name).touch()
    assert sorted(listed(root, options), key=os.fsencode) == walked(root, options)


def test_links_pipes_and_odd_names(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "real" / "deep").mkdir(parents=True)
    (root / "real" / "deep" / "one.txt").touch()
    (root / "a-link").symlink_to(root / "real")
    (root / "z-link").symlink_to(root / "real")
    (root / "loop").symlink_to(root)
    (tmp_path / "out.txt").touch()
    (root / "out.txt").symlink_to(tmp_path / "out.txt")
    (root / "in.txt").symlink_to(root / "real" / "deep" / "one.txt")
    os.mkfifo(root / "pipe.txt")
    (root / os.fsdecode(b"\xff\xfe.txt")).touch()
    (root / "new\nline.txt").touch()
    assert sorted(listed(root), key=os.fsencode) == walked(root)


def test_errors_and_what_is_passed_over_are_those_of_a_walk(tmp_path: Path) -> None:
    (tmp_path / "self.txt").symlink_to("self.txt")
    (tmp_path / "broken.txt").symlink_to("nothing.txt")
    (tmp_path / "x.png").touch()
    (tmp_path / ".hidden").touch()
    told: list[str] = []

    def on_error(error: NewsclipError) -> None:
        told.append(str(error))

    def on_skip(path: str, why: str) -> None:
        told.append(f"{path}: {why}")

    list(listings(str(tmp_path), on_error=on_error, on_skip=on_skip))
    by_listing = sorted(told)
    told.clear()
    list(walk([str(tmp_path)], on_error=on_error, on_skip=on_skip))
    assert by_listing == sorted(told)
    assert len(told) == 4


def test_a_digest_sees_names_sizes_and_times(tmp_path: Path) -> None:
    def digest() -> bytes:
        (found,) = listings(str(tmp_path))
        return found.digest

    path = tmp_path / "a.txt"
    seen = [digest()]
    path.write_text("one")
    seen.append(digest())
    path.write_text("three")
    seen.append(digest())
    os.utime(path, (1, 1))
    seen.append(digest())
    path.rename(tmp_path / "b.txt")
    seen.append(digest())
    assert len(set(seen)) == 5
    assert digest() == seen[-1]


def test_a_listing_gives_path_and_status(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("four")
    (found,) = listings(str(tmp_path))
    assert list(found) == [(os.fsencode(path), status_of(path.stat()))]
    assert len(found) == 1
    assert isinstance(next(iter(found))[1], Status)


def test_a_folder_that_cannot_be_listed_is_told(tmp_path: Path) -> None:
    errors: list[str] = []
    (found,) = listings(
        str(tmp_path / "missing"), on_error=lambda error: errors.append(error.message)
    )
    assert found.files is None
    assert errors == ["no such file or folder"]
