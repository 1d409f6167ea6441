"""The fields of an article out of its own lines: authors, date, credits, keywords, captions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from newsclip.knowledge.dates import iso_date
from newsclip.knowledge.features import facts
from newsclip.record import FIELD_OF_ROLE, Record

if TYPE_CHECKING:
    from newsclip.knowledge.judge import Match

# The longest name of a person or a desk, in letters; what is longer is a sentence about one.
LONGEST_NAME: Final = 45
_NAMES: Final = re.compile(
    "\\s*(?:[,\uff0c\u060c\u3001/\uff0f;\uff1b|\uff5c&]|\\band\\b|\\bdan\\b|\\bund\\b|\\bet\\b|\\by\\b)\\s*"
)
_WORDS: Final = re.compile("\\s*[,\uff0c\u060c\u3001;\uff1b\u061b|\uff5c]\\s*")
_TAGS: Final = re.compile("[#\uff03]\\s*([^#\uff03,\uff0c\u060c\u3001]+)")
# What the persons of a byline are, written before or after their names.
_OFFICE: Final = re.compile(
    "(?:^|(?<=\\s))(?:\u901a[\u8baf\u8a0a][\u5458\u54e1]|[\u8bb0\u8a18]\u8005|[\u6444\u651d]\u5f71"
    "|[\u7f16\u7de8][\u8f91\u8f2f]|\uae30\uc790)(?=\\s|$)"
)
_NEXT_LABEL: Final = re.compile("\\s+(?=[^\\s:\uff1a]{1,12}[:\uff1a](?!//))")
_LABEL: Final = re.compile("^[^:\uff1a]{1,40}[:\uff1a]\\s*")
_AUTHOR_LABELS: Final = frozenset(
    {
        "\u4f5c\u8005", "\u8bb0\u8005", "\u8a18\u8005", "\u64b0\u6587", "\u64b0\u7a3f",
        "\u6587", "author", "writer", "reporter", "penulis", "auteur", "autor", "autore", "auteure",
        "\u8457\u8005", "\uae30\uc790",
    }
)  # fmt: skip
_EDGE: Final = " \t:\uff1a|\uff5c/\uff0f-\u2013\u2014\u00b7\u2022()[]\uff08\uff09\u3010\u3011"


def fill_fields(record: Record, match: Match) -> Record:
    """The record with the fields that are still empty filled from its lines.

    ``match`` gives the hits of rules, which know what a line says beside the phrase that they name.
    """
    found: dict[str, list[str]] = {}
    dates: list[str] = []
    # Some sites print the date behind the names.
    dated: list[str] = []
    fields = [line for line in record.lines if line.role in FIELD_OF_ROLE]
    for line, hit in zip(fields, match([line.text for line in fields]), strict=True):
        said = hit.value or "" if hit is not None and hit.role == line.role else line.text
        match line.role:
            case "byline":
                _add(found, "authors", _names(said))
                dated.append(line.text)
            case "credit":
                _add(found, "credits", [_first_label(said if hit else _after_label(said))])
                _add(found, "authors", _names(_author_beside(line.text)))
            case "keywords":
                _add(found, "keywords", keywords_of(said))
            case "caption":
                _add(found, "captions", [line.text])
            case "dateline":
                dates.append(line.text)
    changes: dict[str, Any] = {
        name: tuple(values)
        for name, values in found.items()
        if values and not getattr(record, name)
    }
    if record.date_published is None:
        date = next(filter(None, map(iso_date, (*dates, *dated))), None)
        if date:
            changes["date_published"] = date
    return record.replace(**changes) if changes else record


def keywords_of(text: str | None) -> list[str]:
    """The keywords in a line: after each hash sign, else between commas."""
    if not text:
        return []
    tags = _TAGS.findall(text)
    return tags or _WORDS.split(text)


def _names(text: str) -> list[str]:
    """The names in a byline, without what the persons are; what is too long for one is left out."""
    parts = _NAMES.split(_OFFICE.sub(",", text))
    return [name for name in parts if facts(name).weight <= LONGEST_NAME]


def _first_label(text: str) -> str:
    """What stands before the next label of the same line."""
    return _NEXT_LABEL.split(text, maxsplit=1)[0]


def _after_label(text: str) -> str:
    """What follows the first colon of a line, the line itself when nothing does."""
    return _LABEL.sub("", text, count=1) or text


def _author_beside(text: str) -> str:
    """The author that a line of several labels names ("Source: A  Author: B"), "" for none."""
    for part in _NEXT_LABEL.split(text)[1:]:
        label, _, said = part.replace("\uff1a", ":").partition(":")
        if label.strip().casefold() in _AUTHOR_LABELS:
            return said
    return ""


def _add(found: dict[str, list[str]], name: str, values: Iterable[str]) -> None:
    have = found.setdefault(name, [])
    for one in values:
        clean = one.strip(_EDGE) if name != "captions" else one.strip()
        if clean and clean not in have:
            have.append(clean)
