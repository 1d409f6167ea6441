"""Where the articles of an HTML page begin: pages that scroll on hold several, one below the other.

Each is a headline with text of its own. A section of one article has a heading and text too, so
that markup must say more: an ``<article>``, an ``<h1>`` in an element of its own, or a date each.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Final

import msgspec

from newsclip.knowledge.features import PROSE, PROSE_WEIGHT, WIDE_WEIGHT, facts
from newsclip.knowledge.reader_comments import comments_name, is_date

if TYPE_CHECKING:
    from newsclip.record import Block, Line

# The least running text of an article, in letters, and its share of the largest on the page: a
# teaser has a paragraph, the next article has several.
LEAST: Final = 350.0
_LEAST_SHARE: Final = 0.12
# The same where every article of a page has an element, a heading and a date of its own.
_LEAST_SHORT: Final = 150.0
_SENTENCE: Final = 0.5
_FEWEST_PARAGRAPHS: Final = 2
# Running text of which links are this much is a list of teasers.
_MOST_LINKED: Final = 0.3
# How far below its container's first line a headline may stand, below it its date and its text.
_HEAD: Final = 12
_DATED: Final = 8
_SOON: Final = 30
# A headline is compared with so many before it, for it may be printed again above its own text.
_REMEMBERED: Final = 20
# Running text weighs more than so many of the heaviest characters.
_SHORTEST: Final = PROSE_WEIGHT / WIDE_WEIGHT
_LEVELS: Final = {">h1": 1, ">h2": 2, ">h3": 3}
# Regions whose headings belong to no article.
_ASIDE: Final = frozenset({"nav", "aside", "footer", "form"})


class Start(msgspec.Struct, frozen=True):
    """An article begins at line ``first`` of the page; its headline is line ``heading``."""

    first: int
    heading: int


def article_starts(lines: Sequence[Line]) -> list[Start]:
    """The articles of a page, in order; none where the page holds at most one.

    ``lines`` are the lines that are not blank, each with the evidence of its element.
    """
    blocks = [line.block for line in lines if line.block is not None]
    headings = [
        n
        for n, block in enumerate(blocks)
        if block.path[-3:] in _LEVELS and block.kind not in _ASIDE
    ]
    if len(blocks) < len(lines) or len(headings) < 2:
        return []
    texts = [line.text.strip() for line in lines]
    running = [
        _running(text, block) if len(text) >= _SHORTEST else 0.0
        for text, block in zip(texts, blocks, strict=True)
    ]
    if not _may_part(headings, running):
        return _short_articles(texts, blocks, headings)
    dated = set(_dated(texts, blocks, headings, running))
    of_articles = list(_of_articles(blocks, headings))
    first = [n for n in headings if _level(blocks[n]) == 1]
    for found in (
        [n for n in of_articles if _level(blocks[n]) < 3 or n in dated],
        [n for n in first if n in dated],
        [
            n
            for place, n in enumerate(first)
            if n in dated or _has_own_container(blocks, first, place, running)
        ],
        [n for n in sorted(dated) if _level(blocks[n]) < 3],
    ):
        starts = _sound(texts, blocks, found, running)
        if len(starts) > 1:
            return [*_above(texts, blocks, headings, running, starts[0]), *starts]
    starts = _of_first_level(texts, blocks, first, of_articles, running)
    starts = starts or _of_two_levels(texts, blocks, headings, running)
    return starts or _short_articles(texts, blocks, headings)


def announced_starts(lines: Sequence[Line], markers: Sequence[int], soon: int) -> list[Start]:
    """The articles below the ``markers``, lines that say that the next article follows.

    Each has its heading at most ``soon`` lines below, and an element of its own with its text.
    """
    blocks = [line.block for line in lines if line.block is not None]
    if len(blocks) < len(lines) or not markers:
        return []
    texts = [line.text.strip() for line in lines]
    running = [_running(text, block) for text, block in zip(texts, blocks, strict=True)]
    starts: list[Start] = []
    for marker in markers:
        for n in range(marker + 1, min(marker + 1 + soon, len(lines))):
            if _level(blocks[n]):
                if _has_own_text(texts, blocks, running, n):
                    first = max(marker + 1, _beginning(blocks, running, n))
                    starts.append(Start(first, n))
                break
    return starts


def _short_articles(
    texts: Sequence[str], blocks: Sequence[Block], headings: Sequence[int]
) -> list[Start]:
    """Short articles, each in an outermost ``<article>`` with a heading, a date and its text.

    So a blog prints its latest posts. A teaser has one paragraph.
    """
    told = [_running(text, block, _SENTENCE) for text, block in zip(texts, blocks, strict=True)]
    found = [n for n in _of_articles(blocks, headings) if _level(blocks[n]) < 3]
    dated = set(_with_date(texts, blocks, found, told))
    starts: list[Start] = []
    for n in found:
        depth = _article_depth(blocks[n]) or 0
        stop = n + 1
        while stop < len(blocks) and blocks[stop].shared >= depth:
            stop += 1
        own = [weight for weight in told[n + 1 : stop] if weight]
        if n not in dated or len(own) < _FEWEST_PARAGRAPHS or sum(own) < _LEAST_SHORT:
            return []
        starts.append(Start(_beginning(blocks, told, n), n))
    return starts if len(starts) > 1 and len({blocks[s.heading].path for s in starts}) == 1 else []


def _of_first_level(
    texts: Sequence[str],
    blocks: Sequence[Block],
    headings: Sequence[int],
    of_articles: Sequence[int],
    running: Sequence[float],
) -> list[Start]:
    """Articles at different depths: a script put those below the first into elements of its own.

    ``headings`` are the ``<h1>`` of the page. The first article's may stand anywhere; each further
    one opens an ``<article>``, or has a date and an element of its own with its text.
    """
    dates = set(_with_date(texts, blocks, headings, running))
    further = [
        n
        for place, n in enumerate(headings)
        if place
        and (
            n in of_articles
            or (n in dates and _has_own_container(blocks, headings, place, running))
        )
    ]
    if not further:
        return []
    found = [n for n in headings if n < further[0]][-1:] + further
    starts = _sound(texts, blocks, found, running, at_any_depth=True)
    return starts if len(starts) > 1 and starts[0].heading not in further else []


def _of_two_levels(
    texts: Sequence[str],
    blocks: Sequence[Block],
    headings: Sequence[int],
    running: Sequence[float],
) -> list[Start]:
    """An article below an ``<h1>`` and further ones below an ``<h2>``, at whatever depth.

    Each has a date, the further ones an element with an article's text and none of the text above.
    """
    high = [n for n in headings if _level(blocks[n]) < 3]
    dated = list(_with_date(texts, blocks, high, running))
    if not dated or _level(blocks[dated[0]]) != 1:
        return []
    further = [n for n in dated[1:] if _has_own_text(texts, blocks, running, n)]
    found = [dated[0], *further]
    starts = _sound(texts, blocks, found, running, at_any_depth=True, at_any_level=True)
    return starts if len(starts) > 1 and starts[0].heading == found[0] else []


def _has_own_text(
    texts: Sequence[str], blocks: Sequence[Block], running: Sequence[float], heading: int
) -> bool:
    """Whether an element holds a heading and an article's text, and none of the text above.

    Comments of readers have that too; their dates stand below their text.
    """
    around = blocks[heading].shared
    for n in range(heading - 1, -1, -1):
        if running[n]:
            break
        around = min(around, blocks[n].shared)
    stop = heading + 1
    while stop < len(blocks) and blocks[stop].shared > around:
        stop += 1
    text = [n for n in range(heading + 1, stop) if running[n]]
    return (
        len(text) >= _FEWEST_PARAGRAPHS
        and sum(running[n] for n in text) >= LEAST
        and comments_name(blocks[heading].classes) is None
        and not any(_is_date(texts[n], blocks[n]) for n in range(text[0] + 1, stop))
    )


def _may_part(headings: Sequence[int], running: Sequence[float]) -> bool:
    """Whether a heading has an article's text below it, and above it with another heading."""
    total = [0.0, *accumulate(running)]
    # Sums are not exact to the last bit.
    least, above = LEAST - 1, total[headings[0]]
    return any(total[n] - above >= least and total[-1] - total[n] >= least for n in headings)


def _running(text: str, block: Block, least: float = PROSE) -> float:
    """How much running text a line holds, in letters: of lines that read like it at ``least``."""
    if block.link_share >= _MOST_LINKED or block.kind in _ASIDE:
        return 0.0
    fact = facts(text)
    return fact.weight * (1 - block.link_share) if fact.prose >= least else 0.0


def _level(block: Block) -> int:
    """1 to 3 for a headline's level, 0 for other lines."""
    level = _LEVELS.get(block.path[-3:], 0)
    return 0 if block.kind in _ASIDE else level


def _of_articles(blocks: Sequence[Block], headings: Sequence[int]) -> Iterator[int]:
    """The first heading of each outermost ``<article>``."""
    known = set(headings)
    inside: int | None = None
    opened = 0
    for n, block in enumerate(blocks):
        if inside is not None and block.shared < inside:
            inside = None
        if inside is None:
            inside = _article_depth(block)
            opened = n
        if inside is not None and n in known and n - opened <= _HEAD:
            yield n
            opened = -_HEAD - 1


def _article_depth(block: Block) -> int | None:
    """How deep the outermost ``<article>`` around a line is, as far as its path reaches."""
    if "article" not in block.path:
        return None
    tags = block.path.split(">")
    if "article" not in tags:
        return None
    return block.depth - len(tags) + tags.index("article") + 1


def _has_own_container(
    blocks: Sequence[Block], headings: Sequence[int], place: int, running: Sequence[float]
) -> bool:
    """Whether an element holds a heading with all of its text, and no other heading of them."""
    heading = headings[place]
    stop = headings[place + 1] if place + 1 < len(headings) else len(blocks)
    text = [n for n in range(heading + 1, stop) if running[n]]
    if not text:
        return False
    own = min(block.shared for block in blocks[heading + 1 : text[-1] + 1])
    above = blocks[headings[place - 1] + 1 : heading + 1] if place else ()
    below = blocks[heading + 1 : stop + 1] if stop < len(blocks) else ()
    return all(own > min(b.shared for b in gap) for gap in (above, below) if gap)


def _dated(
    texts: Sequence[str],
    blocks: Sequence[Block],
    headings: Sequence[int],
    running: Sequence[float],
) -> Iterator[int]:
    """The headings of the highest level that have a date between them and their text."""
    paths = Counter(blocks[n].path for n in headings)
    alike = [n for n in headings if paths[blocks[n].path] > 1]
    return _with_date(texts, blocks, alike, running)


def _with_date(
    texts: Sequence[str],
    blocks: Sequence[Block],
    headings: Sequence[int],
    running: Sequence[float],
) -> Iterator[int]:
    """The headings that have a date between them and their text."""
    for n in headings:
        for below in range(n + 1, min(n + 1 + _DATED, len(texts))):
            if running[below] or _level(blocks[below]):
                break
            if _is_date(texts[below], blocks[below]):
                yield n
                break


def _is_date(text: str, block: Block) -> bool:
    return block.kind != "list_item" and is_date(text)


def _sound(
    texts: Sequence[str],
    blocks: Sequence[Block],
    headings: Sequence[int],
    running: Sequence[float],
    *,
    at_any_depth: bool = False,
    at_any_level: bool = False,
) -> list[Start]:
    """The headings of one level and place with an article's text below each."""
    kind_of = {
        n: (0 if at_any_level else _level(blocks[n]), 0 if at_any_depth else blocks[n].depth)
        for n in headings
    }
    kinds = Counter(kind_of.values())
    if not kinds:
        return []
    usual = max(kinds, key=lambda kind: (kinds[kind], -kind[0]))
    alike = [n for n in headings if kind_of[n] == usual]
    stops = [*alike[1:], len(texts)]
    held = [
        [weight for weight in running[n:stop] if weight]
        for n, stop in zip(alike, stops, strict=True)
    ]
    most = max((sum(weights) for weights in held), default=0.0)
    seen: deque[str] = deque(maxlen=_REMEMBERED)
    starts: list[Start] = []
    for n, stop, weights in zip(alike, stops, held, strict=True):
        first = next((k for k in range(n, stop) if running[k]), stop)
        key = _squeezed(texts[n])
        is_enough = sum(weights) >= max(LEAST, _LEAST_SHARE * most)
        if (
            is_enough
            and len(weights) >= _FEWEST_PARAGRAPHS
            and first - n <= _SOON
            and not any(key in other or other in key for other in seen)
        ):
            starts.append(Start(_beginning(blocks, running, n), n))
            seen.append(key)
    return starts


def _above(
    texts: Sequence[str],
    blocks: Sequence[Block],
    headings: Sequence[int],
    running: Sequence[float],
    below: Start,
) -> list[Start]:
    """The article above the first of several that a script appended, in an element of its own."""
    own = [n for n in headings if n < below.first]
    for level in (1, 2):
        for n in own:
            text = [k for k in range(n, below.first) if running[k]]
            is_enough = len(text) >= _FEWEST_PARAGRAPHS and sum(running[k] for k in text) >= LEAST
            is_same = _squeezed(texts[n]) == _squeezed(texts[below.heading])
            if _level(blocks[n]) == level and is_enough and text[0] - n <= _SOON and not is_same:
                return [Start(_beginning(blocks, running, n), n)]
    return []


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


def _beginning(blocks: Sequence[Block], running: Sequence[float], heading: int) -> int:
    """Where the container of a headline begins that holds nothing of the text above it."""
    first = heading
    depth = blocks[heading].depth
    for n in range(heading, max(0, heading - _HEAD), -1):
        # What is shared with the line above is around both articles.
        depth = min(depth, blocks[n].shared)
        if running[n - 1] or (n - 1 < heading and depth < blocks[heading].depth - _HEAD):
            break
        if blocks[n].shared < blocks[first].shared or n == heading:
            first = n
    return first
