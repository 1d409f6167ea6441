"""Pages out of a WARC: the same articles as from files, and how fast beside a bare fastwarc loop.

    python tests/benchmarks/bench_warc.py CORPORA [--count N] [--articles]

CORPORA is a folder of ``*-dev.jsonl.gz`` with ``html`` and ``url``. A WARC of ``--count`` of their
pages is written to a temporary folder, plain and packed, and read by turns by the opener alone, by
``read`` and, where it is installed, by fastwarc. ``--articles`` also clips it, and the same pages
as files.
"""

# ruff: noqa: T201 - a report for people
from __future__ import annotations

import argparse
import gzip
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from newsclip import detect, load_rules, read, repair, run, split, strip
from newsclip.reading.archive import Limits
from newsclip.reading.archive.gzip import open_gzip
from newsclip.reading.archive.warc import open_warc
from newsclip.record import Record

ROUNDS = 3


def pages_of(corpora: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(corpora.glob("*-dev.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                item = json.loads(line)
                if item.get("html"):
                    known = item["url"].startswith("http")
                    url = item["url"] if known else "https://example.org/"
                    yield url, item["html"].encode(errors="replace")


def record_of(url: str, page: bytes, number: int) -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:08}>\r\n"
        f"WARC-Target-URI: {url}\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def by_opener(path: Path) -> int:
    count = 0
    with path.open("rb") as stream:
        packed = open_gzip(stream, Limits()) if path.suffix == ".gz" else None
        inner = stream if packed is None else next(packed).stream
        for member in open_warc(inner, Limits()):
            if member.skipped is None:
                member.stream.read()
                count += 1
    return count


def by_reading(path: Path) -> int:
    return sum(1 for _ in read([str(path)]))


def by_fastwarc(path: Path) -> int:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    count = 0
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response):
            record.reader.read()
            count += 1
    return count


def article_of(record: Record) -> tuple[object, ...]:
    return record.id, record.title, record.text, record.date_published, record.authors


def compare(folder: Path, warc: Path) -> None:
    """Print how many articles differ between the WARC and the files."""
    rules = load_rules(user=False)
    stages = [repair(), strip(rules=rules), split(rules=rules), detect()]
    started = time.process_time()
    packed = sorted(map(repr, map(article_of, run(read([str(warc)]), stages))))
    middle = time.process_time()
    loose = sorted(map(repr, map(article_of, run(read([str(folder)]), stages))))
    ended = time.process_time()
    differ = len(set(packed) ^ set(loose))
    print(f"{len(packed)} articles from the WARC, {len(loose)} from files, {differ} differ")
    print(f"clip: {middle - started:.0f} s from the WARC, {ended - middle:.0f} s from files")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--articles", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, "pages")
        folder.mkdir()
        records = []
        for number, (url, page) in enumerate(pages_of(options.corpora)):
            if number == options.count:
                break
            (folder / f"{number:05}.html").write_bytes(page)
            records.append(record_of(url, page, number))
        plain, packed = Path(temporary, "a.warc"), Path(temporary, "a.warc.gz")
        plain.write_bytes(b"".join(records))
        packed.write_bytes(b"".join(gzip.compress(one, 6) for one in records))
        ways: list[Callable[[Path], int]] = [by_opener, by_reading, by_fastwarc]
        for path in (plain, packed):
            for way in ways:
                best = 0.0
                for _ in range(ROUNDS if way is not by_reading else 1):
                    started = time.process_time()
                    count = way(path)
                    best = max(best, count / (time.process_time() - started))
                print(f"{path.name:10} {way.__name__:12} {count:5} records, {best:8.0f} a second")
        if options.articles:
            compare(folder, plain)


if __name__ == "__main__":
    main()
