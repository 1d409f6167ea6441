"""Which words go on across a gap between lines, and which end or begin there: lexical chains.

Each term that two or more lines have links each of its lines to its next one. A gap inside an
article is crossed by many links, one between two articles by few (Morris and Hirst 1991; Hearst
1997). All in time linear in the number of terms.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

# A term of this share of the lines or more says nothing about their subject.
COMMON: Final = 0.5


class Chains(msgspec.Struct, frozen=True):
    """The terms of a file's lines, in the order of the lines, and the links between them.

    ``term`` and ``row`` name each occurrence; ``starts[n]`` is the first occurrence in line ``n``.
    Of the links ``begin`` and ``end`` are lines, ``worth`` is what they count. ``weight`` is what
    each term counts, 0 when it stands in one line only.
    """

    term: Array
    row: Array
    starts: Array
    weight: Array
    begin: Array
    end: Array
    worth: Array

    @property
    def rows(self) -> int:
        """The number of lines."""
        return len(self.starts) - 1


def chains_of(row: Array, term: Array, rows: int, rarity: Array) -> Chains:
    """The chains of ``rows`` lines, given as pairs of a line and a term, sorted by line.

    ``rarity`` is what each term says of a subject by itself, 0 to 1; no pair is given twice.
    """
    count = np.bincount(term, minlength=len(rarity))
    weight = np.log((1 + rows) / np.maximum(count, 1)) + np.log(COMMON)
    weight = np.where(count > 1, np.maximum(weight, 0.0), 0.0) * rarity
    order = np.argsort(term, kind="stable")
    is_same = term[order][1:] == term[order][:-1]
    begin = row[order][:-1][is_same]
    end = row[order][1:][is_same]
    worth = weight[term[order][1:][is_same]]
    starts = np.searchsorted(row, np.arange(rows + 1))
    return Chains(term, row, starts, weight, begin, end, worth)


def over(rows: int, low: Array, high: Array, worth: Array) -> Array:
    """For each line ``r`` the worth of the ranges with ``low < r <= high``, shape (kinds, rows).

    ``low``, ``high`` and ``worth`` have the shape (kinds, ranges).
    """
    kinds = len(worth)
    first = np.arange(kinds)[:, None] * (rows + 1) + 1
    size = kinds * (rows + 1)
    change = np.bincount((first + low).ravel(), weights=worth.ravel(), minlength=size)
    change -= np.bincount((first + high).ravel(), weights=worth.ravel(), minlength=size)
    total: Array = np.cumsum(change.reshape(kinds, rows + 1), axis=1)[:, :rows]
    return total


def over_lines(rows: int, line: Array, worth: Array) -> Array:
    """For each line the worth of the ranges that begin or end there, shape (kinds, rows)."""
    kinds = len(worth)
    place = np.arange(kinds)[:, None] * rows + line
    found: Array = np.bincount(place.ravel(), weights=worth.ravel(), minlength=kinds * rows)
    return found.reshape(kinds, rows)


def totals(values: Array, reaches: Array) -> tuple[Array, Array]:
    """For each line the sum over the lines above it, and over it and those below it.

    So many lines as each of ``reaches`` says: the sums have the shape (reaches, rows).
    """
    rows = len(values)
    index = np.arange(rows)
    total = np.concatenate([[0.0], np.cumsum(values)])
    above = total[index] - total[np.maximum(index - reaches[:, None], 0)]
    below = total[np.minimum(index + reaches[:, None], rows)] - total[index]
    return above, below
