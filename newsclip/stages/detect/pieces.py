"""A text cut into pieces of one family of scripts, without what is no prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from newsclip.knowledge import spans
from newsclip.knowledge.script import (
    CJK,
    HanVerdict,
    Tally,
    ascii_letters,
    han_verdict,
    script_of,
)

# A Han, kana or Hangul letter says about as much as three letters of an alphabet.
LETTERS_A_CJK: Final = 3
# A line of Chinese full of foreign names keeps a fifth of Chinese; a foreign line that names a
# Chinese person in brackets has a few percent.
_CJK_SHARE: Final = 0.2
# A run of another family is a piece of its own from a sentence on; below it is an inline name.
REAL_LENGTH: Final = 60
FAMILY_CJK: Final = "CJK"
_HANGUL: Final = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
_HAN: Final = (
    "\u2e80-\u2fdf\u3005-\u3007\u3040-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
_TOKEN: Final = re.compile(rf"[{_HANGUL}]+|[{_HAN}]+|[^\s{_HANGUL}{_HAN}]+|\s+")


class Piece(msgspec.Struct, frozen=True):
    """A line, or a long run of one, in one family: ``CJK``, or the name of a script.

    ``weight`` is the letters of the family, a CJK letter as three; ``han`` is there for CJK only.
    """

    family: str
    text: str
    weight: int
    han: HanVerdict | None = None


def cut(text: str) -> list[Piece]:
    """The pieces of a text in order; code, links, addresses, account names and tags left out."""
    lines = text.split("\n")
    code = spans.code_lines(lines)
    may_have_spans = spans.may_have_spans(text)
    pieces: list[Piece] = []
    for number, line in enumerate(lines):
        if number not in code and not line.isspace():
            pieces += _pieces(spans.prose(line) if may_have_spans else line)
    return pieces


def _pieces(line: str) -> list[Piece]:
    if line.isascii():
        letters = ascii_letters(line)
        return [Piece("Latin", line, letters)] if letters else []
    tally = Tally(line)
    weights = _weights(tally)
    if not weights:
        return []
    apart = {**weights, "Hangul": LETTERS_A_CJK * tally.scripts.get("Hangul", 0)}
    apart[FAMILY_CJK] = apart.get(FAMILY_CJK, 0) - apart["Hangul"]
    if sum(weight >= REAL_LENGTH for weight in apart.values()) > 1:
        runs = list(_runs(line))
        if len(runs) > 1:
            return [piece for run in runs if (piece := _piece(run))]
    return [_whole(line, tally, weights)]


def _piece(run: str) -> Piece | None:
    tally = Tally(run)
    weights = _weights(tally)
    return _whole(run, tally, weights) if weights else None


def _whole(line: str, tally: Tally, weights: dict[str, int]) -> Piece:
    """The line as one piece, of the family that its sentence is in."""
    cjk = weights.get(FAMILY_CJK, 0)
    if cjk >= _CJK_SHARE * sum(weights.values()):
        return Piece(FAMILY_CJK, line, cjk, han_verdict(tally))
    family = min(weights, key=lambda name: (-weights[name], name))
    return Piece(family, line, weights[family])


def _weights(tally: Tally) -> dict[str, int]:
    weights: dict[str, int] = {}
    for script, letters in tally.scripts.items():
        if script in CJK:
            weights[FAMILY_CJK] = weights.get(FAMILY_CJK, 0) + LETTERS_A_CJK * letters
        else:
            weights[script] = letters
    return weights


def _runs(line: str) -> Iterator[str]:
    """Stretches of one family each; a run shorter than a sentence stays with the one before it."""
    runs: list[tuple[str | None, int, list[str]]] = []
    for token in _TOKEN.findall(line):
        family = _family_of(token)
        size = len(token) * (LETTERS_A_CJK if family in {FAMILY_CJK, "Hangul"} else 1)
        if runs and (family is None or family == runs[-1][0]):
            last = runs[-1]
            last[2].append(token)
            runs[-1] = (last[0], last[1] + (size if family else 0), last[2])
        else:
            runs.append((family, size, [token]))
    pending: list[str] = []
    current: str | None = None
    for family, size, tokens in runs:
        if size >= REAL_LENGTH and family is not None and family != current:
            if current is not None:
                yield "".join(pending)
                pending = []
            current = family
        pending += tokens
    if pending:
        yield "".join(pending)


def _family_of(token: str) -> str | None:
    for character in token:
        script = script_of(character)
        if script is not None:
            return FAMILY_CJK if script in CJK and script != "Hangul" else script
    return None
