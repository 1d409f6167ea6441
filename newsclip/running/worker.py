"""A worker process: it is sent tasks, does the work of each, and sends back what came of it."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread
from typing import Final

import msgspec

from newsclip.errors import NewsclipError
from newsclip.running.message import Message
from newsclip.running.work import Outcome, Slice, Task, Work

# What is sent at once: a message costs both sides 50 us, which small files would feel.
_SEND_BYTES: Final = 64 << 10
_SEND_SECONDS: Final = 0.02
# Those that end a program.
SIGNALS: Final = ("SIGINT", "SIGTERM", "SIGHUP")


class Setup(msgspec.Struct, frozen=True):
    """What a worker has to know first: the work, and the modules that it takes."""

    work: Work
    modules: tuple[str, ...] = ()


class Job(msgspec.Struct, frozen=True):
    """Tasks to do in order. ``promptly``: what comes of a line or a file is sent at once."""

    tasks: list[Task]
    promptly: bool = False


class Step(msgspec.Struct, frozen=True):
    """What came of a task, or of a part of it; of a slice, ``lines`` says of how many lines."""

    outcome: Outcome
    lines: int = 0


class Ready(msgspec.Struct, frozen=True):
    """The worker has loaded what it needs."""


Answer = Ready | list[Step] | NewsclipError


def steps(work: Work, task: Task, *, promptly: bool = False) -> Iterator[Step]:
    """What comes of a task, in steps of bounded size; ``promptly``, a step a line."""
    if not isinstance(task, Slice):
        yield from map(Step, work.parts(task))
        return
    records: list[bytes] = []
    messages: list[Message] = []
    size, begun, lines = 0, time.monotonic(), 0
    for index, line in enumerate(task.lines):
        outcome = work(msgspec.structs.replace(task, lines=[line], first=task.first + index))
        records += outcome.records
        messages += outcome.messages
        size += outcome.size
        lines += 1
        if promptly or size >= _SEND_BYTES or time.monotonic() - begun >= _SEND_SECONDS:
            yield Step(Outcome(task.shown, records, messages, more=True), lines)
            records, messages = [], []
            size, begun, lines = 0, time.monotonic(), 0
    if lines:
        yield Step(Outcome(task.shown, records, messages, more=True), lines)


def serve(connection: Connection) -> None:
    """Do the jobs that come through ``connection``, after a setup, until it ends; then end.

    Signals are for the process that started this one, which ends it; so does that one's death.
    """
    for name in SIGNALS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    _let_go_of_output()
    jobs: SimpleQueue[Setup | Job] = SimpleQueue()
    # Jobs are taken from the pipe while work is done, so that neither side waits for the other to
    # read; and the end of the pipe, which is the end of the other side, is seen at once.
    Thread(target=_receive, args=(connection, jobs), daemon=True).start()
    work = Work()
    try:
        while True:
            job = jobs.get()
            if isinstance(job, Job):
                _do(job, work, connection)
                continue
            for name in job.modules:
                with suppress(ImportError):
                    import_module(name)
            work = job.work
            connection.send(Ready())
    except OSError:
        os._exit(0)


def _do(job: Job, work: Work, connection: Connection) -> None:
    waiting: list[Step] = []
    size, begun = 0, time.monotonic()
    try:
        for task in job.tasks:
            is_parted = False
            for step in steps(work, task, promptly=job.promptly):
                waiting.append(step)
                size += step.outcome.size
                # So that it is known of a file in parts whether it is the one a worker dies of.
                is_parted |= step.outcome.more and not step.lines
                is_late = time.monotonic() - begun >= _SEND_SECONDS
                if job.promptly or is_parted or is_late or size >= _SEND_BYTES:
                    connection.send(waiting)
                    waiting = []
                    size, begun = 0, time.monotonic()
    except NewsclipError as error:
        connection.send(waiting)
        connection.send(error)
        return
    if waiting:
        connection.send(waiting)


def _receive(connection: Connection, jobs: SimpleQueue[Setup | Job]) -> None:
    """Take jobs from the pipe until its end, which ends the process, as does all else.

    A worker that hears nothing more would never answer, and never end. The likeliest cause is a
    stage that cannot be loaded here: the other side then does the work itself, or names it.
    """
    code = 1
    try:
        while True:
            jobs.put(connection.recv())
    except (EOFError, OSError):
        code = 0
    finally:
        os._exit(code)


def _let_go_of_output() -> None:
    """Leave standard input and output to the process that started this one.

    Who reads that output waits for its end, which would be the end of every process that has it.
    """
    nowhere = os.open(os.devnull, os.O_RDWR)
    for handle in (0, 1):
        os.dup2(nowhere, handle)
    os.close(nowhere)
    sys.stdout = None
