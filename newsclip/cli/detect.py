"""``newsclip detect``: the language of each record."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from newsclip.cli.batch import console_of, process
from newsclip.cli.flags import Shared
from newsclip.writing import Format
from newsclip.writing.csv import write_csv

if TYPE_CHECKING:
    from newsclip.cli.console import Console
    from newsclip.record import Record

LISTING: Final = Format(".csv", partial(write_csv, columns=("path", "language", "language_score")))


def detect(shared: Shared) -> int:
    """Tell the language, and the script of Chinese.

    Tags are BCP 47: zh-Hant, zh-Hans, id; und where there is too little to tell. Chinese has a
    region, as in zh-Hant-TW, where its words show one; -v names them. With -f csv it lists path,
    language and score of each record.

    Examples:
      newsclip detect scraped/ -f csv
      newsclip clip scraped/ | jq -r 'select(.language == "id") | .title'
    """
    from newsclip.stages.detect import detect as stage  # noqa: PLC0415 - once the flags are read

    form = LISTING if shared.outputs.format == "csv" else None
    stages = [stage()]
    if shared.messages.verbose:
        stages.append(partial(_told, console=console_of(shared.messages)))
    return process(shared, stages, form=form)


def _told(record: Record, *, console: Console) -> list[Record]:
    """The record, after a note of the words that show its region, if it has one."""
    from newsclip.knowledge.regions import region_of  # noqa: PLC0415 - for -v only

    script, _, tag = (record.language or "").rpartition("-")
    if script in {"zh-Hans", "zh-Hant"}:
        text = record.text if record.title is None else f"{record.title}\n{record.text}"
        region = region_of(text, script)
        if region is not None and region.tag == tag:
            words = ", ".join(region.words)
            console.note(
                "region", f"{record.language} by its words: {words}", path=record.source.path
            )
    return [record]
