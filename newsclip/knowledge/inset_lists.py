"""Lists of one form inside a text: results, ingredients, times, prices between its paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from newsclip.knowledge.judge import Item

# So many lines of one form are no chance; text that is kept stands so close above and below them.
_FEWEST: Final = 3
_CLOSE: Final = 4
# What reads like text, see ``features.prose``.
_SENTENCE: Final = 0.5
_NUMBER: Final = re.compile(r"\d+")
_WORDS: Final = re.compile(r"(?:[^\W\d_]+[ ]?)+")
# Of a form so many signs tell: where its first number stands.
_SIGNS: Final = 3


def inset_lists(items: Sequence[Item], kept: Sequence[bool]) -> list[int]:
    """The undecided lines of runs of one form between sentences that are ``kept``.

    Lines with a number at the same place, which no rule names, have the same form. On dumps with a
    label a line the model drops those of five articles, and all belong to them: prices, terms of
    office, feast days, cases by country; of all that it drops they are less than one in 5,000.
    """
    found: list[int] = []
    places = [n for n, item in enumerate(items) if kept[n] and item.prose >= _SENTENCE]
    for above, below in pairwise(places):
        if below - above > _FEWEST and not all(kept[above:below]):
            found += [
                n
                for run in _runs(items, above + 1, below)
                if run[0] - above <= _CLOSE and below - run[-1] <= _CLOSE
                for n in run
                if not kept[n]
            ]
    return found


def _runs(items: Sequence[Item], start: int, stop: int) -> Iterator[list[int]]:
    """The runs of lines of one form in ``items[start:stop]``."""
    for form, run in groupby(range(start, stop), lambda n: _form(items[n])):
        lines = list(run)
        if form is not None and len(lines) >= _FEWEST:
            yield lines


def _form(item: Item) -> str | None:
    """Where numbers and words stand at the beginning of a line; None without a number."""
    if item.label is not None or not _NUMBER.search(item.text):
        return None
    return _WORDS.sub("a", _NUMBER.sub("0", item.text.lstrip("*\u2022- ")))[:_SIGNS]
