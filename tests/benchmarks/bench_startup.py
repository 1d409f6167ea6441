"""CPU time of start-up as a ratio to ``python -c pass``; bytecode is compiled first.

    python tests/benchmarks/bench_startup.py [RUNS]

The ratios hold on any machine; the runs of all calls alternate, so that other work on the machine
hits them alike. Exit code 1 when a bound is passed.
"""

import compileall
import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path

import newsclip

BARE = ["-c", "pass"]
ENTRY = ["-c", "from newsclip.__main__ import main; main()"]
LINE = "頭髮發展\n".encode()
# A light command: typer, msgspec and opencc alone are 7.3.
CALLS = {
    "--version": ([*ENTRY, "--version"], 2.0),
    "convert --to zh-Hans -f text -": (
        [*ENTRY, "convert", "--to", "zh-Hans", "-f", "text", "-"],
        8.0,
    ),
    "read -f text -": ([*ENTRY, "read", "-f", "text", "-"], None),
    "--help": ([*ENTRY, "--help"], None),
    "clip --help": ([*ENTRY, "clip", "--help"], None),
    "detect -f csv -": ([*ENTRY, "detect", "-f", "csv", "-"], None),
    "clip -": ([*ENTRY, "clip", "-"], None),
}


def cpu_seconds(arguments: list[str], environ: dict[str, str]) -> float:
    """User and system time of one Python process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *arguments],
        input=LINE,
        stdout=subprocess.DEVNULL,
        env=environ,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> int:
    """Print a table of the ratios; 1 when one is above its bound."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    package = Path(newsclip.__file__).parent
    compileall.compile_dir(package, quiet=1)
    environ = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    environ["PYTHONPATH"] = str(package.parent)
    spent: dict[str, list[float]] = {name: [] for name in ("pass", *CALLS)}
    for _ in range(runs):
        spent["pass"].append(cpu_seconds(BARE, environ))
        for name, (arguments, _) in CALLS.items():
            spent[name].append(cpu_seconds(arguments, environ))
    bare = statistics.median(spent["pass"])
    sys.stdout.write(f"python -c pass: {bare * 1000:.1f} ms CPU, median of {runs}\n")
    is_slow = False
    for name, (_, bound) in CALLS.items():
        ratio = statistics.median(spent[name]) / bare
        said = "" if bound is None else f"  (at most {bound:g})"
        sys.stdout.write(f"{ratio:6.2f}x  {name}{said}\n")
        is_slow |= bound is not None and ratio > bound
    return int(is_slow)


if __name__ == "__main__":
    sys.exit(main())
