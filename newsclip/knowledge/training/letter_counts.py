"""How often letter n-grams occur in languages, from counts that others made of large corpora.

- The language models of lingua-language-detector 1.3.5 (Apache-2.0): n-grams of one to five letters
  within words, each with its share of the occurrences of the n-gram one letter shorter, from about
  a million sentences of news a language. From these shares the counts come back, and from the
  counts, how often an n-gram begins a word, ends it, or is the whole of it.
- The profiles of langdetect (Apache-2.0): n-grams of up to three letters and spaces, from the
  abstracts of encyclopedia articles.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Final

import brotli
from langdetect.detector_factory import PROFILES_DIRECTORY

_FILES: Final = ("unigrams", "bigrams", "trigrams", "quadrigrams", "fivegrams")
# N-grams that are rarer than this tell too little to be worth their place.
RAREST: Final = 2e-6
# Serbian in Latin letters, from Cyrillic ones.
_LATIN: Final = str.maketrans(
    dict(
        zip(
            "абвгдђежзијклљмнњопрстћуфхцчџш",
            [*"abvgdđežzijkl", "lj", "m", "n", "nj", *"oprstćufhcč", "dž", "š"],
            strict=True,
        )
    )
)


def in_latin(text: str) -> str:
    """Serbian in lower-case Cyrillic letters, written in Latin ones."""
    return text.translate(_LATIN)


def corpus_shares(models: Path, language: str) -> dict[str, float]:
    """How often each n-gram occurs a letter of text; ``models`` is lingua's ``language-models``.

    Borders of words are spaces, so ``" de "`` is a whole word.
    """
    letters, counts = _counts(models / language)
    return {
        gram: times / letters
        for gram, times in _with_borders(counts).items()
        if times >= RAREST * letters
    }


def latin_serbian_shares(models: Path) -> dict[str, float]:
    """The shares of Serbian, written in Latin letters."""
    shares: dict[str, float] = {}
    for gram, share in corpus_shares(models, "sr").items():
        written = in_latin(gram)
        if len(written) <= len(_FILES):
            shares[written] = max(share, shares.get(written, 0.0))
    return shares


def profile_shares(language: str) -> dict[str, float]:
    """How often each n-gram of a profile of langdetect occurs among those of its length."""
    path = Path(PROFILES_DIRECTORY) / language
    profile = json.loads(path.read_text(encoding="utf-8"))
    shares = {gram: n / profile["n_words"][len(gram) - 1] for gram, n in profile["freq"].items()}
    return {gram: share for gram, share in shares.items() if share >= RAREST}


def _counts(folder: Path) -> tuple[int, list[Counter[str]]]:
    """The letters of a corpus, and the counts of its n-grams for each length."""
    letters = 0
    counts: list[Counter[str]] = []
    for name in _FILES:
        content = brotli.decompress((folder / f"{name}.json.br").read_bytes())
        shares = {
            tuple(map(int, share.split("/"))): grams.split(" ")
            for share, grams in json.loads(content)["ngrams"].items()
        }
        # Shares are in lowest terms; that of some letter is in those of the whole corpus.
        letters = letters or max(whole for _, whole in shares)
        found: Counter[str] = Counter()
        for (part, whole), grams in shares.items():
            for gram in grams:
                base = counts[-1][gram[:-1]] if counts else letters
                found[gram] = round(base * part / whole)
        counts.append(found)
    return letters, counts


def _with_borders(counts: list[Counter[str]]) -> dict[str, int]:
    """All counts, and those of the n-grams that begin a word, end one, or are one.

    What is not followed by a letter in the n-grams one letter longer ends a word; what has no
    letter on either side in those two letters longer is a word.
    """
    found: dict[str, int] = {}
    for longer, here in enumerate(counts, 1):
        found.update(here)
        if longer == len(counts):
            break
        before: Counter[str] = Counter()
        after: Counter[str] = Counter()
        both: Counter[str] = Counter()
        for gram, times in counts[longer].items():
            after[gram[:-1]] += times
            before[gram[1:]] += times
        if longer + 1 < len(counts):
            for gram, times in counts[longer + 1].items():
                both[gram[1:-1]] += times
        for gram, times in here.items():
            ends, begins = times - after[gram], times - before[gram]
            found[f"{gram} "] = ends
            found[f" {gram}"] = begins
            if longer + 1 < len(counts):
                found[f" {gram} "] = ends + begins - times + both[gram]
    return found
