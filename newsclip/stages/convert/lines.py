"""Which lines are converted, and from what: the gate in front of OpenCC.

A line is judged by the characters that only one script has, outside of links, addresses and code.

- Japanese and Korean lines, and kanji or hanja headlines of such documents, stay.
- A line in the target's script stays, but for characters of the other script where those are a
  tenth of the deciding ones: a half-converted line. Only these characters are changed then, each
  as OpenCC writes it in the whole sentence.
- A line that no character decides follows its document; where the document is undecided, too, it is
  taken for the other script, until nothing changes any more.
- Traditional text is brought to another region only where the document shows the other region.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from newsclip.knowledge.han_gate import NOTHING, Glance, glance, judged, plain_glance
from newsclip.knowledge.regions import region_of
from newsclip.knowledge.script import HanVerdict, han_script, hans_only, hant_only
from newsclip.knowledge.spans import may_have_spans, prose, spans, stretches
from newsclip.stages.convert.engine import convert_with_words
from newsclip.stages.convert.wording import NONE as NO_WORDING
from newsclip.stages.convert.wording import Wording

# One stray character is a name or a slip; a tenth, and three of them, is a half-converted line.
_HALF_CONVERTED: Final = 0.1
_HALF_CONVERTED_CHARACTERS: Final = 3
# Characters that only one of the regions writes in running text; the conversion to the other region
# changes every one of them, so that converted text shows nothing of it any more.
_MARKS: Final = {"HK": "裏着衞綫枱啓説鈎閲鋭卧葱藴脱悦", "TW": "裡"}
# Two marks, or one in a text of a sentence or two.
_REGION_MARKS: Final = 2
_SHORT_TEXT: Final = 100
# So many lines are looked at together; most files are of one script throughout.
_BLOCK: Final = 32
# More rounds than OpenCC has ever been seen to need until its own output stays.
_ROUNDS: Final = 4

# By what the text is in, and into which region it goes: configurations of OpenCC, or plans like
# them, one after the other. The second ones have the words of a region, too.
_FROM_HANS: Final = {
    "zh-Hant": ("s2t", "s2t"),
    "zh-Hant-TW": ("s2tw", "s2twp"),
    "zh-Hant-HK": ("s2hk", "s2hkp"),
}
_TO_HANS: Final = {
    None: ("any2s", "any2sp"),
    "TW": ("anytw2s", "anytw2sp"),
    "HK": ("any2s", "anyhk2sp"),
    "CN": ("t2s", "t2s"),
}
_TO_REGION: Final = {"TW": ("hk2t", "t2tw"), "HK": ("tw2t", "t2hk")}


class Target(msgspec.Struct, frozen=True):
    """A tag of ``TARGETS``, and whether a region's words are wanted with its characters."""

    tag: str
    phrases: bool = False
    wording: Wording = NO_WORDING

    @property
    def script(self) -> str:
        """``zh-Hans`` or ``zh-Hant``."""
        return self.tag[:7]

    @property
    def region(self) -> str | None:
        """``TW``, ``HK`` or None."""
        return self.tag[8:] or None


def from_hans(target: Target) -> str:
    """The configuration of OpenCC that brings Simplified text to a Traditional target."""
    return _FROM_HANS[target.tag][target.phrases]


class Document(msgspec.Struct, frozen=True):
    """What lines show together: the language of most letters, the region of Traditional ones."""

    language: str
    region: str | None


def convert_lines(
    lines: Sequence[str],
    target: Target,
    *,
    code: frozenset[int] = frozenset(),
    declared: str | None = None,
) -> list[str]:
    """The lines in the target's script and region, one for one; those of ``code`` as they are.

    ``declared``, a target's tag, is what the lines are in where they show nothing themselves.
    """
    found = list(lines)
    for _ in range(_ROUNDS):
        looks = _Looks(found, code)
        document = _document(found, looks.each, declared, is_worded=target.phrases)
        looks.follow(document.language)
        result = _converted(found, looks, document, target)
        if result == found:
            return result
        # Simplified text may have had characters or words of a region, which make the result look
        # foreign, and lines that followed others may now stand without them.
        found = result
    return found


class _Looks:
    """What a look at each line shows, and which lines may hold something that is no prose.

    Lines without such things that stand in a block of one script are first taken for that script,
    all of them; ``follow`` puts that right where the document is in another one.
    """

    def __init__(self, lines: Sequence[str], code: frozenset[int]) -> None:
        self._lines = lines
        self.each: list[Glance] = []
        self.with_spans: set[int] = set()
        self._blocks: list[range] = []
        for start in range(0, len(lines), _BLOCK):
            block = range(start, min(start + _BLOCK, len(lines)))
            text = "\n".join(lines[start : block.stop])
            look = None
            if code.isdisjoint(block) and not may_have_spans(text):
                look = plain_glance(text)
            if look is None:
                self.each += [NOTHING if n in code else self._at(n) for n in block]
            else:
                self.each += [look] * len(block)
                self._blocks.append(block)

    def _at(self, n: int) -> Glance:
        line = self._lines[n]
        if line.isascii():
            return NOTHING
        if may_have_spans(line):
            self.with_spans.add(n)
            line = prose(line)
        return glance(line)

    def follow(self, language: str) -> None:
        """Look at the lines of a block for themselves, where it is not in the language of all."""
        for block in self._blocks:
            if self.each[block.start].tag not in {"", "zh", language}:
                self.each[block.start : block.stop] = map(self._at, block)
        if language in {"ja", "ko"}:
            # Whether a line is a headline of theirs takes a count.
            self.each = [
                judged(prose(line)) if look.tag else look
                for line, look in zip(self._lines, self.each, strict=True)
            ]


def _document(
    lines: Sequence[str], looks: Sequence[Glance], declared: str | None, *, is_worded: bool
) -> Document:
    letters: dict[str, int] = {}
    for line, look in zip(lines, looks, strict=True):
        size = look.verdict.letters if look.verdict else len(line)
        letters[look.tag] = letters.get(look.tag, 0) + size
    neutral = letters.pop("zh", 0)
    letters.pop("", None)
    language = min(letters, key=lambda tag: (-letters[tag], tag)) if letters else ""
    if not language and neutral:
        language = "zh"
    hant = [prose(lines[n]) for n, look in enumerate(looks) if look.tag == "zh-Hant"]
    region = _region("\n".join(hant), is_worded=is_worded) if hant else None
    if declared and language in {"", "zh"}:
        language = declared[:7]
    if declared and region is None:
        region = declared[8:] or None
    return Document(language, region)


def _converted(
    lines: Sequence[str], looks: _Looks, document: Document, target: Target
) -> list[str]:
    """The lines converted; those with the same steps and nothing to leave out as one text."""
    result = list(lines)
    together: dict[_Steps, list[int]] = {}
    by_tag: dict[str, _Steps | None] = {}
    has_words = target.wording != NO_WORDING
    for n, look in enumerate(looks.each):
        if look.tag and look.verdict is None:
            if look.tag not in by_tag:
                by_tag[look.tag] = _steps(_plain(look.tag), document, target)
            steps = by_tag[look.tag]
        else:
            steps = _steps(look.verdict, document, target) if look.verdict else None
        if steps is None:
            continue
        if steps.mend or has_words or n in looks.with_spans:
            result[n] = _settled(lines[n], steps.apply(lines[n]), steps, target)
        else:
            together.setdefault(steps, []).append(n)
    decided = _only_in(target.script)
    for steps, at in together.items():
        texts = _chained("\n".join([lines[n] for n in at]), steps.configs).split("\n")
        for n, text in zip(at, texts, strict=True):
            is_open = decided.isdisjoint(text)
            result[n] = _settled(lines[n], text, steps, target) if is_open else text
    return result


def _settled(line: str, result: str, steps: _Steps, target: Target) -> str:
    """The result; a line that still nothing decides would be converted again: it is, at once."""
    decided = _only_in(target.script)
    for _ in range(_ROUNDS):
        if steps.mend or result == line or not decided.isdisjoint(prose(result)):
            break
        line, result = result, steps.apply(result)
    return result


def _only_in(script: str) -> frozenset[str]:
    return hans_only() if script == "zh-Hans" else hant_only()


def _plain(tag: str) -> HanVerdict:
    """The verdict on a line with the characters of one script only, or of none."""
    hans, hant = int(tag == "zh-Hans"), int(tag == "zh-Hant")
    return HanVerdict(tag, 1, hans, hant, 0, 0, hans + hant, 0.0)


class _Steps(msgspec.Struct, frozen=True):
    """What is done to a line: ``mend`` changes ``wrong`` characters only, ``configs`` all."""

    configs: tuple[str, ...] = ()
    mend: tuple[str, ...] = ()
    wrong: str = ""
    wording: Wording = NO_WORDING

    def apply(self, line: str) -> str:
        """The line converted, stretches that are no prose apart."""
        return "".join(
            self._words(piece) if is_free else piece
            for piece, is_free in stretches(line, spans(line))
        )

    def _words(self, text: str) -> str:
        if self.wording == NO_WORDING:
            return self._convert(text)
        return "".join(
            self._convert(piece) if form is None else form
            for piece, form in self.wording.pieces(text)
        )

    def _convert(self, text: str) -> str:
        if self.mend:
            text = _only_at(text, _chained(text, self.mend), self.wrong)
        return _chained(text, self.configs)


def _chained(text: str, configs: tuple[str, ...]) -> str:
    for config in configs:
        text = convert_with_words(text, config)
    return text


def _steps(verdict: HanVerdict, document: Document, target: Target) -> _Steps | None:
    """What turns a line with this verdict into the target, None when it stays as it is."""
    if not verdict.tag or verdict.tag in {"ja", "ko"} or verdict.follows(document.language):
        return None
    script = document.language if verdict.tag == "zh" else verdict.tag
    if target.script == "zh-Hans":
        return _to_hans(verdict, script, document, target)
    return _to_hant(verdict, script, document, target)


def _to_hans(verdict: HanVerdict, script: str, document: Document, target: Target) -> _Steps | None:
    words = target.wording
    if script == "zh-Hans":
        # A Traditional character in Simplified text is wrong whatever its share.
        return _Steps(mend=("t2s",), wrong="zh-Hant", wording=words) if verdict.hant else None
    return _Steps((_TO_HANS[document.region][target.phrases],), wording=words)


def _to_hant(verdict: HanVerdict, script: str, document: Document, target: Target) -> _Steps | None:
    words = target.wording
    if script != "zh-Hant":
        return _Steps((from_hans(target),), wording=words)
    is_other_region = document.region in _TO_REGION and document.region != target.region
    configs = _TO_REGION[target.region] if target.region and is_other_region else ()
    if verdict.mixed >= _HALF_CONVERTED and verdict.hans >= _HALF_CONVERTED_CHARACTERS:
        mend = ("t2s", _FROM_HANS[target.tag][False])
        return _Steps(configs, mend=mend, wrong="zh-Hans", wording=words)
    return _Steps(configs, wording=words) if configs else None


def _only_at(old: str, new: str, script: str) -> str:
    """``old`` with the characters of one script as in ``new``; untouched if they don't align."""
    if len(old) != len(new):
        return old
    characters = _only_in(script)
    return "".join(n if o in characters else o for o, n in zip(old, new, strict=True))


def _region(text: str, *, is_worded: bool) -> str | None:
    """The region whose characters a Traditional text has, None without enough of them.

    With ``is_worded``, the words of a region decide where no character does.
    """
    found = {region: sum(map(text.count, marks)) for region, marks in _MARKS.items()}
    region: str | None = max(found, key=lambda name: found[name])
    others = sum(found.values()) - max(found.values())
    is_short = len(text) <= 2 * _SHORT_TEXT and han_script(text).letters <= _SHORT_TEXT
    marks = sum(found.values()) - others
    if marks >= (1 if is_short else _REGION_MARKS) and marks > others:
        return region
    shown = region_of(text, "zh-Hant") if is_worded else None
    return shown.tag if shown else None
