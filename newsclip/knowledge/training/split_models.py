"""Train the models of split: ``python -m newsclip.knowledge.training.split_models CORPORA -o FOLDER``.

CORPORA holds ``lines-dev`` and ``zhhant-lines-dev`` (dumps of one and of several articles, with
their labels and where each article starts) and ``trafilatura-dev`` (pages with segments), each
``.jsonl.gz``. More files of several articles are made of their pages. ``--lines FOLDER`` holds
folders ``1`` to ``N`` with the line weights of each fold: a dump is labelled by weights that have
not seen its site, as strangers' dumps will be. ``--fold I/N`` leaves the sites of a fold out;
``--folds`` writes the weights of each fold to FOLDER/1 to FOLDER/N, too.

Three forests: ``boundaries`` sees the lines around a place, ``rivals`` the likely places of a file
beside each other, by scores of boundary weights that have not seen the file's sites; ``headlines``
sees the lines above an article's text. Needs LightGBM (MIT); the same input gives the same bytes.
"""  # noqa: E501

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, Final

import lightgbm
import msgspec
import numpy as np

from newsclip.knowledge.features import terms
from newsclip.knowledge.judge import Item, judge_items, read_items
from newsclip.knowledge.model import ENVIRONMENT
from newsclip.knowledge.rules import RuleSet, load_rules
from newsclip.knowledge.training.examples import TEXT, fold_of, may_train, rows
from newsclip.knowledge.training.forest import fitted, save
from newsclip.knowledge.training.joins import joins, silver_rows
from newsclip.record import Record, Source, lines_of
from newsclip.stages.repair import repair
from newsclip.stages.split import headline, rivals
from newsclip.stages.split.chains import Chains
from newsclip.stages.split.evidence import boundary_columns
from newsclip.stages.split.headline_columns import COLUMNS, headline_matrix
from newsclip.stages.split.sheet import Sheet

FOLDS: Final = 5
# Places inside an article are plentiful: one in three stands for those that are far from any
# boundary.
EVERY: Final = 3
CLOSE: Final = 3
# A line that shares so much with the headline is another wording of it, whatever its label says.
ALIKE: Final = 0.6
FEW: Final = 3
BOUNDARIES: Final[dict[str, Any]] = {
    "trees": 420, "num_leaves": 20, "min_data_in_leaf": 30, "learning_rate": 0.05,
    "feature_fraction": 0.25, "max_bin": 31,
}  # fmt: skip
RIVALS: Final[dict[str, Any]] = {
    "trees": 150, "num_leaves": 8, "min_data_in_leaf": 20, "feature_fraction": 0.5,
}  # fmt: skip
HEADLINES: Final[dict[str, Any]] = {
    "trees": 180, "num_leaves": 12, "min_data_in_leaf": 30, "learning_rate": 0.08,
}  # fmt: skip


class Lines(msgspec.Struct):
    """The kept lines of a dump: their chains, columns, labels, weights, and the text above each."""

    chains: Chains
    matrix: Any
    labels: Any
    weights: Any
    text: Any
    dropped: float


class File(msgspec.Struct):
    """A dump to learn from: its site, headline candidates with labels, and its kept lines."""

    site: str
    headlines: list[tuple[Any, Any]]
    lines: Lines | None = None


def items_of(row: dict[str, Any], rules: RuleSet, lines: Path) -> list[Item]:
    """The judged items of a dump, by line weights that have not seen its site."""
    texts: list[str] = row["lines"]
    source = Source("-", None, "text/plain", None, "", 1, len(texts), 0)
    record = Record(type="document", id="-", source=source, lines=lines_of("\n".join(texts)))
    (mended,) = repair(only=("clean", "pinyin", "wrap"))(record)
    items = read_items(mended.lines)
    os.environ[ENVIRONMENT] = str(lines / str(fold_of(row["site"], FOLDS) + 1))
    judge_items(items, rules.match)
    return items


def file_of(row: dict[str, Any], items: list[Item]) -> tuple[list[str], File]:
    """What a dump teaches, and the names of its columns, none where it teaches headlines only.

    So do dumps that keep less than two lines, and dumps of a page in other styles than by blocks.
    """
    sheet = Sheet(items)
    file = File(row["site"], list(headline_rows(row, sheet)))
    if len(sheet.kept) < 2 or row["style"] in {"nodes", "layout"}:
        return [], file
    columns = boundary_columns(sheet)
    numbers = [items[n].line.first for n in sheet.kept.tolist()]
    labels, weights = boundary_labels(row, numbers)
    file.lines = Lines(
        sheet.chains, columns.matrix(), labels, weights, sheet.text_between, sheet.dropped
    )
    return columns.names, file


def boundary_labels(row: dict[str, Any], numbers: Sequence[int]) -> tuple[Any, Any]:
    """For each kept line whether an article begins there, and its weight.

    That is the headline where it is kept, else the first kept line below it. Other lines between
    two texts would be right too: they count for nothing, like the first line of the file.
    """
    first = np.array(numbers)
    labels = np.zeros(len(first), dtype=int)
    weights = np.ones(len(first))
    articles = row["articles"]
    for number, (before, after) in enumerate(pairwise(articles)):
        low, high = max(before["body_lines"]) + 2, min(after["body_lines"]) + 1
        later = articles[number + 2 : number + 3]
        end = min(later[0]["body_lines"]) + 1 if later else row_end(row)
        weights[(first >= low) & (first <= high)] = 0.0
        begin = np.flatnonzero((first > after["start"]) & (first < end))
        if len(begin):
            labels[begin[0]] = 1
    weights[labels > 0] = 1.0
    labels[:1], weights[:1] = 0, 0.0
    return labels, weights


def row_end(row: dict[str, Any]) -> int:
    """The number of the line below the last."""
    return len(row["lines"]) + 1


def headline_rows(row: dict[str, Any], sheet: Sheet) -> Iterator[tuple[Any, Any]]:
    """Matrix and labels of the headline candidates of each article of a dump."""
    articles = row["articles"] or [{"start": 0, "title": None}]
    starts = [article["start"] + 1 for article in articles]
    numbers = [item.line.first for item in sheet.items]
    edges = [0, *(int(np.searchsorted(numbers, start)) for start in starts[1:]), len(sheet)]
    is_silver = row["corpus"] == "silver" or row.get("silver", False)
    for article, start, stop in zip(articles, edges, edges[1:], strict=False):
        if is_silver and not article["title"] and row["style"] not in {"bare", "titled"}:
            continue
        titles = {_key(t) for t in (article.get("title"),) if t}
        for item in sheet.items[start:stop]:
            if row["labels"][item.line.first - 1] == "title":
                titles.add(_key(item.text))
        first = headline.first_paragraph(sheet, start, stop)
        if first is None:
            continue
        candidates = headline.headline_candidates(sheet, start, first)
        if len(candidates):
            matrix = headline_matrix(sheet, candidates, start, (first, stop))
            labels = np.array([_key(sheet.texts[n]) in titles for n in candidates], dtype=int)
            known = terms(article.get("known") or article["title"] or "")
            said = [_share(known, terms(sheet.texts[n])) for n in candidates.tolist()]
            clear = (labels > 0) | (np.array(said) < ALIKE)
            if clear.any():
                yield matrix[clear], labels[clear]


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the terms of the shorter of two lines that the other one has."""
    return len(one & other) / max(min(len(one), len(other)), FEW)


def _key(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def corpus(folder: Path) -> Iterator[dict[str, Any]]:
    """The dumps, the files made of their pages, the pages with segments and files made of them."""
    dumps = [
        row
        for name in ("lines-dev", "zhhant-lines-dev")
        for row in rows(folder / f"{name}.jsonl.gz")
        if set(row["labels"]) & TEXT
    ]
    pages = [row for row in dumps if row["task"] == "strip" and row["style"] == "blocks"]
    silver = list(silver_rows(folder / "trafilatura-dev.jsonl.gz", dumps))
    more = (row for row in joins(silver, FOLDS) if len(row["articles"]) > 1)
    return chain(dumps, joins(pages, FOLDS), silver, more)


def boundary_model(files: Iterable[File], without: frozenset[int]) -> lightgbm.Booster:
    """The first look, learned from the files that have no site in the folds ``without``."""
    used = [file.lines for file in files if file.lines and _may_train(file, without)]
    weights = np.concatenate([_sampled(lines) for lines in used])
    matrix = np.concatenate([lines.matrix for lines in used])
    labels = np.concatenate([lines.labels for lines in used])
    return fitted(matrix, labels, weights, **BOUNDARIES)


def _may_train(file: File, without: frozenset[int]) -> bool:
    return all(may_train(file.site, f"{fold + 1}/{FOLDS}") for fold in without)


def _sampled(lines: Lines) -> Any:
    """The weights of a file's rows, far ones but for every third left out."""
    index = np.arange(len(lines.labels))
    near = np.zeros(len(index), dtype=bool)
    for place in np.flatnonzero(lines.labels):
        near[max(0, place - CLOSE) : place + CLOSE + 1] = True
    far = np.where((index + len(index)) % EVERY == 0, float(EVERY), 0.0)
    return lines.weights * np.where(near, 1.0, far)


def rival_model(files: Sequence[File], boosters: dict[int, Any], fold: int | None) -> Any:
    """The second look; ``boosters`` are first looks that have not seen a fold (nor ``fold``)."""
    parts = []
    without = frozenset[int]() if fold is None else frozenset({fold})
    for file in files:
        lines = file.lines
        if lines is None or not _may_train(file, without):
            continue
        scores = boosters[fold_of(file.site, FOLDS)].predict(lines.matrix, raw_score=True)
        scores = scores.astype(np.float32)
        found = rivals.likely_rows(scores)
        if len(found):
            matrix = rivals.rival_matrix(scores, found, lines.chains, lines.text, lines.dropped)
            parts.append((matrix, lines.labels[found], lines.weights[found]))
    matrix, labels, weights = (np.concatenate(part) for part in zip(*parts, strict=True))
    return fitted(matrix, labels, weights, **RIVALS)


def headline_model(files: Iterable[File], without: frozenset[int]) -> lightgbm.Booster:
    """The headlines, learned from the files that have no site in the folds ``without``."""
    parts = [part for file in files if _may_train(file, without) for part in file.headlines]
    matrix, labels = (np.concatenate(part) for part in zip(*parts, strict=True))
    return fitted(matrix, labels, np.ones(len(labels)), **HEADLINES)


class Trainer:
    """Trains and writes the weights of folds; a first look is trained once for a pair of folds."""

    def __init__(self, files: list[File], names: list[str]) -> None:
        self.files = files
        self.names = names
        self.boosters: dict[frozenset[int], lightgbm.Booster] = {}

    def _first(self, without: frozenset[int]) -> lightgbm.Booster:
        if without not in self.boosters:
            self.boosters[without] = boundary_model(self.files, without)
        return self.boosters[without]

    def write(self, fold: int | None, folder: Path) -> None:
        """Write the weights that have not seen the 0-based ``fold``."""
        without = frozenset[int]() if fold is None else frozenset({fold})
        others = [other for other in range(FOLDS) if other != fold]
        inner = {other: self._first(without | {other}) for other in others}
        second = rival_model(self.files, inner, fold)
        save(self._first(without), self.names, folder / "boundaries.npz")
        save(second, list(rivals.NAMES), folder / "rivals.npz")
        heads = headline_model(self.files, without)
        save(heads, list(COLUMNS), folder / "headlines.npz")


def main() -> None:
    """Train and write ``boundaries.npz``, ``rivals.npz`` and ``headlines.npz``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--lines", type=Path, required=True)
    parser.add_argument("--fold")
    parser.add_argument("--folds", action="store_true")
    call = parser.parse_args()
    rules = load_rules(user=False)
    names: list[str] = []
    files: list[File] = []
    for row in corpus(call.corpora):
        items = items_of(row, rules, call.lines)
        if items:
            found, file = file_of(row, items)
            names = found or names
            files.append(file)
    trainer = Trainer(files, names)
    trainer.write(None if call.fold is None else int(call.fold.split("/")[0]) - 1, call.output)
    for fold in range(FOLDS) if call.folds else ():
        trainer.write(fold, call.output / str(fold + 1))


if __name__ == "__main__":
    main()
