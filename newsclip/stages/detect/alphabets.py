"""The language of text in an alphabet that many languages share.

A text is cut into units of a sentence or two, and all of them are read at once by the identifier of
the script. Its verdict on them together is the answer; where two languages tie, langdetect is asked
which of them it is. Units that are much better in another language make a text one of several.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import msgspec
import numpy as np

from newsclip.knowledge.identifier import Fit, Identifier, identifier
from newsclip.knowledge.model import Array
from newsclip.stages.detect.among import admits
from newsclip.stages.detect.telling import told_by_letters

# Letters that are read, in units spread over the text: more change no verdict and cost time.
_CAP: Final = 2_000
# A unit ends at the first end of a sentence from this length on, or at that of its paragraph.
_UNIT: Final = 40
_LONG_UNIT: Final = 400
# Units that are shorter say nothing on which languages there are.
_SPEAKING: Final = 40
# What a further language must gain over those there are, in natural logarithms of the chances of
# all units: far more than a foreign name or title in a sentence does. A relative needs less, since
# single sentences do not tell relatives well, but more of the text.
_GAIN: Final = 6.0
_RELATIVE_GAIN: Final = 4.0
# And in letters: a sentence of it at least, and this share of the text.
_REAL_LENGTH: Final = 60
_REAL_SHARE: Final = 0.04
_MOST_LANGUAGES: Final = 4
# Relatives, between which a single sentence often does not tell: one of them has the whole text
# unless the other one has this share of it.
_RELATIVES: Final = (
    frozenset({"da", "nb", "nn", "sv"}),
    frozenset({"cs", "sk"}),
    frozenset({"bs", "hr", "sl", "sr-Latn"}),
    frozenset({"ca", "es", "pt", "it", "fr", "ro"}),
    frozenset({"af", "nl"}),
    frozenset({"bg", "mk", "sr", "ru", "uk", "be"}),
    frozenset({"id", "ms"}),
    frozenset({"xh", "zu"}),
    frozenset({"st", "tn"}),
    frozenset({"hi", "mr", "ne"}),
    frozenset({"fi", "et"}),
)
_RELATIVE_SHARE: Final = 0.3
# Text of a language that is not known fits the best of those that are by less than this part of
# what its sentences do, less some slack over the root of the letters: names fit nothing well. In
# Latin letters there are hundreds of such languages, in others few.
_POOR_FIT: Final = {"Latin": 0.55}
_POOR_FIT_ELSEWHERE: Final = 0.4
_SLACK: Final = 1.2
# In fewer letters than this the fit varies too much. A verdict on them that is so unlikely to be
# right is a guess; one between relatives still says something.
_FIT_LETTERS: Final = 60
_GUESS: Final = 0.4
# A lead that is no more than this is a tie, which langdetect breaks. Where it contradicts a larger
# lead, it is wrong four times as often as right.
_TIE: Final = 0.05
_FIRST: Final = "letter n-grams"
_SECOND: Final = "langdetect, in a tie"
_SENTENCES: Final = re.compile(r"(?<=[.!?\u2026\u0964\u061f\u06d4])[\"'\u201d\u00bb)\]]*\s+")


class Vote(msgspec.Struct, frozen=True):
    """A language, the letters it stands for, the chance that it is right, and who said so."""

    language: str
    letters: int
    score: float
    voter: str


class _Reading(msgspec.Struct, frozen=True):
    """Units of a text in one script as its identifier reads them; ``allowed`` marks languages."""

    model: Identifier
    units: list[str]
    fit: Fit
    allowed: Array

    def pooled(self, chosen: Sequence[int]) -> tuple[list[str], float]:
        """The languages that fit some units best, taken together, and the lead of the first."""
        at = list(chosen)
        pool = Fit(
            self.fit.sums[at].sum(axis=0, keepdims=True),
            self.fit.known[at].sum(keepdims=True),
            self.fit.letters[at].sum(keepdims=True),
        )
        scores = np.where(self.allowed, self.model.scores(pool)[0], -np.inf)
        order = np.argsort(-scores, kind="stable")
        lead = float(scores[order[0]] - scores[order[1]]) if len(order) > 1 else np.inf
        return [self.model.languages[place] for place in order], lead


def votes(script: str, texts: list[str], letters: int, among: frozenset[str]) -> list[Vote]:
    """The languages of texts in one script, most letters first; none when no n-gram is known.

    ``texts`` are paragraphs with ``letters`` letters of the script; ``among`` are the only
    languages that may be named, all when it is empty. Only the arguments count, not what was asked
    before.
    """
    told = told_by_letters(script, " ".join(texts))
    if told and admits(among, told):
        return [Vote(told, letters, 1.0, "letters of its own")]
    reading = _read(script, _spread(_units(texts)), among)
    if reading is None:
        return []
    found = _languages(reading)
    groups = _assigned(reading, found)
    sizes = [sum(len(reading.units[unit]) for unit in group) for group in groups]
    elected = (
        _elected(reading, language, group, round(letters * size / sum(sizes)))
        for language, group, size in zip(found, groups, sizes, strict=True)
    )
    made = [vote for vote in elected if vote]
    return sorted(made, key=lambda vote: (-vote.letters, vote.language))


def _read(script: str, units: list[str], among: frozenset[str]) -> _Reading | None:
    model = identifier(script)
    allowed = _allowed(model.languages, among)
    if not units or not allowed.any():
        return None
    fit = model.fit(units)
    return _Reading(model, units, fit, allowed) if fit.known.any() else None


@lru_cache(maxsize=64)
def _allowed(languages: tuple[str, ...], among: frozenset[str]) -> Array:
    return np.array([admits(among, name) for name in languages])


def _languages(reading: _Reading) -> list[str]:
    """The languages of the units: the best one for all together, then each that adds enough."""
    names = reading.model.languages
    best = reading.pooled(range(len(reading.units)))[0][0]
    chosen = [names.index(best)]
    sizes = np.array([len(unit) for unit in reading.units])
    speaking = sizes >= _SPEAKING
    chances, sizes = _log_chances(reading)[speaking], sizes[speaking]
    if len(sizes) < 2 or (chances.argmax(axis=1) == chosen[0]).all():
        return [best]
    kin = _kin(names)
    while len(chosen) < _MOST_LANGUAGES:
        there = chances[:, chosen].max(axis=1, keepdims=True)
        gains = np.where(reading.allowed, np.maximum(chances - there, 0), 0)
        wins = ((chances > there) * sizes[:, None]).sum(axis=0)
        is_kin = kin[chosen].any(axis=0)
        needed = np.where(is_kin, _RELATIVE_SHARE, _REAL_SHARE) * sizes.sum()
        total = gains.sum(axis=0)
        is_real = (wins >= _REAL_LENGTH) & (wins >= needed)
        is_real &= total >= np.where(is_kin, _RELATIVE_GAIN, _GAIN)
        add = int(np.where(is_real, total, 0).argmax())
        if not is_real[add]:
            break
        chosen.append(add)
    return [names[place] for place in chosen]


def _are_kin(languages: list[str]) -> bool:
    return any(group.issuperset(languages) for group in _RELATIVES)


@lru_cache(maxsize=8)
def _kin(languages: tuple[str, ...]) -> Array:
    """Which languages are relatives, in shape (languages, languages)."""
    return np.array([[_are_kin([one, other]) for other in languages] for one in languages])


def _log_chances(reading: _Reading) -> Array:
    scores = np.where(reading.allowed, reading.model.scores(reading.fit), -np.inf)
    scores = scores - scores.max(axis=1, keepdims=True)
    logs: Array = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return logs


def _assigned(reading: _Reading, found: list[str]) -> list[list[int]]:
    """The units of each language found: each unit goes to the one that fits it best."""
    if len(found) == 1:
        return [list(range(len(reading.units)))]
    columns = [reading.model.languages.index(language) for language in found]
    best = reading.model.scores(reading.fit)[:, columns].argmax(axis=1)
    return [[int(unit) for unit in np.flatnonzero(best == rank)] for rank in range(len(found))]


def _fits_poorly(reading: _Reading, language: str, group: list[int]) -> bool:
    """Whether the units are less like a language than its own sentences are."""
    column = reading.model.languages.index(language)
    letters = int(reading.fit.letters[group].sum())
    if letters < _FIT_LETTERS:
        return False
    weight = reading.fit.sums[group, column].sum() * reading.model.step / letters
    part = _POOR_FIT.get(reading.model.script, _POOR_FIT_ELSEWHERE) - _SLACK / letters**0.5
    return bool(weight < part * reading.model.typical[column])


def _elected(reading: _Reading, language: str, group: list[int], letters: int) -> Vote | None:
    """The vote on the units of a language; langdetect breaks ties.

    None where the language does not fit them, or where a few words fit one as well as another.
    """
    if _fits_poorly(reading, language, group):
        return None
    ranked, lead = reading.pooled(group)
    if ranked[0] != language:
        return Vote(language, letters, reading.model.certainty(0.0), _FIRST)
    chance = reading.model.certainty(lead)
    size = int(reading.fit.letters[group].sum())
    if chance < _GUESS and size < _FIT_LETTERS and not _are_kin(ranked[:2]):
        return None
    if lead <= _TIE:
        second = _second_vote(" ".join(reading.units[unit] for unit in group), ranked[:2])
        if second:
            return Vote(second, letters, chance, _SECOND)
    return Vote(language, letters, chance, _FIRST)


def _second_vote(text: str, tied: list[str]) -> str | None:
    """Which of two languages langdetect names, None where it does not know both."""
    from newsclip.stages.detect.langdetect_vote import knows, vote  # noqa: PLC0415 - heavy

    ballot = vote(text, tied) if all(map(knows, tied)) else None
    return ballot.language if ballot else None


def _units(texts: list[str]) -> list[str]:
    """Paragraphs, long ones cut at the ends of sentences, and where there are none, anywhere."""
    units: list[str] = []
    for text in texts:
        unit = ""
        for sentence in _SENTENCES.split(text) if len(text) > _UNIT else [text]:
            unit = f"{unit} {sentence}" if unit else sentence
            if len(unit) >= _UNIT:
                units += [unit[at : at + _LONG_UNIT] for at in range(0, len(unit), _LONG_UNIT)]
                unit = ""
        if unit:
            units.append(unit)
    return units


def _spread(units: list[str]) -> list[str]:
    """The units, or as many of them as the cap has room for, spread evenly over the text."""
    total = sum(map(len, units))
    if total <= _CAP:
        return units
    stride = -(-total // _CAP)
    return units[::stride]
