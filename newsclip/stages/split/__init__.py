"""Split: one record an article. Lines are partitioned, none is lost."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import msgspec

from newsclip.errors import RecordError
from newsclip.record import Edit, Label, Line, Part, Record, article_id

if TYPE_CHECKING:
    from newsclip.knowledge.judge import Item, Match
    from newsclip.knowledge.rules import Hit, RuleSet
    from newsclip.pipeline import Stage
    from newsclip.stages.split.headline import Headline

# Text from here on reads like a sentence or more.
_SENTENCE: Final = 0.5
# A line with so many links is a menu.
_LINKS: Final = 0.8
# What a page says of its main article only.
_NOT_OWNED: Final[dict[str, tuple[()] | None]] = {
    "title": None,
    "url": None,
    "authors": (),
    "date_published": None,
    "section": None,
    "keywords": (),
    "captions": (),
    "credits": (),
}


def split(*, rules: RuleSet | None = None) -> Stage:
    """A stage that gives the articles of a record, in order; a file without one stays a document.

    On a record that ``strip`` has not labelled it uses the same rules and heuristics to find the
    boundaries, and drops nothing. The stage raises RecordError for a record without its trace.
    """
    if rules is None:
        from newsclip.knowledge.rules import load_rules  # noqa: PLC0415

        rules = load_rules()
    return partial(_split, rules)


def _split(rules: RuleSet, record: Record) -> Iterable[Record]:
    if record.slim:
        raise RecordError(
            "split needs the record's trace, which --slim left out", path=record.source.path
        )
    if record.type == "article":
        return [record.with_step("split")]
    from newsclip.knowledge.judge import judge_items, read_items  # noqa: PLC0415
    from newsclip.knowledge.rules import address_of  # noqa: PLC0415
    from newsclip.stages.split.containers import page_cuts, page_headline  # noqa: PLC0415
    from newsclip.stages.split.exports import export_cuts  # noqa: PLC0415
    from newsclip.stages.split.headline import Headline  # noqa: PLC0415

    def match(texts: Sequence[str]) -> Sequence[Hit | None]:
        return rules.match(texts, url=address_of(record))

    items = read_items(record.lines)
    judge_items(items, match, title=record.title)
    if not any(item.line.is_kept for item in items):
        message = "no line of the file reads like part of an article"
        return [record.with_warning("no-article", message).with_step("split")]
    starts = export_cuts(items)
    if starts is not None:
        return _articles(record, items, starts, [None] * (len(starts) + 1), match)
    starts = page_cuts(items)
    if starts is None:
        return _articles(record, items, *_plain_parts(record, items), match)
    spans = list(pairwise([0, *starts, len(items)]))
    found = (page_headline(items, start, stop, record.title) for start, stop in spans)
    headlines = [None if index is None else Headline(index) for index in found]
    headlines[0] = headlines[0] or _unmarked(record, items[: spans[0][1]])
    return _articles(record, items, starts, headlines, match)


def _plain_parts(record: Record, items: list[Item]) -> tuple[list[int], list[Headline | None]]:
    """The items at which further articles of plain text begin, and the headline of each article."""
    from newsclip.stages.split.boundaries import find_cuts  # noqa: PLC0415 - numpy only here
    from newsclip.stages.split.headline import find_headlines  # noqa: PLC0415
    from newsclip.stages.split.sheet import Sheet  # noqa: PLC0415

    sheet = Sheet(items)
    breaks = frozenset(n for n, item in enumerate(items) if item.opens_page)
    cuts = find_cuts(sheet, breaks, is_titled=record.title is not None)
    starts = [cut.index for cut in cuts]
    return starts, find_headlines(sheet, list(pairwise([0, *starts, len(items)])), record.title)


def _unmarked(record: Record, items: list[Item]) -> Headline | None:
    """The headline of a page that has no heading, where its title says nothing of its text."""
    from newsclip.stages.split.standfirst import used_terms  # noqa: PLC0415
    from newsclip.stages.split.title import FOREIGN, is_foreign, share  # noqa: PLC0415

    title, body = record.title or "", used_terms(items)
    if share(title, body) >= FOREIGN:
        return None
    from newsclip.stages.split.headline import unmarked_headline  # noqa: PLC0415 - numpy only here
    from newsclip.stages.split.sheet import Sheet  # noqa: PLC0415

    def is_own(index: int) -> bool:
        block = items[index].line.block
        is_menu = block is not None and block.link_share >= _LINKS
        return not is_menu and is_foreign(title, items[index].text, body)

    return unmarked_headline(Sheet(items), is_own)


def _articles(
    record: Record,
    items: list[Item],
    starts: list[int],
    headlines: list[Headline | None],
    match: Match,
) -> list[Record]:
    from newsclip.stages.split.exports import with_own_fields  # noqa: PLC0415
    from newsclip.stages.split.fields import fill_fields  # noqa: PLC0415
    from newsclip.stages.split.head_lines import find_head_lines  # noqa: PLC0415
    from newsclip.stages.split.standfirst import find_standfirst  # noqa: PLC0415

    spans = pairwise([0, *starts, len(items)])
    parts: list[Record] = []
    labels: dict[int, Label] = {}
    titles: list[str | None] = []
    for (start, stop), headline in zip(spans, headlines, strict=True):
        index = headline.index if headline is not None and headline.is_sure else None
        titles.append(None if index is None else _title(record, items, start, stop, index))
        if index is not None:
            labels.update(find_head_lines(items, index, stop))
            for lead in find_standfirst(items, index, stop):
                labels[items[lead].line.first] = Label("lead")
            labels.update(_headline_labels(items, start, stop, index))
        elif headline is not None and not items[headline.index].is_text:
            labels[items[headline.index].line.first] = Label("subhead")
    owner = _owner(record, titles)
    edges = [record.source.first_line, *(items[n].line.first for n in starts)]
    edits = _by_part(record.edits, edges)
    for number, (first, title) in enumerate(zip(edges, titles, strict=True)):
        last = edges[number + 1] - 1 if number + 1 < len(edges) else record.source.last_line
        part = _part(record, first, last, labels).replace(edits=edits[number])
        if len(edges) > 1:
            part = part.replace(id=article_id(record, first, last))
            if number != owner:
                part = part.replace(**_NOT_OWNED)
        part = with_own_fields(part)
        is_one_of_many = len(edges) > 1
        if part.title is None or (title and _is_foreign(part.title, title, items, is_one_of_many)):
            part = part.replace(title=title)
        part = part.replace(part=Part(number + 1, len(edges)))
        part = fill_fields(part, match)
        if any(line.block is not None for line in part.lines):
            part = part.replace(lines=tuple(_with_plain_blocks(part.lines)))
        parts.append(part.with_step("split"))
    return parts


def _title(record: Record, items: list[Item], start: int, stop: int, headline: int) -> str:
    """The headline's text, without the name of its site."""
    from newsclip.stages.split.title import has_parts, without_site  # noqa: PLC0415

    text = items[headline].text
    if not has_parts(text) or text == record.title:
        return text
    from newsclip.stages.split.standfirst import used_terms  # noqa: PLC0415

    part = items[start:stop]
    others = (item.text for item in part if item is not items[headline])
    return without_site(text, others, used_terms(part), (record.publisher, record.url))


def _is_foreign(stated: str, headline: str, items: list[Item], is_one_of_many: bool) -> bool:
    """Whether what a page states as its title is none, but a line of it is.

    The title of a page of several articles may be of none of them.
    """
    if stated == headline:
        return False
    from newsclip.knowledge.block_judge import is_page  # noqa: PLC0415
    from newsclip.stages.split.containers import is_of_another  # noqa: PLC0415

    if is_one_of_many and is_page(items) and is_of_another(stated, headline):
        return True
    from newsclip.stages.split.standfirst import used_terms  # noqa: PLC0415
    from newsclip.stages.split.title import is_foreign  # noqa: PLC0415

    return is_foreign(stated, headline, used_terms(items))


def _owner(record: Record, titles: list[str | None]) -> int:
    """The article that the page's metadata speak of: the one with its headline, else the first."""
    known = record.title
    return titles.index(known) if known is not None and known in titles else 0


def _headline_labels(items: list[Item], start: int, stop: int, headline: int) -> dict[int, Label]:
    """The labels of the headline and of its copies above the text, by line number."""
    from newsclip.knowledge.heuristics import same  # noqa: PLC0415

    chosen = items[headline]
    copies = [n for n in range(start, headline) if same(items[n].text, chosen.text)]
    for n in range(headline + 1, stop):
        if same(items[n].text, chosen.text):
            copies.append(n)
        elif items[n].is_text and items[n].prose >= _SENTENCE:
            break
    labels = {chosen.line.first: Label("title", "heuristic/headline", None, None)}
    for item in (items[n] for n in copies):
        if item.line.label is not None:
            labels[item.line.first] = Label("dup_title", "heuristic/headline-copy", None, None)
    return labels


def _part(record: Record, first: int, last: int, labels: dict[int, Label]) -> Record:
    """Lines ``first`` to ``last`` of a record as an article."""
    start, stop = (bisect_left(record.lines, at, key=_first) for at in (first, last + 1))
    chosen = record.lines[start:stop]
    labelled = (
        msgspec.structs.replace(line, label=labels[line.first]) if line.first in labels else line
        for line in chosen
    )
    return record.replace(
        type="article",
        lines=tuple(labelled),
        source=msgspec.structs.replace(record.source, first_line=first, last_line=last),
        warnings=tuple(w for w in record.warnings if w.line is None or first <= w.line <= last),
    )


def _by_part(edits: Sequence[Edit], edges: Sequence[int]) -> list[tuple[Edit, ...]]:
    """The edits of each part, in their order; ``edges`` are the first lines of the parts."""
    found: list[list[Edit]] = [[] for _ in edges]
    for edit in edits:
        found[max(bisect_right(edges, edit.line) - 1, 0)].append(edit)
    return [tuple(part) for part in found]


def _first(line: Line) -> int:
    return line.first


def _with_plain_blocks(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines with what writers need of the elements of kept ones, and no more.

    ``shared`` then counts what a kept line shares with the kept line above it.
    """
    least = 0
    for line in lines:
        block = line.block if line.block is not None and line.block.depth else None
        least = min(least, block.shared) if block is not None else least
        if block is not None and line.is_kept:
            block = msgspec.structs.replace(block, classes=(), rules=(), shared=least)
            least = block.depth
        else:
            block = None
        yield msgspec.structs.replace(line, block=block)
