"""Strip: label each line as text, field or furniture, with the reason; nothing is deleted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from newsclip.errors import RecordError
from newsclip.knowledge.judge import KEEP_THRESHOLD
from newsclip.record import Record

if TYPE_CHECKING:
    from newsclip.knowledge.learn import Learned
    from newsclip.knowledge.rules import Hit, RuleSet
    from newsclip.pipeline import Stage


def strip(
    *,
    rules: RuleSet | None = None,
    learned: Learned | None = None,
    keep_threshold: float = KEEP_THRESHOLD,
) -> Stage:
    """A stage that labels the lines of a record: text, field, or one of the dropped roles.

    Lines that have a label keep it. ``rules`` defaults to the rules that newsclip ships and the
    user's own; ``learned`` names what repeats in the files of a site, where no rule says anything.
    What nothing names is kept from a chance of ``keep_threshold`` of being text on, 0 to 1.
    The stage raises RecordError for a record without its trace.
    """
    if rules is None:
        from newsclip.knowledge.rules import load_rules  # noqa: PLC0415

        rules = load_rules()
    return partial(_strip, rules, learned, keep_threshold)


def _strip(
    rules: RuleSet, learned: Learned | None, keep_threshold: float, record: Record
) -> Iterable[Record]:
    from newsclip.knowledge.judge import judge  # noqa: PLC0415
    from newsclip.knowledge.rules import address_of  # noqa: PLC0415

    if record.slim:
        raise RecordError(
            "strip needs the record's trace, which --slim left out", path=record.source.path
        )

    def match(texts: Sequence[str]) -> Sequence[Hit | None]:
        hits = rules.match(texts, url=address_of(record))
        return hits if learned is None else learned.filled(hits, texts, record)

    labels = judge(record.lines, match, keep_threshold=keep_threshold)
    lines = tuple(
        msgspec.structs.replace(line, label=label)
        for line, label in zip(record.lines, labels, strict=True)
    )
    options: dict[str, bool | float] = {} if learned is None else {"learned": True}
    if keep_threshold != KEEP_THRESHOLD:
        options["keep_threshold"] = keep_threshold
    yield record.replace(lines=lines).with_step("strip", **options)
