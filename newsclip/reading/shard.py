"""One of N parts of the inputs, told by their paths, for machines that share the work."""

from __future__ import annotations

import hashlib
import os
import re
from typing import Final

import msgspec

from newsclip.errors import UsageError

_WRITTEN: Final = re.compile(r"([0-9]{1,9})/([0-9]{1,9})")


class Shard(msgspec.Struct, frozen=True):
    """Part ``index`` of ``count``, from 1.

    A file belongs to the part that a hash of its path says: its path below the folder that was
    named, or as it was named itself. So parts share no file, miss none, and keep theirs when files
    come and go and when the folder is mounted elsewhere.
    """

    index: int
    count: int

    def holds(self, relative: str) -> bool:
        """Whether the file at ``relative`` is in this part."""
        path = os.fsencode(relative.replace(os.sep, "/"))
        number = int.from_bytes(hashlib.sha256(path).digest()[:8])
        return number % self.count == self.index - 1


def parse_shard(written: str) -> Shard:
    """The shard that ``I/N`` means, I from 1 to N. Raises UsageError where it means none."""
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise UsageError(f"no shard: {written!r}", hint="write I/N, such as 1/4")
    index, count = int(found[1]), int(found[2])
    if not 1 <= index <= count:
        hint = "shards count from 1 to N; add 1 to an index that counts from 0"
        raise UsageError(f"no such shard: {written}", hint=hint)
    return Shard(index, count)
