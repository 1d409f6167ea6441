"""CPU time of the rules: to be ready, on new lines, and on lines that they know.

    python tests/benchmarks/bench_rules.py [FILE]

FILE is JSON Lines, plain or gzip, of objects with ``lines``; without it the proofs of the built-in
rules are the lines. Each line is timed once, file by file, one half of the files after the other,
and those of the last hundred files again. Ready is from the import on to the
answer for a first line, in a process of its own, the best of some runs, bytecode compiled; the
exit code is 1 when that takes longer than its bound.
"""

# ruff: noqa: T201 - a report for people
import gzip
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from newsclip.knowledge.rules import RuleSet, load_rules

RUNS = 7
READY = """
import time
from newsclip.knowledge.rules import load_rules
start = time.process_time()
load_rules(user=False).match(["x"])
print(time.process_time() - start)
"""
# Seconds. Without an index it takes three times as long.
READY_BOUND = 0.09


def pages(path: str | None, rules: RuleSet) -> Iterator[list[str]]:
    """The lines of each file, without those of the files before it."""
    seen: set[str] = set()
    for lines in _all_pages(path, rules):
        new = [line for line in dict.fromkeys(lines) if line not in seen]
        seen.update(new)
        if new:
            yield new


def _all_pages(path: str | None, rules: RuleSet) -> Iterator[list[str]]:
    if path is None:
        yield from ([*rule.removes, *rule.keeps] for rule in rules.rules)
        return
    with gzip.open(path) if path.endswith(".gz") else Path(path).open("rb") as file:
        yield from (json.loads(line)["lines"] for line in file)


def seconds(rules: RuleSet, files: list[list[str]]) -> float:
    """The CPU time that all files take."""
    start = time.process_time()
    for lines in files:
        rules.match(lines)
    return time.process_time() - start


def main() -> int:
    """Print the figures; 1 when the rules are ready too late."""
    command = [sys.executable, "-c", READY]
    ready = min(float(subprocess.check_output(command)) for _ in range(RUNS))
    print(f"ready: {1000 * ready:.0f} ms (bound {1000 * READY_BOUND:.0f})")
    rules = load_rules(user=False)
    files = list(pages(sys.argv[1] if len(sys.argv) > 1 else None, rules))
    halves = {"first lines, little compiled yet": files[::2], "new lines": files[1::2]}
    for name, part in {**halves, "known lines": files[-100:]}.items():
        count = sum(map(len, part))
        print(f"{name}: {count / seconds(rules, part):,.0f} a second, {count:,} lines")
    return 0 if ready <= READY_BOUND else 1


if __name__ == "__main__":
    sys.exit(main())
