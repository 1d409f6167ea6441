"""Many fixed words found in a text, the longest of them at each place, from the left."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator


class WordSearch:
    """A search for some words; time is linear in the text, but for words that begin alike."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_first: dict[str, list[str]] = {}
        for word in sorted(filter(None, set(words)), key=lambda word: (-len(word), word)):
            self._by_first.setdefault(word[0], []).append(word)
        first = "".join(map(re.escape, self._by_first))
        words = [word for group in self._by_first.values() for word in group]
        second = "".join({re.escape(word[1]) for word in words if len(word) > 1})
        # The second characters too leave out most places where a word could only begin.
        onward = f"(?=[{''.join(sorted(second))}])" if all(len(w) > 1 for w in words) else ""
        self._start = re.compile(f"[{first}]{onward}" if first else "(?!)")

    def found(self, text: str) -> Iterator[tuple[int, str]]:
        """Each word with its place; none overlaps another."""
        at = 0
        while match := self._start.search(text, at):
            place = match.start()
            at = place + 1
            for word in self._by_first[match[0]]:
                if text.startswith(word, place):
                    yield place, word
                    at = place + len(word)
                    break
