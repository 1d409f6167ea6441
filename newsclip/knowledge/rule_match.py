"""The matching behind ``newsclip.knowledge.rules``: which phrase of which rule a line holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from newsclip.errors import RuleError
from newsclip.knowledge.folding import bare, fold_lines, is_edge, offset_in, plain, splits_word
from newsclip.knowledge.rule_file import Rule
from newsclip.knowledge.rule_index import tables_for
from newsclip.knowledge.rule_place import Place
from newsclip.knowledge.rule_search import Search, compiled, problem_of
from newsclip.knowledge.rule_tables import ENDS_CHARS
from newsclip.record import Role

# White space and invisible characters make a raw line longer than its folding; past this factor a
# line is not worth the folding.
_RAW_FACTOR: Final = 4
# Lines whose candidates are remembered: the furniture of a site comes again on each of its pages.
_KNOWN_LINES: Final = 50_000
# The group of a pattern that holds what goes to the field.
_VALUE: Final = "(?P<value>"
# No line has a character before its start.
_NEVER: Final = "^.\\A"
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


class Layer:
    """The rules of one rank with the tables that find their phrases in a line."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.tables, rules = tables_for([entry.rule for entry in entries])
        by_id = {entry.rule.id: entry for entry in entries}
        # Rules of the tables that are not in force have no entry.
        self.entries = [None if rule is None else by_id[rule.id] for rule in rules]
        self.longest = _longest(entry.rule for entry in entries)
        self.longest_equal = _longest(e.rule for e in entries if e.rule.match == "equals")
        # Built-in patterns are proved by the tests; compiling them all would take a second.
        for entry in entries:
            if entry.rank:
                refuse_bad(entry)
        self.search = Search(self.tables, self.phrase)

    def entry(self, number: int) -> Entry | None:
        """The rule that a candidate is of, None where it is not in force."""
        return self.entries[self.tables.rules[number]]

    def phrase(self, number: int) -> str:
        """The phrase of a candidate as in its file; without its rule one that matches nothing."""
        entry = self.entry(number)
        return entry.rule.phrases[self.tables.phrases[number]] if entry else _NEVER

    def found(self, text: str) -> list[int]:
        """The candidates that a folded line may hold; word borders are looked at later."""
        found: list[int] = []
        tail = text if _is_head(text[0]) else _behind_signs(text)
        if len(text) <= self.longest_equal:
            equals = self.tables.equals
            core = text if text[0].isalnum() and text[-1].isalnum() else bare(text)
            if core in equals:
                found += equals[core]
            if core is not text and text in equals:
                found += equals[text]
        if self.tables.ends:
            self._ending(text, found)
        self.search(text, tail, found)
        further = self.tables.further
        return [
            n
            for n in sorted(set(found))
            if n not in further or any(literal in text for literal in further[n])
        ]

    def _ending(self, text: str, found: list[int]) -> None:
        core = bare(text)
        for stem in {text, text[: text.index(core) + len(core)]}:
            for length in range(1, ENDS_CHARS + 1):
                for n in self.tables.ends.get(stem[-length:], ()):
                    if stem.endswith(self.tables.folded[n]):
                        found.append(n)


class Matcher:
    """The rules in force, layer by layer, and what is known of the lines that they have met."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        ranks = sorted({entry.rank for entry in entries}, reverse=True)
        self.layers = [Layer([e for e in entries if e.rank == rank]) for rank in ranks]
        self.longest = max((layer.longest for layer in self.layers), default=0)
        self.known: dict[str, Known | None] = {}

    def match(self, lines: Sequence[str], host: str | None) -> list[Hit | None]:
        """For each line the hit of the strongest candidate, in a file from ``host``."""
        self._look_at(lines)
        known = self.known
        hits: list[Hit | None] = [None] * len(lines)
        for at, line in enumerate(lines):
            found = known.get(line)
            if found is not None:
                hits[at] = _strongest(found, Place(lines, at, host))
        return hits

    def hitting(self, line: str, host: str | None) -> frozenset[str]:
        """The ids of all rules that hit a line when it is a file of its own."""
        self._look_at([line])
        place = Place([line], 0, host)
        return frozenset(
            entry.rule.id
            for entry, _ in self.known.get(line) or ()
            if place.is_of(entry.site)
            and place.fits(entry.rule.where)
            and not (entry.site is None and place.is_in_sentence)
        )

    def _look_at(self, lines: Sequence[str]) -> None:
        """Make known what the lines hold, as far as their places do not matter."""
        known = self.known
        if len(known) > _KNOWN_LINES:
            known.clear()
        longest = self.longest
        new = [line for line in dict.fromkeys(lines) if line not in known]
        new = [line for line in new if len(line) <= longest * _RAW_FACTOR]
        for line, text in zip(new, fold_lines(new), strict=True):
            known[line] = None
            if text and len(text) <= longest:
                found = [layer.found(text) for layer in self.layers]
                if any(found):
                    hits = self._confirmed(found, text, line)
                    first = next(hits, None)
                    if first is not None:
                        known[line] = Known(first, hits)

    def _confirmed(
        self, found: list[list[int]], text: str, raw: str
    ) -> Iterator[tuple[Entry, Hit]]:
        """The candidates that a line does hold, the strongest first, and what they say of it."""
        with_case: str | None = None
        for layer, numbers in zip(self.layers, found, strict=True):
            for n in numbers:
                entry = layer.entry(n)
                if entry is None or len(text) > entry.rule.max_chars:
                    continue
                candidate = Candidate(entry.rule, layer.phrase(n), layer.tables.folded.get(n, ""))
                shown = text
                if entry.rule.cased:
                    shown = with_case = plain(raw) if with_case is None else with_case
                span = candidate.span(text, shown)
                if span is not None:
                    yield entry, candidate.hit(span, shown, raw)


class Known:
    """What a line may be wherever it stands; looked at as far as it has been asked for."""

    def __init__(self, first: tuple[Entry, Hit], rest: Iterator[tuple[Entry, Hit]]) -> None:
        self._rest = rest
        self._seen = [first]

    def __iter__(self) -> Iterator[tuple[Entry, Hit]]:
        yield from self._seen
        for one in self._rest:
            self._seen.append(one)
            yield one


def _strongest(known: Known, place: Place) -> Hit | None:
    """The first hit of a line that fits its place."""
    for entry, hit in known:
        if place.is_of(entry.site) and place.fits(entry.rule.where):
            return None if entry.site is None and place.is_in_sentence else hit
    return None


class Candidate(msgspec.Struct, frozen=True):
    """A phrase of a rule and what it is compared by ("" for a pattern)."""

    rule: Rule
    phrase: str
    folded: str

    def span(self, text: str, shown: str) -> Span | None:
        """Where the phrase stands in the folded line; None where it cuts a word in two.

        ``shown`` is the line as patterns see it: folded, or with its case.
        """
        phrase = self.folded
        match self.rule.match:
            case "equals":
                return Span(0, len(text))
            case "regex":
                found = compiled(self.phrase).search(shown)
                if found is None:
                    return None
                has_value = _VALUE in self.phrase
                names = found.span(found.re.groupindex["value"]) if has_value else (-1, -1)
                return Span(*found.span(), *names)
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
                return Span(start, end)
        return None

    def hit(self, span: Span, shown: str, raw: str) -> Hit:
        """What the rule says of the line, with the phrase at ``span`` of the line as ``shown``."""
        rule = self.rule
        evidence = self.phrase
        if rule.match == "regex":
            evidence = shown[span.start : span.end][:_EVIDENCE_CHARS].strip()
        if rule.value is None or rule.value == "none":
            return Hit(rule.id, rule.role, evidence)
        value = raw
        if span.value_start >= 0:
            part = slice(span.value_start, span.value_end)
            value = shown[part] if rule.cased else _original(raw, part.start, part.stop)
        elif rule.value == "rest":
            starts = rule.match == "starts-with"
            value = _original(raw, span.end) if starts else _original(raw, 0, span.start)
        return Hit(rule.id, rule.role, evidence, _trimmed(value) or None)


class Span(msgspec.Struct, frozen=True):
    """Where a phrase stands in a line, and what of it goes to the field, -1 for nothing named."""

    start: int
    end: int
    value_start: int = -1
    value_end: int = -1


def _longest(rules: Iterable[Rule]) -> int:
    return max((rule.max_chars for rule in rules), default=0)


def _is_head(character: str) -> bool:
    """Whether heads of phrases begin so: with a letter, or a digit as patterns know it."""
    return character.isalpha() or "0" <= character <= "9"


def _behind_signs(text: str) -> str:
    """A folded text without the signs before its first letter or digit."""
    for at, character in enumerate(text):
        if _is_head(character):
            return text[at:]
    return ""


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


def refuse_bad(entry: Entry) -> None:
    """Raise RuleError for the first pattern of a rule that RE2 does not compile."""
    for phrase in entry.rule.phrases if entry.rule.match == "regex" else ():
        problem = problem_of(phrase)
        if problem is not None:
            name = entry.rule.id.partition("/")[2]
            raise RuleError(
                f"rule {name!r}, key 'phrases': {phrase!r}: {problem}",
                path=entry.path,
                hint="correct the pattern; look-around and back references are not in RE2",
            )
