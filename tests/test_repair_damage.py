"""Wrongly converted Traditional Chinese: what is mended, what is never touched, and the gate."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsclip.knowledge.siblings import conversion_errors, siblings
from newsclip.record import Block, Line, Mark, Record, source_lines
from newsclip.schema import from_json, to_json
from newsclip.stages.repair.damage import mend_conversion

OVER = (
    "港務局錶示,新渡輪的係統麵臨三項考驗,工程團隊必須控製成本。\n"
    "這一製度從曆史上看並不罕見,各方麵都嚐試過。"
)
UNDER = (
    "船長說,最后一班渡輪由于大霧取消,并且要等到隨后的確定通知。\n"
    "乘客們只好在候船室里過夜,之后再聯系家人。"
)
NATIVE = (
    "港務局表示,新渡輪的系統面臨三項考驗,工程團隊必須控制成本。\n"
    "周三公布的複製品和麵包一樣多,皇后與天后宮、干戈、頭髮、製造、鬆餅、山谷、公里,都沒有寫錯。\n"
    "主任批准後,他說這是歷史上頭一次,而且還採訪了余先生、范小姐和于教授。"
)
CANTONESE = "佢哋話嗰隻船喺呢度嘅,係咪好靚呢?我哋都冇諗過會咁,唔係啲風浪大,就唔使等咁耐。" * 3


def document(text: str) -> Record:
    return from_json(json.dumps({"text": text}))


def mended(text: str) -> str:
    return mend_conversion(document(text)).text


def said(record: Record) -> list[str]:
    return [w.message for w in record.warnings if w.code == "conversion-damage"]


def test_over_conversion_is_mended() -> None:
    assert mended(OVER) == (
        "港務局表示,新渡輪的系統面臨三項考驗,工程團隊必須控制成本。\n"
        "這一制度從歷史上看並不罕見,各方面都嘗試過。"
    )


def test_under_conversion_is_mended() -> None:
    assert mended(UNDER) == (
        "船長說,最後一班渡輪由於大霧取消,並且要等到隨後的確定通知。\n"
        "乘客們只好在候船室裡過夜,之後再聯繫家人。"
    )


def test_an_edit_holds_the_word_that_shows_the_error() -> None:
    record = mend_conversion(document(OVER))
    found = {(edit.old, edit.new, edit.rule) for edit in record.edits}
    assert ("麵臨", "面臨", "damage/over") in found
    assert ("曆史", "歷史", "damage/over") in found
    record = mend_conversion(document(UNDER))
    assert ("之后", "之後", "damage/under") in {(e.old, e.new, e.rule) for e in record.edits}


def test_what_only_the_text_as_a_whole_shows_is_a_round_trip() -> None:
    text = OVER + "\n渡輪漆成紅色的麵,漁民們還沒有看見。"
    record = mend_conversion(document(text))
    assert ("麵", "面", "damage/round-trip") in {(e.old, e.new, e.rule) for e in record.edits}


@pytest.mark.parametrize("text", [OVER, UNDER])
def test_edits_can_be_undone_and_a_second_run_finds_nothing(text: str) -> None:
    once = mend_conversion(document(text))
    assert source_lines(once) == text.split("\n")
    again = from_json(to_json(once))
    assert mend_conversion(again) == again
    assert mend_conversion(document(once.text)).edits == ()


@pytest.mark.parametrize("text", [NATIVE, NATIVE * 20, CANTONESE, CANTONESE + OVER])
def test_native_text_stays(text: str) -> None:
    assert mended(text) == text


def test_cantonese_gets_no_warning_either() -> None:
    assert said(mend_conversion(document(CANTONESE + "錶示"))) == []


def test_two_errors_are_somebodys_slips() -> None:
    text = NATIVE + "\n船長錶示,他最后才看見燈塔。"
    record = mend_conversion(document(text))
    assert record.text == text
    assert len(said(record)) == 1
    assert "錶示 (表示)" in said(record)[0]


def test_few_errors_in_a_long_text_are_slips() -> None:
    slips = "\n船長錶示,渡輪麵臨考驗,要控製成本。"
    assert mended(NATIVE + slips) != NATIVE + slips
    assert mended(NATIVE * 40 + slips) == NATIVE * 40 + slips


def test_a_warning_is_short_and_goes_when_the_words_go() -> None:
    wrong = ["錶示", "麵臨", "控製", "曆史", "嚐試", "製度", "方麵", "係統", "錶演", "彆人", "復雜"]
    record = mend_conversion(document(NATIVE * 300 + "\n" + "。這裡還有".join(wrong)))
    assert record.edits == ()
    assert len(said(record)[0]) < 200
    assert said(record)[0].endswith("more")
    (line,) = document(NATIVE.split("\n", maxsplit=1)[0]).lines
    assert said(mend_conversion(record.replace(lines=(line,)))) == []


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("会议之后,船长说这里的系统面临考验,并且于周三公布。", id="simplified"),
        pytest.param("会議の後、船長は製品の麺について話しました。之后の話。", id="japanese"),
        pytest.param("항만국은 最后 회의에서 制度를 설명했다.", id="korean"),
        pytest.param("錶示見 https://example.org/麵臨/控製 與 `曆史`", id="links and code"),
    ],
)
def test_other_lines_of_a_damaged_text_stay(line: str) -> None:
    kept = line.replace("錶示", "表示")
    assert mended(f"{OVER}\n{UNDER}\n{line}").split("\n")[-1] == kept


def test_a_line_that_nothing_decides_follows_a_traditional_text_only() -> None:
    assert mended(UNDER + "\n之后").endswith("之後")
    simplified = "会议之后,船长说这里的系统面临考验,并且于周三公布结果,大家都很满意。"
    assert mended(f"{UNDER}\n{simplified}\n之后").endswith("之后")


@pytest.mark.parametrize("wrong", conversion_errors().words)
def test_words_that_are_always_wrong(wrong: str) -> None:
    right = conversion_errors().words[wrong]
    text = f"{OVER}\n{UNDER}\n船長說「{wrong}」。"
    assert mended(text).split("\n")[-1] == f"船長說「{right}」。"


@pytest.mark.parametrize("wrong", conversion_errors().words)
def test_no_word_of_the_table_is_always_wrong(wrong: str) -> None:
    table = siblings()
    spelled = table.spelled(wrong)
    assert len(wrong) == len(conversion_errors().words[wrong])
    for place, character in enumerate(spelled):
        folded = table.folded(spelled)
        for match in table.matches(folded, table.ends(folded), place):
            if match.end - match.start == len(spelled) and wrong != "機製":
                assert spelled not in match.spellings, character


@pytest.mark.parametrize("word", sorted(conversion_errors().right))
def test_words_that_are_right_stay(word: str) -> None:
    assert mended(f"{OVER}\n{UNDER}\n「{word}」").endswith(f"\n「{word}」")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("師傅用紅麴染紅糯米,再晒製海鹽,客人都說味道很好。", id="table has 紅曲"),
        pytest.param("這間廠房炒製度夏的涼茶,也烤製服務員推薦的餅。", id="across a word border"),
    ],
)
def test_sound_words_get_no_warning(text: str) -> None:
    assert said(mend_conversion(document(text))) == []
    assert mended(f"{OVER}\n{text}").endswith(text)


@pytest.mark.parametrize("pair", sorted(conversion_errors().optional))
def test_optional_pairs_are_siblings(pair: str) -> None:
    table = siblings()
    written, suggested = map(table.spelled, pair)
    assert written != suggested
    assert table.group_of[written] == table.group_of[suggested]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("他瞭解這艘船,卻賣掉瞭它。", "他瞭解這艘船,卻賣掉了它。"),
        ("一目瞭然的是,船走瞭。", "一目瞭然的是,船走了。"),
        ("這說明瞭問題,也為了瞭解決問題。", "這說明了問題,也為了了解決問題。"),
    ],
)
def test_the_rule_for_a_character_that_opencc_keeps(wrong: str, right: str) -> None:
    assert mended(f"{OVER}\n{wrong}").split("\n")[-1] == right


def test_regional_spelling_is_that_of_the_document() -> None:
    over = OVER.replace("曆史", "曆史裏頭的心裏話")
    assert mended(f"{over}\n他在夜里說。").endswith("夜裏說。")
    assert mended(f"{OVER}\n他在夜里說。").endswith("夜裡說。")


def test_marks_keep_their_place() -> None:
    record = document(OVER)
    block = Block("p", "p", marks=(Mark(13, 14, "strong"), Mark(0, 3, "link", "x")))
    first = Line(1, 1, record.lines[0].text, block)
    line = mend_conversion(record.replace(lines=(first, *record.lines[1:]))).lines[0]
    assert line.block == block
    assert line.text[13:14] == "臨"


def test_a_big_text_is_mended_to_its_end() -> None:
    text = "\n".join([NATIVE, OVER] * 700)
    assert mended(text) == "\n".join([NATIVE, mended(OVER)] * 700)


lines = st.lists(
    st.sampled_from([*OVER.split("\n"), *UNDER.split("\n"), *NATIVE.split("\n"), CANTONESE, "之后"])
    | st.lists(st.sampled_from("后後面麵里裡裏製制瞭了系係繫,。a "), max_size=12).map("".join),
    max_size=8,
)


@settings(deadline=None, max_examples=150)
@given(lines)
def test_laws(parts: list[str]) -> None:
    text = "\n".join(parts)
    once = mend_conversion(document(text))
    assert source_lines(once) == text.split("\n") if text else once.lines == ()
    again = from_json(to_json(once))
    assert to_json(mend_conversion(again)) == to_json(once)
    assert mended(once.text) == once.text
