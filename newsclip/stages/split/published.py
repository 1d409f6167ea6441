"""When an article was published, of all the dates that stand around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from newsclip.knowledge.dates import iso_date
from newsclip.knowledge.features import facts
from newsclip.record import Line

# Where a line stands: in the head of an article, just above it, behind its text, elsewhere with a
# rule that says that its date is the article's (boxes about it stand below its related ones), below
# a heading in the text (as in what an editor joined), further above the headline, elsewhere.
HEAD, ABOVE, BEHIND, LABELLED, SECOND, TOP, AWAY = range(7)
# The head ends with so many paragraphs, the first of which may be a standfirst.
_PARAGRAPHS: Final = 2
_PARAGRAPH: Final = 0.5
_ABOVE: Final = 3
_SECOND: Final = 2
# A paper's pages begin with the day of issue.
_TOP: Final = 5
_OF_ARTICLE: Final = frozenset({HEAD, ABOVE, BEHIND, LABELLED})
_LABEL: Final = "/dateline-label"
# What stands below these is about something else than the article.
_OTHERS: Final = frozenset({"related", "next_article", "comments", "event", "subhead"})
_FRONT_MATTER: Final = "markdown/front-matter"
# Beginnings of words for a later state of an article than the first.
_UPDATED: Final = re.compile(
    "updated?\\b|modified|aktuali[sz]|mise? \u00e0 jour|modifi\u00e9|actuali[sz]ad|atualizad"
    "|modificad|aggiornat|bijgewerkt|g\u00fcncel|uppdaterad|opdateret|oppdatert|p\u00e4ivitetty|diperbarui"
    "|dikemas kini|c\u1eadp nh\u1eadt|\u043e\u0431\u043d\u043e\u0432|\u043e\u043d\u043e\u0432"
    "|\u03b5\u03bd\u03b7\u03bc\u03ad\u03c1|\u05e2\u05d5\u05d3\u05db\u05df|\u062a\u062d\u062f\u064a\u062b"
    "|\u0905\u092a\u0921\u0947\u091f|\u66f4\u65b0|\uc218\uc815|\uc5c5\ub370\uc774\ud2b8",
    re.IGNORECASE,
)


def zones(lines: Iterable[Line], asked: Iterable[Line]) -> dict[int, int]:
    """For each of the lines that are asked for, by its number, where in its article it stands."""
    numbers = {line.first for line in asked}
    own = [line for line in lines if not line.is_blank]
    head = next((n for n, line in enumerate(own) if line.role == "title"), 0)
    text = [
        n for n, line in enumerate(own) if n > head and line.is_kept and _is_paragraph(line.text)
    ]
    begins = text[:_PARAGRAPHS][-1] if text else len(own)
    ends = text[-1] if text else len(own)
    others = (n for n in range(ends + 1, len(own)) if _is_other(own[n]))
    ends_behind = next(others, len(own))
    found: dict[int, int] = {}
    for n, line in enumerate(own):
        if line.first not in numbers:
            continue
        if head <= n < begins or (line.label is not None and line.label.rule == _FRONT_MATTER):
            zone = HEAD
        elif n < head:
            zone = ABOVE if head - n <= _ABOVE else TOP if n < _TOP and line.block is None else AWAY
        else:
            is_second = any(above.role == "subhead" for above in own[n - _SECOND : n])
            zone = BEHIND if ends < n < ends_behind else SECOND if is_second else AWAY
            if zone == AWAY and line.label is not None and (line.label.rule or "").endswith(_LABEL):
                zone = LABELLED
        found[line.first] = zone
    return found


def _is_other(line: Line) -> bool:
    """Whether what follows is about something else: rule or model says so, or it is a heading."""
    rule = line.label.rule if line.label is not None else None
    return line.role in _OTHERS or (rule or "").startswith("model/")


def _is_paragraph(text: str) -> bool:
    return facts(text).prose >= _PARAGRAPH


def first_published(
    dated: Iterable[tuple[int, str]], read: Callable[[str], str | None] = iso_date
) -> str | None:
    """The date of the first state of an article, else of a later one, out of (zone, text) pairs.

    A wrong date is worse than none: one that stands elsewhere is another's, unless it is the only
    one that a plain text begins with. ``read`` gives the date of a text.
    """
    dated = list(dated)
    tops = {_said(text, read) for zone, text in dated if zone == TOP} - {None}
    is_sure = len(tops) == 1 and {zone for zone, text in dated if _said(text, read)} == {TOP}
    best: tuple[bool, int, str] | None = None
    for zone, text in dated:
        said = _said(text, read) if zone in _OF_ARTICLE or (zone == TOP and is_sure) else None
        if said is not None and (best is None or (said[0], zone) < best[:2]):
            best = (said[0], zone, said[1])
    return best[2] if best else None


def _said(text: str, read: Callable[[str], str | None]) -> tuple[bool, str] | None:
    """The date of a line, and whether it is one of an update; one before that word is not."""
    update = _UPDATED.search(text)
    before = read(text[: update.start()] if update else text)
    if before:
        return False, before
    later = read(text)
    return (True, later) if later else None
