"""The drift alarm: a site that does not look as it used to, by its own history.

A site's past is cut into samples of at least ``MIN_FILES`` files, runs joined where they are small.
A sample is held against the median of those before it. It stands out when it is further away than
``LIMIT`` times what noise explains: how much nights differ, by the median absolute deviation of the
samples (Hampel 1974; times 1.4826 it is a standard deviation), and how much a mean of so many files
varies of itself. Both have a least value, since a short history may look calm by chance. There have
to be ``MIN_SAMPLES``, and the last ``MAX_SAMPLES`` count, so that a new level becomes the usual one
after some fifteen of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from math import sqrt
from statistics import median
from typing import Final, Literal

import msgspec

from newsclip.running.state.report import Alarm
from newsclip.running.state.store import Store
from newsclip.running.state.tally import OTHER, REMEMBERED, Sums

# A mean of fewer files says little of a site: half of them may be galleries today.
MIN_FILES: Final = 10
# A week of nights.
MIN_SAMPLES: Final = 7
MAX_SAMPLES: Final = 30
# With three measures of a thousand sites a night, so many deviations are not met by chance.
LIMIT: Final = 5.0
_DEVIATION: Final = 1.4826
# The deviation of few samples is itself a guess, and more often too small than it hurts: with seven
# it is taken for 1.7 times what it seems, with thirty for 1.2 times.
_DOUBT: Final = 5.0

Measure = Literal["removed", "articles", "empty"]


class Rule(msgspec.Struct, frozen=True):
    """How a measure is judged: its mean and its mean square in a sample.

    ``files`` and ``nights`` are the least standard deviations of files and of nights, ``jump`` is
    the least jump that counts; all three are shares of the usual value where ``is_relative``.
    """

    mean: Callable[[Sums], float]
    square: Callable[[Sums], float]
    files: float
    nights: float
    jump: float
    is_relative: bool = False
    upwards_only: bool = False


# Files of one site differ so much in their furniture, and one night in its subjects from the next,
# even where a short history has not shown it. One empty page in twenty is met on any site.
RULES: Final[dict[Measure, Rule]] = {
    "removed": Rule(
        lambda sums: sums.removed / sums.files,
        lambda sums: sums.removed2 / sums.files,
        files=0.1,
        nights=0.03,
        jump=0.15,
    ),
    "articles": Rule(
        lambda sums: sums.articles / sums.files,
        lambda sums: sums.articles2 / sums.files,
        files=0.3,
        nights=0.05,
        jump=0.5,
        is_relative=True,
    ),
    "empty": Rule(
        lambda sums: sums.empty / sums.files,
        lambda sums: sums.empty / sums.files,
        files=0.22,
        nights=0.03,
        jump=0.25,
        upwards_only=True,
    ),
}


def alarms_of(store: Store, sites: Iterable[str]) -> list[Alarm]:
    """The alarms of the sites whose files the last run did, by site."""
    columns = ", ".join(Sums.__struct_fields__)
    query = f"SELECT {columns} FROM site WHERE site = ? ORDER BY run DESC LIMIT {REMEMBERED}"
    found: list[Alarm] = []
    for site in sorted(sites):
        if site != OTHER:
            history = [Sums(*row) for row in store.read(query, (site,))]
            found += judge(site, history)
    return found


def forget_old(store: Store, sites: Iterable[str]) -> None:
    """Take runs that nothing is held against any more out of the history of sites."""
    for site in sites:
        query = "SELECT run FROM site WHERE site = ? ORDER BY run DESC LIMIT 1 OFFSET ?"
        row = store.one(query, (site, REMEMBERED))
        if row is not None:
            store.change("DELETE FROM site WHERE site = ? AND run <= ?", (site, row[0]))


def judge(site: str, history: Iterable[Sums]) -> list[Alarm]:
    """The alarms of a site whose runs are given, the newest first."""
    samples = list(_samples(history))[: MAX_SAMPLES + 1]
    if len(samples) <= MIN_SAMPLES:
        return []
    newest, past = samples[0], samples[1:]
    found = []
    for name, rule in RULES.items():
        usual, spread = _usual(rule, newest, past)
        value = rule.mean(newest)
        jump = value - usual if rule.upwards_only else abs(value - usual)
        if jump > max(LIMIT * spread, rule.jump * _unit(rule, usual)):
            numbers = (round(value, 4), round(usual, 4), round(spread, 4))
            found.append(Alarm(site, name, *numbers, newest.files))
    return found


def _samples(history: Iterable[Sums]) -> Iterator[Sums]:
    """Runs joined, the newest first, until each sample has enough files; a rest is left out."""
    sample = Sums()
    for run in history:
        sample.merge(run)
        if sample.files >= MIN_FILES:
            yield sample
            sample = Sums()


def _usual(rule: Rule, newest: Sums, past: list[Sums]) -> tuple[float, float]:
    """What a measure usually is, and the deviation that a sample of this size has by chance."""
    values = [rule.mean(sample) for sample in past]
    usual = median(values)
    unit = _unit(rule, usual)
    between = _DEVIATION * median(abs(value - usual) for value in values)
    between *= 1 + _DOUBT / len(values)
    variances = [max(rule.square(s) - rule.mean(s) ** 2, 0.0) for s in past]
    within = max(sqrt(median(variances)), rule.files * unit) / sqrt(newest.files)
    return usual, sqrt(max(between, rule.nights * unit) ** 2 + within**2)


def _unit(rule: Rule, usual: float) -> float:
    return max(usual, 1.0) if rule.is_relative else 1.0
