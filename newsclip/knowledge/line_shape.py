"""What each line of a file shows by itself, as a matrix: length, stops, letters, signs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from newsclip.knowledge import letters as chars
from newsclip.knowledge.features import HEADLINE_WEIGHT, facts
from newsclip.knowledge.letters import Letters, Words, letters_of, words_of

Array = np.ndarray[Any, np.dtype[Any]]
Matrix = np.ndarray[Any, np.dtype[np.float32]]

OWN: Final = (
    "weight", "stops", "density", "closed", "wide", "bulleted", "prose", "digits", "capitals",
    "shouting", "words", "address", "parts", "clock", "quote", "sign", "asks", "colon", "cries",
    "trails", "lower", "figure-first", "opens", "closes", "headline",
)  # fmt: skip
_SCHEMES: Final = ("http://", "https://", "www.")


def own_matrix(texts: Sequence[str], prose: Array, letters: Letters, words: Words) -> Matrix:
    """The columns ``OWN`` of lines, shape (columns, lines); ``letters`` and ``words`` are theirs.

    ``prose`` is what ``features.prose`` says of each line.
    """
    length = letters.lengths
    weight = chars.weights_of(letters)
    stops = letters.count(chars.STOP_BIT)
    wide = letters.count(chars.WIDE_BIT) / length
    known = [facts(text) for text in texts]
    closed = np.array([fact.is_closed for fact in known])
    bulleted = np.array([fact.is_bulleted for fact in known])
    first = letters.bits[letters.starts]
    last = letters.bits[letters.starts + length - 1]
    number, capitals, shouting = _word_shapes(letters, words)
    trails = np.array([text.endswith(("...", "\u2026")) for text in texts])
    count = np.maximum(number, 1)
    columns = (
        weight,
        stops,
        stops / np.maximum(weight, 1.0),
        closed,
        wide,
        bulleted,
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
        trails,
        (first & chars.LOWER_BIT) > 0,
        (first & chars.DIGIT_BIT) > 0,
        (first & chars.OPENING_BIT) > 0,
        (last & chars.CLOSING_BIT) > 0,
        _headlines(texts, letters, weight, last),
    )
    return np.stack([np.asarray(column, dtype=np.float32) for column in columns])


def _addresses(texts: Sequence[str], letters: Letters) -> Array:
    """Whether each line holds the beginning of a URL, or an e-mail address."""
    found = np.array(["://" in text or "www." in text for text in texts])
    for row in np.flatnonzero(found).tolist():
        found[row] = any(sign in texts[row] for sign in _SCHEMES)
    at = np.flatnonzero(letters.codes == ord("@"))
    if len(at):
        is_word = (letters.bits & (chars.WORD_BIT | chars.DIGIT_BIT)) > 0
        around = is_word[np.maximum(at - 1, 0)] & is_word[np.minimum(at + 1, len(is_word) - 1)]
        found |= letters.has(at[around]) & letters.any(letters.codes == ord("."))
    return found


def _clocks(letters: Letters) -> Array:
    """Whether each line holds a year of these centuries or a time of day."""
    is_digit = (letters.bits & chars.DIGIT_BIT) > 0
    codes = letters.codes
    is_pair = is_digit[:-1] & is_digit[1:]
    century = (codes[:-3] == ord("1")) & (codes[1:-2] == ord("9"))
    century |= (codes[:-3] == ord("2")) & (codes[1:-2] == ord("0"))
    year = century & is_pair[2:]
    colon = (codes[1:-2] == ord(":")) | (codes[1:-2] == ord("\uff1a"))
    clock = is_digit[:-3] & colon & is_pair[2:]
    return letters.has(np.flatnonzero(year | clock))


def _headlines(texts: Sequence[str], letters: Letters, weight: Array, last: Array) -> Array:
    """Whether each line could be a headline, as ``features.is_headline_like`` says."""
    fits = (weight >= HEADLINE_WEIGHT[0]) & (weight <= HEADLINE_WEIGHT[1])
    fits &= ((last & chars.OPEN_END_BIT) == 0) & letters.any((letters.bits & chars.ALPHA_BIT) > 0)
    for row in np.flatnonzero(((last & chars.FULL_STOP_BIT) > 0) & fits).tolist():
        fits[row] = texts[row].endswith(("...", "\u3002\u3002"))
    for row in np.flatnonzero(letters.any(letters.codes == ord("/")) & fits).tolist():
        fits[row] = "://" not in texts[row]
    return fits


def _word_shapes(letters: Letters, words: Words) -> tuple[Array, Array, Array]:
    """How many words each line has, how many begin with a capital, how many have capitals only."""
    rows = len(letters.starts)
    number = np.bincount(words.rows, minlength=rows)
    if not len(words.starts):
        return number, number, number
    upper = (letters.bits & chars.UPPER_BIT) > 0
    lower = (letters.bits & chars.LOWER_BIT) > 0
    begins = upper[words.starts]
    cries = np.logical_or.reduceat(upper, words.starts)
    cries &= ~np.logical_or.reduceat(lower, words.starts) & (words.lengths > 1)
    return (
        number,
        np.bincount(words.rows, weights=begins, minlength=rows),
        np.bincount(words.rows, weights=cries, minlength=rows),
    )


def own_features(text: str, prose: float) -> tuple[float, ...]:
    """The columns ``OWN`` of one line."""
    letters = letters_of([text])
    return tuple(own_matrix([text], np.array([prose]), letters, words_of(letters))[:, 0].tolist())
