"""The names of persons in a byline, without what stands around them."""

from __future__ import annotations

import re
from typing import Final

from newsclip.knowledge.dates import find_date, iso_date
from newsclip.knowledge.features import facts
from newsclip.knowledge.reporters import is_chinese_name, is_desk, is_house, reporters

# The longest name of a person or a desk, in letters; what is longer is a sentence about one.
LONGEST_NAME: Final = 45
_PARTS: Final = re.compile(
    "\\s*(?:[,\uff0c\u060c\u3001/\uff0f;\uff1b|\uff5c&]|\\band\\b|\\bdan\\b|\\bund\\b|\\bet\\b|\\by\\b|\\boch\\b|\\bog\\b)\\s*"
)
# The same in languages where it may be a part of a name, or a letter of one: each side is a name.
_AND: Final = re.compile(
    "\\s(?:e|i|a|en|ja|ve|v\u00e0|\u00e9s|\u0219i|un|ir|\u0438|\u0442\u0430|\u03ba\u03b1\u03b9"
    "|and|dan|und|et|y|och|og|&)\\s"
)
# What the persons of a byline are, written before or after their names; in Chinese without a blank
# before them, too.
_OFFICE: Final = re.compile(
    "(?:^|(?<=\\s))(?:(?:\u901a[\u8baf\u8a0a][\u5458\u54e1]|[\u8bb0\u8a18]\u8005)(?=[\u4e00-\u9fff]{2,3}(?:\\s|$)|\\s|$)"
    "|(?:[\u6444\u651d]\u5f71|[\u7f16\u7de8][\u8f91\u8f2f]|\uae30\uc790)(?=\\s|$))"
)
# The same in words of other languages, as a part of its own behind a name.
_POST: Final = re.compile(
    "\\b(?:(?:sub-?)?editor|reporter|correspondent|writer|journalist|columnist|producer|staff|desk"
    "|redakteur(?:in)?|volont\u00e4r(?:in)?|korrespondent(?:in)?|journaliste|corresponsal|redactora?"
    "|corrispondente|journalistin|wartawan)\\b"
    # What else has capitals there: share links, forums, what was joined to a name.
    "|\\b(?:facebook|twitter|tweet|e-?mail|whatsapp|redaktion|forum|themenstarter|ver\u00f6ffentlicht)\\b"
    "|[\u5831\u62a5]$|[\u65b0\u5feb][\u805e\u95fb\u8a0a\u8baf]|[\u5831\u62a5][\u5c0e\u9053]|\u7279\u7a3f"
    "|[\u8a18\u8bb0]\u8005|[\u7de8\u7f16][\u8f2f\u8f91]|\u4e2d\u592e\u793e|\u4e3b\u7b46",
    re.IGNORECASE,
)
NEXT_LABEL: Final = re.compile("[.;]?\\s+(?=[^\\s:\uff1a]{1,12}[:\uff1a](?!//))")
AUTHOR_LABELS: Final = frozenset(
    {
        "\u4f5c\u8005", "\u8bb0\u8005", "\u8a18\u8005", "\u64b0\u6587", "\u64b0\u7a3f",
        "\u6587", "author", "writer", "reporter", "penulis", "auteur", "autor", "autore", "auteure",
        "\u8457\u8005", "\uae30\uc790",
    }
)  # fmt: skip
# Nobody's name: the paper's own people, times, counts, and those of users of a forum.
_NOBODY: Final = re.compile(
    "(?:our|unser\\w*|nuestr\\w*|notre)\\s|\\d+(?:\\s|$)|[\\W\\d_]*$"
    "|(?-i:[a-z][a-z0-9]{1,11}) ?\\([^()]*\\)?$",
    re.IGNORECASE,
)

# What leads a name.
_BY: Final = re.compile(
    "(?:(?:written|posted|published|reported|story|words|text|article|analysis|opinion|publicado"
    "|publicada|escrito|escrita|postado|texto|soumis|publi\u00e9|\u00e9crit|propos\u00e9|scritto|pubblicato"
    "|articolo|geschrieben|verfasst|ver\u00f6ffentlicht|eine?|kommentar|kolumne|analyse|artikel"
    "|geschreven|gepubliceerd|skrevet|skriven|publicerad|ditulis|napisane|tekst) ){0,3}"
    "(?:by|von|par|por|av|af|door|oleh|przez|di|b\u1edfi|\u0926\u094d\u0935\u093e\u0930\u093e)[\\s:]\\s*"
    "|(?:scritto|pubblicato|inserito|postato) da[\\s:]\\s*",
    re.IGNORECASE,
)
_GLUED_BY: Final = re.compile("^B[yY](?=[A-Z][\\w.'\u2019-]* [A-Z])")
# Where the names end: what a line says beside them, then what leads into a date that was cut off.
_END: Final = re.compile(
    "\\s*[|\uff5c/\uff0f\u2022(\uff08@\\[\u2013\u2014]|\\s+[-\\d]"
    # Chinese parts foreign names with it.
    "|\\s*\u00b7(?!(?<=[\u4e00-\u9fff]\u00b7)[\u4e00-\u9fff])"
    "|\\s+(?:for|in|via|with|[Ee]dited|[Uu]pdated|[Pp]ublished|[Pp]hotos?|[Pp]ictures)\\s"
)
_INTO_DATE: Final = re.compile(
    "\\s+(?:on|el|le|il|am|um|den|dia|em|pada|op|dne|at|\u00e0s|kl)(?:\\s+\\w{2,10}\\.?,?)?$"
)
# "Published on" before a date has so many letters at most; what parts a date from "by"; and that
# word in Italian, which begins sentences too.
_INTO_WEIGHT: Final = 25
_BEHIND_DATE: Final = re.compile(
    "(?:\\s?(?:[A-Z]{2,4}|[Uu]hr|h)\\b)?[\\s,|\u00b7\u2022\u2013\u2014-]*"
)
_DA: Final = re.compile(r"da\s+", re.IGNORECASE)
# Who was sent where, behind names in Chinese.
_SENT: Final = re.compile(
    "^(?P<names>[\u4e00-\u9fff]{2,4}(?:[ \u3001][\u4e00-\u9fff]{2,4}){0,3})\\s?[/\uff0f]\\s?"
    "[\u4e00-\u9fff \u3001]{0,10}(?:[\u5831\u62a5][\u5c0e\u9053]|\u7279\u7a3f)"
)
_WIDE_NAME: Final = re.compile(
    "[\u4e00-\u9fff]{2,5}|[\u4e00-\u9fff]{1,6}(?:[\u00b7\u2027\u30fb][\u4e00-\u9fff]{2,8}){1,3}"
    "|[\uac00-\ud7af]{2,4}"
    "|[\u3040-\u30ff\u4e00-\u9fff]{1,4} [\u3040-\u30ff\u4e00-\u9fff]{1,4}"
)
# Chinese names of three characters each; a Japanese one has fewer before its blank, or behind it.
_SIDE_BY_SIDE: Final = re.compile("[\u4e00-\u9fff]{3}(?: [\u4e00-\u9fff]{3})+")
# A name that stands in a picture's words and below it.
_TWICE: Final = re.compile("(\\S.*) \\1")
# Who someone is, behind a Chinese name and a comma.
_BIO: Final = re.compile("(?<=[\u4e00-\u9fff])\\s?[,\uff0c]\\s?(?P<said>[\u4e00-\u9fff]+).*")
# Two words that markup put side by side.
_GLUED: Final = re.compile("[a-z]{4}[A-Z]")
# Vowels of Indic scripts are marks, not letters.
_WORD: Final = re.compile('[^\\W\\d_][^\\s\\d_,:;!?()\\[\\]/|@#"<>]*')
_PARTICLES: Final = frozenset(
    {
        "af", "al", "av", "bin", "da", "de", "dei", "del", "della", "den", "der", "di", "do",
        "dos", "du", "e", "el", "ibn", "la", "le", "ten", "ter", "van", "von", "y", "zu",
    }
)  # fmt: skip
# A name of letters has so many words that are no particles.
_WORDS: Final = range(2, 5)


def names_of(text: str) -> list[str]:
    """The names in what a byline says; what is too long for a name, or nobody's, is left out."""
    first, *rest = NEXT_LABEL.split(text)
    said = [_BIO.sub(_unless_name, first)]
    for part in rest:
        label, _, names = part.replace("\uff1a", ":").partition(":")
        if label.strip().casefold() in AUTHOR_LABELS:
            said.append(names)
    parts = [part for one in said for part in _parts(_OFFICE.sub(",", one))]
    parts = [name for part in parts for name in _side_by_side(part)]
    found = [part for part in parts if _is_somebody(part)]
    return [part for n, part in enumerate(found) if n == 0 or not _POST.search(part)]


def _unless_name(found: re.Match[str]) -> str:
    return found[0] if is_chinese_name(found["said"]) else ""


def _parts(text: str) -> list[str]:
    """What stands between the commas of a text and its words for "and"."""
    found: list[str] = []
    for part in _PARTS.split(text):
        names = _AND.split(part)
        found += names if all(" " in name.strip() for name in names) else [part]
    return found


def _side_by_side(part: str) -> list[str]:
    """The Chinese names that blanks part, or the text as it is where it holds anything else."""
    names = part.split()
    if _SIDE_BY_SIDE.fullmatch(part.strip()):
        return names
    is_chinese = all(map(is_chinese_name, names)) and any(len(name) == 3 for name in names)
    persons = [name for name in names if not is_house(name)]
    is_beside = 0 < len(persons) < len(names) and all(map(is_chinese_name, persons))
    return persons if is_chinese or is_beside else [part]


def _is_somebody(part: str) -> bool:
    if facts(part).weight > LONGEST_NAME or _NOBODY.match(part.strip()):
        return False
    return iso_date(part) is None


def led_names(text: str) -> list[str]:
    """The names at the start of a line that says by a word that names follow, or who reports."""
    text = text.strip()
    reported = [name for name in reporters(text) or () if is_chinese_name(name)]
    if reported:
        return reported
    sent = _SENT.search(text)
    if sent:
        names = re.split("[ \u3001]", sent["names"])
        return [name for name in names if is_name(name) and not is_desk(name)]
    return names_by(text)


def told_apart(text: str) -> list[str]:
    """The names that a word for "and" joins, or the text as it is where a side of it is no name."""
    found = [name.strip() for name in _AND.split(text)]
    return found if len(found) > 1 and all(map(is_name, found)) else [text]


def names_by(text: str) -> list[str]:
    """The names behind a word such as "by" that a line, or what follows its date, begins with."""
    text = _GLUED_BY.sub("By ", text.strip(), count=1)
    led = _BY.match(text)
    span = None if led else find_date(text)
    if span is not None and facts(text[: span[0]]).weight <= _INTO_WEIGHT:
        text = _BEHIND_DATE.sub("", text[span[1] :], count=1)
        led = _BY.match(text) or _DA.match(text)
    return bare_names(text[led.end() :]) if led else []


def stated_names(text: str) -> list[str]:
    """The names at the start of a line of which something else says that it holds names."""
    text = text.strip()
    return led_names(text) if _BY.match(text) or _SENT.search(text) else bare_names(text)


def bare_names(text: str) -> list[str]:
    """The names that a line begins with, by their form alone; none when it begins otherwise."""
    span = find_date(text)
    if span is not None:
        text = text[: span[0]]
    text = _INTO_DATE.sub("", _END.split(text, maxsplit=1)[0].rstrip(" ,:-"))
    twice = _TWICE.fullmatch(text)
    found: list[str] = []
    for part in _parts(twice[1] if twice else text):
        if found and _POST.search(part):
            continue
        names = _side_by_side(part)
        if not all(map(is_name, names)):
            break
        found += names
    return found


def is_name(text: str) -> bool:
    """Whether a text has the form of a person's name: some words, none of them in lower case."""
    if _WIDE_NAME.fullmatch(text):
        return not _POST.search(text)
    words = [word for word in text.split() if word.casefold() not in _PARTICLES]
    return (
        len(words) in _WORDS
        and facts(text).weight <= LONGEST_NAME
        and not _POST.search(text)
        and not _GLUED.search(text)
        and all(_WORD.fullmatch(word) and not word[0].islower() for word in words)
        # Sizes of type are letters too: "A- A A+".
        and any(sum(map(str.isalpha, word)) > 1 for word in words)
    )
