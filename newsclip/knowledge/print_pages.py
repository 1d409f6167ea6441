"""What printed pages carry at their edges: running heads, feet and numbers, and where pages end.

PDF tools put a form feed where a page ends; without one, pages are known by the numbers that come
again one higher. What stands at the edges of several pages, digits aside, is no text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from newsclip.knowledge.exports.marks import is_numbered, is_place
from newsclip.knowledge.features import facts, has_inner_stop
from newsclip.knowledge.letter_case import initial, is_caseless, is_small

FEED: Final = "\f"
# So many lines at the top and at the foot of a page may be furniture.
_ZONE: Final = 5
# Furniture is no longer, in characters.
_LONGEST: Final = 160
# It stands on so many pages, and on this share of them: heads differ on left and right pages.
_LEAST_PAGES: Final = 2
_LEAST_SHARE: Final = 0.3
# What stands inside pages, since a tool read columns one after the other, comes on most of them.
_LEAST_INSIDE: Final = 3
_MOST_SHARE: Final = 0.6
_MOST_INSIDE: Final = 4
# Furniture is less than this of all lines.
_MOST_OF_ALL: Final = 0.5
# This share of pages is different from all others.
_LEAST_DIFFERENT: Final = 0.5
BLANKS: Final = " \t\f"
# Articles run on over the end of so many pages; documents that each begin on a page do not.
_LEAST_CROSSED: Final = 0.25
# Pages without a form feed have so many lines that are not blank at least, and there are as many.
_LEAST_LINES: Final = 15
_LEAST_NUMBERED: Final = 3
# Pages are numbered one after the other, left and right ones by two.
_STEPS: Final = frozenset({1, 2})
_DIGITS: Final = re.compile("[0-9]+")
_SPACES: Final = re.compile(r"\s+")


def _page_ranges(lines: Sequence[str]) -> list[range]:
    """The lines of each page, by form feeds; a single range where there is none."""
    begins = [n for n, line in enumerate(lines) if FEED in line and n > 0]
    return [range(*span) for span in pairwise([0, *begins, len(lines)])]


def page_furniture(lines: Sequence[str]) -> frozenset[int]:
    """The lines that are the heads, feet and numbers of pages, by their index.

    Where form feeds do not tell the pages, or what is counted may be documents, there are pages
    only when sentences run on over their ends.
    """
    pages = [page for page in _page_ranges(lines) if any(lines[n].strip(BLANKS) for n in page)]
    has_feeds = len(pages) >= _LEAST_PAGES
    if not has_feeds:
        pages = _numbered_pages(lines)
    if len(pages) < _LEAST_PAGES:
        return frozenset()
    filled = [[n for n in page if lines[n].strip(BLANKS)] for page in pages]
    keys = {n: key for page in filled for n in page if (key := _key(lines[n]))}
    # Pages that say the same have their text in common, too.
    different = {frozenset(keys[n] for n in page if n in keys) for page in filled}
    if len(different) < max(_LEAST_PAGES, _LEAST_DIFFERENT * len(pages)):
        return frozenset()
    least = max(_LEAST_PAGES, _LEAST_SHARE * len(pages))
    tops = _at_edge([page[:_ZONE] for page in filled], keys, least)
    feet = _at_edge([page[: -_ZONE - 1 : -1] for page in filled], keys, least)
    found = frozenset([*tops, *feet, *_inside(filled, keys), *_page_numbers(lines, filled)])
    if len(found) > _MOST_OF_ALL * sum(map(len, filled)):
        return frozenset()
    counts = any(is_numbered(lines[n].strip(BLANKS)) and keys[n].strip("0") for n in found)
    if has_feeds and not counts:
        return found
    texts = [page for every in filled if (page := [n for n in every if n not in found])]
    ends = [(lines[one[-1]], lines[two[0]]) for one, two in pairwise(texts)]
    crossed = sum(_runs_on(*end) for end in ends)
    return found if crossed and crossed >= _LEAST_CROSSED * len(ends) else frozenset()


def _runs_on(line: str, following: str) -> bool:
    """Whether the sentence of a line goes on in another one, as far as its first letter tells."""
    text = line.strip(BLANKS)
    first = initial(following.strip(BLANKS))
    if facts(text).is_closed:
        return False
    if is_caseless(first):
        return any(map(has_inner_stop, (text, following)))
    return is_small(first)


def _key(line: str) -> str | None:
    """What a line says, numbers aside; None for one that is no furniture."""
    text = line.strip(BLANKS)
    if not text or len(text) > _LONGEST:
        return None
    return _SPACES.sub(" ", _DIGITS.sub("0", text)).casefold()


def _at_edge(edges: Sequence[Sequence[int]], keys: dict[int, str], least: float) -> list[int]:
    """The lines from one edge of each page on with a key that stands at so many of them.

    One that differs may stand between them, such as the section. A key is found as often as on the
    page that has it least: the headline of an article may stand in the head of its page, too.
    """
    counts = [Counter(keys[n] for n in edge if n in keys) for edge in edges]
    pages = Counter(key for count in counts for key in count)
    fewest = {key: min(count[key] for count in counts if key in count) for key in pages}
    found: list[int] = []
    for edge in edges:
        left = {key: times for key, times in fewest.items() if pages[key] >= least}
        others = 0
        for n in edge:
            if left.get(keys.get(n, ""), 0):
                left[keys[n]] -= 1
                found.append(n)
            else:
                others += 1
            if others > 1:
                break
    return found


def _inside(pages: Sequence[Sequence[int]], keys: dict[int, str]) -> list[int]:
    """The lines whose key stands once on most pages, or on each when it is in figures alone.

    They are heads and feet, too, where a tool has read the columns of a page one after the other.
    """
    counts = [Counter(keys[n] for n in page if n in keys) for page in pages]
    number = Counter(key for count in counts for key, times in count.items() if times == 1)
    least = max(_LEAST_INSIDE, _MOST_SHARE * len(pages))
    known = {
        key
        for key, times in number.items()
        if times >= least or (times == len(pages) and not any(map(str.isalpha, key)))
    }
    found = [n for page in pages for n in page if keys.get(n) in known]
    # Pages that say the same have more in common than their edges.
    return found if len(found) <= _MOST_INSIDE * len(pages) else []


def _page_numbers(lines: Sequence[str], pages: Sequence[Sequence[int]]) -> list[int]:
    """The lines that number the pages in words, one on each, wherever they stand."""
    named = [
        [n for n in page if is_place(line := lines[n].strip(BLANKS)) and line[-1].isdigit()]
        for page in pages
    ]
    places = [found[0] for found in named if len(found) == 1]
    return places if len(places) == len(pages) and _count_pages(lines, places) else []


def _numbered_pages(lines: Sequence[str]) -> list[range]:
    """The pages of a text without form feeds, by the lines that number them, each above its page.

    A line of a head comes again with the next number, far enough below.
    """
    places: dict[str, list[int]] = defaultdict(list)
    order: dict[int, int] = {}
    count = 0
    for n, line in enumerate(lines):
        if not line.strip():
            continue
        order[n] = count = count + 1
        if len(line) <= _LONGEST and _DIGITS.search(line):
            key = _key(line)
            if key is not None and any(map(str.isalpha, key)):
                places[key].append(n)
    best: list[int] = []
    for found in places.values():
        if len(found) >= max(_LEAST_NUMBERED, len(best) + 1) and _are_pages(lines, found, order):
            best = found
    if not best:
        return []
    # The head of a page may have begun above the line with its number.
    return [range(*span) for span in pairwise([0, *best, len(lines)]) if span[0] < span[1]]


def _are_pages(lines: Sequence[str], places: Sequence[int], order: dict[int, int]) -> bool:
    # The last page may be short.
    if min(order[two] - order[one] for one, two in pairwise(places[:-1])) < _LEAST_LINES:
        return False
    return _count_pages(lines, places)


def _count_pages(lines: Sequence[str], places: Sequence[int]) -> bool:
    """Whether lines differ in nothing but one number, which counts on."""
    numbers = [[int(digits[:9]) for digits in _DIGITS.findall(lines[n])] for n in places]
    if len(set(map(len, numbers))) != 1:
        return False
    steps = [{two - one for one, two in pairwise(column)} for column in zip(*numbers, strict=True)]
    counted = [step for step in steps if len(step) == 1 and step <= _STEPS]
    return len(counted) == 1 and sum(step == {0} for step in steps) == len(steps) - 1
