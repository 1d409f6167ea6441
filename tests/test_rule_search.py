"""What the search for many patterns relies on, and the index of the built-in rules."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from newsclip.knowledge.folding import fold, plain
from newsclip.knowledge.rule_index import INDEX, built_in, index_bytes, tables_for
from newsclip.knowledge.rule_pattern import (
    begins_with_mark,
    further_literals,
    head_of,
    heads,
    literals,
)
from newsclip.knowledge.rule_quick import loosened, quickened
from newsclip.knowledge.rule_search import compiled
from newsclip.knowledge.rules import (
    RuleSet,
    load_rules,
)

PATTERNS = [
    r"^by (?P<value>\p{Lu}\pL+){1,5}$",
    r"^[^\p{L}\d]{0,4}(?:责任编辑|责编) ?[:/]",
    r"a{3,80}[^a-c]{0,9}\d{4}",
    r"^(?:e-?mail|tel\.?) ?: ?.{5,60}$",
    r"(?:x|yy?)z+[\]a]\x{41}?",
    r"[^\pL\pN]{2,}a",
    r"^(?:mo|di)?\d{1,2}\. ?(?:mai|[ij]uni?){1,2}",
]


# What a pattern's \\d is; other numbers are signs to it.
DIGITS = "0123456789"


@given(
    st.sampled_from(PATTERNS).flatmap(lambda p: st.tuples(st.just(p), st.from_regex(_python(p))))
)
def test_a_loosened_pattern_and_its_literals_miss_nothing(case: tuple[str, str]) -> None:
    pattern, shown = case
    text = fold(shown)
    # Only patterns with capitals see a line with its case.
    if compiled(pattern).search(plain(shown) if any(map(str.isupper, pattern)) else text) is None:
        return
    assert compiled(f"(?i){loosened(pattern)}").search(text) is not None
    found = literals(pattern)
    assert found is None or any(literal in text for literal in found)
    more = further_literals(pattern)
    assert more is None or any(literal.casefold() in text for literal in more)
    start = heads(pattern)
    tail = text[next((n for n, c in enumerate(text) if c.isalpha() or c in DIGITS), 0) :]
    assert start is None or any(head_of(one).startswith(h) for h in start for one in (text, tail))


def _python(pattern: str) -> str:
    """The pattern in the dialect of ``re``, near enough to make texts from."""
    for old, new in [
        (r"[^\p{L}\d]", "[^a-z0-9]"),
        (r"[^\pL\pN]", "[^a-z0-9]"),
        (r"\p{Lu}", "[A-Z]"),
        (r"\pL", "[a-zé中]"),
        (r"\x{41}", "A"),
    ]:
        pattern = pattern.replace(old, new)
    return pattern


def test_heads_and_literals() -> None:
    assert heads("^(?:by|written by) .*") == frozenset({"by ", "writ"})
    assert heads(r"^[^\p{L}\d]{0,4}\(?(?:图|照片)[:/]") == frozenset(
        {"图:", "图/", "照片:", "照片/"}
    )
    assert heads(r"^(?:about |< ?)?\d{1,2} min") == frozenset(
        {"abou", "0 mi", "00 m", "<0 m", "<00 ", "< 0 ", "< 00"}
    )
    assert heads(r"^\d{3,} km") == frozenset({"0"})
    assert heads(r"^19\d\d:") == frozenset({"0000"})
    assert heads(r"^(?:ab){0,2}c") == frozenset({"c", "abc", "abab"})
    assert heads("^!\\[[^\\]]*\\]") == frozenset({"!["})
    assert heads("^.{0,9}by") is None
    assert heads("^ab|cd") is None
    assert heads("by") is None
    assert literals("^.*(?:editor|red\\.) [a-z]") == frozenset({"editor ", "red. "})
    assert literals("^.*[a-z]+$") is None
    assert further_literals(r"^\pL+ ?\((?:left|right)[^)]*\)$") == frozenset({")"})
    assert further_literals(r"^by [a-z]+ (?:photo|video) \d") == frozenset({" photo ", " video "})
    assert further_literals(r"^.*(?:[a-z]+ photo)+ now") == frozenset({" now"})
    assert further_literals(r"^.*(?:[a-z]+ photo)* now") is None
    assert further_literals("^.*editor$") is None


def test_patterns_of_signs() -> None:
    assert begins_with_mark(r"^[*\x{2014} ]*[-_]+$")
    assert not begins_with_mark("^[*a-z]+$")
    assert not begins_with_mark(r"^[^.]+$")
    assert not begins_with_mark(r"^[*\p{L}]$")


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"^\pL{3}$", "mañ"),
        (r"^\pL{2}$", "हि"),
        (r"^\p{Han}(\p{L}) [^\p{L}]$", "中文 ・"),
        (r"^[^\pL\d]+$", "«—»"),
    ],
)
def test_quickened_patterns_match_as_before(pattern: str, text: str) -> None:
    assert re2.compile(quickened(pattern)).search(text) is not None
    assert re2.compile(quickened(pattern)).groups == 0


def test_the_index_of_the_built_in_rules_is_current() -> None:
    hint = "run python -m newsclip.knowledge.rule_index"
    assert INDEX.read_bytes() == index_bytes(), hint


def test_rules_are_the_same_with_and_without_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, built_in_rules: RuleSet
) -> None:
    lines = [line for rule in built_in_rules.rules for line in (*rule.removes, *rule.keeps)]
    expected = built_in_rules.match(lines)
    built_in.cache_clear()
    stale = tmp_path / "index.json"
    stale.write_bytes(INDEX.read_bytes().replace(b'"digest":"', b'"digest":"0', 1))
    monkeypatch.setattr("newsclip.knowledge.rule_index.INDEX", stale)
    assert built_in().tables is None
    found = load_rules(user=False)
    assert found == built_in_rules
    assert found.match(lines) == expected
    built_in.cache_clear()


def test_tables_of_the_index_serve_some_of_its_rules() -> None:
    rules = [rule for file in built_in().files for rule in file.rules]
    tables, own = tables_for(rules[::2])
    assert tables is built_in().tables
    assert [rule for rule in own if rule is not None] == rules[::2]
    other = [msgspec.structs.replace(rules[0], phrases=("knock",))]
    assert tables_for(other)[1] == other
