"""Archives and compressed files: a module a type, listed by suffix in ``OPENERS``.

An opener takes a binary stream and gives its members one at a time, each with a stream of its own
that is read before the next one is asked for. It needs no seeking, so that a pipe will do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from newsclip.reading.archive.gzip import open_gzip
from newsclip.reading.archive.member import Member, Problem

Opener = Callable[[BinaryIO], Iterator[Member]]

OPENERS: Final[dict[str, Opener]] = {".gz": open_gzip}

__all__ = ["OPENERS", "Member", "Opener", "Problem"]
