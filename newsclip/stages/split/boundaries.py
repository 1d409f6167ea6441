"""Where one article of a file ends and the next begins.

Sure signs come first: a form feed, a line that says that the next article follows, a headline
printed twice below what ends an article, a whole page's foot and head, the file's own head below
the foot of a page, wide gaps of one size, headlines with bylines. The boundary model finds the
rest. Each part has text.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec
import numpy as np

from newsclip.errors import UsageError
from newsclip.knowledge.features import PROSE, terms
from newsclip.knowledge.model import load_forest, probability
from newsclip.knowledge.page_tops import same_tops
from newsclip.stages.split.bylines import headed_articles
from newsclip.stages.split.evidence import boundary_columns
from newsclip.stages.split.gaps import parted_by_gaps
from newsclip.stages.split.headline import first_paragraph, guess_headlines
from newsclip.stages.split.rivals import likely_rows, rival_matrix
from newsclip.stages.split.sheet import Array, Sheet

# The least text, in letters, that makes an article: two sentences.
LEAST_TEXT: Final = 150
# A page's foot and the next page's head are at least this many lines, the head alone this many.
PAGE_LINES: Final = 20
MENU_LINES: Final = 6
# To find a boundary too many is so much worse than to miss one; worse on pages, where at least this
# share is dropped between texts: leftover teasers look like articles, and nearly every page holds
# one only.
TOO_MANY: Final = 0.7
TOO_MANY_ON_PAGE: Final = 1.5
PAGE: Final = 0.1
# So many places at most are decided on at once; the model's candidates of a smaller chance never
# are boundaries.
AT_ONCE: Final = 50
LEAST_CHANCE: Final = 0.1
MOST_CHANCE: Final = 0.98
# A clipping or page that names its headline by itself is a single article 30 times as often as the
# files that the model was trained on.
ON_TITLED: Final = 30.0
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
# A line that reads this much like running text is a paragraph of a page.
PARAGRAPH_ON_PAGE: Final = PROSE
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


def find_cuts(sheet: Sheet, breaks: frozenset[int], *, is_titled: bool = False) -> list[Cut]:
    """The cuts of a file, in order, none at its first article.

    ``breaks`` are the indexes of items that a form feed stands above; ``is_titled`` says that the
    file names its headline by itself. Sure signs come first, then what the boundary model finds,
    the likeliest first; on both sides of each cut there is text.
    """
    text = sheet.text_above
    cuts: list[Cut] = []
    for cut in _candidates(sheet, breaks):
        _accept(cuts, cut, text)
    likely = list(_by_model(sheet, ON_TITLED if is_titled else 1.0))
    for begin in range(0, len(likely), AT_ONCE):
        _decide(cuts, likely[begin : begin + AT_ONCE], text, is_page=sheet.dropped_between >= PAGE)
    return cuts


def _decide(cuts: list[Cut], likely: Sequence[Cut], text: Array, *, is_page: bool) -> None:
    """Put those places among ``cuts`` that are boundaries, as far as is known, the likeliest first.

    Places between which there is too little text for an article stand for one boundary: outside
    pages, where furniture is between them, their chances add up.
    """
    found: list[Cut] = []
    chances: list[float] = []
    for cut in sorted(likely, key=lambda cut: -cut.score):
        if _accept(cuts, cut, text):
            found.append(cut)
            chances.append(cut.score)
        elif not is_page:
            near = [abs(text[cut.index] - text[other.index]) < LEAST_TEXT for other in found]
            if any(near):
                place = near.index(True)
                chances[place] = min(chances[place] + cut.score, MOST_CHANCE)
    order = np.argsort(chances, kind="stable")[::-1].tolist()
    number = _number_of([chances[n] for n in order], TOO_MANY_ON_PAGE if is_page else TOO_MANY)
    for n in order[number:]:
        cuts.remove(found[n])


def _number_of(chances: Sequence[float], too_many: float) -> int:
    """How many places are boundaries, by their chances: the number that is likely to cost least.

    A number that is right gains 1, one that is too large costs ``too_many``.
    """
    known = np.ones(1)
    for chance in chances:
        known = np.convolve(known, [1 - chance, chance])
    fewer = np.cumsum(known) - known
    return int(np.argmax(known - too_many * fewer))


def _accept(cuts: list[Cut], cut: Cut, text: Array) -> bool:
    """Put a cut in its place among ``cuts`` if enough text is left on both sides of it."""
    place = bisect(cuts, cut.index, key=lambda one: one.index)
    start = cuts[place - 1].index if place else 0
    stop = cuts[place].index if place < len(cuts) else len(text) - 1
    above, below = text[cut.index] - text[start], text[stop] - text[cut.index]
    fits = cut.index > start and min(above, below) >= _least(cut)
    if fits:
        cuts.insert(place, cut)
    return bool(fits)


def _least(cut: Cut) -> float:
    """The least text on either side of a cut, in letters."""
    if cut.rule == "split/form-feed":
        return 1
    return LEAST_PAGE if cut.rule == "split/new-page" else LEAST_TEXT


def _by_model(sheet: Sheet, against: float) -> Iterator[Cut]:
    """The lines at which the boundary model sees a new article begin, in order.

    Their chances are lowered by the odds ``against`` several articles.
    """
    kept = sheet.kept
    if len(kept) < FEWEST_LINES:
        return
    columns = boundary_columns(sheet)
    forest = load_forest("boundaries")
    if tuple(columns.names) != forest.names:
        raise UsageError("the weights do not fit this version", hint="train them anew")
    scores = forest.score(columns.matrix(is_last=True))
    rows = likely_rows(scores)
    if not len(rows):
        return
    matrix = rival_matrix(scores, rows, sheet.chains, sheet.text_between, sheet.dropped)
    chances = probability(load_forest("rivals").score(matrix) - np.log(against))
    for row, chance in zip(rows.tolist(), chances.tolist(), strict=True):
        line = int(kept[row])
        around = kept[max(0, row - NEAR) : row + NEAR].tolist()
        if chance >= LEAST_CHANCE and not _is_listed(sheet, around, line):
            begin = _headline_in(sheet, int(kept[row - 1]) + 1, line)
            yield Cut(begin, "model/boundaries", chance)


def _is_listed(sheet: Sheet, around: Iterable[int], line: int) -> bool:
    """Whether a line is one of a numbered list: a line nearby has the number before or after."""
    number = _NUMBER.match(sheet.texts[line])
    if number is None:
        return False
    others = {int(found[1]) for n in around if (found := _NUMBER.match(sheet.texts[n]))}
    return not others.isdisjoint({int(number[1]) - 1, int(number[1]) + 1})


def _headline_in(sheet: Sheet, start: int, line: int) -> int:
    """Where the article whose text begins at ``line`` has its headline, the upper copy of two.

    That is between ``start``, below the last line of the article before, and ``line``, which stands
    for a headline that is not found.
    """
    stop = min(len(sheet), line + SOON)
    first = first_paragraph(sheet, line, stop)
    if start >= line or first is None:
        return line
    guesses = guess_headlines(sheet, start, first, stop)
    best = max(guesses, key=lambda guess: guess.score, default=None)
    if best is None or best.score < POSSIBLE or best.index > line:
        return line
    own = terms(sheet.texts[best.index])
    least = min(best.score, CLEAR) - NEARLY
    return next(
        guess.index
        for guess in guesses
        if guess.index >= best.index - COPIES
        and (
            guess.index == best.index
            or guess.score >= least
            or _says_the_same(terms(sheet.texts[guess.index]), own)
        )
    )


def _says_the_same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two headlines are one, whole, cut off or with a word before it."""
    least = min(len(one), len(other))
    return least >= FEW_TERMS and len(one & other) >= SHARED * least


def _candidates(sheet: Sheet, breaks: frozenset[int]) -> Iterator[Cut]:
    """The sure signs: first those of single lines, in order, then gaps and bylines."""
    feet = np.flatnonzero(sheet.by_rule & sheet.has_role({"footer", "legal"}))
    has_closer = False
    last_text = -1
    for index, (role, is_text, prose) in enumerate(
        zip(sheet.roles, sheet.is_text.tolist(), sheet.prose.tolist(), strict=True)
    ):
        if index in breaks:
            yield Cut(index, "split/form-feed")
        if role == "next_article":
            begin = _beginning(sheet, index + 1)
            if begin is not None:
                yield Cut(begin, "split/next-article")
        elif role == "dup_title" and has_closer and _starts_soon(sheet, index):
            yield Cut(index - 1, "split/doubled-headline")
        has_closer = has_closer or role in CLOSERS
        if is_text and prose >= PARAGRAPH_ON_PAGE:
            has_closer = False
            headline = _new_page(sheet, last_text, index, feet)
            if headline is not None:
                yield Cut(headline, "split/new-page")
            last_text = index
    yield from _same_heads(sheet)
    for index in parted_by_gaps(sheet):
        yield Cut(index, "split/gap")
    for start, line in headed_articles(sheet)[1:]:
        yield Cut(_headline_in(sheet, start, line), "split/byline")


def _same_heads(sheet: Sheet) -> Iterator[Cut]:
    """Cuts where the file's head stands again below the foot of a page."""
    paragraphs = np.flatnonzero(sheet.is_text & (sheet.prose >= PARAGRAPH_ON_PAGE)).tolist()
    for top in same_tops(sheet.texts, sheet.roles, paragraphs):
        begin = _beginning(sheet, top)
        if begin is not None:
            yield Cut(begin, "split/same-head")


def _new_page(sheet: Sheet, last: int, first: int, feet: Array) -> int | None:
    """The headline above ``first`` when between it and the text above a page ends and one begins.

    A page ends with its foot, one of ``feet``, and begins with its menu, more lines than between
    two paragraphs.
    """
    if last < 0 or first - last < PAGE_LINES:
        return None
    place = int(np.searchsorted(feet, first)) - 1
    foot = int(feet[place]) if place >= 0 else -1
    if foot <= last or first - foot < MENU_LINES:
        return None
    headline = _headline_in(sheet, foot + 1, first)
    return headline if headline < first else None


def _starts_soon(sheet: Sheet, index: int) -> bool:
    return first_paragraph(sheet, index, min(len(sheet), index + SOON)) is not None


def _beginning(sheet: Sheet, start: int) -> int | None:
    """Where the article that follows a sign begins: its headline, else its first kept line."""
    first = first_paragraph(sheet, start, min(len(sheet), start + SOON))
    if first is None:
        return None
    line = next(n for n in range(start, first + 1) if sheet.is_text[n])
    headline = _headline_in(sheet, start, first)
    return headline if headline < first else line
