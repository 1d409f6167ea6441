"""Train the block model: ``python -m newsclip.knowledge.training.block_model CORPORA -o FOLDER``.

CORPORA holds the pages that ``page_examples`` names, each ``.jsonl.gz``. ``--fold I/N`` leaves the
sites of a fold out, for weights that this fold is scored with; ``--fold 0/N`` writes the weights of
each fold into the folders ``1`` to ``N``, and of all pages into ``all``. Needs LightGBM (MIT); the
same input gives the same bytes.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from newsclip.knowledge.block_columns import ClassOdds, Page, block_columns, subwords
from newsclip.knowledge.block_model import NAME
from newsclip.knowledge.features import facts
from newsclip.knowledge.training.forest import fitted, save
from newsclip.knowledge.training.page_examples import PageExample, page_examples, without_fold

TREES: Final = 120
# Classes that fewer sites have are names of theirs.
_FEWEST_SITES: Final = 15
_STRONGEST: Final = 4.0
_WEAKEST: Final = 0.3
# One in so many lines of pages that no cheap look takes for text stands for all of them.
_EVERY: Final = 5


def class_odds(examples: Sequence[PageExample]) -> dict[str, float]:
    """How much each part of a class or id speaks for text, as log odds."""
    counts: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    sites: dict[str, set[str]] = defaultdict(set)
    total = [0.0, 0.0]
    for example in examples:
        known = sum(gold >= 0 for gold in example.gold)
        own: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for line, gold in zip(example.record.lines, example.gold, strict=True):
            if gold < 0 or line.block is None:
                continue
            weight = facts(line.text).weight ** 0.5 / known
            found = {part for word in line.block.classes for part in subwords(word)}
            for pair in (total, *(own[part] for part in sorted(found))):
                pair[0] += weight * gold
                pair[1] += weight * (1 - gold)
        for part, (text, furniture) in own.items():
            counts[part][0] += text
            counts[part][1] += furniture
            sites[part].add(example.site)
    share = total[0] / sum(total)
    prior = np.log(share / (1 - share))
    odds: dict[str, float] = {}
    for part, (text, furniture) in sorted(counts.items()):
        number = len(sites[part])
        ratio = np.log((text + 0.05 * share) / (furniture + 0.05 * (1 - share))) - prior
        value = float(np.clip(ratio * number / (number + 20), -_STRONGEST, _STRONGEST))
        if number >= _FEWEST_SITES and abs(value) >= _WEAKEST:
            odds[part] = round(value, 2)
    return odds


def table(examples: Sequence[PageExample], odds: Mapping[str, float]) -> tuple[Any, ...]:
    """Column names, and the rows of all examples: matrix, labels, weights."""
    names: list[str] = []
    parts: list[tuple[Any, Any, Any]] = []
    for number, example in enumerate(examples):
        page = Page(example.record.lines, example.record.title)
        columns = block_columns(page, ClassOdds(odds))
        names = columns.names
        every = np.array(example.gold)
        gold = every[page.rows]
        weight = _weights(page, every, example.weight)[page.rows]
        # Deterministic, and another fifth of the lines on each page.
        far = (page.mass[page.rows] <= 0) & (gold < 0.5)
        sampled = (page.rows + number) % _EVERY == 0
        weight = np.where(far, np.where(sampled, _EVERY * weight, 0.0), weight)
        used = weight > 0
        parts.append((columns.matrix()[used], gold[used] > 0.5, weight[used]))
    matrix, labels, weights = (np.concatenate(part) for part in zip(*parts, strict=True))
    return names, matrix, labels.astype(int), weights


def _weights(page: Page, gold: Any, weight: float) -> Any:
    """A row's weight: a power of its letters, less on long pages, less where gold is half there."""
    sure = np.abs(np.where(gold < 0, 0.5, gold) - 0.5) * 2
    rows = np.minimum(page.weight, 800) ** 0.6 * sure
    text = float((rows * (gold > 0.5)).sum())
    weights = weight * rows / max(text, 10.0) ** 0.7
    # The root lets odd pages and short lines count: on sites not trained on 0.003 of F1.
    return weights**0.5


def train(examples: Sequence[PageExample], folder: Path, trees: int) -> None:
    """Train and write ``html.npz``: the forest, and the odds of class words."""
    odds = class_odds(examples)
    names, matrix, labels, weights = table(examples, odds)
    booster = fitted(
        matrix, labels, weights, trees=trees, learning_rate=0.06, num_leaves=16, max_depth=5,
        min_data_in_leaf=40, feature_fraction=0.3,
    )  # fmt: skip
    path = folder / f"{NAME}.npz"
    save(booster, names, path)
    with np.load(path, allow_pickle=False) as data:
        arrays = {name: data[name] for name in data.files}
    arrays["words"] = np.array(list(odds))
    arrays["odds"] = np.array(list(odds.values()), dtype=np.float32)
    np.savez_compressed(path, **arrays)


def main() -> None:
    """Train and write ``html.npz``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--fold", default="")
    parser.add_argument("--trees", type=int, default=TREES)
    call = parser.parse_args()
    index, folds = map(int, (call.fold or "0/1").split("/"))
    examples = list(page_examples(call.corpora, folds))
    if folds == 1:
        train(examples, call.output, call.trees)
    elif index:
        train(without_fold(examples, index - 1), call.output, call.trees)
    else:
        for fold in range(folds):
            train(without_fold(examples, fold), call.output / str(fold + 1), call.trees)
        train(examples, call.output / "all", call.trees)


if __name__ == "__main__":
    main()
