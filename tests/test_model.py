from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from newsclip.errors import UsageError
from newsclip.knowledge.columns import Columns, distances, line_columns, sums
from newsclip.knowledge.judge import judge_items, name_items, read_items
from newsclip.knowledge.line_model import judge_by_model
from newsclip.knowledge.line_shape import OWN, shape_of
from newsclip.knowledge.model import CHUNK, Forest, load_forest, probability
from newsclip.knowledge.oblivious import ObliviousForest, load_oblivious
from newsclip.knowledge.rules import load_rules
from newsclip.knowledge.second_look import add_second_look
from newsclip.record import Label, lines_of
from tests.generators import page_lines

RULES = load_rules(user=False)
PROSE = (
    "The council voted on Tuesday to keep the night ferry running until spring, after two hundred"
    " residents wrote letters, and asked the operator for a new timetable."
)
# x0 <= 0.5 ? (x1 <= 2 ? -1 : 1) : 3, and a second tree that is one leaf.
TREES = Forest(
    names=("x0", "x1"),
    roots=np.array([0, 5]),
    feature=np.array([0, 1, 0, 0, 0, 0]),
    threshold=np.array([0.5, 2, 0, 0, 0, 0], dtype=np.float32),
    left=np.array([1, 3, 2, 3, 4, 5]),
    value=np.array([0.5, 0.25, 3, -1, 1, 0.125], dtype=np.float32),
    depth=2,
)


def test_a_forest_sums_one_leaf_a_tree() -> None:
    matrix = np.array([[0, 0], [0, 3], [1, 0]], dtype=np.float32)
    assert TREES.score(matrix).tolist() == [-0.875, 1.125, 3.125]
    assert TREES.score(matrix[:0]).shape == (0,)


def chain(leaves: int) -> Forest:
    """A list: each question parts one leaf from the rest, which is more."""
    node = np.arange(2 * leaves - 1)
    is_asked = (node % 2 == 0) & (node < 2 * leaves - 2)
    return Forest(
        names=("x",),
        roots=np.array([0]),
        feature=np.zeros(len(node), dtype=np.int64),
        threshold=np.where(is_asked, node // 2 + 0.5, 0).astype(np.float32),
        left=np.where(is_asked, node + 1, node),
        value=np.where(node % 2, node // 2, leaves - 1).astype(np.float32),
        depth=leaves - 1,
    )


@pytest.mark.parametrize("leaves", [2, 31, 32, 33, 64])
def test_a_tree_of_many_leaves_leads_each_row_to_its_own(leaves: int) -> None:
    rows = np.arange(leaves, dtype=np.float32)
    assert chain(leaves).score(rows[:, None]).tolist() == rows.tolist()


def walked(forest: Forest, row: np.ndarray[Any, Any]) -> float:
    """The score of a row, from the roots down, question by question."""
    total = 0.0
    for root in forest.roots.tolist():
        node = root
        while forest.left[node] != node:
            is_more = row[forest.feature[node]] > forest.threshold[node]
            node = int(forest.left[node]) + int(is_more)
        total += float(forest.value[node])
    return total


# x0 > 0.5 asked first, then x1 > 2; a second tree asks x1 > 1 only.
OBLIVIOUS = ObliviousForest(
    ("x0", "x1"),
    feature=np.array([[0, 1], [1, 0]]),
    threshold=np.array([[0.5, 2], [1, np.inf]], dtype=np.float32),
    means=np.array([[4, 2, 6, 1, 5, 3, 7], [0, -2, 2, -2, 2, -2, 2]]),
    unit=0.5,
)


def test_an_oblivious_forest_sums_one_leaf_a_tree() -> None:
    matrix = np.array([[0, 0], [0, 3], [1, 0], [1, 3]], dtype=np.float32)
    assert OBLIVIOUS.score(matrix).tolist() == [-0.5, 2.5, 1.5, 4.5]
    assert OBLIVIOUS.score(matrix[:0]).shape == (0,)
    found = OBLIVIOUS.contributions(matrix, np.array([0, 1]))
    assert found.tolist() == [[-1, -1.5], [-1, 1.5], [1, -1.5], [1, 1.5]]
    np.testing.assert_allclose(found.sum(axis=1) + 2, OBLIVIOUS.score(matrix))
    together = OBLIVIOUS.contributions(matrix, np.array([0, 0]))
    np.testing.assert_allclose(together[:, 0], found.sum(axis=1))


@pytest.mark.parametrize("name", ["lines", "lines-again", "boundaries", "headlines"])
def test_rows_are_judged_alike_alone_and_together(name: str) -> None:
    forest = load_oblivious(name) if name.startswith("lines") else load_forest(name)
    rows = np.random.default_rng(7).normal(3, 9, (CHUNK + 9, len(forest.names)))
    matrix = rows.astype(np.float32)
    together = forest.score(matrix)
    alone = np.concatenate([forest.score(matrix[n : n + 1]) for n in range(len(matrix))])
    np.testing.assert_array_equal(together, alone)
    if isinstance(forest, ObliviousForest):
        group = np.arange(len(forest.names)) % 5
        parts = forest.contributions(matrix, group).sum(axis=1)
        base = forest.means[:, 0].sum() * forest.unit
        np.testing.assert_allclose(parts + base, together, atol=1e-3)
    else:
        np.testing.assert_allclose([walked(forest, row) for row in matrix], together, atol=1e-4)


def test_what_was_read_before_says_nothing_of_lines_that_read_in_another_way() -> None:
    # Of a huge line only the ends are shown: what is between them may make it a list or a text.
    texts = ["The ferry sails at night, the council said on Tuesday."]
    place = OWN.index("prose")
    for prose in (1.0, -0.4, 1.0):
        assert shape_of(texts, np.array([prose])).own[place].tolist() == [np.float32(prose)]


def test_a_tree_of_more_leaves_than_a_word_has_bits_is_refused() -> None:
    with pytest.raises(UsageError, match="leaves"):
        chain(65).score(np.zeros((1, 1), dtype=np.float32))


def test_chances_are_between_0_and_1() -> None:
    assert probability(np.array([-50.0, 0.0, 50.0])).tolist() == pytest.approx([0, 0.5, 1])


def test_weights_that_are_not_there_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NEWSCLIP_WEIGHTS", str(tmp_path))
    with pytest.raises(UsageError, match=r"no weights in .*lines\.npz: No such file"):
        load_forest("lines")


@settings(max_examples=40, deadline=None, derandomize=True)
@given(page_lines)
def test_columns_are_finite_one_row_a_line(lines: list[str]) -> None:
    items = read_items(lines_of("\n".join(lines)))
    if not items:
        return
    name_items(items, RULES.match)
    first, page = line_columns(items)
    again = Columns(len(items))
    add_second_look(again, page, np.linspace(-9, 9, len(items), dtype=np.float32))
    matrix = np.concatenate([first.matrix(), again.matrix()], axis=1)
    names = first.names + again.names
    assert matrix.shape == (len(items), len(names))
    assert np.isfinite(matrix).all()
    assert len(set(names)) == len(names)


def test_the_second_look_sees_what_the_first_says_of_lines_around() -> None:
    items = read_items(lines_of("\n".join([PROSE, "Home", PROSE, "Sport", "Money"])))
    items[4].label = Label("nav")
    _, page = line_columns(items)
    again = Columns(len(items))
    # What the first look would say of a line that has a label is not asked.
    add_second_look(again, page, np.array([9, -9, 9, -9, 9], dtype=np.float32))
    seen = dict(zip(again.names, again.matrix().T.round(2).tolist(), strict=True))
    assert seen["likely"] == [9, -9, 9, -9, -6]
    assert seen["likely-chance"] == [1, 0, 1, 0, 0]
    assert seen["likely@-1"] == [-1, 1, 0, 1, 0]
    assert seen["likely@1"] == [0, 1, 0, 0, -1]
    assert seen["likely-above-2"] == [0, 0.5, 0.5, 0.5, 0.5]
    assert seen["likely-0.7-below"] == [2, 1, 60, 60, 60]
    assert seen["likely-run"] == [1, 1, 1, 2, 2]
    assert set(seen["file-likeliest"]) == {1}
    # All words of one paragraph are the other's.
    assert seen["likely-cover-0.9"][0] == seen["likely-cover-0.9"][2] == 1


def test_teasers_cut_at_a_number_of_characters_are_alike() -> None:
    teasers = [PROSE[:70] + "...", PROSE[9:81] + "...", PROSE[:50] + "...", PROSE[5:78]]
    items = read_items(lines_of("\n".join([*teasers, "Home", "Wait..."])))
    columns, _ = line_columns(items)
    seen = dict(zip(columns.names, columns.matrix().T.tolist(), strict=True))
    assert seen["length-copies"] == [2, 1, 1, 2, 0, 0]
    # Of those that are unfinished; a short one may be by chance.
    assert seen["cut-copies"] == [2, 2, 1, 0, 0, 0]


def test_distances_and_sums_on_a_short_file() -> None:
    above, below = distances(np.array([False, True, False, False, True]))
    assert above.tolist() == [60, 60, 1, 2, 3]
    assert below.tolist() == [1, 3, 2, 1, 60]
    before, after = sums(np.array([1, 2, 4, 8], dtype=np.float32), 2)
    assert before.tolist() == [0, 0.5, 1.5, 3]
    assert after.tolist() == [3, 6, 4, 0]


def test_what_goes_has_reasons_and_a_score() -> None:
    menu = ["Home", "World", "Business", "Sport", "Opinion", "Weather", "Travel", "Money"]
    items = read_items(lines_of("\n".join([*menu, PROSE, PROSE + " Two.", PROSE + " Three."])))
    chances, reasons = judge_by_model(items, 0.5)
    assert (chances[-3:] > 0.5).all()
    judge_items(items, lambda texts: [None] * len(texts))
    for item in items[:8]:
        assert item.label is not None
        assert item.label.rule == "model/lines"
        assert item.label.evidence
        assert item.label.score is not None
        assert 0.5 < item.label.score <= 1
    assert all(reasons[n] for n in range(8))


def test_a_lower_threshold_keeps_more() -> None:
    lines = ["Home", "World", PROSE, "A word on the weather", PROSE + " Two.", "Tuesday", "Sport"]

    def kept(threshold: float) -> int:
        items = read_items(lines_of("\n".join(lines)))
        judge_items(items, lambda texts: [None] * len(texts), keep_threshold=threshold)
        return sum(item.is_text for item in items)

    assert kept(0.0) == len(lines)
    assert kept(0.0) >= kept(0.4) >= kept(0.99)
