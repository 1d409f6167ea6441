"""What the language of an article says about its dates in figures: "04/11/2024", "29.01.25"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from newsclip.knowledge.dates import date_in_figures

# Languages that put the month first, by CLDR, or the year; all others put the day first.
_MONTH_FIRST: Final = frozenset({"en", "fil", "tl"})
_YEAR_FIRST: Final = frozenset({"eu", "hu", "lt", "sv"})
_LATIN: Final = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_WIDE: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LETTER: Final = re.compile(r"[^\W\d_]")
# Of so many letters the language is known well enough; more are not looked at.
_FEWEST: Final = 150
_ENOUGH: Final = 3000
# Days that cannot be months, before a month and behind one.
_DAYS: Final = "(?:1[3-9]|2\\d|3[01])"
_MONTHS: Final = "(?:1[0-2]|0?[1-9])"
_DAY_THEN_MONTH: Final = re.compile(rf"(?<!\d){_DAYS}/{_MONTHS}/\d\d")
_MONTH_THEN_DAY: Final = re.compile(rf"(?<!\d){_MONTHS}/{_DAYS}/\d\d")


def date_by_language(text: str, kept: Sequence[str], page: Sequence[str]) -> str | None:
    """The date in figures of a line about one, by the language of the ``kept`` lines of a page.

    In English the other dates of the ``page`` tell whether the day comes first.
    """
    if date_in_figures(text, is_day_first=True) is None:
        return None
    language = _language("\n".join(kept)[:_ENOUGH])
    if language is None or language in _YEAR_FIRST:
        return None
    is_day_first = language not in _MONTH_FIRST or _puts_day_first("\n".join(page))
    return date_in_figures(text, is_day_first=is_day_first)


def _puts_day_first(text: str) -> bool:
    """Whether the dates of a text whose order is sure have the day first."""
    return bool(_DAY_THEN_MONTH.search(text)) and not _MONTH_THEN_DAY.search(text)


def _language(text: str) -> str | None:
    """The language of a Latin text, "" for one in another alphabet, None for what is not known."""
    letters = len(_LETTER.findall(text))
    if letters < _FEWEST or 2 * len(_WIDE.findall(text)) > letters:
        return None
    if 2 * len(_LATIN.findall(text)) < letters:
        return ""
    from newsclip.knowledge.identifier import identifier  # noqa: PLC0415 - numpy only here

    model = identifier("Latin")
    scores = model.scores(model.fit([text]))[0]
    return model.languages[int(scores.argmax())]
