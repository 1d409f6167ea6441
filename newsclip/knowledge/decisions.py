"""An editor's decisions: what the review page saves, and what ``newsclip apply`` carries out.

A decision names a line by its first source line, an article by the line that it starts at. What no
decision names stays as the rules had it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from newsclip.errors import RuleError
from newsclip.record import Record

SCHEMA: Final = "newsclip-decisions/1"
# What lines carry as their rule that an editor dropped, or made the headline.
HAND: Final = "hand"
_HINT: Final = "save it once more from the review page"

Number = Annotated[int, msgspec.Meta(ge=1)]
Place = Literal["text", "dropped", "title"]


class LineDecision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the line that begins at source line ``line`` goes."""

    line: Number
    place: Place


class TitleDecision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The title, in an editor's words, of the article that starts at ``start``."""

    start: Number
    title: str


class FileDecisions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was decided of one source: ``path`` and ``member`` name it, ``sha256`` its content.

    ``starts`` are the first lines of its articles, None where they are as the rules had them.
    ``outcome`` is what the rules made of it when the page was written, see ``outcome_of``.
    """

    path: str
    member: str | None
    sha256: str
    outcome: str
    lines: tuple[LineDecision, ...] = ()
    starts: tuple[Number, ...] | None = None
    titles: tuple[TitleDecision, ...] = ()

    @property
    def key(self) -> tuple[str, str | None]:
        """What tells sources apart."""
        return self.path, self.member

    @property
    def count(self) -> int:
        """How many decisions these are; where the articles start is one."""
        return len(self.lines) + len(self.titles) + (self.starts is not None)


class Recipe(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """The flags of the review, by their names on the command line."""

    form: Annotated[Literal["auto", "text", "html", "markdown", "jsonl"], msgspec.Meta()] = (
        msgspec.field(name="from", default="auto")
    )
    encoding: str | None = None
    only: str | None = None
    skip: str | None = None
    keep_threshold: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.5
    to: str | None = None
    phrases: bool = False
    rules: tuple[str, ...] = ()
    no_user_rules: bool = False


class Decisions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A decisions file: the sources of a review, how they were read, and what was decided."""

    schema: Literal["newsclip-decisions/1"]
    recipe: Recipe
    files: Annotated[tuple[FileDecisions, ...], msgspec.Meta(min_length=1)]


def read_decisions(path: str) -> Decisions:
    """The decisions in a file. Raises RuleError, which says what is malformed and where."""
    try:
        content = Path(path).read_bytes()
    except (OSError, ValueError) as error:
        said = (getattr(error, "strerror", None) or str(error)).lower()
        raise RuleError(f"cannot be read: {said}", path=path, hint="check the path") from None
    try:
        decisions = msgspec.json.decode(content, type=Decisions)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        said = "nested too deep" if isinstance(error, RecursionError) else str(error)
        raise RuleError(f"no decisions file: {said}", path=path, hint=_HINT) from None
    seen: set[tuple[str, str | None]] = set()
    for file in decisions.files:
        _refuse_doubled(file, path)
        if file.key in seen:
            raise RuleError(f"{file.path!r} is there twice", path=path, hint=_HINT)
        seen.add(file.key)
    return decisions


def _refuse_doubled(file: FileDecisions, path: str) -> None:
    """Raise RuleError where two decisions speak of one thing."""
    listed: dict[str, Iterable[int]] = {
        "line": [one.line for one in file.lines],
        "title of the article at line": [one.start for one in file.titles],
        "start": file.starts or (),
    }
    for what, numbers in listed.items():
        seen: set[int] = set()
        for number in numbers:
            if number in seen:
                message = f"{file.path!r}: {what} {number} is decided twice"
                raise RuleError(message, path=path, hint=_HINT)
            seen.add(number)
    if file.starts == ():
        raise RuleError(f"{file.path!r}: no article starts", path=path, hint=_HINT)


def outcome_of(records: Iterable[Record]) -> str:
    """16 hex digits of what the rules made of a source: its articles, lines and titles.

    They change when the rules in force, or newsclip itself, judge any line in another way.
    """
    digest = hashlib.sha256()
    for record in records:
        lines = [(line.first, line.role, line.text) for line in record.lines]
        digest.update(msgspec.json.encode([record.source.first_line, record.title, lines]))
    return digest.hexdigest()[:16]
