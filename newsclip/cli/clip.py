"""``newsclip clip``: all stages in order."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from newsclip.cli.batch import console_of, process
from newsclip.cli.flags import Recipe, Rules, Shared
from newsclip.cli.stages import convert_stage, repair_stage, rule_set, twice
from newsclip.pipeline import Stage

if TYPE_CHECKING:
    from newsclip.knowledge.rules import RuleSet


def clip(shared: Shared, rules: Rules, flags: Recipe) -> int:
    """Scraped files in, clean single articles out: all stages in order.

    The same as newsclip read | repair | strip | split | detect, and convert with --to.

    Examples:
      newsclip clip scraped/ -o clips.jsonl
      newsclip clip page.txt -f markdown
      newsclip clip scraped/ --learned -o clips.jsonl
      newsclip clip scraped/ --to zh-Hans | jq -r .title
    """
    in_force = rule_set(rules, console_of(shared.messages))
    stages = recipe(in_force, flags)
    # The second one is strip.
    source = twice(
        flags.learning,
        in_force,
        strip_stage(in_force, flags),
        before=stages[:1],
        after=stages[2:],
    )
    return process(shared, stages, source=source)


def recipe(in_force: RuleSet, flags: Recipe) -> list[Stage]:
    """The stages of ``clip``, with the flags of each forwarded to it."""
    from newsclip.stages.detect import detect  # noqa: PLC0415 - once the flags are read
    from newsclip.stages.split import split  # noqa: PLC0415

    convert = convert_stage(flags.target)
    stages = [
        repair_stage(flags.repairs),
        strip_stage(in_force, flags)(),
        split(rules=in_force),
        detect(),
    ]
    return stages if convert is None else [*stages, convert]


def strip_stage(in_force: RuleSet, flags: Recipe) -> Callable[..., Stage]:
    """What makes the ``strip`` of ``clip``; it can still be told what was ``learned``."""
    from newsclip.stages.strip import strip  # noqa: PLC0415

    return partial(
        strip,
        rules=in_force,
        keep_threshold=flags.keeping.threshold,
        captions=flags.choices.captions,
        tables=flags.choices.tables,
    )
