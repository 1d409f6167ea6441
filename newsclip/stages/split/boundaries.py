"""Where one article of a file ends and the next begins.

Sure signs come first: a form feed, a line that says that the next article follows, a headline
printed twice below what ends an article, a whole page's foot and head. The boundary model finds
the rest. Each part has text.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Final

import msgspec

from newsclip.errors import UsageError
from newsclip.knowledge.features import facts, terms
from newsclip.knowledge.judge import Item
from newsclip.stages.split.headline import first_paragraph, guess_headlines

# The least text, in letters, that makes an article: two sentences.
LEAST_TEXT: Final = 150
# A page's foot and the next page's head are at least this many lines, the head alone this many.
PAGE_LINES: Final = 20
MENU_LINES: Final = 6
# From this chance on the boundary model's word counts; a file that surely holds several is cut
# sooner. Of 240 dumps of one article, of sites that were not trained on, one in a hundred is cut,
# and of 600 files of one to five articles fewer than two in a hundred get too many.
ENOUGH: Final = 0.7
FURTHER: Final = 0.6
# On pages of which at least this share is dropped leftover teasers look like articles: there it
# has to be so much surer.
PAGE: Final = 0.1
SURER: Final = 0.1
# A clipping or page that names its headline by itself is a single article 30 times as often as the
# files that the model was trained on: at these odds 0.6 becomes this chance.
ON_TITLED: Final = 0.978
# From these log odds on a line marks where an article begins that the boundary model has found:
# between two texts the likeliest line is right more often than none.
POSSIBLE: Final = -4.0
# The lines of a numbered list have their neighbours within so many kept lines.
NEAR: Final = 30
_NUMBER: Final = re.compile("(\\d{1,2})\\s?[.)\u3001\uff0e\uff09](?!\\d)")
# A headline stands in two wordings within so many lines: they share so much of the shorter one, or
# the model finds the upper one likely, too, if by so much less in log odds.
COPIES: Final = 12
FEW_TERMS: Final = 3
SHARED: Final = 0.75
CLEAR: Final = 3.0
NEARLY: Final = 3.0
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


def find_cuts(
    items: Sequence[Item], breaks: frozenset[int], *, is_titled: bool = False
) -> list[Cut]:
    """The cuts of a file, in order, none at its first article.

    ``breaks`` are the indexes of items that a form feed stands above; ``is_titled`` says that the
    file names its headline by itself. Sure signs come first, then
    what the boundary model finds, the likeliest first; on both sides of each cut there is text.
    """
    text = text_before(items)
    cuts: list[Cut] = []
    for cut in _candidates(items, breaks):
        _accept(cuts, cut, text)
    dropped = sum(not item.is_text for item in items)
    surer = SURER if dropped >= PAGE * len(items) else 0.0
    for cut in sorted(_by_model(items, text), key=lambda cut: -cut.score):
        enough = (FURTHER if cuts else ENOUGH) + surer
        if cut.score >= (ON_TITLED if is_titled else enough):
            _accept(cuts, cut, text)
    return cuts


def _accept(cuts: list[Cut], cut: Cut, text: Sequence[float]) -> None:
    """Put a cut in its place among ``cuts`` where enough text is left on both sides of it."""
    place = bisect(cuts, cut.index, key=lambda one: one.index)
    start = cuts[place - 1].index if place else 0
    stop = cuts[place].index if place < len(cuts) else len(text) - 1
    above, below = text[cut.index] - text[start], text[stop] - text[cut.index]
    if cut.index > start and min(above, below) >= _least(cut):
        cuts.insert(place, cut)


def text_before(items: Sequence[Item]) -> list[float]:
    """The weight of running text that is kept above each item, in letters, and above the end."""
    weights = (
        facts(item.text).weight if item.prose >= 0.2 and item.is_text else 0.0 for item in items
    )
    return list(accumulate(weights, initial=0.0))


def _least(cut: Cut) -> float:
    """The least text on either side of a cut, in letters."""
    if cut.rule == "split/form-feed":
        return 1
    return LEAST_PAGE if cut.rule == "split/new-page" else LEAST_TEXT


def _by_model(items: Sequence[Item], text: Sequence[float]) -> Iterator[Cut]:
    """The lines at which the boundary model sees a new article begin."""
    import numpy as np  # noqa: PLC0415

    from newsclip.knowledge.model import load_forest, probability  # noqa: PLC0415
    from newsclip.stages.split.evidence import boundary_columns, kept_lines  # noqa: PLC0415
    from newsclip.stages.split.rivals import likely_rows, rival_matrix  # noqa: PLC0415

    lines = kept_lines(items)
    kept = lines.rows
    if len(kept) < FEWEST_LINES:
        return
    columns = boundary_columns(lines)
    forest = load_forest("boundaries")
    if tuple(columns.names) != forest.names:
        raise UsageError("the weights do not fit this version", hint="train them anew")
    scores = forest.score(columns.matrix())
    rows = likely_rows(scores)
    if not len(rows):
        return
    above = np.array(text)[[*kept, -1]]
    matrix = rival_matrix(scores, rows, lines.chains, above, 1 - len(kept) / len(items))
    chances = probability(load_forest("rivals").score(matrix))
    for row, chance in zip(rows.tolist(), chances.tolist(), strict=True):
        line = int(kept[row])
        if chance >= FURTHER and not _is_listed(items, kept[max(0, row - NEAR) : row + NEAR], line):
            begin = _headline_in(items, int(kept[row - 1]) + 1, line)
            yield Cut(begin, "model/boundaries", chance)


def _is_listed(items: Sequence[Item], around: Iterable[int], line: int) -> bool:
    """Whether a line is one of a numbered list: a line nearby has the number before or after."""
    number = _NUMBER.match(items[line].text)
    if number is None:
        return False
    others = {int(found[1]) for n in around if (found := _NUMBER.match(items[n].text))}
    return not others.isdisjoint({int(number[1]) - 1, int(number[1]) + 1})


def _headline_in(items: Sequence[Item], start: int, line: int) -> int:
    """Where the article whose text begins at ``line`` has its headline, the upper copy of two.

    That is between ``start``, below the last line of the article before, and ``line``, which stands
    for a headline that is not found.
    """
    stop = min(len(items), line + SOON)
    first = first_paragraph(items, line, stop)
    if start >= line or first is None:
        return line
    guesses = guess_headlines(items, start, first, stop)
    best = max(guesses, key=lambda guess: guess.score, default=None)
    if best is None or best.score < POSSIBLE or best.index > line:
        return line
    own = terms(items[best.index].text)
    least = min(best.score, CLEAR) - NEARLY
    return next(
        guess.index
        for guess in guesses
        if guess.index >= best.index - COPIES
        and (
            guess.index == best.index
            or guess.score >= least
            or _says_the_same(terms(items[guess.index].text), own)
        )
    )


def _says_the_same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two headlines are one, whole, cut off or with a word before it."""
    least = min(len(one), len(other))
    return least >= FEW_TERMS and len(one & other) >= SHARED * least


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
    headline = _headline_in(items, feet[-1] + 1, first)
    return headline if headline < first else None


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
    line = next(n for n in range(start, first + 1) if items[n].is_text)
    headline = _headline_in(items, start, first)
    return headline if headline < first else line
