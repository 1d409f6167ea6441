"""The standfirst of an article of plain text, which its headline gives away.

To ``strip`` a line between menu, headline, byline and share links looks like one of them. Below a
headline that is found, the first line that no rule names and whose words the text uses again is the
standfirst: on dumps of sites that were not trained on 22 of 24 such lines that have gold are text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from newsclip.knowledge.features import SENTENCE_WEIGHT, facts, terms
from newsclip.knowledge.judge import MODEL, Item
from newsclip.stages.split.sheet import PARAGRAPH

# What stands between a headline and its standfirst; below a byline a caption is likelier.
_BETWEEN: Final = frozenset({"dup_title", "noise"})
# The share of its words that the text uses, and that of the headline from which on it is a copy.
_SHARED: Final = 0.5
_COPY: Final = 0.75
# Parts side by side, or a number in a list.
_LISTED: Final = re.compile(r"\s[|｜]\s|#\d")


def find_standfirst(items: Sequence[Item], headline: int, stop: int) -> int | None:
    """The index of the line below ``headline`` that the line model took for furniture, but is text.

    ``stop`` is where the article ends; None when there is no such line.
    """
    first = next(
        (n for n in range(headline + 1, stop) if items[n].is_text and items[n].prose >= PARAGRAPH),
        headline,
    )
    place = next((n for n in range(headline + 1, first) if not _is_between(items[n])), None)
    if place is None or not _is_guessed(items[place]) or items[place + 1].role == "caption":
        return None
    text = items[place].text
    own = terms(text)
    if facts(text).weight < SENTENCE_WEIGHT or not own or _LISTED.search(text):
        return None
    if len(own & terms(items[headline].text)) >= _COPY * len(own):
        return None
    used: set[str] = set()
    for item in items[first:stop]:
        if item.is_text and item.prose >= PARAGRAPH:
            used |= terms(item.text)
    return place if len(own & used) >= _SHARED * len(own) else None


def _is_between(item: Item) -> bool:
    return item.role in _BETWEEN and not _is_guessed(item)


def _is_guessed(item: Item) -> bool:
    return item.label is not None and item.label.rule == MODEL
