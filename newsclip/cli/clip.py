"""``newsclip clip``: all stages in order."""

from __future__ import annotations

from newsclip.cli.batch import console_of, process
from newsclip.cli.console import Console
from newsclip.cli.flags import Repairs, Rules, Shared, Target
from newsclip.cli.stages import convert_stage, repair_stage, rule_set
from newsclip.pipeline import Stage


def clip(shared: Shared, repairs: Repairs, rules: Rules, target: Target) -> int:
    """Scraped files in, clean single articles out: all stages in order.

    The same as newsclip read | repair | strip | split | detect, and convert with --to.

    Examples:
      newsclip clip scraped/ -o clips.jsonl
      newsclip clip page.txt -f markdown
      newsclip clip scraped/ --to zh-Hans | jq -r .title
    """
    return process(shared, recipe(console_of(shared.messages), repairs, rules, target))


def recipe(console: Console, repairs: Repairs, rules: Rules, target: Target) -> list[Stage]:
    """The stages of ``clip``, with the flags of each forwarded to it."""
    from newsclip.stages.detect import detect  # noqa: PLC0415 - once the flags are read
    from newsclip.stages.split import split  # noqa: PLC0415
    from newsclip.stages.strip import strip  # noqa: PLC0415

    convert = convert_stage(target)
    in_force = rule_set(rules, console)
    stages = [repair_stage(repairs), strip(rules=in_force), split(rules=in_force), detect()]
    return stages if convert is None else [*stages, convert]
