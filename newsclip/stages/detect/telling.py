"""Languages that no voter knows, told by letters that no other language of the script writes."""

from __future__ import annotations

from collections import Counter
from typing import Final

# Per thousand of a text's letters that each group makes up at least, and letters that are absent.
# Each bound is at most half of the group's frequency in running text.
_TELLING: Final[dict[str, tuple[tuple[str, tuple[tuple[str, int], ...], str], ...]]] = {
    "Cyrillic": (
        ("ba", (("ҙҫҡ", 10),), ""),
        ("tg", (("ӣӯҷ", 5), ("қғҳ", 5)), ""),
        ("uz-Cyrl", (("ў", 5), ("қғҳ", 5)), ""),
        ("tt", (("ә", 10), ("җңөүһ", 5)), "қғұ"),
        ("ky", (("ң", 2), ("өү", 8)), "әқғұі"),
    ),
    "Arabic": (
        ("ckb", (("ڕڵۆێ", 15),), ""),
        ("ug", (("ېۇۈۋ", 20),), ""),
        ("ps", (("ټډړږښګڼ", 8),), ""),
        ("sd", (("ٻڀٺٿڄڃڇڦ", 8),), ""),
    ),
    "Latin": (
        ("fo", (("ð", 5), ("ø", 5)), "þçü"),
        ("mt", (("ħ", 4), ("ġżċ", 4)), ""),
        ("ha", (("ɓɗƙ", 4),), ""),
    ),
    "Bengali": (("as", (("ৰৱ", 10),), ""),),
    "Hebrew": (("yi", (("װױײ", 10),), ""),),
    "Ethiopic": (("ti", (("ኣ", 8),), ""),),
}


def told_by_letters(script: str, text: str) -> str | None:
    """The language whose own letters the text has, None when there is none."""
    rules = _TELLING.get(script, ())
    lowered = text.lower()
    telling = "".join(group for _, groups, _ in rules for group, _ in groups)
    if not any(letter in lowered for letter in telling):
        return None
    counts = Counter(lowered)
    letters = sum(times for letter, times in counts.items() if letter.isalpha())
    for language, groups, absent in rules:
        shares = (
            (sum(counts[letter] for letter in group), least * letters / 1000)
            for group, least in groups
        )
        if all(found >= needed and found for found, needed in shares) and not any(
            counts[letter] * 1000 > letters for letter in absent
        ):
            return language
    return None
