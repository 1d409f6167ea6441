"""Labelled lines to train on: dumps with a label a line, and pages with their article's text.

A corpus file is JSON Lines, gzip: objects with ``lines``, ``labels``, ``site``, ``task`` (dumps),
or pages: ``html``, ``url``, and ``with``, ``without`` (sentences that the article has and has not)
or ``gold_body`` (its text).
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from newsclip.knowledge.features import PROSE, prose
from newsclip.reading.encoding import Decoded
from newsclip.reading.html import html_record
from newsclip.record import Line

TEXT: Final = frozenset({"body", "lead", "subhead"})
NEUTRAL: Final = frozenset({"unknown", "title", ""})


class Example(msgspec.Struct):
    """A dump: its lines, 1 for text, 0 for furniture, -1 where nobody knows; its site and title."""

    id: str
    lines: list[str]
    labels: list[int]
    site: str
    weight: float = 1.0
    title: str = ""


def fold_of(site: str, folds: int) -> int:
    """The 0-based fold of a site: a site is wholly in one fold."""
    return int(hashlib.sha1(site.split("+", maxsplit=1)[0].encode()).hexdigest(), 16) % folds


def may_train(site: str, fold: str | None) -> bool:
    """Whether a record of this site may train weights that fold ``I/N`` is scored with."""
    if fold is None:
        return True
    index, folds = map(int, fold.split("/"))
    return all(fold_of(part, folds) != index - 1 for part in site.split("+"))


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a corpus file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def dumps(path: Path, task: str = "strip") -> Iterator[Example]:
    """The dumps of a task with their labels."""
    for row in rows(path):
        if row["task"] == task:
            labels = [-1 if x in NEUTRAL else int(x in TEXT) for x in row["labels"]]
            yield Example(row["id"], row["lines"], labels, row["site"])


# Furniture that a crop leaves above and below the text, in lines.
_MARGINS: Final = (2, 5, 9, 14)


def crop(example: Example, weight: float) -> Example | None:
    """The text of a dump with little of the page around it, as people copy it; None without text.

    How much is left depends on the id, so that crops differ but come out the same each time.
    """
    text = [n for n, label in enumerate(example.labels) if label == 1]
    if not text:
        return None
    chance = hashlib.sha1(example.id.encode()).digest()
    above, below = (_MARGINS[byte % len(_MARGINS)] for byte in chance[:2])
    part = slice(max(0, text[0] - above), text[-1] + below + 1)
    lines, labels = example.lines[part], example.labels[part]
    return Example(f"{example.id}#crop", lines, labels, example.site, weight)


# How many lines of text an excerpt has.
_EXCERPT: Final = (2, 3, 4, 6, 8)


def excerpt(example: Example, weight: float) -> Example | None:
    """Some lines of a dump's text from its first or a later one on, as people copy them; with no
    more of the page than one line above and below. None without running text."""  # fmt: skip
    text = [n for n, label in enumerate(example.labels) if label == 1]
    chance = hashlib.sha1(f"{example.id}#excerpt".encode()).digest()
    wanted = _EXCERPT[chance[0] % len(_EXCERPT)]
    first = 0 if chance[1] % 2 else chance[2] % max(len(text) - wanted + 1, 1)
    chosen = text[first : first + wanted]
    if not any(prose(example.lines[n]) >= PROSE for n in chosen):
        return None
    part = slice(max(0, chosen[0] - chance[3] % 2), chosen[-1] + 1 + chance[4] % 2)
    lines, labels = example.lines[part], example.labels[part]
    return Example(f"{example.id}#excerpt", lines, labels, example.site, weight)


# Whole pages in a joined file.
_TOGETHER: Final = (2, 3)


def joined(examples: Iterable[Example], folds: int, weight: float) -> Iterator[Example]:
    """Files of several whole pages one below the other, each page of another site of a fold.

    Of the styles in which a page was dumped one is used; the id says which.
    """
    by_page: dict[str, list[Example]] = {}
    for example in examples:
        by_page.setdefault(example.id.partition("#")[0], []).append(example)
    for fold in range(folds):
        found = sorted(
            (hashlib.sha1(page.encode()).digest(), styles)
            for page, styles in by_page.items()
            if fold_of(styles[0].site, folds) == fold
        )
        chosen = [styles[chance[0] % len(styles)] for chance, styles in found]
        while len(chosen) > 1:
            wanted = _TOGETHER[len(chosen) % len(_TOGETHER)]
            together, chosen = chosen[:wanted], chosen[wanted:]
            if len({one.site for one in together}) < len(together):
                continue
            yield Example(
                "+".join(one.id for one in together),
                [line for one in together for line in (*one.lines, "")],
                [label for one in together for label in (*one.labels, -1)],
                "+".join(one.site for one in together),
                weight,
            )


_NAME: Final = re.compile("[^a-z0-9]")
_LAST: Final = frozenset("www m com co uk org net de at ch fr es it cn tw hk jp kr id in au ca nz za eu us info news edition amp blog en".split())  # fmt: skip # noqa: E501,SIM905


def site_name(site: str) -> str:
    """What is left of a host or a publisher's name to compare them by."""
    site = site.lower().split("/")[0]
    if "." in site:
        parts = [part for part in site.split(".") if part not in _LAST]
        return max(parts, key=len) if parts else site
    return _NAME.sub("", site)


def same_site(name: str, names: Iterable[str]) -> bool:
    """Whether a site name is, contains or is contained in one of ``names``."""
    return any(
        name == other or (min(len(name), len(other)) > 5 and (name in other or other in name))
        for other in names
    )


def pages(path: Path, held_out: frozenset[str], weight: float) -> Iterator[Example]:
    """Pages with silver labels, those of sites whose name is in ``held_out`` left out.

    Every other page is also given with its lines broken at links, as some scrapers write them.
    """
    for number, row in enumerate(rows(path)):
        if not row.get("html"):
            continue
        site = _site(row)
        if same_site(site_name(site), held_out):
            continue
        html = row["html"]
        record = html_record(Decoded(html, "utf-8", False), html.encode(), "-", member=None)
        labels = _silver(record.lines, row["with"], row["without"])
        if labels is None:
            continue
        texts = [line.text for line in record.lines]
        yield Example(row["id"], texts, labels, site, weight, record.title or "")
        if number % 2:
            nodes, node_labels = _broken(record.lines, labels)
            yield Example(f"{row['id']}#nodes", nodes, node_labels, site, weight)


# A line is of the article when this share of its shingles is, and is not below the other one.
_IN: Final = 0.8
_OUT: Final = 0.2
_SHINGLE: Final = 8
# Lines with fewer letters have too few shingles: they count when the article has the very line.
_SHORT: Final = 2 * _SHINGLE
# An article of which less than this share is found in the page's lines teaches nothing.
_FOUND: Final = 0.6


def articles(
    path: Path, sites: Mapping[str, str], held_out: frozenset[str], weight: float
) -> Iterator[Example]:
    """Pages whose article's text is known, as lines and as lines broken at links.

    ``sites`` gives the site of a page by the beginning of its id, for pages that also stand in the
    dumps; of others the address tells, and those of sites whose name is in ``held_out`` are left
    out.
    """
    for row in rows(path):
        if not row.get("html") or not row.get("gold_body"):
            continue
        site = next((sites[row["id"][:n]] for n in _ID_LENGTHS if row["id"][:n] in sites), None)
        if site is None:
            site = _site(row)
            if same_site(site_name(site), held_out):
                continue
        html = row["html"]
        record = html_record(Decoded(html, "utf-8", False), html.encode(), "-", member=None)
        labels = _aligned(record.lines, row["gold_body"])
        if labels is None:
            continue
        yield Example(row["id"], [line.text for line in record.lines], labels, site, weight)
        nodes, node_labels = _broken(record.lines, labels)
        yield Example(f"{row['id']}#nodes", nodes, node_labels, site, weight)


# Whole ids, and as the dumps shorten them.
_ID_LENGTHS: Final = (None, 18)


def _aligned(lines: tuple[Line, ...], body: str) -> list[int] | None:
    """Labels of lines by the shingles that they share with the article; None when it is not there.

    A short line counts between the first and the last long line of the article, and close to them.
    """
    whole = _key(body)
    known = {whole[n : n + _SHINGLE] for n in range(len(whole) - _SHINGLE + 1)}
    paragraphs = {_key(part) for part in body.split("\n")}
    labels: list[int] = []
    short: list[int] = []
    for n, line in enumerate(lines):
        key = _key(line.text)
        if len(key) < _SHORT:
            labels.append(0 if key else -1)
            if key in paragraphs:
                short.append(n)
            continue
        own = [key[i : i + _SHINGLE] for i in range(len(key) - _SHINGLE + 1)]
        share = sum(part in known for part in own) / len(own)
        labels.append(1 if share >= _IN else 0 if share <= _OUT else -1)
    inside = [n for n, label in enumerate(labels) if label == 1]
    if sum(len(_key(lines[n].text)) for n in inside) < _FOUND * len(whole):
        return None
    for n in short:
        is_near = inside[0] - _NEAR <= n <= inside[-1] + _NEAR
        labels[n] = 1 if is_near else -1
    return labels


def _site(row: dict[str, Any]) -> str:
    url: str = row.get("url") or ""
    if "::" in url:
        return url.rsplit("::", maxsplit=1)[-1].split("-", maxsplit=1)[0]
    return (urlsplit(url).hostname or row["id"]).removeprefix("www.")


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def _where(segment: str, keys: list[str]) -> int | None:
    key = _key(segment)
    if len(key) < 8:
        return None
    found = [n for n, other in enumerate(keys) if key in other]
    found = found or [n for n, other in enumerate(keys) if len(other) > 25 and other in key]
    return found[0] if found else None


# Lines of the article's own path this close to it still belong to it.
_NEAR: Final = 3
# Short or linked lines further away from it than this are furniture.
_AWAY: Final = 12


def _silver(lines: tuple[Line, ...], wanted: list[str], unwanted: list[str]) -> list[int] | None:
    """Labels from sentences that the article has and lines that it has not; None when too few.

    The article is what has the element path of the sentences found, from the first to the last of
    them and on while no other path comes between; the rest is furniture where links or distance
    say so, else unknown.
    """
    keys = [_key(line.text) for line in lines]
    inside = sorted({n for n in (_where(s, keys) for s in wanted) if n is not None})
    outside = {n for n in (_where(s, keys) for s in unwanted) if n is not None}
    if len(inside) < 2:
        return None
    paths = {_path(lines[n]) for n in inside if prose(lines[n].text) >= 0.2}
    paths = paths or {_path(lines[n]) for n in inside}
    like = [_path(line) in paths and _links(line) < 0.5 for line in lines]
    first = _reach(like, inside[0], -1)
    last = _reach(like, inside[-1], 1)
    labels = [-1] * len(lines)
    for n, line in enumerate(lines):
        kind = line.block.kind if line.block else ""
        if n in inside:
            labels[n] = 1
        elif n in outside:
            labels[n] = 0
        elif first <= n <= last:
            if like[n] or (kind == "heading" and _links(line) < 0.5):
                labels[n] = 1
            elif _links(line) >= 0.8 or kind in {"nav", "form", "footer"}:
                labels[n] = 0
        else:
            away = min(abs(n - first), abs(n - last))
            is_head = n < first and kind == "heading" and away < _AWAY
            linked = _links(line) >= 0.5 or kind in {"nav", "footer", "form", "link"}
            if not is_head and (linked or away > _AWAY or prose(line.text) < 0):
                labels[n] = 0
    return labels


def _path(line: Line) -> str:
    return line.block.path if line.block else ""


def _links(line: Line) -> float:
    return line.block.link_share if line.block else 0.0


def _reach(like: list[bool], start: int, step: int) -> int:
    """The last line of the article's own path from ``start`` on, small gaps passed over."""
    found, gap, n = start, 0, start + step
    while 0 <= n < len(like) and gap <= _NEAR:
        gap = 0 if like[n] else gap + 1
        found = n if like[n] else found
        n += step
    return found


def _broken(lines: tuple[Line, ...], labels: list[int]) -> tuple[list[str], list[int]]:
    """The lines broken at the edges of their links."""
    texts: list[str] = []
    out: list[int] = []
    for line, label in zip(lines, labels, strict=True):
        marks = line.block.marks if line.block else ()
        edges = {edge for m in marks if m.kind == "link" for edge in (m.start, m.end)}
        cuts = sorted({0, len(line.text), *edges})
        for start, end in pairwise(cuts):
            if line.text[start:end].strip():
                texts.append(line.text[start:end].strip())
                out.append(label)
    return texts, out
