"""``newsclip strip``: lines labelled, with the reason."""

from __future__ import annotations

from functools import partial

from newsclip.cli.batch import console_of, process
from newsclip.cli.flags import Choices, Keeping, Learning, Rules, Shared
from newsclip.cli.stages import rule_set, twice


def strip(
    shared: Shared, rules: Rules, learning: Learning, keeping: Keeping, choices: Choices
) -> int:
    """Label what is not the article: menus, adverts, logins, footers.

    Headlines, bylines, dates, credits and keywords go into fields of their own. What goes from the
    text stays in trace.removed with its rule.

    Examples:
      newsclip strip page.txt -f text
      newsclip strip page.txt --rules my-paper.toml
      newsclip strip scraped/ --learned -o stripped.jsonl
    """
    from newsclip.stages.strip import strip as stage  # noqa: PLC0415 - once the flags are read

    in_force = rule_set(rules, console_of(shared.messages))
    made = partial(
        stage,
        rules=in_force,
        keep_threshold=keeping.threshold,
        captions=choices.captions,
        tables=choices.tables,
    )
    return process(shared, [made()], source=twice(learning, in_force, made))
