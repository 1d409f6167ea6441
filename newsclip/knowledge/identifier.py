"""How well each language of a script fits a text: a linear model over letter n-grams.

The score of a language is the sum of the weights of a text's n-grams (of one to five letters, with
the borders of words as spaces) over the root of how many of them are known. The weights start as
naive Bayes on n-gram counts of large corpora and are trained on from there by softmax regression:
see ``training/identifier.py``.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from newsclip.knowledge.model import SHIPPED, Array, no_weights, weights_folder

# The scripts that several languages of the news share.
SCRIPTS: Final = ("Latin", "Cyrillic", "Arabic", "Devanagari")
LONGEST: Final = 5
FILE: Final = "languages.npz"
# Of a 32-bit hash the upper bits choose a slot; the lower ones prove that the n-gram is the one.
SLOT_BITS: Final = 20
_PROOF_BITS: Final = np.uint32(32 - SLOT_BITS)
_PROOF: Final = np.uint32((1 << (32 - SLOT_BITS)) - 1)
# Factors of the rolling hash (Fowler-Noll-Vo) and of its last step (Knuth, volume 3, 6.4).
_ROLL: Final = np.uint32(16777619)
_SPREAD: Final = np.uint32(2654435769)
# Log odds beyond which chances are rounded to 0 and 1 anyway.
_MOST_ODDS: Final = 50.0
_NO_LETTERS: Final = re.compile(r"[\W\d_]+")
# Vowel signs belong to their words, but are no letters by Unicode.
_NO_DEVANAGARI: Final = re.compile(r"[^\u0900-\u0963\u0970-\u097f]+")
# Vowel marks and the stretching stroke, which most texts leave out.
_ARABIC_MARKS: Final = re.compile(r"[\u0640\u064b-\u065f\u0670]+")


class Fit(msgspec.Struct, frozen=True):
    """How the languages of a script fit some units of text; fits of several units add up.

    ``sums`` has a row a unit and a column a language, ``known`` counts the n-grams of each unit
    that the model has, ``letters`` its letters and the spaces between its words.
    """

    sums: Array
    known: Array
    letters: Array


class Identifier(msgspec.Struct, frozen=True):
    """The model of one script.

    ``slots`` holds, at the upper bits of an n-gram's hash, its row in ``weights`` and the hash's
    lower bits; row 0 stands for all unknown ones. ``weights`` has a column a language, in steps of
    ``step``. ``prior`` is what each language has before a letter is read. ``chance`` is slope and
    offset of the log odds that the best language is right, by its lead (Platt 1999). ``typical`` is
    the median weight a letter of sentences in each language, 0 where it is not known.
    """

    script: str
    languages: tuple[str, ...]
    slots: Array
    weights: Array
    step: float
    prior: Array
    chance: tuple[float, float]
    typical: Array

    def fit(self, units: Sequence[str]) -> Fit:
        """How the languages fit each unit: a text of some words."""
        texts = [normal(unit, self.script) for unit in units]
        codes = codes_of(f" {' '.join(texts)} ")
        # A unit begins at the space before its first word.
        starts = np.cumsum([0, *(len(text) + 1 for text in texts[:-1])])
        total = np.zeros((len(codes), len(self.languages)), dtype=np.int16)
        known = np.zeros(len(codes), dtype=np.int32)
        for row in rows_of(codes, self.slots):
            total[: len(row)] += self.weights.take(row, axis=0)
            known[: len(row)] += row > 0
        sums = np.add.reduceat(total, starts, axis=0, dtype=np.int32)
        return Fit(sums, np.add.reduceat(known, starts), np.array([len(text) for text in texts]))

    def scores(self, fit: Fit) -> Array:
        """The score of each language for each unit; in a row the differences count."""
        scale = self.step / np.sqrt(np.maximum(fit.known, 1))
        scores: Array = fit.sums * scale[:, None] + self.prior
        return scores

    def certainty(self, lead: float) -> float:
        """The chance, 0 to 1, that the best language is right that leads the next by so much."""
        slope, offset = self.chance
        return 1 / (1 + math.exp(-max(-_MOST_ODDS, min(_MOST_ODDS, slope * lead + offset))))


def normal(text: str, script: str) -> str:
    """The words of a text in lower case with one space between; no digits, marks or signs."""
    text = unicodedata.normalize("NFC", text).lower()
    if script == "Devanagari":
        return _NO_DEVANAGARI.sub(" ", text).strip()
    if script == "Arabic":
        text = _ARABIC_MARKS.sub("", text)
    return _NO_LETTERS.sub(" ", text).strip()


def slots_of(grams: Sequence[str]) -> tuple[Array, Array]:
    """The table ``slots`` of n-grams in the order of their rows, and the rows that found no place.

    Where two have the same slot, the one that comes first has it.
    """
    slots = np.zeros(1 << SLOT_BITS, dtype=np.uint32)
    mixed = np.zeros(len(grams), dtype=np.uint32)
    lengths = np.array([len(gram) for gram in grams])
    for length in range(1, LONGEST + 1):
        at = np.flatnonzero(lengths == length)
        if len(at):
            codes = codes_of("".join(grams[place] for place in at.tolist()))
            mixed[at] = list(_hashes(codes))[length - 1][::length]
    place = mixed >> _PROOF_BITS
    rows = np.arange(1, len(grams) + 1, dtype=np.uint32)
    slots[place[::-1]] = ((rows << _PROOF_BITS) | (mixed & _PROOF))[::-1]
    return slots, np.flatnonzero(slots[place] >> _PROOF_BITS != rows)


def rows_of(codes: Array, slots: Array) -> Iterator[Array]:
    """The row of each n-gram by where it begins, 0 for unknown ones; for each length from 1."""
    hashes = _hashes(codes)
    mixed = np.concatenate(hashes)
    entry = slots.take(mixed >> _PROOF_BITS)
    rows = (entry >> _PROOF_BITS) * (((entry ^ mixed) & _PROOF) == 0)
    start = 0
    for one in hashes:
        yield rows[start : start + len(one)]
        start += len(one)


def identifier(script: str) -> Identifier:
    """The model of a script, that of newsclip where the folder of weights has none.

    Raises UsageError when the file of the folder cannot be read.
    """
    return _load(weights_folder(), script)


@lru_cache(maxsize=8)
def _load(folder: Path, script: str) -> Identifier:
    path = folder / FILE
    path = path if path.exists() else SHIPPED / FILE
    try:
        with np.load(path, allow_pickle=False) as data:
            grams = bytes(data[f"{script}.grams"]).decode("utf-8").split("\n")
            weights = data[f"{script}.weights"]
            numbers = data[f"{script}.numbers"]
            languages = tuple(str(name) for name in data[f"{script}.languages"])
            prior = data[f"{script}.prior"].astype(np.float64)
            typical = data[f"{script}.typical"].astype(np.float64)
    except (OSError, KeyError, ValueError) as error:
        raise no_weights(path, error) from None
    unknown = np.zeros((1, len(languages)), dtype=weights.dtype)
    return Identifier(
        script=script,
        languages=languages,
        slots=slots_of(grams)[0],
        weights=np.concatenate((unknown, weights)),
        step=float(numbers[0]),
        prior=prior,
        chance=(float(numbers[1]), float(numbers[2])),
        typical=typical,
    )


def codes_of(text: str) -> Array:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _hashes(codes: Array) -> list[Array]:
    """The hashes of all n-grams by where they begin, for each length from 1."""
    rolled = [codes]
    for length in range(1, LONGEST):
        rolled.append(rolled[-1][: len(codes) - length] * _ROLL + codes[length:])
    return [one * _SPREAD for one in rolled]
