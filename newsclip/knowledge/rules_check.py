"""Proof that rules do what they say: their own lines, each other's lines, and gold text."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from newsclip.errors import InputError, RuleError
from newsclip.knowledge.folding import fold, is_traditional_only
from newsclip.knowledge.rule_file import KEPT, RuleFile, did_you_mean, read_rule_file
from newsclip.knowledge.rule_index import built_in
from newsclip.knowledge.rule_match import refuse_bad
from newsclip.knowledge.rules import Entry, RuleSet, rule_files_in, rules_of

# Gold labels of lines that are the article's own words.
_GOLD_TEXT: Final = frozenset({"body", "lead", "subhead"})
_EXAMPLES: Final = 5
# Rules in force while files are proved: the built-in ones below, the proved ones above.
_PROVED_RANK: Final = 2


class Problem(msgspec.Struct, frozen=True):
    """What is wrong with a rule file, where, and what to do."""

    path: str
    rule: str | None
    key: str | None
    message: str
    hint: str | None = None

    def __str__(self) -> str:
        """One line: ``path: rule 'id', key 'key': message; hint``."""
        rule = f" rule {self.rule!r}," if self.rule else ""
        key = f" key {self.key!r}:" if self.key else ""
        hint = f"; {self.hint}" if self.hint else ""
        return f"{self.path}:{rule}{key} {self.message}{hint}"


class RuleHits(msgspec.Struct, frozen=True):
    """How often a rule hit lines that gold calls text, of ``lines`` such lines; some of them.

    ``distinct`` counts a line that stands in many places of the gold once.
    """

    rule: str
    hits: int
    distinct: int
    lines: int
    examples: tuple[str, ...]

    @property
    def rate(self) -> float:
        """Hits per line of text, 0 to 1."""
        return self.hits / self.lines if self.lines else 0.0


def check_rules(files: Sequence[Path | str]) -> list[Problem]:
    """What is wrong with some rule files; an empty list when nothing is. Folders may be named.

    Files that cannot be read as rules, patterns that cannot match, rules without proofs, proofs
    that fail, and lines that one rule keeps and another takes; built-in rules' lines count too.
    """
    found: list[RuleFile] = []
    problems: list[Problem] = []
    for path in files:
        for file in rule_files_in(Path(path)):
            try:
                found.append(read_rule_file(file))
            except RuleError as error:
                problems.append(_from_error(error))
    built_in = _built_in_but(found)
    try:
        # Not yet compiled, so doubled ids are all that can go wrong here.
        whole = _over(built_in, rules_of(found, rank=_PROVED_RANK))
    except RuleError as error:
        return [*problems, _from_error(error)]
    known = tuple(entry.rule.id for entry in built_in.entries)
    for rule_file in found:
        problems += _bad_disables(rule_file, known)
    proved: list[Entry] = []
    for entry in whole.entries:
        if entry.rank < _PROVED_RANK:
            continue
        bad = [*_bad_patterns(entry), *_dead_phrases(entry), *_missing_proofs(entry)]
        problems += bad
        if not any(problem.key == "phrases" for problem in bad):
            proved.append(entry)
    lower = (entry for entry in whole.entries if entry.rank < _PROVED_RANK)
    sound = RuleSet([*lower, *proved])
    for entry in proved:
        problems += _failed_proofs(entry, sound)
    return [*problems, *_crossed(sound, proved)]


def _from_error(error: RuleError) -> Problem:
    return Problem(error.path or "", None, None, error.message, error.hint)


def _built_in_but(found: Sequence[RuleFile]) -> RuleSet:
    """The built-in rules without those of the files that are being checked themselves."""
    own = {Path(file.path).resolve() for file in found}
    return rules_of([file for file in built_in().files if Path(file.path).resolve() not in own])


def _over(lower: RuleSet, upper: RuleSet) -> RuleSet:
    """Both sets as one: an upper rule takes the place of a lower one with its id."""
    gone = {entry.rule.id for entry in upper.entries}
    gone |= {name for layer in upper.layers for name in layer.disable}
    return RuleSet([*(e for e in lower.entries if e.rule.id not in gone), *upper.entries])


def _bad_disables(file: RuleFile, known: tuple[str, ...]) -> Iterator[Problem]:
    for name in file.disable:
        if name not in known:
            near = did_you_mean(name, known)
            hint = near if near.startswith("did") else "take it out"
            yield Problem(file.path, None, "disable", f"no built-in rule {name!r}", hint)


def _bad_patterns(entry: Entry) -> Iterator[Problem]:
    try:
        refuse_bad(entry)
    except RuleError as error:
        yield Problem(entry.path, entry.rule.id, "phrases", error.message, error.hint)


def _dead_phrases(entry: Entry) -> Iterator[Problem]:
    """Phrases that no folded line can hold, or that stand there twice."""
    rule = entry.rule
    seen: set[str] = set()
    for phrase in rule.phrases:
        folded = phrase if rule.match == "regex" else fold(phrase)
        if folded in seen:
            yield Problem(
                entry.path, rule.id, "phrases", f"{phrase!r} is there twice", "once will do"
            )
        seen.add(folded)
        if rule.match == "regex":
            yield from _dead_borders(entry, phrase)
            if not rule.cased:
                yield from _dead_characters(entry, phrase)
        elif len(folded) > rule.max_chars:
            yield Problem(
                entry.path, rule.id, "max_chars", f"{phrase!r} is longer itself", "raise max_chars"
            )


def _dead_characters(entry: Entry, pattern: str) -> Iterator[Problem]:
    """Characters of a pattern that folding never leaves in a line: capitals, Traditional ones."""
    plain = _without_classes(pattern)
    for character in dict.fromkeys(plain):
        folded = _folded(character)
        if character.isspace() or folded == character:
            continue
        reason = "Traditional" if is_traditional_only(character) else "not folded"
        yield Problem(
            entry.path,
            entry.rule.id,
            "phrases",
            f"pattern {pattern!r}: {character!r} is {reason}, so it never matches",
            f"write {folded!r}" if folded else "take it out",
        )


_folded: Final = cache(fold)
# What stands right before and behind a border that has to be there: a group without groups, or one
# character.
_BORDER: Final = re.compile(
    r"(?:\((?:\?:)?(?P<before>[^()]*)\)|(?P<last>[^()]?))\\b(?![?*])"
    r"(?=(?:\((?:\?:)?(?P<behind>[^()]*)|(?P<first>.))?)"
)


def _dead_borders(entry: Entry, pattern: str) -> Iterator[Problem]:
    """Borders beside letters beyond ASCII: to RE2 these are no letters of a word."""
    for found in _BORDER.finditer(pattern):
        before = (found["before"] or found["last"] or "").split("|")
        behind = (found["behind"] or found["first"] or "").split("|")
        for text in [text[-1:] for text in before] + [text[:1] for text in behind]:
            if text.isalpha() and not text.isascii():
                yield Problem(
                    entry.path,
                    entry.rule.id,
                    "phrases",
                    f"pattern {pattern!r}: '\\b' beside {text!r} matches inside of words only",
                    "write [^\\pL]",
                )


def _without_classes(pattern: str) -> str:
    """A pattern without escapes such as ``\\pL`` and ``\\d`` and without ``(?P<name>``."""
    kept: list[str] = []
    at = 0
    while at < len(pattern):
        if pattern[at] == "\\" and at + 1 < len(pattern):
            at += 2
            if pattern[at - 1] in "pPx":
                end = pattern.find("}", at)
                at = end + 1 if pattern[at : at + 1] == "{" and end > 0 else at + 1
        elif pattern.startswith("(?P<", at):
            at = pattern.index(">", at) + 1 if ">" in pattern[at:] else at + 4
        else:
            kept.append(pattern[at])
            at += 1
    return "".join(kept)


def _missing_proofs(entry: Entry) -> Iterator[Problem]:
    for key in ("removes", "keeps"):
        if not getattr(entry.rule, key):
            yield Problem(
                entry.path, entry.rule.id, key, "missing", f'add a proof: {key} = ["a whole line"]'
            )


def _failed_proofs(entry: Entry, whole: RuleSet) -> Iterator[Problem]:
    """Proofs of a rule that fail: by itself for both lists, among all for what it removes."""
    rule = entry.rule
    for line in rule.removes:
        if rule.id not in whole.hitting(line, url=entry.site):
            yield _failed(entry, "removes", f"does not hit {line!r}")
            continue
        taken = whole.match([line], url=entry.site)[0]
        if taken is not None and taken.role != rule.role:
            yield _failed(entry, "removes", f"{taken.rule!r} takes {line!r} as {taken.role}")
    for line in rule.keeps:
        if rule.id in whole.hitting(line, url=entry.site):
            yield _failed(entry, "keeps", f"hits {line!r}")


def _crossed(whole: RuleSet, proved: Sequence[Entry]) -> Iterator[Problem]:
    """Lines that one rule keeps and another takes, where one of the two is among ``proved``."""
    by_id = {entry.rule.id: entry for entry in whole.entries}
    checked = {entry.rule.id for entry in proved}
    # Of what others keep only these lines can be taken by one of them.
    takers = RuleSet(proved)
    for entry in whole.entries:
        for line in entry.rule.keeps:
            if entry.rule.id not in checked and not takers.hitting(line):
                continue
            hit = whole.match([line])[0]
            if hit is None or hit.rule == entry.rule.id or hit.role == KEPT:
                continue
            if not checked.isdisjoint({hit.rule, entry.rule.id}):
                message = f"hits {line!r}, which {entry.rule.id!r} keeps"
                yield _failed(by_id[hit.rule], "phrases", message)


def _failed(entry: Entry, key: str, message: str) -> Problem:
    hint = "correct the line or narrow the rule" if key != "removes" else "correct line or phrases"
    return Problem(entry.path, entry.rule.id, key, message, hint)


def check_against(path: Path | str, ruleset: RuleSet) -> list[RuleHits]:
    """For each rule that hits a line of gold text how often it does, the worst first.

    The file is JSON Lines, or gzip of it, of objects with ``lines`` and ``labels`` of equal length;
    lines labelled ``body``, ``lead`` or ``subhead`` are text. Raises InputError.
    """
    total = 0
    hits: Counter[str] = Counter()
    examples: dict[str, dict[str, None]] = {}
    for lines, labels in _gold(Path(path)):
        is_text = [label in _GOLD_TEXT for label in labels]
        total += sum(is_text)
        for line, gold, hit in zip(lines, is_text, ruleset.match(lines), strict=True):
            if gold and hit is not None:
                hits[hit.rule] += 1
                examples.setdefault(hit.rule, {})[line] = None
    return [
        RuleHits(rule, n, len(examples[rule]), total, tuple(examples[rule])[:_EXAMPLES])
        for rule, n in hits.most_common()
    ]


class _GoldRecord(msgspec.Struct):
    lines: list[str]
    labels: list[str]


def _gold(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    decoder = msgspec.json.Decoder(_GoldRecord)
    hint = "each line is an object with lines and labels of equal length"
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            for number, line in enumerate(file, 1):
                record = decoder.decode(line)
                if len(record.lines) != len(record.labels):
                    raise InputError("unequal lengths", path=str(path), line=number, hint=hint)
                yield record.lines, record.labels
    except (OSError, EOFError, msgspec.DecodeError) as error:
        said = getattr(error, "strerror", None) or str(error)
        hint = "check the path" if isinstance(error, FileNotFoundError) else hint
        raise InputError(f"no gold lines: {said}", path=str(path), hint=hint) from None
