"""Train the line model: ``python -m newsclip.knowledge.training.line_model CORPORA -o FOLDER``.

CORPORA holds ``lines-dev``, ``zhhant-lines-dev`` (dumps with a label a line), ``trafilatura-dev``
(pages with segments) and pages with the text of their articles (PAGES), each ``.jsonl.gz``.
``--fold I/N`` leaves the sites of a fold out, for weights that this fold is scored with; ``--folds
N`` makes all of them, in FOLDER/1 to FOLDER/N, and the whole in FOLDER. Needs CatBoost
(Apache-2.0); the same input gives the same bytes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from newsclip.knowledge.columns import distances, line_columns
from newsclip.knowledge.features import facts
from newsclip.knowledge.judge import name_items, read_items
from newsclip.knowledge.rules import RuleSet, load_rules
from newsclip.knowledge.training.examples import (
    Example,
    articles,
    crop,
    dumps,
    may_train,
    pages,
    site_name,
)
from newsclip.knowledge.training.oblivious import fitted, save
from newsclip.record import lines_of

DUMPS: Final = ("lines-dev", "zhhant-lines-dev")
# Pages of the dumps' sites in another rendering, then pages of other sites.
PAGES: Final = (
    "gne-dev", "magic-dev", "zhhant-dev", "fundus-dev", "readability-dev", "newspaper4k-dev",
)  # fmt: skip
TREES: Final = 250
RATE: Final = 0.1
# Furniture far from any text is easy and plentiful: one line in five stands for all of it.
EVERY: Final = 5
CLOSE: Final = 12
# Silver labels count half; files of several articles less: their pages are there already, and so
# are those of crops.
SILVER: Final = 0.5
JOINED: Final = 0.3
CROPPED: Final = 0.3
# Files in Han, kana or Hangul are one in six, and no less needed.
CJK: Final = 2.0


class Rows(msgspec.Struct):
    """The rows of one example: its site, matrix, labels and weights."""

    site: str
    matrix: Any
    labels: Any
    weights: Any


def examples(folder: Path) -> Iterator[Example]:
    """All dumps and pages to train on."""
    labelled = [one for name in DUMPS for one in dumps(folder / f"{name}.jsonl.gz")]
    names = frozenset(site_name(part) for one in labelled for part in one.site.split("+"))
    sites = {one.id.split("#")[0]: one.site for one in labelled}
    yield from labelled
    yield from filter(None, (crop(one, CROPPED) for one in labelled))
    for name in DUMPS:
        for one in dumps(folder / f"{name}.jsonl.gz", "split"):
            one.weight = JOINED
            yield one
    yield from pages(folder / "trafilatura-dev.jsonl.gz", names, SILVER)
    for name in PAGES:
        yield from articles(folder / f"{name}.jsonl.gz", sites, names, SILVER)


def rows_of(found: Iterable[Example], rules: RuleSet) -> tuple[list[str], list[Rows]]:
    """Column names, and the rows of each example that count."""
    names: list[str] = []
    rows: list[Rows] = []
    for example in found:
        items = read_items(lines_of("\n".join(example.lines)))
        if not items:
            continue
        name_items(items, rules.match)
        columns = line_columns(items)
        names = columns.names
        labels = np.array([example.labels[item.line.first - 1] for item in items])
        weights = weights_of(example, items, labels)
        used = weights > 0
        matrix = np.ascontiguousarray(columns.matrix()[used])
        rows.append(Rows(example.site, matrix, labels[used] > 0, weights[used]))
    return names, rows


def weights_of(example: Example, items: list[Any], labels: Any) -> Any:
    """A row's weight: the root of its letters, less in a large file, none where nobody knows."""
    weight = np.sqrt(np.minimum([facts(item.text).weight for item in items], 600))
    weight = weight * (labels >= 0)
    weight = example.weight * weight / max(float(weight.sum()), 1.0) ** 0.5
    if np.mean([facts(item.text).wide for item in items]) >= 0.5:
        weight = weight * CJK
    above, below = distances(labels > 0)
    near = (np.minimum(above, below) <= CLOSE) | (labels > 0)
    sampled = np.arange(len(labels)) % EVERY == 0
    return np.where(near, weight, np.where(sampled, EVERY * weight, 0.0))


def train(names: list[str], rows: list[Rows], fold: str | None, folder: Path) -> None:
    """Write ``lines.npz``, trained on what may train the weights of a fold."""
    chosen = [one for one in rows if may_train(one.site, fold)]
    forest = fitted(
        np.concatenate([one.matrix for one in chosen]),
        np.concatenate([one.labels for one in chosen]).astype(int),
        np.concatenate([one.weights for one in chosen]),
        iterations=TREES,
        learning_rate=RATE,
    )
    save(forest, names, folder / "lines.npz")


def main() -> None:
    """Train and write ``lines.npz``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--fold")
    parser.add_argument("--folds", type=int, default=0)
    call = parser.parse_args()
    names, rows = rows_of(examples(call.corpora), load_rules(user=False))
    for number in range(1, call.folds + 1):
        train(names, rows, f"{number}/{call.folds}", call.output / str(number))
    train(names, rows, call.fold, call.output)


if __name__ == "__main__":
    main()
