"""What an editor decided by hand as rules: whole lines, for the site where it is known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from newsclip.knowledge.folding import bare, fold
from newsclip.knowledge.rule_file import (
    DEFAULT_MAX_CHARS,
    KEPT,
    LARGEST_MAX_CHARS,
    Rule,
    RuleFile,
)
from newsclip.record import Role

# Lines of the text that stand as proof of what a rule does not take.
_PROOFS: Final = 3
# Room for the punctuation around a line.
_MARGIN: Final = 20
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
# Two letters at least: a bare number or sign stands in any file.
_WORDY: Final = re.compile("[^\\W\\d_].*[^\\W\\d_]", re.S)
_NO_NAME: Final = re.compile("[^a-z0-9.-]")
_ROLE_OF: Final[dict[str, Role]] = {"dropped": "noise", "kept": KEPT}
_HEAD: Final = """\
# Taught by `newsclip apply --teach`, which writes this file anew each time: take out what you do
# not want, but put rules of your own, and comments, into another file.
schema = 1
"""


class Lesson(msgspec.Struct, frozen=True):
    """What was decided of one article, as lines: dropped or put back by hand, by rule, text.

    ``site`` is the host that it comes from, None where nobody knows.
    """

    site: str | None
    language: str
    dropped: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()
    furniture: tuple[str, ...] = ()
    text: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """The name of the rule file that keeps the lesson, without suffix."""
        return f"taught-{_NO_NAME.sub('_', (self.site or self.language).lower())}"


class Refused(msgspec.Struct, frozen=True):
    """A line that is not kept as a rule, and why."""

    line: str
    reason: str


def keys_of(lines: Iterable[str]) -> set[str]:
    """What whole lines are compared by: folded, edges bare."""
    return {bare(fold(line)) for line in lines}


def teachable(
    lesson: Lesson, lessons: Sequence[Lesson], proofs: Iterable[str]
) -> tuple[Lesson, list[Refused]]:
    """The lesson with those lines only that a rule may name, and the others.

    ``lessons`` are all that were decided together, ``proofs`` lines that rules in force keep.
    """
    text = keys_of(line for one in lessons for line in one.text)
    furniture = keys_of(line for one in lessons for line in (*one.furniture, *one.dropped))
    proven = keys_of(proofs)
    refused: list[Refused] = []

    def sound(lines: Sequence[str], foes: dict[str, set[str]]) -> tuple[str, ...]:
        found: dict[str, str] = {}
        for line in lines:
            key = bare(fold(line))
            reason = _bad_form(line, key)
            reason = reason or next((why for why, foe in foes.items() if key in foe), None)
            if reason:
                refused.append(Refused(line, reason))
            else:
                found.setdefault(key, line)
        return tuple(found.values())

    dropped = sound(
        lesson.dropped,
        {"it is text elsewhere in these files": text, "another rule keeps it as a proof": proven},
    )
    restored = sound(lesson.restored, {"it is dropped elsewhere in these files": furniture})
    return msgspec.structs.replace(lesson, dropped=dropped, restored=restored), refused


def _bad_form(line: str, key: str) -> str | None:
    if _CONTROL.search(line) or not _WORDY.search(key):
        return "it has no words that could be told again"
    return "it is a paragraph" if len(key) + _MARGIN > LARGEST_MAX_CHARS else None


def taught_file(lesson: Lesson, known: RuleFile | None) -> str:
    """The TOML of the rule file of a lesson; what was taught before (``known``) stays in it.

    A line that is now decided in the other way changes sides.
    """
    rules = {rule.id.partition("/")[2]: rule for rule in known.rules} if known else {}
    parts = [f"{_HEAD}{'site' if lesson.site else 'language'} = {_toml(_name(lesson))}\n"]
    if known is not None and known.disable:
        parts.append(f"disable = [{', '.join(map(_toml, known.disable))}]\n")
    changed = {"dropped": lesson.dropped, "kept": lesson.restored}
    for name, lines in changed.items():
        other = changed["kept" if name == "dropped" else "dropped"]
        made = _rule(name, rules.pop(name, None), lines, other, lesson.text)
        parts.append(made)
    parts += [_written(name, rule) for name, rule in rules.items()]
    return "\n".join(part for part in parts if part)


def _name(lesson: Lesson) -> str:
    return lesson.site or lesson.language


def _rule(
    name: str,
    old: Rule | None,
    lines: Sequence[str],
    other: Sequence[str],
    text: Sequence[str],
) -> str:
    """One of the two rules of a taught file; empty where it would name no line."""
    gone = keys_of(other)
    phrases: dict[str, str] = {}
    for line in (*(old.phrases if old else ()), *lines):
        phrases.setdefault(bare(fold(line)), line)
    phrases = {key: line for key, line in phrases.items() if key not in gone}
    if not phrases:
        return ""
    plain = (line for line in text if not _CONTROL.search(line) and len(line) > 1)
    keeps = [*(old.keeps if old else ()), *sorted(set(plain), key=lambda line: (len(line), line))]
    keeps = [line for line in dict.fromkeys(keeps) if bare(fold(line)) not in {*phrases, *gone}]
    longest = max(len(fold(line)) for line in phrases.values()) + _MARGIN
    rule = Rule(
        id=name,
        role=_ROLE_OF[name],
        match="equals",
        phrases=tuple(phrases.values()),
        max_chars=min(max(longest, DEFAULT_MAX_CHARS["equals"]), LARGEST_MAX_CHARS),
        removes=tuple(phrases.values()),
        keeps=tuple(keeps[:_PROOFS]) or (f"She read it aloud: {max(phrases)}",),
    )
    return _written(name, rule)


def _written(name: str, rule: Rule) -> str:
    """A rule as TOML."""
    rows = ["[[rule]]", f"id = {_toml(name)}"]
    for key, value in msgspec.to_builtins(rule).items():
        if key == "id" or value is None or value == () or (key == "cased" and not value):
            continue
        if key in {"phrases", "removes", "keeps"}:
            rows.append(f"{key} = [\n" + "".join(f"  {_toml(one)},\n" for one in value) + "]")
        else:
            rows.append(f"{key} = {_toml(value)}")
    return "\n".join(rows) + "\n"


def _toml(value: object) -> str:
    """A value as TOML, whose basic strings are written like those of JSON."""
    return msgspec.json.encode(value).decode()
