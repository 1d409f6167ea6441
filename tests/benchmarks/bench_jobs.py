"""Files per second with ``-j 2`` beside one process and beside two plain ones, in turns.

    python tests/benchmarks/bench_jobs.py [FILES [ROUNDS [COMMAND...]]]

Two plain processes, each with one of two shards, show what the machine has to give at that moment:
where they are not 1.9 times as fast as one, ``-j 2`` cannot be judged. Exit code 1 when it can, and
``-j 2`` is below 1.8. CPU time (of all processes, against one) holds on a loaded machine too.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENTRY = [sys.executable, "-m", "newsclip"]
WANTED, GIVEN = 1.8, 1.9


def furnish(folder: Path, count: int) -> int:
    """Write ``count`` small files, a headline and some paragraphs each; their bytes in all."""
    samples = sorted((ROOT / "samples").glob("*.txt"))
    texts = [path.read_bytes().decode("utf-8", "replace").split("\n") for path in samples]
    size = 0
    for number in range(count):
        lines = texts[number % len(texts)]
        start = number // len(texts) % max(1, len(lines) - 12)
        text = "\n".join([f"{lines[0]} {number}", "", *lines[start : start + 12]])
        below = folder / f"{number // 1000:03}"
        below.mkdir(exist_ok=True)
        size += (below / f"{number:06}.txt").write_bytes(text.encode())
    return size


def measured(calls: list[list[str]]) -> tuple[float, float]:
    """Seconds on the clock and of CPU time that ``calls`` take together, side by side."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.monotonic()
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    processes = [
        subprocess.Popen([*ENTRY, *call], env=environ, stdout=subprocess.DEVNULL) for call in calls
    ]
    for process in processes:
        assert process.wait() == 0
    seconds = time.monotonic() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> int:
    """Print a line a way of running, and judge."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    command = sys.argv[3:] or ["clip", "--no-user-rules"]
    with tempfile.TemporaryDirectory() as name:
        size = furnish(Path(name), count)
        call = [*command, name]
        ways = {
            "one process": [call],
            "two processes, --shard": [[*call, "--shard", f"{n}/2"] for n in (1, 2)],
            "-j 2": [[*call, "-j", "2"]],
        }
        times: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
        for _ in range(rounds):
            for way, calls in ways.items():
                times[way].append(measured(calls))
    said = f"{count} files, {size / count:.0f} bytes each; {' '.join(command)}; {rounds} rounds\n"
    sys.stdout.write(said)
    clock = {way: statistics.median(seconds for seconds, _ in t) for way, t in times.items()}
    cpu = {way: statistics.median(seconds for _, seconds in t) for way, t in times.items()}
    for way in ways:
        gain, cost = clock["one process"] / clock[way], cpu[way] / cpu["one process"]
        speed = count / clock[way]
        told = f"{clock[way]:8.1f} s{speed:8.0f} files/s{gain:7.2f}x{cost:9.2f}x CPU\n"
        sys.stdout.write(f"{way:24}{told}")
    two, jobs = (clock["one process"] / clock[way] for way in list(ways)[1:])
    if two < GIVEN:
        sys.stdout.write(f"not judged: two plain processes reach {two:.2f}x, not {GIVEN}x\n")
        return 0
    return int(jobs < WANTED)


if __name__ == "__main__":
    sys.exit(main())
