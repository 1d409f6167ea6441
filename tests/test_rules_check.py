"""Rule files checked: proofs, phrases that match nothing, hits on labelled text."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from newsclip.errors import InputError
from newsclip.knowledge.rules import (
    RuleSet,
    built_in_folder,
)
from newsclip.knowledge.rules_check import check_against, check_rules
from tests.rule_files import HEAD, PROSE, rule, rule_file


def test_the_built_in_rules_hold_their_own_proofs() -> None:
    assert [str(problem) for problem in check_rules([built_in_folder()])] == []


def test_no_rule_of_ours_names_a_language_twice(built_in_rules: RuleSet) -> None:
    languages = [layer.language for layer in built_in_rules.layers]
    assert len(languages) == len(set(languages)) >= 10


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("", "missing"),
        ('removes = ["Print"]\nkeeps = ["Shares fell"]', "does not hit 'Print'"),
        ('removes = ["Knock"]\nkeeps = ["Knock!"]', "hits 'Knock!'"),
    ],
)
def test_proofs_that_fail_are_reported(tmp_path: Path, more: str, said: str) -> None:
    path = rule_file(tmp_path, rule(phrases='["knock"]', more=more))
    found = [str(problem) for problem in check_rules([path])]
    assert any(said in line and "xx/one" in line and str(path) in line for line in found), found


def test_dead_characters_and_doubled_phrases_are_reported(tmp_path: Path) -> None:
    proofs = 'max_chars = 20\nremoves = ["关于"]\nkeeps = ["b"]'
    path = rule_file(
        tmp_path,
        rule("dead", "regex", "['^關于|关于', '^\\pL(?P<value>x)ABC$']", proofs),
        rule("twice", "equals", '["Knock", "KNOCK"]', 'removes = ["Knock"]\nkeeps = ["no"]'),
    )
    found = " ".join(str(problem) for problem in check_rules([path]))
    assert "'關' is Traditional" in found
    assert "'A' is not folded" in found
    assert "there twice" in found


def test_borders_beside_letters_beyond_ascii_are_reported(tmp_path: Path) -> None:
    proofs = 'max_chars = 80\nremoves = ["le café noir"]\nkeeps = ["b"]'
    for phrases, letters in [
        (r"['^le café\b.{0,9}']", "é"),
        (r"['^le (?:thé|lait|mur)\b(?: noir)?', '\b(?:eau|été)$']", "éé"),
        (r"['\béclair', '(?:lait|eau)\b.{0,9}\b(?:noir|blanc)', '^caf[ée]\b?']", "é"),
    ]:
        path = rule_file(tmp_path, rule("one", "regex", phrases, proofs))
        found = [str(problem) for problem in check_rules([path])]
        assert "".join(s.partition("beside '")[2][:1] for s in found if "beside" in s) == letters


def test_a_rule_may_not_take_what_another_keeps(tmp_path: Path) -> None:
    path = rule_file(
        tmp_path,
        rule("a", "equals", '["zzz"]', 'removes = ["zzz"]\nkeeps = ["zzz top played in town"]'),
        rule("b", "starts-with", '["zzz top"]', 'removes = ["zzz top"]\nkeeps = ["zzz"]'),
    )
    found = " ".join(str(problem) for problem in check_rules([path]))
    assert "'zzz top played in town', which 'xx/a' keeps" in found


def test_a_file_that_is_no_rule_file_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text("nonsense", encoding="utf-8")
    assert [problem.path for problem in check_rules([path])] == [str(path)]


def test_a_disabled_rule_has_to_be_there(tmp_path: Path) -> None:
    head = HEAD + 'disable = ["en/login-lable"]\n'
    path = rule_file(tmp_path, head=head)
    assert "did you mean 'en/login-label'" in str(check_rules([path])[0])


def test_hits_on_gold_text_are_counted(tmp_path: Path, built_in_rules: RuleSet) -> None:
    path = tmp_path / "gold.jsonl.gz"
    lines = ["Read more:", "Read more:", PROSE, "Read more:"]
    record = {"lines": lines, "labels": ["body", "nav", "lead", "subhead"]}
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write(json.dumps(record) + "\n")
    found = check_against(path, built_in_rules)
    assert [(one.rule, one.hits, one.lines) for one in found] == [("en/related-label", 2, 3)]
    assert found[0].distinct == 1
    assert found[0].examples == ("Read more:",)


def test_gold_that_does_not_fit_is_an_input_error(tmp_path: Path, built_in_rules: RuleSet) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"lines": ["a"], "labels": []}\n', encoding="utf-8")
    with pytest.raises(InputError, match="unequal"):
        check_against(path, built_in_rules)
