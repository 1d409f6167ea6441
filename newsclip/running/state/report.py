"""What a run did, in numbers: the summary line, and what ``newsclip status`` shows."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

# Sources that went away in such numbers, and more than are left, are rather not mounted.
_MANY_GONE: Final = 20

Ending = Literal["running", "done", "out of time"]


class SiteShare(msgspec.Struct, frozen=True):
    """A site in one run: its files, its articles, the mean share of characters that went, 0 to 1.

    ``empty`` counts files of which no text was left.
    """

    site: str
    files: int
    articles: int
    empty: int
    removed: float


class Alarm(msgspec.Struct, frozen=True):
    """A measure of a site that jumped: its value, the median and the spread of its own past."""

    site: str
    measure: Literal["removed", "articles", "empty"]
    value: float
    usual: float
    spread: float
    files: int

    @property
    def text(self) -> str:
        """One line."""
        told = {
            "removed": "removed share",
            "articles": "articles a file",
            "empty": "share of empty files",
        }[self.measure]
        return (
            f"{self.site}: {told} is {self.value:.2f}, usually {self.usual:.2f} "
            f"(+-{self.spread:.2f}), in {self.files} files"
        )


class Report(msgspec.Struct):
    """The numbers of one run.

    Inputs are files: ``inputs`` all that were found. ``new`` and ``changed`` ones were done,
    ``retried`` ones had failed before and were done again. ``skipped`` needed no work, ``settling``
    are still being written, ``quarantined`` failed too often, ``left`` are for the next run.
    ``failed`` counts those that failed now, ``gone`` those that left the output. ``articles`` is
    what the state holds now; ``copies`` of its records stay out of the output, because others have
    the same content. ``removed`` is the mean share of characters that went, 0 to 1, over the files
    that were done; ``sites`` are the largest of them.
    """

    run: int = 0
    inputs: int = msgspec.field(default=0, name="in")
    new: int = 0
    changed: int = 0
    retried: int = 0
    skipped: int = 0
    settling: int = 0
    quarantined: int = 0
    left: int = 0
    failed: int = 0
    gone: int = 0
    articles: int = 0
    copies: int = 0
    removed: float | None = None
    seconds: float = 0.0
    ending: Ending = "running"
    alarms: list[Alarm] = []
    sites: list[SiteShare] = []
    further_sites: int = 0

    @property
    def lost_many(self) -> bool:
        """Whether so many inputs went away that a disk may be missing."""
        return self.gone >= _MANY_GONE and self.gone > self.inputs


def as_json(report: Report) -> str:
    """The report as one line of JSON."""
    return msgspec.json.encode(report).decode()
