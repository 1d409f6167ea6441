"""Copies of one story, linked to the one that is kept: equal texts and near duplicates.

Two passes: ``Summary`` takes in every record and can be merged, ``copies`` decides, and the stage
that ``dedupe`` makes writes the links on the records. The Traditional and the Simplified copy of a
story find each other.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from newsclip.pipeline import Stage
from newsclip.record import Record
from newsclip.stages.dedupe.copies import Link, copies
from newsclip.stages.dedupe.summary import Entry, Summary, entry_of, key_of

__all__ = ["Entry", "Link", "Summary", "copies", "dedupe", "entry_of"]


def dedupe(links: Mapping[str, Link]) -> Stage:
    """The stage that writes ``duplicate_of`` and ``similarity``, of what ``copies`` has found.

    A record that comes a second time, the same in all that is compared and from the same place, is
    a copy of itself.
    """
    return _Dedupe(dict(links))


class _Dedupe(msgspec.Struct):
    links: dict[str, Link]
    seen: set[str] = set()

    def __call__(self, record: Record) -> tuple[Record]:
        key = key_of(record)
        link = self.links.get(key)
        if link is None and key in self.seen:
            link = Link(record.id, 1.0)
        self.seen.add(key)
        linked = record.replace(
            duplicate_of=link.id if link else None, similarity=link.similarity if link else None
        )
        return (linked.with_step("dedupe"),)
