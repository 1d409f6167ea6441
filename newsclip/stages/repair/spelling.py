"""Which characters of a Traditional text a converter chose wrongly, and what they should be.

A place is a character that has siblings: Traditional characters that Simplified Chinese writes as
one. The words that cover it, read in the Simplified form of the text, say which one is right. The
method is the one of OpenCC's own phrase tables, turned round: not what to write, but what cannot
have been meant.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

from newsclip.knowledge.siblings import Match, conversion_errors, siblings

# What counts: digits, numerals, and words that stand in their place.
_COUNT: Final = re.compile("[0-9\uff10-\uff19一二三四五六七八九十百千萬兩几幾數多每這那餘半首]")


class Wrong(NamedTuple):
    """A wrong character at ``place`` of a line, and the word ``[start, end)`` that shows it.

    ``why``: ``word`` (all words agree, or it is always wrong), or ``usual`` (the text as a whole is
    damaged, and this is what the character is there). ``is_weak``: people err so, too.
    """

    place: int
    new: str
    start: int
    end: int
    why: str
    is_weak: bool = False


class _Place(NamedTuple):
    at: int
    written: str
    group: str
    matches: list[Match]


class Spelling:
    """A line as it is judged: spelled for all regions, with its places and its sure errors.

    ``sure`` has the errors that need no other line; a place in ``masked`` is never one.
    """

    def __init__(self, line: str, masked: Iterable[tuple[int, int]] = ()) -> None:
        table = siblings()
        self.text = table.spelled(line)
        folded = table.folded(self.text)
        ends = table.ends(folded)
        hidden = {n for start, end in masked for n in range(start, end)}
        self.places = [
            _Place(at, character, group, table.matches(folded, ends, at))
            for at, character in enumerate(self.text)
            if (group := table.group_of.get(character)) and at not in hidden
        ]
        always = self._always_wrong()
        right = {n for match in _right_words().finditer(self.text) for n in range(*match.span())}
        self.places = [place for place in self.places if place.at not in right]
        found = (always.get(place.at) or self._sure(place) for place in self.places)
        self.sure = {wrong.place: wrong for wrong in found if wrong}

    def _always_wrong(self) -> dict[int, Wrong]:
        found: dict[int, Wrong] = {}
        for match in _always_wrong().finditer(self.text):
            start, end = match.span()
            right = conversion_errors().words[match[0]]
            for place, new in enumerate(right, start):
                if self.text[place] != new:
                    found[place] = Wrong(place, new, start, end, "word")
        return found

    def _sure(self, place: _Place) -> Wrong | None:
        errors = conversion_errors()
        at, written, group, matches = place
        if not matches:
            if not self.is_bound(place) or written == group[0]:
                return None
            # A Simplified form on its own can be a name's.
            is_weak = written + group[0] in errors.weak or siblings().is_simplified(written)
            return Wrong(at, group[0], at, at + 1, "word", is_weak)
        meant = {character for match in matches for character in match.at(at)}
        if len(meant) > 1 or written in meant:
            return None
        pair = written + meant.pop()
        if pair in errors.optional:
            return None
        longest = max(matches, key=lambda match: match.end - match.start)
        return Wrong(at, pair[1], longest.start, longest.end, "word", pair in errors.weak)

    def is_bound(self, place: _Place) -> bool:
        """Whether the character cannot stand outside of a word here."""
        errors = conversion_errors()
        if place.written in errors.counting and _COUNT.match(self.text, max(0, place.at - 1)):
            return False
        return place.written in errors.bound


class Habits:
    """What a damaged text as a whole shows about each character, from its lines."""

    def __init__(self, lines: Sequence[Spelling]) -> None:
        table = siblings()
        self._written: Counter[str] = Counter()
        self._backed: set[str] = set()
        self._pairs: set[str] = set()
        for line in lines:
            for place in line.places:
                self._written[place.written] += 1
                wrong = line.sure.get(place.at)
                if wrong:
                    self._pairs.add(place.written + wrong.new)
                elif any(place.written in match.at(place.at) for match in place.matches):
                    self._backed.add(place.written)
        self._damages = {table.is_simplified(pair[0]) for pair in self._pairs}

    def errors(self, line: Spelling) -> list[Wrong]:
        """All errors of a line, from left to right."""
        optional = conversion_errors().optional
        found: list[Wrong] = []
        for place in line.places:
            wrong = line.sure.get(place.at) or self._usual(place)
            if wrong and (place.at in line.sure or place.written + wrong.new not in optional):
                found.append(wrong)
        return found

    def _usual(self, place: _Place) -> Wrong | None:
        """What the character is in this text, where words don't agree or none covers it."""
        at, written, group, matches = place
        # Where words overlap, the longest one is likeliest, then the last one.
        best = max(
            matches,
            key=lambda match: (match.end - match.start, match.start),
            default=Match(at, at + 1, (group[0],)),
        )
        pair = written + best.at(at)[0]
        if pair[0] == pair[1] or pair in conversion_errors().in_words:
            return None
        is_unknown = matches and not any(written in match.at(at) for match in matches)
        if not is_unknown and not self._is_suspect(place, pair):
            return None
        return Wrong(at, pair[1], best.start, best.end, "usual")

    def _is_suspect(self, place: _Place, pair: str) -> bool:
        """Whether the text writes one sibling for the other, or nothing else for all of them."""
        if pair in self._pairs:
            return True
        written = place.written
        if not place.matches and not siblings().is_simplified(written):
            return False
        is_damaged = siblings().is_simplified(written) in self._damages
        others = sum(self._written[c] for c in set(place.group) if c != written)
        return is_damaged and not others and written not in self._backed


def may_be_wrong(line: str) -> bool:
    """Whether three neighbouring characters show a sure error; quick, misses longer words."""
    return any(map(_is_wrong_three, set(_threes().findall(f" {line} "))))


@lru_cache(maxsize=1 << 17)
def _is_wrong_three(three: tuple[str, str]) -> bool:
    wrong = Spelling("".join(three)).sure.get(1)
    return wrong is not None and not wrong.is_weak


@cache
def _threes() -> re.Pattern[str]:
    """A character that can be a sure error, between its neighbours; they may overlap."""
    table, errors = siblings(), conversion_errors()
    harmless = errors.optional | errors.weak
    strong = {
        written
        for written, group in table.group_of.items()
        if written in errors.bound
        or any(written + new not in harmless for new in group if new != written)
    }
    for wrong, right in errors.words.items():
        strong.update(old for old, new in zip(wrong, right, strict=True) if old != new)
    spellings = "".join(table.variants.get(character, character) for character in sorted(strong))
    return re.compile(f"[{spellings}](?<=(..))(?=(.))")


@cache
def _right_words() -> re.Pattern[str]:
    errors = conversion_errors()
    words = {*errors.words.values(), *errors.right}
    return re.compile("|".join(sorted(words, key=lambda word: (-len(word), word))))


@cache
def _always_wrong() -> re.Pattern[str]:
    words = sorted(conversion_errors().words, key=lambda word: (-len(word), word))
    return re.compile("|".join(words))
