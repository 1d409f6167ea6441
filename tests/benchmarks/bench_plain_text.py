"""How well plain-text dumps of sites that were not trained on are stripped and split.

``python tests/benchmarks/bench_plain_text.py scores EVAL CORPORA FOLDS`` runs the scorers of the
folder EVAL on ``lines-dev`` and ``zhhant-lines-dev`` of CORPORA, fold by fold, with the weights in
FOLDS/1 to FOLDS/5, each trained without its fold. ``... ablation CORPORA [--fold I/N]`` trains the
line model's first look without one group of columns after the other and prints what the group is
worth on the fold (needs CatBoost). ``... speed FOLDER`` clips the files of a folder, one process, and prints
megabytes a second by stage.
"""

# ruff: noqa: T201 - a report for people
from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from newsclip.knowledge.judge import KEEP_THRESHOLD, name_items, read_items
from newsclip.knowledge.rules import RuleSet, load_rules
from newsclip.pipeline import run
from newsclip.reading import read
from newsclip.record import lines_of
from newsclip.schema import to_json
from newsclip.stages.detect import detect
from newsclip.stages.repair import repair
from newsclip.stages.split import split
from newsclip.stages.strip import strip

FOLDS: Final = 5
# Groups of columns of the line model, by the beginnings of their names.
GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "the line's length and stops": ("weight", "stops", "density", "closed", "prose", "words"),
    "the line's other signs": (
        "wide", "bulleted", "digits", "capitals", "shouting", "address", "parts", "clock", "quote",
        "sign", "asks", "colon", "cries", "trails", "lower", "figure-first", "opens", "closes",
        "headline",
    ),
    "lines beside it": ("@",),
    "windows above and below": ("-above-", "-below-", "-poor-"),
    "distance to rule lines": tuple(
        f"{sign}-" for sign in ("head", "share", "related", "next", "comments", "foot", "end",
                                "picture", "account", "menu", "ad")
    ),
    "distance to paragraphs": ("prose-near", "prose-far", "prose-above", "prose-below"),
    "place in the file": ("place", "from-start", "from-end", "mass-above"),
    "the whole file": ("lines", "file-"),
    "vocabulary": ("covered", "main-cover", "cluster-cover"),
    "main text": ("main-",),
    "clusters of text": ("cluster",),
    "copies": ("copies", "prefix-copies", "suffix-copies"),
    "periods and runs": ("period", "run"),
}  # fmt: skip


def is_in(name: str, parts: tuple[str, ...]) -> bool:
    """Whether a column belongs to a group."""
    inner = ("@", "-above-", "-below-", "-poor-")
    if any(part in name for part in inner):
        return any(part in inner and part in name for part in parts)
    return name.startswith(parts)


def scores(evaluation: Path, corpora: Path, folds: Path) -> None:
    """Print what the scorers print, fold by fold."""
    command = f"{sys.executable} -m newsclip clip {{files}}"
    for corpus in ("lines-dev", "zhhant-lines-dev"):
        for task in ("strip", "split"):
            for fold in range(1, FOLDS + 1):
                print(f"== {corpus}, {task}, fold {fold}", flush=True)
                subprocess.run(
                    [sys.executable, "harness.py", task, "--data",
                     str((corpora / f"{corpus}.jsonl.gz").resolve()), "--fold", f"{fold}/{FOLDS}",
                     "--command", command],
                    cwd=evaluation / "lines",
                    env={**os.environ, "NEWSCLIP_WEIGHTS": str((folds / str(fold)).resolve()),
                         "PYTHONPATH": str(Path.cwd())},
                    check=True,
                )  # fmt: skip


def ablation(corpora: Path, fold: str) -> None:
    """Print the share of letters judged right on a fold, with and without each group."""
    from newsclip.knowledge.training.examples import Example, dumps, may_train
    from newsclip.knowledge.training.line_model import examples, files_of, names_of, rows_of
    from newsclip.knowledge.training.oblivious import fitted

    rules = load_rules(user=False)
    found = [one for one in files_of(examples(corpora, FOLDS), rules) if may_train(one.site, fold)]
    names = names_of(found[0])
    matrix, labels, weights = rows_of(found)
    held: list[Example] = [
        one
        for name in ("lines-dev", "zhhant-lines-dev")
        for one in dumps(corpora / f"{name}.jsonl.gz")
        if not may_train(one.site, fold)
    ]
    tests = list(_judged(held, rules))

    def score(chosen: list[int]) -> float:
        model = fitted(matrix[:, chosen], labels, weights, iterations=150, learning_rate=0.12)
        right = kept = wanted = 0.0
        for values, truth, letters, is_open in tests:
            chance = model.predict_proba(values[:, chosen], thread_count=1)[:, 1]
            keeps = is_open & (chance >= KEEP_THRESHOLD)
            right += float(letters[keeps & (truth > 0)].sum())
            kept += float(letters[keeps & (truth >= 0)].sum())
            wanted += float(letters[truth > 0].sum())
        return 2 * right / max(kept + wanted, 1.0)

    everything = list(range(len(names)))
    whole = score(everything)
    print(f"{'all':34} {whole:.4f}", flush=True)
    for group, parts in GROUPS.items():
        rest = [n for n in everything if not is_in(names[n], parts)]
        without = score(rest)
        print(f"without {group:26} {without:.4f} {without - whole:+.4f}", flush=True)


def _judged(held: Iterable[Any], rules: RuleSet) -> Iterator[tuple[Any, Any, Any, Any]]:
    from newsclip.knowledge.columns import line_columns

    for one in held:
        items = read_items(lines_of("\n".join(one.lines)))
        if items:
            name_items(items, rules.match)
            truth = np.array([one.labels[item.line.first - 1] for item in items])
            letters = np.array([len(item.text.replace(" ", "")) for item in items])
            is_open = np.array([item.label is None for item in items])
            yield line_columns(items)[0].matrix(), truth, letters, is_open


def speed(folder: Path) -> None:
    """Print megabytes a second of the stages, one process, and of all of them."""
    rules = load_rules(user=False)
    stages = {
        "repair": repair(),
        "strip": strip(rules=rules),
        "split": split(rules=rules),
        "detect": detect(),
    }
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    start = time.process_time()
    records = list(read([str(folder)]))
    seconds = {"read": time.process_time() - start}
    for name, stage in stages.items():
        start = time.process_time()
        records = list(run(records, [stage]))
        seconds[name] = time.process_time() - start
    start = time.process_time()
    for record in records:
        to_json(record)
    seconds["write"] = time.process_time() - start
    for name, took in seconds.items():
        print(f"{name:8} {size / took:8.2f} MB/s")
    print(f"{'all':8} {size / sum(seconds.values()):8.2f} MB/s of {size:.1f} MB")


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    jobs = parser.add_subparsers(dest="job", required=True)
    one = jobs.add_parser("scores")
    for name in ("evaluation", "corpora", "folds"):
        one.add_argument(name, type=Path)
    one = jobs.add_parser("ablation")
    one.add_argument("corpora", type=Path)
    one.add_argument("--fold", default="1/5")
    one = jobs.add_parser("speed")
    one.add_argument("folder", type=Path)
    call = parser.parse_args()
    if call.job == "scores":
        scores(call.evaluation, call.corpora, call.folds)
    elif call.job == "ablation":
        ablation(call.corpora, call.fold)
    else:
        speed(call.folder)


if __name__ == "__main__":
    main()
