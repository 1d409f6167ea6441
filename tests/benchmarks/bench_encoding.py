"""How often the encoding of a text is found, and how fast, beside faust-cchardet if installed.

    python -m tests.benchmarks.bench_encoding CORPORA

CORPORA is a folder of ``*-dev.jsonl.gz``. Its news texts and pages that the tables of characters
were not made from are written in each encoding of their language: whole (1,500 characters at most),
60 characters of them, and as HTML that declares no encoding, the right one, or a wrong one; and so
are sentences that the tables were made from, in more languages. One is right when 99 % of its
letters beyond ASCII are. Exit code 1 when fewer than 99 % of whole texts and pages of a kind are
right, or cchardet is faster.
"""

# ruff: noqa: T201 - a report for people
from __future__ import annotations

import gzip
import json
import random
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from newsclip.errors import InputError
from newsclip.reading.encoding import decode

WIDE = ("utf-16-le", "utf-16-be")
CODECS: dict[str, tuple[str, ...]] = {
    "zh-Hans": ("gb18030", *WIDE),
    "zh-Hant": ("big5", *WIDE),
    "ja": ("shift_jis", "euc_jp", "iso2022_jp", *WIDE),
    "ko": ("cp949", *WIDE),
    "ru": ("cp1251", "koi8_r", *WIDE),
    "uk": ("cp1251", "koi8_u"),
    "bg": ("cp1251",),
    "sr": ("cp1251",),
    "ar": ("cp1256", *WIDE),
    "fa": ("cp1256",),
    "el": ("cp1253",),
    "he": ("cp1255",),
    "th": ("cp874",),
    "tr": ("cp1254",),
    **dict.fromkeys(("lt", "lv", "et"), ("cp1257",)),
    **dict.fromkeys(("pl", "cs", "sk", "hu", "sl", "hr", "ro"), ("cp1250", "iso8859_2")),
    **dict.fromkeys(("fr", "de", "es", "it", "pt", "nl", "sv", "da", "nb", "no", "fi", "ca"), ("cp1252",)),
    "vi": WIDE,
    "hi": WIDE,
    "id": WIDE,
    "en": WIDE,
}  # fmt: skip
PAGES = ("fundus", "trafilatura", "readability", "newspaper4k")
MOST_PAGES, MOST_SENTENCES = 200, 300
# Labels that pages carry by mistake.
WRONG = {"utf-8": "iso-8859-1"}
SHORT, LONG, PARAGRAPHS = 60, 1500, 5
SHORT_KIND = f"plain {SHORT}"
# Of what a codec cannot write, such as a quotation in another script. Fewer letters beyond ASCII
# prove nothing, and on a page some of them are signs of its furniture.
MOST_LOST, LEAST_BEYOND, LEAST_IN_PAGE = 0.03, 4, 20
CHARSET = re.compile(r"""(?i)charset\s*=\s*["']?[\w-]+""")
# What the names that cchardet gives stand for: the superset that such bytes are in.
SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
    "euc-kr": "cp949",
    "uhc": "cp949",
    "iso-8859-1": "cp1252",
    "ascii": "cp1252",
}
WANTED = 0.99
Detect = Callable[[bytes, bool], str]


def rows(corpora: Path, name: str) -> Iterator[dict[str, Any]]:
    with gzip.open(corpora / f"{name}-dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def language_of(tag: str, text: str) -> str:
    """A key of CODECS; Chinese by the letters that only one script has."""
    if not tag.lower().startswith("zh"):
        return tag.partition("-")[0]
    hant = sum(text.count(letter) for letter in "這個們來時說國對於學還從")
    hans = sum(text.count(letter) for letter in "这个们来时说国对于学还从")
    return "zh-Hant" if hant > hans else "zh-Hans"


def texts(corpora: Path) -> Iterator[tuple[str, str]]:
    """Language and text: the bodies of pages, and paragraphs of news, some joined."""
    for name in PAGES:
        for row in rows(corpora, name):
            body = row.get("gold_body") or ""
            yield language_of(row["lang"] or "", body), body
    for row in rows(corpora, "clippings"):
        if row["task"] == "strip":
            text = "\n".join(row["lines"])
            yield language_of(row["lang"], text), text
    paragraphs: dict[str, list[str]] = defaultdict(list)
    for row in rows(corpora, "langid"):
        if row["kind"] == "news-doc":
            yield language_of(row["lang"], row["text"]), row["text"]
        elif row["kind"] == "news-para":
            paragraphs[language_of(row["lang"], row["text"])].append(row["text"])
    for language, found in sorted(paragraphs.items()):
        for start in range(0, len(found), PARAGRAPHS):
            yield language, "\n".join(found[start : start + PARAGRAPHS])


def sentences(corpora: Path) -> Iterator[tuple[str, str]]:
    """Sentences that the tables know, some joined, of more languages."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows(corpora, "langid"):
        if row["kind"] == "sentence":
            found[language_of(row["lang"], row["text"])].append(row["text"])
    for language, texts in sorted(found.items()):
        for start in range(0, min(len(texts), MOST_SENTENCES), PARAGRAPHS):
            yield language, "\n".join(texts[start : start + PARAGRAPHS])


def written(text: str, codec: str, least: int = LEAST_BEYOND) -> tuple[bytes, str] | None:
    """A text in an encoding, as bytes and as what they say.

    None where that loses much of it, or leaves fewer than ``least`` letters beyond ASCII.
    """
    data = text.encode(codec, "ignore")
    said = data.decode(codec)
    beyond = sum(letter > "\x7f" for letter in said)
    is_lost = len(said) < (1 - MOST_LOST) * len(text)
    if is_lost or (not codec.startswith("utf") and beyond < least):
        return None
    return data, said


def is_right(found: str, said: str) -> bool:
    """Whether 99 % of the letters beyond ASCII are as they were."""
    if found == said:
        return True
    if len(found) != len(said):
        return False
    beyond = [one == other for one, other in zip(found, said, strict=True) if other > "\x7f"]
    return sum(beyond) >= WANTED * len(beyond)


def ours(data: bytes, html: bool) -> str:
    try:
        return decode(data, html=html).text
    except InputError:
        return ""


def peer() -> Detect | None:
    """What cchardet gives, decoded as such a reader would."""
    try:
        from cchardet import detect  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        return None

    def theirs(data: bytes, html: bool) -> str:
        name = detect(data)["encoding"]
        if not name:
            return ""
        try:
            found = data.decode(SUPERSETS.get(name.lower(), name), "replace")
        except LookupError:
            return ""
        return found.removeprefix("\ufeff")

    return theirs


def cases(corpora: Path) -> Iterator[tuple[str, str, bytes, str]]:
    """Kind, codec, bytes and what they say."""
    chance = random.Random(1)
    for language, text in texts(corpora):
        for codec in (*CODECS.get(language, ()), "utf-8"):
            at = chance.randrange(max(1, len(text) - SHORT))
            for kind, part in (
                ("plain", text[:LONG]),
                (SHORT_KIND, text[at : at + SHORT]),
            ):
                found = written(part, codec) if part.strip() else None
                if found is not None:
                    yield kind, codec, *found
    for language, text in sentences(corpora):
        for codec in CODECS.get(language, ()):
            found = written(text, codec)
            if found is not None:
                yield "sentences, known", codec, *found
    for name in PAGES:
        for row in islice(rows(corpora, name), MOST_PAGES):
            page = row.get("html") or ""
            language = language_of(row["lang"] or "", page)
            for codec in (*CODECS.get(language, ()), "utf-8") if page else ():
                yield from marked(page, codec)


def marked(page: str, codec: str) -> Iterator[tuple[str, str, bytes, str]]:
    """A page that declares nothing, its own encoding, or another one."""
    label = codec.replace("_", "-").replace("cp", "windows-")
    labels = {"no": None, "right": label, "wrong": WRONG.get(codec, "utf-8")}
    for kind, charset in labels.items():
        if kind == "no" or not codec.startswith("utf-16"):
            told = CHARSET.sub(f"charset={charset}" if charset else "x-none", page)
            if charset and not CHARSET.search(told):
                told = told.replace("<head>", f'<head><meta charset="{charset}">', 1)
            found = written(told, codec, LEAST_IN_PAGE)
            if found is not None:
                yield f"html, {kind} meta", codec, *found


class Row:
    """How many documents of a kind are right, and what each way spent on their bytes."""

    def __init__(self, ways: int) -> None:
        self.count = self.size = 0
        self.right = [0] * ways
        self.spent = [0.0] * ways

    def add(self, other: Row) -> None:
        self.count += other.count
        self.size += other.size
        self.right = [sum(pair) for pair in zip(self.right, other.right, strict=True)]
        self.spent = [sum(pair) for pair in zip(self.spent, other.spent, strict=True)]

    def __str__(self) -> str:
        shares = "".join(f"{100 * right / self.count:8.2f} %" for right in self.right)
        speeds = "".join(f"{self.size / spent / 1e6:9.1f}" for spent in self.spent)
        return f"{self.count:6}{shares}   MB/s{speeds}"


def family(codec: str) -> str:
    return codec[:6] if codec.startswith("utf") else "legacy"


def main() -> int:
    """Print a line a kind and codec, then the sums; 1 when one is below its bound."""
    theirs = peer()
    ways: list[Detect] = [ours, *([theirs] if theirs else [])]
    table: dict[str, dict[str, Row]] = defaultdict(dict)
    for kind, codec, data, said in cases(Path(sys.argv[1])):
        row = table[kind].setdefault(codec, Row(len(ways)))
        row.count += 1
        row.size += len(data)
        for number, way in enumerate(ways):
            begun = time.process_time()
            found = way(data, kind.startswith("html"))
            row.spent[number] += time.process_time() - begun
            row.right[number] += is_right(found, said)
            if way is ours and not is_right(found, said) and "--wrong" in sys.argv:
                print(f"wrong: {kind}, {codec}: {said[:60]!r} {found[:60]!r}")
    low = False
    legacy, everything = Row(len(ways)), Row(len(ways))
    for kind, rows_of in table.items():
        sums: dict[str, Row] = {}
        for codec, row in sorted(rows_of.items()):
            print(f"{kind:18} {codec:11} {row}")
            sums.setdefault(family(codec), Row(len(ways))).add(row)
        for name, row in sums.items():
            print(f"{kind:18} all {name:7} {row}")
            low |= kind != SHORT_KIND and row.right[0] < WANTED * row.count
            everything.add(row)
            if name == "legacy":
                legacy.add(row)
    print(f"all of one or two bytes a letter  {legacy}")
    print(f"all                               {everything}")
    return int(low or everything.spent[0] > min(everything.spent))


if __name__ == "__main__":
    sys.exit(main())
