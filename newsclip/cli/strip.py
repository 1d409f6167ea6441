"""``newsclip strip``: lines labelled, with the reason."""

from __future__ import annotations

from newsclip.cli.batch import console_of, process
from newsclip.cli.flags import Rules, Shared
from newsclip.cli.stages import rule_set


def strip(shared: Shared, rules: Rules) -> int:
    """Label what is not the article: menus, adverts, logins, footers.

    Headlines, bylines, dates, credits and keywords go into fields of their own. What goes from the
    text stays in trace.removed with its rule.

    Examples:
      newsclip strip page.txt -f text
      newsclip strip page.txt --rules my-paper.toml
    """
    from newsclip.stages.strip import strip as stage  # noqa: PLC0415 - once the flags are read

    return process(shared, [stage(rules=rule_set(rules, console_of(shared.messages)))])
