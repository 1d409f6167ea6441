"""Forests of oblivious decision trees as plain arrays: inference only, the same bits everywhere.

All nodes of a level of such a tree ask the same question (Kohavi and Li 1995; Prokhorenkova et al.
2018, CatBoost), so that a tree of depth D is D comparisons and one lookup, for all rows at once.
Trained by the scripts in ``training/``; a forest's score is a log odds, the sum of one leaf a tree.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from newsclip.errors import UsageError
from newsclip.knowledge.model import ENVIRONMENT, weights_folder

Array = np.ndarray[Any, np.dtype[Any]]

# Rows judged at once: keeps the working set in the processor's cache.
CHUNK: Final = 512


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

    def score(self, matrix: Array) -> Array:
        """The log odds of each row, shape (rows,), of a matrix of shape (rows, columns)."""
        parts = [
            self._total(matrix[start : start + CHUNK]) for start in range(0, len(matrix), CHUNK)
        ]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)

    def _total(self, matrix: Array) -> Array:
        leaves = self._leaves(matrix)
        leaves += self._first_leaf
        total = self.means.ravel()[leaves].sum(axis=0, dtype=np.int64)
        scores: Array = (total * self.unit).astype(np.float32)
        return scores

    @cached_property
    def _first_leaf(self) -> Array:
        width = self.means.shape[1]
        first: Array = (np.arange(self.trees, dtype=np.int32) * width)[:, None]
        return first + np.int32(2**self.depth - 1)

    def _leaves(self, matrix: Array) -> Array:
        """The number of the leaf of each tree that each row comes to, shape (trees, rows)."""
        columns = np.ascontiguousarray(matrix.T)
        answers = columns[self.feature.ravel()] > self.threshold.ravel()[:, None]
        bits = answers.reshape(self.trees, self.depth, -1)
        leaves = bits[:, 0].astype(np.int32)
        for level in range(1, self.depth):
            leaves |= bits[:, level].astype(np.int32) << level
        return leaves

    def contributions(self, matrix: Array, group: Array) -> Array:
        """What each group of columns adds to the score of each row, shape (rows, groups).

        ``group`` gives the group of each column, from 0. The change of the mean at each question
        goes to the column that was asked (Saabas 2014); a row's contributions and the trees' first
        means add up to its score.
        """
        width = int(group.max()) + 1
        parts = [
            self._contributions(matrix[start : start + CHUNK], group[self.feature], width)
            for start in range(0, len(matrix), CHUNK)
        ]
        return np.concatenate(parts) if parts else np.zeros((0, width))

    def _contributions(self, matrix: Array, asked: Array, width: int) -> Array:
        leaves = self._leaves(matrix)
        means = self.means.ravel()
        root = np.arange(self.trees, dtype=np.int32)[:, None] * np.int32(self.means.shape[1])
        total = np.zeros((width, len(matrix)), dtype=np.int64)
        before = means[root]
        for level in range(self.depth):
            first = np.int32(2 ** (level + 1) - 1)
            after = means.take(root + first + (leaves & first))
            # The changes of the trees that ask the same group lie side by side.
            order = np.argsort(asked[:, level], kind="stable")
            groups, begins = np.unique(asked[order, level], return_index=True)
            total[groups] += np.add.reduceat((after - before)[order], begins, axis=0)
            before = after
        return total.T * self.unit


def load_oblivious(name: str) -> ObliviousForest:
    """The forest ``name``. Raises UsageError when the folder of weights does not hold it."""
    return _load(weights_folder() / f"{name}.npz")


@lru_cache(maxsize=16)
def _load(path: Path) -> ObliviousForest:
    try:
        with np.load(path, allow_pickle=False) as data:
            return ObliviousForest(
                tuple(str(name) for name in data["names"]),
                data["feature"],
                data["threshold"],
                data["means"],
                float(data["unit"]),
            )
    except (OSError, KeyError, ValueError) as error:
        raise UsageError(f"no weights in {path}: {error}", hint=f"unset {ENVIRONMENT}") from None
