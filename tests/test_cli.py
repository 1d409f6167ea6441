"""The command line as a user meets it: help, usage, input, output, messages, exit codes."""

import importlib
import json
import os
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from newsclip import __version__
from newsclip.cli import app, flags
from newsclip.cli.command import parse
from newsclip.cli.console import visible
from newsclip.errors import UsageError
from newsclip.record import Record
from tests.calling import ENTRY, ROOT, TEXT, Call, file_of, one_line

TAKES_PATHS = ["clip", "read", "repair", "strip", "split", "detect", "convert", "review"]


def test_version_is_a_literal() -> None:
    run = subprocess.run([*ENTRY, "--version"], capture_output=True, text=True, check=True)
    assert run.stdout == f"newsclip {__version__}\n"


@pytest.mark.parametrize("name", app.COMMANDS)
def test_each_command_has_the_help_that_the_overview_promises(name: str, call: Call) -> None:
    run = call(name, "--help")
    module = importlib.import_module(f"newsclip.cli.{name}")
    assert run.code == 0
    assert run.err == ""
    assert run.out.startswith(f"Usage: newsclip {name} ")
    assert "\x1b" not in run.out
    if name != "rules":
        assert app.COMMANDS[name] in run.out
        assert "Examples:\n    newsclip " in run.out
        assert getattr(module, name).__doc__.startswith(app.COMMANDS[name])


@pytest.mark.parametrize("action", ["list", "show", "check", "path"])
def test_each_action_of_rules_has_help_with_an_example(action: str, call: Call) -> None:
    run = call("rules", action, "--help")
    assert run.code == 0
    assert f"Examples:\n    newsclip rules {action}" in run.out
    assert f"  {action} " in call("rules", "--help").out


@pytest.mark.parametrize("arguments", [["--help"], ["-h"]])
def test_overview_lists_the_commands(arguments: list[str], call: Call) -> None:
    run = call(*arguments)
    assert run.code == 0
    assert re.findall(r"^  ([a-z]+) {2,}[A-Z]", run.out, re.M) == list(app.COMMANDS)


def test_nothing_at_all_gives_the_overview_and_fails(call: Call) -> None:
    run = call()
    assert (run.code, run.out) == (2, "")
    assert run.err == app.overview()


@pytest.mark.parametrize("name", TAKES_PATHS)
def test_a_terminal_without_input_gets_a_short_help(name: str, call: Call) -> None:
    extra = ["--to", "zh-Hans"] if name == "convert" else []
    run = call(name, *extra, is_terminal=True)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith(f"Usage: newsclip {name} [OPTIONS] PATH...\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["clop", "x"], "no such command: clop; did you mean 'clip'?"),
        (["tests"], "no such command: tests; to clip it: newsclip clip tests"),
        (["zzz"], "no such command: zzz; newsclip --help lists the commands"),
        (["-q", "clip"], "no such option: -q; options stand after a command"),
        (["read", "--fro"], "no such option: --fro"),
        (["read", "-f", "xml"], "'xml' is not one of"),
        (["read", "-o"], "requires an argument"),
        (["read", "-f", "text", "--slim", "a"], "--slim has no meaning with -f text"),
        (["read", "--files0-from", "list", "a"], "PATH and --files0-from are both given"),
        (["read", "--files0-from", "nowhere"], "nowhere: --files0-from: no such file"),
        (["read", "--encoding", "klingon", "samples/login-wall.txt"], "klingon"),
        (["repair", "--only", "magic", "a"], "'magic'"),
        (["repair", "--only", "clean,,wrap", "a"], "an empty name in 'clean,,wrap'"),
        (["convert", "a"], "--to is missing"),
        (["convert", "--to", "tlh", "a"], "tlh"),
        (["clip", "--phrases", "a"], "--phrases without --to"),
        (["rules", "lost"], "no such action: lost"),
        (["rules", "show"], "missing argument 'ID'"),
        (["schema", "x"], "unexpected extra argument"),
    ],
)
def test_a_wrong_call_is_one_line_and_exit_2(
    arguments: list[str], said: str, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    run = call(*arguments)
    assert (run.code, run.out) == (2, "")
    assert one_line(run.err), run.err
    assert said in run.err


def test_flags_are_laid_flat_and_built_up_again() -> None:
    seen = []

    def command(shared: flags.Shared, rules: flags.Rules) -> int:
        """Do nothing."""
        seen.append((shared, rules))
        return 7

    arguments = ["a", "b", "--rules", "x.toml", "--rules", "y.toml", "-vv", "--from", "html"]
    job = parse("newsclip test", command, arguments)
    assert not isinstance(job, int)
    assert job() == 7
    [(shared, rules)] = seen
    assert shared.inputs.paths == ["a", "b"]
    assert shared.inputs.form == "html"
    assert shared.messages.verbose == 2
    assert rules == flags.Rules(files=["x.toml", "y.toml"])


@pytest.mark.parametrize("name", ["read", "strip", "split", "repair", "detect"])
def test_standard_input_and_a_file_give_the_same_text(
    name: str, call: Call, tmp_path: Path
) -> None:
    path = file_of(tmp_path, "a.txt")
    [named] = call(name, path).records
    [piped] = call(name, stdin=TEXT.encode()).records
    [dash] = call(name, "-", stdin=TEXT.encode()).records
    assert named["text"] == piped["text"] == dash["text"]
    assert named["id"] == piped["id"]


def test_files0_from_takes_any_name(call: Call, tmp_path: Path) -> None:
    names = [b"new\nline.txt", b" -n.txt", "新聞.txt".encode(), b"caf\xe9.txt"]
    paths = [os.fsencode(tmp_path) + b"/" + name for name in names]
    for path in paths:
        Path(os.fsdecode(path)).write_text(TEXT)
    listed = b"".join(path + b"\0" for path in paths)
    run = call("read", "--files0-from", "-", stdin=listed)
    assert (run.code, len(run.records)) == (0, 4)
    (tmp_path / "list").write_bytes(listed)
    assert call("read", "--files0-from", str(tmp_path / "list")).out == run.out


def test_glob_chooses_names_in_folders(call: Call, tmp_path: Path) -> None:
    for name in ("a.txt", "b.text", "c.md"):
        file_of(tmp_path, name)
    run = call("read", str(tmp_path), "--glob", "*.text", "--glob", "c.*")
    assert [Path(str(r["source"]["path"])).name for r in run.records] == ["b.text", "c.md"]  # type: ignore[index]


def test_encoding_and_form_can_be_told(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes("<p>漢字</p>".encode("big5"))
    run = call("read", str(path), "--encoding", "big5", "--from", "text", "-f", "text")
    assert run.out == "<p>漢字</p>\n"


@pytest.mark.parametrize("form", ["jsonl", "text", "markdown", "csv"])
def test_output_in_a_file_is_what_standard_output_gets(
    form: str, call: Call, tmp_path: Path
) -> None:
    path = file_of(tmp_path, "a.txt")
    target = tmp_path / "out"
    printed = call("strip", path, "-f", form)
    saved = call("strip", path, "-f", form, "-o", str(target))
    assert (saved.code, saved.out, saved.err) == (0, "", "")
    assert target.read_bytes().decode() == printed.out


def test_a_folder_gets_one_file_a_record(call: Call, tmp_path: Path) -> None:
    path, other = file_of(tmp_path, "a.txt"), file_of(tmp_path, "b.txt", "Other words.\n")
    run = call("read", path, other, "-f", "text", "-o", f"{tmp_path}/out/")
    assert (run.code, run.out) == (0, "")
    assert {p.read_text() for p in (tmp_path / "out").iterdir()} == {TEXT, "Other words.\n"}


@pytest.mark.parametrize("output", ["a.txt", "sub/../a.txt", "."])
def test_output_over_an_input_is_refused(output: str, call: Call, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    path = file_of(tmp_path, "a.txt")
    run = call("read", path, "-o", str(tmp_path / output))
    assert run.code in {2, 74}
    assert one_line(run.err)
    assert Path(path).read_text() == TEXT


def test_a_failed_call_leaves_the_old_output(call: Call, tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.write_text("old")
    run = call("read", file_of(tmp_path, "a.txt"), "--encoding", "klingon", "-o", str(target))
    assert run.code == 2
    assert target.read_text() == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.txt", "no-rules", "out"]


def test_slim_leaves_the_trace_out(call: Call, tmp_path: Path) -> None:
    [record] = call("strip", file_of(tmp_path, "a.txt"), "--slim").records
    assert record["trace"] is None
    assert record["text"] == TEXT.replace("\n\n", "\n").rstrip("\n")


def test_detect_lists_path_language_and_score(call: Call, tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.txt", TEXT * 5)
    run = call("detect", path, "-f", "csv")
    header, row, end = run.out.split("\n")
    assert (header, end) == ("path,language,language_score", "")
    assert re.fullmatch(re.escape(path) + r",en,[01]\.?\d*", row)


def test_schema_prints_json(call: Call) -> None:
    run = call("schema")
    assert run.code == 0
    assert json.loads(run.out)["title"] == "newsclip/1"


def test_bad_inputs_cost_a_line_each_and_the_good_ones_are_written(
    call: Call, tmp_path: Path
) -> None:
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "folder.txt").mkdir()
    file_of(tmp_path / "folder.txt", "inner.txt")
    os.mkfifo(tmp_path / "fifo.txt")
    file_of(tmp_path, "empty.txt", "")
    (tmp_path / "broken.txt").write_bytes(
        ("燈塔管理員每天早上走到港口。\n" * 9).encode() + b"\xff\n"
    )
    lines = ["{not json", json.dumps({"text": "Good words."}), '{"id": 1}', ""]
    file_of(tmp_path, "stream.jsonl", "\n".join(lines))
    run = call("read", str(tmp_path), str(tmp_path / "missing.txt"))
    assert run.code == 1
    texts = {str(record["text"]) for record in run.records}
    assert {TEXT.rstrip("\n") + "\n", "Good words."} <= texts | {t + "\n" for t in texts}
    said = run.err.split("\n")[:-1]
    assert all(line.startswith("newsclip: ") and "; " in line for line in said)
    named = ("binary.txt", "empty.txt", "broken.txt", "stream.jsonl:1", "stream.jsonl:3")
    for name in (*named, "missing.txt"):
        assert sum(name in line for line in said) == 1, run.err
    assert "fifo" not in run.err
    assert "Traceback" not in run.err


def test_a_stage_that_refuses_a_record_costs_that_record(call: Call, tmp_path: Path) -> None:
    slim = call("strip", file_of(tmp_path, "a.txt"), "--slim").out
    whole = call("read", file_of(tmp_path, "b.txt")).out
    run = call("split", "--from", "jsonl", stdin=(slim + whole).encode())
    assert (run.code, len(run.records)) == (1, 1)
    assert one_line(run.err)
    assert "a.txt" in run.err


def failing(record: Record) -> Iterable[Record]:
    if record.source.path.endswith("bad.txt"):
        raise ValueError("a slip")
    return [record]


@pytest.fixture
def broken_strip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsclip.stages.strip.strip", lambda **options: failing)


@pytest.mark.usefixtures("broken_strip")
def test_a_slip_of_our_own_costs_one_input(call: Call, tmp_path: Path) -> None:
    for name in ("a.txt", "bad.txt", "c.txt"):
        file_of(tmp_path, name)
    run = call("strip", str(tmp_path))
    assert (run.code, len(run.records)) == (1, 2)
    assert one_line(run.err)
    assert f"{tmp_path}/bad.txt: internal error: ValueError: a slip; -vv shows where" in run.err


class Signal(BaseException):
    """What a signal raises."""


def swallowing(record: Record) -> Iterable[Record]:
    try:
        raise Signal
    except:  # noqa: E722 - as libraries do
        raise ValueError("something went wrong") from None


def test_a_signal_that_a_library_swallows_still_ends_the_call(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsclip.stages.strip.strip", lambda **options: swallowing)
    with pytest.raises(Signal):
        call("strip", file_of(tmp_path, "a.txt"))


@pytest.mark.usefixtures("broken_strip")
def test_tracebacks_come_with_vv_only(call: Call, tmp_path: Path) -> None:
    path = file_of(tmp_path, "bad.txt")
    assert "Traceback" not in call("strip", path, "-v").err
    run = call("strip", path, "-vv")
    assert "Traceback (most recent call last):" in run.err
    assert 'raise ValueError("a slip")' in run.err


def test_a_malformed_rule_file_is_exit_3(call: Call, tmp_path: Path) -> None:
    rules = file_of(tmp_path, "mine.toml", "schema = 1\nlanguage = 'en'\nrulez = 3\n")
    for arguments in (["strip", "x.txt", "--rules", rules], ["rules", "list", "--rules", rules]):
        run = call(*arguments)
        assert (run.code, run.out) == (3, "")
        assert one_line(run.err)
        assert "mine.toml" in run.err


def big5(folder: Path) -> str:
    path = folder / "big5.txt"
    text = "台灣新聞報導，漢字編碼測試。\n"
    path.write_bytes((text * 8).encode("big5"))
    return str(path)


def test_warnings_are_named_on_demand_and_fail_when_strict(call: Call, tmp_path: Path) -> None:
    path = big5(tmp_path)
    plain = call("read", path)
    assert (plain.code, plain.err) == (0, "")
    assert plain.records[0]["warnings"]
    assert "big5.txt" in call("read", path, "-v").err
    strict = call("read", path, "--strict")
    assert strict.code == 4
    assert one_line(strict.err)
    assert strict.out == plain.out
    assert call("read", path, "--strict", "-q").err == ""
    assert call("read", path, str(tmp_path / "missing"), "--strict").code == 1


def test_a_warning_is_said_by_the_command_that_raised_it(call: Call, tmp_path: Path) -> None:
    first = call("read", big5(tmp_path))
    run = call("strip", "--strict", "-v", stdin=first.out.encode())
    assert run.code == 0
    assert "encoding" not in run.err


def test_verbose_names_what_is_passed_over_and_the_rules(call: Call, tmp_path: Path) -> None:
    file_of(tmp_path, "a.txt")
    file_of(tmp_path, "picture.png")
    assert call("strip", str(tmp_path)).err == ""
    said = call("strip", str(tmp_path), "-v").err
    assert "passed over: another kind of file: 1\n" in said
    assert "rules, built-in" in said
    assert (
        "picture.png: passed over: another kind of file" in call("read", str(tmp_path), "-vv").err
    )


def test_json_logs_are_json(call: Call, tmp_path: Path) -> None:
    stream = file_of(tmp_path, "a.jsonl", "{}\n")
    run = call("read", stream, str(tmp_path / "no\x1bfile"), "--json-logs")
    logs = [json.loads(line) for line in run.err.split("\n")[:-1]]
    assert [log["level"] for log in logs] == ["error", "error"]
    assert [log["code"] for log in logs] == ["record-error", "input-error"]
    assert (logs[0]["path"], logs[0]["line"]) == (stream, 1)
    assert set(logs[0]) == {"level", "code", "path", "line", "message", "hint"}
    assert "\x1b" not in run.err


def test_messages_make_control_characters_visible(call: Call) -> None:
    run = call("read", "no\x1b[2J\u202e\nsuch.txt")
    assert one_line(run.err)
    assert "no\\x1b[2J\\u202e\\nsuch.txt" in run.err


def test_visible_leaves_words_alone() -> None:
    words = "新聞 café 👩\u200d💻 می\u200cخواهم"
    assert visible(words) == words
    assert visible("\udc80") == "\\udc80"


def test_error_of_usage_is_one_of_ours() -> None:
    with pytest.raises(UsageError, match="no such option"):
        parse("newsclip test", nothing, ["--zzz"])


def nothing() -> int:
    """Do nothing."""
    return 0


def test_detect_says_what_an_answer_rests_on(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("The council voted on Tuesday to open the library on Sundays.", "utf-8")
    run = call("detect", str(path), "-v", "--among", "en,de")
    assert run.code == 0
    assert "en: Latin letters, by letter n-grams" in run.err
    assert '"among":["de","en"]' in run.out
    raw = call("detect", str(path), "-v", "--backend", "langdetect")
    assert "en: langdetect alone" in raw.err
