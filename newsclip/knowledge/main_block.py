"""Where in a page its text is, and which lines above it may be the headline, by the lines alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from newsclip.knowledge.features import facts, is_headline_like, prose, terms
from newsclip.knowledge.folding import bare, fold

# Lines without running text that a text may hold: a list, a table, a picture with its notes.
_GAP: Final = 8
# How far above the text a headline is looked for, and how many lines of it for its words.
_ABOVE: Final = 25
_READ: Final = 25
# A headline's words return in the text, at least this share of them, and one of fewer terms is only
# as sure as its share of these. On dev pages 0.5 lost a headline that others tease, 0.25 spared
# menus. A menu's words return too, now and then: a line of fewer terms is safe in that file only.
FULL_TERMS: Final = 4
_LEAST_COVERAGE: Final = 0.35
# How much a line has to read like running text, from -0.4 to 1, to be a sentence, a paragraph.
SENTENCE: Final = 0.5
PARAGRAPH: Final = 0.8
_OPEN_ENDS: Final = ("-", "\u2013", "\u2014", ",", "\uff0c", "\u3001")


def main_block(texts: Sequence[str]) -> tuple[int, int] | None:
    """Where the text is: ``[first, stop)`` of its paragraphs, the heaviest run of them.

    None where no line is running text. Closed lines that touch the run belong to it,
    and above it what leads into it.
    """
    values = [prose(text) for text in texts]
    for least in (PARAGRAPH, SENTENCE):
        runs: list[list[int]] = []
        for at, value in enumerate(values):
            if value < least:
                continue
            if not runs or at - runs[-1][-1] > _GAP:
                runs.append([])
            runs[-1].append(at)
        if runs:
            best = max(runs, key=lambda run: sum(facts(texts[at]).weight for at in run))
            first, stop = best[0], best[-1] + 1
            while first > 0 and (facts(texts[first - 1]).is_closed or _leads_in(texts[first - 1])):
                first -= 1
            while stop < len(texts) and facts(texts[stop]).is_closed:
                stop += 1
            return first, stop
    return None


def _leads_in(text: str) -> bool:
    """Whether a line goes on in the next one, as a place name does: ``Bergen, Tuesday -``."""
    return text.endswith(_OPEN_ENDS)


def headlines_in(
    texts: Sequence[str], wanted: Iterable[int], block: tuple[int, int], title: str | None
) -> Iterator[int]:
    """The lines among ``wanted`` that may be the headline.

    That is the one that the page's metadata name, and above the text those whose words return.
    """
    known = bare(fold(title)) if title else None
    below = ""
    for at in wanted:
        if known is not None and bare(fold(texts[at])) == known:
            yield at
        if not block[0] - _ABOVE <= at < block[0] or not is_headline_like(texts[at]):
            continue
        below = below or "\n".join(texts[slice(*block)][:_READ]).casefold()
        own = terms(texts[at])
        if sum(term in below for term in own) >= _LEAST_COVERAGE * max(len(own), FULL_TERMS):
            yield at
