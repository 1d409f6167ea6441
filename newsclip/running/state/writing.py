"""The assembled output written: to a stream, a file, or a folder with a file a record."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from newsclip.errors import OutputError
from newsclip.reading.walk import printable
from newsclip.record import Record
from newsclip.running.state.assembly import Assembly
from newsclip.running.state.store import Store
from newsclip.running.state.targets import Note, Target, look_of
from newsclip.writing.output import file_name, save_anew, sync_folder

# Names that are put down before their files are written, with one sync.
_AHEAD: Final = 500


def write(
    store: Store, target: Target, assembly: Assembly, *, stream: BinaryIO | None, on_note: Note
) -> None:
    """Write the whole output. Raises OutputError; BrokenPipeError goes through.

    In a folder, files that are no longer in the output are removed, unless somebody changed them
    since: then ``on_note`` hears the path and that.
    """
    if stream is not None:
        _emit(_content(target, assembly), stream)
    elif target.is_folder:
        _write_folder(_Folder(store, target), assembly, on_note)
    else:
        name = f"{Path(target.real).name[:40]}.{store.meta('token')}"
        save_anew(_content(target, assembly), target.path, mark=name)


def _content(target: Target, assembly: Assembly) -> Iterator[bytes]:
    """The bytes of the output, some at a time."""
    if target.is_plain:
        return assembly.lines()
    return (chunk.encode() for chunk in target.format.write(assembly.records()))


def _emit(chunks: Iterable[bytes], stream: BinaryIO) -> None:
    with _writing("standard output"):
        for chunk in chunks:
            stream.write(chunk)
        stream.flush()


def _write_folder(folder: _Folder, assembly: Assembly, on_note: Note) -> None:
    files = folder.named(assembly.records())
    while some := list(islice(files, _AHEAD)):
        folder.announce(some)
        for name, content in some:
            folder.write(name, content)
    folder.remove_rest(on_note)


class _Folder:
    """The files of one output folder, and what the store knows of them."""

    def __init__(self, store: Store, target: Target) -> None:
        self.store = store
        self.target = target
        self.path = Path(target.path)
        (last,) = store.one(
            "SELECT coalesce(max(pass), 0) FROM written WHERE target = ?", (target.real,)
        )
        self.number = last + 1
        with _writing(target.real):
            self.path.mkdir(parents=True, exist_ok=True)

    def named(self, records: Iterable[Record]) -> Iterator[tuple[str, bytes]]:
        """Name and content of each file. Records that would share a name are numbered."""
        taken: dict[bytes, int] = {}
        for record in records:
            content = "".join(self.target.format.write((record,))).encode()
            if content:
                name = file_name(record.id)
                key = hashlib.blake2b(name.casefold().encode(), digest_size=12).digest()
                count = taken[key] = taken.get(key, 0) + 1
                numbered = name if count == 1 else f"{name}_{count}"
                yield numbered + self.target.format.suffix, content

    def announce(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Put down which files are ours, before the first of them is there."""
        for name, content in files:
            self.store.change(
                "INSERT INTO written VALUES (?, ?, ?, NULL, NULL, ?) ON CONFLICT DO UPDATE SET "
                "size = iif(digest = excluded.digest, size, NULL), "
                "mtime = iif(digest = excluded.digest, mtime, NULL), "
                "digest = excluded.digest, pass = excluded.pass",
                (self.target.real, name, _digest(content), self.number),
            )
        self.store.commit()

    def write(self, name: str, content: bytes) -> None:
        """Write a file unless it is there as we wrote it."""
        key = (self.target.real, name)
        row = self.store.one("SELECT size, mtime FROM written WHERE target = ? AND name = ?", key)
        path = self.path / name
        if row[0] is not None and look_of(str(path))[:2] == tuple(row):
            return
        save_anew([content], str(path), mark=self.store.meta("token"), lasts=False)
        size, mtime, _ = look_of(str(path))
        query = "UPDATE written SET size = ?, mtime = ? WHERE target = ? AND name = ?"
        self.store.change(query, (size, mtime, *key))

    def remove_rest(self, on_note: Note) -> None:
        """Remove the files that this pass did not name."""
        query = "SELECT name, digest, size, mtime FROM written WHERE target = ? AND pass < ?"
        for name, digest, size, mtime in self.store.read(query, (self.target.real, self.number)):
            path = self.path / name
            found = look_of(str(path))
            if found[0] is not None:
                with _writing(printable(str(path))):
                    is_ours = found[:2] == (size, mtime) or _digest(path.read_bytes()) == digest
                    if is_ours:
                        path.unlink(missing_ok=True)
                if not is_ours:
                    on_note(
                        printable(str(path)),
                        "no longer in the output, but changed since: left alone",
                    )
        # After a power cut, a file that came back would be nobody's.
        sync_folder(self.path)
        query = "DELETE FROM written WHERE target = ? AND pass < ?"
        self.store.change(query, (self.target.real, self.number))


@contextmanager
def _writing(shown: str) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        said = f"cannot be written: {(error.strerror or str(error)).lower()}"
        hint = "make room or choose another place with -o"
        raise OutputError(said, path=shown, hint=hint) from None


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()[:16]
