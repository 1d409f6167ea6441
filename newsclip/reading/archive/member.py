"""One member of an archive, as the reader sees it, and how much may come out of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, BinaryIO, Final

import msgspec

from newsclip.errors import InputError

# News text packs 3 to 8 times, boilerplate-heavy pages up to 40; deflate's own limit is 1,032.
MAX_RATIO: Final = 200
MAX_BYTES: Final = 2 << 30
# A small file may well be one line a thousand times.
RATIO_COUNTS_ABOVE: Final = 64 << 20


# The media types that are read, and what they are read as.
TEXT_TYPES: Final = {
    "text/html": "text/html",
    "application/xhtml+xml": "text/html",
    "text/plain": "text/plain",
}


class Problem(msgspec.Struct, frozen=True):
    """What is wrong with a member: a sentence, and whether what came out is worth keeping."""

    message: str
    is_usable: bool
    hint: str | None = None


class Limits(msgspec.Struct, frozen=True):
    """How much may come out of an archive: ``ratio`` times its own size, and ``bytes`` in all."""

    ratio: int = MAX_RATIO
    bytes: int = MAX_BYTES

    def exceeded(self, given: int, taken: int) -> Problem | None:
        """The problem of ``given`` bytes that came out of ``taken``, when they are too many."""
        ratio = given / max(taken, 1)
        if given > self.bytes:
            flag = "--max-bytes"
        elif given > RATIO_COUNTS_ABOVE and ratio > self.ratio:
            flag = "--max-ratio"
        else:
            return None
        message = f"unpacks to more than {given >> 20} MiB, {ratio:.0f} times its size"
        return Problem(message, is_usable=False, hint=f"if it is sound, raise {flag}")


class Page(msgspec.Struct, frozen=True):
    """What a crawl knows of a member: address, ISO 8601 date, media type, declared charset.

    ``fields`` are those of the record that a feed states, ``extra`` are keys of its own.
    """

    url: str | None = None
    date: str | None = None
    media_type: str | None = None
    charset: str | None = None
    fields: dict[str, Any] = {}
    extra: dict[str, Any] = {}


class Member(msgspec.Struct, frozen=True):
    """A stream, its name inside the archive (None when it has only the one), and its health.

    ``problem`` is asked when the stream has ended: a broken member ends early, without an
    exception, so that what was readable is kept. ``skipped`` says why nobody reads it.
    """

    name: str | None
    stream: BinaryIO
    problem: Callable[[], Problem | None] = lambda: None
    skipped: str | None = None
    page: Page | None = None


def whole(stream: BinaryIO, limits: Limits) -> bytes:
    """All of a stream. Raises InputError when it is longer than ``limits`` let through."""
    data = stream.read(limits.bytes + 1)
    if len(data) > limits.bytes:
        message = f"more than {limits.bytes >> 20} MiB"
        raise InputError(message, hint="if it is sound, raise --max-bytes")
    return data
