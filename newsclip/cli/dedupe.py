"""``newsclip dedupe``: copies of one story linked to the one that is kept."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Annotated

import msgspec
from typer import Option

from newsclip.cli.batch import Batch, deliver, process, target_of
from newsclip.cli.flags import Shared
from newsclip.cli.spool import Spool
from newsclip.errors import UsageError
from newsclip.reading.walk import is_read, printable, unreadable
from newsclip.record import Record
from newsclip.writing.output import refuse_input

if TYPE_CHECKING:
    from newsclip.stages.dedupe import Summary


class Copies(msgspec.Struct, frozen=True):
    """What becomes of copies, and what else is compared."""

    drop: Annotated[bool, Option("--drop", help="Leave copies out, instead of marking them.")] = (
        False
    )
    summaries: Annotated[
        list[str],
        Option(
            "--summary",
            metavar="FILE",
            help="Compare with the records that FILE sums up, too. Can be repeated.",
            show_default=False,
        ),
    ] = []
    write_summary: Annotated[
        str | None,
        Option(
            "--write-summary",
            metavar="FILE",
            help="Write only a summary of the records to FILE, for --summary.",
        ),
    ] = None


def dedupe(shared: Shared, flags: Copies) -> int:
    """Link copies of one story to the fullest: equal texts and near duplicates.

    duplicate_of is the id of the copy that is kept, similarity the share of this one that stands
    in it. Kept is the fullest text, then the earliest date, then the first path. The Traditional
    and the Simplified copy of a story find each other. All inputs are read first.

    Examples:
      newsclip clip scraped/ | newsclip dedupe --drop -o unique.jsonl
      newsclip dedupe clips.jsonl | jq 'select(.duplicate_of) | [.id, .duplicate_of]'
      newsclip dedupe monday.jsonl --write-summary monday.summary
      newsclip dedupe tuesday.jsonl --summary monday.summary -o tuesday-linked.jsonl
    """
    if flags.write_summary is not None:
        return _sum_up(shared, flags, flags.write_summary)
    return process(shared, [], source=partial(_linked, flags=flags))


def _sum_up(shared: Shared, flags: Copies, output: str) -> int:
    if shared.outputs.output is not None or flags.drop:
        raise UsageError("--write-summary writes no records", hint="leave -o and --drop out")
    target = target_of(output)
    batch = Batch(shared.inputs, shared.messages, output=output)
    if target is not None:
        refuse_input(target, batch.paths, is_read=lambda path: is_read(path, batch.options))
    summary = _known(flags)
    for record in batch.records():
        summary.add(record)
    deliver(summary.lines(), target)
    return batch.exit_code


def _linked(batch: Batch, flags: Copies) -> Iterator[Record]:
    """The records of all inputs with their links, once all have been seen."""
    from newsclip.stages.dedupe import copies  # noqa: PLC0415 - loads numpy
    from newsclip.stages.dedupe import dedupe as stage  # noqa: PLC0415

    summary = _known(flags)
    with Spool(batch.records(), summary.add) as spool:
        for record in batch.further(spool, [stage(copies(summary))]):
            if not (flags.drop and record.duplicate_of is not None):
                yield record


def _known(flags: Copies) -> Summary:
    """What the summaries of the call hold. Raises InputError, RecordError for a bad one."""
    from newsclip.stages.dedupe import Summary, entry_of  # noqa: PLC0415 - loads numpy

    entries = []
    for path in flags.summaries:
        try:
            with open(path, "rb") as lines:  # noqa: PTH123 - a path of bytes that are no UTF-8
                entries += [
                    entry_of(line, path=printable(path), number=number)
                    for number, line in enumerate(lines, 1)
                ]
        except OSError as error:
            raise unreadable(printable(path), error) from None
    return Summary(entries)
