"""The entry point of the command line: it answers ``--version`` and minds signals.

A command is imported only once a signal can end the program in good order.
"""

import gc
import os
import sys
import time

from newsclip import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import NoReturn

_INTERRUPTED = 130
# Seconds in which a signal may come twice, to a process and to its group, and mean one thing.
_ONCE = 2.0


class Stopped(BaseException):
    """A signal asks the program to end. A BaseException, so that no library swallows it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number


def main() -> "NoReturn":
    """Run the command line, then end the process with its exit code."""
    if sys.argv[1:] == ["--version"] and sys.stdout is not None:
        sys.stdout.write(f"newsclip {__version__}\n")
        sys.exit(0)
    # No garbage is made while modules load, and looking for it costs half of bare Python's start.
    gc.disable()
    try:
        code = _guarded(sys.argv[1:])
    except Stopped as stopped:
        code = stopped.exit_code
    except KeyboardInterrupt:
        code = _INTERRUPTED
    _end(code)


def _end(code: int) -> "NoReturn":
    """End at once: taking apart what is loaded would cost as much as bare Python's start."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:
            continue
    os._exit(code)


def _guarded(arguments: list[str]) -> int:
    """The exit code of a call, with signals minded until it is known."""
    try:
        _listen()
        from newsclip.cli.app import run  # noqa: PLC0415 - signals are minded first

        return run(arguments)
    finally:
        _listen(deaf=True)


def _listen(*, deaf: bool = False) -> None:
    """Let signals that end a program raise ``Stopped``, or nothing when ``deaf``.

    One that the caller had us ignore, as ``nohup`` does, stays ignored.
    """
    import signal  # noqa: PLC0415 - not for --version

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.SIG_IGN if deaf else _stop)


def _stop(number: int, frame: "FrameType | None") -> None:
    """Raise ``Stopped`` once, so that what is being cleared up is; end at once when asked later."""
    now = time.monotonic()
    first = _first_asked.setdefault("at", now)
    if first == now:
        raise Stopped(number)
    if now - first > _ONCE:
        os._exit(128 + number)


_first_asked: dict[str, float] = {}


if __name__ == "__main__":
    main()
