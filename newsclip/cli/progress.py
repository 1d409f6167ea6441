"""A progress bar on standard error, for people who wait for many files."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Final, TypeVar

from newsclip.cli.console import Console, visible

T = TypeVar("T")

# A call that is over sooner needs no bar.
PATIENCE: Final = 0.5


def watched(
    items: Iterator[T],
    name: Callable[[T], str | None],
    count: Callable[[], int],
    console: Console,
) -> Iterator[T]:
    """The same items; after half a second and an input, a bar shows how far it is.

    ``name`` gives the input that an item stands for, or None; ``count`` how many inputs there are,
    which is asked only when it is shown.
    """
    started = time.monotonic()
    done = 0
    for item in items:
        if done and time.monotonic() - started > PATIENCE:
            yield from _with_bar(chain((item,), items), name, (done, count()), console)
            return
        done += name(item) is not None
        yield item


def _with_bar(
    items: Iterator[T],
    name: Callable[[T], str | None],
    counts: tuple[int, int],
    console: Console,
) -> Iterator[T]:
    from rich.console import Console as Screen  # noqa: PLC0415 - 50 ms, for those who wait anyway
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    described = TextColumn("{task.description}")
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), described)
    screen = Screen(file=sys.stderr, highlight=False)
    with Progress(*columns, console=screen, transient=True) as bar:
        done, total = counts
        task = bar.add_task("", total=max(total, done + 1), completed=done)
        console.writer = lambda line: screen.print(line, markup=False, soft_wrap=True, end="")
        try:
            for item in items:
                path = name(item)
                if path is not None:
                    bar.update(task, description=_escaped(path))
                yield item
                bar.advance(task, path is not None)
        finally:
            console.writer = None


def _escaped(path: str) -> str:
    from rich.markup import escape  # noqa: PLC0415

    return escape(visible(path))
