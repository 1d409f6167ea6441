"""The one thing that flows: a record is a source file, or a piece of it, line by line.

A ``Record`` holds every line of its source in order. Stages label, edit, partition or annotate
lines; none deletes one. Its JSON form is in ``newsclip.schema``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, get_args

import msgspec

Kind = Literal["document", "article"]
TextRole = Literal["body", "lead", "subhead", "quote", "list_item"]
FieldRole = Literal[
    "title", "byline", "dateline", "credit", "keywords", "caption", "original_title"
]
DroppedRole = Literal[
    "dup_title", "related", "next_article", "ad", "event", "login", "subscribe", "nav", "share",
    "comments", "form", "footer", "legal", "address", "cookie", "paywall", "app", "refusal",
    "duplicate", "noise",
]  # fmt: skip
Role = Literal[TextRole, FieldRole, DroppedRole, "blank"]
FieldName = Literal[
    "title", "authors", "date_published", "credits", "keywords", "captions", "original_title"
]

TEXT_ROLES: Final = frozenset(get_args(TextRole))
FIELD_ROLES: Final = frozenset(get_args(FieldRole))
DROPPED_ROLES: Final = frozenset(get_args(DroppedRole))
FIELD_OF_ROLE: Final[dict[str, FieldName]] = {
    "title": "title",
    "byline": "authors",
    "dateline": "date_published",
    "credit": "credits",
    "keywords": "keywords",
    "caption": "captions",
    "original_title": "original_title",
}
ROLE_OF_FIELD: Final[dict[str, Role]] = {v: k for k, v in FIELD_OF_ROLE.items()}  # type: ignore[misc]


class Label(msgspec.Struct, frozen=True, gc=False):
    """What a line is and why: its role, the rule that said so, the words that hit, a score.

    A role of the text (``TEXT_ROLES``) and ``blank`` carry no rule, evidence or score.
    """

    role: Role
    rule: str | None = None
    evidence: str | None = None
    score: float | None = None


BLANK: Final = Label("blank")


class Mark(msgspec.Struct, frozen=True, gc=False):
    """A stretch ``[start, end)`` of a line's text, in characters, that markup set apart."""

    start: int
    end: int
    kind: Literal["link", "strong", "em"]
    href: str | None = None


class Block(msgspec.Struct, frozen=True, gc=False):
    """What HTML said about a line: element path, kind of block, share of link text (0 to 1).

    ``depth`` elements are around the line, ``shared`` of them around the line above it as well:
    with these two the tree can be built again.
    """

    path: str
    kind: str
    link_share: float = 0.0
    classes: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    origin: Literal["dom", "json-ld", "script"] = "dom"
    marks: tuple[Mark, ...] = ()
    depth: int = 0
    shared: int = 0


class Line(msgspec.Struct, frozen=True, gc=False):
    """One paragraph-to-be: source lines ``first`` to ``last``, 1-based, which never change."""

    first: int
    last: int
    text: str
    block: Block | None = None
    label: Label | None = None

    @property
    def role(self) -> Role | None:
        """The role of the line, None when nobody has labelled it."""
        return self.label.role if self.label else None

    @property
    def is_kept(self) -> bool:
        """Whether the line belongs to the text: a role of the text, or not labelled yet."""
        return self.label is None or self.label.role in TEXT_ROLES

    @property
    def is_blank(self) -> bool:
        """Whether the line holds white space only."""
        return not self.text.strip()


class Edit(msgspec.Struct, frozen=True):
    """A repair: in line ``line``, at ``start``, ``old`` became ``new``.

    ``line`` is the ``first`` of the line, ``start`` an offset in characters in the line as it stood
    just before this edit. A join with the next line is ``old = "\\n"``, ``new = ""`` or ``" "``.
    """

    line: int
    start: int
    old: str
    new: str
    rule: str


class Share(msgspec.Struct, frozen=True):
    """A language (BCP 47) and its share of the letters, 0 to 1."""

    language: str
    share: float


class Warn(msgspec.Struct, frozen=True):
    """A doubt about a record: a code in words, a sentence for people, a 1-based line or None."""

    code: str
    message: str
    line: int | None = None


class Part(msgspec.Struct, frozen=True):
    """Which article of its source this is: ``index`` of ``count``, from 1."""

    index: int
    count: int


class Step(msgspec.Struct, frozen=True):
    """A stage that a record went through, with the options that it had."""

    stage: str
    options: dict[str, str | int | float | bool | list[str] | None] = {}


class Source(msgspec.Struct, frozen=True):
    """Where a record comes from; ``bytes`` is the size of the content, before decoding."""

    path: str
    member: str | None
    media_type: str
    encoding: str | None
    sha256: str
    first_line: int
    last_line: int
    bytes: int


class Record(msgspec.Struct, frozen=True):
    """A whole file (``document``) or a piece of it (``article``), with every line of it in order.

    ``extra`` holds keys that are not ours, in input order, as raw JSON. ``slim`` says that the
    record came without its trace, so that ``lines`` are only the lines of its text.
    """

    type: Kind
    id: str
    source: Source
    lines: tuple[Line, ...]
    title: str | None = None
    language: str | None = None
    language_score: float | None = None
    languages: tuple[Share, ...] = ()
    url: str | None = None
    authors: tuple[str, ...] = ()
    date_published: str | None = None
    publisher: str | None = None
    section: str | None = None
    keywords: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    duplicate_of: str | None = None
    similarity: float | None = None
    warnings: tuple[Warn, ...] = ()
    part: Part | None = None
    edits: tuple[Edit, ...] = ()
    history: tuple[Step, ...] = ()
    extra: dict[str, msgspec.Raw] = {}
    slim: bool = False

    @property
    def is_judged(self) -> bool:
        """Whether ``strip`` or ``split`` has looked at the lines, so that blank ones go."""
        return any(step.stage in {"strip", "split"} for step in self.history) or any(
            line.label is not None and line.label.role != "blank" for line in self.lines
        )

    @property
    def kept(self) -> tuple[Line, ...]:
        """The lines of ``text``: all of them in a document that nobody has judged yet."""
        if self.slim or not self.is_judged:
            return self.lines
        return tuple([
            line for line in self.lines if line.label is None or line.label.role in TEXT_ROLES
        ])  # fmt: skip

    @property
    def text(self) -> str:
        """The kept lines joined by ``\\n``."""
        return "\n".join([line.text for line in self.kept])

    def replace(self, **changes: object) -> Record:
        """A copy with some fields changed."""
        return msgspec.structs.replace(self, **changes)

    def with_step(self, stage: str, **options: object) -> Record:
        """A copy whose history has one entry for ``stage``: replaced in place, or added."""
        step = Step(stage, options)  # type: ignore[arg-type]
        if any(old.stage == stage for old in self.history):
            history = tuple(step if old.stage == stage else old for old in self.history)
        else:
            history = (*self.history, step)
        return self.replace(history=history)

    def with_warning(self, code: str, message: str, line: int | None = None) -> Record:
        """A copy with one more warning, unless the same one is there already."""
        warning = Warn(code, message, line)
        if warning in self.warnings:
            return self
        return self.replace(warnings=(*self.warnings, warning))


def lines_of(text: str, first: int = 1) -> tuple[Line, ...]:
    """The lines of a text that nobody has labelled; white ones have role ``blank``."""
    return tuple(
        Line(n, n, part, label=None if part.strip() else BLANK)
        for n, part in enumerate(text.split("\n"), first)
    )


def document_id(sha256: str, first: int, last: int) -> str:
    """The id of lines ``first`` to ``last`` of a content: 24 hex digits and the lines."""
    return f"{sha256[:24]}:{first}-{last}"


def article_id(record: Record, first: int, last: int) -> str:
    """The id of a piece of ``record``; a foreign record's own id goes on in its pieces."""
    source = record.source
    if record.id == document_id(source.sha256, source.first_line, source.last_line):
        return document_id(source.sha256, first, last)
    return f"{record.id}:{first}-{last}"


def edit_line(line: Line, edit: Edit) -> Line:
    """The line after an edit inside it; its marks move along.

    Raises ValueError when the line does not hold ``edit.old`` at ``edit.start``.
    """
    end = edit.start + len(edit.old)
    if line.text[edit.start : end] != edit.old:
        raise ValueError(f"line {line.first} does not hold {edit.old!r} at {edit.start}")
    text = line.text[: edit.start] + edit.new + line.text[end:]
    return msgspec.structs.replace(line, text=text, block=_moved(line.block, edit))


def join_lines(line: Line, following: Line, glue: str) -> Line:
    """Two lines as one, ``glue`` between them; the first one's block and label stay."""
    block = line.block
    if block and following.block:
        shift = len(line.text) + len(glue)
        moved = tuple(
            msgspec.structs.replace(m, start=m.start + shift, end=m.end + shift)
            for m in following.block.marks
        )
        block = msgspec.structs.replace(block, marks=block.marks + moved)
    return Line(line.first, following.last, line.text + glue + following.text, block, line.label)


def _moved(block: Block | None, edit: Edit) -> Block | None:
    if block is None or not block.marks:
        return block
    end = edit.start + len(edit.old)
    shift = len(edit.new) - len(edit.old)

    def at(offset: int, *, opening: bool) -> int:
        if offset <= edit.start:
            return offset
        if offset >= end:
            return offset + shift
        return edit.start if opening else edit.start + len(edit.new)

    marks = tuple(
        msgspec.structs.replace(
            mark, start=at(mark.start, opening=True), end=at(mark.end, opening=False)
        )
        for mark in block.marks
    )
    return msgspec.structs.replace(block, marks=tuple(m for m in marks if m.start < m.end))


class _Unwound:
    """A line on its way back to its source: ``text[:end]``, then ``tail`` from last to first.

    Edits that go from right to left, as those of one pass do backwards, cost what lies between
    them; only where they begin again at the right is the line put together anew.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.end = len(text)
        self.tail: list[str] = []

    def whole(self) -> str:
        if self.tail or self.end < len(self.text):
            self.text = self.text[: self.end] + "".join(reversed(self.tail))
            self.end, self.tail = len(self.text), []
        return self.text

    def before(self, edit: Edit) -> None:
        """Cut what ``edit`` wrote, and with it what is left of the line behind it, to ``tail``."""
        stop = edit.start + len(edit.new)
        if stop > self.end:
            self.whole()
        if stop > self.end or self.text[edit.start : stop] != edit.new:
            raise ValueError(f"line {edit.line} does not hold {edit.new!r} at {edit.start}")
        self.tail.append(self.text[stop : self.end])
        self.end = edit.start


def source_lines(record: Record) -> list[str]:
    """The decoded source lines again: the edits of ``record`` replayed backwards, in linear time.

    True until ``convert``, which maps characters without edits. Raises ValueError when an edit does
    not fit the line that it names.
    """
    joined = list(_joins(record))
    units = {line.first: _Unwound(line.text) for line in record.lines}
    for edit, second in zip(reversed(record.edits), reversed(joined), strict=True):
        unit = units[edit.line]
        unit.before(edit)
        if second is None:
            unit.tail.append(edit.old)
        else:
            units[second] = _Unwound("".join(reversed(unit.tail)))
            unit.tail = []
    return [units[number].whole() for number in sorted(units)]


def _joins(record: Record) -> Iterator[int | None]:
    """For each edit the number of the line that it joined to its own, None for a plain edit."""
    last = {n: n for n in range(record.source.first_line, record.source.last_line + 1)}
    for edit in record.edits:
        if edit.old != "\n":
            yield None
            continue
        second = last[edit.line] + 1
        last[edit.line] = last.pop(second)
        yield second


def without_trace(record: Record) -> Record:
    """The record as ``--slim`` writes it: text and fields, no evidence."""
    return record.replace(
        lines=lines_of(record.text, record.source.first_line), edits=(), history=(), slim=True
    )
