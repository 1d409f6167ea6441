"""HTML pages with a label a line, to train on: lines matched against the gold text of the page.

A corpus file is JSON Lines, gzip: objects with ``html`` (or ``html_b64``), ``id``, ``url``, and
``gold_body``, or ``with`` and ``without`` where the article is known by some sentences.
"""

from __future__ import annotations

import base64
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from newsclip.knowledge.features import facts
from newsclip.knowledge.training.examples import (
    _key as key_of,
)
from newsclip.knowledge.training.examples import (
    _silver as silver,
)
from newsclip.knowledge.training.examples import (
    _site as silver_site,
)
from newsclip.knowledge.training.examples import fold_of, rows, same_site, site_name
from newsclip.reading.encoding import Decoded
from newsclip.reading.html import html_record
from newsclip.record import Record

CORPORA: Final = {
    # A page's weight: gold by hand counts full, sentences and other tools' output less.
    "fundus-dev": 1.0,
    "magic-dev": 1.0,
    "gne-dev": 1.0,
    "zhhant-dev": 1.0,
    "trafilatura-dev": 0.6,
    "readability-dev": 0.3,
    "newspaper4k-dev": 0.3,
}
# Scripts without spaces give a token a character, as the metric has it.
_NOSPACE: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # fmt: skip # noqa: E501
_TOKEN: Final = re.compile(rf"[{_NOSPACE}]|[^\W{_NOSPACE}]+")
_SHINGLE: Final = 4
# A line of fewer tokens is in the gold text by chance.
_FEW_TOKENS: Final = 8
_SHORT: Final = 36
_LONG: Final = 60
# Lines this close to the text are read in its light.
_NEAR: Final = 6


class PageExample(msgspec.Struct):
    """A page: its record, the share of each line that is gold (-1 unknown), site and fold."""

    id: str
    record: Record
    gold: list[float]
    site: str
    fold: int
    weight: float


def page_examples(folder: Path, folds: int) -> Iterator[PageExample]:
    """The pages of all corpora of a folder that have labels."""
    for name, weight in CORPORA.items():
        for row in rows(folder / f"{name}.jsonl.gz"):
            data = base64.b64decode(row["html_b64"]) if "html_b64" in row else None
            html = data.decode("utf-8", "replace") if data is not None else row["html"]
            raw = data if data is not None else html.encode("utf-8", "surrogatepass")
            record = html_record(Decoded(html, "utf-8", False), raw, "-", member=None)
            gold = _gold(row, record)
            if gold:
                site = _site(row)
                name_of_site = site_name(site)
                if row.get("gold_body") is None:
                    name_of_site = site_name(silver_site(row))
                yield PageExample(
                    row["id"], record, gold, name_of_site, fold_of(site, folds), weight
                )


def without_fold(examples: Sequence[PageExample], fold: int) -> list[PageExample]:
    """The examples of other folds whose site is not that of an example in ``fold``."""
    held_out = {example.site for example in examples if example.fold == fold}
    known: dict[str, bool] = {}
    for example in examples:
        if example.site not in known:
            known[example.site] = same_site(example.site, held_out)
    return [one for one in examples if one.fold != fold and not known[one.site]]


def _site(row: dict[str, Any]) -> str:
    """The site of a page as the scorers' folds name it."""
    name: str = row["id"]
    if name.startswith("fundus/"):
        return re.sub(r"_\d{4}_\d\d_\d\d$", "", name.rsplit("/", maxsplit=1)[-1])
    host = (urlsplit(row.get("url") or "").hostname or "").removeprefix("www.").removeprefix("m.")
    return host or "/".join(name.split("/")[:2])


def _gold(row: dict[str, Any], record: Record) -> list[float]:
    if row.get("gold_body") is not None:
        return aligned([line.text for line in record.lines], row["gold_body"])
    labels = silver(record.lines, row["with"], row["without"])
    return [] if labels is None else [float(label) for label in labels]


def aligned(texts: Sequence[str], body: str) -> list[float]:
    """For each line the share of it that the gold text holds, -1 where nobody can know."""
    tokens = _TOKEN.findall(body)
    held = {
        tuple(tokens[n : n + size])
        for size in range(1, _SHINGLE + 1)
        for n in range(len(tokens) - size + 1)
    }
    paragraphs = Counter(map(key_of, body.split("\n")))
    whole = key_of(body)
    shares: list[float] = []
    chance: set[int] = set()
    for number, text in enumerate(texts):
        key, own = key_of(text), _TOKEN.findall(text)
        if not key or not own:
            shares.append(-1.0)
            continue
        if key in paragraphs:
            shares.append(1.0)
            continue
        size = min(_SHINGLE, len(own))
        found = [tuple(own[n : n + size]) in held for n in range(len(own) - size + 1)]
        share = sum(found) / len(found)
        if len(own) < _FEW_TOKENS:
            if share == 1 and len(key) >= _FEW_TOKENS - 2:
                chance.add(number)
            share = 0.5 if len(key) >= 12 and key in whole else 0.0
        shares.append(share)
    _settle(texts, shares, chance, paragraphs)
    return shares


def _settle(
    texts: Sequence[str], shares: list[float], chance: set[int], paragraphs: Counter[str]
) -> None:
    """Decide copies, and lines that are in the gold text by chance, by where the text is."""
    sure = [n for n, share in enumerate(shares) if share >= 0.8]
    text = [n for n in sure if len(texts[n]) >= _LONG] or sure
    if not text:
        return
    copies: dict[str, list[int]] = defaultdict(list)
    for n in sure:
        copies[key_of(texts[n])].append(n)
    for key, places in copies.items():
        most = max(1, paragraphs[key])
        for n in sorted(places, key=lambda n: _distance(text, n))[most:]:
            shares[n] = 0.0
    first, last = text[0] - _NEAR, text[-1] + _NEAR
    for n in sure:
        if facts(texts[n]).weight < _SHORT and not first <= n <= last:
            shares[n] = 0.0
    for n in chance:
        if shares[n] == 0 and text[0] <= n <= text[-1] and _distance(text, n) <= 2:
            shares[n] = 0.8


def _distance(text: Sequence[int], n: int) -> int:
    """How far the nearest other line of the text is."""
    at = bisect_left(text, n)
    near = (text[place] for place in (at - 1, at, at + 1) if 0 <= place < len(text))
    return min((abs(place - n) for place in near if place != n), default=0)
