"""Markdown's marks inside a text, with the places where they stand.

markdown-it-py parses; its rules are wrapped so that each tells where in the source it matched,
since its tokens do not say.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from html import unescape
from typing import Final, Literal

import msgspec
from markdown_it import MarkdownIt
from markdown_it.rules_inline import (
    StateInline,
    autolink,
    backtick,
    emphasis,
    entity,
    escape,
    html_inline,
    image,
    link,
    strikethrough,
)
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token

_Rule = Callable[[StateInline, bool], bool]

# Words in angle brackets are no tags unless HTML has them.
_TAG: Final = re.compile(
    r"</?(a|abbr|address|area|article|aside|audio|b|bdi|bdo|big|blockquote|br|button|canvas|caption|"
    r"center|cite|code|col|colgroup|data|dd|del|details|dfn|div|dl|dt|em|embed|fieldset|figcaption|"
    r"figure|font|footer|form|h[1-6]|header|hgroup|hr|i|iframe|img|input|ins|kbd|label|legend|li|"
    r"link|main|map|mark|menu|meta|nav|nobr|noscript|object|ol|option|p|param|picture|pre|q|rp|rt|"
    r"ruby|s|samp|script|section|select|small|source|span|strike|strong|style|sub|summary|sup|svg|"
    r"table|tbody|td|textarea|tfoot|th|thead|time|title|tr|track|tt|u|ul|var|video|wbr)(?![\w-])",
    re.IGNORECASE,
)
_PARTS_WORDS: Final = re.compile(r"</?(?:br|td|th|li|p|div|dt|dd|h[1-6])\b", re.IGNORECASE)
# Where a link leads, or "(see below)" after brackets in running text.
_ADDRESS: Final = re.compile(r"[/.#:?]|^$")
_SHORTCODES: Final = (("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}"), ("{:", "}"))
_LONGEST_SHORTCODE: Final = 2000
_FOOTNOTE: Final = re.compile(r"\[\^[^\]\s]{1,80}\]")
_WIKI_EMBED: Final = re.compile(r"!\[\[[^\[\]\n]{1,500}\]\]")
_WIKI_LINK: Final = re.compile(r"\[\[([^\[\]|\n]{1,500})(?:\|([^\[\]\n]{1,500}))?\]\](?![(\[])")
_CJK: Final = re.compile(
    r"[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
    r"\U00020000-\U0003ffff]"
)
_PUNCTUATION: Final = re.compile(r"[^\w\s]|_")
_LINE_ENDS: Final = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


class Erasure(msgspec.Struct, frozen=True):
    """``[start, end)`` of a text is markup, and ``new`` is what it shows."""

    start: int
    end: int
    new: str
    rule: str


class Emphasis(msgspec.Struct, frozen=True):
    """``[start, end)`` of a text, markup included, is a link or set in another face."""

    start: int
    end: int
    kind: Literal["link", "strong", "em"]
    href: str | None = None


class Markup(msgspec.Struct, frozen=True):
    """The marks in a text, in order, and what they set apart."""

    erasures: list[Erasure]
    marks: list[Emphasis]


class _State(StateInline):
    """A text while it is parsed, with what has been found in it so far."""

    erasures: list[Erasure]
    marks: list[Emphasis]
    delimiters_at: list[tuple[Token, int, int]]

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:
        """As CommonMark has it, but stars work beside Chinese, Japanese and Korean.

        There words have no spaces between them, and a bold sentence ends in a full stop. This is
        the amendment known as CJK-friendly emphasis.
        """
        scanned = super().scanDelims(start, canSplitWord)
        if not canSplitWord or (scanned.can_open and scanned.can_close):
            return scanned
        before = self.src[start - 1 : start] if start else ""
        end = start + scanned.length
        after = self.src[end : end + 1] if end < self.posMax else ""
        opens, closes = scanned.can_open, scanned.can_close
        if after.strip() and _PUNCTUATION.match(after):
            opens = opens or bool(_CJK.match(after) or _CJK.match(before))
        if before.strip() and _PUNCTUATION.match(before):
            closes = closes or bool(_CJK.match(before) or _CJK.match(after))
        return Scanned(opens, closes, scanned.length)


@cache
def parser() -> MarkdownIt:
    """The parser: CommonMark with tables, strikethrough, wiki links and shortcodes.

    No indented code: in a clipping four spaces are an indent.
    """
    md = MarkdownIt("commonmark", {"html": True})
    md.enable(["table", "strikethrough"]).disable(["code"])
    rules: dict[str, _Rule] = {
        "escape": _noting(escape, _found_escape),
        "backticks": _noting(backtick, _found_code),
        "strikethrough": _noting_delimiters(strikethrough.tokenize),
        "emphasis": _noting_delimiters(emphasis.tokenize),
        "link": _noting(link, _found_link),
        "image": _noting(image, _found_image),
        "autolink": _noting(autolink, _found_autolink),
        "html_inline": _html,
        "entity": _noting(entity, _found_entity),
    }
    for name, rule in rules.items():
        md.inline.ruler.at(name, rule)
    md.inline.ruler.before("link", "shortcode", _extension)
    return md


def markup_of(text: str, references: dict[str, object]) -> Markup:
    """The marks in ``text``, the lines of one block without what opens them.

    ``references`` is the environment of the block parser, which knows where ``[1]`` leads.
    """
    md = parser()
    state = _State(text, md, references, [])
    state.erasures, state.marks, state.delimiters_at = [], [], []
    md.inline.tokenize(state)
    for rule in md.inline.ruler2.getRules(""):
        if rule.__name__ != "fragments_join":
            rule(state)
    _read_delimiters(state)
    state.erasures.sort(key=lambda erasure: erasure.start)
    return Markup(state.erasures, state.marks)


def _noting(rule: _Rule, note: Callable[[_State, int, int], None]) -> _Rule:
    """``rule``, which tells ``note`` where it matched, but for texts within images."""

    def noted(state: StateInline, silent: bool) -> bool:
        start = state.pos
        if not rule(state, silent):
            return False
        if not silent and isinstance(state, _State):
            note(state, start, state.pos)
        return True

    return noted


def _noting_delimiters(rule: _Rule) -> _Rule:
    def noted(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.delimiters)
        if not rule(state, silent):
            return False
        if isinstance(state, _State):
            at = state.pos
            for delimiter in reversed(state.delimiters[count:]):
                token = state.tokens[delimiter.token]
                at -= len(token.content)
                state.delimiters_at.append((token, at, at + len(token.content)))
            assert at >= start
        return True

    return noted


def _read_delimiters(state: _State) -> None:
    """Stars and tildes that turned out to be markup; pairs of them are marks."""
    opened: list[tuple[str, int]] = []
    for token, start, end in sorted(state.delimiters_at, key=lambda found: found[1]):
        if token.type == "text" and token.content:
            continue
        state.erasures.append(Erasure(start, end, "", "emphasis"))
        kind = token.type.partition("_")[0]
        if token.type.endswith("_open"):
            opened.append((kind, start))
        elif token.type.endswith("_close") and opened:
            opened_kind, opened_at = opened.pop()
            if opened_kind == kind == "strong":
                state.marks.append(Emphasis(opened_at, end, "strong"))
            elif opened_kind == kind == "em":
                state.marks.append(Emphasis(opened_at, end, "em"))


def _found_escape(state: _State, start: int, end: int) -> None:
    state.erasures.append(Erasure(start, start + 1, "", "escape"))


def _found_code(state: _State, start: int, end: int) -> None:
    ticks = end - start - len(state.src[start:end].lstrip("`"))
    if state.tokens and state.tokens[-1].type == "code_inline" and 2 * ticks < end - start:
        state.erasures.append(Erasure(start, start + ticks, "", "code"))
        state.erasures.append(Erasure(end - ticks, end, "", "code"))


def _found_link(state: _State, start: int, end: int) -> None:
    label_end = state.md.helpers.parseLinkLabel(state, start, True)
    opening = next(t for t in reversed(state.tokens) if t.type == "link_open")
    href = str(opening.attrs.get("href", ""))
    if label_end < 0 or not _ADDRESS.search(href):
        return
    state.erasures.append(Erasure(start, start + 1, "", "link"))
    state.erasures.append(Erasure(label_end, end, "", "link"))
    state.marks.append(Emphasis(start, end, "link", href))


def _found_image(state: _State, start: int, end: int) -> None:
    if _ADDRESS.search(str(state.tokens[-1].attrs.get("src", ""))):
        _erase(state, start, end, "image")


def _found_autolink(state: _State, start: int, end: int) -> None:
    state.erasures.append(Erasure(start, start + 1, "", "link"))
    state.erasures.append(Erasure(end - 1, end, "", "link"))
    state.marks.append(Emphasis(start, end, "link", state.src[start + 1 : end - 1]))


def _found_entity(state: _State, start: int, end: int) -> None:
    shown = _LINE_ENDS.sub(" ", unescape(state.src[start:end]))
    state.erasures.append(Erasure(start, end, shown, "entity"))


def _html(state: StateInline, silent: bool) -> bool:
    """A tag or a comment; what stands in angle brackets and is no tag of HTML stays."""
    start = state.pos
    tag = state.src[start : start + 20]
    if not (tag.startswith(("<!--", "<?", "<![CDATA[")) or _TAG.match(tag)):
        return False
    if not html_inline(state, silent):
        return False
    if not silent and isinstance(state, _State):
        between = state.src[start - 1 : start].strip() and state.src[state.pos :][:1].strip()
        new = " " if between and _PARTS_WORDS.match(tag) else ""
        state.erasures.append(Erasure(start, state.pos, new, "html"))
    return True


def _extension(state: StateInline, silent: bool) -> bool:
    """What other dialects add: shortcodes, embedded files, wiki links, marks of footnotes."""
    start, source = state.pos, state.src
    if source[start] == "{":
        end = _shortcode_end(source, start, state.posMax)
        return end > start and _erases(state, silent, end, "embed")
    if source.startswith("![[", start):
        match = _WIKI_EMBED.match(source, start, state.posMax)
        return match is not None and _erases(state, silent, match.end(), "embed")
    if source.startswith("[^", start):
        match = _FOOTNOTE.match(source, start, state.posMax)
        return match is not None and _erases(state, silent, match.end(), "footnote")
    if source.startswith("[[", start):
        match = _WIKI_LINK.match(source, start, state.posMax)
        return match is not None and _shows_wiki_link(state, silent, match)
    return False


def _shortcode_end(source: str, start: int, stop: int) -> int:
    """Where the shortcode at ``start`` ends, -1 when none begins there."""
    for opening, closing in _SHORTCODES:
        if source.startswith(opening, start):
            found = source.find(closing, start + 2, min(stop, start + _LONGEST_SHORTCODE))
            if found > 0 and "\n" not in source[start:found]:
                return found + len(closing)
    return -1


def _erases(state: StateInline, silent: bool, end: int, rule: str) -> bool:
    if not silent and isinstance(state, _State):
        _erase(state, state.pos, end, rule)
    state.pos = end
    return True


def _shows_wiki_link(state: StateInline, silent: bool, match: re.Match[str]) -> bool:
    shown = match.span(match.lastindex or 0)
    if not silent:
        state.pending += match.string[slice(*shown)]
        if isinstance(state, _State):
            start, end = match.span()
            state.erasures.append(Erasure(start, shown[0], "", "link"))
            state.erasures.append(Erasure(shown[1], end, "", "link"))
            state.marks.append(Emphasis(start, end, "link", match[1]))
    state.pos = match.end()
    return True


def _erase(state: _State, start: int, end: int, rule: str) -> None:
    """Erase a thing that shows no words, with one of the two spaces around it."""
    if state.src[start - 1 : start] in {"", " ", "\n"} and state.src[end : end + 1] == " ":
        end += 1
    state.erasures.append(Erasure(start, end, "", rule))
