"""Records as JSON, schema ``newsclip/1``: one JSON object a record, in and out.

``from_json(to_json(record)) == record``, unknown keys included, so that a stage behind a pipe knows
all that it would know in process.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from typing import Annotated, Any, Final, Literal

import msgspec

from newsclip.errors import RecordError
from newsclip.record import (
    BLANK,
    FIELD_OF_ROLE,
    ROLE_OF_FIELD,
    TEXT_ROLES,
    Block,
    Edit,
    FieldName,
    Kind,
    Label,
    Line,
    Part,
    Record,
    Role,
    Share,
    Source,
    Step,
    Warn,
    document_id,
    lines_of,
)

SCHEMA: Final = "newsclip/1"


def _doc(text: str) -> msgspec.Meta:
    return msgspec.Meta(description=text)


class Span(msgspec.Struct, frozen=True):
    """The source lines of one line of the text; role null before anybody labelled it."""

    first: int
    last: int
    role: Role | None


class Field(msgspec.Struct, frozen=True):
    """A line that went from the text into a field, verbatim, and the rule that took it."""

    line: int
    last: int
    text: str
    field: FieldName
    rule: str | None
    evidence: str | None
    score: float | None


class Removed(msgspec.Struct, frozen=True):
    """A line that is not part of the text, verbatim, and why; ``blank``: white space only."""

    line: int
    last: int
    text: str
    role: Role
    rule: str | None
    evidence: str | None
    score: float | None


class LineBlock(Block, frozen=True, kw_only=True):
    """What HTML said about line ``line``."""

    line: int


class Trace(msgspec.Struct, frozen=True):
    """What a later stage or an editor needs; source lines in none of the lists are blank."""

    spans: Annotated[list[Span], _doc("one a line of text, in order")]
    fields: list[Field]
    removed: list[Removed]
    edits: Annotated[list[Edit], _doc("repairs, in the order in which they were made")]
    blocks: Annotated[
        list[LineBlock] | None, _doc("HTML evidence, of kept lines only once split; null for text")
    ]
    history: Annotated[list[Step], _doc("one entry a stage")]


class Wire(msgspec.Struct, frozen=True):
    """A newsclip record: a whole source file (document) or one article of it."""

    schema: Literal["newsclip/1"]
    type: Annotated[Kind, _doc("document: a whole file; article: a piece of one")]
    id: Annotated[
        str, _doc("24 hex digits of the content's SHA-256, then the lines: hex:first-last")
    ]
    title: Annotated[str | None, _doc("the headline")]
    text: Annotated[str, _doc("the kept lines, joined by line feeds")]
    language: Annotated[str | None, _doc("BCP 47 tag; und when there is too little to tell")]
    language_score: Annotated[float | None, _doc("0 to 1")]
    languages: Annotated[list[Share], _doc("share of the letters a language, largest first")]
    url: str | None
    authors: list[str]
    date_published: Annotated[str | None, _doc("ISO 8601 at the precision found")]
    publisher: str | None
    section: str | None
    keywords: list[str]
    captions: list[str]
    credits: Annotated[list[str], _doc("sources, agencies, papers that the article names as such")]
    duplicate_of: Annotated[str | None, _doc("id of the kept copy")]
    similarity: Annotated[float | None, _doc("to the kept copy, 0 to 1")]
    warnings: list[Warn]
    part: Annotated[Part | None, _doc("null for a document")]
    source: Source
    trace: Annotated[Trace | None, _doc("null with --slim")]


KEYS: Final = Wire.__struct_fields__
_LISTS: Final = frozenset({"languages", "authors", "keywords", "captions", "credits", "warnings"})
# C1 controls, bidirectional controls and the separators that other tools take for line ends.
_UNSAFE: Final = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_encode: Final = msgspec.json.Encoder().encode
# More digits than this and no JSON reader in common use takes the number back.
_LONGEST_NUMBER: Final = 4300
_decode_any: Final = msgspec.json.Decoder().decode
_decode_keys: Final = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


def to_json(record: Record) -> str:
    """One line of JSON without its line end: keys in schema order, then unknown ones."""
    wire = Wire(
        schema=SCHEMA,
        type=record.type,
        id=record.id,
        title=record.title,
        text=record.text,
        language=record.language,
        language_score=record.language_score,
        languages=list(record.languages),
        url=record.url,
        authors=list(record.authors),
        date_published=record.date_published,
        publisher=record.publisher,
        section=record.section,
        keywords=list(record.keywords),
        captions=list(record.captions),
        credits=list(record.credits),
        duplicate_of=record.duplicate_of,
        similarity=record.similarity,
        warnings=list(record.warnings),
        part=record.part,
        source=record.source,
        trace=None if record.slim else _trace(record),
    )
    line = _encode(wire)
    if record.extra:
        line = line[:-1] + b"," + _encode(record.extra)[1:]
    return _UNSAFE.sub(_escape, line.decode())


def from_json(line: str | bytes, *, path: str = "-", number: int = 1) -> Record:
    """The record of one line of JSON: ours, or any object with a string ``text``.

    A foreign record keeps its own id and its own keys. ``path`` and ``number`` (1-based) say where
    the line stands. Raises RecordError when the line is no such object.
    """
    try:
        keys = _decode_keys(line if isinstance(line, str) else line.decode())
        for raw in keys.values():
            if len(bytes(raw)) > _LONGEST_NUMBER:
                _decode_any(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeError, ValueError) as error:
        message = f"not a JSON object: {_plain(error)}"
        raise RecordError(message, path=path, line=number, hint="the line is left out") from None
    if _peek(keys.get("schema")) == SCHEMA:
        return _ours(keys, path, number)
    return _foreign(keys, path, number)


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a record."""
    schema = msgspec.json.schema(Wire)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        **schema,
    }


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def _plain(error: Exception) -> str:
    return "nested too deep" if isinstance(error, RecursionError) else str(error)


def _trace(record: Record) -> Trace:
    fields: list[Field] = []
    removed: list[Removed] = []
    is_judged = record.is_judged
    for line in record.lines:
        label = line.label
        if label is None or label.role in TEXT_ROLES:
            continue
        why = (label.rule, label.evidence, label.score)
        if label.role in FIELD_OF_ROLE:
            name = FIELD_OF_ROLE[label.role]
            fields.append(Field(line.first, line.last, line.text, name, *why))
        elif label.role != "blank" or (is_judged and line.text):
            removed.append(Removed(line.first, line.last, line.text, label.role, *why))
    blocks = [
        LineBlock(line=line.first, **msgspec.structs.asdict(line.block))
        for line in record.lines
        if line.block is not None
    ]
    return Trace(
        spans=[Span(line.first, line.last, line.role) for line in record.kept],
        fields=fields,
        removed=removed,
        edits=list(record.edits),
        blocks=blocks or None,
        history=list(record.history),
    )


def _peek(raw: msgspec.Raw | None) -> object:
    return None if raw is None else msgspec.json.decode(raw)


@cache
def _decoders() -> dict[str, msgspec.json.Decoder[Any]]:
    """A decoder for each key but ``schema``; commands that read no records need none."""
    fields = msgspec.structs.fields(Wire)
    return {one.name: msgspec.json.Decoder(one.type) for one in fields if one.name != "schema"}


def _ours(keys: dict[str, msgspec.Raw], path: str, number: int) -> Record:
    values: dict[str, Any] = {}
    extra: dict[str, msgspec.Raw] = {}
    decoders = _decoders()
    for name, raw in keys.items():
        if name in decoders:
            try:
                values[name] = decoders[name].decode(raw)
            except (msgspec.DecodeError, RecursionError) as error:
                message = f"key {name!r} does not fit {SCHEMA}: {_plain(error)}"
                raise RecordError(message, path=path, line=number) from None
        elif name != "schema":
            extra[name] = msgspec.Raw(bytes(raw))
    missing = [name for name in KEYS if name not in keys]
    if missing:
        raise RecordError(f"{SCHEMA} without key {missing[0]!r}", path=path, line=number)
    text, trace, source = values.pop("text"), values.pop("trace"), values["source"]
    for name in _LISTS:
        values[name] = tuple(values[name])
    if trace is None:
        return Record(lines=lines_of(text, source.first_line), slim=True, extra=extra, **values)
    try:
        lines = _lines(trace, text, source)
    except ValueError as error:
        raise RecordError(
            f"the record contradicts itself: {error}",
            path=path,
            line=number,
            hint="set .trace to null to start afresh from its text",
        ) from None
    history = tuple(trace.history)
    return Record(lines=lines, edits=tuple(trace.edits), history=history, extra=extra, **values)


def _lines(trace: Trace, text: str, source: Source) -> tuple[Line, ...]:
    """The lines of a record from its trace; raises ValueError where they contradict each other."""
    blocks = {
        b.line: Block(**{k: getattr(b, k) for k in Block.__struct_fields__})
        for b in trace.blocks or ()
    }
    parts = text.split("\n") if trace.spans else []
    if len(parts) != len(trace.spans) or (not trace.spans and text):
        raise ValueError(f"{len(parts)} lines of text, {len(trace.spans)} spans")
    found = [
        Line(
            span.first,
            span.last,
            part,
            blocks.get(span.first),
            None if span.role is None else BLANK if span.role == "blank" else Label(span.role),
        )
        for span, part in zip(trace.spans, parts, strict=True)
    ]
    entries: list[Field | Removed] = [*trace.fields, *trace.removed]
    for entry in entries:
        role = ROLE_OF_FIELD[entry.field] if isinstance(entry, Field) else entry.role
        label = Label(role, entry.rule, entry.evidence, entry.score)
        found.append(Line(entry.line, entry.last, entry.text, blocks.get(entry.line), label))
    found.sort(key=lambda line: line.first)
    return tuple(_with_blanks(found, source, blocks))


def _with_blanks(found: list[Line], source: Source, blocks: dict[int, Block]) -> list[Line]:
    lines: list[Line] = []
    expected = source.first_line
    for line in [*found, Line(source.last_line + 1, source.last_line + 1, "")]:
        if line.first < expected or line.last < line.first:
            raise ValueError(f"line {line.first} is there twice or outside its source")
        lines += [Line(n, n, "", blocks.get(n), BLANK) for n in range(expected, line.first)]
        lines.append(line)
        expected = line.last + 1
    return lines[:-1]


def _foreign(keys: dict[str, msgspec.Raw], path: str, number: int) -> Record:
    text = _peek(keys.get("text"))
    if not isinstance(text, str):
        raise RecordError("no string under the key 'text'", path=path, line=number)
    values: dict[str, Any] = {}
    extra: dict[str, msgspec.Raw] = {}
    kept_apart: dict[str, msgspec.Raw] = {}
    for name, raw in keys.items():
        if name in {"text", "foreign"}:
            continue
        if name not in KEYS:
            extra[name] = msgspec.Raw(bytes(raw))
            continue
        value = _adopted(name, raw)
        if value is None:
            if bytes(raw) != b"null":
                kept_apart[name] = msgspec.Raw(bytes(raw))
        else:
            values[name] = tuple(value) if name in _LISTS else value
    if kept_apart or "foreign" in keys:
        extra["foreign"] = _merged(keys.get("foreign"), kept_apart)
    content = text.encode()
    sha256 = hashlib.sha256(content).hexdigest()
    lines = lines_of(text) if text else ()
    source = Source(
        path, str(number), "application/x-ndjson", "utf-8", sha256, 1, len(lines), len(content)
    )
    values.setdefault("id", document_id(sha256, 1, len(lines)))
    return Record(type="document", source=source, lines=lines, extra=extra, **values)


# Keys of a foreign record that say of itself what ours say; the rest of ours describe our own work.
_ADOPTED: Final = frozenset(
    {"id", "title", "language", "url", "authors", "date_published", "publisher", "section",
     "keywords"}
)  # fmt: skip


def _adopted(name: str, raw: msgspec.Raw) -> Any:  # noqa: ANN401
    if name not in _ADOPTED:
        return None
    try:
        return _decoders()[name].decode(raw)
    except msgspec.DecodeError:
        return None


def _merged(old: msgspec.Raw | None, new: dict[str, msgspec.Raw]) -> msgspec.Raw:
    """The value of ``foreign``: what an earlier pass kept there, and what this one keeps."""
    if old is None:
        return msgspec.Raw(_encode(new))
    if not new:
        return msgspec.Raw(bytes(old))
    try:
        return msgspec.Raw(_encode({**_decode_keys(old), **new}))
    except msgspec.DecodeError:
        return msgspec.Raw(_encode({"foreign": old, **new}))
