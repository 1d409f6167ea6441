"""``newsclip review``: what goes and why, on a terminal, in a pipe, or as a page for editors."""

from __future__ import annotations

import sys
from typing import Annotated

import msgspec
from typer import Option

from newsclip.cli.batch import Batch, deliver, target_of
from newsclip.cli.flags import Inputs, Messages, Rules
from newsclip.cli.pager import paged
from newsclip.cli.reviewing import Looking, looked_with, reviewed, stages_of
from newsclip.cli.stages import rule_set
from newsclip.reading.walk import is_read
from newsclip.writing.output import refuse_input


class PageOutput(msgspec.Struct, frozen=True):
    """Where the review page goes."""

    output: Annotated[
        str | None,
        Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write a page to FILE, to decide on in a browser; see newsclip apply.",
        ),
    ] = None


def review(
    inputs: Inputs, page: PageOutput, looking: Looking, rules: Rules, messages: Messages
) -> int:
    """Show what goes and why, line by line.

    Every line has its number; - marks what goes, = what goes into a field, and the right margin
    says which rule took it. Repairs are shown as old and new. Long output goes through $PAGER.
    With -o it is one HTML file that works without a network, in which lines can be put back or
    dropped, articles cut and titles changed.

    Examples:
      newsclip review page.txt
      newsclip review page.txt --rules my-paper.toml
      newsclip review scraped/ -o review.html
    """
    batch = Batch(inputs, messages, output=page.output)
    target = target_of(page.output)
    if target is not None:
        refuse_input(target, batch.paths, is_read=lambda path: is_read(path, batch.options))
    recipe = looked_with(inputs, looking, rules)
    stages, convert = stages_of(recipe, rule_set(rules, batch.console))
    found = reviewed(batch, stages, convert)
    if page.output is not None:
        from newsclip.writing.page import write_page  # noqa: PLC0415 - once it is wanted

        deliver(write_page(found, recipe), target)
        return batch.exit_code
    with paged(sys.stdout) as sheets:
        for source in found:
            for article, converted in zip(source.articles, source.converted, strict=True):
                sheets.show(article, converted)
    return batch.exit_code
