"""The model of letter n-grams behind ``detect``: its arrays, its arithmetic, its files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsclip.errors import UsageError
from newsclip.knowledge.identifier import (
    FILE,
    LONGEST,
    SCRIPTS,
    Fit,
    Identifier,
    codes_of,
    identifier,
    normal,
    rows_of,
    slots_of,
)
from newsclip.knowledge.model import ENVIRONMENT

GRAMS = [" de ", "de", "der", "e", "the ", " the", "ция", "ą"]


def tiny() -> Identifier:
    slots, lost = slots_of(GRAMS)
    assert not len(lost)
    weights = np.arange(2 * len(GRAMS) + 2, dtype=np.int8).reshape(-1, 2)
    weights[0] = 0
    return Identifier(
        script="Latin",
        languages=("xx", "yy"),
        slots=slots,
        weights=weights,
        step=0.5,
        prior=np.array([0.0, 0.25]),
        chance=(2.0, -1.0),
        typical=np.zeros(2),
    )


def found_in(text: str) -> list[str]:
    slots = slots_of(GRAMS)[0]
    rows = np.concatenate(list(rows_of(codes_of(text), slots)))
    return sorted(GRAMS[row - 1] for row in rows[rows > 0])


def slowly_found_in(text: str) -> list[str]:
    grams = [text[i : i + n] for n in range(1, LONGEST + 1) for i in range(len(text) - n + 1)]
    return sorted(gram for gram in grams if gram in GRAMS)


@pytest.mark.parametrize("text", ["  ", " de ", " der the ", " de de ", " ą ", " акция ", " 😀e "])
def test_each_gram_is_found_where_it_stands(text: str) -> None:
    assert found_in(text) == slowly_found_in(text)


@settings(deadline=None)
@given(st.text(alphabet="deth raąция", max_size=40))
def test_grams_are_found_in_any_text(text: str) -> None:
    assert found_in(f" {text} ") == slowly_found_in(f" {text} ")


@settings(deadline=None)
@given(st.lists(st.text(alphabet="der th.9", max_size=12), min_size=1, max_size=6))
def test_units_read_together_are_read_as_each_alone(units: list[str]) -> None:
    model = tiny()
    together = model.fit(units)
    for row, unit in enumerate(units):
        alone = model.fit([unit])
        assert together.sums[row].tolist() == alone.sums[0].tolist()
        assert together.known[row] == alone.known[0]


def test_score_is_the_sum_over_the_root_of_what_is_known() -> None:
    model = tiny()
    fit = model.fit(["de"])
    # " de " is row 1, "de" row 2 and "e" row 4; row n holds 2n and 2n + 1.
    assert fit.sums.tolist() == [[14, 17]]
    assert fit.known.tolist() == [3]
    expected = np.array([[14, 17]]) * 0.5 / np.sqrt(3) + [0.0, 0.25]
    assert model.scores(fit) == pytest.approx(expected)


def test_nothing_known_leaves_what_was_believed_before() -> None:
    model = tiny()
    assert model.scores(model.fit(["!?", ""])).tolist() == [[0.0, 0.25], [0.0, 0.25]]
    assert model.scores(Fit(np.zeros((1, 2)), np.zeros(1), np.zeros(1))).tolist() == [[0.0, 0.25]]


def test_certainty_grows_with_the_lead_and_never_overflows() -> None:
    model = tiny()
    found = [model.certainty(lead) for lead in (0.0, 0.5, 2.0, 1e6, float("inf"))]
    assert found == sorted(found)
    assert 0.2 < found[0] < 0.3
    assert found[-1] == pytest.approx(1)


def test_words_are_what_is_left_of_a_text() -> None:
    assert normal("L'été 2024: «Café»!\n", "Latin") == "l été café"
    assert normal("cafe\u0301", "Latin") == "café"
    assert normal("الـكِتاب، 5", "Arabic") == "الكتاب"
    assert normal("हिन्दी, 2024।", "Devanagari") == "हिन्दी"


@pytest.mark.parametrize("script", SCRIPTS)
def test_shipped_models_hold_together(script: str) -> None:
    model = identifier(script)
    assert len(set(model.languages)) == len(model.languages) == model.weights.shape[1]
    assert not model.weights[0].any()
    assert model.chance[0] > 0
    assert int((model.slots >> np.uint32(12)).max()) == len(model.weights) - 1


def test_sums_cannot_overflow() -> None:
    for script in SCRIPTS:
        assert LONGEST * int(np.abs(identifier(script).weights.astype(int)).max()) < 2**15


def test_broken_weights_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path))
    assert "en" in identifier("Latin").languages
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / FILE).write_bytes(b"no weights")
    monkeypatch.setenv(ENVIRONMENT, str(folder))
    with pytest.raises(UsageError, match=FILE):
        identifier("Latin")
