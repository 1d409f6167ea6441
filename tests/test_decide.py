"""Decisions carried out: the laws that hold, and what moves when a boundary or a title does."""

from functools import partial
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsclip.errors import RecordError
from newsclip.knowledge.decisions import (
    FileDecisions,
    LineDecision,
    Place,
    TitleDecision,
    outcome_of,
)
from newsclip.knowledge.rules import load_rules
from newsclip.pipeline import run
from newsclip.record import Record, source_lines
from newsclip.schema import from_json, to_json
from newsclip.stages.decide import decide
from newsclip.stages.repair import repair
from newsclip.stages.split import split
from newsclip.stages.split.fields import fill_fields
from newsclip.stages.strip import strip
from tests.generators import document, documents

RULES = load_rules(user=False)
STAGES = [repair(), strip(rules=RULES), split(rules=RULES)]
fill = partial(fill_fields, match=RULES.match)
law = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
TWO = """\
Log in
City renews its bus network in three stages

By Anna Lindqvist

The city said on Wednesday that it would renew its bus network in three stages from next year.
It had asked the people of all twelve districts, and changed its plans in the light of it.

\f

Ferry gives its bread a second life
Ferry gives its bread a second life

By Oona Prescott

The ferry burns what the bakers could not sell, and it has done so for two years by now.
Nobody has complained about the smell of toast, and the board means to go on with it.
"""
PAGE = document(TWO.split("\n")[:-1])
pages = documents.filter(lambda record: record.lines != ())


def decided(record: Record, **decisions: object) -> list[Record]:
    articles = list(run([record], STAGES))
    source = record.source
    file = FileDecisions(source.path, None, source.sha256, outcome_of(articles), **decisions)  # type: ignore[arg-type]
    return decide(record, articles, file, fill=fill)


def place(line: int, where: Place) -> LineDecision:
    return LineDecision(line, where)


@law
@given(record=pages, data=st.data())
def test_no_line_is_lost_whatever_is_decided(record: Record, data: st.DataObject) -> None:
    articles = list(run([record], STAGES))
    firsts = [line.first for article in articles for line in article.lines]
    some = st.lists(st.sampled_from(firsts), unique=True, max_size=6)
    lines = [
        place(n, data.draw(st.sampled_from(["text", "dropped", "title"]))) for n in data.draw(some)
    ]
    starts = tuple(sorted({firsts[0], *data.draw(some)}))
    titles = [TitleDecision(n, "By hand") for n in starts if data.draw(st.booleans())]
    found = decided(record, lines=tuple(lines), starts=starts, titles=tuple(titles))
    before = [(line.first, line.last, line.text) for part in articles for line in part.lines]
    assert [(line.first, line.last, line.text) for part in found for line in part.lines] == before
    edges = [(part.source.first_line, part.source.last_line) for part in found]
    assert (edges[0][0], edges[-1][1]) == (record.source.first_line, record.source.last_line)
    assert all(one[1] + 1 == other[0] for one, other in pairwise(edges))
    assert [line for part in found for line in source_lines(part)] == source_lines(record)
    assert [from_json(to_json(part)) for part in found] == found


@law
@given(record=pages)
def test_without_decisions_all_stays(record: Record) -> None:
    articles = list(run([record], STAGES))
    found = decided(record)
    assert [part.replace(history=()) for part in found] == [a.replace(history=()) for a in articles]
    assert all(part.history[-1].stage == "apply" for part in found)


def number_of(text: str, *, nth: int = 0) -> int:
    return [n for n, line in enumerate(TWO.split("\n"), 1) if line.startswith(text)][nth]


def test_a_line_goes_where_it_is_put_and_history_says_so() -> None:
    login, tail = number_of("Log in"), number_of("Nobody has")
    one, two = decided(PAGE, lines=(place(login, "text"), place(tail, "dropped")))
    assert one.text.startswith("Log in\n")
    assert "toast" not in two.text
    removed = next(line for line in two.lines if line.first == tail)
    assert removed.label is not None
    assert (removed.label.role, removed.label.rule) == ("noise", "hand")
    assert one.history[-1].options["kept"] == [str(login)]
    assert two.history[-1].options["dropped"] == [str(tail)]
    assert two.history[-1].options["title"] == "rule"


def test_joined_articles_keep_the_second_headline_as_a_subhead() -> None:
    [whole] = decided(PAGE, starts=(1,))
    assert whole.title == "City renews its bus network in three stages"
    assert "Ferry gives its bread a second life" in whole.text
    assert whole.authors == ("Anna Lindqvist", "Oona Prescott")
    assert (whole.part and whole.part.count, whole.id) == (1, PAGE.id)
    assert whole.history[-1].options["boundaries"] == "hand"


def test_a_moved_boundary_takes_headline_and_byline_along() -> None:
    start = number_of("It had asked")
    one, two = decided(PAGE, starts=(1, start))
    assert (one.title, one.authors) == (
        "City renews its bus network in three stages", ("Anna Lindqvist",),
    )  # fmt: skip
    assert two.title == "Ferry gives its bread a second life"
    assert two.authors == ("Oona Prescott",)
    assert two.text.startswith("It had asked")


def test_a_new_article_has_no_title_until_somebody_gives_one() -> None:
    start = number_of("It had asked")
    keep = [part.source.first_line for part in run([PAGE], STAGES)]
    starts = (*keep[:1], start, *keep[1:])
    assert decided(PAGE, starts=starts)[1].title is None
    named = decided(PAGE, starts=starts, titles=(TitleDecision(start, " Asked "),))[1]
    assert named.title == "Asked"
    lined = decided(PAGE, starts=starts, lines=(place(start, "title"),))[1]
    assert lined.title is not None
    assert lined.title.startswith("It had asked")
    assert "It had asked" not in lined.text


def test_a_byline_that_is_text_names_nobody() -> None:
    one, _ = decided(PAGE, lines=(place(number_of("By Anna"), "text"),))
    assert one.authors == ()
    assert one.text.startswith("By Anna Lindqvist\n")


def test_what_page_markup_says_outlives_the_lines() -> None:
    record = PAGE.replace(authors=("From Markup",), url="https://example.org/1")
    one, two = decided(record, lines=(place(number_of("By Anna"), "dropped"),))
    assert (one.authors, one.url) == (("From Markup",), "https://example.org/1")
    assert two.url is None


def test_a_file_without_article_becomes_one_by_hand() -> None:
    record = document(["Log in", "Share on Facebook"])
    [before] = run([record], STAGES)
    assert before.type == "document"
    [after] = decided(record, lines=(place(1, "text"),))
    assert (after.type, after.text, after.warnings) == ("article", "Log in", ())


@pytest.mark.parametrize(
    "wrong",
    [
        {"lines": (place(99, "text"),)},
        {"starts": (1, 77)},
        {"titles": (TitleDecision(2, "x"),)},
    ],
)
def test_a_decision_on_no_line_is_one_clear_error(wrong: dict[str, object]) -> None:
    with pytest.raises(RecordError, match="where nothing begins"):
        decided(PAGE, **wrong)
