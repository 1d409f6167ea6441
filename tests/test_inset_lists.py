from __future__ import annotations

import time

import pytest

from newsclip.knowledge import judge
from newsclip.knowledge.inset_lists import inset_lists
from newsclip.knowledge.judge import Item, read_items
from newsclip.record import Label, lines_of

ABOVE = "All four games of the evening were played in the rain, and one was late by an hour."
BELOW = "The league meets on Tuesday, and wants to talk about the state of the grass by then."
RESULTS = ["UD Marjal 3 - Racing Pinares 0", "CF Almadraba 1 - Segura 1", "Torcal 0 - Real 2"]
INGREDIENTS = ["2 limões", "3 dentes de alho", "1 pimentão verde"]
TIMES = ["20:40 首班船靠岸", "20:55 第二班船離港", "21:10 末班船停駛"]


def items_of(*lines: str) -> list[Item]:
    return read_items(lines_of("\n".join(lines)))


def kept_of(items: list[Item]) -> list[bool]:
    return [item.text in {ABOVE, BELOW} for item in items]


@pytest.mark.parametrize("run", [RESULTS, INGREDIENTS, TIMES])
@pytest.mark.parametrize(("before", "after"), [([], []), (["The results"], ["In all"] * 2)])
def test_lines_of_one_form_between_sentences_stay(
    run: list[str], before: list[str], after: list[str]
) -> None:
    items = items_of(ABOVE, *before, *run, *after, BELOW)
    first = 1 + len(before)
    assert inset_lists(items, kept_of(items)) == list(range(first, first + len(run)))


@pytest.mark.parametrize(
    "lines",
    [
        [ABOVE, *RESULTS[:2], BELOW],
        [ABOVE, RESULTS[0], INGREDIENTS[0], TIMES[0], BELOW],
        [ABOVE, *RESULTS],
        [*RESULTS, BELOW],
        [ABOVE, *["Menu"] * 4, *RESULTS, BELOW],
        [ABOVE, *RESULTS, *["Menu"] * 4, BELOW],
        [ABOVE, "Marjal beats Pinares", "Almadraba draws", "Torcal loses", BELOW],
    ],
)
def test_other_lines_are_left_to_the_model(lines: list[str]) -> None:
    items = items_of(*lines)
    assert inset_lists(items, kept_of(items)) == []


def test_what_a_rule_names_is_no_part_of_a_list() -> None:
    items = items_of(ABOVE, *RESULTS, BELOW)
    items[2].label = Label("nav", "en/nav-label")
    assert inset_lists(items, kept_of(items)) == []


def test_they_are_kept_whatever_the_model_says(monkeypatch: pytest.MonkeyPatch) -> None:
    def doubt(items: list[Item], threshold: float) -> tuple[list[float], list[str]]:
        return [0.9 * item.text.endswith(".") for item in items], ["short"] * len(items)

    monkeypatch.setattr(judge, "_asked", doubt)
    items = items_of(f"{ABOVE} {BELOW}", *RESULTS, BELOW, "Menu 1", "Menu 2", "Menu 3")
    judge.judge_items(items, lambda texts: [None] * len(texts))
    assert [item.is_text for item in items] == [True] * 5 + [False] * 3


def test_long_gaps_cost_time_by_their_length_only() -> None:
    def cost(count: int) -> float:
        items = items_of(ABOVE, *[f"Item {n} of the market" for n in range(count)], BELOW)
        start = time.process_time()
        assert len(inset_lists(items, kept_of(items))) == count
        return time.process_time() - start

    cost(100)
    assert cost(32_000) < 16 * max(cost(8000), 0.02)
