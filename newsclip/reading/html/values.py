"""Texts of markup as values of fields: one line each, none twice."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Final

_SPACES: Final = re.compile(r"\s+")
_MAX_TEXT: Final = 5000
MAX_ITEMS: Final = 100


def first(values: Iterable[str | None]) -> str | None:
    """The first of some values that is a text."""
    return next((text for text in map(clean, values) if text), None)


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """The values, each once, without addresses."""
    cleaned = (clean(value) for value in values)
    kept = dict.fromkeys(v for v in cleaned if v and "://" not in v)
    return tuple(kept)[:MAX_ITEMS]


def clean(text: str | None) -> str | None:
    """One line of text without character references left over, None for none or an endless one."""
    if not text or len(text) > _MAX_TEXT:
        return None
    return _SPACES.sub(" ", html.unescape(text)).strip() or None
