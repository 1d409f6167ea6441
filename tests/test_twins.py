"""Files of the seeds' troubles from other countries, written before any rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsclip.knowledge.rules import load_rules
from newsclip.pipeline import run
from newsclip.reading import read
from newsclip.record import Record
from newsclip.stages.detect import detect
from newsclip.stages.repair import repair
from newsclip.stages.split import split
from newsclip.stages.strip import strip
from tests.labelled import Labelled, agreement, labelled_files, titles

FILES = labelled_files(Path(__file__).parent / "cases" / "twins")


@pytest.fixture(scope="module")
def clips() -> dict[str, list[Record]]:
    rules = load_rules(user=False)
    stages = [repair(), strip(rules=rules), split(rules=rules), detect()]
    return {file.path.name: list(run(read([str(file.path)]), stages)) for file in FILES}


def test_lines(clips: dict[str, list[Record]]) -> None:
    found = [agreement(file, clips[file.path.name]) for file in FILES]
    right = sum(one.right for one in found)
    wrong = sum(len(one.extra) + len(one.lost) for one in found)
    said = {file.path.stem: (one.extra, one.lost) for file, one in zip(FILES, found, strict=True)}
    assert 2 * right / (2 * right + wrong) >= 0.97, said


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.path.stem)
def test_articles_and_titles(file: Labelled, clips: dict[str, list[Record]]) -> None:
    articles = clips[file.path.name]
    assert [article.title for article in articles] == titles(file)
