"""What speaks for a new article at each kept line of a file, as a matrix: one row a kept line.

The columns see the gap above the line, the line itself, and whether the words before it return
after it (Hearst 1997, TextTiling, with a window of lines and hashed terms).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final
from zlib import crc32

import numpy as np

from newsclip.knowledge.columns import Columns, Vector, shifted
from newsclip.knowledge.features import facts, is_headline_like, terms
from newsclip.knowledge.judge import Item, same
from newsclip.knowledge.letters import letters_of, words_of
from newsclip.knowledge.line_shape import own_matrix

Array = np.ndarray[Any, np.dtype[Any]]

# Terms share this many buckets; a file of news holds some thousands.
BUCKETS: Final = 1024
# Windows of kept lines before and after a line whose words are compared.
REACHES: Final = (2, 4, 8, 16)
# Lines whose words are compared at once.
BLOCK: Final = 4096
# Larger counts say no more.
MOST: Final = 60
# Roles whose number in the gap above a line says that a page ended or began there.
IN_GAP: Final = (
    ("foot", frozenset({"footer", "legal", "address"})),
    ("next", frozenset({"next_article"})),
    ("related", frozenset({"related"})),
    ("comments", frozenset({"comments", "form"})),
    ("share", frozenset({"share", "app"})),
    ("account", frozenset({"login", "subscribe", "paywall", "cookie"})),
    ("menu", frozenset({"nav"})),
    ("byline", frozenset({"byline"})),
    ("dateline", frozenset({"dateline"})),
    ("end", frozenset({"keywords", "credit"})),
    ("copy", frozenset({"dup_title"})),
    ("original", frozenset({"original_title"})),
)
_PLACE_LEAD: Final = re.compile(
    "^(?:[\u3010\\[(\uff08][^\u3011\\])\uff09]{2,30}[\u3011\\])\uff09]|[A-Z\u00c0-\u00de][^.:]{2,40}"
    "\\s*[(\u2013\u2014]\\s*|[^.\u3002]{2,40}?(?:\u8baf|\u8a0a|\u62a5\u9053|\u5831\u5c0e|\u7535|\u96fb)[\uff09\\])]?\\s)"
)
_DATE: Final = re.compile("(?:19|20)\\d\\d|\\d{1,2}[\u6708./]\\s?\\d{1,2}")


def boundary_columns(items: Sequence[Item], kept: Array, breaks: frozenset[int]) -> Columns:
    """The columns of the kept lines; ``kept`` are their indexes in ``items``, in order."""
    columns = Columns(len(kept))
    texts = [items[n].text for n in kept]
    letters = letters_of(texts)
    prose = np.array([items[n].prose for n in kept])
    own = own_matrix(texts, prose, letters, words_of(letters)).T
    for place, name in enumerate(_NAMES):
        values = own[:, place]
        columns.add(name, values)
        for by in (1, -1, 2, -2):
            columns.add(f"{name}@{-by}", shifted(values, by, -1.0))
    _add_gap(columns, items, kept, breaks)
    _add_words(columns, items, kept)
    _add_lead(columns, items, kept)
    _add_whole(columns, items, kept, own)
    return columns


_NAMES: Final = ("weight", "stops", "density", "closed", "wide", "bulleted", "prose", "digits", "capitals")  # fmt: skip # noqa: E501


def _add_gap(columns: Columns, items: Sequence[Item], kept: Array, breaks: frozenset[int]) -> None:
    """What stands between a kept line and the one above it."""
    rows = len(kept)
    above = np.concatenate([[-1], kept[:-1]])
    dropped = kept - above - 1
    first = np.array([items[n].line.first for n in kept])
    last = np.concatenate([[0], [items[n].line.last for n in kept[:-1]]])
    columns.add("gap", np.minimum(dropped, MOST))
    columns.add("white", np.minimum(first - last - 1 - dropped, MOST))
    columns.add("gap@1", shifted(np.minimum(dropped, MOST).astype(np.float32), -1, 0.0))
    for name, group in IN_GAP:
        has = np.array([item.role in group for item in items], dtype=np.float32)
        total = np.concatenate([[0.0], np.cumsum(has)])
        columns.add(f"gap-{name}", np.minimum(total[kept] - total[above + 1], MOST))
    by_rule = np.array([_is_by_rule(item) for item in items], dtype=np.float32)
    total = np.concatenate([[0.0], np.cumsum(by_rule)])
    columns.add("gap-rules", np.minimum(total[kept] - total[above + 1], MOST))
    headline = np.zeros(rows, dtype=np.float32)
    for row in range(rows):
        between = range(max(int(above[row]) + 1, int(kept[row]) - MOST), int(kept[row]))
        headline[row] = sum(is_headline_like(items[n].text) for n in between)
    columns.add("gap-headlines", headline)
    columns.add("form-feed", [int(n) in breaks for n in kept])


def _is_by_rule(item: Item) -> bool:
    rule = item.label.rule if item.label else None
    return rule is not None and not rule.startswith(("heuristic/", "model/"))


@lru_cache(maxsize=65536)
def _bucket(term: str) -> int:
    return crc32(term.encode()) % BUCKETS


def _bags(items: Sequence[Item], kept: Array) -> list[Array]:
    """The buckets of each kept line's terms."""
    return [
        np.fromiter({_bucket(term) for term in terms(items[n].text)}, dtype=np.int64) for n in kept
    ]


def _add_words(columns: Columns, items: Sequence[Item], kept: Array) -> None:
    """How much the words before and after a line have in common, near and far."""
    rows = len(kept)
    bags = _bags(items, kept)
    frequency = np.zeros(BUCKETS)
    for bag in bags:
        frequency[bag] += 1
    weight = np.log((1 + rows) / (1 + frequency)).astype(np.float32)
    likeness = {reach: np.zeros(rows, dtype=np.float32) for reach in REACHES}
    returning = {reach: np.zeros(rows, dtype=np.float32) for reach in REACHES}
    fresh = np.zeros(rows, dtype=np.float32)
    far = REACHES[-1]
    for start in range(0, rows, BLOCK):
        low, high = max(0, start - far), min(rows, start + BLOCK + far)
        table = np.zeros((high - low, BUCKETS), dtype=np.float32)
        for row in range(low, high):
            table[row - low, bags[row]] = weight[bags[row]]
        total = np.concatenate([np.zeros((1, BUCKETS), np.float32), np.cumsum(table, axis=0)])
        at = np.arange(start, min(rows, start + BLOCK)) - low
        for reach in REACHES:
            before = total[at] - total[np.maximum(at - reach, 0)]
            after = total[np.minimum(at + reach, high - low)] - total[at]
            likeness[reach][at + low] = _cosine(before, after)
            later = total[np.minimum(at + 1 + reach, high - low)] - total[at + 1]
            returning[reach][at + low] = _share(table[at], later) - _share(table[at], before)
            if reach == far:
                fresh[at + low] = 1 - _share(after, before)
    for reach in REACHES:
        alike = columns.add(f"alike-{reach}", likeness[reach])
        columns.add(f"returns-{reach}", returning[reach])
        columns.add(f"returns-{reach}@-1", shifted(returning[reach], 1, 0.0))
        left = np.maximum.reduce([shifted(alike, by, 0.0) for by in (1, 2, 3)])
        right = np.maximum.reduce([shifted(alike, -by, 0.0) for by in (1, 2, 3)])
        columns.add(f"valley-{reach}", left + right - 2 * alike)
        columns.add(f"rank-{reach}", _rank(alike))
    columns.add("fresh", fresh)


def _cosine(one: Array, other: Array) -> Array:
    size = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    product: Array = (one * other).sum(axis=1) / np.maximum(size, 1e-6)
    return product


def _share(part: Array, whole: Array) -> Array:
    """The share of the weight of ``part`` whose buckets ``whole`` has too."""
    total = part.sum(axis=1)
    share: Array = (part * (whole > 0)).sum(axis=1) / np.maximum(total, 1e-6)
    return share


def _rank(values: Vector) -> Array:
    """Where each value stands among all, 0 for the lowest to 1."""
    order = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    return order / max(len(values) - 1, 1)


def _add_lead(columns: Columns, items: Sequence[Item], kept: Array) -> None:
    """Whether a line begins as first lines do, or is printed again."""
    lead = np.array([_PLACE_LEAD.match(items[n].text) is not None for n in kept], np.float32)
    dated = np.array([_DATE.search(items[n].text[:60]) is not None for n in kept], np.float32)
    headline = np.array([is_headline_like(items[n].text) for n in kept], np.float32)
    for name, values in (("lead", lead), ("dated", dated), ("headline", headline)):
        for by in (0, 1, -1, -2):
            columns.add(f"{name}@{-by}", shifted(values, by, 0.0) if by else values)
    columns.add("own-block", [items[n].opens_block for n in kept])
    columns.add(
        "doubled",
        [
            n + 1 < len(items) and same(items[n].text, items[n + 1].text)
            for n in (int(n) for n in kept)
        ],
    )


def _add_whole(columns: Columns, items: Sequence[Item], kept: Array, own: Array) -> None:
    """Where the line stands, and what kind of file it is in."""
    rows = len(kept)
    weight = own[:, 0] * (own[:, 6] >= 0.2)
    total = float(weight.sum())
    before = np.cumsum(weight) - weight
    columns.add("text-before", np.minimum(before, 20_000))
    columns.add("text-after", np.minimum(total - before, 20_000))
    columns.add("place", before / max(total, 1.0))
    columns.add("kept", min(rows, 2000))
    columns.add("file-dropped", 1 - rows / len(items))
    columns.add("file-markers", sum(item.role == "next_article" for item in items))
    columns.add("file-copies", sum(item.role == "dup_title" for item in items))
    columns.add("file-feet", sum(item.role == "footer" for item in items))
    columns.add("file-headlines", float(np.mean([is_headline_like(items[n].text) for n in kept])))
    columns.add("file-weight", float(np.mean([facts(items[n].text).weight for n in kept])))
    wide = own[:, 4]
    ahead = np.concatenate([np.cumsum(wide[::-1])[::-1] / np.arange(rows, 0, -1)])
    behind = np.concatenate([[wide[0]], np.cumsum(wide)[:-1] / np.arange(1, rows)])
    columns.add("script-change", np.abs(ahead - behind))
