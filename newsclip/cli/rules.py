"""``newsclip rules``: the rules that strip and split use, listed, shown, proved."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Final

import msgspec
from typer import Argument, Option

from newsclip.cli.console import show, visible
from newsclip.cli.flags import Rules
from newsclip.errors import RuleError


class Named(msgspec.Struct, frozen=True):
    """Which rule is meant."""

    name: Annotated[
        str,
        Argument(metavar="ID", help="The rule as trace.removed names it: zh/model-refusal."),
    ]


class Checked(msgspec.Struct, frozen=True):
    """What is proved, and against what."""

    proved: Annotated[
        list[str],
        Argument(
            metavar="FILE...",
            help="Rule files or folders of them; without any, all rules in force.",
            show_default=False,
        ),
    ] = []
    against: Annotated[
        str | None,
        Option(
            "--against",
            metavar="FILE",
            help="Also count each rule's hits on lines that gold calls text: JSON Lines of "
            "objects with lines and labels, plain or gzip.",
        ),
    ] = None


def list_rules(rules: Rules) -> int:
    """List the rules in force: id, role, match, phrases.

    Examples:
      newsclip rules list
      newsclip rules list | grep login
    """
    from newsclip.knowledge.rules import load_rules  # noqa: PLC0415 - once the flags are read

    for rule in load_rules(rules.files, user=not rules.no_user).rules:
        _print("\t".join([rule.id, rule.role, rule.match, " | ".join(rule.phrases)]))
    return 0


def show_rule(named: Named, rules: Rules) -> int:
    """Show one rule with its phrases and its proofs, as TOML.

    Examples:
      newsclip rules show zh/model-refusal
    """
    from newsclip.knowledge.rules import find_rule, load_rules  # noqa: PLC0415

    entry = find_rule(load_rules(rules.files, user=not rules.no_user), named.name)
    _print(f"# {entry.path}")
    _print("[[rule]]")
    for key, value in msgspec.to_builtins(entry.rule).items():
        if value is not None and value != ():
            _print(f"{key} = {_toml(value)}")
    return 0


def check(checked: Checked, rules: Rules) -> int:
    """Prove rule files: form, patterns, the lines they remove and keep.

    Each problem is one line on standard error, and the exit code is then 3. --against prints a
    row for each rule with hits: rule, hits, distinct lines, lines of text, rate, examples.

    Examples:
      newsclip rules check my-paper.toml
      newsclip rules check --against gold.jsonl
    """
    from newsclip.knowledge.rules import built_in_folder, load_rules, user_folder  # noqa: PLC0415
    from newsclip.knowledge.rules_check import check_against, check_rules  # noqa: PLC0415

    files = [*checked.proved, *rules.files]
    if not checked.proved:
        files.append(str(built_in_folder()))
        if user_folder().is_dir() and not rules.no_user:
            files.append(str(user_folder()))
    problems = check_rules(files)
    for problem in problems:
        sys.stderr.write(f"newsclip: {visible(str(problem))}\n")
    if problems:
        return RuleError.exit_code
    in_force = load_rules([*checked.proved, *rules.files], user=not rules.no_user)
    _print(f"{len(in_force.rules)} rules in force, no problem in {len(files)} files or folders")
    if checked.against is not None:
        for hits in check_against(checked.against, in_force):
            counts = [str(hits.hits), str(hits.distinct), str(hits.lines), f"{hits.rate:.6f}"]
            row = [hits.rule, *counts, *hits.examples]
            _print("\t".join(row))
    return 0


def path() -> int:
    """Print the folder where your own rule files are looked for.

    Examples:
      newsclip rules path
    """
    from newsclip.knowledge.rules import user_folder  # noqa: PLC0415

    _print(str(user_folder()))
    return 0


ACTIONS: Final[Mapping[str, Callable[..., int]]] = {
    "list": list_rules,
    "show": show_rule,
    "check": check,
    "path": path,
}


def _print(line: str) -> None:
    show("".join(c if c == "\t" else visible(c) for c in line) + "\n")


def _toml(value: object) -> str:
    """A value as TOML; JSON writes texts, numbers and booleans the same way."""
    if isinstance(value, Iterable) and not isinstance(value, str):
        inner = "".join(f"    {_toml(item)},\n" for item in value)
        return f"[\n{inner}]"
    return msgspec.json.encode(value).decode()
