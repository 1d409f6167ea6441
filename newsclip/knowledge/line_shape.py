"""What each line of a file shows by itself, as a matrix: length, stops, letters, signs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
import numpy as np

from newsclip.knowledge import letters as chars
from newsclip.knowledge.features import HEADLINE_WEIGHT, UNSTOPPED, facts, is_headline_like
from newsclip.knowledge.letters import Letters, Words, letters_of, words_of

Array = np.ndarray[Any, np.dtype[Any]]
Matrix = np.ndarray[Any, np.dtype[np.float32]]

OWN: Final = (
    "weight", "stops", "density", "closed", "wide", "bulleted", "prose", "digits", "capitals",
    "shouting", "words", "address", "parts", "clock", "quote", "sign", "asks", "colon", "cries",
    "trails", "lower", "figure-first", "opens", "closes", "headline",
)  # fmt: skip
_DOTS: Final = 3
_SCHEMES: Final = ("http://", "https://", "www.")
# Lines of more letters in all are not remembered.
_REMEMBERED: Final = 1_000_000


class Shape(msgspec.Struct, frozen=True):
    """Lines as arrays: their letters and words, and the columns ``OWN``, shape (columns, lines)."""

    texts: Sequence[str]
    prose: Array
    letters: Letters
    words: Words
    own: Matrix


# What the lines that were read last show: one stage hands it to the next.
_last: list[Shape] = []


def shape_of(texts: Sequence[str], prose: Array) -> Shape:
    """Lines as arrays; ``prose`` is what ``features.prose`` says of each."""
    for shape in _last:
        # Of huge lines only the ends are here, and the same ends may read in another way.
        if shape.texts == texts and np.array_equal(shape.prose, prose):
            return shape
    letters = letters_of(texts)
    words = words_of(letters)
    shape = Shape(texts, prose, letters, words, own_matrix(texts, prose, letters, words))
    _last[:] = [shape] if len(letters.codes) <= _REMEMBERED else []
    return shape


def own_matrix(texts: Sequence[str], prose: Array, letters: Letters, words: Words) -> Matrix:
    """The columns ``OWN`` of lines, shape (columns, lines); ``letters`` and ``words`` are theirs.

    ``prose`` is what ``features.prose`` says of each line.
    """
    length = letters.lengths
    weight = chars.weights_of(letters)
    stops = letters.count(chars.STOP_BIT)
    wide = letters.count(chars.WIDE_BIT) / length
    first = letters.bits[letters.starts]
    last = letters.bits[letters.starts + length - 1]
    number, capitals, shouting = _word_shapes(letters, words)
    count = np.maximum(number, 1)
    closed = _closed(texts, last)
    headlines = _headlines(texts, letters, weight, last)
    for row in _unstopped(letters):
        fact = facts(texts[row])
        stops[row], closed[row] = fact.stops, fact.is_closed
        headlines[row] = is_headline_like(texts[row])
    columns = (
        weight,
        stops,
        stops / np.maximum(weight, 1.0),
        closed,
        wide,
        _bulleted(texts, first),
        prose,
        letters.count(chars.DIGIT_BIT) / length,
        capitals / count,
        shouting / count,
        number,
        _addresses(texts, letters),
        letters.count(chars.PART_BIT),
        _clocks(letters),
        letters.count(chars.QUOTE_BIT) > 0,
        letters.count(chars.SIGN_BIT) > 0,
        (last & chars.ASK_BIT) > 0,
        (last & chars.COLON_BIT) > 0,
        (last & chars.CRY_BIT) > 0,
        _trailing(letters),
        (first & chars.LOWER_BIT) > 0,
        (first & chars.DIGIT_BIT) > 0,
        (first & chars.OPENING_BIT) > 0,
        (last & chars.CLOSING_BIT) > 0,
        headlines,
    )
    matrix = np.empty((len(columns), len(texts)), dtype=np.float32)
    for place, column in enumerate(columns):
        matrix[place] = column
    return matrix


def _unstopped(letters: Letters) -> list[int]:
    """The lines that have letters of a script without stops."""
    low, high = UNSTOPPED
    if not len(letters.codes) or letters.codes.max() < low:
        return []
    places = np.flatnonzero((letters.codes >= low) & (letters.codes <= high))
    return np.flatnonzero(letters.has(places)).tolist() if len(places) else []


def _closed(texts: Sequence[str], last: Array) -> Array:
    """Whether each line ends a sentence; ``last`` are the classes of the last letters."""
    closed = (last & chars.TERMINAL_BIT) > 0
    for row in np.flatnonzero(last & (chars.BEHIND_BIT | chars.COLON_BIT)).tolist():
        closed[row] = facts(texts[row]).is_closed
    return closed


def _bulleted(texts: Sequence[str], first: Array) -> Array:
    """Whether each line begins with a list mark; ``first`` are the classes of the first letters."""
    bulleted = np.zeros(len(texts), dtype=bool)
    for row in np.flatnonzero(first & chars.BULLET_BIT).tolist():
        bulleted[row] = facts(texts[row]).is_bulleted
    return bulleted


def _trailing(letters: Letters) -> Array:
    """Whether each line is cut off, with dots at its end."""
    ends = letters.starts + letters.lengths
    dot, ellipsis = ord("."), ord("\u2026")
    last = letters.codes[ends - 1]
    found: Array = last == ellipsis
    for row in np.flatnonzero((last == dot) & (letters.lengths >= _DOTS)).tolist():
        end = ends[row]
        found[row] = letters.codes[end - 2] == dot and letters.codes[end - 3] == dot
    return found


def _addresses(texts: Sequence[str], letters: Letters) -> Array:
    """Whether each line holds the beginning of a URL, or an e-mail address."""
    codes = letters.codes
    slash, dot = np.flatnonzero(codes == ord("/")), np.flatnonzero(codes == ord("."))
    is_begun = codes[slash - 1] == ord(":"), codes[dot - 1] == ord("w")
    found = letters.has(np.append(slash[is_begun[0]], dot[is_begun[1]]))
    for row in np.flatnonzero(found).tolist():
        found[row] = any(sign in texts[row] for sign in _SCHEMES)
    at = np.flatnonzero(codes == ord("@"))
    if len(at):
        is_word = (letters.bits & (chars.WORD_BIT | chars.DIGIT_BIT)) > 0
        around = is_word[np.maximum(at - 1, 0)] & is_word[np.minimum(at + 1, len(is_word) - 1)]
        found |= letters.has(at[around]) & letters.has(dot)
    return found


def _clocks(letters: Letters) -> Array:
    """Whether each line holds a year of these centuries or a time of day."""
    codes = letters.codes
    at = np.flatnonzero((letters.bits[:-3] & chars.DIGIT_BIT) != 0)
    first, second = codes[at], codes[at + 1]
    is_pair = (letters.bits[at + 2] & letters.bits[at + 3] & chars.DIGIT_BIT) > 0
    is_century = (first == ord("1")) & (second == ord("9"))
    is_century |= (first == ord("2")) & (second == ord("0"))
    is_clock = (second == ord(":")) | (second == ord("\uff1a"))
    return letters.has(at[(is_century | is_clock) & is_pair])


def _headlines(texts: Sequence[str], letters: Letters, weight: Array, last: Array) -> Array:
    """Whether each line could be a headline, as ``features.is_headline_like`` says."""
    fits = (weight >= HEADLINE_WEIGHT[0]) & (weight <= HEADLINE_WEIGHT[1])
    fits &= ((last & chars.OPEN_END_BIT) == 0) & letters.has_any(chars.ALPHA_BIT)
    for row in np.flatnonzero(((last & chars.FULL_STOP_BIT) > 0) & fits).tolist():
        fits[row] = texts[row].endswith(("...", "\u3002\u3002"))
    for row in np.flatnonzero(letters.has_code("/") & fits).tolist():
        fits[row] = "://" not in texts[row]
    return fits


def _word_shapes(letters: Letters, words: Words) -> tuple[Array, Array, Array]:
    """How many words each line has, how many begin with a capital, how many have capitals only."""
    rows = len(letters.starts)
    number = np.bincount(words.rows, minlength=rows)
    if not len(words.starts):
        return number, number, number
    begins = (letters.bits[words.starts] & chars.UPPER_BIT) > 0
    cries = np.zeros(len(words.starts), dtype=bool)
    upper = np.flatnonzero((letters.bits & chars.UPPER_BIT) != 0)
    cries[np.searchsorted(words.starts, upper[upper >= words.starts[0]], side="right") - 1] = True
    some = np.flatnonzero(cries & (words.lengths > 1))
    lower = np.cumsum((letters.bits & chars.LOWER_BIT) != 0, dtype=np.int32)
    ends = np.append(words.starts[1:], len(lower))[some]
    # No small letter comes behind the first letter, and that is none.
    cries[:] = False
    cries[some] = lower[ends - 1] == lower[words.starts[some]]
    cries &= (letters.bits[words.starts] & chars.LOWER_BIT) == 0
    return (
        number,
        np.bincount(words.rows, weights=begins, minlength=rows),
        np.bincount(words.rows, weights=cries, minlength=rows),
    )


def own_features(text: str, prose: float) -> tuple[float, ...]:
    """The columns ``OWN`` of one line."""
    letters = letters_of([text])
    return tuple(own_matrix([text], np.array([prose]), letters, words_of(letters))[:, 0].tolist())
