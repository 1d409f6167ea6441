from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest

from newsclip.knowledge.judge import MODEL, Item, read_items
from newsclip.knowledge.rules import load_rules
from newsclip.pipeline import run
from newsclip.record import Label, Role, lines_of
from newsclip.stages.split import split
from newsclip.stages.split.standfirst import find_standfirst
from newsclip.stages.strip import strip
from tests.generators import document

HEADLINE = "Night ferry to the island stays until spring"
LEAD = "Nurses of the hospital on the island keep their boat after eleven in the evening"
BYLINE = "By Mara Lindqvist"
TEXT = (
    "The council has decided that the night ferry to the island goes on until spring, so that the "
    "nurses of the hospital can come home after their shift, which ends at eleven in the evening.",
    "The boat leaves the quay at half past eleven and waits for five minutes if a shift is late.",
)


def items(*head: tuple[str, str | None, Role | None]) -> list[Item]:
    """Lines with who named them what, above the text."""
    lines = [HEADLINE, *(text for text, _, _ in head), *TEXT]
    found = read_items(lines_of("\n".join(lines)))
    for item, (_, rule, role) in zip(found[1:], head, strict=False):
        item.label = None if role is None else Label(role, rule)
    return found


GUESSED = (LEAD, MODEL, "nav")


@pytest.mark.parametrize(
    "head",
    [
        (GUESSED,),
        (GUESSED, (BYLINE, "en/byline", "byline")),
        ((HEADLINE, "heuristic/doubled-line", "dup_title"), GUESSED),
    ],
)
def test_what_the_text_uses_again_below_the_headline_is_the_standfirst(
    head: Sequence[tuple[str, str | None, Role | None]],
) -> None:
    found = items(*head)
    assert [found[n].text for n in find_standfirst(found, 0, len(found))] == [LEAD]


@pytest.mark.parametrize(
    "head",
    [
        ((LEAD, "en/nav-label", "nav"),),
        (("The ferry stays", MODEL, "nav"),),
        (("Weather in the mountains: sun, clouds later, gusts of wind by Tuesday", MODEL, "nav"),),
        ((f"{HEADLINE} | {LEAD}", MODEL, "nav"),),
        ((f"#2 {LEAD}", MODEL, "nav"),),
        ((f"Harbour: {HEADLINE}", MODEL, "nav"),),
        ((BYLINE, "en/byline", "byline"), GUESSED),
        (GUESSED, ("Photo: Harbour Post", "en/photo-credit", "caption")),
        ((LEAD, None, None),),
    ],
)
def test_no_other_line_is(head: Sequence[tuple[str, str | None, Role | None]]) -> None:
    found = items(*head)
    assert find_standfirst(found, 0, len(found)) == []


def test_it_is_in_the_article() -> None:
    rules = load_rules(user=False)
    [stripped] = run([document([HEADLINE, LEAD, BYLINE, *TEXT])], [strip(rules=rules)])
    lines = [
        msgspec.structs.replace(line, label=Label("nav", MODEL)) if line.text == LEAD else line
        for line in stripped.lines
    ]
    [article] = run([stripped.replace(lines=tuple(lines))], [split(rules=rules)])
    assert article.title == HEADLINE
    assert article.text.split("\n") == [LEAD, *TEXT]
    assert [line.role for line in article.lines][:2] == ["title", "lead"]


TITLE_KO = "밤배, 봄까지 다닌다"
LEADS_KO = (
    "구청, 간호사 편지에 밤배 유지 결정",
    "막차 늦으면 5분 더 기다려",
    "봄에 새 시간표 나온다",
)
TEXT_KO = (
    "구청은 화요일 회의에서 섬으로 가는 밤배를 봄까지 유지하기로 결정했다고 밝혔다. 간호사들이 보낸"
    " 편지가 계기가 됐고, 밤배는 막차가 늦으면 5분 더 기다려 준다. 봄에는 새 시간표가 나온다.",
    "구청장은 두 번째 배를 살 돈은 아직 없다고 말했다. 간호사들은 결정을 반겼다고 한다.",
)


def korean(*head: tuple[str, str | None, Role | None]) -> list[str]:
    found = read_items(lines_of("\n".join([TITLE_KO, *(text for text, _, _ in head), *TEXT_KO])))
    for item, (_, rule, role) in zip(found[1:], head, strict=False):
        item.label = None if role is None else Label(role, rule)
    return [found[n].text for n in find_standfirst(found, 0, len(found))]


def test_short_leads_of_korean_papers_are_found_behind_buttons() -> None:
    buttons: list[tuple[str, str | None, Role | None]] = [
        ("댓글달기", "ko/comments-label", "comments"),
        ("0", "und/bare-count", "noise"),
    ]
    leads: list[tuple[str, str | None, Role | None]] = [(one, MODEL, "nav") for one in LEADS_KO]
    assert korean(*buttons, *leads) == list(LEADS_KO)
    assert korean(*buttons, leads[0], (LEADS_KO[1], None, None), leads[2]) == [
        LEADS_KO[0],
        LEADS_KO[2],
    ]
    assert korean(*buttons, leads[0]) == []
    others = [f"{n}위 산불 지나간 마을에 다시 꽃이 피었다" for n in range(3)]
    assert korean(*buttons, *[(one, MODEL, "nav") for one in others]) == []
    assert korean(*buttons, *leads, *leads) == []
