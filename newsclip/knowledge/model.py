"""Forests of small decision trees as plain arrays: inference only, the same bits on every machine.

Trained by the scripts in ``training/``; a forest's score is a log odds, the sum of one leaf a tree
(Friedman 2001, gradient boosting).
"""

from __future__ import annotations

import os
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from newsclip.errors import UsageError

Array = np.ndarray[Any, np.dtype[Any]]

# A folder whose weights take the place of those that newsclip ships.
ENVIRONMENT: Final = "NEWSCLIP_WEIGHTS"
SHIPPED: Final = Path(__file__).parent / "data" / "weights"
# Rows judged at once: keeps the working set in the processor's cache.
CHUNK: Final = 48
# So many of them are asked at once: all questions of a forest fit the cache so many times.
ASKED: Final = 8
# Numbers whose products with a single bit differ in their upper bits (Leiserson, Prokop and Randall
# 1998), by the bits of a word.
_SPREAD: Final = {32: 0x077CB531, 64: 0x03F79D71B4CB0A89}
# A leaf is a bit of a word.
_MOST_LEAVES: Final = 64
_ANEW: Final = "train them anew"


class Questions(msgspec.Struct, frozen=True):
    """All questions of a forest, to be asked at once (Lucchese et al. 2015, QuickScorer).

    Question ``k`` of each tree stands beside those of the other trees; ``feature`` and
    ``threshold`` are the column and the value, ``passed`` has a bit for each leaf, from the left,
    that is out of reach where the column is more than that; both stand there for ``ASKED`` rows,
    shape (questions, rows). The lowest bit left is the leaf: times
    ``spread`` and shifted by ``shift``, plus ``first_leaf`` of its tree, it is a place in
    ``value``.
    """

    feature: Array
    threshold: Array
    passed: Array
    first_leaf: Array
    value: Array
    spread: np.unsignedinteger[Any]
    shift: np.unsignedinteger[Any]


class Forest(msgspec.Struct, frozen=True, dict=True):
    """Trees side by side. Node ``i`` asks whether column ``feature[i]`` is at most
    ``threshold[i]``; yes goes to ``left[i]``, no to ``left[i] + 1``; a leaf has ``left[i] == i``.

    ``value[i]`` is the mean score of what reached the node in training, of a leaf its score.
    ``roots`` are the trees' first nodes, ``names`` the columns' names in order.
    """  # fmt: skip

    names: tuple[str, ...]
    roots: Array
    feature: Array
    threshold: Array
    left: Array
    value: Array
    depth: int

    def score(self, matrix: Array) -> Array:
        """The log odds of each row, shape (rows,), of a matrix of shape (rows, columns)."""
        parts = [
            self._leaves(matrix[start : start + CHUNK]) for start in range(0, len(matrix), CHUNK)
        ]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)

    def _leaves(self, matrix: Array) -> Array:
        questions = self._questions
        passed = np.empty((len(self.roots), len(matrix)), dtype=questions.passed.dtype)
        columns = np.zeros((matrix.shape[1], ASKED), dtype=matrix.dtype)
        # Memory that is used again for all rows.
        asked = np.empty(questions.threshold.shape, dtype=matrix.dtype)
        answers = np.empty(asked.shape, dtype=bool)
        left = np.empty(asked.shape, dtype=passed.dtype)
        by_tree = left.reshape(-1, len(self.roots), ASKED)
        for start in range(0, len(matrix), ASKED):
            rows = matrix[start : start + ASKED]
            columns[:, : len(rows)] = rows.T
            columns.take(questions.feature, axis=0, out=asked, mode="clip")
            np.greater(asked, questions.threshold, out=answers)
            left[:] = answers
            left *= questions.passed
            found = np.bitwise_or.reduce(by_tree, axis=0)
            passed[:, start : start + ASKED] = found[:, : len(rows)]
        # What is not passed begins with the leaf: its bit alone, spread over the upper bits.
        place = ~passed
        place &= -place
        place *= questions.spread
        place >>= questions.shift
        leaves = place.astype(np.intp)
        leaves += questions.first_leaf
        values = np.ascontiguousarray(questions.value.take(leaves).T)
        total: Array = values.sum(axis=1, dtype=np.float64).astype(np.float32)
        return total

    @cached_property
    def _questions(self) -> Questions:
        return _questions_of(self)


def _questions_of(forest: Forest) -> Questions:
    trees = [_tree(forest, int(root)) for root in forest.roots]
    most = max(max(len(asked), 1) for asked, _ in trees)
    if most >= _MOST_LEAVES:
        raise UsageError(f"a tree of the weights has over {_MOST_LEAVES} leaves", hint=_ANEW)
    bits = 32 if most < 32 else 64
    word = np.uint32 if bits == 32 else np.uint64
    feature = np.zeros((most, len(trees)), dtype=np.int64)
    # A tree of fewer questions is asked some that nothing is more than.
    threshold = np.full((most, len(trees)), np.inf, dtype=np.float32)
    passed = np.zeros((most, len(trees)), dtype=word)
    value = np.zeros((len(trees), bits), dtype=np.float32)
    spread, shift = _SPREAD[bits], bits - (bits - 1).bit_length()
    for n, (asked, leaves) in enumerate(trees):
        for k, (node, out_of_reach) in enumerate(asked):
            feature[k, n], threshold[k, n] = forest.feature[node], forest.threshold[node]
            passed[k, n] = out_of_reach
        for k, node in enumerate(leaves):
            value[n, (((1 << k) * spread) % (1 << bits)) >> shift] = forest.value[node]
    return Questions(
        feature.ravel(),
        np.repeat(threshold.reshape(-1, 1), ASKED, axis=1),
        np.repeat(passed.reshape(-1, 1), ASKED, axis=1),
        np.arange(0, value.size, bits)[:, None],
        value.ravel(),
        word(spread),
        word(shift),
    )


def _tree(forest: Forest, root: int) -> tuple[list[tuple[int, int]], list[int]]:
    """The questions of a tree, each with the leaves on its left as bits, and its leaves."""
    asked: list[tuple[int, int]] = []
    leaves: list[int] = []

    def walk(node: int) -> int:
        left = int(forest.left[node])
        if left == node:
            leaves.append(node)
            return 1 << (len(leaves) - 1)
        on_left = walk(left)
        asked.append((node, on_left))
        return on_left | walk(left + 1)

    walk(root)
    return asked, leaves


def probability(score: Array) -> Array:
    """The chance that a log odds stands for, 0 to 1."""
    chance: Array = 1 / (1 + np.exp(-score.astype(np.float64)))
    return chance


def weights_folder() -> Path:
    """Where weights are read: ``$NEWSCLIP_WEIGHTS``, else the ones that newsclip ships."""
    named = os.environ.get(ENVIRONMENT)
    return Path(named) if named else SHIPPED


def load_forest(name: str) -> Forest:
    """The forest ``name``. Raises UsageError when the folder of weights does not hold it."""
    return _load(weights_folder() / f"{name}.npz")


@lru_cache(maxsize=16)
def _load(path: Path) -> Forest:
    try:
        with np.load(path, allow_pickle=False) as data:
            return Forest(
                names=tuple(str(name) for name in data["names"]),
                roots=data["roots"].astype(np.int64),
                feature=data["feature"].astype(np.int64),
                threshold=data["threshold"].astype(np.float32),
                left=data["left"].astype(np.int64),
                value=data["value"].astype(np.float32),
                depth=int(data["depth"]),
            )
    except (OSError, KeyError, ValueError) as error:
        raise no_weights(path, error) from None


def no_weights(path: Path, error: Exception) -> UsageError:
    """The UsageError of what was said about a file of weights."""
    said = getattr(error, "strerror", None) or str(error)
    return UsageError(f"no weights in {path}: {said}", hint=f"check or unset ${ENVIRONMENT}")
