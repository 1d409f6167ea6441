"""Patterns read for what the search needs: how a match begins, and what it cannot be without."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from newsclip.knowledge.rule_syntax import CLASS, COUNT, ESCAPE, OPENING

# Sets of literals larger than this are not worth the product.
_MOST_LITERALS: Final = 160
# The least a literal has to weigh to be worth looking for: two letters, one beyond ASCII, or a rare
# sign.
_LEAST_WEIGHT: Final = 2
_LIGHT: Final = re.compile("[0-9 ]+")
_RARE: Final = re.compile("[#()<=>@|/\\\\_+*!?&$%\\[\\]{}]")
# Characters of a head that are told apart; more make more heads without making them choosier.
HEAD_CHARS: Final = 4
# More ways to begin than this are not worth a table.
_MOST_HEADS: Final = 400
# A class of this few signs is as good as alternatives; one of this many still tells heads apart.
_FEW_MEMBERS: Final = 4
_FEW: Final = re.compile(r"\[(?:[^\\\]\[^-]|\\[^\w\s]){1,60}-?\]")
_EDGES: Final = re.compile(
    r"(?:\[\^(?:\\p\{?L\}?|\\d|\\pN|\\w){2,3}\]"
    r"|\[(?:[^\w\\\]\[^]|\\[^\w\s])+\]|\\[^\w\s]|[ *#@\"\u201c\u300c])"
    r"(?:[?*+]|\{\d+,?\d*\})?"
)
# One digit stands for all in heads: what tells dates apart is what stands between their digits.
_DIGIT: Final = frozenset("0")
_DIGITS: Final = str.maketrans("123456789", "0" * 9)


class _Part:
    """A part of a pattern: all it can match, if that is few, and what any match must hold.

    ``head`` holds strings with one of which any match begins, None where that is unknown; it is
    ``listed`` where these strings are all that the part can match. ``needs`` are sets of literals:
    any match holds one of each.
    """

    def __init__(
        self,
        exact: frozenset[str] | None,
        need: frozenset[str] | None = None,
        head: frozenset[str] | None = None,
        *,
        listed: bool = False,
        needs: tuple[frozenset[str], ...] = (),
    ) -> None:
        self.exact = exact
        self.need = need
        self.head = exact if head is None else head
        self.listed = listed or exact is not None
        self._needs = needs

    @property
    def best(self) -> frozenset[str] | None:
        """Literals of which every match holds at least one, or None."""
        found = [
            literals for literals in (self.exact, self.need) if literals and "" not in literals
        ]
        return max(found, key=_choosiness, default=None)

    @property
    def needs(self) -> tuple[frozenset[str], ...]:
        """Sets of literals, of each of which every match holds at least one."""
        return self._needs or (() if self.best is None else (self.best,))


_NOTHING: Final = frozenset({""})


@cache
def literals(pattern: str) -> frozenset[str] | None:
    """Literals of which any line that matches holds at least one; None where there are none."""
    found = _Reader(pattern).alternatives().best
    return _least(found) if found and _choosiness(found)[0] >= _LEAST_WEIGHT else None


def _least(found: frozenset[str]) -> frozenset[str]:
    """Without those that hold another one: a line that holds them holds that one, too."""
    least: list[str] = []
    for text in sorted(found, key=len):
        if not any(shorter in text for shorter in least):
            least.append(text)
    return frozenset(least)


@cache
def further_literals(pattern: str) -> frozenset[str] | None:
    """Literals as above that any line that matches holds as well; None where no others are known.

    Beside ``heads``, where a pattern has some, they are the first to be looked for.
    """
    first = None if heads(pattern) else literals(pattern)
    found = _Reader(pattern).alternatives().needs
    needs = [_least(need) for need in found if _choosiness(need)[0] >= _LEAST_WEIGHT]
    needs = [need for need in needs if need != first]
    return max(needs, key=_choosiness, default=None)


@cache
def heads(pattern: str) -> frozenset[str] | None:
    """The first four characters, or fewer, of all that matches; None where they are too many.

    As ``head_of`` gives them. A match may begin at the line's start or behind the punctuation
    there. Patterns that may match inside a line have no heads.
    """
    if not pattern.startswith("^"):
        return None
    at = 1
    while edge := _EDGES.match(pattern, at):
        at = edge.end()
    # Alternatives outside all brackets each have a start of their own.
    if _has_alternatives(pattern):
        return None
    found = _beginnings(pattern[at:])
    if found is None or not all(text[0].isalnum() for text in found):
        found = _beginnings(pattern[1:])
    return None if found is None else frozenset(head_of(text.casefold()) for text in found)


def head_of(text: str) -> str:
    """What of a text heads are compared by: its first four characters, with 0 for any digit."""
    return text[:HEAD_CHARS].translate(_DIGITS)


def _beginnings(pattern: str) -> frozenset[str] | None:
    found = _Reader(pattern).alternatives().head
    return None if found is None or "" in found or len(found) > _MOST_HEADS else found


def begins_with_mark(pattern: str) -> bool:
    """Whether any match begins with a sign, neither letter nor digit, by its first classes."""
    at = 1
    while found := CLASS.match(pattern, at):
        if found[0][1] == "^" or re.search(r"\\[pPdDwWsS]", found[0]):
            return False
        plain = re.sub(r"\\x\{(\w+)\}", lambda code: f"\\U{code[1]:0>8}", found[0])
        if re.search(plain.replace("[", "\\[").replace("\\[", "[", 1), _LETTERS_AND_DIGITS):
            return False
        at = found.end()
        if pattern[at : at + 1] not in {"*", "?"}:
            return True
        at += 1
    return False


# One of each script, for what they stand for all are in a class or none.
_LETTERS_AND_DIGITS: Final = (
    "amzAMZ059\u00e9\u0416\u0431\u05d0\u0627\u0915\u0e01\u3042\u30a2\u4e2d\u9f8d\uac00"
)


def _has_alternatives(pattern: str) -> bool:
    depth = 0
    for found in _PIECE.finditer(pattern):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if found[0] == "|" and depth == 0:
            return True
    return False


_PIECE: Final = re.compile(rf"{CLASS.pattern}|\\.|[()|]")


def _choosiness(found: frozenset[str]) -> tuple[int, int]:
    """How rare the commonest of some literals is, by bytes that are no digit or space; how few."""
    weights = (len(_LIGHT.sub("", text).encode()) + len(_RARE.findall(text)) for text in found)
    return min(weights), -len(found)


def _union(sets: list[frozenset[str] | None]) -> frozenset[str] | None:
    """All of the sets together; None where one of them is unknown."""
    found: frozenset[str] = frozenset()
    for one in sets:
        if one is None:
            return None
        found |= one
    return found


def _or_nothing(head: frozenset[str] | None) -> frozenset[str] | None:
    return None if head is None else head | _NOTHING


def _counted(part: _Part, least: int, most: int) -> frozenset[str] | None:
    """All beginnings of a part that is repeated, where they are few and complete."""
    if part.head is None or not part.listed or most > HEAD_CHARS:
        return None
    found = frozenset() if least else _NOTHING
    longer = _NOTHING
    for count in range(1, most + 1):
        if len(longer) * len(part.head) > _MOST_HEADS:
            return None
        longer = frozenset((a + b)[:HEAD_CHARS] for a in longer for b in part.head)
        if count >= least:
            found |= longer
    return found


class _Head:
    """How a sequence of parts begins: what may still go on, and what is long enough or ends."""

    def __init__(self) -> None:
        self.live = _NOTHING
        self.done: frozenset[str] = frozenset()
        self.is_known = True
        self.is_listed = True

    @property
    def found(self) -> frozenset[str] | None:
        """All beginnings, "" where the sequence may match nothing; None where they are unknown."""
        return self.live | self.done if self.is_known else None

    def take(self, part: _Part) -> None:
        """Go on with the next part of the sequence."""
        self.is_listed &= part.listed
        if not self.is_known or not self.live:
            return
        if part.head is None or len(self.live) * len(part.head) > 10 * _MOST_HEADS:
            self.is_known = "" not in self.live
            self.done |= self.live
            self.live = frozenset()
            return
        stays = self.live if "" in part.head else frozenset()
        longer = {(a + b)[:HEAD_CHARS] for a in self.live for b in part.head if b}
        ended = {text for text in longer if len(text) == HEAD_CHARS or not part.listed}
        self.live = stays | (longer - ended)
        self.done |= ended


class _Reader:
    """Reads a pattern from left to right; what it does not know may be anything."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def alternatives(self) -> _Part:
        parts = [self._sequence()]
        while self._takes("|"):
            parts.append(self._sequence())
        if len(parts) == 1 and parts[0].exact is None:
            return parts[0]
        exact = _union([part.exact for part in parts])
        head = _union([part.head for part in parts])
        if exact is not None and len(exact) > _MOST_LITERALS:
            return _Part(None, exact if "" not in exact else None, head, listed=True)
        listed = all(part.listed for part in parts)
        return _Part(exact, _union([part.best for part in parts]), head, listed=listed)

    def _sequence(self) -> _Part:
        run = _NOTHING
        is_exact = True
        needs: list[frozenset[str]] = []
        head = _Head()
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            part = self._repeated(self._atom())
            exact = part.exact
            head.take(part)
            if exact is not None and len(run) * len(exact) <= _MOST_LITERALS:
                run = frozenset(a + b for a in run for b in exact)
                continue
            is_exact = False
            needs += [n for n in (run, *part.needs) if "" not in n]
            run = _NOTHING
        if is_exact:
            return _Part(run)
        needs += [run] if "" not in run else []
        need = max(needs, key=_choosiness, default=None)
        return _Part(None, need, head.found, listed=head.is_listed, needs=tuple(needs))

    def _repeated(self, part: _Part) -> _Part:
        counted = COUNT.match(self.pattern, self.at)
        if counted:
            self.at = counted.end()
            self._takes("?")
            least, most = int(counted[1]), counted[3] if counted[2] else counted[1]
            head = _counted(part, least, int(most)) if most else None
            need, needs = (part.best, part.needs) if least else (None, ())
            if head is not None:
                return _Part(None, need, head, listed=True, needs=needs)
            head = part.head if least else _or_nothing(part.head)
            return _Part(None, need, head, needs=needs)
        for sign in "*+?":
            if self._takes(sign):
                self._takes("?")
                if sign == "+":
                    return _Part(None, part.best, part.head, needs=part.needs)
                optional = sign == "?" and part.exact is not None
                exact = part.exact | _NOTHING if optional and part.exact else None
                head = exact or _or_nothing(part.head)
                return _Part(exact, None, head, listed=sign == "?" and part.listed)
        return part

    def _atom(self) -> _Part:
        character = self.pattern[self.at]
        if character == "(":
            opening = OPENING.match(self.pattern, self.at)
            self.at = opening.end() if opening else self.at + 1
            part = self.alternatives()
            self._takes(")")
            return part
        if character == "[":
            found = CLASS.match(self.pattern, self.at)
            self.at = found.end() if found else len(self.pattern)
            few = found and _FEW.fullmatch(found[0])
            members = frozenset(found[0][1:-1].replace("\\", "")) if found and few else None
            is_exact = (
                members and len(members) <= _FEW_MEMBERS and not any(map(str.isalnum, members))
            )
            return _Part(members if is_exact else None, None, members, listed=members is not None)
        if character == "\\":
            found = ESCAPE.match(self.pattern, self.at)
            self.at = found.end() if found else self.at + 2
            if found and found["sign"]:
                return _Part(frozenset({found["sign"]}))
            if found and found[0] == r"\d":
                return _Part(None, None, _DIGIT, listed=True)
            if found and found["code"]:
                return _Part(frozenset({chr(int(found["code"].strip("{}"), 16))}))
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
