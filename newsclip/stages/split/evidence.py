"""What speaks for a new article at each kept line of a file, as a matrix: one row a kept line.

The columns see the gap above the line, the line itself, and whether the words before it return
after it (Hearst 1997, TextTiling, with a window of lines and hashed terms).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec
import numpy as np

from newsclip.knowledge.columns import Columns, Vector, shifted, sums
from newsclip.knowledge.features import facts, is_headline_like
from newsclip.knowledge.judge import Item
from newsclip.knowledge.letters import Letters, Terms, Words, letters_of, terms_of, words_of
from newsclip.knowledge.line_shape import OWN, own_matrix
from newsclip.stages.split.chains import Chains, chains_of, over, totals

Array = np.ndarray[Any, np.dtype[Any]]

# Windows of kept lines before and after a line whose words are compared.
REACHES: Final = (2, 4, 8, 16, 32)
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


class Kept(msgspec.Struct, frozen=True):
    """A file's lines, and which of them are kept: ``rows`` are their indexes among all ``items``.

    ``terms`` are those of all lines, ``chains`` those of the kept ones.
    """

    items: Sequence[Item]
    rows: Array
    letters: Letters
    words: Words
    terms: Terms
    chains: Chains


def kept_lines(items: Sequence[Item]) -> Kept:
    """The kept ones of a file's lines."""
    is_kept = np.array([item.is_text for item in items])
    letters = letters_of([item.text for item in items])
    words = words_of(letters)
    terms = terms_of(letters, words)
    used = is_kept[terms.rows]
    row = np.cumsum(is_kept)[terms.rows[used]] - 1
    chains = chains_of(row, terms.terms[used], int(is_kept.sum()), terms.number)
    return Kept(items, np.flatnonzero(is_kept), letters, words, terms, chains)


def boundary_columns(lines: Kept) -> Columns:
    """The columns of the kept lines."""
    items, kept = lines.items, lines.rows
    columns = Columns(len(kept))
    prose = np.array([item.prose for item in items])
    texts = [item.text for item in items]
    whole = own_matrix(texts, prose, lines.letters, lines.words)
    own = whole[:, kept].T
    for place, name in enumerate(_NAMES):
        values = own[:, place]
        columns.add(name, values)
        for by in (1, -1, 2, -2) if name in _BESIDE else ():
            columns.add(f"{name}@{-by}", shifted(values, by, -1.0))
    headline = whole[OWN.index("headline")] > 0
    _add_gap(columns, items, kept)
    _add_headlines(columns, lines, headline)
    _add_words(columns, lines)
    _add_shape(columns, lines, headline)
    _add_whole(columns, items, kept, own)
    return columns


_NAMES: Final = ("weight", "stops", "density", "closed", "wide", "bulleted", "prose", "digits", "capitals")  # fmt: skip # noqa: E501


_BESIDE: Final = frozenset({"weight", "density", "digits", "capitals", "prose"})


def _add_gap(columns: Columns, items: Sequence[Item], kept: Array) -> None:
    """What stands between a kept line and the one above it."""
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
    copies = np.cumsum([0, *_is_copied(items, kept)])
    columns.add("gap-copies", np.minimum(copies[kept] - copies[above + 1], MOST))
    columns.add("gap-rank", _rank(dropped.astype(np.float32)))


def _is_copied(items: Sequence[Item], kept: Array) -> list[bool]:
    """Whether each item is dropped and stands in another gap, too: the frame of pages of a site."""
    gap = np.searchsorted(kept, np.arange(len(items)))
    seen: dict[str, int] = {}
    copied: set[str] = set()
    texts = [
        None if n < len(kept) and kept[n] == index else "".join(item.text.split()).casefold()
        for index, (item, n) in enumerate(zip(items, gap.tolist(), strict=True))
    ]
    for text, n in zip(texts, gap.tolist(), strict=True):
        if text is not None and seen.setdefault(text, n) != n:
            copied.add(text)
    return [text in copied for text in texts]


def _add_headlines(columns: Columns, lines: Kept, headline: Array) -> None:
    """Whether a dropped line in the gap above reads like the headline of what follows it.

    ``headline`` says of each line whether it is shaped like one.
    """
    rows = len(lines.rows)
    after = np.searchsorted(lines.rows, np.arange(len(headline)))
    is_kept = np.zeros(len(headline), dtype=bool)
    is_kept[lines.rows] = True
    wanted = headline & ~is_kept & (after < rows)
    wanted[wanted] = lines.rows[after[wanted]] - np.flatnonzero(wanted) <= MOST
    used = wanted[lines.terms.rows]
    line, term = lines.terms.rows[used], lines.terms.terms[used]
    row = after[line]
    chains = lines.chains
    keys = np.sort(chains.term * (rows + 1) + chains.row)
    place = np.searchsorted(keys, term * (rows + 1) + row)
    coming = np.append(keys, -1)[place] - term * (rows + 1)
    below = (coming >= row) & (coming < np.minimum(row + HEADED, rows))
    last = np.append(-1, keys)[place] - term * (rows + 1)
    above = (last >= np.maximum(row - HEADED, 0)) & (last < row)
    size = np.maximum(lines.terms.per_row, FEW)
    count = len(headline)
    share = np.bincount(line, weights=below, minlength=count) / size
    only = np.bincount(line, weights=below & ~above, minlength=count) / size
    columns.add("gap-headlines", np.bincount(after[wanted], minlength=rows))
    for name, values in (("gap-onward", share), ("gap-own", only)):
        best = np.full(rows, -1.0)
        np.maximum.at(best, after[wanted], values[wanted])
        columns.add(name, best)


def _is_by_rule(item: Item) -> bool:
    rule = item.label.rule if item.label else None
    return rule is not None and not rule.startswith(("heuristic/", "model/"))


def _add_words(columns: Columns, lines: Kept) -> None:
    """How much the words before and after a line have in common, near and far."""
    chains = lines.chains
    span = chains.end - chains.begin
    said = np.bincount(chains.row, weights=chains.weight[chains.term], minlength=chains.rows)
    back = np.bincount(chains.end, weights=chains.worth, minlength=chains.rows)
    onward = np.bincount(chains.begin, weights=chains.worth, minlength=chains.rows)
    columns.add("said", said)
    columns.add("first-said", (said - back) / np.maximum(said, 1e-6))
    last_said = (said - onward) / np.maximum(said, 1e-6)
    columns.add("last-said", shifted(last_said.astype(np.float32), 1, 0.0))
    for reach in REACHES:
        near = np.minimum(span, reach) == span
        crossing = over(chains.rows, chains.begin, chains.end, chains.worth * near)
        before, after = totals(said, reach)
        crossing = crossing / np.maximum(np.minimum(before, after), 1e-6)
        crossing = np.where(np.minimum(before, after) > 0, np.minimum(crossing, 9.0), 0.0)
        _add_valley(columns, f"cross-{reach}", crossing.astype(np.float32), reach)
        low = np.maximum(chains.begin, chains.end - reach)
        high = np.minimum(chains.end, chains.begin + reach)
        known = over(chains.rows, low, chains.end, chains.worth) / np.maximum(after, 1e-6)
        lasting = over(chains.rows, chains.begin, high, chains.worth) / np.maximum(before, 1e-6)
        columns.add(f"known-{reach}", known)
        columns.add(f"lasting-{reach}", lasting)
        columns.add(f"apart-{reach}", np.maximum(known, lasting))
        fresh = said - back
        gone = said - onward
        columns.add(f"fresh-{reach}", totals(fresh, reach)[1] / np.maximum(after, 1e-6))
        columns.add(f"gone-{reach}", totals(gone, reach)[0] / np.maximum(before, 1e-6))
        next_ = np.bincount(chains.begin, weights=chains.worth * near, minlength=chains.rows)
        last = np.bincount(chains.end, weights=chains.worth * near, minlength=chains.rows)
        returns = (next_ - last) / np.maximum(said, 1e-6)
        columns.add(f"returns-{reach}", returns)
        columns.add(f"returns-{reach}@-1", shifted(returns.astype(np.float32), 1, 0.0))
        columns.add(f"onward-{reach}", next_ / np.maximum(said, 1e-6))
        columns.add(f"backward-{reach}", last / np.maximum(said, 1e-6))
    count = lines.terms.per_row[lines.rows]
    columns.add("recurring", np.bincount(chains.row, weights=chains.weight[chains.term] > 0,
                                         minlength=chains.rows) / np.maximum(count, 1))  # fmt: skip


def _add_valley(columns: Columns, name: str, values: Vector, reach: int) -> None:
    """A column, how deep each of its values lies below those beside it, and its rank."""
    columns.add(name, values)
    above, below = sums(values, max(2, reach // 2))
    columns.add(f"{name}-valley", above + below - 2 * values)
    left = np.maximum.reduce([shifted(values, by, 0.0) for by in (1, 2, 3)])
    right = np.maximum.reduce([shifted(values, -by, 0.0) for by in (1, 2, 3)])
    columns.add(f"{name}-depth", left + right - 2 * values)
    columns.add(f"{name}-rank", _rank(values))


def _rank(values: Vector) -> Array:
    """Where each value stands among all, 0 for the lowest to 1."""
    order = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    return order / max(len(values) - 1, 1)


def _add_shape(columns: Columns, lines: Kept, headline: Array) -> None:
    """Whether a line and those beside it are shaped like headlines, or name a date."""
    kept = lines.rows
    heads = [_DATE.search(lines.items[n].text[:60]) is not None for n in kept]
    dated = np.array(heads, dtype=np.float32)
    for name, values in (("dated", dated), ("headline", headline[kept].astype(np.float32))):
        for by in (0, 1, -1):
            columns.add(f"{name}@{-by}", shifted(values, by, 0.0) if by else values)


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
    columns.add("file-feet", sum(item.role == "footer" for item in items))
    columns.add("file-headlines", float(np.mean([is_headline_like(items[n].text) for n in kept])))
    columns.add("file-weight", float(np.mean([facts(items[n].text).weight for n in kept])))
    wide = own[:, 4]
    ahead = np.concatenate([np.cumsum(wide[::-1])[::-1] / np.arange(rows, 0, -1)])
    behind = np.concatenate([[wide[0]], np.cumsum(wide)[:-1] / np.arange(1, rows)])
    columns.add("script-change", np.abs(ahead - behind))
