"""What an export said of a line, as evidence on the line: reading puts it there, stages ask it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from newsclip.knowledge.exports.labels import value_start
from newsclip.knowledge.exports.marks import unstroked
from newsclip.record import Block, Label, Line, Role

KIND: Final = "field"
# The field of a line above the text that has no label: rules may know it.
HEAD: Final = "head"
# Exports of a database are text and fields alone; in what scrapers wrote below their labels a
# page's furniture may be left.
_DATABASE: Final = "export"
_DUMP: Final = "labelled"
_BEGINS: Final = "begins"
_LABELLED: Final = "label"
_ROLES: Final[dict[str, Role]] = {
    "title": "title",
    "byline": "byline",
    "date": "dateline",
    "keywords": "keywords",
    "caption": "caption",
    "legal": "legal",
    "lead": "lead",
}
_FIGURES: Final = re.compile(r"(\d{4})(\d\d)(\d\d)")
# What a database writes where it has nothing.
_NOTHING: Final = re.compile(
    r"(?:none|none available|not available|n/?a|nicht verf\u00fcgbar|non disponible|-+)\.?",
    re.IGNORECASE,
)
# As scripts close what they open in square brackets.
_CLOSING: Final = re.compile(r"\s*\[/\w{1,20}\]$")
_MORE: Final = re.compile(r"\s+\|\s+")


def block_of(field: str, *, begins: bool, is_labelled: bool, is_database: bool) -> Block:
    """The evidence on a line: its field, and whether a document begins with it or a label does."""
    marks = ((_BEGINS, begins), (_LABELLED, is_labelled))
    classes = tuple(name for name, holds in marks if holds)
    return Block(f"{_DATABASE if is_database else _DUMP}>{field}", KIND, classes=classes)


def field_of(line: Line) -> str | None:
    """The field that an export said a line is of."""
    if line.block is None or line.block.kind != KIND:
        return None
    return line.block.path.partition(">")[2]


def begins_document(line: Line) -> bool:
    """Whether a document of an export begins with a line."""
    return field_of(line) is not None and line.block is not None and _BEGINS in line.block.classes


def is_led_by_label(line: Line) -> bool:
    """Whether a line begins with the label of its field."""
    return field_of(line) is not None and line.block is not None and _LABELLED in line.block.classes


def is_database(lines: Sequence[Line]) -> bool:
    """Whether a press database wrote a file, so that what is no field is text."""
    return any(
        line.block is not None and line.block.kind == KIND and line.block.path.startswith(_DATABASE)
        for line in lines
    )


def export_labels(lines: Sequence[Line]) -> list[Label | None]:
    """A label for each line that an export says something of, else None.

    What fills a field of the record goes there, the rest is about the document, not its text.
    """
    found: list[Label | None] = []
    for line in lines:
        field = field_of(line)
        if field is None or field in {"text", HEAD}:
            found.append(None)
        elif field == "lead":
            found.append(Label("lead"))
        else:
            found.append(Label(_ROLES.get(field, "noise"), f"{_DATABASE}/{field}", None))
    return found


def value_of(line: Line) -> str:
    """What a line says of its field: its text without the label."""
    field = field_of(line)
    text = line.text.strip()
    start = value_start(text, field) if field is not None and is_led_by_label(line) else 0
    return _CLOSING.sub("", text[start:]).strip()


def first_value(lines: Sequence[Line], field: str) -> str:
    """The first value of a field among the lines of a document; one in several lines is joined.

    Empty where the document has none.
    """
    values: list[str] = []
    for line in lines:
        if field_of(line) == field and (not any(values) or not is_led_by_label(line)):
            values.append(value_of(line))
        elif any(values):
            break
    joined = " ".join(value for value in values if value)
    return joined if field == "title" or not joined else _MORE.split(joined)[0]


def date_value(text: str) -> str:
    """A date in figures alone, or with strokes, as other dates are written."""
    found = _FIGURES.fullmatch(text.strip())
    return "-".join(found.groups()) if found else unstroked(text)


def is_nothing(value: str) -> bool:
    """Whether a value says that there is none."""
    return _NOTHING.fullmatch(value.strip()) is not None
