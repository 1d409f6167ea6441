"""The judgement on lines that no rule names: a forest over the columns of a file, with reasons.

A second forest sees what the first says of all lines, see ``second_look``. Both are trained by
``training/line_model.py``; their scores are the log odds that a line is text.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from newsclip.errors import UsageError
from newsclip.knowledge.columns import Columns, Vector, line_columns
from newsclip.knowledge.model import probability
from newsclip.knowledge.oblivious import CHUNK, Array, ObliviousForest, load_oblivious
from newsclip.knowledge.second_look import add_second_look

if TYPE_CHECKING:
    from newsclip.knowledge.judge import Item

# The weights of the two looks.
FIRST: Final = "lines"
SECOND: Final = "lines-again"
# So many reasons are named, the strongest first.
REASONS: Final = 3
# So many different ones are remembered.
_KNOWN: Final = 10_000
# What a column says in words when it speaks against a line; the first prefix that fits counts.
_WORDS: Final = (
    ("weight@", "short lines beside it"),
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
    ("length-copies", "repeated"),
    ("cut-copies", "cut off"),
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
    # What the first look says of the lines around.
    ("likely@", "no text beside it"),
    ("likely-cover", "words that the text does not use"),
    ("likely-from", "outside the main text"),
    ("likely-place", "outside the main text"),
    ("likely-rank", "not the main text"),
    ("likely-behind", "not the main text"),
    ("likely-0", "far from text"),
    ("likely-none", "among furniture"),
    ("likely-above", "little text around"),
    ("likely-below", "little text around"),
    ("likely-poor", "little text around"),
    ("likely-mass", "little text around"),
    ("likely-rest", "among furniture"),
    ("likely-run", "little text around"),
)
# All that a reason can say; the review page has them in other languages.
REASON_WORDS: Final = frozenset(word for _, word in _WORDS)


def judge_by_model(items: Sequence[Item], threshold: float) -> tuple[Vector, list[str]]:
    """For each item the chance that it is text, 0 to 1, and the strongest reasons against it.

    Items that have a label are not judged: 0. Reasons are given below ``threshold``.

    Raises UsageError when the weights were trained on other columns.
    """
    columns, page = line_columns(items)
    rows = np.flatnonzero([item.label is None for item in items])
    chunks = [rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK)]
    shown = columns.matrix(is_last=True).T
    first = _Look(load_oblivious(FIRST), columns.names, [shown])
    said = [first.leaves(some) for some in chunks]
    score = np.zeros(len(items), dtype=np.float32)
    for some, leaves in zip(chunks, said, strict=True):
        score[some] = first.forest.score_of(leaves)
    again = Columns(len(items))
    add_second_look(again, page, score)
    names = columns.names + again.names
    second = _Look(load_oblivious(SECOND), names, [shown, again.matrix(is_last=True).T])
    chance = np.zeros(len(items), dtype=np.float32)
    reasons = [""] * len(items)
    for some, before in zip(chunks, said, strict=True):
        leaves = second.leaves(some)
        found = probability(second.forest.score_of(leaves))
        chance[some] = found
        doubtful = np.flatnonzero(found < threshold)
        if not len(doubtful):
            continue
        told = first.told(before, doubtful) + second.told(leaves, doubtful)
        for row, reason in zip(some[doubtful].tolist(), _REASONS.of(told), strict=True):
            reasons[row] = reason
    return chance, reasons


class _Look:
    """A forest and what it is asked about: ``parts`` have shapes (columns, rows).

    Raises UsageError when it was trained on other columns.
    """

    def __init__(
        self, forest: ObliviousForest, names: Sequence[str], parts: Sequence[Array]
    ) -> None:
        if tuple(names) != forest.names:
            raise UsageError("the weights do not fit this version", hint="train them anew")
        self.forest = forest
        self._parts = parts
        self._group = _word_groups(forest.names)

    def leaves(self, rows: Array) -> Array:
        """The leaves that some rows come to, shape (trees, rows)."""
        parts = [part.take(rows, axis=1) for part in self._parts]
        return self.forest.leaves(np.concatenate(parts).T)

    def told(self, leaves: Array, chosen: Array) -> Array:
        """What the words of ``_REASONS`` add to the scores of chosen rows, (rows, words)."""
        told = self.forest.told(leaves.take(chosen, axis=1), self._group, len(_REASONS.words))
        return told * self.forest.unit


class _Reasons:
    """What columns say in words."""

    def __init__(self) -> None:
        # The empty one is that of columns that say nothing.
        self.words = ["", *sorted(REASON_WORDS)]
        self._known: dict[int, str] = {}

    def of(self, told: Array) -> list[str]:
        """The reasons of rows by what each group adds to their scores, shape (rows, groups)."""
        told[:, 0] = 0
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
        left[rows, lowest] = np.inf
    return places, against


_REASONS: Final = _Reasons()


@lru_cache(maxsize=4)
def _word_groups(names: tuple[str, ...]) -> Array:
    """The place of each column's words among those of ``_REASONS``."""
    said = [next((word for prefix, word in _WORDS if n.startswith(prefix)), "") for n in names]
    return np.array([_REASONS.words.index(word) for word in said])
