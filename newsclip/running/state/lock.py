"""One run at a time on a state file: a lock that the system takes back when a run dies."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from newsclip.errors import LockedError, StateError
from newsclip.reading.walk import printable

SUFFIX: Final = "-lock"
# Somebody who only asks whether a run is at work holds the lock for less than this, in seconds.
_BLINK: Final = 0.3
_PAUSE: Final = 0.05


@contextmanager
def locked(path: str, *, wait: float = 0.0) -> Iterator[None]:
    """The lock of the state file ``path``, waited for up to ``wait`` seconds.

    It is a file beside it that stays there, empty. Raises LockedError, and StateError when it
    cannot be made.
    """
    handle = _opened(path)
    try:
        until = time.monotonic() + max(wait, _BLINK)
        while not _take(handle):
            if time.monotonic() >= until:
                raise LockedError(
                    "another run is at work with this state",
                    path=printable(path),
                    hint="wait for it, or give --lock-wait SECONDS",
                )
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(handle)


def is_locked(path: str) -> bool:
    """Whether a run is at work with the state file ``path``."""
    try:
        handle = os.open(os.path.realpath(path) + SUFFIX, os.O_RDWR)
    except OSError:
        return False
    try:
        return not _take(handle)
    finally:
        os.close(handle)


def _opened(path: str) -> int:
    try:
        return os.open(os.path.realpath(path) + SUFFIX, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        said = (error.strerror or str(error)).lower()
        raise StateError(
            f"the state cannot be locked: {said}",
            path=printable(path),
            hint="name a file with --state in a folder that can be written",
        ) from None


def _take(handle: int) -> bool:
    """Take the lock, if nobody has it; closing the handle gives it back."""
    try:
        import fcntl  # noqa: PLC0415 - not on every system
    except ImportError:
        return _take_on_windows(handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        said = (error.strerror or str(error)).lower()
        hint = "keep the state on a local disk, where files can be locked"
        raise StateError(f"the state cannot be locked: {said}", hint=hint) from None
    return True


def _take_on_windows(handle: int) -> bool:
    import importlib  # noqa: PLC0415

    # By name: elsewhere a type checker does not know the module's functions.
    msvcrt = importlib.import_module("msvcrt")
    try:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    return True
