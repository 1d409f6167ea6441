"""``newsclip clip --state``: only what changed is done, and the output is complete all the same."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

from newsclip.cli.batch import STDIN, WARNED, Batch, check_outputs, stdout, target_of
from newsclip.cli.console import QUIET
from newsclip.cli.flags import Nightly, Recipe, Rules, Shared
from newsclip.errors import NewsclipError, UsageError
from newsclip.knowledge.rule_folder import found_user_folder
from newsclip.reading.walk import is_read, printable
from newsclip.running.message import Message
from newsclip.running.state.fingerprint import Fingerprint, fingerprint_of, inputs_digest
from newsclip.running.state.night import Delivery, Ears, Orders, run_night
from newsclip.running.state.report import Report, as_json
from newsclip.running.state.targets import Target
from newsclip.writing import FORMATS
from newsclip.writing.output import refuse_input

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsclip.knowledge.learn import Learned
    from newsclip.knowledge.rules import RuleSet
    from newsclip.pipeline import Stage
    from newsclip.running.work import Work


def keep(shared: Shared, rules: Rules, flags: Recipe, nightly: Nightly) -> int:
    """Run ``clip`` with a state file; the exit code."""
    state = nightly.state
    if state is None:
        raise UsageError("a flag of --state without it", hint="add --state FILE")
    outputs = shared.outputs
    check_outputs(outputs)
    output = target_of(outputs.output)
    batch = Batch(shared.inputs, shared.messages, output=output)
    form = FORMATS[outputs.format]
    target = Target(output or "", form, is_plain=outputs.format == "jsonl")
    _refuse_mix(state, target, batch)

    told: list[object] = [flags, outputs.slim]
    if flags.learning.learned:
        # What repeats depends on all inputs: when one of them changes, all are done again.
        told.append(inputs_digest(batch.paths, batch.options))
    fingerprint = _fingerprint(batch, rules, told)
    work = partial(_work, batch, shared, rules, flags)
    if fingerprint is None:
        work()
        raise UsageError("the rules in force cannot be read", hint="check the files of --rules")

    orders = Orders(
        state,
        fingerprint,
        batch.options,
        settle=nightly.settle,
        retries=nightly.retries,
        max_seconds=nightly.max_seconds,
        workers=batch.jobs,
        slim=outputs.slim,
        lock_wait=nightly.lock_wait,
    )
    delivery = Delivery(
        target,
        stdout() if output is None else None,
        new_only=nightly.new_only,
        on_note=lambda path, said: batch.console.note("left-alone", said, path=path),
    )
    ears = _ears(batch)
    report = run_night(batch.paths, orders, work, delivery=delivery, ears=ears)
    batch.sum_up()
    return _told(report, batch)


def _work(batch: Batch, shared: Shared, rules: Rules, flags: Recipe) -> Work:
    """What is done with each input: all that ``clip`` does."""
    from newsclip.cli.clip import recipe, strip_stage  # noqa: PLC0415 - loads the stages
    from newsclip.cli.stages import rule_set  # noqa: PLC0415

    in_force = rule_set(rules, batch.console)
    stages = recipe(in_force, flags)
    if flags.learning.learned:
        # The second one is strip.
        learned = _learned(shared, in_force, stages[:1])
        stages[1] = strip_stage(in_force, flags)(learned=learned)
    return batch.work(stages)


class _Silent(Batch):
    """Inputs gone through before the run itself, which tells what is wrong with them."""

    def tell(self, message: Message) -> None:
        """Say nothing."""


def _learned(shared: Shared, rules: RuleSet, before: Sequence[Stage]) -> Learned:
    """What all inputs have in common, as ``clip --learned`` finds it."""
    from newsclip.cli.spool import Spool  # noqa: PLC0415 - once it is wanted
    from newsclip.knowledge.learn import (  # noqa: PLC0415
        MIN_FILES,
        Sketch,
        learn,
        summary_of,
    )

    batch = _Silent(shared.inputs, shared.messages)
    sketch = Sketch()
    with closing(batch), Spool(batch.records(before), sketch.add) as spool:
        return learn(summary_of(spool, sketch, MIN_FILES), rules)


def _ears(batch: Batch) -> Ears:
    def fail(error: NewsclipError) -> None:
        batch.tell(batch.work(()).told(error))

    def skip(path: str, reason: str) -> None:
        batch.passed_over[reason] += 1
        if batch.console.wants_traces:
            batch.console.note("passed-over", f"passed over: {reason}", path=path)

    return Ears(batch.tell, fail, skip)


def _refuse_mix(state: str, target: Target, batch: Batch) -> None:
    """Raise UsageError where state, output and inputs are not three things."""

    def below(path: str) -> bool:
        return is_read(path, batch.options)

    if STDIN in batch.paths:
        raise UsageError("--state cannot follow standard input", hint="name files and folders")
    refuse_input(state, batch.paths, is_read=below)
    if not target.path:
        return
    refuse_input(target.path, batch.paths, is_read=below)
    if os.path.realpath(state) == os.path.realpath(target.path):
        raise UsageError(
            "the output is also the state", path=printable(state), hint="use two names"
        )


def _fingerprint(batch: Batch, rules: Rules, told: list[object]) -> Fingerprint | None:
    folder = None if rules.no_user else found_user_folder()
    return fingerprint_of(batch.options, told, rules=rules.files, user_rules=folder)


def _told(report: Report, batch: Batch) -> int:
    """Say how the run went; the exit code."""
    console = batch.console
    warnings = [Message("warning", "drift", None, None, alarm.text) for alarm in report.alarms]
    if report.lost_many:
        said = f"{report.gone} inputs are gone, {report.inputs} are left: is a disk missing?"
        warnings.append(Message("warning", "inputs-gone", None, None, said))
    if report.left:
        said = f"out of time: {report.left} inputs are left for the next run"
        warnings.append(Message("warning", "out-of-time", None, None, said))
    for message in warnings:
        # A job that nobody watches has to be loud here, also where it is told to be quiet.
        console.say(message)
    if console.verbosity > QUIET and sys.stderr is not None:
        console.write(as_json(report))
    code = batch.exit_code
    return code or (WARNED if warnings and batch.strict else 0)
