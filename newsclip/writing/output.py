"""Where output goes: standard output, one file written beside and renamed, or a file an article."""

from __future__ import annotations

import hashlib
import io
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from newsclip.errors import OutputError, UsageError
from newsclip.record import Record
from newsclip.writing.format import Format

# Names of files stay below the 255 bytes of common file systems, suffix and number included.
_LONGEST: Final = 180
_BLOCK: Final = 1 << 20
_UNSAFE: Final = re.compile(r"[^\w.-]|^[.-]")
_OWN_ID: Final = re.compile(r"[0-9a-f]{24}:\d+-\d+")


def emit(chunks: Iterable[str], stream: BinaryIO) -> None:
    """Write each chunk to ``stream`` and flush it. Raises OutputError when it cannot be written.

    BrokenPipeError goes through: that the reader has gone is no error.
    """
    for chunk in chunks:
        try:
            write_all(stream, chunk.encode())
        except BrokenPipeError:
            raise
        except (OSError, ValueError) as error:
            raise _unwritable("standard output", error) from None


def write_all(stream: BinaryIO, data: bytes) -> None:
    """Write all of ``data``, past the buffer of ``stream``.

    A buffered writer of Python 3.11 loses bytes when a signal that raises nothing comes while a
    pipe takes a part of them.
    """
    stream.flush()
    try:
        handle = stream.fileno()
    except io.UnsupportedOperation:
        stream.write(data)
        return
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


def save(chunks: Iterable[str], target: str) -> None:
    """Write ``chunks`` to the file ``target``: whole, or not at all.

    They go to a hidden file beside it, which is synced and takes its name at the end; a pipe or a
    device is written straight. Raises OutputError, and leaves what was there before.
    """
    with _replacing(target) as stream:
        for chunk in chunks:
            with _writing(target):
                write_all(stream, chunk.encode())


def save_anew(chunks: Iterable[bytes], target: str, *, mark: str, lasts: bool = True) -> None:
    """Write ``chunks`` to the file ``target`` like ``save``, unless it holds just that already.

    ``mark`` names the hidden file beside it, so that a later call takes the place of what a killed
    one left. ``lasts`` makes the file outlast a power cut, too. Raises OutputError.
    """
    with _replacing(target, mark=mark, lasts=lasts) as stream:
        for chunk in chunks:
            with _writing(target):
                stream.write(chunk)


def save_each(records: Iterable[Record], folder: str, form: Format) -> Iterator[Record]:
    """Write a file a record into ``folder``, named by id, and give each record once it is written.

    Records that would share a name are numbered. Raises OutputError when one cannot be written.
    """
    with _writing(folder):
        Path(folder).mkdir(parents=True, exist_ok=True)
    taken: dict[str, int] = {}
    for record in records:
        chunks = list(form.write((record,)))
        if chunks:
            name = file_name(record.id)
            count = taken[name.casefold()] = taken.get(name.casefold(), 0) + 1
            numbered = name if count == 1 else f"{name}_{count}"
            save(chunks, str(Path(folder, numbered + form.suffix)))
        yield record


def file_name(identifier: str) -> str:
    """A file name, without suffix, that no id can use to leave its folder.

    >>> file_name("22d9958af9502ee7e2ca5b8d:1-3")
    '22d9958af9502ee7e2ca5b8d-1-3'
    """
    name = _UNSAFE.sub("_", identifier.replace(":", "-"))[:_LONGEST]
    while len(name.encode()) > _LONGEST:
        name = name[:-1]
    if _OWN_ID.fullmatch(identifier) or (name and name == identifier):
        return name
    # Two foreign ids may differ only in what a file name cannot hold.
    return f"{name}-{hashlib.sha256(identifier.encode()).hexdigest()[:8]}"


def refuse_input(
    target: str, inputs: Iterable[str], *, is_read: Callable[[str], bool] = lambda _: True
) -> None:
    """Raise UsageError when ``target`` is one of ``inputs``, or lies in a folder of them.

    ``is_read`` tells of a path below such a folder whether it would be read from there, now or at
    the next run.
    """
    real = Path(target).resolve()
    for path in inputs:
        if path == "-":
            continue
        with suppress(OSError, ValueError):
            if Path(path).is_dir():
                folder = Path(path).resolve()
                is_input = real.is_relative_to(folder) and is_read(str(real.relative_to(folder)))
            else:
                is_input = Path(path).samefile(target) and real.is_file()
            if is_input:
                is_there = real.is_file()
                said = "is also an input" if is_there else "stands in a folder that is read"
                hint = "write it to another folder"
                raise UsageError(f"the output {said}", path=_shown(target), hint=hint)


@contextmanager
def _replacing(target: str, *, mark: str | None = None, lasts: bool = True) -> Iterator[BinaryIO]:
    """A file to write to that becomes ``target``; with a ``mark`` only where it differs."""
    real = Path(target).resolve()
    with _writing(target):
        mode = _mode(real)
        if mode is not None and not stat.S_ISREG(mode):
            if stat.S_ISDIR(mode):
                raise OutputError("is a folder", path=_shown(target), hint="end its name with /")
            beside = real
        else:
            beside = real.with_name(f".{mark}.part") if mark else _beside(real)
    stream: BinaryIO | None = None
    try:
        with _writing(target):
            stream = beside.open("wb")
        yield stream
        with _writing(target):
            stream.flush()
            if beside != real:
                _take_place(stream, beside, real, mode=mode, lasts=lasts, is_new=mark is None)
            stream.close()
    except BaseException:
        # Also where a signal came between the file's making and its having a name here.
        if stream is not None:
            with suppress(OSError):
                stream.close()
        if beside != real:
            with suppress(OSError):
                beside.unlink()
        raise


def _take_place(
    stream: BinaryIO, beside: Path, real: Path, *, mode: int | None, lasts: bool, is_new: bool
) -> None:
    """Give what was written beside a file its name; where that holds the same, leave it."""
    if mode is not None and not is_new and _are_same(beside, real):
        stream.close()
        beside.unlink()
        return
    if lasts:
        os.fsync(stream.fileno())
    if mode is not None:
        beside.chmod(stat.S_IMODE(mode))
    stream.close()
    beside.replace(real)
    if lasts:
        sync_folder(real.parent)


def _are_same(one: Path, other: Path) -> bool:
    if one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as left, other.open("rb") as right:
        while block := left.read(_BLOCK):
            if block != right.read(_BLOCK):
                return False
    return True


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _beside(real: Path) -> Path:
    """A hidden name in the folder of ``real``, which no walk of that folder reads."""

    return real.with_name(f".{real.name[:40]}.{os.urandom(6).hex()}.part")


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last through a power cut, where the system can sync a folder."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _writing(target: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _unwritable(_shown(target), error) from None


def _shown(path: str) -> str:
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _unwritable(shown: str, error: OSError | ValueError) -> OutputError:
    said = (getattr(error, "strerror", None) or str(error)).lower()
    return OutputError(
        f"cannot be written: {said}", path=shown, hint="make room or choose another place with -o"
    )
