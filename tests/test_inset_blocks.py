"""What an author sets between the paragraphs of a page stays, and so does its standfirst."""

from __future__ import annotations

import pytest

from newsclip.knowledge.inset_blocks import inset_blocks
from newsclip.knowledge.judge import Item, read_items
from newsclip.knowledge.standfirsts import page_standfirsts
from newsclip.reading.encoding import Decoded
from newsclip.reading.html import html_record
from newsclip.record import Label
from tests.test_pages import STORIES, articles, page, paragraphs

ONE, TWO = (
    "The night ferry stays until spring, the council decided on Tuesday after two hours of debate.",
    "The operator asks for a new timetable and wants the town to pay for the second crew in winter.",
)
SUM = "Two hundred residents wrote letters, and a captain spoke for them"


def items_of(markup: str) -> list[Item]:
    whole = f"<html><body><main>{markup}</main></body></html>"
    record = html_record(Decoded(whole, "utf-8"), whole.encode(), "page.html", member=None)
    return read_items(record.lines)


def inset(markup: str) -> list[str]:
    """What is found between lines that are kept because they are ``ONE`` or ``TWO``."""
    items = items_of(markup)
    return [items[n].text for n in inset_blocks(items, [item.text in {ONE, TWO} for item in items])]


@pytest.mark.parametrize(
    ("between", "found"),
    [
        ("<h3>Late boats</h3>", ["Late boats"]),
        ("<ul><li>Nine</li><li>Ten</li></ul>", ["Nine", "Ten"]),
        ("<ol><li><p>Nine</p></li></ol><h2>Ten</h2>", ["Nine", "Ten"]),
        ("<pre>9  10</pre>", ["9  10"]),
        ("<h2>A</h2><div class='box'><h3>Our newsletter</h3><ul><li>b</li></ul></div>", ["A"]),
        ("<ul><li><a href='/a'>Nine</a></li><li><a href='/b'>Ten</a></li></ul>", []),
        ("<aside><ul><li>Nine</li></ul></aside>", []),
        ("<p>Nine</p>", []),
    ],
)
def test_what_stands_between_paragraphs_of_one_element_stays(
    between: str, found: list[str]
) -> None:
    assert inset(f"<div><p>{ONE}</p>{between}<p>{TWO}</p></div>") == found


def test_a_table_is_kept_row_by_row() -> None:
    table = "<table><tr><td>Ferry</td><td>9</td></tr><tr><td>Bus</td><td>10</td></tr></table>"
    assert inset(f"<div><p>{ONE}</p>{table}<p>{TWO}</p></div>")
    assert inset(f"<p>{ONE}</p><div>{table}</div><p>{TWO}</p>") == []


def test_what_stands_between_paragraphs_of_different_elements_is_left_to_the_model() -> None:
    assert inset(f"<div><p>{ONE}</p></div><ul><li>Nine</li></ul><p>{TWO}</p>") == []
    assert inset(f"<div><p>{ONE}</p></div><ul><li>Nine</li></ul><div><p>{TWO}</p></div>") == []


def test_a_heading_right_above_a_paragraph_beside_it_stays_below_the_text() -> None:
    questions = f"<details><summary>Who pays?</summary><p>{TWO}</p></details>"
    assert inset(f"<h1>Ferry</h1><p>{ONE}</p>{questions}") == ["Who pays?"]
    assert inset(f"<h1>Ferry</h1>{questions}") == []
    assert inset(f"<p>{ONE}</p><h3><a href='/'>Read</a></h3><p>{TWO}</p>") == []


def test_what_a_rule_names_is_left_to_it() -> None:
    items = items_of(f"<p>{ONE}</p><h3>Share</h3><p>{TWO}</p>")
    items[1].label = Label("share", "en/share-label")
    assert inset_blocks(items, [True, False, True]) == []


def standfirsts(markup: str, title: str | None = None) -> list[str]:
    items = items_of(markup)
    kept = [item.text == ONE for item in items]
    return [items[n].text for n in page_standfirsts(items, kept, title)]


@pytest.mark.parametrize(
    "markup",
    [
        "<header><h1>Ferry stays</h1><p>{0}</p><div>By Ann Lee</div></header><p>{1}</p>",
        "<div><h1>Ferry stays</h1><h2>{0}</h2></div><div><p>{1}</p></div>",
        "<div><h1>Ferry stays</h1></div><p>{1}</p>",
        "<h1>Ferry stays</h1><figure><figcaption>{0}</figcaption></figure><p>{1}</p>",
        "<h1>Ferry stays</h1><p><a href='/x'>{0}</a></p><p>{1}</p>",
        "<h1>Ferry stays</h1><p>{0}, 17:24</p><p>{1}</p>",
        "<h1>Ferry stays</h1><p>Ann Lee, harbour reporter | Published 3 May 2024</p><p>{1}</p>",
        "<h1>Ferry stays</h1><p>Ferries</p><p>{0}</p><p>{1}</p>",
        "<h1>Ferry stays</h1><p>{0}</p>",
    ],
)
def test_a_sentence_beside_the_headline_and_below_it_is_its_standfirst(markup: str) -> None:
    is_found = "<p>{0}</p><div>" in markup or "<h2>{0}" in markup
    assert standfirsts(markup.format(SUM, ONE)) == ([SUM] if is_found else [])


def test_a_headline_may_be_the_line_that_the_page_is_called_by() -> None:
    markup = f"<div><div>Ferry stays</div><div>{SUM}</div></div><p>{ONE}</p>"
    assert standfirsts(markup, "Ferry stays") == [SUM]
    assert standfirsts(markup) == []


POST = (
    "<article><h2><a href='/{n}'>{title}</a></h2><div>Posted on <time>{n} May 2024</time></div>"
    "<p>The bell of the ferry has rung again on Sunday, for the first time in ten years.</p>"
    "<p>It had hung in a garden beside the river, and nobody had known whose it was.</p></article>"
)


def test_short_posts_that_an_element_each_holds_are_parted() -> None:
    names = list(STORIES)[:3]
    posts = "".join(POST.format(n=n, title=name) for n, name in enumerate(names, 1))
    found = articles(page(f"<main>{posts}</main>", head="<title>The Harbour Notebook</title>"))
    assert [article.title for article in found] == names
    one = POST.format(n=1, title=names[0])
    teaser = "<article><h2>{}</h2><time>3 May 2024</time><p>{}</p></article>"
    below = "".join(teaser.format(name, SUM) for name in names[1:])
    assert len(articles(page(f"<main>{one}{below}</main>"))) == 1
    assert len(articles(page(f"<main>{one}</main>"))) == 1


def test_the_first_of_several_articles_is_called_by_its_heading_where_the_page_is_not() -> None:
    one, two = list(STORIES)[:2]
    story = "<article><h2>{0}</h2><div>3 May 2024</div>{1}</article>"
    markup = "".join(story.format(name, paragraphs(name)) for name in (one, two))
    for title, first in [("The Harbour Notebook", one), (one, one)]:
        found = articles(
            page(f"<h1>{title}</h1><main>{markup}</main>", head=f"<title>{title}</title>")
        )
        assert [article.title for article in found] == [first, two]
