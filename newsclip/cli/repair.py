"""``newsclip repair``: damage mended, each change written down."""

from __future__ import annotations

from newsclip.cli.batch import process
from newsclip.cli.flags import Repairs, Shared
from newsclip.cli.stages import repair_stage


def repair(shared: Shared, repairs: Repairs) -> int:
    """Mend pinyin notes, hard wraps and broken characters.

    Each repair has a gate of its own and leaves a sound file alone. Every change stands in
    trace.edits.

    Examples:
      newsclip repair page.txt -f text
      newsclip repair page.txt --only clean,pinyin
    """
    return process(shared, [repair_stage(repairs)])
