"""Chinese bylines: who reported, of a line of its own and of what opens or ends a text."""

from __future__ import annotations

import pytest

from newsclip.knowledge.names import bare_names, names_of
from newsclip.knowledge.reporters import (
    closing_reporters,
    is_chinese_name,
    is_house,
    opening_reporters,
    reporters,
    slashed_names,
)
from newsclip.pipeline import run
from newsclip.reading.encoding import Decoded
from newsclip.reading.text import text_record
from newsclip.stages.split import split
from newsclip.stages.strip import strip
from tests.test_fields import RULES

TITLE = "海湾镇渡轮码头改建完成 候船厅宽了一倍"
TEXT = (
    "海湾镇的渡轮码头今年春天完成了改建，新的候船厅比旧的宽了一倍，乘客不必再站在雨里等船。",
    "镇长说，改建花了八个月，其间每天的班次没有减少，只是临时把上船的地方移到了北边的栈桥。",
    "一位每天坐船上班的护士告诉我们，最难的是冬天的夜班，那时最后一班船常常晚点半个多小时。",
    "下一步，镇里打算把旧候船厅改成小小的展览馆，展出居民捐来的老船票、照片和一只铜钟。",
)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("記者 林小雲 攝影 王小川 報導", "林小雲 王小川"),
        ("記者林小雲報導", "林小雲"),
        ("記者林小雲台北報導", "林小雲"),
        ("記者王明台中報導", "王明"),
        ("記者林小雲枋寮鄉報導", "林小雲"),
        ("記者林小雲、張簡文琪／高雄報導", "林小雲 張簡文琪"),
        ("記者林小雲台北3日電", "林小雲"),
        ("记者 方　明 丁小满", "方明 丁小满"),
        ("记者：方晓云 通讯员：丁满", "方晓云 丁满"),
        ("文/记者方晓云 图/记者丁满", "方晓云"),
        ("海湾日报记者 方晓云 编辑 宋可 校对 陈大力", "方晓云"),
        ("记者 阿琳娜", "阿琳娜"),
        ("记者：阿卜杜拉·买买提", "阿卜杜拉·买买提"),
        ("記者 北京 報道", ""),
    ],
)
def test_reporters_end_where_places_and_verbs_begin(line: str, names: str) -> None:
    assert reporters(line) == names.split()


@pytest.mark.parametrize("line", ["记者会上他神情凝重", "记者从镇政府获悉", "方晓云"])
def test_not_every_word_for_a_reporter_leads_to_names(line: str) -> None:
    assert reporters(line) is None


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("本报讯（记者 方晓云 丁小满）6月10日，码头", "方晓云 丁小满"),
        ("新华社海湾6月10日电（记者方晓云、丁满）码头", "方晓云 丁满"),
        ("海湾社6月10日电 (方晓云 丁小满)码头", "方晓云 丁小满"),
        ("〔記者林小雲／台南報導〕碼頭", "林小雲"),
        ("〔編譯林小雲／綜合報導〕碼頭", "林小雲"),
        ("（島央社記者林小雲台北3日電）碼頭", "林小雲"),
        ("【記者林小雲綜合報導】碼頭", "林小雲"),
        ("【海灣報訊】記者林小雲報道：碼頭", "林小雲"),
        ("海湾网报道 记者 方晓云 据渡轮公司介绍，码头", "方晓云"),
        ("〔即時新聞／綜合報導〕碼頭", ""),
        ("（島央社台北3日電）碼頭", ""),
        ("他去年才给家里通了电（方晓云），码头", ""),
        ("记者 昨日从渡轮公司获悉，码头下月开放", ""),
        ("記者林小雲台北報導指出，碼頭將於下月開放。", ""),
    ],
)
def test_a_text_says_who_reported_it_before_it_begins(line: str, names: str) -> None:
    assert opening_reporters(line) == names.split()


def test_a_text_says_who_reported_it_behind_its_end() -> None:
    assert closing_reporters("码头下月开放。（记者 方晓云 丁满）") == ["方晓云", "丁满"]
    assert closing_reporters("码头下月开放（记者会另行通知）。") == []


def test_a_slash_parts_names_from_desks() -> None:
    assert slashed_names("生活中心／林小雲報導") == ["林小雲"]
    assert slashed_names("生活中心／綜合報導") == []


def test_papers_and_sites_are_no_persons() -> None:
    assert all(map(is_house, ["海湾日报", "島嶼時報", "海湾网", "海湾电视台", "聯島新聞"]))
    assert not any(map(is_house, ["方晓云", "王明台", "36氪"]))
    assert is_chinese_name("歐陽小雲")
    assert not is_chinese_name("高雄")


def test_what_stands_behind_a_comma_is_no_second_name() -> None:
    assert names_of("方晓云，铁路子弟，现居株洲") == ["方晓云"]
    assert names_of("方晓云，丁小满") == ["方晓云", "丁小满"]
    assert names_of("方晓云 丁满") == ["方晓云", "丁满"]
    assert names_of("reader77 (路人)") == []
    assert bare_names("玛丽亚·芬恩（Maria Fenn）") == ["玛丽亚·芬恩"]
    assert bare_names("A- A A+ 2024-05-03") == []


def clipped(head: list[str], before: str, behind: list[str]) -> tuple[tuple[str, ...], str | None]:
    """Authors and date of an article with lines below its headline, before its text and below."""
    text = "\n".join([TITLE, *head, before + TEXT[0], *TEXT[1:], *behind])
    read = Decoded(text, "utf-8")
    record = text_record(read, text.encode(), "a.txt", member=None, media_type="text/plain")
    [found] = run([record], [strip(rules=RULES), split(rules=RULES)])
    assert found.text == "\n".join([before + TEXT[0], *TEXT[1:]])
    return found.authors, (found.date_published or "")[:10] or None


@pytest.mark.parametrize(
    ("head", "before", "behind", "authors", "date"),
    [
        (["2025-06-11 06:58"], "本报讯（记者 方晓云）", ["责任编辑：宋可"], ("方晓云",), "2025-06-11"),
        (["文字｜方晓云"], "", ["编辑｜宋可", "校对｜陈大力", "审核｜周林"], ("方晓云",), None),
        (["来源：海湾网 | 2025年06月11日 07:12:40"], "", ["编辑：宋可"], ("宋可",), "2025-06-11"),
        (["2025 06/11 16:45:09"], "", [], (), "2025-06-11"),
        (["海湾日报 记者方晓云／专访", "2025-06-11"], "", [], ("方晓云",), "2025-06-11"),
        (["发布时间：2025年06月11日 08:00 来源：海湾网 作者：方晓云"], "", [], ("方晓云",), "2025-06-11"),
        (["方晓云 海湾周刊 2025年06月11日 07:30"], "", [], ("方晓云",), "2025-06-11"),
        (["作者：海湾新闻网", "2025-06-11"], "", [], (), "2025-06-11"),
    ],
)  # fmt: skip
def test_articles_have_their_reporters_before_their_editors(
    head: list[str], before: str, behind: list[str], authors: tuple[str, ...], date: str | None
) -> None:
    assert clipped(head, before, behind) == (authors, date)
