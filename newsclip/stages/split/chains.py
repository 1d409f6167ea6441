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


def chains_of(row: Array, term: Array, rows: int, number: int) -> Chains:
    """The chains of ``rows`` lines, given as pairs of a line and a term, sorted by line.

    Terms are counted from 0 to ``number``; no pair is given twice.
    """
    count = np.bincount(term, minlength=number)
    weight = np.log((1 + rows) / np.maximum(count, 1)) + np.log(COMMON)
    weight = np.where(count > 1, np.maximum(weight, 0.0), 0.0)
    order = np.argsort(term, kind="stable")
    is_same = term[order][1:] == term[order][:-1]
    begin = row[order][:-1][is_same]
    end = row[order][1:][is_same]
    worth = weight[term[order][1:][is_same]]
    starts = np.searchsorted(row, np.arange(rows + 1))
    return Chains(term, row, starts, weight, begin, end, worth)


def over(rows: int, low: Array, high: Array, worth: Array) -> Array:
    """For each line ``r`` the worth of the ranges with ``low < r <= high``, shape (rows,)."""
    change = np.bincount(low + 1, weights=worth, minlength=rows + 1)[: rows + 1]
    change -= np.bincount(high + 1, weights=worth, minlength=rows + 1)[: rows + 1]
    total: Array = np.cumsum(change)[:rows]
    return total


def totals(values: Array, reach: int) -> tuple[Array, Array]:
    """For each line the sum over the ``reach`` lines above it, and over it and those below."""
    rows = len(values)
    index = np.arange(rows)
    total = np.concatenate([[0.0], np.cumsum(values)])
    above = total[index] - total[np.maximum(index - reach, 0)]
    below = total[np.minimum(index + reach, rows)] - total[index]
    return above, below
