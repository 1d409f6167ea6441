"""What is known of each record, so that copies can be found without the records themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Final, Literal

import msgspec

from newsclip.errors import RecordError
from newsclip.knowledge.main_block import main_block
from newsclip.record import Record
from newsclip.stages.dedupe.signature import Signature, signature_of

SCHEMA: Final = "newsclip-summary/1"
# Behind every date.
_NO_DATE: Final = "~"
# What reads like running text is compared alone from this many characters and this share on.
_LEAST_RUNNING: Final = 200
_LEAST_SHARE: Final = 0.02


class Entry(msgspec.Struct, frozen=True):
    """A record as it is compared; ``key`` tells it from all others, equal ids or not."""

    schema: Literal["newsclip-summary/1"]
    key: str
    id: str
    path: str
    member: str | None
    date: str | None
    signature: Signature

    @property
    def rank(self) -> tuple[int, str, str, str, str, str]:
        """What decides which copy is kept, the least one: fullest text, earliest date, path."""
        date = self.date or _NO_DATE
        return (-self.signature.size, date, self.path, self.member or "", self.id, self.key)


_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(Entry).decode


class Summary:
    """The entries of any number of records. It can be pickled, merged, and written as JSON Lines.

    The order in which records are added, and how they are shared out, makes no difference.
    """

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._entries = {entry.key: entry for entry in entries}

    def add(self, record: Record) -> None:
        """Take a record in; one without text is no copy of anything."""
        text = _text(record)
        if text is None:
            return
        signature = signature_of(text, page=text if _is_article(record) else record.text)
        key, source = key_of(record), record.source
        self._entries[key] = Entry(
            SCHEMA, key, record.id, source.path, source.member, record.date_published, signature
        )

    def merged(self, other: Summary) -> Summary:
        """Both together, as if one had seen all records; neither is changed."""
        return Summary([*self._entries.values(), *other._entries.values()])

    def entries(self) -> list[Entry]:
        """The entries, what is to be kept before its copies."""
        return sorted(self._entries.values(), key=lambda entry: entry.rank)

    def lines(self) -> Iterator[str]:
        """The summary as JSON Lines; those of several summaries one below the other are one."""
        for entry in self.entries():
            yield _encode(entry).decode() + "\n"


def entry_of(line: bytes, *, path: str, number: int) -> Entry:
    """The entry of one line of a summary. Raises RecordError when it is none."""
    try:
        entry = _decode(line)
        signature = entry.signature
        if len(signature.sample) % 8 or len(signature.facts) % 8 or not 0 <= signature.level < 64:
            raise ValueError("a signature is cut")
        return entry
    except (msgspec.DecodeError, ValueError) as error:
        raise RecordError(
            f"not a line of a summary: {error}",
            path=path,
            line=number,
            hint="make it again with newsclip dedupe --write-summary",
        ) from None


def key_of(record: Record) -> str:
    """What tells a record from all others: where it comes from, its id, and what it says."""
    source = record.source
    parts = (source.path, source.member or "", record.id, record.title or "", record.text)
    content = msgspec.json.encode(parts)
    return blake2b(content, digest_size=12).hexdigest()


def _text(record: Record) -> str | None:
    """What is compared: the text below its title, None where it has no letters.

    Of a page that nobody has judged it is the run of its paragraphs, where that is long enough:
    pages of one site share more furniture than copies of one story have text.
    """
    text = record.text
    if not any(map(str.isalnum, text)):
        return None
    if not _is_article(record):
        lines = [line.text for line in record.kept if not line.is_blank]
        block = main_block(lines)
        running = "" if block is None else "\n".join(lines[slice(*block)])
        if len(running) >= max(_LEAST_RUNNING, _LEAST_SHARE * len(text)):
            text = running
    title = record.title
    return text if not title or title in text else f"{title}\n{text}"


def _is_article(record: Record) -> bool:
    """Whether all of the text is the record's own: somebody has taken the furniture out."""
    return record.is_judged or record.slim
