"""One rule file: TOML in, checked rules out, with errors that name file, rule and key."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal, get_args

import msgspec

from newsclip.errors import RuleError
from newsclip.record import DROPPED_ROLES, FIELD_ROLES, Role

SCHEMA: Final = 1
Match = Literal["equals", "starts-with", "ends-with", "contains", "regex"]
Where = Literal["head", "tail", "edge", "anywhere"]
Value = Literal["rest", "line", "none"]
# A heading or a button is shorter than a line of print, a line that it opens about two lines.
DEFAULT_MAX_CHARS: Final[dict[str, int]] = {"equals": 60, "starts-with": 120}
# A longer line is a paragraph, and one phrase does not judge a paragraph.
LARGEST_MAX_CHARS: Final = 1000
# The role of lines that stay in the text, whatever weaker rules or the model say of them.
KEPT: Final = "body"
_FILE_KEYS: Final = ("schema", "language", "site", "disable", "rule")
_RULE_KEYS: Final = (
    "id", "role", "match", "phrases", "max_chars", "where", "value", "cased", "removes", "keeps",
)  # fmt: skip
_ID: Final = re.compile("[a-z0-9]+(-[a-z0-9]+)*")


class Rule(msgspec.Struct, frozen=True):
    """What lines of one kind say: ``phrases`` at a place in a line of at most ``max_chars``.

    ``id`` is ``file/rule``. ``where`` wants no prose above (``head``), below (``tail``), or on one
    of the two sides (``edge``). ``value`` says what of the line goes to a field, None where the
    line is dropped. A ``cased`` pattern sees the line before case and script are folded.
    ``removes`` and ``keeps`` are the rule's proofs.
    """

    id: str
    role: Role
    match: Match
    phrases: tuple[str, ...]
    max_chars: int
    where: Where = "anywhere"
    value: Value | None = None
    cased: bool = False
    removes: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()


class RuleFile(msgspec.Struct, frozen=True):
    """A rule file: its rules, for a language or for one site, and what it switches off below."""

    path: str
    language: str | None
    site: str | None
    disable: tuple[str, ...]
    rules: tuple[Rule, ...]


class _Table:
    """A TOML table that is read key by key; each failure names file, rule and key."""

    def __init__(self, values: Mapping[str, object], path: Path, rule: str | None = None) -> None:
        self.values = values
        self.path = path
        self.rule = rule

    def fail(self, key: str, message: str, hint: str) -> RuleError:
        rule = f"rule {self.rule!r}, " if self.rule else ""
        return RuleError(f"{rule}key {key!r}: {message}", path=str(self.path), hint=hint)

    def refuse_unknown(self, known: tuple[str, ...]) -> None:
        for key in self.values:
            if key not in known:
                raise self.fail(key, "unknown key", did_you_mean(key, known))

    def text(self, key: str) -> str | None:
        value = self.values.get(key)
        if value is None or (isinstance(value, str) and value.strip()):
            return value
        raise self.fail(key, "not a text", f'write {key} = "..."')

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, [])
        if isinstance(value, list) and all(isinstance(v, str) and v.strip() for v in value):
            return tuple(value)
        raise self.fail(key, "not a list of texts", f'write {key} = ["...", "..."]')

    def choice(self, key: str, choices: tuple[str, ...], default: str | None = None) -> str:
        value = self.values.get(key, default)
        if isinstance(value, str) and value in choices:
            return value
        message = "missing" if value is None else f"{value!r} is none of its values"
        raise self.fail(key, message, did_you_mean(str(value or ""), choices))


def did_you_mean(word: str, choices: tuple[str, ...]) -> str:
    """A hint: the choice that ``word`` was meant to be, else all of them."""
    near = difflib.get_close_matches(word, choices, 1)
    return f"did you mean {near[0]!r}?" if near else f"one of: {', '.join(choices)}"


def read_rule_file(path: Path) -> RuleFile:
    """The rules of one file. Raises RuleError, which names file, rule and key, and says what to do.

    Patterns are looked at when they are compiled, proofs in ``newsclip.knowledge.rules_check``.
    """
    table = _Table(_toml(path), path)
    table.refuse_unknown(_FILE_KEYS)
    if table.values.get("schema") != SCHEMA:
        raise table.fail("schema", "missing or of another version", f"write schema = {SCHEMA}")
    language, site = table.text("language"), table.text("site")
    if (language is None) == (site is None):
        raise table.fail(
            "language", "a file is for a language or for a site", 'write language = "..." or site'
        )
    entries = table.values.get("rule", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise table.fail("rule", "not a list of tables", "begin each rule with [[rule]]")
    rules = [_rule(_Table(entry, path, f"number {n}")) for n, entry in enumerate(entries, 1)]
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            name = rule.id.partition("/")[2]
            raise RuleError(
                f"rule {name!r}, key 'id': there twice", path=str(path), hint="rename one of them"
            )
        seen.add(rule.id)
    if site is not None:
        site = site.casefold().removeprefix("www.")
    return RuleFile(str(path), language, site, table.texts("disable"), tuple(rules))


def _toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise RuleError(
            f"cannot be read: {error.strerror}", path=str(path), hint="check the path"
        ) from None
    except UnicodeDecodeError:
        raise RuleError("not UTF-8", path=str(path), hint="save the file as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"not TOML: {error}", path=str(path), hint="correct that place") from None


def _rule(table: _Table) -> Rule:
    name = table.text("id")
    if name is None or not _ID.fullmatch(name):
        message = "missing" if name is None else f"{name!r} is no name"
        raise table.fail("id", message, "use small letters, digits and single hyphens")
    table.rule = name
    table.refuse_unknown(_RULE_KEYS)
    role = table.choice("role", tuple(sorted(FIELD_ROLES | DROPPED_ROLES | {KEPT})))
    match = table.choice("match", get_args(Match))
    phrases = table.texts("phrases")
    if not phrases:
        raise table.fail("phrases", "missing or empty", 'write phrases = ["..."]')
    return Rule(
        id=f"{table.path.stem}/{name}",
        role=msgspec.convert(role, Role),
        match=msgspec.convert(match, Match),
        phrases=phrases,
        max_chars=_max_chars(table, match),
        where=msgspec.convert(table.choice("where", get_args(Where), "anywhere"), Where),
        value=_value(table, role, match),
        cased=_cased(table, match),
        removes=table.texts("removes"),
        keeps=table.texts("keeps"),
    )


def _max_chars(table: _Table, match: str) -> int:
    value = table.values.get("max_chars", DEFAULT_MAX_CHARS.get(match))
    if value is None:
        raise table.fail(
            "max_chars", f"missing, and match = {match!r} needs it", "write max_chars = 80"
        )
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise table.fail("max_chars", f"{value!r} is no number of characters", "write it bare: 80")
    if value > LARGEST_MAX_CHARS:
        raise table.fail("max_chars", "too large", f"{LARGEST_MAX_CHARS} is the most")
    return value


def _value(table: _Table, role: str, match: str) -> Value | None:
    if role not in FIELD_ROLES:
        if "value" in table.values:
            raise table.fail("value", f"role {role!r} fills no field", "take the key out")
        return None
    default = "rest" if match == "starts-with" else "line"
    value: Value = msgspec.convert(table.choice("value", get_args(Value), default), Value)
    if value == "rest" and match not in {"starts-with", "ends-with"}:
        raise table.fail("value", f"match = {match!r} has no rest", 'write value = "line"')
    return value


def _cased(table: _Table, match: str) -> bool:
    value = table.values.get("cased", False)
    if not isinstance(value, bool):
        raise table.fail("cased", "neither true nor false", "write cased = true")
    if value and match != "regex":
        raise table.fail("cased", f"match = {match!r} folds case", 'use match = "regex"')
    return value
