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
    from sys import UnraisableHookArgs
    from types import FrameType
    from typing import NoReturn

_INTERRUPTED = 130
# Seconds in which a signal may come twice, to a process and to its group, and mean one thing.
_ONCE = 2.0
# Seconds between two looks for a signal that came just before a read began to wait, or whose
# exception ended in a callback that may raise none.
_LOOK = 0.5


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
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_IGN if deaf else _look)
        signal.setitimer(signal.ITIMER_REAL, *((0, 0) if deaf else (_LOOK, _LOOK)))
    sys.unraisablehook = sys.__unraisablehook__ if deaf else _unraisable


def _stop(number: int, frame: "FrameType | None") -> None:
    """Raise ``Stopped`` once, so that what is being cleared up is; end at once when asked later."""
    now = time.monotonic()
    first = _first_asked.setdefault("at", now)
    if first == now:
        raise Stopped(number)
    if now - first > _ONCE:
        os._exit(128 + number)


def _look(number: int, frame: "FrameType | None") -> None:
    """Raise ``Stopped`` again where it was lost.

    That it is called is what matters most: the wait of a system call ends, and Python sees to the
    signals that came too late to keep it from waiting.
    """
    if _lost:
        raise _lost.pop()


def _unraisable(unraisable: "UnraisableHookArgs") -> None:
    """Keep a ``Stopped`` that came in a destructor or a callback, where nothing can be raised."""
    if isinstance(unraisable.exc_value, Stopped):
        _lost.append(unraisable.exc_value)
    else:
        sys.__unraisablehook__(unraisable)


_first_asked: dict[str, float] = {}
_lost: list[Stopped] = []


if __name__ == "__main__":
    main()
