"""Joins in Chinese text that was broken where Latin names and quotes begin or end.

Some scrapers put a line end at the borders of inline elements. A bracket that is left open at a
line end and closed in the next line gives them away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from newsclip.record import Line
from newsclip.stages.repair.breaks import Break, breaks_of, is_listed

# Broken brackets and broken runs of Latin words in a document: one can be a slip of its writer.
MIN_SURE: Final = 2
# Share of these among the lines with words. Broken pages have 0.04 and more; in a long dump two
# slips prove nothing.
MIN_SHARE: Final = 0.01
# Characters from the break to the bracket's ends: names and glosses are short.
_NEAR: Final = 40
# Han characters that make a line prose, or too long for a heading.
_MIN_PROSE: Final = 20
_MAX_HEADING: Final = 15

_OPENING: Final = "([\u300a\u3010\uff08"
_CLOSING: Final = ")]\u300b\u3011\uff09"
_OPEN_END: Final = re.compile(f"[{re.escape(_OPENING)}][^{re.escape(_OPENING + _CLOSING)}]*$")
_CLOSES: Final = re.compile(f"[^{re.escape(_OPENING + _CLOSING)}]*[{re.escape(_CLOSING)}]")
_HAN: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]")
# The first bytes of U+3000 to U+9FFF, of U+F000 to U+FFFF, and of all beyond, in UTF-8.
_HAN_LEADS: Final = bytes([*range(0xE3, 0xEA), *range(0xEF, 0xF5)])
_COMMAS: Final = re.compile("[,\uff0c\u3001]")
_MARKS: Final = re.compile("[,;\u3001\u3002\uff0c\uff1b]")
_LATIN: Final = re.compile("[A-Za-z0-9\u00c0-\u024f]")
# Ends of sentences, of announcements, of quotes, of teasers that were cut, of tags.
_STOPS: Final = re.compile(
    '[\u3002\uff01\uff1f!?.\u2026\uff1b;\uff1a:\u300d\u300f\u201d\u2019"\uff09)\\]~\uff5e>]$'
)
# Dates and counts that follow a teaser.
_STAMP: Final = re.compile(
    "[0-9]{1,4}[-/.:][0-9]|[0-9]+ ?[\u5e74\u6708\u65e5\u6761\u689d\u4e07\u842c\u4eba]"
    "|[0-9]+ ?\\S{1,2}\u524d|<"
)


# Han characters of a line that breaks off at a Latin word or a quote, and that has a comma: with
# these it is a sentence, not a heading or a caption.
_MIN_CLAUSE: Final = 6
# Breaks at such borders that prove them broken, and their share among all lines that break off.
_MIN_BORDERS: Final = 2
_MIN_BORDER_SHARE: Final = 0.75
_QUOTE: Final = re.compile("[\u201c\u2018\u300c]")
# Times, dates, counts and addresses, which end entries of lists.
_ENTRY_END: Final = re.compile("(?:[0-9][-/:.,]|[@.][A-Za-z0-9.]*|[|\u2502\uff5c] ?)[A-Za-z0-9]+$")
# The place of an entry in a ranking, which may stand without a mark behind it.
_RANK: Final = re.compile("([0-9]{1,3})(?![0-9.,:%])")


def has_broken_lines(lines: Sequence[Line]) -> bool:
    """Whether a document shows enough broken brackets and names to be one that was broken so."""
    texts = [line.text for line in lines]
    # All that proves it has Chinese on one side of a break.
    if not _may_have_han("".join([text for text in texts if not text.isascii()])):
        return False
    pairs = pairwise(texts)
    behind = [at for at, (text, after) in enumerate(pairs) if _may_be_sure(text, after)]
    needed = max(MIN_SURE, MIN_SHARE * sum(not line.is_blank for line in lines))
    if len(behind) >= MIN_SURE and sum(map(_is_sure, breaks_of(lines, behind))) >= needed:
        return True
    return _breaks_at_borders(lines, needed)


def _may_have_han(text: str) -> bool:
    """Whether a text may have Han characters: a quick look at the bytes that they begin with."""
    raw = text.encode("utf-8", "surrogatepass")
    return len(raw.translate(None, _HAN_LEADS)) < len(raw)


def _breaks_at_borders(lines: Sequence[Line], needed: float) -> bool:
    """Whether sentences break off again and again, nearly always at Latin words and quotes."""
    pairs = pairwise([line.text for line in lines])
    behind = [at for at, (text, after) in enumerate(pairs) if _may_break_off(text, after)]
    broken = [found for found in breaks_of(lines, behind) if _breaks_off(found)]
    borders = sum(_is_at_border(found) for found in broken)
    return borders >= max(_MIN_BORDERS, needed, _MIN_BORDER_SHARE * len(broken))


def _may_break_off(text: str, after: str) -> bool:
    """Whether a sentence may break off here: a quick test."""
    return not (not after or text.isascii() or _STOPS.search(text[-1:]) or len(text) < _MIN_CLAUSE)


def _breaks_off(found: Break) -> bool:
    """Whether a sentence that has begun goes on in the second line."""
    before, after = found.before, found.after
    if not _COMMAS.search(before) or not _MARKS.search(after):
        return False
    if _STOPS.search(before[-1:]) or not _may_go_on(found):
        return False
    # The first line is a headline, which may have a comma and end with a name.
    if found.is_at_top or _ENTRY_END.search(before[-_NEAR:]):
        return False
    return len(_HAN.findall(before)) >= _MIN_CLAUSE


def _may_go_on(found: Break) -> bool:
    """Whether the second line is no entry of a list or a ranking, no stamp and no new paragraph."""
    after = found.after
    if found.is_fixed or is_listed(after) or found.indents[1] or _STAMP.match(after):
        return False
    ranks = _RANK.match(found.before), _RANK.match(after)
    return not (ranks[0] and ranks[1] and int(ranks[0][1]) + 1 == int(ranks[1][1]))


def _is_at_border(found: Break) -> bool:
    """Whether a Latin word or a quote ends or begins at the break, Chinese on one side of it."""
    last, first = found.before[-1], found.after[0]
    if _QUOTE.match(first):
        return _HAN.match(last) is not None
    latin = (_LATIN.match(last) is not None, _LATIN.match(first) is not None)
    return any(latin) and (all(latin) or bool(_HAN.match(last if latin[1] else first)))


def border_joins(lines: Sequence[Line]) -> Iterator[tuple[Break, str]]:
    """The breaks inside brackets and inside prose, and the rule of each, in a broken document."""
    for found in breaks_of(lines, range(len(lines))):
        if _is_in_bracket(found):
            yield found, "wrap/bracket"
        elif _is_in_prose(found) or (_is_at_border(found) and _breaks_off(found)):
            yield found, "wrap/prose"


def _may_be_sure(text: str, after: str) -> bool:
    """Whether a break is worth a closer look: a quick test, so that a clean file costs little."""
    if not text or not after or text.isascii() or text[-1] in "\u3002\uff01\uff1f":
        return False
    is_latin = _LATIN.match(text.rstrip()[-1:]) and _LATIN.match(after.lstrip())
    return (is_latin or _OPEN_END.search(text[-_NEAR:])) is not None and bool(_HAN.search(text))


def _is_sure(found: Break) -> bool:
    if _is_in_bracket(found):
        return True
    is_latin = _LATIN.match(found.before[-1]) and _LATIN.match(found.after)
    return is_latin is not None and _is_in_prose(found)


def _is_in_bracket(found: Break) -> bool:
    tail, head = found.before[-_NEAR:], found.after[:_NEAR]
    if not (_OPEN_END.search(tail) and _CLOSES.match(head)) or found.is_fixed:
        return False
    both = found.before + found.after
    # A counter in a menu has brackets too, but no sentence around it.
    return _HAN.search(found.before) is not None and _MARKS.search(both) is not None


def _is_in_prose(found: Break) -> bool:
    before, after = found.before, found.after
    if _STOPS.search(before) or not _may_go_on(found):
        return False
    if len(_HAN.findall(before)) < _MIN_PROSE:
        return False
    if "\u3002" not in before and len(_COMMAS.findall(before)) < 2:
        return False
    return found.glue == " " or len(_HAN.findall(after)) >= _MAX_HEADING
