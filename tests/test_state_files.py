"""The state file itself and the outputs: hostile files, locks, kills, full disks, folders."""

import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from newsclip.errors import LockedError, NewsclipError, OutputError, StateError, UsageError
from newsclip.running.state.history import history_of
from newsclip.running.state.lock import is_locked, locked
from newsclip.running.state.store import VERSION, Store
from tests.calling import PLAIN, ROOT
from tests.nights import Nights

SLOW = """
import sys, time
from pathlib import Path
from tests.nights import Nights, article
import tests.nights

def slow(record):
    time.sleep(0.004)
    yield from article(record)

nights = Nights.__new__(Nights)
nights.root = Path(sys.argv[1])
nights.source = nights.root / "news"
nights.state = str(nights.root / "state.db")
nights.out = nights.root / "out.jsonl"
try:
    nights.run(stages=(slow,))
except tests.nights.NewsclipError as error:
    sys.exit(error.exit_code)
"""


@pytest.fixture
def nights(tmp_path: Path) -> Nights:
    made = Nights(tmp_path)
    for number in range(3):
        made.write(f"{number}.txt", f"Story {number}\n")
    return made


def spoil(path: Path, kind: str) -> None:
    """Make a state file into something else."""
    if kind == "text":
        path.write_text("Dear diary, this is no database. " * 90)
    elif kind == "other":
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE clips (id)")
        other.close()
    elif kind == "later":
        with sqlite3.connect(path) as ours:
            ours.execute(f"PRAGMA user_version = {VERSION + 1}")
        ours.close()
    elif kind == "truncated":
        os.truncate(path, path.stat().st_size // 8192 * 4096)
    elif kind == "overwritten":
        with path.open("r+b") as stream:
            stream.seek(4096)
            stream.write(b"\xa5" * (path.stat().st_size - 4096))
    elif kind == "folder":
        path.unlink()
        path.mkdir()


@pytest.mark.parametrize(
    ("kind", "error", "said"),
    [
        ("text", UsageError, "not a state file of newsclip"),
        ("other", UsageError, "not a state file of newsclip"),
        ("later", UsageError, "the state is from a later version of newsclip"),
        ("truncated", StateError, "the state is damaged"),
        ("overwritten", StateError, "the state is damaged"),
        ("folder", UsageError, "the state is a folder"),
    ],
)
def test_a_file_that_is_no_good_state_is_refused_and_left_alone(
    nights: Nights, kind: str, error: type[NewsclipError], said: str
) -> None:
    state = Path(nights.state)
    if kind in {"text", "other"}:
        spoil(state, kind)
    else:
        nights.run()
        spoil(state, kind)
    out = nights.out.read_bytes() if nights.out.exists() else None
    content = state.read_bytes() if state.is_file() else None
    nights.write("new.txt", "New\n")
    for _ in range(2):
        with pytest.raises(error, match=said) as raised:
            nights.run(rules="other")
        assert raised.value.path == nights.state
        assert raised.value.hint
    if kind in {"text", "other", "later"}:
        assert state.read_bytes() == content
    if out is not None:
        assert nights.out.read_bytes() == out
    with pytest.raises(error):
        history_of(nights.state, most=1)


def test_results_that_rot_are_told(nights: Nights) -> None:
    nights.run()
    with sqlite3.connect(nights.state) as store:
        store.execute("UPDATE result SET lines = zeroblob(length(lines))")
    store.close()
    nights.out.unlink()
    with pytest.raises(StateError, match="damaged"):
        nights.run()


def test_an_empty_file_is_a_new_state(nights: Nights) -> None:
    Path(nights.state).touch()
    assert nights.run().report.new == 3


def test_a_place_that_cannot_be_written(nights: Nights) -> None:
    for place in ("/proc/state.db", str(nights.root / "missing" / "state.db")):
        nights.state = place
        with pytest.raises(StateError, match="the state cannot be locked") as raised:
            nights.run()
        assert raised.value.exit_code == 74


def test_the_past_can_be_read_where_nothing_can_be_written(nights: Nights) -> None:
    nights.run()
    with Store(nights.state, read_only=True) as store:
        assert store.one("SELECT count(*) FROM input") == (3,)
        with pytest.raises(StateError, match="read-only"):
            store.change("DELETE FROM input")


def test_one_run_at_a_time(nights: Nights) -> None:
    assert not is_locked(nights.state)
    with locked(nights.state):
        assert is_locked(nights.state)
        with pytest.raises(LockedError, match="another run") as raised:
            nights.run()
        assert raised.value.exit_code == 75
    assert nights.run().report.new == 3


def test_a_lock_is_waited_for(nights: Nights) -> None:
    taken, done = threading.Event(), threading.Event()

    def hold() -> None:
        with locked(nights.state):
            taken.set()
            done.wait(0.6)

    holder = threading.Thread(target=hold)
    holder.start()
    taken.wait()
    assert nights.run(lock_wait=20).report.new == 3
    holder.join()


def test_another_program_that_writes_is_told(
    nights: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    nights.run()
    monkeypatch.setattr("newsclip.running.state.store._PATIENCE", 0.1)
    other = sqlite3.connect(nights.state, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LockedError, match="another program"):
        nights.run()
    other.rollback()
    other.close()
    assert nights.run().report.skipped == 3


def started(nights: Nights, **more: object) -> "subprocess.Popen[bytes]":
    """A run in a process of its own, four milliseconds a file."""
    run: subprocess.Popen[bytes] = subprocess.Popen(
        [sys.executable, "-c", SLOW, str(nights.root)],
        cwd=ROOT,
        env={**PLAIN, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
        **more,  # type: ignore[call-overload]
    )
    return run


def test_killed_at_any_moment_the_next_run_gives_the_whole_output(nights: Nights) -> None:
    for number in range(100):
        nights.write(f"{number % 7}/{number}.txt", f"Story {number} " * 50)
    expected = nights.lines()
    begun = time.monotonic()
    assert started(nights).wait() == 0
    length = time.monotonic() - begun
    assert nights.output == expected
    for _ in range(3):
        for path in nights.root.glob("state.db*"):
            path.unlink()
        nights.out.unlink(missing_ok=True)
        run = started(nights)
        time.sleep(random.random() * length)
        run.send_signal(signal.SIGKILL)
        run.wait()
        nights.run()
        assert nights.output == expected
        assert not list(nights.root.glob(".*.part"))
        assert nights.run().done == []


def test_two_runs_at_once(nights: Nights) -> None:
    for number in range(100):
        nights.write(f"{number}.txt", f"Story {number}\n")
    codes = sorted(run.wait() for run in [started(nights), started(nights)])
    assert codes == [0, 75]
    assert nights.output == nights.lines()


def test_a_disk_that_is_full(nights: Nights) -> None:
    for number in range(60):
        nights.write(f"{number}.txt", os.urandom(3000).hex())

    def little() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    assert started(nights, preexec_fn=little).wait() == 74
    assert not nights.out.exists()
    assert not list(nights.root.glob(".*.part"))
    nights.run()
    assert nights.output == nights.lines()


def test_a_run_that_was_killed_is_seen(nights: Nights) -> None:
    for number in range(300):
        nights.write(f"{number}.txt", f"Story {number}\n")
    run = started(nights)
    while not is_locked(nights.state):
        time.sleep(0.02)
    time.sleep(0.5)
    assert history_of(nights.state, most=1).runs[0].ending == "running"
    run.kill()
    run.wait()
    assert history_of(nights.state, most=1).runs[0].ending == "interrupted"
    nights.run()
    assert [one.ending for one in history_of(nights.state, most=5).runs] == ["done", "interrupted"]


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def test_a_folder_holds_a_file_a_record_and_nothing_that_is_gone(nights: Nights) -> None:
    folder = nights.root / "clips"
    nights.run(output=f"{folder}/", form="text")
    assert sorted(texts(folder).values()) == ["Story 0\n", "Story 1\n", "Story 2\n"]
    before = {path: path.stat() for path in folder.iterdir()}
    (folder / "mine.txt").write_text("not of newsclip", encoding="utf-8")
    nights.write("1.txt", "Another\n")
    (nights.source / "2.txt").unlink()
    nights.run(output=f"{folder}/", form="text")
    assert sorted(texts(folder).values()) == ["Another\n", "Story 0\n", "not of newsclip"]
    assert sum(path.exists() and path.stat() == known for path, known in before.items()) == 1


def test_a_file_that_somebody_changed_is_not_removed(nights: Nights) -> None:
    folder = nights.root / "clips"
    nights.run(output=f"{folder}/", form="text")
    (edited,) = (path for path in folder.iterdir() if "Story 1" in path.read_text())
    edited.write_text("Story 1, edited by hand\n", encoding="utf-8")
    (nights.source / "1.txt").unlink()
    told = nights.run(output=f"{folder}/", form="text")
    assert told.messages == [
        f"{edited.name}: no longer in the output, but changed since: left alone"
    ]
    assert edited.exists()
    assert len(texts(folder)) == 3


def test_a_folder_is_mended(nights: Nights) -> None:
    folder = nights.root / "clips"
    nights.run(output=f"{folder}/", form="text")
    good = texts(folder)
    first, second, _ = sorted(folder.iterdir())
    first.unlink()
    second.write_text("spoilt", encoding="utf-8")
    nights.run(output=f"{folder}/", form="text")
    assert texts(folder) == good
    shutil.rmtree(folder)
    nights.run(output=f"{folder}/", form="text")
    assert texts(folder) == good


def test_formats_are_those_of_a_run_without_a_state(nights: Nights) -> None:
    nights.run(form="text")
    assert nights.out.read_text() == "Story 0\n\f\nStory 1\n\f\nStory 2\n"
    nights.run(form="csv", output=str(nights.root / "out.csv"))
    assert (nights.root / "out.csv").read_text().count("\n") == 4


def test_an_output_that_cannot_be_written_loses_nothing(nights: Nights) -> None:
    with pytest.raises(OutputError):
        nights.run(output=str(nights.root / "no" / "out.jsonl"))
    assert nights.run().done == []
    assert nights.output == nights.lines()


def test_an_output_on_a_device(nights: Nights) -> None:
    nights.run(output="/dev/null")
    with pytest.raises(OutputError):
        nights.run(output="/dev/full")
