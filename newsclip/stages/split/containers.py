"""Where the articles of an HTML page begin, and which line is the headline of each: by markup."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from newsclip.knowledge.block_judge import is_page
from newsclip.knowledge.features import is_headline_like, terms
from newsclip.knowledge.judge import SOON
from newsclip.knowledge.page_articles import announced_starts, article_starts

if TYPE_CHECKING:
    from newsclip.knowledge.judge import Item

# How far above its first kept line an article's headline may stand: a picture, a summary and a
# share bar are between them.
_ABOVE: Final = 60
_LEVELS: Final = ("h1", "h2", "h3")
# Latin words that say something have so many letters.
_CONTENT: Final = 4


def page_cuts(items: Sequence[Item]) -> list[int] | None:
    """The items at which a further article of a page begins; None where it is no HTML page."""
    if not is_page(items):
        return None
    text = [0, *accumulate(map(_is_text, items))]
    lines = [item.line for item in items]
    markers = [n for n, item in enumerate(items) if item.role == "next_article"]
    starts = article_starts(lines)[1:]
    known = {start.heading for start in starts}
    more = [one for one in announced_starts(lines, markers, SOON) if one.heading not in known]
    found: list[int] = []
    for first in sorted(start.first for start in (*starts, *more)):
        above = found[-1] if found else 0
        if text[above] < text[first] < text[-1]:
            found.append(first)
    return found


def page_headline(
    items: Sequence[Item], start: int, stop: int, known: str | None = None
) -> int | None:
    """The index of the headline of the article in ``items[start:stop]``, None when it has none.

    For a page's first article that is the line that says what the metadata name ``known``; but the
    articles' own page may have another name, and then it is the article's heading. Else it is the
    highest heading above the text, the nearest of several.
    """
    first = next((n for n in range(start, stop) if _is_text(items[n])), None)
    if first is None:
        return None
    own = _first_heading(items) if start == 0 and stop < len(items) else None
    if own is not None and start <= own < stop and is_of_another(known, items[own].text):
        return own
    if known is not None and start == 0:
        key, first_letter = _squeezed(known), known[:1].casefold()
        named = [
            n
            for n in range(start, stop)
            if items[n].text[:1].casefold() == first_letter and _squeezed(items[n].text) == key
        ]
        if named:
            return next((n for n in named if _level(items[n])), named[0])
    for level in _LEVELS:
        for n in range(first, max(start, first - _ABOVE) - 1, -1):
            if _level(items[n]) == level and is_headline_like(items[n].text):
                return n
    return None


def _first_heading(items: Sequence[Item]) -> int | None:
    """The heading of the first of several articles."""
    starts = article_starts([item.line for item in items])
    return starts[0].heading if len(starts) > 1 else None


def is_of_another(title: str | None, heading: str) -> bool:
    """Whether a page's title has no word of an article's heading: the page is not the article."""
    return title is not None and _content(title).isdisjoint(_content(heading))


def _content(text: str) -> set[str]:
    """The terms of a title without words as short as articles and prepositions."""
    return {term for term in terms(text) if len(term) >= _CONTENT or not term.isascii()}


def _is_text(item: Item) -> bool:
    return item.is_text and item.prose >= 0.5


def _level(item: Item) -> str | None:
    """The tag of a heading, None for other lines and those of menus and teasers' columns."""
    block = item.line.block
    if block is None or block.kind in {"nav", "aside", "footer", "form"}:
        return None
    tag = block.path.rpartition(">")[2]
    return tag if tag in _LEVELS else None


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()
