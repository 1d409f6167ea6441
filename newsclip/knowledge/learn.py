"""Furniture of a site, learned from its files: lines that stand in many of them, outside the text.

Two passes read, then a third applies. ``Sketch`` counts lines in a table of fixed size, ``Summary``
then keeps only lines that the sketch has seen often enough, so that memory grows with the furniture
of the sites and not with their files. Both can be merged in any order and grouping: what is learned
from shards is what is learned from all files at once. ``learn`` decides, ``Learned`` is read-only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Final
from zlib import crc32

import msgspec

from newsclip.knowledge.dates import iso_date
from newsclip.knowledge.features import prose, terms
from newsclip.knowledge.folding import bare, fold_lines
from newsclip.knowledge.main_block import FULL_TERMS, SENTENCE, headlines_in, main_block
from newsclip.knowledge.rule_file import LARGEST_MAX_CHARS
from newsclip.knowledge.rules import Hit, RuleSet, host_of
from newsclip.record import DROPPED_ROLES, FIELD_ROLES, TEXT_ROLES, Record, Role

# Two files share a line by chance, a repost or a pair of teasers; three rarely do.
MIN_FILES: Final = 3
# A site has a handful of templates; a line in fewer files than this is no part of one.
MIN_SHARE: Final = 0.2
# A sentence is furniture only where most files have it.
SENTENCE_SHARE: Final = 0.5
# Counters of a sketch, a byte each: some ten million different lines before it lets many through.
CELLS: Final = 1 << 24
_MOST: Final = 255
# Files with the same three longest paragraphs are copies of one article, and count once; of a
# line's texts this many are remembered, more than any sensible least number of files.
_TEXTS: Final = 16
_PARAGRAPHS: Final = 3
# Sentences of a site that are kept as proofs.
_SENTENCES: Final = 8
# A line that one file in five has inside its text is not outside the text.
_INSIDE_SHARE: Final = 0.2
_FIGURES: Final = re.compile("\\d+(?:[.,:]\\d+)*")
# Two letters at least: a bare number or sign stands in any file.
_WORDY: Final = re.compile("[^\\W\\d_].*[^\\W\\d_]", re.S)


class Seen(msgspec.Struct):
    """What is known of a line: in how many files it stands, in how many of them inside the text.

    ``headlines`` counts files whose headline it may be, ``texts`` tells files of different text
    apart, ``forms`` has the two least of its folded forms, ``text`` is the least of its spellings.
    """

    files: int
    inside: int
    headlines: int
    texts: tuple[int, ...]
    forms: tuple[str, ...]
    text: str


class Site(msgspec.Struct):
    """The files of a site that have a text, and their lines by folded form, figures as ``0``."""

    files: int = 0
    lines: dict[str, Seen] = {}
    sentences: tuple[tuple[int, str], ...] = ()
    folder: str | None = None


def line_keys(texts: Sequence[str]) -> list[str]:
    """What is compared: lines folded, edges bare, figures as ``0``; empty for what cannot count."""
    return [_key(folded) for folded in fold_lines(texts)]


def _key(folded: str) -> str:
    key = _FIGURES.sub("0", bare(folded))
    return key if len(key) <= LARGEST_MAX_CHARS and _WORDY.search(key) else ""


def site_of(url: str | None) -> str:
    """The host of an address without ``www.``; empty where there is none.

    Files without an address are one site: a call is about one folder.
    """
    return host_of(url) or ""


def texts_of(record: Record) -> list[str]:
    """The lines that are compared: all that are not blank, without the space around them."""
    return [line.text.strip() for line in record.lines if not line.is_blank]


class Sketch:
    """How many files a line stands in, at most; never too few. Memory is ``cells`` bytes."""

    def __init__(self, cells: int = CELLS) -> None:
        self.table = bytearray(cells)

    def add(self, record: Record) -> None:
        """Count the lines of a file."""
        if record.slim:
            return
        site, table = site_of(record.url), self.table
        for key in set(line_keys(texts_of(record))):
            cell = _cell(site, key, len(table))
            if table[cell] < _MOST:
                table[cell] += 1

    def holds(self, site: str, key: str, least: int) -> bool:
        """Whether a line may stand in ``least`` files of a site."""
        return self.table[_cell(site, key, len(self.table))] >= min(least, _MOST)

    def merged(self, other: Sketch) -> Sketch:
        """Both together. Their tables must be of one size."""
        sketch = Sketch(0)
        pairs = zip(self.table, other.table, strict=True)
        sketch.table = bytearray(min(one + two, _MOST) for one, two in pairs)
        return sketch


def _cell(site: str, key: str, cells: int) -> int:
    return crc32(f"{site}\n{key}".encode()) % cells


class Summary(msgspec.Struct):
    """What files of any number of sites have in common; it can be pickled, and sent as JSON."""

    sites: dict[str, Site] = {}

    def add(self, record: Record, sketch: Sketch | None = None, least: int = MIN_FILES) -> None:
        """Take a file in; of its lines only those that ``sketch`` has seen in ``least`` files.

        Files without running text are passed over: they do not show where furniture ends.
        """
        texts = [] if record.slim else texts_of(record)
        block = main_block(texts)
        if block is None:
            return
        name = site_of(record.url)
        site = self.sites.setdefault(name, Site())
        folded = fold_lines(texts)
        places: dict[str, list[int]] = {}
        for at, form in enumerate(folded):
            key = _key(form)
            if key and (sketch is None or sketch.holds(name, key, least)):
                places.setdefault(key, []).append(at)
        wanted = [at for found in places.values() for at in found]
        headlines = {
            at
            for at in headlines_in(texts, wanted, block, record.title)
            if len(terms(texts[at])) >= FULL_TERMS
        }
        mark = _mark(texts[block[0] : block[1]])
        file = Site(1, sentences=_sentences(texts[slice(*block)]), folder=_folder(record))
        for key, found in places.items():
            file.lines[key] = Seen(
                files=1,
                inside=int(any(block[0] <= at < block[1] for at in found)),
                headlines=int(not headlines.isdisjoint(found)),
                texts=(mark,),
                forms=_least([bare(folded[at]) for at in found], 2),
                text=min(texts[at] for at in found),
            )
        _take(site, file)

    def merged(self, other: Summary) -> Summary:
        """Both together, as if one had seen all files; neither is changed."""
        summary = Summary()
        for part in (self, other):
            for name, site in part.sites.items():
                _take(summary.sites.setdefault(name, Site()), site)
        return summary


def summary_of(records: Iterable[Record], sketch: Sketch, least: int) -> Summary:
    """What records have in common, of lines that ``sketch`` has seen in ``least`` files or more."""
    summary = Summary()
    for record in records:
        summary.add(record, sketch, least)
    return summary


def _take(site: Site, other: Site) -> None:
    """Add to ``site`` what ``other`` has seen."""
    site.folder = other.folder if not site.files else _common(site.folder, other.folder)
    site.files += other.files
    site.sentences = tuple(sorted({*site.sentences, *other.sentences})[:_SENTENCES])
    for key, new in other.lines.items():
        old = site.lines.get(key)
        if old is None:
            site.lines[key] = msgspec.structs.replace(new)
            continue
        old.files += new.files
        old.inside += new.inside
        old.headlines += new.headlines
        if not set(new.texts) <= set(old.texts):
            old.texts = tuple(sorted({*old.texts, *new.texts})[:_TEXTS])
        if new.forms != old.forms:
            old.forms = _least([*old.forms, *new.forms], 2)
        old.text = min(old.text, new.text)


def _least(texts: Iterable[str], count: int) -> tuple[str, ...]:
    return tuple(sorted(set(texts))[:count])


def _folder(record: Record) -> str:
    return record.source.path.rpartition("/")[0]


def _common(one: str | None, other: str | None) -> str:
    """The folder that holds both folders."""
    shared: list[str] = []
    for left, right in zip((one or "").split("/"), (other or "").split("/"), strict=False):
        if left != right:
            break
        shared.append(left)
    return "/".join(shared)


def _mark(texts: Sequence[str]) -> int:
    """A number that copies of an article share."""
    longest = sorted(set(texts), key=lambda text: (-len(text), text))[:_PARAGRAPHS]
    return _number("\n".join(longest))


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=6).digest(), "big")


def _sentences(texts: Sequence[str]) -> tuple[tuple[int, str], ...]:
    found = {(_number(text), text) for text in texts if prose(text) >= SENTENCE}
    return tuple(sorted(found)[:_SENTENCES])


class Furniture(msgspec.Struct, frozen=True):
    """A line that is furniture: what it is, and in how many files of the site it stands.

    ``changes`` says that its figures are not the same in all of them.
    """

    role: Role
    files: int
    of: int
    text: str
    changes: bool

    @property
    def evidence(self) -> str:
        """The counts in words: ``in 28 of 30 files``."""
        return f"in {self.files} of {self.of} files"


class Lesson(msgspec.Struct, frozen=True):
    """What was learned of a site: its furniture by key, and sentences of its articles.

    ``host`` is None for files without an address, ``name`` is then that of their folder.
    """

    name: str
    host: str | None
    files: int
    lines: dict[str, Furniture]
    sentences: tuple[str, ...]


class Learned(msgspec.Struct, frozen=True):
    """The furniture of sites, by host; files without an address are under the empty name."""

    sites: dict[str, Lesson] = {}

    def filled(
        self, hits: Sequence[Hit | None], texts: Sequence[str], record: Record
    ) -> list[Hit | None]:
        """The hits of rules on the lines ``texts`` of a file, and its site's where there is none.

        A line inside the text or one that may be the headline gets none.
        """
        found = list(hits)
        lesson = self.sites.get(site_of(record.url))
        block = main_block(texts) if lesson is not None and lesson.lines else None
        if lesson is None or block is None:
            return found
        known = {
            at: lesson.lines[key]
            for at, key in enumerate(line_keys(texts))
            if key in lesson.lines and hits[at] is None and not block[0] <= at < block[1]
        }
        headlines = set(headlines_in(texts, known, block, record.title))
        for at, furniture in known.items():
            if at not in headlines:
                score = round(furniture.files / furniture.of, 4)
                rule = f"learned/{lesson.name}"
                found[at] = Hit(rule, furniture.role, furniture.evidence, score=score)
        return found


def learn(
    summary: Summary,
    rules: RuleSet,
    *,
    min_files: int = MIN_FILES,
    min_share: float = MIN_SHARE,
) -> Learned:
    """What the files of each site have in common that is furniture.

    A line counts from ``min_files`` files of different text and ``min_share`` (0 to 1) of all files
    of the site. Lines that ``rules`` call a field never count.
    """
    sites: dict[str, Lesson] = {}
    for host, site in sorted(summary.sites.items()):
        lines: dict[str, Furniture] = {}
        for key, seen in sorted(site.lines.items()):
            if not _is_furniture(key, seen, site.files, min_files, min_share):
                continue
            role = _role(seen.text, rules, host)
            if role is not None:
                lines[key] = Furniture(role, seen.files, site.files, seen.text, len(seen.forms) > 1)
        folder = (site.folder or "").rpartition("/")[2]
        sentences = tuple(text for _, text in site.sentences)
        sites[host] = Lesson(host or folder or "files", host or None, site.files, lines, sentences)
    return Learned(sites)


def _is_furniture(key: str, seen: Seen, files: int, min_files: int, min_share: float) -> bool:
    if seen.files < min_files or len(seen.texts) < min(min_files, _TEXTS):
        return False
    if seen.headlines or seen.inside > _INSIDE_SHARE * seen.files:
        return False
    if prose(seen.text) >= SENTENCE:
        min_share = max(min_share, SENTENCE_SHARE)
        if seen.inside:
            return False
    # A date is the article's own, even where a whole folder is of one day.
    return seen.files >= min_share * files and iso_date(seen.text) is None and key != ""


def _role(text: str, rules: RuleSet, host: str) -> Role | None:
    """What a line is: what a rule says of it alone, else by its shape; None for a field."""
    hit = rules.match([text], url=host or None)[0]
    if hit is not None and (hit.role in FIELD_ROLES or hit.role in TEXT_ROLES):
        return None
    if hit is not None and hit.role in DROPPED_ROLES:
        return hit.role
    return "noise" if prose(text) > 0 else "nav"
