"""The articles of an export: where each begins, and what its fields say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from newsclip.knowledge.dates import iso_date
from newsclip.knowledge.exports.evidence import (
    begins_document,
    date_value,
    field_of,
    first_value,
    value_of,
)
from newsclip.knowledge.exports.papers import paper_in
from newsclip.knowledge.names import led_names, names_of
from newsclip.record import Record
from newsclip.stages.split.fields import keywords_of

if TYPE_CHECKING:
    from newsclip.knowledge.judge import Item


# A family name has at most so many given names behind it.
_GIVEN_NAMES: Final = 3
_SHARE: Final = re.compile(r"\s*\(\d{1,3} ?%\)")
# The agency behind a signature.
_AGENCY: Final = re.compile(r"/[A-Z]{2,6}$")
# What stands before a headline in a numbered list of hits.
_NUMBER: Final = re.compile(
    r"^(?:#{1,6} |\d{1,3}[\uff0e\u3001]|[\u25a0\u25c6\u25cf\u25ce\u25cb\u25c7])\s*"
)
# Some databases put the page behind the section.
_SECTION_END: Final = re.compile(r"\s*;")


def export_cuts(items: Sequence[Item]) -> list[int] | None:
    """The items at which further documents of an export begin; None where it is none."""
    starts = [n for n, item in enumerate(items) if begins_document(item.line)]
    if not starts:
        return None
    # What stands above the first document is a list of them, or a text of its own.
    has_text = any(item.is_text for item in items[: starts[0]])
    return starts if has_text else starts[1:]


def with_own_fields(part: Record) -> Record:
    """The article with the fields that its export gives it."""
    lines = [line for line in part.lines if field_of(line) is not None]
    if not lines:
        return part
    said = {name: first_value(lines, name) for name in ("title", "url", "section", "publisher")}
    paper = said["publisher"]
    date = first_value(lines, "date") or paper
    fields: dict[str, Any] = {
        "title": _NUMBER.sub("", said["title"]),
        "url": said["url"] if "://" in said["url"] else None,
        "section": _SECTION_END.split(said["section"])[0],
        "publisher": _paper_of(paper) if paper else _paper(part),
        "date_published": iso_date(date_value(date)),
        "keywords": _keywords(first_value(lines, "keywords")),
        "authors": _authors(first_value(lines, "byline")),
    }
    return part.replace(**{name: value for name, value in fields.items() if value})


def _paper_of(value: str) -> str:
    """The name of a paper out of a value that also says where or when it was printed."""
    name = value.partition(";")[0].strip()
    return (paper_in(name) if any(map(str.isdigit, name)) else None) or name


def _authors(value: str) -> tuple[str, ...]:
    """The names in a value; those of indexes have the family name first, behind it a comma."""
    names: list[str] = []
    for part in _AGENCY.sub("", value.strip(" ()\uff08\uff09")).split(";"):
        family, comma, given = part.strip(" .").partition(", ")
        is_indexed = comma and " " not in family and len(given.split()) <= _GIVEN_NAMES
        if is_indexed and "," not in given and given[:1].isupper():
            names.append(part.strip(" ."))
        else:
            names += led_names(part) or names_of(part)
    return tuple(dict.fromkeys(name for name in names if name and "@" not in name))


def _keywords(value: str) -> tuple[str, ...]:
    """The terms of an index, each once, without their weights ("TRADE (90%)")."""
    terms = map(str.strip, keywords_of(_SHARE.sub("", value)))
    return tuple(dict.fromkeys(term for term in terms if term))


def _paper(part: Record) -> str | None:
    """The paper that a line with the date names as well."""
    dated = (value_of(line) for line in part.lines if field_of(line) == "date")
    return next((paper for text in dated if (paper := paper_in(text)) is not None), None)
