"""Runs with a state file as tests make them: a folder, a state, and stages that cost nothing."""

import io
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from newsclip import ReadOptions, Record, read, run, to_json
from newsclip.errors import NewsclipError
from newsclip.running.message import Message
from newsclip.running.state.fingerprint import Fingerprint
from newsclip.running.state.night import Delivery, Ears, Orders, run_night
from newsclip.running.state.report import Report
from newsclip.running.state.targets import Target
from newsclip.running.work import Work
from newsclip.writing import FORMATS

# Long ago: a file that is younger than two seconds is looked at twice.
OLD = 1_600_000_000


def article(record: Record) -> Iterable[Record]:
    """A stage that takes each document for an article."""
    yield record.replace(type="article")


class Night(NamedTuple):
    report: Report
    done: list[str]
    messages: list[str]


class Nights:
    """A source folder, a state file, and runs over them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.source = root / "news"
        self.source.mkdir()
        self.state = str(root / "state.db")
        self.out = root / "out.jsonl"

    def write(self, name: str, text: str) -> Path:
        """A file of the source, old enough to be believed."""
        path = self.source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        os.utime(path, (OLD, OLD))
        return path

    def run(self, *paths: str | Path, **told: Any) -> Night:
        """A run; of ``told`` some are for the orders, some for the delivery."""
        done: list[str] = []
        messages: list[str] = []

        def noted(record: Record) -> Iterable[Record]:
            done.append(Path(record.source.path).name)
            yield from article(record)

        def fail(error: NewsclipError) -> None:
            messages.append(str(error))

        def tell(message: Message) -> None:
            messages.append(message.message)

        def note(path: str, said: str) -> None:
            messages.append(f"{Path(path).name}: {said}")

        output = told.pop("output", str(self.out))
        form = told.pop("form", "jsonl")
        stream = told.pop("stream", None)
        delivery = Delivery(
            Target(output, FORMATS[form], is_plain=form == "jsonl"),
            stream,
            new_only=told.pop("new_only", False),
            on_note=note,
        )
        options = told.get("options", ReadOptions())
        stages = told.pop("stages", (noted,))
        prints = Fingerprint("1", told.pop("rules", "none"), "none", "none")
        report = run_night(
            [str(path) for path in paths or (self.source,)],
            Orders(self.state, prints, **told),
            lambda: Work(options, stages),
            delivery=delivery,
            ears=Ears(tell, fail),
        )
        return Night(report, done, messages)

    def lines(self, *paths: str | Path) -> list[str]:
        """What a run without a state gives."""
        found = read([str(path) for path in paths or (self.source,)], on_error=lambda e: None)
        return [to_json(record) for record in run(found, [article])]

    def new(self, **told: Any) -> list[str]:
        """The names of the files of which a run with ``new_only`` writes records."""
        stream = io.BytesIO()
        self.run(stream=stream, new_only=True, **told)
        return names(stream.getvalue().decode())

    @property
    def output(self) -> list[str]:
        return self.out.read_text(encoding="utf-8").split("\n")[:-1]

    @property
    def names(self) -> list[str]:
        return names(self.out.read_text(encoding="utf-8"))


def names(lines: str) -> list[str]:
    """The file names of records."""
    return [Path(json.loads(line)["source"]["path"]).name for line in lines.split("\n")[:-1]]
