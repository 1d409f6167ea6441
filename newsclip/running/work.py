"""What is done with one input, the same wherever it is done: read it, run the stages, tell."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final

import msgspec

from newsclip.errors import InputError, NewsclipError, RecordError, RuleError, UsageError
from newsclip.pipeline import Stage, run
from newsclip.reading import Entry, ReadOptions, read_entry
from newsclip.reading.content import read_pieces
from newsclip.reading.jsonl import read_jsonl
from newsclip.reading.options import OnError
from newsclip.record import Record, Warn
from newsclip.running.message import Message, of_error, of_failure, of_skip, of_warning
from newsclip.schema import to_json

Tell = Callable[[Message], None]
# A slice is work of a few milliseconds at least, and small beside any record that is large.
SLICE_BYTES: Final = 64 << 10
# What an outcome holds at most, one record aside, and how long its first record waits for others.
_PART_BYTES: Final = 256 << 10
_PART_SECONDS: Final = 0.1


class Slice(msgspec.Struct, frozen=True):
    """Some lines of JSON of one input, which ``shown`` names; ``first`` is the number of the first.

    Lines count from 1. ``encoding`` is the codec of each.
    """

    shown: str
    lines: list[bytes]
    first: int = 1
    encoding: str = "utf-8"


Task = Entry | Slice


class Outcome(msgspec.Struct, frozen=True):
    """What came of an input: its records as lines of JSON without line ends, and what to say.

    Of an input that is large or slow there are several, one after the other; all but the last have
    ``more``. ``path`` is "" where messages are of no input in particular. Outcomes can be pickled,
    and written with msgspec.
    """

    path: str
    records: list[bytes] = []
    messages: list[Message] = []
    more: bool = False

    @property
    def size(self) -> int:
        """About how many bytes it holds."""
        return sum(map(len, self.records)) + 500 * (1 + len(self.messages))

    @property
    def failed(self) -> int:
        """How many inputs, lines and records came to nothing."""
        return sum(message.level == "error" for message in self.messages)

    @property
    def warned(self) -> int:
        """How many new warnings the records have."""
        return sum(message.level == "warning" for message in self.messages)


def joined(outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
    """One outcome an input, for those who need all of it at once."""
    for outcome in outcomes:
        if not outcome.more:
            yield outcome
            continue
        records, messages = list(outcome.records), list(outcome.messages)
        for part in outcomes:
            records += part.records
            messages += part.messages
            if not part.more:
                break
        yield Outcome(outcome.path, records, messages)


class Work(msgspec.Struct, frozen=True):
    """How inputs become records. It can be pickled when its stages can.

    Called with a file or a slice, it gives the whole outcome; ``records`` gives the same lazily.
    An input, a line or a record that is bad becomes a message, and so does one on which newsclip
    itself fails. Raises UsageError and RuleError, which no input is to blame for. ``with_traces``
    adds to the messages where their errors were raised.
    """

    options: ReadOptions = ReadOptions()
    stages: tuple[Stage, ...] = ()
    with_traces: bool = False

    def __call__(self, task: Task) -> Outcome:
        """All that comes of one input."""
        messages: list[Message] = []
        records = [to_json(record).encode() for record in self.records(task, messages.append)]
        return Outcome(task.shown, records, messages)

    def parts(self, entry: Entry) -> Iterator[Outcome]:
        """What comes of one input, in outcomes of bounded size; the last one has no ``more``."""
        records: list[bytes] = []
        messages: list[Message] = []
        size, begun = 0, time.monotonic()

        def tell(message: Message) -> None:
            messages.append(message)

        for record in self.records(entry, tell):
            records.append(to_json(record).encode())
            size += len(records[-1])
            is_late = entry.is_stream or time.monotonic() - begun >= _PART_SECONDS
            if is_late or size >= _PART_BYTES:
                yield Outcome(entry.shown, records, messages, more=True)
                records, messages = [], []
                size, begun = 0, time.monotonic()
        yield Outcome(entry.shown, records, messages)

    def records(self, task: Task, tell: Tell) -> Iterator[Record]:
        """The records that come of one input, lazily; ``tell`` hears what is to be said."""
        for record in self.read(task, tell):
            # A record of an earlier command in the pipe names another source than the stream that
            # holds it; what that command warned of is said.
            is_said = record.source.path != task.shown
            yield from self.through(record, tell, is_said=is_said)

    def read(self, task: Task, tell: Tell) -> Iterator[Record]:
        """The records of one input before the first stage."""

        def on_error(error: InputError | RecordError) -> None:
            tell(self.told(error))

        def on_skip(path: str, reason: str) -> None:
            tell(of_skip(path, reason))

        with self._watching(task.shown, tell):
            if isinstance(task, Slice):
                yield from read_jsonl(
                    task.lines,
                    task.shown,
                    first=task.first,
                    encoding=task.encoding,
                    on_error=on_error,
                )
            else:
                yield from read_entry(task, self.options, on_error=on_error, on_skip=on_skip)

    def slices(self, entry: Entry, tell: Tell) -> Iterator[Slice]:
        """The records of one input before the first stage, as lines of JSON, lazily.

        Those of a stream of records come as they are, so that who calls the work with the slices
        reads them.
        """

        def on_error(error: InputError | RecordError) -> None:
            tell(self.told(error))

        def on_skip(path: str, reason: str) -> None:
            tell(of_skip(path, reason))

        with self._watching(entry.shown, tell):
            of_lines = partial(cut, size=1 if entry.is_stream else SLICE_BYTES)
            for piece in read_pieces(
                entry, self.options, of_lines, on_error=on_error, on_skip=on_skip
            ):
                if isinstance(piece, Slice):
                    yield piece
                else:
                    yield Slice(entry.shown, [to_json(piece).encode()])

    def through(self, record: Record, tell: Tell, *, is_said: bool) -> list[Record]:
        """The records that the stages make of one; none when one of them fails."""
        try:
            made = list(run([record], self.stages))
        except (RuleError, UsageError):
            raise
        except NewsclipError as error:
            error.path = error.path or record.source.path
            tell(self.told(error))
            return []
        except Exception as error:
            tell(self._broken(error, record.source.path))
            return []
        said = set(record.warnings) if is_said else set[Warn]()
        for one in made:
            for warning in one.warnings:
                if warning not in said:
                    said.add(warning)
                    tell(of_warning(warning, one.source.path))
        return made

    def told(self, error: NewsclipError) -> Message:
        """The message of an input, a line or a record that is left out."""
        error.hint = error.hint or "it is left out"
        return of_error(error, with_trace=self.with_traces)

    @contextmanager
    def _watching(self, shown: str, tell: Tell) -> Iterator[None]:
        try:
            yield
        except UsageError:
            raise
        except Exception as error:
            tell(self._broken(error, shown))

    def _broken(self, error: Exception, path: str) -> Message:
        """The message of an input on which newsclip itself failed: the other inputs are sound.

        Where a library turned a signal into an error of its own, the signal is raised again.
        """
        cause: BaseException | None = error
        while cause is not None:
            if not isinstance(cause, Exception):
                raise cause
            cause = cause.__context__
        return of_failure(error, path, with_trace=self.with_traces)


def cut(
    lines: Iterable[bytes],
    path: str,
    *,
    encoding: str = "utf-8",
    on_error: OnError | None = None,
    size: int = SLICE_BYTES,
) -> Iterator[Slice]:
    """Lines of JSON in slices of at least ``size`` bytes, the last one aside.

    ``path`` names their input. No line is looked at, so that there is nothing for ``on_error``.
    """
    taken: list[bytes] = []
    weight, first = 0, 1
    try:
        for number, line in enumerate(lines, 1):
            taken.append(line)
            weight += len(line)
            if weight >= size:
                yield Slice(path, taken, first, encoding)
                taken, weight, first = [], 0, number + 1
    except Exception:
        # The lines before the fault are sound.
        if taken:
            yield Slice(path, taken, first, encoding)
        raise
    if taken:
        yield Slice(path, taken, first, encoding)
