"""The containers of a page, built again from the depths of its lines.

Lines stand in document order, so that a container is a stretch of lines, and what it holds is a
difference of running totals.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from newsclip.record import Block

Array = np.ndarray[Any, np.dtype[Any]]

# The share of a page's running text that makes a container the one that holds the article.
_MOST: Final = 0.7


class Containers:
    """Node ``n`` holds lines ``start[n]`` to ``stop[n]``, exclusive, ``depth[n]`` elements deep.

    It stands for all elements that hold just these lines, and its depth is that of the innermost.
    ``inner[i]`` is the innermost node of line ``i``, ``up[n]`` the nearest node around ``n`` that
    holds more lines; node 0 holds all.
    """

    def __init__(self, blocks: Sequence[Block]) -> None:
        starts, stops, ups, depths = [0], [len(blocks)], [0], [0]
        inner: list[int] = []
        stack = [0]
        above = 0
        for row, block in enumerate(blocks):
            depth = block.depth
            shared = block.shared if row else 0
            shared = above if above < shared else shared
            shared = depth if depth < shared else shared
            above = depth
            last = 0
            while depths[stack[-1]] > shared:
                last = stack.pop()
                stops[last] = row
            if last and depths[stack[-1]] < shared:
                # The elements that are around the lines above and this one.
                ups[last] = len(starts)
                ups.append(stack[-1])
                stack.append(len(starts))
                starts.append(starts[last])
                stops.append(len(blocks))
                depths.append(shared)
            if depth > shared:
                ups.append(stack[-1])
                stack.append(len(starts))
                starts.append(row)
                stops.append(len(blocks))
                depths.append(depth)
            inner.append(stack[-1])
        self.start = np.array(starts)
        self.stop = np.array(stops)
        self.depth = np.array(depths)
        self.inner = np.array(inner, dtype=np.int64)
        self.up = np.array(ups)
        self.lines = self.stop - self.start

    def total(self, values: Array) -> Array:
        """For each node the sum of a column over its lines; ``values`` may be several columns,
        shape (columns, lines).
        """  # fmt: skip
        running = np.zeros((*values.shape[:-1], values.shape[-1] + 1))
        np.cumsum(values, axis=-1, out=running[..., 1:])
        total: Array = running[..., self.stop] - running[..., self.start]
        return total

    def levels(self, rows: Array, count: int) -> Array:
        """The node of each of some lines, then ``count - 1`` times the one around it that holds
        more, shape (count, rows).
        """  # fmt: skip
        found = [self.inner[rows]]
        while len(found) < count:
            found.append(self.up[found[-1]])
        return np.stack(found)

    def heaviest(self, mass: Array) -> int:
        """The node with the most text directly in it; what is one step further in counts half."""
        near = self.up[self.inner]
        nodes = len(self.start)
        score = np.bincount(near, mass, nodes) + np.bincount(self.up[near], mass / 2, nodes)
        return int(score.argmax())

    def smallest_with_most(self, mass: Array) -> int:
        """The smallest node that holds at least seven tenths of a column's sum."""
        total = self.total(mass)
        enough = np.flatnonzero(total >= _MOST * float(mass.sum()))
        return int(enough[np.argmin(self.lines[enough])]) if len(enough) else 0
