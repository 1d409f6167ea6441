"""What was learned of a site as a rule file that an editor can read, cut and keep."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from newsclip.knowledge.folding import bare, fold
from newsclip.knowledge.learn import Furniture, Lesson, line_keys
from newsclip.knowledge.rule_file import DEFAULT_MAX_CHARS, LARGEST_MAX_CHARS
from newsclip.knowledge.rules import Entry, RuleSet

# Lines of a rule that stand as its proof; all of them would be the phrases once more.
_PROOFS: Final = 3
# Room for the punctuation around a line, and for figures that grow.
_MARGIN: Final = 20
_FIGURES: Final = re.compile("\\d+(?:[.,:]\\d+)*")
_SYNTAX: Final = re.compile(r"[\\.+*?()|\[\]{}^$]")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f]")
_WORDS: Final = {"equals": "line", "regex": "figures"}


def rule_file(lesson: Lesson, rules: RuleSet) -> str:
    """The TOML of a rule file, which ``newsclip rules check`` passes; the same for the same lesson.

    Lines that ``rules`` take wherever they stand are left out. Without any line it is a file
    without rules.
    """
    groups: dict[tuple[str, str], list[Furniture]] = {}
    for furniture in _worth_a_rule(lesson, rules):
        match = "regex" if furniture.changes else "equals"
        groups.setdefault((furniture.role, match), []).append(furniture)
    keeps = _keeps(lesson, rules)
    parts = [_head(lesson, is_empty=not groups)]
    for (role, match), members in sorted(groups.items()):
        members.sort(key=lambda one: (-one.files, one.text))
        parts.append(_rule(role, match, members, keeps))
    return "\n".join(parts)


def has_rules(lesson: Lesson, rules: RuleSet) -> bool:
    """Whether the rule file of a site holds any rule."""
    return next(_worth_a_rule(lesson, rules), None) is not None


def _worth_a_rule(lesson: Lesson, rules: RuleSet) -> Iterator[Furniture]:
    everywhere = {entry.rule.id for entry in rules.entries if _acts_anywhere(entry)}
    kept = set(line_keys([line for entry in rules.entries for line in entry.rule.keeps]))
    for key, furniture in lesson.lines.items():
        text = furniture.text
        if key in kept or len(fold(text)) + _MARGIN > LARGEST_MAX_CHARS or _CONTROL.search(text):
            continue
        hit = rules.match([text], url=lesson.host)[0]
        if hit is None or hit.rule not in everywhere:
            yield furniture


def _acts_anywhere(entry: Entry) -> bool:
    return entry.rule.where == "anywhere"


def _keeps(lesson: Lesson, rules: RuleSet) -> str:
    """A sentence of the site's articles that no rule takes."""
    taken = lesson.lines.keys()
    hits = [rules.match([text], url=lesson.host)[0] for text in lesson.sentences]
    for text, hit, key in zip(lesson.sentences, hits, line_keys(lesson.sentences), strict=True):
        if hit is None and key not in taken and not _CONTROL.search(text):
            return text
    # Longer than any rule looks at.
    joined = _CONTROL.sub(" ", " ".join(lesson.sentences))
    return joined * (LARGEST_MAX_CHARS // max(len(joined), 1) + 1)


def _head(lesson: Lesson, *, is_empty: bool) -> str:
    name = _CONTROL.sub(" ", lesson.name)
    said = [
        f"# Learned from {lesson.files} files of {name} by `newsclip learn`: lines that repeat.",
        "# Read it, take out what is text, then use it with --rules, or put it into the folder",
        "# that `newsclip rules path` names.",
    ]
    if is_empty:
        said = ["# No line repeats in enough of the files."]
    said += ["schema = 1"]
    if lesson.host is not None:
        return "\n".join([*said, f"site = {_toml(lesson.host)}", ""])
    return "\n".join([*said, 'language = "und"  # no address in the files: acts on any file', ""])


def _rule(role: str, match: str, members: Sequence[Furniture], keeps: str) -> str:
    longest = max(len(fold(member.text)) for member in members) + _MARGIN
    phrases = "".join(f"  {_phrase(member, match)},  # {member.evidence}\n" for member in members)
    proofs = "".join(f"  {_toml(member.text)},\n" for member in members[:_PROOFS])
    return (
        "[[rule]]\n"
        f'id = "{role.replace("_", "-")}-{_WORDS[match]}"\n'
        f'role = "{role}"\n'
        f'match = "{match}"\n'
        'where = "edge"\n'
        f"max_chars = {max(longest, DEFAULT_MAX_CHARS['equals'])}\n"
        f"phrases = [\n{phrases}]\n"
        f"removes = [\n{proofs}]\n"
        f"keeps = [\n  {_toml(keeps)},\n]\n"
    )


def _phrase(furniture: Furniture, match: str) -> str:
    if match == "equals":
        return _toml(furniture.text)
    parts = _FIGURES.split(bare(fold(furniture.text)))
    escaped = (_SYNTAX.sub(lambda found: "\\" + found[0], part) for part in parts)
    figures = r"\p{Nd}+(?:[.,:]\p{Nd}+)*"
    return _toml(f"^[^\\pL\\p{{Nd}}]*{figures.join(escaped)}[^\\pL\\p{{Nd}}]*$")


def _toml(text: str) -> str:
    """A text as TOML, whose basic strings are written like those of JSON."""
    return msgspec.json.encode(text).decode()
