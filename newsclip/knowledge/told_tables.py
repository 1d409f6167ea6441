"""Rows of figures inside a text that tells of them: scores, standings, statistics, prices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from newsclip.knowledge.features import facts

if TYPE_CHECKING:
    from newsclip.knowledge.judge import Item

# So many rows are no chance, and so many of them have a name that the text has.
_FEWEST: Final = 3
_TOLD: Final = 2
# As many sentences above are looked through for names.
_NEAR: Final = 30
# A row or a head above rows weighs no more, in letters; so many heads stand one below the other.
_ROW_WEIGHT: Final = 60
_HEAD_WEIGHT: Final = 40
_HEADS: Final = 3
# Of the signs of a row so many are digits. A headline with a number has fewer.
_DIGITS: Final = 0.12
# What reads like text, see ``features.prose``.
_SENTENCE: Final = 0.5
# A name is as long as this: Han, kana and Hangul say as much with two characters.
_NAME: Final = re.compile(
    "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,}|[^\\W\\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{4,}"
)
_CELL: Final = re.compile(r"[\s\u3000|\uff5c/:\uff1a\u2013-]+")
# When a line is from, and what two sides have: "3 - 1", "A 3 - B 1".
_CLOCK: Final = re.compile(r"^\d{1,2}[:.h]\d\d\b|\b\d{1,2}[:.h]\d\d$")
_SCORE: Final = re.compile(
    r"(?<!\d)\d{1,3}\s?[-\u2013\u2014:\uff1a]\s?(?:\d{1,3}(?!\d)|.*\s\d{1,3}$)"
)


def told_tables(items: Sequence[Item], kept: Sequence[bool]) -> list[int]:
    """The undecided rows right below a sentence that is ``kept``, their heads, and what follows.

    Rows have figures and little else, stand below each other, and name what the text names: who
    played, who sells. The sentence right below them goes on with the text if it names it, too.
    Lists of what others read have headlines, and tickers name what no sentence tells of.
    """
    found: list[int] = []
    texts = [n for n, item in enumerate(items) if kept[n] and item.prose >= _SENTENCE]
    for at, (above, below) in enumerate(pairwise([*texts, len(items)])):
        stop = _end_of_rows(items, kept, above + 1, below)
        rows = [n for n in range(above + 1, stop) if _is_row(items[n])]
        if len(rows) < _FEWEST:
            continue
        told = "\n".join(items[n].text for n in texts[max(0, at - _NEAR) : at + 1]).casefold()
        after = items[stop] if stop < len(items) else None
        goes_on = after is not None and after.label is None and after.prose >= _SENTENCE
        said = after.text.casefold() if after is not None and goes_on else ""
        of_row = [_names(items[n]) for n in rows]
        if sum(any(name in told or name in said for name in row) for row in of_row) < _TOLD:
            continue
        found += [n for n in range(above + 1, stop) if not kept[n]]
        if goes_on and not kept[stop] and any(name in said for row in of_row for name in row):
            found.append(stop)
    return found


def _end_of_rows(items: Sequence[Item], kept: Sequence[bool], start: int, stop: int) -> int:
    """Where the rows, their heads and what is kept among them end that begin at ``start``."""
    end = start
    heads = 0
    for n in range(start, stop):
        if kept[n] or _is_row(items[n]):
            end, heads = n + 1, 0
        elif heads < _HEADS and _is_head(items[n]):
            heads += 1
        else:
            break
    return end


def _is_row(item: Item) -> bool:
    """Whether a line has figures between few words, beside the time of day that it is from."""
    if item.label is not None or facts(item.text).weight > _ROW_WEIGHT:
        return False
    text = _CLOCK.sub("", item.text.strip())
    signs = [sign for sign in text if not sign.isspace()]
    digits = sum(map(str.isdigit, signs))
    if not digits or not any(map(str.isalpha, signs)):
        return False
    if _SCORE.search(text):
        return True
    cells = [cell for cell in _CELL.split(text) if cell]
    return digits >= _DIGITS * len(signs) and len(cells) >= _FEWEST


def _is_head(item: Item) -> bool:
    return item.label is None and facts(item.text).weight <= _HEAD_WEIGHT and item.prose < _SENTENCE


def _names(item: Item) -> list[str]:
    return _NAME.findall(item.text.casefold())
