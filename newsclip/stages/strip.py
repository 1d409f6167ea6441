"""Strip: label each line as text, field or furniture, with the reason; nothing is deleted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from newsclip.errors import RecordError
from newsclip.record import Record

if TYPE_CHECKING:
    from newsclip.knowledge.rules import Hit, RuleSet
    from newsclip.pipeline import Stage


def strip(*, rules: RuleSet | None = None) -> Stage:
    """A stage that labels the lines of a record: text, field, or one of the dropped roles.

    Lines that have a label keep it. ``rules`` defaults to the rules that newsclip ships and the
    user's own. The stage raises RecordError for a record without its trace.
    """
    if rules is None:
        from newsclip.knowledge.rules import load_rules  # noqa: PLC0415

        rules = load_rules()
    return partial(_strip, rules)


def _strip(rules: RuleSet, record: Record) -> Iterable[Record]:
    from newsclip.knowledge.judge import judge  # noqa: PLC0415

    if record.slim:
        raise RecordError(
            "strip needs the record's trace, which --slim left out", path=record.source.path
        )

    def match(texts: Sequence[str]) -> Sequence[Hit | None]:
        return rules.match(texts, url=record.url)

    labels = judge(record.lines, match)
    lines = tuple(
        msgspec.structs.replace(line, label=label)
        for line, label in zip(record.lines, labels, strict=True)
    )
    yield record.replace(lines=lines).with_step("strip")
