from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclip.reading import read
from newsclip.reading.encoding import Decoded
from newsclip.reading.html import html_record
from newsclip.reading.html.dates import iso_date
from newsclip.record import Record
from newsclip.schema import from_json, to_json


def page(markup: str) -> Record:
    return html_record(Decoded(markup, "utf-8"), markup.encode(), "page.html", member=None)


def body(markup: str) -> Record:
    return page(f"<!DOCTYPE html><html><head><title>T</title></head><body>{markup}</body></html>")


def lines(markup: str) -> list[str]:
    return [line.text for line in body(markup).lines]


def kinds(markup: str) -> list[tuple[str, str]]:
    return [(line.text, line.block.kind) for line in body(markup).lines if line.block]


def test_a_page_is_one_document_of_numbered_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<title>T</title><h1>Head</h1><p>One.<p>Two.")
    [record] = read([str(path)])
    assert [(line.first, line.last, line.text) for line in record.lines] == [
        (1, 1, "Head"),
        (2, 2, "One."),
        (3, 3, "Two."),
    ]
    assert record.source.media_type == "text/html"
    assert (record.source.first_line, record.source.last_line) == (1, 3)
    assert from_json(to_json(record)) == record


def test_text_directly_in_any_element_counts() -> None:
    markup = "a<section>b<div>c</div>d<span>e</span></section><x-y>f</x-y><center>g</center>"
    assert lines(markup) == ["a", "b", "c", "de", "f", "g"]
    assert lines("<table><tr><td>1<td>2<tr><td>3</table>") == ["1", "2", "3"]
    assert lines("<dl><dt>t<dd>d</dl><p>one<br>two<br/><br>three") == [
        "t",
        "d",
        "one",
        "two",
        "three",
    ]


def test_the_invisible_is_dropped_and_nothing_else() -> None:
    hidden = (
        "<script>s</script><style>s</style><noscript>n</noscript><template><p>t</p></template>"
        "<!-- c --><svg><text>v</text></svg><p hidden>h</p><p style='color:red;display: none'>d</p>"
    )
    assert lines(f"<p>a</p>{hidden}<p style='display:block'>b</p><p aria-hidden=true>c</p>") == [
        "a",
        "b",
        "c",
    ]


def test_a_page_that_a_script_was_to_show_is_read() -> None:
    article = "<p>A long paragraph of the article that a script was to show.</p>" * 3
    assert len(lines(f"<p>Loading</p><div style='display:none'>{article}</div>")) == 4
    assert lines(f"<article hidden>{article}</article>")


def test_an_element_that_was_left_open_in_noscript_swallows_no_page() -> None:
    text = "<p>The ferry stays at the quay until the last nurse has come on board.</p>" * 3
    assert len(lines(f"<noscript><div></noscript><div>{text}</div>")) == 3
    assert len(lines(f"<p>Loading</p><noscript>{text}</noscript>")) == 4
    short = "<noscript><p>Please turn on your scripts.</p></noscript>"
    assert lines(f"{text}{short}") == lines(text)


def test_a_remark_in_a_program_is_no_template() -> None:
    text = f"<p>{'The ferry stays at the quay until the last nurse is on board. ' * 2}</p>" * 9
    assert lines(f"<p>Loading</p><script>/* {text} */</script>") == ["Loading"]
    assert len(lines(f"<p>Loading</p><script type=text/template>{text}</script>")) == 10


def test_ruby_stands_above_its_word_unless_the_page_has_parentheses_for_it() -> None:
    assert lines(
        "<p><ruby>漢<rt>かん<rt hidden></ruby>字は<ruby>橋<rtc><rt>はし</rtc></ruby></p>"
    ) == ["漢字は橋"]
    named = "<ruby><rb>尹錫悦</rb><rp>（</rp><rt>ユンソンニョル</rt><rp>）</rp></ruby>大統領"
    assert lines(f"<p>{named}は夜</p>") == ["尹錫悦（ユンソンニョル）大統領は夜"]
    assert lines("<p>a<rt>b</rt>c</p>") == ["ac"]


def test_a_hidden_script_is_no_page_that_it_was_to_show() -> None:
    script = "<script>" + "var long = 1;" * 100 + "</script>"
    assert lines(f"<p>Shown</p><div hidden>{script}<p>No</p></div>") == ["Shown"]
    menu = "".join(f"<a href=/{n}>x</a>" for n in range(9))
    assert lines(f"<p>Seventeen letters.</p><pre hidden>{' ' * 99}{menu}</pre>") == [
        "Seventeen letters.",
        " " * 99 + " ".join("x" * 9),
    ]


def test_white_space_is_collapsed_as_a_browser_does() -> None:
    assert lines("<p> a \n\t b <b> c</b> <i>d</i> </p>") == ["a b c d"]
    assert lines("<pre>a\n  b\n</pre>") == ["a", "  b"]
    assert lines("<p>fish&nbsp;&amp;&#32;chips</p>") == ["fish\u00a0& chips"]


def test_a_line_end_between_chinese_characters_is_no_space() -> None:
    assert lines("<p>市議會通過\n  計畫，\n明年</p>") == ["市議會通過計畫，明年"]
    assert lines("<p>한국\n신문 中\nEnglish</p>") == ["한국 신문 中 English"]


def test_links_side_by_side_are_not_one_word() -> None:
    assert lines("<div><a href=1>Home</a><a href=2>News</a></div>") == ["Home News"]
    assert lines("<p>un<a href=1>like</a>ly <b>w</b>ord</p>") == ["unlikely word"]


def test_kinds_of_blocks() -> None:
    markup = (
        "<header><h1>H</h1><p>tag line</p></header><nav><ul><li><a href=1>Home</a></ul></nav>"
        "<main><article><header><p>lead</p></header><p>text</p><h2>sub</h2><ul><li>item</ul>"
        "<blockquote><p>said</p></blockquote><figure><figcaption>shown</figcaption></figure>"
        "<table><tr><td>cell</table><pre>code</pre><p><a href=2>more</a></p><div>loose</div>"
        "</article></main><aside><p>side</p></aside><div role=contentinfo>foot</div>"
    )
    assert kinds(markup) == [
        ("H", "heading"),
        ("tag line", "header"),
        ("Home", "nav"),
        ("lead", "paragraph"),
        ("text", "paragraph"),
        ("sub", "heading"),
        ("item", "list_item"),
        ("said", "quote"),
        ("shown", "caption"),
        ("cell", "table"),
        ("code", "pre"),
        ("more", "link"),
        ("loose", "other"),
        ("side", "aside"),
        ("foot", "footer"),
    ]


def test_a_form_is_a_form_unless_it_holds_the_page() -> None:
    assert kinds("<form><p>Your name</p><button>Send</button></form>") == [
        ("Your name", "form"),
        ("Send", "form"),
    ]
    article = "<p>A paragraph of an article in a page that is one form.</p>" * 30
    found = kinds(f"<form><button>Search</button>{article}</form>")
    assert found[0][1] == "form"
    assert {kind for _, kind in found[1:]} == {"paragraph"}


def test_evidence_of_a_line() -> None:
    markup = (
        "<main id=content><div class='art-body wide'><p>See <a href='/x'>the <b>plan</b></a>, "
        "<em>now</em>.</p></div></main>"
    )
    [line] = body(markup).lines
    block = line.block
    assert block is not None
    assert block.path == "html>body>main>div>p"
    assert block.classes == ("art-body", "wide", "content")
    assert block.origin == "dom"
    assert block.link_share == round(len("the plan") / len(line.text), 3)
    assert [(line.text[m.start : m.end], m.kind, m.href) for m in block.marks] == [
        ("the plan", "link", "/x"),
        ("plan", "strong", None),
        ("now", "em", None),
    ]


def test_a_line_counts_the_elements_around_it_and_the_line_above() -> None:
    markup = (
        "<div><ul><li>one<li>two</ul><pre> \n </pre><section><p>three<br>four</p></section></div>"
        "<div><ul><li>five</ul></div>"
    )
    found = [(line.text, line.block.depth, line.block.shared) for line in body(markup).lines
             if line.block]  # fmt: skip
    assert found == [("one", 5, 0), ("two", 5, 4), ("three", 5, 3), ("four", 5, 5), ("five", 5, 2)]


def test_the_class_of_an_inline_element_is_evidence_too() -> None:
    [line] = body("<p><span class=author>A Name</span></p>").lines
    assert line.block is not None
    assert line.block.classes == ("author",)


def test_a_mark_that_spans_lines_is_cut_at_their_ends() -> None:
    first, second = body("<a href=u>one <div> two</div></a>").lines
    for line in (first, second):
        assert line.block is not None
        [mark] = line.block.marks
        assert line.text[mark.start : mark.end] == line.text
        assert mark.href == "u"


def test_addresses_that_run_scripts_are_not_kept() -> None:
    [line] = body("<a href=' JavaScript:alert(1)'>x</a>").lines
    assert line.block is not None
    assert [mark.href for mark in line.block.marks] == [None]


DEEP = [
    ("<div>" * 100_000, "</div>" * 100_000),
    ("<hgroup>" * 50_000, ""),
    ("<b><i>" * 50_000, ""),
    ("<ul><li>" * 50_000, ""),
    ("<p>" + "".join(f"<font color={n}>" for n in range(4000)) + "<p>x" * 4000, ""),
]


@pytest.mark.parametrize(
    ("opening", "closing"), DEEP, ids=["div", "hgroup", "inline", "list", "font"]
)
def test_nesting_costs_no_seconds_and_no_text(opening: str, closing: str) -> None:
    start = time.process_time()
    found = lines(f"{opening}<h1>Head</h1><p>first<p>second{closing}<p>last")
    assert {"Head", "first", "second", "last"} <= set(found)
    assert time.process_time() - start < 8


def test_a_tag_of_many_attributes_costs_no_seconds_and_no_text() -> None:
    many = " ".join(f"a{n}=1" for n in range(50_000))
    start = time.process_time()
    assert lines(f"<p class=x {many}>one</p><p>two</p>") == ["one", "two"]
    assert time.process_time() - start < 5
    data = "a > b and so on " * 1000
    assert lines(f"<p data-x='{data}' class=c>one</p>") == ["one"]


def test_levelled_blocks_still_part_their_texts() -> None:
    markup = "<div>" * 12_000 + "<div>one</div><div>two <span>words</span></div>"
    assert lines(markup) == ["one", "two words"]


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<b>", "</b>", "<a href=x>", "</a>", "<table>", "<td>", "<br>", "<li>",
             "<pre>", "\n", " ", "\u3000", "word", "中文", "<div hidden>", "</div>", "<form>"]
        ),
        max_size=40,
    )
)  # fmt: skip
def test_any_soup_gives_sound_lines(soup: list[str]) -> None:
    record = body("".join(soup))
    assert from_json(to_json(record)) == record
    for number, line in enumerate(record.lines, 1):
        assert (line.first, line.last) == (number, number)
        assert line.text.strip()
        assert "\n" not in line.text
        assert line.block is not None
        assert 0 <= line.block.link_share <= 1
        assert all(0 <= m.start < m.end <= len(line.text) for m in line.block.marks)


# --- metadata


def linked(**fields: object) -> str:
    data = json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", **fields})
    return f'<script type="application/ld+json">{data}</script>'


def head(markup: str, text: str = "") -> Record:
    return page(f"<html><head>{markup}</head><body>{text}<p>Text.</p></body></html>")


def test_metadata_of_linked_data() -> None:
    record = head(
        linked(
            headline="Buses &amp; trains",
            author=[{"@type": "Person", "name": "A. Name"}, {"name": "B. Other"}],
            datePublished="2024-05-03T10:00:00+0800",
            publisher={"@type": "Organization", "name": "The Paper"},
            articleSection=["City", "News"],
            keywords="buses, trains",
            mainEntityOfPage={"@id": "https://example.org/a"},
        )
    )
    assert record.title == "Buses & trains"
    assert record.authors == ("A. Name", "B. Other")
    assert record.date_published == "2024-05-03T10:00:00+08:00"
    assert (record.publisher, record.section) == ("The Paper", "City")
    assert record.keywords == ("buses", "trains")
    assert record.url == "https://example.org/a"


def test_linked_data_in_a_graph_after_other_objects() -> None:
    graph = [
        {"@type": "WebSite", "name": "Site"},
        {"@type": "Organization", "@id": "#org", "name": "The Paper"},
        {"@type": ["Thing", "NewsArticle"], "headline": "H", "publisher": {"@id": "#org"}},
    ]
    script = json.dumps({"@graph": graph})
    broken = '<script type="application/ld+json">{"@type": "NewsArticle", </script>'
    record = head(f'{broken}<script type="application/ld+json">{script}</script>')
    assert (record.title, record.publisher) == ("H", "The Paper")


def test_metadata_of_meta_elements() -> None:
    record = head(
        '<meta property="og:title" content="Late buses | The Paper">'
        '<meta property="og:site_name" content="The Paper">'
        '<meta name="author" content="A Name; B Other">'
        '<meta property="article:published_time" content="2024-05-03">'
        '<meta property="article:section" content="City">'
        '<meta name="keywords" content="巴士，火車、市政">'
        '<link rel="canonical" href="https://example.org/late">'
    )
    assert record.title == "Late buses"
    assert record.authors == ("A Name", "B Other")
    assert record.date_published == "2024-05-03"
    assert (record.publisher, record.section) == ("The Paper", "City")
    assert record.keywords == ("巴士", "火車", "市政")
    assert record.url == "https://example.org/late"


@pytest.mark.parametrize(
    ("markup", "text", "title"),
    [
        ("<title>Late buses anger town - The Paper</title>", "", "Late buses anger town"),
        ("<title>Late buses - why?</title>", "<h1>Late buses - why?</h1>", "Late buses - why?"),
        ("<title>市議會通過公車計畫_新聞網</title>", "", "市議會通過公車計畫"),
        ("<title>다리는 봄까지 열린다\u3163한강신문</title>", "", "다리는 봄까지 열린다"),
        ("<title>A - B</title>", "", "A - B"),
        ("<title>x</title>", "<h1>Only heading</h1>", "Only heading"),
        ("<title>Head of two | Site</title>", "<h1>One</h1><h1>Two</h1>", "Head of two"),
        (
            "<meta property='og:title' content='かわ新聞|橋の工事が春に終わる'>",
            "<h1>橋の<ruby>工事<rt>こうじ</rt></ruby>が春に終わる</h1>",
            "橋の工事が春に終わる",
        ),
        (
            "<meta property='og:title' content='Opinion: The bridge can wait'>",
            "<h1>The bridge can wait</h1>",
            "Opinion: The bridge can wait",
        ),
        ("", "", None),
    ],
)
def test_titles(markup: str, text: str, title: str | None) -> None:
    assert head(markup, text).title == title


def test_an_author_with_a_comma_is_one_name() -> None:
    assert head('<meta name=author content="Name, Jr.">').authors == ("Name, Jr.",)
    assert head('<meta name=author content="A Name, B Other">').authors == ("A Name", "B Other")
    assert head('<meta name=author content="https://example.org/a">').authors == ()


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024-05-03T10:00:00Z", "2024-05-03T10:00:00+00:00"),
        ("2024-05-03T10:00:00.123+02:00", "2024-05-03T10:00:00+02:00"),
        ("2024-05-03 10:00", "2024-05-03T10:00"),
        ("2024/5/3", "2024-05-03"),
        ("2024-05", "2024-05"),
        ("20240503", "2024-05-03"),
        ("2024年5月3日 10:30", "2024-05-03T10:30"),
        ("2024년 5월 3일", "2024-05-03"),
        ("Fri, 03 May 2024 08:00:00 GMT", "2024-05-03T08:00:00+00:00"),
        ("2024-13-40", None),
        ("0001-01-01T00:00:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_keep_their_precision(text: str, iso: str | None) -> None:
    assert iso_date(text) == iso


@given(st.text())
def test_any_text_is_a_date_or_none(text: str) -> None:
    iso_date(text)
