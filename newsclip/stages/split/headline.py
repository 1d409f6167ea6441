"""Where an article's headline is: above its text, in words that the text uses again."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

import msgspec
import numpy as np

from newsclip.knowledge.features import BULLETS, PROSE
from newsclip.knowledge.heuristics import same
from newsclip.knowledge.model import load_forest
from newsclip.record import DROPPED_ROLES
from newsclip.stages.split.bylines import headed_articles
from newsclip.stages.split.headline_columns import COLUMNS, LONG, SHARED, headline_matrix
from newsclip.stages.split.sheet import PARAGRAPH, Array, Sheet

# How far above the first paragraph a headline is looked for: bylines, dates, share bars and a
# picture's caption stand between them.
ABOVE: Final = 45
# A line of fewer or more letters than this is no headline.
WEIGHT: Final = (8, 300)
# A block of text this much smaller than the article's largest is a teaser above it.
MAIN_SHARE: Final = 0.5
GAP: Final = 12
# From these log odds on the likeliest line is the headline; below it the article has none. Articles
# that are nothing but text speak for each other. On a page nearly every article has one. Above a
# further article of a file stands what is left of the one before, more of which looks like a
# headline.
ENOUGH: Final = 1.1
ENOUGH_TOGETHER: Final = 0.3
ENOUGH_ON_PAGE: Final = -0.8
ENOUGH_AT_CUT: Final = 0.6
# Where the text uses its words and a page has neither a heading nor a title that says as much.
ENOUGH_OF_OWN: Final = -1.5
# From these on, a line that an article is cut at stays in its text where it is no headline.
DOUBTFUL: Final = -3.0
# A line of the links below a head such as "Related" is so much less likely.
LISTED: Final = -2.0
# So much less likely is one that ends in a picture's credit or in the middle of a sentence.
UNFIT: Final = -8.0
# What the page's metadata or a second copy say is surer than any model.
SURE: Final = 20.0
# What the model finds doubtful and all words of which return at once is a headline two times in
# three on dumps of sites that were not trained on.
RETURNING: Final = 1.0
FEWEST_TERMS: Final = 4
# Articles of which a smaller share, or fewer lines, are furniture are nothing but text; such ones
# of a file agree.
FRAME: Final = 0.1
FRAME_LINES: Final = 2
AGREEMENT: Final = 1.2
BOUND: Final = 4.0

# A sentence with a few names, an agency's or a place's, behind its full stop: a picture's caption.
# An abbreviation, a number and a quotation have a full stop too.
_CREDITED: Final = re.compile(
    r"[^\W\d_]{2}[^\W\d_A-Z][)\"\u201d\u2019]?\. "
    r"(?P<tail>\([^()]{2,40}\)|[^\W\d_][^\s.!?,;\"\u201d\u2019]*"
    r"(?:[ /&]+[^\s.!?,;\"\u201d\u2019]+){0,3})$"
    r"|[\u3040-\u9fff]{3}\u3002[^\u3002\uff01\uff1f!?\u201c\u201d\u300c\u300d]{2,16}$"
)
_PARTS: Final = re.compile(r"[ /&()]+")
_BULLET: Final = re.compile(rf"^\s*(?:[{re.escape(BULLETS)}]|[-\u2013\u2014+]|\d{{1,2}}[.)])\s*")
# What headlines say behind their full stop of what is below them: a film, pictures, a live report.
_MEDIA: Final = re.compile(
    r"(?:v[i\u00ed]deos?|fotos?|photos?|audios?|maps?|online|live|podcasts?|infogra[a-z\u00ed]+"
    r"|\u03b2\u03af\u03bd\u03c4\u03b5\u03bf|\u0432[\u0438\u0456]\u0434\u0435\u043e|\u0444\u043e\u0442\u043e"
    r"|\u043e\u043d\u043b\u0430\u0439\u043d|\u043a\u0430\u0440\u0442\u0430|\u0430\u0443\u0434\u0438\u043e)"
    r"(?:[ ,/&]+\w+)?",
    re.IGNORECASE,
)
_LONG_SENTENCE: Final = 40
_SHORT_WORD: Final = 3
# These particles at its end say that the sentence goes on in the next line; others end headlines.
_UNFINISHED: Final = re.compile(r"[\u3040-\u9fff\u3011][\u306e\u304c\u3092]$")


class Guess(msgspec.Struct, frozen=True):
    """The likeliest headline of an article and the log odds that it is one."""

    index: int
    score: float


class Headline(msgspec.Struct, frozen=True):
    """The line at which an article begins; one in doubt is not its title, and stays in its text."""

    index: int
    is_sure: bool = True


def find_headlines(
    sheet: Sheet, parts: Sequence[tuple[int, int]], known: str | None = None
) -> list[Headline | None]:
    """The headline of each article ``(start, stop)``, None where it has none.

    ``known`` is the headline that the page's own metadata name. Of articles that hold nothing but
    text either all have headlines or none: there each has a say in the others. Where articles begin
    with a headline and a byline, as the first one does, these are the headlines that are in doubt.
    """
    guesses: list[Guess | None] = []
    plain: dict[int, float] = {}
    dropped = sheet.has_role(DROPPED_ROLES)
    for number, (start, stop) in enumerate(parts):
        first = first_paragraph(sheet, start, stop)
        named = _named(sheet, range(start, stop), known) if first is not None else None
        if named is not None:
            guess: Guess | None = Guess(named, SURE)
        else:
            guess = None if first is None else likeliest(sheet, start, first, stop)
            if np.count_nonzero(dropped[start:stop]) < max(FRAME * (stop - start), FRAME_LINES):
                plain[number] = _bounded(guess.score) if guess else -BOUND
        guesses.append(guess)
    total = sum(plain.values())
    found: list[Headline | None] = []
    for number, guess in enumerate(guesses):
        score = guess.score if guess else 0.0
        if number not in plain:
            enough = ENOUGH_AT_CUT if number else ENOUGH_ON_PAGE
        elif len(plain) == 1:
            enough = ENOUGH
        else:
            score += AGREEMENT * (total - plain[number]) / (len(plain) - 1)
            enough = ENOUGH_TOGETHER
        is_sure = score >= enough
        is_found = guess is not None and (is_sure or (number > 0 and score >= DOUBTFUL))
        found.append(Headline(guess.index, is_sure) if guess and is_found else None)
    return _with_bylines(sheet, parts, found)


def _with_bylines(
    sheet: Sheet, parts: Sequence[tuple[int, int]], found: list[Headline | None]
) -> list[Headline | None]:
    """The headlines, those above bylines in the place of what is in doubt or their entry in a list
    of contents."""  # fmt: skip
    above = [line for _, line in headed_articles(sheet)] if len(parts) > 1 else []
    for number, ((start, stop), headline) in enumerate(zip(parts, found, strict=True)):
        line = next((line for line in above if start <= line < stop), None)
        if line is not None and (
            headline is None
            or not headline.is_sure
            or same(_BULLET.sub("", sheet.texts[headline.index]), sheet.texts[line])
        ):
            found[number] = Headline(line)
    return found


def unmarked_headline(sheet: Sheet, is_own: Callable[[int], bool]) -> Headline | None:
    """The likeliest headline of a page without headings, of the lines of which ``is_own`` says that
    the text uses their words."""  # fmt: skip
    first = first_paragraph(sheet, 0, len(sheet))
    if first is None:
        return None
    guesses = guess_headlines(sheet, 0, first, len(sheet))
    own = [one for one in guesses if one.score >= ENOUGH_OF_OWN and is_own(one.index)]
    best = max(own, key=lambda guess: guess.score, default=None)
    return Headline(best.index) if best else None


def _bounded(score: float) -> float:
    return max(-BOUND, min(BOUND, score))


def _named(sheet: Sheet, places: range, known: str | None) -> int | None:
    """The first line that says what the page's metadata name as its headline."""
    if known is None:
        return None
    return next((n for n in places if same(sheet.texts[n], known)), None)


def likeliest(sheet: Sheet, start: int, first: int, stop: int) -> Guess | None:
    """The line above the paragraph ``first`` that is most likely the headline."""
    guesses = guess_headlines(sheet, start, first, stop)
    return max(guesses, key=lambda guess: guess.score, default=None)


def guess_headlines(sheet: Sheet, start: int, first: int, stop: int) -> list[Guess]:
    """The lines above the paragraph ``first`` that could be the headline, in order."""
    candidates = headline_candidates(sheet, start, first)
    if not len(candidates):
        return []
    matrix = headline_matrix(sheet, candidates, start, (first, stop))
    scores = load_forest("headlines").score(matrix)
    scores = scores + SURE * _is_sure(matrix) + RETURNING * _returns(matrix)
    scores = scores + LISTED * sheet.is_listed[candidates]
    scores = scores + UNFIT * np.array([_is_unfit(sheet.texts[n]) for n in candidates.tolist()])
    return [Guess(n, score) for n, score in zip(candidates.tolist(), scores.tolist(), strict=True)]


def _is_unfit(text: str) -> bool:
    """Whether a line ends as no headline does: in a credit, or in the middle of a sentence."""
    if _UNFINISHED.search(text):
        return True
    found = _CREDITED.search(text)
    tail = found and found["tail"]
    if found is None or tail is None:
        return found is not None
    if _MEDIA.fullmatch(tail):
        return False
    names = all(word[:1].isupper() or len(word) <= _SHORT_WORD for word in _PARTS.split(tail))
    return names and found.start() >= _LONG_SENTENCE


def _is_sure(matrix: Array) -> Array:
    """Whether each candidate is the original title, or printed twice in words of the text."""
    column = {name: matrix[:, place] for place, name in enumerate(COLUMNS)}
    is_doubled = (column["doubled"] > 0) & (column["covered"] >= SHARED)
    sure: Array = (column["original"] > 0) | (is_doubled & (column["weight"] >= LONG))
    return sure


def _returns(matrix: Array) -> Array:
    """Whether each candidate is a first line all of whose words are in the opening of the text."""
    column = {name: matrix[:, place] for place, name in enumerate(COLUMNS)}
    is_first = (column["headline"] > 0) & (column["from-start"] == 0)
    returning: Array = (
        is_first & (column["covered-opening"] == 1) & (column["terms"] >= FEWEST_TERMS)
    )
    return returning


def first_paragraph(sheet: Sheet, start: int, stop: int) -> int | None:
    """The index of the first running text of the article, None when it has none.

    A line printed twice is a headline, however long; where no line is a full paragraph, the first
    sentence counts. Teasers above the article are smaller blocks than the article.
    """
    prose = sheet.prose[start:stop]
    is_open = sheet.is_text[start:stop] & ~sheet.is_doubled[start:stop]
    for least in (PROSE, PARAGRAPH):
        rows = np.flatnonzero(is_open & (prose >= least))
        if len(rows):
            edges = np.append(0, np.flatnonzero(np.diff(rows) > GAP) + 1)
            sizes = np.add.reduceat(sheet.shows("weight")[start + rows], edges)
            main = int(np.argmax(sizes >= MAIN_SHARE * sizes.max()))
            return start + int(rows[edges[main]])
    return None


def headline_candidates(sheet: Sheet, start: int, first: int) -> Array:
    """The lines above (and at) the first paragraph that could be the headline."""
    low = max(start, first - ABOVE)
    weight = sheet.shows("weight")[low : first + 1]
    fits = (weight >= WEIGHT[0]) & (weight <= WEIGHT[1]) & sheet.has_letters[low : first + 1]
    found: Array = low + np.flatnonzero(fits & sheet.is_open[low : first + 1])
    return found
