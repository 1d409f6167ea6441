"""Files of several articles made of the pages of one fold, in the ways in which scrapers join them.

``concat`` puts whole pages end to end; ``infinite`` puts the main parts of pages into the frame of
the first; ``titled`` and ``bare`` hold text only, with and without headlines, with or without blank
lines. All pages of a file are of sites of one fold, so that each file trains the weights of every
other fold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, Final

from newsclip.knowledge.heuristics import same
from newsclip.knowledge.training.examples import TEXT, fold_of, pages, site_name

# Joined files a fold and style: text alone is the hardest to part.
FILES: Final = {"bare": 70, "titled": 60, "infinite": 35, "concat": 25}
# Of joined files one in seven mixes languages, and as many are of one site where it has pages.
MIXED: Final = 0.15
# Articles of a joined file.
COUNTS: Final = (2, 2, 2, 3, 3, 4, 5)
# Lines of its page that stay below an article in an endless page.
TAIL: Final = (0, 1, 2, 3, 5, 8, 12)
LEAST_LINES: Final = 3
# How far above the text of a page its headline is looked for.
ABOVE: Final = 30

Row = dict[str, Any]


def silver_rows(path: Path, rows: Iterable[Row]) -> Iterator[Row]:
    """Pages whose text is known by some sentences, as rows; none of a site that ``rows`` has.

    The headline is the line above the text that the page's own metadata name.
    """
    names = frozenset(site_name(part) for row in rows for part in row["site"].split("+"))
    for page in pages(path, names, 1.0):
        text = [n for n, label in enumerate(page.labels) if label == 1]
        if page.id.endswith("#nodes") or len(text) < LEAST_LINES:
            continue
        above = range(max(0, text[0] - ABOVE), text[0])
        titles = [n for n in above if page.title and same(page.lines[n], page.title)][-1:]
        labels = ["body" if label == 1 else "unknown" for label in page.labels]
        for n in titles:
            labels[n] = "title"
        start = min([*titles, *text])
        title = page.title if titles else ""
        article = {"title": title, "title_lines": titles, "start": start, "body_lines": text}
        yield {
            "id": page.id, "task": "strip", "style": "silver", "corpus": "silver",
            "group": "latin", "lang": "", "site": page.site, "lines": page.lines,
            "labels": labels, "articles": [article],
        }  # fmt: skip


def joins(rows: Iterable[Row], folds: int, seed: int = 20261122) -> Iterator[Row]:
    """Joined and single files made of labelled pages, as rows of a corpus with task ``split``."""
    by_fold: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if sum(label in TEXT for label in row["labels"]) >= LEAST_LINES:
            by_fold[fold_of(row["site"], folds)].append(row)
    for fold in sorted(by_fold):
        random = Random(f"{seed}/{fold}")
        for page in by_fold[fold]:
            for style in ("bare", "titled"):
                yield _joined([page], style, random)
        for style, number in FILES.items():
            for _ in range(number):
                chosen = _chosen(by_fold[fold], random)
                if len(chosen) > 1:
                    yield _joined(chosen, style, random)


def _chosen(pages: Sequence[Row], random: Random) -> list[Row]:
    """Two to five pages of different texts: of one language, of one site, or of any."""
    first = random.choice(pages)
    kind = random.random()
    if kind < MIXED:
        near = list(pages)
    elif kind < 2 * MIXED:
        near = [page for page in pages if page["site"] == first["site"]]
    else:
        near = [page for page in pages if page["lang"] == first["lang"]]
    near = near if len(near) > 1 else list(pages)
    random.shuffle(near)
    others = [page for page in near if page["id"] != first["id"]]
    return [first, *others[: random.choice(COUNTS) - 1]]


def _joined(pages: Sequence[Row], style: str, random: Random) -> Row:
    """One row of the pages in a style."""
    lines: list[str] = []
    labels: list[str] = []
    articles: list[Row] = []
    blank = random.choice(("none", "none", "some", "all"))
    frame = pages[0]
    for number, page in enumerate(pages):
        chosen = _lines_of(page, style, random)
        if style == "infinite" and number == 0:
            chosen = list(range(chosen[-1] + 1))
        places: dict[int, int] = {}
        for at in chosen:
            places[at] = len(lines)
            white = _blanks(blank, random) if style in {"bare", "titled"} else 0
            lines += [page["lines"][at], *[""] * white]
            labels += [page["labels"][at], *[""] * white]
        articles.append(_article(page, places))
    if style == "infinite":
        below = range(max(_text(frame)) + 1, len(frame["lines"]))
        lines += [frame["lines"][at] for at in below]
        labels += [frame["labels"][at] for at in below]
    return {
        "id": "join/" + "+".join(page["id"] for page in pages) + f"/{style}",
        "task": "split",
        "style": style,
        "corpus": "joins",
        "silver": frame["corpus"] == "silver",
        "group": frame["group"],
        "lang": frame["lang"],
        "site": "+".join(dict.fromkeys(page["site"] for page in pages)),
        "lines": lines,
        "labels": labels,
        "articles": articles,
    }


def _article(page: Row, places: dict[int, int]) -> Row:
    """The page's article in the joined file; ``places`` are the new places of the lines chosen."""
    body = [places[at] for at in _text(page) if at in places]
    titles = [places[at] for at in page["articles"][0]["title_lines"] if at in places][-1:]
    return {
        "title": page["articles"][0]["title"] if titles else "",
        "known": page["articles"][0]["title"],
        "title_lines": titles,
        "start": min([*titles, *body[:1]]),
        "body_lines": body,
    }


def _blanks(kind: str, random: Random) -> int:
    if kind == "all":
        return 1
    return random.choice((1, 1, 3)) if kind == "some" and random.random() < 0.3 else 0


def _text(page: Row) -> list[int]:
    return [n for n, label in enumerate(page["labels"]) if label in TEXT]


def _lines_of(page: Row, style: str, random: Random) -> list[int]:
    """The lines of a page that a joined file has."""
    if style == "concat":
        return list(range(len(page["lines"])))
    text = _text(page)
    titles: list[int] = page["articles"][0]["title_lines"]
    if style == "bare":
        return text
    if style == "titled":
        return [*titles[:1], *(n for n in text if n not in titles)]
    first = min([*titles[:1], text[0]])
    return list(range(first, min(len(page["lines"]), text[-1] + 1 + random.choice(TAIL))))
