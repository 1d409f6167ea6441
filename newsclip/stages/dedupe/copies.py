"""Which records are copies of which, out of a summary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from newsclip.stages.dedupe.likeness import Likeness, likeness
from newsclip.stages.dedupe.signature import Signature
from newsclip.stages.dedupe.summary import Entry, Summary

# A copy with a wrapping of its own, or rewritten in part, still has half of its text in the other;
# of 18,000 pairs of different stories in one language none had more than 0.38.
LEAST_INSIDE: Final = 0.5
# Fewer hashes of a text than this prove nothing: of such texts only equal ones are copies.
LEAST_SAMPLE: Final = 12
# A page of five articles is no copy of one of them. A teaser is no copy of its story either.
LEAST_LENGTH: Final = 0.2
# Reports made of one template have other figures and names beside the same words; edited copies
# have a few, and a counter or the time on a page.
_MANY_OTHERS: Final = 3
_OTHERS: Final = 0.4
_SURELY_INSIDE: Final = 0.97
# Hashes that point from a text to one that may be kept before they are compared.
_LEAST_SHARED: Final = 3
_MOST_CANDIDATES: Final = 8
# Hashes that are sorted at once, which bounds memory.
_AT_ONCE: Final = 1 << 22

Pairs = npt.NDArray[np.uint64]


class Link(msgspec.Struct, frozen=True):
    """The copy that is kept, and what share (0 to 1) of this one stands in it."""

    id: str
    similarity: float


def copies(summary: Summary) -> dict[str, Link]:
    """The link of each record that is a copy, by its key.

    Records are gone through from the fullest one on: what is like one that is kept is its copy,
    anything else is kept. So each copy is like the kept one itself, and no chain of small steps
    makes two stories one.
    """
    entries = summary.entries()
    first: dict[tuple[int, int], int] = {}
    kept_of: dict[int, tuple[int, float]] = {}
    for at, entry in enumerate(entries):
        kept = first.setdefault((entry.signature.size, entry.signature.content), at)
        if kept != at:
            kept_of[at] = kept, 1.0
    signatures = [entry.signature for entry in entries]
    for at, candidates in _candidates(signatures, list(first.values())):
        found = _best(signatures, at, candidates, kept_of)
        if found is not None:
            kept_of[at] = found
    return {entries[at].key: _link(entries, at, kept_of) for at in sorted(kept_of)}


def is_copy(found: Likeness) -> bool:
    """Whether two texts that share so much are one story."""
    if found.sample < LEAST_SAMPLE or found.inside < LEAST_INSIDE:
        return False
    for same, other in found.facts:
        if other >= _MANY_OTHERS and other >= _OTHERS * (same + other):
            return found.inside >= _SURELY_INSIDE and other <= _MANY_OTHERS
    return True


def _link(entries: Sequence[Entry], at: int, kept_of: dict[int, tuple[int, float]]) -> Link:
    kept, similarity = kept_of[at]
    if kept in kept_of:
        # An equal text, whose own kept copy is another one.
        kept, similarity = kept_of[kept]
    return Link(entries[kept].id, round(similarity, 4))


def _best(
    signatures: Sequence[Signature],
    at: int,
    candidates: Sequence[int],
    kept_of: dict[int, tuple[int, float]],
) -> tuple[int, float] | None:
    """The kept text that is likest to the one at ``at``, where one is its copy."""
    best: tuple[int, Likeness] | None = None
    asked = {kept_of[other][0] if other in kept_of else other for other in candidates}
    for other in sorted(asked):
        if signatures[at].size < LEAST_LENGTH * signatures[other].size:
            continue
        found = likeness(signatures[at], signatures[other])
        if is_copy(found) and (best is None or found.score > best[1].score):
            best = other, found
    return None if best is None else (best[0], best[1].inside)


def _candidates(
    signatures: Sequence[Signature], texts: Sequence[int]
) -> Iterator[tuple[int, list[int]]]:
    """For each text those before it that share several hashes with it, in the order of texts."""
    pairs, counts = _pairs(signatures, texts)
    is_shared = counts >= _LEAST_SHARED
    pairs, counts = pairs[is_shared], counts[is_shared]
    later, earlier = (pairs >> np.uint64(32)).tolist(), (pairs & np.uint64(0xFFFFFFFF)).tolist()
    found: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for at, other, count in zip(later, earlier, counts.tolist(), strict=True):
        found[at].append((-count, other))
    for at in sorted(found):
        yield at, [other for _, other in sorted(found[at])[:_MOST_CANDIDATES]]


def _pairs(
    signatures: Sequence[Signature], texts: Sequence[int]
) -> tuple[Pairs, npt.NDArray[np.int64]]:
    """Pairs of texts as one number, the later one in its high half, and how often each is met.

    A hash pairs a text with the first one that has it, which is kept if any is, and with the one
    before it: their number grows with the texts, even where one story has a thousand copies.
    """
    samples = [signatures[at].hashes for at in texts]
    hashes = np.concatenate([np.empty(0, dtype=np.uint64), *samples])
    owners = np.repeat(np.array(texts, dtype=np.uint64), [len(sample) for sample in samples])
    parts = hashes.size // _AT_ONCE + 1
    part_of = (hashes >> np.uint64(40)) % np.uint64(parts)
    met: list[tuple[Pairs, npt.NDArray[np.int64]]] = []
    for part in range(parts):
        chosen = np.flatnonzero(part_of == part)
        found = _pairs_of(hashes[chosen], owners[chosen])
        met.append(np.unique(found, return_counts=True))
    pairs = np.concatenate([pair for pair, _ in met])
    counts = np.concatenate([count for _, count in met])
    unique, place = np.unique(pairs, return_inverse=True)
    summed = np.bincount(place, weights=counts, minlength=unique.size).astype(np.int64)
    return unique, summed


def _pairs_of(hashes: Pairs, owners: Pairs) -> Pairs:
    order = np.argsort(hashes, kind="stable")
    hashes, owners = hashes[order], owners[order]
    is_first = np.concatenate(([True], hashes[1:] != hashes[:-1]))[: hashes.size]
    place = np.arange(hashes.size)
    first = np.maximum.accumulate(np.where(is_first, place, 0))
    later = np.flatnonzero(~is_first)
    third = later[first[later] != later - 1]
    high = np.uint64(32)
    return np.concatenate(
        (
            (owners[later] << high) | owners[first[later]],
            (owners[third] << high) | owners[third - 1],
        )
    )
