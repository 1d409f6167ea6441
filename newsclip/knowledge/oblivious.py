"""Forests of oblivious decision trees as plain arrays: inference only, the same bits everywhere.

All nodes of a level of such a tree ask the same question (Kohavi and Li 1995; Prokhorenkova et al.
2018, CatBoost), so that a tree of depth D is D comparisons and one lookup, for all rows at once.
Trained by the scripts in ``training/``; a forest's score is a log odds, the sum of one leaf a tree.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from newsclip.knowledge.model import no_weights, weights_folder

Array = np.ndarray[Any, np.dtype[Any]]

# Rows judged at once: keeps the working set in the processor's cache.
CHUNK: Final = 48
# Answers that fit a byte.
_BITS: Final = 8


class ObliviousForest:
    """Trees side by side. Level ``k`` of a tree asks whether column ``feature[tree, k]`` is more
    than ``threshold[tree, k]``; the answers are the bits of the number of the leaf.

    ``means[tree, 2**k - 1 + n]`` is the mean of what had the answers ``n`` before level ``k``, and
    the leaves come last: whole numbers, in units of ``unit``, so that sums are exact. ``names`` are
    the columns' names in order.
    """  # fmt: skip

    def __init__(
        self, names: tuple[str, ...], feature: Array, threshold: Array, means: Array, unit: float
    ) -> None:
        self.names = names
        self.feature = feature.astype(np.int64)
        self.threshold = threshold.astype(np.float32)
        self.means = means.astype(np.int32)
        self.unit = unit
        self.trees, self.depth = feature.shape
        self._says: dict[bytes, _Says] = {}

    def score(self, matrix: Array) -> Array:
        """The log odds of each row, shape (rows,), of a matrix of shape (rows, columns)."""
        parts = [self.score_of(self.leaves(part)) for part in _chunks(matrix)]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)

    def score_of(self, leaves: Array) -> Array:
        """The log odds of rows by what ``leaves`` says of them."""
        places = leaves.astype(np.intp)
        places += self._first_leaf
        total = self.means.ravel().take(places).sum(axis=0, dtype=self._whole)
        scores: Array = (total * self.unit).astype(np.float32)
        return scores

    @cached_property
    def _whole(self) -> type[np.signedinteger[Any]]:
        """The shorter of two types of numbers that no sum of changes or leaves exceeds."""
        most = np.abs(self.means.astype(np.int64)).max(axis=1).sum()
        # A change is the difference of two means.
        sums = 2 * self.depth * int(most)
        return np.int32 if sums <= np.iinfo(np.int32).max else np.int64

    @cached_property
    def _first_leaf(self) -> Array:
        width = self.means.shape[1]
        first: Array = np.arange(0, self.means.size, width)[:, None] + 2**self.depth - 1
        return first

    @cached_property
    def _questions(self) -> tuple[Array, Array]:
        """The column and the threshold of all questions, level by level."""
        return self.feature.T.ravel(), self.threshold.T.reshape(-1, 1)

    def leaves(self, matrix: Array) -> Array:
        """The number of the leaf of each tree that each row comes to, shape (trees, rows)."""
        columns = np.ascontiguousarray(matrix.T)
        feature, threshold = self._questions
        answers = columns.take(feature, axis=0) > threshold
        bits = answers.reshape(self.depth, self.trees, -1)
        if self.depth <= _BITS:
            bits = bits.view(np.uint8)
        leaves: Array = bits[0].astype(bits.dtype if self.depth <= _BITS else np.int32)
        for level in range(1, self.depth):
            leaves |= bits[level].astype(leaves.dtype, copy=False) << level
        return leaves

    def contributions(self, matrix: Array, group: Array) -> Array:
        """What each group of columns adds to the score of each row, shape (rows, groups).

        ``group`` gives the group of each column, from 0. The change of the mean at each question
        goes to the column that was asked (Saabas 2014); a row's contributions and the trees' first
        means add up to its score.
        """
        number = int(group.max()) + 1
        parts = [self.told(self.leaves(part), group, number) for part in _chunks(matrix)]
        if not parts:
            return np.zeros((0, number))
        return np.concatenate(parts) * self.unit

    def told(self, leaves: Array, group: Array, number: int) -> Array:
        """The contributions of rows by what ``leaves`` says of them, in units of ``unit``.

        Shape (rows, ``number``), the number of groups.
        """
        key = group.tobytes()
        if key not in self._says:
            self._says.clear()
            self._says[key] = self._says_of(group)
        says = self._says[key]
        places = leaves.take(says.tree, axis=0).astype(np.intp)
        places += says.first
        changes = says.change.take(places)
        total = np.zeros((number, leaves.shape[1]), dtype=self._whole)
        total[says.groups] = np.add.reduceat(changes, says.begins, axis=0, dtype=self._whole)
        return total.T

    def _says_of(self, group: Array) -> _Says:
        leaf = np.arange(2**self.depth)
        changes: dict[tuple[int, int], Array] = {}
        for tree, asked in enumerate(group[self.feature].tolist()):
            before: Array = self.means[tree, 0]
            for level, number in enumerate(asked):
                first = 2 ** (level + 1) - 1
                after = self.means[tree, first + (leaf & first)]
                known = changes.get((number, tree), np.int32(0))
                changes[number, tree] = known + after - before
                before = after
        pairs = sorted(changes)
        groups, begins = np.unique([number for number, _ in pairs], return_index=True)
        change = np.concatenate([changes[pair] for pair in pairs])
        tree_of = np.array([tree for _, tree in pairs])
        first_of = np.arange(0, change.size, len(leaf))[:, None]
        return _Says(tree_of, first_of, change, groups, begins)


class _Says(msgspec.Struct, frozen=True):
    """What trees say of groups of columns, for each pair of the two that there is, by groups.

    ``change[first + n]`` is what the questions to the group add up to on the way to leaf ``n`` of
    ``tree``; the pairs of ``groups`` begin at ``begins``.
    """

    tree: Array
    first: Array
    change: Array
    groups: Array
    begins: Array


def _chunks(matrix: Array) -> Iterator[Array]:
    return (matrix[start : start + CHUNK] for start in range(0, len(matrix), CHUNK))


def load_oblivious(name: str) -> ObliviousForest:
    """The forest ``name``. Raises UsageError when the folder of weights does not hold it."""
    return _load(weights_folder() / f"{name}.npz")


@lru_cache(maxsize=16)
def _load(path: Path) -> ObliviousForest:
    try:
        with np.load(path, allow_pickle=False) as data:
            return ObliviousForest(
                # The same strings that the columns have: compared by where they are.
                tuple(sys.intern(str(name)) for name in data["names"]),
                data["feature"],
                data["threshold"],
                data["means"],
                float(data["unit"]),
            )
    except (OSError, KeyError, ValueError) as error:
        raise no_weights(path, error) from None
