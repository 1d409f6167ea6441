"""Many inputs on one machine: worker processes, with outcomes in the order of the inputs."""

from __future__ import annotations

import os
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from newsclip.reading import Entry
from newsclip.running.message import Message
from newsclip.running.work import Outcome, Slice, Work

if TYPE_CHECKING:
    from newsclip.running.feed import Feed

# Workers take a second to load what a stage needs; a call that is over sooner needs none.
PATIENCE: Final = 0.3


def run(
    entries: Iterable[Entry | Slice | Message],
    work: Work,
    *,
    workers: int,
    patience: float = 0.0,
) -> Generator[Outcome, None, None]:
    """What comes of each entry, in the order of the entries, lazily.

    Large and slow inputs give several outcomes (see ``Outcome``; ``joined`` makes them one), and so
    do streams, whose records come out as soon as they are done. A message among the entries, such
    as what a walk has to say, comes out in its place. ``workers`` processes do the work, from 2 on;
    one that dies costs the one input, or line of a stream, that it died of, which a message names.
    With ``patience`` this process itself does the first so many seconds of work, and goes on with
    small inputs until there are workers; without, it does none. What waits for an older outcome is
    bounded. Close the iterator when you leave it early, so that the workers end. A script that
    calls this needs the guard ``if __name__ == "__main__"``, as workers load the script again.
    """
    if workers < 2:
        yield from _run_here(entries, work)
        return
    from newsclip.running.feed import Feed  # noqa: PLC0415 - once there are to be workers
    from newsclip.running.pool import Pool  # noqa: PLC0415

    feed = Feed(entries, work)
    try:
        yield from _first(feed, work, patience)
        if not feed.is_over:
            with Pool(work, feed, workers, helps=patience > 0) as pool:
                yield from pool.outcomes()
    finally:
        feed.close()


def _first(feed: Feed, work: Work, patience: float) -> Iterator[Outcome]:
    """What comes of the first inputs, done here until ``patience`` seconds of work are spent."""
    from multiprocessing.connection import wait  # noqa: PLC0415

    from newsclip.running.pool import done_here, is_small  # noqa: PLC0415

    spent = 0.0
    while spent < patience:
        chunk = feed.take()
        if chunk is None:
            if feed.stream is None:
                return
            wait([feed.stream.bell.ear])
            continue
        if not is_small(chunk):
            feed.put_back(chunk)
            return
        begun = time.monotonic()
        for outcome in done_here(work, chunk):
            spent += time.monotonic() - begun
            yield outcome
            begun = time.monotonic()
        spent += time.monotonic() - begun


def _run_here(entries: Iterable[Entry | Slice | Message], work: Work) -> Iterator[Outcome]:
    from newsclip.running.worker import steps  # noqa: PLC0415

    for entry in entries:
        if isinstance(entry, Message):
            yield Outcome("", [], [entry])
        else:
            for step in steps(work, entry):
                yield step.outcome


def processors() -> int:
    """How many processors this process may use: its own mask, and the quota of its container."""
    affinity = getattr(os, "sched_getaffinity", None)
    found = len(affinity(0)) if affinity is not None else os.cpu_count() or 1
    with suppress(OSError, ValueError):
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split()
        found = min(found, max(1, int(quota) // int(period)))
    return found
