"""What a page says about itself in JSON-LD, OpenGraph and meta elements, as fields of a record."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsclip.reading.html.dates import iso_date
from newsclip.reading.html.elements import RUBY, is_above_line
from newsclip.reading.html.linked_data import find_article, names

_SPACES: Final = re.compile(r"\s+")
_LIST: Final = re.compile(r"[;；、|]")
_COMMAS: Final = re.compile(r"[,，;；、|]")
# Where a site's name follows the headline in a title.
_TAIL: Final = re.compile(
    r"\s+[-–—|·•«»:]{1,2}\s+|\s*[｜|_\u3163]\s*|\s+[-–—]{1,2}(?=\S)|(?<=\S)\s*::\s*"
)
_BAR: Final = re.compile(r"[|｜]")
# What stands between a headline and the name of its section.
_END: Final = re.compile(r"\s*[-–—|｜·_\u3163]\s*$")
# A heading below the first, and what blogs call the headline of a post.
_LESSER: Final = "h2, h3, .entry-title, .post-title"
# A link to the front page in a heading.
_HOME: Final = 'h1 a[href="/"], h1 a[href="./"], h1 a[rel~="home"]'
_HEAD: Final = 'meta, link[rel~="canonical"], base[href]'
_RUBY: Final = ", ".join(sorted(RUBY))
_MAX_TEXT: Final = 5000
_MAX_ITEMS: Final = 100
# A head of fewer characters would be a section's name, with the headline after it.
_SHORTEST_HEAD: Final = 6
_DATE_KEYS: Final = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "pubdate", "publishdate", "publish_date", "publish-date", "publication_date",
    "article.published", "parsely-pub-date", "sailthru.date", "dc.date.issued",
    "dcterms.created", "dc.date", "dcterms.date", "date", "apub:time",
)  # fmt: skip
# Elements that date an article, and times beside its headline.
_TIMES: Final = (
    '[itemprop="datePublished"], time[pubdate], article time[datetime], abbr.published[title], '
    "time.entry-date[datetime], header:has(h1) time[datetime], h1 ~ time[datetime], "
    "h1 ~ header time[datetime], h1 + * time[datetime]"
)
# What reporters are, behind their names.
_OFFICE: Final = re.compile(r"\s+(?:기자|記者|记者)$")
_AUTHOR_KEYS: Final = ("author", "article:author", "parsely-author", "dc.creator", "byl")
_KEYWORD_KEYS: Final = ("article:tag", "news_keywords", "parsely-tags", "keywords")


def linked_article(tree: LexborHTMLParser) -> dict[str, Any]:
    """The object of the page's JSON-LD that describes its article; empty when there is none."""
    scripts = tree.css('script[type*="ld+json"]')
    return find_article(node.text_content or node.text() for node in scripts)


def page_metadata(
    tree: LexborHTMLParser, linked: dict[str, Any], lines: Iterable[str] = ()
) -> dict[str, object]:
    """The fields of a record that markup fills; those that it does not are not among the keys.

    Title: OpenGraph, JSON-LD, the only ``h1``, then ``title``, without what a site adds to the
    heading that the page shows, or to the line of ``lines`` (what a reader sees) that it is.
    """
    head = tree.css(_HEAD)
    meta = _meta(node for node in head if node.tag == "meta")
    fields: dict[str, object | None] = {
        "title": _title(tree, meta, linked, lines),
        "authors": _authors(tree, meta, linked),
        "date_published": _date(tree, meta, linked),
        "publisher": _first((*names(linked.get("publisher")), *meta.get("og:site_name", ()))),
        "section": _first((*meta.get("article:section", ()), *names(linked.get("articleSection")))),
        "keywords": _keywords(meta, linked),
        "url": _url(head, meta, linked),
    }
    return {name: value for name, value in fields.items() if value}


def _meta(nodes: Iterable[LexborNode]) -> dict[str, list[str]]:
    """The contents of meta elements by ``property``, ``name`` or ``itemprop``, in lower case."""
    found: dict[str, list[str]] = {}
    for node in nodes:
        attributes = node.attributes
        content = _clean(attributes.get("content"))
        for attribute in ("property", "name", "itemprop"):
            key = attributes.get(attribute)
            if key and content:
                found.setdefault(key.strip().lower(), []).append(content)
    return found


def _title(
    tree: LexborHTMLParser,
    meta: dict[str, list[str]],
    linked: dict[str, Any],
    lines: Iterable[str] = (),
) -> str | None:
    sites = {*meta.get("og:site_name", ()), *names(linked.get("publisher")), *_home_headings(tree)}
    sections = (*meta.get("article:section", ()), *names(linked.get("articleSection")))
    headings = _texts(tree, "h1")
    headline = _first(names(linked.get("headline")))
    stated = [title for title in (*meta.get("og:title", ()), headline) if title]
    for title in stated:
        if title not in sites:
            shown = _shown([*headings, headline or ""], sites, [title])
            known = {*headings, headline, *_smaller(tree, title)}
            found = shown or _without_site(title, sites, known, is_sure=False)
            return _without_section(found, sections)
    titles = [title for title in map(_clean, (n.text() for n in tree.css("head > title"))) if title]
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
    texts = (_clean(_without_ruby(node)) for node in tree.css(selector)[:_MAX_ITEMS])
    return [text for text in texts if text]


def _home_headings(tree: LexborHTMLParser) -> set[str]:
    """The headings that lead to the front page as a whole: they are the name of the site."""
    found = set()
    for node in tree.css(_HOME)[:_MAX_ITEMS]:
        heading = node.parent
        while heading is not None and heading.tag != "h1":
            heading = heading.parent
        text = _clean(node.text())
        if heading is not None and text and text == _clean(heading.text()):
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
    """``title`` as far as it is a line of the page, where that is more than what follows it.

    Portals write headline, section and site, one behind the other; a line that is less than what
    follows may be the section before a headline.
    """
    heads = [title[: m.start()] for m in _TAIL.finditer(title) if 2 * m.start() > len(title)]
    shown = frozenset(lines) if heads else frozenset()
    return next((head for head in heads if head in shown), title)


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
    return [_clean(node.text()) for node in tree.css("h2")[:_MAX_ITEMS]]


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


def _authors(
    tree: LexborHTMLParser, meta: dict[str, list[str]], linked: dict[str, Any]
) -> tuple[str, ...]:
    found = names(linked.get("author")) or names(linked.get("creator"))
    if not found:
        found = next((meta[key] for key in _AUTHOR_KEYS if key in meta), [])
    if not found:
        nodes = tree.css('[itemprop="author"], [rel~="author"]')[:_MAX_ITEMS]
        found = [_clean(node.text()) or "" for node in nodes]
    return _unique(author for name in found for author in _split_names(name))


def _split_names(text: str) -> Iterator[str]:
    """The names of a list of names; a comma parts them only where each part has two words."""
    for part in _LIST.split(text):
        pieces = part.split(",")
        for name in pieces if all(len(piece.split()) > 1 for piece in pieces) else [part]:
            yield _OFFICE.sub("", name.rstrip())


def _date(tree: LexborHTMLParser, meta: dict[str, list[str]], linked: dict[str, Any]) -> str | None:
    stated = [value for key in _DATE_KEYS for value in meta.get(key, ())]
    linked_date = linked.get("datePublished")
    if isinstance(linked_date, str):
        stated.insert(0, linked_date)
    return next((found for found in map(iso_date, chain(stated, _times(tree))) if found), None)


def _times(tree: LexborHTMLParser) -> Iterator[str]:
    """The dates of elements in the page's body, looked for where its head says none.

    Comments, and what is listed beside an article, are articles of their own with their own dates.
    """
    paragraphs = len(tree.css("p"))
    for node in tree.css(_TIMES)[:_MAX_ITEMS]:
        article = node.parent
        while article is not None and article.tag != "article":
            article = article.parent
        is_own = article is None or article.css_first("h1") is not None
        if is_own or (article is not None and 2 * len(article.css("p")) >= max(paragraphs, 1)):
            told = node.attributes
            yield told.get("datetime") or told.get("content") or told.get("title") or ""


def _keywords(meta: dict[str, list[str]], linked: dict[str, Any]) -> tuple[str, ...]:
    lists = [meta.get(key, []) for key in _KEYWORD_KEYS[:2]]
    lists += [names(linked.get("keywords")), *(meta.get(key, []) for key in _KEYWORD_KEYS[2:])]
    for found in lists:
        words = _unique(word for text in found for word in _COMMAS.split(text))
        if words:
            return words
    return ()


def _url(
    head: Sequence[LexborNode], meta: dict[str, list[str]], linked: dict[str, Any]
) -> str | None:
    """The page's address; ``head`` are the elements that may say it, or on what it is based."""
    link = next((node for node in head if node.tag == "link"), None)
    base = next((node for node in head if node.tag == "base"), None)
    page = linked.get("mainEntityOfPage") or linked.get("url")
    if isinstance(page, dict):
        page = page.get("@id") or page.get("url")
    candidates = [
        link.attributes.get("href") if link is not None else None,
        *meta.get("og:url", ()),
        page if isinstance(page, str) else None,
    ]
    stem = (base.attributes.get("href") or "").strip() if base is not None else ""
    for candidate in candidates:
        try:
            address: str = urljoin(stem, (candidate or "").strip())
        except ValueError:
            continue
        if address.lower().startswith(("http://", "https://")) and not _SPACES.search(address):
            return address
    return None


def _first(values: Iterable[str | None]) -> str | None:
    return next((clean for clean in map(_clean, values) if clean), None)


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    cleaned = (_clean(value) for value in values)
    kept = dict.fromkeys(v for v in cleaned if v and "://" not in v)
    return tuple(kept)[:_MAX_ITEMS]


def _clean(text: str | None) -> str | None:
    """One line of text without character references left over, None for none or an endless one."""
    if not text or len(text) > _MAX_TEXT:
        return None
    return _SPACES.sub(" ", html.unescape(text)).strip() or None
