"""A page to the lines that a reader sees, each with what the markup said about it.

One pass over the tree without recursion. A line ends at the edge of a block element, at ``<br>``,
and in preformatted text at a line end; text directly in any element counts. An element's attributes
cost more than all else about it, so they are read only where something depends on them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from newsclip.reading.html.elements import PRESERVING, RUBY, is_above_line, is_hidden
from newsclip.reading.html.frames import (
    ELEMENTS,
    NO_SCRIPT,
    TEXT,
    Element,
    Elements,
    Frame,
    Frames,
    MarkKind,
    OpenMark,
    document,
)
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
_NO_ADDRESS: Final = ("javascript:", "data:")
# Elements that may hide themselves; all that this finds is looked at again.
_SCRIPTS: Final = "script, style"
_PRESERVING: Final = ", ".join(sorted(PRESERVING))
_RUBY: Final = ", ".join(sorted(RUBY))
_MAY_HIDE: Final = f'[hidden], [style*="none" i], [style*="hidden" i], {_RUBY}'


class _Page:
    """The lines so far, the line in the making, and the elements that are open.

    ``nodes``, ``elements`` and ``frames`` are those of the open elements, the innermost last; a
    frame is None until a line begins in it. ``shared`` counts the block elements that are around
    the line above and the one in the making.
    """

    def __init__(self, body: LexborNode, *, shows_hidden: bool) -> None:
        self.may_hide = {n.mem_id for n in body.css(_RUBY if shows_hidden else _MAY_HIDE)}
        self.elements_by_tag = Elements(ELEMENTS)
        if shows_hidden:
            self.elements_by_tag["noscript"] = ELEMENTS["div"]
        self.hidden: list[LexborNode] = []
        self.lines: list[Line] = []
        self.nodes: list[LexborNode] = []
        self.elements: list[Element] = []
        self.frames: list[Frame | None] = []
        self.known = Frames()
        self.document = self.owner = document()
        self.shared = 0
        self.preserving = 0
        self.forms: list[int] = []
        self.pieces: list[str] = []
        self.length = 0
        self.ends_in_space = True
        self.marks: list[Mark] = []
        self.open_marks: list[OpenMark | None] = []
        self.link_ended_at = -1

    def read(self, body: LexborNode) -> None:
        """All of an element to lines."""
        known, may_hide, pieces = self.elements_by_tag, self.may_hide, self.pieces
        nodes, elements, frames = self.nodes, self.elements, self.frames
        node: LexborNode | None = body
        while True:
            if node is None:
                node, element = nodes.pop(), elements.pop()
                frames.pop()
                if pieces and element.is_block:
                    self._end_line()
                if element.acts:
                    self._close(element)
            else:
                element = known[node.tag or "-"]
                if element.is_read:
                    if node.mem_id not in may_hide or not self._hides(element.tag, node):
                        nodes.append(node)
                        elements.append(element)
                        frames.append(None)
                        if pieces and element.is_block:
                            self._end_line()
                        if element.acts:
                            self._open(element, node)
                        node = node.child
                        continue
                elif element is TEXT:
                    self._text(node.text_content or "")
                elif element.ends_line:
                    self._end_line()
                elif element is NO_SCRIPT:
                    self.hidden.append(node)
            if not nodes:
                break
            node = node.next
        self._end_line()

    def _hides(self, tag: str, node: LexborNode) -> bool:
        """Whether an element that may is not read; what could be shown later is kept in mind."""
        if tag in RUBY:
            return is_above_line(node)
        if not is_hidden(tag, node.attributes):
            return False
        self.hidden.append(node)
        return True

    def _open(self, element: Element, node: LexborNode) -> None:
        if element.mark is not None:
            self.open_marks.append(self._mark(element.mark, node))
        elif element.is_pre:
            self.preserving += 1
        else:
            self.forms.append(len(self.lines))

    def _close(self, element: Element) -> None:
        if element.mark is not None:
            mark = self.open_marks.pop()
            if mark is not None:
                self._add_mark(mark, self.length)
                if mark.kind == "link":
                    self.link_ended_at = self.length
        elif element.is_pre:
            self.preserving -= 1
        else:
            self._close_form(self.forms.pop())

    def _frame(self) -> Frame:
        """The frame of the innermost open element."""
        frames = self.frames
        first = len(frames)
        while first and frames[first - 1] is None:
            first -= 1
        frame = (frames[first - 1] if first else None) or self.document
        # What is known was around the line above, too.
        self.shared = min(self.shared, frame.depth)
        inside = self.known.inside
        for place in range(first, len(frames)):
            frame = frames[place] = inside(frame, self.elements[place], self.nodes[place])
        return frame

    def _text(self, text: str) -> None:
        if self.preserving:
            first, *rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            self._add(first)
            for line in rest:
                self._end_line()
                self._add(line)
        elif text.strip(_WHITE):
            self._add(_collapsed(text))
        elif text and not self.ends_in_space:
            self.pieces.append(" ")
            self.length += 1
            self.ends_in_space = True

    def _end_line(self) -> None:
        if self.pieces:
            shown = "".join(self.pieces).rstrip()
            if shown:
                for mark in self.open_marks:
                    if mark is not None:
                        self._add_mark(mark, len(shown))
                number = len(self.lines) + 1
                self.lines.append(Line(number, number, shown, self._block(len(shown))))
            self.pieces.clear()
            self.marks.clear()
            self.length = 0
            self.ends_in_space = True
        for mark in self.open_marks:
            if mark is not None:
                mark.start = 0
        self.link_ended_at = -1

    def _add(self, piece: str) -> None:
        if not self.preserving:
            if not self.pieces:
                piece = piece.lstrip()
            elif self.ends_in_space:
                piece = piece.lstrip(" ")
        if not piece:
            return
        if not self.pieces:
            self.owner = self._frame()
        self.pieces.append(piece)
        self.length += len(piece)
        self.ends_in_space = piece[-1] == " "

    def _mark(self, kind: MarkKind, node: LexborNode) -> OpenMark | None:
        if kind != "link":
            return OpenMark(kind, self.length, None)
        href = (node.attributes.get("href") or "").strip()
        if not href:
            return None
        # Links side by side with nothing between are items of a menu, not one word.
        if self.length and self.link_ended_at == self.length:
            self._add(" ")
        is_address = len(href) <= _MAX_HREF and (
            href[0] not in "jJdD" or not href[:11].lower().startswith(_NO_ADDRESS)
        )
        return OpenMark("link", self.length, href if is_address else None)

    def _add_mark(self, mark: OpenMark, end: int) -> None:
        if mark.start < end:
            self.marks.append(Mark(mark.start, end, mark.kind, mark.href))

    def _block(self, length: int) -> Block:
        marks, share = _finished(self.marks, length) if self.marks else ((), 0.0)
        owner = self.owner
        shared, self.shared = self.shared, owner.depth
        kind = owner.of_links if share >= _ALL_LINK else owner.of_line
        # By place, not by name: that is half the cost of the call.
        return Block(owner.path, kind, share, owner.classes, (), "dom", marks, owner.depth, shared)

    def _close_form(self, first: int) -> None:
        held = self.lines[first:]
        if len(held) > _FORM_LINES or sum(len(line.text) for line in held) > _FORM_CHARS:
            return
        for index, line in enumerate(held, first):
            if line.block is not None and line.block.kind in {"paragraph", "other", "link"}:
                block = msgspec.structs.replace(line.block, kind="form")
                self.lines[index] = msgspec.structs.replace(line, block=block)


def page_lines(body: LexborNode) -> tuple[Line, ...]:
    """The lines of a page's body, numbered from 1.

    What its own attributes or ``noscript`` hide is left out, unless it holds more text than all the
    rest: then a script was to show the page, or ``noscript`` was never closed, and it is read, too.
    """
    page = _Page(body, shows_hidden=False)
    page.read(body)
    shown = sum(len(line.text) for line in page.lines)
    # The raw text bounds what can be read there, and costs a tenth of reading it.
    raw = sum(len(node.text()) for node in page.hidden)
    if raw > shown and _most_shown(body, page.hidden) > shown:
        whole = _Page(body, shows_hidden=True)
        whole.read(body)
        if sum(len(line.text) for line in whole.lines) > 2 * shown:
            page = whole
    return tuple(page.lines)


def _most_shown(body: LexborNode, nodes: list[LexborNode]) -> int:
    """How many characters can be read in some elements of a page at most.

    White space that is collapsed is none, a space may part links side by side.
    """
    is_collapsed = body.css_first(_PRESERVING) is None

    def length(node: LexborNode) -> int:
        text = node.text()
        return len(" ".join(text.split()) if is_collapsed else text)

    scripts = sum(length(script) for node in nodes for script in node.css(_SCRIPTS))
    return sum(length(node) + len(node.css("a")) for node in nodes) - scripts


def _finished(found: list[Mark], length: int) -> tuple[tuple[Mark, ...], float]:
    """The marks of a line of so many characters in order, and the share of it that is linked."""
    if len(found) == 1 and found[0].start == 0 and found[0].end == length:
        return tuple(found), 1.0 if found[0].kind == "link" else 0.0
    marks = [_cut(mark, length) for mark in found if mark.start < length]
    linked = 0
    for mark in marks:
        if mark.kind == "link":
            linked += mark.end - mark.start
    if len(marks) > 1:
        marks.sort(key=_by_place)
    return tuple(marks), 1.0 if linked >= length else round(linked / length, 3)


def _cut(mark: Mark, length: int) -> Mark:
    return mark if mark.end <= length else msgspec.structs.replace(mark, end=length)


def _by_place(mark: Mark) -> tuple[int, int]:
    return mark.start, -mark.end


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
