"""Hand-labelled files: how well a run of the stages agrees with the labels of their lines."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec

from newsclip.record import Record

KEPT = frozenset({"body", "lead", "subhead"})
UNSCORED = frozenset({"title", "unknown", ""})


class Labelled(msgspec.Struct, frozen=True):
    """A file with a class for each non-blank line (by number) and its articles."""

    path: Path
    language: str
    labels: dict[int, str]
    articles: list[dict[str, Any]]
    unscored: frozenset[int]
    paragraphs: list[list[int]]
    lines: list[str]


def labelled_files(folder: Path) -> list[Labelled]:
    """The files that ``gold.json`` of a folder describes."""
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    return [
        Labelled(
            folder / entry["file"],
            entry["lang"],
            {int(number): label for number, label in entry["labels"].items()},
            entry["articles"],
            frozenset(entry["unscored_lines"]),
            entry.get("paragraphs") or [],
            (folder / entry["file"]).read_text(encoding="utf-8").split("\n"),
        )
        for entry in gold["files"]
    ]


class Agreement(msgspec.Struct, frozen=True):
    """Kept lines that are text, kept lines that are not, text lines that are not kept."""

    right: int
    extra: list[int]
    lost: list[int]

    @property
    def f1(self) -> float:
        """Line F1 of the kept lines, 0 to 1."""
        return 2 * self.right / max(1, 2 * self.right + len(self.extra) + len(self.lost))


def agreement(file: Labelled, articles: list[Record]) -> Agreement:
    """How the kept lines of ``articles`` agree with the labels of the file."""
    kept = {
        number
        for article in articles
        for line in article.kept
        for number in range(line.first, line.last + 1)
    }
    scored = {
        number: label in KEPT
        for number, label in file.labels.items()
        if label not in UNSCORED and number not in file.unscored
    }
    return Agreement(
        sum(number in kept for number, is_text in scored.items() if is_text),
        [number for number, is_text in scored.items() if number in kept and not is_text],
        [number for number, is_text in scored.items() if number not in kept and is_text],
    )


_NOTE = re.compile("[(（][a-zü\u00e0-\u01dc]{1,6}[)）]")


def titles(file: Labelled) -> list[str | None]:
    """The headline of each article without pinyin notes, None where the file has none."""
    return [
        _NOTE.sub("", file.lines[article["title_lines"][0] - 1].strip())
        if article["title_lines"]
        else None
        for article in file.articles
    ]
