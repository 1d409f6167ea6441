"""What a state file tells of its past: runs, inputs that fail, copies."""

from __future__ import annotations

import os

import msgspec

from newsclip.reading.walk import printable
from newsclip.running.state.lock import is_locked
from newsclip.running.state.report import Report
from newsclip.running.state.store import Store

# How many inputs of each kind are named.
_NAMED = 100


class Run(msgspec.Struct, frozen=True):
    """One run: when it was (UTC, ISO 8601), how it ended, its numbers.

    ``ending`` is "interrupted" for a run that was stopped or killed; it has no numbers then.
    """

    run: int
    started: str
    ended: str | None
    ending: str
    report: Report | None


class Failing(msgspec.Struct, frozen=True):
    """An input that fails: how often it was tried, and what was said."""

    path: str
    tries: int
    error: str | None


class History(msgspec.Struct, frozen=True):
    """The past of a state file, the newest run first.

    ``failing`` names inputs that failed the last time, ``copies`` groups of inputs that have
    records with the same id, the first 100 of each.
    """

    state: str
    inputs: int
    articles: int
    runs: list[Run]
    failing: list[Failing]
    copies: list[list[str]]


def history_of(path: str, *, most: int) -> History:
    """The last ``most`` runs of a state file, and how its inputs are now.

    Raises StateError, and UsageError where the file is none of ours.
    """
    # A run that ends meanwhile is then seen as ended, or as running.
    is_running = is_locked(path)
    with Store(path, read_only=True) as store:
        inputs, articles = store.one(
            "SELECT count(*), coalesce(sum(articles), 0) FROM input WHERE gone IS NULL"
        )
        return History(
            state=printable(path),
            inputs=inputs,
            articles=articles,
            runs=_runs(store, most, is_running=is_running),
            failing=_failing(store),
            copies=_copies(store),
        )


def _runs(store: Store, most: int, *, is_running: bool) -> list[Run]:
    found: list[Run] = []
    query = "SELECT id, started, ended, report FROM run ORDER BY id DESC LIMIT ?"
    for number, started, ended, told in store.read(query, (most,)):
        report = None if told is None else msgspec.json.decode(told, type=Report)
        ending = "interrupted"
        if report is not None:
            ending = report.ending
        elif is_running and not found:
            ending = "running"
        found.append(Run(number, started, ended, ending, report))
    return found


def _failing(store: Store) -> list[Failing]:
    query = (
        "SELECT path, fails, error FROM input WHERE fails > 0 AND gone IS NULL "
        f"ORDER BY path LIMIT {_NAMED}"
    )
    return [Failing(_shown(path), fails, error) for path, fails, error in store.read(query)]


def _copies(store: Store) -> list[list[str]]:
    query = (
        "SELECT DISTINCT hash FROM record JOIN input ON input.id = record.input "
        "WHERE gone IS NULL GROUP BY hash HAVING count(*) > 1"
    )
    groups: dict[tuple[str, ...], None] = {}
    for (hashed,) in store.stream(query):
        paths = store.read(
            "SELECT path FROM record JOIN input ON input.id = record.input "
            "WHERE hash = ? AND gone IS NULL ORDER BY path",
            (hashed,),
        )
        groups.setdefault(tuple(_shown(path) for (path,) in paths))
        if len(groups) >= _NAMED:
            break
    return [list(group) for group in groups]


def _shown(path: bytes) -> str:
    return printable(os.fsdecode(path))
