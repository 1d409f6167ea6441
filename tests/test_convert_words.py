"""Words and patterns that guide OpenCC, words of your own, typography, configurations, reasons."""

from __future__ import annotations

import pickle

import pytest

from newsclip.errors import UsageError
from newsclip.knowledge.converters import Pattern, patterns
from newsclip.knowledge.region_words import region_words
from newsclip.record import lines_of
from newsclip.stages.convert import (
    Typography,
    Wording,
    convert,
    convert_text,
    convert_with_config,
    reason,
)
from tests.calling import ROOT
from tests.converting import JAPANESE, record


def boundary_cases() -> list[tuple[str, list[str]]]:
    rows = (ROOT / "tests" / "cases" / "boundary.tsv").read_text(encoding="utf-8").split("\n")
    return [(row.split("\t")[0], row.split("\t")[1].split("|")) for row in rows if row]


@pytest.mark.parametrize(("text", "accepted"), boundary_cases())
def test_words_with_several_traditional_forms(text: str, accepted: list[str]) -> None:
    assert convert_text(text, to="zh-TW") in accepted


@pytest.mark.parametrize("pattern", patterns(), ids=lambda pattern: str(pattern.id))
def test_patterns_prove_themselves(pattern: Pattern) -> None:
    assert pattern.fixes
    assert pattern.keeps
    assert len(pattern.text) == len(pattern.right)
    for text, right in {**pattern.fixes, **pattern.keeps}.items():
        assert convert_text(text, to="zh-TW") == right


@pytest.mark.parametrize(("region", "to"), [("taiwan", "zh-TW"), ("mainland", "zh-CN")])
def test_words_of_a_region_prove_themselves(region: str, to: str) -> None:
    for text, right in region_words(region).proofs.items():
        assert convert_text(text, to=to, phrases=True) == right
        assert convert_text(right, to=to, phrases=True) == right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("他看著麻痺的手說：屋簷下有什么？", "他看着麻痹的手说：屋檐下有什么？"),
        ("著名作家的著作成就顯著。", "著名作家的著作成就显著。"),
        ("衞生署的人坐著，說會著火。", "卫生署的人坐着，说会着火。"),
        ("裡面的么妹說：老么在哪裡？", "里面的幺妹说：老幺在哪里？"),
    ],
)
@pytest.mark.parametrize("phrases", [False, True])
def test_traditional_text_from_anywhere(text: str, right: str, phrases: bool) -> None:
    assert convert_text(text, to="zh-CN", phrases=phrases) == right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("医生发出警告", "醫生發出警告"),
        ("日是一个中国旅游日", "日是一個中國旅遊日"),
        ("提供制度保障", "提供制度保障"),
        ("上传并发布", "上傳並發佈"),
    ],
)
def test_opencc_alone_crosses_word_borders_and_newsclip_does_not(text: str, right: str) -> None:
    assert convert_with_config(text, "s2tw") != right or text.startswith("提供")
    assert convert_text(text, to="zh-TW") == right


def test_kept_words_and_dictionary() -> None:
    wording = Wording(
        keep=("台积电", "头发里"), forms=(("量子比特", "量子位元"), ("算法", "演算法"))
    )
    text = "台积电的头发里有头发，量子比特算法。"
    right = "台积电的头发里有頭髮，量子位元演算法。"
    once = convert_text(text, to="zh-TW", wording=wording)
    assert once == right
    assert convert_text(once, to="zh-TW", wording=wording) == right
    assert convert_text("算法", to="zh-TW", wording=wording) == "演算法"
    made = record(*lines_of(text))
    (result,) = pickle.loads(pickle.dumps(convert(to="zh-TW", wording=wording)))(made)
    assert result.text == right
    assert result.history[0].options["dictionary"] == 2


@pytest.mark.parametrize(
    ("text", "to", "style", "right"),
    [
        ("他说：“这个‘很’好”。", "zh-TW", Typography(quotes="region"), "他說：「這個『很』好」。"),
        ("他說：「這個『很』好」。", "zh-CN", Typography(quotes="region"), "他说：“这个‘很’好”。"),
        ("他说：“没完", "zh-TW", Typography(quotes="region"), "他說：“沒完"),
        ("他说it’s“好”", "zh-TW", Typography(quotes="corner"), "他說it’s「好」"),
        ("说,好!(对)吗?", "zh-TW", Typography(punct="full"), "說，好！（對）嗎？"),
        ("价格3,000元,比1:2低.", "zh-TW", Typography(punct="full"), "價格3,000元，比1:2低。"),
        ("见https://a.cn/,好", "zh-TW", Typography(punct="full"), "見https://a.cn/,好"),
        ("说...真的?!", "zh-TW", Typography(punct="full"), "說...真的?!"),
        ("用了3年AI软件", "zh-TW", Typography(spacing="add"), "用了 3 年 AI 軟件"),
        ("用了 3 年 AI 软件", "zh-TW", Typography(spacing="remove"), "用了3年AI軟件"),
        ("会社は“3年”,続く", "zh-TW", Typography("region", "full", "add"), "会社は“3年”,続く"),
    ],
)
def test_typography(text: str, to: str, style: Typography, right: str) -> None:
    once = convert_text(text, to=to, typography=style)
    assert once == right
    assert convert_text(once, to=to, typography=style) == right


def test_configuration_and_nothing_else() -> None:
    made = record(
        *lines_of(f"{JAPANESE}\n软件 https://a.cn/软件"), title="软件", language="zh-Hans"
    )
    (result,) = convert(config="s2twp")(made)
    assert result.lines[1].text == "軟體 https://a.cn/軟體"
    assert result.lines[0].text != JAPANESE
    assert (result.title, result.language) == ("軟體", "zh-Hant-TW")
    assert result.history[0].options == {"config": "s2twp"}
    for wrong in (
        {"config": "s2x"},
        {"config": "s2t", "phrases": True},
        {},
        {"to": "zh-TW", "config": "s2t"},
    ):
        with pytest.raises(UsageError):
            convert(**wrong)


def test_source_is_what_text_without_evidence_is_in() -> None:
    made = record(*lines_of("皇后"), language=None)
    (result,) = convert(to="zh-TW", source="zh-TW")(made)
    assert result.text == "皇后"
    (result,) = convert(to="zh-CN", source="zh-HK", phrases=True)(record(*lines_of("智能手機")))
    assert result.text == "智能手机"


def test_why_a_character_was_chosen() -> None:
    assert reason("医生发出", "醫生發出", 2, 3, to="zh-TW").endswith("OpenCC alone has 髮")
    assert reason("头发", "頭髮", 0, 2, to="zh-TW") == "convert/s2tw"
    assert reason("頭髮", "头发", 0, 2, to="zh-CN") == "convert"
