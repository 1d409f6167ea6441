from __future__ import annotations

import pytest

from newsclip.knowledge.features import terms
from newsclip.stages.split.title import is_foreign, without_site

BODY = terms("The council keeps the night ferry until spring. 區公所決定讓夜間渡輪行駛到春天。")


@pytest.mark.parametrize(
    ("title", "lines", "names"),
    [
        ("Night ferry stays until spring - Harbour Post", [], ["Harbour Post"]),
        ("Night ferry stays until spring | Harbour Post | Local", [], []),
        ("夜間渡輪行駛到春天_地方_港口日報", [], []),
        ("Night ferry stays until spring – Harbour Post", ["Night ferry stays until spring"], []),
        ("Night ferry stays - HarbourPost", [], ["https://www.harbour-post.example/ferry"]),
        ("Night ferry stays - Harbour Post", ["Harbour Post", "Contact - Harbour Post"], []),
        ("Night ferry stays until spring » Harbour Post", [], []),
    ],
)
def test_the_name_of_the_site_goes(title: str, lines: list[str], names: list[str]) -> None:
    assert without_site(title, lines, BODY, names) != title
    assert title.startswith(without_site(title, lines, BODY, names))
    assert "ost" not in without_site(title, lines, BODY, names)[-4:]


@pytest.mark.parametrize(
    "title",
    [
        "Night ferry - council says yes",
        "Ferry stays – until spring",
        "Night ferry | council says yes",
        "夜間渡輪──行駛到春天",
        "A-B",
        "The council about the ferry: « It stays until spring »",
        "Паром ходит до весны: «Уезжать не будем»",
        "The ferry said to be « a nurse's » stays until spring",
        "渡輪 | 春天",
        "",
    ],
)
def test_a_headline_of_two_parts_stays_whole(title: str) -> None:
    assert without_site(title, ["Home", "Council"], BODY, ["Harbour Post", None]) == title


@pytest.mark.parametrize(
    ("title", "headline", "expected"),
    [
        ("ferry_copy2 DEF", "Night ferry stays until spring", True),
        ("Harbour Post", "Night ferry stays until spring", True),
        ("", "Night ferry stays until spring", True),
        ("Ferry goes on until spring", "Night ferry stays until spring", False),
        ("Harbour Post", "Menu and search", False),
    ],
)
def test_a_title_that_says_nothing_of_the_text_is_none(
    title: str, headline: str, *, expected: bool
) -> None:
    assert is_foreign(title, headline, BODY) is expected
