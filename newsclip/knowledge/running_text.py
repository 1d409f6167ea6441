"""Running text that stays although the line model doubts it: too much of it to lose by mistake.

The model looks for one main text, so that in a file of several pages it doubts whole articles. A
leftover advert annoys, a lost article misleads.
"""

from __future__ import annotations

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
# chance on. On files of joined pages that keeps a third of the letters that were lost before, and
# on single pages it costs nothing.
APART: Final = 2
RUN: Final = 700.0
RUN_CHANCE: Final = 0.7
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
    for run in _runs(list(weights)):
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


def _runs(rows: Sequence[int]) -> Iterator[list[int]]:
    """Rows in order, in lists whose members are close to each other."""
    run: list[int] = []
    for row in rows:
        if run and row - run[-1] > APART:
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _is_led_elsewhere(items: Sequence[Item], first: int) -> bool:
    """Whether furniture that has text of its own stands right above a line."""
    above = items[max(0, first - _ABOVE) : first]
    return any(item.role in _LEADS_ELSEWHERE for item in above)
