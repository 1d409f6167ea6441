"""Forests of small decision trees as plain arrays: inference only, the same bits on every machine.

Trained by the scripts in ``training/``; a forest's score is a log odds, the sum of one leaf a tree
(Friedman 2001, gradient boosting).
"""

from __future__ import annotations

import os
from functools import lru_cache
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
CHUNK: Final = 512


class Forest(msgspec.Struct, frozen=True):
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
        rows, columns = matrix.shape
        flat = matrix.ravel()
        base = (np.arange(rows) * columns)[:, None]
        node = np.broadcast_to(self.roots, (rows, len(self.roots)))
        for _ in range(self.depth):
            is_more = flat[base + self.feature[node]] > self.threshold[node]
            left = self.left[node]
            node = left + (is_more & (left != node))
        total: Array = self.value[node].sum(axis=1, dtype=np.float64).astype(np.float32)
        return total

    def contributions(self, matrix: Array, group: Array) -> Array:
        """What each group of columns adds to the score of each row, shape (rows, groups).

        ``group`` gives the group of each column, from 0. The change of the node value at each
        question goes to the column that was asked (Saabas 2014); a row's contributions and the
        trees' first values add up to its score.
        """
        width = int(group.max()) + 1
        parts = [
            self._contributions(matrix[start : start + CHUNK], group[self.feature], width)
            for start in range(0, len(matrix), CHUNK)
        ]
        return np.concatenate(parts) if parts else np.zeros((0, width))

    def _contributions(self, matrix: Array, asked: Array, width: int) -> Array:
        rows, columns = matrix.shape
        flat = matrix.ravel()
        row = np.arange(rows)[:, None]
        base = row * columns
        node = np.broadcast_to(self.roots, (rows, len(self.roots)))
        total = np.zeros(rows * width)
        for _ in range(self.depth):
            left = self.left[node]
            is_more = flat[base + self.feature[node]] > self.threshold[node]
            below = left + (is_more & (left != node))
            change = self.value[below] - self.value[node]
            place = (row * width + asked[node]).ravel()
            total += np.bincount(place, weights=change.ravel(), minlength=rows * width)
            node = below
        return total.reshape(rows, width)


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
        raise UsageError(f"no weights in {path}: {error}", hint=f"unset {ENVIRONMENT}") from None
