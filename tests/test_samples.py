"""The samples, line by line, against the labels that their writers gave them by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsclip.knowledge.rules import load_rules
from newsclip.pipeline import run
from newsclip.reading import read
from newsclip.stages.repair import repair
from newsclip.stages.split import split
from newsclip.stages.strip import strip

ROOT = Path(__file__).parents[1]
GOLD = json.loads((ROOT / "tests" / "cases" / "samples.json").read_text(encoding="utf-8"))
RULES = load_rules(user=False)
STAGES = (repair(), strip(rules=RULES), split(rules=RULES))
# Captions that stand in no block of their own and name no photographer.
LEFT_OVER = {("clipping.md", 28), ("clipping.md", 65)}
# Sentences that end with a full line: nothing tells that their paragraph goes on.
LEFT_OVER |= {("printed-page.txt", 106), ("printed-page.txt", 107)}


@pytest.mark.parametrize("name", GOLD)
def test_a_sample_comes_out_as_its_writer_meant_it(name: str) -> None:
    articles = list(run(read([str(ROOT / "samples" / name)]), STAGES))
    assert [article.title for article in articles] == GOLD[name]["articles"]
    kept = {line.first for one in articles for line in one.lines if line.is_kept}
    wanted = {int(number) for number in GOLD[name]["kept"].split()}
    assert wanted - kept == set()
    assert {(name, number) for number in kept - wanted} <= LEFT_OVER
