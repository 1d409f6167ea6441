"""Standard error: one line a problem, for people or as JSON for log collectors."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Final

import msgspec

from newsclip.errors import NewsclipError, OutputError
from newsclip.running.message import INTERNAL, Message, of_error, of_failure

QUIET: Final = -1
TALKATIVE: Final = 1
TRACEBACKS: Final = 2

# C0 and C1 controls, bidirectional controls, line and paragraph separators: what would move the
# cursor or turn the line round.
_UNSAFE: Final = (
    *range(0x20), *range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F),
    *range(0x2066, 0x206A),
)  # fmt: skip
_ORDERS: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]|\r(?!\n)")
_ESCAPES: Final = {code: repr(chr(code))[1:-1] for code in _UNSAFE}


class Console:
    """Says what has to be said on standard error, by ``verbosity`` and in one of two forms.

    ``writer`` stands in for standard error while a progress bar is drawn there.
    ``verbosity``: -1 errors only, 0 what is wanted besides, 1 each warning and note, 2 tracebacks.
    """

    def __init__(self, verbosity: int = 0, *, as_json: bool = False) -> None:
        self.verbosity = verbosity
        self.as_json = as_json
        self.writer: Callable[[str], None] | None = None

    def error(self, error: NewsclipError) -> None:
        """Write the one line of ``error``, and where it was raised when tracebacks are wanted."""
        self.tell(of_error(error, with_trace=self.wants_traces))

    def hook(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """What ``sys.excepthook`` is while a command runs: one line, and a traceback on demand."""
        self.tell(of_failure(error, with_trace=self.wants_traces))

    @property
    def wants_traces(self) -> bool:
        """Whether messages are to say where their errors were raised."""
        return self.verbosity >= TRACEBACKS

    def tell(self, message: Message, *, is_wanted: bool = False) -> None:
        """Write an error; a warning or a note when those are wanted, or this one is."""
        is_error = message.level == "error"
        if is_error or self.verbosity >= TALKATIVE or (is_wanted and self.verbosity > QUIET):
            self.say(message)
        if message.trace is not None and self.wants_traces and sys.stderr is not None:
            sys.stderr.write(message.trace)

    def note(self, code: str, message: str, *, path: str | None = None) -> None:
        """Write what is good to know, when notes are wanted."""
        self.tell(Message("info", code, path, None, message))

    def say(self, message: Message) -> None:
        """Write one line."""
        if message.code == INTERNAL:
            hint = "please report it" if self.wants_traces else "-vv shows where"
            message = msgspec.structs.replace(message, hint=hint)
        self.write(_json(message) if self.as_json else _plain(message))

    def write(self, line: str) -> None:
        """Write a line as it is. A standard error that is closed or full is no reason to stop."""
        if sys.stderr is None:
            return
        try:
            if self.writer is not None:
                self.writer(f"{line}\n")
                return
            sys.stderr.write(f"{line}\n")
            sys.stderr.flush()
        except (OSError, ValueError):
            return


def show(text: str) -> None:
    """Write ``text`` to standard output, in UTF-8 whatever the locale is.

    Raises OutputError; BrokenPipeError goes through.
    """
    try:
        if sys.stdout is not None:
            from newsclip.writing.output import write_all  # noqa: PLC0415 - once it is wanted

            write_all(sys.stdout.buffer, text.encode(errors="backslashreplace"))
    except BrokenPipeError:
        raise
    except OSError as error:
        raise unwritable(error) from None


def unwritable(error: OSError) -> OutputError:
    """The OutputError of what the system said about standard output."""
    said = f"standard output cannot be written: {(error.strerror or str(error)).lower()}"
    return OutputError(said, hint="make room, or redirect it to another place")


def visible(text: str) -> str:
    r"""``text`` with control, bidirectional and other unprintable characters as escapes.

    >>> print(visible("a\x1b[2J\u202eb\nc"))
    a\x1b[2J\u202eb\nc
    """
    return text.translate(_ESCAPES).encode(errors="backslashreplace").decode()


def tame(text: str) -> str:
    r"""``text`` for a terminal: what would give it orders or turn its lines round, as escapes.

    Line ends, tabs, form feeds and the marks of right-to-left text stay.

    >>> print(tame("a\x1b[2J\u202eb"))
    a\x1b[2J\u202eb
    """
    return _ORDERS.sub(lambda found: _ESCAPES[ord(found[0])], text)


def counted(count: int, thing: str) -> str:
    """A number of things in words.

    >>> counted(1, "line"), counted(2300, "line")
    ('1 line', '2,300 lines')
    """
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def is_terminal(stream: object) -> bool:
    """Whether a stream is there and is a terminal."""
    isatty = getattr(stream, "isatty", None)
    return bool(isatty and isatty())


def _plain(message: Message) -> str:
    where = message.path or ""
    if message.line is not None:
        where += f":{message.line}" if where else f"line {message.line}"
    parts = [part for part in ("newsclip", where) if part]
    said = ": ".join([*parts, message.message])
    return visible(f"{said}; {message.hint}" if message.hint else said)


def _json(message: Message) -> str:
    told = msgspec.structs.asdict(message)
    del told["trace"]
    return msgspec.json.encode(told).decode()
