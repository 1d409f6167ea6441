"""The fields of an article out of its own lines: authors, date, credits, keywords, captions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from newsclip.knowledge.dates import find_date
from newsclip.knowledge.exports.evidence import value_of
from newsclip.knowledge.folding import simplified
from newsclip.knowledge.names import (
    AUTHOR_LABELS,
    NEXT_LABEL,
    is_name,
    led_names,
    names_of,
    stated_names,
)
from newsclip.knowledge.reporters import (
    closing_reporters,
    is_desk,
    is_house,
    opening_reporters,
    reporters,
    slashed_names,
)
from newsclip.knowledge.running_text import is_signature
from newsclip.record import FIELD_OF_ROLE, Line, Record
from newsclip.stages.split.day_order import date_by_language
from newsclip.stages.split.head_lines import RULE
from newsclip.stages.split.published import ABOVE, HEAD, SECOND, first_published, zones

if TYPE_CHECKING:
    from newsclip.knowledge.judge import Match

_WORDS: Final = re.compile("\\s*[,\uff0c\u060c\u3001;\uff1b\u061b|\uff5c]\\s*")
_TAGS: Final = re.compile("[#\uff03]\\s*([^#\uff03,\uff0c\u060c\u3001]+)")
_LABEL: Final = re.compile("^[^:\uff1a]{1,40}[:\uff1a]\\s*")
# Who edited or let pass what another wrote; Chinese as Simplified.
_EDITOR: Final = re.compile(
    "\\W{0,4}(?:[一-鿿]{0,4}(?:编辑|责编)|编|[一-鿿]{0,2}(?:校对|校审|审校|审核|审读|编审)"
    "|[一二三初复终]审|核稿|审稿|[总副]?监制|监审|[一-鿿]{0,2}(?:主编|总编)|值班[一-鿿]{2,3}"
    "|签发|统稿|出品人|美编|[一-鿿]{0,2}剪辑|editor|redaktion)\\s?[:：|｜丨/／](?!记者|撰文|文字)"
    "|\\W{0,4}edited by[:\\s]",
    re.IGNORECASE,
)
# A text says in so many lines who reported it, first or last.
_ENDS: Final = 3
_EDGE: Final = " \t:\uff1a|\uff5c/\uff0f-\u2013\u2014\u00b7\u2022()[]\uff08\uff09\u3010\u3011"


def fill_fields(record: Record, match: Match) -> Record:
    """The record with the fields that are still empty filled from its lines.

    ``match`` gives the hits of rules, which know what a line says beside the phrase that they name.
    """
    found: dict[str, list[str]] = {}
    dates: list[tuple[int, str]] = []
    # Some sites print the date behind the names.
    dated: list[tuple[int, str]] = []
    authors: list[tuple[int, str, list[str]]] = []
    fields = [line for line in record.lines if line.role in FIELD_OF_ROLE or _signs(line)]
    zone = zones(record.lines, fields)
    for line, hit in zip(fields, match([line.text for line in fields]), strict=True):
        is_byline = hit is not None and hit.role == "byline" and _signs(line)
        role = "byline" if is_byline else line.role
        said = hit.value or "" if hit is not None and hit.role == role else line.text
        place = zone[line.first]
        match role:
            case "byline":
                authors.append((place, line.text, _names(line, said)))
                dated.append((place, line.text))
            case "credit":
                _add(
                    found, "credits", [_undated(_first_label(said if hit else _after_label(said)))]
                )
                authors.append((place, line.text, names_of(_author_beside(line.text))))
                if place in {HEAD, ABOVE}:
                    dated.append((place, line.text))
            case "keywords":
                _add(found, "keywords", _linked(line) or keywords_of(said))
            case "caption":
                _add(found, "captions", [value_of(line)])
            case "dateline":
                said_beside = led_names(line.text) or names_of(_author_beside(line.text))
                authors.append((place, line.text, said_beside))
                dates.append((place, line.text))
    _add_authors(found, authors, record.lines)
    changes: dict[str, Any] = {
        name: tuple(values)
        for name, values in found.items()
        if values and not getattr(record, name)
    }
    if record.date_published is None:
        date = first_published((*dates, *dated)) or _by_language(record, dates)
        if date:
            changes["date_published"] = date
    return record.replace(**changes) if changes else record


def _by_language(record: Record, dates: Sequence[tuple[int, str]]) -> str | None:
    """The date that a line of the head gives in figures whose order only the language tells."""
    dates = [(zone, text) for zone, text in dates if zone == HEAD]
    if not dates:
        return None
    kept = [line.text for line in record.lines if line.is_kept]
    page = [line.text for line in record.lines]
    return first_published(dates, lambda text: date_by_language(text, kept, page))


def _signs(line: Line) -> bool:
    """Whether a line of the text says who wrote it."""
    return line.is_kept and is_signature(line.text)


def _names(line: Line, said: str) -> list[str]:
    """The names in a byline: ``said`` is what its rule takes for them."""
    reported = reporters(line.text)
    if reported is not None:
        return reported
    slashed = slashed_names(line.text)
    if slashed:
        return slashed
    if _signs(line):
        # Chinese names, of which each is one word.
        return [word for name in names_of(said) for word in name.split()]
    linked = _linked(line)
    if linked and all(map(is_name, linked)) and " ".join(linked) in said:
        # Nothing but a blank parts them.
        return linked
    if line.label is not None and line.label.rule == RULE:
        return led_names(line.text) or stated_names(line.text)
    return names_of(said)


def _add_authors(
    found: dict[str, list[str]],
    bylines: list[tuple[int, str, list[str]]],
    lines: Iterable[Line],
) -> None:
    """The names of bylines as authors, those of editors as credits where an author is named.

    Below a headline stand its authors, elsewhere those of other articles too: what has some in its
    head has no others. Where there is none, the text itself may say who reported it. Papers and
    sites are credits.
    """
    named = []
    for place, text, names in bylines:
        _add(found, "credits", [name for name in names if is_house(name) and not is_desk(name)])
        persons = [name for name in names if not is_house(name) and not is_desk(name)]
        if persons:
            named.append((place, text, persons))
    writers = [(place, names) for place, text, names in named if not _is_editor(text)]
    places = {place for place, _ in writers}
    own = [names for place, names in writers if HEAD in places and place in {HEAD, SECOND}]
    own = own or [names for names in [_reporters_in(lines)] if names]
    for names in own or [names for _, names in writers] or [names for *_, names in named]:
        _add(found, "authors", names)
    for _, text, names in named if own or writers else ():
        if _is_editor(text):
            _add(found, "credits", names)


def _is_editor(text: str) -> bool:
    return _EDITOR.match(simplified(text)) is not None


def _reporters_in(lines: Iterable[Line]) -> list[str]:
    """The reporters whom a Chinese text names before it begins, else behind its end."""
    text = [line.text for line in lines if line.is_kept and line.role != "title"]
    opened = (opening_reporters(one) for one in text[:_ENDS])
    closed = (closing_reporters(one) for one in reversed(text[-_ENDS:]))
    return next((names for names in (*opened, *closed) if names), [])


def _linked(line: Line) -> list[str]:
    """The texts of the links in a line that lists some; empty for other lines."""
    marks = line.block.marks if line.block is not None else ()
    texts = [line.text[mark.start : mark.end] for mark in marks if mark.kind == "link"]
    return texts if len(texts) > 1 else []


def keywords_of(text: str | None) -> list[str]:
    """The keywords in a line: after each hash sign, else between commas."""
    if not text:
        return []
    tags = _TAGS.findall(text)
    return tags or _WORDS.split(text)


def _first_label(text: str) -> str:
    """What stands before the next label of the same line."""
    return NEXT_LABEL.split(text, maxsplit=1)[0]


def _after_label(text: str) -> str:
    """What follows the first colon of a line, the line itself when nothing does."""
    return _LABEL.sub("", text, count=1) or text


def _author_beside(text: str) -> str:
    """The author that a line of several labels names ("Source: A  Author: B"), "" for none."""
    for part in NEXT_LABEL.split(text)[1:]:
        label, _, said = part.replace("\uff1a", ":").partition(":")
        if label.strip().casefold() in AUTHOR_LABELS:
            return said
    return ""


def _undated(text: str) -> str:
    """What a line says before a date that ends it."""
    span = find_date(text)
    return text[: span[0]] if span and span[0] > 0 and not text[span[1] :].strip(_EDGE) else text


def _add(found: dict[str, list[str]], name: str, values: Iterable[str]) -> None:
    have = found.setdefault(name, [])
    for one in values:
        clean = one.strip(_EDGE) if name != "captions" else one.strip()
        if clean and clean not in have:
            have.append(clean)
