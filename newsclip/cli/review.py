"""``newsclip review``: what goes and why, on a terminal or in a pipe."""

from __future__ import annotations

import sys

from newsclip.cli.batch import Batch
from newsclip.cli.clip import recipe
from newsclip.cli.flags import Inputs, Messages, Recipe, Rules
from newsclip.cli.pager import paged
from newsclip.cli.stages import rule_set


def review(inputs: Inputs, messages: Messages, rules: Rules) -> int:
    """Show what goes and why, line by line.

    Every line has its number; - marks what goes, = what goes into a field, and the right margin
    says which rule took it. Repairs are shown as old and new. Long output goes through $PAGER.

    Examples:
      newsclip review page.txt
      newsclip review page.txt --rules my-paper.toml
    """
    batch = Batch(inputs, messages)
    stages = recipe(rule_set(rules, batch.console), Recipe())
    with paged(sys.stdout) as page:
        for record in batch.records(stages):
            page.show(record)
    return batch.exit_code
