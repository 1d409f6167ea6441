"""Write ``reading/data/characters.toml``: the characters of each language, most frequent first.

    python characters.py OUT < TEXTS

TEXTS are JSON lines ``{"language": TAG, "text": ...}``. Only characters outside ASCII count: they
are what tells encodings apart. The same texts give the same bytes.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

# Enough for 98 % of running text: Han, kana with kanji, Hangul syllables, alphabets.
LONGEST = {"zh-Hans": 2000, "zh-Hant": 2000, "ja": 1600, "ko": 1000}
LONGEST_ALPHABET = 80
# Rarer ones are names and quotations in other scripts.
LEAST_SHARE = 0.0005
# What these alphabets hold beyond ASCII: samples of them hold quotations and garbled words too.
LATIN = {
    "az": "əıüşçöğİ", "bs": "čćžšđ", "ca": "àçéèíïóòúü·", "cs": "áčďéěíňóřšťúůýž", "da": "æøåé",
    "de": "äöüß", "es": "áéíñóúü¿¡", "et": "äõöüšž", "fi": "äöå", "fr": "àâæçéèêëîïôœùûü«»",
    "ga": "áéíóú", "hr": "čćžšđ", "hu": "áéíóöőúüű", "is": "áðéíóúýþæö", "it": "àèéìòù",
    "lt": "ąčęėįšųūž", "lv": "āčēģīķļņšūž", "nb": "æøåéòô", "nl": "ëéïèöü", "pl": "ąćęłńóśźż",
    "pt": "ãçáéíõóêúâàô", "ro": "ăâîşţ", "sk": "áäčďéíľĺňóôŕšťúýž", "sl": "čšž", "sq": "ëç",
    "sv": "åäöé", "tr": "çğıİöşü",
}  # fmt: skip


def main() -> None:
    """Count the texts of standard input, write the tables."""
    counts: dict[str, Counter[str]] = {}
    for line in sys.stdin:
        item = json.loads(line)
        characters = (c for c in item["text"] if c > "\x9f" and c.isprintable())
        counts.setdefault(item["language"], Counter()).update(characters)
    lines = ["# Characters outside ASCII by language, most frequent first; see characters.py.\n"]
    for language, count in sorted(counts.items()):
        ranked = sorted(count.items(), key=lambda item: (-item[1], item[0]))
        longest = LONGEST.get(language)
        if language in LATIN:
            alphabet = LATIN[language] + LATIN[language].upper()
            ranked = [item for item in ranked if item[0] in alphabet]
        elif longest is None:
            least = LEAST_SHARE * sum(count.values())
            ranked = [item for item in ranked if item[1] >= least]
        kept = "".join(c for c, _ in ranked[: longest or LONGEST_ALPHABET])
        lines.append(f'{language} = "{kept}"\n')
    Path(sys.argv[1]).write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
