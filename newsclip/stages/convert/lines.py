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

from newsclip.knowledge.script import HanVerdict, han_script, hans_only, hant_only, summed
from newsclip.knowledge.spans import prose, spans, stretches
from newsclip.stages.convert.engine import convert_with_config

# One stray character is a name or a slip; a tenth, and three of them, is a half-converted line.
_HALF_CONVERTED: Final = 0.1
_HALF_CONVERTED_CHARACTERS: Final = 3
# Characters that only one of the regions writes in running text; the conversion to the other region
# changes every one of them, so that converted text shows nothing of it any more.
_MARKS: Final = {"HK": "裏着衞綫枱啓説鈎閲鋭卧葱藴脱悦", "TW": "裡"}
# Two marks, or one in a text of a sentence or two.
_REGION_MARKS: Final = 2
_SHORT_TEXT: Final = 100
# More rounds than OpenCC has ever been seen to need until its own output stays.
_ROUNDS: Final = 4
_NOTHING: Final = han_script("")

_FROM_HANS: Final = {"zh-Hant": "s2t", "zh-Hant-TW": "s2tw", "zh-Hant-HK": "s2hk"}
_FROM_HANS_PHRASES: Final = {"zh-Hant": "s2t", "zh-Hant-TW": "s2twp", "zh-Hant-HK": "s2hkp"}
_TO_HANS: Final = {None: "t2s", "TW": "tw2s", "HK": "hk2s"}
_TO_HANS_PHRASES: Final = {None: "tw2sp", "TW": "tw2sp", "HK": "hk2sp"}
_TO_REGION: Final = {"TW": ("hk2t", "t2tw"), "HK": ("tw2t", "t2hk")}


class Target(msgspec.Struct, frozen=True):
    """A tag of ``TARGETS``, and whether a region's words are wanted with its characters."""

    tag: str
    phrases: bool = False

    @property
    def script(self) -> str:
        """``zh-Hans`` or ``zh-Hant``."""
        return self.tag[:7]

    @property
    def region(self) -> str | None:
        """``TW``, ``HK`` or None."""
        return self.tag[8:] or None


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
        verdicts = [
            _NOTHING if number in code or line.isascii() else _verdict(line)
            for number, line in enumerate(found)
        ]
        document = _document(found, verdicts, declared)
        result = [
            _convert_line(line, verdict, document, target)
            for line, verdict in zip(found, verdicts, strict=True)
        ]
        if result == found or not _shows_other_region(result, target):
            return result
        # Simplified text had characters of a region, which make the result look foreign.
        found = result
    return found


def _document(
    lines: Sequence[str], verdicts: Sequence[HanVerdict], declared: str | None
) -> Document:
    language = summed(verdicts).tag
    hant = [n for n, verdict in enumerate(verdicts) if verdict.tag == "zh-Hant"]
    letters = sum(verdicts[n].letters for n in hant)
    region = _region("\n".join(prose(lines[n]) for n in hant), letters)
    if declared and language in {"", "zh"}:
        language = declared[:7]
    if declared and region is None:
        region = declared[8:] or None
    return Document(language, region)


def _convert_line(line: str, verdict: HanVerdict, document: Document, target: Target) -> str:
    steps = _steps(verdict, document, target)
    if steps is None:
        return line
    result = steps.apply(line)
    for _ in range(_ROUNDS):
        # A line that still nothing decides would be converted again: it is, until it stays.
        if steps.mend or result == line or not _only_in(target.script).isdisjoint(result):
            break
        line, result = result, steps.apply(result)
    return result


def _only_in(script: str) -> frozenset[str]:
    return hans_only() if script == "zh-Hans" else hant_only()


def _verdict(line: str) -> HanVerdict:
    return han_script(prose(line))


def _shows_other_region(lines: Sequence[str], target: Target) -> bool:
    marks = "".join(found for region, found in _MARKS.items() if region != target.region)
    return target.region is not None and any(
        mark in line for line in lines if not line.isascii() for mark in marks
    )


class _Steps(msgspec.Struct, frozen=True):
    """What is done to a line: ``mend`` changes ``wrong`` characters only, ``configs`` all."""

    configs: tuple[str, ...] = ()
    mend: tuple[str, ...] = ()
    wrong: str = ""

    def apply(self, line: str) -> str:
        """The line converted, stretches that are no prose apart."""
        return "".join(
            self._convert(piece) if is_free else piece
            for piece, is_free in stretches(line, spans(line))
        )

    def _convert(self, text: str) -> str:
        if self.mend:
            text = _only_at(text, _chained(text, self.mend), self.wrong)
        return _chained(text, self.configs)


def _chained(text: str, configs: tuple[str, ...]) -> str:
    for config in configs:
        text = convert_with_config(text, config, rare=False)
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
    if script == "zh-Hans":
        # A Traditional character in Simplified text is wrong whatever its share.
        return _Steps(mend=("t2s",), wrong="zh-Hant") if verdict.hant else None
    return _Steps(((_TO_HANS_PHRASES if target.phrases else _TO_HANS)[document.region],))


def _to_hant(verdict: HanVerdict, script: str, document: Document, target: Target) -> _Steps | None:
    if script != "zh-Hant":
        return _Steps(((_FROM_HANS_PHRASES if target.phrases else _FROM_HANS)[target.tag],))
    is_other_region = target.region and document.region and document.region != target.region
    configs = _TO_REGION[target.region] if target.region and is_other_region else ()
    if verdict.mixed >= _HALF_CONVERTED and verdict.hans >= _HALF_CONVERTED_CHARACTERS:
        return _Steps(configs, mend=("t2s", _FROM_HANS[target.tag]), wrong="zh-Hans")
    return _Steps(configs) if configs else None


def _only_at(old: str, new: str, script: str) -> str:
    """``old`` with the characters of one script as in ``new``; untouched if they don't align."""
    if len(old) != len(new):
        return old
    characters = _only_in(script)
    return "".join(n if o in characters else o for o, n in zip(old, new, strict=True))


def _region(text: str, letters: int) -> str | None:
    """The region whose characters a Traditional text has, None without enough of them."""
    found = {region: sum(map(text.count, marks)) for region, marks in _MARKS.items()}
    region = max(found, key=lambda name: found[name])
    others = sum(found.values()) - found[region]
    needed = 1 if letters <= _SHORT_TEXT else _REGION_MARKS
    return region if found[region] >= needed and found[region] > others else None
