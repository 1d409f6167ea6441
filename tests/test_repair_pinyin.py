"""The pinyin repair: notes that go, look-alikes that stay, broken ones that are reported."""

from __future__ import annotations

import json
import unicodedata

import pytest

from newsclip.knowledge.chinese import pinyin_readings
from newsclip.record import Record
from newsclip.schema import from_json
from newsclip.stages.repair import repair

# Three notes open the gate of a document.
OPEN = "漁業(yè)學(xué)會(huì)昨天開會。\n"


def unglossed(text: str) -> Record:
    (result,) = repair(only=["pinyin"])(from_json(json.dumps({"text": text})))
    return result


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("國(guó)家", "國家"),
        ("國（guó）家", "國家"),
        ("國(guó）家", "國家"),
        ("綠(lǜ)地", "綠地"),
        ("綠(lu\u0308\u0300)地", "綠地"),
        ("綠(lù:)地", "綠地"),
        ("綠(lu:\u0300)地", "綠地"),
        ("綠(lv\u0300)地", "綠地"),
        ("國(\u0261uó)家", "國家"),
        ("漢(h\u0251\u0300n)字", "漢字"),
        (unicodedata.normalize("NFD", "學(xué)說(shuō)"), "學說"),
        ("學(xué)說(shuō)會(huì)", "學說會"),
        ("學(xué)(xué)", "學"),
        ("重(zhòng)複", "重(zhòng)複"),
        ("人們(men)說什麼(me)", "人們說什麼"),
        ("\uf9e1國(guó)", "\uf9e1國"),
    ],
)
def test_in_an_annotated_document(text: str, expected: str) -> None:
    assert unglossed(OPEN + text).text == "漁業學會昨天開會。\n" + expected


@pytest.mark.parametrize(
    "text",
    [
        "陳文(Chen Wen)",
        "聲調(tone)",
        "讀音(dúyīn)",
        "亳(bó)州",
        "龘(dá)",
        "讀作“行(háng)”",
        "國(gúo)家",
        "學(Xué)",
        "表(a)",
        "會(pdf)",
        "國 (guó)",
        "(guó)國",
        "安德烈(André)",
        "會(é)",
        "韓國(han)",
    ],
)
def test_it_leaves_alone(text: str) -> None:
    assert unglossed(OPEN + text).text.split("\n")[1] == text


def test_two_notes_are_somebodys_words() -> None:
    text = "「漁業(yè)」的「業(yè)」"
    assert unglossed(text).text == text


def test_notes_without_a_mark_do_not_open_the_gate() -> None:
    text = "我們(men)你們(men)他們(men)"
    assert unglossed(text).text == text


def test_an_edit_says_what_went() -> None:
    (first, second, third) = unglossed(OPEN).edits
    assert (first.start, first.old, first.new, first.rule) == (2, "(yè)", "", "pinyin/note")
    assert (second.start, second.old) == (3, "(xué)")
    assert (third.start, third.old) == (4, "(huì)")


def test_a_broken_note_is_reported_and_left() -> None:
    record = unglossed(OPEN + "漁獲量或?qū)⑦_(dá)三百噸")
    assert record.text.endswith("或?qū)⑦_(dá)三百噸")
    (warning,) = record.warnings
    assert (warning.code, warning.line) == ("damaged-pinyin", 2)
    assert "?qū)⑦_(dá)" in warning.message


@pytest.mark.parametrize("text", ["(安德烈 André)", "他說(à la carte)", "讀音(dúyīn)", "café)"])
def test_words_with_accents_are_not_broken_notes(text: str) -> None:
    assert not unglossed(OPEN + text).warnings


def test_readings_are_of_traditional_characters_only() -> None:
    readings = pinyin_readings()
    assert readings["學"] >= {"xué"}
    assert not {"行", "綦", "亳", "乾", "著", "人"} & readings.keys()
    assert all(unicodedata.is_normalized("NFC", r) for found in readings.values() for r in found)
