"""Words of Taiwan and the mainland, in front of OpenCC's lists of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

_FILE: Final = Path(__file__).parent / "data" / "region_words.toml"


class RegionWords(msgspec.Struct, frozen=True):
    """Words as written in Taiwan: ``forms`` is what each becomes, itself where it stays.

    ``proofs`` are sentences and what becomes of them, from script to script.
    """

    forms: Mapping[str, str]
    proofs: Mapping[str, str]


@cache
def region_words(region: str) -> RegionWords:
    """The words for text that goes to ``taiwan`` or to ``mainland``."""
    # Text in no need of words must not wait for these.
    import tomllib  # noqa: PLC0415

    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))[region]
    pairs = [pair.partition("=") for pair in data["words"].split()]
    forms = {word: word for word in data["stay"].split()}
    return RegionWords(forms | {word: form for word, _, form in pairs}, data["proofs"])


def to_taiwan(plain: Callable[[str], str]) -> dict[str, str]:
    """Entries of a dictionary from OpenCC's standard form to Taiwan's.

    ``plain`` brings a text from the second to the first.
    """
    forms = region_words("taiwan").forms
    return dict(zip(_each(forms, plain), forms.values(), strict=True))


def to_mainland(plain: Callable[[str], str]) -> dict[str, str]:
    """Entries of a dictionary from either form to OpenCC's standard one."""
    forms = region_words("mainland").forms
    found = _each(forms.values(), plain)
    entries = dict(zip(_each(forms, plain), found, strict=True))
    return entries | dict(zip(forms, found, strict=True))


def _each(words: Iterable[str], plain: Callable[[str], str]) -> list[str]:
    return plain("\n".join(words)).split("\n")
