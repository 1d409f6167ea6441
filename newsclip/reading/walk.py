# ruff: noqa: PTH114, PTH119, PTH116, PTH118, PTH122, PTH206, PTH207
"""Which files a call means: files, folders, globs, ``-``, and what is passed over.

A folder is walked in the order of its paths as bytes, so that the order depends on no locale. Paths
stay strings: on many small files pathlib costs 2.5 times as much, and it drops a leading "./".
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Final

import msgspec

from newsclip.errors import InputError, UsageError
from newsclip.reading.archive import OPENERS, PACKED
from newsclip.reading.options import Form, OnError, OnSkip, ReadOptions, report

STDIN: Final = "-"
FORM_OF_SUFFIX: Final[dict[str, Form]] = {
    ".txt": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
_MAGIC: Final = frozenset("*?[")


class Entry(msgspec.Struct, frozen=True):
    """One file to read: ``path`` opens it, ``shown`` is the same in printable UTF-8.

    ``is_stream`` says that it is standard input, a pipe or a device, which can be read once.
    ``size`` is in bytes, ``changed`` the time of its last change in nanoseconds since 1970, both
    as the walk saw them; 0 of a stream.
    """

    path: str
    shown: str
    is_stream: bool = False
    size: int = 0
    changed: int = 0


def walk(
    paths: Iterable[str],
    options: ReadOptions = ReadOptions(),  # noqa: B008 - frozen
    *,
    on_error: OnError | None = None,
    on_skip: OnSkip | None = None,
) -> Iterator[Entry]:
    """The files that ``paths`` mean, one at a time, in the order given; folders in path order.

    ``on_skip`` hears the path and the reason of each file that a folder holds and nobody reads.
    A path that cannot be reached is an InputError for ``on_error``. Raises UsageError for standard
    input that is to be shared out.
    """
    has_read_stdin = False
    for path in paths:
        if path == STDIN:
            if options.shard is not None:
                raise UsageError("--shard and standard input", hint="name files or folders")
            if has_read_stdin:
                report(InputError("standard input is named twice", path=STDIN), on_error)
                continue
            has_read_stdin = True
            yield Entry(STDIN, STDIN, is_stream=True)
        else:
            yield from _named(path, options, on_error, on_skip)


def printable(path: str) -> str:
    """``path`` in UTF-8 with ``/`` separators; bytes that are no UTF-8 become ``\\xNN``."""
    shown = os.fsencode(path).decode("utf-8", "backslashreplace")
    return shown if os.sep == "/" else shown.replace(os.sep, "/")


def form_of(path: str) -> Form | None:
    """The form that the suffix of ``path`` names, archive suffixes aside; None when it is unknown.

    >>> form_of("news/a.HTML.gz")
    'html'
    """
    return FORM_OF_SUFFIX.get(_suffix(without_archive_suffix(path)))


def without_archive_suffix(path: str) -> str:
    """``path`` without the suffix of a compressed file, which holds one file."""
    suffix = _suffix(path)
    return path[: -len(suffix)] if suffix in PACKED else path


def is_read(relative: str, options: ReadOptions = ReadOptions()) -> bool:  # noqa: B008 - frozen
    """Whether a folder gives the file at ``relative``, its path below the folder."""
    names = relative.split(os.sep)
    if any(name.startswith(".") for name in names):
        return False
    if not options.globs:
        return form_of(names[-1]) is not None or holds_files(names[-1])
    below = relative.replace(os.sep, "/")
    return any(fnmatchcase(below if "/" in g else names[-1], g) for g in options.globs)


def holds_files(path: str) -> bool:
    """Whether ``path`` names an archive, which may itself be compressed.

    >>> holds_files("crawl.warc.gz"), holds_files("a.txt.gz")
    (True, False)
    """
    suffix = _suffix(without_archive_suffix(path))
    return suffix in OPENERS and suffix not in PACKED


def suffix_of_archive(path: str) -> str | None:
    """The archive suffix of ``path``, a key of OPENERS, or None."""
    suffix = _suffix(path)
    return suffix if suffix in OPENERS else None


def _suffix(path: str) -> str:
    return os.path.splitext(path)[1].lower()


def _named(
    path: str, options: ReadOptions, on_error: OnError | None, on_skip: OnSkip | None
) -> Iterator[Entry]:
    try:
        status = os.stat(path)
    except (OSError, ValueError) as error:
        found = expanded(path) if isinstance(error, FileNotFoundError) else []
        if not found:
            report(unreachable(path, error), on_error)
        for name in found:
            yield from _met(name, options, on_error, on_skip)
        return
    if stat.S_ISDIR(status.st_mode):
        yield from _folder(path, options, on_error, on_skip)
    elif not is_ours(path, options):
        return
    elif stat.S_ISSOCK(status.st_mode):
        message = "a socket, which cannot be read as a file"
        report(InputError(message, path=printable(path), hint="connect and pipe it in"), on_error)
    elif stat.S_ISREG(status.st_mode):
        yield _file(path, status)
    else:
        yield Entry(path, printable(path), is_stream=True)


def is_ours(relative: str, options: ReadOptions) -> bool:
    """Whether a file is in the part of the inputs that is to be read."""
    return options.shard is None or options.shard.holds(relative)


def _file(path: str, status: os.stat_result) -> Entry:
    return Entry(path, printable(path), size=status.st_size, changed=status.st_mtime_ns)


def _met(
    path: str, options: ReadOptions, on_error: OnError | None, on_skip: OnSkip | None
) -> Iterator[Entry]:
    """What a match of one of our globs gives: it was not named, so a pipe there is passed over."""
    try:
        status = os.stat(path)
    except OSError as error:
        report(unreachable(path, error), on_error)
        return
    if stat.S_ISDIR(status.st_mode):
        yield from _folder(path, options, on_error, on_skip)
    elif not is_ours(path, options):
        return
    elif stat.S_ISREG(status.st_mode):
        yield _file(path, status)
    elif on_skip is not None:
        on_skip(printable(path), "not a regular file")


def expanded(path: str) -> list[str]:
    """The paths that a glob of ours stands for, in order; none where it is no pattern."""
    if not _MAGIC.intersection(path):
        return []
    import glob  # noqa: PLC0415 - only where a pattern reached us unexpanded

    return sorted(glob.glob(path, recursive=True), key=os.fsencode)


def unreachable(path: str, error: OSError | ValueError) -> InputError:
    """The InputError of a path that the system did not find, or did not let us look at."""
    shown = printable(path)
    if isinstance(error, ValueError):
        return InputError("not a path: it holds a NUL byte", path=shown.replace("\x00", "\\x00"))
    if isinstance(error, FileNotFoundError):
        if _MAGIC.intersection(path):
            return InputError("no file matches", path=shown, hint="quote the pattern, or mend it")
        if os.path.islink(path):
            return InputError("broken link", path=shown, hint="remove it or mend its target")
        return InputError("no such file or folder", path=shown, hint="check the spelling")
    return unreadable(shown, error)


def unreadable(shown: str, error: OSError) -> InputError:
    """The InputError of what the system said about ``shown``."""
    if isinstance(error, PermissionError):
        return InputError("permission denied", path=shown, hint="allow reading it (chmod +r)")
    said = (error.strerror or type(error).__name__).lower()
    return InputError(f"cannot be read: {said}", path=shown, hint="check the file, then try again")


class Folder:
    """One walk of a folder: links stay below its root, and each linked folder is entered once."""

    def __init__(self, root: str, options: ReadOptions, on_skip: OnSkip | None) -> None:
        self.prefix = os.path.join(root, "")
        self.real = os.path.realpath(root)
        self.options = options
        self.on_skip = on_skip
        self.entered: set[str] = set()

    def skip(self, path: str, why: str) -> None:
        """Say that a file is passed over."""
        if self.on_skip is not None:
            self.on_skip(printable(path), why)

    def enter(self, folder: str) -> None:
        """Remember a folder that is being read, so that no link leads there again."""
        self.entered.add(os.path.realpath(folder))

    def is_inside(self, real: str) -> bool:
        """Whether a real path lies below the root."""
        return real == self.real or real.startswith(self.real.rstrip(os.sep) + os.sep)

    def children(self, folder: str) -> list[tuple[bytes, str, bool]]:
        """Sort key, path, whether it is a folder: all that is to be looked at in ``folder``."""
        self.enter(folder)
        found = []
        with os.scandir(folder) as entries:
            for entry in entries:
                is_folder = self.is_folder(
                    entry.path, is_link=entry.is_symlink(), leads_down=_is_dir(entry)
                )
                if is_folder is not None:
                    # The slash gives the order of whole paths, so that a-b.txt stands before a/c.
                    key = os.fsencode(entry.name) + (b"/" if is_folder else b"")
                    found.append((key, os.path.join(folder, entry.name), is_folder))
        found.sort(reverse=True)
        return found

    def is_folder(self, path: str, *, is_link: bool, leads_down: bool) -> bool | None:
        """Whether what is at ``path`` is a folder to enter; None when it is passed over.

        ``leads_down`` says that it is a folder, or a link to one.
        """
        if os.path.basename(path).startswith("."):
            self.skip(path, "hidden")
            return None
        if is_link:
            real = os.path.realpath(path)
            if not self.is_inside(real):
                self.skip(path, "link out of the folder")
                return None
            if leads_down and real in self.entered:
                self.skip(path, "link to a folder that is read already")
                return None
        if leads_down:
            return True
        below = path.removeprefix(self.prefix)
        if not is_read(below, self.options):
            self.skip(path, "another kind of file")
            return None
        return False if is_ours(below, self.options) else None


def _is_dir(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        # A link to itself: reading it says so, in its own line.
        return False


def _folder(
    root: str, options: ReadOptions, on_error: OnError | None, on_skip: OnSkip | None
) -> Iterator[Entry]:
    folder = Folder(root, options, on_skip)
    pending: list[tuple[bytes, str, bool]] = [(b"", root, True)]
    while pending:
        _, path, is_folder = pending.pop()
        try:
            if is_folder:
                pending += folder.children(path)
                continue
            status = os.stat(path)
        except OSError as error:
            report(unreachable(path, error), on_error)
            continue
        if stat.S_ISREG(status.st_mode):
            yield _file(path, status)
        else:
            folder.skip(path, "not a regular file")
