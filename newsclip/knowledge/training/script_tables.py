"""Writes ``data/han_forms.txt``: which Han characters tell the script of a text.

Run it as ``python -m newsclip.knowledge.training.script_tables``; the same OpenCC and the same
Python give the same bytes. Each line of the file is a name, a tab, and characters in code order:

- ``hans``: only in Simplified text, ``hant``: only in Traditional text. A character that is legal
  in both by any of OpenCC's dictionaries, words included, is in neither.
- ``japanese``: common in Japan, in no dictionary of OpenCC and neither in GB 2312 nor in Big5.
- ``common_in_japan``: those of ``hans`` and ``hant`` that Japanese writes too, in the same form.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import opencc

_SHARE: Final = Path(opencc.__file__).parent / "clib" / "share" / "opencc"
_TOOL: Final = Path(opencc.__file__).parent / "clib" / "bin" / "opencc_dict"
# Dictionaries whose values are Traditional words, OpenCC's own standard or a region's.
_TRADITIONAL_VALUES: Final = (
    "STPhrases", "STPhrases_GeneratedFromRegionalPhrases", "TWPhrases", "HKPhrases", "TWVariants",
    "HKVariants", "TWVariantsPhrases", "HKVariantsPhrases",
)  # fmt: skip
_TRADITIONAL_KEYS: Final = (
    "TSPhrases", "TWVariantsRev", "HKVariantsRev", "TWVariantsRevPhrases", "HKVariantsRevPhrases",
    "TWPhrasesRev", "HKPhrasesRev",
)  # fmt: skip
# Legal in both scripts by the letter of a dictionary, where the other use is a rare old one. These
# are among the most frequent characters of their script; 50,000 letters of news in the other have
# none of them.
_HANS_ALL_THE_SAME: Final = frozenset("这价无万广种党极确适坏厂胜愿别虫腊苹叶蜡")
_HANT_ALL_THE_SAME: Final = frozenset("計廢麼")
_BASIC_PLANE: Final = 0xFFFF
# Rows of JIS X 0208 that hold its first level, the 2,965 characters of daily use.
_FIRST_LEVEL: Final = range(0xB0, 0xD0)


def dictionary(name: str) -> dict[str, list[str]]:
    """One of OpenCC's dictionaries: word to its conversions, best first."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dictionary.txt"
        source = str(_SHARE / f"{name}.ocd2")
        command = [str(_TOOL), "-i", source, "-o", str(path), "-f", "ocd2", "-t", "text"]
        subprocess.run(command, check=True, capture_output=True)
        rows = [row.split("\t") for row in path.read_text(encoding="utf-8").split("\n") if row]
    return {word: values.split(" ") for word, values in rows}


def characters(words: Iterable[str]) -> set[str]:
    """The characters of some words."""
    return set().union(*words)


def _values(name: str) -> set[str]:
    return characters(value for values in dictionary(name).values() for value in values)


def _keys(name: str) -> set[str]:
    return characters(dictionary(name))


def chinese_tables() -> tuple[set[str], set[str]]:
    """Characters that only Simplified, and that only Traditional text has."""
    to_hant, to_hans = dictionary("STCharacters"), dictionary("TSCharacters")
    simplified = {c for c, values in to_hant.items() if c not in values}
    traditional = {c for c, values in to_hans.items() if c not in values}
    legal_hant = characters(v for values in to_hant.values() for v in values)
    legal_hant = legal_hant.union(
        *map(_values, _TRADITIONAL_VALUES), *map(_keys, _TRADITIONAL_KEYS)
    )
    legal_hans = characters(v for values in to_hans.values() for v in values)
    legal_hans |= _keys("STPhrases") | _values("TSPhrases")
    hans = {c for c in simplified if c not in legal_hant and ord(c) <= _BASIC_PLANE}
    hant = {c for c in traditional if c not in legal_hans and ord(c) <= _BASIC_PLANE}
    return hans - hant | _HANS_ALL_THE_SAME, hant - hans | _HANT_ALL_THE_SAME


def _first_level() -> Iterator[str]:
    for row in _FIRST_LEVEL:
        for cell in range(0xA1, 0xFF):
            try:
                yield bytes((row, cell)).decode("euc_jp")
            except UnicodeDecodeError:
                continue


def _encodes(character: str, codec: str) -> bool:
    try:
        character.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def japanese_table() -> set[str]:
    """Characters of Japanese daily use that no Chinese text has."""
    chinese = characters(dictionary("STCharacters")) | characters(dictionary("TSCharacters"))
    chinese = chinese.union(*map(_values, _TRADITIONAL_VALUES), *map(_keys, _TRADITIONAL_KEYS))
    chinese |= _keys("STPhrases") | _keys("TWVariants") | _keys("HKVariants")
    return {
        character
        for character in _first_level()
        if character not in chinese
        and not any(_encodes(character, codec) for codec in ("gb2312", "cp950"))
    }


def main() -> None:
    """Write the tables beside the modules that read them."""
    hans, hant = chinese_tables()
    tables = {
        "hans": hans,
        "hant": hant,
        "japanese": japanese_table(),
        "common_in_japan": (hans | hant) & set(_first_level()),
    }
    text = "".join(f"{name}\t{''.join(sorted(found))}\n" for name, found in tables.items())
    path = Path(__file__).parents[1] / "data" / "han_forms.txt"
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
