"""OpenCC's converters, one a configuration, loaded when a text needs it.

To Traditional Chinese they come in two kinds: as OpenCC ships them, and with the words and patterns
of newsclip in front of its phrases. Both run in OpenCC itself, which takes the longest entry of all
its dictionaries from the left, and the first dictionary's where several have one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Final

import msgspec

CONFIGS: Final = (
    "s2t", "t2s", "s2tw", "tw2s", "s2hk", "hk2s", "s2twp", "tw2sp", "s2hkp", "hk2sp", "t2tw",
    "tw2t", "t2hk", "hk2t", "t2jp", "jp2t",
)  # fmt: skip
_DATA: Final = Path(__file__).parent / "data"
_PHRASES: Final = "STPhrases.ocd2"
_CONFIG: Final = ("conversion_chain", "normalization")
# Cutting a text into words before it is converted takes half of the time. The conversion itself
# takes the longest word from the left, and so finds the same ones; only the words of a region,
# which come in a second step, would be found across the borders of those of the first.
_CUTS: Final = "segmentation"
_LONGEST_WORD: Final = 8
# What "^" stands for: a line end, which the caller puts in front of the text, and marks.
_BORDERS: Final = "\n \u3000，。、；：！？“”‘’「」『』（）《》,;:!?()\"'"


class Pattern(msgspec.Struct, frozen=True):
    """A word whose Traditional form depends on its neighbours, and its proofs.

    ``text`` and ``right`` are equally many words, ``before`` and ``after`` any of which may stand
    around them, ``("",)`` where anything may. ``fixes`` and ``keeps`` are sentences in Simplified
    Chinese and as they are in Taiwan.
    """

    id: str
    before: tuple[str, ...]
    text: tuple[str, ...]
    right: tuple[str, ...]
    after: tuple[str, ...]
    fixes: dict[str, str]
    keeps: dict[str, str]


@cache
def patterns() -> tuple[Pattern, ...]:
    """The patterns that newsclip brings along."""
    import tomllib  # noqa: PLC0415 - as below

    data = tomllib.loads((_DATA / "conversion_patterns.toml").read_text(encoding="utf-8"))
    return tuple(_pattern(row) for row in data["pattern"])


def _pattern(row: dict[str, Any]) -> Pattern:
    lists = {name: _words(row.get(name, "")) for name in ("before", "text", "right", "after")}
    return Pattern(id=row["id"], fixes=row["fixes"], keeps=row["keeps"], **lists)


def _words(listed: str) -> tuple[str, ...]:
    words = [found for word in listed.split() for found in (_BORDERS if word == "^" else [word])]
    return tuple(words) or ("",)


@cache
def converter(config: str, rare: bool) -> Callable[[str], str]:
    """The function that converts a text with one of ``CONFIGS``, as OpenCC has it.

    Without ``rare``, dictionaries whose results many fonts lack are off.
    """
    # Loading a configuration takes up to 80 ms; text that needs none must not wait for it.
    from opencc import OpenCC  # noqa: PLC0415

    convert: Callable[[str], str] = OpenCC(config, include_tofu_risk_dictionaries=rare).convert
    return convert


@cache
def guided_converter(config: str) -> Callable[[str], str]:
    """The converter for an ``s2...`` configuration, guided by the words and patterns of newsclip.

    Rare dictionaries are off, and so is the segmentation where it changes nothing. A text should
    begin with a line end, for patterns at its start.
    """
    # Text in no need of words must not wait for these, either.
    import json  # noqa: PLC0415
    import tempfile  # noqa: PLC0415

    import opencc  # noqa: PLC0415

    share = Path(opencc.__file__).parent / "clib" / "share" / "opencc"
    plan = json.loads((share / f"{config}.json").read_text(encoding="utf-8"))
    own: list[object] = [
        {"type": "inline", "entries": _entries()},
        {"type": "text", "file": str(_DATA / "hans_words.txt")},
    ]
    wanted = (*_CONFIG, _CUTS) if config.endswith("p") else _CONFIG
    found = {key: _placed(part, share, own) for key, part in plan.items() if key in wanted}
    # OpenCC takes a plan from a file only.
    handle, path = tempfile.mkstemp(suffix=".json")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"name": config, **found}, file, ensure_ascii=False)
        convert: Callable[[str], str] = opencc.OpenCC(
            path, include_tofu_risk_dictionaries=False
        ).convert
    finally:
        os.unlink(path)  # noqa: PTH108
    return convert


def _placed(part: object, share: Path, own: list[object]) -> object:
    """A part of a plan with whole paths, and newsclip's dictionaries before the phrases."""
    if isinstance(part, list):
        rows = [_placed(item, share, own) for item in part]
        has_phrases = any(isinstance(row, dict) and row.get("file") == _PHRASES for row in part)
        return [*own, *rows] if has_phrases else rows
    if not isinstance(part, dict):
        return part
    return {
        key: str(share / value) if key == "file" else _placed(value, share, own)
        for key, value in part.items()
    }


@cache
def _entries() -> dict[str, str]:
    """The patterns as entries of a dictionary."""
    return dict(_expanded())


def _expanded() -> Iterator[tuple[str, str]]:
    found = [
        (before, text, after, right)
        for pattern in patterns()
        for text, right in zip(pattern.text, pattern.right, strict=True)
        for before, after in product(pattern.before, pattern.after)
    ]
    convert = converter("s2t", rare=False)
    # Neighbours in one go; none of them has a line end but as a border, which is no word.
    words = [word for row in found for word in (row[0], row[2])]
    formed = convert("\n".join(" " if word == "\n" else word for word in words)).split("\n")
    for n, (before, text, after, right) in enumerate(found):
        lead = before if before == "\n" else formed[2 * n]
        yield before + text + after, lead + right + formed[2 * n + 1]


def guiding_word(text: str, place: int) -> str | None:
    """The longest word or pattern of newsclip that covers a place of a Simplified text, if any."""
    words = _all_words()
    spans = (
        text[start:end]
        for start in range(max(0, place - _LONGEST_WORD + 1), place + 1)
        for end in range(place + 1, min(len(text), start + _LONGEST_WORD) + 1)
    )
    found = [span for span in spans if span in words]
    return max(found, key=len).strip(_BORDERS) if found else None


@cache
def _all_words() -> frozenset[str]:
    rows = (_DATA / "hans_words.txt").read_text(encoding="utf-8").split("\n")
    return frozenset([row.partition("\t")[0] for row in rows if row]) | frozenset(_entries())
