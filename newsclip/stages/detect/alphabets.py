"""The language of text in an alphabet that many languages share: letters that tell, then a vote.

langdetect votes, with the profiles of the script's languages only, on one sample of a text;
paragraph by paragraph only where the parts of the sample disagree.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Final

import msgspec
from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

# Unseeded, langdetect draws other n-grams in each process and changes its mind.
DetectorFactory.seed = 0

# The profiles of langdetect by script; languages that have a script for themselves need none.
PROFILES: Final[dict[str, tuple[str, ...]]] = {
    "Latin": (
        "af", "ca", "cs", "cy", "da", "de", "en", "es", "et", "fi", "fr", "hr", "hu", "id", "it",
        "lt", "lv", "nl", "no", "pl", "pt", "ro", "sk", "sl", "so", "sq", "sv", "sw", "tl", "tr",
        "vi",
    ),
    "Cyrillic": ("bg", "mk", "ru", "uk"),
    "Arabic": ("ar", "fa", "ur"),
    "Devanagari": ("hi", "mr", "ne"),
}  # fmt: skip
# Languages that langdetect lacks, by letters that no other language of the script writes together:
# per thousand of a text's letters that each group makes up at least, and letters that are absent.
# Each bound is at most half of the group's frequency in running text.
_TELLING: Final[dict[str, tuple[tuple[str, tuple[tuple[str, int], ...], str], ...]]] = {
    "Cyrillic": (
        ("ba", (("ҙҫҡ", 10),), ""),
        ("tg", (("ӣӯҷ", 5), ("қғҳ", 5)), ""),
        ("uz-Cyrl", (("ў", 5), ("қғҳ", 5)), ""),
        ("be", (("і", 10),), "иїєқғҳ"),
        ("kk", (("қғұ", 10),), "ҳӯӣў"),
        ("tt", (("ә", 10), ("җңөүһ", 5)), "қғ"),
        ("ky", (("ң", 2), ("өү", 8)), "әқғ"),
        ("mn", (("өү", 15),), "ңәқғ"),
        ("sr", (("ђћ", 2), ("ј", 10)), ""),
    ),
    "Arabic": (
        ("ckb", (("ڕڵۆێ", 15),), ""),
        ("ug", (("ېۇۈۋ", 20),), ""),
        ("ps", (("ټډړږښګڼ", 8),), ""),
        ("sd", (("ٻڀٺٿڄڃڇڦ", 8),), ""),
    ),
    "Latin": (
        ("az", (("ə", 20),), ""),
        ("is", (("þð", 8),), "øçü"),
        ("fo", (("ð", 5), ("ø", 5)), "þçü"),
        ("mt", (("ħ", 4), ("ġżċ", 4)), ""),
        ("eo", (("ĉĝĥĵŝŭ", 8),), ""),
        ("ha", (("ɓɗƙ", 4),), ""),
    ),
}
# Letters of the sample: more change no verdict and cost time.
_SAMPLE: Final = 300
_PARTS: Final = 3
# Below this the sample is one stretch, too short to disagree with itself.
_ONE_STRETCH: Final = 180
# langdetect's own seven trials for one stretch. Parts that agree at the first trial, each on its
# own text, agree for good; where they do not, each has three.
_TRIALS: Final = 7
_FIRST_TRIALS: Final = 1
_PART_TRIALS: Final = 3
# Two parts that agree outweigh a third that is less sure than this, when the whole sample agrees.
_SURE: Final = 0.75
# Paragraphs asked when the parts disagree, spread over the text, and the letters that each needs.
_PARAGRAPHS: Final = 24
_PARAGRAPH: Final = 40
# A paragraph longer than this is asked sentence by sentence.
_LONG_PARAGRAPH: Final = 400
# A language beside the main one: a sentence of it at least, and more than a slip of the vote.
_REAL_LENGTH: Final = 60
_REAL_SHARE: Final = 0.04
# Relatives that a vote on one paragraph mistakes for each other: the lesser one needs this share.
_RELATIVES: Final = (
    frozenset({"da", "no", "sv"}),
    frozenset({"cs", "sk"}),
    frozenset({"hr", "sl"}),
    frozenset({"ca", "es", "pt", "it", "fr", "ro"}),
    frozenset({"af", "nl"}),
    frozenset({"bg", "mk", "ru", "uk"}),
    frozenset({"id", "tl"}),
    frozenset({"hi", "mr", "ne"}),
    frozenset({"fi", "et"}),
)
_RELATIVE_SHARE: Final = 0.3
_NOT_WORDS: Final = re.compile(r"[\d_\s]+")
_SENTENCES: Final = re.compile(r"(?<=[.!?\u2026\u0964\u061f\u06d4])\s+")


class Vote(msgspec.Struct, frozen=True):
    """A language, the letters that it stands for, the share of trials that it won (0 to 1)."""

    language: str
    letters: int
    score: float


def votes(script: str, texts: list[str], letters: int) -> list[Vote]:
    """The languages of texts in one script, most letters first; none when no n-gram is known.

    ``texts`` are paragraphs with ``letters`` letters of the script. Only the arguments count,
    not even what was asked before.
    """
    words = [_NOT_WORDS.sub(" ", text).strip() for text in texts]
    whole = " ".join(words)
    if script not in PROFILES:
        return []
    # Elsewhere some of these letters are too rare for a part of the sample to show them.
    told = _told_by_letters(script, whole) if script != "Latin" else None
    if told:
        return [Vote(told, letters, 1.0)]
    first = _ask_sample(script, whole)
    if first:
        return [Vote(first.language, letters, first.score)]
    return _by_paragraph(script, words, letters)


def _told_by_letters(script: str, text: str) -> str | None:
    """The language whose own letters the text has, None when there is none."""
    rules = _TELLING.get(script, ())
    telling = frozenset(letter for _, groups, _ in rules for group, _ in groups for letter in group)
    if not rules or telling.isdisjoint(text):
        return None
    counts = Counter(text.lower())
    letters = sum(times for letter, times in counts.items() if letter.isalpha())
    for language, groups, absent in rules:
        shares = (
            (sum(counts[letter] for letter in group), least * letters / 1000)
            for group, least in groups
        )
        if all(found >= needed and found for found, needed in shares) and not any(
            counts[letter] * 1000 > letters for letter in absent
        ):
            return language
    return None


def _ask_sample(script: str, whole: str) -> Vote | None:
    """The verdict on head, middle and tail together; None when they disagree."""
    parts = sample(whole)
    if len(parts) == 1:
        return _ask(script, parts[0], _TRIALS)
    for trials in (_FIRST_TRIALS, _PART_TRIALS):
        found = [vote for part in parts if (vote := _ask(script, part, trials))]
        languages = {vote.language for vote in found}
        if len(languages) == 1 and len(found) == len(parts):
            return Vote(found[0].language, 0, sum(vote.score for vote in found) / len(found))
    if not found:
        return None
    language, times = Counter(vote.language for vote in found).most_common(1)[0]
    doubts = [vote for vote in found if vote.language != language]
    if times > len(doubts) and all(vote.score < _SURE for vote in doubts):
        joint = _ask(script, " ".join(parts), _TRIALS)
        if joint and joint.language == language:
            return joint
    return None


def _by_paragraph(script: str, words: list[str], letters: int) -> list[Vote]:
    units = _units(words)
    stride = max(1, -(-len(units) // _PARAGRAPHS))
    won: Counter[str] = Counter()
    scores: dict[str, float] = {}
    for unit in units[::stride]:
        vote = _ask(script, " ".join(sample(unit)), _PART_TRIALS)
        if vote:
            size = _letters(unit)
            won[vote.language] += size
            scores[vote.language] = scores.get(vote.language, 0) + size * vote.score
    if not won:
        vote = _ask(script, " ".join(sample(" ".join(words))), _TRIALS)
        return [Vote(vote.language, letters, vote.score)] if vote else []
    means = {language: scores[language] / won[language] for language in won}
    _fold_small(won)
    total = sum(won.values())
    ranked = sorted(won, key=lambda language: (-won[language], language))
    return [
        Vote(language, round(letters * won[language] / total), means[language])
        for language in ranked
    ]


def _units(words: list[str]) -> list[str]:
    """Paragraphs long enough to ask, long ones cut at sentence ends."""
    units: list[str] = []
    for text in words:
        if len(text) <= _LONG_PARAGRAPH:
            units.append(text)
            continue
        unit = ""
        for sentence in _SENTENCES.split(text):
            unit = f"{unit} {sentence}" if unit else sentence
            if len(unit) >= _LONG_PARAGRAPH // 4:
                units.append(unit)
                unit = ""
        if unit:
            units.append(unit)
    return [unit for unit in units if _letters(unit) >= _PARAGRAPH]


def _fold_small(won: Counter[str]) -> None:
    """Give to the main language what is too little, or a relative's slip, to be one of its own."""
    main = min(won, key=lambda language: (-won[language], language))
    total = sum(won.values())
    for language in sorted(won):
        size = won[language]
        is_relative = any(main in group and language in group for group in _RELATIVES)
        needed = _RELATIVE_SHARE if is_relative else _REAL_SHARE
        if language != main and (size < _REAL_LENGTH or size < needed * total):
            won[main] += won.pop(language)


def sample(text: str) -> list[str]:
    """Head, middle and tail of a text, cut at spaces, together at most 300 characters.

    A short text is one part, itself.
    """
    if len(text) <= _ONE_STRETCH:
        return [text]
    size = _SAMPLE // _PARTS
    if len(text) <= _SAMPLE:
        size = len(text) // _PARTS
    starts = (0, (len(text) - size) // 2, len(text) - size)
    return [_between_spaces(text, start, start + size) for start in starts]


def _between_spaces(text: str, start: int, end: int) -> str:
    first = text.find(" ", max(0, start - 1), end) + 1 if start else 0
    last = text.rfind(" ", first, end) if end < len(text) else end
    return text[first if first else start : last if last > first else end]


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _ask(script: str, text: str, trials: int) -> Vote | None:
    told = _told_by_letters(script, text)
    if told:
        return Vote(told, 0, 1.0)
    detector = _factory(script).create()
    detector.n_trial = trials
    detector.append(text)
    try:
        found = detector.get_probabilities()
    except LangDetectException:
        return None
    return Vote(found[0].lang, 0, min(1.0, found[0].prob)) if found else None


@cache
def _factory(script: str) -> DetectorFactory:
    """A factory that knows the script's languages only: they alone can win, and load fast."""
    folder = Path(PROFILES_DIRECTORY)
    factory = DetectorFactory()
    factory.load_json_profile(
        [(folder / name).read_text(encoding="utf-8") for name in PROFILES[script]]
    )
    return factory
