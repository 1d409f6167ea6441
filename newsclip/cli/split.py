"""``newsclip split``: one record an article."""

from __future__ import annotations

from newsclip.cli.batch import console_of, process
from newsclip.cli.flags import Rules, Shared
from newsclip.cli.stages import rule_set


def split(shared: Shared, rules: Rules) -> int:
    """Cut files into articles, one record each.

    Alone it cuts and drops nothing; behind strip it knows what the lines are. A form feed on a
    line of its own is a sure cut.

    Examples:
      newsclip split page.txt -f text
      newsclip strip scraped/ | newsclip split -o articles.jsonl
    """
    from newsclip.stages.split import split as stage  # noqa: PLC0415 - once the flags are read

    return process(shared, [stage(rules=rule_set(rules, console_of(shared.messages)))])
