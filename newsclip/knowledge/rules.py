"""Rules that name lines: layers of TOML files, matched against all lines of a file at once.

All languages apply at once, because files of several languages are the norm. Both sides are folded
by ``newsclip.knowledge.folding``, so that one Chinese list serves both scripts.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urlsplit

import msgspec

from newsclip.errors import RuleError
from newsclip.knowledge.rule_file import Rule, RuleFile, did_you_mean, read_rule_file
from newsclip.knowledge.rule_folder import found_user_folder, user_folder
from newsclip.knowledge.rule_index import FOLDER, built_in
from newsclip.knowledge.rule_match import Entry, Hit, Matcher

if TYPE_CHECKING:
    from newsclip.record import Record

Kind = Literal["built-in", "user", "file"]


class Layer(msgspec.Struct, frozen=True):
    """A rule file in force: where it stands, how strong it is (0 is built in), what it holds."""

    path: str
    kind: Kind
    rank: int
    rules: int
    language: str | None = None
    site: str | None = None
    disable: tuple[str, ...] = ()


class RuleSet:
    """The rules in force. It can be pickled; what it compiles is built on the first ``match``."""

    def __init__(self, entries: Iterable[Entry], layers: Iterable[Layer] = ()) -> None:
        self.entries = tuple(entries)
        self.layers = tuple(layers)
        self._matcher: Matcher | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return RuleSet, (self.entries, self.layers)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RuleSet) and self.entries == other.entries

    def __hash__(self) -> int:
        return hash(self.entries)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in force, built in first, in the order of their files."""
        return tuple(entry.rule for entry in self.entries)

    @property
    def fingerprint(self) -> str:
        """16 hex digits that change whenever a rule in force does."""
        return hashlib.sha256(msgspec.json.encode(self.entries)).hexdigest()[:16]

    def match(self, lines: Sequence[str], *, url: str | None = None) -> list[Hit | None]:
        """For each line of a file the hit of the strongest rule, or None; blank lines have none.

        ``url`` (or a bare domain) says where the file is from: rules of a site act only there.
        Later layers are stronger, then equals, starts-with, ends-with, regex, contains, then the
        longer phrase, then the lower id. Raises RuleError when a pattern cannot be compiled.
        """
        return self._compiled.match(lines, host_of(url))

    def hitting(self, line: str, *, url: str | None = None) -> frozenset[str]:
        """The ids of all rules that hit a line when it is a file of its own, however strong.

        ``url`` and errors as in ``match``.
        """
        return self._compiled.hitting(line, host_of(url))

    @property
    def _compiled(self) -> Matcher:
        if self._matcher is None:
            self._matcher = Matcher(self.entries)
        return self._matcher


def host_of(url: str | None) -> str | None:
    """The host of an address, or of a bare domain, without ``www.``; None where there is none."""
    if not url:
        return None
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def address_of(record: Record) -> str | None:
    """Where a record is from, for rules of a site: its address, or a publisher that is a domain."""
    if record.url or record.publisher is None:
        return record.url
    return record.publisher if _DOMAIN.fullmatch(record.publisher) else None


_DOMAIN: Final = re.compile("(?:[\\w-]+\\.)+[^\\W\\d_]{2,}")


def built_in_folder() -> Path:
    """The folder of the rule files that come with newsclip."""
    return FOLDER


def load_rules(files: Sequence[Path | str] = (), *, user: bool = True) -> RuleSet:
    """The rules in force: built in, then the user's (unless ``user`` is false), then ``files``.

    A file or a folder may be named. A rule of a later layer takes the place of one with the same
    id, and ``disable`` switches rules of lower layers off. Raises RuleError.
    """
    found: list[tuple[Kind, int, RuleFile]] = [("built-in", 0, file) for file in built_in().files]
    folder = found_user_folder() if user else None
    if folder is not None:
        found += [("user", 1, file) for file in _read(folder)]
    for rank, path in enumerate(files, 2):
        found += [("file", rank, file) for file in _read(Path(path))]
    return _stacked(found)


def rules_of(files: Iterable[RuleFile], *, rank: int = 0) -> RuleSet:
    """A rule set of some files alone, all in one layer."""
    return _stacked([("file", rank, file) for file in files])


def rule_files_in(path: Path) -> list[Path]:
    """The rule files of a folder, by name; a file is itself."""
    return sorted(path.glob("*.toml")) if path.is_dir() else [path]


def _read(path: Path) -> list[RuleFile]:
    return [read_rule_file(file) for file in rule_files_in(path)]


def _stacked(files: Sequence[tuple[Kind, int, RuleFile]]) -> RuleSet:
    entries: dict[str, Entry] = {}
    layers: list[Layer] = []
    for kind, rank, file in files:
        for name in file.disable:
            if name in entries and entries[name].rank < rank:
                del entries[name]
        for rule in file.rules:
            old = entries.pop(rule.id, None)
            if old is not None and old.rank == rank:
                raise RuleError(
                    f"rule {rule.id!r}, key 'id': also in {old.path}",
                    path=file.path,
                    hint="rename one of the two files or rules",
                )
            entries[rule.id] = Entry(rule, rank, file.path, file.site)
        layers.append(
            Layer(file.path, kind, rank, len(file.rules), file.language, file.site, file.disable)
        )
    return RuleSet(entries.values(), layers)


def find_rule(ruleset: RuleSet, name: str) -> Entry:
    """The rule in force that is shown as ``name``. Raises RuleError when there is none."""
    for entry in ruleset.entries:
        if entry.rule.id == name:
            return entry
    ids = tuple(entry.rule.id for entry in ruleset.entries)
    near = did_you_mean(name, ids)
    hint = near if near.startswith("did") else "`newsclip rules list` lists them"
    raise RuleError(f"no rule {name!r}", hint=hint)


__all__ = [
    "Entry", "Hit", "Layer", "Rule", "RuleFile", "RuleSet", "address_of", "built_in_folder",
    "find_rule", "host_of", "load_rules", "rule_files_in", "rules_of", "user_folder",
]  # fmt: skip
