"""The wrap repair: which breaks are joined, with what between, and which are kept."""

from __future__ import annotations

import json
import textwrap

import msgspec
import pytest

from newsclip.record import Block, Record, source_lines
from newsclip.schema import from_json
from newsclip.stages.repair import repair

ENGLISH = [
    "The old lighthouse keeper walked down to the harbour every morning, long before the first "
    "boats came in, and wrote the direction of the wind into a book that nobody ever read.",
    "After the storm of that winter the council decided to pay for a new lamp, although the "
    "money had been meant for the school roof, which was leaking in more places than one.",
    "It took three years until the lamp arrived from the mainland, packed in straw and sawdust, "
    "and by then the keeper had moved to his daughter in the hills and grew beans.",
]
GERMAN = [
    "Der alte Leuchtturmwärter ging jeden Morgen zum Hafen hinunter, lange bevor die ersten Boote "
    "einliefen, und schrieb die Richtung des Windes in ein Buch, das niemand jemals gelesen hat.",
    "Nach dem Sturm jenes Winters beschloss der Gemeinderat, eine neue Lampe zu bezahlen, obwohl "
    "das Geld eigentlich für das Dach der Schule gedacht war, das an vielen Stellen undicht ist.",
]
RUSSIAN = [
    "Старый смотритель маяка каждое утро спускался в гавань, задолго до прихода первых лодок, и "
    "записывал направление ветра в книгу, которую никто никогда не читал и не собирался читать.",
]
ARABIC = [
    "كان حارس المنارة العجوز ينزل كل صباح إلى الميناء، قبل وصول القوارب الأولى بوقت طويل، ويكتب "
    "اتجاه الريح في كتاب لم يقرأه أحد قط، ثم يعود إلى بيته الصغير فوق التل، ويشعل النار.",
]
KOREAN = [
    "늙은 등대지기는 매일 아침 첫 배가 들어오기 훨씬 전에 항구로 내려가서, 아무도 읽지 않는 "
    "공책에 바람의 방향을 적었고, 그다음에는 언덕 위의 작은 집으로 돌아와 불을 피우고 차를 "
    "끓이며 긴 하루를 조용히 보냈다고 한다.",
]
CHINESE = [
    "老燈塔管理員每天早上都會走到港口,那時第一批漁船還沒有回來,他把風的方向寫進一本從來沒有"
    "人讀過的本子裡,然後慢慢走回山坡上的小屋,生火煮茶,等待太陽從海面上升起來,照亮整個海灣。",
    "那年冬天的暴風過後,鎮上的議會決定出錢買一盞新燈,雖然這筆錢本來是要修學校屋頂的,屋頂上"
    "漏水的地方不止一處,孩子們只好打著傘上課,老師也習慣了。",
    "新燈三年後才從大陸運到,裝在稻草和木屑裡面,那時老管理員已經搬到山上的女兒家去了,他在那裡"
    "種豆子,看雲,再也不看海,只是夜裡還會醒來。",
]
STORIES = {
    "en": ENGLISH, "de": GERMAN, "ru": RUSSIAN, "ar": ARABIC, "ko": KOREAN,
}  # fmt: skip


def document(text: str) -> Record:
    return from_json(json.dumps({"text": text}))


def unwrapped(text: str) -> Record:
    (result,) = repair(only=["wrap"])(document(text))
    return result


def wrap(text: str, width: int) -> str:
    return textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)


def cut(text: str, width: int) -> str:
    return "\n".join(text[n : n + width] for n in range(0, len(text), width))


@pytest.mark.parametrize("width", [45, 60, 72, 80])
@pytest.mark.parametrize("language", STORIES)
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_text_wrapped_at_a_width_is_joined(language: str, width: int, gap: str) -> None:
    paragraphs = STORIES[language] * 3
    text = gap.join(wrap(paragraph, width) for paragraph in paragraphs)
    record = unwrapped(text)
    assert record.text == gap.join(paragraphs)
    assert {edit.rule for edit in record.edits} == {"wrap/width"}
    assert source_lines(record) == text.split("\n")


@pytest.mark.parametrize("width", [20, 30, 36, 50])
def test_chinese_cut_at_a_width_is_joined_without_a_space(width: int) -> None:
    text = "\n\n".join(cut(paragraph, width) for paragraph in CHINESE)
    assert unwrapped(text).text == "\n\n".join(CHINESE)


def test_the_numbers_of_the_lines_tell_the_join() -> None:
    text = wrap(ENGLISH[0], 60) + "\n\n" + wrap(ENGLISH[1], 60)
    assert [(line.first, line.last) for line in unwrapped(text).lines] == [(1, 3), (4, 4), (5, 7)]


def test_white_space_around_a_break_is_an_edit_of_its_own() -> None:
    text = "  " + wrap(ENGLISH[0], 44).replace("\n", " \n  ")
    record = unwrapped(text)
    assert record.text == "  " + ENGLISH[0]
    assert [edit.rule for edit in record.edits].count("wrap/space") == 2 * text.count("\n")
    assert source_lines(record) == text.split("\n")


def test_a_standfirst_wrapped_narrower_than_its_text_is_joined() -> None:
    head = "How one keeper kept a lamp lit, and its boats safe, on a\nthird less oil"
    body = "\n\n".join(textwrap.fill(text, 72) for text in ENGLISH * 3)
    assert unwrapped(f"{head}\n\n{body}").text.startswith(head.replace("\n", " "))


def test_short_lines_in_wrapped_text_stay() -> None:
    verse = "the tide comes in\nthe tide goes out\nand nobody asks why"
    body = "\n\n".join(textwrap.fill(text, 72) for text in ENGLISH * 3)
    assert verse in unwrapped(f"{body}\n\n{verse}").text


@pytest.mark.parametrize(
    ("language", "first", "rest"),
    [
        ("en", "In the spring the old keeper counted all of his boats.", "Afterwards he slept."),
        ("de", "Im Frühling zählte der Wärter seine Boote im Hafen zweimal.", "Danach schlief er."),
        ("ru", "Весной старый смотритель сосчитал в гавани все лодки.", "Потом он уснул."),
    ],
)
def test_lists_around_wrapped_text_do_not_break_its_paragraphs(
    language: str, first: str, rest: str
) -> None:
    page = "Home\nNews\nHarbour\nWeather\nSport\nShop\nContact"
    story = STORIES[language] * 3
    body = "\n\n".join(wrap(paragraph, len(first)) for paragraph in story[:-1])
    end = wrap(story[-1], len(first))
    text = unwrapped(f"{page}\n\n{body}\n\n{first}\n{rest}\n\n{end}\n\n{page}").text
    assert text == "\n\n".join([page, *story[:-1], f"{first} {rest}", story[-1], page])


def test_a_title_is_one_sentence() -> None:
    prose = "Bei Hochwasser ziehen Bücher und Fische in den Kirchturm um. Die"
    title = "Der Bürgermeister Dr. Hansen Bezahlt Eine Lampe Für Alle Schulen"
    assert len(prose) == len(title)
    story = "\n".join(wrap(paragraph, len(prose)) for paragraph in GERMAN * 3)
    text = f"{story}\n{prose}\nFeuerwehr hat geübt.\n{title}\n{GERMAN[0][:40]}."
    lines = unwrapped(text).text.split("\n")
    assert lines[-3:] == [f"{prose} Feuerwehr hat geübt.", *text.split("\n")[-2:]]


def test_first_line_indents_part_paragraphs() -> None:
    text = "\n".join(textwrap.fill(p, 64, initial_indent="    ") for p in ENGLISH)
    assert unwrapped(text).text == "\n".join("    " + p for p in ENGLISH)


def kept_lines(text: str) -> list[str]:
    """The lines of ``text`` that stay as they are below two wrapped paragraphs."""
    story = "\n\n".join(wrap(paragraph, 72) for paragraph in ENGLISH[:2])
    record = unwrapped(f"{story}\n\n{text}")
    joined = "\n\n".join(ENGLISH[:2])
    assert record.text.startswith(joined)
    return record.text.removeprefix(joined + "\n\n").split("\n")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "- boats that came home before the storm and were counted by the clerk\n"
            "- boats that came home after the storm and were counted by nobody\n"
            "- boats that never came home",
            id="list",
        ),
        pytest.param(
            "1. the keeper wrote the direction of the wind into his book each morning;\n"
            "2. the clerk counted the boats that had come home before the evening;\n"
            "3. nobody read either of the two books",
            id="numbered",
        ),
        pytest.param(
            "> the lamp is brighter than the old one and can be seen from the hills\n"
            "> and from the mainland, where nobody looks for it",
            id="quote",
        ),
        pytest.param(
            "The whole of the letter of the fishermen can be read by all at\n"
            "https://harbour.example/letters/of-the-fishermen/march",
            id="address",
        ),
        pytest.param(
            "boats    storms    lamps    keepers    letters    beans    books    roofs\n"
            "12       3         1        2          1          90       2        1",
            id="table",
        ),
        pytest.param(
            "The lamp was paid for by the council, the school and the fishermen-\n"
            "women of the island, who had sold their nets",
            id="hyphen",
        ),
        pytest.param("the wind goes down\nthe lamp goes up\nthe boats come home", id="verse"),
        pytest.param("Home\nWeather and tides\nLetters to the board\nContact", id="menu"),
        pytest.param("=" * 72 + "\nthe end of the story", id="ruler"),
    ],
)
def test_it_leaves_alone(text: str) -> None:
    assert kept_lines(text) == text.split("\n")


def test_a_sentence_that_fills_its_line_may_end_its_paragraph() -> None:
    first = "The keeper wrote the direction of the wind into a book every morning."
    assert 72 - len("Nobody") <= len(first) <= 72
    text = "\n".join([wrap(ENGLISH[0], 72), first, "Nobody ever read it.", wrap(ENGLISH[1], 72)])
    assert first in unwrapped(text).text.split("\n")
    text = "\n\n".join(
        [wrap(ENGLISH[0], 72), first + "\nNobody ever read it.", wrap(ENGLISH[1], 72)]
    )
    assert first + " Nobody ever read it." in unwrapped(text).text.split("\n")


@pytest.mark.parametrize(
    "title",
    [
        "Harbour Council Pays for the New Lamp Before the Roof of the School",
        "LAMP BEFORE ROOF, SAYS THE COUNCIL AFTER THE WORST STORM OF THE YEAR",
    ],
)
def test_a_title_that_fills_its_line_stays(title: str) -> None:
    text = "\n".join([wrap(ENGLISH[0], 72), title, wrap(ENGLISH[1], 72), wrap(ENGLISH[2], 72)])
    assert title in unwrapped(text).text.split("\n")


TITLE = "Harbour Council Votes To Keep The Night Ferry Running Until Spring After"
REST = "Two Hundred Letters From Residents"


@pytest.mark.parametrize("at", [0, 1])
def test_a_title_that_was_broken_is_joined(at: int) -> None:
    blocks = [wrap(text, 72) for text in ENGLISH]
    blocks.insert(at, f"{TITLE}\n{REST}")
    assert f"{TITLE} {REST}" in unwrapped("\n".join(blocks)).text.split("\n")


@pytest.mark.parametrize("below", ["3 May 2024", "It was a close vote.", "- Night ferry stays"])
def test_what_stands_below_a_title_is_no_rest_of_it(below: str) -> None:
    text = "\n".join([TITLE, below, *(wrap(text, 72) for text in ENGLISH)])
    assert TITLE in unwrapped(text).text.split("\n")


@pytest.mark.parametrize("story", [ENGLISH, GERMAN, RUSSIAN, ARABIC, KOREAN, CHINESE])
def test_paragraphs_that_are_whole_stay(story: list[str]) -> None:
    text = "\n".join(story * 3)
    assert not unwrapped(text).edits


def test_short_lines_that_were_never_wrapped_stay() -> None:
    lines = [
        "Council pays for a new lamp, and the school must wait",
        "Fishermen write a letter to the chairman of the board",
        "Keeper moves to the hills and grows beans",
        "New ferry is late again",
        "Storm takes two boats and the roof of the net store",
        "Winter timetable",
    ]
    text = "\n".join(lines * 5)
    assert not unwrapped(text).edits


def test_lines_of_markup_stay() -> None:
    text = wrap(ENGLISH[0], 60) + "\n\n" + wrap(ENGLISH[1], 60)
    record = document(text)
    lines = tuple(
        msgspec.structs.replace(line, block=Block("p", "paragraph")) for line in record.lines
    )
    (result,) = repair(only=["wrap"])(record.replace(lines=lines))
    assert not result.edits


BROKEN = (
    "議會主席卡倫(Karin\nHolm)昨天說,新燈塔的工程比原來的計劃晚了三年,費用也多了一倍。\n"
    "漁民代表約翰(Johan\nBerg)表示,他們願意等待,但是希望學校的屋頂先修好。\n"
)


def test_brackets_broken_at_latin_names_are_joined() -> None:
    record = unwrapped(BROKEN)
    assert "卡倫(Karin Holm)昨天說" in record.text
    assert "約翰(Johan Berg)表示" in record.text
    assert {edit.rule for edit in record.edits} == {"wrap/bracket"}
    assert source_lines(record) == BROKEN.split("\n")


AT_BORDERS = (
    "潮水表的故事\n"
    "港口管理處說,工程師們用了一種新的\nAI 軟體,可以提前兩天算出潮水。\n"
    "老船長不相信,他說自己的辦法叫做\n「看海」,從來沒有出過錯。\n"
    "學校的孩子們也來看,他們管這台機器叫\nTide,每天早上都要和它說話。\n"
)


def test_sentences_broken_at_latin_words_and_quotes_are_joined() -> None:
    record = unwrapped(AT_BORDERS)
    assert record.text.split("\n")[1:4] == [
        "港口管理處說,工程師們用了一種新的AI 軟體,可以提前兩天算出潮水。",
        "老船長不相信,他說自己的辦法叫做「看海」,從來沒有出過錯。",
        "學校的孩子們也來看,他們管這台機器叫Tide,每天早上都要和它說話。",
    ]
    assert source_lines(record) == AT_BORDERS.split("\n")


def test_lines_that_break_off_anywhere_are_captions_and_teasers() -> None:
    text = AT_BORDERS + (
        "燈塔下面,漁民們正在補網\n孩子們在沙灘上,等潮水退去。\n"
        "市場的屋頂漏水,攤商很生氣\n議會明天開會,要談這件事。\n"
    )
    assert unwrapped(text).text == text


RANKING = (
    "01 老燈塔管理員寫了一本書,沒有人讀過\n"
    "02 漁民願意等待新燈,學校的屋頂先修好\n"
    "03 議會決定出錢,買一盞新燈\n"
    "04 渡輪又遲到了,乘客們很生氣"
)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(RANKING, id="ranks"),
        pytest.param(
            "\n".join(f"{row} {views}" for row, views in zip(
                RANKING.replace("0", "").split("\n"), ("63,748", "54,785", "9,102", "871"), strict=True
            )),
            id="ranks and counts",
        ),
        pytest.param(
            "老燈塔管理員寫了一本書,沒有人讀過 63,748\n漁民願意等待新燈,學校的屋頂先修好 54,785\n"
            "議會決定出錢,買一盞新燈 22,592\n渡輪又遲到了,乘客們很生氣",
            id="counts",
        ),
    ],
)  # fmt: skip
def test_rankings_are_no_broken_sentences(text: str) -> None:
    assert not unwrapped(text).edits
    assert unwrapped(BROKEN + text).text.endswith(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "港口管理處說,工程師們已經開始使用一家外國公司的軟體,名字叫做Harbour\n365,可以計算潮水。",
            "Harbour 365,可以計算潮水。",
        ),
        (
            "老管理員說,他在書裡寫下的都是實話,這是一種他自己稱為\n「風的日記」的東西,裡面沒有一個字是假的。",
            "稱為「風的日記」的東西",
        ),
    ],
)
def test_prose_of_a_broken_document_is_joined(text: str, expected: str) -> None:
    record = unwrapped(BROKEN + text)
    assert expected in record.text
    assert "wrap/prose" in {edit.rule for edit in record.edits}
    assert not unwrapped(text).edits


@pytest.mark.parametrize(
    "text",
    [
        "新燈塔的工程比原來的計劃晚了三年,費用也多了一倍,漁民說。\n學校的屋頂什麼時候修好",
        "新燈塔的工程比原來的計劃晚了三年,費用也多了一倍,漁民們仍然\n屋頂漏水",
        "新燈塔的工程比原來的計劃晚了三年,費用也多了一倍,漁民們...\n2031-04-05",
    ],
)
def test_a_broken_document_keeps_sentences_headings_and_dates(text: str) -> None:
    assert unwrapped(BROKEN + text).text.endswith(text)


@pytest.mark.parametrize(
    "text",
    [
        "評論(\n12\n)\n分享(\n3\n)\n收藏(\n7\n)",
        BROKEN.partition("\n漁民")[0] + "\n漁民願意等待。",
        "他說(笑\n他笑了)",
    ],
)
def test_one_slip_or_a_counter_does_not_open_the_gate(text: str) -> None:
    assert not unwrapped(text).edits


def test_a_word_broken_by_a_soft_hyphen_is_joined() -> None:
    record = unwrapped("a long inter\u00ad\nnational story")
    assert record.text == "a long international story"
    assert [edit.rule for edit in record.edits] == ["wrap/hyphen", "wrap/hyphen"]
