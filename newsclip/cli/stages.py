"""Flags to stages. Each flag is read in one place, for a stage's own command and for ``clip``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from newsclip.cli.console import Console
from newsclip.cli.flags import Identifying, Learning, Repairs, Rules, Target
from newsclip.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from newsclip.cli.batch import Batch
    from newsclip.knowledge.rules import RuleSet
    from newsclip.pipeline import Stage
    from newsclip.record import Record


def repair_stage(repairs: Repairs) -> Stage:
    """The stage that ``--only`` and ``--skip`` choose."""
    from newsclip.stages.repair import repair  # noqa: PLC0415 - once it is known to be wanted

    return repair(only=names(repairs.only), skip=names(repairs.skip))


def detect_stage(identifying: Identifying) -> Stage:
    """The stage that ``--among`` and ``--backend`` choose."""
    from newsclip.stages.detect import detect  # noqa: PLC0415 - once it is known to be wanted

    return detect(among=names(identifying.among), backend=identifying.backend)


def convert_stage(target: Target) -> Stage | None:
    """The stage that ``--to`` asks for, None without it."""
    if target.to is None:
        if target.phrases:
            raise UsageError("--phrases without --to", hint="add --to TAG")
        return None
    from newsclip.stages.convert import convert  # noqa: PLC0415 - once it is known to be wanted

    return convert(to=target.to, phrases=target.phrases)


def rule_set(rules: Rules, console: Console) -> RuleSet:
    """The rules in force; their layers are named when notes are wanted."""
    from newsclip.knowledge.rules import load_rules  # noqa: PLC0415 - once they are wanted

    found = load_rules(rules.files, user=not rules.no_user)
    for layer in found.layers:
        console.note("rules", f"{layer.rules} rules, {layer.kind}", path=layer.path)
    return found


def twice(
    learning: Learning,
    rules: RuleSet,
    strip: Callable[..., Stage],
    *,
    before: Sequence[Stage] = (),
    after: Sequence[Stage] = (),
) -> Callable[[Batch], Iterator[Record]] | None:
    """Where records come from with ``--learned``, None without: gone through twice.

    ``strip`` makes the stage that knows what repeats; ``before`` and ``after`` are those around it.
    """
    if not learning.learned:
        return None
    from newsclip.cli.spool import learned_records  # noqa: PLC0415 - once it is wanted

    return partial(learned_records, rules=rules, strip=strip, before=before, after=after)


def names(listed: str | None) -> tuple[str, ...]:
    """The names in a list with commas between."""
    if listed is None:
        return ()
    names = tuple(name.strip() for name in listed.split(","))
    if not all(names):
        raise UsageError(f"an empty name in {listed!r}", hint="write name,name")
    return names
