"""A progress bar on standard error, for people who wait for many files."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from typing import Final

from newsclip.cli.console import Console, visible
from newsclip.reading import Entry

# A call that is over sooner needs no bar.
PATIENCE: Final = 0.5


def watched(
    entries: Iterator[Entry], again: Callable[[], Iterator[Entry]], console: Console
) -> Iterator[Entry]:
    """The same entries; from the second one on, after half a second, a bar shows how far it is.

    ``again`` walks the inputs once more, so that their number is known only when it is shown.
    """
    started = time.monotonic()
    for done, entry in enumerate(entries):
        if done and time.monotonic() - started > PATIENCE:
            yield from _with_bar(entry, entries, done, sum(1 for _ in again()), console)
            return
        yield entry


def _with_bar(
    first: Entry, rest: Iterator[Entry], done: int, total: int, console: Console
) -> Iterator[Entry]:
    from rich.console import Console as Screen  # noqa: PLC0415 - 50 ms, for those who wait anyway
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    path = TextColumn("{task.description}")
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), path)
    screen = Screen(file=sys.stderr, highlight=False)
    with Progress(*columns, console=screen, transient=True) as bar:
        task = bar.add_task("", total=max(total, done + 1), completed=done)
        console.writer = lambda line: screen.print(line, markup=False, soft_wrap=True, end="")
        try:
            for entry in _chained(first, rest):
                bar.update(task, description=_escaped(entry.shown))
                yield entry
                bar.advance(task)
        finally:
            console.writer = None


def _chained(first: Entry, rest: Iterator[Entry]) -> Iterator[Entry]:
    yield first
    yield from rest


def _escaped(path: str) -> str:
    from rich.markup import escape  # noqa: PLC0415

    return escape(visible(path))
