"""Articles with wide gaps between them."""

from __future__ import annotations

import json

import pytest

from newsclip.knowledge.judge import judge_items, read_items
from newsclip.knowledge.rules import load_rules
from newsclip.record import lines_of
from newsclip.schema import from_json
from newsclip.stages.split import split
from newsclip.stages.split.gaps import parted_by_gaps
from newsclip.stages.split.sheet import Sheet
from newsclip.stages.strip import strip

RULES = load_rules(user=False)
FERRY = [
    "Night ferry goes on until spring",
    "The council has decided that the night ferry to the island goes on until the spring, so that"
    " the nurses can come home after a shift that ends at eleven.",
    "The operator asks for a new timetable, and wants the town to pay for the second crew in the"
    " winter, when the crossing takes twice as long as in the summer.",
]
MILL = [
    "Old mill grinds again",
    "For the first time in ninety years the mill behind the church grinds flour, and two bakers"
    " have promised to take as much of it as the stream allows.",
    "The stones were found under a car park in May. One of them has a crack, which the miller says"
    " gives the bread its character, and the children their questions.",
]
ZH = [
    "老水磨重新轉動",
    "教堂後面的水磨坊在停了九十年之後重新磨起麵粉，兩位麵包師傅答應把溪水能磨出來的都買下來，做成全村的早餐。",
    "磨石是五月在停車場底下挖出來的，其中一塊有裂縫，磨坊主人說，麵包的味道就是這樣來的，孩子們的問題也是。",
]


def sheet_of(text: str) -> Sheet:
    items = read_items(lines_of(text))
    judge_items(items, RULES.match)
    return Sheet(items)


def joined(*articles: list[str], gap: int = 3, between: int = 1) -> str:
    ends = "\n" * (between + 1)
    return ("\n" * (gap + 1)).join(ends.join(article) for article in articles)


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        (joined(FERRY, MILL, ZH), [3, 6]),
        (joined(ZH, FERRY), [3]),
        # Where no blank lines part paragraphs, wider ones may part anything.
        (joined(FERRY, MILL, between=0), []),
        # As converters part subheads.
        (joined(FERRY, MILL, gap=2), []),
        # Gaps of several sizes are what elements left.
        (joined(FERRY, MILL) + "\n" * 6 + joined(ZH), []),
        # No headline below the gap.
        (joined(FERRY, MILL[1:]), []),
        (joined(FERRY), []),
    ],
)
def test_wide_gaps_of_one_size_part_articles(text: str, starts: list[int]) -> None:
    assert parted_by_gaps(sheet_of(text)) == starts


def test_split_cuts_there() -> None:
    (record,) = strip(rules=RULES)(from_json(json.dumps({"text": joined(FERRY, MILL, ZH)})))
    parts = split(rules=RULES)(record)
    assert [part.title for part in parts] == [FERRY[0], MILL[0], ZH[0]]
