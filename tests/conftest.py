"""Fixtures that several tests share."""

import sys
from pathlib import Path

import pytest

from newsclip.cli import app
from tests.calling import Call, Input, Result


@pytest.fixture
def call(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> Call:
    """Run a command in this process, without rules of whoever runs the tests."""
    (tmp_path / "no-rules").mkdir()
    monkeypatch.setenv("NEWSCLIP_RULES", str(tmp_path / "no-rules"))
    monkeypatch.delenv("FORCE_COLOR", raising=False)

    def run(*arguments: str, stdin: bytes = b"", is_terminal: bool = False) -> Result:
        monkeypatch.setattr(sys, "stdin", Input(stdin, is_terminal=is_terminal))
        code = app.run(list(arguments))
        out, err = capsysbinary.readouterr()
        return Result(code, out.decode(), err.decode())

    return run
