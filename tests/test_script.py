"""Script histograms, and Simplified, Traditional, Japanese and Korean told apart."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclip.knowledge.script import (
    LANGUAGE_OF_SCRIPT,
    han_script,
    hans_only,
    hant_only,
    script_histogram,
    summed,
)

LEGAL_IN_BOTH = "后于干台里谷面系斗云只余丑才松回征致制了着著瞭乾藉夥於征群峰床秘吃"


def test_histogram_counts_letters_only() -> None:
    text = "AI 2024：微軟、カメラ、안녕 привет, שלום! 👍🏽 ½ №5"
    assert script_histogram(text) == {
        "Cyrillic": 6,
        "Hebrew": 4,
        "Kana": 3,
        "Latin": 2,
        "Han": 2,
        "Hangul": 2,
    }
    assert next(iter(script_histogram(text))) == "Cyrillic"


@pytest.mark.parametrize("text", ["", " \n\t", "12,345.67", "😀🎉", "。，！？", "\ud800"])
def test_no_letters(text: str) -> None:
    assert script_histogram(text) == {}
    assert han_script(text).tag == ""


@given(st.lists(st.text(alphabet="aZé微软発のнა한ก १é\ud800😀9", max_size=20), max_size=6))
def test_histogram_adds_up(parts: list[str]) -> None:
    total: Counter[str] = Counter()
    for part in parts:
        total.update(script_histogram(part))
    assert script_histogram("\n".join(parts)) == dict(total)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Ελλάδα", "Greek"),
        ("Հայաստան", "Armenian"),
        ("საქართველო", "Georgian"),
        ("ประเทศไทย", "Thai"),
        ("தமிழ்", "Tamil"),
        ("తెలుగు", "Telugu"),
        ("ລາວ", "Lao"),
        ("မြန်မာ", "Myanmar"),
        ("ខ្មែរ", "Khmer"),
        ("አማርኛ", "Ethiopic"),
        ("ગુજરાતી", "Gujarati"),
        ("ಕನ್ನಡ", "Kannada"),
    ],
)
def test_scripts_of_one_language(text: str, script: str) -> None:
    assert list(script_histogram(text)) == [script]
    assert script in LANGUAGE_OF_SCRIPT


def test_characters_legal_in_both_scripts_decide_nothing() -> None:
    assert not set(LEGAL_IN_BOTH) & (hans_only() | hant_only())
    assert han_script("台北后里").tag == "zh"
    assert not hans_only() & hant_only()


def test_frequent_characters_decide() -> None:
    assert set("这们说国发个时对会来学为从车东书见") <= hans_only()
    assert set("這們說國發個時對會來學為從車東書見計") <= hant_only()


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("这家公司宣布了新的计划", "zh-Hans"),
        ("這家公司宣布了新的計劃", "zh-Hant"),
        # Half-converted: the majority decides, whatever forms are legal in both.
        ("董事會宣布了新的計劃，干部随后離開了會議室", "zh-Hant"),
        ("ㄅㄆㄇ注音", "zh-Hant"),
        ("数據", "zh"),
        ("我最喜欢的这部动画叫《君の名は》，今天又看了一遍", "zh-Hans"),
        ("昨天走進站前的ラーメン店，老闆說這個湯頭熬了兩天", "zh-Hant"),
        ("会社は新しい計画を発表した", "ja"),
        ("株価急落、円安続く", "ja"),
        ("新駅開業", "ja"),
        ("東京国会議員", "ja"),
        ("政府는 來年 豫算案을 發表했다", "ko"),
        ("한국은행 기준금리 동결", "ko"),
    ],
)
def test_han_letters(text: str, tag: str) -> None:
    assert han_script(text).tag == tag


def test_a_japanese_name_in_chinese_does_not_make_it_japanese() -> None:
    assert han_script("豊田汽車今年的銷量創下紀錄").tag == "zh-Hant"
    assert han_script("位于涩谷的这家塩田商店终于开门了").tag == "zh-Hans"


def test_counts_are_evidence() -> None:
    verdict = han_script("董事會的干部发言")
    assert (verdict.hans, verdict.hant) == (1, 1)
    assert verdict.mixed == 0.5
    assert han_script("董事會發言").mixed == 0.0


def test_kanji_headline_follows_its_document() -> None:
    headline = han_script("東京五輪開幕")
    assert headline.tag == "zh-Hant"
    assert headline.follows("ja")
    assert not headline.follows("zh-Hans")
    assert not han_script("他說這個計劃").follows("ja")
    assert han_script("國會 豫算案 通過").follows("ko")
    assert not han_script("国会通过这个预算案").follows("ko")


def test_paragraphs_are_summed() -> None:
    lines = ["這是第一段文字，說明計劃", "台北市", "这是第二段"]
    whole = summed(map(han_script, lines))
    assert whole.tag == "zh-Hant"
    assert whole.letters == 11 + 3 + 5
    assert summed([]).tag == ""
    assert summed([han_script("台北市")]).tag == "zh"
