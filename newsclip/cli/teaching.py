"""An editor's decisions into the user's folder of rules, each rule proved before it is kept."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from newsclip.cli.console import QUIET, Console, counted
from newsclip.errors import OutputError, RuleError
from newsclip.knowledge.decisions import HAND
from newsclip.knowledge.rule_file import read_rule_file
from newsclip.knowledge.rules import address_of, host_of, user_folder
from newsclip.knowledge.rules_check import check_rules
from newsclip.knowledge.teach import Lesson, Refused, taught_file, teachable
from newsclip.record import FIELD_ROLES, Record
from newsclip.running.message import Message
from newsclip.writing.output import save

if TYPE_CHECKING:
    from newsclip.knowledge.rules import RuleSet


class Class(msgspec.Struct):
    """What was decided, article by article."""

    lessons: list[Lesson] = []

    def hear(self, article: Record) -> None:
        """Take in the lines of an article as they were decided, before it is converted."""
        steps = [step for step in article.history if step.stage == "apply"]
        kept = steps[0].options.get("kept") if steps else None
        restored = {int(number) for number in kept} if isinstance(kept, list) else set()
        sides: dict[str, list[str]] = {"dropped": [], "restored": [], "furniture": [], "text": []}
        for line in article.lines:
            if line.is_blank:
                continue
            side = "text" if line.is_kept or line.role in FIELD_ROLES else "furniture"
            if line.first in restored:
                sides["restored"].append(line.text.strip())
            elif side == "furniture" and line.label is not None and line.label.rule == HAND:
                side = "dropped"
            sides[side].append(line.text.strip())
        found = {side: tuple(lines) for side, lines in sides.items()}
        site = host_of(address_of(article))
        self.lessons.append(Lesson(site, article.language or "und", **found))


def teach(lessons: list[Lesson], rules: RuleSet, console: Console) -> None:
    """Write what the lessons teach into the user's folder of rules; say what is kept and what not.

    Raises OutputError when the folder cannot be written, RuleError when a file of it is malformed.
    """
    by_file: dict[str, list[Lesson]] = {}
    for lesson in lessons:
        by_file.setdefault(lesson.stem, []).append(lesson)
    for stem, group in by_file.items():
        whole = Lesson(
            group[0].site,
            group[0].language,
            dropped=tuple(line for one in group for line in one.dropped),
            restored=tuple(line for one in group for line in one.restored),
            text=_free(group, rules),
        )
        others = [e.rule for e in rules.entries if not e.rule.id.startswith(f"{stem}/")]
        proofs = [line for rule in others for line in rule.keeps]
        sound, refused = teachable(whole, lessons, proofs)
        sound, failed = _proved(sound, stem)
        for one in (*refused, *failed):
            _say(console, "not-taught", f"not taught: {one.line!r}; {one.reason}")
        count = len(sound.dropped) + len(sound.restored)
        if count:
            path = _save(sound, stem)
            _say(console, "taught", f"{counted(count, 'line')} taught", path=str(path))


def _free(group: list[Lesson], rules: RuleSet) -> tuple[str, ...]:
    """The lines of text that no rule takes: they can stand as proofs."""
    lines = list(dict.fromkeys(line for one in group for line in one.text))
    hits = rules.match(lines, url=group[0].site)
    return tuple(line for line, hit in zip(lines, hits, strict=True) if hit is None)


def _proved(lesson: Lesson, stem: str) -> tuple[Lesson, list[Refused]]:
    """The lesson without the lines whose rules fail the check that ``rules check`` makes."""
    if _is_sound(lesson, stem):
        return lesson, []
    failed: list[Refused] = []
    kept: dict[str, tuple[str, ...]] = {}
    for side in ("dropped", "restored"):
        alone = msgspec.structs.replace(lesson, dropped=(), restored=())
        lines = getattr(lesson, side)
        sound = [
            line
            for line in lines
            if _is_sound(msgspec.structs.replace(alone, **{side: (line,)}), stem)
        ]
        kept[side] = tuple(sound)
        failed += [Refused(line, "its proof fails") for line in lines if line not in sound]
    return msgspec.structs.replace(lesson, **kept), failed


def _is_sound(lesson: Lesson, stem: str) -> bool:
    if not lesson.dropped and not lesson.restored:
        return True
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"{stem}.toml")
        path.write_text(taught_file(lesson, None), "utf-8")
        return not check_rules([path])


def made_folder() -> Path:
    """The user's folder of rules, made where it is missing. Raises OutputError."""
    folder = user_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        said = (error.strerror or str(error)).lower()
        raise OutputError(
            f"no folder: {said}", path=str(folder), hint="see newsclip rules path"
        ) from None
    return folder


def _save(lesson: Lesson, stem: str) -> Path:
    """Write the rule file of a lesson, with what it held before."""
    path = made_folder() / f"{stem}.toml"
    known = read_rule_file(path) if path.exists() else None
    text = taught_file(lesson, known)
    with tempfile.TemporaryDirectory() as trial:
        tried = Path(trial, path.name)
        tried.write_text(text, "utf-8")
        problems = check_rules([tried])
    if problems:
        raise RuleError(f"nothing taught: {problems[0].message}", path=str(path), hint="correct it")
    save([text], str(path))
    return path


def _say(console: Console, code: str, said: str, *, path: str | None = None) -> None:
    if console.verbosity > QUIET:
        console.say(Message("info", code, path, None, said))
