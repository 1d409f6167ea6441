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
    place = find_standfirst(found, 0, len(found))
    assert place is not None
    assert found[place].text == LEAD


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
    assert find_standfirst(found, 0, len(found)) is None


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
