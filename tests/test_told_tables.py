"""Rows of figures below the sentences that tell of them stay, and what goes on below them."""

from __future__ import annotations

import time

import pytest

from newsclip.knowledge.judge import Item, read_items
from newsclip.knowledge.told_tables import told_tables
from newsclip.record import Label, lines_of

ABOVE = "Marjal scored three times in the rain on Sunday, and Almadraba lost the lead to Segura."
BELOW = "On Saturday Marjal goes to Segura, and the league talks about the state of the grass."
OTHER = "The library stays open until nine this winter, and lends out skates, sledges and games."
SCORES = ["UD Marjal 3 - Racing Pinares 0", "CF Almadraba 1 - Segura 1", "Torcal 0 - Real 2"]
ZH_ABOVE = "港灣隊星期日在雨中踢進三球，山腳隊則在補時階段丟掉了領先，兩隊積分只差一分。"
ZH_BELOW = "下一輪港灣隊作客對南門隊，山腳隊主場迎戰東門隊，比賽都在星期六下午開始。"
ZH_ROWS = ["球隊　場次　勝　和　負　積分", "港灣隊　8　6　1　1　19", "山腳隊　8　6　0　2　18", "南門隊　8　4　2　2　14"]  # fmt: skip
KO_ABOVE = "항구 팀은 일요일 빗속에서 세 골을 넣었고, 산기슭 팀은 추가 시간에 선두를 빼앗겼다."
KO_ROWS = ["항구 3 : 0 남문", "산기슭 1 : 1 동문", "북문 0 : 2 서문"]


def items_of(*lines: str) -> list[Item]:
    return read_items(lines_of("\n".join(lines)))


def kept_of(items: list[Item], *texts: str) -> list[bool]:
    return [item.text in {ABOVE, ZH_ABOVE, KO_ABOVE, *texts} for item in items]


@pytest.mark.parametrize(
    ("above", "rows", "below"),
    [(ABOVE, SCORES, BELOW), (ZH_ABOVE, ZH_ROWS, ZH_BELOW), (KO_ABOVE, KO_ROWS, None)],
)
@pytest.mark.parametrize("heads", [[], ["Results"], ["賽果", "（第八輪）"]])
def test_rows_that_the_text_tells_of_stay_with_their_heads_and_the_sentence_below(
    above: str, rows: list[str], below: str | None, heads: list[str]
) -> None:
    items = items_of(above, *heads, *rows, *([below] if below else []), "Sport", "Contact us")
    stop = 1 + len(heads) + len(rows) + bool(below)
    assert told_tables(items, kept_of(items)) == list(range(1, stop))


def test_two_tables_with_heads_and_kept_lines_between_them_are_one_stretch() -> None:
    items = items_of(ABOVE, "Results", *SCORES, "Scorers: Roe, Poe", "Table", *SCORES, OTHER)
    found = told_tables(items, kept_of(items, "Scorers: Roe, Poe"))
    assert found == [1, 2, 3, 4, 6, 7, 8, 9]


@pytest.mark.parametrize(
    "lines",
    [
        [ABOVE, *SCORES[:2], BELOW],
        [ABOVE, "FTSE 7,911.16 -0.3%", "Dow 38,904.04 +0.8%", "Gold 2,343.1 +0.1%", OTHER],
        [ABOVE, "Marjal wins in the rain", "Almadraba loses its lead", "Segura draws", BELOW],
        [ABOVE, "14:05 Marjal wins", "13:50 Segura draws", "13:10 Pinares loses", OTHER],
        [ABOVE, "1", "2", "3", "4", "Next"],
        [ABOVE, *["Menu", "Sport", "Weather", "Games"], *SCORES, BELOW],
        [OTHER, *SCORES, BELOW],
    ],
)
def test_other_lines_are_left_to_the_model(lines: list[str]) -> None:
    items = items_of(*lines)
    assert told_tables(items, kept_of(items)) == []


def test_what_a_rule_names_ends_the_rows() -> None:
    items = items_of(ABOVE, *SCORES, "More results", BELOW)
    items[4].label = Label("related", "en/related-label")
    assert told_tables(items, kept_of(items)) == [1, 2, 3]
    items[1].label = Label("nav", "en/nav-label")
    assert told_tables(items, kept_of(items)) == []


def test_a_sentence_that_names_nothing_of_the_rows_is_left_to_the_model() -> None:
    items = items_of(ABOVE, *SCORES, OTHER)
    assert told_tables(items, kept_of(items)) == [1, 2, 3]


def test_time_is_linear() -> None:
    def seconds(count: int) -> float:
        items = items_of(*[ABOVE, *SCORES] * count)
        kept = kept_of(items)
        begun = time.perf_counter()
        told_tables(items, kept)
        return time.perf_counter() - begun

    seconds(10)
    assert seconds(4000) < 30 * seconds(400) + 0.05
