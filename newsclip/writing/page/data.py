"""What the review page is told: each source with its lines and articles, as compact JSON."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from newsclip.knowledge.changes import Change, changes
from newsclip.knowledge.decisions import outcome_of
from newsclip.knowledge.folding import says_same
from newsclip.record import Line, Record

# A text is itself; one that was changed is pieces in turn: same, old, new, same, old, new, ...
Text = str | list[str]
# Inside a script element "<" can end it or open a comment, and older tools take the separators, as
# editors take bidirectional controls, for what they are. Scanners of mail and of uploads take a
# call in quotes for a script.
_UNSAFE: Final = re.compile("[<>&'\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


class Reviewed(msgspec.Struct, frozen=True):
    """A source as its articles, as they are before ``convert`` and after it.

    ``shown`` are the articles with every line converted that an editor could put into the text.
    The three are the same where nothing is converted.
    """

    articles: tuple[Record, ...]
    converted: tuple[Record, ...]
    shown: tuple[Record, ...]


class PageArticle(msgspec.Struct, frozen=True, omit_defaults=True):
    """An article: the line that it starts at, and what its head says."""

    start: int
    title: str | None
    language: str | None = None
    languages: list[tuple[str, float]] = []
    authors: list[str] = []
    date: str | None = None
    publisher: str | None = None
    warnings: list[tuple[str, int | None]] = []


class PageFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """A source: its lines in order from line ``first`` on, why each is what it is, its articles.

    ``joined`` lists the place of each line that repair joined, and its last source line.
    """

    path: str
    member: str | None
    sha256: str
    outcome: str
    first: int
    lines: list[Text]
    reasons: list[int]
    articles: list[PageArticle]
    joined: list[tuple[int, int]] = []


Row = tuple[str, str | None, str | None, float | None]


class Reasons:
    """The table of reasons: role, rule, evidence, score; lines name a row of it."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._places: dict[Row, int] = {}

    def place_of(self, line: Line) -> int:
        """The row of the reason of a line; evidence that says no more than the line is left out."""
        label = line.label
        if label is None or line.is_blank:
            row: Row = ("blank" if line.is_blank else "body", None, None, None)
        else:
            evidence = label.evidence
            if evidence is not None and says_same(evidence, line.text):
                evidence = None
            score = None if label.score is None or label.score >= 1 else round(label.score, 2)
            row = (label.role, label.rule, evidence, score)
        place = self._places.setdefault(row, len(self.rows))
        if place == len(self.rows):
            self.rows.append(row)
        return place


def page_file(reviewed: Reviewed, reasons: Reasons) -> PageFile:
    """A source as the page has it; ``reasons`` is shared by all of a page."""
    lines: list[Line] = []
    texts: list[Text] = []
    for article, shown in zip(reviewed.articles, reviewed.shown, strict=True):
        touched = changes(article, None if shown is article else shown)
        lines += article.lines
        texts += [_text(line, touched.get(line.first)) for line in article.lines]
    source = reviewed.articles[0].source
    return PageFile(
        path=source.path,
        member=source.member,
        sha256=source.sha256,
        outcome=outcome_of(reviewed.articles),
        first=source.first_line,
        lines=texts,
        reasons=[reasons.place_of(line) for line in lines],
        articles=[_article(record) for record in reviewed.converted],
        joined=[(n, line.last) for n, line in enumerate(lines) if line.last > line.first],
    )


def _text(line: Line, pieces: Sequence[Change] | None) -> Text:
    if pieces is None:
        return line.text
    found = [""]
    for state, piece in pieces:
        place = (len(found) - 1) % 3
        if state == "same":
            found += [""] if place else []
            found[-1] += piece
        else:
            found += [] if place else ["", ""]
            found[-2 if state == "old" else -1] += piece
    return found


def _article(record: Record) -> PageArticle:
    return PageArticle(
        start=record.source.first_line,
        title=record.title,
        language=record.language,
        languages=[(share.language, share.share) for share in record.languages],
        authors=list(record.authors),
        date=record.date_published,
        publisher=record.publisher,
        warnings=[(warning.message, warning.line) for warning in record.warnings],
    )


def embedded(value: object) -> str:
    """``value`` as JSON that can stand in a script element of a page."""
    text = msgspec.json.encode(value).decode()
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
