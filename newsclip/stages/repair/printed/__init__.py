"""Text out of printed pages: columns of proportional type, broken words, heads and feet of pages.

PDF and OCR tools give the lines of print. Their letters are of different widths and their columns
narrow, words are broken with hyphens, and sentences run on over the end of a column or a page, with
the foot of one page and the head of the next between. The gate is in ``sheet``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from newsclip.knowledge.print_pages import FEED, page_furniture
from newsclip.record import Record
from newsclip.stages.repair.edits import Change, rewrite
from newsclip.stages.repair.printed.look import may_be_printed
from newsclip.stages.repair.wrap import Join, joined

if TYPE_CHECKING:
    from newsclip.stages.repair.printed.sheet import Sheet


def join_printed(record: Record) -> Record:
    """The record with the lines of printed columns joined, over the ends of pages, too.

    The heads and feet of its pages become blank lines, since they stand inside of paragraphs. Each
    change is an edit.
    """
    lines = list(record.lines)
    if not may_be_printed(lines):
        return record
    # They load numpy, which a text that is none should not have to wait for.
    from newsclip.stages.repair.printed.hyphens import word_ends  # noqa: PLC0415
    from newsclip.stages.repair.printed.joins import joined_breaks  # noqa: PLC0415
    from newsclip.stages.repair.printed.sheet import read_sheet  # noqa: PLC0415

    furniture = page_furniture([line.text for line in lines])
    sheet = read_sheet(lines, furniture)
    if sheet is None:
        return record
    chosen = joined_breaks(sheet, lines)
    changes: dict[int, list[Change]] = {
        n: [Change(0, len(lines[n].text), "", "print/page")] for n in furniture
    }
    if any(sheet.ends_page[i] for i in chosen):
        # Then a form feed is no sign of another article.
        feeds = (n for n, line in enumerate(lines) if FEED in line.text and n not in furniture)
        for n in feeds:
            found = re.finditer(FEED, lines[n].text)
            changes[n] = [Change(*one.span(), "", "print/page") for one in found]
    ends = word_ends(sheet, chosen)
    for i, is_broken in ends.items():
        if is_broken:
            n = sheet.places[i]
            end = len(lines[n].text.rstrip())
            changes.setdefault(n, []).append(Change(end - 1, end, "", "print/hyphen"))
    edits = list(record.edits)
    for n in sorted(changes):
        lines[n], made = rewrite(lines[n], sorted(changes[n]))
        edits += made
    joins = _joins(sheet, chosen, ends)
    if len(edits) == len(record.edits) and not joins:
        return record
    return record.replace(lines=joined(lines, joins, edits), edits=tuple(edits))


def _joins(sheet: Sheet, chosen: Iterable[int], ends: dict[int, bool]) -> dict[int, Join]:
    """The joins by the index of the line above each; ``ends`` are the breaks inside of words."""
    joins: dict[int, Join] = {}
    for i in chosen:
        above, below = sheet.places[i : i + 2]
        joins[above] = Join("" if i in ends else sheet.breaks[i].glue, "print/line")
        joins.update((n, Join("", "print/line")) for n in range(above + 1, below))
    return joins
