"""Errors that newsclip raises on purpose: each says what is wrong, where, and what to try next.

They are caught in ``newsclip.cli`` only, where one becomes one line on standard error.
"""

from __future__ import annotations


class NewsclipError(Exception):
    """Base of all errors that newsclip raises on purpose.

    ``path`` names the input, ``line`` the 1-based line in it, ``hint`` the next thing to try.
    """

    exit_code = 1

    def __init__(
        self,
        message: str,
        *,
        path: str | None = None,
        line: int | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line
        self.hint = hint

    def __str__(self) -> str:
        """One line: ``path:line: message; hint``."""
        where = "" if self.path is None else self.path
        if self.line is not None:
            where += f":{self.line}" if where else f"line {self.line}"
        said = f"{where}: {self.message}" if where else self.message
        return f"{said}; {self.hint}" if self.hint else said


class InputError(NewsclipError):
    """An input could not be read: missing, not text, broken, truncated."""


class RecordError(NewsclipError):
    """A JSON line is no record, or a record lacks what a stage needs."""


class UsageError(NewsclipError):
    """A call asks for something that cannot be done, before any input is read."""

    exit_code = 2


class RuleError(NewsclipError):
    """A rules or decisions file is malformed, or fails its own proofs."""

    exit_code = 3


class OutputError(NewsclipError):
    """The output could not be written."""

    exit_code = 74


class StateError(NewsclipError):
    """A state file could not be read or written."""

    exit_code = 74


class LockedError(NewsclipError):
    """Another run is at work with the same state file."""

    exit_code = 75
