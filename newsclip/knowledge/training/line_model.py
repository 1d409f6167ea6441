"""Train the line model: ``python -m newsclip.knowledge.training.line_model CORPORA -o FOLDER``.

CORPORA holds ``lines-dev``, ``zhhant-lines-dev`` (dumps with a label a line), ``trafilatura-dev``
(pages with segments) and pages with the text of their articles (PAGES), each ``.jsonl.gz``.
``--fold I/N`` leaves the sites of a fold out, for weights that this fold is scored with; ``--folds
N`` makes all of them, in FOLDER/1 to FOLDER/N, and the whole in FOLDER. ``--jobs`` forests are
trained at once. Needs CatBoost (Apache-2.0); the same input gives the same bytes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from newsclip.knowledge.columns import Columns, distances, line_columns
from newsclip.knowledge.features import facts
from newsclip.knowledge.judge import name_items, read_items
from newsclip.knowledge.line_model import FIRST, SECOND
from newsclip.knowledge.rules import RuleSet, load_rules
from newsclip.knowledge.second_look import add_second_look
from newsclip.knowledge.surroundings import Page
from newsclip.knowledge.training.examples import (
    Example,
    articles,
    crop,
    dumps,
    excerpt,
    fold_of,
    joined,
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
# Of sites, for what the second look is trained on.
FOLDS: Final = 5
# Trees and their rate of the first look, which is only asked by the second, and of the second.
FIRST_TREES: Final = 120
FIRST_RATE: Final = 0.15
TREES: Final = 160
RATE: Final = 0.14
# Of forests whose mean the second look is: what chance there is in one weighs half.
SEEDS: Final = (20261121, 20261122)
# Furniture far from any text is easy and plentiful: one line in five stands for all of it.
EVERY: Final = 5
CLOSE: Final = 12
# Silver labels count half; files of several articles less: their pages are there already, and so
# are those of crops.
SILVER: Final = 0.5
JOINED: Final = 0.3
CROPPED: Final = 0.3
EXCERPT: Final = 0.3
# Files in Han, kana or Hangul are one in six, and no less needed.
CJK: Final = 2.0


class File(msgspec.Struct):
    """One example: its site, columns, what they are made of, and a label and weight a row."""

    site: str
    columns: tuple[Columns, ...]
    page: Page
    labels: Any
    weights: Any


def examples(folder: Path, folds: int) -> Iterator[Example]:
    """All dumps and pages to train on; of files that are joined all sites are of one fold."""
    labelled = [one for name in DUMPS for one in dumps(folder / f"{name}.jsonl.gz")]
    names = frozenset(site_name(part) for one in labelled for part in one.site.split("+"))
    sites = {one.id.split("#")[0]: one.site for one in labelled}
    yield from labelled
    yield from filter(None, (crop(one, CROPPED) for one in labelled))
    yield from filter(None, (excerpt(one, EXCERPT) for one in labelled))
    yield from joined(labelled, folds, JOINED)
    for name in DUMPS:
        for one in dumps(folder / f"{name}.jsonl.gz", "split"):
            one.weight = JOINED
            yield one
    yield from pages(folder / "trafilatura-dev.jsonl.gz", names, SILVER)
    for name in PAGES:
        yield from articles(folder / f"{name}.jsonl.gz", sites, names, SILVER)


def files_of(found: Iterable[Example], rules: RuleSet) -> Iterator[File]:
    """The columns of each example that has lines."""
    for example in found:
        items = read_items(lines_of("\n".join(example.lines)))
        if not items:
            continue
        name_items(items, rules.match)
        columns, page = line_columns(items)
        labels = np.array([example.labels[item.line.first - 1] for item in items])
        yield File(example.site, (columns,), page, labels, weights_of(example, items, labels))


def rows_of(files: Iterable[File]) -> tuple[Any, Any, Any]:
    """The rows that count of all files: matrix, labels, weights."""
    parts = []
    for file in files:
        used = np.flatnonzero(file.weights > 0)
        matrix = np.concatenate([one.matrix()[used] for one in file.columns], axis=1)
        parts.append((matrix, file.labels[used] > 0, file.weights[used]))
    matrix, labels, weights = (np.concatenate(part) for part in zip(*parts, strict=True))
    return matrix, labels.astype(int), weights


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


def names_of(file: File) -> list[str]:
    """The names of a file's columns."""
    return [name for one in file.columns for name in one.names]


class Trainer:
    """Forests of both looks, each trained without some folds of sites.

    What the second look is trained on is what first looks say that have not seen the site: another
    fold is left out for each, and the forests of two folds serve both.
    """

    def __init__(self, files: Sequence[File], folds: int) -> None:
        self.files = files
        self.folds = folds
        self.fold_of = [
            frozenset(fold_of(part, folds) for part in file.site.split("+")) for file in files
        ]
        self._first: dict[frozenset[int], Any] = {}

    def train(self, fold: int | None, folder: Path) -> None:
        """Write the weights of both looks, trained without a fold."""
        left_out = frozenset[int]() if fold is None else frozenset({fold})
        first = self.first_look(left_out)
        save([first], names_of(self.files[0]), folder / f"{FIRST}.npz")
        again = [
            self._again(number, left_out)
            for number, own in enumerate(self.fold_of)
            if not own & left_out
        ]
        rows = rows_of(again)
        second = [
            fitted(*rows, iterations=TREES, learning_rate=RATE, random_seed=seed) for seed in SEEDS
        ]
        save(second, names_of(again[0]), folder / f"{SECOND}.npz")

    def needed(self, wanted: Iterable[int | None]) -> list[frozenset[int]]:
        """What first looks are trained without, for the weights of some folds."""
        bases = {frozenset[int]() if fold is None else frozenset({fold}) for fold in wanted}
        inner = {base | {fold} for base in bases for fold in range(self.folds)}
        return sorted(bases | inner, key=sorted)

    def first_look(self, left_out: frozenset[int]) -> Any:
        """The forest of the first look, trained without some folds."""
        if left_out not in self._first:
            chosen = [
                file for file, own in zip(self.files, self.fold_of, strict=True)
                if not own & left_out
            ]  # fmt: skip
            self._first[left_out] = fitted(
                *rows_of(chosen), iterations=FIRST_TREES, learning_rate=FIRST_RATE
            )
        return self._first[left_out]

    def _again(self, number: int, left_out: frozenset[int]) -> File:
        """A file with the columns of both looks."""
        file = self.files[number]
        # Of a file of several sites the first one's fold: all of them together are few.
        own = fold_of(file.site, self.folds)
        forest = self.first_look(left_out | {own})
        score = forest.predict(file.columns[0].matrix(), "RawFormulaVal", thread_count=1)
        columns = Columns(len(file.labels))
        add_second_look(columns, file.page, score.astype(np.float32))
        return msgspec.structs.replace(file, columns=(*file.columns, columns))


def main() -> None:
    """Train and write the weights of both looks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--fold")
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    call = parser.parse_args()
    fold, folds = map(int, (call.fold or f"0/{call.folds or FOLDS}").split("/"))
    trainer = Trainer(list(files_of(examples(call.corpora, folds), load_rules(user=False))), folds)
    wanted: dict[int | None, Path] = {None: call.output}
    if fold:
        wanted = {fold - 1: call.output}
    elif call.folds:
        wanted |= {number: call.output / str(number + 1) for number in range(folds)}
    with ThreadPoolExecutor(call.jobs) as pool:
        list(pool.map(trainer.first_look, trainer.needed(wanted)))
        list(pool.map(trainer.train, wanted, wanted.values()))


if __name__ == "__main__":
    main()
