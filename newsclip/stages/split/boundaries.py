"""Where one article of a file ends and the next begins.

Sure signs are looked for: a form feed, a line that says that the next article follows, a headline
printed twice or a whole page's foot, each with enough text on both sides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from newsclip.knowledge.features import facts
from newsclip.knowledge.judge import Item
from newsclip.stages.split.headline import find_headline, first_paragraph

# The least text, in letters, that makes an article: two sentences.
LEAST_TEXT: Final = 150
# What stands on both sides of a page's foot must be more than a notice.
LEAST_PAGE: Final = 500
# How soon the text must begin after a sign.
SOON: Final = 40
# Lines that end an article: who wrote it, where from, what about, who owns it.
CLOSERS: Final = frozenset(
    {"byline", "credit", "keywords", "footer", "legal", "related", "next_article", "comments",
     "share", "login", "subscribe"}
)  # fmt: skip


class Cut(msgspec.Struct, frozen=True):
    """An article begins at item ``index``; ``rule`` is the sign that said so."""

    index: int
    rule: str


def find_cuts(items: Sequence[Item], breaks: frozenset[int]) -> list[Cut]:
    """The cuts of a file, in order, none at its first article.

    ``breaks`` are the indexes of items that a form feed stands above.
    """
    cuts: list[Cut] = []
    start = 0
    for cut in _candidates(items, breaks):
        least = LEAST_PAGE if cut.rule == "split/page-foot" else LEAST_TEXT
        if cut.rule == "split/form-feed":
            least = 1
        if cut.index <= start or mass(items, start, cut.index) < least:
            continue
        if mass(items, cut.index, len(items)) < least:
            continue
        cuts.append(cut)
        start = cut.index
    return _with_text(items, cuts)


def mass(items: Sequence[Item], start: int, stop: int) -> float:
    """The weight of running text that is kept in ``items[start:stop]``, in letters."""
    return sum(
        facts(item.text).weight for item in items[start:stop] if item.prose >= 0.2 and item.is_text
    )


def _candidates(items: Sequence[Item], breaks: frozenset[int]) -> Iterator[Cut]:
    has_closer = has_foot = False
    for index, item in enumerate(items):
        if index in breaks:
            yield Cut(index, "split/form-feed")
        if item.role == "next_article":
            begin = _beginning(items, index + 1)
            if begin is not None:
                yield Cut(begin, "split/next-article")
        elif item.role == "dup_title" and has_closer and _starts_soon(items, index):
            yield Cut(index - 1, "split/doubled-headline")
        elif item.is_text and item.prose >= 0.8 and has_foot:
            begin = _beginning(items, _foot_end(items, index), index + 1)
            if begin is not None:
                yield Cut(begin, "split/page-foot")
        has_foot = has_foot or (item.role == "footer" and not (item.label and _is_guess(item)))
        has_closer = has_closer or item.role in CLOSERS
        if item.is_text and item.prose >= 0.8:
            has_closer = has_foot = False


def _is_guess(item: Item) -> bool:
    rule = item.label.rule if item.label else None
    return rule is None or rule.startswith("heuristic/")


def _foot_end(items: Sequence[Item], index: int) -> int:
    """The index after the last foot line above ``index``."""
    while index > 0 and items[index - 1].role != "footer":
        index -= 1
    return index


def _starts_soon(items: Sequence[Item], index: int) -> bool:
    first = first_paragraph(items, index, min(len(items), index + SOON))
    return first is not None


def _beginning(items: Sequence[Item], start: int, until: int | None = None) -> int | None:
    """Where the article that follows a sign begins: its headline, else its first kept line."""
    stop = len(items) if until is None else until
    first = first_paragraph(items, start, min(stop, start + SOON) if until is None else stop)
    if first is None:
        return None
    headline = find_headline(items, start, len(items))
    if headline is not None and headline < first:
        return headline
    return next(n for n in range(start, first + 1) if items[n].is_text)


def _with_text(items: Sequence[Item], cuts: list[Cut]) -> list[Cut]:
    """The cuts without those that would leave a part with no text."""
    kept: list[Cut] = []
    for number, cut in enumerate(cuts):
        stop = cuts[number + 1].index if number + 1 < len(cuts) else len(items)
        least = 1 if cut.rule == "split/form-feed" else LEAST_TEXT
        if mass(items, cut.index, stop) >= least:
            kept.append(cut)
    return kept
