"""The byline and the date between a headline and its text, where no rule knows their form.

To the models a short line between headline and text is furniture, as most of them are. Where it
stands tells what it is: a date there is that of the article, and so are names that a word, a class
or the line of a date beside them says to be names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from newsclip.knowledge.dates import find_date
from newsclip.knowledge.features import PROSE, facts
from newsclip.knowledge.judge import Item
from newsclip.knowledge.names import (
    AUTHOR_LABELS,
    LONGEST_NAME,
    is_name,
    led_names,
    names_by,
    stated_names,
)
from newsclip.knowledge.reporters import is_chinese_name, is_house
from newsclip.record import DROPPED_ROLES, Label, Role

RULE: Final = "heuristic/head-line"
# So many lines below a headline, and so many paragraphs: the first of them may be a standfirst.
_BELOW: Final = 15
_PARAGRAPHS: Final = 2
_PARAGRAPH: Final = 0.5
# A line about an article is no longer, and no list of links.
_LONGEST: Final = 120
_LINKS: Final = 0.8
# A line that nothing but a date beside it calls a name has few words.
_NAME_ALONE: Final = 4
# A Chinese name alone stands so few lines below the headline, a date as close below it.
_CLOSE: Final = 4
# Below these, when a rule says so, stands what is about other articles.
_OTHERS: Final = frozenset({"related", "next_article", "comments", "event"})
_AUTHOR: Final = re.compile(
    "(?:^|[-_])(?:authors?|autor(?:es|en)?|auteurs?|autore|bylines?|writer|reporter|journalist"
    "|verfasser|penulis|forfatter|skribent|yazar|autori|autork[ay]|autorzy|avtorj?i?|redaktor"
    "|szerzok?|kirjoittaja|toimittaja|vcard)(?:$|[-_])",
    re.IGNORECASE,
)
# A foreign name in Chinese, perhaps with its own form behind it.
_FOREIGN: Final = re.compile(
    "[\u4e00-\u9fff]{1,6}(?:[\u00b7\u2027\u30fb][\u4e00-\u9fff]{2,8}){1,3}"
    "(?:\\s?[(\uff08][A-Z][^\\d()\uff08\uff09]{2,40}[)\uff09])?"
)
# Who wrote and for whom, before a date, and the length of a province behind it.
_CHINESE_HEAD: Final = re.compile("(?:[\u4e00-\u9fff]{2,8}\\s+){1,3}")
_PLACE: Final = 5
# Words with a number each: who subscribes, who likes.
_COUNTS: Final = re.compile(r"(?:[^\W\d_]+\s\d[\d.,]*(?:\s|$))+")
_IN_FIGURES: Final = re.compile(r"(?<=\d)[:.,](?=\d)")
# What parts a date from the rest of a line, as no sentence does.
_BEFORE_DATE: Final = re.compile("[|\uff5c/\uff0f\u00b7\u2022\u2013\u2014-]\\s*$")


def find_head_lines(items: Sequence[Item], headline: int, stop: int) -> dict[int, Label]:
    """Labels of lines around the headline that tell who wrote the article, or when, by first line.

    Only lines that a model judged, or that stand below a list that the headline ends, are looked
    at; ``stop`` is where the article ends.
    """
    found: dict[int, Role] = {}
    places = list(_places(items, headline, stop))
    for n in places:
        role = _role(items, n, is_next=n == headline + 1)
        if role is not None:
            found[n] = role
    above = headline - 1
    is_sought = above >= 0 and not any(find_date(items[n].text) for n in found)
    if is_sought and _is_open(items[above]) and _is_dated(items[above]):
        found[above] = "dateline"
    for n in places:
        is_below = n - headline <= _CLOSE and any(
            (found.get(m) or items[m].role) == "dateline"
            for m in range(n + 1, min(n + _CLOSE, stop))
        )
        if n not in found and is_below and _is_open(items[n]) and _is_chinese(items[n].text):
            found[n] = "byline"
        beside = {found.get(m) or items[m].role for m in (n - 1, n + 1) if headline < m < stop}
        is_caption = n + 1 < stop and items[n + 1].role == "caption"
        if n in found or is_caption or "dateline" not in beside:
            continue
        if _is_open(items[n]) and _is_alone(items[n]):
            found[n] = "byline"
    return {items[n].line.first: Label(role, RULE, None, None) for n, role in found.items()}


def _places(items: Sequence[Item], headline: int, stop: int) -> Iterator[int]:
    """The lines below a headline down to its text that may be about the article."""
    paragraphs = 0
    for n in range(headline + 1, min(headline + 1 + _BELOW, stop)):
        item = items[n]
        if item.role in _OTHERS and not _is_open(item):
            return
        if item.is_text and item.prose >= _PARAGRAPH:
            paragraphs += 1
            if paragraphs == _PARAGRAPHS:
                return
        yield n


def _role(items: Sequence[Item], n: int, *, is_next: bool) -> Role | None:
    """What a line of its own says that it is; None for nothing, and for what a rule has named."""
    item = items[n]
    fact = facts(item.text)
    is_sentence = fact.is_closed and fact.prose >= PROSE
    if item.line.label is None or is_sentence or len(item.text) > _LONGEST:
        return None
    if item.is_text:
        return _role_of_text(item.text, is_next=is_next)
    if not _is_open(item):
        return None
    above = items[n - 1].label
    if _COUNTS.fullmatch(item.text):
        return None
    is_told = above is not None and (
        (above.rule or "").endswith("byline-head")
        or ((above.rule or "").endswith("bare-name-label") and _is_label(items[n - 1].text))
    )
    if led_names(item.text) or ((is_told or _is_of_author(item)) and stated_names(item.text)):
        return "byline"
    return "dateline" if _is_dated(item) else None


def _role_of_text(text: str, *, is_next: bool) -> Role | None:
    """What a kept line is that cannot be text: names behind a word for them, or with a date.

    Chinese has no more than a blank before the date, in the line next to the headline.
    """
    span = find_date(text)
    if names_by(text) and (span is not None or facts(_IN_FIGURES.sub("", text)).stops == 0):
        return "byline"
    if span is None:
        return None
    before = text[: span[0]]
    if is_next and _CHINESE_HEAD.fullmatch(before) and len(text) - span[1] <= _PLACE:
        return "byline" if any(map(is_chinese_name, before.split())) else "dateline"
    if not before.strip() or (_BEFORE_DATE.search(before) and facts(before).stops == 0):
        return "byline" if stated_names(text) else "dateline"
    return None


def _is_open(item: Item) -> bool:
    """Whether nobody but a model, or the list above the headline, says that a line is no text."""
    label = item.line.label
    if label is None or (label.role not in DROPPED_ROLES and label.role != "caption"):
        return False
    rule = label.rule or ""
    return rule.startswith("model/") or rule == "heuristic/under-related"


def _is_dated(item: Item) -> bool:
    """Whether a line is about a date; what is long and ends in a comma before it is a caption."""
    block = item.line.block
    span = find_date(item.text)
    if span is None or len(item.text) > _LONGEST or (block and block.link_share >= _LINKS):
        return False
    before = item.text[: span[0]].rstrip()
    return not (before.endswith(",") and facts(before).weight > LONGEST_NAME)


def _is_of_author(item: Item) -> bool:
    block = item.line.block
    return block is not None and any(_AUTHOR.search(word) for word in block.classes[:4])


def _is_label(text: str) -> bool:
    """Whether a line announces an author, and not an editor."""
    return text.strip(" :\uff1a|\uff5c/").casefold() in AUTHOR_LABELS


def _is_chinese(text: str) -> bool:
    """Whether a line is a Chinese name of three characters, or a foreign one in Chinese."""
    if facts(text).weight > LONGEST_NAME or is_house(text):
        return False
    return _FOREIGN.fullmatch(text.strip()) is not None or (len(text) > 2 and is_chinese_name(text))


def _is_alone(item: Item) -> bool:
    """Whether a line is a name and nothing else, in letters that have capitals."""
    is_short = len(item.text.split()) <= _NAME_ALONE
    return is_short and is_name(item.text) and item.text.lower() != item.text
