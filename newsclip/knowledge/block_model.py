"""The judgement on the lines of an HTML page: how likely each is text, and which to keep.

Trained by ``training/block_model.py``. Its score is the log odds that a line is text.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from newsclip.errors import UsageError
from newsclip.knowledge.block_columns import ClassOdds, Page, block_columns
from newsclip.knowledge.model import load_forest, no_weights, probability, weights_folder
from newsclip.record import Line

Array = np.ndarray[Any, np.dtype[Any]]

NAME: Final = "html"
# How much the lines of the same path and classes speak for each other; on dev pages 0.3 loses lines
# of the text, 0.8 does no more.
TOGETHER: Final = 0.65
# Weight, in letters, at which a line's voice in its group stops growing.
_VOICE: Final = 300.0
# The best threshold is half of the F score that can be hoped for (Lipton and others 2014), on dev
# pages a tenth more; so a page in doubt keeps what stands out against the rest of it.
_SHARE: Final = 1.1
_LEAST: Final = 0.1
# A page is taken to have some text: the log odds of its likeliest lines, of so many letters, are
# raised to this mean, and all others with them. Text in an odd element is told by contrast then.
_HEAD: Final = 300.0
_TEXT: Final = 1.0
_MOST: Final = 2.0


def chances(lines: Sequence[Line], title: str | None) -> Array:
    """For each line of a page the chance that it is text, 0 to 1; ``title`` is the page's own.

    A line that is one link and no running text has none.

    Raises UsageError when the weights were trained on other columns.
    """
    forest = load_forest(NAME)
    page = Page(lines, title)
    columns = block_columns(page, class_odds())
    if tuple(columns.names) != forest.names:
        raise UsageError("the weights do not fit this version", hint="train them anew")
    chance = np.zeros(len(page))
    score = together(page, forest.score(columns.matrix()))
    chance[page.rows] = probability(contrasted(score, page.weight[page.rows]))
    return chance


def together(page: Page, score: Array) -> Array:
    """The log odds of the judged lines, each moved towards the mean of those that look the same."""
    voice = np.minimum(page.weight[page.rows], _VOICE)
    look = page.look[page.rows]
    heard = np.bincount(look, voice * score) / np.maximum(np.bincount(look, voice), 1e-9)
    moved: Array = (1 - TOGETHER) * score + TOGETHER * heard[look]
    return moved


def contrasted(score: Array, weight: Array) -> Array:
    """The log odds of a page's lines, raised so that the likeliest of them are taken for text."""
    order = np.argsort(-score, kind="stable")
    before = np.cumsum(weight[order]) - weight[order]
    head = order[before < _HEAD]
    mean = float((score[head] * weight[head]).sum()) / max(float(weight[head].sum()), 1e-9)
    raised: Array = score + min(max(0.0, _TEXT - mean), _MOST)
    return raised


def threshold(chance: Array, weight: Array, keep_threshold: float) -> float:
    """From which chance on a line of this page is kept, at most ``keep_threshold``.

    A page with lines that are surely text has a high one, a page where all is in doubt a low one.
    """
    order = np.argsort(-chance, kind="stable")
    hits = np.cumsum((weight * chance)[order])
    scores = 2 * hits / (np.cumsum(weight[order]) + hits[-1] + 1e-9)
    wanted = _SHARE * float(scores.max()) * keep_threshold
    return min(max(wanted, _LEAST * keep_threshold), keep_threshold)


def class_odds() -> ClassOdds:
    """How much each part of a class or id speaks for text, as log odds."""
    return _class_odds(weights_folder() / f"{NAME}.npz")


@lru_cache(maxsize=8)
def _class_odds(path: Path) -> ClassOdds:
    try:
        with np.load(path, allow_pickle=False) as data:
            odds = dict(zip(data["words"].tolist(), data["odds"].tolist(), strict=True))
    except (OSError, KeyError, ValueError) as error:
        raise no_weights(path, error) from None
    return ClassOdds(odds)
