"""The standfirst of an article of plain text, which its headline gives away.

To ``strip`` a line between menu, headline, byline and share links looks like one of them. Below a
headline that is found, the first line that no rule names and whose words the text uses again is the
standfirst: on dumps of sites that were not trained on 22 of 24 such lines that have gold are text.
So are all six runs of short Korean leads there, of one paper.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Final

from newsclip.knowledge.features import SENTENCE_WEIGHT, facts, terms
from newsclip.knowledge.judge import MODEL, Item
from newsclip.stages.split.sheet import PARAGRAPH
from newsclip.stages.split.title import share

# What stands between a headline and its standfirst; below a byline a caption is likelier.
_BETWEEN: Final = frozenset({"dup_title", "noise"})
# The share of its words that the text uses, and that of the headline from which on it is a copy.
_SHARED: Final = 0.5
_COPY: Final = 0.75
# Of short leads there are so many, each with so many letters; less of a single one is used again.
_LEADS: Final = (2, 5)
_LEAD_LETTERS: Final = 9
_LEAST_SHARED: Final = 0.35
_HANGUL: Final = re.compile("[\uac00-\ud7af]")
# Parts side by side, or a number in a list.
_LISTED: Final = re.compile(r"\s[|｜]\s|#\d")


def find_standfirst(items: Sequence[Item], headline: int, stop: int) -> list[int]:
    """The indexes of lines below ``headline`` that the line model took for furniture, but are text.

    ``stop`` is where the article ends. That is a sentence right below the headline, or the two to
    five short leads of Korean papers, which buttons part from it.
    """
    first = next(
        (n for n in range(headline + 1, stop) if items[n].is_text and items[n].prose >= PARAGRAPH),
        headline,
    )
    place = next((n for n in range(headline + 1, first) if not _is_between(items[n])), None)
    if place is None:
        return []
    if _is_sentence(items, place):
        text = items[place].text
        is_copy = share(text, terms(items[headline].text)) >= _COPY
        if share(text, used_terms(items[first:stop])) >= _SHARED:
            return [] if is_copy or _LISTED.search(text) else [place]
    return _leads(items, range(headline + 1, first), items[first:stop])


def _is_sentence(items: Sequence[Item], place: int) -> bool:
    """Whether a line that the model dropped is as long as a sentence, and no caption."""
    is_long = facts(items[place].text).weight >= SENTENCE_WEIGHT
    return is_long and _is_guessed(items[place]) and items[place + 1].role != "caption"


def _leads(items: Sequence[Item], places: range, text: Sequence[Item]) -> list[int]:
    """The first short lines in Hangul, side by side, whose words the text uses again."""
    for is_lead, run in groupby(places, lambda n: _may_lead(items[n])):
        lines = list(run)
        if not is_lead or not _LEADS[0] <= len(lines) <= _LEADS[1]:
            continue
        used = used_terms(text)
        shares = [share(items[n].text, used) for n in lines]
        if min(shares) >= _LEAST_SHARED and sum(shares) >= _SHARED * len(shares):
            return [n for n in lines if _is_guessed(items[n])]
    return []


def used_terms(items: Sequence[Item]) -> frozenset[str]:
    """The terms of the sentences that are kept."""
    reads = (item for item in items if item.is_text and item.prose >= PARAGRAPH)
    return frozenset[str]().union(*(terms(item.text) for item in reads))


def _may_lead(item: Item) -> bool:
    is_open = _is_guessed(item) or (item.is_text and item.prose < PARAGRAPH)
    letters = len(_HANGUL.findall(item.text))
    return is_open and letters >= _LEAD_LETTERS and 2 * letters >= len(item.text)


def _is_between(item: Item) -> bool:
    return item.role in _BETWEEN and not _is_guessed(item)


def _is_guessed(item: Item) -> bool:
    return item.label is not None and item.label.rule == MODEL
