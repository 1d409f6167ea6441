"""`newsclip learn`, and `clip --learned`, as they are called."""

import tomllib
from pathlib import Path

import msgspec
import pytest

from tests.calling import Call, one_line, shell
from tests.ledger import page


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The pages of the Harbour Ledger as files."""
    pages = tmp_path / "ledger"
    pages.mkdir()
    for number in range(6):
        text = "\n".join(page(number, views=f"{number}04")) + "\n"
        (pages / f"{number}.txt").write_text(text, encoding="utf-8")
    return pages


def test_learn_writes_rules_that_clip_can_use(call: Call, folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "ledger.toml"
    run = call("learn", str(folder), "-o", str(target))
    assert (run.code, run.out, run.err) == (0, "", "")
    assert call("learn", str(folder)).out == target.read_text(encoding="utf-8")
    assert call("rules", "check", str(target)).code == 0
    clipped = call("clip", str(folder), "--rules", str(target)).records
    assert len(clipped) == 6
    removed = clipped[0]["trace"]["removed"]  # type: ignore[index]
    assert {"Net Lofts", "Ledger people"} <= {
        entry["text"] for entry in removed if str(entry["rule"]).startswith("ledger/")
    }


def test_learn_without_anything_that_repeats_says_so(call: Call, tmp_path: Path) -> None:
    page_of_one = tmp_path / "one.txt"
    page_of_one.write_text("\n".join(page(0)), encoding="utf-8")
    run = call("learn", str(page_of_one))
    assert run.code == 0
    assert run.out.startswith("# No line repeats")
    assert tomllib.loads(run.out) == {"schema": 1, "language": "und"}
    assert call("learn", str(tmp_path / "no-such")).code == 1


def test_several_sites_want_a_folder(call: Call, tmp_path: Path) -> None:
    stream = tmp_path / "sites.jsonl"
    rows = [
        {"text": "\n".join(page(n)), "url": f"https://{host}/{n}"}
        for host in ("gulls.example", "ledger.example")
        for n in range(4)
    ]
    stream.write_bytes(b"\n".join(map(msgspec.json.encode, rows)))
    run = call("learn", str(stream))
    assert run.code == 2
    assert one_line(run.err)
    assert "gulls.example, ledger.example" in run.err
    assert call("learn", str(stream), "-o", f"{tmp_path}/rules/").code == 0
    names = sorted(path.name for path in (tmp_path / "rules").iterdir())
    assert names == ["gulls.example.toml", "ledger.example.toml"]
    assert call("rules", "check", f"{tmp_path}/rules").code == 0


@pytest.mark.parametrize("flags", [("--min-files", "1"), ("--min-share", "1.5")])
def test_limits_that_make_no_sense_are_refused(
    call: Call, folder: Path, flags: tuple[str, str]
) -> None:
    run = call("learn", str(folder), *flags)
    assert run.code == 2
    assert one_line(run.err)


def test_the_limits_of_the_flags_are_those_of_the_library() -> None:
    from newsclip.cli.learn import Lessons
    from newsclip.knowledge.learn import MIN_FILES, MIN_SHARE

    assert (Lessons().min_files, Lessons().min_share) == (MIN_FILES, MIN_SHARE)


def test_a_folder_that_cannot_be_made_is_one_line(call: Call, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    run = call("learn", str(folder), "-o", f"{tmp_path}/file/rules/")
    assert run.code == 74
    assert one_line(run.err)


def test_learn_takes_its_limits(call: Call, folder: Path) -> None:
    assert call("learn", str(folder), "--min-files", "7").out.startswith("# No line")
    few = [str(path) for path in sorted(folder.iterdir())[:2]]
    assert "Net Lofts" in call("learn", *few, "--min-files", "2", "--min-share", "1").out


def test_learned_on_the_fly_is_the_same_through_pipes(folder: Path) -> None:
    chain = "newsclip read ledger | newsclip repair | newsclip strip --learned"
    piped = shell(f"{chain} | newsclip split | newsclip detect", cwd=folder.parent)
    clipped = shell("newsclip clip ledger --learned", cwd=folder.parent)
    assert clipped.out
    assert (piped.code, piped.out) == (0, clipped.out)
    assert (piped.err, clipped.err) == ("", "")
    assert "in 6 of 6 files" in clipped.out


def test_learned_reads_a_stream_once_and_says_each_problem_once(call: Call, folder: Path) -> None:
    stream = call("read", str(folder)).out
    run = call("strip", "--learned", "--from", "jsonl", "-", stdin=stream.encode() + b"{}\n")
    assert run.code == 1
    assert one_line(run.err)
    assert run.out == call("strip", "--learned", str(folder)).out
    assert run.out != call("strip", str(folder)).out


def test_learned_warnings_are_said_once(call: Call, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("港灣的老吊車每到黃昏就會發出歌聲。\n".encode("big5") * 20)
    plain = call("clip", str(tmp_path), "--strict")
    learned = call("clip", str(tmp_path), "--strict", "--learned")
    assert plain.code == learned.code == 4
    assert plain.err == learned.err
    assert plain.err.count("\n") == 1
