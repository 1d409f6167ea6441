"""Train the language identifier: ``python -m newsclip.knowledge.training.identifier -o FOLDER ...``

Writes ``languages.npz``. ``--models`` is the folder ``language-models`` of the package
lingua-language-detector 1.3.5, ``--items`` is ``langid-dev.jsonl.gz``: sentences, word pairs and
words of 75 languages. Three tenths of these, by their SHA-256, are held out for figures, and news
texts are for figures only. One tenth sets the chance that goes with a score, by weights that were
trained without it. Needs scipy and brotli; the same input gives the same bytes.

Naive Bayes comes first: the n-grams that tell most, each with its log share in each language. From
there softmax regression learns on the sentences and on short cuts of them, so that headlines work.
Nepali is not among the items, so the languages in Devanagari stay with naive Bayes.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import scipy.sparse

from newsclip.knowledge.identifier import FILE, codes_of, normal, rows_of, slots_of
from newsclip.knowledge.training.letter_counts import (
    corpus_shares,
    in_latin,
    latin_serbian_shares,
    profile_shares,
)

LANGUAGES: Final = {
    "Latin": (
        "af", "az", "bs", "ca", "cs", "cy", "da", "de", "en", "eo", "es", "et", "eu", "fi", "fr",
        "ga", "hr", "hu", "id", "is", "it", "la", "lg", "lt", "lv", "mi", "ms", "nb", "nl", "nn",
        "pl", "pt", "ro", "sk", "sl", "sn", "so", "sq", "sr-Latn", "st", "sv", "sw", "tl", "tn",
        "tr", "ts", "vi", "xh", "yo", "zu",
    ),
    "Cyrillic": ("be", "bg", "kk", "mk", "mn", "ru", "sr", "uk"),
    "Arabic": ("ar", "fa", "ur"),
    "Devanagari": ("hi", "mr", "ne"),
}  # fmt: skip
SIZES: Final = {"Latin": 60_000, "Cyrillic": 12_000, "Arabic": 4_000, "Devanagari": 2_500}
# Of the hash tenths 0 to 9 of all texts; the items at hand are those of 3 to 9, so that these two
# are three tenths of them.
HELD_OUT: Final = frozenset({0, 1, 2, 8, 9})
CALIBRATING: Final = 3
# Kinds that train and calibrate; news are for figures only.
KINDS: Final = ("sentence", "word-pair", "single-word")
# Serbian in Latin letters is made from Cyrillic, and counts a little less than what was found so.
WEIGHTS: Final = {"sr-Latn": 0.9}
# The Malay items are Indonesian, more than nine in ten: they would teach that the two are one.
# Malay has the weights that Indonesian learns, and the difference that naive Bayes finds.
TWINS: Final = {"ms": "id"}
# What the press of the world writes more or less than its neighbours, in units of a score: a
# headline that is good Bokmal and good Nynorsk is Bokmal.
PRIOR: Final = {
    "en": 0.5, "nb": 0.5, "nn": -0.4, "id": 0.4, "es": 0.2, "fr": 0.2, "de": 0.2, "hr": 0.2,
    "bs": 0.1, "sr-Latn": -0.1,
}  # fmt: skip
# A share that no corpus shows; between the rarest that is kept and nought.
UNSEEN: Final = 1e-6
# What naive Bayes counts for against the other n-grams of the same letters.
TEMPER: Final = 0.3
EPOCHS: Final = 8
BATCH: Final = 2048
RATE: Final = 0.004
# How strongly the weights are held to naive Bayes.
HOLD: Final = 2e-6
# Cuts of a sentence of more than four words: how many, and from how few to how many words.
CUTS: Final = 2
CUT: Final = (3, 10)
STEP: Final = 0.15
SEED: Final = 20261121


class Example(NamedTuple):
    """A text with its language; ``tenth`` is that of its hash, ``kind`` is the item's."""

    language: str
    kind: str
    text: str
    tenth: int


def tenth(text: str) -> int:
    """Which tenth of all texts a text is in, 0 to 9, by its hash."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) % 10


def examples(path: Path, languages: tuple[str, ...]) -> Iterator[Example]:
    """The items of some languages; Serbian also in Latin letters where these are asked for."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            language, kind, text = item["lang"], item["kind"], item["text"]
            if language in languages:
                yield Example(language, kind, text, tenth(text))
            if language == "sr" and "sr-Latn" in languages:
                yield Example("sr-Latn", kind, in_latin(text.lower()), tenth(text))


def with_cuts(found: list[Example], script: str) -> list[Example]:
    """The examples, and stretches of some words of their sentences."""
    chance = random.Random(SEED)
    made = list(found)
    for example in found:
        words = normal(example.text, script).split(" ")
        if example.kind != "sentence" or len(words) <= CUT[0] + 1:
            continue
        for _ in range(CUTS):
            size = chance.randint(CUT[0], min(CUT[1], len(words) - 1))
            start = chance.randint(0, len(words) - size)
            made.append(example._replace(text=" ".join(words[start : start + size])))
    return made


def naive_bayes(shares: list[dict[str, float]], size: int) -> tuple[list[str], Any]:
    """The ``size`` n-grams that tell most, sorted, and their centred log shares a language.

    An n-gram tells what its language gains in bits a letter over the mean of all languages.
    """
    found: dict[str, dict[int, float]] = defaultdict(dict)
    for column, one in enumerate(shares):
        for gram, share in one.items():
            if gram.strip():
                found[gram][column] = share
    gains = {}
    for gram, known in found.items():
        mean = sum(known.values()) / len(shares)
        gains[gram] = max(share * np.log(share / mean) for share in known.values())
    ranked = sorted(gains, key=lambda gram: (-gains[gram], gram))[:size]
    lost = {ranked[row] for row in slots_of(ranked)[1]}
    grams = sorted(gram for gram in ranked if gram not in lost)
    matrix = np.zeros((len(grams), len(shares)))
    for row, gram in enumerate(grams):
        for column, share in found[gram].items():
            matrix[row, column] = share
    logs = np.log(matrix + UNSEEN)
    return grams, (logs - logs.mean(axis=1, keepdims=True)).astype(np.float32)


def matrix_of(texts: list[str], grams: list[str], script: str) -> Any:
    """The counts of n-grams in texts, each row over the root of its sum, as a sparse matrix."""
    slots = slots_of(grams)[0]
    parts = []
    for text in texts:
        codes = codes_of(f" {normal(text, script)} ")
        rows = np.concatenate(list(rows_of(codes, slots)))
        parts.append(rows[rows > 0].astype(np.int32) - 1)
    ends = np.cumsum([0, *map(len, parts)])
    scale = np.repeat([1 / max(len(part), 1) ** 0.5 for part in parts], np.diff(ends))
    data = (scale.astype(np.float32), np.concatenate(parts), ends)
    matrix = scipy.sparse.csr_matrix(data, shape=(len(texts), len(grams)))
    matrix.sum_duplicates()
    return matrix


def fitted(matrix: Any, labels: Any, weights: Any, start: Any) -> Any:
    """Weights of softmax regression from ``start`` on, by Adam (Kingma and Ba 2015)."""
    learned = start.copy()
    mean, square = np.zeros_like(start), np.zeros_like(start)
    chance = np.random.default_rng(SEED)
    step = 0
    for _ in range(EPOCHS):
        order = chance.permutation(len(labels))
        for first in range(0, len(order), BATCH):
            batch = order[first : first + BATCH]
            rows = matrix[batch]
            error = softmax(rows @ learned)
            error[np.arange(len(batch)), labels[batch]] -= 1
            error *= weights[batch][:, None] / len(batch)
            slope = rows.T @ error + HOLD * (learned - start)
            step += 1
            mean = 0.9 * mean + 0.1 * slope
            square = 0.99 * square + 0.01 * slope * slope
            rate = RATE / (1 - 0.9**step)
            learned -= rate * mean / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return learned


def softmax(scores: Any) -> Any:
    """The chances that scores stand for, row by row."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def whole_steps(weights: Any) -> Any:
    """Weights as small whole numbers of ``STEP``; the most frequent weight of a row is nought."""
    centred = weights - np.median(weights, axis=1, keepdims=True)
    return np.clip(np.round(centred / STEP), -127, 127).astype(np.int8)


def chance_of(lead: Any, is_right: Any) -> tuple[float, float]:
    """Slope and offset of the log odds of being right by the lead (Platt 1999), by Newton."""
    target = np.where(
        is_right,
        (is_right.sum() + 1) / (is_right.sum() + 2),
        1 / ((~is_right).sum() + 2),
    )
    columns = np.stack((lead, np.ones_like(lead)), axis=1)
    found = np.zeros(2)
    for _ in range(50):
        odds = np.clip(columns @ found, -30, 30)
        chance = 1 / (1 + np.exp(-odds))
        slope = columns.T @ (chance - target)
        curve = (columns * (chance * (1 - chance))[:, None]).T @ columns
        found = found - np.linalg.solve(curve + 1e-9 * np.eye(2), slope)
    return float(found[0]), float(found[1])


class Trainer:
    """The training of one script."""

    def __init__(self, script: str, models: Path, items: Path) -> None:
        self.script, self.languages = script, LANGUAGES[script]
        self.items = [one for one in examples(items, self.languages) if one.language not in TWINS]
        shares = [self._shares(models, language) for language in self.languages]
        self.grams, self.bayes = naive_bayes(shares, SIZES[script])
        self.prior = np.array([PRIOR.get(language, 0.0) for language in self.languages])

    def _shares(self, models: Path, language: str) -> dict[str, float]:
        if self.script == "Devanagari":
            return profile_shares(language)
        if language == "sr-Latn":
            return latin_serbian_shares(models)
        return corpus_shares(models, language)

    def weights(self, tenths: frozenset[int]) -> Any:
        """The weights that the items of some tenths give."""
        start = (TEMPER * self.bayes).astype(np.float32)
        if self.script == "Devanagari":
            return whole_steps(start)
        found = [one for one in self.items if one.tenth in tenths and one.kind in KINDS]
        found = with_cuts(found, self.script)
        matrix = matrix_of([one.text for one in found], self.grams, self.script)
        # Twins take no part, and have no items.
        taught = [name for name in self.languages if name not in TWINS]
        columns = [self.languages.index(name) for name in taught]
        labels = np.array([taught.index(one.language) for one in found])
        counts = np.array([WEIGHTS.get(one.language, 1.0) for one in found], dtype=np.float32)
        learned = start.copy()
        learned[:, columns] = fitted(matrix, labels, counts, start[:, columns])
        for twin, other in TWINS.items():
            if twin in self.languages:
                its, known = self.languages.index(twin), self.languages.index(other)
                learned[:, its] = learned[:, known] + start[:, its] - start[:, known]
        return whole_steps(learned)

    def chance(self, weights: Any) -> tuple[float, float]:
        """How the lead of the best language tells that it is right, by the calibrating tenth."""
        found = [one for one in self.items if one.tenth == CALIBRATING and one.kind in KINDS]
        matrix = matrix_of([one.text for one in found], self.grams, self.script)
        scores = STEP * (matrix @ weights.astype(np.float32)) + self.prior
        ranked = np.sort(scores, axis=1)
        labels = np.array([self.languages.index(one.language) for one in found])
        return chance_of(ranked[:, -1] - ranked[:, -2], scores.argmax(axis=1) == labels)

    def typical(self, weights: Any) -> Any:
        """The median weight a letter of each language's sentences; 0 where there are none."""
        found = [one for one in self.items if one.tenth == CALIBRATING and one.kind == "sentence"]
        matrix = matrix_of([one.text for one in found], self.grams, self.script)
        # A row holds counts over the root of their sum, so it adds up to that root.
        roots = np.asarray(matrix.sum(axis=1)).ravel()
        letters = np.array([max(len(normal(one.text, self.script)), 1) for one in found])
        means = STEP * (matrix @ weights.astype(np.float32)) * (roots / letters)[:, None]
        typical = np.zeros(len(self.languages))
        for column, language in enumerate(self.languages):
            mine = [row for row, one in enumerate(found) if one.language == language]
            if mine:
                typical[column] = np.median(means[mine, column])
        return typical

    def arrays(self) -> dict[str, Any]:
        """What the identifier reads."""
        training = frozenset(range(10)) - HELD_OUT
        numbers = (STEP, *self.chance(self.weights(training - {CALIBRATING})))
        weights = self.weights(training)
        return {
            f"{self.script}.languages": np.array(self.languages),
            f"{self.script}.grams": np.frombuffer("\n".join(self.grams).encode(), dtype=np.uint8),
            f"{self.script}.weights": weights,
            f"{self.script}.numbers": np.array(numbers),
            f"{self.script}.prior": self.prior.astype(np.float32),
            f"{self.script}.typical": self.typical(weights).astype(np.float32),
        }


def main() -> None:
    """Train and write the models of all scripts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--items", type=Path, required=True)
    parser.add_argument("-o", "--output", type=Path, required=True)
    call = parser.parse_args()
    arrays: dict[str, Any] = {}
    for script in LANGUAGES:
        arrays |= Trainer(script, call.models, call.items).arrays()
    call.output.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(call.output / FILE, **arrays)


if __name__ == "__main__":
    main()
