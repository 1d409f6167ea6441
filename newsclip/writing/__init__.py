"""Records to bytes: a module a format, listed by name in ``FORMATS``."""

from __future__ import annotations

from typing import Final

from newsclip.writing.csv import CSV
from newsclip.writing.format import Format
from newsclip.writing.html import HTML
from newsclip.writing.jsonl import JSONL
from newsclip.writing.markdown import MARKDOWN
from newsclip.writing.text import TEXT

FORMATS: Final[dict[str, Format]] = {
    "jsonl": JSONL,
    "text": TEXT,
    "markdown": MARKDOWN,
    "html": HTML,
    "csv": CSV,
}

__all__ = ["FORMATS", "Format"]
