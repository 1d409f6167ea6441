"""What readers wrote below an article: by the names of its elements, or by a head and its form.

The block model weighs elements against each other; where six comments outweigh a short article, it
takes them for the text. Both signs need an article above them: a page of comments alone is kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from newsclip.knowledge.dates import iso_date
from newsclip.knowledge.features import PROSE, facts
from newsclip.record import Label, Role

if TYPE_CHECKING:
    from newsclip.knowledge.judge import Item

NAMED: Final = "html/comments"
BELOW_HEAD: Final = "html/comments-head"
# Names of elements that hold comments, whole words only: a page itself is called "has-comments". On
# 157 pages with an article above them, 425,000 letters of running text in such elements were
# comments, and 17,000 more stood in the gold text and were comments all the same. A bare "comment"
# or "kommentar" is left to the model: sites call a piece of opinion so.
_NAME: Final = re.compile(
    "(?:(?:wp|wc|js)[-_])?(?:comments|comments?[-_]{0,2}(?:area|block|body|box|container|content"
    "|item|list|section|text|thread|txt|wrap|wrapper))|disqus_thread|kommentare|kommentarer"
    "|komentarze|comentarios|commentaires|commenti|reacties|yorumlar",
    re.IGNORECASE,
)
# Text of this chance is sure, and an article has so many letters of it.
_SURE: Final = 0.5
_LEAST: Final = 100.0
# Below a head that counts them, comments are at least two, below an article of two paragraphs.
_FEWEST: Final = 2
_COUNT: Final = re.compile("\\d[\\d.,]*")
_TIME: Final = re.compile("\\d{1,2}[:.\uff1a]\\d\\d")
_LONGEST_DATE: Final = 60
# Roles that rules give to what stands around a comment: its author, its date.
_FIELDS: Final[frozenset[Role]] = frozenset({"byline", "dateline", "credit", "keywords"})


def named_comments(items: Sequence[Item], chance: Sequence[float]) -> Iterator[int]:
    """The lines in elements that are named after comments, where sure text stands above them."""
    above = 0.0
    for n, item in enumerate(items):
        block = item.line.block
        if block is not None and comments_name(block.classes) is not None:
            if above >= _LEAST:
                yield n
        elif item.is_text and chance[n] >= _SURE and item.prose >= PROSE:
            above += facts(item.text).weight


@lru_cache(maxsize=4096)
def comments_name(classes: tuple[str, ...]) -> str | None:
    """The class or id that says that an element holds comments, None where none does."""
    return next((word for word in classes if _NAME.fullmatch(word)), None)


def label_named(items: Sequence[Item], named: Sequence[int]) -> None:
    """Label what ``named_comments`` found; what a rule knows as furniture stays that."""
    for n in named:
        block = items[n].line.block
        _drop(items[n], NAMED, comments_name(block.classes) if block is not None else None)


def label_below_heads(items: Sequence[Item]) -> None:
    """Label the comments of a page below a head that counts them; all other lines are judged."""
    last, texts, weight, is_first = -1, 0, 0.0, True
    for n, item in enumerate(items):
        count = _COUNT.search(item.text) if item.role == "comments" else None
        if _is_running(item):
            last, texts, weight, is_first = n, texts + 1, weight + facts(item.text).weight, True
        elif count is not None and is_first:
            # What stands below the first of several heads has been looked at with it.
            is_first = False
            if texts >= _FEWEST and weight >= _LEAST:
                for index in _below(items, last, n, int(re.sub("\\D", "", count[0]))):
                    _drop(items[index], BELOW_HEAD, item.text[:80])


def _drop(item: Item, rule: str, evidence: str | None) -> None:
    # Names and dates in comments are no fields of the article.
    if item.label is None or item.role in _FIELDS:
        item.label = Label("comments", rule, evidence, None)


def _below(items: Sequence[Item], text: int, head: int, count: int) -> range:
    """The lines below a head in its element, if most of that are comments: elements of one form.

    The element is the largest around the head that does not hold the last ``text`` above it. Each
    comment begins with a name and has a date, or what can be done with it, beside its text. There
    are no more of them than the head counts, and no headings in them.
    """
    around = min(_shared(items[n]) for n in range(text + 1, head + 1))
    stop = head + 1
    while stop < len(items) and _shared(items[stop]) > around:
        stop += 1
    groups = _groups(items, head + 1, stop)
    while len(groups) == 1 and len(groups[0]) > 1:
        groups = _groups(items, groups[0].start, groups[0].stop)
    found = [items[group.start : group.stop] for group in groups]
    is_alike = _FEWEST <= len(found) <= count and all(map(_begins_with_name, found))
    return range(head + 1, stop) if is_alike and _is_repeated(found) else range(0)


def _groups(items: Sequence[Item], start: int, stop: int) -> list[range]:
    """Of the elements that stand beside each other in ``[start, stop)`` those with text."""
    around = min((_shared(items[n]) for n in range(start + 1, stop)), default=0)
    edges = [start, *(n for n in range(start + 1, stop) if _shared(items[n]) == around), stop]
    return [
        range(one, other)
        for one, other in pairwise(edges)
        if any(_is_running(items[n]) for n in range(one, other))
    ]


def _begins_with_name(group: Sequence[Item]) -> bool:
    """Whether a group begins with a short line in letters, as posts of a live report do not."""
    first = group[0]
    blocks = (item.line.block for item in group)
    has_heading = any(block is not None and block.kind == "heading" for block in blocks)
    return not has_heading and not _is_running(first) and first.text[:1].isalpha()


def _is_repeated(groups: Sequence[Sequence[Item]]) -> bool:
    """Whether at least half of the groups have a date, or the same short line."""
    short = [[i.text for i in group if i.prose < PROSE] for group in groups]
    dated = sum(any(map(is_date, texts)) for texts in short)
    same = Counter(text for texts in short for text in set(texts))
    return 2 * max(dated, *same.values()) >= len(groups) and max(dated, *same.values()) > 1


def is_date(text: str) -> bool:
    """Whether a line is short and says a day or an hour."""
    is_short = len(text) <= _LONGEST_DATE
    return is_short and bool(iso_date(text) or _TIME.search(text))


def _is_running(item: Item) -> bool:
    return item.is_text and item.prose >= PROSE


def _shared(item: Item) -> int:
    return item.line.block.shared if item.line.block is not None else 0
