"""CatBoost's trees as the plain arrays that ``newsclip.knowledge.oblivious`` reads."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import catboost
import numpy as np

# Small steps, shallow trees, few columns a tree: what generalises to sites that were not seen.
PARAMETERS: Final[dict[str, Any]] = {
    "depth": 6,
    "l2_leaf_reg": 5,
    "rsm": 0.3,
    "border_count": 63,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.7,
    "grow_policy": "SymmetricTree",
    "random_seed": 20261121,
    "thread_count": 1,
    "verbose": False,
    "allow_writing_files": False,
}
# The largest mean in units: sums of some hundreds of them fit 32 bits, the error is below 0.01 %.
_MOST: Final = 32_000


def fitted(
    matrix: Any, labels: Any, weights: Any, **parameters: Any
) -> catboost.CatBoostClassifier:
    """A forest for a table of rows; rows of weight 0 are left out."""
    used = weights > 0
    weight = weights[used] / weights[used].mean()
    model = catboost.CatBoostClassifier(**{**PARAMETERS, **parameters})
    model.fit(catboost.Pool(matrix[used], labels[used], weight=weight))
    return model


def save(models: Sequence[catboost.CatBoostClassifier], names: list[str], path: Path) -> None:
    """Write the mean of some forests as arrays, the same bytes for the same forests."""
    trees: list[dict[str, Any]] = []
    for model in models:
        data = _as_json(model)
        (scale, (bias,)) = data["scale_and_bias"]
        number = [f["flat_feature_index"] for f in data["features_info"]["float_features"]]
        own = data["oblivious_trees"]
        for tree in own:
            leaves = np.array(tree["leaf_values"]) * scale + bias / len(own)
            tree["means"] = leaves / len(models)
            for split in tree["splits"]:
                split["column"] = number[split["float_feature_index"]]
        trees += own
    depth = max(len(tree["splits"]) for tree in trees)
    feature = np.zeros((len(trees), depth), dtype=np.uint16)
    threshold = np.full((len(trees), depth), np.inf, dtype=np.float32)
    means = np.zeros((len(trees), 2 ** (depth + 1) - 1))
    for n, tree in enumerate(trees):
        for level, split in enumerate(tree["splits"]):
            feature[n, level] = split["column"]
            threshold[n, level] = split["border"]
        means[n] = _levels(tree["means"], np.array(tree["leaf_weights"]), depth)
    unit = float(np.abs(means).max()) / _MOST
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        path,
        names=np.array(names),
        feature=feature,
        threshold=threshold,
        means=np.round(means / unit).astype(np.int16),
        unit=np.array(unit),
    )


def _as_json(model: catboost.CatBoostClassifier) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "model.json")
        model.save_model(str(file), format="json")
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def _levels(leaves: Any, weights: Any, depth: int) -> Any:
    """The means of a tree's nodes, level by level, the leaves last."""
    leaves = np.resize(leaves, 2**depth)
    weights = np.resize(weights, 2**depth)
    rows = []
    for level in range(depth):
        shape = (-1, 2**level)
        weight = weights.reshape(shape).sum(axis=0)
        total = (leaves * weights).reshape(shape).sum(axis=0)
        plain = leaves.reshape(shape).mean(axis=0)
        rows.append(np.where(weight > 0, total / np.maximum(weight, 1e-12), plain))
    return np.concatenate([*rows, leaves])
