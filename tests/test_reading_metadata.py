"""What a page says of itself, and what of that is the name of its site."""

from __future__ import annotations

import pytest

from newsclip.reading.encoding import Decoded
from newsclip.reading.html import html_record
from newsclip.record import Record


def head(markup: str, body: str) -> Record:
    whole = f"<!DOCTYPE html><html><head>{markup}</head><body>{body}</body></html>"
    return html_record(Decoded(whole, "utf-8"), whole.encode(), "page.html", member=None)


@pytest.mark.parametrize(
    ("title", "body", "headline"),
    [
        (
            "Fen Post: Old bridge stays open",
            "<h1>Fen Post</h1><h2>Old bridge stays open</h2>",
            "Old bridge stays open",
        ),
        (
            "Old bridge stays open - Fen Post",
            "<h1>Fen Post</h1><h2>Old bridge stays open</h2>",
            "Old bridge stays open",
        ),
        (
            "橋日報 | 老橋開放到春天結束",
            "<h1>橋日報</h1><h3>老橋開放到春天結束</h3>",
            "老橋開放到春天結束",
        ),
        (
            "עיתון הגשר - הגשר נשאר פתוח עד האביב",
            "<h1>עיתון הגשר</h1><h1>הגשר נשאר פתוח עד האביב</h1><h1>עוד</h1>",
            "הגשר נשאר פתוח עד האביב",
        ),
        (
            "Fen Post: Old bridge stays open",
            "<h1><a href='/'>Fen Post</a></h1><p class='post-title'>Old bridge stays open</p>",
            "Old bridge stays open",
        ),
        ("Old bridge stays open", "<h1><a href='/'>Fen Post</a></h1>", "Old bridge stays open"),
    ],
)
def test_the_first_heading_may_be_the_name_of_the_site(
    title: str, body: str, headline: str
) -> None:
    assert head(f"<title>{title}</title>", body).title == headline


@pytest.mark.parametrize(
    ("title", "body"),
    [
        # A kicker stands as a heading of its own, and is shorter than the headline.
        ("Opinion: Old bridge can wait", "<h1>Old bridge can wait</h1><h2>Opinion</h2>"),
        ("Old bridge can wait", "<h1>Old bridge can wait</h1><h2>The vote in the council</h2>"),
        ("Old bridge can wait", "<h1><a href='/old-bridge'>Old bridge can wait</a></h1>"),
    ],
)
def test_a_headline_in_the_first_heading_stays(title: str, body: str) -> None:
    assert head(f"<title>{title}</title>", body).title == "Old bridge can wait"


@pytest.mark.parametrize(
    ("title", "line", "headline"),
    [
        ("老橋開放到春天結束以後_社會新聞_橋日報", "老橋開放到春天結束以後", None),
        (
            "Old bridge stays open until spring_Local_Post",
            "Old bridge stays open until spring",
            None,
        ),
        (
            "Football | Old bridge hosts the cup | Post",
            "Football",
            "Football | Old bridge hosts the cup",
        ),
        ("Post - Old bridge stays open", "Old bridge stays open", None),
        ("Post: Old bridge stays open", "Old bridge stays open", None),
        ("Harbour Post :: Local News :: Old bridge stays", "Old bridge stays", None),
        ("Post :: Local :: Old bridge stays open", "Old bridge stays open", None),
        ("橋日報：老橋開放到春天結束以後", "老橋開放到春天結束以後", None),
        (
            "Old bridge stays open: the mayor",
            "Old bridge stays open: the mayor",
            None,
        ),
        ("Old bridge stays open: mayor", "mayor", "Old bridge stays open: mayor"),
    ],
)
def test_a_title_ends_and_begins_where_a_line_of_the_page_does(
    title: str, line: str, headline: str | None
) -> None:
    found = head(f"<title>{title}</title>", f"<table><tr><th>{line}</th></tr></table>").title
    assert found == (headline or line)


@pytest.mark.parametrize(
    ("title", "section", "headline"),
    [
        (
            "다리는 봄까지 열려 있다고 시가 밝혔다-정치",
            "정치",
            "다리는 봄까지 열려 있다고 시가 밝혔다",
        ),
        ("Old bridge stays open - Local", "Local", "Old bridge stays open"),
        ("Old bridge goes Local", "Local", "Old bridge goes Local"),
        ("Old bridge stays open - why", "Local", "Old bridge stays open - why"),
    ],
)
def test_a_title_loses_the_section_that_the_page_names(
    title: str, section: str, headline: str
) -> None:
    markup = f"<meta property='og:title' content='{title}'>"
    markup += f"<meta property='article:section' content='{section}'>"
    assert head(markup, "").title == headline


TIME = "<time datetime='2024-06-03T09:00'>3 June</time>"
TEXT = "<p>One.</p><p>Two.</p><p>Three.</p>"


@pytest.mark.parametrize(
    ("body", "date"),
    [
        (f"<h1>H</h1><header>{TIME}</header>{TEXT}", "2024-06-03T09:00"),
        (f"<article><h1>H</h1>{TIME}{TEXT}</article>", "2024-06-03T09:00"),
        (f"<h1>H</h1><article>{TIME}{TEXT}</article>", "2024-06-03T09:00"),
        (
            f"<h3>H</h3>{TEXT}<abbr class='published' title='2024-06-03T09:00'>9:00</abbr>",
            "2024-06-03T09:00",
        ),
        (
            "<article><h3 class='entry-title'>H</h3><time class='published' "
            "datetime='2024-06-03T09:00'>3 June</time><div>One.</div></article><p>Archive</p>",
            "2024-06-03T09:00",
        ),
        # What is listed, and what readers write, are articles of their own.
        (f"<h1>H</h1>{TEXT}<section><article>{TIME}<a href='/1'>Old</a></article></section>", None),
        (f"<article><h1>H</h1>{TEXT}</article><article>{TIME}<p>Well done.</p></article>", None),
        (f"<header>{TIME}</header><h1>H</h1>{TEXT}", None),
    ],
)
def test_times_are_those_of_the_article(body: str, date: str | None) -> None:
    assert head("", body).date_published == date


def test_what_reporters_are_is_no_part_of_their_names() -> None:
    assert head("<meta name='author' content='김나래 기자'>", "").authors == ("김나래",)


CARD = "<span class='author vcard'><a class='url fn n'>{}</a></span>"


@pytest.mark.parametrize(
    ("body", "authors"),
    [
        (
            "<p itemprop='author'>Written by <b itemprop='name'>Ann Lee</b></p>",
            ("Ann Lee",),
        ),
        ("<p itemprop='author'>Écrit par Ann Lee et Bo Ek</p>", ("Ann Lee", "Bo Ek")),
        ("<p itemprop='author'>Autor: Ann Lee</p>", ("Ann Lee",)),
        ("<p rel='author'>Ministry of Fish and Sea</p>", ("Ministry of Fish and Sea",)),
        (f"<p>Posted by {CARD.format('Ann Lee')}</p>", ("Ann Lee",)),
        (f"<p>{CARD.format('Ann Lee')} y {CARD.format('Bo Ek')}</p>", ("Ann Lee", "Bo Ek")),
        ("<p class='post-author vcard'>By <b class='fn'>Ann Lee</b></p>", ("Ann Lee",)),
        # A further post, a reader and an office have cards too.
        (
            f"<div><p>{CARD.format('Ann Lee')}</p></div><div><p>{CARD.format('Bo Ek')}</p></div>",
            ("Ann Lee",),
        ),
        ("<p class='comment-author vcard'><b class='fn'>Bo Ek</b></p>", ()),
        ("<p class='vcard'><b class='fn org'>Harbour Post</b></p>", ()),
    ],
)
def test_authors_are_in_the_marked_elements_of_a_page(body: str, authors: tuple[str, ...]) -> None:
    assert head("", body).authors == authors


def test_an_address_of_an_author_does_not_hide_the_name() -> None:
    markup = "<meta property='article:author' content='https://a.example/1'>"
    assert head(f"{markup}<meta name='content_author' content='Ann Lee'>", "").authors == (
        "Ann Lee",
    )
