"""Sentences in several scripts, and records of lines that are converted."""

from __future__ import annotations

from newsclip.record import Line, Record, Source
from newsclip.stages.convert import (
    convert,
)

HANS = "董事会提出了新的计划，干部随后离开会议室，没有多说。"


HANT = "董事會提出了新的計劃，幹部隨後離開會議室，沒有多說。"


JAPANESE = "会社は火曜日、新しい計画を発表した。"


KOREAN = "政府는 來年 豫算案을 發表했다."


def record(*lines: Line, **changes: object) -> Record:
    source = Source("a.txt", None, "text/plain", "utf-8", "0" * 64, 1, len(lines), 0)
    made = Record(type="document", id=f"{'0' * 24}:1-{len(lines)}", source=source, lines=lines)
    return made.replace(**changes)


def converted(made: Record, to: str, *, phrases: bool = False) -> Record:
    (result,) = convert(to=to, phrases=phrases)(made)
    return result
