"""Chinese converted from one script or region to another, and nothing but Chinese.

A line is converted when it is not in the target's script yet; Japanese, Korean, links, addresses,
account names, tags and code stay as they are. Converting the result again changes nothing.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from newsclip.errors import UsageError
from newsclip.knowledge.spans import code_lines
from newsclip.pipeline import Stage
from newsclip.record import Record, Share
from newsclip.stages.convert.engine import convert_with_config
from newsclip.stages.convert.lines import Target, convert_lines
from newsclip.stages.convert.marks import with_text

__all__ = ["TARGETS", "convert", "convert_text", "convert_with_config"]

TARGETS: Final = ("zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK")
_ALIASES: Final = {
    **{tag.lower(): tag for tag in TARGETS},
    "zh-cn": "zh-Hans",
    "zh-sg": "zh-Hans",
    "zh-tw": "zh-Hant-TW",
    "zh-hk": "zh-Hant-HK",
    "zh-mo": "zh-Hant-HK",
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


def convert(*, to: str, phrases: bool = False) -> Stage:
    """The stage that brings the Chinese of a record to the script and region ``to``.

    It converts the kept lines, ``title``, ``authors``, ``publisher``, ``section``, ``keywords``,
    ``captions`` and ``credits``; lines that are no part of the text stay verbatim. With ``phrases``
    a region's words are used, too. Where ``language`` or ``languages`` say Chinese, they say ``to``
    afterwards. Raises UsageError when ``to`` is none of ``TARGETS`` or their aliases.
    """
    return partial(_convert, tag=_target(to), phrases=phrases)


def convert_text(text: str, *, to: str, source: str | None = None, phrases: bool = False) -> str:
    """The text with its Chinese in the script and region ``to``, line for line.

    ``source`` says what lines are in that no character gives away (``zh-Hans``, ``zh-TW`` ...);
    without it they follow the rest of the text. Raises UsageError for an unknown tag.
    """
    target = Target(_target(to), phrases)
    known = _target(source, "source") if source is not None else None
    lines = text.split("\n")
    return "\n".join(convert_lines(lines, target, code=code_lines(lines), declared=known))


def _target(tag: str, what: str = "target") -> str:
    found = _ALIASES.get(tag.replace("_", "-").lower())
    if found is None:
        hint = f"choose one of {', '.join(TARGETS)} (or zh-CN, zh-SG, zh-TW, zh-HK, zh-MO)"
        raise UsageError(f"unknown {what} {tag!r}", hint=hint)
    return found


def _convert(record: Record, *, tag: str, phrases: bool) -> list[Record]:
    kept = record.kept
    texts = [line.text for line in kept]
    found = iter(
        convert_lines(
            [*texts, *_field_lines(record)],
            Target(tag, phrases),
            code=code_lines(texts),
            declared=_declared(record.language),
        )
    )
    changed = {line.first: with_text(line, next(found)) for line in kept}

    def field(text: str) -> str:
        return "\n".join(next(found) for _ in text.split("\n"))

    fields: dict[str, object] = {}
    for name in _FIELDS:
        value = getattr(record, name)
        if isinstance(value, str):
            fields[name] = field(value)
        elif value:
            fields[name] = tuple(map(field, value))
    record = record.replace(
        lines=tuple(changed.get(line.first, line) for line in record.lines),
        language=tag if _is_chinese(record.language) else record.language,
        languages=_languages(record.languages, tag),
        **fields,
    )
    return [record.with_step("convert", to=tag, phrases=phrases)]


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
    return _ALIASES.get(language.lower()) if language else None


def _languages(shares: tuple[Share, ...], tag: str) -> tuple[Share, ...]:
    """The shares with all Chinese under the target's tag, largest first."""
    chinese = [share.share for share in shares if _is_chinese(share.language)]
    if not chinese:
        return shares
    others = [share for share in shares if not _is_chinese(share.language)]
    merged = [*others, Share(tag, round(sum(chinese), 3))]
    return tuple(sorted(merged, key=lambda share: (-share.share, share.language)))
