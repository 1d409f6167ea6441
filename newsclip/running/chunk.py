"""What one worker is given at once, what has come of it, and what its death costs."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Iterable, Iterator

import msgspec

from newsclip.running.message import Message
from newsclip.running.work import Outcome, Slice, Task
from newsclip.running.worker import Step


class Chunk:
    """Tasks that one worker does, what came of them so far, and what ended them for good.

    ``promptly``: they come from a stream whose reader waits for each record. ``is_careful``: a
    worker died of one of them, so that they are done one at a time. ``is_orphan``: there is no
    worker to do them.
    """

    def __init__(
        self,
        tasks: Iterable[Task] = (),
        outcomes: Iterable[Outcome] = (),
        *,
        promptly: bool = False,
        error: BaseException | None = None,
    ) -> None:
        self.tasks = deque(tasks)
        self.outcomes = deque(outcomes)
        self.error = error
        self.promptly = promptly
        self.is_careful = False
        self.is_orphan = False
        self._is_parted = False

    @property
    def size(self) -> int:
        """The bytes of its inputs."""
        return sum(map(size_of, self.tasks))

    def take(self, step: Step) -> None:
        """Add what came of the first task, or of a part of it."""
        self.outcomes.append(step.outcome)
        task = self.tasks[0]
        if isinstance(task, Slice):
            done, rest = task.first + step.lines, task.lines[step.lines :]
            if rest:
                self.tasks[0] = msgspec.structs.replace(task, lines=rest, first=done)
                return
        elif step.outcome.more:
            self._is_parted = True
            return
        self.tasks.popleft()
        self._is_parted = False

    def after_death(self, code: int | None) -> list[Outcome]:
        """What is lost by the death of the worker, with exit code ``code``: one task, or none.

        A worker dies of one of the tasks that have not come back. They are done again one at a
        time, and then the first one is to blame. So is a task of which a part has come.
        """
        if not (self.is_careful or self._is_parted):
            self.is_careful = True
            self.tasks = deque(one for task in self.tasks for one in _singles(task))
            return []
        lost = _lost(self.tasks.popleft(), code, is_parted=self._is_parted)
        self._is_parted = False
        self.outcomes.append(lost)
        return [lost]


def size_of(task: Task) -> int:
    """The bytes of an input, as far as they are known."""
    return sum(map(len, task.lines)) if isinstance(task, Slice) else task.size


def _singles(task: Task) -> Iterator[Task]:
    if not isinstance(task, Slice):
        yield task
        return
    for number, line in enumerate(task.lines, task.first):
        yield msgspec.structs.replace(task, lines=[line], first=number)


def _lost(task: Task, code: int | None, *, is_parted: bool) -> Outcome:
    is_slice = isinstance(task, Slice)
    message = Message(
        "error",
        "worker-died",
        task.shown,
        task.first if isinstance(task, Slice) else None,
        f"its worker process {_ending(code)}",
        "what came of it before is kept" if is_parted else "it is left out",
    )
    return Outcome(task.shown, [], [message], more=is_slice)


def _ending(code: int | None) -> str:
    if code is None or code >= 0:
        return "ended early" if code is None else f"ended with exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    is_for_memory = name == "SIGKILL"
    return f"was ended by {name}" + (", perhaps for want of memory" if is_for_memory else "")
