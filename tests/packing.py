"""Packed inputs that tests write, and what reading gives for them, or passes over."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from newsclip.errors import InputError, RecordError
from newsclip.reading import ReadOptions, read
from newsclip.record import Record

PAGE = (
    "<!DOCTYPE html><html><head><title>The rope walk</title></head><body><article><h1>The rope "
    "walk</h1><p>Straße und Fähre: the rope walk is for sale.</p></article></body></html>"
)
LINES = "".join(f"Line {n} of {n * n * 2654435761} reports.\n" for n in range(3000))
Seen = tuple[list[Record], list[InputError | RecordError], list[str]]


def gather(path: Path, **options: Any) -> Seen:
    errors: list[InputError | RecordError] = []
    skipped: list[str] = []
    found = read(
        [str(path)],
        ReadOptions(**options),
        on_error=errors.append,
        on_skip=lambda name, why: skipped.append(f"{name.rpartition('!')[2]}: {why}"),
    )
    return list(found), errors, skipped


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, method)
    return file.getvalue()
