"""Text decoded wrongly, in many languages and codecs: what is mended, and what is left alone."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsclip.record import Block, Line, Mark, Record, source_lines
from newsclip.schema import from_json, to_json
from newsclip.stages.repair.mojibake import mend_mojibake

TEXTS = {
    "fr": "Le capitaine a été très étonné : la marée était déjà montée à Saint-Malo.",
    "de": "Der Kapitän hörte die Möwen über den Dünen und grüßte die Fährgäste.",
    "es": "El capitán señaló que mañana habrá niebla en la bahía.",
    "pt": "O capitão não recebeu a informação sobre a maré de amanhã.",
    "pl": "Kapitan powiedział, że łódź wróci późno, bo morze jest wzburzone.",
    "cs": "Kapitán řekl, že loď připluje později, protože moře je rozbouřené.",
    "tr": "Kaptan, gemi limana geç dönüyor çünkü deniz çok dalgalı, dedi.",
    "vi": "Thuyền trưởng nói rằng tàu sẽ về muộn vì biển động mạnh.",
    "ru": "Капитан сказал, что паром вернётся поздно, потому что море неспокойно.",
    "uk": "Капітан сказав, що пором повернеться пізно, бо море неспокійне.",
    "el": "Ο καπετάνιος είπε ότι το πλοίο θα αργήσει γιατί η θάλασσα είναι ταραγμένη.",
    "ar": "قال القبطان إن العبارة ستتأخر لأن البحر هائج.",
    "he": "הקברניט אמר שהמעבורת תאחר כי הים סוער.",
    "th": "กัปตันบอกว่าเรือเฟอร์รี่จะกลับมาช้าเพราะทะเลมีคลื่นแรง",
    "ja": "船長は、海が荒れているので渡し船の到着が遅れると話した。",
    "ko": "선장은 바다가 거칠어서 여객선이 늦게 도착한다고 말했다.",
    "zh-Hans": "船长说，海上风浪很大，渡轮要晚一个小时才能到港。",
    "zh": "渔民们希望港口早日重新开放，船长表示支持",
    "zh-Hant": "船長說，海上風浪很大，渡輪要晚一個小時才能到港。",
    "hi": "कप्तान ने कहा कि समुद्र में लहरें तेज़ हैं, इसलिए नाव देर से आएगी।",
}
UTF8_AS = [(language, "utf-8", "latin-1") for language in TEXTS]
OTHERS = [
    ("pl", "utf-8", "cp1250"),
    ("ru", "utf-8", "cp1251"),
    ("fr", "utf-8", "mac_roman"),
    ("ru", "cp1251", "latin-1"),
    ("ru", "koi8_r", "latin-1"),
    ("ru", "koi8_r", "cp1251"),
    ("uk", "cp1251", "cp1252"),
    ("el", "cp1253", "latin-1"),
    ("he", "cp1255", "latin-1"),
    ("ja", "cp932", "latin-1"),
    ("ja", "euc_jp", "latin-1"),
    ("ja", "cp932", "gb18030"),
    ("ko", "cp949", "latin-1"),
    ("zh-Hans", "gb18030", "latin-1"),
    ("zh-Hans", "gb18030", "cp1252"),
    ("zh", "utf-8", "gb18030"),
    ("zh-Hant", "big5hkscs", "latin-1"),
    ("zh-Hant", "big5hkscs", "gb18030"),
    ("zh", "gb18030", "big5hkscs"),
]
CONTROLS = [
    *TEXTS.values(),
    "À la fête de l'école, « l'été » était déjà là… déçu ? NON – ÇA VA.",
    "CITTÀ”, PERCHÉ… È VERO: “È già lì”",
    "Ærø, Åse og Øystein så på «sjøen» — 12 °C, 3½ m, §4, 50 € ± 1 µm",
    "Þórður Æðrulaus sá æðarfuglinn á Siglufirði í ágúst",
    "網友開玩笑說「燙燙燙屯屯屯」,她回「葳蕤崢嶸」",
    "邕江畔的侗族、仡佬族和毛南族姑娘,懿嫘嫕媛",
    "カタカナ・ｶﾀｶﾅ・漢字。髙橋と﨑山は瀨戸で會った。",
    "https://example.org/?a=1&copy=2&lt=3",
    "the class [\\u4e00-\\u9fff] and the escape \\u00e9 in `\\u4e2d\\u6587`",
    '{"text": "\\u4e2d\\u6587"}',
    "AT&T, R&D; if (a && b) return;",
    "<p>Fish &amp; chips</p>",
    "\ue000\ue001 icons \ue002",
    "бОЛЬШОЙ i-Phone от Фирмы",
    "囍囍囍囍囍囍囍囍囍囍",
    "巭孬嫑夯",
]


def document(text: str) -> Record:
    return from_json(json.dumps({"text": text}))


def mended(text: str) -> str:
    return mend_mojibake(document(text)).text


def misread(language: str, right: str, wrong: str) -> str:
    data = TEXTS[language].encode(right)
    return (
        "".join(bytes((byte,)).decode(wrong, "ignore") or chr(byte) for byte in data)
        if wrong in {"cp1252", "cp1250", "cp1251", "mac_roman", "latin-1"}
        else data.decode(wrong)
    )


@pytest.mark.parametrize(("language", "right", "wrong"), [*UTF8_AS, *OTHERS])
def test_a_wrong_codec_is_found(language: str, right: str, wrong: str) -> None:
    text = misread(language, right, wrong)
    assert text != TEXTS[language]
    assert mended(text) == TEXTS[language]


@pytest.mark.parametrize("language", ["fr", "zh-Hans", "ja", "ru"])
def test_twice_read_wrongly(language: str) -> None:
    text = TEXTS[language]
    for _ in range(2):
        data = text.encode()
        text = "".join(bytes((b,)).decode("cp1252", "ignore") or chr(b) for b in data)
    assert mended(text) == TEXTS[language]


@pytest.mark.parametrize("text", CONTROLS)
def test_what_is_right_stays(text: str) -> None:
    record = mend_mojibake(document(text))
    assert record.text == text
    assert record.warnings == ()


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Am Montag hÃ¶rte er zu, sagte MÃ¼ller.", "Am Montag hörte er zu, sagte Müller."),
        ("He said itâ€™s late.", "He said it’s late."),
        ("The cafÃ© is open; naïve, but true.", "The café is open; naïve, but true."),
        ("船長說：ä½\u00a0å¥½，再見。", "船長說：你好，再見。"),
    ],
)
def test_one_stretch_of_a_line(text: str, right: str) -> None:
    assert mended(text) == right


def test_an_edit_is_a_stretch_not_a_line() -> None:
    record = mend_mojibake(document("Am Montag hÃ¶rte er zu, sagte MÃ¼ller."))
    assert [(e.start, e.old, e.new, e.rule) for e in record.edits] == [
        (11, "Ã¶", "ö", "mojibake/utf-8"),
        (30, "Ã¼", "ü", "mojibake/utf-8"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("锟斤拷锟斤拷锟斤拷", id="replaced, then read as GBK"),
        pytest.param(TEXTS["zh-Hans"].encode()[:-1].decode("gb18030", "replace"), id="cut"),
        pytest.param("船長說????????", id="question marks"),
        pytest.param("\ufffd\ufffd\ufffd海\ufffd\ufffd", id="undecodable"),
        pytest.param("â€œè°¢è°¢å¤§å®¶ï¼Œâ€å¥¹å“½å’½ç€è¯´ã€‚", id="a byte is gone"),
    ],
)
def test_what_is_lost_is_left_alone(text: str) -> None:
    assert mended(text) == text


def test_lost_lines_are_counted_in_one_warning() -> None:
    text = "港口\n锟斤拷锟斤拷锟斤拷\n渡輪\n锟斤拷锟斤拷锟斤拷"
    record = mend_mojibake(document(text))
    (warning,) = record.warnings
    assert (warning.code, warning.line) == ("mojibake", 2)
    assert warning.message.endswith(": 2")
    assert mend_mojibake(record) == record


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("&#28207;&#21475;", "港口"),
        ("&#x6e2f;&#x53E3; &quot;ferry&quot;", '港口 "ferry"'),
        ("caf&eacute; &ndash; 5 &lt; 6 &amp; more", "café – 5 < 6 & more"),
        ("don&#146;t", "don’t"),
        ("a&nbsp;b", "a\u00a0b"),
        ("write &amp;lt; for &lt;b&gt;", "write &amp;lt; for &lt;b>"),
        ("&#10;&#0;&#xD800;&unknown;", "&#10;\ufffd\ufffd&unknown;"),
        ("\\u6e2f\\u53e3\\uff0c\\u6e21\\u8f2a", "港口，渡輪"),
        ("\\ud83d\\ude00 ok", "😀 ok"),
        ("\\ud83d\\ud83d", "\\ud83d\\ud83d"),
    ],
)
def test_entities_and_escapes(text: str, right: str) -> None:
    assert mended(text) == right


def test_marks_move_along() -> None:
    record = document("Am Montag hÃ¶rte er zu.")
    block = Block("p", "p", marks=(Mark(17, 19, "strong"),))
    record = record.replace(lines=(Line(1, 1, record.lines[0].text, block),))
    (line,) = mend_mojibake(record).lines
    assert line.block is not None
    (mark,) = line.block.marks
    assert line.text[mark.start : mark.end] == "er"


piece = st.one_of(
    st.sampled_from([misread(*pair) for pair in (*UTF8_AS, *OTHERS)]),
    st.sampled_from(CONTROLS),
    st.sampled_from(
        ["&amp;", "amp;", "#38;", "&lt;", "b>", "\\u6e2f", "Ã", "\u00a9", "锟斤拷", "\x85"]
    ),
    st.text(max_size=4),
)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.lists(piece, max_size=4).map("".join), max_size=4))
def test_laws(lines: list[str]) -> None:
    text = "\n".join(lines)
    record = document(text)
    once = mend_mojibake(record)
    assert source_lines(once) == [line.text for line in record.lines]
    assert to_json(mend_mojibake(from_json(to_json(once)))) == to_json(once)
    assert not mend_mojibake(document(once.text)).edits
