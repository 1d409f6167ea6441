"""A page to the lines that a reader sees, each with what the markup said about it.

One pass over the tree without recursion. A line ends at the edge of a block element, at ``<br>``,
and in preformatted text at a line end; text directly in any element counts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from newsclip.reading.html.elements import (
    BLOCKS,
    INVISIBLE,
    KIND_OF_TAG,
    MARK_OF_TAG,
    OUTRANK_PARAGRAPH,
    PRESERVING,
    REGION_OF_ROLE,
    REGION_OF_TAG,
    Region,
    is_hidden,
)
from newsclip.record import Block, Line, Mark

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_SPACES: Final = re.compile(r"[ \t\n\r\f]+")
# Between two of these a line end in the source is no space: these scripts write none.
_UNSPACED: Final = re.compile(
    r"[\u2e80-\u303f\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff60]"
)
_PATH_ELEMENTS: Final = 6
_CLASS_ELEMENTS: Final = 4
_MAX_CLASSES: Final = 12
_MAX_CLASS: Final = 60
_MAX_HREF: Final = 2000
# Of a line in this share of link text nothing but punctuation is outside the links.
_ALL_LINK: Final = 0.95
# A login, search or comment form; larger ones wrap whole pages on some publishing systems.
_FORM_LINES: Final = 40
_FORM_CHARS: Final = 1000


class _Frame(msgspec.Struct):
    """An open element."""

    tag: str
    is_block: bool
    kind: str
    region: Region | None
    in_article: bool
    is_pre: bool
    words: tuple[str, ...] = ()
    mark: _OpenMark | None = None
    first_line: int = 0


class _OpenMark(msgspec.Struct):
    kind: Literal["link", "strong", "em"]
    start: int
    href: str | None


class _Page:
    """The lines so far, the line in the making, and the elements that are open."""

    def __init__(self, *, shows_hidden: bool) -> None:
        self.shows_hidden = shows_hidden
        self.hidden: list[LexborNode] = []
        self.lines: list[Line] = []
        self.frames = [_Frame("html", True, "other", None, False, False)]
        self.pieces: list[str] = []
        self.length = 0
        self.ends_in_space = True
        self.owner: tuple[_Frame, ...] = ()
        self.marks: list[Mark] = []
        self.open_marks: list[_OpenMark] = []
        self.link_ended_at = -1

    def opens(self, node: LexborNode, tag: str) -> bool:
        """Whether the element's children are to be read; it is then on the stack of frames."""
        if tag in INVISIBLE:
            return False
        if tag in {"br", "hr"}:
            self.end_line()
            return False
        attributes = node.attributes
        if not self.shows_hidden and attributes and is_hidden(tag, attributes):
            self.hidden.append(node)
            return False
        frame = _frame(self.frames[-1], tag, attributes)
        if frame.is_block:
            self.end_line()
            frame.first_line = len(self.lines)
        else:
            self._open_mark(frame, attributes)
        self.frames.append(frame)
        return True

    def close(self) -> None:
        frame = self.frames.pop()
        if frame.is_block:
            self.end_line()
            if frame.tag == "form":
                self._close_form(frame)
        elif frame.mark is not None:
            self.open_marks.remove(frame.mark)
            self._add_mark(frame.mark, self.length)
            if frame.mark.kind == "link":
                self.link_ended_at = self.length

    def text(self, text: str) -> None:
        if self.frames[-1].is_pre:
            first, *rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            self._add(first)
            for line in rest:
                self.end_line()
                self._add(line)
            return
        self._add(_collapsed(text))

    def end_line(self) -> None:
        text = "".join(self.pieces)
        shown = text.rstrip()
        if shown:
            for mark in self.open_marks:
                self._add_mark(mark, len(shown))
            number = len(self.lines) + 1
            self.lines.append(Line(number, number, shown, self._block(len(shown))))
        for mark in self.open_marks:
            mark.start = 0
        self.pieces.clear()
        self.marks.clear()
        self.length = 0
        self.ends_in_space = True
        self.link_ended_at = -1

    def _add(self, piece: str) -> None:
        if not self.frames[-1].is_pre:
            if not self.pieces:
                piece = piece.lstrip()
            elif self.ends_in_space:
                piece = piece.lstrip(" ")
        if not piece:
            return
        if not self.pieces:
            self.owner = tuple(self.frames[-12:])
        self.pieces.append(piece)
        self.length += len(piece)
        self.ends_in_space = piece.endswith(" ")

    def _open_mark(self, frame: _Frame, attributes: dict[str, str | None]) -> None:
        if frame.tag == "a":
            href = (attributes.get("href") or "").strip()
            if not href:
                return
            # Links side by side with nothing between are items of a menu, not one word.
            if self.length and self.link_ended_at == self.length:
                self._add(" ")
            is_address = len(href) <= _MAX_HREF and not href.lower().startswith(
                ("javascript:", "data:")
            )
            frame.mark = _OpenMark("link", self.length, href if is_address else None)
        elif frame.tag in MARK_OF_TAG:
            frame.mark = _OpenMark(MARK_OF_TAG[frame.tag], self.length, None)
        if frame.mark is not None:
            self.open_marks.append(frame.mark)

    def _add_mark(self, mark: _OpenMark, end: int) -> None:
        if mark.start < end:
            self.marks.append(Mark(mark.start, end, mark.kind, mark.href))

    def _block(self, length: int) -> Block:
        owner = self.owner
        marks = tuple(
            sorted(
                (_cut(mark, length) for mark in self.marks if mark.start < length),
                key=lambda mark: (mark.start, -mark.end),
            )
        )
        linked = sum(mark.end - mark.start for mark in marks if mark.kind == "link")
        share = min(round(linked / length, 3), 1.0)
        while len(owner) > 1 and not owner[-1].is_block:
            owner = owner[:-1]
        path = ">".join(frame.tag for frame in owner[-_PATH_ELEMENTS:])
        return Block(
            path, _kind(owner[-1], share), share, _classes(self.owner), origin="dom", marks=marks
        )

    def _close_form(self, frame: _Frame) -> None:
        held = self.lines[frame.first_line :]
        if len(held) > _FORM_LINES or sum(len(line.text) for line in held) > _FORM_CHARS:
            return
        for index, line in enumerate(held, frame.first_line):
            if line.block is not None and line.block.kind in {"paragraph", "other", "link"}:
                block = msgspec.structs.replace(line.block, kind="form")
                self.lines[index] = msgspec.structs.replace(line, block=block)


def page_lines(body: LexborNode) -> tuple[Line, ...]:
    """The lines of a page's body, numbered from 1.

    What its own attributes hide is left out, unless it holds more text than all the rest: then a
    script was to show the page, and it is read as well.
    """
    page = _Page(shows_hidden=False)
    _read(body, page)
    shown = sum(len(line.text) for line in page.lines)
    # The raw text bounds what can be read there, and costs a tenth of reading it.
    if sum(len(node.text()) for node in page.hidden) > shown:
        whole = _Page(shows_hidden=True)
        _read(body, whole)
        if sum(len(line.text) for line in whole.lines) > 2 * shown:
            page = whole
    return tuple(page.lines)


def _read(body: LexborNode, page: _Page) -> None:
    open_nodes: list[LexborNode] = []
    node: LexborNode | None = body
    while True:
        if node is None:
            if not open_nodes:
                break
            page.close()
            node = open_nodes.pop()
        else:
            tag = node.tag
            if tag == "-text":
                page.text(node.text_content or "")
            elif tag is not None and tag[0] not in "-!" and page.opens(node, tag):
                open_nodes.append(node)
                node = node.child
                continue
        node = node.next if open_nodes else None
    page.end_line()


def _frame(parent: _Frame, tag: str, attributes: dict[str, str | None]) -> _Frame:
    role = attributes.get("role") or ""
    in_article = parent.in_article or tag in {"article", "main"}
    region = REGION_OF_TAG.get(tag) or REGION_OF_ROLE.get(role)
    if region is None or (region == "header" and in_article):
        region = parent.region
    kind = KIND_OF_TAG.get(tag, "heading" if role == "heading" else parent.kind)
    if kind == "paragraph" and parent.kind in OUTRANK_PARAGRAPH:
        kind = parent.kind
    words = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".split()
    return _Frame(
        tag,
        tag in BLOCKS,
        kind,
        region,
        in_article,
        parent.is_pre or tag in PRESERVING,
        tuple(word for word in words[:_MAX_CLASSES] if len(word) <= _MAX_CLASS),
    )


def _kind(owner: _Frame, link_share: float) -> str:
    if owner.region == "header":
        return "heading" if owner.kind == "heading" else "header"
    if owner.region is not None:
        return owner.region
    if link_share >= _ALL_LINK and owner.kind in {"paragraph", "other"}:
        return "link"
    return owner.kind


def _classes(frames: tuple[_Frame, ...]) -> tuple[str, ...]:
    """The words of the nearest elements that have any, nearest first."""
    words: dict[str, None] = {}
    named = [frame.words for frame in reversed(frames) if frame.words][:_CLASS_ELEMENTS]
    for element in named:
        words.update(dict.fromkeys(element))
    return tuple(words)[:_MAX_CLASSES]


def _cut(mark: Mark, length: int) -> Mark:
    return mark if mark.end <= length else msgspec.structs.replace(mark, end=length)


def _collapsed(text: str) -> str:
    if "\n" not in text or text.isascii():
        return _SPACES.sub(" ", text)
    return _SPACES.sub(_space, text)


def _space(match: re.Match[str]) -> str:
    start, end = match.span()
    text = match.string
    between = start > 0 and end < len(text) and "\n" in match[0]
    if between and _UNSPACED.match(text[start - 1]) and _UNSPACED.match(text[end]):
        return ""
    return " "
