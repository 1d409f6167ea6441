"""Inputs through stages to the output, record by record, with every problem counted."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, Final, TypeVar

import msgspec

from newsclip.cli.console import QUIET, Console, is_terminal, tame
from newsclip.cli.flags import Inputs, Messages, NoInput, Outputs, Shared
from newsclip.errors import NewsclipError, OutputError, UsageError
from newsclip.pipeline import Stage
from newsclip.reading import Entry, Limits, ReadOptions, walk
from newsclip.reading.shard import parse_shard
from newsclip.reading.walk import is_read
from newsclip.record import Record, without_trace
from newsclip.running.local import PATIENCE, processors
from newsclip.running.local import run as run_all
from newsclip.running.message import SKIPPED, SKIPPED_SAID, Message, of_skip
from newsclip.running.work import Outcome, Slice, Work, cut
from newsclip.schema import from_json
from newsclip.writing import FORMATS, Format
from newsclip.writing.jsonl import JSONL
from newsclip.writing.output import emit, refuse_input, save, save_each

# Standard input among the paths, and standard output with -o.
STDIN: Final = "-"
AUTO: Final = "auto"
# No path, so that what was said of records before is not said again.
_FURTHER: Final = ""
# Warnings that say that an input itself is bad are written without being asked for, and a hint.
_BAD_INPUT: Final = {
    "empty": "look whether it was saved whole",
    "undecodable-bytes": "name its encoding with --encoding",
}
DONE: Final = 0
SOME_FAILED: Final = 1
WARNED: Final = 4
T = TypeVar("T", bound=Entry | Message | Outcome)


class Batch:
    """One call: its inputs, and what has gone wrong so far.

    ``failed`` counts inputs, lines and records that came to nothing, ``warned`` new warnings.
    """

    def __init__(self, inputs: Inputs, messages: Messages, *, output: str | None = None) -> None:
        self.shows_records = output is None and is_terminal(sys.stdout)
        self.console = console_of(messages)
        self.strict = messages.strict
        self.paths = paths_of(inputs)
        self.options = ReadOptions(
            form=inputs.form,
            encoding=inputs.encoding,
            globs=tuple(inputs.globs),
            shard=None if inputs.shard is None else parse_shard(inputs.shard),
            limits=Limits(inputs.max_ratio, inputs.max_bytes),
        )
        self.jobs = jobs_of(inputs.jobs)
        self.failed = 0
        self.warned = 0
        self._outcomes: Generator[Outcome, None, None] | None = None
        self.passed_over: Counter[str] = Counter()

    def close(self) -> None:
        """End the workers, when the records were not taken to their end."""
        if self._outcomes is not None:
            self._outcomes.close()

    @property
    def exit_code(self) -> int:
        """What the call ends with: failures weigh more than warnings."""
        if self.failed:
            return SOME_FAILED
        return WARNED if self.strict and self.warned else DONE

    def records(self, stages: Sequence[Stage] = ()) -> Iterator[Record]:
        """What comes out of the last stage, lazily, in the order of the inputs."""
        if self.jobs > 1:
            yield from map(from_json, self.lines(stages))
            return
        work = self.work(stages)
        for entry in self._watched(self._entries()):
            if isinstance(entry, Message):
                self.tell(entry)
            else:
                yield from work.records(entry, self.tell)
        self.sum_up()

    def lines(self, stages: Sequence[Stage] = ()) -> Iterator[bytes]:
        """The same records as lines of JSON, without line ends, made by worker processes."""
        yield from self._made(self._entries(), stages)
        self.sum_up()

    def further(self, records: Iterable[Record], stages: Sequence[Stage]) -> Iterator[Record]:
        """What ``stages`` make of records that came out of ``records``, in this process."""
        work = self.work(stages)
        for record in records:
            yield from work.through(record, self.tell, is_said=True)

    def further_lines(self, lines: Iterable[bytes], stages: Sequence[Stage]) -> Iterator[Record]:
        """The same for many records, as lines of JSON, by as many processes as are asked for."""
        if self.jobs > 1:
            yield from map(from_json, self._made(cut(lines, _FURTHER), stages))
            return
        yield from self.further(map(from_json, lines), stages)

    def _made(
        self, entries: Iterable[Entry | Slice | Message], stages: Sequence[Stage]
    ) -> Iterator[bytes]:
        work = self.work(stages)
        self._outcomes = run_all(entries, work, workers=self.jobs, patience=PATIENCE)
        for outcome in self._watched(self._outcomes):
            for message in outcome.messages:
                self.tell(message)
            yield from outcome.records

    def _entries(self) -> Iterator[Entry | Message]:
        """The inputs, and what there is to say of them in its place."""
        said: list[Message] = []
        work = self.work(())

        def on_error(error: NewsclipError) -> None:
            said.append(work.told(error))

        def on_skip(path: str, reason: str) -> None:
            said.append(of_skip(path, reason))

        for entry in walk(self.paths, self.options, on_error=on_error, on_skip=on_skip):
            yield from said
            said.clear()
            yield entry
        yield from said

    def tell(self, message: Message) -> None:
        """Count a message, and write it when it is wanted."""
        if message.code == SKIPPED:
            self.passed_over[message.message.removeprefix(SKIPPED_SAID)] += 1
            if not self.console.wants_traces:
                return
        if message.level == "error":
            self.failed += 1
        elif message.level == "warning":
            self.warned += 1
        hint = _BAD_INPUT.get(message.code)
        if hint is not None:
            message = msgspec.structs.replace(message, hint=hint)
        self.console.tell(message, is_wanted=self.strict or hint is not None)

    def fail(self, error: NewsclipError) -> None:
        """Count ``error`` and write its line."""
        self.tell(self.work(()).told(error))

    def work(self, stages: Sequence[Stage]) -> Work:
        """What is done with each input."""
        return Work(self.options, tuple(stages), with_traces=self.console.wants_traces)

    def _watched(self, items: Iterator[T]) -> Iterator[T]:
        """The same items, with a progress bar where somebody can see it."""
        console = self.console
        if console.verbosity <= QUIET or console.as_json or self.shows_records:
            return items
        if not is_terminal(sys.stderr) or os.environ.get("TERM") == "dumb":
            return items
        from newsclip.cli.progress import watched  # noqa: PLC0415 - only for people

        return watched(items, _name_of, self._count, self.console)

    def _count(self) -> int:
        return sum(1 for _ in walk(self.paths, self.options, on_error=lambda error: None))

    def sum_up(self) -> None:
        """Note what was passed over."""
        if self.passed_over:
            kinds = ", ".join(f"{reason}: {n}" for reason, n in self.passed_over.most_common())
            self.console.note("passed-over", f"passed over: {kinds}")


def process(
    shared: Shared,
    stages: Sequence[Stage],
    *,
    form: Format | None = None,
    source: Callable[[Batch], Iterator[Record]] | None = None,
) -> int:
    """Read, run ``stages``, write; the exit code. ``form`` stands in for the format chosen.

    ``source`` stands in for ``Batch.records`` and the stages. Raises UsageError and OutputError,
    which end the call.
    """
    outputs = shared.outputs
    check_outputs(outputs)
    target = target_of(outputs.output)
    batch = Batch(shared.inputs, shared.messages, output=target)
    if target is not None:
        refuse_input(target, batch.paths, is_read=lambda path: is_read(path, batch.options))
    if outputs.slim:
        stages = [*stages, _slim]
    form = form or FORMATS[outputs.format]
    with closing(batch):
        if target is not None and target.endswith(("/", os.sep)):
            for _ in save_each(_records(batch, stages, source), target, form):
                pass
            return batch.exit_code
        if form is JSONL and source is None and batch.jobs > 1:
            chunks: Iterator[str] = (f"{line.decode()}\n" for line in batch.lines(stages))
        else:
            chunks = form.write(_records(batch, stages, source))
        deliver(chunks, target)
    return batch.exit_code


def check_outputs(outputs: Outputs) -> None:
    """Raise UsageError where flags of the output contradict each other."""
    if outputs.slim and outputs.format != "jsonl":
        raise UsageError(f"--slim has no meaning with -f {outputs.format}", hint="leave one out")


def target_of(output: str | None) -> str | None:
    """Where ``-o`` sends the output; None for standard output, which ``-`` means, too."""
    return None if output == STDIN else output


def deliver(chunks: Iterable[str], target: str | None) -> None:
    """Write to standard output, or to a file, all or nothing."""
    if target is None:
        emit(map(tame, chunks) if is_terminal(sys.stdout) else chunks, stdout())
    else:
        save(chunks, target)


def _records(
    batch: Batch, stages: Sequence[Stage], source: Callable[[Batch], Iterator[Record]] | None
) -> Iterator[Record]:
    if source is None:
        return batch.records(stages)
    records = source(batch)
    return map(without_trace, records) if stages[-1:] == [_slim] else records


def _slim(record: Record) -> Iterable[Record]:
    return (without_trace(record),)


def jobs_of(written: str) -> int:
    """How many processes ``-j`` asks for; ``auto`` is one a processor that this one may use.

    Raises UsageError for what is no number from 1 on.
    """
    if written == AUTO:
        return processors()
    if not written.isascii() or not written.isdigit() or int(written) < 1:
        raise UsageError(f"no number of processes: {written!r}", hint="write -j 2, or -j auto")
    return int(written)


def _name_of(item: Entry | Message | Outcome) -> str | None:
    if isinstance(item, Entry):
        return item.shown
    return None if isinstance(item, Message) or item.more else item.path or None


def stdout() -> BinaryIO:
    """Standard output for bytes. Raises OutputError when it is closed."""
    if sys.stdout is None:
        raise OutputError("standard output is closed", hint="name a file with -o")
    return sys.stdout.buffer


def console_of(messages: Messages) -> Console:
    """The console that the flags ask for. Raises UsageError where they contradict each other."""
    if messages.quiet and messages.verbose:
        raise UsageError("--quiet with --verbose", hint="leave one out")
    return Console(QUIET if messages.quiet else messages.verbose, as_json=messages.json_logs)


def paths_of(inputs: Inputs) -> list[str]:
    """The paths of a call: those named, those of ``--files0-from``, or standard input.

    Raises UsageError where they cannot be had, and NoInput where a terminal is all there is.
    """
    if inputs.files0_from is not None:
        if inputs.paths:
            raise UsageError("PATH and --files0-from are both given", hint="use one of them")
        return _listed(inputs.files0_from)
    if inputs.paths:
        return inputs.paths
    if is_terminal(sys.stdin):
        raise NoInput("nothing to read")
    return [STDIN]


def _listed(name: str) -> list[str]:
    """The paths in a file, each ended by a NUL byte."""
    try:
        if name == STDIN:
            content = b"" if sys.stdin is None else sys.stdin.buffer.read()
        else:
            content = Path(name).read_bytes()
    except OSError as error:
        said = f"--files0-from: {(error.strerror or str(error)).lower()}"
        raise UsageError(said, path=name, hint="name a file of paths") from None
    return [os.fsdecode(path) for path in content.split(b"\0") if path]
