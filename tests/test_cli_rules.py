"""``newsclip rules``: listed, shown, proved, extended."""

import json
from pathlib import Path

import pytest

from tests.calling import TEXT, Call, file_of, one_line


def test_rules_can_be_listed_shown_and_checked(call: Call) -> None:
    listed = call("rules", "list")
    assert listed.code == 0
    first = listed.out.split("\n")[0].split("\t")
    assert len(first) == 4
    shown = call("rules", "show", first[0])
    assert shown.code == 0
    assert f'id = "{first[0]}"' in shown.out
    assert "removes = [" in shown.out
    checked = call("rules", "check")
    assert checked.code == 0, checked.err


def test_rules_show_knows_near_names(call: Call) -> None:
    name = call("rules", "list").out.split("\t")[0]
    run = call("rules", "show", name + "x")
    assert run.code == 3
    assert f"did you mean '{name}'?" in run.err


RULE = """\
schema = 1
language = "en"

[[rule]]
id = "tide-table"
role = "nav"
match = "starts-with"
phrases = ["Tide table"]
removes = ["Tide table for today"]
keeps = ["The tide tables of the harbour were wrong, said the pilot."]
"""


def test_an_own_rule_is_proved_and_used(call: Call, tmp_path: Path) -> None:
    rules = file_of(tmp_path, "mine.toml", RULE)
    assert call("rules", "check", rules).code == 0
    page = file_of(tmp_path, "page.txt", f"Tide table for today\n\n{TEXT * 3}")
    [record] = call("strip", page, "--rules", rules).records
    assert "Tide table" not in str(record["text"])
    assert any(r["rule"] == "mine/tide-table" for r in record["trace"]["removed"])  # type: ignore[index]


def test_a_rule_that_fails_its_proof_is_exit_3(call: Call, tmp_path: Path) -> None:
    rules = file_of(tmp_path, "mine.toml", RULE.replace("Tide table for", "High water for"))
    run = call("rules", "check", rules)
    assert run.code == 3
    assert one_line(run.err)
    assert "mine/tide-table" in run.err


def test_rules_check_counts_hits_on_gold_text(call: Call, tmp_path: Path) -> None:
    rules = file_of(tmp_path, "mine.toml", RULE)
    gold = {"lines": ["Tide table of a life", "Words"], "labels": ["body", "body"]}
    against = file_of(tmp_path, "gold.jsonl", json.dumps(gold) + "\n")
    run = call("rules", "check", rules, "--against", against)
    assert run.code == 0
    assert "mine/tide-table\t1\t1\t2\t0.500000\tTide table of a life" in run.out


def test_rules_path_and_user_rules(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "rules"
    mine.mkdir()
    file_of(mine, "mine.toml", RULE)
    monkeypatch.setenv("NEWSCLIP_RULES", str(mine))
    assert call("rules", "path").out == f"{mine}\n"
    assert "mine/tide-table" in call("rules", "list").out
    assert "mine/tide-table" not in call("rules", "list", "--no-user-rules").out
