"""Columns that see the page as a whole: its main text, clusters of text, and what comes again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec
import numpy as np

from newsclip.knowledge.letters import Letters, Terms, edge_keys, is_first, numbered

Array = np.ndarray[Any, np.dtype[Any]]

# Beyond this many lines from the main text it is out of sight.
FAR: Final = 60
# What a line adds to the run of lines that holds the main text: running text at most this much, a
# line that a rule dropped, a field, any other line this much less.
_TEXT: Final = 2.0
_DROPPED: Final = -0.6
_FIELD: Final = -0.1
_OTHER: Final = -0.35
# Lines of text this close belong to one cluster.
_NEAR: Final = 4
_MOST_CLUSTERS: Final = 9
# Teasers come in groups of so many lines each: headline, lead, date, section.
_PERIODS: Final = (1, 2, 3, 4, 5, 6)
# A longer period has to fit this much better than a shorter one.
_BETTER: Final = 0.05
# Lines of fewer letters have the same length by chance.
_CUT: Final = 40
_NEARLY: Final = 4
_HEAD: Final = 3
_TAIL: Final = 4


class Page(msgspec.Struct, frozen=True):
    """What is known of the lines of a page, one value a line."""

    letters: Letters
    weight: Array
    closed: Array
    trails: Array
    prose: Array
    mass: Array
    labelled: Array
    field: Array
    opens: Array
    copies: Array
    terms: Terms


def add_surroundings(page: Page) -> Iterator[tuple[str, Array]]:
    """The columns, each with its name."""
    is_text = (page.prose >= 0.5) & (page.labelled == 0)
    yield from _main(page, is_text)
    yield from _clusters(page, is_text)
    yield from _again(page)
    yield from _periods(page)


def main_text(page: Page) -> tuple[int, int]:
    """Where the main text is, ``[first, stop)``: the run of lines of the greatest sum.

    Kadane's maximum subarray (Bentley 1984), as for boilerplate in Pasternack and Roth 2009.
    """
    worth = np.where(page.mass > 0, np.minimum(page.mass, _TEXT), _OTHER)
    worth = np.where(page.labelled > 0, np.where(page.field > 0, _FIELD, _DROPPED), worth)
    total = np.concatenate([[0.0], np.cumsum(worth, dtype=np.float64)])
    least = np.minimum.accumulate(total)
    stop = int(np.argmax(total - least))
    if total[stop] <= least[stop]:
        return 0, 0
    return int(np.flatnonzero(total[: stop + 1] == least[stop])[-1]), stop


def _main(page: Page, is_text: Array) -> Iterator[tuple[str, Array]]:
    first, stop = main_text(page)
    rows = len(page.mass)
    index = np.arange(rows)
    inside = (index >= first) & (index < stop)
    yield "main-in", inside
    yield "main-from", np.clip(index - first, -FAR, FAR)
    yield "main-to", np.clip(index - (stop - 1), -FAR, FAR)
    yield "main-share", np.full(rows, page.mass[first:stop].sum() / (page.mass.sum() + 1e-6))
    yield "main-lines", np.full(rows, stop - first)
    yield "main-cover", page.terms.covered(inside & is_text)


def _clusters(page: Page, is_text: Array) -> Iterator[tuple[str, Array]]:
    """The cluster of text lines nearest to each line: its size, and how much of it is the main's
    vocabulary."""  # fmt: skip
    rows = len(page.mass)
    at = np.flatnonzero(is_text)
    if not len(at):
        for name in _CLUSTER_COLUMNS:
            yield name, np.zeros(rows)
        return
    number = np.cumsum(np.append(0, np.diff(at) > _NEAR))
    mass = np.bincount(number, weights=page.mass[at])
    size = np.bincount(number)
    main = int(np.argmax(mass))
    cover = _shared(page.terms, at, number, main)
    index = np.arange(rows)
    place = np.searchsorted(at, index, side="right") - 1
    above = at[np.maximum(place, 0)]
    below = at[np.minimum(place + 1, len(at) - 1)]
    is_above = (place >= 0) & ((index - above <= below - index) | (below < index))
    near = number[np.where(is_above, np.maximum(place, 0), np.minimum(place + 1, len(at) - 1))]
    values = (
        mass[near],
        mass[near] / max(float(mass[main]), 1e-6),
        cover[near],
        np.clip(near - main, -_MOST_CLUSTERS, _MOST_CLUSTERS),
        np.full(rows, len(mass)),
        size[near],
    )
    yield from zip(_CLUSTER_COLUMNS, values, strict=True)


_CLUSTER_COLUMNS: Final = (
    "cluster-mass", "cluster-rel", "cluster-cover", "cluster-order", "clusters", "cluster-size",
)  # fmt: skip


def _shared(terms: Terms, at: Array, number: Array, main: int) -> Array:
    """The share of each cluster's terms that the main cluster has too."""
    cluster = np.full(len(terms.per_row), -1)
    cluster[at] = number
    owner = cluster[terms.rows]
    pairs = owner[owner >= 0] * terms.number + terms.terms[owner >= 0]
    pairs.sort()
    pairs = pairs[is_first(pairs)]
    owners, named = pairs // terms.number, pairs % terms.number
    is_main = np.zeros(terms.number, dtype=bool)
    is_main[named[owners == main]] = True
    count = int(number[-1]) + 1
    total = np.bincount(owners, minlength=count)
    return np.bincount(owners, weights=is_main[named], minlength=count) / np.maximum(total, 1)


def _again(page: Page) -> Iterator[tuple[str, Array]]:
    """How often the lines around come again, and lines with the same beginning or end."""
    copies = np.asarray(page.copies)
    for by in (1, 2, 3):
        above = np.zeros(len(copies))
        above[by:] = copies[:-by]
        below = np.zeros(len(copies))
        below[:-by] = copies[by:]
        yield f"copies@-{by}", above
        yield f"copies@{by}", below
    yield from _cut_alike(page)
    for name, keys in (
        ("prefix-copies", edge_keys(page.letters, _HEAD)),
        ("suffix-copies", edge_keys(page.letters, -_TAIL)),
    ):
        number = numbered(keys)[1]
        yield name, np.bincount(number)[number]


def _cut_alike(page: Page) -> Iterator[tuple[str, Array]]:
    """How many long lines have as many characters, and how many unfinished ones nearly as many.

    Teasers are cut at a number of characters; a few more or less where words are kept whole.
    """
    lengths = np.where(page.weight >= _CUT, page.letters.lengths, 0)
    yield "length-copies", np.where(lengths > 0, np.bincount(lengths)[lengths], 0)
    trails = np.where(page.trails > 0, lengths, 0)
    every = np.bincount(trails, minlength=int(lengths.max(initial=0)) + _NEARLY + 1)
    every[0] = 0
    total = np.concatenate([[0], np.cumsum(every)])
    near = total[lengths + _NEARLY + 1] - total[np.maximum(lengths - _NEARLY, 0)]
    yield "cut-copies", np.where(trails > 0, near, 0)


def _periods(page: Page) -> Iterator[tuple[str, Array]]:
    """Whether the shapes of lines come again after some lines, as those of teasers do."""
    rows = len(page.weight)
    shape = np.searchsorted([12, 30, 65, 120, 220], page.weight) * 3 + page.closed
    shape = shape + page.opens * 100
    index = np.arange(rows)
    best, period = np.zeros(rows), np.zeros(rows)
    plain = np.zeros(rows)
    for by in _PERIODS:
        alike = np.zeros(rows)
        alike[by:] = shape[by:] == shape[:-by]
        total = np.concatenate([[0.0], np.cumsum(alike)])
        reach = 2 * by + 2
        share = (
            total[np.minimum(index + reach + 1, rows)] - total[np.maximum(index - reach + 1, 0)]
        ) / (2 * reach)
        if by == 1:
            plain = share
        is_better = share > best + _BETTER
        best = np.where(is_better, share, best)
        period = np.where(is_better, by, period)
    yield "period", period
    yield "period-match", best
    yield "period-one", plain
    yield "period-gain", best - plain
