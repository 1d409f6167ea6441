"""The elements around a line while a page is read: what they make of the text in them."""

from __future__ import annotations

from functools import lru_cache
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


class OpenMark(msgspec.Struct):
    """A mark that has begun: what it is, where, and the address of a link."""

    kind: MarkKind
    start: int
    href: str | None


class Words(msgspec.Struct, frozen=True, eq=False):
    """The words of the nearest elements that have any, one by one and together, nearest first."""

    elements: tuple[tuple[str, ...], ...]
    classes: tuple[str, ...]


_NO_WORDS: Final = Words((), ())


@lru_cache(maxsize=16384)
def _with_words(names: str | None, name: str | None, above: Words) -> Words:
    """The words around an element with this class and id; those of one menu are made once."""
    own = f"{names or ''} {name or ''}".split()[:_MAX_CLASSES]
    short = tuple([word for word in own if len(word) <= _MAX_CLASS])
    if not short:
        return above
    elements = (short, *above.elements[: _CLASS_ELEMENTS - 1])
    words = [word for element in elements for word in element]
    return Words(elements, tuple(dict.fromkeys(words))[:_MAX_CLASSES])


class Frame(msgspec.Struct, gc=False):
    """An open element: what its text is, in which region, and where it stands.

    ``depth`` counts the block elements down to it, ``above`` is the nearest of them that is not the
    element itself.
    """

    tag: str
    node: LexborNode | None
    parent: Frame | None
    above: Frame | None
    is_block: bool
    kind: str
    region: Region | None
    in_article: bool
    is_pre: bool
    depth: int
    mark_kind: MarkKind | None = None
    mark: OpenMark | None = None
    first_line: int = 0
    known_path: str | None = None
    known_words: Words | None = None
    known_attributes: dict[str, str | None] | None = None

    @property
    def block(self) -> Frame:
        """The nearest block element, itself where it is one."""
        return self if self.is_block or self.above is None else self.above

    @property
    def path(self) -> str:
        """The tags of the block elements down to this one, the innermost twelve."""
        path = self.known_path
        if path is None:
            above = self.above
            if above is None:
                path = self.tag
            elif not self.is_block:
                path = above.path
            elif self.depth > _PATH_ELEMENTS:
                path = f"{above.path.partition('>')[2]}>{self.tag}"
            else:
                path = f"{above.path}>{self.tag}"
            self.known_path = path
        return path

    @property
    def classes(self) -> tuple[str, ...]:
        """The class and id words of the nearest elements that have any, nearest first."""
        words = self.known_words
        if words is None:
            unknown = [self]
            frame = self.parent
            while frame is not None and frame.known_words is None:
                unknown.append(frame)
                frame = frame.parent
            words = _NO_WORDS if frame is None else frame.known_words or _NO_WORDS
            for frame in reversed(unknown):
                attributes = frame.attributes
                if "class" in attributes or "id" in attributes:
                    words = _with_words(attributes.get("class"), attributes.get("id"), words)
                frame.known_words = words
        return words.classes

    @property
    def attributes(self) -> dict[str, str | None]:
        """The attributes of the element; reading them costs more than all else about it."""
        known = self.known_attributes
        if known is None:
            # A plain dict: views of attributes keep their node alive until garbage is collected.
            known = self.known_attributes = {} if self.node is None else self.node.attributes
        return known


class _Element(msgspec.Struct, frozen=True):
    """What a tag says of an element."""

    is_block: bool = False
    kind: str | None = None
    region: Region | None = None
    mark: MarkKind | None = None
    is_pre: bool = False
    is_article: bool = False


_INLINE: Final = _Element()
_ELEMENTS: Final = {
    tag: _Element(
        tag in BLOCKS,
        KIND_OF_TAG.get(tag),
        REGION_OF_TAG.get(tag),
        "link" if tag == "a" else MARK_OF_TAG.get(tag),
        tag in PRESERVING,
        tag in {"article", "main"},
    )
    for tag in (*BLOCKS, *KIND_OF_TAG, *REGION_OF_TAG, *MARK_OF_TAG, *PRESERVING, "a")
}


def document() -> Frame:
    """What is around all elements of a page."""
    return Frame("html", None, None, None, True, "other", None, False, False, 1)


def inside(parent: Frame, node: LexborNode, tag: str, role: str | None) -> Frame:
    """The frame of an element in ``parent``; that of ``parent`` itself where nothing changes."""
    if tag in _PLAIN:
        return parent
    element = _ELEMENTS.get(tag, _INLINE)
    in_article = parent.in_article or element.is_article
    kind, region = element.kind, element.region
    if role is not None:
        region = region or REGION_OF_ROLE.get(role)
        kind = kind or ("heading" if role == "heading" else None)
    if region is None or (region == "header" and in_article):
        region = parent.region
    if kind is None or (kind == "paragraph" and parent.kind in OUTRANK_PARAGRAPH):
        kind = parent.kind
    return Frame(
        tag,
        node,
        parent,
        parent if parent.is_block else parent.above,
        element.is_block,
        kind,
        region,
        in_article,
        parent.is_pre or element.is_pre,
        parent.depth + element.is_block,
        element.mark,
    )
