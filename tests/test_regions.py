"""Where a Chinese text was written, told by its words."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from newsclip.knowledge import regions
from newsclip.knowledge.regions import region_of
from newsclip.knowledge.word_search import WordSearch
from newsclip.stages.detect import detect_language

DATA = Path(regions.__file__).parent / "data" / "regions.toml"


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("計程車司機把隨身碟交給員警。", "TW"),
        ("的士司機把八達通交給差館的警員，屋邨街坊都在場。", "HK"),
        ("民警調取小區的攝像頭，找到了出租車。", "CN"),
        ("醫生說明天會下雨，大家要帶傘。", None),
        # A word that another one holds by chance.
        ("將軍鼓舞了的士兵，司機車上睡着了。", None),
        # News of one place quotes the other's.
        ("計程車司機和的士司機都說，捷運比港鐵便宜。", None),
    ],
)
def test_region(text: str, region: str | None) -> None:
    found = region_of(text, "zh-Hant")
    assert (found.tag if found else None) == region
    if found:
        assert all(word in text for word in found.words)


def test_one_word_is_little_in_a_long_text() -> None:
    filler = "港口的渡輪每天早晨離開碼頭，船長和乘客都很安靜。" * 12
    assert region_of(f"{filler}計程車來了。", "zh-Hant") is None
    assert region_of(f"{filler}計程車來了，員警也來了。", "zh-Hant") is not None


def test_simplified_text_is_plain_unless_it_says_otherwise() -> None:
    assert region_of("民警在小区里找到了出租车。", "zh-Hans") is None
    found = region_of("组屋区的居民搭德士去巴刹。", "zh-Hans")
    assert found is not None
    assert found.tag == "SG"


def test_detect_gives_the_region_and_the_words() -> None:
    verdict = detect_language("計程車司機把隨身碟交給員警，後來才離開。")
    assert verdict.language == "zh-Hant-TW"
    assert verdict.shares[0].language == "zh-Hant-TW"
    assert "計程車" in verdict.reason


def test_words_of_the_table_stand_in_one_region_only() -> None:
    words = tomllib.loads(DATA.read_text(encoding="utf-8"))["words"]
    listed = [word for region in words.values() for word in region.split()]
    assert len(listed) == len(set(listed))
    assert all(len(word) > 1 for word in listed)


def test_the_longest_word_wins() -> None:
    search = WordSearch(["公車", "公車站", "", "車站"])
    assert list(search.found("公車站公車")) == [(0, "公車站"), (3, "公車")]
    assert list(WordSearch([]).found("公車")) == []
