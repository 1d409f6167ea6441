"""Who reported, as Chinese papers say it: before a place and a verb, in brackets, in datelines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from newsclip.knowledge.folding import simplified

# All patterns here see a text in Simplified characters.
_DATA: Final = Path(__file__).parent / "data" / "chinese_names.toml"
# What is said of the work, behind names; longer ones first.
_VERB: Final = re.compile(
    "(?:综合外电|综合|即时|现场|摄影|采访|专题|独家|连线|深度|联合)?"
    "(?:报道|报导|专电|特稿|直击|编译|整理|撰文|连线|即时|摄影|采访|专访|外电|综合|摄)$"
)
# Who else is named beside a reporter: these are reporters too, those are not.
_ALSO: Final = re.compile(
    "(?:本报|本刊|本台|本网|全媒体|实习|见习|特约|特派|首席|高级)*"
    "(?:记者|通讯员|特派员|特约撰述|实习生|摄影)"
)
_ELSE: Final = re.compile(
    "[一-鿿]{0,4}(?:编辑|责编|校对|校审|审校|审核|核稿|监制|主编|来源|编审|值班|一审|二审|三审"
    "|发自|视频|剪辑|制图)"
)
_HAN: Final = "[一-鿿]"
# Behind these words names follow, unless they begin another word.
_LED: Final = re.compile(
    "(?<!图/)(?<!图:)(?<!图／)(?<!图：)(?<!首位)(?:记者|特派员|特约撰述)"
    "(?!会|团|证|站|节|协会|注|问|从|在|获悉|了解|看到|注意|发现|采访时|招待|编辑|们|提问|调查)"
    "[\\s:：|｜丨/／]{0,3}(?=[一-鿿])"
)
_RUN: Final = re.compile(f"(?:{_HAN}[·‧•・．]?)+")
_SPACED: Final = re.compile(f"{_HAN}\\s{{1,2}}{_HAN}(?!{_HAN})")
_BETWEEN: Final = re.compile("[\\s、/／&|｜:：]{1,3}")
_IN_LIST: Final = re.compile("\\s?、\\s?")
_DATED: Final = re.compile("\\d{1,2}日")
# The brackets that open a text, and those behind an agency's place and day.
_BRACKETS: Final = re.compile("[〔【（(\\[［]([^〔〕【】（）()\\[\\]［］。]{2,60})[〕】）)\\]］]")
_WIRED: Final = re.compile(
    "(?:[^，,。！？（()）]{0,24}\\d{1,2}日\\s?[专外]?[电讯]"
    "|[^，,。！？（()）\\s]{2,12}(?:[讯电]|消息|报道)|【[^】]{2,30}讯】)"
    "\\s*(?=[（(])"
)
_NAMES_ONLY: Final = re.compile(f"{_HAN}{{2,4}}(?:[\\s、]{_HAN}{{2,4}}){{0,3}}")
# Desk or place, name and verb, of which slashes part one from the others.
_SLASHED: Final = re.compile(
    "[^一-鿿]{0,2}([一-鿿·、\\s]{2,14}\\s?[/／]\\s?[一-鿿·、\\s]{0,12}(?:报[道导]|外电|专访|特稿|编译))"
    "(?![一-鿿])"
)
_WORK: Final = re.compile("(?:实习|特约)?(?:编译|撰文|文字|文|综合)(?=[一-鿿]{2})")
# A reporter who is named before the text without brackets.
_UNBRACKETED: Final = re.compile(
    "(?:【[^】]{2,16}】\\s?)?(?:[^，。！？\\s]{2,12}(?:报道|讯|消息)\\s)?[^，。！？\\s]{0,10}记者"
    "[^，。！？：:]{2,24}?(?:报[道导]\\s?[：:—\\s/]|\\s(?=\\S{8}))"
)
_SIGNED: Final = re.compile("[。！？”」…]\\s*[（(]([^（）()]{0,14}记者[^（）()]{2,40})[）)]\\s*$")
# Both stand in so many characters, the first and the last ones.
_FIRST, _LAST = 120, 80
_SEVERAL: Final = re.compile("[\\s、]")
_PART: Final = re.compile("[^\\s、/／]+")
_HOUSE: Final = re.compile(
    "(?:[报网社刊]|新闻|日报|晚报|电视台|电台|广播|卫视|频道|传媒|客户端|通讯社|公众号|新媒体|资讯)$"
)
_DESK: Final = re.compile(
    "(?:编辑部|编辑室|采访组|综合|整理|中心|报道|报导|外电|即时新闻|综合新闻)$"
    "|^(?:发布|更新|来源|出版|发表|原创|编辑|记者|作者)$"
)


@cache
def _listed(kind: str) -> frozenset[str]:
    """The surnames, the surnames of two characters or the places that are known."""
    said: str = tomllib.loads(_DATA.read_text(encoding="utf-8"))[kind]
    return frozenset("".join(said.split()) if kind == "surnames" else said.split())


def is_chinese_name(text: str) -> bool:
    """Whether a text is a surname and one or two characters, or has two surnames before those."""
    name = simplified(text)
    if not 2 <= len(name) <= 4 or name in _listed("places") or not _RUN.fullmatch(name):
        return False
    if name[:2] in _listed("two_surnames"):
        return len(name) > 2
    has_two = len(name) == 4 and name[1] in _listed("surnames")
    return name[0] in _listed("surnames") and (len(name) < 4 or has_two) and not is_desk(text)


def is_house(text: str) -> bool:
    """Whether a name is that of a paper, a station or a site, by its last characters."""
    name = simplified(text)
    if name.endswith("台") and _RUN.fullmatch(name):
        return not (name[0] in _listed("surnames") and len(name) == 3)
    return _RUN.match(name) is not None and _HOUSE.search(name) is not None


def is_desk(text: str) -> bool:
    """Whether a name is that of some people of a paper, or says how they worked."""
    return _DESK.search(simplified(text)) is not None


def reporters(text: str) -> list[str] | None:
    """The names behind the words for a reporter; None where no such word leads into names."""
    folded = simplified(text)
    led = list(_LED.finditer(folded))
    if not led:
        return None
    found: list[str] = []
    end = 0
    for one in led:
        if one.start() >= end:
            for start, stop in _names_from(folded, one.end()):
                found.append(re.sub("\\s", "", text[start:stop]))
                end = stop
    return list(dict.fromkeys(found))


def _names_from(folded: str, at: int) -> Iterator[tuple[int, int]]:
    """Where names stand from an offset on, up to a verb or whatever else is no name."""
    is_first = is_listed = True
    while run := _RUN.match(folded, at):
        start, end = run.span()
        also = _ALSO.match(folded, start, end)
        if also is not None and not is_first:
            start = also.end()
        elif _ELSE.match(folded, start, end):
            return
        if end - start == 1:
            end = _spaced(folded, start)
        size, is_last = _size(folded[start:end], _DATED.match(folded, end) is not None)
        word = folded[start : start + size]
        if size and (is_first or is_listed or is_chinese_name(word) or "·" in word):
            yield start, start + size
        elif start < end and folded[start:end] not in _listed("places"):
            return
        gap = _BETWEEN.match(folded, end)
        if is_last or gap is None:
            return
        is_first, is_listed, at = False, _IN_LIST.fullmatch(gap[0]) is not None, gap.end()


def _spaced(folded: str, start: int) -> int:
    """Where a name of two characters ends that a blank parts; the end of the first if none does."""
    spaced = _SPACED.match(folded, start)
    return spaced.end() if spaced else start + 1


def _size(run: str, is_dated: bool) -> tuple[int, bool]:
    """How many characters of a run are a name, and whether a verb or a day ends the names."""
    rest = re.sub("\\s", "", run)
    if rest != run:
        return len(run), False
    is_last = is_dated
    while verb := _VERB.search(rest):
        rest, is_last = rest[: verb.start()], True
    if "·" in rest:
        return (len(rest) if len(rest) <= 12 else 0), is_last
    place = next((n for n in range(2, len(rest)) if rest[n:] in _listed("places")), len(rest))
    rest = rest[:place] if rest not in _listed("places") else ""
    if is_chinese_name(rest):
        return len(rest), is_last
    if len(rest) > 4 or (is_last and len(rest) == 4):
        # A place that is not known, behind a name.
        name = rest[:4] if rest[:2] in _listed("two_surnames") else rest[:3]
        return (len(name) if len(rest) > 4 and is_chinese_name(name) else 0), True
    is_name = 2 <= len(rest) <= 4 and not is_house(rest) and not is_desk(rest)
    return (len(rest) if is_name else 0), is_last


def slashed_names(text: str) -> list[str]:
    """The Chinese names that a slash parts from a desk, or from a place and a verb."""
    slashed = _SLASHED.match(simplified(text))
    found: list[str] = []
    for part in _PART.finditer(slashed[1]) if slashed else ():
        work = _WORK.match(part[0])
        size, _ = _size(part[0][work.end() :] if work else part[0], is_dated=False)
        start = slashed.start(1) + part.start() + (work.end() if work else 0) if slashed else 0
        name = text[start : start + size]
        if is_chinese_name(name):
            found.append(name)
    return found


def opening_reporters(text: str) -> list[str]:
    """The reporters whom the first paragraph of a text names before it begins."""
    folded = simplified(text[:_FIRST]).lstrip("\u3000 ")
    text = text.lstrip("\u3000 ")
    wired = _WIRED.match(folded)
    start = wired.end() if wired else 0
    inside = _BRACKETS.match(folded, start)
    is_dated = wired is not None and _DATED.search(wired[0]) is not None
    names = _bracketed(text[inside.start(1) : inside.end(1)], is_dated) if inside else []
    plain = _UNBRACKETED.match(folded)
    if not names and plain is not None:
        found = reporters(text[: plain.end()]) or []
        names = [name for name in found if is_chinese_name(name) or "·" in name]
    return names


def _bracketed(said: str, is_dated: bool) -> list[str]:
    """The names in brackets; behind an agency's place and day these may hold nothing else."""
    names = reporters(said)
    if names is None:
        names = slashed_names(said)
        if not names and is_dated and _NAMES_ONLY.fullmatch(simplified(said)):
            names = _SEVERAL.split(said)
            return names if all(map(is_chinese_name, names)) else []
    return names


def closing_reporters(text: str) -> list[str]:
    """The reporters whom brackets name behind the last sentence of a text."""
    text = text[-_LAST:]
    signed = _SIGNED.search(simplified(text))
    return reporters(text[signed.start(1) : signed.end(1)]) or [] if signed else []
