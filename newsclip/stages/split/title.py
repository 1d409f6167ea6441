"""A headline without the name of the site that stands behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from newsclip.knowledge.features import facts, terms
from newsclip.knowledge.folding import bare, fold, fold_lines

# What parts a headline from the name of its site. A dash is part of many headlines, a bar of few.
_BAR: Final = re.compile("\\s*[|\uff5c\u2223_]\\s*|\\s+(?:::|\u00b7|\u2022|\u00bb)\\s+")
# Where a quotation opens, this sign closes it.
_OPENING, _CLOSING = "\u00ab", "\u00bb"
_DASH: Final = re.compile(
    "\\s+[-\u2013\u2014]+\\s+|\\s*\u2014{2}\\s*|(?<=[\u3040-\u9fff])-(?=[\u3040-\u9fff])"
)
# A site's name has at most this weight, in letters; what stands before it is the headline, with at
# least this one.
NAME: Final = 40
HEADLINE: Final = 14
# So much of a host's name, in letters, makes it known again.
HOST: Final = 4
# A title of whose terms the text has a smaller share may be no headline, where it has twice that
# share of those of a line above the text.
FOREIGN: Final = 0.35


def has_parts(title: str) -> bool:
    """Whether a bar or a dash parts the title."""
    return bool(_last(_BAR, title) or _last(_DASH, title))


def without_site(
    title: str, lines: Iterable[str], body: frozenset[str], names: Iterable[str | None]
) -> str:
    """The title without the parts behind it that name its site or its section.

    A part goes when it is one of ``names`` (the publisher, the page's address), when what is left
    stands as a line of its own among ``lines``, or the part does and ends another line too, and,
    behind a bar, when it is short and no word of it is in ``body``, the terms of the text.
    """
    if not has_parts(title):
        return title
    known = {_key(name) for name in names if name} - {""}
    hosts = {part for name in names if name for part in _host_parts(name)}
    others = [_letters(line) for line in fold_lines(list(lines))]
    alone = set(others)
    while True:
        cut, dash = _last(_BAR, title), _last(_DASH, title)
        is_bar = cut is not None and (dash is None or cut.end() > dash.end())
        found = cut if is_bar else dash
        if found is None:
            return title
        head, tail = title[: found.start()], title[found.end() :]
        key = _key(tail)
        if facts(head).weight < HEADLINE or facts(tail).weight > NAME:
            return title
        is_name = key in known or (len(key) >= HOST and key in hosts)
        is_repeated = key in alone and sum(other.endswith(key) for other in others) > 1
        is_alone = _key(head) in alone
        is_foreign = is_bar and not terms(tail) & body
        if not (is_name or is_repeated or is_alone or is_foreign):
            return title
        title = head.rstrip()


def share(text: str, words: frozenset[str]) -> float:
    """The share of the terms of a text that are among some words."""
    own = terms(text)
    return len(own & words) / len(own) if own else 0.0


def is_foreign(title: str, headline: str, body: frozenset[str]) -> bool:
    """Whether the title of a page says nothing of its text, but the headline above the text does.

    A file's name, that of the site, of a print version or of an issue. ``body`` are the terms of
    the text.
    """
    shares = [share(text, body) for text in (title, headline)]
    return shares[0] < FOREIGN and shares[1] > 2 * shares[0]


def _last(sign: re.Pattern[str], title: str) -> re.Match[str] | None:
    """The last place where a bar or a dash parts the title, and does not close a quotation."""
    found = [
        match
        for match in sign.finditer(title)
        if _CLOSING not in match[0] or _OPENING not in title[: match.start()]
    ]
    return found[-1] if found else None


def _key(text: str) -> str:
    return _letters(fold(text))


def _letters(folded: str) -> str:
    """The letters and digits of a folded text."""
    return "".join(filter(str.isalnum, bare(folded)))


def _host_parts(name: str) -> list[str]:
    """The parts of the host when a name is an address of a page."""
    if "://" not in name:
        return []
    try:
        host = urlsplit(name).hostname or ""
    except ValueError:
        return []
    return host.replace("-", "").split(".")
