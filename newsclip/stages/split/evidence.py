"""What speaks for a new article at each kept line of a file, as a matrix: one row a kept line.

The columns see the gap above the line, the line itself, and whether the words before it return
after it (Hearst 1997, TextTiling, with a window of lines and hashed terms).
"""

from __future__ import annotations

import re
from typing import Any, Final

import numpy as np

from newsclip.knowledge.columns import Columns, Matrix, shifted
from newsclip.knowledge.line_shape import OWN
from newsclip.stages.split.chains import over, over_lines, totals
from newsclip.stages.split.sheet import Sheet

Array = np.ndarray[Any, np.dtype[Any]]

# Windows of kept lines before and after a line whose words are compared.
REACHES: Final = (2, 4, 8, 16, 32)
_REACHES: Final[Array] = np.array(REACHES)
# A headline's words return within so many lines; one of fewer terms is only as sure as its share of
# these.
HEADED: Final = 8
FEW: Final = 3
# Larger counts say no more.
MOST: Final = 60
# Roles whose number in the gap above a line says that a page ended or began there.
IN_GAP: Final = (
    ("foot", frozenset({"footer", "legal", "address"})),
    ("related", frozenset({"related"})),
    ("comments", frozenset({"comments", "form"})),
    ("share", frozenset({"share", "app"})),
    ("account", frozenset({"login", "subscribe", "paywall", "cookie"})),
    ("menu", frozenset({"nav"})),
    ("byline", frozenset({"byline"})),
    ("dateline", frozenset({"dateline"})),
    ("end", frozenset({"keywords", "credit"})),
    ("copy", frozenset({"dup_title"})),
)
_DATE: Final = re.compile("(?:19|20)\\d\\d|\\d{1,2}[\u6708./]\\s?\\d{1,2}")


def boundary_columns(sheet: Sheet) -> Columns:
    """The columns of the kept lines."""
    kept = sheet.kept
    columns = Columns(len(kept))
    columns.add_all(_OWN, sheet.own[[OWN.index(name) for name in _OWN]][:, kept])
    near = sheet.own[[OWN.index(name) for name in _BESIDE]][:, kept]
    for by in (1, -1, 2, -2):
        columns.add_all([f"{name}@{-by}" for name in _BESIDE], shifted(near, by, -1.0))
    _add_gap(columns, sheet)
    _add_headlines(columns, sheet)
    _add_words(columns, sheet)
    _add_shape(columns, sheet)
    _add_whole(columns, sheet)
    return columns


# What is seen of a line itself; of these, of the lines beside it, too. All that a line shows would
# fit the pages that were trained on, and no others.
_OWN: Final = (
    "weight", "stops", "density", "closed", "wide", "bulleted", "prose", "digits", "capitals",
)  # fmt: skip
_BESIDE: Final = ("weight", "density", "digits", "capitals", "prose")


def _add_gap(columns: Columns, sheet: Sheet) -> None:
    """What stands between a kept line and the one above it."""
    kept = sheet.kept
    above = np.concatenate([[-1], kept[:-1]])
    dropped = kept - above - 1
    first = np.array([sheet.items[n].line.first for n in kept.tolist()])
    last = np.array([0, *(sheet.items[n].line.last for n in kept[:-1].tolist())])
    gap = np.minimum(dropped, MOST).astype(np.float32)
    columns.add("gap", gap)
    columns.add("white", np.minimum(first - last - 1 - dropped, MOST))
    columns.add("gap@1", shifted(gap, -1, 0.0))
    kinds = np.array([_KIND.get(role, -1) for role in sheet.roles])
    marks = np.stack([*(kinds == np.arange(len(IN_GAP))[:, None]), sheet.by_rule, _copied(sheet)])
    total = np.zeros((len(marks), len(sheet) + 1))
    np.cumsum(marks, axis=1, out=total[:, 1:])
    names = [f"gap-{name}" for name in (*(name for name, _ in IN_GAP), "rules", "copies")]
    inside = np.minimum(total[:, kept] - total[:, above + 1], MOST)
    columns.add_all(names, inside.astype(np.float32))
    columns.add("gap-rank", _rank(dropped.astype(np.float32)))


_KIND: Final = {role: n for n, (_, group) in enumerate(IN_GAP) for role in group}


def _copied(sheet: Sheet) -> Array:
    """Whether each line is dropped and stands in another gap, too: the frame of pages of a site."""
    gap = np.searchsorted(sheet.kept, np.arange(len(sheet)))
    dropped = np.flatnonzero(~sheet.is_text)
    said = sheet.said[dropped]
    low = np.full(int(sheet.said.max(initial=0)) + 1, len(sheet))
    high = np.full(len(low), -1)
    np.minimum.at(low, said, gap[dropped])
    np.maximum.at(high, said, gap[dropped])
    found = np.zeros(len(sheet), dtype=bool)
    found[dropped] = high[said] > low[said]
    return found


def _add_headlines(columns: Columns, sheet: Sheet) -> None:
    """Whether a dropped line in the gap above reads like the headline of what follows it."""
    kept, chains, vocabulary = sheet.kept, sheet.chains, sheet.vocabulary
    rows = len(kept)
    after = np.searchsorted(kept, np.arange(len(sheet)))
    wanted = (sheet.shows("headline") > 0) & ~sheet.is_text & (after < rows)
    wanted[wanted] = kept[after[wanted]] - np.flatnonzero(wanted) <= MOST
    used = wanted[vocabulary.rows]
    line, term = vocabulary.rows[used], vocabulary.terms[used]
    row = after[line]
    keys = np.sort(chains.term * (rows + 1) + chains.row)
    place = np.searchsorted(keys, term * (rows + 1) + row)
    coming = np.append(keys, -1)[place] - term * (rows + 1)
    below = (coming >= row) & (coming < np.minimum(row + HEADED, rows))
    last = np.append(-1, keys)[place] - term * (rows + 1)
    above = (last >= np.maximum(row - HEADED, 0)) & (last < row)
    weight = vocabulary.rarity[term]
    count = len(sheet)
    size = np.maximum(np.bincount(line, weights=weight, minlength=count), FEW)
    share = np.bincount(line, weights=weight * below, minlength=count) / size
    only = np.bincount(line, weights=weight * (below & ~above), minlength=count) / size
    columns.add("gap-headlines", np.bincount(after[wanted], minlength=rows))
    for name, values in (("gap-onward", share), ("gap-own", only)):
        best = np.full(rows, -1.0)
        np.maximum.at(best, after[wanted], values[wanted])
        columns.add(name, best)


def _add_words(columns: Columns, sheet: Sheet) -> None:
    """How much the words before and after a line have in common, near and far."""
    chains = sheet.chains
    rows = chains.rows
    said = np.bincount(chains.row, weights=chains.weight[chains.term], minlength=rows)
    back = np.bincount(chains.end, weights=chains.worth, minlength=rows)
    onward = np.bincount(chains.begin, weights=chains.worth, minlength=rows)
    some = np.maximum(said, 1e-6)
    columns.add("said", said)
    columns.add("first-said", (said - back) / some)
    columns.add("last-said", shifted(((said - onward) / some).astype(np.float32), 1, 0.0))
    before, after = totals(said, _REACHES)
    least = np.minimum(before, after)
    before, after = np.maximum(before, 1e-6), np.maximum(after, 1e-6)
    begin, end = (np.broadcast_to(x, (len(REACHES), len(x))) for x in (chains.begin, chains.end))
    worth = chains.worth * (end - begin <= _REACHES[:, None])
    crossing = over(rows, begin, end, worth) / np.maximum(least, 1e-6)
    _add_valleys(columns, np.where(least > 0, np.minimum(crossing, 9.0), 0.0).astype(np.float32))
    every = np.broadcast_to(chains.worth, worth.shape)
    low = np.maximum(begin, end - _REACHES[:, None])
    high = np.minimum(end, begin + _REACHES[:, None])
    known = over(rows, low, end, every) / after
    lasting = over(rows, begin, high, every) / before
    next_, last = over_lines(rows, begin, worth), over_lines(rows, end, worth)
    returns = ((next_ - last) / some).astype(np.float32)
    for name, values in (
        ("known", known),
        ("lasting", lasting),
        ("apart", np.maximum(known, lasting)),
        ("fresh", totals(said - back, _REACHES)[1] / after),
        ("gone", totals(said - onward, _REACHES)[0] / before),
        ("returns", returns),
        ("returned", shifted(returns, 1, 0.0)),
        ("onward", next_ / some),
        ("backward", last / some),
    ):
        columns.add_all([f"{name}-{reach}" for reach in REACHES], values.astype(np.float32))
    recurs = np.bincount(chains.row, weights=chains.weight[chains.term] > 0, minlength=rows)
    columns.add("recurring", recurs / np.maximum(np.diff(chains.starts), 1))


def _add_valleys(columns: Columns, values: Matrix) -> None:
    """Columns, one a reach, how deep each value lies below those beside it, and its rank."""
    rows = values.shape[1]
    near = np.maximum(2, _REACHES // 2)[:, None]
    index = np.arange(rows)
    total = np.zeros((len(values), rows + 1))
    np.cumsum(values, axis=1, out=total[:, 1:])
    kind = np.arange(len(values))[:, None]
    above = (total[:, :-1] - total[kind, np.maximum(index - near, 0)]) / near
    below = (total[kind, np.minimum(index + 1 + near, rows)] - total[:, 1:]) / near
    left = np.maximum.reduce([shifted(values, by, 0.0) for by in (1, 2, 3)])
    right = np.maximum.reduce([shifted(values, -by, 0.0) for by in (1, 2, 3)])
    for name, found in (
        ("cross", values),
        ("valley", above + below - 2 * values),
        ("depth", left + right - 2 * values),
        ("rank", _rank(values)),
    ):
        columns.add_all([f"{name}-{reach}" for reach in REACHES], found.astype(np.float32))


def _rank(values: Array) -> Array:
    """Where each value stands among those of its row, 0 for the lowest to 1."""
    order = np.argsort(np.argsort(values, axis=-1, kind="stable"), axis=-1, kind="stable")
    ranks: Array = order / max(values.shape[-1] - 1, 1)
    return ranks


def _add_shape(columns: Columns, sheet: Sheet) -> None:
    """Whether a line or one beside it names a date, or is shaped like a headline."""
    kept = sheet.kept
    heads = [_DATE.search(sheet.texts[n][:60]) is not None for n in kept.tolist()]
    for name, values in (
        ("dated", np.array(heads, dtype=np.float32)),
        ("headline", sheet.shows("headline")[kept]),
    ):
        for by in (0, 1, -1):
            columns.add(f"{name}@{-by}", shifted(values, by, 0.0) if by else values)


def _add_whole(columns: Columns, sheet: Sheet) -> None:
    """Where the line stands, and what kind of file it is in."""
    kept = sheet.kept
    rows = len(kept)
    before = sheet.text_above[kept]
    total = float(sheet.text_above[-1])
    columns.add("text-before", np.minimum(before, 20_000))
    columns.add("text-after", np.minimum(total - before, 20_000))
    columns.add("place", before / max(total, 1.0))
    columns.add("kept", min(rows, 2000))
    columns.add("file-dropped", 1 - rows / len(sheet))
    columns.add("file-feet", sheet.roles.count("footer"))
    columns.add("file-headlines", float(np.mean(sheet.shows("headline")[kept])))
    columns.add("file-weight", float(np.mean(sheet.shows("weight")[kept])))
    wide = sheet.shows("wide")[kept]
    ahead = np.cumsum(wide[::-1])[::-1] / np.arange(rows, 0, -1)
    behind = np.concatenate([wide[:1], np.cumsum(wide)[:-1] / np.arange(1, rows)])
    columns.add("script-change", np.abs(ahead - behind))
