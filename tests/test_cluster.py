"""Our stages as a step of a datatrove pipeline."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("datatrove", reason="newsclip[scale] is not installed")

from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor

from newsclip.errors import RecordError, RuleError
from newsclip.pipeline import Stage
from newsclip.reading import read
from newsclip.record import Record
from newsclip.running.cluster import ERRORS, Newsclip, RecordWriter, document_of, record_of
from newsclip.schema import from_json, to_json
from newsclip.stages.detect import detect
from newsclip.stages.repair import repair
from newsclip.stages.split import split
from newsclip.stages.strip import strip
from tests.calling import ROOT, file_of, shell

SAMPLES = ("cookie-notice.txt", "japan.txt", "article.html", "foreign.jsonl", "big5.txt")


def lines_of(folder: Path) -> list[str]:
    return sorted(line for path in folder.iterdir() for line in path.read_text("utf-8").split("\n"))


def engine(pipeline: list[Any], folder: Path, *, tasks: int = 3, workers: int = 1) -> None:
    LocalPipelineExecutor(pipeline, tasks=tasks, workers=workers, logging_dir=str(folder)).run()


def grumbling(record: Record) -> Iterable[Record]:
    if "refuse" in record.text:
        raise RecordError("refused")
    if "break" in record.text:
        raise ValueError("broken")
    return [record.with_warning("loud", "it is loud")]


class Failing:
    """A stage that a task fails of, as long as a file is there."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __call__(self, record: Record) -> Iterator[Record]:
        if self.file.exists() and record.source.path.endswith("japan.txt"):
            raise RuleError("malformed")
        yield record


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder = tmp_path / "inputs"
    folder.mkdir()
    for name in SAMPLES:
        (folder / name).write_bytes((ROOT / "samples" / name).read_bytes())
    return folder


def clip_stages() -> list[Stage]:
    from newsclip.knowledge.rules import load_rules

    rules = load_rules(user=False)
    return [repair(), strip(rules=rules), split(rules=rules), detect()]


@pytest.mark.parametrize("workers", [1, 2])
def test_articles_are_those_of_clip(workers: int, inputs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    step = Newsclip(clip_stages(), paths=[str(inputs)])
    engine([step, RecordWriter(str(out))], tmp_path / "logs", workers=workers)
    clip = shell(f"newsclip clip {inputs} --no-user-rules")
    assert [line for line in lines_of(out) if line] == sorted(clip.out.split("\n")[:-1])
    assert len(list(out.iterdir())) > 1


def test_a_failed_task_is_done_again_and_no_other(inputs: Path, tmp_path: Path) -> None:
    trap, out = tmp_path / "trap", tmp_path / "out"
    trap.touch()
    pipeline = [Newsclip([Failing(trap)], paths=[str(inputs)]), RecordWriter(str(out))]
    with pytest.raises(RuleError):
        engine(pipeline, tmp_path / "logs")
    before = {path: path.stat().st_mtime_ns for path in out.iterdir()}
    done = {path.name for path in (tmp_path / "logs" / "completions").iterdir()}
    trap.unlink()
    engine(pipeline, tmp_path / "logs")
    assert [line for line in lines_of(out) if line] == sorted(map(to_json, read([str(inputs)])))
    for path, changed in before.items():
        assert (path.stat().st_mtime_ns == changed) == (path.name[:5] in done)


def test_what_fails_goes_to_a_writer_of_its_own(tmp_path: Path) -> None:
    file_of(tmp_path, "a.txt", "refuse")
    file_of(tmp_path, "b.txt", "break")
    file_of(tmp_path, "c.txt", "sound")
    file_of(tmp_path, "d.jsonl", '{\n{"text": "sound", "id": "x"}\n')
    dropped = RecordWriter(str(tmp_path / "dropped"))
    step = Newsclip([grumbling], paths=[str(tmp_path), f"{tmp_path}/gone.txt"], dropped=dropped)
    made = list(step.run(None, 0, 1))
    assert [document.text for document in made] == ["sound", "sound"]
    said = [json.loads(line) for line in lines_of(tmp_path / "dropped") if line]
    codes = {one["id"].rpartition("/")[2]: one[ERRORS][0]["code"] for one in said}
    assert len(said) == 4
    assert sorted(codes.values()) == [
        "input-error", "internal-error", "record-error", "record-error",
    ]  # fmt: skip
    assert codes["gone.txt"] == "input-error"
    assert step.stats["dropped"].total == 4
    assert step.stats["warned"].total == 2


def test_documents_of_other_steps_are_records() -> None:
    given = [
        Document("One.", "a", metadata={"language": "en", "mine": {"k": [1, 10**30]}}),
        Document("Two.", "b", metadata={"when": object()}),
    ]
    step = Newsclip([grumbling])
    (document,) = step.run(given, 0, 1)
    assert (document.text, document.id) == ("One.", "a")
    assert document.metadata["mine"] == {"k": [1, 10**30]}
    assert document.metadata["language"] == "en"
    assert step.stats["dropped"].total == 1


def test_a_record_goes_there_and_back() -> None:
    for record in read([str(ROOT / "samples")]):
        assert record_of(document_of(record)) == from_json(to_json(record))
