"""Commands with worker processes: the same bytes, signals, streams."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.calling import ENTRY, PLAIN, ROOT, children_of, file_of, shell


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Samples, broken inputs and a stream of records, more than one process does at once."""
    folder = tmp_path_factory.mktemp("mixed")
    for copy in range(2):
        for name in ("article.html", "big5.txt", "foreign.jsonl", "japan.txt", "login-wall.txt"):
            (folder / f"{copy}-{name}").write_bytes((ROOT / "samples" / name).read_bytes())
    file_of(folder, "0-broken.jsonl", '{"text": "One."}\n{\n{"no": "text"}\n')
    (folder / "1-binary.txt").write_bytes(b"\0\1\2" * 1000)
    (folder / "1-link.txt").symlink_to(folder / "gone")
    records = shell(f"newsclip read {ROOT}/samples/japan.txt").out
    file_of(folder, "2-stream.jsonl", records * 40)
    return folder


@pytest.mark.parametrize(
    "command",
    [
        "clip {0} {0}/gone.txt -v",
        "read {0} -vv -f text",
        "detect {0} --strict -f csv",
        "clip {0} --learned --slim --glob '0*'",
        "split {0} --encoding utf-8 --json-logs --glob '*.txt'",
        "repair < {0}/2-stream.jsonl",
    ],
)
def test_the_same_bytes_at_any_number_of_jobs(command: str, mixed: Path) -> None:
    told = f"newsclip {command.format(mixed)} --no-user-rules"
    told = told if "clip {0}" in command or "split" in command else told[: -len("--no-user-rules")]
    alone, together = shell(told), shell(told.replace("newsclip ", "newsclip ", 1) + " -j 2")
    assert together.code == alone.code
    assert together.err == alone.err
    assert together.out == alone.out
    assert alone.out


def test_jobs_write_files_and_folders(mixed: Path, tmp_path: Path) -> None:
    for jobs in (1, 2):
        run = shell(f"newsclip clip {mixed} --glob '*.txt' -q -j {jobs} -o {tmp_path}/{jobs}/")
        assert run.code == 1
    names = sorted(path.name for path in (tmp_path / "1").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "2").iterdir())
    assert all(
        (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()
        for name in names
    )


@pytest.fixture
def working(mixed: Path, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A call whose workers are at work."""
    with (tmp_path / "out").open("wb") as output:
        process = subprocess.Popen(
            [*ENTRY, "clip", *[str(mixed)] * 40, "-j", "2", "-q"],
            cwd=ROOT, env=PLAIN, stdout=output, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
    try:
        while len(children_of(process.pid)) < 2:
            assert process.poll() is None
            time.sleep(0.05)
        yield process
    finally:
        process.kill()
        assert process.stderr
        process.stderr.close()
        process.wait()


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGKILL, -9)],
)
def test_signals_end_the_workers_too(
    number: int, code: int, working: subprocess.Popen[bytes]
) -> None:
    os.killpg(working.pid, number) if number == signal.SIGINT else working.send_signal(number)
    assert working.wait(10) == code
    assert working.stderr
    said = working.stderr.read()
    # What was already done may have been told of; of a process that is killed nobody ends the
    # workers that are just starting, and those complain.
    told = all(line.startswith(b"newsclip: ") for line in said.splitlines())
    assert told or number == signal.SIGKILL
    deadline = time.monotonic() + 10
    while sessions(working.pid):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def sessions(pid: int) -> list[str]:
    """The states of the living processes of a session."""
    found = subprocess.run(
        ["ps", "-o", "stat=", "-s", str(pid)], capture_output=True, text=True, check=False
    )
    return [state for state in found.stdout.split() if not state.startswith("Z")]


def test_a_stream_with_workers_gives_each_record_as_soon_as_it_is_done() -> None:
    with subprocess.Popen(
        [*ENTRY, "detect", "--from", "jsonl", "-j", "2", "-"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdin and process.stdout
        deadline = time.monotonic() + 4
        asked = 0
        while time.monotonic() < deadline or not children_of(process.pid):
            assert time.monotonic() < deadline + 60, "no worker came"
            process.stdin.write(b'{"text": "The council met on Monday to talk of the bus."}\n')
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["language"] == "en"
            asked += 1
        process.stdin.close()
        assert process.stdout.read() == b""
        assert process.wait(10) == 0
