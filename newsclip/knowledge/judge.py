"""What each line of a file is: rules first, then sure heuristics, then the line model.

Heuristics and model look at length, punctuation, neighbours and position only, so they hold in any
language. Where they are in doubt they keep the line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Final

import msgspec

from newsclip.knowledge.block_judge import is_page, judge_blocks, text_role
from newsclip.knowledge.exports.evidence import HEAD, export_labels, field_of, is_database
from newsclip.knowledge.features import PROSE, facts, is_headline_like
from newsclip.knowledge.front_matter import kept_role, markdown_labels
from newsclip.knowledge.headline_runs import HEADLINE_RUN, headline_runs
from newsclip.knowledge.heuristics import HEURISTICS, is_doubled
from newsclip.knowledge.inset_lists import inset_lists
from newsclip.knowledge.numbered_headings import begun_lists
from newsclip.knowledge.page_tops import page_tops
from newsclip.knowledge.prompts_between import prompts_between
from newsclip.knowledge.rule_match import Hit
from newsclip.knowledge.running_text import signatures, signed_ends, too_much_to_lose
from newsclip.knowledge.standfirsts import standfirsts
from newsclip.knowledge.told_tables import told_tables
from newsclip.record import BLANK, DROPPED_ROLES, TEXT_ROLES, Block, Label, Line, Role

# What names a line that the model drops.
MODEL: Final = "model/lines"
# What names a line in the head of an export that nothing else names.
EXPORT_HEAD: Final = "export/head"
# How far the role of a line that a rule names spreads to its neighbours, in lines.
REACH: Final = 6
# A line is kept from this chance of being text on; between 0.4 and 0.5 lost and leftover letters
# balance on dumps of sites that were not trained on.
KEEP_THRESHOLD: Final = 0.5
# Between two paragraphs that are kept a short line is more likely a subhead than furniture, and a
# sentence right below one its end: there this chance is enough.
BETWEEN_THRESHOLD: Final = 0.2
# Inside the text, with kept paragraphs so close above and below, the same holds of a chance of this
# much, and so it does of a paragraph that touches one: pictures and adverts stand around subheads
# too. On dumps of sites that were not trained on it costs less than 0.001 of the letters' F1.
INSIDE_THRESHOLD: Final = 0.35
INSIDE_ABOVE: Final = 12
INSIDE_BELOW: Final = 3
_LEAST_WEIGHT: Final = 8


class Item(msgspec.Struct):
    """A non-blank line while it is judged: its text, how it reads, and its label so far."""

    line: Line
    text: str
    prose: float
    opens_block: bool
    label: Label | None = None
    opens_page: bool = False

    @property
    def role(self) -> Role | None:
        """The role so far, None while undecided."""
        return self.label.role if self.label else None

    @property
    def is_text(self) -> bool:
        """Whether the line belongs to the text, as far as it is known."""
        return self.label is None or self.label.role in TEXT_ROLES

    @property
    def is_dropped(self) -> bool:
        """Whether the line is known to be furniture."""
        return self.label is not None and self.label.role in DROPPED_ROLES


Match = Callable[[Sequence[str]], Sequence[Hit | None]]


def judge(
    lines: Sequence[Line],
    match: Match,
    *,
    keep_threshold: float = KEEP_THRESHOLD,
    title: str | None = None,
) -> list[Label]:
    """A label for each line, in order. Labels that are there already stay.

    ``match`` gives the hit of a rule, or None, for each of a list of lines; ``title`` is the
    headline that the file names itself.
    """
    items = read_items(lines)
    judge_items(items, match, keep_threshold=keep_threshold, title=title)
    labels = {
        item.line.first: item.label or kept_label(item.text, item.line.block) for item in items
    }
    return [labels.get(line.first, BLANK) for line in lines]


def read_items(lines: Sequence[Line]) -> list[Item]:
    """The lines that are not blank, with the labels that they have."""
    items: list[Item] = []
    after_blank = True
    after_feed = False
    for line in lines:
        text = line.text.strip()
        if not text:
            after_blank = True
            after_feed = after_feed or line.text == "\f"
            continue
        items.append(Item(line, text, facts(text).prose, after_blank, line.label, after_feed))
        after_blank = after_feed = False
    return items


def name_items(items: list[Item], match: Match) -> None:
    """Label what rules and the sure heuristics name; the rest stays None."""
    for item, label in zip(items, markdown_labels([i.line for i in items]), strict=True):
        item.label = item.label or label
    for item, label in zip(items, export_labels([i.line for i in items]), strict=True):
        item.label = item.label or label
    for item, hit in zip(items, match([item.text for item in items]), strict=True):
        if item.label is None and hit is not None:
            item.label = _label_of(hit, item)
    for heuristic in HEURISTICS:
        heuristic(items)


def _label_of(hit: Hit, item: Item) -> Label:
    """What a rule says of a line; one that keeps it leaves no trace, as labels of the text have."""
    if hit.role in TEXT_ROLES:
        return kept_label(item.text, item.line.block)
    return Label(hit.role, hit.rule, hit.evidence, hit.score)


def judge_items(
    items: list[Item],
    match: Match,
    *,
    keep_threshold: float = KEEP_THRESHOLD,
    title: str | None = None,
) -> None:
    """Label the items that have no label: fields and furniture get one, the text stays None.

    The lines of an HTML page are judged by their elements, see ``block_judge``.

    What rules and heuristics do not name, the line model judges; a line is kept from a chance of
    ``keep_threshold`` of being text on. A file without a single paragraph is not a page: there the
    model keeps everything.
    """
    if all(item.label is not None for item in items):
        return
    if is_page(items):
        judge_blocks(items, partial(name_items, match=match), title, keep_threshold)
    else:
        _judge_plain(items, match, keep_threshold)
    for index in signatures(items):
        items[index].label = Label("body")


def _judge_plain(items: list[Item], match: Match, keep_threshold: float) -> None:
    """The same for lines without elements."""
    name_items(items, match)
    if is_database([item.line for item in items]):
        for item in items:
            if item.label is None and field_of(item.line) == HEAD:
                item.label = Label("noise", EXPORT_HEAD)
        return
    if not _has_text(items):
        return
    chances, reasons = _asked(items, keep_threshold)
    for index in headline_runs(items, chances):
        score = round(1 - float(chances[index]), 3)
        items[index].label = Label("related", HEADLINE_RUN, None, score)
    kept = _kept(items, chances, keep_threshold)
    for index in standfirsts(items, kept):
        kept[index] = True
        items[index].label = Label("lead")
    doubtful = [
        index
        for index, (item, is_kept, chance) in enumerate(zip(items, kept, chances, strict=True))
        if item.label is None
        and not is_kept
        and chance < keep_threshold
        # Nothing needs less.
        and (chance < BETWEEN_THRESHOLD or chance < _needed(items, kept, index))
    ]
    roles = _roles_around(items, doubtful)
    for index, role in zip(doubtful, roles, strict=True):
        score = round(1 - float(chances[index]), 3)
        items[index].label = Label(role, MODEL, reasons[index], score)


# Where no line is a paragraph, so many sentences are a text.
_SENTENCES: Final = 6


def _has_text(items: Sequence[Item]) -> bool:
    """Whether any of a file's lines is a text; a list of headlines is for its reader to judge."""
    read = [item.prose for item in items if item.label is None]
    return max(read, default=0.0) >= PROSE or sum(one >= _TEXT_PROSE for one in read) >= _SENTENCES


def _kept(items: Sequence[Item], chances: Sequence[float], keep_threshold: float) -> list[bool]:
    """Which of the lines that have no label stay: by their chances, and by what they stand in."""
    kept = [
        item.label is None and chances[index] >= keep_threshold for index, item in enumerate(items)
    ]
    for index in too_much_to_lose(items, chances, keep_threshold):
        kept[index] = True
    for index, (item, following) in enumerate(pairwise(items)):
        if item.label is None and following.role == "dup_title" and _leads_text(items, kept, index):
            kept[index] = True
    for found in (begun_lists, inset_lists, told_tables):
        for index in found(items, kept):
            kept[index] = True
    for index in signed_ends(items, kept):
        kept[index] = True
    for index in _rescued(items, kept, chances):
        kept[index] = True
    return kept


# Where the model would leave no paragraph of a page at all, the likeliest stay from this chance on,
# and with them those at least half as likely: a short report among many teasers.
RESCUE_THRESHOLD: Final = 0.05


def _rescued(items: Sequence[Item], kept: Sequence[bool], chances: Sequence[float]) -> list[int]:
    """The paragraphs that stay so that a page that has some is not left without any."""
    paragraphs = [n for n, item in enumerate(items) if item.label is None and item.prose >= PROSE]
    read = paragraphs or [
        n for n, item in enumerate(items) if item.label is None and item.prose >= _TEXT_PROSE
    ]
    if any(kept[n] for n in read):
        return []
    best = max((chances[n] for n in read), default=0.0)
    return [n for n in read if chances[n] >= max(best / 2, RESCUE_THRESHOLD)]


# A headline stands this soon below the line that says that the next article follows.
SOON: Final = 3


def _new_pages(items: Sequence[Item]) -> list[int]:
    """Where another page surely begins: each is judged by itself.

    That is below a form feed, at a headline printed twice under a next-article line, and between
    the foot of a page and the menu of the next one.
    """
    markers = [n for n, item in enumerate(items) if item.role == "next_article"]
    below = {at for n in markers for at in range(n + 1, min(n + 1 + SOON, len(items)))}
    tops = frozenset(page_tops(items))
    return [
        index
        for index, item in enumerate(items)
        if index > 0
        and (item.opens_page or index in tops or (index in below and is_doubled(items, index)))
    ]


def _asked(items: Sequence[Item], threshold: float) -> tuple[list[float], list[str]]:
    """What the line model says of each line, page by page: the chance of text, and why not."""
    from newsclip.knowledge.line_model import judge_by_model  # noqa: PLC0415 - numpy only here

    chances = [0.0] * len(items)
    reasons = [""] * len(items)
    for start, stop in pairwise([0, *_new_pages(items), len(items)]):
        unseen = prompts_between(items[start:stop])
        seen = [index for index in range(start, stop) if index - start not in unseen]
        found, said = judge_by_model([items[index] for index in seen], threshold)
        for index, chance, reason in zip(seen, found.tolist(), said, strict=True):
            chances[index], reasons[index] = chance, reason
    return chances, reasons


# The text of an article begins this soon below its headline: byline, date, picture and share links
# come between.
_BELOW: Final = 15


def _leads_text(items: Sequence[Item], kept: Sequence[bool], index: int) -> bool:
    """Whether running text that is kept follows soon below a line."""
    below = range(index + 1, min(index + 1 + _BELOW, len(items)))
    return any(kept[n] and items[n].prose >= 0.5 for n in below)


# How much kept text reads like running text at least.
_TEXT_PROSE: Final = 0.5


def _needed(items: Sequence[Item], kept: Sequence[bool], index: int) -> float:
    """The chance that is enough for a line where running text that is kept surrounds it."""

    def is_text(n: int) -> bool:
        return 0 <= n < len(items) and kept[n] and items[n].prose >= _TEXT_PROSE

    beside = is_text(index - 1), is_text(index + 1)
    if all(beside) or (beside[0] and _is_sentence(items[index])):
        return BETWEEN_THRESHOLD
    if any(beside) and items[index].prose >= PROSE:
        return INSIDE_THRESHOLD
    above = range(index - INSIDE_ABOVE, index)
    below = range(index + 1, index + 1 + INSIDE_BELOW)
    is_inside = any(map(is_text, below)) and any(map(is_text, above))
    return (
        INSIDE_THRESHOLD if is_inside and facts(items[index].text).weight >= _LEAST_WEIGHT else 1.0
    )


def _is_sentence(item: Item) -> bool:
    """Whether a line is a whole sentence: right below the text, it is mostly the end of it."""
    return item.prose >= _TEXT_PROSE and facts(item.text).is_closed


def kept_label(text: str, block: Block | None = None) -> Label:
    """The label of a line of the text, by the marks of Markdown that it had, else by its shape."""
    fact = facts(text)
    marked = kept_role(block) or text_role(block)
    if marked is not None:
        return Label(marked)
    if text.lstrip().startswith((">", "\uff1e")):
        return Label("quote")
    if fact.is_bulleted:
        return Label("list_item")
    return Label("subhead") if is_headline_like(text) and not fact.is_closed else Label("body")


# Furniture that comes in runs; what is said of one line only does not spread.
_SPREADING: Final = DROPPED_ROLES - {"dup_title", "duplicate", "next_article", "refusal", "noise"}


def _roles_around(items: Sequence[Item], places: Sequence[int]) -> list[Role]:
    """For each place the role that a rule gave to the nearest line of the same run of furniture,
    else nav."""  # fmt: skip
    beyond: list[Role | None] = [None] * REACH
    around = [
        item.label.role if item.label is not None and item.label.role in _SPREADING else None
        for item in items
    ]
    around = [*beyond, *around, *beyond]
    found: list[Role] = []
    for at in places:
        for distance in range(1, REACH + 1):
            role = around[at + REACH - distance] or around[at + REACH + distance]
            if role is not None:
                found.append(role)
                break
        else:
            found.append("nav")
    return found
