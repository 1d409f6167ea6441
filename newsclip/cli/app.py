"""One call of the command line: the command's module is found, imported and run."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Final

from newsclip.cli.command import call, call_action
from newsclip.cli.console import TRACEBACKS, Console, show, visible
from newsclip.errors import NewsclipError, OutputError, UsageError

# In the order of the work; the first line of each command's help says the same.
COMMANDS: Final = {
    "clip": "Scraped files in, clean single articles out: all stages in order.",
    "read": "Decode files and turn HTML into lines.",
    "repair": "Mend pinyin notes, hard wraps, printed pages and broken characters.",
    "strip": "Label what is not the article: menus, adverts, logins, footers.",
    "split": "Cut files into articles, one record each.",
    "detect": "Tell the language, and the script of Chinese.",
    "convert": "Convert Chinese text from one script to another.",
    "dedupe": "Link copies of one story to the fullest: equal texts and near duplicates.",
    "review": "Show what goes and why, line by line.",
    "apply": "Write the articles as decided on the review page.",
    "learn": "Learn a site's furniture: lines that repeat, as rules to review.",
    "rules": "List, show and check the rules that strip and split use.",
    "status": "Show the last runs of a state file.",
    "schema": "Print the JSON Schema of the records.",
}
_HELP: Final = frozenset({"-h", "--help"})


def run(arguments: list[str]) -> int:
    """The exit code of ``newsclip ARGUMENTS``: a reader that has left is no error."""
    console = Console(TRACEBACKS if "-vv" in arguments else 0, as_json="--json-logs" in arguments)
    sys.excepthook = console.hook
    try:
        return _call(arguments)
    except BrokenPipeError:
        _forget_output()
        return 0
    except NewsclipError as error:
        if isinstance(error, OutputError):
            _forget_output()
        console.error(error)
        return error.exit_code


def _call(arguments: list[str]) -> int:
    if not arguments:
        sys.stderr.write(overview())
        return UsageError.exit_code
    name, rest = arguments[0], arguments[1:]
    if name in _HELP and not rest:
        show(overview())
        return 0
    if name not in COMMANDS:
        raise _unknown(name)
    module = import_module(f"newsclip.cli.{name}")
    if hasattr(module, "ACTIONS"):
        return call_action(f"newsclip {name}", module.ACTIONS, rest)
    return call(f"newsclip {name}", getattr(module, name), rest)


def overview() -> str:
    """The help of newsclip itself: its commands, a line each."""
    width = max(map(len, COMMANDS)) + 2
    listed = "\n".join(f"  {name:{width}}{text}" for name, text in COMMANDS.items())
    return f"""\
Usage: newsclip COMMAND [OPTIONS] [PATH]...

  Turn scraped news into clean, single articles, as JSON Lines.

Commands:
{listed}

Options:
  --version   Show the version and exit.
  -h, --help  Show this message, or that of a command, and exit.

Examples:
  newsclip clip scraped/ -o clips.jsonl
  newsclip review page.txt
"""


def _unknown(name: str) -> UsageError:
    from difflib import get_close_matches  # noqa: PLC0415 - only for a slip

    if name.startswith("-"):
        hint = "options stand after a command: newsclip COMMAND --help"
        return UsageError(f"no such option: {visible(name)}", hint=hint)
    near = get_close_matches(name, COMMANDS, 1)
    if near:
        hint = f"did you mean {near[0]!r}?"
    elif os.path.exists(name):  # noqa: PTH110 - spares an import
        hint = f"to clip it: newsclip clip {visible(name)}"
    else:
        hint = "newsclip --help lists the commands"
    return UsageError(f"no such command: {visible(name)}", hint=hint)


def _forget_output() -> None:
    """Let what standard output still buffers go nowhere, so that no flush at the end fails."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
