"""Inputs that tests write, and what reading gives for them."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from newsclip.errors import InputError, RecordError
from newsclip.reading import ReadOptions, read
from newsclip.record import Record

Errors = list[InputError | RecordError]


def gather(*paths: Path | str, **options: Any) -> tuple[list[Record], Errors]:
    errors: Errors = []
    records = list(read(map(str, paths), ReadOptions(**options), on_error=errors.append))
    return records, errors


def texts(*paths: Path | str, **options: Any) -> list[str]:
    records, errors = gather(*paths, **options)
    assert not errors
    return [record.text for record in records]


def put(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def feed(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def jsonl(*texts: str) -> str:
    return "".join(json.dumps({"text": text}) + "\n" for text in texts)
