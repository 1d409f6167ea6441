"""``newsclip clip``: all stages in order."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated

import msgspec
from typer import Option

from newsclip.cli.batch import console_of, process
from newsclip.cli.flags import Nightly, Recipe, Rules, Shared
from newsclip.cli.stages import convert_stage, detect_stage, repair_stage, rule_set, twice
from newsclip.errors import UsageError
from newsclip.pipeline import Stage

if TYPE_CHECKING:
    from newsclip.knowledge.rules import RuleSet


class Place(msgspec.Struct, frozen=True):
    """Whether files become their articles."""

    in_place: Annotated[
        bool,
        Option(
            "--in-place",
            help="Put the text of the article in the place of its file, and leave FILE.orig as it "
            "was. Plain text with one article only.",
        ),
    ] = False


def clip(shared: Shared, rules: Rules, flags: Recipe, nightly: Nightly, place: Place) -> int:
    """Scraped files in, clean single articles out: all stages in order.

    The same as newsclip read | repair | strip | split | detect, and convert with --to.

    Examples:
      newsclip clip scraped/ -o clips.jsonl
      newsclip clip page.txt -f markdown
      newsclip clip scraped/ --learned -o clips.jsonl
      newsclip clip scraped/ --to zh-Hans | jq -r .title
      newsclip clip scraped/ --state clips.db -o clips.jsonl -q
      newsclip clip draft.txt --in-place
    """
    if nightly != Nightly():
        if place.in_place:
            raise UsageError("--in-place with --state", hint="leave one out")
        from newsclip.cli.nightly import keep  # noqa: PLC0415 - once it is wanted

        return keep(shared, rules, flags, nightly)
    in_force = rule_set(rules, console_of(shared.messages))
    stages = recipe(in_force, flags)
    if place.in_place:
        if flags.learning.learned:
            raise UsageError("--in-place with --learned", hint="leave one out")
        from newsclip.cli.in_place import clip_in_place  # noqa: PLC0415 - once it is wanted

        return clip_in_place(shared, stages)
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
    from newsclip.stages.split import split  # noqa: PLC0415 - once the flags are read

    convert = convert_stage(flags.target)
    stages = [
        repair_stage(flags.repairs),
        strip_stage(in_force, flags)(),
        split(rules=in_force),
        detect_stage(flags.identifying),
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
