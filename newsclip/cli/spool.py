"""Records kept in a temporary file, for work that needs to see all of them before the first."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING

from newsclip.cli.batch import Batch
from newsclip.errors import OutputError
from newsclip.pipeline import Stage
from newsclip.record import Record
from newsclip.schema import from_json, to_json

if TYPE_CHECKING:
    from newsclip.knowledge.rules import RuleSet


class Spool:
    """Records as JSON Lines in a file without a name, which can be read again and again.

    ``see`` is shown each record on the way. Inputs are read once, so that a pipe will do and a file
    that changes meanwhile does no harm. Raises OutputError when the temporary folder is full.
    """

    def __init__(self, records: Iterable[Record], see: Callable[[Record], object]) -> None:
        with _writing():
            self.file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __exit__
        try:
            for record in records:
                see(record)
                with _writing():
                    self.file.write(to_json(record).encode() + b"\n")
            with _writing():
                self.file.flush()
        except BaseException:
            self.file.close()
            raise

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.file.close()

    def __iter__(self) -> Iterator[Record]:
        return map(from_json, self.lines())

    def lines(self) -> Iterator[bytes]:
        """The records as lines of JSON."""
        self.file.seek(0)
        return iter(self.file)


def learned_records(
    batch: Batch,
    *,
    rules: RuleSet,
    strip: Callable[..., Stage],
    before: Sequence[Stage],
    after: Sequence[Stage],
) -> Iterator[Record]:
    """What comes out of ``before``, a ``strip`` that knows what all its inputs share, ``after``.

    ``strip`` makes the stage of what was ``learned``.
    """
    from newsclip.knowledge.learn import (  # noqa: PLC0415 - once it is wanted
        MIN_FILES,
        Sketch,
        learn,
        summary_of,
    )

    sketch = Sketch()
    with Spool(batch.records(before), sketch.add) as spool:
        learned = learn(summary_of(spool, sketch, MIN_FILES), rules)
        yield from batch.further_lines(spool.lines(), [strip(learned=learned), *after])


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        said = (error.strerror or str(error)).lower()
        raise OutputError(
            f"no temporary file: {said}",
            path=os.fsencode(tempfile.gettempdir()).decode("utf-8", "backslashreplace"),
            hint="make room, or name another folder in TMPDIR",
        ) from None
