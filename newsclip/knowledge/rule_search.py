"""One search for many patterns: which of them a line may match, at a few lookups a line.

One automaton of all patterns would have a state for each mix of half-matched patterns, and would
spend its time building them. So the first characters of a line choose a few patterns, and these
have an automaton of their own, built when the first such line comes; of the others literals are
looked for, all of them at once (Aho and Corasick, Communications of the ACM 18:6, 1975).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from newsclip.knowledge.rule_pattern import HEAD_CHARS, head_of
from newsclip.knowledge.rule_quick import loosened, quickened
from newsclip.knowledge.rule_tables import Opening, Tables

# Bytes for an automaton. RE2's own 8 MB is too little for some hundreds of patterns.
_MEMORY: Final = 256 << 20


# Each length has candidates of its own: those of "the" are not among those of "the ".
_HEAD_LENGTHS: Final = tuple(range(1, HEAD_CHARS + 1))
# With more patterns than this an automaton is quicker than a look for what each of them needs.
_ASKED_FIRST: Final = 8
PhraseOf = Callable[[int], str]


class Automaton:
    """The patterns with some numbers, looked for at once; ``phrase`` gives the pattern with one.

    What it finds has to be looked at again, one by one. A "MatchSet" holds patterns that begin at a
    line's start, a "SearchSet" others.
    """

    def __init__(self, phrase: PhraseOf, numbers: Sequence[int], kind: str = "MatchSet") -> None:
        automaton = getattr(re2().Set, kind)(_options())
        for pattern in (loosened(phrase(n)) for n in numbers):
            # Only cased patterns hold capitals; for others ignoring case would double the work.
            automaton.Add(f"(?i){pattern}" if any(map(str.isupper, pattern)) else pattern)
        # A pattern that matches anything: where it is not in the answer RE2 ran out of memory,
        # which it does not say.
        automaton.Add("")
        automaton.Compile()
        self._match: Callable[[bytes], list[int]] = automaton._set.Match
        self._numbers = numbers

    def find(self, line: bytes, found: list[int]) -> None:
        """Add the numbers of the patterns that ``line`` may match to ``found``."""
        places = self._match(line)
        if len(places) > 1:
            found += [self._numbers[place] for place in places if place < len(self._numbers)]
        elif not places:
            found += self._numbers


class Literals:
    """Strings looked for at once. Built in a fifth of the time of RE2's set of them, it also has no
    states left to build on the lines that come."""

    def __init__(self, held: Mapping[str, Sequence[int]]) -> None:
        from ahocorasick_rs import AhoCorasick  # noqa: PLC0415 - only rules need it

        self._automaton = AhoCorasick(held)
        self._numbers = list(held.values())

    def find(self, text: str, found: list[int]) -> None:
        """Add the numbers of the strings that ``text`` holds to ``found``, some twice."""
        for at, _, _ in self._automaton.find_matches_as_indexes(text, overlapping=True):
            found += self._numbers[at]


class Group:
    """The candidates of lines that begin alike; the automaton is built on first use."""

    def __init__(self, tables: Tables, opening: Opening, phrase: PhraseOf) -> None:
        self.starts = [(n, tables.folded[n]) for n in opening.starts]
        self.patterns = opening.patterns
        self._phrase = phrase
        further = [tables.further.get(n, ()) for n in self.patterns]
        self._further = further if len(further) <= _ASKED_FIRST and all(further) else None
        self._automaton: Automaton | None = None

    def find(self, beginning: str, text: str, line: bytes, found: list[int]) -> None:
        """Add the numbers of the candidates that ``text`` may match to ``found``.

        ``beginning`` is what it begins with behind signs, ``line`` its bytes.
        """
        for n, start in self.starts:
            if beginning.startswith(start):
                found.append(n)
        if self.patterns and self._may_match(text):
            if self._automaton is None:
                self._automaton = Automaton(self._phrase, self.patterns)
            self._automaton.find(line, found)

    def _may_match(self, text: str) -> bool:
        """Whether a line has literals that one of the patterns needs; so no automaton is built."""
        if self._further is None:
            return True
        return any(literal in text for literals in self._further for literal in literals)


class Search:
    """Finds the candidates of tables, by number, that a folded line may hold, beside equal ones.

    ``phrase`` gives the pattern with a number.
    """

    def __init__(self, tables: Tables, phrase: PhraseOf) -> None:
        self._tables = tables
        self._phrase = phrase
        self._openings = tables.openings
        self._groups: dict[int, Group] = {}
        self._held = Literals(tables.held) if tables.held else None
        self._marks = Automaton(phrase, tables.marks) if tables.marks else None
        self._wide = Automaton(phrase, tables.wide, "SearchSet") if tables.wide else None

    def __call__(self, text: str, tail: str, found: list[int]) -> None:
        """Add the numbers to ``found``; ``tail`` is the text behind the signs it begins with."""
        line = text.encode()
        openings = self._openings
        for beginning in (tail,) if tail is text else (tail, text):
            head = head_of(beginning)
            for length in _HEAD_LENGTHS:
                at = openings.get(head[:length])
                if at is not None:
                    self._group(at).find(beginning, text, line, found)
        if self._held is not None:
            self._held.find(text, found)
        if self._marks is not None and tail is not text:
            self._marks.find(line, found)
        if self._wide is not None:
            self._wide.find(line, found)

    def _group(self, at: int) -> Group:
        group = self._groups.get(at)
        if group is None:
            group = Group(self._tables, self._tables.groups[at], self._phrase)
            self._groups[at] = group
        return group


@cache
def compiled(pattern: str) -> Any:  # noqa: ANN401
    """The RE2 pattern, compiled."""
    return re2().compile(quickened(pattern), _options())


def problem_of(pattern: str) -> str | None:
    """What is wrong with a pattern: it cannot be compiled, or it matches nothing at all."""
    try:
        if compiled(pattern).search("") is None:
            return None
    except re2().error as error:
        return f"no RE2 pattern ({_words(error)})"
    return "it matches the empty string, so every line"


def re2() -> Any:  # noqa: ANN401
    """The module re2; it is slow to import, and only rules need it."""
    import re2  # noqa: PLC0415

    return re2


@cache
def _options() -> Any:  # noqa: ANN401
    options = re2().Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    return options


def _words(error: Exception) -> str:
    said = error.args[0] if error.args else error
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)
