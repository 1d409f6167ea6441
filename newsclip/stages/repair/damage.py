"""Traditional Chinese that a bad converter damaged: one character for another, in many words.

Two shapes: over-conversion, where a table wrote the rarer character everywhere (麵臨 for 面臨), and
under-conversion, where the Simplified form stayed because Traditional has it, too (以后 for 以後).
Native text has single slips of the same kind, names, and regional spellings. So a gate looks at the
whole document first; where it stays shut nothing changes, and what it saw is a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from newsclip.knowledge.script import han_script, hant_only
from newsclip.knowledge.siblings import conversion_errors, siblings
from newsclip.knowledge.spans import spans
from newsclip.record import Line, Record
from newsclip.stages.repair.edits import Change, rewrite
from newsclip.stages.repair.spelling import Habits, Spelling, Wrong, may_be_wrong
from newsclip.stages.repair.warning import with_only_warning

# Native documents have one or two wrong words: 16 of 1,276 Taiwanese ones had any, none had three.
MIN_WORDS: Final = 3
# Sure errors per 1,000 Han characters; a long native text collects three slips in the end.
MIN_RATE: Final = 1.0
# Characters of written Cantonese per 1,000 Han: 33 and more in Cantonese, at most 7 elsewhere. Its
# 係 and 喺 look like errors of a converter.
MAX_CANTONESE: Final = 20.0
_CANTONESE: Final = re.compile(
    "[嘅喺咗佢哋啲嚟冇唔噉咁嗰乜咩喇啦囉嘢]|(?<![關聯維體])係(?![統列數])"
)
_HAN: Final = re.compile("[\u3400-\u9fff]")
_OTHER_LANGUAGE: Final = re.compile("[\u3041-\u30ff\u1100-\u11ff\uac00-\ud7a3]")
# The gate of a file of many articles is judged on this many characters of it, evenly spread.
_SAMPLE: Final = 50_000
# A line without characters that tell its script follows a text that is Traditional to this share.
_TRADITIONAL: Final = 0.9
# Words that a warning names.
_NAMED: Final = 8
_CODE: Final = "conversion-damage"
# Mending a word can complete the evidence for its neighbour; two rounds do, as far as seen.
_MAX_ROUNDS: Final = 4


def mend_conversion(record: Record) -> Record:
    """The record with wrongly converted characters mended, an edit for each word.

    An edit holds the whole word that shows the error, or the character where none does, and where
    a mark begins or ends inside the word. Rules: ``damage/over`` and ``damage/under`` where words
    agree on what is right, ``damage/round-trip`` where only the text as a whole shows it. A record
    whose gate stays shut comes back with a warning that names the sure errors, if there are any.
    """
    if not any(edit.rule.startswith("damage/") for edit in record.edits):
        seen = [text for text in _sampled(record.lines) if _may_be_traditional(text)]
        found = [errors for text in seen if may_be_wrong(text) and (errors := _sure_errors(text))]
        is_open, said = _gate(found, seen) if found else (False, "")
        if not is_open:
            return _with_warning(record, said)
    return _mended(_with_warning(record, ""))


def _may_be_traditional(text: str) -> bool:
    return _traditional().search(text) is not None and not _OTHER_LANGUAGE.search(text)


@cache
def _traditional() -> re.Pattern[str]:
    return re.compile(f"[{''.join(sorted(hant_only()))}]")


def _sampled(lines: Sequence[Line]) -> list[str]:
    """The texts of lines that the gate looks at."""
    texts = [line.text for line in lines if not line.text.isascii()]
    step = max(1, -(-sum(map(len, texts)) // _SAMPLE))
    return texts[::step]


class _Error(NamedTuple):
    word: str
    right: str


def _sure_errors(text: str) -> list[_Error]:
    """The errors of a Traditional text that count for the gate, with the words that show them."""
    if han_script(text).tag != "zh-Hant":
        return []
    line = _judged(text)
    found: list[_Error] = []
    for wrong in line.sure.values():
        if not wrong.is_weak:
            start, end = wrong.start, wrong.end
            if end - start == 1:
                start, end = max(0, start - 1), end + 1
            word = text[start:end]
            at = wrong.place - start
            found.append(_Error(word, word[:at] + wrong.new + word[at + 1 :]))
    return found


def _judged(text: str) -> Spelling:
    return Spelling(text, [(span.start, span.end) for span in spans(text)])


def _gate(found: Iterable[Sequence[_Error]], seen: Sequence[str]) -> tuple[bool, str]:
    """Whether the document is damaged, and the words that speak for it."""
    errors = [error for line in found for error in line]
    words = dict.fromkeys(errors)
    texts = [text for text in seen if han_script(text).tag == "zh-Hant"]
    han = sum(len(_HAN.findall(text)) for text in texts)
    if 1000 * sum(len(_CANTONESE.findall(text)) for text in texts) > MAX_CANTONESE * han:
        return False, ""
    named = ", ".join(f"{error.word} ({error.right})" for error in list(words)[:_NAMED])
    more = f" and {len(words) - _NAMED} more" if len(words) > _NAMED else ""
    is_open = (
        len({error.word for error in words}) >= MIN_WORDS and 1000 * len(errors) >= MIN_RATE * han
    )
    return is_open, named + more


def _with_warning(record: Record, said: str) -> Record:
    """The record with a warning that names these words, or with none."""
    message = f"words that a converter may have damaged, left as they are: {said}"
    return with_only_warning(record, _CODE, message if said else None)


class _Regional(dict[str, str]):
    """For a character the spelling of it that a document has most of."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self._document = document

    def __missing__(self, character: str) -> str:
        spellings = siblings().variants.get(character, character)
        self[character] = found = max(spellings, key=self._document.count)
        return found


def _mended(record: Record) -> Record:
    lines, edits = list(record.lines), list(record.edits)
    regional = _Regional("\n".join(line.text for line in lines))
    for _ in range(_MAX_ROUNDS):
        judged = {at: _judged(lines[at].text) for at in _traditional_lines(lines)}
        habits = Habits(list(judged.values()))
        count = len(edits)
        for at, spelling in judged.items():
            errors = habits.errors(spelling)
            if errors:
                changes = list(_changes(lines[at], spelling, errors, regional))
                lines[at], made = rewrite(lines[at], changes)
                edits += made
        if len(edits) == count:
            break
    if len(edits) == len(record.edits):
        return record
    return record.replace(lines=tuple(lines), edits=tuple(edits))


def _traditional_lines(lines: Sequence[Line]) -> list[int]:
    """The Traditional lines, and those that nothing decides where nearly all others are."""
    letters = {"zh-Hant": 0, "zh-Hans": 0}
    found: list[int] = []
    undecided: list[int] = []
    for at, line in enumerate(lines):
        if line.text.isascii() or _OTHER_LANGUAGE.search(line.text):
            continue
        verdict = han_script(line.text)
        if verdict.tag == "zh" or (
            verdict.tag == "zh-Hans" and not _has_other_simplified(line.text)
        ):
            undecided.append(at)
        elif verdict.tag in letters:
            letters[verdict.tag] += verdict.letters
            if verdict.tag == "zh-Hant":
                found.append(at)
    if letters["zh-Hant"] >= _TRADITIONAL * sum(letters.values()):
        found += undecided
    return sorted(found)


def _has_other_simplified(text: str) -> bool:
    """Whether a text is Simplified by more than characters that under-conversion leaves."""
    bound = conversion_errors().bound
    return han_script("".join(c for c in text if c not in bound)).tag == "zh-Hans"


def _changes(
    line: Line, spelling: Spelling, errors: Sequence[Wrong], regional: _Regional
) -> Iterator[Change]:
    """The changes of a line; errors whose words overlap are one change."""
    groups: list[list[Wrong]] = []
    reach = 0
    for wrong in errors:
        if groups and wrong.start < reach:
            groups[-1].append(wrong)
        else:
            groups.append([wrong])
        reach = max(reach, wrong.end)
    marks = line.block.marks if line.block else ()
    borders = {border for mark in marks for border in (mark.start, mark.end)}
    new = list(line.text)
    for group in groups:
        start = min(wrong.start for wrong in group)
        end = max(wrong.end for wrong in group)
        for wrong in group:
            new[wrong.place] = regional[wrong.new]
        if any(start < border < end for border in borders):
            for wrong in group:
                at = wrong.place
                yield Change(at, at + 1, new[at], _rule([wrong], spelling))
        else:
            yield Change(start, end, "".join(new[start:end]), _rule(group, spelling))


def _rule(group: Sequence[Wrong], spelling: Spelling) -> str:
    """The rule of a change: that of its first error for which there is a word."""
    sure = [wrong for wrong in group if wrong.why == "word"]
    if not sure:
        return "damage/round-trip"
    is_under = siblings().is_simplified(spelling.text[sure[0].place])
    return "damage/under" if is_under else "damage/over"
