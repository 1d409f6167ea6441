"""One search for many patterns: which of them a line may match, in a few passes over the line.

One automaton of all patterns would have a state for each mix of half-matched patterns, and would
spend its time building them. So patterns that begin plainly at the line's start share an automaton
that dies early; of the others literals are looked for; only what is left runs over whole lines.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from functools import cache
from typing import Any, Final

from newsclip.errors import NewsclipError
from newsclip.knowledge.rule_pattern import literals, loosened, starts_plainly

# Bytes for an automaton. RE2's own 8 MB is too little for some hundreds of patterns.
_MEMORY: Final = 256 << 20


class BadPatternError(NewsclipError):
    """A pattern cannot be used; ``number`` is the one that the caller gave it."""

    def __init__(self, number: int, message: str) -> None:
        super().__init__(message)
        self.number = number


class Search:
    """Finds the patterns, by number, that a folded line may match.

    ``patterns`` are RE2 patterns, ``texts`` literal texts. Patterns in ``unproved`` are compiled
    at once, at a millisecond each, to raise BadPatternError; the others when a line may match.
    """

    def __init__(
        self, patterns: Mapping[int, str], texts: Mapping[int, str], unproved: Container[int]
    ) -> None:
        plain: dict[int, str] = {}
        wide: dict[int, str] = {}
        held: dict[str, list[int]] = {text: [] for text in texts.values()}
        for number, text in texts.items():
            held[text].append(number)
        for number, pattern in patterns.items():
            if number in unproved:
                _refuse_bad(number, pattern)
            if starts_plainly(pattern):
                plain[number] = pattern
                continue
            found = literals(pattern)
            if found is None:
                wide[number] = pattern
            for literal in {text.casefold() for text in found or ()}:
                held.setdefault(literal, []).append(number)
        escape = re2().escape
        self._sets = [
            _automaton(re2().Set.MatchSet, {n: loosened(p) for n, p in plain.items()}),
            _automaton(re2().Set.SearchSet, {n: loosened(p) for n, p in wide.items()}),
            _automaton(re2().Set.SearchSet, {n: escape(t) for n, t in enumerate(held)}),
        ]
        self._numbers = [[[n] for n in plain], [[n] for n in wide], list(held.values())]

    def __call__(self, text: str) -> list[int]:
        """The numbers of the patterns and texts that may be in ``text``, each at least once."""
        line = text.encode()
        found: list[int] = []
        for match, numbers in zip(self._sets, self._numbers, strict=True):
            places = match(line)
            # The last place stands for a pattern that matches anything: where it is not in the
            # answer RE2 ran out of memory, which it does not say.
            if len(places) > 1:
                for place in places:
                    if place < len(numbers):
                        found += numbers[place]
            elif not places:
                found += [n for group in numbers for n in group]
        return found


@cache
def compiled(pattern: str) -> Any:  # noqa: ANN401
    """The RE2 pattern, compiled."""
    return re2().compile(pattern, _options())


def re2() -> Any:  # noqa: ANN401
    """The module re2; it is slow to import, and only rules need it."""
    import re2  # noqa: PLC0415

    return re2


def _options() -> Any:  # noqa: ANN401
    options = re2().Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    return options


def _refuse_bad(number: int, pattern: str) -> None:
    try:
        matches_nothing = compiled(pattern).search("") is not None
    except re2().error as error:
        raise BadPatternError(number, f"no RE2 pattern ({_words(error)})") from None
    if matches_nothing:
        raise BadPatternError(number, "it matches the empty string, so every line")


def _words(error: Exception) -> str:
    said = error.args[0] if error.args else error
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)


def _automaton(kind: Callable[[Any], Any], patterns: Mapping[int, str]) -> Callable[[bytes], Any]:
    automaton = kind(_options())
    for pattern in patterns.values():
        # Only cased patterns hold capitals; for the others ignoring case would double the work.
        automaton.Add(f"(?i){pattern}" if any(map(str.isupper, pattern)) else pattern)
    automaton.Add("")
    automaton.Compile()
    match: Callable[[bytes], Any] = automaton._set.Match
    return match
