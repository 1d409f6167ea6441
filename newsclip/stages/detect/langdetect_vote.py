"""langdetect as a voter between some languages, and as the only one."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

# Its names of languages, where ours differ.
_ITS_NAMES: Final = {"nb": "no"}
# Unseeded, it draws other n-grams in each process and changes its mind.
_SEED: Final = 0


class Ballot(msgspec.Struct, frozen=True):
    """The language that langdetect finds likeliest, and how likely, 0 to 1."""

    language: str
    chance: float


def knows(language: str) -> bool:
    """Whether langdetect has a profile of a language."""
    return _ITS_NAMES.get(language, language) in _profiles()


def vote(text: str, among: Collection[str]) -> Ballot | None:
    """The likeliest of some languages that it knows, with their profiles only; None if it is mute.

    The answer depends on the arguments alone, not on what was asked before.
    """
    theirs = {_ITS_NAMES.get(language, language): language for language in among}
    found = _ask(text, tuple(sorted(theirs)))
    return Ballot(theirs[found.language], found.chance) if found else None


def raw_answer(text: str) -> Ballot | None:
    """What it says of a text by itself, in its own names; None if it is mute."""
    return _ask(text, tuple(sorted(_profiles())))


def _ask(text: str, names: tuple[str, ...]) -> Ballot | None:
    detector = _factory(names).create()
    detector.append(text)
    try:
        found = detector.get_probabilities()
    except LangDetectException:
        return None
    return Ballot(found[0].lang, min(1.0, found[0].prob)) if found else None


@lru_cache(maxsize=1)
def _profiles() -> frozenset[str]:
    return frozenset(path.name for path in Path(PROFILES_DIRECTORY).iterdir())


@lru_cache(maxsize=64)
def _factory(names: tuple[str, ...]) -> DetectorFactory:
    """A factory that knows these languages only: they alone can win, and load fast."""
    factory = DetectorFactory()
    factory.seed = _SEED
    factory.load_json_profile([_profile(name) for name in names])
    return factory


@lru_cache(maxsize=64)
def _profile(name: str) -> str:
    return (Path(PROFILES_DIRECTORY) / name).read_text(encoding="utf-8")
