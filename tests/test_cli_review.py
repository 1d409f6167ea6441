"""``newsclip review`` and the progress bar: what eyes see."""

import os
import pty
import re
import subprocess
import threading
import time
from pathlib import Path

import pytest
from rich.cells import cell_len

from newsclip.cli import progress
from newsclip.cli.console import Console
from newsclip.reading import Entry
from tests.calling import ENTRY, PLAIN, ROOT, TEXT, Call, file_of


def review_of(call: Call, tmp_path: Path, text: str, *arguments: str) -> str:
    run = call("review", file_of(tmp_path, "page.txt", text), *arguments)
    assert (run.code, run.err) == (0, "")
    return run.out


def test_review_numbers_every_line_and_names_the_rule(call: Call, tmp_path: Path) -> None:
    text = f"Log in\n\nCity council meets\n\n{TEXT * 3}\nShare on Facebook\n"
    page = review_of(call, tmp_path, text)
    shown = [int(n) for n in re.findall(r"^ {0,3}(\d+)(?:[-= ]|$)", page, re.M)]
    assert shown == list(range(1, text.count("\n") + 1))
    assert re.search(r"^ +1- Log in {20,}login ", page, re.M)
    assert re.search(r"^ +\d+- Share on Facebook +share ", page, re.M)
    assert "\u2500\u2500 article 1 of 1 " in page
    assert "\x1b" not in page


def test_review_keeps_to_the_width_in_any_script(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "議會昨日開會，討論公車路線。" * 9
    emoji = "x" * 200 + " \U0001f68c\U0001f68c " + "한국어 " * 30
    for width in (60, 80, 120):
        monkeypatch.setenv("COLUMNS", str(width))
        page = review_of(call, tmp_path, f"{text}\n{emoji}\n")
        widths = {cell_len(row) for row in page.split("\n")}
        assert max(widths) <= width
        assert max(widths) > width - 3
        assert not re.search("^ {6}[，。]", page, re.M), "a row begins with a closing mark"


def test_review_shows_repairs_as_old_and_new(call: Call, tmp_path: Path) -> None:
    text = "學(xué)會(huì)開會，議員說學(xué)生很多。\n"
    page = review_of(call, tmp_path, text * 12)
    assert "學[-(xué)-]會[-(huì)-]開" in page


def test_review_makes_control_characters_visible(call: Call, tmp_path: Path) -> None:
    page = review_of(call, tmp_path, f"{TEXT}Beware\x1b[2J of \u202ethis\x07.\n")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", page)
    assert "\\x1b" in page


def on_a_terminal(
    arguments: list[str], cwd: Path, *, has_keys: bool = False, **environ: str
) -> str:
    """What a command writes on a terminal, one with a keyboard or one without."""
    parent, child = pty.openpty()
    with subprocess.Popen(
        [*ENTRY, *arguments],
        cwd=cwd,
        stdin=child if has_keys else subprocess.DEVNULL,
        stdout=child,
        stderr=child,
        env={**PLAIN, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **environ},
    ) as process:
        os.close(child)
        written = b""
        while True:
            try:
                part = os.read(parent, 65536)
            except OSError:
                break
            if not part:
                break
            written += part
        assert process.wait(20) == 0
    os.close(parent)
    return written.decode()


def test_review_has_colour_on_a_terminal_unless_told_not_to(tmp_path: Path) -> None:
    file_of(tmp_path, "page.txt", f"Log in\n\nCity council meets\n\n{TEXT * 3}")
    struck = re.compile("\x1b\\[2;9m")
    colour = re.compile("\x1b\\[[0-9;]*3[0-7]m")
    page = on_a_terminal(["review", "page.txt"], tmp_path)
    assert struck.search(page)
    assert colour.search(page)
    assert not colour.search(on_a_terminal(["review", "page.txt"], tmp_path, NO_COLOR="1"))
    assert "\x1b" not in on_a_terminal(["review", "page.txt"], tmp_path, TERM="dumb")


@pytest.mark.parametrize("form", ["text", "markdown", "csv", "html", "jsonl"])
def test_text_gives_a_terminal_no_orders(form: str, tmp_path: Path) -> None:
    sly = f"{TEXT}\nBeware\x1b[2J of \u202ethis\x07\tand\u200e that.\n"
    file_of(tmp_path, "page.txt", sly)
    command = ["read", "page.txt", "-f", form]
    written = on_a_terminal(command, tmp_path)
    assert not re.search("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202e]", written)
    assert len(written.splitlines()) > 1 or form == "jsonl"
    if form == "text":
        assert "Beware\\x1b[2J of \\u202ethis\\x07" in written
        assert "\u200e that" in written
        # Elsewhere what is written is what was read.
        piped = subprocess.run(
            [*ENTRY, *command], cwd=tmp_path, capture_output=True, check=True,
            env={**PLAIN, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert sly.splitlines()[-1] in piped.stdout.decode()


def test_progress_gives_the_same_entries_and_draws_a_bar(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0)
    monkeypatch.setenv("FORCE_COLOR", "1")
    entries = [Entry(f"{n}.txt", f"{n}.txt") for n in range(5)]
    console = Console()
    seen = list(progress.watched(iter(entries), lambda entry: entry.shown, lambda: 5, console))
    assert seen == entries
    assert "5/5" in capsys.readouterr().err


def test_one_file_or_a_short_run_draws_nothing(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    file_of(tmp_path / "in", "a.txt")
    file_of(tmp_path / "in", "b.txt")
    written = on_a_terminal(["read", "in", "-o", "out.jsonl"], tmp_path)
    assert written == ""


def test_a_long_run_draws_a_bar_and_takes_it_away(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(3):
        os.mkfifo(tmp_path / f"{number}.txt")
    names = [f"{number}.txt" for number in range(3)]
    writer = threading.Thread(target=feed, args=([tmp_path / name for name in names],))
    writer.start()
    written = on_a_terminal(["read", *names, "-o", "out.jsonl"], tmp_path)
    writer.join()
    assert "1/3" in written
    assert "2.txt" in written
    assert written.endswith("\x1b[2K") or "\x1b[?25h" in written


def feed(paths: list[Path]) -> None:
    """Write a text into each pipe, slowly enough for a bar to be wanted."""
    for path in paths:
        with path.open("w") as pipe:
            time.sleep(progress.PATIENCE * 1.2)
            pipe.write(TEXT)


def test_review_goes_through_a_pager_where_there_are_keys(tmp_path: Path) -> None:
    file_of(tmp_path, "page.txt", TEXT * 2000)
    page = ["review", "page.txt"]
    paged = on_a_terminal(page, tmp_path, has_keys=True, PAGER="head -n 2")
    assert paged.count("\n") == 2
    assert on_a_terminal(page, tmp_path, PAGER="head -n 2").count("\n") > 2000
