"""Commands out of functions: groups of flags become one flat list of options for typer."""

from __future__ import annotations

import gc
import inspect
import sys
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, get_type_hints

import msgspec
import typer
from msgspec.structs import FieldInfo
from typer.main import get_command

from newsclip.cli.console import show, unwritable, visible
from newsclip.cli.flags import NoInput
from newsclip.errors import UsageError

Job = Callable[[], int]
_SETTINGS: Final = {"help_option_names": ["-h", "--help"], "max_content_width": 96}


def call(name: str, function: Callable[..., int], arguments: list[str]) -> int:
    """The exit code of a command. Without input a terminal gets a short help instead."""
    job = parse(name, function, arguments)
    if isinstance(job, int):
        return job
    # What is loaded stays; only what the work makes is looked through for garbage.
    gc.freeze()
    gc.enable()
    try:
        return job()
    except NoInput:
        summary = inspect.cleandoc(function.__doc__ or "").partition("\n")[0]
        usage = f"Usage: {name} [OPTIONS] PATH...\n\n  {summary}\n\nTry '{name} --help'.\n"
        sys.stderr.write(usage)
        return NoInput.exit_code


def call_action(name: str, actions: Mapping[str, Callable[..., int]], arguments: list[str]) -> int:
    """The exit code of a command whose first argument says what it does."""
    if not arguments or arguments[0] in {"-h", "--help"}:
        if arguments:
            show(_overview(name, actions))
            return 0
        sys.stderr.write(_overview(name, actions))
        return UsageError.exit_code
    action, rest = arguments[0], arguments[1:]
    if action not in actions:
        listed = ", ".join(actions)
        raise UsageError(f"no such action: {visible(action)}", hint=f"{name} takes {listed}")
    return call(f"{name} {action}", actions[action], rest)


def _overview(name: str, actions: Mapping[str, Callable[..., int]]) -> str:
    listed = "".join(
        f"  {action:8}{inspect.cleandoc(function.__doc__ or '').partition(chr(10))[0]}\n"
        for action, function in actions.items()
    )
    hint = f"Try '{name} ACTION --help'."
    return f"Usage: {name} ACTION [OPTIONS] ...\n\nActions:\n{listed}\n{hint}\n"


def parse(name: str, function: Callable[..., int], arguments: list[str]) -> Job | int:
    """The call of ``function`` that ``arguments`` ask for, or an exit code once help was given.

    Each parameter of ``function`` is a struct, a group of flags. ``name`` is the command as typed,
    ``newsclip clip``. Raises UsageError for arguments that do not fit.
    """
    command = get_command(_app(function))
    try:
        found = command.main(args=arguments, prog_name=name, standalone_mode=False)
    except typer.TyperException as error:
        said = error.format_message().rstrip(".")
        raise UsageError(said[:1].lower() + said[1:], hint=f"see {name} --help") from None
    except OSError as error:
        raise unwritable(error) from None
    except SystemExit as end:
        # So does typer answer a reader that left before the help was written.
        raise BrokenPipeError from end
    job: Job | int = found
    return job


def options_of(function: Callable[..., int]) -> list[tuple[str, str]]:
    """The flags of a command as its help writes them, and what it says of each; not ``--help``."""
    command = get_command(_app(function))
    context = typer.Context(command)
    told = (parameter.get_help_record(context) for parameter in command.params)
    return [record for record in told if record is not None and record[0].startswith("-")]


def _app(function: Callable[..., int]) -> typer.Typer:
    groups: dict[str, type[msgspec.Struct]] = get_type_hints(function)
    groups.pop("return")

    def collect(**values: object) -> Job:
        built = {name: _build(group, values) for name, group in groups.items()}
        return lambda: function(**built)

    collect.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [parameter for group in groups.values() for parameter in _parameters(group)]
    )
    collect.__annotations__ = {}
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    text, _, examples = inspect.cleandoc(function.__doc__ or "").partition("\n\nExamples:\n")
    epilog = f"\b\nExamples:\n{examples}"
    app.command(help=text, epilog=epilog, context_settings=_SETTINGS)(collect)
    return app


def _parameters(group: type[msgspec.Struct]) -> list[inspect.Parameter]:
    """The parameters of a group; a group inside it is laid flat."""
    found: list[inspect.Parameter] = []
    for field in _fields(group):
        if _is_group(field.type):
            found += _parameters(field.type)
            continue
        default = field.default
        if default is msgspec.NODEFAULT:
            factory = field.default_factory
            default = inspect.Parameter.empty if factory is msgspec.NODEFAULT else factory()
        kind = inspect.Parameter.KEYWORD_ONLY
        found.append(inspect.Parameter(field.name, kind, default=default, annotation=field.type))
    return found


def _build(group: type[msgspec.Struct], values: dict[str, object]) -> msgspec.Struct:
    """A group with its values, out of all values of the call."""
    given: dict[str, Any] = {}
    for field in _fields(group):
        inner = field.type
        given[field.name] = _build(inner, values) if _is_group(inner) else values[field.name]
    return group(**given)


@cache
def _fields(group: type[msgspec.Struct]) -> tuple[FieldInfo, ...]:
    return msgspec.structs.fields(group)


def _is_group(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)
