"""``newsclip convert``: Chinese text in another script."""

from __future__ import annotations

from newsclip.cli.batch import process
from newsclip.cli.flags import Explaining, Shared, Target
from newsclip.cli.stages import convert_stage
from newsclip.errors import UsageError


def convert(shared: Shared, target: Target, explaining: Explaining) -> int:
    """Convert Chinese text from one script to another.

    Text that is in the wanted script already stays as it is. Addresses, code, Japanese and Korean
    are never touched.

    Examples:
      newsclip convert page.txt --to zh-Hans -f text
      newsclip convert page.txt --to zh-Hant-TW --explain
      newsclip clip scraped/ | newsclip convert --to zh-Hant-TW --phrases
    """
    stage = convert_stage(target)
    if stage is None:
        raise UsageError("--to is missing", hint="add --to zh-Hans, zh-Hant, zh-Hant-TW or -HK")
    if not explaining.explain:
        return process(shared, [stage])
    from newsclip.cli.explain import EXPLAINED, Mapped  # noqa: PLC0415 - only for people

    return process(shared, [Mapped(stage, target.to)], form=EXPLAINED)
