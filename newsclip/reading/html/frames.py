"""The elements around a line while a page is read: what they make of the text in them.

Most elements of a page hold no text of their own. What is known of one beyond its tag is found out
when a line begins in it, and elements that look the same inside the same one share it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from newsclip.reading.html.elements import (
    BLOCKS,
    HEADINGS,
    INVISIBLE,
    KIND_OF_TAG,
    MARK_OF_TAG,
    OUTRANK_PARAGRAPH,
    PRESERVING,
    REGION_OF_ROLE,
    REGION_OF_TAG,
    Region,
)

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MarkKind = Literal["link", "strong", "em"]
# Elements that are never read, with those that hold nothing.
SKIPPED: Final = INVISIBLE | {
    "area", "base", "br", "col", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
}  # fmt: skip
# Inline elements whose classes say nothing that matters; they cost no frame of their own.
_PLAIN: Final = frozenset({"u", "s", "sub", "sup", "small", "big", "abbr", "picture", "font"})
_PATH_ELEMENTS: Final = 12
_CLASS_ELEMENTS: Final = 4
_MAX_CLASSES: Final = 12
_MAX_CLASS: Final = 60
# A page has some hundreds; of huge ones not all are remembered.
_KNOWN_FRAMES: Final = 4096
_KNOWN_TAGS: Final = 1024


class Element(msgspec.Struct, frozen=True, eq=False):
    """What a tag says of an element. One that ``acts`` does more than to end a line."""

    tag: str
    is_read: bool
    ends_line: bool
    is_block: bool
    is_pre: bool
    acts: bool
    mark: MarkKind | None
    kind: str | None
    region: Region | None
    is_article: bool
    is_plain: bool


def _element(tag: str) -> Element:
    mark: MarkKind | None = "link" if tag == "a" else MARK_OF_TAG.get(tag)
    return Element(
        tag=tag,
        # Comments and the like have tags of their own, which begin with a sign.
        is_read=tag not in SKIPPED and tag[0] not in "-!",
        ends_line=tag in {"br", "hr"},
        is_block=tag in BLOCKS,
        is_pre=tag in PRESERVING,
        acts=tag == "form" or tag in PRESERVING or mark is not None,
        mark=mark,
        kind=KIND_OF_TAG.get(tag),
        region=REGION_OF_TAG.get(tag),
        is_article=tag in {"article", "main"},
        is_plain=tag in _PLAIN,
    )


class Elements(dict[str, Element]):
    """The elements of a page by tag, those with names that it made up as well."""

    def __missing__(self, tag: str) -> Element:
        """What a tag that is new to the page says."""
        element = _element(tag)
        if len(self) < _KNOWN_TAGS:
            self[tag] = element
        return element


ELEMENTS: Final = {
    tag: _element(tag)
    for tag in (
        *SKIPPED, *BLOCKS, *KIND_OF_TAG, *REGION_OF_TAG, *MARK_OF_TAG, *PRESERVING, *_PLAIN, "a",
        "label", "span", "time", "-comment", "-text",
    )
}  # fmt: skip
TEXT: Final = ELEMENTS["-text"]
NO_SCRIPT: Final = ELEMENTS["noscript"]


class OpenMark(msgspec.Struct, gc=False):
    """A mark that has begun: what it is, where, and the address of a link."""

    kind: MarkKind
    start: int
    href: str | None


@lru_cache(maxsize=16384)
def _words(names: str | None, name: str | None) -> tuple[str, ...]:
    """The words of a class and an id."""
    own = f"{names or ''} {name or ''}".split()[:_MAX_CLASSES]
    return tuple([word for word in own if len(word) <= _MAX_CLASS])


class Frame(msgspec.Struct, eq=False, gc=False):
    """An element with all that is around it: what a line is that begins in it.

    ``path`` has the tags of the block elements down to it, the innermost twelve, ``depth`` counts
    them. ``kind`` and ``region`` pass on to what is inside; a line in it is of the kind
    ``of_line``, one that is all links ``of_links``. ``words`` are those of the nearest elements
    that have any, nearest first.
    """

    path: str
    depth: int
    kind: str
    region: Region | None
    in_article: bool
    words: tuple[tuple[str, ...], ...]
    of_line: str
    of_links: str
    known_classes: tuple[str, ...] | None = None

    @property
    def classes(self) -> tuple[str, ...]:
        """The class and id words of the nearest elements that have any, nearest first."""
        if self.known_classes is None:
            words = [word for element in self.words for word in element]
            self.known_classes = tuple(dict.fromkeys(words))[:_MAX_CLASSES]
        return self.known_classes


class Frames:
    """The frames of a page that have been met, so that elements that look the same share one."""

    def __init__(self) -> None:
        self._known: dict[tuple[Frame, str, str | None, str | None, str | None], Frame] = {}

    def inside(self, parent: Frame, element: Element, node: LexborNode) -> Frame:
        """The frame of an element in ``parent``; that of ``parent`` where nothing changes."""
        if element.is_plain:
            return parent
        told = node.attributes.get
        role = told("role")
        if role in {"article", "heading"} and element.is_block:
            element = _as_role(element, role, told("aria-level"))
        key = (parent, element.tag, told("class"), told("id"), role)
        frame = self._known.get(key)
        if frame is None:
            if len(self._known) >= _KNOWN_FRAMES:
                self._known.clear()
            frame = self._known[key] = _inside(parent, element, *key[2:])
        return frame


def _as_role(element: Element, role: str | None, level: str | None) -> Element:
    """The element that a block says it is, by WAI-ARIA: an article, a heading of a level.

    A heading without a level is of the second.
    """
    if element.tag in HEADINGS:
        return element
    if role == "article":
        return ELEMENTS["article"]
    tag = f"h{level}"
    return ELEMENTS[tag if tag in HEADINGS else "h2"]


def document() -> Frame:
    """What is around all elements of a page."""
    return Frame("html", 1, "other", None, False, (), "other", "link")


def _inside(
    parent: Frame, element: Element, names: str | None, name: str | None, role: str | None
) -> Frame:
    in_article = parent.in_article or element.is_article
    kind, region = element.kind, element.region
    if role is not None:
        region = region or REGION_OF_ROLE.get(role)
        kind = kind or ("heading" if role == "heading" else None)
    if region is None or (region == "header" and in_article):
        region = parent.region
    if kind is None or (kind == "paragraph" and parent.kind in OUTRANK_PARAGRAPH):
        kind = parent.kind
    words = parent.words
    if names is not None or name is not None:
        own = _words(names, name)
        words = (own, *words[: _CLASS_ELEMENTS - 1]) if own else words
    path, depth = parent.path, parent.depth
    of_line, of_links = parent.of_line, parent.of_links
    if element.is_block:
        above = path.partition(">")[2] if depth >= _PATH_ELEMENTS else path
        path, depth = f"{above}>{element.tag}", depth + 1
        of_line = _kind_of_line(kind, region)
        of_links = "link" if of_line in {"paragraph", "other"} else of_line
    return Frame(path, depth, kind, region, in_article, words, of_line, of_links)


def _kind_of_line(kind: str, region: Region | None) -> str:
    if region == "header":
        return "heading" if kind == "heading" else "header"
    return region or kind
