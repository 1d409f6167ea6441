"""A file's lines as a matrix: what each line shows, its neighbours, and where it stands.

One row a non-blank line, one column a feature, all computed for the whole file at once. The columns
are the evidence of the line model; they are the same in any language.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from newsclip.knowledge.features import facts, is_headline_like, terms

if TYPE_CHECKING:
    from newsclip.knowledge.judge import Item

Vector = np.ndarray[Any, np.dtype[np.float32]]
Matrix = np.ndarray[Any, np.dtype[np.float32]]

# How far a neighbourhood reaches, in lines; the smaller ones see a subhead, the larger ones a page.
WINDOWS: Final = (2, 4, 8, 16, 32)
# Beyond this many lines a sign is out of sight.
FAR: Final = 60.0
# Roles whose distance says where in a page a line stands.
SIGNS: Final[dict[str, frozenset[str]]] = {
    "head": frozenset({"byline", "dateline"}),
    "share": frozenset({"share", "app"}),
    "related": frozenset({"related"}),
    "next": frozenset({"next_article"}),
    "comments": frozenset({"comments", "form"}),
    "foot": frozenset({"footer", "legal", "address"}),
    "end": frozenset({"keywords", "credit"}),
    "picture": frozenset({"caption"}),
    "account": frozenset({"login", "subscribe", "paywall", "cookie"}),
    "menu": frozenset({"nav"}),
    "ad": frozenset({"ad", "event"}),
}
_DIGIT: Final = re.compile("\\d")
_WORD: Final = re.compile("[^\\W\\d_]+")
_URL: Final = re.compile("https?://|www\\.|\\w@\\w+\\.\\w")
_PARTS: Final = re.compile("[|\uff5c\u00bb\u203a\u2192\u25b8\u25ba\u00b7\u2022/]")
_CLOCK: Final = re.compile("(?:19|20)\\d\\d|\\d{1,2}[:\uff1a]\\d\\d")
_QUOTE: Final = re.compile('["\u201c\u201d\u201e\u00ab\u00bb\u300c\u300d\u300e\u300f]')
_SIGN: Final = re.compile("[#\uff03@\u00a9\u00ae\u2122]")
_OPENING: Final = frozenset('([\uff08\u3010\u3014\u300a\u300c"\u201c')
_CLOSING: Final = frozenset(')]\uff09\u3011\u3015\u300b\u300d"\u201d')
_OWN: Final = (
    "weight", "stops", "density", "closed", "wide", "bulleted", "prose", "digits", "capitals",
    "shouting", "words", "address", "parts", "clock", "quote", "sign", "asks", "colon", "cries",
    "trails", "lower", "figure-first", "opens", "closes", "headline",
)  # fmt: skip


def own_features(text: str, prose: float) -> tuple[float, ...]:
    """What a line shows by itself, in the order of the first columns."""
    fact = facts(text)
    words = _WORD.findall(text)
    count = max(len(words), 1)
    first, last = text[0], text[-1]
    return (
        fact.weight,
        fact.stops,
        fact.stops / max(fact.weight, 1.0),
        fact.is_closed,
        fact.wide,
        fact.is_bulleted,
        prose,
        len(_DIGIT.findall(text)) / len(text),
        sum(word[0].isupper() for word in words) / count,
        sum(word.isupper() and len(word) > 1 for word in words) / count,
        len(words),
        _URL.search(text) is not None,
        len(_PARTS.findall(text)),
        _CLOCK.search(text) is not None,
        _QUOTE.search(text) is not None,
        _SIGN.search(text) is not None,
        last in "?\uff1f",
        last in ":\uff1a",
        last in "!\uff01",
        text.endswith(("...", "\u2026")),
        first.islower(),
        first.isdigit(),
        first in _OPENING,
        last in _CLOSING,
        is_headline_like(text),
    )


class Columns:
    """The named columns of a file, in the order in which they were added."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.names: list[str] = []
        self.values: list[Vector] = []

    def add(self, name: str, values: object) -> Vector:
        """One more column; a single number stands for all rows."""
        column: Vector = np.broadcast_to(np.asarray(values, dtype=np.float32), (self.rows,))
        self.names.append(name)
        self.values.append(column)
        return column

    def matrix(self) -> Matrix:
        """The columns side by side, shape (rows, columns)."""
        return np.stack(self.values, axis=1)


def line_columns(items: Sequence[Item]) -> Columns:
    """The columns of the items of a file, before anything is known of which are text."""
    rows = len(items)
    columns = Columns(rows)
    own = np.array([own_features(item.text, item.prose) for item in items], dtype=np.float32)
    for name, values in zip(_OWN, own.T, strict=True):
        columns.add(name, values)
    by_name = dict(zip(_OWN, own.T, strict=True))
    labelled = np.array([item.label is not None for item in items], dtype=np.float32)
    field = np.array([_is_field(item) for item in items], dtype=np.float32)
    opens = np.array([item.opens_block for item in items], dtype=np.float32)
    columns.add("labelled", labelled)
    columns.add("field", field)
    columns.add("opens-block", opens)
    columns.add("ends-block", np.append(opens[1:], 1.0))
    prose = np.where(labelled > 0, np.float32(-0.4), by_name["prose"])
    mass = np.where(prose > 0, prose * np.minimum(by_name["weight"], 400) / 100, 0)
    counts = Counter(item.text for item in items)
    columns.add("copies", [counts[item.text] for item in items])
    covered = columns.add("covered", _coverage(items))
    _add_place(columns, mass)
    _add_signs(columns, items, prose >= 0.8)
    _add_neighbours(columns, [by_name["weight"], prose, by_name["closed"], labelled, covered,
                              by_name["headline"], opens])  # fmt: skip
    short = (by_name["weight"] < 30).astype(np.float32)
    for name, values in (
        ("mass", mass), ("labelled", labelled), ("short", short), ("closed", by_name["closed"]),
        ("headline", by_name["headline"]), ("covered", covered), ("bulleted", by_name["bulleted"]),
        ("open", (by_name["weight"] > 60) * (1 - by_name["closed"])),
        ("trails", by_name["trails"]), ("capitals", by_name["capitals"] * (by_name["weight"] > 30)),
        ("comma", by_name["density"] * (by_name["weight"] > 30)), ("own-block", opens),
    ):  # fmt: skip
        _add_windows(columns, name, values)
    _add_runs(columns, by_name["weight"], by_name["closed"], labelled)
    columns.add("lines", rows)
    columns.add("file-mass", mass.sum())
    columns.add("file-prose", (prose >= 0.8).mean())
    columns.add("file-labelled", labelled.mean())
    return columns


def _is_field(item: Item) -> bool:
    return item.label is not None and not item.is_text and not item.is_dropped


def _coverage(items: Sequence[Item]) -> list[float]:
    """The share of a line's terms that running text elsewhere in the file has, -1 without terms."""
    own = [terms(item.text) for item in items]
    is_text = [item.prose >= 0.8 and item.label is None for item in items]
    count: Counter[str] = Counter()
    for found, counts in zip(own, is_text, strict=True):
        if counts:
            count.update(found)
    return [
        sum(count[term] > counts for term in found) / len(found) if found else -1.0
        for found, counts in zip(own, is_text, strict=True)
    ]


def _add_place(columns: Columns, mass: Vector) -> None:
    index = np.arange(columns.rows, dtype=np.float32)
    columns.add("place", index / max(columns.rows, 1))
    columns.add("from-start", index)
    columns.add("from-end", columns.rows - 1 - index)
    total = mass.sum() + 1e-6
    columns.add("mass-above", (np.cumsum(mass) - mass) / total)


def distances(is_sign: np.ndarray[Any, Any]) -> tuple[Vector, Vector]:
    """For each row the distance to the nearest sign above and below it, at most ``FAR``."""
    rows = len(is_sign)
    index = np.arange(rows)
    seen = np.maximum.accumulate(np.where(is_sign, index, -10_000))
    above = index - np.concatenate([[-10_000], seen[:-1]])
    coming = np.minimum.accumulate(np.where(is_sign, index, 10_000_000)[::-1])[::-1]
    below = np.concatenate([coming[1:], [10_000_000]]) - index
    return (
        np.minimum(above, FAR).astype(np.float32),
        np.minimum(below, FAR).astype(np.float32),
    )


def _add_signs(
    columns: Columns, items: Sequence[Item], is_prose: np.ndarray[Any, np.dtype[np.bool_]]
) -> None:
    roles = [item.role for item in items]
    for name, group in SIGNS.items():
        above, below = distances(np.array([role in group for role in roles]))
        columns.add(f"{name}-above", above)
        columns.add(f"{name}-below", below)
    above, below = distances(is_prose)
    columns.add("prose-above", above)
    columns.add("prose-below", below)
    columns.add("prose-near", np.minimum(above, below))
    columns.add("prose-far", np.maximum(above, below))


def shifted(values: Vector, by: int, fill: float) -> Vector:
    """The values of the line ``by`` rows above (positive) or below (negative)."""
    out = np.full_like(values, fill)
    if by > 0:
        out[by:] = values[:-by]
    else:
        out[:by] = values[-by:]
    return out


def _add_neighbours(columns: Columns, kinds: Sequence[Vector]) -> None:
    names = ("weight", "prose", "closed", "labelled", "covered", "headline", "opens")
    for name, values in zip(names, kinds, strict=True):
        for by in (1, -1, 2, -2, 3, -3):
            columns.add(f"{name}@{-by}", shifted(np.asarray(values, np.float32), by, -1.0))


def sums(values: Vector, reach: int) -> tuple[Vector, Vector]:
    """For each row the mean of the ``reach`` rows above and below; missing rows count as 0."""
    rows = len(values)
    total = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    index = np.arange(rows)
    above = (total[index] - total[np.maximum(index - reach, 0)]) / reach
    below = (total[np.minimum(index + 1 + reach, rows)] - total[index + 1]) / reach
    return above.astype(np.float32), below.astype(np.float32)


def _add_windows(columns: Columns, name: str, values: Vector) -> None:
    """The means of a column above and below each row, near and far, and the poorer side."""
    for reach in WINDOWS:
        above, below = sums(np.asarray(values, np.float32), reach)
        columns.add(f"{name}-above-{reach}", above)
        columns.add(f"{name}-below-{reach}", below)
        columns.add(f"{name}-poor-{reach}", np.minimum(above, below))


def _add_runs(columns: Columns, weight: Vector, closed: Vector, labelled: Vector) -> None:
    """How long the run of lines of the same shape is, and the place in it: lists are even."""
    shape = np.searchsorted([12, 30, 65, 120, 220], weight) * 4 + closed * 2 + labelled
    is_new = np.append(True, shape[1:] != shape[:-1])
    number = np.cumsum(is_new) - 1
    length = np.bincount(number)
    begin = np.flatnonzero(is_new)
    columns.add("run", length[number])
    columns.add("run-place", np.arange(columns.rows) - begin[number])
