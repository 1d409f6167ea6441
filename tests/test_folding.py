"""Text folded for matching: what becomes equal, and where words end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclip.knowledge.folding import bare, fold, fold_lines, offset_in, splits_word


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("延伸閱讀 ：", "延伸阅读 :"),
        ("相 關 閱 讀", "相关阅读"),
        ("ＳＨＡＲＥ　This", "share this"),
        ("Straße", "strasse"),
        ("S\u2019abonner", "s'abonner"),
        ("\ufeffclo\u00adse\u200b", "close"),
        ("\u0130LG\u0130L\u0130 HABERLER", "ilgili haberler"),
        ("KAYIT OL", fold("kay\u0131t ol")),
        ("관련 기사", "관련 기사"),
        (" a \t\u3000b ", "a b"),
    ],
)
def test_folding_makes_equal_what_only_looks_different(text: str, folded: str) -> None:
    assert fold(text) == folded


TEXTS = st.text(
    st.sampled_from("aZ ßİıé’`\u3000\u200b中國關読ｶﾞ한。：（½ﬁ́\n\t"), max_size=30
) | st.text(max_size=30)


@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.lists(TEXTS, max_size=6))
def test_lines_fold_as_each_does_alone(lines: list[str]) -> None:
    assert fold_lines(lines) == [fold(line) for line in lines]


def test_bare_takes_marks_off_both_ends_only() -> None:
    assert bare("\u25ba [baca juga:] \u2192") == "baca juga"
    assert bare("***") == "***"


@pytest.mark.parametrize(
    ("text", "at", "splits"),
    [
        ("shareholders", 5, True),
        ("share now", 5, False),
        ("share12", 5, False),
        ("\u6807\u7b7e\u7ecf\u6d4e", 2, False),
        ("\uae30\uc0ac\uc785\ub825", 2, True),
        ("\u0e02\u0e48\u0e32\u0e27", 2, False),
    ],
)
def test_words_end_at_borders_where_the_script_has_them(text: str, at: int, splits: bool) -> None:
    assert splits_word(text, at) is splits


def test_offsets_lead_back_into_the_text() -> None:
    text = "\u3010\u64b0\u6587\uff1a  \u738b \u5c0f\u660e"
    assert text[offset_in(text, len(fold("\u3010\u64b0\u6587\uff1a"))) :] == "\u738b \u5c0f\u660e"
