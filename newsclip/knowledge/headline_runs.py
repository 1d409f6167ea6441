"""Headlines one below the other, with no text among them: teasers of other articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from newsclip.knowledge.features import facts, is_headline_like
from newsclip.knowledge.letter_case import is_small

if TYPE_CHECKING:
    from newsclip.knowledge.judge import Item

# The rule that such lines are named by.
HEADLINE_RUN: Final = "heuristic/headline-run"
# Lists inside an article, of names and prices, have shorter lines or fewer: on dumps with a label a
# line none of 217,000 letters of such runs was text.
_LEAST_WEIGHT: Final = 45
_FEWEST: Final = 10
# In scripts without capitals lines that a program broke may look like headlines, but are all about
# as long as the longest, the last of a paragraph aside.
_AS_LONG: Final = 0.85
_MOST: Final = 0.5
# From this mean chance of being text on the line model is believed: winners of prizes, records.
_SURELY_TEXT: Final = 0.95


def headline_runs(items: Sequence[Item], chances: Sequence[float]) -> list[int]:
    """The undecided lines of long runs of headlines, which are teasers.

    ``chances`` are those of being text, 0 to 1.
    """
    found: list[int] = []
    for run in _runs(items):
        mean = sum(chances[index] for index in run) / len(run)
        texts = [items[index].text for index in run]
        if mean < _SURELY_TEXT and not _is_counted(texts) and not _is_broken(texts):
            found += run
    return found


def _is_counted(texts: Sequence[str]) -> bool:
    """Whether the lines are those of a chronology, of results or of a table."""
    return sum(text[:1].isdigit() for text in texts) >= _MOST * len(texts)


def _is_broken(texts: Sequence[str]) -> bool:
    """Whether the lines are the pieces of paragraphs."""
    if sum(text[:1].isupper() for text in texts) >= _MOST * len(texts):
        return False
    weights = [facts(text).weight for text in texts]
    even = sum(weight >= _AS_LONG * max(weights) for weight in weights)
    return even >= _MOST * len(texts)


def _runs(items: Sequence[Item]) -> Iterator[list[int]]:
    """Headlines with nothing but known furniture between them."""
    shown = (index for index, item in enumerate(items) if not item.is_dropped)
    for is_run, indexes in groupby(shown, lambda index: _is_headline(items[index])):
        run = list(indexes)
        if is_run and len(run) >= _FEWEST:
            yield run


def _is_headline(item: Item) -> bool:
    """Whether an undecided line is as long as a headline and reads like one."""
    fact = facts(item.text)
    if item.label is not None or fact.is_closed or fact.weight < _LEAST_WEIGHT:
        return False
    return is_headline_like(item.text) and not is_small(item.text[:1])
