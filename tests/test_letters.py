"""The arrays of a file's lines against what is known of each line alone."""

from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsclip.knowledge import letters
from newsclip.knowledge.features import PROSE, facts, is_headline_like, prose, terms
from newsclip.knowledge.letters import edge_keys, letters_of, terms_of, weights_of, words_of
from newsclip.knowledge.line_shape import OWN, own_features, own_matrix, shape_of
from newsclip.knowledge.surroundings import Page, main_text
from newsclip.knowledge.vocabulary import vocabulary_of
from tests.generators import page_lines

LINES = st.one_of(
    page_lines,
    st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=8),
).map(lambda lines: [line.strip() for line in lines if line.strip() and "\n" not in line.strip()])


def own(texts: list[str]) -> dict[str, list[float]]:
    letters = letters_of(texts)
    matrix = own_matrix(texts, np.array([prose(t) for t in texts]), letters, words_of(letters))
    return {name: row.tolist() for name, row in zip(OWN, matrix, strict=True)}


@settings(max_examples=80, deadline=None, derandomize=True)
@given(LINES)
def test_lines_show_the_same_together_as_alone(texts: list[str]) -> None:
    if not texts:
        return
    letters = letters_of(texts)
    assert weights_of(letters).tolist() == pytest.approx([facts(t).weight for t in texts])
    columns = own(texts)
    assert columns["stops"] == [facts(text).stops for text in texts]
    assert columns["headline"] == [is_headline_like(text) for text in texts]
    alone = np.array([own_features(text, prose(text)) for text in texts])
    np.testing.assert_array_equal(np.array([*columns.values()]).T, alone.astype(np.float32))


@settings(max_examples=80, deadline=None, derandomize=True)
@given(LINES)
def test_terms_are_shared_as_sets_are(texts: list[str]) -> None:
    if not texts:
        return
    letters = letters_of(texts)
    found = terms_of(letters, words_of(letters))
    sets = [terms(text) for text in texts]
    if any("ß" in text.casefold() or len(text.casefold()) != len(text) for text in texts):
        return
    for one in range(len(texts)):
        named = set(found.terms[found.rows == one].tolist())
        for other in range(len(texts)):
            both = named & set(found.terms[found.rows == other].tolist())
            assert len(both) == len(sets[one] & sets[other]), (texts[one], texts[other])


THAI = (
    "นายกเทศมนตรีกล่าวเมื่อวันอังคารว่าเรือข้ามฟากกลางคืนจะยังให้บริการต่อไปจนถึงสิ้นปี หลังจากชาวบ้าน"
    "กว่าสองร้อยคนเขียนจดหมายร้องเรียน และขอให้ผู้ประกอบการจัดตารางเวลาใหม่ เพื่อให้คนทำงานกะดึกกลับบ้านได้"
)
BURMESE = (
    "မြို့တော်ဝန်က အင်္ဂါနေ့တွင် ပြောကြားရာ၌ ညဘက်ကူးတို့သင်္ဘောသည် နွေဦးအထိ ဆက်လက်ပြေးဆွဲမည်ဖြစ်ပြီး၊"
    " ဒေသခံနှစ်ရာကျော်က စာရေးတောင်းဆိုခဲ့သည်ဟု ဆိုသည်။"
)
KHMER = (
    "ក្រុមប្រឹក្សាបានបោះឆ្នោតកាលពីថ្ងៃអង្គារ ដើម្បីរក្សាសាឡាងពេលយប់ឱ្យដំណើរការរហូតដល់រដូវផ្ការីក"
    " បន្ទាប់ពីប្រជាជនពីររយនាក់បានសរសេរលិខិត។"
)


@pytest.mark.parametrize("text", [THAI, BURMESE, KHMER])
def test_running_text_is_told_in_scripts_with_stops_of_their_own_or_none(text: str) -> None:
    assert facts(text).prose >= PROSE
    assert not is_headline_like(text)
    mixed = [text, "Sign in", text[:40], f"{text} ABC", "渡輪今晚停駛。"]
    columns = own(mixed)
    assert columns["stops"] == [facts(one).stops for one in mixed]
    assert columns["closed"] == [facts(one).is_closed for one in mixed]
    assert columns["headline"] == [is_headline_like(one) for one in mixed]


@pytest.mark.parametrize(
    "text", ["เรือข้ามฟากกลางคืนวิ่งต่อถึงสิ้นปี ชาวบ้านเฮ", "เข้าสู่ระบบ", "หน้าแรก ข่าว กีฬา"]
)
def test_headlines_and_labels_in_thai_are_no_running_text(text: str) -> None:
    assert facts(text).prose < PROSE
    assert not facts(text).is_closed


def test_what_a_line_holds() -> None:
    texts = [
        "Jumat, 5 Juni 2026, 14:30 WIB",
        "Send tips to desk@example.org or see https://example.org",
        "WATER RATES rise in Ponte Alta",
        "水費下月起調整，市議會週二通過。",
        "a@b",
        "half past 9",
        "第19屆",
    ]
    found = own(texts)
    assert found["clock"] == [1, 0, 0, 0, 0, 0, 0]
    assert found["address"] == [0, 1, 0, 0, 0, 0, 0]
    assert found["shouting"][2] == pytest.approx(2 / 6)
    assert found["capitals"][2] == pytest.approx(4 / 6)
    assert found["wide"][3] == pytest.approx(14 / 16)
    assert found["closed"][3] == 1


def test_edges_are_told_apart_by_their_folded_letters() -> None:
    letters = letters_of(["Photo: Ana", "PHOTO by Ben", "Pho", "Ph", "hpo"])
    first = edge_keys(letters, 3).tolist()
    assert first[0] == first[1] == first[2]
    assert len({*first}) == 3
    last = edge_keys(letters_of(["shot by ANA", "seen: Ana", "ana"]), -3).tolist()
    assert last[0] == last[1] == last[2]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(LINES, st.integers(1, 40))
def test_terms_are_the_same_in_blocks_of_any_size(texts: list[str], size: int) -> None:
    if not texts:
        return
    shape = letters_of(texts)
    words, vocabulary = terms_of(shape, words_of(shape)), vocabulary_of(shape)
    with mock.patch.object(letters, "BLOCK", size):
        assert b"".join(shape.codes[block].tobytes() for block in shape.blocks()) == (
            shape.codes.tobytes()
        )
        parted, others = terms_of(shape, words_of(shape)), vocabulary_of(shape)
    np.testing.assert_array_equal(parted.rows, words.rows)
    np.testing.assert_array_equal(parted.terms, words.terms)
    np.testing.assert_array_equal(others.rows, vocabulary.rows)
    np.testing.assert_array_equal(others.terms, vocabulary.terms)


def test_lone_surrogates_are_letters_like_others() -> None:
    letters = letters_of(["a\ud800b", "\udfff"])
    assert letters.lengths.tolist() == [3, 1]
    assert terms_of(letters, words_of(letters)).per_row.tolist() == [0, 0]


def test_the_main_text_is_the_heaviest_run() -> None:
    mass = np.array([0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 0, 3, 0, 0], dtype=float)
    labelled = np.zeros(len(mass))
    labelled[8:11] = 1
    texts = ["line"] * len(mass)
    letters = letters_of(texts)
    page = Page(
        letters, mass, mass, mass, mass, mass, labelled, labelled * 0, mass * 0, mass * 0,
        terms_of(letters, words_of(letters)),
    )  # fmt: skip
    assert main_text(page) == (12, 16)
    nothing = np.zeros(3)
    letters = letters_of(["a", "b", "c"])
    empty = Page(
        letters, nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing,
        terms_of(letters, words_of(letters)),
    )  # fmt: skip
    assert main_text(empty) == (0, 0)


def test_lines_are_remembered_as_long_as_they_are_the_same() -> None:
    one, other = ["A line.", "Another one"], ["A line.", "Another two"]
    reads = np.array([0.2, -0.4])
    shapes = [shape_of(list(texts), reads) for texts in (one, one, other, one)]
    assert shapes[1] is shapes[0]
    assert shapes[2] is not shapes[0]
    for texts, shape in zip((one, one, other, one), shapes, strict=True):
        letters = letters_of(texts)
        np.testing.assert_array_equal(
            shape.own, own_matrix(texts, reads, letters, words_of(letters))
        )


@pytest.mark.parametrize(
    ("text", "closed", "bulleted", "trails"),
    [
        ("He said: \u201cIt is so.\u201d", 1, 0, 0),
        ("He said: \u201cIt is so\u201d", 0, 0, 0),
        ("And so on...", 1, 0, 1),
        ("And so on..", 1, 0, 0),
        ("..", 1, 0, 0),
        ("\u2022 An entry", 0, 1, 0),
        ("- An entry", 0, 1, 0),
        ("-An entry", 0, 0, 0),
        ("12. An entry", 0, 1, 0),
        ("123. no entry", 0, 0, 0),
        ("Cut off \u2026", 1, 0, 1),
        ("Գիշերային լաստանավը կաշխատի մինչև գարուն, ասել է քաղաքապետը:", 1, 0, 0),
        ("Կարդացեք նաև:", 0, 0, 0),
        ("The night ferry runs until spring, the mayor has said:", 0, 0, 0),
    ],
)
def test_ends_and_list_marks_of_lines(text: str, closed: int, bulleted: int, trails: int) -> None:
    shown = dict(zip(OWN, own_features(text, prose(text)), strict=True))
    assert [shown[name] for name in ("closed", "bulleted", "trails")] == [closed, bulleted, trails]
