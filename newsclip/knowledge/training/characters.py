"""Write ``knowledge/data/characters.toml``: the characters of each language, most frequent first.

    python -m newsclip.knowledge.training.characters CORPORA [-o FILE]

CORPORA is a folder with ``langid-dev.jsonl.gz`` (objects with ``lang``, ``kind`` and ``text``),
``zhscript-dev.jsonl.gz`` (``lang`` and ``text``), and pages with ``lang`` and ``gold_body`` in
``magic-dev``, ``gne-dev`` and ``zhhant-dev``. Only characters outside ASCII count: they are what
tells encodings apart. The same texts give the same bytes. Texts of news in ``langid-dev`` are left
out, so that encodings can be judged on them.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "data" / "characters.toml"
# Enough for 98 % of running text: Han, kana with kanji, Hangul syllables, alphabets.
LONGEST = {"zh-Hans": 2000, "zh-Hant": 2000, "ja": 1600, "ko": 1000}
LONGEST_ALPHABET = 80
# Rarer ones are names and quotations in other scripts.
LEAST_SHARE = 0.0005
# The languages that are guessed; others have no encoding of their own, or too few files in one.
ALPHABETS = {
    "ar", "be", "bg", "ca", "cs", "da", "de", "el", "es", "et", "fa", "fi", "fr", "ga", "he", "hr",
    "hu", "is", "it", "lt", "lv", "mk", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr",
    "sv", "th", "tr", "uk", "ur",
}  # fmt: skip
# What these alphabets hold beyond ASCII: samples of them hold quotations and garbled words too.
LATIN = {
    "ca": "àçéèíïóòúü·", "cs": "áčďéěíňóřšťúůýž", "da": "æøåé",
    "de": "äöüß", "es": "áéíñóúü¿¡", "et": "äõöüšž", "fi": "äöå", "fr": "àâæçéèêëîïôœùûü«»",
    "ga": "áéíóú", "hr": "čćžšđ", "hu": "áéíóöőúüű", "is": "áðéíóúýþæö", "it": "àèéìòù",
    "lt": "ąčęėįšųūž", "lv": "āčēģīķļņšūž", "nb": "æøåéòô", "nl": "ëéïèöü", "pl": "ąćęłńóśźż",
    "pt": "ãçáéíõóêúâàô", "ro": "ăâîşţ", "sk": "áäčďéíľĺňóôŕšťúýž", "sl": "čšž", "sq": "ëç",
    "sv": "åäöé", "tr": "çğıİöşü",
}  # fmt: skip
PAGES = ("gne", "magic", "zhhant")


def texts(corpora: Path) -> Iterator[tuple[str, str]]:
    """Pairs of a language, a key of the table, and a text."""
    for item in _rows(corpora / "langid-dev.jsonl.gz"):
        if item["kind"] == "sentence":
            yield ("zh-Hans" if item["lang"] == "zh" else item["lang"]), item["text"]
    for item in _rows(corpora / "zhscript-dev.jsonl.gz"):
        yield item["lang"], item["text"]
    for name in PAGES:
        for item in _rows(corpora / f"{name}-dev.jsonl.gz"):
            language = "zh-Hans" if item["lang"].lower() == "zh-cn" else item["lang"]
            if language in LONGEST:
                yield language, item.get("gold_body") or ""


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def table(language: str, count: Counter[str]) -> str:
    """The characters of a language, most frequent first."""
    ranked = sorted(count.items(), key=lambda item: (-item[1], item[0]))
    if language in LATIN:
        alphabet = LATIN[language] + LATIN[language].upper()
        ranked = [item for item in ranked if item[0] in alphabet]
    elif language not in LONGEST:
        least = LEAST_SHARE * sum(count.values())
        ranked = [item for item in ranked if item[1] >= least]
    return "".join(c for c, _ in ranked[: LONGEST.get(language, LONGEST_ALPHABET)])


def main() -> None:
    """Count the texts, write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=TARGET)
    options = parser.parse_args()
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for language, text in texts(options.corpora):
        if language in ALPHABETS or language in LONGEST:
            counts[language].update(c for c in text if c > "\x9f" and c.isprintable())
    lines = ["# Characters outside ASCII by language, most frequent first; see characters.py.\n"]
    lines += [f'{name} = "{table(name, count)}"\n' for name, count in sorted(counts.items())]
    options.output.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
