"""Headlines with one paragraph each, in turns: teasers, what readers say, the sites of a house."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from newsclip.knowledge.block_judge import UNDER_RELATED
from newsclip.knowledge.features import PROSE, facts, is_headline_like
from newsclip.record import Label, Role

if TYPE_CHECKING:
    from newsclip.knowledge.judge import Item

# What the rule is called elsewhere than below related articles.
IN_TURNS: Final = "heuristic/in-turns"
_WITH_TURNS: Final[frozenset[Role]] = frozenset({"related", "comments", "footer"})
# So many headlines with a paragraph each are no chance.
_FEWEST: Final = 3
_SENTENCE: Final = 0.5
# A head of more letters holds a link of its own.
_BARE_HEAD: Final = 40


def is_bare(head: Item) -> bool:
    """Whether a head is a label; a longer one holds a link of its own."""
    return facts(head.text).weight <= _BARE_HEAD


def in_turns(items: list[Item]) -> None:
    """Headlines and one paragraph each, in turns below a head such as "Related" or "Comments".

    They stand below a text that is longer than they are, and no further paragraph follows. On dumps
    with a label a line none of 138 such lines is text, nor of 152 on pages of 990 other sites any
    but one that a news ticker repeats.
    """
    above, summed, stop = 0.0, 0, 0
    for index, head in enumerate(items):
        label = head.label
        if index < stop or label is None or not _is_head(head, label):
            continue
        run = _turns(items, index)
        stop = run.stop
        told = [items[n] for n in run[1::2]]
        if len(told) < _FEWEST:
            continue
        above += _weight(items[summed:index])
        summed = index
        if _weight(told) > above or any(map(_is_paragraph, items[stop : stop + 2])):
            continue
        rule = UNDER_RELATED if label.role == "related" else IN_TURNS
        for n in run:
            items[n].label = items[n].label or Label(label.role, rule, head.text[:80], None)


def _turns(items: Sequence[Item], head: int) -> range:
    """The lines below a head that are a headline and its only paragraph, in turns."""
    role = items[head].role
    index = head + 1
    while index + 1 < len(items):
        title, below = items[index], items[index + 1]
        are_open = title.role in {None, role} and below.role in {None, role}
        is_open_end = title.prose < _SENTENCE or is_headline_like(title.text)
        is_title = title.prose < PROSE and (title.role == role or is_open_end)
        if not (are_open and is_title and below.prose >= _SENTENCE):
            break
        index += 2
    return range(head + 1, index)


def _is_paragraph(item: Item) -> bool:
    return item.label is None and item.prose >= PROSE and facts(item.text).is_closed


def _is_head(item: Item, label: Label) -> bool:
    """Whether a rule calls a line the head of such a list."""
    return label.role in _WITH_TURNS and label.rule != UNDER_RELATED and is_bare(item)


def _weight(items: Iterable[Item]) -> float:
    """The letters of the sentences that nothing names so far."""
    return sum(
        facts(item.text).weight for item in items if item.label is None and item.prose >= _SENTENCE
    )
