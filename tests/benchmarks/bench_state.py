"""Runs with a state file on many small files: first run, a run with nothing changed, memory.

    python tests/benchmarks/bench_state.py [FILES] [RUNS]

A run with nothing changed is given as a ratio to a bare scandir and stat of the same tree in a
Python process of its own; the runs of both alternate, so that other work on the machine hits them
alike. The first run leaves the stages out unless ``--stages`` is given: what is measured is the
state. Exit code 1 when a bound is passed.
"""

import compileall
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import newsclip

FILES = 100_000
FILES_A_FOLDER = 500
# At most so many times as long as a bare walk, and so much memory.
LONGEST = 2.5
MOST_MB = 300
BARE = """
import os, sys
pending = [sys.argv[1]]
while pending:
    with os.scandir(pending.pop()) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                pending.append(entry.path)
            else:
                entry.stat()
"""
CLIP = "from newsclip.__main__ import main; main()"
# The whole command, but its recipe has no stages.
LIGHT = "import newsclip.cli.clip as clip; clip.recipe = lambda *told: []; " + CLIP


def grow(root: Path, files: int) -> None:
    """A tree of small files."""
    for number in range(files):
        folder = root / f"site{number // FILES_A_FOLDER:04d}.example"
        if number % FILES_A_FOLDER == 0:
            folder.mkdir(parents=True)
        text = (
            f"Headline {number} of the harbour\n\nThe council met and talked about line {number}.\n"
        )
        (folder / f"page-{number:06d}.txt").write_text(text, encoding="utf-8")


def spent(arguments: list[str], environ: dict[str, str]) -> tuple[float, float, int]:
    """Seconds, CPU seconds and peak memory in MB of one Python process."""
    begun = time.monotonic()
    process = subprocess.Popen([sys.executable, "-c", *arguments], env=environ)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, arguments)
    return time.monotonic() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss >> 10


def main() -> int:
    """Print the figures; 1 when one is above its bound."""
    numbers = [int(told) for told in sys.argv[1:] if told.isdigit()]
    files, runs = [*numbers, *[FILES, 7][len(numbers) :]]
    package = Path(newsclip.__file__).parent
    compileall.compile_dir(package, quiet=1)
    environ = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    environ |= {"PYTHONPATH": str(package.parent), "NEWSCLIP_RULES": ""}
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        grow(root / "news", files)
        told = ["clip", str(root / "news"), "-q", "--state", str(root / "s.db")]
        told += ["-o", str(root / "out.jsonl")]
        first = CLIP if "--stages" in sys.argv else LIGHT
        seconds, cpu, most = spent([first, *told], environ)
        state = (root / "s.db").stat().st_size / (root / "out.jsonl").stat().st_size
        sys.stdout.write(
            f"first run over {files:,} files: {files / seconds:,.0f} files/s, "
            f"{cpu / files * 1e6:,.0f} us CPU a file, {most} MB, state {state:.2f} of the output\n"
        )
        bare: list[float] = []
        again: list[float] = []
        for _ in range(runs):
            bare.append(spent([BARE, str(root / "news")], environ)[1])
            _, cpu, peak = spent([CLIP, *told], environ)
            again.append(cpu)
            most = max(most, peak)
        (root / "out.jsonl").unlink()
        _, anew, peak = spent([CLIP, *told], environ)
    ratio = statistics.median(again) / statistics.median(bare)
    sys.stdout.write(
        f"nothing changed: {ratio:.2f}x a bare scandir and stat, median of {runs} "
        f"(at most {LONGEST:g}; {statistics.median(again):.2f} s CPU)\n"
        f"output assembled anew: {anew - statistics.median(again):.2f} s CPU, {peak} MB\n"
    )
    return int(ratio > LONGEST or max(most, peak) > MOST_MB)


if __name__ == "__main__":
    sys.exit(main())
