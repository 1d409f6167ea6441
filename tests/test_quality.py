"""Types, lint and form, as tests, so that one command checks everything."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Final

import pytest

ROOT = Path(__file__).parents[1]
TOOLS: Final = {
    "mypy": ["mypy"],
    "ruff-check": ["ruff", "check", "."],
    "ruff-format": ["ruff", "format", "--check", "."],
}


class Run:
    """A tool at work beside the tests: types take a minute the first time, and a core is free."""

    def __init__(self, tool: str) -> None:
        self._out: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self._process = subprocess.Popen(
            [sys.executable, "-m", *TOOLS[tool]],
            cwd=ROOT,
            stdout=self._out,
            stderr=subprocess.STDOUT,
        )

    def end(self) -> tuple[int, str]:
        """The exit code and the last of what it said."""
        code = self._process.wait()
        self._out.seek(0)
        return code, self._out.read()[-4000:]

    def stop(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.wait()
        self._out.close()


RUNS: Final[dict[str, Run]] = {}


def start(tool: str) -> Run:
    """The run of a tool, begun when it is first asked for."""
    if tool not in RUNS:
        RUNS[tool] = Run(tool)
    return RUNS[tool]


@pytest.mark.parametrize("tool", TOOLS)
def test_tool_finds_nothing(tool: str) -> None:
    code, said = start(tool).end()
    assert code == 0, said
