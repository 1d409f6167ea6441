"""Train the line model: ``python -m newsclip.knowledge.training.line_model CORPORA -o FOLDER``.

CORPORA holds ``lines-dev``, ``zhhant-lines-dev`` (dumps with a label a line) and
``trafilatura-dev`` (pages with segments), each ``.jsonl.gz``. ``--fold I/N`` leaves the sites of a
fold out, for weights that this fold is scored with. Needs LightGBM (MIT); the same input gives the
same bytes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, Final

import numpy as np

from newsclip.knowledge.columns import distances, line_columns
from newsclip.knowledge.features import facts
from newsclip.knowledge.judge import name_items, read_items
from newsclip.knowledge.rules import RuleSet, load_rules
from newsclip.knowledge.training.examples import Example, dumps, may_train, pages, site_name
from newsclip.knowledge.training.forest import fitted, save
from newsclip.record import lines_of

TREES: Final = 250
# Furniture far from any text is easy and plentiful: one line in five stands for all of it.
EVERY: Final = 5
CLOSE: Final = 12
# Silver labels count half, and so do files of several articles: their pages are there already.
SILVER: Final = 0.5
JOINED: Final = 0.5


def examples(folder: Path, fold: str | None) -> Iterator[Example]:
    """All dumps and pages that may train the weights of a fold."""
    labelled = list(
        chain.from_iterable(
            dumps(folder / f"{name}.jsonl.gz") for name in ("lines-dev", "zhhant-lines-dev")
        )
    )
    names = frozenset(site_name(part) for one in labelled for part in one.site.split("+"))
    yield from (one for one in labelled if may_train(one.site, fold))
    for name in ("lines-dev", "zhhant-lines-dev"):
        for one in dumps(folder / f"{name}.jsonl.gz", "split"):
            if may_train(one.site, fold):
                one.weight = JOINED
                yield one
    yield from pages(folder / "trafilatura-dev.jsonl.gz", names, SILVER)


def table(found: Iterable[Example], rules: RuleSet) -> tuple[list[str], Any, Any, Any]:
    """Column names, and the rows of all examples: matrix, labels, weights."""
    names: list[str] = []
    parts: list[tuple[Any, Any, Any]] = []
    for example in found:
        items = read_items(lines_of("\n".join(example.lines)))
        if not items:
            continue
        name_items(items, rules.match)
        columns = line_columns(items)
        names = columns.names
        labels = np.array([example.labels[item.line.first - 1] for item in items])
        parts.append((columns.matrix(), labels > 0, weights_of(example, items, labels)))
    matrix, labels, weights = (np.concatenate(part) for part in zip(*parts, strict=True))
    return names, matrix, labels.astype(int), weights


def weights_of(example: Example, items: list[Any], labels: Any) -> Any:
    """A row's weight: the root of its letters, less in a large file, none where nobody knows."""
    weight = np.sqrt(np.minimum([facts(item.text).weight for item in items], 600))
    weight = weight * (labels >= 0)
    weight = example.weight * weight / max(float(weight.sum()), 1.0) ** 0.5
    above, below = distances(labels > 0)
    near = (np.minimum(above, below) <= CLOSE) | (labels > 0)
    sampled = np.arange(len(labels)) % EVERY == 0
    return np.where(near, weight, np.where(sampled, EVERY * weight, 0.0))


def main() -> None:
    """Train and write ``lines.npz``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--fold")
    call = parser.parse_args()
    rules = load_rules(user=False)
    names, matrix, labels, weights = table(examples(call.corpora, call.fold), rules)
    booster = fitted(
        matrix, labels, weights, trees=TREES, num_leaves=31, max_depth=9, min_data_in_leaf=100
    )
    save(booster, names, call.output / "lines.npz")


if __name__ == "__main__":
    main()
