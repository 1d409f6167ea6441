"""OpenCC's converters, one a configuration, loaded when a text needs it.

They come in two kinds: as OpenCC ships them, and with the words and patterns of newsclip in front
of its phrases. Both run in OpenCC itself, which takes the longest entry of the dictionaries of a
union from the left, and the first dictionary's where several have one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Final

import msgspec

from newsclip.knowledge.region_words import to_mainland, to_taiwan

CONFIGS: Final = (
    "s2t", "t2s", "s2tw", "tw2s", "s2hk", "hk2s", "s2twp", "tw2sp", "s2hkp", "hk2sp", "t2tw",
    "tw2t", "t2hk", "hk2t", "t2jp", "jp2t",
)  # fmt: skip
_DATA: Final = Path(__file__).parent / "data"
_PHRASES: Final = "STPhrases.ocd2"
_TAIWAN_WORDS: Final = "TWPhrases.ocd2"
_MAINLAND_WORDS: Final = "TWPhrasesRev.ocd2"
_HONG_KONG_WORDS: Final = "HKPhrasesRev.ocd2"
_CONFIG: Final = ("conversion_chain", "normalization")
# Cutting a text into words before it is converted takes half of the time. The conversion itself
# takes the longest word from the left, and so finds the same ones; only the words of a region,
# which come in a second step, would be found across the borders of those of the first.
_CUTS: Final = "segmentation"
_LONGEST_WORD: Final = 8
# Plans for Traditional text that may be from anywhere: what stands in front of one of OpenCC's, and
# what is looked at after its words. Text from Hong Kong, too, has 著 for 着 and 裡 for 裏.
_KEPT: Final = {"么": "么"}  # It is 幺 in Taiwan only, and 麼 elsewhere.
_HONG_KONG: Final = ("HKVariantsRevPhrases.ocd2", "HKVariantsRev.ocd2")
_FROM_ANYWHERE: Final = {
    "any2s": ("tw2s", _KEPT, _HONG_KONG),
    "any2sp": ("tw2sp", _KEPT, _HONG_KONG),
    "anytw2s": ("tw2s", {}, _HONG_KONG),
    "anytw2sp": ("tw2sp", {}, _HONG_KONG),
    "anyhk2sp": ("tw2sp", _KEPT, (_HONG_KONG_WORDS, *_HONG_KONG)),
}
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
    """The converter of a configuration, guided by the words and patterns of newsclip.

    Besides OpenCC's there are ``any2s``, ``any2sp``, ``anytw2s``, ``anytw2sp`` and ``anyhk2sp``,
    for Traditional text from Taiwan, Hong Kong or both. Rare dictionaries are off, and so is the
    segmentation where it changes nothing. A Simplified text should begin with a line end, for
    patterns at its start.
    """
    # Text in no need of words must not wait for these, either.
    import json  # noqa: PLC0415
    import tempfile  # noqa: PLC0415

    import opencc  # noqa: PLC0415

    base, kept, others = _FROM_ANYWHERE.get(config, (config, {}, ()))
    share = Path(opencc.__file__).parent / "clib" / "share" / "opencc"
    plan = json.loads((share / f"{base}.json").read_text(encoding="utf-8"))
    wanted = (*_CONFIG, _CUTS) if base.endswith("p") else _CONFIG
    plan = {key: part for key, part in plan.items() if key in wanted}
    if _CUTS in plan:
        words = [_dictionary(name) for name in others if name == _HONG_KONG_WORDS]
        plan[_CUTS]["dict"] = _group("union", [*_whole_words(base), *words, plan[_CUTS]["dict"]])
    if others:
        more = [_dictionary(name) for name in others]
        first = plan["conversion_chain"][0]
        before = [_inline(kept)] if kept else []
        first["dict"] = _group("short_circuit", [*before, first["dict"], *more])
    plan = {"name": config} | {key: _placed(part, share) for key, part in plan.items()}
    # OpenCC takes a plan from a file only.
    handle, path = tempfile.mkstemp(suffix=".json")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(plan, file, ensure_ascii=False)
        convert: Callable[[str], str] = opencc.OpenCC(
            path, include_tofu_risk_dictionaries=False
        ).convert
    finally:
        os.unlink(path)  # noqa: PTH108
    return convert


@cache
def _regional(file: str) -> dict[str, str]:
    """The entries that stand in front of OpenCC's words of a region."""
    to_standard = converter("tw2t", rare=False)
    return to_taiwan(to_standard) if file == _TAIWAN_WORDS else to_mainland(to_standard)


def _whole_words(config: str) -> list[object]:
    """Dictionaries of the words of regions, for these must not be cut into words."""
    if not config.startswith("s2"):
        return [_inline(_regional(_MAINLAND_WORDS)), _dictionary(_MAINLAND_WORDS)]
    found = converter("t2s", rare=False)("\n".join(_regional(_TAIWAN_WORDS))).split("\n")
    return [_inline(dict(zip(found, found, strict=True)))]


def _placed(part: object, share: Path) -> object:
    """A part of a plan with whole paths, and newsclip's dictionaries before OpenCC's words."""
    if isinstance(part, list):
        rows = [_placed(item, share) for item in part]
        if not any(isinstance(row, dict) and row.get("file") == _PHRASES for row in part):
            return rows
        return [_inline(_entries()), _dictionary(_DATA / "hans_words.txt", "text"), *rows]
    if not isinstance(part, dict):
        return part
    file = part.get("file")
    if file is None:
        return {key: _placed(value, share) for key, value in part.items()}
    found = {**part, "file": str(share / file)}
    if file not in {_TAIWAN_WORDS, _MAINLAND_WORDS}:
        return found
    return _group("union", [_inline(_regional(file)), found])


def _inline(entries: dict[str, str]) -> dict[str, object]:
    return {"type": "inline", "entries": entries}


def _dictionary(path: Path | str, kind: str = "ocd2") -> dict[str, object]:
    return {"type": kind, "file": str(path)}


def _group(policy: str, rows: list[object]) -> dict[str, object]:
    return {"type": "group", "match_policy": policy, "dicts": rows}


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
