"""Worker processes that cannot be had: the work is done all the same, and nobody waits for them."""

import subprocess
import sys
from collections.abc import Iterable, Iterator

import pytest

from newsclip.record import Record
from newsclip.running import pool
from newsclip.running.local import run
from newsclip.running.work import Slice, Work
from tests.calling import ROOT

# Seconds; three workers are tried, which takes about one.
PROMPTLY = 60


def given(count: int) -> Iterator[Slice]:
    """So many records, each an input of its own."""
    return (Slice("x", [b'{"text": "a"}'], number + 1) for number in range(count))


def same(record: Record) -> Iterable[Record]:
    return [record]


def test_a_stage_that_no_worker_can_load_is_run_here() -> None:
    # What is defined on the command line is in no module that another process could import.
    code = (
        "from tests.test_pool import given, run, Work\n"
        "def mine(record): return [record]\n"
        "print(sum(len(o.records) for o in run(given(80), Work(stages=(mine,)), workers=2)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=PROMPTLY,
    )
    assert (done.returncode, done.stdout) == (0, "80\n"), done.stderr


def refusing(error: BaseException, after: int) -> type[pool.Worker]:
    """Workers of which only the first ``after`` can be started."""
    left = [after]

    class Refusing(pool.Worker):
        def __init__(self, *given: object) -> None:
            if not left[0]:
                raise error
            left[0] -= 1
            super().__init__(*given)  # type: ignore[arg-type]

    return Refusing


@pytest.mark.timeout(PROMPTLY)
@pytest.mark.parametrize("after", [0, 1])
def test_without_processes_to_be_had_the_work_is_done_here(
    after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(20):
        none_left = OSError(11, "Resource temporarily unavailable")
        monkeypatch.setattr(pool, "Worker", refusing(none_left, after))
        outcomes = run(given(40), Work(stages=(same,)), workers=3)
        assert sum(len(outcome.records) for outcome in outcomes) == 40


@pytest.mark.timeout(PROMPTLY)
def test_what_else_keeps_workers_from_starting_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "Worker", refusing(RuntimeError("no guard"), 0))
    with pytest.raises(RuntimeError, match="no guard"):
        list(run(given(40), Work(stages=(same,)), workers=2))
