"""What a page says about itself in JSON-LD, OpenGraph and meta elements, as fields of a record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsclip.reading.html.authors import page_authors
from newsclip.reading.html.dates import iso_date
from newsclip.reading.html.linked_data import find_article, names
from newsclip.reading.html.titles import page_title
from newsclip.reading.html.values import MAX_ITEMS, clean, first, unique

_SPACES: Final = re.compile(r"\s+")
_COMMAS: Final = re.compile(r"[,，;；、|]")
_HEAD: Final = 'meta, link[rel~="canonical"], base[href]'
_DATE_KEYS: Final = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "pubdate", "publishdate", "publish_date", "publish-date", "publication_date",
    "article.published", "parsely-pub-date", "sailthru.date", "dc.date.issued",
    "dcterms.created", "dc.date", "dcterms.date", "date", "apub:time",
)  # fmt: skip
# Elements that date an article, and times beside its headline.
_TIMES: Final = (
    '[itemprop="datePublished"], time[pubdate], article time[datetime], abbr.published[title], '
    "time.entry-date[datetime], time.published[datetime], header:has(h1) time[datetime], "
    "h1 ~ time[datetime], h1 ~ header time[datetime], h1 + * time[datetime]"
)
# What blogs call the headline of a post.
_ENTRY: Final = ".entry-title"
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
        "title": page_title(tree, meta, linked, lines),
        "authors": page_authors(tree, meta, linked),
        "date_published": _date(tree, meta, linked),
        "publisher": first((*names(linked.get("publisher")), *meta.get("og:site_name", ()))),
        "section": first((*meta.get("article:section", ()), *names(linked.get("articleSection")))),
        "keywords": _keywords(meta, linked),
        "url": _url(head, meta, linked),
    }
    return {name: value for name, value in fields.items() if value}


def stated_title(tree: LexborHTMLParser, linked: dict[str, Any]) -> str | None:
    """The headline that a page states, before its lines are known."""
    return page_title(tree, _meta(tree.css("meta")), linked)


def _meta(nodes: Iterable[LexborNode]) -> dict[str, list[str]]:
    """The contents of meta elements by ``property``, ``name`` or ``itemprop``, in lower case."""
    found: dict[str, list[str]] = {}
    for node in nodes:
        attributes = node.attributes
        content = clean(attributes.get("content"))
        for attribute in ("property", "name", "itemprop"):
            key = attributes.get(attribute)
            if key and content:
                found.setdefault(key.strip().lower(), []).append(content)
    return found


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
    entries = tree.css(_ENTRY)
    for node in tree.css(_TIMES)[:MAX_ITEMS]:
        article = node.parent
        while article is not None and article.tag != "article":
            article = article.parent
        is_own = article is None or article.css_first("h1") is not None
        # Blogs have lower headings, and some no paragraphs.
        if not is_own and len(entries) == 1:
            is_own = article is not None and article.css_first(_ENTRY) is not None
        if is_own or (article is not None and 2 * len(article.css("p")) >= max(paragraphs, 1)):
            told = node.attributes
            yield told.get("datetime") or told.get("content") or told.get("title") or ""


def _keywords(meta: dict[str, list[str]], linked: dict[str, Any]) -> tuple[str, ...]:
    lists = [meta.get(key, []) for key in _KEYWORD_KEYS[:2]]
    lists += [names(linked.get("keywords")), *(meta.get(key, []) for key in _KEYWORD_KEYS[2:])]
    for found in lists:
        words = unique(word for text in found for word in _COMMAS.split(text))
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
