"""What speaks for each line above a text as its headline, as a matrix: one row a candidate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from newsclip.knowledge.letters import numbered
from newsclip.knowledge.line_shape import OWN
from newsclip.stages.split.sheet import PARAGRAPH, Array, Sheet

# How much of the text is read for its words; a headline's words return in the first paragraphs.
PARAGRAPHS: Final = 25
OPENING: Final = 3
# So many lines of the text are read for its subheads, and above a text for copies.
LINES: Final = 60
COPIES: Final = 90
# So many lines beside a candidate are counted by what they are.
BESIDE: Final = 3
# A line printed twice is the headline when it is no label and the text uses its words again.
LONG: Final = 14
SHARED: Final = 0.1

_WORDS: Final = (
    "covered", "covered-opening", "returns", "terms", "telling", "told", "told-opening", "only",
    "covered-by-next", "covered-by-last",
)  # fmt: skip
_PLACE: Final = (
    "text", "own-block", "block-below", "copy", "related", "copies", "doubled", "distance",
    "distance-kept", "byline-near", "byline-next", "named-above", "named-below", "from-start",
    "kept-above", "prose-above", "prose-below", "weight-below", "weight-above", "goes-on",
    "closed-below", "closed-above", "headline-below", "headline-above", "original",
)  # fmt: skip
_PART: Final = (
    "part-dropped", "subheads", "like-subheads", "shorter", "less-covered", "less-told",
    "last-like", "commas", "stop", "body-weight", "body-closed", "like-body", "start", "file-parts",
)  # fmt: skip
COLUMNS: Final = (*OWN, *_WORDS, *_PLACE, *_PART)


def headline_matrix(sheet: Sheet, candidates: Array, start: int, text: tuple[int, int]) -> Array:
    """What speaks for each candidate, shape (candidates, ``COLUMNS``).

    The article begins at ``start``; ``text`` is its first paragraph and its end.
    """
    first, stop = text
    reads = (sheet.prose[first:stop] >= PARAGRAPH) & ~sheet.is_dropped[first:stop]
    body = first + np.flatnonzero(reads)[:PARAGRAPHS]
    columns = np.empty((len(COLUMNS), len(candidates)))
    columns[: len(OWN)] = sheet.own[:, candidates]
    words = _about_words(sheet, candidates, body)
    place = _about_place(sheet, candidates, start, text)
    part = _about_part(sheet, candidates, words, body, (start, *text))
    for n, column in enumerate((*words, *place, *part), len(OWN)):
        columns[n] = column
    return columns.T.astype(np.float32, order="C")


def _about_words(sheet: Sheet, candidates: Array, body: Array) -> tuple[Array, ...]:
    """How many of the words of each candidate are in the text below it and in the lines beside."""
    vocabulary = sheet.vocabulary
    low = max(int(candidates[0]) - 1, 0)
    high = min(int(max(candidates[-1] + 2, body[-1] + 1 if len(body) else 0)), len(sheet))
    pairs = slice(int(vocabulary.starts[low]), int(vocabulary.starts[high]))
    known, term = numbered(vocabulary.terms[pairs])
    row = vocabulary.rows[pairs] - low
    size = max(len(known), 1)
    counts = _count(term, row, body - low, size)
    opening = _count(term, row, body[:OPENING] - low, size)
    rarity = vocabulary.rarity[known]
    everywhere = np.maximum(sheet.frequency[known], 1)
    is_own = np.zeros(high - low, dtype=bool)
    is_own[candidates - low] = True
    used = is_own[row]
    at = np.searchsorted(candidates - low, row[used])
    mine = term[used]
    keys = row * size + term

    def total(weights: Array) -> Array:
        return np.bincount(at, weights=weights, minlength=len(candidates))

    def beside(step: int) -> Array:
        wanted = (row[used] + step) * size + mine
        place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        found: Array = keys[place] == wanted
        return found

    number = np.bincount(at, minlength=len(candidates)).astype(np.float64)
    some = np.maximum(number, 1)
    telling = total(rarity[mine])
    told = np.maximum(telling, 1e-6)
    count, worth = counts[mine], rarity[mine]
    is_used, is_first = count > 0, opening[mine] > 0
    return (
        total(is_used) / some,
        total(is_first) / some,
        total(count) / some,
        number,
        telling,
        total(worth * is_used) / told,
        total(worth * is_first) / told,
        total(worth * np.minimum(count / everywhere[mine], 1)) / told,
        total(beside(1)) / some if len(mine) else number,
        total(beside(-1)) / some if len(mine) else number,
    )


def _count(term: Array, row: Array, rows: Array, size: int) -> Array:
    """In how many of ``rows`` each term is."""
    chosen = np.zeros(int(row.max(initial=0)) + 1, dtype=bool)
    chosen[rows[rows < len(chosen)]] = True
    return np.bincount(term[chosen[row]], minlength=size)


def _about_place(
    sheet: Sheet, candidates: Array, start: int, text: tuple[int, int]
) -> tuple[Array, ...]:
    """What each candidate is, and what stands above and below it."""
    first, stop = text
    last = len(sheet) - 1
    below, above = np.minimum(candidates + 1, last), np.maximum(candidates - 1, 0)
    has_below, has_above = candidates < last, candidates > 0
    around = sheet.said[max(0, first - COPIES) : stop]
    copies = np.bincount(around, minlength=int(sheet.said[candidates].max()) + 1)
    running = sheet.running

    begins, ends = np.maximum(candidates - BESIDE, 0), np.minimum(candidates + BESIDE, last) + 1
    said, shape = sheet.said[candidates], sheet.own[:, below] * has_below
    upper = sheet.own[:, above] * has_above
    text_at = running["text"][candidates]
    return (
        sheet.is_text[candidates],
        sheet.opens_block[candidates],
        sheet.opens_block[below] & has_below,
        sheet.has_role({"dup_title"}, candidates),
        sheet.has_role({"related"}, candidates),
        copies[said],
        (said == sheet.said[below]) & has_below,
        first - candidates,
        running["text"][first] - text_at,
        running["named"][ends] - running["named"][candidates + 1],
        sheet.has_role({"byline", "dateline"}, below) & has_below,
        running["other"][candidates] - running["other"][begins],
        running["other"][ends] - running["other"][candidates + 1],
        candidates - start,
        text_at - running["text"][np.maximum(start, candidates - LINES)],
        np.where(has_above, sheet.prose[above], -1.0),
        np.where(has_below, sheet.prose[below], -1.0),
        shape[_WEIGHT],
        upper[_WEIGHT],
        shape[_LOWER],
        shape[_CLOSED],
        upper[_CLOSED],
        shape[_HEADLINE],
        upper[_HEADLINE],
        _is_original(sheet, candidates, first, stop),
    )


_WEIGHT, _LOWER, _CLOSED, _HEADLINE = map(OWN.index, ("weight", "lower", "closed", "headline"))


def _is_original(sheet: Sheet, candidates: Array, first: int, stop: int) -> Array:
    """Whether a line of the article names each candidate as its original title."""
    rows = range(max(0, first - COPIES), stop)
    notes = [_squeezed(sheet.texts[n]) for n in rows if sheet.roles[n] == "original_title"]
    if not notes:
        return np.zeros(len(candidates))
    return np.array(
        [any(_squeezed(sheet.texts[n]) in note for note in notes) for n in candidates.tolist()]
    )


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


def _about_part(
    sheet: Sheet,
    candidates: Array,
    words: Sequence[Array],
    body: Array,
    part: tuple[int, int, int],
) -> tuple[Array | float, ...]:
    """What the article as a whole says of its candidates, beside their own columns."""
    start, first, stop = part
    weight = sheet.shows("weight")
    below = np.arange(first, min(stop, first + LINES))
    below = below[sheet.is_text[below]]
    like = sheet.shows("headline")[below] > 0
    subheads = weight[below[like]]
    typical = float(np.median(subheads)) if len(subheads) else 0.0
    usual = float(np.median(weight[body])) if len(body) else 0.0
    own = weight[candidates]
    shaped = sheet.shows("headline")[candidates]
    covered, told = words[_WORDS.index("covered")], words[_WORDS.index("told")]
    texts = [sheet.texts[n] for n in candidates.tolist()]
    return (
        np.count_nonzero(~sheet.is_text[start:stop]) / (stop - start),
        np.count_nonzero(like) / max(len(below), 1),
        own / typical if typical else 0.0,
        own.max() - own,
        covered.max() - covered,
        told.max() - told,
        np.cumsum(shaped[::-1])[::-1],
        np.array([sum(map(text.count, ",\uff0c\u3001;#")) for text in texts]),
        np.array([text[-1] in ".\u3002" for text in texts]),
        usual,
        float(sheet.shows("closed")[body].mean()) if len(body) else 0.0,
        own / usual if usual else 0.0,
        float(start > 0),
        (stop - start) / len(sheet),
    )
