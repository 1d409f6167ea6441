"""What the command line says: which flag, file or variable is wrong, and what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.calling import TEXT, Call, file_of, one_line
from tests.rule_files import rule, rule_file

DECISIONS = {
    "schema": "newsclip-decisions/1",
    "recipe": {},
    "files": [{"path": "in/a.txt", "member": None, "sha256": "0" * 64, "outcome": "0" * 16}],
}


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    file_of(tmp_path / "in", "a.txt", TEXT)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("command", ["clip", "read", "learn", "review"])
def test_a_dash_is_standard_output(command: str, call: Call, tmp_path: Path) -> None:
    plain = call(command, "in", "-o", "all.txt")
    dash = call(command, "in", "-o", "-")
    assert dash.out == (tmp_path / "all.txt").read_text("utf-8")
    assert not (tmp_path / "-").exists()
    assert (dash.code, dash.err) == (plain.code, plain.err)


def test_a_dash_is_standard_output_of_a_summary_and_of_a_state_too(
    call: Call, tmp_path: Path
) -> None:
    assert call("dedupe", "in", "--write-summary", "-").out
    [record] = call("clip", "in", "--state", "s.db", "-o", "-").records
    assert record["text"]
    assert not (tmp_path / "-").exists()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("clip in -o in/all.jsonl", "in/all.jsonl: the output stands in a folder that is read"),
        ("clip in -o in/a.txt", "in/a.txt: the output is also an input"),
        ("clip in -q -v", "--quiet with --verbose; leave one out"),
        ("repair in --only wrap --skip wrap", "no repair is left to make"),
        (
            "clip in --skip mojibake,markdown,labels,print,clean,pinyin,wrap,damage",
            "no repair is left to make",
        ),
        ("detect in --among en,xx", "no language known: 'xx'"),
        ("status in/a.txt", "in/a.txt: not a state file of newsclip; name the file of --state"),
    ],
)
def test_what_contradicts_itself_is_exit_2(line: str, said: str, call: Call) -> None:
    run = call(*line.split())
    assert (run.code, run.out) == (2, "")
    assert one_line(run.err)
    assert said in run.err


PROOFS = 'removes = ["Share"]\nkeeps = ["They share a boat."]\n'


def test_the_variable_that_names_no_folder_is_named(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSCLIP_RULES", "gone/rules")
    own = rule_file(tmp_path, rule(more=PROOFS))
    for line in ("clip in", "clip in --state s.db", f"rules check {own}", "rules list"):
        run = call(*line.split())
        assert (run.code, run.out) == (3, "")
        assert run.err.startswith("newsclip: gone/rules: $NEWSCLIP_RULES: no such file or folder;")
        assert one_line(run.err)
    assert call("clip", "in", "--no-user-rules").code == 0


def test_a_file_of_gold_that_is_not_there_is_told_in_words(call: Call, tmp_path: Path) -> None:
    own = rule_file(tmp_path, rule(more=PROOFS))
    run = call("rules", "check", str(own), "--against", "gone.jsonl")
    assert run.code == 1
    assert "gone.jsonl: no gold lines: No such file or directory; check the path" in run.err


def test_decisions_are_applied_where_their_page_was_made(call: Call, tmp_path: Path) -> None:
    path = file_of(tmp_path, "decisions.json", json.dumps(DECISIONS))
    assert "it has changed since it was reviewed" in call("apply", path).err
    (tmp_path / "in" / "a.txt").unlink()
    run = call("apply", path)
    assert run.code == 1
    assert one_line(run.err)
    assert "its source 'in/a.txt' is not here; call it in the folder where the page" in run.err


def test_one_is_one(call: Call) -> None:
    call("clip", "in", "--state", "s.db", "-o", "o.jsonl")
    assert "\n1 input, 1 article\n" in call("status", "s.db").out
    assert "# No line repeats in enough of the files.\n" in call("learn", "in").out
