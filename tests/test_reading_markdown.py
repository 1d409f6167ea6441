"""Markdown clippings: recognised by content, front matter to fields, marks out as edits."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsclip.knowledge.rules import load_rules
from newsclip.pipeline import run
from newsclip.reading import ReadOptions, read
from newsclip.record import Record, source_lines
from newsclip.schema import from_json, to_json
from newsclip.stages.repair import repair
from newsclip.stages.split import split
from newsclip.stages.strip import strip
from newsclip.writing import FORMATS
from tests.generators import SENTENCES, lines

SAMPLE = Path(__file__).parents[1] / "samples" / "clipping.md"
FRONT = """---
title: "River ferries: a year on batteries"
source: "https://news.example.org/a/1"
author:
  - "[[Ana Lindholm]]"
  - [[desk|The River Desk]]
published: 2026-02-18
created: 2026-03-02
description: "What the engines left behind."
tags: [clippings, ferries, "batteries"]
---
"""
RULES = load_rules(user=False)
REPAIR, STRIP, SPLIT = repair(), strip(rules=RULES), split(rules=RULES)
BODY = SENTENCES[6] + " " + SENTENCES[7]


def put(folder: Path, text: str, name: str = "a.txt") -> str:
    path = folder / name
    path.write_bytes(text.encode())
    return str(path)


def record_of(folder: Path, text: str, name: str = "a.md", form: str = "auto") -> Record:
    options = ReadOptions(form=form)  # type: ignore[arg-type]
    [record] = read([put(folder, text, name)], options)
    return record


def shown(folder: Path, text: str, name: str = "a.md") -> list[str]:
    """The lines of a Markdown file after its repair, blank ones left out."""
    [repaired] = repair(only=("markdown",))(record_of(folder, text, name, "markdown"))
    assert source_lines(repaired) == [line.text for line in record_of(folder, text, name).lines]
    return [line.text for line in repaired.lines if not line.is_blank]


# Recognised by content.


def test_front_matter_makes_markdown_whatever_the_suffix(tmp_path: Path) -> None:
    assert record_of(tmp_path, FRONT + BODY, "a.txt").source.media_type == "text/markdown"


def test_front_matter_with_figures_on_standard_input_is_no_html(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = '---\ntitle: A\ndate: 2024\n---\n<figure>\n<img src="a.jpg">\n</figure>\n'

    class Stdin:
        buffer = io.BytesIO(text.encode())

    monkeypatch.setattr("sys.stdin", Stdin)
    [record] = read(["-"])
    assert (record.source.media_type, record.title) == ("text/markdown", "A")


@pytest.mark.parametrize(
    "text",
    [
        "# A heading\n",
        "see [this](https://example.org)\n",
        "![](a.jpg)\n",
        "```\ncode\n```\n",
        "[1]: https://example.org/a\n",
    ],
)
def test_marks_make_markdown_of_a_file_named_so(tmp_path: Path, text: str) -> None:
    assert record_of(tmp_path, text, "a.md").source.media_type == "text/markdown"
    assert record_of(tmp_path, text, "a.txt").source.media_type == "text/plain"
    assert record_of(tmp_path, text, "a.md", "text").source.media_type == "text/plain"


@pytest.mark.parametrize(
    "text",
    [
        "* one\n* two * three\n#tag #news\n",
        "---\nA teaser\n---\nAnother teaser\n---\n",
        "---\nOpening hours: nine to five\nFare: two crowns\n---\n",
        "---\n",
        "---\ntitle: never closed\n",
        "",
    ],
)
def test_dumps_with_stars_hashes_and_rules_are_plain(tmp_path: Path, text: str) -> None:
    for name in ("a.txt", "a.md"):
        record = record_of(tmp_path, text, name)
        assert record.source.media_type == "text/plain"
        [repaired] = repair(only=("markdown",))(record)
        assert repaired.edits == ()


# Front matter.


def test_front_matter_fills_the_fields(tmp_path: Path) -> None:
    record = record_of(tmp_path, FRONT + BODY)
    assert record.title == "River ferries: a year on batteries"
    assert record.url == "https://news.example.org/a/1"
    assert record.authors == ("Ana Lindholm", "The River Desk")
    assert record.date_published == "2026-02-18"
    assert record.keywords == ("ferries", "batteries")
    assert record.warnings == ()


@pytest.mark.parametrize(
    ("entry", "field", "value"),
    [
        (
            "author: Ana Lindholm, Bo Sund and Cy Ek",
            "authors",
            ("Ana Lindholm", "Bo Sund", "Cy Ek"),
        ),
        ("authors: [Ana, Bo]", "authors", ("Ana", "Bo")),
        ("author: [[Ana Lindholm]]", "authors", ("Ana Lindholm",)),
        ("date: 2020-07-29T08:30:00+08:00", "date_published", "2020-07-29T08:30:00+08:00"),
        ("date: 2020-07-29 08:30", "date_published", "2020-07-29T08:30"),
        ("date: 3 May 2024", "date_published", "2024-05-03"),
        ("published: 2024年5月3日", "date_published", "2024-05-03"),
        ("date: soon", "date_published", None),
        ("created: 2024-05-03", "date_published", None),
        ("tags: '#ferries, #batteries'", "keywords", ("ferries", "batteries")),
        ("tags:\n- clippings", "keywords", ()),
        ("url: https://example.org/a?b=c#d", "url", "https://example.org/a?b=c#d"),
        ("source: The River Post", "publisher", "The River Post"),
        ("source: The River Post", "url", None),
        ("category: Transport", "section", "Transport"),
        ("TITLE: 404", "title", "404"),
        ("title: on", "title", "on"),
        ("title: ~", "title", None),
        ("title: >-\n  two\n  lines", "title", "two lines"),
        ('title: "a \\"quoted\\" word"', "title", 'a "quoted" word'),
    ],
)
def test_an_entry(tmp_path: Path, entry: str, field: str, value: object) -> None:
    record = record_of(tmp_path, f"---\n{entry}\nlink: none\n---\n{BODY}\n")
    assert getattr(record, field) == value
    assert record.warnings == ()


def test_an_entry_that_is_no_yaml_costs_itself_only(tmp_path: Path) -> None:
    text = "---\ntitle: Ferries: a year on\nauthor: {Ana\n  Bo\ndate: 2024-05-03\n---\n" + BODY
    record = record_of(tmp_path, text)
    assert (record.title, record.date_published) == ("Ferries: a year on", "2024-05-03")
    assert record.authors == ()
    assert [(w.code, w.line) for w in record.warnings] == [("front-matter", 2), ("front-matter", 3)]
    assert [line.text for line in record.lines if line.block is None] == [
        "author: {Ana",
        "  Bo",
        BODY,
    ]


@pytest.mark.parametrize(
    "entry",
    ["a: &x [y]\nb: *x", "a: " + "[" * 5000, "a: !!python/object:os.system x", "a: \x1b\x07"],
)
def test_hostile_front_matter_costs_no_record(tmp_path: Path, entry: str) -> None:
    record = record_of(tmp_path, f"---\ntitle: T\n{entry}\n---\n{BODY}\n")
    assert record.title == "T"
    assert record.text.endswith(BODY)


def test_reading_as_text_gives_the_lines_exactly(tmp_path: Path) -> None:
    text = FRONT + "# T\r\n\r\n[a](https://example.org)  \n\n   \n"
    [record] = read([put(tmp_path, text, "a.md")])
    assert "".join(FORMATS["text"].write([record])) == text.replace("\r", "")


def test_front_matter_is_dropped_with_its_reason(tmp_path: Path) -> None:
    [labelled] = STRIP(record_of(tmp_path, FRONT + "# River ferries: a year on batteries\n" + BODY))
    roles = [line.role for line in labelled.lines]
    assert roles[1] == "title"
    assert roles[3:6] == ["byline"] * 3
    assert roles[6:10] == ["dateline", "noise", "noise", "keywords"]
    assert {line.label.rule for line in labelled.lines[:11] if line.label} == {
        "markdown/front-matter"
    }


# The words stay, the marks go.


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a [few words](https://example.org/a_b 'T') here", ["a few words here"]),
        ("a [few\nwords](https://example.org/\n'T') here", ["a few", "words", "here"]),
        ("[a][1] [b] [c][]\n\n[1]: https://e.org/1\n[b]: https://e.org\n[c]: /c", ["a b c"]),
        ("[path](https://e.org/a(b)c) end", ["path end"]),
        ("<https://e.org/x> and <mail@e.org>", ["https://e.org/x and mail@e.org"]),
        ("![alt words](a.jpg)\n\nafter", ["after"]),
        ("before ![x](a.jpg 'T') after", ["before after"]),
        ("[![alt](a.png)](https://e.org/ad)\n\nafter", ["after"]),
        ("[\n\nEvent details\n\n](https://e.org/x 'T')", ["Event details"]),
        ("[![p](a.png)\n\nHeadline\n\nExcerpt.](https://e.org)", ["Headline", "Excerpt."]),
        ("**strong** *em* ***both*** ~~gone~~ `co*d*e`", ["strong em both gone co*d*e"]),
        ("說**「開始。」**然後**停止。**再說", ["說「開始。」然後停止。再說"]),
        ("## Head ##\n\n> quoted\n> > twice\n\n- one\n  - two\n1. three", None),
        ("Head\n====\n\nwords\n\n* * *\n\nwords", ["Head", "words", "words"]),
        ("- [ ] open\n- [x] done", ["open", "done"]),
        ("| a | b \\| c |\n|---|:-:|\n| **d** | [e](/e) |", ["a | b | c", "d | e"]),
        (
            "<figure>\n<img src='a.jpg'\nalt='x'>\n<figcaption>A <b>b</b></figcaption>\n</figure>",
            ["A b"],
        ),
        ("one<br>two <span class='x'>three</span> <!-- four -->", ["one two three "]),
        ("<script>\nvar x = 1;\n</script>\nwords", ["words"]),
        ('<iframe src="https://e.org"></iframe>\n\nwords', ["words"]),
        ("{{< video src='https://e.org' >}}\n\n{% embed x %}\n\nwords", ["words"]),
        ("\\*not em\\* 5 &lt; 6 &amp;&nbsp;7\\\nnext", ["*not em* 5 < 6 &\u00a07", "next"]),
        ("claim[^1] holds\n\n[^1]: Says the report.", ["claim holds", "Says the report."]),
        ("[[Page]] and [[Page|other words]] ![[file.png]]", ["Page and other words "]),
        ("```\n[kept](https://e.org) *as is*\n```", ["[kept](https://e.org) *as is*"]),
        ("    indented [a](/a)", ["indented a"]),
    ],
)
def test_what_is_shown(tmp_path: Path, text: str, words: list[str] | None) -> None:
    found = shown(tmp_path, text)
    assert found == (words or ["Head", "quoted", "twice", "one", "two", "1. three"])


@pytest.mark.parametrize(
    "text",
    [
        "an album called <Thriller> and 3 < 5 > 2",
        "[the reporter](see below) in brackets [again]",
        "[編輯]: 林小安",
        "2 * 3 * 4 and snake_case_name, # no heading",
        "a lone ** and a lone ` and [",
        "<!-- never closed",
        "AT&T &copy without its end",
        "{ braces } and {{ more }}",
    ],
)
def test_what_is_no_mark_stays(tmp_path: Path, text: str) -> None:
    assert shown(tmp_path, text) == [text]


def test_too_many_marks_are_no_paragraph(tmp_path: Path) -> None:
    text = "**a" * 20_000
    assert shown(tmp_path, text) == [text]


def test_marks_become_evidence(tmp_path: Path) -> None:
    text = (
        "## Head\n\n> quoted\n\n- [all link](https://e.org/1)\n\n[one](https://e.org/2)\n\n"
        "half [a link](https://e.org/3) line\n\nplain\n\n<figcaption>said</figcaption>\n"
    )
    [repaired] = repair(only=("markdown",))(record_of(tmp_path, text))
    blocks = {line.text: line.block for line in repaired.lines if line.block}
    kinds = {text: block.kind for text, block in blocks.items()}
    assert kinds == {
        "Head": "heading",
        "quoted": "quote",
        "all link": "list_item",
        "one": "link",
        "half a link line": "paragraph",
        "said": "caption",
    }
    assert blocks["all link"].link_share == blocks["one"].link_share == 1.0
    [mark] = blocks["half a link line"].marks
    assert "half a link line"[mark.start : mark.end] == "a link"
    assert mark.href == "https://e.org/3"
    [labelled] = STRIP(repaired)
    roles = {line.text: line.role for line in labelled.lines}
    assert roles["said"] == "caption"


def test_a_wrapped_paragraph_can_still_be_joined(tmp_path: Path) -> None:
    words = "the city said that it would renew its [bus](https://e.org/b) network from next year on"
    wrapped = " ".join([words] * 12)
    rows, row = [], ""
    for word in wrapped.split(" "):
        if len(re.sub(r"\]\([^)]*\)|\[", "", row)) + len(word) > 70:
            rows.append(row)
            row = ""
        row = f"{row} {word}".strip()
    text = FRONT + "\n".join([*rows, row]) + "\n"
    [repaired] = REPAIR(record_of(tmp_path, text))
    assert all(line.block is None for line in repaired.lines[11:])


def test_a_star_written_as_one_is_none_the_second_time(tmp_path: Path) -> None:
    [once] = REPAIR(record_of(tmp_path, FRONT + "a \\*star\\* and \\[b\\](https://e.org)\n"))
    assert once.lines[-1].text == "a *star* and [b](https://e.org)"
    [twice] = REPAIR(from_json(to_json(once)))
    assert to_json(twice) == to_json(once)
    [skipped] = repair(skip=("markdown",))(record_of(tmp_path, FRONT + "*a*\n"))
    [later] = REPAIR(from_json(to_json(skipped)))
    assert later.lines[-1].text == "a"


def test_the_text_of_a_repaired_clipping_is_plain(tmp_path: Path) -> None:
    [record] = read([str(SAMPLE)])
    [once] = REPAIR(record)
    again = record_of(tmp_path, once.text + "\n", "b.txt")
    assert again.source.media_type == "text/plain"
    [twice] = REPAIR(again)
    assert twice.text == once.text


# The whole path.


def test_the_sample() -> None:
    [record] = read([str(SAMPLE)])
    out = list(run([record], [REPAIR, STRIP, SPLIT]))
    assert [source_lines(part) for part in out] == [
        [line.text for line in record.lines[part.source.first_line - 1 : part.source.last_line]]
        for part in out
    ]
    first, second = out
    assert first.title == "渡輪改用電池後，三個碼頭的早晨安靜下來"
    assert first.url == "https://news.example.org/article/2041/electric-ferry"
    assert (first.authors, first.date_published) == (("河口日報",), "2026-02-18")
    assert second.title != first.title
    assert (second.url, second.authors) == (None, ())
    assert not re.search(r"\]\(|https?:|\*\*|^#|^>", first.text + second.text, re.MULTILINE)
    assert "「引擎拆下來只花了三天。」真正的難題" in first.text


def test_a_short_title_above_the_same_heading(tmp_path: Path) -> None:
    text = f"---\ntitle: 家\nurl: https://e.org/1\n---\n\n# 家\n\n{BODY}\n\n{BODY}\n"
    [article] = run([record_of(tmp_path, text)], [REPAIR, STRIP, SPLIT])
    assert article.title == "家"
    assert "家" not in article.text.split("\n")


markup = st.sampled_from(
    ["[", "](https://e.org/a)", "](/x 't')", "*", "**", "_", "`", "```", "~~", "\n\n", "\n", "  \n",
     "> ", "- ", "1. ", "    ", "## ", "---", "===", "\n| a | b |\n|---|---|\n", "<b>", "</b>",
     "<figcaption>", "</figcaption>", "<!--", "-->", "<script>", "</script>", "&amp;", "&#10;",
     "\\", "{{< v >}}", "[^1]", "\n[^1]: ", "\n[1]: https://e.org\n", "[1]", "[[", "]]", "![",
     "\n[\n\nwords\n\n](https://e.org)\n", "![[a]]", "<https://e.org>", "\u2028", "\r"]
)  # fmt: skip
front = st.sampled_from(
    ["", FRONT, "---\ntitle: a: b\ndate: 2024\n---\n", "---\ntitle: |\n  a\n  b\nx: {\n...\n"]
)
clippings = st.tuples(
    front, st.lists(st.one_of(markup, markup, lines), min_size=1, max_size=30).map("".join)
).map("".join)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(text=clippings)
def test_the_laws(tmp_path: Path, text: str) -> None:
    """Undo, round trip, idempotence and conservation on whatever marks stand together."""
    for record in read([put(tmp_path, text, "law.md")], ReadOptions(form="markdown")):
        raw = [line.text for line in record.lines]
        [once] = REPAIR(record)
        assert source_lines(once) == raw
        assert from_json(to_json(once)) == once
        [twice] = REPAIR(from_json(to_json(once)))
        assert to_json(twice) == to_json(once)
        parts = list(SPLIT(once))
        assert [line for part in parts for line in source_lines(part)] == raw
