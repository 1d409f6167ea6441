"""Rule files that tests write, and the rules of one file alone."""

from __future__ import annotations

from pathlib import Path

from newsclip.knowledge.rule_file import read_rule_file
from newsclip.knowledge.rules import (
    RuleSet,
    rules_of,
)

HEAD = 'schema = 1\nlanguage = "xx"\n'
PROSE = (
    "The council met on Monday to talk about the bridge, and after four hours of debate the "
    "members agreed, by nine votes to three, to close it for the winter."
)


def rule_file(tmp_path: Path, *rules: str, name: str = "xx.toml", head: str = HEAD) -> Path:
    path = tmp_path / name
    path.write_text(head + "".join(f"[[rule]]\n{rule}\n" for rule in rules), encoding="utf-8")
    return path


def rule(id: str = "one", match: str = "equals", phrases: str = '["share"]', more: str = "") -> str:
    role = "" if "role" in more else 'role = "share"\n'
    return f'id = "{id}"\n{role}match = "{match}"\nphrases = {phrases}\n{more}'


def alone(path: Path) -> RuleSet:
    return rules_of([read_rule_file(path)], rank=1)
