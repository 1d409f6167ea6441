"""How much of one text stands in another, told by their signatures alone."""

from __future__ import annotations

import msgspec
import numpy as np

from newsclip.stages.dedupe.signature import FACT_BITS, Hashes, Signature, sampled


class Likeness(msgspec.Struct, frozen=True):
    """What two texts share: ``inside`` is the share of the shorter one that stands in the longer.

    ``sample`` says on how many hashes that rests. ``facts`` counts, a pair a kind of fact, the
    words that both texts have beside one: with the same fact, and with another one.
    """

    inside: float
    sample: int
    facts: tuple[tuple[int, int], ...]

    @property
    def score(self) -> float:
        """By which one of several is chosen: the share inside, less where facts differ."""
        same = sum(same for same, _ in self.facts)
        other = sum(other for _, other in self.facts)
        return self.inside * (same + 1) / (same + other + 1)


def likeness(one: Signature, two: Signature) -> Likeness:
    """What two texts share."""
    short, long = (one, two) if one.size <= two.size else (two, one)
    level = max(short.level, long.level)
    few, many = sampled(short.hashes, level), sampled(long.hashes, level)
    shared = np.intersect1d(few, many, assume_unique=True).size
    return Likeness(shared / max(few.size, 1), few.size, _facts(short.pairs, long.pairs))


def _facts(one: Hashes, two: Hashes) -> tuple[tuple[int, int], ...]:
    _, left, right = np.intersect1d(
        one >> np.uint64(FACT_BITS),
        two >> np.uint64(FACT_BITS),
        assume_unique=True,
        return_indices=True,
    )
    mine, theirs = one[left], two[right]
    kinds = (mine >> np.uint64(FACT_BITS - 2)) & np.uint64(3)
    is_kind = kinds == (theirs >> np.uint64(FACT_BITS - 2)) & np.uint64(3)
    is_same = mine == theirs
    same = np.bincount(kinds[is_kind & is_same].astype(np.int64), minlength=4)[1:]
    other = np.bincount(kinds[is_kind & ~is_same].astype(np.int64), minlength=4)[1:]
    return tuple(zip(same.tolist(), other.tolist(), strict=True))
