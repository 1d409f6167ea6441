"""Running text that stays although the line model doubts it."""

from __future__ import annotations

import msgspec
import pytest

from newsclip.knowledge.judge import Item, name_items, read_items
from newsclip.knowledge.rules import load_rules
from newsclip.knowledge.running_text import begun_stretches, signed_ends, too_much_to_lose
from newsclip.pipeline import run
from newsclip.record import Block, lines_of
from newsclip.stages.split import split
from newsclip.stages.strip import strip
from tests.generators import document

RULES = load_rules(user=False)
STAGES = [strip(rules=RULES), split(rules=RULES)]
MATCH = RULES.match
PARAGRAPH = (
    "The council voted on Tuesday to keep the night ferry running until spring, after two hundred"
    " residents wrote letters and asked the operator for a new timetable and a warmer waiting room."
)
ZH = (
    "區公所星期二決定讓夜間渡輪行駛到春天，因為有兩百多位居民寫信反映需求，並且要求業者在月底以前"
    "提出新的班表，也希望候船室的暖氣能夠早一點修好，讓老人和孩子不必在寒風裡等船。"
)


def items_of(*lines: str) -> list[Item]:
    items = read_items(lines_of("\n".join(lines)))
    name_items(items, MATCH)
    return items


@pytest.mark.parametrize("paragraph", [PARAGRAPH, ZH])
def test_a_line_as_long_as_an_article_stays_unless_it_is_surely_none(paragraph: str) -> None:
    items = items_of("Home", paragraph * 12, "Sport")
    assert too_much_to_lose(items, [0.0, 0.06, 0.0], 0.5) == [1]
    assert too_much_to_lose(items, [0.0, 0.04, 0.0], 0.5) == []
    assert too_much_to_lose(items_of("Home", paragraph, "Sport"), [0.0, 0.4, 0.0], 0.5) == []


@pytest.mark.parametrize("paragraph", [PARAGRAPH, ZH])
def test_a_run_of_doubtful_paragraphs_stays_and_its_subhead_is_not_asked(paragraph: str) -> None:
    text = [f"{paragraph} ({n})" for n in range(6)]
    items = items_of("Home", *text[:3], "A warm room", *text[3:], "Sport")
    doubt = [0.0, 0.3, 0.4, 0.45, 0.3, 0.4, 0.4, 0.4, 0.0]
    assert too_much_to_lose(items, doubt, 0.5) == [1, 2, 3, 5, 6, 7]
    assert too_much_to_lose(items, [chance / 2 for chance in doubt], 0.5) == []
    # Who wants less has more dropped.
    assert too_much_to_lose(items, doubt, 0.9) == []


def test_a_teaser_here_and_there_is_no_run() -> None:
    menu = ["Home", "Sport", "Weather", "Culture"]
    items = items_of(*menu, PARAGRAPH, *menu, PARAGRAPH, *menu, PARAGRAPH, *menu, PARAGRAPH)
    assert too_much_to_lose(items, [0.45] * len(items), 0.5) == []


@pytest.mark.parametrize("paragraph", [PARAGRAPH, ZH])
def test_a_stretch_that_the_text_begins_stays_whole(paragraph: str) -> None:
    text = [f"{paragraph} ({n})" for n in range(14)]
    items = items_of("Home", *text)
    for item in items:
        block = Block("p", "paragraph", 0.0, (), depth=3)
        item.line = msgspec.structs.replace(item.line, block=block)
    kept = [False, *[True] * 7, *[False] * 7]
    doubt = [0.0, *[0.9] * 7, *[0.1] * 7]
    assert begun_stretches(items, kept, doubt, 0.5) == list(range(1, 15))
    # A short tail is an author's note or a teaser, and without a beginning it is no text at all.
    assert begun_stretches(items[:-5], kept[:-5], doubt[:-5], 0.5) == []
    assert begun_stretches(items, [False] * 15, doubt, 0.5) == []
    assert begun_stretches(items, kept, [0.0, *[0.6] * 7, *[0.0] * 7], 0.9) == []


def test_what_stands_below_a_consent_wall_is_no_article() -> None:
    text = [f"{PARAGRAPH} ({n})" for n in range(6)]
    doubt = [0.0, *[0.4] * 6]
    assert too_much_to_lose(items_of("Accept all cookies", *text), doubt, 0.5) == []
    assert len(too_much_to_lose(items_of("A warm room", *text), doubt, 0.5)) == 6


@pytest.mark.parametrize(
    ("last", "stays"),
    [
        ("Three people were hurt. (dpa)", True),
        ("Police let them off later. — PTI", True),
        ("後輩に引き継ぐ予定だ。（共同）", True),
        ("Three people were hurt (dpa)", False),
        ("Three people were hurt.", False),
        ("Write to us. (desk@example.org)", False),
    ],
)
def test_a_last_sentence_that_an_agency_signed_stays(last: str, stays: bool) -> None:
    above = items_of(PARAGRAPH, last)
    assert signed_ends(above, [True, False]) == ([1] if stays else [])
    assert signed_ends(above, [False, False]) == []
    behind_picture = items_of(PARAGRAPH, "Photo: Jane Doe", last)
    assert signed_ends(behind_picture, [True, False, False]) == ([2] if stays else [])


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("（港口日報記者 林小安 陳大文）", ("林小安", "陳大文")),
        ("(本报记者张三 通讯员李四)", ("张三", "李四")),
        ("（港口日报记者 李明）", ("李明",)),
    ],
)
def test_a_reporter_in_brackets_below_the_text_ends_it(line: str, authors: tuple[str, ...]) -> None:
    text = ["夜間渡輪行駛到春天", "", ZH, "", f"{ZH}{ZH}", ""]
    (article,) = run([document([*text, line, "", "責任編輯:王小明"])], STAGES)
    assert article.text.endswith(line)
    assert article.authors == authors
    assert article.credits == ("王小明",)
    # Above the text it stands with the headline's other lines.
    (article,) = run([document([text[0], "", line, *text[1:]])], STAGES)
    assert line not in article.text
    assert article.authors == authors


def test_what_a_text_says_of_reporters_in_brackets_names_no_author() -> None:
    said = "（記者會後，部長沒有再回答問題。）"
    (article,) = run(
        [document(["夜間渡輪行駛到春天", "", ZH, said, ZH.replace("夜", "日")])], STAGES
    )
    assert said in article.text
    assert article.authors == ()
