"""The article in the state of a script as JSON: a list of blocks, in whatever form of an editor.

Portable Text, Slate, ProseMirror, Draft.js, Contentful, Editor.js and houses' own forms differ in
their keys; all have a list of blocks in order, each of which holds its text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec

from newsclip.knowledge.features import facts

# What holds the text of a block, and what says which kind of block it is.
_TEXT: Final = ("text", "value", "content", "html", "data", "children", "spans", "model")
_KIND: Final = ("type", "_type", "nodeType", "kind", "style", "tag", "element", "__typename")
_HEADING: Final = re.compile(r"head(?:ing|er|line)|^h[1-6]$|sub-?title", re.IGNORECASE)
_QUOTE: Final = re.compile(r"quote", re.IGNORECASE)
_ITEM: Final = re.compile(r"list-?item|^li$", re.IGNORECASE)
# Blocks whose words are no text of the article.
_OTHER: Final = re.compile(
    r"image|video|audio|photo|picture|gallery|embed|related|teaser|promo|newsletter|advert|^ad$|link-?list",
    re.IGNORECASE,
)
# Under these keys stands what is of others, or of the site.
_NOT_OF_IT: Final = re.compile(
    r"comment|repl(?:y|ies)|related|recommend|teaser|promo|menu|navi|foot|cookie|consent|privacy"
    r"|transl|i18n|locale|label|message|config|advert|review",
    re.IGNORECASE,
)
_HEADLINE: Final = ("headline", "title", "heading", "name")
# What an object says beside its list of blocks before them.
_LEAD: Final = ("preamble", "standfirst", "lead", "ingress", "dek", "subtitle", "description")
# So many blocks of running text, and so many letters of it, make an article.
_FEWEST: Final = 3
_LEAST: Final = 400.0
_SENTENCE: Final = 0.5
_BREAKING: Final = re.compile(r"</?(?:br|p|div|li|h[1-6])\b[^<>]*>", re.IGNORECASE)
_INLINE: Final = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
# Scripts are looked through up to this many characters, their values up to this deep.
_LONGEST: Final = 4_000_000
_DEEPEST: Final = 60
_ASSIGNED: Final = re.compile(r"^[\w.\[\]'\"$\s]{1,120}=\s*(?=[{\[])")


def state_markup(scripts: Iterable[str], title: str | None) -> str:
    """The article in the state of the scripts as simple HTML; "" where there is none.

    Of several it is the one with the headline that the page states, the largest such; where none
    has it, nobody knows which is the page's.
    """
    found: list[tuple[bool, float, str]] = []
    left = _LONGEST
    for script in scripts:
        left -= len(script)
        if left < 0:
            break
        for owner, headline, blocks in _lists(_state(script)):
            markup, weight = _article(owner, blocks)
            if weight >= _LEAST:
                found.append((_is_said(headline, title), weight, markup))
    is_named, _, markup = max(found, default=(False, 0.0, ""))
    return markup if is_named or len({text for _, _, text in found}) == 1 else ""


def _is_said(headline: str, title: str | None) -> bool:
    """Whether a page's title is a headline, or has it with the name of its site."""
    one, other = "".join(headline.split()).casefold(), "".join((title or "").split()).casefold()
    return bool(one and other) and (one in other or other in one)


def _state(script: str) -> Any:  # noqa: ANN401
    """The JSON that a script is, or that it assigns to a name; None for anything else."""
    text = script.strip()
    text = text[found.end() :].rstrip("; \n") if (found := _ASSIGNED.match(text)) else text
    if len(text) < _LEAST or text[0] not in "{[":
        return None
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None


def _lists(state: Any) -> Iterator[tuple[dict[str, Any], str, list[Any]]]:  # noqa: ANN401
    """The lists in a state, with the object that holds each and the nearest headline around it."""
    waiting: list[tuple[dict[str, Any], str, Any, int]] = [({}, "", state, 0)]
    while waiting:
        owner, headline, value, depth = waiting.pop()
        if isinstance(value, list) and len(value) >= _FEWEST:
            yield owner, headline, value
        if depth >= _DEEPEST:
            continue
        if isinstance(value, dict):
            said = (value[key] for key in _HEADLINE if isinstance(value.get(key), str))
            headline = next(said, headline)
            inside = [inner for key, inner in value.items() if not _NOT_OF_IT.search(key)]
            waiting += [(value, headline, inner, depth + 1) for inner in reversed(inside)]
        elif isinstance(value, list):
            waiting += [(owner, headline, inner, depth + 1) for inner in reversed(value)]


def _article(owner: dict[str, Any], blocks: list[Any]) -> tuple[str, float]:
    """A list of blocks as HTML, and the letters of its running text, 0 where it is no article."""
    texts = [_block(block) for block in blocks]
    told = [facts(text) for _, text in texts if text]
    running = [fact.weight for fact in told if fact.prose >= _SENTENCE]
    if len(running) < _FEWEST or 2 * len(running) < len(told):
        return "", 0.0
    lead = next((owner[key] for key in _LEAD if isinstance(owner.get(key), str)), "")
    parts = [("p", _plain(lead))] if facts(lead).prose >= _SENTENCE else []
    parts += [(tag, text) for tag, text in texts if text]
    return "".join(f"<{tag}>{html.escape(text)}</{tag}>" for tag, text in parts), sum(running)


def _block(block: Any) -> tuple[str, str]:  # noqa: ANN401
    """The element that a block is and its text; the text is "" for what is none of the article."""
    if isinstance(block, str):
        return "p", _plain(block)
    if not isinstance(block, dict):
        return "p", ""
    kind = " ".join(str(block[key]) for key in _KIND if isinstance(block.get(key), str))
    words = kind.split()
    if any(map(_OTHER.search, words)):
        return "p", ""
    tag = "p"
    for pattern, name in ((_HEADING, "h2"), (_QUOTE, "blockquote"), (_ITEM, "li")):
        if any(map(pattern.search, words)):
            tag = name
    return tag, _plain("".join(_strings(block)))


def _strings(block: dict[str, Any]) -> Iterator[str]:
    """The pieces of text in a block, in order."""
    waiting: list[tuple[Any, int]] = [(block, 0)]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, str):
            yield value
        elif depth < _DEEPEST and isinstance(value, list):
            waiting += [(inner, depth + 1) for inner in reversed(value)]
        elif depth < _DEEPEST and isinstance(value, dict):
            found = [value[key] for key in _TEXT if value.get(key)]
            waiting += [(inner, depth + 1) for inner in found[:1]]


def _plain(text: str) -> str:
    """A text without tags and entities, in one line."""
    text = _INLINE.sub("", _BREAKING.sub(" ", text))
    return " ".join(html.unescape(text).split())
