"""The matching behind ``newsclip.knowledge.rules``: which phrase of which rule a line holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from newsclip.errors import RuleError
from newsclip.knowledge.features import is_prose
from newsclip.knowledge.folding import bare, fold_lines, is_edge, offset_in, plain, splits_word
from newsclip.knowledge.rule_file import Rule
from newsclip.knowledge.rule_search import BadPatternError, Search, compiled
from newsclip.record import Role

# From the surest way to match to the least sure.
_STRENGTH: Final = {"equals": 0, "starts-with": 1, "ends-with": 2, "regex": 3, "contains": 4}
# White space and invisible characters make a raw line longer than its folding; past this factor a
# line is not worth the folding.
_RAW_FACTOR: Final = 4
# Non-blank lines that `where` looks at.
_NEIGHBOURS: Final = 3
# Phrases are found by their first or last characters; fewer make the buckets long.
_KEY_CHARS: Final = 3
# Lines whose candidates are remembered: the furniture of a site comes again on each of its pages.
_KNOWN_LINES: Final = 50_000
# Words of a pattern's hit that are shown as evidence, in characters.
_EVIDENCE_CHARS: Final = 60
_OPENING: Final = "\"'#\uff03\u201c\u2018\u300c\u300e\u300a\u3010([\uff08\u00ab\u00bf\u00a1@"
_SEPARATORS: Final = " \t\u3000:\uff1a|\uff5c/\uff0f-\u2013\u2014,\uff0c\u3001;\u00b7"
_BRACKETS: Final = (
    ("(", ")"), ("\uff08", "\uff09"), ("[", "]"), ("\u3010", "\u3011"), ("\u3014", "\u3015"),
)  # fmt: skip


class Hit(msgspec.Struct, frozen=True):
    """What a rule says of a line.

    ``evidence`` is the phrase as the file has it, or the words that a pattern found. ``value`` is
    what goes into the field of a field role, None where there is nothing to take.
    """

    rule: str
    role: Role
    evidence: str
    value: str | None = None
    score: float = 1.0


class Entry(msgspec.Struct, frozen=True):
    """A rule in force with its layer's rank and the site that it is limited to."""

    rule: Rule
    rank: int
    path: str
    site: str | None = None


class Candidate(msgspec.Struct, frozen=True):
    """A phrase of a rule, ready to be compared."""

    entry: Entry
    phrase: str
    folded: str


class Matcher:
    """The phrases of a rule set in order of strength, and the tables that find them in a line."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.candidates = sorted(_candidates(entries), key=_by_strength)
        self.longest = max((c.entry.rule.max_chars for c in self.candidates), default=0)
        self.equals: dict[str, list[int]] = {}
        self.starts: dict[str, list[int]] = {}
        self.ends: dict[str, list[int]] = {}
        patterns: dict[int, str] = {}
        texts: dict[int, str] = {}
        for n, candidate in enumerate(self.candidates):
            match candidate.entry.rule.match:
                case "equals":
                    self.equals.setdefault(candidate.folded, []).append(n)
                case "starts-with":
                    self.starts.setdefault(candidate.folded[:_KEY_CHARS], []).append(n)
                case "ends-with":
                    self.ends.setdefault(candidate.folded[-_KEY_CHARS:], []).append(n)
                case "contains":
                    texts[n] = candidate.folded
                case "regex":
                    patterns[n] = candidate.phrase
        self.start_lengths = sorted({len(key) for key in self.starts})
        self.end_lengths = sorted({len(key) for key in self.ends})
        self.longest_pattern = max(
            (self.candidates[n].entry.rule.max_chars for n in (*patterns, *texts)), default=0
        )
        # Built-in patterns are proved by the tests; compiling them all would take a second.
        unproved = {n for n in patterns if self.candidates[n].entry.rank}
        try:
            self.search = Search(patterns, texts, unproved) if patterns or texts else None
        except BadPatternError as error:
            raise _bad_pattern(self.candidates[error.number], error.message) from None
        self.known: dict[str, tuple[str, list[int]] | None] = {}

    def match(self, lines: Sequence[str], host: str | None) -> list[Hit | None]:
        """For each line the hit of the strongest candidate, in a file from ``host``."""
        self._look_at(lines)
        known = self.known
        hits: list[Hit | None] = [None] * len(lines)
        for at, line in enumerate(lines):
            found = known.get(line)
            if found:
                hits[at] = self._strongest(found[1], found[0], Place(lines, at, host))
        return hits

    def _look_at(self, lines: Sequence[str]) -> None:
        """Make known what the lines hold, as far as their places do not matter."""
        if len(self.known) > _KNOWN_LINES:
            self.known.clear()
        limit = self.longest * _RAW_FACTOR
        new = [line for line in dict.fromkeys(lines) if line not in self.known]
        new = [line for line in new if len(line) <= limit]
        for line, text in zip(new, fold_lines(new), strict=True):
            found = self._found(text) if text and len(text) <= self.longest else None
            self.known[line] = (text, sorted(found)) if found else None

    def _found(self, text: str) -> list[int]:
        """The candidates that a folded line may hold; word borders are looked at later."""
        found: list[int] = []
        first, last = text[0], text[-1]
        core = text
        if not (first.isalnum() and last.isalnum()):
            core = bare(text)
            if core != text and text in self.equals:
                found += self.equals[text]
            if not first.isalnum():
                self._starting(text, found)
        if core in self.equals:
            found += self.equals[core]
        tail = text if core is text else text[text.index(core) :]
        self._starting(tail, found)
        self._ending(text, core, found)
        if self.search is not None and len(text) <= self.longest_pattern:
            found += self.search(text)
        return found

    def _starting(self, text: str, found: list[int]) -> None:
        for length in self.start_lengths:
            for n in self.starts.get(text[:length], ()):
                if text.startswith(self.candidates[n].folded):
                    found.append(n)

    def _ending(self, text: str, core: str, found: list[int]) -> None:
        stems = (text,) if core is text else (text, text[: text.index(core) + len(core)])
        for stem in stems:
            for length in self.end_lengths:
                for n in self.ends.get(stem[-length:], ()):
                    if stem.endswith(self.candidates[n].folded):
                        found.append(n)

    def _strongest(self, found: list[int], text: str, place: Place) -> Hit | None:
        for n in found:
            candidate = self.candidates[n]
            rule = candidate.entry.rule
            if len(text) > rule.max_chars or not place.is_of(candidate.entry.site):
                continue
            span = self._span(n, text, place.raw)
            if span is not None and place.fits(rule.where):
                return self._hit(n, text, span, place)
        return None

    def _span(self, n: int, text: str, raw: str) -> tuple[int, int] | None:
        """Where the phrase stands in the folded line; None where it cuts a word in two."""
        candidate = self.candidates[n]
        phrase = candidate.folded
        match candidate.entry.rule.match:
            case "equals":
                return 0, len(text)
            case "regex":
                found = compiled(candidate.phrase).search(
                    plain(raw) if candidate.entry.rule.cased else text
                )
                return (found.start(), found.end()) if found else None
            case "starts-with":
                start = text.index(phrase)
                spans = [(start, start + len(phrase))]
            case "ends-with":
                start = text.rindex(phrase)
                spans = [(start, start + len(phrase))]
            case _:
                spans = _all_spans(text, phrase)
        for start, end in spans:
            if not splits_word(text, start) and not splits_word(text, end):
                return start, end
        return None

    def _hit(self, n: int, text: str, span: tuple[int, int], place: Place) -> Hit:
        candidate = self.candidates[n]
        rule = candidate.entry.rule
        shown = plain(place.raw) if rule.cased else text
        evidence = candidate.phrase
        if rule.match == "regex":
            evidence = shown[slice(*span)][:_EVIDENCE_CHARS].strip()
        if rule.value is None or rule.value == "none":
            return Hit(rule.id, rule.role, evidence)
        raw = place.raw
        value = raw
        if rule.match == "regex":
            found = compiled(candidate.phrase).search(shown)
            start, end = found.span(found.re.groupindex.get("value", 0))
            if "value" in found.re.groupindex and start >= 0:
                value = found.group("value") if rule.cased else _original(raw, start, end)
        elif rule.value == "rest":
            starts = rule.match == "starts-with"
            value = _original(raw, span[1]) if starts else _original(raw, 0, span[0])
        return Hit(rule.id, rule.role, evidence, _trimmed(value) or None)


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


def _candidates(entries: Iterable[Entry]) -> Iterable[Candidate]:
    pairs = [(entry, phrase) for entry in entries for phrase in entry.rule.phrases]
    for (entry, phrase), folded in zip(pairs, fold_lines([p for _, p in pairs]), strict=True):
        match entry.rule.match:
            case "regex":
                yield Candidate(entry, phrase, phrase)
            case "equals":
                yield Candidate(entry, phrase, bare(folded))
            case _:
                yield Candidate(entry, phrase, folded)


def _by_strength(candidate: Candidate) -> tuple[int, int, int, str, str]:
    rule = candidate.entry.rule
    strength = _STRENGTH[rule.match]
    return (-candidate.entry.rank, strength, -len(candidate.folded), rule.id, candidate.folded)


def _all_spans(text: str, phrase: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start = text.find(phrase)
    while start >= 0:
        spans.append((start, start + len(phrase)))
        start = text.find(phrase, start + 1)
    return spans


def _original(raw: str, start: int, end: int | None = None) -> str:
    """The part of a line that stretch ``[start, end)`` of its folding comes from."""
    return raw[offset_in(raw, start) : None if end is None else offset_in(raw, end)]


def _trimmed(value: str) -> str:
    """A value without the separators that part it from its label, and without open brackets."""
    value = value.strip()
    start = 0
    while start < len(value) and is_edge(value[start]) and value[start] not in _OPENING:
        start += 1
    end = len(value)
    while end > start and value[end - 1] in _SEPARATORS:
        end -= 1
    value = value[start:end]
    for opening, closing in _BRACKETS:
        if value.endswith(closing) and opening not in value:
            value = value[:-1].rstrip()
    return value


def _bad_pattern(candidate: Candidate, problem: str) -> RuleError:
    name = candidate.entry.rule.id.partition("/")[2]
    return RuleError(
        f"rule {name!r}, key 'phrases': {candidate.phrase!r}: {problem}",
        path=candidate.entry.path,
        hint="correct the pattern; look-around and back references are not in RE2",
    )
