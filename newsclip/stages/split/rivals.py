"""A second look at the likely beginnings of articles: each beside its rivals in the same file.

The first look sees windows of lines; this one sees the parts that the file falls into when it is
cut at the other likely places, and whether a cut here would part what belongs together.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from newsclip.knowledge.letters import numbered
from newsclip.stages.split.chains import Chains

Array = np.ndarray[Any, np.dtype[Any]]

# A line of a smaller chance is no candidate.
LIKELY: Final = 0.04
# From this chance on a candidate bounds the parts of its neighbours.
STRONG: Final = 0.35
# So many lines of a part are read at most.
READ: Final = 80
# Rivals within so many lines are counted: a file of many articles is judged like one of few.
WINDOW: Final = 150
# Larger values say no more.
FAR: Final = 20_000.0
NAMES: Final = (
    "score", "chance", "best", "second", "rank", "likely", "strong", "sum", "better-above",
    "better-below", "near-above", "near-below", "lines-above", "lines-below", "text-above",
    "text-below", "chance-above", "chance-below", "whole", "shared", "alike", "apart",
    "links", "links-inside", "opening-back", "opening-onward", "line-back", "line-onward",
    "per-text", "dropped",
)  # fmt: skip


def likely_rows(scores: Array) -> Array:
    """The kept lines that are candidates, in order; the first line of a file is none."""
    found: Array = np.flatnonzero(_chances(scores) >= LIKELY)
    return found


def _chances(scores: Array) -> Array:
    chances: Array = 1 / (1 + np.exp(-scores.astype(np.float64)))
    chances[:1] = 0.0
    return chances


def rival_matrix(scores: Array, rows: Array, chains: Chains, text: Array, dropped: float) -> Array:
    """What speaks for each candidate, shape (candidates, ``NAMES``).

    ``scores`` are the log odds of all kept lines, ``rows`` the candidates among them, in order;
    ``text`` is the weight of running text above each kept line, and above the end; ``dropped``
    is the share of the file's lines that are not kept.
    """
    chances = _chances(scores)
    strong = rows[chances[rows] >= STRONG]
    found = []
    for row in rows.tolist():
        place = int(np.searchsorted(strong, row))
        after = place + (place < len(strong) and int(strong[place]) == row)
        start = int(strong[place - 1]) if place else 0
        stop = int(strong[after]) if after < len(strong) else len(scores)
        *crowd, density = _crowd(chances, text, row)
        found.append(
            (
                float(scores[row]),
                float(chances[row]),
                *crowd,
                *_better(chances, row),
                float(chances[max(0, row - 2) : row].max(initial=0.0)),
                float(chances[row + 1 : row + 3].max(initial=0.0)),
                min(row - start, READ),
                min(stop - row, READ),
                min(float(text[row] - text[start]), FAR),
                min(float(text[stop] - text[row]), FAR),
                float(chances[start]),
                float(chances[stop]) if stop < len(scores) else 0.0,
                min(float(text[-1]), FAR),
                *_parts(chains, max(start, row - READ), row, min(stop, row + READ)),
                density,
                dropped,
            )
        )
    return np.array(found, dtype=np.float32).reshape(len(rows), len(NAMES))


def _crowd(chances: Array, text: Array, row: int) -> tuple[float, ...]:
    """The best two others near a candidate, how many are likelier, likely, strong, and the sums."""
    low, high = max(0, row - WINDOW), min(row + WINDOW, len(chances))
    near = chances[low:high]
    near = near[near >= LIKELY]
    chance = chances[row]
    others = np.sort(np.append(near[near != chance], [0.0, 0.0]))[::-1]
    total = float(near.sum())
    return (
        float(others[0]),
        float(others[1]),
        int((near > chance).sum()),
        len(near),
        int((near >= STRONG).sum()),
        total,
        total / max(float(text[high] - text[low]) / 1000, 1.0),
    )


def _better(chances: Array, row: int) -> tuple[int, int]:
    """How many lines away the nearest likelier line is, above and below."""
    above = np.flatnonzero(chances[max(0, row - READ) : row] > chances[row])
    below = np.flatnonzero(chances[row + 1 : row + 1 + READ] > chances[row])
    return (
        min(row, READ) - int(above[-1]) if len(above) else READ,
        int(below[0]) + 1 if len(below) else READ,
    )


def _parts(chains: Chains, start: int, row: int, stop: int) -> tuple[float, ...]:
    """How much the parts ``[start, row)`` and ``[row, stop)`` have in common."""
    first, middle, opening, last = (
        chains.starts[n] for n in (start, row, min(row + 3, stop), stop)
    )
    line = chains.starts[row + 1]
    above, below = chains.term[first:middle], chains.term[middle:last]
    if not len(above) or not len(below):
        return (-1.0,) * 9
    known, number = numbered(chains.term[first:last])
    weight = chains.weight[known]
    one = np.bincount(number[: len(above)], minlength=len(known)).astype(np.float64)
    other = np.bincount(number[len(above) :], minlength=len(known)).astype(np.float64)
    both = (one > 0) & (other > 0)
    least = min(float(weight[one > 0].sum()), float(weight[other > 0].sum()))
    crossing = float((weight * np.minimum(one, other)).sum())
    inside = float((weight * (np.maximum(one - 1, 0) + np.maximum(other - 1, 0))).sum())
    begin = number[len(above) :][: opening - middle]
    head = number[len(above) :][: line - middle]
    rest = np.bincount(number[len(above) :][line - middle :], minlength=len(known))
    later = np.bincount(number[len(above) :][opening - middle :], minlength=len(known))
    return (
        float(weight[both].sum()) / max(least, 1e-6),
        _likeness(one * weight, other * weight),
        _apart(one, other, weight > 0),
        crossing,
        crossing / max(inside, 1e-6),
        _share(weight, begin, one),
        _share(weight, begin, later),
        _share(weight, head, one),
        _share(weight, head, rest),
    )


def _share(weight: Array, part: Array, whole: Array) -> float:
    """The share of the weight of the terms ``part`` that ``whole`` counts too."""
    total = float(weight[part].sum())
    return float(weight[part][whole[part] > 0].sum()) / total if total > 0 else -1.0


def _likeness(one: Array, other: Array) -> float:
    size = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) / size if size else 0.0


def _apart(one: Array, other: Array, used: Array) -> float:
    """How unlike two counts are, 0 to 1 (Jensen-Shannon, base 2)."""
    one, other = one[used], other[used]
    if not one.sum() or not other.sum():
        return -1.0
    one, other = one / one.sum(), other / other.sum()
    middle = (one + other) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        first = np.where(one > 0, one * np.log2(one / middle), 0.0)
        second = np.where(other > 0, other * np.log2(other / middle), 0.0)
    return float(first.sum() + second.sum()) / 2
