"""Train the models of split: ``python -m newsclip.knowledge.training.split_models CORPORA -o FOLDER``.

CORPORA holds ``lines-dev`` and ``zhhant-lines-dev`` (``.jsonl.gz``): dumps of one and of several
articles, with their labels and where each article starts. ``--fold I/N`` leaves the sites of a fold
out. ``--lines FOLDER`` holds folders ``1`` to ``N`` with the line weights of each fold: a dump is
labelled by weights that have not seen its site, as strangers' dumps will be.
"""  # noqa: E501

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np

from newsclip.knowledge.judge import Item, judge_items, read_items
from newsclip.knowledge.model import ENVIRONMENT
from newsclip.knowledge.rules import RuleSet, load_rules
from newsclip.knowledge.training.examples import TEXT, fold_of, may_train, rows
from newsclip.knowledge.training.forest import fitted, save
from newsclip.record import Record, Source, lines_of
from newsclip.stages.repair import repair
from newsclip.stages.split import headline
from newsclip.stages.split.evidence import boundary_columns

FOLDS: Final = 5
BOUNDARY_TREES: Final = 200
HEADLINE_TREES: Final = 200


def items_of(row: dict[str, Any], rules: RuleSet, lines: Path) -> list[Item]:
    """The judged items of a dump, by line weights that have not seen its site."""
    texts: list[str] = row["lines"]
    source = Source("-", None, "text/plain", None, "", 1, len(texts), 0)
    record = Record(type="document", id="-", source=source, lines=lines_of("\n".join(texts)))
    (mended,) = repair()(record)
    items = read_items(mended.lines)
    os.environ[ENVIRONMENT] = str(lines / str(fold_of(row["site"], FOLDS) + 1))
    judge_items(items, rules.match)
    return items


def boundary_rows(row: dict[str, Any], items: list[Item]) -> tuple[list[str], Any, Any, Any] | None:
    """Column names, matrix, labels and weights of the kept lines of a dump."""
    kept = np.array([n for n, item in enumerate(items) if item.is_text])
    if len(kept) < 2:
        return None
    columns = boundary_columns(items, kept, frozenset())
    labels = np.zeros(len(kept), dtype=int)
    weights = np.ones(len(kept))
    first = np.array([items[n].line.first for n in kept])
    articles = row["articles"]
    for before, after in pairwise(articles):
        low = max(before["body_lines"]) + 2
        high = min(after["body_lines"]) + 1
        inside = np.flatnonzero((first >= low) & (first <= high))
        if len(inside):
            weights[inside] = 0.0
            labels[inside[0]], weights[inside[0]] = 1, 1.0
    weights[0] = 0.0
    return columns.names, columns.matrix(), labels, weights


def headline_rows(row: dict[str, Any], items: list[Item]) -> Iterator[tuple[Any, Any, Any]]:
    """Matrix, labels and weights of the headline candidates of each article of a dump."""
    articles = row["articles"] or [{"start": 0, "title": None}]
    starts = [article["start"] + 1 for article in articles]
    numbers = [item.line.first for item in items]
    edges = [0, *(int(np.searchsorted(numbers, start)) for start in starts[1:]), len(items)]
    for article, start, stop in zip(articles, edges, edges[1:], strict=False):
        titles = {_key(t) for t in (article.get("title"),) if t}
        for item in items[start:stop]:
            if row["labels"][item.line.first - 1] == "title":
                titles.add(_key(item.text))
        first = headline.first_paragraph(items, start, stop)
        if first is None:
            continue
        candidates = headline.headline_candidates(items, start, first)
        if candidates:
            matrix = headline.headline_matrix(items, candidates, first, stop)
            labels = np.array([_key(items[n].text) in titles for n in candidates], dtype=int)
            yield matrix, labels, np.ones(len(candidates))


def _key(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def main() -> None:
    """Train and write ``boundaries.npz`` and ``headlines.npz``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--lines", type=Path, required=True)
    parser.add_argument("--fold")
    call = parser.parse_args()
    rules = load_rules(user=False)
    names: list[str] = []
    boundaries: list[Any] = []
    headlines: list[Any] = []
    for name in ("lines-dev", "zhhant-lines-dev"):
        for row in rows(call.corpora / f"{name}.jsonl.gz"):
            if not may_train(row["site"], call.fold) or not TEXT & set(row["labels"]):
                continue
            items = items_of(row, rules, call.lines)
            headlines += headline_rows(row, items)
            found = boundary_rows(row, items)
            if found is not None and (row["task"] == "split" or row["style"] == "blocks"):
                names, *arrays = found
                boundaries.append(arrays)
    for kind, parts, columns, trees in (
        ("boundaries", boundaries, names, BOUNDARY_TREES),
        ("headlines", headlines, list(headline.COLUMNS), HEADLINE_TREES),
    ):
        matrix, labels, weights = (np.concatenate(part) for part in zip(*parts, strict=True))
        booster = fitted(matrix, labels, weights, trees=trees, num_leaves=12, min_data_in_leaf=30)
        save(booster, columns, call.output / f"{kind}.npz")


if __name__ == "__main__":
    main()
