# ruff: noqa: PTH116
"""Folders listed at once, each file with its status, for those who look for what has changed.

The files are those that ``walk`` gives. On many of them an object a file costs more than the file
system does, so a folder is a sorted list of bytes.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from struct import Struct
from typing import Final, NamedTuple

import msgspec

from newsclip.reading.archive import OPENERS
from newsclip.reading.options import OnError, OnSkip, ReadOptions, report
from newsclip.reading.walk import Folder, is_read, printable, unreachable

_STATUS: Final = Struct(">qqq")
_pack: Final = _STATUS.pack
_DOT: Final = ord(".")
_NUL: Final = b"\0"
# Files whose bytes are joined at once to be hashed.
_SLICE: Final = 4096


class Status(NamedTuple):
    """What tells that a file may have changed: size in bytes, times of content and of inode in ns.

    The time of the inode (ctime) is set by every change and cannot be set back by a copy.
    """

    size: int
    mtime: int
    ctime: int


class Listing(msgspec.Struct, frozen=True):
    """The files of one folder that are read, by name; ``files`` is None where it cannot be listed.

    Each entry of ``files`` is the name, a NUL byte and the packed status. ``unsure`` are paths that
    are there or not: the system did not say.
    """

    folder: bytes
    files: list[bytes] | None
    unsure: tuple[bytes, ...] = ()

    def __len__(self) -> int:
        return len(self.files or ())

    def __iter__(self) -> Iterator[tuple[bytes, Status]]:
        """Path and status of each file, in the order of their names."""
        start = os.path.join(self.folder, b"")  # noqa: PTH118 - bytes
        for packed in self.files or ():
            name = packed[: -_STATUS.size - 1]
            yield start + name, Status(*_STATUS.unpack(packed[-_STATUS.size :]))

    @property
    def digest(self) -> bytes:
        """32 bytes that change with every name and status."""
        files = self.files or []
        found = hashlib.sha256()
        for start in range(0, len(files), _SLICE):
            found.update(b"\0".join(files[start : start + _SLICE]))
        return found.digest()


def status_of(found: os.stat_result) -> Status:
    """The status of a file, from what the system tells of it."""
    return Status(found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def listings(
    root: str,
    options: ReadOptions = ReadOptions(),  # noqa: B008 - frozen
    *,
    on_error: OnError | None = None,
    on_skip: OnSkip | None = None,
) -> Iterator[Listing]:
    """A listing of the folder ``root`` and of each folder below it, a folder before its folders.

    A folder that cannot be listed is an InputError for ``on_error``, and a listing without files.
    """
    walk = _Walk(root, options, on_error, on_skip)
    pending = [os.fsencode(root)]
    while pending:
        folder = pending.pop()
        try:
            files, folders = walk.look(folder)
        except OSError as error:
            report(unreachable(os.fsdecode(folder), error), on_error)
            yield Listing(folder, None)
            continue
        pending += folders
        yield Listing(folder, files, tuple(walk.unsure))
        walk.unsure.clear()


class _Walk:
    """One walk of a folder, with what its suffixes mean."""

    def __init__(
        self, root: str, options: ReadOptions, on_error: OnError | None, on_skip: OnSkip | None
    ) -> None:
        self.rules = Folder(root, options, on_skip)
        self.on_error = on_error
        self.on_skip = on_skip
        self.goes_by_suffix = not options.globs and options.shard is None
        self.suffixes: dict[bytes, bool] = {}
        self.unsure: list[bytes] = []

    def look(self, folder: bytes) -> tuple[list[bytes], list[bytes]]:
        """The files of a folder by name, packed, and the folders in it, the last one first."""
        self.rules.enter(os.fsdecode(folder))
        files: list[bytes] = []
        folders: list[bytes] = []
        suffixes = self.suffixes
        with os.scandir(folder) as entries:
            for entry in entries:
                name = entry.name
                if (
                    entry.is_file(follow_symlinks=False)
                    and suffixes.get(name[name.rfind(b".") :])
                    and name[0] != _DOT
                ):
                    try:
                        found = entry.stat(follow_symlinks=False)
                    except OSError as error:
                        self._fail(entry.path, error)
                        continue
                    files.append(
                        name + _NUL + _pack(found.st_size, found.st_mtime_ns, found.st_ctime_ns)
                    )
                else:
                    self._judge(entry, files, folders)
        files.sort()
        # The slash gives the order of whole paths, in which ``walk`` enters them too.
        folders.sort(key=lambda path: path + b"/", reverse=True)
        return files, folders

    def _judge(self, entry: os.DirEntry[bytes], files: list[bytes], folders: list[bytes]) -> None:
        """Add an entry that is not yet known to be a plain file of a form that is read."""
        path = os.fsdecode(entry.path)
        is_link = entry.is_symlink()
        try:
            leads_down = entry.is_dir()
        except OSError:
            leads_down = False
        is_folder = self.rules.is_folder(path, is_link=is_link, leads_down=leads_down)
        if is_folder:
            folders.append(entry.path)
        if is_folder is not False:
            return
        self._learn(entry.name)
        try:
            found = os.stat(path)
        except OSError as error:
            self._fail(entry.path, error)
            return
        if stat.S_ISREG(found.st_mode):
            files.append(entry.name + _NUL + _pack(*status_of(found)))
        elif self.on_skip is not None:
            self.on_skip(printable(path), "not a regular file")

    def _learn(self, name: bytes) -> None:
        """Remember a suffix that alone makes a name one that is read."""
        suffix = os.fsdecode(name[name.rfind(b".") :])
        if self.goes_by_suffix and suffix.startswith(".") and suffix.lower() not in OPENERS:
            self.suffixes[os.fsencode(suffix)] = is_read("a" + suffix)

    def _fail(self, path: bytes, error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            self.unsure.append(path)
        report(unreachable(os.fsdecode(path), error), self.on_error)
