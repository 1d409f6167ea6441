"""One member of an archive, as the reader sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

import msgspec


class Problem(msgspec.Struct, frozen=True):
    """What is wrong with a member: a sentence, and whether what came out is worth keeping."""

    message: str
    is_usable: bool


class Member(msgspec.Struct, frozen=True):
    """A stream, its name inside the archive (None when it has only the one), and its health.

    ``problem`` is asked when the stream has ended: a broken member ends early, without an
    exception, so that what was readable is kept.
    """

    name: str | None
    stream: BinaryIO
    problem: Callable[[], Problem | None]
