"""Writes ``data/hant_words.txt``: what tells the Traditional characters of one Simplified one apart.

Run it as ``python -m newsclip.knowledge.training.conversion_tables``; the same OpenCC (Apache-2.0)
gives the same bytes. The first lines of the file are characters, the rest are words:

- ``fold``: pairs of a character and what it becomes in the form in which contexts are compared,
  Simplified and without regional variants.
- ``same``: pairs of a regional variant and the spelling that stands for it; neither is an error.
- ``siblings``: a Simplified character and its Traditional ones, the usual one first.
- one Traditional word a line that has such a character; spellings of one word on one line.
"""

from __future__ import annotations

from typing import Final

# Dictionaries whose values (all of them) and whose keys are Traditional words.
_VALUES: Final = (
    "STPhrases", "STPhrases_GeneratedFromRegionalPhrases", "TWPhrases", "HKPhrases",
    "TWVariantsPhrases", "HKVariantsPhrases",
)  # fmt: skip
_KEYS: Final = ("TSPhrases", "TWPhrases", "TWPhrasesRev", "HKPhrases", "HKPhrasesRev")
# Variants of one character that the regions' tables do not pair, or only among others.
_MORE_VARIANTS: Final = ("台臺", "裡裏", "群羣", "床牀", "線綫", "衛衞", "麼麽", "汙污")
# OpenCC's archaic spellings, which both regions replace: a text has them from a converter only.
_ARCHAIC: Final = {
    "纔": "才",
    "箇": "個",
    "覈": "核",
    "蔘": "參",
    "鍼": "針",
    "麽": "麼",
    "幷": "並",
    "衆": "眾",
}
# Folds that OpenCC's character table lacks, since Simplified text keeps the character in some word.
_MORE_FOLDS: Final = {
    "瞭": "了",
    "著": "着",
    "乾": "干",
    "藉": "借",
    "徵": "征",
    "覆": "复",
    "麼": "么",
    "瀋": "沈",
    "甚": "甚",
}
_LONGEST: Final = 8
