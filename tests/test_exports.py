"""Exports of press databases and labelled dumps: where documents begin, what their fields say."""

from __future__ import annotations

import json
import textwrap
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from newsclip.knowledge.exports import find_export
from newsclip.knowledge.exports.marks import counted, counter, is_count, is_end, is_source
from newsclip.knowledge.exports.papers import paper_in
from newsclip.pipeline import run
from newsclip.reading.exports import with_export
from newsclip.record import TEXT_ROLES, Record, source_lines
from newsclip.schema import from_json
from newsclip.stages.repair import repair
from newsclip.stages.split import split
from newsclip.stages.strip import strip
from tests.calling import file_of, shell


class Story(NamedTuple):
    title: str
    author: str
    paper: str
    day: str
    text: tuple[str, ...]


STORIES = (
    Story(
        "Lock keeper retires after forty winters",
        "Agnes Whitlow",
        "The Canal Post",
        "12 May 2024",
        (
            "The keeper of the last manned lock on the Ander canal handed over his key on Friday"
            " after forty winters, two floods and a swan that lived in his boat house.",
            'He said: "Note: the gate sticks in June." The company wants to put a button there,'
            " which passing boats can press by themselves, and has promised to keep the bench.",
            "A party is planned for Sunday. It will have to end before the tide turns.",
        ),
    ),
    Story(
        "Choir of bakers sings at four in the morning",
        "Tomas Ferrand",
        "Ander Valley Echo",
        "14 May 2024",
        (
            "Nine bakers from the lower town have founded a choir that rehearses while the dough"
            " rises, between four and a quarter to five, in the flour store of the old mill.",
            "Neighbours complained at first, and then began to leave their windows open. One of"
            " them wrote to the council that she had not slept so well since the trams stopped.",
            "The first concert will be given with the doors of the oven open, for the warmth.",
        ),
    ),
)
HANS = (
    "山谷里的小站每天只停一趟车，站长却把候车室改成了图书角，乘客可以把没看完的书带走，下次坐车再还回来。",
    "三年下来，书从两百本变成了三千本，其中一半是外地乘客寄来的，最远的一本贴着海岛的邮票。",
    "站长说，他最大的烦恼是有人为了看完最后一章，故意错过了火车，只好在长椅上等到第二天。",
)


def nexis(stories: Sequence[Story] = STORIES) -> str:
    """As LexisNexis wrote text files: counted, centred, wrapped at 72 columns."""
    lines: list[str] = []
    for n, story in enumerate(stories, start=1):
        lines += [f"{n} of {len(stories)} DOCUMENTS".center(78).rstrip(), "", "", ""]
        lines += [story.paper.center(78).rstrip(), "", f"{story.day} Sunday".center(78).rstrip()]
        lines += ["", story.title, "", f"BYLINE: {story.author}", "", "SECTION: NEWS; Pg. 4", ""]
        lines += ["LENGTH: 96 words", "", ""]
        for paragraph in story.text:
            lines += [*textwrap.wrap(paragraph, 72), ""]
        lines += ["LOAD-DATE: May 15, 2024", "", "LANGUAGE: ENGLISH", "", ""]
        lines += ["Copyright 2024 Ander Press".center(78).rstrip(), "All Rights Reserved", "", ""]
    return "\n".join(lines)


def factiva(stories: Sequence[Story] = STORIES) -> str:
    lines: list[str] = []
    for n, story in enumerate(stories):
        lines += [story.title, "", f"By {story.author}", "96 words", story.day, story.paper]
        lines += ["ANDP", "4", "English", "(c) 2024 Ander Press", ""]
        for paragraph in story.text:
            lines += [paragraph, ""]
        lines += [f"Document ANDP00002024051{n}ek5c0000{n}", "", ""]
    return "\n".join([*lines, "Search Summary", "Text", "canal or choir", "Results Found", "2"])


def factiva_codes(stories: Sequence[Story] = STORIES) -> str:
    lines: list[str] = []
    for n, story in enumerate(stories):
        lines += ["SE   News", f"HD   {story.title}", f"BY   {story.author}", "WC   96 words"]
        lines += [f"PD   {story.day}", f"SN   {story.paper}", "LA   English", ""]
        lines += [f"LP   {story.text[0]}", "", f"TD   {story.text[1]}", "", story.text[2], ""]
        lines += ["NS   gcat : General News", f"AN   Document ANDP00002024051{n}ek5c0000{n}", ""]
    return "\n".join(lines)


def retriever(stories: Sequence[Story] = STORIES) -> str:
    """As Nordic archives write: a list first, the paper and the day below each headline."""
    lines = ["Nyheter:", ""]
    lines += [f"> {story.title}, {story.paper}, 2024-05-12" for story in stories] + ["", ""]
    for story in stories:
        lines += [story.title, f"{story.paper}, 2024-05-1{story.day[1]}", "Sida 8", ""]
        for paragraph in story.text:
            lines += [paragraph, ""]
        lines += [story.author, "", f"© {story.paper} eller artikelförfattaren.", "", "=" * 78, ""]
    return "\n".join(lines)


def labelled(stories: Sequence[Story] = STORIES) -> str:
    lines: list[str] = []
    for story in stories:
        lines += [f"Title: {story.title}", f"Author: {story.author}", f"Source: {story.paper}"]
        lines += [f"Date: {story.day}", "Content:", "\n\n".join(story.text), "-" * 40]
    return "\n".join(lines)


def in_capitals(stories: Sequence[Story] = STORIES) -> str:
    """As home-made scripts write: labels alone, the value below each."""
    lines: list[str] = []
    for story in stories:
        lines += ["TITLE", story.title, "", "SOURCE", story.paper, "", "DATE", story.day, ""]
        lines += ["AUTHOR", story.author, "", "TEXT", *story.text, "", ""]
    return "\n".join(lines)


WRITERS = (nexis, factiva, factiva_codes, retriever, labelled, in_capitals)


def document(text: str) -> Record:
    return with_export(from_json(json.dumps({"text": text})))


def articles(text: str) -> list[Record]:
    return list(run([document(text)], [repair(), strip(), split()]))


@pytest.mark.parametrize("write", WRITERS)
def test_documents_come_out_with_their_fields(write: Callable[[], str]) -> None:
    found = articles(write())
    assert [one.title for one in found] == [story.title for story in STORIES]
    assert [one.authors for one in found] == [(story.author,) for story in STORIES]
    assert [one.publisher for one in found] == [story.paper for story in STORIES]
    assert [one.date_published for one in found] == ["2024-05-12", "2024-05-14"]
    assert [tuple((one.text or "").split("\n")) for one in found] == [s.text for s in STORIES]


@pytest.mark.parametrize("write", WRITERS)
def test_no_line_is_lost_and_edits_lead_back(write: Callable[[], str]) -> None:
    text = write()
    found = articles(text)
    covered = [n for one in found for line in one.lines for n in range(line.first, line.last + 1)]
    assert covered == list(range(1, text.count("\n") + 2))
    assert [line for one in found for line in source_lines(one)] == text.split("\n")
    for one in found:
        for line in one.lines:
            assert line.label is not None
            assert line.label.role in {*TEXT_ROLES, "blank"} or line.label.rule


def test_fields_are_named_by_the_export() -> None:
    (first, _) = articles(nexis())
    named = {line.text: line.label.rule for line in first.lines if line.label and line.label.rule}
    assert named["BYLINE: Agnes Whitlow"] == "export/byline"
    assert named["LENGTH: 96 words"] == "export/other"
    assert first.section == "NEWS"


def test_labels_of_many_languages() -> None:
    heads = {
        "ru": ("Заголовок: Поезд", "Источник: Вестник", "Дата: 12.05.2024", "Текст:"),
        "ar": ("العنوان: قطار الوادي", "المصدر: الصدى", "التاريخ: 2024-05-12", "النص:"),
        "hi": ("शीर्षक: घाटी की रेल", "स्रोत: प्रभात", "दिनांक: 2024-05-12", "पाठ:"),
        "zh": ("【標題】山谷小站", "【來源】山谷日報", "【日期】2024-05-12", "【內文】"),
    }
    for head in heads.values():
        text = "\n".join([*head, *HANS, "", *head, *HANS])
        found = articles(text)
        assert [one.date_published for one in found] == ["2024-05-12"] * 2
        assert all(one.title and ":" not in one.title for one in found), head
        assert [(one.text or "").split("\n") for one in found] == [list(HANS)] * 2


def test_chinese_databases() -> None:
    cnki = "\n".join(
        f"中国教育报/2019 年/11 月/{day} 日/第 002 版\n\n山谷小站第{day}回\n\n"
        + "\n".join(HANS)
        + "\n\n"
        for day in (6, 7)
    )
    wise = "\n".join(
        f"文章 {n}\n\n明報 | 2016-03-1{n}\n報章 | A08 | 港聞\n\n山谷小站第{n}回改建未決\n\n"
        + "\n\n".join(HANS)
        + f"\n\n字數: 120\n文章編號: 20160314004001{n}\n"
        for n in (1, 2)
    )
    assert [one.date_published for one in articles(cnki)] == ["2019-11-06", "2019-11-07"]
    assert [one.publisher for one in articles(cnki)] == ["中国教育报"] * 2
    assert [one.publisher for one in articles(wise)] == ["明報"] * 2
    assert [one.title for one in articles(wise)] == [f"山谷小站第{n}回改建未決" for n in (1, 2)]


def test_a_wire_story_in_two_papers_is_kept_twice() -> None:
    twice = (STORIES[0], STORIES[0]._replace(paper="The Ander Times"))
    for write in (nexis, factiva, labelled):
        found = articles(write(twice))
        assert [(one.text or "").split("\n") for one in found] == [list(STORIES[0].text)] * 2


def test_a_list_above_the_documents_goes_and_a_preface_stays() -> None:
    lines = retriever().split("\n")
    export = find_export(lines)
    assert export is not None
    assert lines[export.cover[0]] == "Nyheter:"
    # Also where nothing was stripped.
    assert len(list(run([document(retriever())], [split()]))) == 2
    preface = "\n\n".join("\n".join(textwrap.wrap(s.text[0], 72)) for s in STORIES * 3)
    found = articles(f"{preface}\n\n{nexis()}")
    assert len(found) == 3
    assert found[0].title is None


LAW = "\n".join(
    f"Article {n}\n\nEvery person who keeps a lock on a canal shall open it from sunrise to sunset,"
    f" and shall keep a book in which paragraph {n} is written in full for all to read.\n"
    for n in range(1, 9)
)
PAGE = "\n".join(
    [
        *("Home", "News", "Sport", "Tags: canal, locks", STORIES[0].title),
        *("Author: Agnes Whitlow", *STORIES[0].text, "Source: The Canal Post"),
        *("Share", "Related", "Choir sings", "Contact"),
    ]
)
LETTERS = "\n\n".join(
    f"Q: What did the keeper say, and why did he say it so late in the year {n}?\n\n"
    f"A: {STORIES[0].text[0]}"
    for n in range(4)
)


@pytest.mark.parametrize("text", [LAW, PAGE, LETTERS, "", "Title: x", "1.\n2.\n3.\n" * 9])
def test_other_texts_are_none(text: str) -> None:
    assert find_export(text.split("\n")) is None


def test_marks() -> None:
    assert counter("   3 of 20 DOCUMENTS") == (3, 20)
    assert counter("Dokument 3 von 20") == (3, 20)
    assert counter("第 3 篇") == (3, None)
    assert counter("The 3 of us") is None
    assert counter("Page 3 of 20") is None
    assert counted(["1.", "x", "2.", "7.", "3.", "2."]) == [0, 2, 4]
    assert is_end("End of Document")
    assert is_end("Dokument FRAR000020240512ek5c00001")
    assert not is_end("The end of the document was torn.")
    assert is_count("1.204 Wörter")
    assert not is_count("He had 512 words for snow.")
    assert is_source("Frankfurter Rundschau vom 13.05.2024, Seite 12")
    assert not is_source("On 12 May 2024 the council met again.")
    assert paper_in("Frankfurter Rundschau vom 13.05.2024, Seite 12") == "Frankfurter Rundschau"
    assert paper_in("2017/02/08  日本経済新聞  地方経済面") == "日本経済新聞"
    assert paper_in("Sunday, 12 May 2024") is None


def test_stages_in_a_pipe_give_the_same(tmp_path: Path) -> None:
    names = " ".join(file_of(tmp_path, f"{n}.txt", write()) for n, write in enumerate(WRITERS))
    stages = "newsclip repair | newsclip strip | newsclip split | newsclip detect"
    piped = shell(f"newsclip read {names} | {stages}")
    assert piped.out
    assert piped.out == shell(f"newsclip clip {names}").out


@pytest.mark.parametrize(
    "text",
    [
        "Title: a\nDate: 12 May 2024\n" * 4_000,
        ("A line of seventy characters that goes on in the next one without stop\n" * 8_000)
        + "Title: a\nDate: 12 May 2024\n",
        "".join(f"{n}.\n" for n in range(1, 8_000)),
        "Title: a\nDate: 12 May 2024\n" + "Name of a thing\n" * 8_000,
    ],
)
def test_time_is_linear(text: str) -> None:
    def seconds(lines: list[str]) -> float:
        start = time.perf_counter()
        find_export(lines)
        return time.perf_counter() - start

    lines = text.split("\n")
    quarter = min(seconds(lines[: len(lines) // 4]) for _ in range(3))
    assert min(seconds(lines) for _ in range(2)) < 8 * quarter + 0.05


def test_thousands_of_labels_without_a_value_are_read() -> None:
    text = nexis().replace("BYLINE: Agnes Whitlow", "BYLINE:\n\n" * 4_000, 1)
    found = articles(text)
    assert [one.title for one in found] == [story.title for story in STORIES]
    assert found[0].authors == ()


def test_time_to_part_many_documents_is_linear() -> None:
    def seconds(number: int) -> float:
        (stripped,) = run([document(nexis(STORIES * number))], [repair(), strip()])
        start = time.perf_counter()
        assert len(list(run([stripped], [split()]))) == 2 * number
        return time.perf_counter() - start

    assert seconds(240) < 8 * min(seconds(60) for _ in range(2)) + 0.1
