"""Markdown to the words that it shows: links, images and all other marks out, each as an edit.

What the marks said stays as evidence on the line: heading, quote, list item, table, links.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from newsclip.knowledge.front_matter import KIND as METADATA
from newsclip.knowledge.front_matter import read_front_matter
from newsclip.record import Block, Line, Mark, Record
from newsclip.stages.repair.edits import Change, rewrite
from newsclip.stages.repair.evidence import moved, path_of, with_link_share

if TYPE_CHECKING:
    from markdown_it.token import Token

MEDIA_TYPE: Final = "text/markdown"
_RULE: Final = "markdown"
# A block with more of these is no paragraph, and the time to pair them grows with their square.
_MARKS: Final = "[*_~`<&!{"
_MOST_MARKS: Final = 5_000
# A card of picture, headline and excerpt inside one link is some lines long.
_LINK_LINES: Final = 12

_CONTAINER: Final = re.compile(r"[\s>]*")
_NUMBER: Final = re.compile(r"\d{1,9}[.)] ")
# The box of a task, and the name of a footnote in front of its text.
_OPENER: Final = re.compile(r"\[[ xX]\] +(?=\S)|\[\^[^\]\s]{1,80}\]: *(?=\S)")
# A line that ends so ends there for a reader too.
_HARD_BREAK: Final = re.compile(r"(?: {2,}|\\|<br */?>\s*)$", re.IGNORECASE)
_FENCE: Final = re.compile(r"[\s>]*(?:`{3,}|~{3,})")
_ADDRESS: Final = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|[/#.<]|www\.)", re.IGNORECASE)
_OPENING: Final = re.compile(r"!?\[")
_CLOSING: Final = re.compile(r"\]\(\s*<?(?:https?:|mailto:|/|#)[^\s()]*(?:\([^\s()]*\)[^\s()]*)*>?"
                             r"(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\s*\)")  # fmt: skip
_SCRIPT: Final = re.compile(r"\s*<(script|style)\b", re.IGNORECASE)
_HTML_KINDS: Final = (
    (re.compile(r"<figcaption\b", re.IGNORECASE), "figcaption", "caption"),
    (re.compile(r"<h[1-6]\b", re.IGNORECASE), "h2", "heading"),
    (re.compile(r"<li\b", re.IGNORECASE), "li", "list_item"),
    (re.compile(r"<t[dh]\b", re.IGNORECASE), "td", "table"),
    (re.compile(r"<(?:img|iframe|video|audio|figure)\b", re.IGNORECASE), "figure", "image"),
)
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_KIND_OF_TAG: Final = {"blockquote": "quote", "ul": "list_item", "ol": "list_item"}


class _Piece(msgspec.Struct, frozen=True):
    """A part of line ``at``, ``[start, end)``, that is parsed for marks; the rest is markup."""

    at: int
    start: int
    end: int


def remove_markdown(record: Record) -> Record:
    """The record of a Markdown file with the words that it shows, an edit for each mark removed.

    It runs once: a star that was written as one is none the second time.
    """
    if record.source.media_type != MEDIA_TYPE or _is_done(record):
        return record
    document = _Document([line.text for line in record.lines])
    document.read_front_matter(record.lines)
    document.read_blocks()
    document.pair_brackets()
    lines, edits = list(record.lines), list(record.edits)
    for at in document.changes:
        lines[at], made = rewrite(lines[at], document.changes_of(at))
        edits += made
    for at, block in document.blocks.items():
        if lines[at].block is None:
            shifted = moved(block, document.changes_of(at))
            lines[at] = msgspec.structs.replace(
                lines[at], block=with_link_share(shifted, lines[at].text)
            )
    return record.replace(lines=tuple(lines), edits=tuple(edits))


def _is_done(record: Record) -> bool:
    """Whether this repair has run already, in this run of the stage or in an earlier one."""
    if any(edit.rule.startswith(f"{_RULE}/") for edit in record.edits):
        return True
    options = next((step.options for step in record.history if step.stage == "repair"), None)
    if options is None:
        return False
    only, skip = options.get("only"), options.get("skip")
    return not (isinstance(skip, list) and _RULE in skip) and not (
        isinstance(only, list) and only and _RULE not in only
    )


class _Document:
    """The lines of a file, and for each what is to change in it and what its marks say."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.changes: dict[int, list[Change]] = {}
        self.blocks: dict[int, Block] = {}
        self.hidden = 0
        self.literal: set[int] = set()

    def erase(self, at: int, start: int, end: int, rule: str, new: str = "") -> None:
        if start < end:
            self.changes.setdefault(at, []).append(Change(start, end, new, f"{_RULE}/{rule}"))

    def changes_of(self, at: int) -> list[Change]:
        """The changes of a line in order; one inside another is part of it."""
        found: list[Change] = []
        for change in sorted(self.changes.get(at, ())):
            if not found or change.start >= found[-1].end:
                found.append(change)
        return found

    def read_front_matter(self, lines: Sequence[Line]) -> None:
        """Leave of the entries that fill fields their values; the rules around them go."""
        first = lines[0].block if lines else None
        front = read_front_matter(self.lines) if first and first.kind == METADATA else None
        if front is None:
            return
        self.hidden = front.end + 1
        for at in (0, front.end):
            self.erase(at, 0, len(self.lines[at]), "front-matter")
        for entry in front.entries:
            if entry.role is None or (entry.problem and not entry.values):
                continue
            for at in range(entry.first, entry.last + 1):
                done = 0
                for span in sorted((s for s in entry.spans if s.line == at), key=lambda s: s.start):
                    self.erase(at, done, span.start, "front-matter", ", " if done else "")
                    done = span.end
                self.erase(at, done, len(self.lines[at]), "front-matter")

    def read_blocks(self) -> None:
        """Parse all that is below the front matter."""
        from newsclip.stages.repair.markup import parser  # noqa: PLC0415 - loads the parser

        source = "\n" * self.hidden + "\n".join(self.lines[self.hidden :])
        env: dict[str, object] = {}
        tokens: list[Token] = []
        md = parser()
        md.block.parse(source, md, env, tokens)
        open_tags: list[str] = []
        for token in tokens:
            if token.map is not None:
                self._read_block(token, open_tags, env)
            if token.nesting > 0:
                open_tags.append(token.tag)
            elif token.nesting < 0:
                open_tags.pop()
        self._read_references(env)

    def _read_block(self, token: Token, open_tags: list[str], env: dict[str, object]) -> None:
        first, last = token.map or (0, 0)
        match token.type:
            case "hr":
                self._erase_lines(first, first + 1, "rule")
            case "fence":
                self._read_fence(first, last, open_tags)
            case "html_block":
                self._read_html(first, last, env)
            case "tr_open":
                self._read_row(first, open_tags, env)
            case "table_open":
                self._erase_lines(first + 1, first + 2, "table")
            case "heading_open" if token.markup in {"-", "="}:
                self._erase_lines(last - 1, last, "heading")
            case "blockquote_open" | "list_item_open":
                for at in range(first, last):
                    if not self.lines[at].strip(" \t>*+-"):
                        self._erase_lines(at, at + 1, "quote" if ">" in self.lines[at] else "list")
            case "inline" if "tr" not in open_tags:
                self._read_text(token, open_tags, env)

    def _read_text(self, token: Token, open_tags: list[str], env: dict[str, object]) -> None:
        """A paragraph or heading: where its lines stand without what opens them."""
        at, last = token.map or (0, 0)
        pieces: list[_Piece] = []
        for text in token.content.split("\n"):
            shown = text.strip(" \t")
            while at < last and shown not in self.lines[at]:
                at += 1
            if at >= last:
                break
            if shown:
                start = self.lines[at].rindex(shown)
                opener = None if pieces else _OPENER.match(shown)
                skipped = opener.end() if opener else 0
                pieces.append(_Piece(at, start + skipped, start + len(shown)))
            at += 1
        self._read_pieces(pieces, open_tags, env)

    def _read_row(self, at: int, open_tags: list[str], env: dict[str, object]) -> None:
        line = self.lines[at]
        start = len(line) - len(line.lstrip(" \t>|"))
        end = len(line.rstrip(" \t|"))
        if start < end:
            self._read_pieces([_Piece(at, start, end)], [*open_tags, "tr"], env)

    def _read_html(self, first: int, last: int, env: dict[str, object]) -> None:
        held = "\n".join(self.lines[first:last])
        script = _SCRIPT.match(held)
        if script and f"</{script[1].lower()}" in held.lower():
            self._erase_lines(first, last, "html")
            return
        pieces: list[_Piece] = []
        for at in range(first, last):
            line = self.lines[at]
            if line.strip():
                prefix = _CONTAINER.match(line)
                start = prefix.end() if prefix else 0
                pieces.append(_Piece(at, start, len(line.rstrip())))
                for pattern, tag, kind in _HTML_KINDS:
                    if pattern.search(line):
                        self.blocks[at] = Block(path_of([tag]), kind)
                        break
        self._read_pieces(pieces, ["html"], env)

    def _read_fence(self, first: int, last: int, open_tags: list[str]) -> None:
        """Code: the fences go, the lines between stay as they are."""
        for at in range(first, last):
            self.literal.add(at)
            if at == first or (at == last - 1 and _FENCE.fullmatch(self.lines[at].rstrip())):
                self._erase_lines(at, at + 1, "code")
            elif self.lines[at].strip():
                self.blocks[at] = Block(path_of(open_tags, "pre"), "pre")

    def _read_references(self, env: dict[str, object]) -> None:
        """Lines that only say where links of the text lead."""
        named = env.get("references")
        twice = env.get("duplicate_refs")
        found = [*(named.values() if isinstance(named, dict) else ())]
        found += twice if isinstance(twice, list) else []
        for reference in found:
            first, last = reference["map"]
            while first < last and not self.lines[first].strip(" \t>"):
                first += 1
            label = self.lines[first].lstrip(" \t>")
            if label.startswith("[^"):
                start = len(self.lines[first]) - len(label)
                self.erase(first, 0, start + label.index(":") + 2, "footnote")
            elif _ADDRESS.match(reference["href"]):
                self._erase_lines(first, last, "reference")

    def _read_pieces(
        self, pieces: list[_Piece], open_tags: list[str], env: dict[str, object]
    ) -> None:
        from newsclip.stages.repair.markup import markup_of  # noqa: PLC0415 - loads the parser

        if not pieces:
            return
        for piece in pieces:
            self._erase_around(piece, open_tags)
        text = "\n".join(self.lines[p.at][p.start : p.end] for p in pieces)
        if sum(map(text.count, _MARKS)) > _MOST_MARKS:
            for piece in pieces if len(pieces) > 1 else ():
                self._read_pieces([piece], open_tags, env)
            return
        markup = markup_of(text, env)
        starts = _starts(pieces)
        for erasure in markup.erasures:
            new = erasure.new
            for piece, start in zip(pieces, starts, strict=True):
                stop = start + piece.end - piece.start
                a, b = max(erasure.start, start), min(erasure.end, stop)
                if a < b:
                    shift = piece.start - start
                    if a == start and not new:
                        following = self.lines[piece.at][b + shift : piece.end]
                        b += len(following) - len(following.lstrip(" "))
                    self.erase(piece.at, a + shift, b + shift, erasure.rule, new)
                    new = ""
        for n, piece in enumerate(pieces):
            stop = starts[n] + piece.end - piece.start
            shift = piece.start - starts[n]
            marks = [
                Mark(mark.start + shift, mark.end + shift, mark.kind, mark.href)
                for mark in markup.marks
                if starts[n] <= mark.start and mark.end <= stop
            ]
            is_apart = self._is_apart(pieces, n)
            self._set_block(piece.at, open_tags, marks, is_apart=is_apart)

    def _erase_around(self, piece: _Piece, open_tags: list[str]) -> None:
        """Erase what opens and closes a line; the number of a list item is one of its words."""
        line = self.lines[piece.at]
        prefix, suffix = line[: piece.start], line[piece.end :]
        rule = "space"
        for tag, name in (("tr", "table"), ("li", "list"), ("blockquote", "quote")):
            rule = name if tag in open_tags and prefix.strip() else rule
        if open_tags and open_tags[-1] in _HEADINGS:
            rule = "heading"
        number = None
        if "ol" in open_tags:
            number = next(iter(reversed(list(_NUMBER.finditer(prefix)))), None)
        if number is None:
            self.erase(piece.at, 0, piece.start, rule)
        else:
            self.erase(piece.at, 0, number.start(), rule)
            self.erase(piece.at, number.end(), piece.start, rule)
        if suffix.strip():
            self.erase(piece.at, piece.end, len(line), rule)

    def _is_apart(self, pieces: Sequence[_Piece], n: int) -> bool:
        """Whether a reader sees a line of a paragraph begin and end where it does in the file."""
        above = n == 0 or _HARD_BREAK.search(self.lines[pieces[n - 1].at])
        below = n == len(pieces) - 1 or _HARD_BREAK.search(self.lines[pieces[n].at])
        return bool(above and below)

    def _set_block(
        self, at: int, open_tags: list[str], marks: list[Mark], *, is_apart: bool
    ) -> None:
        """Evidence on a line; one of a plain or wrapped paragraph has none: it can be joined."""
        kind = next((_KIND_OF_TAG[t] for t in open_tags if t in _KIND_OF_TAG), "paragraph")
        if open_tags and open_tags[-1] in _HEADINGS:
            kind = "heading"
        elif "tr" in open_tags:
            kind = "table"
        if kind == "paragraph" and not (marks and is_apart):
            return
        block = self.blocks.get(at) or Block(path_of(open_tags), kind)
        ordered = tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end)))
        self.blocks[at] = msgspec.structs.replace(block, marks=ordered)

    def _erase_lines(self, first: int, last: int, rule: str) -> None:
        for at in range(first, min(last, len(self.lines))):
            self.changes[at] = []
            self.erase(at, 0, len(self.lines[at]), rule)

    def pair_brackets(self) -> None:
        """Links around whole blocks: a bracket, and some lines below its end and address."""
        opened: list[tuple[int, int, int]] = []
        for at in range(self.hidden, len(self.lines)):
            opened = [found for found in opened if at - found[0] <= _LINK_LINES]
            if at in self.literal or not ("[" in self.lines[at] or "](" in self.lines[at]):
                continue
            rest = self._unread(at)
            marks = [*_OPENING.finditer(rest), *_CLOSING.finditer(rest)]
            for mark in sorted(marks, key=lambda found: found.start()):
                if mark.re is _OPENING:
                    opened.append((at, *mark.span()))
                elif opened:
                    self.erase(*opened.pop(), "link")
                    self.erase(at, *mark.span(), "link")

    def _unread(self, at: int) -> str:
        """A line with what changes, and what is escaped, blotted out."""
        pieces, done = [], 0
        line = self.lines[at]
        for change in self.changes_of(at):
            end = change.end + (change.rule == f"{_RULE}/escape")
            pieces += [line[done : change.start], "\0" * (end - max(change.start, done))]
            done = end
        return "".join([*pieces, line[done:]])


def _starts(pieces: Sequence[_Piece]) -> list[int]:
    """Where each piece begins in all of them joined by line ends."""
    starts, length = [], 0
    for piece in pieces:
        starts.append(length)
        length += piece.end - piece.start + 1
    return starts
