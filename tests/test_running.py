"""Many inputs: what comes of one as data, worker processes, and parts for many machines."""

import json
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from newsclip.errors import RecordError, RuleError, UsageError
from newsclip.reading import Entry, ReadOptions, walk
from newsclip.reading.shard import Shard, parse_shard
from newsclip.record import Record
from newsclip.running.local import processors, run
from newsclip.running.message import Message
from newsclip.running.work import Outcome, Work, cut, joined
from newsclip.schema import from_json
from tests.calling import ROOT, TEXT, Call, children_of, file_of


def shout(record: Record) -> Iterable[Record]:
    """A stage of a user's own."""
    title = record.text[:20].upper()
    return [record.replace(title=title).with_warning("loud", "it is loud", 1)]


def fragile(record: Record) -> Iterable[Record]:
    """Refuses some, breaks on some, and takes its process along with others."""
    if "refuse" in record.text:
        raise RecordError("refused")
    if "break" in record.text:
        raise ValueError("broken")
    if "murder" in record.text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "leave" in record.text:
        os._exit(7)
    return [record]


def strict(record: Record) -> Iterable[Record]:
    if "rules" in record.text:
        raise RuleError("malformed", path="mine.toml", line=3)
    return [record]


def slow_first(record: Record) -> Iterable[Record]:
    if "slow" in record.text:
        time.sleep(0.8)
    return [record]


class Asleep:
    """A stage that no process but the first one ever wakes up with."""

    def __call__(self, record: Record) -> Iterable[Record]:
        return [record]

    def __reduce__(self) -> tuple[Any, ...]:
        return _woken, ()


def _woken() -> Asleep:
    if multiprocessing.parent_process() is not None:
        time.sleep(60)
    return Asleep()


def entries_of(folder: Path) -> list[Entry]:
    return list(walk([str(folder)]))


def paths_of(outcomes: Iterable[Outcome]) -> list[str]:
    return [outcome.path for outcome in outcomes]


def test_work_gives_records_and_messages_as_data(tmp_path: Path) -> None:
    file_of(tmp_path, "a.txt")
    file_of(tmp_path, "b.jsonl", '{"text": "One."}\nno json\n{"text": "refuse"}\n')
    work = Work(stages=(shout, fragile))
    first, second = map(work, entries_of(tmp_path))
    assert [from_json(line).title for line in first.records] == [TEXT[:20].upper()]
    assert [message.code for message in first.messages] == ["loud"]
    assert (first.failed, first.warned) == (0, 1)
    assert [message.line for message in second.messages] == [1, 2, None]
    assert (second.failed, second.warned) == (2, 1)
    assert pickle.loads(pickle.dumps(second)) == second
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(second), type=Outcome) == second


def test_a_failure_of_our_own_is_a_message_with_its_trace_on_demand(tmp_path: Path) -> None:
    file_of(tmp_path, "a.txt", "break")
    (entry,) = entries_of(tmp_path)
    (message,) = Work(stages=(fragile,))(entry).messages
    assert (message.code, message.path) == ("internal-error", entry.shown)
    assert message.trace is None
    (message,) = Work(stages=(fragile,), with_traces=True)(entry).messages
    assert message.trace and 'raise ValueError("broken")' in message.trace


def test_parts_together_are_the_whole(tmp_path: Path) -> None:
    lines = [json.dumps({"text": "word " * 20_000}), "no json"] * 10
    file_of(tmp_path, "a.jsonl", "\n".join(lines))
    (entry,) = entries_of(tmp_path)
    work = Work(stages=(shout,))
    parts = list(work.parts(entry))
    assert len(parts) > 2
    assert list(joined(iter(parts))) == [work(entry)]
    assert parts[-1].failed < work(entry).failed == 10


def test_slices_cover_the_lines() -> None:
    lines = [b'{"text": "%d"}\n' % n for n in range(100)]
    slices = list(cut(lines, "x", size=200))
    assert [line for piece in slices for line in piece.lines] == lines
    assert [piece.first for piece in slices] == [
        1 + sum(len(before.lines) for before in slices[:n]) for n in range(len(slices))
    ]
    assert all(sum(map(len, piece.lines)) < 250 for piece in slices)


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_outcomes_come_in_order(workers: int, tmp_path: Path) -> None:
    file_of(tmp_path, "000.txt", "slow " + TEXT)
    for number in range(1, 40):
        file_of(tmp_path, f"{number:03}.txt", f"{number} {TEXT}")
    entries = entries_of(tmp_path)
    note = Message("error", "input-error", "gone.txt", None, "gone")
    given: list[Entry | Message] = [*entries[:7], note, *entries[7:]]
    made = list(joined(run(given, Work(stages=(slow_first, shout)), workers=workers)))
    assert paths_of(made) == [*(e.shown for e in entries[:7]), "", *(e.shown for e in entries[7:])]
    assert made[7].messages == [note]
    assert [from_json(one.records[0]).title for one in made if one.path][8] == (
        f"8 {TEXT}"[:20].upper()
    )


def test_a_file_of_records_is_spread_in_slices_with_its_line_numbers(tmp_path: Path) -> None:
    lines = [json.dumps({"text": f"{n} " + "word " * 300}) for n in range(900)]
    lines[500] = "no json"
    target = file_of(tmp_path, "many.jsonl", "\n".join(lines))
    assert Path(target).stat().st_size > 1 << 20
    (entry,) = entries_of(tmp_path)
    work = Work(stages=(shout,))
    outcomes = list(run([entry], work, workers=2))
    assert len(outcomes) > 10
    assert [outcome.more for outcome in outcomes] == [True] * (len(outcomes) - 1) + [False]
    (whole,) = joined(iter(outcomes))
    assert whole == work(entry)


@pytest.mark.parametrize(("word", "said"), [("murder", "SIGKILL"), ("leave", "exit code 7")])
def test_a_worker_that_dies_costs_one_file(word: str, said: str, tmp_path: Path) -> None:
    for number in range(60):
        file_of(tmp_path, f"{number:03}.txt", word if number in {0, 31} else f"{number} {TEXT}")
    outcomes = list(run(entries_of(tmp_path), Work(stages=(fragile,)), workers=2))
    assert paths_of(outcomes) == [entry.shown for entry in entries_of(tmp_path)]
    for number, outcome in enumerate(outcomes):
        if number in {0, 31}:
            assert outcome.records == []
            assert [message.code for message in outcome.messages] == ["worker-died"]
            assert said in outcome.messages[0].message
        else:
            assert (len(outcome.records), outcome.messages) == (1, [])


def test_a_worker_that_dies_costs_one_line_of_a_stream(tmp_path: Path) -> None:
    lines = [json.dumps({"text": f"{n} " + "word " * 300}) for n in range(900)]
    lines[300] = json.dumps({"text": "murder"})
    file_of(tmp_path, "many.jsonl", "\n".join(lines))
    (whole,) = joined(run(entries_of(tmp_path), Work(stages=(fragile,)), workers=2))
    assert len(whole.records) == 899
    assert [(m.code, m.line) for m in whole.messages] == [("worker-died", 301)]


def test_workers_that_never_begin_are_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsclip.running.pool._SECONDS_TO_BEGIN", 0.5)
    monkeypatch.setattr("newsclip.running.pool._SECONDS_TO_ANSWER", 0.2)
    for number in range(5):
        file_of(tmp_path, f"{number}.txt")
    begun = time.monotonic()
    outcomes = list(run(entries_of(tmp_path), Work(stages=(Asleep(),)), workers=2))
    assert time.monotonic() - begun < 50, "they were waited for until they woke up"
    assert [len(outcome.records) for outcome in outcomes] == [1] * 5
    assert not multiprocessing.active_children()


@pytest.mark.parametrize("workers", [1, 2])
def test_what_no_input_is_to_blame_for_is_raised_in_its_place(workers: int, tmp_path: Path) -> None:
    for number in range(30):
        file_of(tmp_path, f"{number:03}.txt", "rules" if number == 20 else TEXT)
    outcomes = run(entries_of(tmp_path), Work(stages=(strict,)), workers=workers)
    assert len([next(outcomes) for _ in range(20)]) == 20
    with pytest.raises(RuleError) as caught:
        next(outcomes)
    assert str(caught.value) == "mine.toml:3: malformed"
    unknown = Work(ReadOptions(encoding="klingon"))
    with pytest.raises(UsageError, match="klingon"):
        list(run(entries_of(tmp_path), unknown, workers=workers))


def test_an_iterator_that_is_left_ends_its_workers(tmp_path: Path) -> None:
    for number in range(40):
        file_of(tmp_path, f"{number:03}.txt")
    outcomes = run(entries_of(tmp_path), Work(stages=(shout,)), workers=2)
    next(outcomes)
    outcomes.close()
    assert children_of(os.getpid()) == []


def test_shards_are_disjoint_and_complete_and_stay(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    for number in range(60):
        file_of(tmp_path, f"{number}.txt")
        file_of(tmp_path / "below", f"{number}.html")

    def part(index: int, count: int = 4) -> set[str]:
        return paths(ReadOptions(shard=Shard(index, count)))

    def paths(options: ReadOptions) -> set[str]:
        return {entry.path for entry in walk([str(tmp_path)], options)}

    parts = [part(index) for index in range(1, 5)]
    assert sum(map(len, parts)) == 120
    assert set().union(*parts) == paths(ReadOptions())
    assert all(15 <= len(one) <= 45 for one in parts)
    file_of(tmp_path, "new.txt")
    assert all(old <= part(index) for index, old in enumerate(parts, 1))


def test_a_shard_goes_by_the_path_below_the_folder(tmp_path: Path) -> None:
    for name in ("here", "elsewhere"):
        (tmp_path / name / "a").mkdir(parents=True)
        for number in range(20):
            file_of(tmp_path / name / "a", f"{number}.txt")
    options = ReadOptions(shard=Shard(2, 3))
    below = [
        [os.path.relpath(entry.path, root) for entry in walk([root], options)]
        for root in (str(tmp_path / "here"), f"{tmp_path}/elsewhere/")
    ]
    assert below[0] == below[1] != []


@pytest.mark.parametrize("written", ["0/4", "5/4", "1", "1/0", "-1/4", "1/4/2", "", "a/b"])
def test_no_shard(written: str) -> None:
    with pytest.raises(UsageError, match="shard"):
        parse_shard(written)


def test_standard_input_is_not_shared_out(call: Call) -> None:
    run = call("read", "--shard", "1/2", "-", stdin=b"x")
    assert (run.code, run.out) == (2, "")
    assert "--shard and standard input" in run.err


@pytest.mark.parametrize("written", ["0", "-1", "many", "1.5", "²"])
def test_no_number_of_jobs(written: str, call: Call) -> None:
    assert call("read", "x", f"-j{written}").code == 2


def test_auto_takes_the_processors_that_there_are() -> None:
    assert 1 <= processors() <= (os.cpu_count() or 1)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peaks are read from /proc")
def test_memory_stays_flat_behind_a_slow_first_file(tmp_path: Path) -> None:
    code = (
        "import faulthandler, sys\n"
        "faulthandler.dump_traceback_later(120, exit=True)\n"
        "from newsclip.running.local import run\n"
        "from newsclip.running.work import Slice, Work\n"
        "from tests.test_running import slow_first\n"
        "line = b'{\"text\": \"' + b'word ' * 4000 + b'\"}'\n"
        'slow = b\'{"text": "slow"}\'\n'
        "given = (Slice('x', [slow if n == 0 else line], n + 1) for n in range(8000))\n"
        "count = sum(len(o.records) for o in run(given, Work(stages=(slow_first,)), workers=2))\n"
        "assert count == 8000, count\n"
        "[peak] = [line for line in open('/proc/self/status') if line.startswith('VmHWM')]\n"
        "sys.stdout.write(peak.split()[1])\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    # 8,000 records of 20 kB are 160 MB; 32 MB may wait.
    assert int(run.stdout) >> 10 < 120
