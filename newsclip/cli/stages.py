"""Flags to stages. Each flag is read in one place, for a stage's own command and for ``clip``."""

from __future__ import annotations

from functools import partial
from pathlib import Path
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
    """The stage that ``--to`` or ``--config`` asks for, None without either."""
    if target.to is None and target.config is None:
        given = [name for name in Target.__struct_fields__ if _is_given(target, name)]
        if given:
            flags = ", ".join("--" + name.replace("_", "-") for name in given)
            raise UsageError(f"{flags} without --to", hint="add --to TAG")
        return None
    from newsclip.stages.convert import (  # noqa: PLC0415 - once it is known to be wanted
        Typography,
        Wording,
        convert,
    )

    return convert(
        to=target.to,
        config=target.config,
        source=target.source,
        phrases=target.phrases,
        wording=Wording(
            tuple(word for name in target.keep_words for word in _rows(name)),
            tuple(pair for name in target.dictionary for pair in _pairs(name)),
        ),
        typography=Typography(target.quotes, target.punct, target.spacing),
    )


def _is_given(target: Target, name: str) -> bool:
    return bool(getattr(target, name) != getattr(Target(), name))


def _rows(name: str) -> list[str]:
    """The lines of a file of words, without blank ones and those that begin with ``#``."""
    try:
        text = Path(name).read_text(encoding="utf-8-sig")
    except OSError as error:
        said = (error.strerror or str(error)).lower()
        raise UsageError(said, path=name, hint="name a file of words") from None
    except UnicodeDecodeError:
        raise UsageError("not in UTF-8", path=name, hint="save it as UTF-8") from None
    rows = (row.strip() for row in text.split("\n"))
    return [row for row in rows if row and not row.startswith("#")]


def _pairs(name: str) -> Iterator[tuple[str, str]]:
    """The words of a dictionary and what they become; of several forms the first."""
    for row in _rows(name):
        word, tab, forms = row.partition("\t")
        form = forms.strip().partition(" ")[0]
        if not tab or not word or not form:
            said = f"{row!r} is no word, tab, form"
            raise UsageError(said, path=name, hint="write WORD, a tab, FORM on each line")
        yield word, form


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
