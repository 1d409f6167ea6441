"""Strip: label each line as text, field or furniture, with the reason; nothing is deleted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Literal

import msgspec

from newsclip.errors import RecordError
from newsclip.knowledge.features import is_prose
from newsclip.knowledge.judge import KEEP_THRESHOLD
from newsclip.record import TEXT_ROLES, Label, Line, Record

if TYPE_CHECKING:
    from newsclip.knowledge.learn import Learned
    from newsclip.knowledge.rules import Hit, RuleSet
    from newsclip.pipeline import Stage


Captions = Literal["keep", "field", "drop"]
Tables = Literal["keep", "drop"]


class Wanted(msgspec.Struct, frozen=True):
    """What stays in the text, where that is a matter of taste."""

    keep_threshold: float = KEEP_THRESHOLD
    captions: Captions = "field"
    tables: Tables = "keep"

    @property
    def options(self) -> dict[str, object]:
        """The choices that are not the usual ones, by name."""
        usual = Wanted()
        return {
            name: value
            for name, value in msgspec.structs.asdict(self).items()
            if value != getattr(usual, name)
        }

    @property
    def is_usual(self) -> bool:
        """Whether each line's label is as it is wanted."""
        return self.captions == "field" and self.tables == "keep"

    def label(self, line: Line, label: Label) -> Label:
        """The label of a line as it is wanted."""
        if label.role == "caption" and self.captions == "keep":
            return Label("body")
        if label.role == "caption" and self.captions == "drop":
            return Label("noise", label.rule, label.evidence, label.score)
        is_cell = line.block is not None and line.block.depth > 0 and line.block.kind == "table"
        # Whole articles stand in tables that only lay out a page.
        if (
            is_cell
            and self.tables == "drop"
            and label.role in TEXT_ROLES
            and not is_prose(line.text)
        ):
            return Label("noise", "html/table")
        return label


def strip(
    *,
    rules: RuleSet | None = None,
    learned: Learned | None = None,
    keep_threshold: float = KEEP_THRESHOLD,
    captions: Captions = "field",
    tables: Tables = "keep",
) -> Stage:
    """A stage that labels the lines of a record: text, field, or one of the dropped roles.

    Lines that have a label keep it. ``rules`` defaults to the rules that newsclip ships and the
    user's own; ``learned`` names what repeats in the files of a site, where no rule says anything.
    What nothing names is kept from a chance of ``keep_threshold`` of being text on, 0 to 1.
    ``captions`` go to their field, stay in the text or are dropped, ``tables`` of HTML stay or are
    dropped.
    The stage raises RecordError for a record without its trace.
    """
    if rules is None:
        from newsclip.knowledge.rules import load_rules  # noqa: PLC0415

        rules = load_rules()
    return partial(_strip, rules, learned, Wanted(keep_threshold, captions, tables))


def _strip(
    rules: RuleSet, learned: Learned | None, wanted: Wanted, record: Record
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

    labels = judge(record.lines, match, keep_threshold=wanted.keep_threshold, title=record.title)
    if not wanted.is_usual:
        labels = [wanted.label(*pair) for pair in zip(record.lines, labels, strict=True)]
    lines = tuple(
        line if label is line.label else Line(line.first, line.last, line.text, line.block, label)
        for line, label in zip(record.lines, labels, strict=True)
    )
    options: dict[str, object] = {} if learned is None else {"learned": True}
    yield record.replace(lines=lines).with_step("strip", **options, **wanted.options)
