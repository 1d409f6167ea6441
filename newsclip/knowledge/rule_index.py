"""The built-in rules as one file that loads at once: read, checked and put into tables before.

``python -m newsclip.knowledge.rule_index`` writes it beside the rules. It is used only while it
fits the rule files to the byte; where one of them has been edited, the files themselves are read.
"""

from __future__ import annotations

import gc
import hashlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from newsclip.knowledge.rule_file import Rule, RuleFile, read_rule_file
from newsclip.knowledge.rule_tables import Tables, tables_of

FOLDER: Final = Path(__file__).parent / "data" / "rules"
INDEX: Final = FOLDER / "index.json"


class Index(msgspec.Struct, frozen=True):
    """The built-in rule files, the tables of all their rules, and what they were made from."""

    digest: str
    files: tuple[RuleFile, ...]
    tables: Tables


class BuiltIn(msgspec.Struct, frozen=True):
    """The built-in rule files, and the tables of all their rules where an index has them."""

    files: tuple[RuleFile, ...]
    tables: Tables | None


@cache
def built_in() -> BuiltIn:
    """The built-in rules, from the index where it is current. Raises RuleError."""
    paths = sorted(FOLDER.glob("*.toml"))
    try:
        with _without_collecting():
            index = msgspec.json.decode(INDEX.read_bytes(), type=Index)
    except (OSError, msgspec.DecodeError):
        index = None
    if index is None or index.digest != _digest(paths):
        return BuiltIn(tuple(read_rule_file(path) for path in paths), None)
    files = tuple(
        msgspec.structs.replace(file, path=str(path))
        for file, path in zip(index.files, paths, strict=True)
    )
    return BuiltIn(files, index.tables)


def tables_for(rules: Sequence[Rule]) -> tuple[Tables, list[Rule | None]]:
    """Tables in which all of ``rules`` are, and the tables' rules: None for those not asked for."""
    known = built_in()
    # Tables of their own are sooner made for a few rules than those of all are loaded.
    if known.tables is not None and 2 * len(rules) >= sum(len(file.rules) for file in known.files):
        asked = {rule.id: rule for rule in rules}
        own = [rule if asked.get(rule.id) == rule else None for rule in _all(known.files)]
        if len(own) - own.count(None) == len(rules):
            return known.tables, own
    return tables_of(rules), list(rules)


def index_bytes() -> bytes:
    """What the index has to hold for the rule files as they are. Raises RuleError."""
    paths = sorted(FOLDER.glob("*.toml"))
    files = tuple(msgspec.structs.replace(read_rule_file(path), path=path.name) for path in paths)
    index = Index(_digest(paths), files, tables_of(_all(files)))
    return msgspec.json.encode(index) + b"\n"


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Nothing of what is made here is garbage, and looking for it takes as long as making it."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _all(files: Sequence[RuleFile]) -> list[Rule]:
    return [rule for file in files for rule in file.rules]


def _digest(paths: Sequence[Path]) -> str:
    """Of the names and bytes of the rule files. (That the code made the index the tests prove.)"""
    found = hashlib.sha256()
    for path in paths:
        found.update(f"{path.name}\n".encode())
        found.update(path.read_bytes())
    return found.hexdigest()


if __name__ == "__main__":
    INDEX.write_bytes(index_bytes())
    sys.stdout.write(f"{INDEX}: {INDEX.stat().st_size:,} bytes\n")
