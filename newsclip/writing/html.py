"""HTML: each article as simple markup for an editor's system, built new from lines and marks.

Nothing of the page's own tree comes through: tags and attributes are those named here, text is
escaped, links lead to http, https or mailto.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from newsclip.record import Line, Mark, Record
from newsclip.writing.blocks import Entry, Shown, blocks_of, edges, nested
from newsclip.writing.format import Format

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_TAG_OF_MARK: Final = {"link": "a", "strong": "strong", "em": "em"}


def write_html(records: Iterable[Record]) -> Iterator[str]:
    """An ``<article>`` for each record, on lines of its own; one without text adds nothing."""
    from bs4 import BeautifulSoup  # noqa: PLC0415 - only where HTML is wanted

    for record in records:
        soup = BeautifulSoup("", "html.parser")
        article = _article(soup, record)
        if article.contents:
            lines = "\n".join(tag.decode(formatter="minimal") for tag in _children(article))
            article.clear()
            opening, closing = article.decode(formatter="minimal").split("><")
            yield f"{opening}>\n{lines}\n<{closing}\n"


def _article(soup: BeautifulSoup, record: Record) -> Tag:
    article = soup.new_tag("article")
    if record.language and record.language != "und":
        article["lang"] = record.language
    if record.title:
        _add(soup, article, "h1", record.title)
    if record.authors or record.date_published:
        byline = soup.new_tag("p")
        byline.append(", ".join(record.authors))
        if record.date_published:
            time = soup.new_tag("time", attrs={"datetime": record.date_published})
            time.string = record.date_published
            byline.append(", " if record.authors else "")
            byline.append(time)
        article.append(byline)
    for shown in blocks_of(record):
        article.append(_block(soup, shown))
    return article


def _children(tag: Tag) -> list[Tag]:
    return tag.find_all(True, recursive=False)


def _add(soup: BeautifulSoup, parent: Tag, name: str, text: str) -> None:
    tag = soup.new_tag(name)
    tag.string = _clean(text)
    parent.append(tag)


def _block(soup: BeautifulSoup, shown: Shown) -> Tag:
    match shown.kind:
        case "list":
            return _list(soup, shown.entries)
        case "table":
            return _table(soup, shown)
        case "quote":
            quote = soup.new_tag("blockquote")
            quote.append(_line(soup, "p", shown.entries[0].line))
            return quote
        case "pre":
            pre = soup.new_tag("pre")
            pre.string = _clean("\n".join(entry.line.text for entry in shown.entries))
            return pre
        case "heading":
            return _line(soup, f"h{shown.level}", shown.entries[0].line)
        case _:
            return _line(soup, "p", shown.entries[0].line)


def _list(soup: BeautifulSoup, entries: tuple[Entry, ...]) -> Tag:
    """A list with the deeper ones inside the items that they follow."""
    root = soup.new_tag("ol" if entries[0].is_numbered else "ul")
    lists = [root]
    for entry in entries:
        del lists[entry.depth + 1 :]
        if entry.depth >= len(lists):
            inner = soup.new_tag("ol" if entry.is_numbered else "ul")
            items = lists[-1].find_all("li", recursive=False)
            (items[-1] if items else lists[-1]).append(inner)
            lists.append(inner)
        lists[-1].append(_line(soup, "li", entry.line))
    return root


def _table(soup: BeautifulSoup, shown: Shown) -> Tag:
    table = soup.new_tag("table")
    for row in shown.rows:
        line = soup.new_tag("tr")
        for cell in row:
            block = cell[0].block
            tags = block.path.split(">") if block is not None else []
            tag = soup.new_tag("th" if "th" in tags[-3:] else "td")
            for number, one in enumerate(cell):
                if number:
                    tag.append(soup.new_tag("br"))
                _fill(soup, tag, one)
            line.append(tag)
        table.append(line)
    return table


def _line(soup: BeautifulSoup, name: str, line: Line) -> Tag:
    tag = soup.new_tag(name)
    _fill(soup, tag, line)
    return tag


def _fill(soup: BeautifulSoup, parent: Tag, line: Line) -> None:
    """Put the text of a line into an element, its marks as elements."""
    text, marks = nested(line)
    opened = [parent]
    at = 0
    for place, mark, is_opening in edges(marks):
        opened[-1].append(_clean(text[at:place]))
        at = place
        if is_opening:
            tag = _mark(soup, mark)
            opened[-1].append(tag)
            opened.append(tag)
        else:
            opened.pop()
    parent.append(_clean(text[at:]))


def _mark(soup: BeautifulSoup, mark: Mark) -> Tag:
    attributes = {"href": mark.href} if mark.kind == "link" and mark.href else {}
    return soup.new_tag(_TAG_OF_MARK[mark.kind], attrs=attributes)


def _clean(text: str) -> str:
    """Text without the control characters that HTML does not have."""
    return "".join(c for c in text if c >= " " or c in "\t\n").translate(_CONTROLS)


_CONTROLS: Final = dict.fromkeys(range(0x7F, 0xA0))

HTML: Final = Format(".html", write_html)
