"""The command line as tests call it: in this process, or through a shell as users do."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
ENTRY = [sys.executable, "-m", "newsclip"]
PLAIN = {k: v for k, v in os.environ.items() if k not in {"NEWSCLIP_RULES", "FORCE_COLOR"}}
TEXT = "The council met on Monday.\n\nIt talked about the bus lines for two hours.\n"


class Result(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.out.split("\n")[:-1]]


Call = Callable[..., Result]


class Input(io.TextIOWrapper):
    """A standard input that may say that it is a terminal."""

    def __init__(self, content: bytes, *, is_terminal: bool = False) -> None:
        super().__init__(io.BytesIO(content))
        self.is_terminal = is_terminal

    def isatty(self) -> bool:
        return self.is_terminal


def shell(command: str, *, cwd: Path = ROOT) -> Result:
    """Run a line of bash with ``newsclip`` as a user has it."""
    told = f'newsclip() {{ "{sys.executable}" -m newsclip "$@"; }}\n{command}'
    environ = {**PLAIN, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        ["bash", "-c", told], cwd=cwd, env=environ, capture_output=True, check=False
    )
    return Result(run.returncode, run.stdout.decode(), run.stderr.decode())


def one_line(text: str) -> bool:
    return text.startswith("newsclip: ") and text.count("\n") == 1 and text.endswith("\n")


def file_of(folder: Path, name: str, text: str = TEXT) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def children_of(pid: int) -> list[str]:
    """The command lines of the workers of a process."""
    # Whole ones: without -ww they end at $COLUMNS, before what says that it is a worker.
    found = subprocess.run(
        ["ps", "-ww", "-o", "args=", "--ppid", str(pid)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return [line for line in found.stdout.split("\n") if "spawn_main" in line]
