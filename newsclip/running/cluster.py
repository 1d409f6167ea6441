"""More than one machine: our stages as a step of a datatrove pipeline (the extra ``scale``).

datatrove shares the work out over processes, Slurm or Ray, keeps account of finished tasks, and
does the unfinished ones again. A record is a document there: text and id are those of the document,
the other keys are its metadata.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from typing import IO, Any, Final

import msgspec

from newsclip.errors import InputError, RecordError
from newsclip.pipeline import Stage
from newsclip.reading import ReadOptions, walk
from newsclip.reading.shard import Shard
from newsclip.record import Record
from newsclip.running.message import Message
from newsclip.running.work import Work
from newsclip.schema import SCHEMA, from_json, to_json

try:
    from datatrove.data import Document
    from datatrove.pipeline.base import PipelineStep
    from datatrove.pipeline.writers.disk_base import DiskWriter
    from datatrove.utils.logging import logger
    from datatrove.utils.typeshelper import StatHints
except ImportError as error:
    raise ImportError(f"{error}; newsclip.running.cluster needs newsclip[scale]") from error

# Under this key of the metadata stands why a document was dropped.
ERRORS: Final = "newsclip_errors"


class Newsclip(PipelineStep):  # type: ignore[misc]
    """A step that gives what ``stages`` make of records, as documents.

    As the first step it reads ``paths``, each task its own part of the files. Behind another step
    it takes that one's documents: records, or any others. What fails is logged, counted as dropped,
    and written by ``dropped``, if that is given, with the reason under ERRORS; the rest goes on.
    """

    type = "newsclip"
    name = "stages"

    def __init__(
        self,
        stages: Sequence[Stage] = (),
        *,
        paths: Sequence[str] = (),
        options: ReadOptions = ReadOptions(),  # noqa: B008 - frozen
        dropped: DiskWriter | None = None,
    ) -> None:
        super().__init__()
        self.work = Work(options, tuple(stages))
        self.paths = tuple(paths)
        self.dropped = dropped

    def run(
        self, data: Iterable[Document] | None, rank: int = 0, world_size: int = 1
    ) -> Iterator[Document]:
        """The documents of task ``rank`` of ``world_size``, lazily."""
        with nullcontext() if self.dropped is None else self.dropped:
            given = self._read(rank, world_size) if data is None else self._taken(data, rank)
            for record, is_said in given:
                self.stat_update(StatHints.total)
                messages: list[Message] = []
                with self.track_time():
                    made = self.work.through(record, messages.append, is_said=is_said)
                if not self._are_fine(messages):
                    self._drop(document_of(record), messages, rank)
                for document in map(document_of, made):
                    self.stat_update(StatHints.forwarded)
                    self.update_doc_stats(document)
                    yield document

    def _read(self, rank: int, world_size: int) -> Iterator[tuple[Record, bool]]:
        """The records of the files of a task, and whether what they warn of was said before."""
        options = msgspec.structs.replace(self.work.options, shard=Shard(rank + 1, world_size))
        messages: list[Message] = []

        def on_error(error: InputError | RecordError) -> None:
            # Every task walks all paths; the first one says which are not there.
            if rank == 0:
                messages.append(self.work.told(error))

        for entry in walk(self.paths, options, on_error=on_error):
            for record in self.work.read(entry, messages.append):
                yield record, record.source.path != entry.shown
            self._drop_inputs(messages, rank)
        self._drop_inputs(messages, rank)

    def _drop_inputs(self, messages: list[Message], rank: int) -> None:
        for message in messages:
            if not self._are_fine([message]):
                self._drop(Document(text="", id=message.path or ""), [message], rank)
        messages.clear()

    def _taken(self, data: Iterable[Document], rank: int) -> Iterator[tuple[Record, bool]]:
        """The records that documents of another step are."""
        for document in data:
            try:
                record = record_of(document)
            except RecordError as error:
                self._drop(document, [self.work.told(error)], rank)
            else:
                yield record, True

    def _are_fine(self, messages: list[Message]) -> bool:
        """Whether nothing went wrong; warnings are counted, they stand in the record."""
        for message in messages:
            if message.level == "warning":
                self.stat_update("warned")
        return all(message.level != "error" for message in messages)

    def _drop(self, document: Document, messages: list[Message], rank: int) -> None:
        self.stat_update(StatHints.dropped)
        errors = [message for message in messages if message.level == "error"]
        for message in errors:
            logger.warning("{}: {}; {}", message.path, message.message, message.hint)
        if self.dropped is not None:
            document.metadata[ERRORS] = [_plain(message) for message in errors]
            self.dropped.write(document, rank)


class RecordWriter(DiskWriter):  # type: ignore[misc]
    """Writes records as ``newsclip`` does, one JSON line each, in a file a task.

    A document that is no record is written with its text, id and metadata.
    """

    default_output_filename = "${rank}.jsonl"
    name = "records"

    def __init__(self, folder: str, filename: str | None = None) -> None:
        super().__init__(folder, filename, mode="wt")

    def _default_adapter(self, document: Document) -> dict[str, Any]:
        return {"text": document.text, "id": document.id, **document.metadata}

    def _write(self, document: dict[str, Any], file_handler: IO[str], filename: str) -> None:
        line = _encoded(document)
        if document.get("schema") == SCHEMA:
            line = to_json(from_json(line)).encode()
        file_handler.write(line.decode() + "\n")


def document_of(record: Record) -> Document:
    """The document that a record is."""
    metadata = msgspec.json.decode(to_json(record))
    return Document(text=metadata.pop("text"), id=metadata.pop("id"), metadata=metadata)


def record_of(document: Document) -> Record:
    """The record that a document is; one that is none of ours is a foreign record, as in JSON.

    Raises RecordError where its metadata cannot be written as JSON, or contradict its text.
    """
    metadata = {key: value for key, value in document.metadata.items() if key != ERRORS}
    try:
        line = _encoded({"text": document.text, "id": document.id, **metadata})
    except (TypeError, ValueError, RecursionError) as error:
        raise RecordError(f"metadata that is no JSON: {error}", path=document.id) from None
    return from_json(line, path=str(metadata.get("file_path", document.id)))


def _encoded(values: dict[str, Any]) -> bytes:
    try:
        return msgspec.json.encode(values)
    except OverflowError:
        # A whole number of more than 64 bits.
        return json.dumps(values, ensure_ascii=False, allow_nan=False).encode()


def _plain(message: Message) -> dict[str, Any]:
    told = msgspec.structs.asdict(message)
    del told["trace"]
    return told
