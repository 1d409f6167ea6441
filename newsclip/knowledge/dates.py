"""Dates as ISO 8601 out of date lines, at the precision that the line gives."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Final

# Month names by their first letters, folded: English, Indonesian, Malay, German, French, Spanish,
# Italian, Portuguese, Dutch. A longer key wins over a shorter one.
_MONTHS: Final[dict[str, int]] = {
    "jan": 1, "gen": 1, "ene": 1, "janv": 1, "jän": 1,
    "feb": 2, "fév": 2, "fev": 2, "pebr": 2,
    "mar": 3, "mac": 3, "mär": 3, "mrz": 3, "maa": 3, "mrt": 3,
    "apr": 4, "avr": 4, "abr": 4,
    "may": 5, "mei": 5, "mai": 5, "mag": 5,
    "jun": 6, "juin": 6, "giu": 6,
    "jul": 7, "juil": 7, "lug": 7,
    "aug": 8, "agu": 8, "ago": 8, "aoû": 8, "aou": 8, "ogo": 8, "ags": 8,
    "sep": 9, "set": 9,
    "oct": 10, "okt": 10, "ott": 10, "out": 10,
    "nov": 11, "nop": 11,
    "dec": 12, "des": 12, "dez": 12, "déc": 12, "dic": 12, "dis": 12,
}  # fmt: skip
_AFTER_NOON: Final = (
    "\u4e0b\u5348",
    "\u665a\u4e0a",
    "\u665a\u9593",
    "\u5348\u5f8c",
    "\uc624\ud6c4",
)
_KEYS: Final = sorted(_MONTHS, key=len, reverse=True)
_NAME: Final = "(?P<month>[A-Za-z\u00c0-\u017f]{3,10})\\.?"
_YEAR: Final = "(?P<year>(?:19|20)\\d\\d)"
_DAY: Final = "(?P<day>\\d{1,2})"
_TIME: Final = (
    "(?:(?P<gap>[^\\d\\n]{0,20}?)(?P<hour>[01]?\\d|2[0-3])\\s*[:.\uff1a\u6642\u65f6\u70b9]"
    "\\s*(?P<minute>[0-5]\\d)(?::(?P<second>[0-5]\\d))?(?:\\s*\u5206)?\\s*(?P<half>[AaPp]\\.?[Mm]\\.?)?"
    "(?P<zone>Z|[+-]\\d\\d:?\\d\\d)?)?"
)
_PATTERNS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        f"{_YEAR}\\s*[\u5e74/.\\-\ub144]\\s*(?P<number>1[0-2]|0?[1-9])\\s*[\u6708/.\\-\uc6d4]\\s*"
        f"{_DAY}(?!\\d)\\s*[\u65e5\uc77c]?" + _TIME,
        f"(?<!\\d){_DAY}(?:st|nd|rd|th|er|\\.|\u00ba)?(?:\\s+de)?[\\s\\-]+{_NAME},?(?:\\s+de[l]?)?[\\s\\-]+{_YEAR}"
        + _TIME,
        f"{_NAME}\\s+{_DAY}(?:st|nd|rd|th)?,?\\s+{_YEAR}" + _TIME,
        f"(?<!\\d){_DAY}\\.\\s?(?P<number>1[0-2]|0?[1-9])\\.\\s?{_YEAR}" + _TIME,
        f"(?<!\\d){_DAY}(?P<swappable>[/\\-])(?P<number>1[0-2]|0?[1-9])[/\\-]{_YEAR}" + _TIME,
        f"{_YEAR}\\s*[\u5e74\ub144]\\s*(?P<number>1[0-2]|0?[1-9])\\s*[\u6708\uc6d4](?!\\s*\\d)",
    )
)


def iso_date(text: str) -> str | None:
    """The first date of a line as ISO 8601, with its time where one follows; None without a date.

    A date in figures whose day and month could be swapped (``05/06/2024``) is no date: neither
    reading is more likely without knowing the country.

    >>> iso_date("Published 3 May 2024, 14:05")
    '2024-05-03T14:05'
    >>> iso_date("2024年5月3日 下午")
    '2024-05-03'
    """
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            found = _iso(match.groupdict())
            if found:
                return found
    return None


def _iso(parts: dict[str, str | None]) -> str | None:
    month = _month(parts)
    if month is None:
        return None
    year, day = int(parts["year"] or 0), parts.get("day")
    if day is None:
        return f"{year:04d}-{month:02d}"
    try:
        said = date(year, month, int(day)).isoformat()
    except ValueError:
        return None
    return said + _iso_time(parts)


def _month(parts: dict[str, str | None]) -> int | None:
    number = parts.get("number")
    if number is not None:
        is_swappable = parts.get("swappable") is not None and int(parts["day"] or 0) <= 12
        return None if is_swappable else int(number)
    name = (parts.get("month") or "").casefold()
    return next((_MONTHS[key] for key in _KEYS if name.startswith(key)), None)


def _iso_time(parts: dict[str, str | None]) -> str:
    hour, minute, second = parts.get("hour"), parts.get("minute"), parts.get("second")
    if hour is None or minute is None:
        return ""
    value = int(hour)
    half = (parts.get("half") or "").casefold().replace(".", "")
    is_after_noon = any(word in (parts.get("gap") or "") for word in _AFTER_NOON)
    if (half == "pm" or is_after_noon) and value < 12:
        value += 12
    if half == "am" and value == 12:
        value = 0
    said = time(value, int(minute), int(second or 0)).isoformat("seconds" if second else "minutes")
    return f"T{said}{parts.get('zone') or ''}"
