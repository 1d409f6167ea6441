"""The lines of a file with what exports are known by: labels, marks, broken paragraphs."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, cached_property
from itertools import accumulate
from typing import Final

from newsclip.knowledge.exports import marks
from newsclip.knowledge.exports.labels import Labelled, bare_labels, labelled_lines
from newsclip.knowledge.features import facts

# A line that reads this much like running text is a part of it.
_PROSE: Final = 0.5
_WIDE: Final = 0x1100
# A broken paragraph is known by so many of its lines.
_ENOUGH: Final = 20
# A line that was broken by hand fills so many characters at least.
_FULL: Final = 45
_LEAST_FULL: Final = 25
# The line at the top or foot of a printed page is no longer, and there are several pages.
_HEAD_CHARS: Final = 120
_LEAST_HEADS: Final = 3
_DIGITS: Final = re.compile("[0-9]+")
# Fields whose value may stand in the line below their label.
_BELOW: Final = frozenset(
    {"title", "byline", "date", "publisher", "section", "url", "keywords", "language"}
)
# A file is broken by hand at no more columns than this, and its lines end so much earlier, too.
_WIDEST: Final = 130
_RAGGED: Final = 3
# One line in so many may be longer.
_LONGER: Final = 20
_STRUCTURE: Final = frozenset({"text", "other", "lead", "caption", "legal"})


class Sheet:
    """The lines of a file; what is asked of one is found out once."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.labels: dict[int, Labelled] = labelled_lines(lines)
        self.is_mark = cache(self._is_mark)

    @cached_property
    def width(self) -> int:
        """How many columns the file was broken at by hand, 0 when it was not.

        A few lines may be longer: tables, addresses, what a program adds.
        """
        columns = sorted(_columns(line) for line in self.lines if line.strip())
        if not columns:
            return 0
        longest = columns[-1 - len(columns) // _LONGER]
        return longest if longest <= _WIDEST else 0

    @cached_property
    def repeated(self) -> frozenset[int]:
        """The lines of a sentence or more that stand in the file more than once."""
        places: dict[str, list[int]] = {}
        for n, line in enumerate(self.lines):
            if len(line) >= _FULL:
                places.setdefault(line.strip(), []).append(n)
        return frozenset(n for found in places.values() if len(found) > 1 for n in found)

    @cached_property
    def running_heads(self) -> frozenset[int]:
        """The lines that come again on each page of print, numbers aside."""
        places: dict[str, list[int]] = {}
        for n in self.filled(0, len(self)):
            key = _DIGITS.sub("0", self.lines[n].strip())
            if len(key) <= _HEAD_CHARS and any(map(str.isalpha, key)):
                places.setdefault(key, []).append(n)
        often = (found for found in places.values() if len(found) >= _LEAST_HEADS)
        return frozenset(n for found in often for n in found if not self.is_running(n))

    def __len__(self) -> int:
        return len(self.lines)

    def filled(self, start: int, stop: int) -> list[int]:
        """The lines from ``start`` to ``stop`` that are not blank."""
        return [n for n in range(start, stop) if self.lines[n].strip()]

    def value(self, n: int) -> str:
        """What a line says behind its label, the line itself where it has none."""
        label = self.labels.get(n)
        return self.lines[n][label.start if label is not None else 0 :].strip()

    def weight(self, n: int) -> float:
        """How long a line is, in letters."""
        return facts(self.lines[n].strip()).weight

    def _is_mark(self, n: int) -> bool:
        """Whether a line is a counter, an end, a count, a ruler, a source, a date or a notice."""
        line = self.lines[n]
        return (
            marks.is_end(line)
            or marks.is_count(line)
            or marks.is_ruler(line)
            or marks.is_legal(line)
            or marks.is_time(line)
            or marks.is_place(line)
            or marks.is_date(line)
            or marks.is_source(line)
            or marks.counter(line) is not None
        )

    def is_full(self, n: int) -> bool:
        """Whether a line is so long that the first word of the next one found no place in it."""
        if not self.width or n + 1 >= len(self.lines) or not self.lines[n + 1].strip():
            return False
        line, word = self.lines[n].rstrip(), self.lines[n + 1].split()[0]
        size = len(line) * 2 if self.weight(n) > len(line) else len(line)
        more = 2 if self.weight(n) > len(line) else len(word) + 1
        return size >= _LEAST_FULL and size + more > self.width - _RAGGED

    def is_dated(self, n: int) -> bool:
        """Whether a line says when an article was printed."""
        return marks.is_source(self.lines[n]) or marks.is_date(self.lines[n])

    def is_heading(self, n: int) -> bool:
        """Whether a line is a label alone, such as "Body" or "Classification"."""
        return n in self._headings

    @cached_property
    def _headings(self) -> frozenset[int]:
        named = bare_labels(self.lines)
        return frozenset(n for n, field in named.items() if field in _STRUCTURE)

    def is_free(self, n: int) -> bool:
        """Whether a line has neither a label nor a mark."""
        return n not in self.labels and not self.is_mark(n) and not self.is_heading(n)

    def _goes_on(self, n: int) -> bool:
        """Whether line ``n + 1`` is the rest of line ``n``, which fills its own."""
        return self.is_full(n) and self.is_free(n) and self.is_free(n + 1)

    @cached_property
    def _running(self) -> list[bool]:
        """For each line whether it reads like running text, broken paragraphs as a whole."""
        found: list[bool] = []
        while len(found) < len(self.lines):
            first = last = len(found)
            while self._goes_on(last):
                last += 1
            is_free = bool(self.lines[first].strip()) and self.is_free(first)
            part = self.lines[first : min(last + 1, first + _ENOUGH)]
            joined = " ".join(line.strip() for line in part)
            found += [is_free and facts(joined).prose >= _PROSE] * (last + 1 - first)
        return found

    def is_running(self, n: int) -> bool:
        """Whether a line has no label and is of a paragraph that reads like running text."""
        return self._running[n]

    def values_below(self, lines: Sequence[int]) -> dict[int, str]:
        """The lines that go on with what a labelled line above them begins.

        That is the line below a label without a value, what is indented below one, and the rest of
        a value that fills its line.
        """
        found: dict[int, str] = {}
        field, wants, indent = "", False, 0
        for at, n in enumerate(lines):
            label = self.labels.get(n)
            if label is not None:
                field, indent = label.field, _indent(self.lines[n])
                wants = not self.value(n) and field not in {"text", "lead"}
                continue
            touches = at > 0 and lines[at - 1] == n - 1
            is_rest = touches and self.is_full(n - 1) and not self.is_mark(n)
            is_below = touches and _indent(self.lines[n]) > indent
            is_value = wants and (touches or field in _BELOW)
            if field and field != "text" and (is_value or is_rest or is_below):
                found[n] = field
                wants = False
            else:
                field = ""
        return found

    @cached_property
    def _text_labels(self) -> list[int]:
        return sorted(n for n, label in self.labels.items() if label.field == "text")

    def has_text_label(self, start: int, stop: int) -> bool:
        """Whether one of some lines is led by the label of a text."""
        at = bisect_left(self._text_labels, start)
        return at < len(self._text_labels) and self._text_labels[at] < stop

    @cached_property
    def _letters(self) -> list[float]:
        """How much running text stands above each line, in letters."""
        sizes = [0.0] * len(self.lines)
        for n in range(len(self.lines)):
            label = self.labels.get(n)
            if label is None:
                sizes[n] = self.weight(n) if self._running[n] else 0.0
            elif label.field in {"text", "lead"}:
                sizes[n] = facts(self.value(n)).weight
        return [0.0, *accumulate(sizes)]

    def text(self, start: int, stop: int) -> float:
        """How much running text stands in some lines, in letters."""
        return self._letters[stop] - self._letters[start] if stop > start else 0.0


def _columns(line: str) -> int:
    """How wide a line of print is: a Han character is two columns."""
    line = line.rstrip()
    return len(line) if line.isascii() else sum(2 if ord(c) >= _WIDE else 1 for c in line)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
