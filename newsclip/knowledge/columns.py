"""A file's lines as a matrix: what each line shows, its neighbours, and where it stands.

One row a non-blank line, one column a feature, all computed for the whole file at once. The columns
are the evidence of the line model; they are the same in any language.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from newsclip.knowledge.features import PROSE
from newsclip.knowledge.letters import terms_of
from newsclip.knowledge.line_shape import OWN, own_features, shape_of
from newsclip.knowledge.surroundings import Page, add_surroundings
from newsclip.record import FIELD_ROLES

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
# Of a line longer than twice this, more characters tell nothing new, and a file of one line has
# millions of them, at a hundred bytes each.
_EDGE: Final = 10_000
_STEPS: Final = (1, -1, 2, -2, 3, -3)
# What is known of the lines beside each, and of those around it.
_BESIDE: Final = ("weight", "prose", "closed", "labelled", "covered", "headline", "opens")
_AROUND: Final = (
    "mass", "labelled", "short", "closed", "headline", "covered", "bulleted", "open", "trails",
    "capitals", "comma", "own-block",
)  # fmt: skip


class Columns:
    """The named columns of a file, in the order in which they were added."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.names: list[str] = []
        self.parts: list[tuple[int, Any]] = []

    def add(self, name: str, values: object) -> None:
        """One more column; a single number stands for all rows."""
        self.names.append(name)
        self.parts.append((1, values))

    def add_all(self, names: Sequence[str], values: Matrix) -> None:
        """Columns one below the other, shape (names, rows)."""
        self.names += names
        self.parts.append((len(values), values))

    def matrix(self, *, is_last: bool = False) -> Matrix:
        """The columns side by side, shape (rows, columns); each column is contiguous in memory.

        ``is_last``: they are handed over, and are not kept beside the matrix.
        """
        out: Matrix = np.empty((len(self.names), self.rows), dtype=np.float32)
        at = len(out)
        for place in range(len(self.parts) - 1, -1, -1):
            size, part = self.parts.pop() if is_last else self.parts[place]
            at -= size
            out[at : at + size] = part
        return out.T


def line_columns(items: Sequence[Item]) -> tuple[Columns, Page]:
    """The columns of the items of a file, before anything is known of which are text.

    With them goes what they are made of, for a second look.
    """
    rows = len(items)
    columns = Columns(rows)
    texts = shown([item.text for item in items])
    shape = shape_of(texts, np.array([item.prose for item in items]))
    letters, own = shape.letters, shape.own
    terms = terms_of(letters, shape.words)
    columns.add_all(OWN, own)
    by_name = dict(zip(OWN, own, strict=True))
    labelled = np.array([item.label is not None for item in items], dtype=np.float32)
    roles = [item.label.role if item.label else "" for item in items]
    field = np.array([role in _FIELDS for role in roles], dtype=np.float32)
    opens = np.array([item.opens_block for item in items], dtype=np.float32)
    columns.add("labelled", labelled)
    columns.add("field", field)
    columns.add("opens-block", opens)
    columns.add("ends-block", np.append(opens[1:], 1.0))
    weight, closed = by_name["weight"], by_name["closed"]
    prose = np.where(labelled > 0, np.float32(-0.4), by_name["prose"])
    mass = np.where(prose > 0, prose * np.minimum(weight, 400) / 100, 0)
    counts = Counter(texts)
    copies = np.fromiter(map(counts.__getitem__, texts), np.float32, rows)
    columns.add("copies", copies)
    covered = terms.covered((prose >= PROSE) & (labelled == 0)).astype(np.float32)
    columns.add("covered", covered)
    _add_place(columns, mass)
    _add_signs(columns, roles, prose >= PROSE)
    beside = [weight, prose, closed, labelled, covered, by_name["headline"], opens]
    add_neighbours(columns, _BESIDE, np.stack(beside))
    add_windows(columns, _AROUND, _around(by_name, mass, labelled, covered, opens))
    _add_runs(columns, weight, closed, labelled)
    columns.add("lines", rows)
    columns.add("file-mass", mass.sum())
    columns.add("file-prose", (prose >= PROSE).mean())
    columns.add("file-labelled", labelled.mean())
    page = Page(
        letters, weight, closed, by_name["trails"], prose, mass, labelled, field, opens, copies,
        terms,
    )  # fmt: skip
    for name, values in add_surroundings(page):
        columns.add(name, values)
    return columns, page


def shown(texts: list[str]) -> list[str]:
    """What is looked at of lines: all of a line, or the beginning and the end of a huge one."""
    if max(map(len, texts), default=0) <= 2 * _EDGE:
        return texts
    return [text if len(text) <= 2 * _EDGE else text[:_EDGE] + text[-_EDGE:] for text in texts]


def _around(
    own: Mapping[str, Vector], mass: Vector, labelled: Vector, covered: Vector, opens: Vector
) -> Matrix:
    """The values of ``_AROUND``; ``own`` are the columns of the lines themselves."""
    weight, closed = own["weight"], own["closed"]
    return np.stack(
        (
            mass,
            labelled,
            weight < 30,
            closed,
            own["headline"],
            covered,
            own["bulleted"],
            (weight > 60) * (1 - closed),
            own["trails"],
            own["capitals"] * (weight > 30),
            own["density"] * (weight > 30),
            opens,
        )
    )


_FIELDS: Final = FIELD_ROLES | {"blank"}


def _add_place(columns: Columns, mass: Vector) -> None:
    index = np.arange(columns.rows, dtype=np.float32)
    columns.add("place", index / max(columns.rows, 1))
    columns.add("from-start", index)
    columns.add("from-end", columns.rows - 1 - index)
    total = mass.sum() + 1e-6
    columns.add("mass-above", (np.cumsum(mass) - mass) / total)


def distances(is_sign: np.ndarray[Any, Any]) -> tuple[Vector, Vector]:
    """For each row the distance to the nearest sign above and below it, at most ``FAR``.

    ``is_sign`` has the shape (rows,), or (kinds, rows) for several kinds of sign at once.
    """
    rows = is_sign.shape[-1]
    index = np.arange(rows)
    none = np.full((*is_sign.shape[:-1], 1), -10_000)
    seen = np.maximum.accumulate(np.where(is_sign, index, -10_000), axis=-1)
    above = index - np.concatenate([none, seen[..., :-1]], axis=-1)
    coming = np.minimum.accumulate(np.where(is_sign, index, 10_000_000)[..., ::-1], axis=-1)
    below = np.concatenate([coming[..., ::-1][..., 1:], none + 10_010_000], axis=-1) - index
    return (
        np.minimum(above, FAR).astype(np.float32),
        np.minimum(below, FAR).astype(np.float32),
    )


_SIGN_OF: Final = {role: n for n, group in enumerate(SIGNS.values()) for role in group}


def _add_signs(
    columns: Columns, roles: Sequence[str], is_prose: np.ndarray[Any, np.dtype[np.bool_]]
) -> None:
    kinds = np.array([_SIGN_OF.get(role, -1) for role in roles])
    above, below = distances(kinds == np.arange(len(SIGNS))[:, None])
    columns.add_all(_named("{}-above", tuple(SIGNS)), above)
    columns.add_all(_named("{}-below", tuple(SIGNS)), below)
    above, below = distances(is_prose)
    columns.add("prose-above", above)
    columns.add("prose-below", below)
    columns.add("prose-near", np.minimum(above, below))
    columns.add("prose-far", np.maximum(above, below))


def shifted(values: Vector, by: int, fill: float) -> Vector:
    """The values of the line ``by`` rows above (positive) or below (negative).

    ``values`` has the shape (rows,), or (columns, rows).
    """
    out = np.full_like(values, fill)
    if by > 0:
        out[..., by:] = values[..., :-by]
    else:
        out[..., :by] = values[..., -by:]
    return out


def add_neighbours(columns: Columns, names: tuple[str, ...], values: Matrix) -> None:
    """Add the values of the lines up to three above and below, shape (names, rows)."""
    for by in _STEPS:
        columns.add_all(_named("{}@" + str(-by), names), shifted(values, by, -1.0))


@lru_cache(maxsize=64)
def _named(form: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names of columns made from others; the same ones for every file."""
    return tuple(sys.intern(form.format(name)) for name in names)


def sums(values: Matrix, reach: int) -> tuple[Matrix, Matrix]:
    """For each row the mean of the ``reach`` rows above and below; missing rows count as 0.

    ``values`` has the shape (rows,), or (columns, rows).
    """
    means = np.empty((2, *values.shape), dtype=np.float32)
    _add_means(_running(values), reach, means)
    return means[0], means[1]


def _running(values: Matrix) -> np.ndarray[Any, Any]:
    total = np.zeros((*values.shape[:-1], values.shape[-1] + 1))
    np.cumsum(values, axis=-1, out=total[..., 1:])
    return total


def _add_means(total: np.ndarray[Any, Any], reach: int, means: Matrix) -> None:
    """Put the means of the rows above and below into ``means``."""
    above, below = total[..., :-1].copy(), total[..., -1:] - total[..., 1:]
    if reach < total.shape[-1] - 1:
        above[..., reach:] -= total[..., : -1 - reach]
        np.subtract(total[..., 1 + reach :], total[..., 1:-reach], out=below[..., :-reach])
    np.divide(above, reach, out=means[0], casting="same_kind")
    np.divide(below, reach, out=means[1], casting="same_kind")


def add_windows(columns: Columns, names: tuple[str, ...], values: Matrix) -> None:
    """Add the means of columns above and below each row, near and far, and the poorer side."""
    total = _running(values)
    for reach in WINDOWS:
        found = np.empty((3, *values.shape), dtype=np.float32)
        _add_means(total, reach, found)
        np.minimum(found[0], found[1], out=found[2])
        for side, means in zip(("above", "below", "poor"), found, strict=True):
            columns.add_all(_named(f"{{}}-{side}-{reach}", names), means)


def _add_runs(columns: Columns, weight: Vector, closed: Vector, labelled: Vector) -> None:
    """How long the run of lines of the same shape is, and the place in it: lists are even."""
    shape = np.searchsorted([12, 30, 65, 120, 220], weight) * 4 + closed * 2 + labelled
    is_new = np.append(True, shape[1:] != shape[:-1])
    number = np.cumsum(is_new) - 1
    length = np.bincount(number)
    begin = np.flatnonzero(is_new)
    columns.add("run", length[number])
    columns.add("run-place", np.arange(columns.rows) - begin[number])


__all__ = [
    "FAR", "SIGNS", "WINDOWS", "Columns", "Matrix", "Vector", "add_neighbours", "add_windows",
    "distances", "line_columns", "own_features", "shifted", "shown", "sums",
]  # fmt: skip
