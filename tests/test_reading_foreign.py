"""Records of other tools: a text under another name, lists of records, one record a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newsclip.record import Record
from tests.calling import shell
from tests.gathering import gather

LINES = [
    "The night ferry goes on until the spring, the council has decided after three hours.",
    "The operator wants a second crew, and the nurses a bench \u2013 with a roof.",
]
TEXT = "\n".join(LINES)
MARKUP = "".join(f"<p>{line}</p>\n" for line in LINES)


def put(folder: Path, name: str, content: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(content, encoding)
    return path


def read_one(folder: Path, found: dict[str, Any]) -> Record:
    [record], errors = gather(put(folder, "a.jsonl", json.dumps(found) + "\n"))
    assert errors == []
    return record


def words(record: Record) -> list[str]:
    return [line.text for line in record.lines if not line.is_blank]


@pytest.mark.parametrize(
    "found",
    [
        {"maintext": TEXT, "content": "A shorter one."},
        {"content": MARKUP},
        {"content": {"rendered": MARKUP, "protected": False}},
        {"body": LINES},
        {"articleBody": TEXT, "description": "A vote."},
        {"content_html": MARKUP, "content_text": ""},
        {"html": f"<html><body><h1>Night ferry</h1>{MARKUP}</body></html>", "title": "Night ferry"},
        {"text": None, "full_text": TEXT},
    ],
)
def test_a_text_under_another_name(tmp_path: Path, found: dict[str, Any]) -> None:
    record = read_one(tmp_path, found)
    assert [line for line in words(record) if line != "Night ferry"] == LINES


def test_a_text_of_the_usual_name_is_taken_as_it_is(tmp_path: Path) -> None:
    record = read_one(tmp_path, {"text": MARKUP, "content": "Another."})
    assert "<p>" in (record.text or "")
    assert json.loads(bytes(record.extra["content"])) == "Another."


def test_fields_under_other_names_are_adopted_and_stay(tmp_path: Path) -> None:
    record = read_one(
        tmp_path,
        {
            "title": {"rendered": "Night &amp; day"}, "link": "https://ferry.example/1",
            "author": {"name": "Agnes Whitlow"}, "publishedAt": "2024-05-12T08:00:00Z",
            "source": {"id": None, "name": "Harbour Courier"}, "tags": ["ferry", {"name": "crew"}],
            "content": TEXT, "likes": 7,
        },
    )  # fmt: skip
    assert (record.title, record.url) == ("Night & day", "https://ferry.example/1")
    assert (record.authors, record.keywords) == (("Agnes Whitlow",), ("ferry", "crew"))
    assert record.date_published == "2024-05-12T08:00:00+00:00"
    assert record.publisher == "Harbour Courier"
    assert json.loads(bytes(record.extra["likes"])) == 7
    assert json.loads(bytes(record.extra["link"])) == "https://ferry.example/1"
    kept = json.loads(bytes(record.extra["foreign"]))
    assert kept["title"] == {"rendered": "Night &amp; day"}
    assert kept["source"]["name"] == "Harbour Courier"


FERRY = {"title": "Night ferry", "content": TEXT}
MILL = {"title": "Old mill", "text": "For the first time in ninety years the mill grinds flour."}


@pytest.mark.parametrize(
    "value",
    [
        [FERRY, MILL],
        {"version": "https://jsonfeed.org/version/1.1", "title": "Harbour", "items": [FERRY, MILL]},
        {"status": "ok", "articles": [FERRY, MILL]},
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_a_file_that_is_one_value(tmp_path: Path, value: object, indent: int | None) -> None:
    path = put(tmp_path, "a.json", json.dumps(value, indent=indent), "utf-8-sig")
    records, errors = gather(path)
    assert errors == []
    assert [(one.title, one.source.member) for one in records] == [
        ("Night ferry", "1"),
        ("Old mill", "2"),
    ]
    piped = shell("newsclip read < a.json | jq -r .title", cwd=tmp_path)
    assert piped.out == "Night ferry\nOld mill\n"


def test_a_file_of_one_record(tmp_path: Path) -> None:
    [record], errors = gather(put(tmp_path, "a.json", json.dumps(FERRY, indent=2)))
    assert errors == []
    assert (record.title, words(record)) == ("Night ferry", LINES)


def test_an_object_without_text_costs_one_line(tmp_path: Path) -> None:
    found: list[object] = [FERRY, {"content": 7}, {"content": {}}, {"a": 1}, MILL]
    lines = list(map(json.dumps, found))
    records, errors = gather(put(tmp_path, "a.jsonl", "\n".join(lines)))
    assert [one.title for one in records] == ["Night ferry", "Old mill"]
    assert all("no string under the key 'text'" in str(error) for error in errors)
    assert [error.line for error in errors if hasattr(error, "line")] == [2, 3, 4]
    inside, errors = gather(put(tmp_path, "b.json", json.dumps([FERRY, {"a": 1}, [], MILL])))
    assert (len(inside), len(errors)) == (2, 2)


@pytest.mark.parametrize(
    "text",
    ["[1, 2, 3]", "{", "[", '{"name": "package", "version": 1}', "[" * 50_000, '[{"text": "cut'],
)
def test_other_json_is_text_as_before(tmp_path: Path, text: str) -> None:
    records, errors = gather(put(tmp_path, "a.json", text))
    assert errors == []
    assert [record.source.media_type for record in records] == ["text/plain"]


def test_numbers_are_kept_as_they_are_written(tmp_path: Path) -> None:
    text = '[{"content": "The night ferry goes on.", "id": 12345678901234567890123, "x": 1.50}]'
    [record], errors = gather(put(tmp_path, "a.json", text))
    assert errors == []
    assert bytes(record.extra["x"]) == b"1.50"


@pytest.mark.parametrize("depth", [5, 400, 900, 100_000])
def test_nesting_costs_one_line_at_most(tmp_path: Path, depth: int) -> None:
    deep = "[" * depth + '"words"' + "]" * depth
    records, errors = gather(put(tmp_path, "a.jsonl", f'{{"content": {deep}, "title": {deep}}}\n'))
    assert len(records) + len(errors) == 1
    assert all("internal" not in str(error) for error in errors)


def test_what_is_no_address_is_none(tmp_path: Path) -> None:
    assert read_one(tmp_path, {"content": TEXT, "guid": "17"}).url is None


def test_the_article_comes_out_of_clip(tmp_path: Path) -> None:
    put(tmp_path, "a.json", json.dumps([{**FERRY, "content": MARKUP}]))
    told = shell("newsclip clip a.json | jq -c '[.type, .title, .text]'", cwd=tmp_path)
    assert json.loads(told.out) == ["article", "Night ferry", TEXT]
