"""Patterns made cheap for the automaton that looks for all of them at once."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

# Counts above this make an automaton of thousands of states; below, they keep it choosy.
_LARGEST_COUNT: Final = 4
_COUNT: Final = re.compile(r"\{(\d+)(,?)(\d*)\}")
_UNICODE: Final = r"\\[pP](?:\{[^}]*\}|.)"
_CLASS: Final = re.compile(rf"\[\^?\]?(?:{_UNICODE}|\\x\{{[^}}]*\}}|\\.|\[:\^?\w+:\]|[^\]\\])*\]")
_ESCAPE: Final = re.compile(
    rf"{_UNICODE}|\\(?:(?P<sign>[^\w\s])|(?P<border>[bBAz])|x(?:\{{[^}}]*\}}|[0-9a-f]{{2}})|.)"
)
_OPENING: Final = re.compile(r"\((?:\?:|\?P?<\w+>)?")
_TOKEN: Final = re.compile(rf"{_CLASS.pattern}|{_UNICODE}|\\x\{{[^}}]*\}}|\\.|{_COUNT.pattern}")
_BEYOND_ASCII: Final = r"\x{80}-\x{10ffff}"
# Unicode classes that patterns use: what of ASCII is in them.
_IN_ASCII: Final = {"L": "a-z", "Lu": "a-z", "Ll": "a-z", "N": "0-9", "Nd": "0-9"}


@cache
def loosened(pattern: str) -> str:
    """A pattern that matches folded lines wherever ``pattern`` does, by a far smaller automaton.

    Large counts (``{3,80}``) become ``+`` or ``*``, Unicode classes (``\\pL``) ranges beyond ASCII.
    It matches elsewhere too: what it finds has to be looked at again with ``pattern``.
    """
    return _TOKEN.sub(_looser, pattern)


def _looser(found: re.Match[str]) -> str:
    token = found[0]
    if token.startswith("["):
        negated = token.startswith("[^")
        return _ESCAPE.sub(lambda escape: _ranges(escape[0], negated), token)
    if token.startswith("\\"):
        return f"[{_ranges(token, False)}]" if token.startswith("\\p") else token
    least, most = int(found[1]), found[3] if found[2] else found[1]
    if most and int(most) <= _LARGEST_COUNT:
        return token
    return "+" if least else "*"


def _ranges(escape: str, negated: bool) -> str:
    """A Unicode class by ranges: more than it in a class, less than it in a negated one."""
    if not escape.startswith("\\p") or "^" in escape:
        return escape
    ascii_part = _IN_ASCII.get(escape[2:].strip("{}"), "")
    if negated:
        return ascii_part or r"\x{10ffff}"
    return ascii_part + _BEYOND_ASCII


def starts_plainly(pattern: str) -> bool:
    """Whether a match begins at the line's start with something choosier than any character."""
    return _PLAIN_START.match(pattern) is not None


_PLAIN_START: Final = re.compile(r"\^(?!(?:\(\?:|\(\?P<\w+>|\()*(?:\.[*+{?]|\[\^|\\P|\\S|\\W|\\D))")
# Sets of literals larger than this are not worth the product.
_MOST_LITERALS: Final = 64
# The least a literal has to weigh to be worth looking for: two letters, or one beyond ASCII.
_LEAST_WEIGHT: Final = 2
_LIGHT: Final = re.compile("[0-9 ]+")


class _Part:
    """A part of a pattern: all it can match, if that is few, and what any match must hold."""

    def __init__(self, exact: frozenset[str] | None, need: frozenset[str] | None = None) -> None:
        self.exact = exact
        self.need = need

    @property
    def best(self) -> frozenset[str] | None:
        """Literals of which every match holds at least one, or None."""
        found = [
            literals for literals in (self.exact, self.need) if literals and "" not in literals
        ]
        return max(found, key=_choosiness, default=None)


_NOTHING: Final = frozenset({""})


@cache
def literals(pattern: str) -> frozenset[str] | None:
    """Literals of which any line that matches holds at least one; None where there are none."""
    found = _Reader(pattern).alternatives().best
    return found if found and _choosiness(found)[0] >= _LEAST_WEIGHT else None


def _choosiness(found: frozenset[str]) -> tuple[int, int]:
    """How rare the commonest of some literals is, by bytes that are no digit or space; how few."""
    return min(len(_LIGHT.sub("", text).encode()) for text in found), -len(found)


class _Reader:
    """Reads a pattern from left to right; what it does not know may be anything."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def alternatives(self) -> _Part:
        parts = [self._sequence()]
        while self._takes("|"):
            parts.append(self._sequence())
        exact: frozenset[str] | None = frozenset()
        for part in parts:
            exact = None if exact is None or part.exact is None else exact | part.exact
        if exact is not None and len(exact) > _MOST_LITERALS:
            return _Part(None, exact if "" not in exact else None)
        needs = [part.best for part in parts]
        need = None if None in needs else frozenset().union(*(n for n in needs if n))
        return _Part(exact, need)

    def _sequence(self) -> _Part:
        run = _NOTHING
        is_exact = True
        needs: list[frozenset[str]] = []
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            part = self._repeated(self._atom())
            exact = part.exact
            if exact is not None and len(run) * len(exact) <= _MOST_LITERALS:
                run = frozenset(a + b for a in run for b in exact)
                continue
            is_exact = False
            needs += [n for n in (run, part.best) if n and "" not in n]
            run = _NOTHING
        if is_exact:
            return _Part(run)
        needs += [run] if "" not in run else []
        return _Part(None, max(needs, key=_choosiness, default=None))

    def _repeated(self, part: _Part) -> _Part:
        counted = _COUNT.match(self.pattern, self.at)
        if counted:
            self.at = counted.end()
            self._takes("?")
            return _Part(None, part.best if int(counted[1]) else None)
        for sign in "*+?":
            if self._takes(sign):
                self._takes("?")
                if sign == "+":
                    return _Part(None, part.best)
                optional = sign == "?" and part.exact is not None
                return _Part(part.exact | _NOTHING if optional and part.exact else None)
        return part

    def _atom(self) -> _Part:
        character = self.pattern[self.at]
        if character == "(":
            opening = _OPENING.match(self.pattern, self.at)
            self.at = opening.end() if opening else self.at + 1
            part = self.alternatives()
            self._takes(")")
            return part
        if character == "[":
            found = _CLASS.match(self.pattern, self.at)
            self.at = found.end() if found else len(self.pattern)
            return _Part(None)
        if character == "\\":
            found = _ESCAPE.match(self.pattern, self.at)
            self.at = found.end() if found else self.at + 2
            if found and found["sign"]:
                return _Part(frozenset({found["sign"]}))
            return _Part(_NOTHING if found and found["border"] else None)
        self.at += 1
        if character in "^$":
            return _Part(_NOTHING)
        return _Part(None if character == "." else frozenset({character}))

    def _takes(self, sign: str) -> bool:
        if not self.pattern.startswith(sign, self.at):
            return False
        self.at += 1
        return True
