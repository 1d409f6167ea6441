"""Where an article's headline is: above its text, in words that the text uses again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

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
# So many lines of the text are read for its subheads.
LINES: Final = 60
# A line of fewer or more letters than this is no headline.
WEIGHT: Final = (8, 300)
# A block of text this much smaller than the article's largest is a teaser above it.
MAIN_SHARE: Final = 0.5
GAP: Final = 12
# A line printed twice is the headline when it is no label and the text uses its words again.
LONG: Final = 14
SHARED: Final = 0.1
# From these log odds on the likeliest line is the headline; below it the article has none. Less
# finds more headlines and invents more: 0 instead of 0.4 finds 1 and invents 1 in a hundred.
ENOUGH: Final = 0.4
ENOUGH_ON_PAGE: Final = 0.5
# What the page's metadata or a second copy say is surer than any model.
SURE: Final = 20.0
# What the model finds doubtful and all words of which return at once is a headline two times in
# three on dumps of sites that were not trained on.
RETURNING: Final = 1.0
FEWEST_TERMS: Final = 4
# Articles of which a smaller share is dropped are nothing but text; such ones of a file agree.
FRAME: Final = 0.1
AGREEMENT: Final = 1.2
BOUND: Final = 4.0

COLUMNS: Final = (
    "covered", "covered-opening", "returns", "terms", "weight", "closed", "stop", "asks", "colon",
    "stops", "headline", "text", "own-block", "prose", "parts", "digits", "capitals", "copy",
    "related", "lower", "wide",
    "copies", "doubled", "distance", "byline-near", "byline-next", "named-above", "named-below",
    "from-start", "kept-above", "prose-above", "prose-below", "weight-below", "weight-above",
    "covered-by-next", "covered-by-last", "block-below", "original",
    "part-dropped", "subheads", "like-subheads", "shorter", "less-covered", "last-like", "commas",
    "distance-kept", "goes-on",
)  # fmt: skip


class Guess(msgspec.Struct, frozen=True):
    """The likeliest headline of an article and the log odds that it is one."""

    index: int
    score: float


def find_headlines(
    items: Sequence[Item], parts: Sequence[tuple[int, int]], known: str | None = None
) -> list[int | None]:
    """The index of the headline of each article ``(start, stop)``, None where it has none.

    ``known`` is the headline that the page's own metadata name. Of articles that hold nothing but
    text either all have headlines or none: there each has a say in the others.
    """
    guesses: list[Guess | None] = []
    plain: dict[int, float] = {}
    for number, (start, stop) in enumerate(parts):
        first = first_paragraph(items, start, stop)
        named = _named(items, range(start, stop), known) if first is not None else None
        if named is not None:
            guess: Guess | None = Guess(named, SURE)
        else:
            guess = None if first is None else likeliest(items, start, first, stop)
            if sum(not item.is_text for item in items[start:stop]) < FRAME * (stop - start):
                plain[number] = _bounded(guess.score) if guess else -BOUND
        guesses.append(guess)
    total = sum(plain.values())
    found: list[int | None] = []
    for number, guess in enumerate(guesses):
        score = guess.score if guess else 0.0
        if number in plain and len(plain) > 1:
            score += AGREEMENT * (total - plain[number]) / (len(plain) - 1)
        enough = ENOUGH if number in plain else ENOUGH_ON_PAGE
        found.append(guess.index if guess and score >= enough else None)
    return found


def _bounded(score: float) -> float:
    return max(-BOUND, min(BOUND, score))


def _named(items: Sequence[Item], places: Iterable[int], known: str | None) -> int | None:
    """The first line that says what the page's metadata name as its headline."""
    if known is None:
        return None
    return next((n for n in places if same(items[n].text, known)), None)


def likeliest(items: Sequence[Item], start: int, first: int, stop: int) -> Guess | None:
    """The line above the paragraph ``first`` that is most likely the headline."""
    guesses = guess_headlines(items, start, first, stop)
    return max(guesses, key=lambda guess: guess.score, default=None)


def guess_headlines(items: Sequence[Item], start: int, first: int, stop: int) -> list[Guess]:
    """The lines above the paragraph ``first`` that could be the headline, in order."""
    candidates = headline_candidates(items, start, first)
    if not candidates:
        return []
    from newsclip.knowledge.model import load_forest  # noqa: PLC0415

    matrix = headline_matrix(items, candidates, start, (first, stop))
    scores = load_forest("headlines").score(matrix)
    scores = scores + SURE * _is_sure(matrix) + RETURNING * _returns(matrix)
    return [Guess(n, score) for n, score in zip(candidates, scores.tolist(), strict=True)]


def _is_sure(matrix: Matrix) -> Matrix:
    """Whether each candidate is the original title, or printed twice in words of the text."""
    import numpy as np  # noqa: PLC0415

    column = {name: matrix[:, place] for place, name in enumerate(COLUMNS)}
    is_doubled = (column["doubled"] > 0) & (column["covered"] >= SHARED)
    sure = (column["original"] > 0) | (is_doubled & (column["weight"] >= LONG))
    return sure.astype(np.float32)


def _returns(matrix: Matrix) -> Matrix:
    """Whether each candidate is a first line all of whose words are in the opening of the text."""
    import numpy as np  # noqa: PLC0415

    column = {name: matrix[:, place] for place, name in enumerate(COLUMNS)}
    is_first = (column["headline"] > 0) & (column["from-start"] == 0)
    returning = is_first & (column["covered-opening"] == 1) & (column["terms"] >= FEWEST_TERMS)
    found: Matrix = returning.astype(np.float32)
    return found


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
    items: Sequence[Item], candidates: Sequence[int], start: int, text: tuple[int, int]
) -> Matrix:
    """What speaks for each candidate, shape (candidates, ``COLUMNS``).

    The article begins at ``start``; ``text`` is its first paragraph and its end.
    """
    import numpy as np  # noqa: PLC0415

    first, stop = text
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
            *_about_place(items, n, (start, first), counts[_squeezed(items[n].text)]),
            any(_squeezed(items[n].text) in original for original in originals),
        )
        for n in candidates
    ]
    own = np.array(rows, dtype=np.float32)
    return np.hstack([own, _about_part(items, candidates, own, (start, *text))])


def _about_part(
    items: Sequence[Item], candidates: Sequence[int], own: Matrix, part: tuple[int, int, int]
) -> Matrix:
    """What the article as a whole says of its candidates, beside their own columns."""
    import numpy as np  # noqa: PLC0415

    start, first, stop = part
    covered, weight, like = (own[:, COLUMNS.index(n)] for n in ("covered", "weight", "headline"))
    below = [item for item in items[first : min(stop, first + LINES)] if item.is_text]
    short = [facts(item.text).weight for item in below if is_headline_like(item.text)]
    typical = float(np.median(short)) if short else 0.0
    rows = len(candidates)
    kept = [item.is_text for item in items[candidates[0] : first]]
    columns = [
        np.full(rows, sum(not item.is_text for item in items[start:stop]) / (stop - start)),
        np.full(rows, len(short) / max(len(below), 1)),
        weight / typical if typical else np.zeros(rows),
        weight.max() - weight,
        covered.max() - covered,
        np.cumsum(like[::-1])[::-1],
        np.array([sum(c in ",\uff0c\u3001;#" for c in items[n].text) for n in candidates]),
        np.array([sum(kept[n - candidates[0] :]) for n in candidates]),
        np.array([n + 1 < len(items) and items[n + 1].text[0].islower() for n in candidates]),
    ]
    matrix: Matrix = np.stack(columns, axis=1).astype(np.float32)
    return matrix


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


def _about_place(
    items: Sequence[Item], index: int, text: tuple[int, int], copies: int
) -> tuple[float, ...]:
    start, first = text
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
        index - start,
        sum(item.is_text for item in items[max(start, index - ABOVE) : index]),
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
