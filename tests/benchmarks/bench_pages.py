"""How fast HTML pages become articles: ``python tests/benchmarks/bench_pages.py FOLDER``.

FOLDER holds pages. Every second one warms up what is made once; the others are then read twice,
new and known, and milliseconds of CPU time a page are printed by stage. Where trafilatura is
installed it extracts the same pages in between, with and without metadata.
"""

# ruff: noqa: T201 - a report for people
from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from newsclip.knowledge.rules import load_rules
from newsclip.pipeline import Stage, run
from newsclip.reading import read
from newsclip.schema import to_json
from newsclip.stages.detect import detect
from newsclip.stages.repair import repair
from newsclip.stages.split import split
from newsclip.stages.strip import strip

Costs = dict[str, float]
PEER: Final = "trafilatura"


def stages_of_clip() -> dict[str, Stage]:
    """The stages by name, with the rules that are shipped."""
    rules = load_rules(user=False)
    return {
        "repair": repair(),
        "strip": strip(rules=rules),
        "split": split(rules=rules),
        "detect": detect(),
    }


def clipped(pages: Sequence[Path], stages: dict[str, Stage]) -> Costs:
    """Milliseconds a page of each step."""
    spent = dict.fromkeys(["read", *stages, "write"], 0.0)
    clock = time.process_time
    for page in pages:
        start = clock()
        records = list(read([str(page)]))
        spent["read"] += clock() - start
        for name, stage in stages.items():
            start = clock()
            records = list(run(records, [stage]))
            spent[name] += clock() - start
        start = clock()
        for record in records:
            to_json(record)
        spent["write"] += clock() - start
    return {name: 1000 * seconds / len(pages) for name, seconds in spent.items()}


def extracted(pages: Sequence[Path], **options: object) -> float:
    """Milliseconds a page that the peer takes."""
    extract = import_module(PEER).extract
    start = time.process_time()
    for page in pages:
        extract(page.read_bytes(), include_comments=False, **options)
    return 1000 * (time.process_time() - start) / len(pages)


def main() -> None:
    """Time the pages of a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    pages = sorted(parser.parse_args().folder.rglob("*.htm*"))
    warming, timed = pages[1::2], pages[::2]
    stages = stages_of_clip()
    clipped(warming, stages)
    peer: Costs = {}
    if find_spec(PEER):
        extracted(warming)
        peer["text"] = extracted(timed)
        peer["text and metadata"] = extracted(timed, output_format="json", with_metadata=True)
    for name in ("new", "known"):
        costs = clipped(timed, stages)
        parts = ", ".join(f"{step} {cost:.2f}" for step, cost in costs.items())
        print(f"{name:6} {sum(costs.values()):6.2f} ms a page: {parts}")
        for what, cost in peer.items():
            print(f"       {PEER}, {what}: {cost:.2f}, {cost / sum(costs.values()):.2f} times that")


if __name__ == "__main__":
    main()
