"""Texts through OpenCC, piece by piece where it would fail."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from newsclip.errors import UsageError
from newsclip.knowledge.converters import CONFIGS, converter, guided_converter

# OpenCC raises on a lone surrogate, and some configurations end a text at a NUL.
_UNFIT: Final = re.compile("([\0\ud800-\udfff]+)")
_FROM_HANS: Final = "s2"


def convert_with_config(text: str, config: str, *, rare: bool = True) -> str:
    """The text as OpenCC's configuration ``config`` converts it, all of it, without any gate.

    Without ``rare``, dictionaries whose results many fonts lack are off, as in OpenCC's own
    command. Lone surrogates and NUL stay where they are. Raises UsageError for an unknown
    configuration.
    """
    if config not in CONFIGS:
        raise UsageError(
            f"unknown OpenCC configuration {config!r}", hint=f"choose one of {', '.join(CONFIGS)}"
        )
    if text.isascii():
        return text
    return _in_pieces(text, converter(config, rare))


def convert_with_words(text: str, config: str) -> str:
    """The text as a configuration or plan converts it, with newsclip's words and patterns."""
    if text.isascii():
        return text
    if config.startswith(_FROM_HANS):
        return _in_pieces("\n" + text, guided_converter(config))[1:]
    return _in_pieces(text, guided_converter(config))


def _in_pieces(text: str, convert: Callable[[str], str]) -> str:
    if not _UNFIT.search(text):
        return convert(text)
    pieces = _UNFIT.split(text)
    return "".join(
        piece if n % 2 or not piece else convert(piece) for n, piece in enumerate(pieces)
    )
