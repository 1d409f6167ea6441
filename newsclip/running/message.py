"""What is to be said about an input, as data: it can be sent, kept, and said later."""

from __future__ import annotations

from typing import Literal

import msgspec

from newsclip.errors import InputError, NewsclipError
from newsclip.record import Warn

Level = Literal["error", "warning", "info"]
INTERNAL: str = "internal-error"
SKIPPED: str = "passed-over"
SKIPPED_SAID: str = "passed over: "


class Message(msgspec.Struct, frozen=True):
    """One line on standard error; ``code`` is a word that a log collector can count.

    An error stands for an input, a line or a record that came to nothing. ``trace`` is where it was
    raised, for those who mend newsclip; it is no part of the line.
    """

    level: Level
    code: str
    path: str | None
    line: int | None
    message: str
    hint: str | None = None
    trace: str | None = None


def of_skip(path: str, reason: str) -> Message:
    """The message of a file, or of a member of an archive, that is not read."""
    return Message("info", SKIPPED, path, None, f"{SKIPPED_SAID}{reason}")


def of_error(error: NewsclipError, *, with_trace: bool = False) -> Message:
    """The message of an error that newsclip raised on purpose."""
    return Message(
        "error",
        _code_of(type(error).__name__),
        error.path,
        error.line,
        error.message,
        error.hint,
        _trace(error) if with_trace else None,
    )


def of_failure(
    error: BaseException, path: str | None = None, *, with_trace: bool = False
) -> Message:
    """The message of an error that newsclip did not raise on purpose."""
    if isinstance(error, (MemoryError, RecursionError)) and path is not None:
        is_deep = isinstance(error, RecursionError)
        said = "nested too deep" if is_deep else "too large for the memory of this machine"
        hint = "split the file, or leave it out"
        return of_error(InputError(said, path=path, hint=hint), with_trace=with_trace)
    said = f"internal error: {type(error).__name__}: {error}"
    trace = _trace(error) if with_trace else None
    return Message("error", INTERNAL, path, None, said, None, trace)


def of_warning(warning: Warn, path: str) -> Message:
    """The message of a doubt about a record."""
    return Message("warning", warning.code, path, warning.line, warning.message)


def _trace(error: BaseException) -> str:
    import traceback  # noqa: PLC0415 - only for those who ask

    return "".join(traceback.format_exception(error))


def _code_of(name: str) -> str:
    """A class name as a code: ``InputError`` becomes ``input-error``."""
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")
