"""Characters that a page wrote for a parser: HTML entities and JSON escapes, left in its text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

from newsclip.knowledge.spans import SpanKind, spans
from newsclip.stages.repair.edits import Change

_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# An ampersand that would make another entity of what follows, an angle bracket that would make a
# tag: the line is about markup, and a second run must change nothing.
_NOT_AMPERSAND: Final = re.compile(r"#?[0-9A-Za-z]{1,31};")
_NOT_ANGLE: Final = re.compile(r"[A-Za-z/!?]")
_TAG: Final = re.compile(r"<[A-Za-z/!?]")
# One escape is somebody's example; a word of them is damage.
_ESCAPES: Final = re.compile(r"(?:\\u[0-9a-fA-F]{4}){2,}")
_CODE_UNIT: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_MASKED: Final[frozenset[SpanKind]] = frozenset({"code", "url", "email"})
_JSON: Final = re.compile(r"\s*[\[{]")


def unescaped(line: str) -> list[Change]:
    """The changes that turn entities and escapes of a line into what they stand for.

    None in a line that has tags or reads like JSON, and none inside of code and links.
    """
    found = [*_entities(line), *_json_escapes(line)]
    if not found:
        return []
    hidden = {n for span in spans(line, _MASKED) for n in range(span.start, span.end)}
    return sorted(change for change in found if change.start not in hidden)


def _entities(line: str) -> Iterator[Change]:
    if "&" not in line or _TAG.search(line):
        return
    for match in _ENTITY.finditer(line):
        new = html.unescape(match[0])
        if new == match[0] or not (new.isprintable() or new == "\u00a0"):
            continue
        if new == "&" and _NOT_AMPERSAND.match(line, match.end()):
            continue
        if new == "<" and _NOT_ANGLE.match(line, match.end()):
            continue
        yield Change(*match.span(), new, "mojibake/entity")


def _json_escapes(line: str) -> Iterator[Change]:
    if "\\u" not in line or _JSON.match(line):
        return
    for match in _ESCAPES.finditer(line):
        units = [int(unit, 16) for unit in _CODE_UNIT.findall(match[0])]
        data = b"".join(unit.to_bytes(2, "big") for unit in units)
        new = data.decode("utf-16-be", "replace")
        if new.isprintable() and "\ufffd" not in new and not new.isascii():
            yield Change(*match.span(), new, "mojibake/escape")
