"""Where one article of a file ends and the next begins.

Sure signs come first: a form feed, a line that says that the next article follows, a headline
printed twice below what ends an article, a whole page's foot and head. The boundary model finds
the rest. Each part has text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

import msgspec

from newsclip.knowledge.features import facts
from newsclip.knowledge.judge import Item
from newsclip.stages.split.headline import first_paragraph, headline_above

# The least text, in letters, that makes an article: two sentences.
LEAST_TEXT: Final = 150
# A page's foot and the next page's head are at least this many lines, the head alone this many.
PAGE_LINES: Final = 20
MENU_LINES: Final = 6
# From this chance on the boundary model's word counts: of 240 dumps of one article, from sites that
# were not trained on, 2 to 3 in a hundred are cut. A file that surely holds several is cut sooner.
ENOUGH: Final = 0.5
FURTHER: Final = 0.3
# With fewer kept lines than this there is nothing to compare.
FEWEST_LINES: Final = 4
# The least that makes a page of its own.
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
    score: float = 1.0


def find_cuts(items: Sequence[Item], breaks: frozenset[int]) -> list[Cut]:
    """The cuts of a file, in order, none at its first article.

    ``breaks`` are the indexes of items that a form feed stands above. Sure signs come first; the
    boundary model finds the rest between them.
    """
    text = text_before(items)
    sure = _accepted(text, list(_candidates(items, breaks)))
    likely = sorted(
        [*sure, *_by_model(items, breaks, has_sure=bool(sure))], key=lambda cut: cut.index
    )
    return _with_text(text, _accepted(text, likely))


def text_before(items: Sequence[Item]) -> list[float]:
    """The weight of running text that is kept above each item, in letters, and above the end."""
    weights = (
        facts(item.text).weight if item.prose >= 0.2 and item.is_text else 0.0 for item in items
    )
    return list(accumulate(weights, initial=0.0))


def _accepted(text: Sequence[float], candidates: Sequence[Cut]) -> list[Cut]:
    """The candidates with enough text on both sides; a surer one takes a weaker one's place."""
    cuts: list[Cut] = []
    for cut in candidates:
        least = _least(cut)
        start = cuts[-1].index if cuts else 0
        if cut.index <= start or text[-1] - text[cut.index] < least:
            continue
        if text[cut.index] - text[start] >= least:
            cuts.append(cut)
        elif cuts and cut.score > cuts[-1].score:
            before = cuts[-2].index if len(cuts) > 1 else 0
            if text[cut.index] - text[before] >= least:
                cuts[-1] = cut
    return cuts


def _least(cut: Cut) -> float:
    """The least text on either side of a cut, in letters."""
    if cut.rule == "split/form-feed":
        return 1
    return LEAST_PAGE if cut.rule == "split/new-page" else LEAST_TEXT


def _by_model(items: Sequence[Item], breaks: frozenset[int], *, has_sure: bool) -> list[Cut]:
    """The lines at which the boundary model sees a new article begin."""
    import numpy as np  # noqa: PLC0415

    from newsclip.knowledge.model import load_forest, probability  # noqa: PLC0415
    from newsclip.stages.split.evidence import boundary_columns  # noqa: PLC0415

    kept = np.array([n for n, item in enumerate(items) if item.is_text])
    if len(kept) < FEWEST_LINES:
        return []
    forest = load_forest("boundaries")
    columns = boundary_columns(items, kept, breaks)
    chances = probability(forest.score(columns.matrix()))
    found: list[Cut] = []
    is_several = has_sure or bool((chances[1:] >= ENOUGH).any())
    for row in np.flatnonzero(chances >= (FURTHER if is_several else ENOUGH)):
        if row == 0:
            continue
        begin = _headline_in(items, int(kept[row - 1]) + 1, int(kept[row]))
        found.append(Cut(begin, "model/boundaries", float(chances[row])))
    return found


def _headline_in(items: Sequence[Item], start: int, line: int) -> int:
    """The headline of the article that begins at ``line``, where it stands above it."""
    stop = min(len(items), line + SOON)
    first = first_paragraph(items, line, stop)
    if start >= line or first is None:
        return line
    headline = headline_above(items, start, first, stop)
    return headline if headline is not None and headline <= line else line


def _candidates(items: Sequence[Item], breaks: frozenset[int]) -> Iterator[Cut]:
    has_closer = False
    last_text = -1
    for index, item in enumerate(items):
        if index in breaks:
            yield Cut(index, "split/form-feed")
        if item.role == "next_article":
            begin = _beginning(items, index + 1)
            if begin is not None:
                yield Cut(begin, "split/next-article")
        elif item.role == "dup_title" and has_closer and _starts_soon(items, index):
            yield Cut(index - 1, "split/doubled-headline")
        has_closer = has_closer or item.role in CLOSERS
        if item.is_text and item.prose >= 0.8:
            has_closer = False
            headline = _new_page(items, last_text, index)
            if headline is not None:
                yield Cut(headline, "split/new-page")
            last_text = index


def _new_page(items: Sequence[Item], last: int, first: int) -> int | None:
    """The headline above ``first`` when between it and the text above a page ends and one begins.

    A page ends with its foot and begins with its menu, more lines than between two paragraphs.
    """
    if last < 0 or first - last < PAGE_LINES:
        return None
    feet = [n for n in range(last + 1, first) if _is_foot(items[n])]
    if not feet or first - feet[-1] < MENU_LINES:
        return None
    return headline_above(items, feet[-1] + 1, first, min(len(items), first + SOON))


def _is_foot(item: Item) -> bool:
    rule = item.label.rule if item.label else None
    named = rule is not None and not rule.startswith(("heuristic/", "model/"))
    return named and item.role in {"footer", "legal"}


def _starts_soon(items: Sequence[Item], index: int) -> bool:
    first = first_paragraph(items, index, min(len(items), index + SOON))
    return first is not None


def _beginning(items: Sequence[Item], start: int) -> int | None:
    """Where the article that follows a sign begins: its headline, else its first kept line."""
    first = first_paragraph(items, start, min(len(items), start + SOON))
    if first is None:
        return None
    headline = headline_above(items, start, first, min(len(items), first + SOON))
    if headline is not None and headline < first:
        return headline
    return next(n for n in range(start, first + 1) if items[n].is_text)


def _with_text(text: Sequence[float], cuts: list[Cut]) -> list[Cut]:
    """The cuts without those that would leave a part with no text."""
    stops = [*(cut.index for cut in cuts[1:]), len(text) - 1]
    return [
        cut
        for cut, stop in zip(cuts, stops, strict=False)
        if text[stop] - text[cut.index] >= _least(cut)
    ]
