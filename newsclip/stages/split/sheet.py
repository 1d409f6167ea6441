"""The lines of a file as arrays, read once for all that split asks of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Any, Final

import numpy as np

from newsclip.knowledge.block_judge import UNDER_RELATED
from newsclip.knowledge.columns import shown
from newsclip.knowledge.headline_runs import HEADLINE_RUN
from newsclip.knowledge.heuristics import CUT_OFF, PAGE_EDGE
from newsclip.knowledge.judge import Item
from newsclip.knowledge.letters import ALPHA_BIT
from newsclip.knowledge.line_shape import OWN, shape_of
from newsclip.knowledge.vocabulary import vocabulary_of
from newsclip.record import DROPPED_ROLES, FIELD_ROLES, TEXT_ROLES
from newsclip.stages.split.chains import chains_of

Array = np.ndarray[Any, np.dtype[Any]]

# What reads like running text at all, and what reads like a sentence or more.
SENTENCE: Final = 0.2
PARAGRAPH: Final = 0.5


# The roles by number, undecided lines first; and who named a line.
_NUMBER: Final = {
    role: n
    for n, role in enumerate(["", *sorted(TEXT_ROLES | FIELD_ROLES | DROPPED_ROLES), "blank"])
}
# What names the teasers of other articles.
_OF_TEASERS: Final = frozenset({UNDER_RELATED, HEADLINE_RUN, CUT_OFF})
_NOBODY, _BY_RULE, _GUESSED, _LISTED = range(4)


@lru_cache(maxsize=1024)
def _origin(rule: str | None) -> int:
    if rule is None:
        return _NOBODY
    if rule in _OF_TEASERS:
        return _LISTED
    is_guess = rule.startswith(("heuristic/", "model/")) and rule != PAGE_EDGE
    return _GUESSED if is_guess else _BY_RULE


class Sheet:
    """The ``items`` of a file, none of which is blank, and what they show, an array each.

    ``own`` are the columns ``line_shape.OWN`` of the lines, ``vocabulary`` their terms; ``kept``
    are the indexes of the kept lines, ``chains`` the chains of their terms.
    """

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items
        self.texts = shown([item.text for item in items])
        self.prose = np.array([item.prose for item in items], dtype=np.float64)
        shape = shape_of(self.texts, self.prose)
        self.own = shape.own
        self.has_letters = shape.letters.has_any(ALPHA_BIT)
        self.vocabulary = vocabulary_of(shape.letters)
        self.roles = [item.label.role if item.label else "" for item in items]
        self._role = np.array([_NUMBER[role] for role in self.roles], dtype=np.int64)
        rules = [item.label.rule if item.label else None for item in items]
        self._origin = np.array([_origin(rule) for rule in rules], dtype=np.int64)
        self.is_text = self.has_role({"", *TEXT_ROLES})
        self.kept = np.flatnonzero(self.is_text)
        used = self.is_text[self.vocabulary.rows]
        row = np.cumsum(self.is_text)[self.vocabulary.rows[used]] - 1
        self.chains = chains_of(
            row, self.vocabulary.terms[used], len(self.kept), self.vocabulary.rarity
        )

    def __len__(self) -> int:
        return len(self.items)

    def shows(self, name: str) -> Array:
        """A column of ``line_shape.OWN``, shape (lines,)."""
        column: Array = self.own[OWN.index(name)]
        return column

    @property
    def dropped(self) -> float:
        """The share of the lines that are not kept."""
        return 1 - len(self.kept) / len(self.items)

    @cached_property
    def dropped_between(self) -> float:
        """The share of lines that are not kept of those from the first running text to the last.

        A menu above all articles of a file and a foot below them say nothing of what is between.
        """
        rows = np.flatnonzero(self.is_text & (self.prose >= PARAGRAPH))
        if not len(rows):
            return 1.0
        return 1 - float(np.mean(self.is_text[rows[0] : rows[-1] + 1]))

    @property
    def text_between(self) -> Array:
        """The weight of running text above each kept line, and above the end."""
        found: Array = self.text_above[np.append(self.kept, -1)]
        return found

    def has_role(self, roles: Iterable[str], at: Array | None = None) -> Array:
        """Whether each line, or each ``at``, has one of the roles; undecided ones have ""."""
        is_wanted = np.zeros(len(_NUMBER), dtype=bool)
        is_wanted[[_NUMBER[role] for role in roles]] = True
        found: Array = is_wanted[self._role if at is None else self._role[at]]
        return found

    @cached_property
    def is_dropped(self) -> Array:
        """Whether each line is known to be furniture."""
        return self.has_role(DROPPED_ROLES)

    @cached_property
    def said(self) -> Array:
        """A number a line, the same for lines that say the same, white space and case aside."""
        numbers: dict[str, int] = {}
        # Most white space is plain spaces, which go at once.
        said = ["".join(text.replace(" ", "").split()).casefold() for text in self.texts]
        return np.array([numbers.setdefault(one, len(numbers)) for one in said])

    @cached_property
    def text_above(self) -> Array:
        """The weight of kept running text above each line, and above the end, in letters."""
        weight = np.where((self.prose >= SENTENCE) & self.is_text, self.shows("weight"), 0.0)
        return np.concatenate([[0.0], np.cumsum(weight, dtype=np.float64)])

    @cached_property
    def by_rule(self) -> Array:
        """Whether a rule names each line."""
        found: Array = self._origin == _BY_RULE
        return found

    @cached_property
    def is_open(self) -> Array:
        """Whether each line may be a headline yet: kept, or dropped by no rule."""
        guessed = (self._origin == _GUESSED) | (self._origin == _LISTED)
        found: Array = self.is_text | guessed | self.has_role({"title"})
        return found

    @cached_property
    def is_listed(self) -> Array:
        """Whether each line is one of the links below a head such as "Related"."""
        found: Array = self._origin == _LISTED
        return found

    @cached_property
    def frequency(self) -> Array:
        """In how many kept lines each term is."""
        found: Array = np.bincount(self.chains.term, minlength=self.vocabulary.number)
        return found

    @cached_property
    def running(self) -> dict[str, Array]:
        """How many lines above each line, and above the end, are text, are not, name or date it."""
        named = self.has_role({"byline", "dateline"})
        groups = {"text": self.is_text, "other": ~self.is_text, "named": named}
        return {name: np.concatenate([[0], np.cumsum(values)]) for name, values in groups.items()}

    @cached_property
    def opens_block(self) -> Array:
        """Whether each line stands below a blank one, or is the first."""
        return np.array([item.opens_block for item in self.items], dtype=bool)

    @cached_property
    def is_doubled(self) -> Array:
        """Whether each line is printed again right below."""
        copy = self.has_role({"dup_title"})
        return np.append(copy[1:], False)
