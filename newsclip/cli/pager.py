"""Where a review is shown: through a pager on a terminal, straight into a pipe or a file."""

from __future__ import annotations

import io
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, Final, TextIO

from rich.console import Console
from rich.text import Text

from newsclip.cli.console import is_terminal, visible
from newsclip.cli.sheet import NARROWEST, WIDEST, fold, sheet
from newsclip.errors import OutputError
from newsclip.record import Record
from newsclip.writing.output import emit

# What git gives less: end on one screen, pass colours through, leave the screen as it is.
_LESS: Final = "FRX"


class Page:
    """Records one under the other, under a rule with the path of each file."""

    def __init__(self, stream: BinaryIO, *, is_terminal: bool) -> None:
        self.stream = stream
        self.path: str | None = None
        self.screen = Console(
            file=io.StringIO(),
            force_terminal=is_terminal,
            legacy_windows=False,
            width=min(WIDEST, max(NARROWEST, shutil.get_terminal_size().columns)),
            highlight=False,
            markup=False,
            emoji=False,
        )
        self.is_plain = self.screen.color_system is None or self.screen.no_color

    def show(self, record: Record, converted: Record) -> None:
        """Write a record's sheet at once; ``converted`` is the record after ``convert``."""
        emit([self._rendered(self._rows(record, converted))], self.stream)

    def _rows(self, record: Record, converted: Record) -> Iterator[Text]:
        if record.source.path != self.path:
            if self.path is not None:
                yield Text()
            self.path = record.source.path
            yield from fold(Text(visible(self.path), style="bold"), self.screen.width)
        yield from sheet(record, converted, self.screen.width, is_plain=self.is_plain)

    def _rendered(self, rows: Iterable[Text]) -> str:
        with self.screen.capture() as captured:
            for row in rows:
                self.screen.print(row, no_wrap=True, overflow="ignore", crop=False)
        text = captured.get()
        if self.screen.is_terminal:
            return text
        return "".join(row.rstrip(" ") + "\n" for row in text.split("\n")[:-1])


@contextmanager
def paged(stdout: TextIO | None) -> Iterator[Page]:
    """A page on ``stdout``, through the user's pager where somebody sees it and has keys.

    Raises OutputError when standard output is closed.
    """
    if stdout is None:
        raise OutputError("standard output is closed", hint="open it, or redirect it to a file")
    command = _pager() if is_terminal(stdout) and is_terminal(sys.stdin) else None
    if command is None:
        yield Page(stdout.buffer, is_terminal=is_terminal(stdout))
        return
    environ = {"LESS": _LESS, **os.environ}
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=environ) as process:
        # Ctrl-C belongs to the pager now: it stops a search there, and must not leave it alone.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            assert process.stdin is not None
            with suppress(BrokenPipeError), process.stdin as stream:
                yield Page(stream, is_terminal=True)  # type: ignore[arg-type]
            process.wait()
        finally:
            signal.signal(signal.SIGINT, before)


def _pager() -> list[str] | None:
    """The words of the pager's command, None where there is none or it cannot show a page."""
    if os.environ.get("TERM") == "dumb":
        return None
    words = shlex.split(os.environ.get("PAGER", "less"))
    if not words or words[0] == "cat" or shutil.which(words[0]) is None:
        return None
    return words
