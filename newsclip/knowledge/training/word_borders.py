"""Writes ``data/hans_words.txt``: Simplified words that keep OpenCC from crossing word borders.

OpenCC reads a text from the left and takes the longest phrase of its table, which has hardly any
words but those with a character of several Traditional forms. So it finds 生发 in 医生发出. This
script compares, for each phrase and each word that can overlap it, both readings by the counts of
their words, as if words were drawn independently, and writes down

- the word, where it comes first (医生): OpenCC then takes it as a whole;
- phrase and word together, where the word comes last (并发布), with the right characters.

Run it as ``python -m newsclip.knowledge.training.word_borders DICT``, with ``dict.txt`` of jieba
0.42.1 (MIT licence: word, count and class a line). Same files, same bytes. The result is a text
dictionary of OpenCC, a word and its Traditional form a line, in the order of their bytes.
"""

from __future__ import annotations

import math
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from opencc import OpenCC

from newsclip.knowledge.training.script_tables import dictionary

_HAN: Final = re.compile("[\u3400-\u9fff]+")
# Words longer than this are names and sayings, which overlap nothing by chance.
_LONGEST_WORD: Final = 4
_LONGEST_PHRASE: Final = 5
_LONGEST: Final = 8
# Rarer words are mostly names and errors of the list.
_MIN_COUNT: Final = 10
# A reading must be e times likelier than the other one.
_MARGIN: Final = 1.0
# Logarithm of the chance of the joined words in running text; below, no text will have them. A
# phrase that the list of words does not know is more often an accident, so more is said of it.
_MIN_CHANCE: Final = -19.5
_MIN_CHANCE_OF_RARE: Final = -21.5
# Words of a region are few, and wrong ones are wrong by whole words.
_MIN_CHANCE_OF_REGIONAL: Final = -22.5
# Phrases that are old words, or parts of sayings that stand in the table as a whole; two modern
# words meet there far oftener, so that each character is what it usually is.
_ACCIDENTS: Final = """
了如 被发 不并 并产 并科 并名 向应 向明 合中 党进 断发 括发 丝发 并成 祝发 捉发 打并 并除 忙并
干图 干台 干造 穷发 秋发 布会 克意 系世 系获
"""


class _Reading(NamedTuple):
    chance: float
    words: list[str]


class Lexicon:
    """Words with their chances and Traditional forms, and the phrases of OpenCC."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self.phrases: dict[str, str] = {}
        for name in ("STPhrases", "STPhrases_GeneratedFromRegionalPhrases"):
            for word, values in dictionary(name).items():
                self.phrases.setdefault(word, values[0])
        self.usual = {word: values[0] for word, values in dictionary("STCharacters").items()}
        self.has_choice = {
            word for word, values in dictionary("STCharacters").items() if len(values) > 1
        }
        self.known = frozenset(counts)
        total = math.log(sum(counts.values()))
        self.unknown = math.log(0.5) - total
        counts = dict.fromkeys(self.phrases, 1) | dict(counts)
        self.chances = {word: math.log(max(n, 1)) - total for word, n in counts.items()}
        words = list(counts)
        text = OpenCC("s2t", include_tofu_risk_dictionaries=False).convert("\n".join(words))
        self.forms = dict(zip(words, text.split("\n"), strict=True)) | self.phrases
        self.starting: dict[str, list[str]] = defaultdict(list)
        self.ending: dict[str, list[str]] = defaultdict(list)
        for word, n in counts.items():
            if 1 < len(word) <= _LONGEST_WORD and n >= _MIN_COUNT:
                for k in range(1, len(word)):
                    self.starting[word[:k]].append(word)
                    self.ending[word[-k:]].append(word)

    def form(self, word: str) -> str:
        """The Traditional form of one word."""
        return self.forms.get(word) or self.usual.get(word, word)

    @cache  # noqa: B019 - one lexicon a run
    def best(self, text: str) -> _Reading:
        """The likeliest reading of a text."""
        size = len(text)
        chances, froms = [0.0, *[-math.inf] * size], [0] * (size + 1)
        for start in range(size):
            for end in range(start + 1, min(size, start + _LONGEST) + 1):
                single = self.unknown if end == start + 1 else -math.inf
                chance = chances[start] + self.chances.get(text[start:end], single)
                if chance > chances[end]:
                    chances[end], froms[end] = chance, start
        words: list[str] = []
        while size:
            words.append(text[froms[size] : size])
            size = froms[size]
        return _Reading(chances[-1], words[::-1])

    def read(self, text: str) -> str:
        """The Traditional form of a text in its likeliest reading."""
        return self.form(text) if text in self.forms else "".join(map(self.form, self.words(text)))

    def words(self, text: str) -> list[str]:
        """The words of the likeliest reading."""
        return self.best(text).words

    def chance_of(self, phrase: str) -> float:
        """The chance of a phrase as one word, if it is one."""
        return self.chances.get(phrase, self.best(phrase).chance)


class Borders:
    """The entries found so far, on top of OpenCC's phrases."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.all = dict(lexicon.phrases)
        self.added: dict[str, str] = {}

    def add(self, text: str, form: str) -> None:
        """Take an entry in."""
        self.all[text] = self.added[text] = form

    def converted(self, text: str) -> str:
        """What OpenCC makes of a text: the longest entry from the left, again and again."""
        found, start = "", 0
        while start < len(text):
            longest = range(min(len(text), start + _LONGEST), start, -1)
            end = next(n for n in longest if n == start + 1 or text[start:n] in self.all)
            piece = text[start:end]
            found += self.all.get(piece) or self.lexicon.form(piece)
            start = end
        return found

    def is_wrong(self, text: str) -> bool:
        """Whether OpenCC would convert a text otherwise than it is likeliest read."""
        return self.converted(text) != self.lexicon.read(text)

    def behind(self, phrases: Iterable[str], least: Mapping[str, float]) -> Iterator[str]:
        """Phrases together with a word that begins inside them, where the word is likelier."""
        lexicon = self.lexicon
        for phrase in phrases:
            for k in range(1, len(phrase)):
                for word in lexicon.starting.get(phrase[-k:], ()):
                    rest = word[k:]
                    apart = lexicon.read(phrase[:-k]) + lexicon.form(word)
                    if apart == self.all[phrase] + lexicon.read(rest):
                        continue
                    chance = lexicon.best(phrase[:-k]).chance + lexicon.chances[word]
                    kept = lexicon.chance_of(phrase) + lexicon.best(rest).chance
                    if chance >= max(least[phrase], kept + _MARGIN):
                        yield phrase + rest

    def before(
        self, phrases: Iterable[str], least: Mapping[str, float], *, all_same: bool = False
    ) -> Iterator[str]:
        """Words that end inside a phrase, where the word is likelier.

        With ``all_same`` also where both readings have the same characters.
        """
        lexicon = self.lexicon
        for phrase in phrases:
            for k in range(1, len(phrase)):
                for word in lexicon.ending.get(phrase[:k], ()):
                    if word in self.all or len(word) <= k:
                        continue
                    lead = word[:-k]
                    apart = lexicon.form(word) + lexicon.read(phrase[k:])
                    if not all_same and apart == lexicon.read(lead) + self.all[phrase]:
                        continue
                    chance = lexicon.chances[word] + lexicon.best(phrase[k:]).chance
                    kept = lexicon.chance_of(phrase) + lexicon.best(lead).chance
                    if chance >= max(least[phrase], kept + _MARGIN):
                        yield word


def _regional(lexicon: Lexicon) -> list[str]:
    """The phrases that a region has another word for."""
    phrases = [phrase for phrase in lexicon.phrases if 1 < len(phrase) <= _LONGEST_PHRASE]
    rows = [
        OpenCC(config, include_tofu_risk_dictionaries=False).convert("\n".join(phrases)).split("\n")
        for config in ("s2twp", "s2tw", "s2hkp", "s2hk")
    ]
    return [phrase for phrase, a, b, c, d in zip(phrases, *rows, strict=True) if a != b or c != d]


def entries(counts: Mapping[str, int]) -> dict[str, str]:
    """All entries of the file."""
    lexicon = Lexicon(counts)
    borders = Borders(lexicon)
    for text in _ACCIDENTS.split():
        if text in lexicon.phrases:
            borders.add(text, "".join(lexicon.usual.get(c, c) for c in text))
    least = {
        phrase: _MIN_CHANCE if phrase in lexicon.known else _MIN_CHANCE_OF_RARE
        for phrase in lexicon.phrases
    }
    phrases = [
        phrase
        for phrase in lexicon.phrases
        if 1 < len(phrase) <= _LONGEST_PHRASE and not lexicon.has_choice.isdisjoint(phrase)
    ]
    leading = borders.before(phrases, least)
    regional = dict.fromkeys(_regional(lexicon), _MIN_CHANCE_OF_REGIONAL)
    other = borders.before(regional, regional, all_same=True)
    for word in list(dict.fromkeys([*leading, *other])):
        borders.add(word, lexicon.form(word))
    _join(borders, phrases, least)
    # What the new entries hide in turn: words that begin inside them.
    for _ in range(2):
        new = [text for text in borders.added if len(text) <= _LONGEST_PHRASE]
        _join(borders, new, defaultdict(lambda: _MIN_CHANCE - _MARGIN))
    return borders.added


def _join(borders: Borders, phrases: Iterable[str], least: Mapping[str, float]) -> None:
    found = set(borders.behind(phrases, least))
    for text in sorted(found, key=lambda text: (len(text), text)):
        if text not in borders.all and borders.is_wrong(text):
            borders.add(text, borders.lexicon.read(text))


def _counts(path: Path) -> dict[str, int]:
    rows = (row.rsplit(" ", 2) for row in path.read_text(encoding="utf-8").split("\n") if row)
    return {row[0]: int(row[1]) for row in rows if _HAN.fullmatch(row[0])}


def main() -> None:
    """Write the words beside the modules that read them."""
    found = entries(_counts(Path(sys.argv[1])))
    rows = (f"{text}\t{found[text]}\n" for text in sorted(found, key=str.encode))
    path = Path(__file__).parents[1] / "data" / "hans_words.txt"
    path.write_text("".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
