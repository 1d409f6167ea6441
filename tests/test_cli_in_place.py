"""``newsclip clip --in-place``: the article in the place of its file, the file beside it."""

import gzip
from pathlib import Path

import pytest

from tests.calling import ROOT, TEXT, Call, file_of, one_line

SAMPLES = ROOT / "samples"


def test_the_article_takes_the_place_and_the_file_stays_beside_it(
    call: Call, tmp_path: Path
) -> None:
    path = tmp_path / "draft.txt"
    before = (SAMPLES / "big5.txt").read_bytes()
    path.write_bytes(before)
    path.chmod(0o640)
    run = call("clip", str(path), "--in-place", "--to", "zh-Hans")
    assert (run.code, run.out, run.err) == (0, "", "")
    assert (tmp_path / "draft.txt.orig").read_bytes() == before
    clipped = call("clip", str(SAMPLES / "big5.txt"), "--to", "zh-Hans", "-f", "text").out
    assert path.read_text("utf-8") == clipped
    assert path.stat().st_mode & 0o777 == 0o640
    assert {entry.name for entry in tmp_path.iterdir()} >= {"draft.txt", "draft.txt.orig"}
    again = call("clip", str(path), "--in-place")
    assert (again.code, one_line(again.err)) == (1, True)
    assert path.read_text("utf-8") == clipped


@pytest.mark.parametrize(
    "name", ["article.html", "clipping.md", "foreign.jsonl", "two.txt", "n.txt", "z.txt.gz"]
)
def test_what_is_not_one_article_of_plain_text_is_refused_and_left_alone(
    call: Call, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    contents = {
        "two.txt": (SAMPLES / "taiwan-two-articles.txt").read_bytes(),
        "n.txt": b"Log in\n",
        "z.txt.gz": gzip.compress(TEXT.encode() * 5),
    }
    content = contents[name] if name in contents else (SAMPLES / name).read_bytes()
    path.write_bytes(content)
    other = file_of(tmp_path, "other.txt", TEXT * 3)
    run = call("clip", str(path), other, "--in-place")
    assert (run.code, one_line(run.err)) == (1, True)
    assert name in run.err
    assert path.read_bytes() == content
    assert not path.with_name(f"{name}.orig").exists()
    assert Path(f"{other}.orig").exists()


@pytest.mark.parametrize("flags", [["-o", "x.txt"], ["-f", "markdown"], ["--slim"], ["--learned"]])
def test_another_output_is_a_wrong_call(call: Call, tmp_path: Path, flags: list[str]) -> None:
    path = file_of(tmp_path, "draft.txt", TEXT * 3)
    run = call("clip", path, "--in-place", *flags)
    assert (run.code, one_line(run.err)) == (2, True)
    assert Path(path).read_text("utf-8") == TEXT * 3


def test_standard_input_has_no_place(call: Call) -> None:
    assert call("clip", "-", "--in-place", stdin=TEXT.encode()).code == 2
