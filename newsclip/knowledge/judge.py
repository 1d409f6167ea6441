"""What each line of a file is: rules first, then named heuristics for what no rule names.

The heuristics look at length, punctuation, neighbours and position only, so they hold in any
language. Where they are in doubt they keep the line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

import msgspec

from newsclip.knowledge.features import facts, is_headline_like, prose
from newsclip.knowledge.rule_match import Hit
from newsclip.record import BLANK, DROPPED_ROLES, TEXT_ROLES, Label, Line, Role

# Lines looked at on either side; a page's furniture comes in runs of about this length and more.
REACH: Final = 6
# What a line's neighbours count for beside the line itself, and the sum from which it is kept. Both
# were set on dump lines of 220 news pages; char F1 moves by less than 0.005 around them.
NEIGHBOUR_WEIGHT: Final = 0.55
KEEP_FROM: Final = 0.4
# The poorer side counts more: a label under a paragraph is furniture, one between two is a subhead.
POOR_SIDE: Final = 0.65
# A block of text apart from the main one by more lines than this, and shorter than this share of
# it, is a teaser, a comment or a notice.
GAP_LINES: Final = 12
SMALL_SHARE: Final = 0.2
# A short line that stands in a file this often is furniture.
REPEATS: Final = 3


class Item(msgspec.Struct):
    """A non-blank line while it is judged: its text, how it reads, and its label so far."""

    line: Line
    text: str
    prose: float
    opens_block: bool
    label: Label | None = None

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


def judge(lines: Sequence[Line], match: Match) -> list[Label]:
    """A label for each line, in order. Labels that are there already stay.

    ``match`` gives the hit of a rule, or None, for each of a list of lines.
    """
    items = read_items(lines)
    judge_items(items, match)
    labels = {item.line.first: item.label or kept_label(item.text) for item in items}
    return [labels.get(line.first, BLANK) for line in lines]


def read_items(lines: Sequence[Line]) -> list[Item]:
    """The lines that are not blank, with the labels that they have."""
    items: list[Item] = []
    after_blank = True
    for line in lines:
        if line.is_blank:
            after_blank = True
            continue
        text = line.text.strip()
        items.append(Item(line, text, prose(text), after_blank, line.label))
        after_blank = False
    return items


def judge_items(items: list[Item], match: Match) -> None:
    """Label the items that have no label: fields and furniture get one, the text stays None."""
    if all(item.label is not None for item in items):
        return
    for item, hit in zip(items, match([item.text for item in items]), strict=True):
        if item.label is None and hit is not None:
            item.label = Label(hit.role, hit.rule, hit.evidence, hit.score)
    for heuristic in HEURISTICS:
        heuristic(items)


def kept_label(text: str) -> Label:
    """The label of a line of the text, by its shape."""
    fact = facts(text)
    if text.lstrip().startswith((">", "\uff1e")):
        return Label("quote")
    if fact.is_bulleted:
        return Label("list_item")
    return Label("subhead") if is_headline_like(text) and not fact.is_closed else Label("body")


_SPACE: Final = re.compile("\\s+")


def same(one: str, other: str) -> bool:
    """Whether two lines say the same, white space and case aside."""
    return one == other or _SPACE.sub("", one).casefold() == _SPACE.sub("", other).casefold()


def _doubled(items: list[Item]) -> None:
    """A line printed twice in a row: a caption when a photo credit follows, else a headline."""
    for index, (item, following) in enumerate(pairwise(items)):
        if following.label is not None or not same(item.text, following.text):
            continue
        credit = items[index + 2] if index + 2 < len(items) else None
        is_credited = (
            credit is not None and credit.role in {"caption", "credit"} and not credit.opens_block
        )
        if credit and is_credited and item.role in {None, "caption"}:
            item.label = following.label = Label(
                "caption", "heuristic/doubled-caption", credit.text, None
            )
        elif item.role in {None, "title", "dup_title"}:
            role: Role = "dup_title" if is_headline_like(item.text) else "duplicate"
            following.label = Label(role, "heuristic/doubled-line", item.text[:80], None)


def _caption_above_credit(items: list[Item]) -> None:
    """The line above a bare photo credit, in its block and short, is the caption."""
    for item, credit in pairwise(items):
        is_bare = credit.role == "caption" and facts(credit.text).weight < 60
        if is_bare and item.label is None and not credit.opens_block and item.prose < 0.8:
            item.label = Label("caption", "heuristic/caption-above-credit", credit.text, None)


def _listed(items: list[Item]) -> None:
    """The links under a head such as "Related": headline-like lines, to the next text or block."""
    head: Item | None = None
    is_bare = False
    for item in items:
        if item.role == "related":
            head = item
            is_bare = facts(item.text).weight <= 40
        elif item.label is not None or item.prose >= 0.8:
            head = None
        elif head is not None:
            fits = is_headline_like(item.text) and (is_bare or not item.opens_block)
            if fits:
                item.label = Label("related", "heuristic/under-related", head.text[:80], None)
            else:
                head = None


_EXCLAMATION: Final = ("!", "\uff01")
_PROMOTIONAL: Final = frozenset({"ad", "event", "app", "subscribe"})


def _exclaimed(items: list[Item]) -> None:
    """Exclamations that touch a promotional line below the text belong to it."""
    last = max(
        (n for n, item in enumerate(items) if item.label is None and item.prose >= 0.8), default=-1
    )
    tail = items[last + 1 :]
    for run in (tail, tail[::-1]):
        for item, following in pairwise(run):
            touching = item.role in _PROMOTIONAL and following.label is None
            if touching and following.text.endswith(_EXCLAMATION):
                assert item.label is not None
                following.label = Label(
                    item.label.role, "heuristic/exclaimed", item.text[:80], None
                )


def _repeated(items: list[Item]) -> None:
    """A short line that stands in the file three times or more is furniture."""
    count = Counter(item.text for item in items)
    for item in items:
        often = count[item.text] >= REPEATS and item.prose < 0.8
        if often and item.label is None and not facts(item.text).is_closed:
            item.label = Label("nav", "heuristic/repeated", f"{count[item.text]} times", None)


def _labelled_address(items: list[Item]) -> None:
    """A label, a colon and nothing but an address of a page: a source, not a sentence."""
    for item in items:
        found = _ADDRESS.match(item.text)
        if item.label is None and found:
            item.label = Label("credit", "heuristic/labelled-address", found[1], None)


_ADDRESS: Final = re.compile(
    "^([^\\s:\uff1a][^:\uff1a\n]{0,40})[:\uff1a]\\s*<?https?://[^\\s\u3000-\uffff]+>?$"
)


def _sparse(items: list[Item]) -> None:
    """Short lines without sentences, in runs of their kind, are furniture.

    A line is kept when its own sentences and those of its neighbours outweigh the labels around it:
    a sum over ``REACH`` lines on each side, the nearer the heavier, the poorer side counting more.
    """
    if not any(item.prose >= 0.8 and item.label is None for item in items):
        return
    value = [-0.4 if item.label is not None else item.prose for item in items]
    mass = [
        v * (0.5 + min(facts(item.text).weight, 400) / 200) if v > 0 else v
        for v, item in zip(value, items, strict=True)
    ]
    for index, item in enumerate(items):
        if item.label is not None or is_doubled(items, index):
            continue
        above = sum(mass[index - d] / d for d in range(1, REACH + 1) if index >= d)
        below = sum(mass[index + d] / d for d in range(1, REACH + 1) if index + d < len(items))
        around = POOR_SIDE * min(above, below) + (1 - POOR_SIDE) * max(above, below)
        if _is_between(items, index):
            continue
        own = value[index]
        own *= 1 if own < 0 else 0.6 + min(facts(item.text).weight, 400) / 500
        if own + NEIGHBOUR_WEIGHT * around <= KEEP_FROM:
            item.label = Label(_role_around(items, index), "heuristic/sparse", None, None)


def is_doubled(items: Sequence[Item], index: int) -> bool:
    """Whether a line is printed again below: a headline, whatever stands around it."""
    return index + 1 < len(items) and items[index + 1].role == "dup_title"


def _is_between(items: list[Item], index: int) -> bool:
    """Whether running text stands directly around a line, or directly beside a sentence."""
    beside = [items[n] for n in (index - 1, index + 1) if 0 <= n < len(items)]
    text = [item for item in beside if item.label is None and item.prose >= 0.5]
    if len(text) == 2:
        return True
    is_sentence = items[index].prose >= 0.5
    return is_sentence and any(item.prose >= 0.8 for item in text)


# Furniture that comes in runs; what is said of one line only does not spread.
_SPREADING: Final = DROPPED_ROLES - {"dup_title", "duplicate", "next_article", "refusal", "noise"}


def _role_around(items: list[Item], index: int) -> Role:
    """The role that a rule gave to the nearest line of the same run of furniture, else nav."""
    for distance in range(1, REACH + 1):
        for near in (index - distance, index + distance):
            if 0 <= near < len(items):
                label = items[near].label
                if label and label.role in _SPREADING and label.rule != "heuristic/sparse":
                    return label.role
    return "nav"


def _apart(items: list[Item]) -> None:
    """A small block of text far from the main one is a teaser, a comment or a notice."""
    blocks: list[list[Item]] = []
    last = -GAP_LINES - 1
    for index, item in enumerate(items):
        if item.label is None:
            if index - last > GAP_LINES:
                blocks.append([])
            blocks[-1].append(item)
            last = index
    sizes = [sum(facts(i.text).weight for i in block if i.prose > 0.3) for block in blocks]
    for block, size in zip(blocks, sizes, strict=True):
        if size < SMALL_SHARE * max(sizes):
            for item in block:
                item.label = Label("related", "heuristic/apart", None, None)


HEURISTICS: Final = (
    _doubled,
    _caption_above_credit,
    _labelled_address,
    _listed,
    _exclaimed,
    _repeated,
    _sparse,
    _apart,
)
