"""YAML front matter: the block of ``key: value`` lines between two rules at the top of a file.

PyYAML reads each entry, never more than its nodes: no value becomes a date, a number or an object,
and an entry that is not YAML costs nothing but itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec

from newsclip.record import Block, Label, Line, Role

# Front matter is some lines about the text; a longer one is a data file.
_MAX_LINES: Final = 400
_MAX_LINE: Final = 20_000
# A list in a list is a wiki link without its quotes; deeper ones say nothing about an article.
_WIKI_DEPTH: Final = 2
_MAX_DEPTH: Final = 3
_MAX_VALUES: Final = 200
_RULE: Final = "---"
_CLOSING: Final = frozenset({"---", "..."})
_KEY: Final = re.compile(
    r"(?P<quote>[\"']?)(?P<key>[^\W\d][\w .-]{0,60}?)(?P=quote)[ \t]*:(?=\s|$)"
)
_BELOW_KEY: Final = re.compile(r"\s|- |-$|#|$")
_WIKI_LINK: Final = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_COMMA: Final = re.compile(r"\s*[,\uff0c\u3001;\uff1b]\s*")
# What clipping tools write into every file: where it was filed, not what it is about.
_FILED: Final = frozenset({"clipping", "clippings"})

CAPTION: Final = "markdown>figcaption"
MARKUP: Final = "front-matter"
KIND: Final = "metadata"
_RULE_ID: Final = "markdown/front-matter"

TITLE: Final = ("title", "headline")
URL: Final = ("url", "source", "link", "source-url", "permalink", "canonical", "canonical-url",
              "original-url")  # fmt: skip
AUTHORS: Final = ("author", "authors", "byline", "by", "writer", "writers", "reporter", "creator")
DATE: Final = ("published", "date", "date-published", "datepublished", "published-date",
               "publish-date", "publishdate", "published-at", "pubdate")  # fmt: skip
KEYWORDS: Final = ("keywords", "keyword", "tags", "tag")
PUBLISHER: Final = ("publisher", "publication", "site", "site-name", "sitename", "website")
SECTION: Final = ("section", "category", "categories")
# A file that calls itself something else needs one of these before it is front matter.
_TELLING: Final = frozenset((*TITLE, *URL, *AUTHORS, *DATE, *KEYWORDS))
_ROLE_OF_KEY: Final[dict[str, Role]] = {
    **dict.fromkeys(TITLE, "title"),
    **dict.fromkeys(AUTHORS, "byline"),
    **dict.fromkeys(DATE, "dateline"),
    **dict.fromkeys(KEYWORDS, "keywords"),
}
_ROLE_OF_KIND: Final[dict[str, Role]] = {
    "heading": "subhead",
    "quote": "quote",
    "list_item": "list_item",
}
_ROLES: Final[dict[str, Role]] = {role: role for role in _ROLE_OF_KEY.values()}


class Span(msgspec.Struct, frozen=True):
    """Where a value stands: line (an index), and ``[start, end)`` in it, without its quotes."""

    line: int
    start: int
    end: int


class Entry(msgspec.Struct, frozen=True):
    """A key, folded, its lines ``first`` to ``last`` (indexes), its values and where they stand.

    ``problem`` says why the entry is not YAML; its value is then the rest of its line, or nothing.
    """

    key: str
    first: int
    last: int
    values: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    problem: str | None = None

    @property
    def role(self) -> Role | None:
        """The field that the entry fills, as a role; None when its lines fill none."""
        role = _ROLE_OF_KEY.get(self.key)
        return None if role == "keywords" and not keywords_of(self.values) else role


class FrontMatter(msgspec.Struct, frozen=True):
    """The entries of a front matter, in order; ``end`` is the index of its closing rule."""

    end: int
    entries: tuple[Entry, ...]

    def values(self, keys: Sequence[str]) -> tuple[str, ...]:
        """The values of the first of ``keys`` that has any."""
        named = {entry.key: entry.values for entry in reversed(self.entries) if entry.values}
        return next((named[key] for key in keys if key in named), ())


def read_front_matter(lines: Sequence[str]) -> FrontMatter | None:
    """The front matter that ``lines`` begin with, None when they begin with something else.

    The first line is ``---``, one further down ``---`` or ``...``, what stands between are keys
    with what belongs to them, and one key is of those that say something about an article.
    """
    end = _end(lines)
    if end is None:
        return None
    starts = [n for n in range(1, end) if _KEY.match(lines[n])]
    if not _TELLING.intersection(_key(lines[n]) for n in starts):
        return None
    stops = [*starts[1:], end]
    entries = [_entry(lines, first, stop) for first, stop in zip(starts, stops, strict=True)]
    return FrontMatter(end, tuple(entries))


def block_of(entry: Entry | None) -> Block:
    """The evidence on the lines of an entry, or on the rules around all of them."""
    if entry is None:
        return Block(MARKUP, KIND)
    return Block(f"{MARKUP}>{entry.key}", KIND, classes=() if entry.role is None else (entry.role,))


def keywords_of(values: Sequence[str]) -> tuple[str, ...]:
    """The keywords in the values of an entry, one a string or all in one, each once."""
    parts = _COMMA.split(values[0]) if len(values) == 1 else values
    words = (part.strip().lstrip("#\uff03") for part in parts)
    return tuple(dict.fromkeys(word for word in words if word and word.casefold() not in _FILED))


def markdown_labels(lines: Sequence[Line]) -> list[Label | None]:
    """A label for each line of which Markdown itself says what it is, else None.

    Lines of front matter that fill a field go there; the rest of it is about the file, not its
    text. A heading that repeats the title is a copy of it, and a ``figcaption`` a caption.
    """
    found: list[Label | None] = []
    title: str | None = None
    for line in lines:
        kind = line.block.kind if line.block else None
        label = None
        if kind == KIND and line.block is not None:
            role = next((r for r in line.block.classes if r in _ROLES), None)
            label = Label(_ROLES.get(role or "", "noise"), _RULE_ID, line.block.path[:80])
            if label.role == "title":
                title = title or _squeezed(line.text)
        elif kind == "caption" and line.block is not None and line.block.path == CAPTION:
            label = Label("caption", "markdown/caption", "figcaption")
        elif kind == "heading" and title is not None and _squeezed(line.text) == title:
            label = Label("dup_title", "markdown/heading", line.text[:80])
        found.append(label)
    return found


def kept_role(block: Block | None) -> Role | None:
    """The role of a line of the text by the mark that Markdown had on it, None without one."""
    if block is None or not block.path.startswith("markdown>"):
        return None
    return _ROLE_OF_KIND.get(block.kind)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _end(lines: Sequence[str]) -> int | None:
    """The index of the closing rule, None when the lines do not have the shape of front matter."""
    if not lines or lines[0].rstrip() != _RULE:
        return None
    for n in range(1, min(len(lines), _MAX_LINES)):
        line = lines[n]
        if line.rstrip() in _CLOSING:
            return n
        is_below = n > 1 and _BELOW_KEY.match(line)
        if len(line) > _MAX_LINE or not (_KEY.match(line) or is_below or not line.strip()):
            return None
    return None


def _key(line: str) -> str:
    match = _KEY.match(line)
    name = match["key"] if match else ""
    return re.sub(r"[ _-]+", "-", name.strip()).casefold()


def _entry(lines: Sequence[str], first: int, stop: int) -> Entry:
    import yaml  # noqa: PLC0415 - only where there is front matter

    key, last = _key(lines[first]), stop - 1
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        node: Any = yaml.compose("\n".join(lines[first:stop]), Loader=loader)
        (named,) = node.value
        found = list(_scalars(named[1]))[:_MAX_VALUES]
    except (yaml.YAMLError, RecursionError, ValueError, TypeError, AttributeError) as error:
        problem = str(getattr(error, "problem", None) or "not YAML")
        value, span = _rest_of_line(lines[first], first)
        if stop - first > 1 or not value:
            return Entry(key, first, last, problem=problem)
        return Entry(key, first, last, (value,), (span,), problem)
    values: list[str] = []
    spans: list[Span] = []
    for scalar, depth in found:
        value = _plain(scalar.value)
        if depth >= _WIKI_DEPTH:
            value = value.rpartition("|")[2]
        if value:
            values.append(value)
            spans += _spans(scalar, lines, first, value)
    return Entry(key, first, last, tuple(values), tuple(spans))


def _scalars(node: Any, depth: int = 0) -> Iterator[tuple[Any, int]]:  # noqa: ANN401 - PyYAML's
    """The scalars of a value and how deep in lists they are; null and mappings have none."""
    if isinstance(node.value, str):
        if not node.tag.endswith(":null"):
            yield node, depth
    elif node.id == "sequence" and depth < _MAX_DEPTH:
        for child in node.value[:_MAX_VALUES]:
            yield from _scalars(child, depth + 1)


def _plain(value: str) -> str:
    """A value in one line, wiki links as the words that they show."""
    return _WIKI_LINK.sub(r"\1", " ".join(value.split()))


def _spans(scalar: Any, lines: Sequence[str], offset: int, value: str) -> Iterator[Span]:  # noqa: ANN401
    """Where a scalar stands, line by line; of a block scalar the lines below its indicator."""
    top, bottom = scalar.start_mark.line, scalar.end_mark.line
    quoted = scalar.style in {'"', "'"}
    for at in range(top, bottom + 1):
        if offset + at >= len(lines):
            break
        line = lines[offset + at]
        start = scalar.start_mark.column + quoted if at == top else 0
        end = scalar.end_mark.column - quoted if at == bottom else len(line)
        if scalar.style in {"|", ">"} and at == top:
            continue
        shown = line[start:end].strip()
        exact = line.find(value, start, end) if top == bottom else -1
        if exact >= 0:
            yield Span(offset + at, exact, exact + len(value))
        elif shown:
            start = line.index(shown, start)
            yield Span(offset + at, start, start + len(shown))


def _rest_of_line(line: str, number: int) -> tuple[str, Span]:
    """What follows the key, as it stands but for quotes around all of it."""
    match = _KEY.match(line)
    rest = line[match.end() if match else 0 :].strip()
    if len(rest) > 1 and rest[0] == rest[-1] and rest[0] in "\"'":
        rest = rest[1:-1]
    start = line.rindex(rest)
    return _plain(rest), Span(number, start, start + len(rest))
