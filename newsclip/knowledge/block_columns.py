"""An HTML page's lines as a matrix: the line, its element, and the containers around it.

One row a line that may be text, one column a feature. They are the evidence of the block model, and
the same in any language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, TypeVar

import numpy as np

from newsclip.knowledge.columns import shifted
from newsclip.knowledge.containers import Containers
from newsclip.knowledge.features import PROSE, facts
from newsclip.record import Block, Line

Array = np.ndarray[Any, np.dtype[Any]]
Key = TypeVar("Key")

# Containers looked at around a line, each larger than the one before.
LEVELS: Final = 5
# How many steps up a line may be from the container of the text.
STEPS: Final = 7
WINDOWS: Final = (2, 4, 8, 16)
_MOST_COLUMNS: Final = 160
_ALL_LINKED: Final = 0.98
# A line is one link from this share on, but for a mark or a date beside it.
_ONE_LINK: Final = 0.9
_KNOWN_CLASSES: Final = 16384
# A line counts as running text from this weight on, and no line weighs more than the other.
_RUNNING: Final = 60.0
_HEAVIEST: Final = 400.0
# Distances beyond these say no more.
_FAR: Final = 60
_FARTHEST: Final = 200
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_KINDS: Final = ("paragraph", "heading", "other", "caption", "form", "list_item", "link")
_KIND: Final = {name: number for number, name in enumerate(_KINDS)}
_EACH_KIND: Final = np.arange(len(_KINDS))[:, None]
_TAGS: Final = ("p", "div", "li", "figcaption", "h2")
_AROUND: Final = ("figure", "main", "article", "section", "ol", "ul", "table", "blockquote")
_SUBWORD: Final = re.compile("[a-z]+|[A-Z][a-z]*")
_NUMBER: Final = re.compile("[0-9]+")


class Table:
    """Named columns of one length, written into one matrix."""

    def __init__(self, rows: int) -> None:
        self.names: list[str] = []
        self._columns = np.empty((_MOST_COLUMNS, rows), dtype=np.float32)

    def add(self, name: str, values: Array | Sequence[float] | float) -> None:
        """Add a column; a single number stands for all rows."""
        self._columns[len(self.names)] = values
        self.names.append(name)

    def extend(self, names: Iterable[str], columns: Array) -> None:
        """Add several columns, shape (columns, rows)."""
        first = len(self.names)
        self.names += names
        self._columns[first : len(self.names)] = columns

    def matrix(self) -> Array:
        """The columns side by side, shape (rows, columns)."""
        matrix: Array = np.ascontiguousarray(self._columns[: len(self.names)].T)
        return matrix


class Page:
    """The lines of a page, what they weigh, and the containers that hold them.

    ``rows`` are the lines that are judged: not those that are one link and no running text, which
    are two in three, and of a hundred letters of text hold half a one.
    """

    def __init__(self, lines: Sequence[Line], title: str | None) -> None:
        self.texts = [line.text.strip() for line in lines]
        self.blocks = [line.block or _NO_BLOCK for line in lines]
        self.title = _squeezed(title) if title else ""
        self.containers = Containers(self.blocks)
        self.facts = list(map(facts, self.texts))
        self.weight = np.array([fact.weight for fact in self.facts])
        self.prose = np.array([fact.prose for fact in self.facts])
        self.link = np.array([block.link_share for block in self.blocks])
        running = np.maximum(self.prose, 0) * np.minimum(self.weight, _HEAVIEST)
        self.mass: Array = running * (1 - self.link)
        self.linked = self.weight * self.link
        is_linked = float(self.linked.sum()) >= _ALL_LINKED * float(self.weight.sum())
        if is_linked and float(self.mass.sum()) < _HEAVIEST:
            # A link that was never closed says nothing about what it holds.
            self.link = self.linked = np.zeros(len(lines))
            self.mass = running
        self.rows: Array = np.flatnonzero((self.link < _ONE_LINK) | (self.prose >= PROSE))
        self.paths, self.path = _numbered([block.path for block in self.blocks])
        self.tags = [path.rpartition(">")[2] for path in self.paths]
        self.look = _looks(self.path, self.blocks)

    def __len__(self) -> int:
        return len(self.texts)


def _looks(path: Array, blocks: Sequence[Block]) -> Array:
    """For each line the number of its path and classes; ``path`` is that of the path."""
    keys = [(n, block.classes[:3]) for n, block in zip(path.tolist(), blocks, strict=True)]
    known, number = _numbered(keys)
    return _numbered([(n, _look(classes)) for n, classes in known])[1][number]


@lru_cache(maxsize=16384)
def _look(classes: tuple[str, ...]) -> tuple[str, ...]:
    """The classes without their numbers, which count the blocks of an article."""
    return tuple([_NUMBER.sub("", word) for word in classes])


_NO_BLOCK: Final = Block("", "other")


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


def _numbered(keys: Sequence[Key]) -> tuple[list[Key], Array]:
    """The different keys, and for each key the number of it among them."""
    known = list(dict.fromkeys(keys))
    numbers = dict(zip(known, range(len(known)), strict=True))
    return known, np.array(list(map(numbers.__getitem__, keys)), dtype=np.int64)


@lru_cache(maxsize=65536)
def subwords(word: str) -> tuple[str, ...]:
    """The parts of a class or id, in lower case: ``articleBody-2`` is ``article``, ``body``."""
    return tuple(part.lower() for part in _SUBWORD.findall(word) if len(part) > 1)


_NO_ODDS: Final = (0.0, 0.0, 0.0, 0.0, 0.0)


class ClassOdds:
    """How much classes and ids speak for text, from the ``odds`` of their parts."""

    def __init__(self, odds: Mapping[str, float]) -> None:
        self._odds = odds
        self._known: dict[tuple[str, ...], tuple[float, ...]] = {}
        self._words: dict[str, tuple[float, ...]] = {}

    def of(self, classes: tuple[str, ...]) -> tuple[float, ...]:
        """The least, the most and the sum of all odds, and the least and most of the nearest two.

        >>> ClassOdds({"body": 2.0, "ad": -1.5}).of(("body-1", "ad-slot"))
        (-1.5, 2.0, 0.5, -1.5, 2.0)
        """
        known = self._known.get(classes)
        if known is None:
            if len(self._known) >= _KNOWN_CLASSES:
                self._known.clear()
                self._words.clear()
            known = self._known[classes] = self._sum(classes)
        return known

    def _sum(self, classes: tuple[str, ...]) -> tuple[float, ...]:
        found = [self._of_word(word) for word in classes]
        every = [value for values in found for value in values]
        if not every:
            return _NO_ODDS
        near = [value for values in found[:2] for value in values]
        return (
            min(every),
            max(every),
            sum(every),
            min(near, default=0.0),
            max(near, default=0.0),
        )

    def _of_word(self, word: str) -> tuple[float, ...]:
        known = self._words.get(word)
        if known is None:
            odds = self._odds
            known = tuple([odds[part] for part in subwords(word) if part in odds])
            self._words[word] = known
        return known


def block_columns(page: Page, odds: ClassOdds) -> Table:
    """The columns of the lines of a page that are judged, a row each of ``page.rows``."""
    columns = Table(len(page.rows))
    _add_own(columns, page)
    _add_classes(columns, page, odds)
    _add_containers(columns, page)
    _add_groups(columns, page)
    _add_place(columns, page)
    for name, values in (("mass", page.mass), ("weight", np.minimum(page.weight, _HEAVIEST))):
        _add_windows(columns, name, values, page.rows)
    return columns


def _add_own(columns: Table, page: Page) -> None:
    rows = page.rows
    at = rows.tolist()
    weight = page.weight[rows]
    shown = [page.facts[n] for n in at]
    columns.add("weight", weight)
    columns.add("closed", [fact.is_closed for fact in shown])
    columns.add("prose", page.prose[rows])
    columns.add("wide", [fact.wide for fact in shown])
    columns.add("parts", [_has_parts(page.texts[n]) for n in at])
    columns.add("link", page.link[rows])
    blocks = [page.blocks[n] for n in at]
    links, strong = np.array([_marked(block) for block in blocks]).reshape(-1, 2).T
    columns.add("links", links)
    columns.add("strong", strong / np.maximum(weight, 1))
    tags = np.array([_tag_flags(path) for path in page.paths], dtype=np.float32)
    names = [*(f"tag-{tag}" for tag in _TAGS), "tag-heading", *(f"in-{tag}" for tag in _AROUND)]
    columns.extend(names, tags[page.path[rows]].T)
    kinds = np.array([_KIND.get(block.kind, -1) for block in blocks])
    columns.extend([f"kind-{name}" for name in _KINDS], kinds == _EACH_KIND)
    columns.add("depth", [block.depth for block in blocks])
    columns.add("shared", [block.shared for block in blocks])
    for by in (1, -1):
        columns.add(f"link@{-by}", shifted(page.link, by, -1.0)[rows])


def _has_parts(text: str) -> bool:
    return "|" in text or "/" in text or "\uff5c" in text


def _marked(block: Block) -> tuple[int, int]:
    """The number of links, and of characters that are strong."""
    if not block.marks:
        return 0, 0
    strong = sum([mark.end - mark.start for mark in block.marks if mark.kind == "strong"])
    return len([mark for mark in block.marks if mark.kind == "link"]), strong


@lru_cache(maxsize=16384)
def _tag_flags(path: str) -> tuple[bool, ...]:
    *around, tag = path.split(">")
    return (
        *(tag == one for one in _TAGS),
        tag in _HEADINGS,
        *(one in around for one in _AROUND),
    )


def _add_classes(columns: Table, page: Page, odds: ClassOdds) -> None:
    """What the class and id words of a line's elements speak for, and of the lines beside it."""
    rows = page.rows
    near = np.zeros(len(page) + 4, dtype=bool)
    for by in range(5):
        near[rows + by] = True
    at = np.flatnonzero(near[2:-2])
    values = np.zeros((len(page), len(_NO_ODDS)))
    if len(at):
        values[at] = [odds.of(page.blocks[n].classes) for n in at.tolist()]
    found = values.T
    names = ("min", "max", "sum", "own-min", "own-max")
    columns.extend([f"class-{name}" for name in names], found[:, rows])
    columns.add("class-words", [len(page.blocks[n].classes) for n in rows.tolist()])
    for by in (1, -1, 2, -2):
        columns.add(f"class@{-by}", shifted(found[2], by, -1.0)[rows])


def _add_containers(columns: Table, page: Page) -> None:
    """How much running text and how many links the containers around a line hold."""
    held = page.containers
    values = np.stack((page.mass, page.weight, page.linked, page.mass > _RUNNING))
    mass, weight, linked, many = held.total(values)
    links = linked / np.maximum(weight, 1)
    dense = mass / np.maximum(weight, 1)
    whole = float(page.mass.sum()) + 1e-6
    columns.add("page-mass", whole)
    columns.add("page-lines", len(page))
    columns.add("page-link", links[0])
    columns.add("page-running", many[0] / max(len(page), 1))
    levels = held.levels(page.rows, STEPS)
    level = levels[:LEVELS]
    for name, values in (
        ("share", mass / whole),
        ("mass", mass),
        ("link", links),
        ("dense", dense),
        ("size", held.lines),
        ("many", many),
    ):
        columns.extend([f"{name}-{number}" for number in range(LEVELS)], values[level])
    _add_distance(columns, page, "best", held.heaviest(page.mass), levels)
    _add_distance(columns, page, "most", held.smallest_with_most(page.mass), levels)


def _add_distance(columns: Table, page: Page, name: str, node: int, levels: Array) -> None:
    """How far a line is from the container of the text, in lines and in the tree.

    ``levels`` are the containers around each line, shape (steps, rows).
    """
    held, rows = page.containers, page.rows
    start, stop = int(held.start[node]), int(held.stop[node])
    columns.add(f"{name}-in", (rows >= start) & (rows < stop))
    columns.add(f"{name}-above", np.clip(start - rows, -_FAR, _FAR))
    columns.add(f"{name}-below", np.clip(rows - stop + 1, -_FAR, _FAR))
    holds = (held.start[levels] <= start) & (held.stop[levels] >= stop)
    step = holds.argmax(axis=0)
    is_near = holds.any(axis=0)
    drop = held.depth[node] - held.depth[levels[step, np.arange(len(rows))]]
    columns.add(f"{name}-steps", np.where(is_near, step, STEPS))
    columns.add(f"{name}-drop", np.where(is_near, drop, _FAR))


def _add_groups(columns: Table, page: Page) -> None:
    """What the lines of the same path, or the same path and classes, hold together."""
    ends = [">".join(path.split(">")[-3:]) for path in page.paths]
    tails = [
        (ends[number], block.classes[:1], block.depth)
        for number, block in zip(page.path.tolist(), page.blocks, strict=True)
    ]
    whole = float(page.mass.sum()) + 1e-6
    for name, numbers in (
        ("path", page.path),
        ("look", page.look),
        ("tail", _numbered(tails)[1]),
    ):
        mass = np.bincount(numbers, page.mass)
        weight = np.maximum(np.bincount(numbers, page.weight), 1)
        rank = np.empty(len(mass))
        rank[np.argsort(-mass, kind="stable")] = np.arange(len(mass))
        own = numbers[page.rows]
        columns.add(f"{name}-lines", np.bincount(numbers)[own])
        columns.add(f"{name}-share", (mass / whole)[own])
        columns.add(f"{name}-link", (np.bincount(numbers, page.linked) / weight)[own])
        columns.add(f"{name}-dense", (mass / weight)[own])
        columns.add(f"{name}-rank", rank[own])


def _add_place(columns: Table, page: Page) -> None:
    """Where a line stands: in the page, below the headline, near headings and running text."""
    rows = page.rows
    every = np.arange(len(page))
    columns.add("place", rows / max(len(page), 1))
    columns.add("from-start", rows)
    columns.add("from-end", len(page) - 1 - rows)
    above = (np.cumsum(page.mass) - page.mass) / (page.mass.sum() + 1e-6)
    columns.add("mass-above", above[rows])
    first = np.flatnonzero(np.array([tag == "h1" for tag in page.tags], dtype=bool)[page.path])
    is_heading = np.array([tag in _HEADINGS for tag in page.tags], dtype=bool)[page.path]
    columns.add("h1s", len(first))
    columns.add("from-h1", _from(rows, int(first[0]) if len(first) else None))
    columns.add("from-title", _from(rows, _titled(page, is_heading)))
    heading = np.maximum.accumulate(np.where(is_heading, every, -_FAR))
    columns.add("heading-above", np.minimum(rows - heading[rows], _FAR))
    running = np.where(page.mass > _RUNNING, every, len(page) + _FAR)
    below = np.append(np.minimum.accumulate(running[::-1])[::-1], len(page) + _FAR)
    columns.add("running-below", np.minimum(below[rows + 1] - rows, _FAR))


def _from(rows: Array, sign: int | None) -> Array | int:
    return -_FARTHEST if sign is None else np.clip(rows - sign, 1 - _FARTHEST, _FARTHEST)


def _titled(page: Page, is_heading: Array) -> int | None:
    """The line that says the page's title: a heading where there is one, else the first."""
    title = page.title
    size, first = len(title), title[:1]
    found = [
        n
        for n, text in enumerate(page.texts if title else ())
        if len(text) >= size and text[0].casefold()[0] == first and _squeezed(text) == title
    ]
    return next((n for n in found if is_heading[n]), found[0] if found else None)


def _add_windows(columns: Table, name: str, values: Array, rows: Array) -> None:
    """The mean of a column over the lines above and below, and the poorer side."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    reach = np.array(WINDOWS)[:, None]
    above = (total[rows] - total[np.maximum(rows - reach, 0)]) / reach
    below = (total[np.minimum(rows + 1 + reach, len(values))] - total[rows + 1]) / reach
    for side, found in (("above", above), ("below", below), ("poor", np.minimum(above, below))):
        columns.extend([f"{name}-{side}-{one}" for one in WINDOWS], found)
