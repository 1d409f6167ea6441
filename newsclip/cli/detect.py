"""``newsclip detect``: the language of each record."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from newsclip.cli.batch import console_of, process
from newsclip.cli.console import TALKATIVE, Console
from newsclip.cli.flags import Identifying, Shared
from newsclip.cli.stages import detect_stage, names
from newsclip.pipeline import Stage
from newsclip.writing import Format
from newsclip.writing.csv import write_csv

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsclip.record import Record

LISTING: Final = Format(".csv", partial(write_csv, columns=("path", "language", "language_score")))


def detect(shared: Shared, identifying: Identifying) -> int:
    """Tell the language, and the script of Chinese.

    Tags are BCP 47: zh-Hant, zh-Hans, id; und where there is too little to tell. Chinese has a
    region, as in zh-Hant-TW, where its words show one. With -f csv it lists path, language and
    score of each record; with -v it says what each answer rests on.

    Examples:
      newsclip detect scraped/ -f csv
      newsclip detect scraped/ --among id,ms,en,zh
      newsclip clip scraped/ | jq -r 'select(.language == "id") | .title'
    """
    stage = detect_stage(identifying)
    console = console_of(shared.messages)
    if console.verbosity >= TALKATIVE:
        stage = partial(_explained, stage=stage, identifying=identifying, console=console)
    form = LISTING if shared.outputs.format == "csv" else None
    return process(shared, [stage], form=form)


def _explained(
    record: Record, *, stage: Stage, identifying: Identifying, console: Console
) -> Iterable[Record]:
    """What the stage makes of a record; what its verdict rests on is said."""
    from newsclip.stages.detect import verdict_of  # noqa: PLC0415 - once the flags are read

    among = names(identifying.among)
    verdict = verdict_of(record, among=among, backend=identifying.backend)
    console.note("language", f"{verdict.language}: {verdict.reason}", path=record.source.path)
    return stage(record)
