"""What a review looks at: sources through the stages of ``clip``, before convert and after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

import msgspec

from newsclip.cli.batch import Batch
from newsclip.cli.flags import Inputs, Keeping, Repairs, Rules, Target
from newsclip.cli.stages import convert_stage, repair_stage
from newsclip.knowledge.decisions import Recipe
from newsclip.pipeline import Stage
from newsclip.record import Label, Record
from newsclip.writing.page.data import Reviewed

if TYPE_CHECKING:
    from newsclip.knowledge.rules import RuleSet


class Looking(msgspec.Struct, frozen=True):
    """The flags of the stages whose work is reviewed."""

    repairs: Repairs = Repairs()
    keeping: Keeping = Keeping()
    target: Target = Target()


def looked_with(inputs: Inputs, looking: Looking, rules: Rules) -> Recipe:
    """The flags of a review as its decisions carry them."""
    return Recipe(
        form=inputs.form,
        encoding=inputs.encoding,
        only=looking.repairs.only,
        skip=looking.repairs.skip,
        keep_threshold=looking.keeping.threshold,
        to=looking.target.to,
        phrases=looking.target.phrases,
        rules=tuple(rules.files),
        no_user_rules=rules.no_user,
    )


def stages_of(recipe: Recipe, in_force: RuleSet) -> tuple[list[Stage], Stage | None]:
    """The stages up to ``split``, and ``convert`` where it is wanted; ``detect`` stands between."""
    from newsclip.stages.split import split  # noqa: PLC0415 - once the flags are read
    from newsclip.stages.strip import strip  # noqa: PLC0415

    stages = [
        repair_stage(Repairs(only=recipe.only, skip=recipe.skip)),
        strip(rules=in_force, keep_threshold=recipe.keep_threshold),
        split(rules=in_force),
    ]
    return stages, convert_stage(Target(to=recipe.to, phrases=recipe.phrases))


def reviewed(batch: Batch, stages: list[Stage], convert: Stage | None) -> Iterator[Reviewed]:
    """The sources of a call as articles, in order, before ``convert`` and after it."""
    from newsclip.stages.detect import detect  # noqa: PLC0415

    for _, records in groupby(batch.records([*stages, detect()]), source_of):
        articles = tuple(records)
        if convert is None:
            yield Reviewed(articles, articles, articles)
            continue
        after = tuple(_through(batch, article, convert) for article in articles)
        pairs = zip(articles, after, strict=True)
        shown = tuple(_with_every_line(batch, one, done, convert) for one, done in pairs)
        yield Reviewed(articles, after, shown)


def source_of(record: Record) -> tuple[str, str | None]:
    """What tells sources apart: the path, and the name in an archive or a stream."""
    return record.source.path, record.source.member


def _through(batch: Batch, record: Record, stage: Stage) -> Record:
    """What a stage makes of a record; the record itself where the stage fails, which is said."""
    made: Iterable[Record] = batch.further([record], [stage])
    return next(iter(made), record)


def _with_every_line(batch: Batch, article: Record, after: Record, convert: Stage) -> Record:
    """``after`` with the lines converted, too, that are no part of its text."""
    whole = article.replace(
        lines=tuple(
            line if line.is_blank else msgspec.structs.replace(line, label=Label("body"))
            for line in article.lines
        )
    )
    every = _through(batch, whole, convert).lines
    return after.replace(
        lines=tuple(
            done if done.is_kept else msgspec.structs.replace(done, text=line.text)
            for done, line in zip(after.lines, every, strict=True)
        )
    )
