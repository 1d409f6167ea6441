from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from newsclip.knowledge.judge import Item, judge_items, name_items, read_items
from newsclip.knowledge.page_tops import page_tops
from newsclip.knowledge.rules import load_rules
from newsclip.pipeline import run
from newsclip.record import lines_of
from newsclip.stages.split import split
from newsclip.stages.strip import strip
from tests.generators import document

RULES = load_rules(user=False)
MENU = ("Home", "Log in", "Subscribe", "Newsletter")
BANNER = ("We use cookies.", "Accept all", "Reject all", "Manage cookies")
FOOT = ("Privacy Policy", "© 2025 Harbour Post. All rights reserved.")
FERRY = [
    "The council has decided that the night ferry to the island goes on until the spring, so that"
    f" the nurses of the {ward} ward can come home after a shift that ends at eleven. The operator"
    " asks for a new timetable, and wants the town to pay for the second crew in the winter."
    for ward in ("first", "second", "third", "fourth")
]
LIBRARY = [
    f"市立圖書館從下個月起週日開放到晚間{hour}點，館長說，這是回應學生與上班族兩年來的要求，人力由志工補足，"
    "兒童區也增加說故事時間，並且開放自習室線上預約，每人每週以三次為限，費用由教育基金支付到年底。"
    for hour in "七八九十"
]


def page(
    text: Sequence[str], *, menu: Sequence[str] = MENU, foot: Sequence[str] = FOOT, date: str = ""
) -> list[str]:
    return [*menu, *([date] if date else []), *text, *foot]


def items_of(lines: Sequence[str]) -> list[Item]:
    items = read_items(lines_of("\n".join(lines)))
    name_items(items, RULES.match)
    return items


@pytest.mark.parametrize(
    ("second", "is_found"),
    [
        (page(LIBRARY), True),
        (page(LIBRARY, menu=BANNER), True),
        (page(LIBRARY, foot=(), date="2025-03-04"), True),
        (page(LIBRARY, foot=()), False),
        (page(LIBRARY, menu=MENU[:2]), False),
        (page(LIBRARY[:2]), False),
        (page([line[:38] + "。" for line in LIBRARY]), False),
    ],
)
def test_a_page_begins_with_its_menu_below_a_foot(second: list[str], is_found: bool) -> None:
    first = page(FERRY)
    assert page_tops(items_of([*first, *second])) == ([len(first)] if is_found else [])
    assert page_tops(items_of(second)) == []


BAR = ("Harbour Post | News | Sport | Culture",)


@pytest.mark.parametrize(
    ("menu", "foot", "date", "is_found"),
    [
        (BAR, FOOT, "March 2025", True),
        (("Harbour Post daily", "News > Local"), FOOT, "March 2025", True),
        (("Harbour Post daily",), FOOT, "March 2025", False),
        (BAR, FOOT, "", False),
        (BAR, ("That was all.",), "March 2025", False),
    ],
)
def test_short_pages_begin_as_the_file_does(
    menu: Sequence[str], foot: Sequence[str], date: str, is_found: bool
) -> None:
    texts = (FERRY[:2], LIBRARY[:2], FERRY[2:])
    pages = [
        page(text, menu=menu, foot=foot, date=f"{day} {date}" if date else "")
        for day, text in enumerate(texts, 1)
    ]
    tops = [len(pages[0]), len(pages[0]) + len(pages[1])]
    items = items_of([line for lines in pages for line in lines])
    assert page_tops(items) == (tops if is_found else [])
    below = items_of([*pages[0], *pages[1], *menu])
    assert page_tops(below) == (tops[:1] if is_found else [])
    assert page_tops(items_of([*pages[0], *menu])) == []


def test_a_menu_in_one_line_has_as_many_entries() -> None:
    first, second = page(FERRY), page(LIBRARY, menu=("Home | Log in | Sport | Culture",))
    assert page_tops(items_of([*first, *second])) == [len(first)]


def test_articles_of_short_pages_are_parted() -> None:
    titles = ["The night ferry stays until the spring", "市立圖書館週日開門到晚間八點"]
    lines = [
        line
        for title, text in zip(titles, (FERRY, LIBRARY), strict=True)
        for line in page([title, "2025-03-04", *text[:2]], menu=BAR)
    ]
    stages = [strip(rules=RULES), split(rules=RULES)]
    found = list(run([document(lines)], stages))
    assert [titles[n] in (record.title or record.text) for n, record in enumerate(found)] == [
        True,
        True,
    ]


def test_each_page_of_many_is_found() -> None:
    first, second = page(FERRY), page(LIBRARY)
    lines = [*first, *second, *first]
    assert page_tops(items_of(lines)) == [len(first), len(first) + len(second)]


def test_what_is_above_the_first_foot_is_a_page() -> None:
    assert page_tops(items_of([*FOOT, *page(LIBRARY)])) == []


def test_the_smaller_of_two_joined_pages_is_not_lost() -> None:
    long = [line.replace("館長", f"館長{n}") for n in range(15) for line in LIBRARY]
    interview = [
        line
        for n in range(8)
        for line in (
            f"And what did the ward {n} say?",
            f"It said that ferry number {n} is late, and that is all.",
        )
    ]
    items = items_of([*page(long), *page([*interview, *FERRY[:3], *interview[:6]])])
    judge_items(items, RULES.match)
    assert {item.text for item in items if item.is_text} >= {*interview, *FERRY[:3]}


def test_many_feet_cost_time_by_their_number_only() -> None:
    def cost(count: int) -> float:
        items = items_of([*page(FERRY), *page(LIBRARY)] * count)
        start = time.process_time()
        assert len(page_tops(items)) == 2 * count - 1
        return time.process_time() - start

    cost(10)
    assert cost(800) < 16 * max(cost(200), 0.02)
