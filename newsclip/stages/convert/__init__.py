"""Chinese converted from one script or region to another, and nothing but Chinese.

A line is converted when it is not in the target's script yet; Japanese, Korean, links, addresses,
account names, tags and code stay as they are. Converting the result again changes nothing.
"""

from __future__ import annotations

from typing import Final

import msgspec

from newsclip.errors import UsageError
from newsclip.knowledge.converters import guiding_word
from newsclip.knowledge.spans import code_lines
from newsclip.pipeline import Stage
from newsclip.record import Record, Share
from newsclip.stages.convert.engine import convert_with_config
from newsclip.stages.convert.lines import Target, convert_lines, from_hans
from newsclip.stages.convert.marks import with_text
from newsclip.stages.convert.typography import KEEP, Typography
from newsclip.stages.convert.wording import NONE as NO_WORDING
from newsclip.stages.convert.wording import Wording

__all__ = [
    "TARGETS",
    "Typography",
    "Wording",
    "convert",
    "convert_text",
    "convert_with_config",
    "reason",
]

TARGETS: Final = ("zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK")
_ALIASES: Final = {
    **{tag.lower(): tag for tag in TARGETS},
    "zh-cn": "zh-Hans",
    "zh-sg": "zh-Hans",
    "zh-tw": "zh-Hant-TW",
    "zh-hk": "zh-Hant-HK",
    "zh-mo": "zh-Hant-HK",
}
_TAG_OF_CONFIG: Final = {
    "s": "zh-Hans",
    "t": "zh-Hant",
    "tw": "zh-Hant-TW",
    "hk": "zh-Hant-HK",
}
# Text of the record that is not in its lines; each is a text, texts, or None.
_FIELDS: Final = (
    "title",
    "authors",
    "publisher",
    "section",
    "keywords",
    "captions",
    "credits",
)


def convert(
    *,
    to: str | None = None,
    config: str | None = None,
    source: str | None = None,
    phrases: bool = False,
    wording: Wording = NO_WORDING,
    typography: Typography = KEEP,
) -> Stage:
    """The stage that brings the Chinese of a record to the script and region ``to``.

    It converts the kept lines, ``title``, ``authors``, ``publisher``, ``section``, ``keywords``,
    ``captions`` and ``credits``; lines that are no part of the text stay verbatim. ``source`` says
    what a record is in where no character shows it; without it ``language`` does. With ``phrases``
    a region's words are used, too; ``wording`` has words of your own. Where ``language`` or
    ``languages`` say Chinese, they say ``to`` afterwards.

    With ``config`` instead of ``to`` all this text goes through OpenCC's configuration of that name
    and nothing else: no gate, no words but its own, whatever the language. Raises UsageError when
    ``to`` is none of ``TARGETS`` or their aliases, or ``config`` none of OpenCC's.
    """
    if (to is None) == (config is None):
        raise UsageError("convert takes a target or a configuration", hint="give one of them")
    if config is not None:
        if source or phrases or wording != NO_WORDING or typography != KEEP:
            raise UsageError(
                "a configuration of OpenCC takes no other options", hint="use a target instead"
            )
        convert_with_config("", config)
        return _Converting(_TAG_OF_CONFIG.get(config.partition("2")[2].rstrip("p")), config)
    target = Target(_target(to or ""), phrases, wording)
    known = _target(source, "source") if source is not None else None
    return _Converting(target.tag, None, target, typography, known)


def reason(old: str, new: str, start: int, end: int, *, to: str) -> str:
    """Why ``old[start:end]`` of a line of equal length became what it is, in a few words."""
    target = Target(_target(to))
    if target.script == "zh-Hans":
        return "convert"
    config = from_hans(target)
    alone = convert_with_config(old, config, rare=False)
    if len(alone) != len(new) or alone[start:end] == new[start:end]:
        return f"convert/{config}"
    word = next(filter(None, (guiding_word(old, at) for at in range(start, end))), None)
    told = f"because of {word}; " if word else ""
    return f"convert/words, {told}OpenCC alone has {alone[start:end]}"


def convert_text(
    text: str,
    *,
    to: str,
    source: str | None = None,
    phrases: bool = False,
    wording: Wording = NO_WORDING,
    typography: Typography = KEEP,
) -> str:
    """The text with its Chinese in the script and region ``to``, line for line.

    ``source`` says what lines are in that no character gives away (``zh-Hans``, ``zh-TW`` ...);
    without it they follow the rest of the text. Raises UsageError for an unknown tag.
    """
    target = Target(_target(to), phrases, wording)
    known = _target(source, "source") if source is not None else None
    lines = text.split("\n")
    code = code_lines(lines)
    found = convert_lines(lines, target, code=code, declared=known)
    return "\n".join(_printed(found, target, typography, code))


def _printed(
    lines: list[str], target: Target, typography: Typography, code: frozenset[int]
) -> list[str]:
    if typography == KEEP:
        return lines
    return [
        line if n in code else typography.apply(line, target.script) for n, line in enumerate(lines)
    ]


def _target(tag: str, what: str = "target") -> str:
    found = _ALIASES.get(tag.replace("_", "-").lower())
    if found is None:
        hint = f"choose one of {', '.join(TARGETS)} (or zh-CN, zh-SG, zh-TW, zh-HK, zh-MO)"
        raise UsageError(f"unknown {what} {tag!r}", hint=hint)
    return found


class _Converting(msgspec.Struct, frozen=True):
    tag: str | None
    config: str | None = None
    target: Target = Target("")
    typography: Typography = KEEP
    source: str | None = None

    def __call__(self, record: Record) -> list[Record]:
        """The record converted."""
        kept = record.kept
        texts = [line.text for line in kept]
        found = iter(self._lines([*texts, *_field_lines(record)], texts, record.language))
        changed = {line.first: with_text(line, next(found)) for line in kept}

        def field(text: str) -> str:
            return "\n".join([next(found) for _ in text.split("\n")])

        fields: dict[str, object] = {}
        for name in _FIELDS:
            value = getattr(record, name)
            if isinstance(value, str):
                fields[name] = field(value)
            elif value:
                fields[name] = tuple(map(field, value))
        tag = self.tag if self.tag and _is_chinese(record.language) else record.language
        record = record.replace(
            lines=tuple(changed.get(line.first, line) for line in record.lines),
            language=tag,
            languages=_languages(record.languages, self.tag) if self.tag else record.languages,
            **fields,
        )
        return [record.with_step("convert", **self._options())]

    def _lines(self, lines: list[str], texts: list[str], language: str | None) -> list[str]:
        """All lines converted; code is looked for among ``texts``, which come first."""
        if self.config is not None:
            return [convert_with_config(line, self.config) for line in lines]
        code = code_lines(texts)
        declared = self.source or _declared(language)
        found = convert_lines(lines, self.target, code=code, declared=declared)
        return _printed(found, self.target, self.typography, code)

    def _options(self) -> dict[str, object]:
        """What the history says: the target and its phrases, and what else was asked for."""
        if self.config is not None:
            return {"config": self.config}
        found: dict[str, object] = {"to": self.target.tag, "phrases": self.target.phrases}
        if self.source:
            found["source"] = self.source
        wording = self.target.wording
        if wording != NO_WORDING:
            found |= {"keep_words": len(wording.keep), "dictionary": len(wording.forms)}
        plain = msgspec.structs.asdict(KEEP)
        asked = msgspec.structs.asdict(self.typography)
        return found | {name: value for name, value in asked.items() if value != plain[name]}


def _field_lines(record: Record) -> list[str]:
    """The lines of all fields that are converted, in the order of ``_FIELDS``."""
    texts: list[str] = []
    for name in _FIELDS:
        value: str | tuple[str, ...] | None = getattr(record, name)
        texts += [value] if isinstance(value, str) else value or ()
    return [line for text in texts for line in text.split("\n")]


def _is_chinese(language: str | None) -> bool:
    return language is not None and (language == "zh" or language.startswith("zh-"))


def _declared(language: str | None) -> str | None:
    """What an earlier stage said of the record's script: a hint for lines that don't tell."""
    if not language or not language.startswith(("zh-Hans", "zh-Hant")):
        return None
    return _ALIASES.get(language.lower(), language[:7])


def _languages(shares: tuple[Share, ...], tag: str) -> tuple[Share, ...]:
    """The shares with all Chinese under the target's tag, largest first."""
    chinese = [share.share for share in shares if _is_chinese(share.language)]
    if not chinese:
        return shares
    others = [share for share in shares if not _is_chinese(share.language)]
    merged = [*others, Share(tag, round(sum(chinese), 3))]
    return tuple(sorted(merged, key=lambda share: (-share.share, share.language)))
