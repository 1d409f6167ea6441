from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsclip.knowledge.letters import letters_of
from newsclip.knowledge.vocabulary import Vocabulary, vocabulary_of

CHECKED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
LINES = st.lists(
    st.text(st.sampled_from("ab \u0928\u092e\u094d\u6e21\u8f2a\u0e01"), min_size=1), max_size=9
)


def words(*lines: str) -> Vocabulary:
    return vocabulary_of(letters_of(lines))


def shared(one: str, other: str) -> int:
    """How many terms two lines share."""
    found = words(one, other)
    return len(set(found.of(0).tolist()) & set(found.of(1).tolist()))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ferries", "ferries"),
        ("Wahlkampf", "Wahlkampfes"),
        ("правительство", "правительства"),
        ("पूर्णिमा", "पूर्णिमा"),
        ("夜間渡輪", "渡輪票價"),
        ("รัฐบาลไทย", "รัฐบาล"),
    ],
)
def test_forms_of_a_word_are_one_term(one: str, other: str) -> None:
    assert shared(one, other) > 0


@pytest.mark.parametrize(("one", "other"), [("ferry", "bread"), ("渡輪", "麵包"), ("of", "of")])
def test_different_words_and_the_shortest_share_nothing(one: str, other: str) -> None:
    assert shared(one, other) == 0


@pytest.mark.parametrize(
    ("common", "rare"), [("which", "archipelago"), ("nicht", "Zwieback"), ("我們", "渡輪")]
)
def test_common_words_say_little(common: str, rare: str) -> None:
    found = words(common, rare)
    assert found.rarity[found.of(0)].max() < 0.7
    assert found.rarity[found.of(1)].min() == 1.0


@CHECKED
@given(LINES.filter(bool))
def test_pairs_are_told_once_in_order_of_lines_and_terms(lines: list[str]) -> None:
    found = words(*lines)
    pairs = list(zip(found.rows.tolist(), found.terms.tolist(), strict=True))
    assert pairs == sorted(set(pairs))
    assert len(found.starts) == len(lines) + 1
    assert all(term < found.number for _, term in pairs)
