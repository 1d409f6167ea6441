"""Decide: an editor's decisions carried out on the articles of one source; no line is lost."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import msgspec

from newsclip.errors import RecordError
from newsclip.knowledge.decisions import HAND, FileDecisions, Place
from newsclip.knowledge.judge import kept_label
from newsclip.record import (
    DROPPED_ROLES,
    FIELD_ROLES,
    Label,
    Line,
    Part,
    Record,
    article_id,
)

# What a page, or lines of an article, say of the article that owns them.
_OWNED: Final[dict[str, tuple[()] | None]] = {
    "title": None,
    "url": None,
    "authors": (),
    "date_published": None,
    "section": None,
    "keywords": (),
    "captions": (),
    "credits": (),
}
# Those that the lines of an article fill.
_FILLED: Final = ("authors", "date_published", "keywords", "captions", "credits")
_NO_ARTICLE: Final = "no-article"
Fill = Callable[[Record], Record]


def decide(
    document: Record, articles: Sequence[Record], decisions: FileDecisions, *, fill: Fill
) -> list[Record]:
    """The articles of ``document``, which ``split`` gave, as an editor decided.

    ``fill`` gives an article with its empty fields filled from its lines. Lines that no decision
    names keep their roles, but of two headlines in an article the second is a subhead. Raises
    RecordError when a decision names a line that does not begin anywhere in the source.
    """
    lines = [line for article in articles for line in article.lines]
    if not lines:
        return list(articles)
    places: dict[int, Place] = {one.line: one.place for one in decisions.lines}
    titles = {one.start: one.title for one in decisions.titles}
    edges = [article.source.first_line for article in articles]
    starts = [edges[0], *(n for n in sorted(decisions.starts or edges) if n > edges[0])]
    known = {line.first for line in lines}
    wrong = [*({*places, *starts} - known), *({*titles} - {*starts})]
    if wrong:
        message = f"a decision names line {min(wrong)}, where nothing begins"
        raise RecordError(message, path=document.source.path, hint="review the file again")
    owners = _owners(articles, starts)
    bounds = [*starts, articles[-1].source.last_line + 1]
    found: list[Record] = []
    for index, (first, stop) in enumerate(pairwise(bounds)):
        own = tuple(line for line in lines if first <= line.first < stop)
        lead = articles[bisect_right(edges, first) - 1]
        part = _part(articles, owners[index], lead, own)
        part = _with_places(part, owners[index], places, fill)
        if first in titles:
            part = part.replace(title=titles[first].strip() or None)
        part = _named(part, document, index + 1, len(starts))
        found.append(_noted(part, places, has_title=first in titles, is_cut=starts != edges))
    return found


def _owners(articles: Sequence[Record], starts: Sequence[int]) -> list[list[Record]]:
    """For each new article the old ones whose headline it holds.

    An old one without a headline line belongs to where it began.
    """
    owners: list[list[Record]] = [[] for _ in starts]
    for article in articles:
        heads = (line.first for line in article.lines if line.role == "title")
        at = next(heads, article.source.first_line)
        owners[bisect_right(starts, at) - 1].append(article)
    return owners


def _part(
    articles: Sequence[Record], owned: Sequence[Record], lead: Record, lines: tuple[Line, ...]
) -> Record:
    """Some lines as an article, with the fields of the old ones that it owns.

    ``lead`` is the old one that its first line is from.
    """
    first, last = lines[0].first, lines[-1].last
    fields: dict[str, Any] = dict(_OWNED)
    for name, empty in _OWNED.items():
        values = [getattr(record, name) for record in owned]
        if empty is None:
            fields[name] = next((value for value in values if value is not None), None)
        else:
            fields[name] = tuple(dict.fromkeys(one for value in values for one in value))
    doubts = [*lead.warnings, *(w for record in owned for w in record.warnings)]
    doubts = [w for w in doubts if w.line is None]
    doubts += [w for record in articles for w in record.warnings if w.line is not None]
    return lead.replace(
        lines=lines,
        source=msgspec.structs.replace(lead.source, first_line=first, last_line=last),
        edits=tuple(e for record in articles for e in record.edits if first <= e.line <= last),
        warnings=tuple(
            dict.fromkeys(w for w in doubts if w.line is None or first <= w.line <= last)
        ),
        **fields,
    )


def _with_places(
    part: Record, owned: Sequence[Record], places: Mapping[int, Place], fill: Fill
) -> Record:
    """The article with its lines where the editor put them, and the fields that follow."""
    heads = [line for line in part.lines if places.get(line.first) == "title"]
    is_by_hand = bool(heads)
    if not heads:
        heads = [line for line in part.lines if line.role == "title" and line.first not in places]
    head = heads[0].first if heads else None
    lines = tuple(_placed(line, places.get(line.first), head) for line in part.lines)
    is_same = len(owned) == 1 and _field_lines(owned[0].lines) == _field_lines(lines)
    if not is_same:
        stale = [
            name for name in _FILLED if all(_is_filled(record, name, fill) for record in owned)
        ]
        part = fill(part.replace(lines=lines, **{name: _OWNED[name] for name in stale}))
    if is_by_hand:
        part = part.replace(title=heads[0].text.strip())
    return part.replace(lines=lines)


def _field_lines(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.role in FIELD_ROLES and line.role != "title"]


def _is_filled(record: Record, name: str, fill: Fill) -> bool:
    """Whether a field holds what the lines of its record say, and not what markup said."""
    refilled = getattr(fill(record.replace(**{name: _OWNED[name]})), name)
    return bool(refilled == getattr(record, name))


def _placed(line: Line, place: Place | None, head: int | None) -> Line:
    """A line with its label, when ``head`` is the line of the headline."""
    if line.is_blank:
        return line
    label = line.label
    if place == "title":
        label = Label("title", HAND)
    elif place == "dropped":
        label = label if line.role in DROPPED_ROLES else Label("noise", HAND)
    elif place == "text" and not line.is_kept:
        label = kept_label(line.text)
    if label is not None and label.role == "title" and line.first != head:
        label = Label("subhead")
    return msgspec.structs.replace(line, label=label)


def _named(part: Record, document: Record, index: int, count: int) -> Record:
    """The article with its id and its place; a source without text stays a document."""
    if count == 1 and not part.kept:
        return part
    first, last = part.source.first_line, part.source.last_line
    return part.replace(
        type="article",
        id=document.id if count == 1 else article_id(document, first, last),
        part=Part(index, count),
        warnings=tuple(w for w in part.warnings if w.code != _NO_ARTICLE),
    )


def _noted(part: Record, places: Mapping[int, Place], *, has_title: bool, is_cut: bool) -> Record:
    """The article with its history: what was decided by hand; the rest was by rule."""
    by_hand: dict[str, list[str]] = {"text": [], "dropped": [], "title": []}
    for line in part.lines:
        place = places.get(line.first)
        if place is not None:
            by_hand[place].append(str(line.first))
    return part.with_step(
        "apply",
        kept=by_hand["text"],
        dropped=by_hand["dropped"],
        headline=by_hand["title"],
        title="hand" if has_title or by_hand["title"] else "rule",
        boundaries="hand" if is_cut else "rule",
    )
