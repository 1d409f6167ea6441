"""Writes ``data/traditional_to_simplified.txt`` from OpenCC: pairs of characters for folding.

Run it as ``python -m newsclip.knowledge.training.folding_table``; the same OpenCC gives the same
bytes. One line holds the Traditional characters, the next their Simplified ones, in order.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Final

import opencc

# The basic plane's unified ideographs: rules are written in common characters.
_IDEOGRAPHS: Final = (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))
# The regions' own forms come after those of OpenCC's standard.
_CONFIGS: Final = ("t2s", "tw2s", "hk2s")
# Taiwan's form of 幺 is everybody's Simplified form of 麼, and its 着 the 著 of 著名 everywhere.
_AMBIGUOUS: Final = "么著"


def table() -> dict[str, str]:
    """Traditional to Simplified, single characters, basic plane only, no chains of mappings."""
    pairs: dict[str, str] = {}
    for convert in [opencc.OpenCC(config).convert for config in _CONFIGS]:
        for number in _IDEOGRAPHS:
            character = unicodedata.normalize("NFKC", chr(number))
            simple = convert(convert(character))
            if simple != character and len(simple) == 1 and ord(simple) <= 0xFFFF:
                pairs.setdefault(character, simple)
    return {old: new for old, new in pairs.items() if old not in _AMBIGUOUS}


def main() -> None:
    """Write the table beside the modules that read it."""
    pairs = table()
    path = Path(__file__).parents[1] / "data" / "traditional_to_simplified.txt"
    path.write_text("".join(pairs) + "\n" + "".join(pairs.values()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
