"""The sure heuristics: what a line is by its copy, its credit, its list or its block.

They look at lines that rules have named, and name their neighbours; in any language alike. Where
they say nothing the line model is asked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from newsclip.knowledge.block_judge import UNDER_RELATED, is_in_figure
from newsclip.knowledge.browser_prints import browser_edges
from newsclip.knowledge.features import BULLETS, PROSE, facts, is_headline_like
from newsclip.knowledge.letter_case import is_small
from newsclip.knowledge.print_pages import FEED, page_furniture
from newsclip.knowledge.teasers_in_turns import in_turns, is_bare
from newsclip.record import Label, Role

if TYPE_CHECKING:
    from newsclip.knowledge.judge import Item

# The rule that excerpts are named by.
CUT_OFF: Final = "heuristic/cut-off"
# The rule that the heads and feet of pages are named by.
PAGE_EDGE: Final = "heuristic/page-edge"
_SPACE: Final = re.compile("\\s+")


def same(one: str, other: str) -> bool:
    """Whether two lines say the same, white space and case aside."""
    if one == other:
        return True
    if one[:1] != other[:1] and one[:1].casefold() != other[:1].casefold():
        return False
    last, end = one[-1:], other[-1:]
    is_other = last != end and last.casefold()[-1:] != end.casefold()[-1:]
    if is_other and not (last.isspace() or end.isspace()):
        return False
    return _SPACE.sub("", one).casefold() == _SPACE.sub("", other).casefold()


def _doubled(items: list[Item]) -> None:
    """A line printed twice in a row: a caption when a photo credit follows, else a headline."""
    for index, (item, following) in enumerate(pairwise(items)):
        if following.label is not None or not same(item.text, following.text):
            continue
        credit = items[index + 2] if index + 2 < len(items) else None
        if credit and _is_photo_credit(credit) and item.role in {None, "caption"}:
            item.label = following.label = Label(
                "caption", "heuristic/doubled-caption", credit.text, None
            )
            if credit.role == "byline":
                credit.label = following.label
        elif item.role in {None, "title", "dup_title"}:
            role: Role = "dup_title" if is_headline_like(item.text) else "duplicate"
            following.label = Label(role, "heuristic/doubled-line", item.text[:80], None)


def _have(items: Sequence[Item], roles: frozenset[Role]) -> bool:
    """Whether any line has one of the roles: mostly none has, and there is nothing to do."""
    return any(item.label is not None and item.label.role in roles for item in items)


def _is_photo_credit(item: Item) -> bool:
    """Whether a line says who made a picture, in the block of the line above."""
    if item.opens_block:
        return False
    is_named = item.role == "byline" and _PHOTOGRAPHER.match(item.text) is not None
    return is_named or item.role in {"caption", "credit"}


# A byline that is of a picture only: photograph, picture, by.
_PHOTOGRAPHER: Final = re.compile(
    "[^\\w]*(?:\u651d\u5f71|\u6444\u5f71|\u5716|\u56fe|\u64ae\u5f71|\u5199\u771f|\u5beb\u771f"
    "|\uc0ac\uc9c4|photos?|pictures?|fotos?|foto)(?![^\\W\\d_])",
    re.IGNORECASE,
)


def _caption_above_credit(items: list[Item]) -> None:
    """The line above a bare photo credit in a figure, in its block and short, is the caption.

    Without elements it may as well be a subhead or a step of a list, and the line model is asked.
    """
    for item, credit in pairwise(items):
        if credit.label is None or item.label is not None:
            continue
        is_bare = credit.role == "caption" and facts(credit.text).weight < 60
        is_bare = is_bare and is_in_figure(item.line.block)
        if is_bare and not credit.opens_block and item.prose < PROSE:
            item.label = Label("caption", "heuristic/caption-above-credit", credit.text, None)


def _listed(items: list[Item]) -> None:
    """The links under a head such as "Related": headline-like lines, to the next text or block.

    A line that goes on in lower case is a piece of a sentence, broken where a link was in it.
    """
    if not _have(items, _RELATED):
        return
    head: Item | None = None
    found: list[Item] = []
    for index, item in enumerate(items):
        if item.role == "related":
            head, found = item, []
        elif item.label is not None or item.prose >= PROSE:
            if item.label is None and head is not None and found:
                _spare_subhead(head, found)
            head = None
        elif head is not None:
            fits = is_headline_like(item.text) and (is_bare(head) or not item.opens_block)
            if fits and not _goes_on(items, index):
                item.label = Label("related", UNDER_RELATED, head.text[:80], None)
                found.append(item)
            else:
                head = None


def _spare_subhead(head: Item, found: Sequence[Item]) -> None:
    """Let the line between a list and running text be judged anew: it may be a subhead.

    On dumps with a label a line all 9 with gold that are so much shorter than the other links were
    text, of those that are not 19 of 42.
    """
    links = [head, *found[:-1]] if not is_bare(head) else found[:-1]
    weights = [facts(link.text).weight for link in links]
    if weights and facts(found[-1].text).weight <= _SHORTER * sum(weights) / len(weights):
        found[-1].label = None


def _goes_on(items: Sequence[Item], index: int) -> bool:
    """Whether the line below, in the same block, goes on with the sentence."""
    if index + 1 == len(items):
        return False
    below = items[index + 1]
    return below.label is None and not below.opens_block and is_small(below.text[0])


_SHORTER: Final = 0.75
_RELATED: Final[frozenset[Role]] = frozenset({"related"})
# Furniture whose lists have the bullets of a page made text.
_WITH_LIST: Final[frozenset[Role]] = frozenset(
    {"related", "comments", "ad", "subscribe", "login", "footer", "form", "legal", "app", "cookie"}
)
# A dash may begin a quotation.
_BULLET: Final = re.compile(f"[{re.escape(BULLETS)}]")


def _bulleted_below(items: list[Item]) -> None:
    """A bulleted list right below furniture is part of it, whatever its items read like."""
    head: Item | None = None
    for item in items:
        if item.label is not None:
            head = item if item.role in _WITH_LIST else None
        elif head is not None and head.label is not None and _BULLET.match(item.text):
            role = head.label.role
            rule = UNDER_RELATED if role == "related" else "heuristic/bulleted-below"
            item.label = Label(role, rule, head.text[:80], None)
        else:
            head = None


_ELLIPSIS: Final = ("\u2026", "...")
# Programs cut teasers at a number of characters, or at the word before it; shorter ones are
# headlines, and of fewer that agree it may be chance.
_CUT_FROM: Final = 25
_CUT_NEAR: Final = 3
_CUTS: Final = 3


def _cut_off(items: list[Item]) -> None:
    """Lines that end in an ellipsis at about the same length are teasers, with their headlines.

    On dumps with a label a line none of 75,000 letters of them was text; on pages of 990 other
    sites 4 of 945 lines were.
    """
    ends = [
        n
        for n, item in enumerate(items)
        if item.text.endswith(_ELLIPSIS) and len(item.text) >= _CUT_FROM
    ]
    of_length = Counter(map(len, {items[n].text for n in ends}))
    for n in ends:
        length = len(items[n].text)
        near = range(length - _CUT_NEAR, length + _CUT_NEAR + 1)
        if sum(of_length[one] for one in near) < _CUTS:
            continue
        label = Label("related", CUT_OFF, None, None)
        above = items[n - 1] if n else None
        if above is not None and above.label is None and is_headline_like(above.text):
            above.label = label
        if items[n].label is None:
            items[n].label = label


_EXCLAMATION: Final = ("!", "\uff01")
_PROMOTIONAL: Final[frozenset[Role]] = frozenset({"ad", "event", "app", "subscribe"})


def _exclaimed(items: list[Item]) -> None:
    """Exclamations that touch a promotional line below the text belong to it."""
    if not _have(items, _PROMOTIONAL):
        return
    last = max(
        (n for n, item in enumerate(items) if item.label is None and item.prose >= PROSE),
        default=-1,
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


def _labelled_address(items: list[Item]) -> None:
    """A label, a colon and nothing but an address of a page: a source, not a sentence."""
    for item in items:
        if item.label is None and "://" in item.text and (found := _ADDRESS.match(item.text)):
            item.label = Label("credit", "heuristic/labelled-address", found[1], None)


_ADDRESS: Final = re.compile(
    "^([^\\s:\uff1a][^:\uff1a\n]{0,40})[:\uff1a]\\s*<?https?://[^\\s\u3000-\uffff]+>?$"
)


# A prompt with its field and button has a handful of lines.
_PROMPT_LINES: Final = 8
_FORM: Final[frozenset[Role]] = frozenset({"form"})
_PROMPTING: Final = frozenset({"form", "subscribe", "login", "app", "event"})


def _around_fields(items: list[Item]) -> None:
    """What stands in one block with a field to fill in, most of which is a prompt: its words."""
    if not _have(items, _FORM):
        return
    borders = [n for n, item in enumerate(items) if item.opens_block or n == 0]
    for start, stop in pairwise([*borders, len(items)]):
        block = items[start:stop]
        prompts = [item for item in block if item.role in _PROMPTING]
        field = next((item for item in prompts if item.role == "form"), None)
        if field is None or stop - start > _PROMPT_LINES or 2 * len(prompts) < len(block):
            continue
        for item in block:
            if item.label is None and item.prose < PROSE:
                item.label = Label("subscribe", "heuristic/beside-field", field.text[:80], None)


_COOKIE: Final[frozenset[Role]] = frozenset({"cookie"})
# What a consent wall calls what it asks leave for.
_COOKIES: Final = re.compile(
    "cookie|kuki|\u00e7erez|ev\u00e4ste|s\u00fcti|ciasteczk|\u043a\u0443\u043a[\u0438\u0456]"
    "|\ucfe0\ud0a4|\u30af\u30c3\u30ad\u30fc",
    re.IGNORECASE,
)
# So soon the next line of a wall follows that speaks of them.
_ASIDE: Final = 3
# Where more than this share of all running text would go, it is what the file is about.
_ABOUT: Final = 0.5


def _consent_wall(items: list[Item]) -> None:
    """The lines that speak of cookies beside lines that rules know from consent walls.

    Lines between two of them belong to the wall; between two that rules know an article may stand.
    """
    if not _have(items, _COOKIE):
        return
    found: set[int] = set()
    speaking = {n for n, i in enumerate(items) if i.label is None and _COOKIES.search(i.text)}
    places = range(len(items))
    for order in (places, reversed(places)):
        left, is_said = 0, False
        run: list[int] = []
        for index in order:
            says = index in speaking
            if items[index].role == "cookie" or index in found or (left and says):
                found.update(n for n in run if items[n].label is None and (says or is_said))
                if says:
                    found.add(index)
                left, is_said, run = _ASIDE, says, []
            elif left:
                left -= 1
                run = [*run, index] if left else []
    prose = {n for n, item in enumerate(items) if item.label is None and item.prose >= PROSE}
    if sum(facts(items[n].text).weight for n in found & prose) > _ABOUT * sum(
        facts(items[n].text).weight for n in prose
    ):
        return
    for index in found:
        items[index].label = Label("cookie", "heuristic/consent-wall", None, None)


def is_doubled(items: Sequence[Item], index: int) -> bool:
    """Whether a line is printed again below: a headline, whatever stands around it."""
    return index + 1 < len(items) and items[index + 1].role == "dup_title"


def _at_page_edges(items: list[Item]) -> None:
    """The heads, feet and numbers of printed pages, where a form feed says that there are some.

    Of a single page only what a browser prints is known.
    """
    texts = [FEED + item.text if item.opens_page else item.line.text for item in items]
    has_feeds = any(FEED in text for text in texts)
    edges = {*browser_edges(texts), *(page_furniture(texts) if has_feeds else ())}
    for index in sorted(edges):
        if items[index].role in {None, "dateline"}:
            items[index].label = Label("noise", PAGE_EDGE, None, None)


HEURISTICS: Final = (
    _at_page_edges,
    _doubled,
    _caption_above_credit,
    _labelled_address,
    _listed,
    in_turns,
    _bulleted_below,
    _cut_off,
    _exclaimed,
    _around_fields,
    _consent_wall,
)
