"""``newsclip apply``: the articles as an editor decided them on the review page."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final

import msgspec
from typer import Argument, Option

from newsclip.cli.batch import STDIN, Batch, console_of, process
from newsclip.cli.flags import Inputs, Messages, Outputs, Rules, Shared
from newsclip.cli.reviewing import source_of, stages_of
from newsclip.cli.stages import rule_set
from newsclip.errors import InputError, RecordError, UsageError
from newsclip.knowledge.decisions import Decisions, FileDecisions, outcome_of, read_decisions
from newsclip.pipeline import Stage, run
from newsclip.record import Record
from newsclip.running.message import Message

if TYPE_CHECKING:
    from newsclip.cli.teaching import Class
    from newsclip.knowledge.rules import RuleSet

_CHANGED: Final = "rules-changed"


class Decided(msgspec.Struct, frozen=True):
    """What was decided, and whether it is remembered."""

    file: Annotated[
        str | None,
        Argument(
            metavar="FILE", help="The decisions that the review page saved.", show_default=False
        ),
    ] = None
    teach: Annotated[
        bool,
        Option("--teach", help="Keep what was decided as rules in your own folder of rules."),
    ] = False


def apply(decided: Decided, outputs: Outputs, messages: Messages) -> int:
    """Write the articles as decided on the review page.

    The sources are read again and go through the same stages, so call it in the folder where the
    page was made. A source that has changed since then is refused. With --teach, lines that were
    dropped or put back by hand become rules, for the site of the file where it is known; each is
    proved before it is kept.

    Examples:
      newsclip apply decisions.json -o clips.jsonl
      newsclip apply decisions.json -f text -o clean.txt
      newsclip apply decisions.json --teach -f text -o clean.txt
    """
    if decided.file is None:
        raise UsageError("no decisions file named", hint="newsclip apply decisions.json")
    decisions = read_decisions(decided.file)
    if decided.teach:
        from newsclip.cli.teaching import made_folder  # noqa: PLC0415 - once it is wanted

        made_folder()
    recipe = decisions.recipe
    console = console_of(messages)
    rules = Rules(files=list(recipe.rules), no_user=recipe.no_user_rules)
    in_force = rule_set(rules, console)
    stages, convert = stages_of(recipe, in_force)
    paths = list(dict.fromkeys(file.path for file in decisions.files))
    _refuse_elsewhere(decided.file, paths)
    work = Work(decisions, stages, convert, in_force)
    shared = Shared(
        inputs=Inputs(
            paths=paths,
            form=recipe.form,
            encoding=recipe.encoding,
        ),
        outputs=outputs,
        messages=messages,
    )
    if not decided.teach:
        return process(shared, [], source=work.articles)
    from newsclip.cli.teaching import Class, teach  # noqa: PLC0415 - once it is wanted

    pupils = Class()
    code = process(shared, [], source=partial(work.articles, pupils=pupils))
    teach(pupils.lessons, in_force, console)
    return code


def _refuse_elsewhere(file: str, paths: Sequence[str]) -> None:
    """Raise InputError where none of the sources can be seen from this folder."""
    if not any(path == STDIN or os.path.lexists(path) for path in paths):
        more = "" if len(paths) == 1 else f", nor the {len(paths) - 1} others"
        hint = "call it in the folder where the page was made"
        raise InputError(f"its source {paths[0]!r} is not here{more}", path=file, hint=hint)


class Work(msgspec.Struct, frozen=True):
    """Decisions, the stages up to ``split`` and ``convert``, and the rules that these use."""

    decisions: Decisions
    stages: Sequence[Stage]
    convert: Stage | None
    rules: RuleSet

    def articles(self, batch: Batch, pupils: Class | None = None) -> Iterator[Record]:
        """The articles as decided; ``pupils`` hear of each before it is converted."""
        from newsclip.stages.detect import detect  # noqa: PLC0415 - once the flags are read

        files = {file.key: file for file in self.decisions.files}
        decide = partial(_decided, files, self.stages, self.rules)
        convert = [] if self.convert is None else [self.convert]
        seen: set[tuple[str, str | None]] = set()
        for document in batch.records():
            seen.add(source_of(document))
            articles = list(batch.further([document], [decide, detect()]))
            _say_changed(batch, articles)
            for article in articles:
                if pupils is not None:
                    pupils.hear(article)
                yield from batch.further([article], convert)
        read = {path for path, _ in seen}
        for path, member in files.keys() - seen:
            if path in read:
                batch.fail(InputError(f"{member} is no longer there", path=path))


def _decided(
    files: dict[tuple[str, str | None], FileDecisions],
    stages: Sequence[Stage],
    rules: RuleSet,
    document: Record,
) -> list[Record]:
    """The articles of a source as decided."""
    from newsclip.knowledge.rules import address_of  # noqa: PLC0415 - once the flags are read
    from newsclip.stages.decide import decide  # noqa: PLC0415
    from newsclip.stages.split.fields import fill_fields  # noqa: PLC0415

    def fill(record: Record) -> Record:
        return fill_fields(record, partial(rules.match, url=address_of(record)))

    file = files.get(source_of(document))
    if file is None:
        raise RecordError("it was not there when the page was made", hint="review it first")
    if document.source.sha256 != file.sha256:
        raise RecordError("it has changed since it was reviewed", hint="review it again")
    articles = list(run([document], stages))
    is_as_seen = outcome_of(articles) == file.outcome
    articles = decide(document, articles, file, fill=fill)
    if is_as_seen:
        return articles
    said = "rules or newsclip judge this file in another way than on the review page"
    return [article.with_warning(_CHANGED, said) for article in articles]


def _say_changed(batch: Batch, articles: Sequence[Record]) -> None:
    """Say that a source is judged in another way than the editor saw, once a source."""
    for article in articles[:1]:
        for warning in article.warnings:
            if warning.code == _CHANGED and batch.console.verbosity == 0 and not batch.strict:
                path = article.source.path
                batch.console.say(Message("warning", _CHANGED, path, None, warning.message))
