"""Which scripts a text is written in, and which form of Chinese.

All questions are answered from one count of the characters of a text, made in C, so that a text of
10 MB takes a fraction of a second.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

# First and last character of each script's blocks, in code order; only letters are counted in them.
_BLOCKS: Final[tuple[tuple[int, int, str], ...]] = (
    (0x0041, 0x024F, "Latin"), (0x0250, 0x02AF, "Latin"), (0x0370, 0x03FF, "Greek"),
    (0x0400, 0x052F, "Cyrillic"), (0x0531, 0x058F, "Armenian"), (0x0591, 0x05FF, "Hebrew"),
    (0x0600, 0x06FF, "Arabic"), (0x0700, 0x074F, "Syriac"), (0x0750, 0x077F, "Arabic"),
    (0x0780, 0x07BF, "Thaana"), (0x07C0, 0x07FF, "Nko"), (0x0860, 0x086F, "Syriac"),
    (0x0870, 0x08FF, "Arabic"), (0x0900, 0x097F, "Devanagari"), (0x0980, 0x09FF, "Bengali"),
    (0x0A00, 0x0A7F, "Gurmukhi"), (0x0A80, 0x0AFF, "Gujarati"), (0x0B00, 0x0B7F, "Oriya"),
    (0x0B80, 0x0BFF, "Tamil"), (0x0C00, 0x0C7F, "Telugu"), (0x0C80, 0x0CFF, "Kannada"),
    (0x0D00, 0x0D7F, "Malayalam"), (0x0D80, 0x0DFF, "Sinhala"), (0x0E00, 0x0E7F, "Thai"),
    (0x0E80, 0x0EFF, "Lao"), (0x0F00, 0x0FFF, "Tibetan"), (0x1000, 0x109F, "Myanmar"),
    (0x10A0, 0x10FF, "Georgian"), (0x1100, 0x11FF, "Hangul"), (0x1200, 0x139F, "Ethiopic"),
    (0x13A0, 0x13FF, "Cherokee"), (0x1400, 0x167F, "Syllabics"), (0x1780, 0x17FF, "Khmer"),
    (0x1800, 0x18AF, "Mongolian"), (0x18B0, 0x18FF, "Syllabics"), (0x1C80, 0x1C8F, "Cyrillic"),
    (0x1C90, 0x1CBF, "Georgian"), (0x1D00, 0x1D25, "Latin"), (0x1E00, 0x1EFF, "Latin"),
    (0x1F00, 0x1FFF, "Greek"), (0x2C60, 0x2C7F, "Latin"), (0x2D00, 0x2D2F, "Georgian"),
    (0x2D30, 0x2D7F, "Tifinagh"), (0x2D80, 0x2DDF, "Ethiopic"), (0x2DE0, 0x2DFF, "Cyrillic"),
    (0x2E80, 0x2FDF, "Han"), (0x3005, 0x3007, "Han"), (0x3021, 0x3029, "Han"),
    (0x3040, 0x309F, "Kana"), (0x30A1, 0x30FF, "Kana"), (0x3100, 0x312F, "Bopomofo"),
    (0x3130, 0x318F, "Hangul"), (0x31A0, 0x31BF, "Bopomofo"), (0x31F0, 0x31FF, "Kana"),
    (0x3400, 0x4DBF, "Han"), (0x4E00, 0x9FFF, "Han"), (0xA000, 0xA4CF, "Yi"),
    (0xA640, 0xA69F, "Cyrillic"), (0xA720, 0xA7FF, "Latin"), (0xA8E0, 0xA8FF, "Devanagari"),
    (0xA960, 0xA97F, "Hangul"), (0xA9E0, 0xA9FF, "Myanmar"), (0xAA60, 0xAA7F, "Myanmar"),
    (0xAB00, 0xAB2F, "Ethiopic"), (0xAB30, 0xAB6F, "Latin"), (0xAB70, 0xABBF, "Cherokee"),
    (0xAC00, 0xD7FF, "Hangul"), (0xF900, 0xFAFF, "Han"), (0xFB00, 0xFB06, "Latin"),
    (0xFB13, 0xFB17, "Armenian"), (0xFB1D, 0xFB4F, "Hebrew"), (0xFB50, 0xFDFF, "Arabic"),
    (0xFE70, 0xFEFF, "Arabic"), (0xFF21, 0xFF5A, "Latin"), (0xFF66, 0xFF9F, "Kana"),
    (0xFFA0, 0xFFDC, "Hangul"), (0x1B000, 0x1B16F, "Kana"), (0x20000, 0x3FFFF, "Han"),
)  # fmt: skip
_STARTS: Final = [first for first, _, _ in _BLOCKS]
# Scripts that one language of the news writes: the script is the answer.
LANGUAGE_OF_SCRIPT: Final[dict[str, str]] = {
    "Greek": "el", "Armenian": "hy", "Syriac": "syr", "Thaana": "dv", "Nko": "nqo",
    "Gurmukhi": "pa", "Gujarati": "gu", "Oriya": "or", "Tamil": "ta", "Telugu": "te",
    "Kannada": "kn", "Malayalam": "ml", "Sinhala": "si", "Thai": "th", "Lao": "lo",
    "Tibetan": "bo", "Myanmar": "my", "Georgian": "ka", "Cherokee": "chr", "Syllabics": "iu",
    "Khmer": "km", "Mongolian": "mn-Mong", "Tifinagh": "zgh", "Yi": "ii", "Hebrew": "he",
    "Bengali": "bn", "Ethiopic": "am", "Hangul": "ko", "Bopomofo": "zh-Hant",
}  # fmt: skip
CJK: Final = frozenset({"Han", "Kana", "Hangul", "Bopomofo"})
_ASCII: Final = bytes(range(128))
_ASCII_LETTERS: Final = bytes(code for code in _ASCII if chr(code).isalpha())

# Kana or Hangul below this share of the CJK letters is a quoted name in Chinese; real Japanese has
# a third or more, its headlines a tenth, Korean with much hanja half.
_KANA_SHARE: Final = 0.04
_HANGUL_SHARE: Final = 0.2
# A text without kana is Japanese when shapes that China simplified and shapes that it kept stand
# together, all of them as Japan writes them; fewer such characters are chance.
_MIXED_SHAPES: Final = 3
# Pronouns and particles that Chinese sentences have and Japanese ones have not.
_CHINESE_WORDS: Final = frozenset(
    "这這们們你您她很吗嗎呢吧啊说說还還没让讓给給跟从哪咱谁嘅喺咗佢哋啲唔咁嘢"
)


class HanVerdict(msgspec.Struct, frozen=True):
    """The language of Han letters, and what it rests on.

    ``tag`` is ``zh-Hans``, ``zh-Hant``, ``zh`` (no character decides), ``ja``, ``ko``, or ``""``
    without any CJK letter. ``hans`` and ``hant`` count the characters that only Simplified and only
    Traditional text has, ``foreign`` kana, Hangul and characters that only Japanese has, ``words``
    pronouns and particles that only Chinese has, and ``chinese`` all characters that Japanese has
    not. ``mixed`` is the share of the minority among ``hans + hant``, 0 to 0.5.
    """

    tag: str
    letters: int
    hans: int
    hant: int
    foreign: int
    words: int
    chinese: int
    mixed: float

    def follows(self, document: str) -> bool:
        """Whether such a line may be a kanji or hanja headline of a document in ``ja`` or ``ko``.

        It is bare Han without a character that only Chinese has; Korean writes Traditional forms.
        """
        if self.foreign or not self.tag.startswith("zh"):
            return False
        if document == "ja":
            return not self.chinese
        return document == "ko" and not self.hans and not self.words


@cache
def script_of(character: str) -> str | None:
    """The script of a letter by its Unicode block; None for all that is no letter, or unknown."""
    if not character.isalpha():
        return None
    code = ord(character)
    at = bisect_right(_STARTS, code) - 1
    if at < 0 or code > _BLOCKS[at][1]:
        return None
    return _BLOCKS[at][2]


class Tally:
    """The letters of a text, counted once: by script, and what matters for Han letters."""

    __slots__ = (
        "chinese",
        "hans",
        "hant",
        "japanese",
        "scripts",
        "shared_hans",
        "shared_hant",
        "words",
    )

    def __init__(self, text: str) -> None:
        kinds, table = _kinds(), _kinds().table
        found: dict[int, int] = {}
        counts = _count(text)
        for kind, times in zip(map(kinds.__getitem__, counts), counts.values(), strict=True):
            found[kind] = found.get(kind, 0) + times
        self.scripts: dict[str, int] = {}
        self.hans = self.hant = self.japanese = self.words = self.chinese = 0
        self.shared_hans = self.shared_hant = 0
        for kind, times in found.items():
            script, form, is_shared, is_word = table[kind]
            if script:
                self.scripts[script] = self.scripts.get(script, 0) + times
            if form == "hans":
                self.hans += times
                self.shared_hans += times if is_shared else 0
            elif form == "hant":
                self.hant += times
                self.shared_hant += times if is_shared else 0
            elif form == "japanese":
                self.japanese += times
            self.words += times if is_word else 0
            self.chinese += times if is_word or (form in {"hans", "hant"} and not is_shared) else 0


# Script, table of forms, whether Japan writes the form, whether it is a word only of Chinese.
_Kind = tuple[str | None, str | None, bool, bool]


class _Kinds(dict[str, int]):
    """The kind of each character met so far, as an index of ``table``."""

    def __init__(self) -> None:
        super().__init__()
        self.table: list[_Kind] = []

    def __missing__(self, character: str) -> int:
        forms = _forms()
        form = next((f for f in ("hans", "hant", "japanese") if character in forms[f]), None)
        is_shared = character in forms["common_in_japan"]
        kind = (script_of(character), form, is_shared, character in _CHINESE_WORDS)
        if kind not in self.table:
            self.table.append(kind)
        self[character] = at = self.table.index(kind)
        return at


@cache
def _kinds() -> _Kinds:
    return _Kinds()


def ascii_letters(text: str) -> int:
    """How many letters of ASCII a text has."""
    raw = text.encode("utf-8", "surrogatepass")
    return len(raw) - len(raw.translate(None, _ASCII_LETTERS))


def _count(text: str) -> Mapping[str, int]:
    """How often each character beyond ASCII occurs; all ASCII letters are counted as ``a``."""
    raw = text.encode("utf-8", "surrogatepass")
    letters = len(raw) - len(raw.translate(None, _ASCII_LETTERS))
    if len(raw) == len(text):
        return {"a": letters} if letters else {}
    counts = Counter(raw.translate(None, _ASCII).decode("utf-8", "surrogatepass"))
    if letters:
        counts["a"] = letters
    return counts


def script_histogram(text: str) -> dict[str, int]:
    """Letters by script (``Latin``, ``Han``, ``Kana`` ...), most frequent script first.

    Digits, marks, punctuation, symbols and letters of rare scripts are in none.
    """
    scripts = Tally(text).scripts
    return dict(sorted(scripts.items(), key=lambda item: (-item[1], item[0])))


@cache
def _forms() -> dict[str, frozenset[str]]:
    path = Path(__file__).parent / "data" / "han_forms.txt"
    rows = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    return {name: frozenset(characters) for name, characters in (row.split("\t") for row in rows)}


def hans_only() -> frozenset[str]:
    """The characters that only Simplified Chinese has (some of them Japanese has, too)."""
    return _forms()["hans"]


def hant_only() -> frozenset[str]:
    """The characters that only Traditional Chinese has (many of them Japanese has, too)."""
    return _forms()["hant"]


def japanese_only() -> frozenset[str]:
    """The characters that only Japanese has, and neither form of Chinese."""
    return _forms()["japanese"]


def han_script(text: str) -> HanVerdict:
    """The verdict on the CJK letters of a text: Hans, Hant, Japanese or Korean."""
    return han_verdict(Tally(text))


def han_verdict(tally: Tally) -> HanVerdict:
    """The verdict on counted letters, as by ``han_script``."""
    kana, hangul = tally.scripts.get("Kana", 0), tally.scripts.get("Hangul", 0)
    letters = sum(tally.scripts.get(script, 0) for script in CJK)
    return HanVerdict(
        tag=_tag(tally, letters) if letters else "",
        letters=letters,
        hans=tally.hans,
        hant=tally.hant,
        foreign=kana + hangul + tally.japanese,
        words=tally.words,
        chinese=tally.chinese,
        mixed=_mixed(tally.hans, tally.hant),
    )


def summed(verdicts: Iterable[HanVerdict]) -> HanVerdict:
    """One verdict on several paragraphs, each judged for itself: the tag with most letters.

    A paragraph that nothing decides (``zh``) follows the others; the counts are added up.
    """
    letters: dict[str, int] = {}
    total = hans = hant = foreign = words = chinese = 0
    for verdict in verdicts:
        if verdict.letters:
            letters[verdict.tag] = letters.get(verdict.tag, 0) + verdict.letters
        total += verdict.letters
        hans += verdict.hans
        hant += verdict.hant
        foreign += verdict.foreign
        words += verdict.words
        chinese += verdict.chinese
    neutral = letters.pop("zh", 0)
    tag = min(letters, key=lambda tag: (-letters[tag], tag)) if letters else ""
    if not tag and neutral:
        tag = "zh"
    return HanVerdict(tag, total, hans, hant, foreign, words, chinese, _mixed(hans, hant))


def _mixed(hans: int, hant: int) -> float:
    return min(hans, hant) / (hans + hant) if hans + hant else 0.0


def _tag(tally: Tally, letters: int) -> str:
    kana, hangul = tally.scripts.get("Kana", 0), tally.scripts.get("Hangul", 0)
    if hangul >= _HANGUL_SHARE * letters:
        return "ko"
    if tally.japanese + (kana if kana > _KANA_SHARE * letters else 0) > tally.chinese:
        return "ja"
    shapes = tally.shared_hans + tally.shared_hant
    if not tally.chinese and tally.shared_hans and tally.shared_hant and shapes >= _MIXED_SHAPES:
        return "ja"
    if tally.hans == tally.hant:
        return "zh-Hant" if "Bopomofo" in tally.scripts and not tally.hans else "zh"
    return "zh-Hans" if tally.hans > tally.hant else "zh-Hant"
