"""The headline in a page's markup, without what a site adds to it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsclip.reading.html.elements import RUBY, is_above_line
from newsclip.reading.html.linked_data import names
from newsclip.reading.html.values import MAX_ITEMS, clean, first

# Where a site's name follows the headline in a title.
_TAIL: Final = re.compile(
    r"\s+[-–—|·•«»:]{1,2}\s+|\s*[｜|_\u3163]\s*|\s+[-–—]{1,2}(?=\S)|(?<=\S)\s*::\s*"
)
_BAR: Final = re.compile(r"[|｜]")
# Where a headline follows what a site puts before it.
_LEAD: Final = re.compile(rf"{_TAIL.pattern}|[:：]\s*")
# What stands between a headline and the name of its section.
_END: Final = re.compile(r"\s*[-–—|｜·_\u3163]\s*$")
# A heading below the first, and what blogs call the headline of a post.
_LESSER: Final = "h2, h3, .entry-title, .post-title"
# A link to the front page in a heading.
_HOME: Final = 'h1 a[href="/"], h1 a[href="./"], h1 a[rel~="home"]'
_RUBY: Final = ", ".join(sorted(RUBY))
# A head of fewer characters would be a section's name, with the headline after it.
_SHORTEST_HEAD: Final = 6


def page_title(
    tree: LexborHTMLParser,
    meta: dict[str, list[str]],
    linked: dict[str, Any],
    lines: Iterable[str] = (),
) -> str | None:
    """The headline that a page states; ``lines`` are what a reader sees of it."""
    sites = {*meta.get("og:site_name", ()), *names(linked.get("publisher")), *_home_headings(tree)}
    sections = (*meta.get("article:section", ()), *names(linked.get("articleSection")))
    headings = _texts(tree, "h1")
    headline = first(names(linked.get("headline")))
    stated = [title for title in (*meta.get("og:title", ()), headline) if title]
    for title in stated:
        if title not in sites:
            shown = _shown([*headings, headline or ""], sites, [title])
            known = {*headings, headline, *_smaller(tree, title)}
            found = shown or _without_site(title, sites, known, is_sure=False)
            return _without_section(found, sections)
    titles = [title for title in map(clean, (n.text() for n in tree.css("head > title"))) if title]
    shown = _beside_site(headings, _texts(tree, _LESSER), titles)
    shown = shown or _shown(headings, sites, titles)
    if shown:
        return shown
    for heading in headings if len(headings) == 1 else ():
        if heading not in sites:
            return heading
    if not titles:
        return None
    title = _as_line(titles[0], lines)
    known = {*headings, headline, *_smaller(tree, title)}
    return _without_site(title, sites, known, is_sure=title == titles[0])


def _texts(tree: LexborHTMLParser, selector: str) -> list[str]:
    """The texts of the first elements that ``selector`` names."""
    texts = (clean(_without_ruby(node)) for node in tree.css(selector)[:MAX_ITEMS])
    return [text for text in texts if text]


def _home_headings(tree: LexborHTMLParser) -> set[str]:
    """The headings that lead to the front page as a whole: they are the name of the site."""
    found = set()
    for node in tree.css(_HOME)[:MAX_ITEMS]:
        heading = node.parent
        while heading is not None and heading.tag != "h1":
            heading = heading.parent
        text = clean(node.text())
        if heading is not None and text and text == clean(heading.text()):
            found.add(text)
    return found


def _beside_site(headings: list[str], others: list[str], titles: list[str]) -> str | None:
    """The heading that is all of a title but a shorter first heading: that one names the site.

    A headline is longer than the name of its site; what is shorter is a section's name, or a kicker
    above the headline.
    """
    keys = {_letters(text): text for text in reversed([*headings, *others])}
    for title in map(_letters, titles):
        for site in filter(None, map(_letters, headings)):
            behind = title.removeprefix(site) if title.startswith(site) else ""
            before = title.removesuffix(site) if title.endswith(site) else ""
            for rest in (behind, before):
                if len(rest) > len(site) and rest in keys:
                    return keys[rest]
    return None


def _as_line(title: str, lines: Iterable[str]) -> str:
    """``title`` as far as it is a line of the page, where that is more than what it leaves out.

    Portals write headline, section and site, one behind the other, blogs and old sites the other
    way round; a line that is less than the rest may be the section or the name of the site.
    """
    heads = [title[: m.start()] for m in _TAIL.finditer(title) if 2 * m.start() > len(title)]
    leads = ((title[: m.start()], title[m.end() :]) for m in _LEAD.finditer(title))
    tails = [tail for lead, tail in leads if len(tail) > max(map(len, _LEAD.split(lead)))]
    shown = frozenset(lines) if heads or tails else frozenset()
    parts = (title, *heads, *tails)
    return next((part for part in parts if part in shown), title)


def _without_section(title: str, sections: Iterable[str]) -> str:
    """``title`` without the name of its section at its end, behind a dash or a bar."""
    for section in sections:
        match = _END.search(title.removesuffix(section)) if title.endswith(section) else None
        if match and match.start() > len(section):
            return title[: match.start()]
    return title


def _without_ruby(heading: LexborNode) -> str:
    """The text of a heading without what stands above it only."""
    if heading.css_first(_RUBY) is None:
        return heading.text()
    heading = heading.clone()
    for node in heading.css(_RUBY):
        if is_above_line(node):
            node.decompose()
    return heading.text()


def _smaller(tree: LexborHTMLParser, title: str) -> list[str | None]:
    """The second headings of a page, which say what of a title of several parts is a headline."""
    if not _TAIL.search(title):
        return []
    return [clean(node.text()) for node in tree.css("h2")[:MAX_ITEMS]]


def _shown(headings: list[str], sites: set[str], titles: list[str]) -> str | None:
    """The first heading that a title repeats with more behind it.

    What a title has only before it leads into the headline and belongs to it, but for a bar.
    """
    whole = [(_letters(title), _letters(_BAR.split(title)[-1])) for title in titles]
    for heading in headings:
        key = _letters(heading)
        is_long = heading not in sites and len(key) >= _SHORTEST_HEAD
        for title, behind_bar in whole if is_long else ():
            is_part = key in title and (key in {title, behind_bar} or not title.endswith(key))
            if is_part and 3 * len(key) >= len(title):
                return heading
    return None


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _without_site(title: str, sites: set[str], known: set[str | None], *, is_sure: bool) -> str:
    """``title`` without the site's name at its end; ``is_sure`` says that one is expected there.

    >>> _without_site("Buses are late | The Paper", {"The Paper"}, set(), is_sure=False)
    'Buses are late'
    """
    cuts = [(match.start(), match.end()) for match in _TAIL.finditer(title)]
    for start, end in cuts:
        if title[:start] in known or title[end:].strip() in sites:
            return title[:start]
    if not is_sure or not cuts:
        return title
    head, tail = title[: cuts[-1][0]], title[cuts[-1][1] :]
    return head if len(head) >= max(_SHORTEST_HEAD, len(tail)) else title
