"""The paths of a call as places: files and folders, and which inputs each of them stands for."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from typing import Literal

import msgspec

from newsclip.errors import UsageError
from newsclip.reading.options import OnError, report
from newsclip.reading.walk import STDIN, expanded, printable, unreachable

Kind = Literal["file", "folder", "absent", "lost"]


class Spot(msgspec.Struct, frozen=True):
    """One path as it was named.

    ``absent`` is one where nothing is: a file that is gone, or a folder that is not mounted.
    ``lost`` is one that could not be looked at.
    """

    path: bytes
    kind: Kind

    @property
    def prefix(self) -> bytes:
        """What the paths of all inputs below it begin with."""
        return os.path.join(self.path, b"")  # noqa: PTH118 - bytes


class Covered:
    """The inputs that some places stand for, however many those are: ``path in covered``."""

    def __init__(self) -> None:
        self.paths: set[bytes] = set()
        self.prefixes: set[bytes] = set()
        self.lengths: set[int] = set()

    def add(self, spot: Spot) -> None:
        """Count the inputs of a place in."""
        self.paths.add(spot.path)
        if spot.kind != "file":
            self.prefixes.add(spot.prefix)
            self.lengths.add(len(spot.prefix))

    def __contains__(self, path: bytes) -> bool:
        return path in self.paths or any(path[:n] in self.prefixes for n in self.lengths)


def spots_of(paths: Iterable[str], *, on_error: OnError) -> list[Spot]:
    """The places that ``paths`` mean, in their order, each once.

    Raises UsageError for standard input, a pipe or a device, which cannot be looked at again.
    """
    spots: dict[bytes, Spot] = {}
    for path in paths:
        for spot in [_spot(path)] if path == STDIN else _spots(path, on_error):
            spots.setdefault(spot.path, spot)
    return list(spots.values())


def _spots(path: str, on_error: OnError) -> list[Spot]:
    try:
        os.stat(path)  # noqa: PTH116 - a path as given
    except (OSError, ValueError) as error:
        found = expanded(path) if isinstance(error, FileNotFoundError) else []
        if found:
            # It was not named, so a pipe there is passed over.
            return [_spot(name) for name in found if not _is_stream(_mode(name))]
        report(unreachable(path, error), on_error)
        if isinstance(error, ValueError):
            return []
        is_absent = isinstance(error, FileNotFoundError)
        return [Spot(os.fsencode(path), "absent" if is_absent else "lost")]
    return [_spot(path)]


def _spot(path: str) -> Spot:
    mode = _mode(path)
    if path == STDIN or _is_stream(mode):
        raise UsageError(
            "--state cannot follow a pipe or a device",
            path=printable(path),
            hint="name files and folders, or leave --state out",
        )
    if mode is None:
        return Spot(os.fsencode(path), "lost")
    return Spot(os.fsencode(path), "folder" if stat.S_ISDIR(mode) else "file")


def _is_stream(mode: int | None) -> bool:
    return mode is not None and not stat.S_ISDIR(mode) and not stat.S_ISREG(mode)


def _mode(path: str) -> int | None:
    try:
        return os.stat(path).st_mode  # noqa: PTH116
    except OSError:
        return None
