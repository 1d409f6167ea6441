"""Repairs: damage that conversion, scraping and old tools leave in a text, undone and written down.

Each repair is a function from a record to a record, behind a gate of its own. Every change is an
``Edit``, and a second run on what it gave changes nothing. A new one is a module here and an entry
in ``REPAIRS``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec

from newsclip.errors import RecordError, UsageError
from newsclip.pipeline import Stage
from newsclip.record import Record
from newsclip.stages.repair.clean import clean_characters
from newsclip.stages.repair.damage import mend_conversion
from newsclip.stages.repair.labels import remove_labels
from newsclip.stages.repair.markdown import remove_markdown
from newsclip.stages.repair.mojibake import mend_mojibake
from newsclip.stages.repair.pinyin import remove_pinyin
from newsclip.stages.repair.printed import join_printed
from newsclip.stages.repair.wrap import join_wrapped

Repair = Callable[[Record], Record]

# In the order in which they run: markup and damage in characters hide damage in words, and that
# hides damage in lines.
REPAIRS: Final[dict[str, Repair]] = {
    "mojibake": mend_mojibake,
    "markdown": remove_markdown,
    "labels": remove_labels,
    "print": join_printed,
    "clean": clean_characters,
    "pinyin": remove_pinyin,
    "wrap": join_wrapped,
    "damage": mend_conversion,
}
# A join can complete what a wrap cut in two, so the repairs run until none finds work that another
# has left. Each takes something away, so that two or three rounds do; the bound is for a new one
# that does not.
_MAX_ROUNDS: Final = 8


def repair(*, only: Sequence[str] = (), skip: Sequence[str] = ()) -> Stage:
    """The stage that runs all repairs, those named in ``only``, or all but those in ``skip``.

    Raises UsageError when a name is not in ``REPAIRS``, or none is left.
    """
    for name in (*only, *skip):
        if name not in REPAIRS:
            known = ", ".join(REPAIRS)
            raise UsageError(f"no repair is called {name!r}", hint=f"the repairs are: {known}")
    if not set(only or REPAIRS) - set(skip):
        raise UsageError("no repair is left to make", hint="leave out --only or --skip")
    return _Repairing(tuple(only), tuple(skip))


class _Repairing(msgspec.Struct, frozen=True):
    only: tuple[str, ...]
    skip: tuple[str, ...]

    def __call__(self, record: Record) -> Iterable[Record]:
        """The repaired record; raises RecordError when it came without its lines."""
        if record.slim:
            raise RecordError(
                "repair needs the lines of a record, and this one came without its trace",
                path=record.source.path,
                hint="write it without --slim, or repair first",
            )
        chosen = [
            run
            for name, run in REPAIRS.items()
            if (not self.only or name in self.only) and name not in self.skip
        ]
        quiet = 0
        for n, run in enumerate(chosen * _MAX_ROUNDS, start=1):
            known = len(record.edits)
            record = run(record)
            quiet = quiet + 1 if len(record.edits) == known else 0
            if n >= len(chosen) and quiet >= len(chosen) - 1:
                break
        return (record.with_step("repair", only=list(self.only), skip=list(self.skip)),)
