"""A line among its neighbours: what a rule asks about the place where a phrase stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from newsclip.knowledge.features import SENTENCE_WEIGHT, facts, is_prose
from newsclip.knowledge.letter_case import is_small

# Non-blank lines that `where` looks at.
_NEIGHBOURS: Final = 3
# What a sentence goes on with where its line was broken: marks that open no line of their own.
_CONTINUING: Final = frozenset(
    ",.;:!?)\u2019\u201d\u00bb\uff0c\u3002\u3001\uff1b\uff1a\uff01\uff1f\uff09"
)
# The half of a sentence above a lone word, in letters: less is a counter or a mark of a menu.
_HALF_WEIGHT: Final = 8
_QUOTES: Final = frozenset("\"'\u201c\u201d\u201e\u201a\u2018\u00ab\u00bb\u2039\u203a")
_CLOSING: Final = "".join(_QUOTES) + ")]"
_STOPS: Final = (".", "!", "?", "\u2026", "\u3002")


class Place(msgspec.Struct, frozen=True):
    """A line among its neighbours, and the host that its file is from."""

    lines: Sequence[str]
    at: int
    host: str | None

    @property
    def raw(self) -> str:
        """The line as it stands in the file."""
        return self.lines[self.at]

    def is_of(self, site: str | None) -> bool:
        """Whether the file is from ``site`` or a part of it; None stands for any site."""
        if site is None:
            return True
        return self.host is not None and (self.host == site or self.host.endswith("." + site))

    def fits(self, where: str) -> bool:
        """Whether the line stands where a rule wants it: no prose near, above or below."""
        if where == "anywhere":
            return True
        if where == "edge":
            return self._is_free(-1) or self._is_free(1)
        return self._is_free(-1 if where == "head" else 1)

    def _is_free(self, step: int) -> bool:
        """Whether no prose stands in the nearest lines above (-1) or below (1)."""
        at, seen = self.at + step, 0
        while 0 <= at < len(self.lines) and seen < _NEIGHBOURS:
            line = self.lines[at]
            if not line.isspace() and line:
                if is_prose(line):
                    return False
                seen += 1
            at += step
        return True

    @property
    def is_in_sentence(self) -> bool:
        """Whether the line is a piece of a broken sentence, or a sentence that somebody speaks.

        Links and emphasis of a page, and hard wraps, leave lone words between the halves of a
        sentence; they are no labels, whatever they say.
        """
        line = self.raw.strip()
        if line[:1] in _QUOTES and line[-1:] in _QUOTES:
            return line[1:-1].endswith(_STOPS)
        above = self._beside(-1)
        if not above or not _is_open(above) or not any(map(str.isalpha, line)):
            return False
        is_short = facts(line).weight < SENTENCE_WEIGHT
        if is_short and _ends_sentence(line, above):
            return True
        below = self._beside(1)
        if below and below[0] in _CONTINUING and is_short:
            return above[0] not in _CONTINUING and facts(above).weight >= _HALF_WEIGHT
        if not below or not is_small(below[0]):
            return False
        long = [facts(text).weight >= SENTENCE_WEIGHT for text in (above, below)]
        return any(long) if is_short else all(long)

    def _beside(self, step: int) -> str:
        """The line directly above (-1) or below (1), without the white space around it."""
        at = self.at + step
        return self.lines[at].strip() if 0 <= at < len(self.lines) else ""


def _is_open(line: str) -> bool:
    """Whether a line ends in a word or a comma, as a sentence does where it is broken."""
    return line[-1] == "," or line[-1].isalnum()


def _ends_sentence(line: str, above: str) -> bool:
    """Whether a short line closes the sentence of the long, open line above it.

    A small letter at its start shows that; with a capital only a lone word counts, for a notice of
    several words ("All rights reserved.") is a sentence of its own. In scripts without capitals
    nothing shows it.
    """
    if facts(above).weight < SENTENCE_WEIGHT or not line.rstrip(_CLOSING).endswith(_STOPS):
        return False
    return is_small(line[0]) or (line[0].isupper() and " " not in line)
