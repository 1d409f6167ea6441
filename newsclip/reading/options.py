"""How inputs are to be read, and the callbacks that hear what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

import msgspec

from newsclip.errors import InputError, RecordError
from newsclip.reading.archive.member import Limits
from newsclip.reading.shard import Shard

Form = Literal["text", "markdown", "html", "jsonl"]
OnError = Callable[[InputError | RecordError], None]
OnSkip = Callable[[str, str], None]

# More than a year of a daily paper in one file, and still half of the memory of a small machine.
MAX_BYTES: Final = 1 << 30


class ReadOptions(msgspec.Struct, frozen=True):
    """What a reader is told: the form of the inputs, their encoding, which names a folder gives.

    ``form`` "auto" goes by suffix, then by content. ``encoding`` is a codec name; with it nothing
    is guessed. ``globs`` are patterns of names, or of paths below the folder where they hold a
    slash; without them a folder gives the names of ``walk.FORM_OF_SUFFIX``, and archives. Of all
    that, ``shard`` is the part to read. ``limits`` say how much may come out of an archive.
    """

    form: Literal["auto", "text", "markdown", "html", "jsonl"] = "auto"
    encoding: str | None = None
    globs: tuple[str, ...] = ()
    shard: Shard | None = None
    limits: Limits = Limits()


def report(error: InputError | RecordError, on_error: OnError | None) -> None:
    """Hand ``error`` to ``on_error``; raises it when there is nobody to hear it."""
    if on_error is None:
        raise error
    on_error(error)
