"""Fixtures that several tests share."""

import signal
import sys
from pathlib import Path
from types import FrameType

import pytest

from newsclip.cli import app
from newsclip.knowledge.rules import RuleSet, load_rules
from tests.calling import Call, Input, Result
from tests.test_quality import RUNS, start


def pytest_configure() -> None:
    """Let commands under test start as from a terminal, where a job in the background ignores."""
    for number in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, _pass_over)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Begin what checks types, if it is among the tests: it works beside them."""
    chosen = {item.name for item in session.items if item.path.name == "test_quality.py"}
    if "test_tool_finds_nothing[mypy]" in chosen and not session.config.option.collectonly:
        start("mypy")


def pytest_unconfigure() -> None:
    """End what is still at work."""
    for run in RUNS.values():
        run.stop()


def _pass_over(number: int, frame: FrameType | None) -> None:
    """A handler: unlike "ignore" it does not go on to the processes that are started."""


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


@pytest.fixture(scope="session")
def built_in_rules() -> RuleSet:
    """The rules that newsclip ships."""
    return load_rules(user=False)
