from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsclip.stages.split.chains import Chains, chains_of, over, totals

CHECKED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
BAGS = st.lists(st.frozensets(st.sampled_from("abcdefgh")), max_size=30)


def chains_in(bags: Sequence[Iterable[str]]) -> Chains:
    pairs = [(n, ord(term[0])) for n, bag in enumerate(bags) for term in sorted(bag)]
    row, term = np.array(pairs, dtype=np.int64).reshape(len(pairs), 2).T
    return chains_of(row, term, len(bags), np.ones(128))


@CHECKED
@given(BAGS)
def test_a_link_leads_from_each_line_of_a_term_to_its_next_line(
    bags: list[frozenset[str]],
) -> None:
    chains = chains_in(bags)
    found = sorted(zip(chains.begin.tolist(), chains.end.tolist(), strict=True))
    wanted = []
    for term in "abcdefgh":
        lines = [n for n, bag in enumerate(bags) if term in bag]
        wanted += list(pairwise(lines))
    assert found == sorted(wanted)
    assert chains.rows == len(bags)


@CHECKED
@given(BAGS)
def test_what_crosses_a_gap_is_what_a_count_says(bags: list[frozenset[str]]) -> None:
    chains = chains_in(bags)
    ranges = (chains.begin[None], chains.end[None], chains.worth[None])
    [found] = over(chains.rows, *ranges)
    links = list(zip(chains.begin, chains.end, chains.worth, strict=True))
    wanted = [
        sum(worth for begin, end, worth in links if begin < row <= end) for row in range(len(bags))
    ]
    assert np.allclose(found, wanted)


def test_a_term_of_every_line_counts_nothing() -> None:
    chains = chains_in([{"the", "ferry"}, {"the", "ferry"}, {"the"}, {"the"}, {"the"}])
    assert chains.worth.tolist().count(0.0) == 4
    assert chains.worth.max() > 0


def test_totals_leave_out_what_is_beyond_the_ends() -> None:
    above, below = totals(np.array([1.0, 2.0, 4.0]), np.array([1, 2]))
    assert above.tolist() == [[0.0, 1.0, 2.0], [0.0, 1.0, 3.0]]
    assert below.tolist() == [[1.0, 2.0, 4.0], [3.0, 6.0, 4.0]]


def test_a_common_term_counts_less_than_a_rare_one() -> None:
    rows, terms = np.array([0, 0, 1, 1, 2, 3]), np.array([0, 1, 0, 1, 2, 3])
    chains = chains_of(rows, terms, 4, np.array([0.1, 1.0, 1.0, 1.0]))
    assert sorted(chains.worth.tolist())[0] == pytest.approx(0.1 * chains.worth.max())
