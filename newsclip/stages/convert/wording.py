"""The words of a user: those that no conversion changes, and those with a form of their own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import msgspec

from newsclip.knowledge.word_search import WordSearch


class Wording(msgspec.Struct, frozen=True):
    """Words that stay, and pairs of a word and what it becomes.

    A form that is given is kept where it stands, too, so that a second conversion leaves it alone.
    """

    keep: tuple[str, ...] = ()
    forms: tuple[tuple[str, str], ...] = ()

    def pieces(self, text: str) -> Iterator[tuple[str, str | None]]:
        """The pieces of a text in order, each with the form it gets, None where it is free.

        The longest word wins, from the left.
        """
        search, forms = _index(self)
        at = 0
        for place, word in search.found(text):
            if at < place:
                yield text[at:place], None
            yield word, forms[word]
            at = place + len(word)
        if at < len(text):
            yield text[at:], None


NONE: Final = Wording()


@lru_cache(maxsize=8)
def _index(wording: Wording) -> tuple[WordSearch, dict[str, str]]:
    """A search for all words, and their forms."""
    forms = {form: form for _, form in wording.forms} | dict(wording.forms)
    forms |= {word: word for word in wording.keep}
    return WordSearch(forms), forms
