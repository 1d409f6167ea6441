"""The article of a page whose own tree does not hold it: in JSON-LD, or in the state of a script.

There it is HTML, or a list of blocks.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, Literal

import msgspec
from selectolax.lexbor import LexborHTMLParser

from newsclip.knowledge.features import facts
from newsclip.reading.html.depth import levelled
from newsclip.reading.html.lines import page_lines
from newsclip.reading.html.script_state import state_markup
from newsclip.record import Line

# Running text: lines that weigh so many letters, with few links.
_RUNNING: Final = 90.0
_MOST_LINKED: Final = 0.5
# A page with this much running text has its article in its tree; scripts are not looked through.
_ENOUGH: Final = 2500.0
# An article in a script has this many letters at least; shorter strings are labels and teasers.
_LEAST: Final = 400
# Scripts are looked through up to this many characters.
_LONGEST: Final = 4_000_000
_STRING: Final = re.compile(r'"([^"\\]*+(?:\\.[^"\\]*+)*+)"', re.DOTALL)
_MARKUP: Final = re.compile(r"<(?:p|div|br|section|h[1-6])\b[^>]*>", re.IGNORECASE)
_TEMPLATE: Final = re.compile(r"\s*<[a-zA-Z]")
_ESCAPED: Final = ("\\u003c", "\\u003C", "<p", "<br", "<div", "&lt;")

Origin = Literal["json-ld", "script"]


def with_hidden_text(
    lines: tuple[Line, ...],
    article_body: str | None,
    scripts: Iterable[str],
    title: Callable[[], str | None],
) -> tuple[Line, ...]:
    """The lines of a page, and those of its article where the tree has under half of it.

    ``article_body`` is that of JSON-LD, which knows no paragraphs: HTML in the state of a script
    goes before it. ``title`` tells the one that the page states. Added lines say their ``origin``
    and follow all others.
    """
    running = running_weight(lines)
    body = article_body or ""
    if running >= _ENOUGH and 2 * running >= facts(body).weight:
        return lines
    found: tuple[Line, ...] = ()
    origin: Origin = "script"
    if running < _ENOUGH:
        scripts = list(scripts)
        found = _lines_of(max(_strings(scripts), key=len, default=""))
        if running_weight(found) < _LEAST:
            found = _lines_of(state_markup(scripts, title()))
    if running_weight(found) < facts(body).weight:
        found, origin = _lines_of(body), "json-ld"
    weight = running_weight(found)
    if weight < _LEAST or 2 * running >= weight:
        return lines
    return (*lines, *_renumbered(found, len(lines), origin))


def running_weight(lines: Sequence[Line]) -> float:
    """How many letters of running text the lines hold."""
    return sum(
        weight
        for line in lines
        if (line.block is None or line.block.link_share < _MOST_LINKED)
        and (weight := facts(line.text).weight) >= _RUNNING
    )


def _strings(scripts: Iterable[str]) -> Iterator[str]:
    """The strings of scripts that hold HTML of an article's size, unescaped.

    A template is HTML itself, and no program begins like it.
    """
    left = _LONGEST
    for script in scripts:
        left -= len(script)
        if left < 0:
            return
        if len(script) < _LEAST or not any(sign in script for sign in _ESCAPED):
            continue
        if _TEMPLATE.match(script) and _MARKUP.search(script):
            yield script
            continue
        for string in _STRING.findall(script):
            if len(string) >= _LEAST and any(sign in string for sign in _ESCAPED):
                text = _unescaped(string)
                if text is not None and _MARKUP.search(text):
                    yield text


def _unescaped(raw: str) -> str | None:
    try:
        text = json.loads(f'"{raw}"', strict=False)
    except ValueError:
        return None
    if not isinstance(text, str):
        return None
    return html.unescape(text) if "&lt;" in text and "<p" not in text else text


def _lines_of(text: str) -> tuple[Line, ...]:
    """The lines of HTML, or of text whose line ends part paragraphs."""
    if not _MARKUP.search(text):
        text = "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line.strip())
    if not text:
        return ()
    tree = LexborHTMLParser(levelled(text))
    return () if tree.body is None else page_lines(tree.body)


def _renumbered(lines: Sequence[Line], after: int, origin: Origin) -> Iterator[Line]:
    for number, line in enumerate(lines, after + 1):
        block = line.block
        if block is not None:
            block = msgspec.structs.replace(block, origin=origin)
        yield Line(number, number, line.text, block)
