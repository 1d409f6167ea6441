"""A page to the lines that a reader sees, each with what the markup said about it.

One pass over the tree without recursion. A line ends at the edge of a block element, at ``<br>``,
and in preformatted text at a line end; text directly in any element counts. An element's attributes
cost more than all else about it, so they are read only where something depends on them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from newsclip.reading.html.elements import is_hidden
from newsclip.reading.html.frames import SKIPPED, Frame, OpenMark, document, inside
from newsclip.record import Block, Line, Mark

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_WHITE: Final = " \t\n\r\f"
_SPACES: Final = re.compile(r"[ \t\n\r\f]+")
# Between two of these a line end in the source is no space: these scripts write none.
_UNSPACED: Final = re.compile(
    r"[\u2e80-\u303f\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff60]"
)
_MAX_HREF: Final = 2000
# Of a line in this share of link text nothing but punctuation is outside the links.
_ALL_LINK: Final = 0.95
# A login, search or comment form; larger ones wrap whole pages on some publishing systems.
_FORM_LINES: Final = 40
_FORM_CHARS: Final = 1000
# Elements that may hide themselves or have a role; all that this finds is looked at again.
_MAY_HIDE: Final = '[hidden], [style*="none" i], [style*="hidden" i]'


class _Page:
    """The lines so far, the line in the making, and the elements that are open."""

    def __init__(self, body: LexborNode, *, shows_hidden: bool) -> None:
        self.may_hide = set() if shows_hidden else {n.mem_id for n in body.css(_MAY_HIDE)}
        self.with_role = {node.mem_id for node in body.css("[role]")}
        self.hidden: list[LexborNode] = []
        self.lines: list[Line] = []
        self.frame = document()
        self.above = self.frame
        self.depth_above = 0
        self.frames: list[Frame] = []
        self.pieces: list[str] = []
        self.length = 0
        self.ends_in_space = True
        self.owner = self.frame
        self.marks: list[Mark] = []
        self.open_marks: list[OpenMark] = []
        self.link_ended_at = -1

    def opens(self, node: LexborNode, tag: str) -> bool:
        """Whether the element's children are to be read; it is then on the stack of frames."""
        if tag in SKIPPED:
            if tag in {"br", "hr"}:
                self.end_line()
            return False
        number = node.mem_id
        if number in self.may_hide and is_hidden(tag, node.attributes):
            self.hidden.append(node)
            return False
        role = node.attributes.get("role") if number in self.with_role else None
        parent = self.frame
        frame = inside(parent, node, tag, role)
        self.frames.append(parent)
        if frame is parent:
            return True
        self.frame = frame
        if frame.is_block:
            if self.pieces or self.open_marks:
                self.end_line()
            self.link_ended_at = -1
            frame.first_line = len(self.lines)
        elif frame.mark_kind is not None:
            self._open_mark(frame)
        return True

    def close(self) -> None:
        frame = self.frame
        self.frame = self.frames.pop()
        if frame is self.frame:
            return
        if frame.is_block:
            if self.pieces or self.open_marks:
                self.end_line()
            self.link_ended_at = -1
            if frame.tag == "form":
                self._close_form(frame)
        elif frame.mark is not None:
            self.open_marks.pop()
            self._add_mark(frame.mark, self.length)
            if frame.mark.kind == "link":
                self.link_ended_at = self.length

    def text(self, text: str) -> None:
        if self.frame.is_pre:
            first, *rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            self._add(first)
            for line in rest:
                self.end_line()
                self._add(line)
        elif text.strip(_WHITE):
            self._add(_collapsed(text))
        elif text and not self.ends_in_space:
            self._add(" ")

    def end_line(self) -> None:
        if self.pieces:
            shown = "".join(self.pieces).rstrip()
            if shown:
                for mark in self.open_marks:
                    self._add_mark(mark, len(shown))
                number = len(self.lines) + 1
                self.lines.append(Line(number, number, shown, self._block(len(shown))))
            self.pieces.clear()
            self.marks.clear()
            self.length = 0
            self.ends_in_space = True
        for mark in self.open_marks:
            mark.start = 0
        self.link_ended_at = -1

    def _add(self, piece: str) -> None:
        if not self.frame.is_pre:
            if not self.pieces:
                piece = piece.lstrip()
            elif self.ends_in_space:
                piece = piece.lstrip(" ")
        if not piece:
            return
        if not self.pieces:
            self.owner = self.frame
        self.pieces.append(piece)
        self.length += len(piece)
        self.ends_in_space = piece.endswith(" ")

    def _open_mark(self, frame: Frame) -> None:
        if frame.mark_kind == "link":
            href = (frame.attributes.get("href") or "").strip()
            if not href:
                return
            # Links side by side with nothing between are items of a menu, not one word.
            if self.length and self.link_ended_at == self.length:
                self._add(" ")
            is_address = len(href) <= _MAX_HREF and not href.lower().startswith(
                ("javascript:", "data:")
            )
            frame.mark = OpenMark("link", self.length, href if is_address else None)
        elif frame.mark_kind is not None:
            frame.mark = OpenMark(frame.mark_kind, self.length, None)
        if frame.mark is not None:
            self.open_marks.append(frame.mark)

    def _add_mark(self, mark: OpenMark, end: int) -> None:
        if mark.start < end:
            self.marks.append(Mark(mark.start, end, mark.kind, mark.href))

    def _block(self, length: int) -> Block:
        marks, share = _finished(self.marks, length) if self.marks else ((), 0.0)
        owner = self.owner.block
        shared = _shared(owner, self.above) if self.lines else 0
        self.above = owner
        kind = _kind(owner, share)
        classes = self.owner.classes
        # By place, not by name: that is half the cost of the call.
        return Block(owner.path, kind, share, classes, (), "dom", marks, owner.depth, shared)

    def _close_form(self, frame: Frame) -> None:
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
    page = _Page(body, shows_hidden=False)
    _read(body, page)
    shown = sum(len(line.text) for line in page.lines)
    # The raw text bounds what can be read there, and costs a tenth of reading it.
    if sum(len(node.text()) for node in page.hidden) > shown:
        whole = _Page(body, shows_hidden=True)
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


def _shared(one: Frame, other: Frame) -> int:
    """The number of block elements that are around both."""
    while one is not other:
        if one.depth >= other.depth:
            one = one.above or one
        else:
            other = other.above or other
    return one.depth


def _kind(owner: Frame, link_share: float) -> str:
    if owner.region == "header":
        return "heading" if owner.kind == "heading" else "header"
    if owner.region is not None:
        return owner.region
    if link_share >= _ALL_LINK and owner.kind in {"paragraph", "other"}:
        return "link"
    return owner.kind


def _finished(found: list[Mark], length: int) -> tuple[tuple[Mark, ...], float]:
    """The marks of a line of so many characters in order, and the share of it that is linked."""
    if len(found) == 1:
        mark = _cut(found[0], length)
        if mark.start >= length:
            return (), 0.0
        linked = mark.end - mark.start if mark.kind == "link" else 0
        return (mark,), min(round(linked / length, 3), 1.0)
    cut = [_cut(mark, length) for mark in found if mark.start < length]
    cut.sort(key=lambda mark: (mark.start, -mark.end))
    linked = sum(mark.end - mark.start for mark in cut if mark.kind == "link")
    return tuple(cut), min(round(linked / length, 3), 1.0)


def _cut(mark: Mark, length: int) -> Mark:
    return mark if mark.end <= length else msgspec.structs.replace(mark, end=length)


def _collapsed(text: str) -> str:
    if not ("\n" in text or "  " in text or "\t" in text or "\r" in text or "\f" in text):
        return text
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
