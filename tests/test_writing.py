from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from newsclip.errors import OutputError, UsageError
from newsclip.reading.text import lines_of_text
from newsclip.reading.walk import is_read
from newsclip.record import BLANK, Block, Label, Line, Mark, Record, Role, Source, lines_of
from newsclip.schema import from_json
from newsclip.writing import FORMATS
from newsclip.writing.markdown import escape
from newsclip.writing.output import emit, file_name, refuse_input, save, save_each


def document(text: str) -> Record:
    lines = lines_of(text)
    source = Source("a.txt", None, "text/plain", "utf-8", "0" * 64, 1, len(lines), len(text))
    return Record(type="document", id="0" * 24 + f":1-{len(lines)}", source=source, lines=lines)


def article(title: str | None, *rows: tuple[Role, str], **fields: object) -> Record:
    lines = tuple(
        Line(n, n, text, label=BLANK if role == "blank" else Label(role))
        for n, (role, text) in enumerate(rows, 1)
    )
    source = Source("a.txt", None, "text/plain", "utf-8", "0" * 64, 1, len(lines), 1)
    name = f"{'0' * 24}:1-{len(lines)}"
    record = Record(type="article", id=name, source=source, lines=lines, title=title)
    return record.replace(**fields)


def written(form: str, *records: Record) -> str:
    return "".join(FORMATS[form].write(records))


# --- JSON Lines


def test_json_lines_are_one_chunk_a_record() -> None:
    records = [document("a\n\nb"), article("T", ("body", "x\u2028y"))]
    chunks = list(FORMATS["jsonl"].write(records))
    assert [from_json(chunk) for chunk in chunks] == records
    assert all(chunk.endswith("\n") and chunk.count("\n") == 1 for chunk in chunks)


# --- text


@given(st.text(st.sampled_from("a \n\u3000中\f")))
def test_a_document_is_its_lines_exactly(text: str) -> None:
    record = document(text)
    assert written("text", record) == text + "\n"
    assert lines_of_text(written("text", record)) == [line.text for line in record.lines]


def test_articles_are_parted_by_a_form_feed() -> None:
    first = article("One", ("title", "One"), ("blank", ""), ("body", "a"), ("nav", "x"))
    second = article(None, ("body", "b"))
    assert written("text", first, second) == "One\n\na\n\f\nb\n"
    assert written("text", document("a"), document("b")) == "a\nb\n"
    assert written("text", document("a"), second) == "a\n\f\nb\n"


def test_a_record_without_text_adds_no_parting() -> None:
    empty = article(None, ("nav", "x"))
    assert written("text", empty, article("T"), empty, article(None, ("body", "b"))) == "T\n\f\nb\n"


# --- Markdown


def rendered(text: str) -> str:
    tokens = MarkdownIt("commonmark").parse(text)
    [inline] = [token for token in tokens if token.type == "inline"]
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = inline.children or []
    assert {child.type for child in children} <= {"text", "text_special"}
    return "".join(child.content for child in children)


_HOSTILE = st.text(st.sampled_from("a1中 \\`*_{}[]()<>#+-.!|~=&;:/\"'\t"), min_size=1, max_size=30)


@given(st.one_of(_HOSTILE, st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1)))
def test_text_survives_markdown(text: str) -> None:
    # White space at the ends is not promised: renderers differ on what they strip there.
    if text.strip():
        assert rendered(escape(text)).strip() == text.strip()


@pytest.mark.parametrize(
    "text",
    ["1. not a list", "- not an item", "# no heading", "> no quote", "---", "===", "    no code",
     "<script>x</script>", "&amp; stays", "snake_case and *stars*", "[a](b)", "2) x", "+ x",
     "http://example.org/a_b_c", "a\\", "1986\\. x", "```", "***", "![i](j)"],
)  # fmt: skip
def test_marks_of_markdown_are_text(text: str) -> None:
    assert rendered(escape(text)) == text.strip()


def test_plain_words_are_not_escaped() -> None:
    text = "A plan (new), 3.5 km - of a_b; R&D costs #1! 中文，標點。"
    assert escape(text) == text


def test_an_article_in_markdown() -> None:
    record = article(
        "Late *buses*",
        ("title", "Late *buses*"),
        ("lead", "Lead."),
        ("subhead", "Why"),
        ("list_item", "one"),
        ("list_item", "two"),
        ("quote", "Said."),
        ("body", "End."),
        authors=("A Name",),
        date_published="2024-05-03",
    )
    assert written("markdown", record) == (
        "# Late \\*buses\\*\n\n*A Name, 2024-05-03*\n\nLead.\n\n## Why\n\n- one\n- two\n\n"
        "> Said.\n\nEnd.\n"
    )


def test_articles_in_markdown_are_parted_by_a_rule() -> None:
    text = written("markdown", article("A", ("body", "x")), article("B", ("body", "y")))
    kinds = [token.type for token in MarkdownIt("commonmark").parse(text) if token.nesting >= 0]
    assert kinds.count("hr") == 1
    assert kinds.count("heading_open") == 2


# --- CSV


def test_csv_is_read_back() -> None:
    record = article(
        'Say "yes", now',
        ("body", "one\rtwo, three"),
        ("body", "four"),
        authors=("A", "B"),
        language_score=0.5,
    )
    [row] = csv.DictReader(io.StringIO(written("csv", record), newline=""))
    assert row["title"] == 'Say "yes", now'
    assert row["text"] == "one\rtwo, three\nfour"
    assert (row["authors"], row["language_score"], row["url"]) == ("A; B", "0.5", "")
    assert row["path"] == "a.txt"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_runs_as_a_formula(start: str) -> None:
    record = article(start + "1+1", ("body", start + "x"), authors=(start + "a",))
    [row] = csv.DictReader(io.StringIO(written("csv", record), newline=""))
    assert row["title"] == f"'{start}1+1"
    assert row["text"] == f"'{start}x"
    assert row["authors"] == f"'{start}a"


def test_csv_of_nothing_is_its_header() -> None:
    assert written("csv").startswith("id,path,title,")
    assert len(list(FORMATS["csv"].write([document("a"), document("b")]))) == 2


# --- files


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("before")
    target.chmod(0o640)

    def breaking() -> Iterator[str]:
        yield "half"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save(breaking(), str(target))
    assert target.read_text() == "before"
    assert os.listdir(tmp_path) == ["out.jsonl"]  # noqa: PTH208
    save(["a\n", "中\n"], str(target))
    assert target.read_text() == "a\n中\n"
    assert target.stat().st_mode & 0o777 == 0o640
    assert os.listdir(tmp_path) == ["out.jsonl"]  # noqa: PTH208


def test_a_link_as_output_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to("real.txt")
    save(["new"], str(tmp_path / "link.txt"))
    assert (tmp_path / "real.txt").read_text() == "new"
    assert (tmp_path / "link.txt").is_symlink()


def test_devices_are_written_straight() -> None:
    save(["x"], "/dev/null")
    with pytest.raises(OutputError, match="no space left"):
        save(["x"], "/dev/full")


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    for target in (tmp_path, tmp_path / "no" / "out.txt"):
        with pytest.raises(OutputError) as caught:
            save(["x"], str(target))
        assert caught.value.exit_code == 74
    with open("/dev/full", "wb", buffering=0) as stream, pytest.raises(OutputError):  # noqa: PTH123
        emit(["x"], stream)


def test_a_reader_that_has_gone_is_no_output_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb", buffering=0) as stream, pytest.raises(BrokenPipeError):
        emit(["x"], stream)


def test_one_file_an_article_named_by_id(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    records = [
        article("A", ("body", "x")),
        article("B", ("body", "y")),
        article(None, ("nav", "n")),
    ]
    records.append(article("C", id="../../etc/passwd"))
    saved = list(save_each(iter(records), str(folder), FORMATS["text"]))
    assert saved == records
    names = sorted(path.name for path in folder.iterdir())
    own = "0" * 24 + "-1-1"
    assert names[:2] == [f"{own}.txt", f"{own}_2.txt"]
    assert names[2].startswith("_._.._etc_passwd-")
    assert (folder / f"{own}_2.txt").read_text() == "B\n\ny\n"


@given(st.text())
def test_no_id_leaves_its_folder(identifier: str) -> None:
    name = file_name(identifier.encode("utf-8", "replace").decode())
    assert name not in {"", ".", ".."}
    assert not {"/", "\\", "\0", ":"} & set(name)
    assert not name.startswith(".")
    assert len(name.encode()) < 240


def test_the_output_may_not_be_an_input(tmp_path: Path) -> None:
    source = tmp_path / "in" / "a.txt"
    source.parent.mkdir()
    source.write_text("x")
    (tmp_path / "alias.txt").hardlink_to(source)
    for target in (source, tmp_path / "alias.txt", tmp_path / "in" / "new.jsonl"):
        said = "also an input" if target.exists() else "in a folder that is read"
        with pytest.raises(UsageError, match=said):
            refuse_input(str(target), [str(source), str(source.parent)], is_read=is_read)
    for target in (tmp_path / "in" / "a.csv", tmp_path / "out.txt", tmp_path / "in" / ".o.txt"):
        refuse_input(str(target), ["-", str(source.parent), "no-such"], is_read=is_read)


# --- HTML, and the marks of pages


def marked(text: str, *marks: Mark, role: Role = "body", path: str = "body>p") -> Record:
    block = Block(path, "paragraph", marks=marks, depth=2)
    line = Line(1, 1, text, block, Label(role))
    return article("A <b>", ("body", "")).replace(lines=(line,))


def test_html_is_built_new_from_lines_and_marks() -> None:
    link = Mark(4, 13, "link", "https://example.org/?a=1&b=2")
    record = marked("The new quay is <open>.", link, Mark(8, 12, "strong"))
    assert written("html", record) == (
        "<article>\n<h1>A &lt;b&gt;</h1>\n"
        '<p>The <a href="https://example.org/?a=1&amp;b=2">new <strong>quay</strong></a>'
        " is &lt;open&gt;.</p>\n</article>\n"
    )


def test_html_links_lead_to_pages_and_people_only() -> None:
    for href in ("javascript:alert(1)", "data:text/html,x", "/page", " vbscript:x", None):
        assert "<a " not in written("html", marked("A link.", Mark(0, 1, "link", href)))
    for href in ("HTTP://example.org/", "mailto:a@example.org"):
        assert "<a href=" in written("html", marked("A link.", Mark(0, 1, "link", href)))


def test_markdown_keeps_links_and_emphasis() -> None:
    record = marked(
        "1. The *quay* opens today.",
        Mark(3, 13, "link", "https://example.org/a(b)"),
        Mark(20, 25, "em"),
    )
    assert "1\\. [The \\*quay\\*](https://example.org/a%28b%29) opens *today*." in written(
        "markdown", record
    )


def test_lists_and_tables_of_pages_stay_lists_and_tables() -> None:
    rows: list[tuple[str, str, Role, int, int]] = [
        ("body>ul>li", "One", "list_item", 3, 1),
        ("body>ul>li>ol>li", "Deeper", "list_item", 5, 3),
        ("body>table>tr>th", "Ship", "body", 4, 1),
        ("body>table>tr>th", "Day", "body", 4, 3),
        ("body>table>tr>td", "Gull", "body", 4, 2),
        ("body>table>tr>td", "Monday", "body", 4, 3),
    ]
    lines = tuple(
        Line(n, n, text, Block(path, "table" if "t" in path[5:] else "list_item", depth=depth,
                               shared=shared), Label(role))
        for n, (path, text, role, depth, shared) in enumerate(rows, 1)
    )  # fmt: skip
    record = article(None, ("body", "")).replace(lines=lines)
    assert written("markdown", record) == (
        "- One\n   1. Deeper\n\n| Ship | Day |\n| --- | --- |\n| Gull | Monday |\n"
    )
    assert written("html", record) == (
        "<article>\n<ul><li>One<ol><li>Deeper</li></ol></li></ul>\n"
        "<table><tr><th>Ship</th><th>Day</th></tr><tr><td>Gull</td><td>Monday</td></tr></table>\n"
        "</article>\n"
    )


@given(
    st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from(("link", "em")))),
)
def test_any_marks_give_sound_html_with_all_the_text(
    text: str, spans: list[tuple[int, int, Literal["link", "em"]]]
) -> None:
    marks = [Mark(min(a, b), max(a, b), kind, "https://a.example") for a, b, kind in spans]
    from bs4 import BeautifulSoup

    shown = BeautifulSoup(written("html", marked(text, *marks)), "html.parser")
    bodies = [p.get_text() for p in shown.find_all("p")]
    controls = [chr(n) for n in (*range(32), *range(0x7F, 0xA0)) if chr(n) not in "\t\n"]
    kept = "".join(c for c in text.strip() if c not in controls)
    assert "".join(bodies) == kept
