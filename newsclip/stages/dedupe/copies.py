"""Which records are copies of which, out of a summary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from newsclip.stages.dedupe.likeness import Likeness, likeness
from newsclip.stages.dedupe.signature import Hashes, Signature
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
_AT_ONCE: Final = 1 << 20
_MOST_PARTS: Final = 256

Places = npt.NDArray[np.uint32]


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
    """For each text those before it that share several hashes with it, in the order of texts.

    A hash leads from a text to the first one that has it, which is kept if any is, and to the one
    before it: the work grows with the texts, even where one story has a thousand copies.
    """
    samples = [signatures[at].hashes for at in texts]
    sizes = [len(sample) for sample in samples]
    hashes = np.concatenate([np.empty(0, dtype=np.uint64), *samples])
    first, before = _earlier(hashes, np.repeat(np.arange(len(texts), dtype=np.uint32), sizes))
    start = 0
    for place, (at, size) in enumerate(zip(texts, sizes, strict=True)):
        led = np.concatenate((first[start : start + size], before[start : start + size]))
        start += size
        others, counts = np.unique(led[led < place], return_counts=True)
        is_shared = counts >= _LEAST_SHARED
        others, counts = others[is_shared], counts[is_shared]
        if others.size:
            chosen = np.lexsort((others, -counts))[:_MOST_CANDIDATES]
            yield at, [texts[other] for other in others[chosen].tolist()]


def _earlier(hashes: Hashes, owners: Places) -> tuple[Places, Places]:
    """For each hash the first owner of an equal one, and the last one before its own owner.

    Where there is none, or the two are the same, it is the owner itself. Owners ascend.
    """
    first, before = owners.copy(), owners.copy()
    parts = min(hashes.size // _AT_ONCE + 1, _MOST_PARTS)
    # A byte of each hash, well mixed as they are, says in which part it is looked at.
    part_of = hashes.astype("<u8", copy=False).view(np.uint8)[5::8] % parts
    for part in range(parts):
        chosen = np.flatnonzero(part_of == part)
        chosen = chosen[np.argsort(hashes[chosen], kind="stable")]
        found = hashes[chosen]
        is_first = np.concatenate(([True], found[1:] != found[:-1]))[: found.size]
        heads = np.maximum.accumulate(np.where(is_first, np.arange(found.size), 0))
        first[chosen] = owners[chosen[heads]]
        is_third = np.flatnonzero(heads < np.arange(found.size) - 1)
        before[chosen[is_third]] = owners[chosen[is_third - 1]]
    return first, before
