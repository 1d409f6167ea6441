"""Chinese converted, everything else left alone."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsclip.errors import UsageError
from newsclip.record import Block, Label, Line, Mark, Share, lines_of
from newsclip.schema import from_json, to_json
from newsclip.stages.convert import (
    TARGETS,
    convert,
    convert_text,
    convert_with_config,
)
from tests.converting import HANS, HANT, JAPANESE, KOREAN, converted, record

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("text", "to", "expected"),
    [
        (HANS, "zh-Hant", HANT),
        (HANS, "zh-Hant-TW", HANT),
        (HANT, "zh-Hans", HANS),
        ("他在里面着手改进线路", "zh-Hant-TW", "他在裡面著手改進線路"),
        ("他在里面着手改进线路", "zh-Hant-HK", "他在裏面着手改進線路"),
        ("里面干净", "zh-TW", "裡面乾淨"),
        ("他們著手整理裡面的東西", "zh-Hans", "他们着手整理里面的东西"),
    ],
)
def test_scripts(text: str, to: str, expected: str) -> None:
    assert convert_text(text, to=to) == expected


@pytest.mark.parametrize(
    ("alias", "tag"),
    [
        ("zh-TW", "zh-Hant-TW"),
        ("ZH_hant_tw", "zh-Hant-TW"),
        ("zh-hk", "zh-Hant-HK"),
        ("zh-MO", "zh-Hant-HK"),
        ("zh-CN", "zh-Hans"),
        ("zh-sg", "zh-Hans"),
        ("ZH-HANT", "zh-Hant"),
    ],
)
def test_aliases(alias: str, tag: str) -> None:
    made = record(*lines_of(HANS), language="zh-Hans")
    assert converted(made, alias).language == tag
    assert converted(made, alias) == converted(made, tag)


@pytest.mark.parametrize("tag", ["", "zh", "tw", "ja", "zh-Latn", "zh-Hant-US"])
def test_unknown_target(tag: str) -> None:
    with pytest.raises(UsageError, match="zh-Hant-TW"):
        convert(to=tag)
    with pytest.raises(UsageError):
        convert_text("文", to=tag)


@pytest.mark.parametrize("to", TARGETS)
@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n \n",
        "Plain English, 123.",
        JAPANESE,
        KOREAN,
        "株価急落、円安続く\n東京国会議員\n新駅開業",
        f"{JAPANESE}\n東京五輪開幕\n{JAPANESE}",
        f"{KOREAN}\n國會 豫算案 通過\n{KOREAN}",
        "한국은행 기준금리 동결",
        "\ud800\udfff",
    ],
)
def test_other_languages_stay(text: str, to: str) -> None:
    assert convert_text(text, to=to) == text


@pytest.mark.parametrize(
    ("text", "to"),
    [
        (HANT, "zh-Hant"),
        (HANT, "zh-Hant-TW"),
        (HANT, "zh-Hant-HK"),
        ("台北市里長說，皇后的干支與余先生有關，只有一隻", "zh-Hant-TW"),
        ("這裏的衞生署職員着手處理", "zh-Hant-HK"),
        (HANS, "zh-Hans"),
        ("钱锺书的著作，乾隆年间的瞭望台", "zh-Hans"),
    ],
)
def test_text_in_the_target_stays(text: str, to: str) -> None:
    assert convert_text(text, to=to) == text


def test_other_region_is_converted_without_simplified() -> None:
    hongkong = "這裏的衞生署職員着手處理，皇后大道的余先生說。"
    taiwan = "這裡的衛生署職員著手處理，皇后大道的余先生說。"
    assert convert_text(hongkong, to="zh-TW") == taiwan
    assert convert_text(taiwan, to="zh-HK") == "這裏的衞生署職員着手處理，皇后大道的余先生説。"
    assert convert_text(hongkong, to="zh-Hant") == hongkong


def test_half_converted_text_is_mended_only_where_it_is_wrong() -> None:
    text = "公司这個計劃说明了數據與发展的問題，皇后大道的余先生還有很多東西。"
    mended = "公司這個計劃說明了數據與發展的問題，皇后大道的余先生還有很多東西。"
    assert convert_text(text, to="zh-TW") == mended
    # One stray character is a name or a slip in someone else's text.
    stray = "公司這個計劃說明了數據與發展的問題，还有很多東西要處理，董事會說。"
    assert convert_text(stray, to="zh-TW") == stray
    assert convert_text("这个公司说得對，计划没有变", to="zh-CN") == "这个公司说得对，计划没有变"


def test_paragraphs_are_judged_one_by_one() -> None:
    assert convert_text(f"{HANT}\n{HANS}\n{JAPANESE}", to="zh-TW") == f"{HANT}\n{HANT}\n{JAPANESE}"


def test_line_without_evidence_follows_its_document() -> None:
    assert convert_text(f"后面\n{HANS}", to="zh-TW") == f"後面\n{HANT}"
    assert convert_text(f"台北里長\n{HANT}", to="zh-TW") == f"台北里長\n{HANT}"
    assert convert_text("后面", to="zh-TW", source="zh-TW") == "后面"
    with pytest.raises(UsageError):
        convert_text("后面", to="zh-TW", source="ja")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("见https://例子.cn/软件 软件", "見https://例子.cn/软件 軟件"),
        ("见https://example.com/path软件", "見https://example.com/path軟件"),
        ("发到zhang@软件.com说明", "發到zhang@软件.com說明"),
        ('运行`print("软件")`说明', '運行`print("软件")`說明'),
        ("据 @软件日报 说明", "據 @软件日报 說明"),
        ("说明\n```\n软件 = 1\n```\n说明", "說明\n```\n软件 = 1\n```\n說明"),
        ('说明\n    print("软件")\n说明', '說明\n    print("软件")\n說明'),
        ("软件\ud800软件", "軟件\ud800軟件"),
        ("软件\x00\u200d👨\u200d👩\u200d👧 软件", "軟件\x00\u200d👨\u200d👩\u200d👧 軟件"),
    ],
)
def test_what_is_no_prose_stays(text: str, expected: str) -> None:
    assert convert_text(text, to="zh-Hant") == expected


def test_phrases_use_the_words_of_the_region() -> None:
    assert convert_text("软件和鼠标", to="zh-TW", phrases=True) == "軟體和滑鼠"
    assert convert_text("軟體和滑鼠", to="zh-CN", phrases=True) == "软件和鼠标"
    assert convert_text("软件和鼠标", to="zh-TW") == "軟件和鼠標"


def test_words_of_the_region_are_not_found_across_the_borders_of_words() -> None:
    assert convert_text("海外置业情报", to="zh-TW", phrases=True) == "海外置業情報"


SENTENCES = [HANS, HANT, JAPANESE, KOREAN, "English words", " ", "，", "。", "\u3000", "    "]
SPANS = [
    "https://例子.cn/软件",
    "zhang@软件.com",
    "`软件`",
    "```",
    "#标签",
    "@某人",
    "\ud800",
    "\n",
]
SHORT = "后里干台面发發么着著説衞綫于於余乾瞭麼几系係只隻駅の한複復回迴採采"
WORDS = [
    *SHORT,
    "什么",
    "演算法",
    "算法",
    "這裏",
    "這裡",
    "国會",
    "了解",
    "人参与",
    "被发明",
    "头发",
    "着著",
    "的士兵",
    "资讯",
    "資訊",
    "人工智慧",
]
FRAGMENTS = st.sampled_from(SENTENCES + SPANS + WORDS)


@settings(max_examples=300, deadline=None)
@given(st.lists(FRAGMENTS, max_size=25).map("".join), st.sampled_from(TARGETS), st.booleans())
@example("演算法", "zh-Hant-TW", True)
@example("后台", "zh-Hant-TW", False)
@example("zhang@软件.com麼", "zh-Hans", True)
@example("么着迴", "zh-Hans", True)
@example(f"{JAPANESE}説鋭\n這裏着手", "zh-Hant-TW", False)
def test_converting_again_changes_nothing(text: str, to: str, phrases: bool) -> None:
    once = convert_text(text, to=to, phrases=phrases)
    assert convert_text(once, to=to, phrases=phrases) == once
    assert once.count("\n") == text.count("\n")
    made = record(*lines_of(text.replace("\ud800", "")), title="后台", language="zh-Hant")
    first = converted(made, to, phrases=phrases)
    assert to_json(converted(from_json(to_json(first)), to, phrases=phrases)) == to_json(first)


def test_record_fields_are_converted_and_dropped_lines_stay() -> None:
    made = record(
        Line(1, 1, HANS, label=Label("title", "r", HANS)),
        Line(2, 2, HANS, label=Label("body")),
        Line(3, 3, HANS, label=Label("ad", "r")),
        Line(4, 4, ""),
        title=HANS,
        authors=("张三",),
        publisher="新闻社",
        section="国际",
        keywords=("软件", "AI"),
        captions=("图为会议室",),
        credits=("综合报道",),
        language="zh-Hans",
        languages=(Share("zh-Hans", 0.8), Share("en", 0.15), Share("zh-Hant", 0.05)),
    )
    result = converted(made, "zh-TW")
    assert [line.text for line in result.lines] == [HANS, HANT, HANS, ""]
    assert (result.title, result.authors, result.publisher) == (HANT, ("張三",), "新聞社")
    assert (result.section, result.keywords) == ("國際", ("軟件", "AI"))
    assert (result.captions, result.credits) == (("圖為會議室",), ("綜合報道",))
    assert result.language == "zh-Hant-TW"
    assert result.languages == (Share("zh-Hant-TW", 0.85), Share("en", 0.15))
    (step,) = result.history
    assert (step.stage, step.options) == ("convert", {"to": "zh-Hant-TW", "phrases": False})


def test_language_of_other_records_stays() -> None:
    made = record(*lines_of(JAPANESE), language="ja", languages=(Share("ja", 1.0),))
    result = converted(made, "zh-TW")
    assert (result.text, result.language, result.languages) == (
        JAPANESE,
        "ja",
        (Share("ja", 1.0),),
    )
    assert converted(record(*lines_of(HANS)), "zh-TW").language is None


def test_marks_move_with_words_that_change_their_length() -> None:
    text = "新的人工智能软件，出租车"
    start = text.index("出租车")
    block = Block("p", "paragraph", marks=(Mark(start, start + 3, "link", "x"),))
    line = converted(record(Line(1, 1, text, block)), "zh-TW", phrases=True).lines[0]
    assert line.block is not None
    (mark,) = line.block.marks
    assert line.text[mark.start : mark.end] == convert_text("出租车", to="zh-TW", phrases=True)


def test_slim_record() -> None:
    made = record(*lines_of(HANS), slim=True)
    assert converted(made, "zh-TW").text == HANT


def test_stage_can_be_pickled() -> None:
    stage = pickle.loads(pickle.dumps(convert(to="zh-TW")))
    assert [made.text for made in stage(record(*lines_of(HANS)))] == [HANT]


def test_exact_configurations() -> None:
    assert convert_with_config("国会は里面", "s2t") == "國會は裏面"
    assert convert_with_config("会\ud800会\0会\0", "s2tw") == "會\ud800會\0會\0"
    with pytest.raises(UsageError, match="s2twp"):
        convert_with_config("文", "s2x")


def test_light_start() -> None:
    code = (
        "import sys, newsclip.stages.convert as c; stage = c.convert(to='zh-TW');"
        "c.convert_text('abc', to='zh-TW');"
        f"c.convert_text({HANT!r}, to='zh-TW');"
        "heavy = {'langdetect', 'opencc', 're2', 'rich', 'numpy', 'importlib.metadata'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_time_is_linear_and_hostile_text_stays_whole() -> None:
    text = "医生发出\x00\ud800警告" * 20_000
    result = convert_text(text, to="zh-TW")
    assert len(result) == len(text)
    assert result.count("醫生發出") == 20_000
