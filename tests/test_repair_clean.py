"""The clean repair: which characters go, which change, and which must stay."""

from __future__ import annotations

import json
import sys
import time
import unicodedata

import msgspec
import pytest

from newsclip.record import BLANK, Block, Line, Mark, Record, source_lines
from newsclip.schema import from_json
from newsclip.stages.repair import repair


def cleaned(text: str) -> Record:
    (result,) = repair(only=["clean"])(from_json(json.dumps({"text": text})))
    return result


@pytest.mark.parametrize(
    ("text", "expected", "rule"),
    [
        ("Cafe\u0301 noir", "Café noir", "clean/nfc"),
        ("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글", "clean/nfc"),
        ("か\u3099き", "がき", "clean/nfc"),
        ("\uf9e1先生", "李先生", "clean/nfc"),
        ("\u212b and \u2126", "Å and Ω", "clean/nfc"),
        ("zero\u200bwidth\u2060s\ufeff", "zerowidths", "clean/zero-width"),
        ("Donau\u00addampf", "Donaudampf", "clean/soft-hyphen"),
        ("a\x07b\x93c\x7f", "abc", "clean/control"),
        ("a\u00a0b\u3000c\u2009d\u202fe", "a b c d e", "clean/space"),
        (
            "one\rtwo\x0bthree\x85four\u2028five\u2029six",
            "one two three four five six",
            "clean/line-break",
        ),
        ("page\ftwo", "page two", "clean/line-break"),
        ("\u2f8f\u2f08\u2ea0\u2ec4", "行人民西", "clean/radical"),
        ("trailing \t\u3000", "trailing", "clean/space"),
        ("trailing\r", "trailing", "clean/space"),
        (" \u3000\t", "", "clean/space"),
        ("\f\u3000", "\f", "clean/space"),
    ],
)
def test_it_changes(text: str, expected: str, rule: str) -> None:
    record = cleaned(text)
    assert record.text == expected
    assert {edit.rule for edit in record.edits} == {rule}
    assert source_lines(record) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "全角，標點：不變！（ＡＢＣ１２３）",
        "㎡ ① ℃ ½ … ™ ﬁ",
        "👩\u200d👩\u200d👧 ❤\ufe0f क\u094d\u200dष ن\u200cد",
        "葛\U000e0100城 邉\ufe00",
        "\u3000\u3000首行縮排",
        "\u00a0\u00a0indent",
        "\ttab\tinside",
        "\f",
        "math \u2329x\u232a",
        "ogham \u1680 mark",
        "RTL \u200f mark \u202bembedded\u202c",
        "שָׁלוֹם ที่นี่ ไทย",
        "⺮ ⺡ ⻊",
    ],
)
def test_it_leaves_alone(text: str) -> None:
    record = cleaned(text)
    assert record.text == unicodedata.normalize("NFC", text) or record.text == text
    assert not [edit for edit in record.edits if edit.rule != "clean/nfc"]


def test_hebrew_points_stay_as_nfc_defines() -> None:
    text = "\ufb2a\u05d1\u05bc"
    assert cleaned(text).text == unicodedata.normalize("NFC", text)


def test_each_change_is_an_edit_at_its_place() -> None:
    edits = cleaned("ne\u0301e, fine\u0301e\u200b!").edits
    assert [(edit.start, edit.old, edit.new) for edit in edits] == [
        (12, "\u200b", ""),
        (1, "e\u0301", "é"),
        (8, "e\u0301", "é"),
    ]


def test_a_character_that_hides_a_composition_goes_first() -> None:
    assert cleaned("e\u200b\u0301").text == "é"


def test_every_character_is_settled_after_one_run() -> None:
    numbers = (n for n in range(sys.maxunicode + 1) if n != 10 and not 0xD800 <= n < 0xE000)
    text = "\n".join(f"a{chr(n)}b" for n in numbers if n < 0x30000 or 0xE0000 <= n < 0xF0010)
    once = cleaned(text)
    again = cleaned(once.text)
    assert not again.edits
    assert source_lines(once) == text.split("\n")


def test_composition_by_clusters_is_composition() -> None:
    text = "".join(
        unicodedata.normalize("NFD", chr(n)) + "x" for n in range(0xA0, 0x2F000) if chr(n).isalpha()
    )
    assert cleaned(text).text == unicodedata.normalize("NFC", text)


def test_a_line_that_ends_up_white_is_blank() -> None:
    record = cleaned("\ufeff\u200b\nwords")
    assert record.lines[0] == Line(1, 1, "", label=BLANK)


def test_a_soft_hyphen_at_the_end_of_a_broken_word_stays() -> None:
    assert cleaned("inter\u00ad\nnational").text == "inter\u00ad\nnational"
    assert cleaned("inter\u00ad\n\nnational").text == "inter\n\nnational"


def test_marks_move_along() -> None:
    block = Block("p", "paragraph", marks=(Mark(4, 8, "link", "/x"),))
    record = cleaned("\u200babc \u00a0here")
    line = msgspec.structs.replace(record.lines[0], text="\u200babclink\u200b", block=block)
    (result,) = repair(only=["clean"])(record.replace(lines=(line,), edits=()))
    (mark,) = result.lines[0].block.marks if result.lines[0].block else ()
    assert result.text[mark.start : mark.end] == "link"


def test_undecoded_and_private_characters_stay_and_are_counted() -> None:
    record = cleaned("fine\nbro\ufffdken \ufffd\n\ue001icon")
    assert record.text == "fine\nbro\ufffdken \ufffd\n\ue001icon"
    assert [(w.code, w.line) for w in record.warnings] == [("undecoded", 2), ("private-use", 3)]
    assert record.warnings[0].message.endswith(": 2")
    (again,) = repair(only=["clean"])(record)
    assert again.warnings == record.warnings


def test_time_is_linear_in_the_edits_of_one_line() -> None:
    def cost(n: int) -> float:
        text = "word\u200b and cafe\u0301\u00a0" * n
        start = time.process_time()
        assert len(cleaned(text).edits) >= 3 * n - 1
        return time.process_time() - start

    cost(100)
    small = min(cost(2_000) for _ in range(3))
    assert cost(20_000) < 40 * small
