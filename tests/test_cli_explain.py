"""``--explain``, and the files of words that ``convert`` takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.calling import Call


def test_conversion_is_shown_old_above_new(call: Call, tmp_path: Path) -> None:
    page = tmp_path / "a.txt"
    page.write_text("医生发出警告\nplain\n头发\n", "utf-8")
    run = call("convert", str(page), "--to", "zh-TW", "--explain")
    assert run.code == 0
    rows = run.out.split("\n")
    assert rows[:3] == [str(page), "     1 - 医生发出警告", "       + 醫生發出警告"]
    assert "OpenCC alone has 髮" in run.out
    assert "plain" not in run.out
    assert "     3 - 头发" in rows


def test_words_that_change_their_length_are_shown(call: Call, tmp_path: Path) -> None:
    page = tmp_path / "a.txt"
    page.write_text("新的出租车和人工智能软件\n", "utf-8")
    run = call("convert", str(page), "--to", "zh-TW", "--phrases", "--explain")
    assert "       + 新的計程車和人工智慧軟體" in run.out


def test_repairs_are_shown_and_sound_files_are_not(call: Call, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("港務局錶示,係統麵臨考驗,必須控製成本。\n", "utf-8")
    (tmp_path / "b.txt").write_text("港務局表示,系統面臨考驗,必須控制成本。\n", "utf-8")
    run = call("repair", str(tmp_path), "--explain")
    assert "b.txt" not in run.out
    assert "“錶示” to “表示”, damage/over" in run.out


def test_files_of_words(call: Call, tmp_path: Path) -> None:
    (tmp_path / "keep").write_text("# names\n头发\n\n", "utf-8")
    (tmp_path / "own").write_text("软件\t軟體 軟件\n", "utf-8")
    page = tmp_path / "a.txt"
    page.write_text("头发软件发出\n", "utf-8")
    words = ["--keep-words", str(tmp_path / "keep"), "--dictionary", str(tmp_path / "own")]
    run = call("convert", str(page), "--to", "zh-TW", *words, "-f", "text")
    assert run.out == "头发軟體發出\n"
    both = call("clip", str(page), "--to", "zh-TW", *words, "-f", "text")
    assert "头发軟體發出" in both.out


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"one\n", "no word, tab, form"), (b"\xff\xfe\xfa\n", "not in UTF-8"), (None, "no such file")],
)
def test_a_wrong_file_of_words(
    content: bytes | None, said: str, call: Call, tmp_path: Path
) -> None:
    path = tmp_path / "own"
    if content is not None:
        path.write_bytes(content)
    run = call("convert", "--to", "zh-TW", "--dictionary", str(path), "-")
    assert run.code == 2
    assert said in run.err


def test_configuration_takes_no_other_flags(call: Call) -> None:
    run = call("convert", "--config", "s2tw", "--to", "zh-TW", "-")
    assert run.code == 2
    run = call("convert", "--config", "s2tw", "--spacing", "add", "-")
    assert run.code == 2
    run = call("clip", "--keep-words", "x", "-")
    assert "--keep-words without --to" in run.err
