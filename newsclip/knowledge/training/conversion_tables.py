"""Writes ``data/hant_words.txt``: what tells Traditional characters with one Simplified form apart.

Run it as ``python -m newsclip.knowledge.training.conversion_tables``; the same OpenCC gives the
same bytes (its dictionaries are under the Apache-2.0 licence). The file has three rows of
characters, then words:

- ``same``: pairs, a spelling of one region and the one that stands for it; neither is an error.
- ``fold``: pairs, a character and what stands for it where contexts are compared.
- ``siblings``: a folded character and its Traditional ones, the usual one first; groups by spaces.
- Traditional words that have a sibling, a line for each folded word; its spellings, likeliest
  first, by spaces.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from newsclip.knowledge.siblings import Siblings
from newsclip.knowledge.training.script_tables import dictionary

# Dictionaries whose values and whose keys are Traditional words.
_VALUES: Final = (
    "STPhrases", "STPhrases_GeneratedFromRegionalPhrases", "TWPhrases", "HKPhrases",
)  # fmt: skip
_KEYS: Final = ("TSPhrases", "TWPhrases", "TWPhrasesRev", "HKPhrases", "HKPhrasesRev")
# Pairs that the tables of regional variants lack, or give among others.
_MORE_VARIANTS: Final = (
    "台臺", "着著", "衆眾", "麽麼", "綫線", "啓啟", "説說", "污汙", "衞衛",
    "麯麴", "滙匯", "毁毀", "榖穀",
)  # fmt: skip
# Different words in one region at least, whatever the table of the other says.
_NO_VARIANTS: Final = frozenset("菸蔘纔")
# Characters that OpenCC's table keeps, because Simplified Chinese has them in some word.
_MORE_FOLDS: Final = ("瞭了", "藉借", "覆复", "像象", "甦苏", "纔才")
_MORE_SIBLINGS: Final = {"么": "麼么", "才": "才纔"}
# OpenCC's own standard, which no region writes: its words are taken without it.
_ARCHAIC: Final = {"纔": "才"}
_SHORTEST: Final = 2
_LONGEST: Final = 8


def same_table() -> dict[str, str]:
    """A regional or archaic variant to the spelling that stands for it."""
    pairs = {c: v[0] for c, v in dictionary("TWVariants").items() if len(v) == 1}
    for character, values in dictionary("HKVariants").items():
        if len(values) == 1 and character not in pairs:
            pairs.setdefault(values[0], character)
    pairs.update({pair[0]: pair[1] for pair in _MORE_VARIANTS})
    pairs = {c: v for c, v in pairs.items() if c != v and c not in _NO_VARIANTS}
    while any(v in pairs for v in pairs.values()):
        pairs = {c: pairs.get(v, v) for c, v in pairs.items() if pairs.get(v, v) != c}
    return pairs


class Tables:
    """The rows of the file."""

    def __init__(self) -> None:
        self.same = same_table()
        folds = {c: v[0] for c, v in dictionary("TSCharacters").items() if v[0] != c}
        folds |= {pair[0]: pair[1] for pair in _MORE_FOLDS}
        for variant, character in self.same.items():
            # Both spellings fold to one; what folds nowhere stands for itself.
            folds[character] = folds.get(character, folds.get(variant, character))
        self.fold = {c: v for c, v in folds.items() if c != v and ord(c) <= 0xFFFF >= ord(v)}
        self.siblings: dict[str, str] = {}
        for simplified, candidates in dictionary("STCharacters").items():
            found = [*map(self.spelled, candidates), simplified]
            if simplified in _MORE_SIBLINGS:
                found = list(_MORE_SIBLINGS[simplified])
            elif len(candidates) == 1:
                continue
            group = dict.fromkeys(c for c in found if self.folded(c) == simplified)
            if len(group) > 1:
                self.siblings[simplified] = "".join(group)

    def spelled(self, word: str) -> str:
        """The word without regional variants."""
        return "".join(_ARCHAIC.get(c, self.same.get(c, c)) for c in word)

    def folded(self, word: str) -> str:
        """The word as contexts are compared."""
        return "".join(self.fold.get(c, c) for c in self.spelled(word))

    def words(self) -> dict[str, list[str]]:
        """Folded word to its spellings."""
        found: dict[str, list[str]] = {}
        for word in _words():
            spelled = self.spelled(word)
            key = self.folded(spelled)
            if _SHORTEST <= len(spelled) <= _LONGEST and any(c in self.siblings for c in key):
                spellings = found.setdefault(key, [])
                if spelled not in spellings:
                    spellings.append(spelled)
        return found

    def rows(self) -> list[str]:
        """All rows of the file; a word whose parts say the same already is left out."""
        head = [
            " ".join(("same", *(c + v for c, v in sorted(self.same.items())))),
            " ".join(("fold", *(c + v for c, v in sorted(self.fold.items())))),
            " ".join(("siblings", *(c + v for c, v in sorted(self.siblings.items())))),
        ]
        words = sorted(self.words().items())
        kept = {key: " ".join(found) for key, found in words if len(key) == _SHORTEST}
        for length in range(_SHORTEST + 1, _LONGEST + 1):
            shorter = Siblings("\n".join((*head, *kept.values())))
            for key, found in words:
                if len(key) == length and not (len(found) == 1 and _is_known(shorter, found[0])):
                    kept[key] = " ".join(found)
        return [*head, *(kept[key] for key in sorted(kept))]


def _is_known(table: Siblings, word: str) -> bool:
    """Whether the words of a table give each sibling in a word as the word itself does."""
    folded = table.folded(word)
    ends = table.ends(folded)
    for place, character in enumerate(word):
        if character in table.group_of:
            matches = table.matches(folded, ends, place)
            if {c for match in matches for c in match.at(place)} != {character}:
                return False
    return True


def _words() -> Iterable[str]:
    for name in _VALUES:
        for values in dictionary(name).values():
            yield from values
    for name in _KEYS:
        yield from dictionary(name)


def main() -> None:
    """Write the table beside the modules that read it."""
    tables = Tables()
    path = Path(__file__).parents[1] / "data" / "hant_words.txt"
    path.write_text("\n".join(tables.rows()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
