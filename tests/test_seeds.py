"""The five real files, line by line. Skipped where they are not at hand: they are not ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsclip.knowledge.folding import fold
from newsclip.knowledge.rules import load_rules
from newsclip.pipeline import run
from newsclip.reading import read
from newsclip.record import Record
from newsclip.stages.detect import detect
from newsclip.stages.repair import repair
from newsclip.stages.split import split
from newsclip.stages.strip import strip
from tests.labelled import Labelled, agreement, labelled_files, titles

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared/seeds is not here")
FILES = labelled_files(SEEDS) if SEEDS.is_dir() else []


@pytest.fixture(scope="module")
def clips() -> dict[str, list[Record]]:
    rules = load_rules(user=False)
    stages = [repair(), strip(rules=rules), split(rules=rules), detect()]
    return {file.path.name: list(run(read([str(file.path)]), stages)) for file in FILES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.path.stem[:3])
def test_every_line_is_right(file: Labelled, clips: dict[str, list[Record]]) -> None:
    found = agreement(file, clips[file.path.name])
    assert (found.extra, found.lost) == ([], [])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.path.stem[:3])
def test_articles_titles_and_language(file: Labelled, clips: dict[str, list[Record]]) -> None:
    articles = clips[file.path.name]
    found = [article.title and fold(article.title) for article in articles]
    assert found == [title and fold(title) for title in titles(file)]
    # A region is more than the gold says.
    assert {(article.language or "")[: len(file.language)] for article in articles} == {
        file.language
    }


def test_notes_are_gone_and_paragraphs_whole(clips: dict[str, list[Record]]) -> None:
    by_number = {name[:3]: records for name, records in clips.items()}
    notes = [edit for r in by_number["004"] for edit in r.edits if edit.rule == "pinyin/note"]
    assert len(notes) == 258
    (wrapped,) = by_number["002"]
    file = next(file for file in FILES if file.path.name.startswith("002"))
    assert [[line.first, line.last] for line in wrapped.kept] == file.paragraphs


def test_fields(clips: dict[str, list[Record]]) -> None:
    by_number = {name[:3]: records for name, records in clips.items()}
    first, second = by_number["000"]
    assert len(first.authors) == 1
    assert len(first.keywords) == 3
    assert len(first.credits) == 1
    assert len(second.captions) == 3
    assert len(by_number["003"][0].keywords) == 4
    assert by_number["001"][0].credits[0].startswith("https://")
