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
    keyword_values,
    value_of,
)
from newsclip.knowledge.exports.papers import paper_in
from newsclip.record import Record
from newsclip.stages.split.names import led_names, names_of

if TYPE_CHECKING:
    from newsclip.knowledge.judge import Item


# A family name has so many given names behind it.
_INITIALS: Final = ("first", "second", "third")
_AND: Final = re.compile(
    r"\s(?:&|and|und|et|e|y|i|og|och|en|ja|ve|dan|v\u00e0|\u0438|\u0442\u0430|\u03ba\u03b1\u03b9)\s"
)
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
    has_text = any(item.line.is_kept for item in items[: starts[0]])
    return starts if has_text else starts[1:]


def with_own_fields(part: Record) -> Record:
    """The article with the fields that its export gives it."""
    lines = [line for line in part.lines if field_of(line) is not None]
    if not lines:
        return part
    said = {name: first_value(lines, name) for name in ("title", "url", "section", "publisher")}
    paper = said["publisher"]
    date = first_value(lines, "date") or paper
    keywords = first_value(lines, "keywords")
    authors = first_value(lines, "byline")
    url = said["url"]
    fields: dict[str, Any] = {
        "title": _NUMBER.sub("", said["title"] or ""),
        "url": url if url is not None and "://" in url else None,
        "section": _SECTION_END.split(said["section"] or "")[0],
        "publisher": _paper_of(paper) if paper is not None else _paper(part),
        "date_published": iso_date(date_value(date)) if date else None,
        "keywords": keyword_values(keywords) if keywords else (),
        "authors": _authors(authors) if authors else (),
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
        is_indexed = comma and " " not in family and given.count(" ") < len(_INITIALS)
        if is_indexed and "," not in given and given[:1].isupper():
            names.append(part.strip(" ."))
        else:
            names += led_names(part) or names_of(part)
    names = [name.strip() for joined in names for name in _apart(joined)]
    return tuple(dict.fromkeys(name for name in names if name and "@" not in name))


def _apart(names: str) -> list[str]:
    """Names with a word for "and" between them, where each is more than a word."""
    parts = _AND.split(names)
    return parts if all(" " in part.strip() for part in parts) else [names]


def _paper(part: Record) -> str | None:
    """The paper that a line with the date names as well."""
    dated = (value_of(line) for line in part.lines if field_of(line) == "date")
    return next((paper for text in dated if (paper := paper_in(text)) is not None), None)
