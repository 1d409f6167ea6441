"""The judgement on lines that no rule names: a forest over the columns of a file, with reasons.

Trained by ``training/line_model.py``. Its score is the log odds that a line is text.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from newsclip.errors import UsageError
from newsclip.knowledge.columns import Vector, line_columns
from newsclip.knowledge.model import probability
from newsclip.knowledge.oblivious import CHUNK, Array, load_oblivious

if TYPE_CHECKING:
    from newsclip.knowledge.judge import Item

# So many reasons are named, the strongest first.
REASONS: Final = 3
# So many different ones are remembered.
_KNOWN: Final = 10_000
# What a column says in words when it speaks against a line; the first prefix that fits counts.
_WORDS: Final = (
    ("weight", "short"),
    ("words", "short"),
    ("closed@", "no sentences beside it"),
    ("closed-", "few sentences around"),
    ("closed", "no full stop"),
    ("stops", "no sentence"),
    ("density", "no sentence"),
    ("prose@", "no text beside it"),
    ("prose-", "far from text"),
    ("prose", "no sentence"),
    ("comma-", "few sentences around"),
    ("mass-above", "outside the main text"),
    ("mass-", "little text around"),
    ("short-", "among short lines"),
    ("headline-", "among headlines"),
    ("headline@", "beside a headline"),
    ("headline", "like a headline"),
    ("labelled", "among furniture"),
    ("open-", "among unfinished lines"),
    ("trails", "cut off"),
    ("from-end", "near the end"),
    ("from-start", "near the start"),
    ("place", "far up or down the page"),
    ("copies", "repeated"),
    ("covered", "words that the text does not use"),
    ("main-", "outside the main text"),
    ("cluster", "not the main text"),
    ("prefix-", "begins like other lines"),
    ("suffix-", "ends like other lines"),
    ("period", "in an even list"),
    ("run", "in an even list"),
    ("related-", "near related links"),
    ("next-", "near a link to the next article"),
    ("comments-", "near comments"),
    ("share-", "near share links"),
    ("foot-", "near the page's foot"),
    ("head-", "near the byline"),
    ("end-", "near the credits"),
    ("picture-", "near a picture"),
    ("account-", "near a login"),
    ("menu-", "near a menu"),
    ("ad-", "near an advert"),
    ("capitals", "many capitals"),
    ("shouting", "many capitals"),
    ("digits", "many digits"),
    ("clock", "a time or year"),
    ("address", "an address"),
    ("parts", "parts side by side"),
    ("bulleted", "a list mark"),
    ("weight@", "short lines beside it"),
)
# All that a reason can say; the review page has them in other languages.
REASON_WORDS: Final = frozenset(word for _, word in _WORDS)


def judge_by_model(items: Sequence[Item], threshold: float) -> tuple[Vector, list[str]]:
    """For each item the chance that it is text, 0 to 1, and the strongest reasons against it.

    Items that have a label are not judged: 0. Reasons are given below ``threshold``.

    Raises UsageError when the weights were trained on other columns.
    """
    forest = load_oblivious("lines")
    columns = line_columns(items)
    if tuple(columns.names) != forest.names:
        raise UsageError("the weights do not fit this version", hint="train them anew")
    matrix = columns.matrix()
    unlabelled = np.flatnonzero([item.label is None for item in items])
    chance = np.zeros(len(items))
    reasons = [""] * len(items)
    said = _reasons_of(forest.names)
    for start in range(0, len(unlabelled), CHUNK):
        rows = unlabelled[start : start + CHUNK]
        leaves = forest.leaves(matrix.T.take(rows, axis=1).T)
        found = probability(forest.score_of(leaves))
        chance[rows] = found
        doubtful = np.flatnonzero(found < threshold)
        told = forest.told(leaves.take(doubtful, axis=1), said.group)
        for row, reason in zip(rows[doubtful].tolist(), said.of(told), strict=True):
            reasons[row] = reason
    return chance.astype(np.float32), reasons


class _Reasons:
    """What columns say in words; ``group`` leads from each column to its words."""

    def __init__(self, names: Sequence[str]) -> None:
        said = [next((word for prefix, word in _WORDS if n.startswith(prefix)), "") for n in names]
        # The empty one is that of columns that say nothing.
        self.words = sorted(set(said))
        self.group = np.array([self.words.index(word) for word in said])
        self._known: dict[int, str] = {}

    def of(self, told: Array) -> list[str]:
        """The reasons of rows by what each group adds to their scores, shape (rows, groups)."""
        strongest, against = _lowest(told)
        codes = against
        for place in range(strongest.shape[1]):
            codes = codes * len(self.words) + strongest[:, place]
        known = self._known
        if len(known) > _KNOWN:
            known.clear()
        for code, number, named in zip(
            codes.tolist(), against.tolist(), strongest.tolist(), strict=True
        ):
            if code not in known:
                known[code] = ", ".join(filter(None, [self.words[n] for n in named[:number]]))
        return [known[code] for code in codes.tolist()]


def _lowest(told: Array) -> tuple[Array, Array]:
    """The places of the lowest values of each row, in order, and how many of them are negative."""
    left = told.copy(order="C")
    rows = np.arange(len(left))
    places = np.empty((len(left), min(REASONS, left.shape[1])), dtype=np.int64)
    against = np.zeros(len(left), dtype=np.int64)
    for n in range(places.shape[1]):
        lowest = left.argmin(axis=1)
        places[:, n] = lowest
        against += left[rows, lowest] < 0
        left[rows, lowest] = np.iinfo(left.dtype).max
    return places, against


@lru_cache(maxsize=4)
def _reasons_of(names: tuple[str, ...]) -> _Reasons:
    return _Reasons(names)
