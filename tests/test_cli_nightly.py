"""``clip --state`` and ``status`` as a user, or cron, calls them."""

import json
import os
import random
from pathlib import Path

import pytest

from newsclip.reading import ReadOptions
from newsclip.running.state.fingerprint import fingerprint_of
from newsclip.running.state.lock import locked
from newsclip.running.state.store import Store
from newsclip.running.state.tally import Sums, Tally
from tests.calling import TEXT, Call, Result, file_of, one_line
from tests.nights import OLD

RULE = """schema = 1
language = "en"

[[rule]]
id = "bus"
role = "ad"
match = "contains"
max_chars = 90
phrases = ["bus lines"]
removes = ["It talked about the bus lines"]
keeps = ["The council met on Monday."]
"""


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    (folder / "example.org").mkdir(parents=True)
    file_of(folder, "a.txt")
    file_of(folder, "b.txt", "Another headline\n\n" + TEXT)
    for path in folder.rglob("*.txt"):
        os.utime(path, (OLD, OLD))
    return folder


def summary(run: Result) -> dict[str, object]:
    told: dict[str, object] = json.loads(run.err.split("\n")[-2])
    return told


def test_a_night_and_the_next(news: Path, tmp_path: Path, call: Call) -> None:
    out, state = tmp_path / "clips.jsonl", str(tmp_path / "clips.db")
    plain = call("clip", str(news)).out
    first = call("clip", str(news), "--state", state, "-o", str(out))
    assert (first.code, first.out) == (0, "")
    assert out.read_text(encoding="utf-8") == plain
    told = summary(first)
    assert (told["in"], told["new"], told["skipped"], told["articles"]) == (2, 2, 0, 2)
    assert told["sites"] == [
        {"site": "news", "files": 2, "articles": 2, "empty": 0, "removed": told["removed"]}
    ]
    second = call("clip", str(news), "--state", state, "-o", str(out))
    assert second.err.count("\n") == 1
    assert (summary(second)["new"], summary(second)["skipped"]) == (0, 2)
    third = call("clip", str(news), "--state", state)
    assert third.out == plain
    quiet = call("clip", str(news), "--state", state, "-q", "-f", "text")
    assert quiet.err == ""
    assert quiet.out == call("clip", str(news), "-f", "text").out
    file_of(news, "example.org/c.txt", "A third one\n\n" + TEXT)
    feed = call("clip", str(news), "--state", state, "--new-only", "-j", "2")
    assert ["A third one" in str(record["text"]) for record in feed.records] == [True]

    table = call("status", state)
    assert (table.code, table.err) == (0, "")
    assert table.out.count("done") == 5
    assert "3 inputs, 3 articles" in table.out
    assert "\x1b" not in table.out
    history = json.loads(call("status", state, "--json", "-n", "2").out)
    assert [run["report"]["new"] for run in history["runs"]] == [1, 0]
    assert history["articles"] == 3


def test_rules_that_changed_do_everything_again(news: Path, tmp_path: Path, call: Call) -> None:
    state, rules = str(tmp_path / "clips.db"), tmp_path / "rules.toml"
    told = ["clip", str(news), "--state", state, "--rules", str(rules)]
    rules.write_text(RULE, encoding="utf-8")
    assert summary(call(*told))["new"] == 2
    assert summary(call(*told))["skipped"] == 2
    rules.write_text(RULE.replace('"ad"', '"event"'), encoding="utf-8")
    assert summary(call(*told))["changed"] == 2
    rules.write_text("nonsense", encoding="utf-8")
    broken = call(*told)
    assert broken.code == 3
    assert one_line(broken.err)
    rules.unlink()
    assert call(*told).code == 3
    assert summary(call("clip", str(news), "--state", state, "--keep-threshold", "0.4"))["changed"]
    wrong = call("clip", str(news), "--state", state, "--to", "xx")
    assert wrong.code == 2


def test_a_fingerprint_sees_what_results_depend_on(tmp_path: Path) -> None:
    def of(
        options: ReadOptions = ReadOptions(),  # noqa: B008
        stages: object = None,
        user: Path | None = None,
    ) -> object:
        return fingerprint_of(options, stages, rules=[tmp_path / "a.toml"], user_rules=user)

    assert of() is None
    (tmp_path / "a.toml").write_text("one")
    (tmp_path / "user").mkdir()
    first = of()
    assert of(ReadOptions(globs=("*",))) == first
    (tmp_path / "user" / "b.toml").write_text("mine")
    others = [of(ReadOptions(encoding="big5")), of(stages={"to": "zh"}), of(user=tmp_path / "user")]
    (tmp_path / "a.toml").write_text("two")
    others.append(of())
    assert len({str(one) for one in [first, *others]}) == 5


def test_weights_are_in_the_fingerprint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = fingerprint_of(ReadOptions(), None, rules=[], user_rules=None)
    monkeypatch.setenv("NEWSCLIP_WEIGHTS", str(tmp_path))
    (tmp_path / "lines.npz").write_bytes(b"other")
    other = fingerprint_of(ReadOptions(), None, rules=[], user_rules=None)
    assert first is not None
    assert other is not None
    assert other.differs(first.text) == ["weights"]


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--new-only"], "a flag of --state without it"),
        (["--settle", "3"], "a flag of --state without it"),
        (["--state", "{s}", "--retries", "-1"], "--retries"),
        (["--state", "{s}", "--slim", "-f", "text"], "--slim has no meaning"),
        (["--state", "{s}", "-o", "{s}"], "the output is also the state"),
        (["--state", "{news}/a.txt"], "the output is also an input"),
        (["--state", "{s}", "-o", "{news}/b.txt"], "the output is also an input"),
    ],
)
def test_calls_that_are_wrong(
    flags: list[str], said: str, news: Path, tmp_path: Path, call: Call
) -> None:
    places = {"s": tmp_path / "clips.db", "news": news}
    run = call("clip", str(news), *[flag.format(**places) for flag in flags])
    assert (run.code, run.out) == (2, "")
    assert one_line(run.err)
    assert said in run.err
    assert not (tmp_path / "clips.db").exists()


def test_what_is_learned_is_that_of_all_inputs(news: Path, tmp_path: Path, call: Call) -> None:
    out, state = tmp_path / "clips.jsonl", str(tmp_path / "clips.db")
    told = ["clip", str(news), "--learned", "--state", state, "-o", str(out)]
    menu = "Harbour\nMarket\nStreets\nWeather map\n\n"
    for number in range(4):
        story = f"Headline of story {number} here\n\n" + (f"Story {number}. " + TEXT) * 3
        file_of(news, f"{number}.txt", menu + story)
    assert summary(call(*told))["new"] == 6
    assert out.read_text(encoding="utf-8") == call("clip", str(news), "--learned").out
    assert summary(call(*told))["skipped"] == 6
    file_of(news, "5.txt", menu + "Another one\n\n" + TEXT * 4)
    assert summary(call(*told))["changed"] == 6
    assert out.read_text(encoding="utf-8") == call("clip", str(news), "--learned").out


def test_standard_input_has_no_state(tmp_path: Path, call: Call) -> None:
    run = call("clip", "--state", str(tmp_path / "s.db"), stdin=TEXT.encode())
    assert run.code == 2
    assert "standard input" in run.err


def test_a_locked_state_is_one_line_and_75(news: Path, tmp_path: Path, call: Call) -> None:
    state = str(tmp_path / "clips.db")
    with locked(state):
        run = call("clip", str(news), "--state", state)
    assert (run.code, run.out) == (75, "")
    assert one_line(run.err)
    assert "--lock-wait" in run.err


def test_a_bad_input_is_1_then_quarantined(news: Path, tmp_path: Path, call: Call) -> None:
    (news / "bad.txt").write_bytes(bytes(100))
    told = ["clip", str(news), "--state", str(tmp_path / "clips.db"), "--retries", "1"]
    assert [call(*told).code for _ in range(3)] == [1, 1, 0]
    assert summary(call(*told))["quarantined"] == 1
    assert "failed twice" not in call("status", told[3]).out
    assert "failed 2 times" in call("status", told[3]).out


def test_drift_is_loud_and_4_with_strict(news: Path, tmp_path: Path, call: Call) -> None:
    state = str(tmp_path / "clips.db")
    call("clip", str(news), "--state", state)
    chance = random.Random(3)
    with Store(state) as store:
        for run in range(2, 12):
            tally = Tally(run)
            share = chance.gauss(0.9, 0.01)
            tally.unsaved["news"] = Sums(12, 0, 36, 108, 12 * share, 12 * share * share)
            tally.save(store)
            store.change("INSERT INTO run VALUES (?, '2026-01-01T00:00:00Z', NULL, NULL)", (run,))
        store.commit()
    for number in range(12):
        file_of(news, f"{number}.txt", f"Headline {number}\n\n" + TEXT)
    night = call("clip", str(news), "--state", state, "--strict", "-q")
    assert night.code == 4
    assert "newsclip: news: removed share is" in night.err
    (last,) = json.loads(call("status", state, "--json", "-n", "1").out)["runs"]
    assert [alarm["measure"] for alarm in last["report"]["alarms"]] == ["removed", "articles"]
    assert "drift" in call("status", state).out


def test_out_of_time_is_told(news: Path, tmp_path: Path, call: Call) -> None:
    told = ["clip", str(news), "--state", str(tmp_path / "clips.db"), "--max-seconds", "0"]
    run = call(*told, "--strict")
    assert run.code == 4
    assert "2 inputs are left for the next run" in run.err
    assert call(*told).code == 0


def test_status_of_what_is_no_state(tmp_path: Path, call: Call) -> None:
    run = call("status", str(tmp_path / "none.db"))
    assert run.code == 2
    assert one_line(run.err)
    other = file_of(tmp_path, "notes.db", "Not a database. " * 100)
    run = call("status", other)
    assert run.code == 2
    assert "not a state file of newsclip" in run.err
