"""What else the lines of an export say of themselves: counters, ends, sources, word counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import itemgetter
from typing import Final

from newsclip.knowledge.dates import find_date

_DOCUMENT: Final = (
    "documents?|documentos?|documenti?|dokument[aeyu]?|dokumenten?|documenten|documento|articles?"
    "|artikel|artikels|art[i\u00ed]culos?|articol[oi]|artigos?|artyku\u0142|artikkeli?|artiklar?|item"
    "|story|record|result|treffer|meldung|\u0441\u0442\u0430\u0442\u044c\u044f"
    "|\u0434\u043e\u043a\u0443\u043c\u0435\u043d\u0442|\u8a18\u4e8b|\u8bb0\u4e8b|\u6587\u7ae0"
    "|\u65b0\u805e|\u65b0\u95fb|\uae30\uc0ac|berita|haber|\u0645\u0642\u0627\u0644|\u062e\u0628\u0631"
)
_OF: Final = (
    "of|von|de|sur|van|av|af|di|din|z|ze|\u0438\u0437|od|\u043e\u0442|dari|\u0645\u0646|\u0627\u0632"
    "|/|\uff0f|\u5171"
)
_COUNTER: Final = re.compile(
    rf"[^\w\u4e00-\u9fff]{{0,8}}(?:(?P<before>{_DOCUMENT})\s*(?:nr\.?|no\.?|#|\u2116|:)?\s*#?)?\s*"
    rf"(?P<number>\d{{1,5}})\.?\s*(?:(?P<of>{_OF})\s*(?P<total>\d{{1,6}}))?\s*"
    rf"(?P<after>{_DOCUMENT})?\W{{0,8}}$",
    re.IGNORECASE,
)
_CJK_COUNTER: Final = re.compile(
    r"\W{0,4}(?:\u7b2c\s*(?P<number>\d{1,5})\s*[\u7bc7\u5247\u5219\u6761\u689d\u4ef6]"
    r"|(?P<hit>\d{1,5})\u4ef6\u76ee(?:[/\uff0f](?P<total>\d{1,5})\u4ef6\u4e2d)?)\W{0,4}$"
)
# A number alone, or of a total in brackets: other lines must say that documents are numbered.
_BARE_COUNTER: Final = re.compile(
    r"\W{0,3}(?P<number>\d{1,4})(?:[.)\uff0e\u3001]|\s?(?:of|/|\uff0f|von|de)\s?(?P<total>\d{1,5})[\])]"
    r")$"
)
_END: Final = re.compile(
    r"\W*(?:end of document|ende des dokuments|fin (?:du|de) document|fin del documento"
    r"|fine del documento|fim do documento|einde van (?:het )?document"
    # Factiva: the source's code, the day, what makes it one of its kind.
    r"|(?:document|dokument|documento|\u6587\u4ef6|\u6587\u66f8) [a-z0-9]{4,10}20\d{6}"
    r"[a-z0-9]{5,14}"
    r"|news[\u00b7.]\d{8}[\u00b7.]\w{1,12}[\u00b7.][\w-]{1,30})\W*$",
    re.IGNORECASE,
)
_WORDS: Final = (
    "words|w\u00f6rter|mots|palabras|parole|palavras|ord|woorden|s\u0142\u00f3w|kata|kelime|sanaa"
)
_COUNT: Final = re.compile(
    r"(?:|[^\n]{0,80}[|\u2022\u00b7,;] ?)\s*\d{1,3}(?:[,.\u00a0 ]?\d{3})* ?"
    rf"(?:{_WORDS}|\u0441\u043b\u043e\u0432\u0430?|\u5b57|\u6587\u5b57)\s*$",
    re.IGNORECASE,
)
_PAGE: Final = re.compile(
    r"\b(?:pp?|pg|page|seiten?|s|sida|side|sivu|strona|str|strana|blz|pag|p\u00e1g|p\u00e1gina|pagina"
    r"|hal|halaman|trang|sayfa|\u0441\u0442\u0440|\u03c3\u03b5\u03bb)\.? ?:? ?[A-Z]{0,2}\d{1,3}\b"
    rf"|\b\d{{2,5}} ?(?:{_WORDS})\b"
    r"|\d{1,3} ?(?:\u30da\u30fc\u30b8|\u9801|\u9762|\u7248|\uba74|\u5b57|\u6587\u5b57)"
    r"|\u7b2c ?[A-Z]?\d{1,3} ?[\u7248\u9762]|(?:^|[|/\uff0f ])[A-Z]\d{1,2}(?: *[|/\uff0f\u7248]|$)",
    re.IGNORECASE,
)
_PAGE_ALONE: Final = re.compile(
    r"(?:p|pp|pg|page|seite|s|sida|side|sivu|strona|blz|pag|p\u00e1g|p\u00e1gina|pagina|hal)\.? ?"
    r"[A-Z]?\d{1,3}(?:[,-] ?\d{1,3}){0,3}",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"\s*https?://\S+\s*$")
_DIGIT: Final = re.compile("[0-9]")
_TIME: Final = re.compile(r"\s*\d{1,2}[:.]\d\d(?: ?[AaPp]\.?[Mm]\.?)?(?: [A-Z]{2,4})?\s*$")
_EDITION: Final = re.compile(
    r"(?:[^\W\d_]{2,20}[ -]){0,3}(?:edition|ausgabe|\u00e9dition|editie|edici\u00f3n|edizione"
    r"|edi\u00e7\u00e3o|utgave|udgave|upplaga|wydanie)(?:[ -]+[^\W\d_]{1,12}){0,3}",
    re.IGNORECASE,
)
_YEAR: Final = re.compile(r"(?:1[6-9]|20)\d\d")
_STROKES: Final = re.compile("(?<=[\u5e74\u6708])[/ ]|(?<=[0-9]) (?=[\u5e74\u6708\u65e5])")
_LEGAL: Final = re.compile(
    r"\W{0,3}(?:\u00a9|[(\uff08]c[)\uff09]|copyright\b|all rights reserved|alle rechte|tous droits"
    r"|todos los derechos|todos os direitos|tutti i diritti|alle rechten"
    r"|\u7248\u6743|\u7248\u6b0a|\u8457\u4f5c\u6a29"
    r"|\uc800\uc791\uad8c)|[^.]{0,80}(?:\u00a9|\u7248\u6b0a\u6240\u6709|\u7248\u6743\u6240\u6709"
    r"|all rights reserved)",
    re.IGNORECASE,
)
_RULER: Final = re.compile(
    "\\s*(?:([=_*#~\u2500\u2501\u2014\u2013\u2550\u30fc+\u00b7\u2022-])(?:\\s?\\1){2,}"
    "|</?[a-z][\\w:-]{0,20}>)\\s*$"
)
# The longest line that says where and when an article was printed, in characters.
_SOURCE_CHARS: Final = 240
_DATE_CHARS: Final = 70
_MARK_CHARS: Final = 90
_STOPS: Final = (".", "!", "?", "\u2026", "\u3002", "\u201d", "\u300d")
_EDITION_CHARS: Final = 40
_PLACE_CHARS: Final = 120


def is_numbered(line: str) -> bool:
    """Whether a line counts documents in words: a number alone may count anything."""
    return counter(line) is not None and _BARE_COUNTER.match(line.strip()) is None


def counter(line: str) -> tuple[int, int | None] | None:
    """The number of a line that counts documents ("3 of 20 DOCUMENTS") and their number."""
    if len(line) > _MARK_CHARS or _DIGIT.search(line) is None:
        return None
    line = line.strip()
    found = _CJK_COUNTER.match(line)
    if found is not None:
        total = found["total"]
        return int(found["number"] or found["hit"]), int(total) if total else None
    found = _COUNTER.match(line)
    if found is None or not (found["before"] or found["after"]):
        found = _BARE_COUNTER.match(line)
        if found is None:
            return None
        return int(found["number"]), int(found["total"]) if found["total"] else None
    if found["after"] and not found["before"] and not found["of"]:
        return None
    return int(found["number"]), int(found["total"]) if found["total"] else None


def is_end(line: str) -> bool:
    """Whether a line says that a document ends: in words, or with its own identifier."""
    return len(line) <= _MARK_CHARS and _END.match(line) is not None


def is_count(line: str) -> bool:
    """Whether a line is a number of words and no more."""
    return len(line) <= _MARK_CHARS and _COUNT.match(line) is not None


def _find_date(line: str) -> tuple[int, int] | None:
    """Where a line has its date; databases put strokes between year, month and day, too."""
    return find_date(unstroked(line))


def has_page(text: str) -> bool:
    """Whether a text names a page or a number of words."""
    return _PAGE.search(text) is not None


def unstroked(line: str) -> str:
    """A line whose Chinese date has no strokes or spaces inside."""
    return _STROKES.sub("", line) if "\u5e74" in line else line


def is_source(line: str) -> bool:
    """Whether a line says when and on which page an article was printed."""
    return (
        len(line) <= _SOURCE_CHARS
        and _YEAR.search(line) is not None
        and _PAGE.search(line) is not None
        and _find_date(line) is not None
    )


def is_date(line: str) -> bool:
    """Whether a line is short and holds a date with its year."""
    return (
        len(line.strip()) <= _DATE_CHARS
        and not line.rstrip().endswith(_STOPS)
        and _YEAR.search(line) is not None
        and _find_date(line) is not None
    )


def is_legal(line: str) -> bool:
    """Whether a line says who owns a text."""
    return len(line) <= 4 * _MARK_CHARS and _LEGAL.match(line) is not None


def is_address(line: str) -> bool:
    """Whether a line is a web address and no more."""
    return _ADDRESS.match(line) is not None


def is_place(line: str) -> bool:
    """Whether a line says where an article is to be found: a page, alone or among others, a URL."""
    if len(line) > _PLACE_CHARS:
        return False
    if is_address(line) or _PAGE_ALONE.fullmatch(line.strip()):
        return True
    return any(sign in line for sign in "|\u2022\u00b7") and _PAGE.search(line) is not None


def is_time(line: str) -> bool:
    """Whether a line is a time of day and no more."""
    return len(line) <= _MARK_CHARS and _TIME.match(line) is not None


def is_edition(line: str) -> bool:
    """Whether a line names the edition of a paper."""
    text = line.strip()
    return len(text) <= _EDITION_CHARS and _EDITION.fullmatch(text) is not None


def is_ruler(line: str) -> bool:
    """Whether a line is drawn, of one sign, or is a tag of XML alone."""
    return _RULER.match(line) is not None


def counted(lines: Sequence[str]) -> list[int]:
    """The lines that number the documents of a file one after the other, by their index."""
    # For each number the longest run that ends in it so far: its length, its last line.
    runs: dict[int, tuple[int, int]] = {}
    above: dict[int, int | None] = {}
    best = (0, -1)
    for n, line in enumerate(lines):
        found = counter(line)
        if found is None:
            continue
        length, last = runs.get(found[0] - 1, (0, None))
        above[n] = last
        runs[found[0]] = max(runs.get(found[0], (0, n)), (length + 1, n), key=itemgetter(0))
        best = max(best, (length + 1, n), key=itemgetter(0))
    places: list[int] = []
    at: int | None = best[1] if best[0] else None
    while at is not None:
        places.append(at)
        at = above[at]
    return places[::-1]
