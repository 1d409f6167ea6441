"""The laws that every stage keeps, on generated pages that look like the real ones."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsclip.knowledge.rules import load_rules
from newsclip.pipeline import Stage, run
from newsclip.record import DROPPED_ROLES, FIELD_ROLES, TEXT_ROLES, Record, source_lines
from newsclip.schema import from_json, to_json
from newsclip.stages.convert import convert
from newsclip.stages.detect import detect
from newsclip.stages.repair import repair
from newsclip.stages.split import split
from newsclip.stages.strip import strip
from tests.generators import document, documents

RULES = load_rules(user=False)
ALL_ROLES = TEXT_ROLES | FIELD_ROLES | DROPPED_ROLES | {None, "blank"}
STAGES: dict[str, Stage] = {
    "repair": repair(),
    "strip": strip(rules=RULES),
    "split": split(rules=RULES),
    "detect": detect(),
    "convert": convert(to="zh-Hans"),
}
CLIP = [STAGES[name] for name in ("repair", "strip", "split", "detect", "convert")]
law = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def written(records: Iterable[Record]) -> list[str]:
    return [to_json(record) for record in records]


def numbers(records: Iterable[Record]) -> list[int]:
    """All source lines that the records account for."""
    return [
        n for record in records for line in record.lines for n in range(line.first, line.last + 1)
    ]


@pytest.mark.parametrize("name", STAGES)
@law
@given(record=documents)
def test_conservation(name: str, record: Record) -> None:
    """Each source line is in exactly one output record, as text, field, removed or blank."""
    for stages in ([STAGES[name]], CLIP[: list(STAGES).index(name) + 1]):
        out = list(run([record], stages))
        assert numbers(out) == numbers([record])
        edges = [(part.source.first_line, part.source.last_line) for part in out]
        assert edges[0][0] == record.source.first_line
        assert edges[-1][1] == record.source.last_line
        assert all(one[1] + 1 == other[0] for one, other in pairwise(edges))
        for part in out:
            homes = [line.role in TEXT_ROLES | {None} for line in part.lines]
            assert sum(homes) == sum(line.is_kept for line in part.lines)
            assert {line.role for line in part.lines} <= ALL_ROLES


@law
@given(record=documents)
def test_conservation_through_json(record: Record) -> None:
    """What the JSON says accounts for every line: spans, fields, removed and, unsaid, blank."""
    lines = [line for line in record.lines if not line.is_blank]
    out = [from_json(line) for line in written(run([record], [STAGES["strip"], STAGES["split"]]))]
    kept = {line.first: line.text for part in out for line in part.lines if not line.is_blank}
    assert kept == {line.first: line.text for line in lines}


@pytest.mark.parametrize("name", STAGES)
@law
@given(record=documents)
def test_round_trip(name: str, record: Record) -> None:
    """``from_json(to_json(r)) == r`` after every stage."""
    for part in run([record], CLIP[: list(STAGES).index(name) + 1]):
        assert from_json(to_json(part)) == part


@law
@given(record=documents)
def test_pipes_equal_the_recipe(record: Record) -> None:
    """Stages joined by JSON lines give the same bytes as the stages chained in process."""
    lines = [to_json(record)]
    for stage in CLIP:
        lines = written(run([from_json(line) for line in lines], [stage]))
    assert lines == written(run([record], CLIP))


@pytest.mark.parametrize("name", STAGES)
@law
@given(record=documents)
def test_a_stage_on_its_own_output_changes_nothing(name: str, record: Record) -> None:
    stage = STAGES[name]
    once = written(run([record], [stage]))
    assert written(run([from_json(line) for line in once], [stage])) == once


@pytest.mark.parametrize("name", ["repair", "convert"])
@law
@given(record=documents)
def test_a_stage_on_its_own_text_changes_nothing(name: str, record: Record) -> None:
    """The text that ``repair`` and ``convert`` write, read as a new file, stays as it is."""
    (once,) = run([record], [STAGES[name]])
    (twice,) = run([document(once.text.split("\n"))], [STAGES[name]])
    assert twice.text == once.text


@law
@given(record=documents)
def test_undo(record: Record) -> None:
    """Edits replayed backwards give the decoded source lines back."""
    out = list(run([record], CLIP[:4]))
    restored = [line for part in out for line in source_lines(part)]
    assert restored == [line.text for line in record.lines]


@law
@given(record=documents, to=st.sampled_from(("zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK")))
def test_convert_keeps_the_line_count(record: Record, to: str) -> None:
    (out,) = run([record], [convert(to=to)])
    assert [(line.first, line.last) for line in out.lines] == [
        (line.first, line.last) for line in record.lines
    ]
    assert out.text.count("\n") == record.text.count("\n")


def test_the_generators_reach_every_stage() -> None:
    """A law whose stage changes nothing in most examples would prove nothing."""
    changed = dict.fromkeys(STAGES, 0)
    seen = 0

    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(record=documents)
    def count(record: Record) -> None:
        nonlocal seen
        seen += 1
        for name, stage in STAGES.items():
            out = [part.replace(history=()) for part in stage(record)]
            changed[name] += out != [record]

    count()
    for name, number in changed.items():
        assert number >= seen // 3, f"{name} changed {number} of {seen}"
