"""LightGBM boosters as the plain arrays that ``newsclip.knowledge.model`` reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import lightgbm
import numpy as np

# Small steps, small trees, few columns a tree: what generalises to sites that were not seen.
PARAMETERS: Final[dict[str, Any]] = {
    "objective": "binary",
    "learning_rate": 0.05,
    "feature_fraction": 0.35,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 63,
    "seed": 20261121,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}


def fitted(
    matrix: Any,
    labels: Any,
    weights: Any,
    *,
    trees: int,
    **parameters: Any,
) -> lightgbm.Booster:
    """A booster of ``trees`` trees; rows of weight 0 are left out."""
    used = weights > 0
    data = lightgbm.Dataset(matrix[used], labels[used], weight=weights[used] / weights[used].mean())
    return lightgbm.train({**PARAMETERS, **parameters}, data, trees)


def save(booster: lightgbm.Booster, names: list[str], path: Path) -> None:
    """Write a booster as arrays, the same bytes for the same booster."""
    feature: list[int] = []
    threshold: list[float] = []
    left: list[int] = []
    value: list[float] = []
    roots: list[int] = []
    deepest = 0
    for tree in booster.dump_model()["tree_info"]:
        roots.append(len(feature))
        queue = [(tree["tree_structure"], 0)]
        for part in (feature, threshold, left, value):
            part.append(0)
        place = [roots[-1]]
        while queue:
            (node, depth), at = queue.pop(0), place.pop(0)
            deepest = max(deepest, depth)
            if "leaf_value" in node:
                left[at], value[at] = at, node["leaf_value"]
                continue
            feature[at], threshold[at] = node["split_feature"], node["threshold"]
            value[at], left[at] = node["internal_value"], len(feature)
            for child in ("left_child", "right_child"):
                place.append(len(feature))
                queue.append((node[child], depth + 1))
                for part in (feature, threshold, left, value):
                    part.append(0)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        path,
        names=np.array(names),
        roots=np.array(roots, dtype=np.int32),
        feature=np.array(feature, dtype=np.uint16),
        threshold=np.array(threshold, dtype=np.float32),
        left=np.array(left, dtype=np.uint16 if len(left) < 65536 else np.int32),
        value=np.array(value, dtype=np.float32),
        depth=np.array(deepest),
    )
