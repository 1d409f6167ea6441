"""``newsclip repair``: damage mended, each change written down."""

from __future__ import annotations

from newsclip.cli.batch import process
from newsclip.cli.flags import Explaining, Repairs, Shared
from newsclip.cli.stages import repair_stage


def repair(shared: Shared, repairs: Repairs, explaining: Explaining) -> int:
    """Mend pinyin notes, hard wraps, printed pages and broken characters.

    Each repair has a gate of its own and leaves a sound file alone. Every change stands in
    trace.edits; --explain shows them.

    Examples:
      newsclip repair page.txt -f text
      newsclip repair page.txt --only clean,pinyin
      newsclip repair page.txt --explain
    """
    if not explaining.explain:
        return process(shared, [repair_stage(repairs)])
    from newsclip.cli.explain import EXPLAINED  # noqa: PLC0415 - only for people

    return process(shared, [repair_stage(repairs)], form=EXPLAINED)
