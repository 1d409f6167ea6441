"""Where an article's headline is: above its text, in words that the text uses again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from newsclip.knowledge.features import coverage, facts, is_headline_like, terms
from newsclip.knowledge.judge import Item, is_doubled, same

if TYPE_CHECKING:
    from newsclip.knowledge.columns import Matrix

# How far above the first paragraph a headline is looked for: bylines, dates, share bars and a
# picture's caption stand between them.
ABOVE: Final = 45
# How much of the text is read for its words; a headline's words return in the first paragraphs.
PARAGRAPHS: Final = 25
OPENING: Final = 3
# A line of fewer or more letters than this is no headline.
WEIGHT: Final = (8, 300)
# A block of text this much smaller than the article's largest is a teaser above it.
MAIN_SHARE: Final = 0.5
GAP: Final = 12
# A line printed twice is the headline when it is no label and the text uses its words again.
LONG: Final = 14
SHARED: Final = 0.1
# From this chance on the likeliest line is the headline; below it the article has none.
ENOUGH: Final = 0.2

COLUMNS: Final = (
    "covered", "covered-opening", "returns", "terms", "weight", "closed", "stop", "asks", "colon",
    "stops", "headline", "text", "own-block", "prose", "parts", "digits", "capitals", "copy",
    "related", "lower", "wide",
    "copies", "doubled", "distance", "byline-near", "byline-next", "named-above", "named-below",
    "from-start", "prose-above", "prose-below", "weight-below", "weight-above", "covered-by-next",
    "covered-by-last", "block-below", "original",
)  # fmt: skip


def find_headline(
    items: Sequence[Item], start: int, stop: int, known: str | None = None
) -> int | None:
    """The index of the headline of the article in ``items[start:stop]``, None when it has none.

    ``known`` is the headline that the page's own metadata names.
    """
    first = first_paragraph(items, start, stop)
    if first is None:
        return None
    if known is not None:
        named = (n for n in range(start, stop) if same(items[n].text, known))
        index = next(named, None)
        if index is not None:
            return index
    return headline_above(items, start, first, stop)


def headline_above(items: Sequence[Item], start: int, first: int, stop: int) -> int | None:
    """The index of the headline above the paragraph ``first``, None when nothing is likely one."""
    candidates = headline_candidates(items, start, first)
    if not candidates:
        return None
    from newsclip.knowledge.model import load_forest, probability  # noqa: PLC0415

    forest = load_forest("headlines")
    matrix = headline_matrix(items, candidates, first, stop)
    chances = probability(forest.score(matrix)) + _is_sure(matrix)
    best = int(chances.argmax())
    return candidates[best] if chances[best] >= ENOUGH else None


def _is_sure(matrix: Matrix) -> Matrix:
    """Whether each candidate is the original title, or printed twice in words of the text."""
    import numpy as np  # noqa: PLC0415

    column = {name: matrix[:, place] for place, name in enumerate(COLUMNS)}
    is_doubled = (column["doubled"] > 0) & (column["covered"] >= SHARED)
    sure = (column["original"] > 0) | (is_doubled & (column["weight"] >= LONG))
    return sure.astype(np.float32)


def first_paragraph(items: Sequence[Item], start: int, stop: int) -> int | None:
    """The index of the first running text of the article, None when it has none.

    A line printed twice is a headline, however long; where no line is a full paragraph, the first
    sentence counts. Teasers above the article are smaller blocks than the article.
    """
    for least in (0.8, 0.5):
        blocks = _blocks(items, start, stop, least)
        if blocks:
            sizes = [sum(facts(items[n].text).weight for n in block) for block in blocks]
            enough = MAIN_SHARE * max(sizes)
            return next(b[0] for b, size in zip(blocks, sizes, strict=True) if size >= enough)
    return None


def _blocks(items: Sequence[Item], start: int, stop: int, least: float) -> list[list[int]]:
    """Runs of kept running text with no larger gap than ``GAP`` lines between them."""
    blocks: list[list[int]] = []
    for index in range(start, stop):
        item = items[index]
        if item.prose >= least and item.is_text and not is_doubled(items, index):
            if not blocks or index - blocks[-1][-1] > GAP:
                blocks.append([])
            blocks[-1].append(index)
    return blocks


def headline_candidates(items: Sequence[Item], start: int, first: int) -> list[int]:
    """The lines above (and at) the first paragraph that could be the headline."""
    return [
        index
        for index in range(max(start, first - ABOVE), first + 1)
        if _is_candidate(items[index])
    ]


def _is_candidate(item: Item) -> bool:
    if not WEIGHT[0] <= facts(item.text).weight <= WEIGHT[1]:
        return False
    if not any(c.isalpha() for c in item.text):
        return False
    if item.is_text or item.role == "title":
        return True
    rule = item.label.rule if item.label else None
    return rule is not None and rule.startswith(("heuristic/", "model/"))


def headline_matrix(
    items: Sequence[Item], candidates: Sequence[int], first: int, stop: int
) -> Matrix:
    """What speaks for each candidate, shape (candidates, ``COLUMNS``)."""
    import numpy as np  # noqa: PLC0415

    around = items[max(0, first - 2 * ABOVE) : stop]
    counts = Counter(_squeezed(item.text) for item in around)
    body: Counter[str] = Counter()
    opening: set[str] = set()
    seen = 0
    for item in items[first:stop]:
        if item.prose >= 0.5 and not item.is_dropped:
            found = terms(item.text)
            body.update(found)
            opening.update(found if seen < OPENING else ())
            seen += 1
            if seen == PARAGRAPHS:
                break
    originals = [_squeezed(item.text) for item in around if item.role == "original_title"]
    words = (frozenset(body), frozenset(opening))
    rows = [
        (
            *_about_words(items[n], words, body),
            *_about_place(items, n, first, counts[_squeezed(items[n].text)]),
            any(_squeezed(items[n].text) in original for original in originals),
        )
        for n in candidates
    ]
    return np.array(rows, dtype=np.float32)


def _about_words(
    item: Item, words: tuple[frozenset[str], frozenset[str]], body: Counter[str]
) -> tuple[float, ...]:
    own = terms(item.text)
    fact = facts(item.text)
    parts = item.text.split()
    return (
        coverage(own, words[0]),
        coverage(own, words[1]),
        sum(body[term] for term in own) / len(own) if own else 0.0,
        len(own),
        fact.weight,
        fact.is_closed,
        item.text[-1] in ".\u3002",
        item.text[-1] in "?\uff1f!\uff01",
        item.text[-1] in ":\uff1a,\uff0c",
        fact.stops,
        is_headline_like(item.text),
        item.is_text,
        item.opens_block,
        item.prose,
        any(c in "|\u203a\u00bb>/" for c in item.text),
        any(c.isdigit() for c in item.text),
        sum(part[:1].isupper() for part in parts) / max(len(parts), 1),
        item.role == "dup_title",
        item.role == "related",
        item.text[0].islower(),
        fact.wide,
    )


def _about_place(items: Sequence[Item], index: int, first: int, copies: int) -> tuple[float, ...]:
    below = items[index + 1 : index + 4]
    above = items[max(0, index - 3) : index]
    following = below[0] if below else None
    before = above[-1] if above else None
    own = terms(items[index].text)
    return (
        copies,
        following is not None and same(items[index].text, following.text),
        first - index,
        sum(item.role in {"byline", "dateline"} for item in below),
        following is not None and following.role in {"byline", "dateline"},
        sum(not item.is_text for item in above),
        sum(not item.is_text for item in below),
        index,
        before.prose if before else -1.0,
        following.prose if following else -1.0,
        facts(following.text).weight if following else 0.0,
        facts(before.text).weight if before else 0.0,
        coverage(own, terms(following.text)) if following else 0.0,
        coverage(own, terms(before.text)) if before else 0.0,
        following is not None and following.opens_block,
    )


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()
