"""What browsers print at the edges of a page: when, the title of the page, its address, a count.

Chrome and its kin write the time and the title above, the address and the page's number below.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

# The time alone or with the title behind it: "5/12/24, 8:00 AM", "12.05.2024, 08:00".
_STAMP: Final = re.compile(
    r"\d{1,4}[./-] ?\d{1,2}[./-] ?\d{2,4}\.?,? "
    "(?:\u4e0a\u5348|\u4e0b\u5348|\u51cc\u6668|\u665a\u4e0a|\u4e2d\u5348|\uc624\uc804|\uc624\ud6c4)?"
    r" ?\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?[AaPp]\.?[Mm]\.?)?(?:\s+(?P<title>\S.*))?"
)
_ADDRESS: Final = re.compile(r"(?:https?|file)://\S+(?:\s+\d{1,3}/\d{1,3})?")
_COUNT: Final = re.compile(r"\d{1,3}/\d{1,3}")
# The name of a site is parted by one of these from the headline, or there is none.
_TAIL: Final = frozenset(["", *"|-\u2013\u2014_\u00b7\u2022\u00ab\uff5c"])
# The headline stands so soon below, and has so many characters at least.
_SOON: Final = 8
_LEAST: Final = 10
# The lines at the foot: the address, the number.
_FOOT: Final = 2


def browser_edges(lines: Sequence[str]) -> list[int]:
    """The lines at the edges of a page that a browser has printed, by their index; else none.

    Both edges must be there. The title goes where the headline stands below it.
    """
    stamp = _STAMP.fullmatch(next(filter(None, map(str.strip, lines)), ""))
    if stamp is None:
        return []
    filled = [n for n, line in enumerate(lines) if line.strip()]
    foot = [n for n in filled[-_FOOT:] if _ADDRESS.fullmatch(lines[n].strip())]
    if not foot:
        return []
    foot += [n for n in filled[-_FOOT:] if _COUNT.fullmatch(lines[n].strip())]
    first, *rest = filled[: _SOON + 1]
    if stamp["title"] is not None:
        return [first, *foot] if _has_headline(stamp["title"], [lines[n] for n in rest]) else foot
    has_title = len(rest) > 1 and _has_headline(lines[rest[0]], [lines[n] for n in rest[1:]])
    return [first, *rest[:has_title], *foot]


def _has_headline(title: str, lines: Sequence[str]) -> bool:
    """Whether one of some lines is the headline of a title, which may name the site behind it.

    A headline in several lines is not: then the title has it whole.
    """
    folded = title.strip().casefold()
    heads = (line.strip().casefold() for line in lines)
    return any(
        len(head) >= _LEAST
        and folded.startswith(head)
        and folded[len(head) :].lstrip()[:1] in _TAIL
        for head in heads
    )
