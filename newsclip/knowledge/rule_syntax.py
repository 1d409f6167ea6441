"""The parts of a pattern of RE2 as the modules that read patterns tell them apart."""

from __future__ import annotations

import re
from typing import Final

COUNT: Final = re.compile(r"\{(\d+)(,?)(\d*)\}")
UNICODE: Final = r"\\[pP](?:\{[^}]*\}|.)"
CLASS: Final = re.compile(rf"\[\^?\]?(?:{UNICODE}|\\x\{{[^}}]*\}}|\\.|\[:\^?\w+:\]|[^\]\\])*\]")
ESCAPE: Final = re.compile(
    rf"{UNICODE}|\\(?:(?P<sign>[^\w\s])|(?P<border>[bBAz])|x(?P<code>\{{[^}}]*\}}|[0-9a-f]{{2}})|.)"
)
OPENING: Final = re.compile(r"\((?:\?:|\?P?<\w+>)?")
