"""Count common terms: ``python -m newsclip.knowledge.training.common_terms CORPORA -o FOLDER``.

CORPORA holds ``langid-dev.jsonl.gz``, of which the sentences of general text are read (none of
news). FOLDER gets ``terms.npz``: the terms that several sentences of a language have, and how
little each says of a subject.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from pathlib import Path
from typing import Final

import numpy as np

from newsclip.knowledge.letters import letters_of
from newsclip.knowledge.training.examples import rows
from newsclip.knowledge.vocabulary import term_keys

# A term of this share of the sentences of a language says nothing, of this share everything.
COMMON: Final = 0.1
RARE: Final = 0.002
# A term of fewer sentences than this is not listed.
LEAST: Final = 4


def shares(path: Path) -> dict[int, float]:
    """The share of the sentences that have a term, in the language where that is the largest."""
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    number: Counter[str] = Counter()
    for row in rows(path):
        text = " ".join(row["text"].split("\n"))
        if row["kind"] == "sentence" and text.strip():
            number[row["lang"]] += 1
            counts[row["lang"]].update(set(term_keys(letters_of([text]))[1].tolist()))
    found: dict[int, float] = {}
    for language, terms in counts.items():
        for term, count in terms.items():
            if count >= LEAST:
                found[term] = max(found.get(term, 0.0), count / number[language])
    return found


def main() -> None:
    """Count and write ``terms.npz``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    call = parser.parse_args()
    found = sorted(shares(call.corpora / "langid-dev.jsonl.gz").items())
    keys = np.array([key for key, _ in found], dtype=np.uint32)
    share = np.array([share for _, share in found])
    rarity = np.clip(np.log(share / COMMON) / np.log(RARE / COMMON), 0, 1)
    np.savez_compressed(
        call.output / "terms.npz", keys=keys, rarity=np.round(rarity * 255).astype(np.uint8)
    )


if __name__ == "__main__":
    main()
