"""``newsclip detect``: the language of each record."""

from __future__ import annotations

from functools import partial
from typing import Final

from newsclip.cli.batch import process
from newsclip.cli.flags import Shared
from newsclip.writing import Format
from newsclip.writing.csv import write_csv

LISTING: Final = Format(".csv", partial(write_csv, columns=("path", "language", "language_score")))


def detect(shared: Shared) -> int:
    """Tell the language, and the script of Chinese.

    Tags are BCP 47: zh-Hant, zh-Hans, id; und where there is too little to tell. With -f csv it
    lists path, language and score of each record.

    Examples:
      newsclip detect scraped/ -f csv
      newsclip clip scraped/ | jq -r 'select(.language == "id") | .title'
    """
    from newsclip.stages.detect import detect as stage  # noqa: PLC0415 - once the flags are read

    form = LISTING if shared.outputs.format == "csv" else None
    return process(shared, [stage()], form=form)
