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
    from newsclip.knowledge.learn import Summary
    from newsclip.knowledge.rules import RuleSet


class Spool:
    """Records as JSON Lines in a file without a name, which can be read again and again.

    Inputs are read once, so that a pipe will do and a file that changes meanwhile does no harm.
    Raises OutputError when the folder of temporary files is full.
    """

    def __init__(self, records: Iterable[Record]) -> None:
        from newsclip.knowledge.learn import Sketch  # noqa: PLC0415 - once it is wanted

        self.sketch = Sketch()
        with _writing():
            self.file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __exit__
        try:
            for record in records:
                self.sketch.add(record)
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

    def lines(self) -> Iterator[bytes]:
        """The records as lines of JSON."""
        self.file.seek(0)
        return iter(self.file)

    def summary(self, least: int) -> Summary:
        """What the records have in common, of lines that stand in ``least`` files or more."""
        from newsclip.knowledge.learn import Summary  # noqa: PLC0415

        summary = Summary()
        for record in map(from_json, self.lines()):
            summary.add(record, self.sketch, least)
        return summary


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
    from newsclip.knowledge.learn import MIN_FILES, learn  # noqa: PLC0415 - once it is wanted

    with Spool(batch.records(before)) as spool:
        learned = learn(spool.summary(MIN_FILES), rules)
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
