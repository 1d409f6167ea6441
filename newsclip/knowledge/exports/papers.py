"""The names of papers in lines that say when and where an article was printed."""

from __future__ import annotations

import re
from typing import Final

from newsclip.knowledge.dates import find_date
from newsclip.knowledge.exports.marks import has_page, is_date, unstroked

# The first character of a paper's name, not the sign for day.
_OWN_DAY: Final = re.compile("[0-9]\\s+\u65e5$")
_PARTS: Final = re.compile(r"[\n;|\u2022\u00b7\u3000/]|, | [-\u2013\u2014] |\t|  ")
# What leads on to the number of an issue or to a date.
_NUMBERED: Final = re.compile(
    r"[, ]+(?:nr|no|n\u00b0|num|n\u00famero)\.? ?\d+.*?(?=\n|$)"
    r"|[, ]+(?:vom|van|du|del|of|of the|den|\u043e\u0442)\s*(?=\n|$)",
    re.IGNORECASE,
)
_NAME_WORD: Final = re.compile(r"(?<![^\W_])[^\W\d_a-z][^\W\d_]{2,}")
_NO_NAME: Final = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag"
    r"|mittwoch|sonnabend|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|pages?|seiten?|edition"
    r"|print|published|updated|posted|[A-Z]{1,3}",
    re.IGNORECASE,
)
_HAN_PAPER: Final = re.compile(
    "[\u4e00-\u9fff](?:[\u5831\u62a5\u805e\u95fb]|(?<![\u671d\u5915])\u520a)"
)
_DOMAIN: Final = re.compile(r"(?:[\w-]+\.)+[a-z]{2,6}")
_NAME_CHARS: Final = 60


def is_dated_paper(line: str) -> bool:
    """Whether a line holds a date and the name of a paper."""
    return is_date(line) and paper_in(line) is not None


def paper_in(source: str) -> str | None:
    """The name of the paper that a line with a date holds as well, None where it has none."""
    source = unstroked(source)
    start, stop = find_date(source) or (0, 0)
    if _OWN_DAY.search(source, start, stop):
        stop -= 1
    rest = f"{source[:start]}\n{source[stop:]}"
    for part in _PARTS.split(_NUMBERED.sub("\n", rest)):
        name = part.strip(' .:\t\u3010\u3011[]"\u201c\u201d\u201e\u00ab\u00bb')
        words = [word for word in _NAME_WORD.findall(name) if not _NO_NAME.fullmatch(word)]
        is_han = _HAN_PAPER.search(name) is not None
        is_known = words or is_han or _DOMAIN.fullmatch(name)
        if len(name) <= _NAME_CHARS and is_known and not has_page(name):
            return name.split()[0] if is_han else name
    return None
