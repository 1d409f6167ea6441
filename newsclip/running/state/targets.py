"""Where the assembled output goes, and whether what is there is still right.

What was written where is in the store, so that an output that is still right is not made again, and
only files that newsclip wrote itself are ever removed.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import msgspec

from newsclip.running.state.store import Store
from newsclip.writing.format import Format

Note = Callable[[str, str], None]
# Size, time in ns and inode of a file; nothing where there is none.
Look = tuple[int | None, int | None, int | None]


class Target(msgspec.Struct, frozen=True):
    """An output: its path as given, empty for a stream, and its format.

    ``is_plain`` says that lines of JSON go there as they are.
    """

    path: str
    format: Format
    is_plain: bool

    @property
    def is_folder(self) -> bool:
        """Whether it takes a file a record."""
        return self.path.endswith(("/", os.sep))

    @property
    def real(self) -> str:
        """Its path wherever it is named from."""
        return os.fsencode(os.path.realpath(self.path)).decode("utf-8", "backslashreplace")


def copies_if_right(store: Store, target: Target, look: str) -> int | None:
    """How many copies a target leaves out, if it holds what was written to it and that still holds.

    ``look`` says what the output depends on besides the results.
    """
    query = "SELECT look, content, copies, size, mtime, inode FROM target WHERE path = ?"
    row = store.one(query, (target.real,))
    if row is None or row[0] != look or row[1] != store.meta("content", 0):
        return None
    is_right = _holds(store, target) if target.is_folder else look_of(target.path) == row[3:]
    return int(row[2]) if is_right else None


def remember(store: Store, target: Target, look: str, copies: int) -> None:
    """Put down what was written to a target, in the open transaction."""
    found = (None, None, None) if target.is_folder else look_of(target.path)
    values = (target.real, look, store.meta("content", 0), copies, *found)
    store.change("INSERT OR REPLACE INTO target VALUES (?, ?, ?, ?, ?, ?, ?)", values)


def look_of(path: str) -> Look:
    """Size, time in ns and inode of a file."""
    try:
        found = os.stat(path)  # noqa: PTH116 - many of them
    except OSError:
        return None, None, None
    return found.st_size, found.st_mtime_ns, found.st_ino


def _holds(store: Store, target: Target) -> bool:
    """Whether all files of a folder are there as they were written."""
    query = "SELECT name, size, mtime FROM written WHERE target = ?"
    for name, size, mtime in store.stream(query, (target.real,)):
        path = os.path.join(target.path, name)  # noqa: PTH118
        if size is None or look_of(path)[:2] != (size, mtime):
            return False
    return True
