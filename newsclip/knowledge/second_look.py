"""Columns of the second look at a file: what the first look says of each line and of those around.

A line model that knows which of the lines nearby are likely text tells more than one that sees only
how they read (stacked sequential learning, Cohen and Carvalho 2005): of a doubtful line among lines
that are surely text, of a run of paragraphs that no other text stands near, of words that the
likely text uses.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from newsclip.knowledge.columns import Columns, add_neighbours, add_windows, distances
from newsclip.knowledge.model import probability
from newsclip.knowledge.surroundings import FAR, Page

Array = np.ndarray[Any, np.dtype[Any]]

# The log odds that stand for a line which a rule has named.
_NAMED: Final = -6.0
# Lines of so many letters, and from such chances on, are signs of text; below the last of none.
_LONG: Final = 30.0
_TEXT_FROM: Final = (0.3, 0.7, 0.95)
_NONE_BELOW: Final = 0.1
# Where so much of the file's likely text is above.
_PLACES: Final = (0.05, 0.5, 0.95)
# Words of likely text are those of lines from these chances on.
_WORDS_FROM: Final = (0.5, 0.9)
# The likeliest lines, of so many letters, are what others are compared with.
_HEAD: Final = 300.0


def add_second_look(columns: Columns, page: Page, score: Array) -> None:
    """Add the columns of the second look.

    ``score``, shape (rows,), is the log odds of text of the first look; that of rows which have a
    label is not asked.
    """
    is_open = page.labelled == 0
    chance = np.where(is_open, probability(score), 0.0).astype(np.float32)
    odds = np.where(is_open, score, _NAMED).astype(np.float32)
    weight = page.weight
    mass = chance * np.minimum(weight, 400) / 100
    columns.add("likely", odds)
    columns.add("likely-chance", chance)
    add_neighbours(columns, ("likely",), chance[None])
    doubt = chance * (1 - chance)
    rest = (1 - chance) * np.minimum(weight, 100) / 100
    around = ("likely", "likely-mass", "likely-doubt", "likely-rest")
    add_windows(columns, around, np.stack((chance, mass, doubt, rest)))
    _add_distances(columns, chance, weight)
    _add_place(columns, chance, mass)
    _add_rank(columns, odds, weight)
    for least in _WORDS_FROM:
        columns.add(f"likely-cover-{least}", page.terms.covered(chance >= least))
    _add_runs(columns, chance, mass, weight)


def _add_distances(columns: Columns, chance: Array, weight: Array) -> None:
    """How far the next long lines that are likely text are, above and below."""
    is_long = weight >= _LONG
    signs = [is_long & (chance >= least) for least in _TEXT_FROM]
    above, below = distances(np.stack([*signs, is_long & (chance < _NONE_BELOW)]))
    for name, values in (
        ("above", above),
        ("below", below),
        ("near", np.minimum(above, below)),
        ("far", np.maximum(above, below)),
    ):
        names = [f"likely-{least}-{name}" for least in (*_TEXT_FROM, "none")]
        columns.add_all(names, values)


def _add_place(columns: Columns, chance: Array, mass: Array) -> None:
    """Where a line stands in the file's likely text, and how much of that there is."""
    rows = np.arange(columns.rows)
    above = np.cumsum(mass, dtype=np.float64)
    total = float(above[-1]) + 1e-6
    columns.add("likely-place", (above - mass) / total)
    for share in _PLACES:
        place = int(np.searchsorted(above, share * total))
        columns.add(f"likely-from-{share}", np.clip(rows - place, -FAR, FAR))
    is_text = chance > 0.5
    columns.add("file-likely-mass", total)
    columns.add("file-likely", is_text.mean())
    columns.add("file-likeliest", chance.max())
    columns.add("file-likely-share", mass[is_text].sum() / total)


def _add_rank(columns: Columns, odds: Array, weight: Array) -> None:
    """How many letters are likelier, and how much likelier the likeliest are."""
    order = np.argsort(-odds, kind="stable")
    before = np.empty(columns.rows)
    before[order] = np.cumsum(weight[order], dtype=np.float64) - weight[order]
    columns.add("likely-rank", before)
    columns.add("likely-rank-share", before / (float(weight.sum()) + 1e-6))
    head = before < _HEAD
    mean = float((odds * weight)[head].sum()) / max(float(weight[head].sum()), 1e-9)
    columns.add("likely-behind", odds - mean)


def _add_runs(columns: Columns, chance: Array, mass: Array, weight: Array) -> None:
    """How much text, how many lines and letters the run holds that a line is in."""
    is_text = chance >= 0.5
    number = np.cumsum(np.append(True, is_text[1:] != is_text[:-1])) - 1
    columns.add("likely-run-mass", np.bincount(number, weights=mass)[number])
    columns.add("likely-run", np.bincount(number)[number])
    columns.add("likely-run-weight", np.bincount(number, weights=weight)[number])
