"""OpenCC, loaded when a text needs it: one converter a configuration."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Final

from newsclip.errors import UsageError

CONFIGS: Final = (
    "s2t", "t2s", "s2tw", "tw2s", "s2hk", "hk2s", "s2twp", "tw2sp", "s2hkp", "hk2sp", "t2tw",
    "tw2t", "t2hk", "hk2t", "t2jp", "jp2t",
)  # fmt: skip
# UTF-8 has none of them, and OpenCC raises on one.
_SURROGATE: Final = re.compile("([\ud800-\udfff]+)")


def convert_with_config(text: str, config: str, *, rare: bool = True) -> str:
    """The text as OpenCC's configuration ``config`` converts it, all of it, without any gate.

    Without ``rare``, dictionaries whose results many fonts lack are off, as in OpenCC's own
    command. Lone surrogates stay where they are. Raises UsageError for an unknown configuration.
    """
    if config not in CONFIGS:
        raise UsageError(
            f"unknown OpenCC configuration {config!r}", hint=f"choose one of {', '.join(CONFIGS)}"
        )
    if not text or text.isascii():
        return text
    opencc = _converter(config, rare)
    if not _SURROGATE.search(text):
        return opencc(text)
    pieces = _SURROGATE.split(text)
    return "".join(piece if n % 2 or not piece else opencc(piece) for n, piece in enumerate(pieces))


@cache
def _converter(config: str, rare: bool) -> Callable[[str], str]:
    # Loading a configuration takes up to 80 ms; text that needs none must not wait for it.
    from opencc import OpenCC  # noqa: PLC0415

    convert: Callable[[str], str] = OpenCC(config, include_tofu_risk_dictionaries=rare).convert
    return convert
