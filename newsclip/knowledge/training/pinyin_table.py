"""Writes ``data/pinyin.txt``: readings of the characters that only Traditional Chinese has.

Run it as ``python -m newsclip.knowledge.training.pinyin_table`` where pypinyin (MIT) and opencc
(Apache-2.0) are installed; the same versions give the same bytes.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Final

import opencc
import pypinyin  # type: ignore[import-not-found,unused-ignore]

# Unified ideographs in use today; later extensions hold no character that news annotate.
_IDEOGRAPHS: Final = (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))
_HEADER: Final = """\
# Readings of the characters that only Traditional Chinese has: a syllable with its tone mark (none:
# the neutral tone), a space, the characters that can be read so. Characters that Simplified text
# uses too are left out.
# Readings from pypinyin (MIT licence, https://github.com/mozillazg/python-pinyin), choice of
# characters by OpenCC (Apache-2.0). Written by newsclip/knowledge/training/pinyin_table.py.
"""


def is_traditional_only(character: str, simplified: str) -> bool:
    """Whether Simplified text never has the character: OpenCC changes it, GB 2312 lacks it."""
    if simplified == character:
        return False
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def table() -> dict[str, str]:
    """Reading to characters; a reading without a tone mark is in the neutral tone."""
    simplify = opencc.OpenCC("t2s").convert
    found: defaultdict[str, str] = defaultdict(str)
    for number in _IDEOGRAPHS:
        character = chr(number)
        if not is_traditional_only(character, simplify(character)):
            continue
        for reading in pypinyin.pinyin_dict.pinyin_dict.get(number, "").split(","):
            syllable = unicodedata.normalize("NFC", reading)
            if syllable:
                found[syllable] += character
    return dict(sorted(found.items(), key=lambda item: _decomposed(item[0])))


def _decomposed(syllable: str) -> str:
    """The syllable with its marks apart, the dots of u-umlaut taken as a letter."""
    return unicodedata.normalize("NFD", syllable).replace("u\u0308", "v")


def main() -> None:
    """Write the table beside the modules that read it."""
    rows = "".join(f"{reading} {characters}\n" for reading, characters in table().items())
    path = Path(__file__).parents[1] / "data" / "pinyin.txt"
    path.write_text(_HEADER + rows, encoding="utf-8")


if __name__ == "__main__":
    main()
