"""Stages and how they are chained.

A stage takes one record and gives any number of records. It is pure: no input or output, its
options are closed over, and it can be pickled, so that workers can have it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from newsclip.record import Record

Stage = Callable[[Record], Iterable[Record]]


def run(records: Iterable[Record], stages: Sequence[Stage]) -> Iterator[Record]:
    """The records that come out of the last stage, one at a time, in order."""
    for stage in stages:
        records = chain.from_iterable(map(stage, records))
    return iter(records)
