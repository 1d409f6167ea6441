"""The complete output, in order, out of what is stored; an id never twice.

Files of equal content give records of equal ids. The first in the order of the inputs is the one
that is written; the others are copies, which stay in the store and take its place when it goes. Two
records that share an id and are not copies (foreign records, numbered alike in two files) are both
written: the second becomes ``ID~2``, with a warning on it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec
import zstandard

from newsclip.record import Record
from newsclip.running.state.keeping import id_hash
from newsclip.running.state.spots import Covered, Spot
from newsclip.running.state.store import PART_BITS, Store, damaged
from newsclip.schema import from_json, to_json

# A part of results holds less, and one record more than a part has a part of its own.
_LARGEST: Final = 1 << 31


class _Named(msgspec.Struct):
    id: str


_decode_id: Final = msgspec.json.Decoder(_Named).decode


class Assembly:
    """Reads the output out of ``store``; ``copies`` counts what it left out.

    ``since`` leaves out what runs up to that one made. The store must not change meanwhile.
    """

    def __init__(self, store: Store, spots: Iterable[Spot], *, since: int | None = None) -> None:
        self.store = store
        self.spots = list(spots)
        self.since = since
        self.copies = 0
        self.shared = _shared_ids(store)
        self.holders = _holders(store, self.shared)
        self.met: dict[str, list[bytes]] = {}
        self.expand = zstandard.ZstdDecompressor().decompress

    def lines(self) -> Iterator[bytes]:
        """JSON Lines, whole lines, some at a time."""
        for number, made in self._inputs():
            is_wanted = self.since is None or made > self.since
            if number in self.holders:
                chosen = b"".join(self._chosen(number))
                if is_wanted and chosen:
                    yield chosen
            elif is_wanted:
                yield from self._parts(number)

    def records(self) -> Iterator[Record]:
        """The records of ``lines``."""
        for chunk in self.lines():
            for line in chunk.split(b"\n")[:-1]:
                yield from_json(line)

    def _inputs(self) -> Iterator[tuple[int, int]]:
        """The number of each input's results, and the run that made them, in the order of spots."""
        earlier = Covered()
        for spot in self.spots:
            for path, number, made in self._below(spot):
                if path not in earlier:
                    yield number, made
            earlier.add(spot)

    def _below(self, spot: Spot) -> Iterator[tuple[bytes, int, int]]:
        query = "SELECT path, id, made FROM input WHERE gone IS NULL AND "
        yield from self.store.stream(f"{query} path = ?", (spot.path,))
        if spot.kind != "file":
            span = (spot.prefix, spot.prefix[:-1] + bytes([spot.prefix[-1] + 1]))
            yield from self.store.stream(f"{query} path >= ? AND path < ? ORDER BY path", span)

    def _parts(self, number: int) -> Iterator[bytes]:
        span = (number << PART_BITS, (number + 1) << PART_BITS)
        query = "SELECT lines FROM result WHERE part >= ? AND part < ? ORDER BY part"
        for (packed,) in self.store.stream(query, span):
            try:
                yield self.expand(packed, max_output_size=_LARGEST)
            except zstandard.ZstdError:
                raise damaged(self.store.path, "results that cannot be unpacked") from None

    def _chosen(self, number: int) -> Iterator[bytes]:
        """The lines of an input some of whose ids stand elsewhere too."""
        for part in self._parts(number):
            for line in part.split(b"\n")[:-1]:
                name = _decode_id(line).id
                if id_hash(name) not in self.shared:
                    yield line + b"\n"
                    continue
                content = _content(line)
                known = self.met.setdefault(name, [])
                if content in known:
                    self.copies += 1
                    continue
                known.append(content)
                yield (line if len(known) == 1 else self._renamed(line, name, known)) + b"\n"

    def _renamed(self, line: bytes, name: str, known: list[bytes]) -> bytes:
        """A record whose id another one has: its own is numbered."""
        number = len(known)
        while self.store.one("SELECT 1 FROM record WHERE hash = ?", (id_hash(f"{name}~{number}"),)):
            number += 1
        record = from_json(line).replace(id=f"{name}~{number}")
        said = f"another record has the id {name} too, so this one's is numbered"
        return to_json(record.with_warning("id-taken", said)).encode()


def _shared_ids(store: Store) -> set[int]:
    """The ids, hashed, of more than one record."""
    query = "SELECT hash FROM record GROUP BY hash HAVING sum(count) > 1"
    return {hashed for (hashed,) in store.stream(query)}


def _holders(store: Store, shared: set[int]) -> set[int]:
    """The numbers of results that have such an id."""
    found: set[int] = set()
    for hashed in shared:
        found.update(n for (n,) in store.read("SELECT input FROM record WHERE hash = ?", (hashed,)))
    return found


def _content(line: bytes) -> bytes:
    """A digest of a record, wherever it comes from."""
    record = from_json(line)
    source = msgspec.structs.replace(record.source, path="", member=None)
    return hashlib.sha256(to_json(record.replace(source=source)).encode()).digest()[:16]
