"""Pipes, signals and full disks; the commands joined by pipes against ``clip``."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.calling import ENTRY, PLAIN, ROOT, TEXT, Call, file_of, one_line, shell

SAMPLES = sorted(path.name for path in (ROOT / "samples").iterdir() if path.suffix)


def test_a_reader_that_leaves_is_no_error(tmp_path: Path) -> None:
    for number in range(300):
        file_of(tmp_path, f"{number}.txt", TEXT * 50)
    command = f"set -o pipefail; newsclip read '{tmp_path}' | head -n 1 | wc -l"
    run = shell(command)
    assert (run.code, run.out.strip(), run.err) == (0, "1", "")


@pytest.mark.parametrize("command", ["read README.md", "schema", "--help", "rules list"])
def test_a_full_disk_is_one_line_and_exit_74(command: str) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    run = shell(f"newsclip {command} > /dev/full")
    assert run.code == 74
    assert one_line(run.err), run.err


def test_a_closed_standard_output_is_exit_74() -> None:
    run = shell("newsclip read README.md >&-")
    assert run.code == 74
    assert one_line(run.err), run.err


def test_a_signal_while_a_pipe_is_full_loses_nothing(tmp_path: Path) -> None:
    target = tmp_path / "many.jsonl"
    target.write_text(f'{{"text": "{"word " * 50_000}"}}\n' * 4, encoding="utf-8")
    whole = shell(f"newsclip read {target}").out
    late = shell(f"PYTHONUNBUFFERED=1 newsclip read {target} | (sleep 1.5; cat)")
    assert late.out == whole
    assert late.err == ""


@pytest.fixture
def streaming(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A command in the middle of a stream: one record is in and out, the next is awaited."""
    process = subprocess.Popen(
        [*ENTRY, "strip", "--no-user-rules", "--from", "jsonl", "-"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin and process.stdout and process.stderr
    process.stdin.write(b'{"text": "One line of news."}\n')
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["text"] == "One line of news."
    yield process
    process.kill()
    for stream in (process.stdin, process.stdout, process.stderr):
        stream.close()
    process.wait()


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_signals_end_it_without_a_word(
    number: int, code: int, streaming: subprocess.Popen[bytes]
) -> None:
    streaming.send_signal(number)
    assert streaming.wait(10) == code
    assert streaming.stderr and streaming.stderr.read() == b""
    assert streaming.stdout and streaming.stdout.read() == b""


def test_a_signal_leaves_no_half_output(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    with subprocess.Popen(
        [*ENTRY, "read", "--from", "jsonl", "-", "-o", str(target)], cwd=ROOT, stdin=subprocess.PIPE
    ) as process:
        assert process.stdin
        process.stdin.write(b'{"text": "One."}\n')
        process.stdin.flush()
        while not any(tmp_path.iterdir()):
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 143
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("module", ["newsclip.cli.app", "typer", "newsclip.schema"])
def test_ctrl_c_while_modules_load_is_quiet(module: str) -> None:
    code = (
        "import builtins, os, signal, sys\n"
        "load = builtins.__import__\n"
        "def slow(name, *rest, **more):\n"
        f"    if name == {module!r}: os.kill(os.getpid(), signal.SIGINT)\n"
        "    return load(name, *rest, **more)\n"
        "from newsclip.__main__ import main\n"
        "builtins.__import__ = slow\n"
        "sys.argv[1:] = ['read', 'README.md']\n"
        "main()"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (130, b"", b"")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_that_comes_in_a_destructor_is_not_lost(number: int) -> None:
    code = (
        "import os, sys, time\n"
        "import newsclip.cli.app as app\n"
        "from newsclip.__main__ import main\n"
        "class Dying:\n"
        "    def __del__(self):\n"
        f"        os.kill(os.getpid(), {number})\n"
        "        time.sleep(.1)\n"
        "def wait(arguments):\n"
        "    Dying()\n"
        "    sys.stdin.read()\n"
        "app.run = wait\n"
        "sys.argv[1:] = ['read', '-']\n"
        "main()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.wait(10) == 128 + number
        assert process.stderr and process.stderr.read() == b""


def test_an_ignored_signal_stays_ignored() -> None:
    run = shell(
        "trap '' INT; (echo '{\"text\": \"One.\"}'; kill -INT $BASHPID; sleep 1) | "
        "newsclip read --from jsonl - & sleep .6; kill -INT %1 2>/dev/null; wait %1"
    )
    assert run.code == 0
    assert len(run.records) == 1


def test_clip_equals_the_pipe() -> None:
    clip = shell("newsclip clip samples")
    pipe = shell(
        "newsclip read samples | newsclip repair | newsclip strip | newsclip split "
        "| newsclip detect"
    )
    assert (clip.code, clip.err) == (0, "")
    assert pipe.out == clip.out


def test_clip_to_equals_the_pipe_with_convert() -> None:
    clip = shell("newsclip clip samples --to zh-Hans --phrases --skip wrap -f text")
    pipe = shell(
        "newsclip read samples | newsclip repair --skip wrap | newsclip strip | newsclip split "
        "| newsclip detect | newsclip convert --to zh-Hans --phrases -f text"
    )
    assert (clip.code, clip.err) == (0, "")
    assert pipe.out == clip.out


def test_every_sample_can_be_clipped_and_reviewed(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    paths = [f"samples/{name}" for name in SAMPLES]
    clipped = call("clip", *paths)
    assert (clipped.code, clipped.err) == (0, "")
    assert {record["source"]["path"] for record in clipped.records} == set(paths)  # type: ignore[index]
    reviewed = call("review", *paths)
    assert (reviewed.code, reviewed.err) == (0, "")
    assert set(paths) <= set(reviewed.out.split("\n"))


def test_a_narrow_pipe_and_a_slow_reader_lose_nothing(tmp_path: Path) -> None:
    """A timer of ours interrupts writes; a pipe of one page takes them in parts."""
    fcntl = pytest.importorskip("fcntl")
    if not hasattr(fcntl, "F_SETPIPE_SZ"):
        pytest.skip("pipes have one size on this system")
    text = "".join(f"Line {n} of many, and each is to arrive.\n" for n in range(3000))
    path = file_of(tmp_path, "long.txt", text)
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    command = [*ENTRY, "read", path, "-f", "text"]
    with subprocess.Popen(command, stdout=writer, cwd=ROOT, env=PLAIN):
        os.close(writer)
        arrived = b""
        while part := os.read(reader, 3000):
            arrived += part
            time.sleep(0.04)
    os.close(reader)
    assert arrived.decode() == text
