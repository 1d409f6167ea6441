"""Running text that stays although the line model doubts it: too much of it to lose by mistake.

The model looks for one main text, so that in a file of several pages it doubts whole articles. A
leftover advert annoys, a lost article misleads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from newsclip.knowledge.features import PROSE, facts
from newsclip.record import Role

if TYPE_CHECKING:
    from newsclip.knowledge.judge import Item

# A line of so many letters is an article, unless it is surely none: on dumps of sites that were
# not trained on, nine of twelve such lines that the model would drop are text, and the others have
# next to no chance. Both chances are shares of the one that is enough elsewhere.
LONG: Final = 1000.0
LONG_CHANCE: Final = 0.1
# Paragraphs at most so many lines apart are a run; one of so many letters stays from this mean
# chance on. On single pages of sites that were not trained on it costs 0.001 of the letters' F1,
# and a whole article below another one's end stays.
APART: Final = 2
RUN: Final = 700.0
RUN_CHANCE: Final = 0.56
# On a page, where elements tell pictures and boxes apart, more lines may stand between. A stretch
# of so many letters of which some are kept stays whole from this mean chance on, if what would go
# is an article's length itself: an interview below a film, the steps of a manual.
PAGE_APART: Final = 3
STRETCH: Final = 1000.0
_LOST: Final = 600.0
STRETCH_CHANCE: Final = 0.5
# An agency signs its text behind the last sentence: "(dpa)", "— PTI", "（共同）".
_SIGNED: Final = re.compile(
    '[.!?\u3002\u2026\u061f\u06d4\u0964"\u201d\u00bb\u300d]\\s*(?:'
    "[(\uff08\\[][^()\uff08\uff09\\[\\]:\uff1a@]{1,30}[)\uff09\\]]"
    "|[\u2014\u2013-]+ ?[^\\W\\d_a-z][\\w .]{1,30})\\s*[.\u3002]?$"
)
_REPORTED: Final = re.compile(
    "\\s*[(\uff08][^()\uff08\uff09]{0,20}[\u8bb0\u8a18]\u8005[^()\uff08\uff09]{1,40}[)\uff09]\\s*$"
)
_SENTENCE: Final = 0.5
_PICTURE: Final = 3
_RUNNING: Final = frozenset({"paragraph", "other", "list_item"})
# Running text of which links are more is a list of teasers.
_LINKED: Final = 0.3
# Below such furniture, so close, the text of a consent wall, an offer or a teaser is as long as an
# article's.
_ABOVE: Final = 3
_LEADS_ELSEWHERE: Final[frozenset[Role]] = frozenset(
    {
        "cookie",
        "paywall",
        "subscribe",
        "login",
        "legal",
        "comments",
        "form",
        "app",
        "footer",
        "related",
    }
)


def signed_ends(items: Sequence[Item], kept: Sequence[bool]) -> list[int]:
    """The lines that an agency has signed, below running text that is kept.

    The last sentence of a text is short and near its end, as furniture is. A picture's caption and
    credit may stand above it.
    """

    def is_below_text(n: int) -> bool:
        above = range(n - 1, max(-1, n - 1 - _PICTURE), -1)
        text = next((m for m in above if items[m].label is None), n)
        return kept[text] and items[text].prose >= _SENTENCE

    return [
        n
        for n, item in enumerate(items)
        if item.label is None and not kept[n] and _SIGNED.search(item.text) and is_below_text(n)
    ]


def is_signature(text: str) -> bool:
    """Whether a line is who reported, in brackets, as Chinese papers print it behind a text."""
    return _REPORTED.match(text) is not None


def signatures(items: Sequence[Item]) -> list[int]:
    """The reporters in brackets right below running text.

    They end it, in a line of their own as well as behind its last sentence.
    """
    return [
        n
        for n in range(1, len(items))
        if items[n].role == "byline"
        and items[n].line.label is None
        and is_signature(items[n].text)
        and items[n - 1].is_text
        and items[n - 1].prose >= _SENTENCE
    ]


def too_much_to_lose(
    items: Sequence[Item], chances: Sequence[float], threshold: float
) -> list[int]:
    """The lines of running text that stay for their length, or with the run that they are in.

    ``chances`` are those of being text, 0 to 1; ``threshold`` is the one that is enough elsewhere.
    """
    weights = {
        index: facts(item.text).weight
        for index, item in enumerate(items)
        if item.label is None and item.prose >= PROSE
    }
    stays = {
        index
        for index, weight in weights.items()
        if weight >= LONG and chances[index] >= LONG_CHANCE * threshold
    }
    for run in _runs(list(weights), APART):
        total = sum(weights[index] for index in run)
        if total < RUN or _is_led_elsewhere(items, run[0]):
            continue
        heard = sum(
            weights[index] * (max(chances[index], threshold) if index in stays else chances[index])
            for index in run
        )
        if heard >= RUN_CHANCE * threshold * total:
            stays.update(run)
    return sorted(stays)


def begun_stretches(
    items: Sequence[Item], kept: Sequence[bool], chances: Sequence[float], threshold: float
) -> list[int]:
    """The lines of a page's running text that stay with the stretch that they are in.

    ``kept`` says which lines stay so far; ``chances`` and ``threshold`` are as above.
    """
    weights = {
        index: facts(item.text).weight
        for index, item in enumerate(items)
        if item.label is None and item.prose >= PROSE and _is_running(item)
    }
    stays: list[int] = []
    for run in _runs(list(weights), PAGE_APART):
        total = sum(weights[index] for index in run)
        lost = sum(weights[index] for index in run if not kept[index])
        if total >= STRETCH and _LOST <= lost < total:
            heard = sum(weights[index] * chances[index] for index in run)
            if heard >= STRETCH_CHANCE * threshold * total:
                stays += run
    return stays


def _is_running(item: Item) -> bool:
    block = item.line.block
    return block is not None and block.kind in _RUNNING and block.link_share < _LINKED


def _runs(rows: Sequence[int], apart: int) -> Iterator[list[int]]:
    """Rows in order, in lists whose members are at most ``apart`` from the next."""
    run: list[int] = []
    for row in rows:
        if run and row - run[-1] > apart:
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _is_led_elsewhere(items: Sequence[Item], first: int) -> bool:
    """Whether furniture that has text of its own stands right above a line."""
    above = items[max(0, first - _ABOVE) : first]
    return any(item.role in _LEADS_ELSEWHERE for item in above)
