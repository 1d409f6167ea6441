"""Inputs through stages to the output, record by record, with every problem counted."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from newsclip.cli.console import QUIET, TRACEBACKS, Console, is_terminal
from newsclip.cli.flags import Inputs, Messages, NoInput, Shared
from newsclip.errors import InputError, NewsclipError, OutputError, RuleError, UsageError
from newsclip.pipeline import Stage, run
from newsclip.reading import Entry, Limits, ReadOptions, read_entry, walk
from newsclip.reading.walk import is_read
from newsclip.record import Record, Warn, without_trace
from newsclip.writing import FORMATS, Format
from newsclip.writing.output import emit, refuse_input, save, save_each

STDIN: Final = "-"
DONE: Final = 0
SOME_FAILED: Final = 1
WARNED: Final = 4


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
            limits=Limits(inputs.max_ratio, inputs.max_bytes),
        )
        self.failed = 0
        self.warned = 0
        self.passed_over: Counter[str] = Counter()

    @property
    def exit_code(self) -> int:
        """What the call ends with: failures weigh more than warnings."""
        if self.failed:
            return SOME_FAILED
        return WARNED if self.strict and self.warned else DONE

    def records(self, stages: Sequence[Stage] = ()) -> Iterator[Record]:
        """What comes out of the last stage, lazily, in the order of the inputs."""
        for entry in self._watched(self._entries()):
            for record in self._read(entry):
                # A record of an earlier command in the pipe names another source than the stream
                # that holds it; what that command warned of is said.
                is_said = record.source.path != entry.shown
                yield from self._through(record, stages, is_said=is_said)
        self._sum_up()

    def further(self, records: Iterable[Record], stages: Sequence[Stage]) -> Iterator[Record]:
        """What ``stages`` make of records that came out of ``records`` of this batch."""
        for record in records:
            yield from self._through(record, stages, is_said=True)

    def fail(self, error: NewsclipError) -> None:
        """Count ``error`` and write its line."""
        self.failed += 1
        error.hint = error.hint or "it is left out"
        self.console.error(error)

    def _entries(self) -> Iterator[Entry]:
        return walk(self.paths, self.options, on_error=self.fail, on_skip=self._skip)

    def _watched(self, entries: Iterator[Entry]) -> Iterator[Entry]:
        """The same entries, with a progress bar where somebody can see it."""
        console = self.console
        if console.verbosity <= QUIET or console.as_json or self.shows_records:
            return entries
        if not is_terminal(sys.stderr) or os.environ.get("TERM") == "dumb":
            return entries
        from newsclip.cli.progress import watched  # noqa: PLC0415 - only for people

        return watched(entries, self._entries_again, self.console)

    def _entries_again(self) -> Iterator[Entry]:
        return walk(self.paths, self.options, on_error=lambda error: None)

    def _skip(self, path: str, reason: str) -> None:
        self.passed_over[reason] += 1
        if self.console.verbosity >= TRACEBACKS:
            self.console.note("passed-over", f"passed over: {reason}", path=path)

    def _read(self, entry: Entry) -> Iterator[Record]:
        try:
            yield from read_entry(entry, self.options, on_error=self.fail, on_skip=self._skip)
        except UsageError:
            raise
        except Exception as error:
            self._break(error, entry.shown)

    def _through(self, record: Record, stages: Sequence[Stage], *, is_said: bool) -> list[Record]:
        """The records that the stages make of one; none, and a line, when one of them fails."""
        try:
            made = list(run([record], stages))
        except (RuleError, UsageError):
            raise
        except NewsclipError as error:
            error.path = error.path or record.source.path
            self.fail(error)
            return []
        except Exception as error:
            self._break(error, record.source.path)
            return []
        self._warn(made, set(record.warnings) if is_said else set())
        return made

    def _break(self, error: Exception, path: str) -> None:
        """Count and name an input on which newsclip itself failed: the other inputs are sound.

        Where a library turned a signal into an error of its own, the signal is raised again.
        """
        cause: BaseException | None = error
        while cause is not None:
            if not isinstance(cause, Exception):
                raise cause
            cause = cause.__context__
        if isinstance(error, (MemoryError, RecursionError)):
            self.fail(_too_much(error, path))
        else:
            self.failed += 1
            self.console.failure(error, path)

    def _warn(self, records: Iterable[Record], said: set[Warn]) -> None:
        for record in records:
            for warning in record.warnings:
                if warning not in said:
                    said.add(warning)
                    self.warned += 1
                    path = record.source.path
                    self.console.warning(warning, path, is_wanted=self.strict)

    def _sum_up(self) -> None:
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
    if outputs.slim and outputs.format != "jsonl":
        raise UsageError(f"--slim has no meaning with -f {outputs.format}", hint="leave one out")
    target = outputs.output
    batch = Batch(shared.inputs, shared.messages, output=target)
    if target is not None:
        refuse_input(target, batch.paths, is_read=lambda path: is_read(path, batch.options))
    records = batch.records(stages) if source is None else source(batch)
    if outputs.slim:
        records = map(without_trace, records)
    form = form or FORMATS[outputs.format]
    if target is None:
        emit(form.write(records), stdout())
    elif target.endswith(("/", os.sep)):
        for _ in save_each(records, target, form):
            pass
    else:
        save(form.write(records), target)
    return batch.exit_code


def stdout() -> BinaryIO:
    """Standard output for bytes. Raises OutputError when it is closed."""
    if sys.stdout is None:
        raise OutputError("standard output is closed", hint="name a file with -o")
    return sys.stdout.buffer


def console_of(messages: Messages) -> Console:
    """The console that the flags ask for."""
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


def _too_much(error: MemoryError | RecursionError, path: str) -> InputError:
    is_deep = isinstance(error, RecursionError)
    message = "nested too deep" if is_deep else "too large for the memory of this machine"
    return InputError(message, path=path, hint="split the file, or leave it out")
