"""Dates of markup as ISO 8601, at the precision found."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from email.utils import parsedate_to_datetime
from typing import Final

_ISO: Final = re.compile(
    r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2})"
    r"(?:(?:T|\s+|\s*T\s*)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}(?!\d))?)?)?",
    re.IGNORECASE,
)
_COMPACT: Final = re.compile(
    r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?(Z|[+-]\d{4})?(?!\d)"
)
_CJK: Final = re.compile(
    r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日號号일]"
    r"(?:\s*(\d{1,2})[:\uff1a时時시](\d{2})(?:[:\uff1a分](\d{2}))?)?"
)
# The first newspapers on the web; an earlier year, or one far ahead, is a default value.
_YEARS: Final = range(1900, 2100)
_UTC: Final = frozenset({"Z", "UTC", "GMT"})


def iso_date(text: str) -> str | None:
    """``text`` as ISO 8601 with what it holds of date, time and offset; None when it is no date.

    >>> iso_date("2024-05-03T10:00:00.000+0200")
    '2024-05-03T10:00:00+02:00'
    >>> iso_date("Fri, 03 May 2024 08:00:00 GMT")
    '2024-05-03T08:00:00+00:00'
    """
    text = text.strip()
    for pattern in (_ISO, _COMPACT, _CJK):
        match = pattern.match(text)
        if match:
            zone = match[7] if match.re.groups >= 7 else None
            return _checked([match[i] for i in range(1, 7)], zone)
    try:
        moment = parsedate_to_datetime(text[:100])
    except (ValueError, IndexError, OverflowError):
        return None
    return moment.isoformat() if moment.year in _YEARS else None


def _checked(parts: list[str | None], zone: str | None) -> str | None:
    year, month, day, hour, minute, second = (int(part) if part else None for part in parts)
    if year is None or month is None or year not in _YEARS:
        return None
    try:
        when = date(year, month, day or 1)
        if day is None:
            return f"{when:%Y-%m}"
        if hour is None or minute is None:
            return when.isoformat()
        moment = datetime.combine(when, time(hour, minute, second or 0))
    except ValueError:
        return None
    stamp = moment.isoformat(timespec="minutes" if second is None else "seconds")
    if zone is None:
        return stamp
    if zone.upper() in _UTC:
        return stamp + "+00:00"
    digits = zone.replace(":", "").ljust(5, "0")
    return f"{stamp}{digits[:3]}:{digits[3:]}"
