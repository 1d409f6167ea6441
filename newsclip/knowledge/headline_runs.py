"""Headlines one below the other, with no text among them: teasers of other articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from newsclip.knowledge.features import facts, is_headline_like

if TYPE_CHECKING:
    from newsclip.knowledge.judge import Item

# Lists inside an article, of names and prices, have shorter lines or fewer. On dumps of sites that
# were not trained on, no line of such a run was text.
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
    run: list[int] = []
    for index, item in enumerate(items):
        if item.is_dropped:
            continue
        if item.label is None and _is_headline(item.text):
            run.append(index)
            continue
        if len(run) >= _FEWEST:
            yield run
        run = []
    if len(run) >= _FEWEST:
        yield run


def _is_headline(text: str) -> bool:
    fact = facts(text)
    is_long = fact.weight >= _LEAST_WEIGHT
    return is_long and not fact.is_closed and is_headline_like(text) and not text[:1].islower()
