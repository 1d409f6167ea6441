"""``newsclip clip --in-place``: a file becomes its article, and what it was stays beside it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from newsclip.cli.batch import Batch
from newsclip.cli.flags import Shared
from newsclip.errors import InputError, NewsclipError, OutputError, UsageError
from newsclip.pipeline import Stage
from newsclip.reading.walk import STDIN
from newsclip.record import Record
from newsclip.writing import FORMATS
from newsclip.writing.output import save

SUFFIX: Final = ".orig"
_REFUSED: Final = "name another output with -o"


def clip_in_place(shared: Shared, stages: Sequence[Stage]) -> int:
    """Put the article of each file in its place; the exit code.

    ``FILE.orig`` is then the file as it was, byte for byte. What is not plain text with one article
    is refused with a line, and so is a file whose ``FILE.orig`` is there already. Raises UsageError
    when another output is asked for, too.
    """
    outputs = shared.outputs
    if outputs.output is not None or outputs.slim or outputs.format not in {"jsonl", "text"}:
        raise UsageError("--in-place writes text, and no -o, -f or --slim", hint="leave one out")
    batch = Batch(shared.inputs, shared.messages)
    if STDIN in batch.paths:
        raise UsageError("--in-place and standard input", hint="name a file")
    for path, records in groupby(batch.records(stages), lambda record: record.source.path):
        try:
            _replace(path, list(records))
        except InputError as error:
            batch.fail(error)
    return batch.exit_code


def _replace(path: str, records: Sequence[Record]) -> None:
    """Write the article of a file to its place. Raises InputError where that is refused."""
    _refuse(path, records)
    original = Path(path)
    backup = original.with_name(original.name + SUFFIX)
    _keep(original, backup)
    try:
        save(FORMATS["text"].write(records), path)
    except NewsclipError:
        backup.unlink()
        raise


def _refuse(path: str, records: Sequence[Record]) -> None:
    first = records[0]
    if first.source.member is not None or not first.source.media_type.startswith("text/plain"):
        said = "only plain text can be clipped in place"
    elif len(records) > 1:
        said = f"{len(records)} articles, and in place there is room for one"
    elif not first.kept:
        said = "no article, and nothing is put in its place"
    elif not Path(path).is_file() or Path(path).is_symlink():
        said = "no regular file"
    elif hashlib.sha256(Path(path).read_bytes()).hexdigest() != first.source.sha256:
        said = "packed, or changed while it was read"
    else:
        return
    raise InputError(said, path=path, hint=_REFUSED)


def _keep(original: Path, backup: Path) -> None:
    """Leave the file as it is under a second name. Raises InputError where that name is taken."""
    try:
        os.link(original, backup)
    except FileExistsError:
        raise _taken(original, backup) from None
    except OSError:
        _copy(original, backup)


def _copy(original: Path, backup: Path) -> None:
    """The same where the file system has no second names."""
    try:
        with backup.open("xb") as stream:
            stream.write(original.read_bytes())
            stream.flush()
            os.fsync(stream.fileno())
    except FileExistsError:
        raise _taken(original, backup) from None
    except OSError as error:
        said = (error.strerror or str(error)).lower()
        raise OutputError(
            f"cannot be written: {said}", path=str(backup), hint="make room"
        ) from None


def _taken(original: Path, backup: Path) -> InputError:
    said = f"{backup.name} is there already"
    return InputError(said, path=str(original), hint="move it away, or clip with -o")
