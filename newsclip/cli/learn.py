"""``newsclip learn``: the furniture of a site as a rule file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
from typer import Option

from newsclip.cli.batch import Batch, deliver, target_of
from newsclip.cli.flags import Inputs, Messages, Repairs, Rules
from newsclip.cli.spool import Spool
from newsclip.cli.stages import repair_stage, rule_set
from newsclip.errors import OutputError, UsageError
from newsclip.reading.walk import is_read
from newsclip.writing.output import file_name, refuse_input, save

if TYPE_CHECKING:
    from newsclip.knowledge.learn import Lesson

# How many sites a message names.
_NAMED = 3


class Lessons(msgspec.Struct, frozen=True):
    """What counts as learned, and where it goes."""

    output: Annotated[
        str | None,
        Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write the rules to FILE. DIR/ takes one file a site.",
        ),
    ] = None
    min_files: Annotated[
        int,
        Option("--min-files", metavar="N", help="Lines count that stand in N files or more."),
    ] = 3
    min_share: Annotated[
        float,
        Option(
            "--min-share",
            metavar="SHARE",
            help="Lines count that stand in this share of a site's files, 0 to 1.",
        ),
    ] = 0.2


def learn(inputs: Inputs, lessons: Lessons, rules: Rules, messages: Messages) -> int:
    """Learn a site's furniture: lines that repeat, as rules to review.

    Files without an address are taken for one site, so give it one site's folder. Each phrase
    says in how many files it stands. Files are repaired first. Lines inside the text, headlines,
    dates, and what a rule takes already are left out.

    Examples:
      newsclip learn scraped/ -o rules.toml
      newsclip rules check rules.toml
      newsclip clip scraped/ --rules rules.toml
    """
    from newsclip.knowledge.learn import Lesson, Sketch, summary_of  # noqa: PLC0415 - once wanted
    from newsclip.knowledge.learn import learn as learn_from  # noqa: PLC0415
    from newsclip.knowledge.learned_rules import has_rules, rule_file  # noqa: PLC0415

    if lessons.min_files < 2:
        raise UsageError("--min-files is less than 2", hint="a line repeats from 2 files on")
    if not 0 <= lessons.min_share <= 1:
        raise UsageError("--min-share is not between 0 and 1", hint="write 0.5 for half the files")
    target = target_of(lessons.output)
    batch = Batch(inputs, messages, output=target)
    if target is not None:
        refuse_input(target, batch.paths, is_read=lambda path: is_read(path, batch.options))
    in_force = rule_set(rules, batch.console)
    sketch = Sketch()
    with Spool(batch.records([repair_stage(Repairs())]), sketch.add) as spool:
        summary = summary_of(spool, sketch, lessons.min_files)
    options = {"min_files": lessons.min_files, "min_share": lessons.min_share}
    learned = learn_from(summary, in_force, **options)  # type: ignore[arg-type]
    sites = sorted(learned.sites.values(), key=lambda site: (-site.files, site.name))
    found = [site for site in sites if has_rules(site, in_force)]
    if target is not None and target.endswith(("/", os.sep)):
        _make_folder(target)
        for site in found:
            save([rule_file(site, in_force)], str(Path(target, f"{file_name(site.name)}.toml")))
        return batch.exit_code
    _refuse_many(found)
    chosen = next(iter(found or sites), Lesson("files", None, 0, {}, ()))
    deliver([rule_file(chosen, in_force)], target)
    return batch.exit_code


def _make_folder(target: str) -> None:
    try:
        Path(target).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        said = (error.strerror or str(error)).lower()
        raise OutputError(f"no folder: {said}", path=target, hint="choose another place") from None


def _refuse_many(found: list[Lesson]) -> None:
    """Raise UsageError when there is more than one site to write: a rule file is for one."""
    if len(found) > 1:
        names = ", ".join(site.name for site in found[:_NAMED])
        more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
        raise UsageError(
            f"rules of {len(found)} sites, and a file is for one: {names}{more}",
            hint="end -o with / for a file each",
        )
