"""What browsers print at the edges of a page."""

from __future__ import annotations

import json

import pytest

from newsclip.knowledge.browser_prints import browser_edges
from newsclip.pipeline import run
from newsclip.schema import from_json
from newsclip.stages.repair import repair
from newsclip.stages.split import split
from newsclip.stages.strip import strip

HEADLINE = "Night ferry goes on until spring"
TEXT = [
    "The council has decided that the night ferry to the island goes on until the spring, so that"
    " the nurses can come home after a shift that ends at eleven.",
    "The operator asks for a new timetable, and wants the town to pay for the second crew in the"
    " winter, when the crossing takes twice as long as in the summer.",
]
ADDRESS = "https://harbour.example/2024/ferry-goes-on"


@pytest.mark.parametrize(
    "stamp",
    ["5/12/24, 8:00 AM", "12.05.2024, 08:00", "2024/5/12 上午8:00", "2024. 5. 12. 오전 8:00",
     "12/05/2024 08:00:17"],
)  # fmt: skip
@pytest.mark.parametrize(
    "head", [[" " + HEADLINE], ["", "", HEADLINE + " | Harbour Courier"], ["", "", HEADLINE]]
)
@pytest.mark.parametrize("foot", [[ADDRESS + " 1/1"], [ADDRESS, "", "1/1"], [ADDRESS]])
def test_a_printed_page_keeps_its_headline_and_text(
    stamp: str, head: list[str], foot: list[str]
) -> None:
    first, *rest = head
    lines = [stamp + first, *rest, "", HEADLINE, "By Agnes Whitlow", "", *TEXT, "", *foot]
    record = from_json(json.dumps({"text": "\n".join(lines)}))
    [article] = run([record], [repair(), strip(), split()])
    assert article.title == HEADLINE
    assert (article.text or "").split("\n") == TEXT
    assert article.authors == ("Agnes Whitlow",)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [""],
        ["5/12/24, 8:00 AM", HEADLINE, *TEXT],
        ["12 May 2024", HEADLINE, *TEXT, ADDRESS],
        [HEADLINE, *TEXT, ADDRESS, "1/1"],
    ],
)
def test_what_has_one_edge_only_is_no_print(lines: list[str]) -> None:
    assert browser_edges(lines) == []


def test_a_title_whose_headline_is_in_several_lines_stays() -> None:
    lines = ["5/12/24, 8:00 AM", HEADLINE, "Night ferry goes on", "until spring", *TEXT, ADDRESS]
    assert browser_edges(lines) == [0, 6]
