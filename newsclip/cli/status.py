"""``newsclip status``: what the last runs with a state file did."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, Annotated

import msgspec
from typer import Argument, Option

from newsclip.cli.console import counted, is_terminal, show, visible
from newsclip.errors import UsageError

if TYPE_CHECKING:
    from newsclip.running.state.history import History, Run

# Columns of a table that goes into a file or a mail.
_WIDTH = 120


class Asked(msgspec.Struct, frozen=True):
    """Which state, and how much of it."""

    state: Annotated[str, Argument(metavar="FILE", help="The state file, as --state named it.")]
    runs: Annotated[
        int,
        Option("--runs", "-n", metavar="N", min=1, help="Show the last N runs."),
    ] = 10
    is_json: Annotated[
        bool, Option("--json", help="Write all of it as one JSON object, for programs.")
    ] = False


def status(asked: Asked) -> int:
    """Show the last runs of a state file.

    Below the table stand sites that drifted in the last run, inputs that fail, and inputs of equal
    content, of which the first one is in the output.

    Examples:
      newsclip status clips.db
      newsclip status clips.db --json | jq '.runs[0].report.failed'
    """
    from newsclip.running.state.history import history_of  # noqa: PLC0415 - once it is wanted

    if not os.path.exists(asked.state):  # noqa: PTH110 - a path as given
        raise UsageError("no such file", path=asked.state, hint="name it as --state did")
    history = history_of(asked.state, most=asked.runs)
    if asked.is_json:
        show(msgspec.json.encode(history).decode() + "\n")
    else:
        show(_table(history))
    return 0


def _table(history: History) -> str:
    from rich import box  # noqa: PLC0415 - not for --json
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("run", justify="right")
    table.add_column("started (UTC)", no_wrap=True)
    table.add_column("ended", no_wrap=True)
    numbers = ("in", "new", "changed", "skipped", "failed", "gone", "articles", "removed", "s")
    for name in numbers:
        table.add_column(name, justify="right", no_wrap=True)
    for run in reversed(history.runs):
        table.add_row(*_row(run))
    out = io.StringIO()
    width = None if is_terminal(sys.stdout) else _WIDTH
    Console(file=out, width=width, no_color=True, highlight=False).print(table)
    return out.getvalue() + "".join(f"{visible(line)}\n" for line in _notes(history))


def _row(run: Run) -> list[str]:
    started = run.started.replace("T", " ").removesuffix("Z")
    report = run.report
    if report is None:
        return [str(run.run), started, run.ending, *[""] * 9]
    skipped = report.skipped + report.settling + report.quarantined + report.left
    removed = "" if report.removed is None else f"{report.removed:.2f}"
    counts = (report.inputs, report.new, report.changed, skipped, report.failed, report.gone)
    ending = "drift" if report.alarms and run.ending == "done" else run.ending
    told = [f"{number:,}" for number in (*counts, report.articles)]
    return [str(run.run), started, ending, *told, removed, f"{report.seconds:,.1f}"]


def _notes(history: History) -> list[str]:
    """What stands below the table, a line each."""
    lines = [f"{counted(history.inputs, 'input')}, {counted(history.articles, 'article')}"]
    report = next((run.report for run in history.runs if run.report is not None), None)
    if report is not None:
        lines += [f"drift: {alarm.text}" for alarm in report.alarms]
    for failing in history.failing:
        tries = "once" if failing.tries == 1 else f"{failing.tries} times"
        lines.append(f"failed {tries}: {failing.path}: {failing.error}")
    lines += [f"equal content: {', '.join(group)}" for group in history.copies]
    return lines
