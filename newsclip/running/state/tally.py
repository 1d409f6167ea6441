"""What a run took away, site by site: counted per page, so that a long page weighs no more."""

from __future__ import annotations

import os
import re
from typing import Final

import msgspec

from newsclip.running.state.report import Report, SiteShare
from newsclip.running.state.store import Store

# Sites that a summary names; a run over a crawl has thousands.
NAMED: Final = 20
# Sites that are told apart; the files of further ones are counted together.
MOST: Final = 20_000
OTHER: Final = "(other)"
# Runs of a site that are remembered.
REMEMBERED: Final = 250
# A name of files that a scraper numbered or dated: what stands before the figures.
_NUMBERED: Final = re.compile(rb"([^\W\d_]{2,}(?:[._-][^\W\d_]+)*)[._-]+\d")


class _Source(msgspec.Struct):
    path: str
    member: str | None


class _Gone(msgspec.Struct):
    text: str
    role: str | None = None


class _Trace(msgspec.Struct):
    fields: list[_Gone]
    removed: list[_Gone]


class Head(msgspec.Struct):
    """What is looked at of a record."""

    type: str
    id: str
    text: str
    source: _Source
    url: str | None = None
    trace: _Trace | None = None


decode_head: Final = msgspec.json.Decoder(Head).decode


class Page:
    """The records of one source file, as they come: how much of it went."""

    def __init__(self, head: Head) -> None:
        self.key = (head.source.path, head.source.member)
        self.host: str | None = None
        self.articles = 0
        self.kept = 0
        self.gone = 0

    def add(self, head: Head) -> None:
        """Take a record in."""
        self.host = self.host or host_of(head.url)
        self.articles += head.type == "article"
        self.kept += len(head.text)
        if head.trace is not None:
            self.kept += sum(len(line.text) for line in head.trace.fields)
            self.gone += sum(len(line.text) for line in head.trace.removed if line.role != "blank")

    @property
    def removed(self) -> float:
        """The share of characters that went, 0 to 1."""
        return self.gone / ((self.gone + self.kept) or 1)


class Sums(msgspec.Struct):
    """What is added up for a site."""

    files: int = 0
    empty: int = 0
    articles: int = 0
    articles2: int = 0
    removed: float = 0.0
    removed2: float = 0.0

    def add(self, page: Page) -> None:
        """Count a page."""
        self.files += 1
        self.empty += not page.articles
        self.articles += page.articles
        self.articles2 += page.articles**2
        self.removed += page.removed
        self.removed2 += page.removed**2

    def merge(self, other: Sums) -> None:
        """Add the sums of others."""
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


class Tally:
    """The sums of a run by site; ``save`` puts what came since the last time into the store."""

    def __init__(self, run: int) -> None:
        self.run = run
        self.total: dict[str, Sums] = {}
        self.unsaved: dict[str, Sums] = {}

    def add(self, page: Page, place: str) -> None:
        """Count a page; ``place`` stands for its site where it has no address."""
        site = page.host or place
        if site not in self.total and len(self.total) >= MOST:
            site = OTHER
        self.total.setdefault(site, Sums()).add(page)
        self.unsaved.setdefault(site, Sums()).add(page)

    def save(self, store: Store) -> None:
        """Add what is unsaved to the rows of this run, in the open transaction."""
        for site, sums in self.unsaved.items():
            store.change(
                "INSERT INTO site VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
                "files = files + excluded.files, empty = empty + excluded.empty, "
                "articles = articles + excluded.articles, "
                "articles2 = articles2 + excluded.articles2, "
                "removed = removed + excluded.removed, removed2 = removed2 + excluded.removed2",
                (site, self.run, *msgspec.structs.astuple(sums)),
            )
        self.unsaved = {}

    def sum_up(self, report: Report) -> None:
        """Write the sums into ``report``, the sites with the most files first."""
        files = sum(sums.files for sums in self.total.values())
        if files:
            removed = sum(sums.removed for sums in self.total.values())
            report.removed = round(removed / files, 4)
        ranked = sorted(self.total.items(), key=lambda item: (-item[1].files, item[0]))
        report.sites = [
            SiteShare(
                site, sums.files, sums.articles, sums.empty, round(sums.removed / sums.files, 4)
            )
            for site, sums in ranked[:NAMED]
        ]
        report.further_sites = max(len(ranked) - NAMED, 0)


def host_of(url: str | None) -> str | None:
    """The host of an address without ``www.``; None where there is none."""
    if not url:
        return None
    from newsclip.knowledge.learn import site_of  # noqa: PLC0415 - only with addresses

    return site_of(url) or None


def place_of(path: bytes, root: bytes | None) -> str:
    """What stands for the site of a file without an address.

    The folder below ``root`` in which it lies; directly in it, what its name has before its figures
    where it is numbered or dated, else ``root`` itself. ``root`` is None for a file that was named.

    >>> place_of(b"news/example.org/2024/a.txt", b"news/")
    'example.org'
    >>> place_of(b"news/harbour-2024-11-02.txt", b"news/")
    'harbour'
    >>> place_of(b"news/The harbour.txt", b"news/")
    'news'
    """
    root = os.path.join(os.path.dirname(path), b"") if root is None else root  # noqa: PTH118, PTH120
    below = path[len(root) :].replace(os.fsencode(os.sep), b"/")
    folder, slash, _ = below.partition(b"/")
    if slash:
        return os.fsencode(os.fsdecode(folder)).decode("utf-8", "backslashreplace")
    numbered = _NUMBERED.match(below)
    name = numbered[1] if numbered else os.path.basename(root.rstrip(b"/")) or b"."  # noqa: PTH119
    return name.decode("utf-8", "backslashreplace")
