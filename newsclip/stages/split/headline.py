"""Where an article's headline is: above its text, in words that the text uses again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from newsclip.knowledge.features import coverage, facts, is_headline_like, terms
from newsclip.knowledge.judge import Item, is_doubled, same

# How far above the first paragraph a headline is looked for: bylines, dates, share bars and a
# picture's caption stand between them.
ABOVE: Final = 25
# How much of the text is read for its words; a headline's words return in the first paragraphs.
PARAGRAPHS: Final = 25
# From here on a line is taken for the headline: half of its words return, or it is printed twice.
ENOUGH: Final = 1.0
# A headline of fewer terms than this is only as sure as its share of it.
FULL_TERMS: Final = 4


def find_headline(
    items: Sequence[Item], start: int, stop: int, known: str | None = None
) -> int | None:
    """The index of the headline of the article in ``items[start:stop]``, None when it has none.

    ``known`` is the headline that the page's own metadata names.
    """
    first = first_paragraph(items, start, stop)
    if first is None:
        return None
    body = _words(items, first, stop)
    originals = [item.text for item in items[start:stop] if item.role == "original_title"]
    originals += [known] if known else []
    best, best_score = None, ENOUGH
    for index in range(max(start, first - ABOVE), first):
        if not _is_candidate(items[index]):
            continue
        score = _score(items, index, first, body, originals)
        if score > best_score:
            best, best_score = index, score
    return best


def first_paragraph(items: Sequence[Item], start: int, stop: int) -> int | None:
    """The index of the first running text that is kept, None when there is none.

    A line printed twice is a headline, however long; where no line is a full paragraph, the first
    sentence counts.
    """
    for least in (0.8, 0.5):
        for index in range(start, stop):
            item = items[index]
            if item.prose >= least and item.is_text and not is_doubled(items, index):
                return index
    return None


def _words(items: Sequence[Item], first: int, stop: int) -> frozenset[str]:
    found: set[str] = set()
    seen = 0
    for item in items[first:stop]:
        if item.prose >= 0.5 and not item.is_dropped:
            found |= terms(item.text)
            seen += 1
            if seen == PARAGRAPHS:
                break
    return frozenset(found)


def _is_candidate(item: Item) -> bool:
    if not is_headline_like(item.text):
        return False
    if item.is_text or item.role in {"title", "dup_title"}:
        return True
    rule = item.label.rule if item.label else None
    return rule is not None and rule.startswith("heuristic/")


def _score(
    items: Sequence[Item], index: int, first: int, body: frozenset[str], originals: list[str]
) -> float:
    item = items[index]
    own = terms(item.text)
    score = 2 * coverage(own, body) * min(1.0, len(own) / FULL_TERMS)
    following = items[index + 1] if index + 1 < len(items) else None
    if following and same(item.text, following.text):
        score += 1.0
    if any(_without_space(item.text) in _without_space(original) for original in originals):
        score += 1.5
    if following and following.role in {"byline", "dateline"}:
        score += 0.3
    if facts(item.text).weight >= 30:
        score += 0.2
    return score - 0.03 * (first - index)


def _without_space(text: str) -> str:
    return "".join(text.split())
