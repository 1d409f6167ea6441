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
from newsclip.knowledge.oblivious import load_oblivious

if TYPE_CHECKING:
    from newsclip.knowledge.judge import Item

# So many reasons are named, the strongest first.
REASONS: Final = 3
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
    values = columns.matrix().T
    unlabelled = np.flatnonzero([item.label is None for item in items])
    chance = np.zeros(len(items))
    chance[unlabelled] = probability(forest.score(values[:, unlabelled].T))
    reasons = [""] * len(items)
    doubtful = unlabelled[chance[unlabelled] < threshold]
    words, group = _groups(forest.names)
    told = forest.contributions(values[:, doubtful].T, group)
    strongest = np.argsort(told, axis=1, kind="stable")[:, :REASONS]
    against = np.take_along_axis(told, strongest, axis=1) < 0
    for number, named, counts in zip(
        doubtful.tolist(), strongest.tolist(), against.tolist(), strict=True
    ):
        said = [words[n] for n, is_against in zip(named, counts, strict=True) if is_against]
        reasons[number] = ", ".join(filter(None, said))
    return chance.astype(np.float32), reasons


@lru_cache(maxsize=4)
def _groups(names: tuple[str, ...]) -> tuple[list[str], Vector]:
    """The words of the reasons, the empty one for columns that say nothing, and each column's."""
    said = [next((word for prefix, word in _WORDS if n.startswith(prefix)), "") for n in names]
    words = sorted(set(said))
    return words, np.array([words.index(word) for word in said])
