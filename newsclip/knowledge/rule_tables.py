"""What the phrases of some rules are looked up by: tables that can be kept in a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from newsclip.knowledge.folding import bare, fold_lines
from newsclip.knowledge.rule_file import Rule
from newsclip.knowledge.rule_pattern import (
    begins_with_mark,
    further_literals,
    head_of,
    heads,
    literals,
)

# From the surest way to match to the least sure.
_STRENGTH: Final = {"equals": 0, "starts-with": 1, "ends-with": 2, "regex": 3, "contains": 4}


# Phrases at a line's end are found by their last characters; fewer make the lists long.
ENDS_CHARS: Final = 3


class Opening(msgspec.Struct, frozen=True, array_like=True):
    """The candidates of lines that begin alike: texts to begin with, and patterns to match."""

    starts: tuple[int, ...] = ()
    patterns: tuple[int, ...] = ()


class Tables(msgspec.Struct, frozen=True):
    """The phrases of a layer's rules as numbered candidates, the strongest first.

    ``rules`` holds the place of each candidate's rule among the layer's rules, ``phrases`` that of
    its phrase in the rule, ``folded`` the text that some are compared by. ``equals`` and ``ends``
    lead from a text and from last characters to candidates, ``openings`` from the first characters
    of a line to a place in ``groups``, ``held`` from a literal to the candidates that are in no
    line without it. A line holds one of the literals that a candidate has in ``further``, too.
    Patterns in ``marks`` match only lines that begin with a sign, those in ``wide`` any line.
    """

    rules: list[int]
    phrases: list[int]
    folded: dict[int, str]
    equals: dict[str, list[int]]
    ends: dict[str, list[int]]
    openings: dict[str, int]
    groups: list[Opening]
    held: dict[str, list[int]]
    further: dict[int, list[str]]
    marks: list[int]
    wide: list[int]


def tables_of(rules: Sequence[Rule]) -> Tables:
    """The tables of some rules, in the order: surer ways first, then longer phrases, then ids."""
    candidates = sorted(_candidates(rules), key=lambda one: _by_strength(rules[one[0]], one[2]))
    folded_of: dict[int, str] = {}
    equals: dict[str, list[int]] = {}
    ends: dict[str, list[int]] = {}
    held: dict[str, list[int]] = {}
    starts: dict[str, list[int]] = {}
    heads_of: dict[str, list[int]] = {}
    further: dict[int, list[str]] = {}
    marks: list[int] = []
    wide: list[int] = []
    for n, (place, _, folded) in enumerate(candidates):
        if rules[place].match not in {"equals", "regex"}:
            folded_of[n] = folded
        match rules[place].match:
            case "equals":
                equals.setdefault(folded, []).append(n)
            case "starts-with":
                starts.setdefault(head_of(folded), []).append(n)
            case "ends-with":
                ends.setdefault(folded[-ENDS_CHARS:], []).append(n)
            case "contains":
                held.setdefault(folded, []).append(n)
            case "regex":
                table, keys = _place(folded, heads_of, held)
                for key in sorted(keys):
                    table.setdefault(key, []).append(n)
                if more := further_literals(folded):
                    further[n] = sorted({text.casefold() for text in more})
                if not keys:
                    (marks if begins_with_mark(folded) else wide).append(n)
    openings, groups = _openings(starts, heads_of)
    return Tables(
        rules=[place for place, _, _ in candidates],
        phrases=[at for _, at, _ in candidates],
        folded=folded_of,
        equals=equals,
        ends=ends,
        openings=openings,
        groups=groups,
        held=held,
        further=further,
        marks=marks,
        wide=wide,
    )


def _place(
    pattern: str, heads_of: dict[str, list[int]], held: dict[str, list[int]]
) -> tuple[dict[str, list[int]], Iterable[str]]:
    """The table that a pattern goes into and its keys there; no keys where nothing is known."""
    if found := heads(pattern):
        return heads_of, found
    return held, {text.casefold() for text in literals(pattern) or ()}


def _candidates(rules: Sequence[Rule]) -> Iterable[tuple[int, int, str]]:
    """For each phrase the places of its rule and of itself, and what it is compared by."""
    phrases = [phrase for rule in rules for phrase in rule.phrases]
    places = [(n, at) for n, rule in enumerate(rules) for at in range(len(rule.phrases))]
    for (n, at), phrase, folded in zip(places, phrases, fold_lines(phrases), strict=True):
        match rules[n].match:
            case "regex":
                yield n, at, phrase
            case "equals":
                yield n, at, bare(folded)
            case _:
                yield n, at, folded


def _by_strength(rule: Rule, folded: str) -> tuple[int, int, str, str]:
    return (_STRENGTH[rule.match], -len(folded), rule.id, folded)


def _openings(
    starts: dict[str, list[int]], patterns: dict[str, list[int]]
) -> tuple[dict[str, int], list[Opening]]:
    """From each key to the place of its candidates among the groups; equal groups are one."""
    openings: dict[str, int] = {}
    groups: dict[Opening, int] = {}
    for key in sorted(starts.keys() | patterns.keys()):
        group = Opening(tuple(starts.get(key, ())), tuple(patterns.get(key, ())))
        openings[key] = groups.setdefault(group, len(groups))
    return openings, list(groups)
