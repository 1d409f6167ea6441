"""The labels of fields, such as ``Title:``, ``BYLINE:``, ``HD`` and ``标题：``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, Literal

import msgspec

from newsclip.knowledge.features import PROSE, facts
from newsclip.knowledge.folding import fold_lines

Field = Literal[
    "title", "byline", "date", "publisher", "section", "url", "keywords", "language", "text",
    "lead", "caption", "legal", "other",
]  # fmt: skip
# What labels are of beside fields: a mail's sender, and its subject, which is the headline.
_SENDER: Final = "sender"
_SUBJECT: Final = "subject"
# Labels that are of a headline where one of these stands near, and else of a section.
_SWEDISH: Final = frozenset({"källa", "författare", "tidning", "publicerad", "ingress", "brödtext"})
_RUBRIK: Final = "rubrik"
_LABELS: Final = Path(__file__).parents[1] / "data" / "export_labels.txt"
# No label is longer, in characters.
_MOST: Final = 40
_FORM: Final = re.compile(
    r"\s*(?:[#>*\u2022\u25a0\u25cf\u25c6-]+\s*)?(?:\*\*|[\u3010\u3014\[<\u2039\u3008])?\s*"
    r"(?:[a-z]{2,8}:(?=[a-z]))?(?P<label>[^\W\d_][^:\uff1a\[\]\u3010\u3011\u3014\u3015<>\u3008\u3009|]{0,38}?)\s*"
    r"(?:[\u3011\u3015\]>\u203a\u3009]\s*[:\uff1a]?|(?:\*\*)?\s?[:\uff1a](?!//)(?:\*\*)?"
    r"|\s*\t|\s=(?=\s|$))\s*"
)
_MARKS: Final = re.compile("[:\uff1a\u3011\u3015\\]>\u3009=\t]")
# The field codes of Factiva, see "Factiva field codes" of Dow Jones; capitals, then a gap.
_CODE: Final = re.compile(r"(?P<code>[A-Z]{2,3})(?:[ \t]{2,}|\t|[ \t]*$)")
_CODES: Final[dict[str, Field]] = {
    "SE": "section", "HD": "title", "BY": "byline", "CR": "other", "WC": "other", "PD": "date",
    "ET": "other", "SN": "publisher", "SC": "other", "ED": "other", "PG": "other", "VOL": "other",
    "LA": "language", "CY": "legal", "LP": "text", "TD": "text", "CT": "other", "RF": "other",
    "CO": "other", "IN": "other", "NS": "other", "RE": "other", "IPC": "other", "IPD": "other",
    "PUB": "other", "AN": "other", "ART": "caption", "CLM": "other", "CX": "other", "NGC": "other",
    "GC": "other", "DE": "other",
}  # fmt: skip
_LEAST_CODES: Final = 4
_BULLETS: Final = " \t\u2022\u00b7*-\u25a0\u25cf"
# What these name is no sentence: a word that begins one looks like their label.
_NO_SENTENCES: Final = frozenset(
    {"byline", "date", "publisher", "section", "url", "keywords", "language"}
)
# A label and the value below it are so many lines.
_PAIR: Final = 2


class Labelled(msgspec.Struct, frozen=True):
    """A line with a label: its field, the label folded, and where its value begins."""

    field: Field
    key: str
    start: int


def labelled_lines(lines: Sequence[str], *, alone: bool = True) -> dict[int, Labelled]:
    """The lines that begin with the label of a field, by their index.

    With ``alone`` also those that are a label without a colon, and nothing else.
    """
    found: dict[int, tuple[str, int]] = {}
    for n, line in enumerate(lines):
        mark = _MARKS.search(line, 0, _MOST + 8)
        form = _FORM.match(line) if mark is not None else None
        if form is not None:
            found[n] = form["label"], form.end()
    keys = fold_lines([label for label, _ in found.values()])
    fields = _fields()
    named = {
        n: (fields[key], key, start)
        for (n, (_, start)), key in zip(found.items(), keys, strict=True)
        if key in fields
    }
    keys_here = frozenset(key for _, key, _ in named.values())
    is_mail = any(key in _mail_labels()[_SENDER] for key in keys_here)
    result: dict[int, Labelled] = {}
    for n, (field, key, start) in named.items():
        if field in _NO_SENTENCES and _is_sentence(lines[n][start:]):
            continue
        if key in _mail_labels()[_SUBJECT] and is_mail:
            field = "title"  # noqa: PLW2901 - the same field, known better
        elif key == _RUBRIK and keys_here & _SWEDISH:
            field = "title"  # noqa: PLW2901
        result[n] = Labelled(field, key, start)
    for n, label in _alone(lines).items() if alone else ():
        result.setdefault(n, label)
    for n, code in _coded(lines).items():
        result.setdefault(n, code)
    return result


def _is_sentence(value: str) -> bool:
    """Whether a value is running text: what begins it only looks like a label."""
    fact = facts(value.strip())
    return fact.is_closed and fact.prose >= PROSE


def value_start(text: str, field: str) -> int:
    """Where the value of a line begins that may be led by a label of ``field``: 0 without one."""
    form = _FORM.match(text)
    if form is not None:
        (key,) = fold_lines([form["label"]])
        is_subject = field == "title" and (key == _RUBRIK or key in _mail_labels()[_SUBJECT])
        if _fields().get(key) == field or is_subject:
            return form.end()
    if bare_labels([text]).get(0) == field:
        return len(text)
    code = _CODE.match(text)
    return code.end() if code is not None and _CODES.get(code["code"]) == field else 0


def bare_labels(lines: Sequence[str]) -> dict[int, Field]:
    """The lines that are a label and nothing else, not even a colon, by their index."""
    fields = _fields()
    return {n: fields[key] for n, key in _short(lines) if key in fields}


def _short(lines: Sequence[str]) -> list[tuple[int, str]]:
    """The lines that are as short as a label, by their index, folded, without a bullet."""
    short = [n for n, line in enumerate(lines) if 0 < len(line.strip()) <= _MOST]
    return list(zip(short, fold_lines([lines[n].strip(_BULLETS) for n in short]), strict=True))


def _alone(lines: Sequence[str]) -> dict[int, Labelled]:
    """The lines that are a label and nothing else.

    A label of one word is one below another, or in capitals where several are.
    """
    fields = _fields()
    short = [(n, key) for n, key in _short(lines) if key in fields]
    large = {key for n, key in short if lines[n].isupper()}
    found: dict[int, Labelled] = {}
    for n, key in short:
        is_large = len(large) >= _LEAST_CODES - 1 and key in large and lines[n].isupper()
        if is_large or " " in key or n - _PAIR in found:
            found[n] = Labelled(fields[key], key, len(lines[n]))
    return found


def _coded(lines: Sequence[str]) -> dict[int, Labelled]:
    """The lines that begin with a code, where a file has several kinds of them."""
    found = {
        n: Labelled(_CODES[code["code"]], code["code"], code.end())
        for n, line in enumerate(lines)
        if line[:1].isupper() and (code := _CODE.match(line)) and code["code"] in _CODES
    }
    kinds = {code.key for code in found.values()}
    return found if "HD" in kinds and len(kinds) >= _LEAST_CODES else {}


@cache
def _table() -> dict[str, tuple[str, ...]]:
    """The labels as in the file, by field, folded."""
    table: dict[str, tuple[str, ...]] = {}
    for part in _LABELS.read_text(encoding="utf-8").split("\n[")[1:]:
        name, _, listed = part.partition("]\n")
        labels = [label.strip() for line in listed.split("\n") for label in line.split("|")]
        table[name] = tuple(fold_lines([label for label in labels if label]))
    return table


@cache
def _fields() -> dict[str, Field]:
    """The field of each label; the first that names it has it."""
    fields: dict[str, Field] = {}
    for name, labels in _table().items():
        # A mail's own labels say nothing about an article, but for its subject.
        field: Field = "other" if name in {_SENDER, _SUBJECT} else name  # type: ignore[assignment]
        for label in labels:
            fields.setdefault(label, field)
    return fields


@cache
def _mail_labels() -> dict[str, frozenset[str]]:
    return {name: frozenset(_table()[name]) for name in (_SENDER, _SUBJECT)}
