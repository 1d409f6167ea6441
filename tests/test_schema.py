from __future__ import annotations

import json

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsclip.errors import RecordError
from newsclip.record import (
    Block,
    Edit,
    Label,
    Line,
    Mark,
    Part,
    Record,
    Share,
    edit_line,
    join_lines,
    source_lines,
    without_trace,
)
from newsclip.schema import KEYS, from_json, json_schema, to_json
from tests.generators import document, documents


def labelled() -> Record:
    record = document(["標題 One", "", "正文。", "登入", "   ", "文/ 林小安"])
    roles: list[Label | None] = [
        Label("title", "heuristic/headline", None, 0.75),
        None,
        Label("body"),
        Label("login", "zh/login", "登入", 1.0),
        None,
        Label("byline", "zh/byline", "文/", 1.0),
    ]
    lines = tuple(
        Line(line.first, line.last, line.text, None, label or line.label)
        for line, label in zip(record.lines, roles, strict=True)
    )
    return record.replace(
        lines=lines,
        type="article",
        title="標題 One",
        authors=("林小安",),
        part=Part(1, 1),
        languages=(Share("zh-Hant", 1.0),),
    ).with_step("strip")


def test_keys_stand_in_schema_order_and_none_is_absent() -> None:
    keys = list(json.loads(to_json(labelled())))
    assert tuple(keys) == KEYS
    assert keys[:6] == ["schema", "type", "id", "title", "text", "language"]
    assert keys[-2:] == ["source", "trace"]


def test_a_labelled_record_comes_back_whole() -> None:
    record = labelled()
    assert from_json(to_json(record)) == record
    assert record.text == "正文。"


@settings(max_examples=60, deadline=None, derandomize=True)
@given(record=documents)
def test_output_fits_the_schema(record: Record) -> None:
    jsonschema.validate(json.loads(to_json(record)), json_schema())
    jsonschema.validate(json.loads(to_json(without_trace(record))), json_schema())


def test_a_labelled_record_fits_the_schema() -> None:
    jsonschema.validate(json.loads(to_json(labelled())), json_schema())


@given(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.dictionaries(
        st.text("abcxyz", min_size=4), st.integers() | st.floats(0, 1) | st.text("日\u2028a")
    ),
)
def test_foreign_records_come_back(text: str, extra: dict[str, object]) -> None:
    """A foreign record's text and unknown keys survive; a second pass changes nothing."""
    extra.pop("text", None)
    line = json.dumps({"text": text, **extra}, ensure_ascii=False)
    once = to_json(from_json(line))
    assert to_json(from_json(once)) == once
    back = json.loads(once)
    assert back["text"] == text
    assert {key: back[key] for key in extra} == extra


def test_numbers_of_a_foreign_record_keep_their_spelling() -> None:
    line = '{"text":"a","score":1.10,"big":100000000000000000000000000000}'
    assert '"score":1.10,"big":100000000000000000000000000000' in to_json(from_json(line))


def test_a_foreign_key_of_another_type_is_kept_apart() -> None:
    back = json.loads(to_json(from_json('{"id":7,"text":"a","title":["x"],"source":"agency"}')))
    assert back["foreign"] == {"id": 7, "title": ["x"], "source": "agency"}
    assert back["title"] is None


def test_a_foreign_record_keeps_its_id_url_and_title() -> None:
    record = from_json('{"id":"q-1","text":"a","title":"T","url":"https://example.org/1"}')
    assert (record.id, record.title, record.url) == ("q-1", "T", "https://example.org/1")


def test_controls_and_separators_are_escaped() -> None:
    line = to_json(document(["a\u0085b\u2028c\u202ed\u009be"]))
    assert not set(line) & set("\u0085\u2028\u202e\u009b")
    assert json.loads(line)["text"] == "a\u0085b\u2028c\u202ed\u009be"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "not a JSON object"),
        ("[1]", "not a JSON object"),
        ('{"id":"a"}', "no string under the key 'text'"),
        ('{"text":7}', "no string under the key 'text'"),
        ('{"text":"\\ud800"}', "not a JSON object"),
        ("[" * 100_000, "not a JSON object"),
        ('{"text":"a","n":' + "7" * 5000 + "}", "not a JSON object"),
        (b'{"text":"\xff"}', "not a JSON object"),
        ('{"schema":"newsclip/1","text":"a"}', "without key"),
    ],
)
def test_what_is_no_record_is_named_with_its_line(line: str | bytes, said: str) -> None:
    with pytest.raises(RecordError) as caught:
        from_json(line, path="in.jsonl", number=7)
    assert said in str(caught.value)
    assert str(caught.value).startswith("in.jsonl:7: ")


def test_a_record_that_contradicts_itself_is_refused() -> None:
    data = json.loads(to_json(labelled()))
    data["text"] += "\nmore"
    with pytest.raises(RecordError, match="contradicts itself"):
        from_json(json.dumps(data))
    data = json.loads(to_json(labelled()))
    data["trace"]["spans"].append({"first": 1, "last": 1, "role": "body"})
    data["text"] += "\nmore"
    with pytest.raises(RecordError, match="contradicts itself"):
        from_json(json.dumps(data))


def test_an_edited_text_of_as_many_lines_is_taken() -> None:
    data = json.loads(to_json(labelled()))
    data["text"] = "New."
    assert from_json(json.dumps(data)).text == "New."


def test_slim_records_have_text_and_fields_only() -> None:
    record = without_trace(labelled())
    data = json.loads(to_json(record))
    assert data["trace"] is None
    assert data["text"] == "正文。"
    assert from_json(to_json(record)).slim


def test_marks_move_with_an_edit() -> None:
    block = Block("p", "paragraph", marks=(Mark(0, 3, "strong"), Mark(8, 12, "link", "/x")))
    line = Line(1, 1, "one (x) here", block)
    after = edit_line(line, Edit(1, 4, "(x) ", "", "test"))
    assert after.text == "one here"
    assert after.block is not None
    assert [(m.start, m.end) for m in after.block.marks] == [(0, 3), (4, 8)]
    with pytest.raises(ValueError, match="does not hold"):
        edit_line(line, Edit(1, 0, "two", "", "test"))


def test_joins_of_joined_lines_are_undone() -> None:
    record = document(["a", "b", "c", "d"])
    one, two, three, four = record.lines
    right = join_lines(three, four, " ")
    left = join_lines(one, two, "")
    whole = join_lines(left, right, "-")
    edits = (
        Edit(3, 1, "\n", " ", "wrap"),
        Edit(1, 1, "\n", "", "wrap"),
        Edit(1, 2, "\n", "-", "wrap"),
        Edit(1, 0, "a", "A", "clean"),
    )
    joined = record.replace(lines=(edit_line(whole, edits[3]),), edits=edits)
    assert joined.text == "Ab-c d"
    assert source_lines(joined) == ["a", "b", "c", "d"]
