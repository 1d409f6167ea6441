"""HTML pages judged and parted by their elements."""

from __future__ import annotations

import time

import pytest

from newsclip.knowledge.block_model import contrasted, threshold
from newsclip.knowledge.page_articles import article_starts
from newsclip.knowledge.rules import load_rules
from newsclip.pipeline import run
from newsclip.reading.encoding import Decoded
from newsclip.reading.html import html_record
from newsclip.record import Record
from newsclip.schema import from_json, to_json
from newsclip.stages.split import split
from newsclip.stages.strip import strip
from tests.generators import document

RULES = load_rules(user=False)
STORIES = {
    "Night ferry runs until spring": (
        "The council voted on Tuesday to keep the night ferry running until spring, after two"
        " hundred residents wrote letters and asked the operator for a new timetable.",
        "The operator carries three hundred people a night, most of them nurses on their way home,"
        " and said that a later boat would cost it nothing as long as fuel stays cheap.",
        "A bus replaces the boat in storms. It takes an hour longer, and many of those who wrote"
        " said that they had lost an evening job because of it last winter.",
    ),
    "Library opens on Sundays": (
        "The town library will open on Sundays from next month, its director said on Friday, and"
        " volunteers will look after the reading rooms until nine in the evening.",
        "Students had asked for it for two years. The town pays for the heating only, about six"
        " thousand a year, which the mayor called the best bargain of his time in office.",
        "The children's room stays closed on Sundays, because the law wants trained staff there,"
        " and the library has been looking for two more librarians since March.",
    ),
    "Old cinema becomes a market": (
        "The old cinema on the harbour square will become a market hall, its new owners announced"
        " on Monday, with twenty stalls below the balcony and a kitchen in the foyer.",
        "The screen stays where it is and will show silent films at noon. Builders found that the"
        " roof had held better than anybody expected, so that the work may end in autumn.",
        "Stall holders pay by the day rather than by the year, which the owners hope will draw"
        " young bakers and cheese makers who could not afford a shop in the centre.",
    ),
}
MENU = (
    "<nav><ul>" + "".join(f"<li><a href='/{n}'>Part {n}</a></li>" for n in range(8)) + "</ul></nav>"
)
FOOT = "<footer><p>Imprint</p><p><a href='/terms'>Terms of use</a></p></footer>"
LAYOUTS = {
    "articles": "<article><h2>{title}</h2><p class='date'>3 May 2024</p>{text}</article>",
    "own-elements": "<div class='story'><h1>{title}</h1>{text}</div>",
    "wrapped": "<div id='n'><div class='head'><h1>{title}</h1><time>3 May 2024</time></div>"
    "<div class='body'>{text}</div></div>",
    "flat-with-dates": "<h1>{title}</h1><p>3 May 2024, 14:05</p>{text}",
    "second-level-with-dates": "<section><h2>{title}</h2><span>3 May 2024</span>{text}</section>",
    "linked-headings": "<article><h2><a href='/n'>{title}</a></h2>{text}</article>",
    "table": "<tr><td><h2>{title}</h2></td></tr><tr><td>3 May 2024</td></tr>"
    "<tr><td>{text}</td></tr>",
    "roles": "<div role='article'><div role='heading' aria-level='1'>{title}</div>{text}</div>",
    "heading-roles-with-dates": "<section><div role='heading'>{title}</div>"
    "<p>3 May 2024, 14:05</p>{text}</section>",
    "articles-in-wrappers": "<div class='slot'><article><header><h1>{title}</h1></header>"
    "<div>{text}</div></article></div>",
}


def page(markup: str, head: str = "") -> Record:
    html = f"<!DOCTYPE html><html><head>{head}</head><body>{MENU}{markup}{FOOT}</body></html>"
    return html_record(Decoded(html, "utf-8"), html.encode(), "page.html", member=None)


def paragraphs(title: str) -> str:
    return "".join(f"<p>{text}</p>" for text in STORIES[title])


def articles(record: Record, **options: object) -> list[Record]:
    return list(run([record], [strip(rules=RULES, **options), split(rules=RULES)]))  # type: ignore[arg-type]


# --- several articles


@pytest.mark.parametrize("layout", LAYOUTS)
def test_three_scrolled_articles_are_three(layout: str) -> None:
    form = LAYOUTS[layout]
    markup = "".join(form.format(title=title, text=paragraphs(title)) for title in STORIES)
    found = articles(page(f"<main>{markup}</main>"))
    assert [article.title for article in found] == list(STORIES)
    for article, texts in zip(found, STORIES.values(), strict=True):
        assert set(texts) <= set(article.text.split("\n"))
        others = {text for story in STORIES.values() for text in story} - set(texts)
        assert not others & set(article.text.split("\n"))


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("<article><h1>{title}</h1>{text}</article>", "<article><h2>{title}</h2>{text}</article>"),
        (
            "<article><h1>{title}</h1>{text}</article>",
            "<div><div class='more'><article><h1>{title}</h1>{text}</article></div></div>",
        ),
        (
            "<div><h1>{title}</h1>{text}</div>",
            "<div><div class='more'><div><h1>{title}</h1>{text}</div></div></div>",
        ),
    ],
)
def test_articles_that_a_script_appended_are_parted_from_the_first(first: str, other: str) -> None:
    title, *titles = STORIES
    markup = first.format(title=title, text=paragraphs(title))
    markup += "".join(other.format(title=one, text=paragraphs(one)) for one in titles)
    found = articles(page(f"<main>{markup}</main>"))
    assert [article.title for article in found] == list(STORIES)
    for article, texts in zip(found, STORIES.values(), strict=True):
        assert set(texts) <= set(article.text.split("\n"))


@pytest.mark.parametrize(
    "form",
    [
        "<article><div><h1>{one}</h1>{first}</div></article>"
        "<div class='more'><article><div><h1>{two}</h1>{second}</div></article></div>",
        "<div><h1>{one}</h1><time>3 May 2024</time><div><article>{first}</article><div class='more'>"
        "<div><div><h1>{two}</h1><time>4 May 2024</time><article>{second}</article></div></div>"
        "</div></div></div>",
    ],
)
def test_a_single_article_that_a_script_appended_is_parted_from_the_first(form: str) -> None:
    one, two, _ = STORIES
    texts = {"first": paragraphs(one), "second": paragraphs(two)}
    found = articles(page(f"<main>{form.format(one=one, two=two, **texts)}</main>"))
    assert [article.title for article in found] == [one, two]
    for article in found:
        assert article.text == "\n".join(STORIES[article.title or ""])


def test_a_box_with_a_heading_of_the_first_level_is_no_article() -> None:
    one, two, _ = STORIES
    box = f"<div class='box'><div><h1>About the ferry</h1>{paragraphs(two)}</div></div>"
    [article] = articles(page(f"<main><h1>{one}</h1>{paragraphs(one)}{box}</main>"))
    assert article.title == one


def test_short_articles_in_chinese_are_parted() -> None:
    stories = {
        "夜間渡輪續航至明年春天": (
            "市議會星期二表決通過，夜間渡輪將繼續行駛到明年春天。此前有兩百"
            "多名居民寫信，要求營運公司重新安排時刻表，讓晚班工作者能夠回家。",
            "公司表示，每晚約有三百人搭乘，其中大多數是下班回家的護士；只要燃"
            "料價格維持低廉，增加一班船並不會帶來額外的負擔，公司願意繼續營運。",
            "遇到風暴時，改由公車接駁，但車程要多一個小時。許"
            "多寫信的居民說，去年冬天他們因此失去了晚上的工作。",
        ),
        "圖書館下月起週日開放": (
            "鎮立圖書館下個月起星期日也將開放，館長星期五宣布，閱覽室將由"
            "志工照顧到晚上九點，學生可以在那裡準備考試，不必再到咖啡館去。",
            "學生爭取了兩年。鎮公所只需負擔暖氣費用，每年大約六千元，鎮長"
            "說這是他任內最划算的一筆支出，並希望其他設施也能仿效這種做法。",
            "兒童閱覽室星期日仍不開放，因為法律規定必須有受過訓練的館員在場，"
            "而圖書館從三月起一直在徵求兩名館員，到現在還沒有合適的人選。",
        ),
    }
    markup = "".join(
        f"<article><h2>{title}</h2>{''.join(f'<p>{text}</p>' for text in texts)}</article>"
        for title, texts in stories.items()
    )
    assert [article.title for article in articles(page(markup))] == list(stories)


def test_sections_of_one_article_are_one() -> None:
    sections = "".join(
        f"<section><h2>{title}</h2>{paragraphs(title)}</section>" for title in STORIES
    )
    [article] = articles(page(f"<article><h1>A town in three parts</h1>{sections}</article>"))
    assert article.title == "A town in three parts"
    assert all(text in article.text for story in STORIES.values() for text in story)


def test_headings_of_the_first_level_in_one_element_are_sections() -> None:
    flat = "".join(f"<h1>{title}</h1>{paragraphs(title)}" for title in STORIES)
    assert len(articles(page(f"<article>{flat}</article>"))) == 1


def test_teasers_with_headings_are_no_articles() -> None:
    title, *others = STORIES
    teasers = "".join(
        f"<article><h2><a href='/x'>{other}</a></h2><p>{STORIES[other][0][:80]}...</p></article>"
        for other in others
    )
    markup = f"<article><h2>{title}</h2>{paragraphs(title)}</article>{teasers}"
    assert len(articles(page(markup))) == 1


def test_text_has_no_starts_of_a_page() -> None:
    assert article_starts(document(["One line.", "Two lines."]).lines) == []


# --- what is kept


def one(markup: str, head: str = "", **options: object) -> Record:
    title, *_ = STORIES
    text = f"<article><h1>{title}</h1>{paragraphs(title)}{markup}</article>"
    [article] = articles(page(text, head), **options)
    return article


def test_menus_and_feet_go_with_a_reason() -> None:
    title, *_ = STORIES
    [record] = run([page(f"<article><h1>{title}</h1>{paragraphs(title)}</article>")], [strip()])
    gone = [line for line in record.lines if not line.is_kept]
    assert {"Part 1", "Imprint"} <= {line.text for line in gone}
    assert all(line.label is not None and line.label.rule for line in gone)
    assert record.text.split("\n")[-3:] == list(STORIES[title])


CAPTION = "<figure><img src=a><figcaption>The boat at its pier on Sunday</figcaption></figure>"


def test_captions_go_to_their_field_stay_or_go() -> None:
    caption = "The boat at its pier on Sunday"
    assert one(CAPTION).captions == (caption,)
    assert caption not in one(CAPTION).text
    assert caption in one(CAPTION, captions="keep").text
    assert one(CAPTION, captions="drop").captions == ()
    assert caption not in one(CAPTION, captions="drop").text


def test_cells_can_be_dropped_but_not_a_page_laid_out_in_a_table() -> None:
    title, *_ = STORIES
    cells = "".join(f"<br>{text}" for text in STORIES[title])
    layout = page(f"<table><tr><td><h1>{title}</h1>{cells}</td></tr></table>")
    [article] = articles(layout, tables="drop")
    assert all(text in article.text for text in STORIES[title])


def test_a_page_in_doubt_has_a_lower_threshold_than_a_sure_one() -> None:
    np = pytest.importorskip("numpy")
    weight = np.array([300.0, 200.0, 20.0])
    sure = threshold(np.array([0.99, 0.98, 0.01]), weight, 0.5)
    doubtful = threshold(np.array([0.30, 0.25, 0.01]), weight, 0.5)
    assert doubtful < 0.25 < sure <= 0.5
    assert threshold(np.array([0.2]), np.array([9.0]), 0.0) == 0.0


def test_a_page_without_a_sure_line_is_judged_by_contrast() -> None:
    np = pytest.importorskip("numpy")
    weight = np.array([200.0, 150.0, 30.0, 900.0])
    doubtful = np.array([-0.4, -0.2, -1.0, -7.0])
    raised = contrasted(doubtful, weight)
    assert np.ptp(raised - doubtful) < 1e-9
    assert raised[:2].min() > 0 > raised[3]
    # Where nothing is like text, nothing is made so.
    assert contrasted(doubtful - 4, weight).max() < 0
    sure = np.array([4.0, 2.0, -1.0, -7.0])
    assert contrasted(sure, weight).tolist() == sure.tolist()


def test_blocks_survive_json_and_both_stages_keep_them() -> None:
    record = page(LAYOUTS["articles"].format(title="T", text=paragraphs(next(iter(STORIES)))))
    [stripped] = strip(rules=RULES)(record)
    again = from_json(to_json(stripped))
    assert again == stripped
    assert list(split(rules=RULES)(again)) == list(split(rules=RULES)(stripped))


# --- text that is not in the tree


def test_an_article_in_a_script_is_read() -> None:
    title, *_ = STORIES
    html = paragraphs(title)
    state = html.replace('"', '\\"').replace("<", "\\u003c")
    program = f'<script>window.state = {{"a": "x", "content": "{state}"}};</script>'
    for script in (program, f"<script type='text/template'>\n{html}</script>"):
        [article] = articles(page(f"<div id=root></div>{script}"))
        assert article.text.split("\n") == list(STORIES[title])


def test_an_article_in_linked_data_is_read_and_its_copy_in_the_page_goes() -> None:
    title, *_ = STORIES
    body = "\\n".join(STORIES[title])
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "' + title + '",'
        ' "articleBody": "' + body + '"}</script>'
    )
    first = STORIES[title][0]
    [article] = articles(page(f"<article><h1>{title}</h1><p>{first}</p></article>", head))
    assert article.text.split("\n") == list(STORIES[title])
    copies = [line for line in article.lines if line.role == "duplicate"]
    assert [line.text for line in copies] == [first]


NUMBERED = [
    "{n}. The boat with the red funnel waits until the last nurse is on board",
    "{n}\u3001夜間渡輪在東碼頭多停五分鐘，等最後一位護理師上船",
    "#{n} O barco espera pelos que saem do turno da noite",
]


@pytest.mark.parametrize("heading", NUMBERED)
@pytest.mark.parametrize("order", [range(1, 6), range(5, 0, -1)])
def test_headings_that_count_hold_a_gallery_together(heading: str, order: range) -> None:
    title, *_ = STORIES
    advert = '<div class="ad"><p>Advertisement</p></div>'
    shots = "".join(
        f'<div class="shot"><h2>{heading.format(n=n)}</h2>{advert}'
        f"<figure><figcaption>Picture {n}: Example Press</figcaption></figure></div>"
        for n in order
    )
    [article] = articles(page(f"<article><h1>{title}</h1>{paragraphs(title)}{shots}</article>"))
    assert all(heading.format(n=n) in article.text for n in order)


def test_a_list_of_what_others_read_is_no_gallery() -> None:
    title, *_ = STORIES
    read = "".join(
        f'<div class="shot"><h3><a href="/{n}">{NUMBERED[0].format(n=n)}</a></h3></div>'
        for n in range(1, 6)
    )
    markup = f"<h1>{title}</h1>{paragraphs(title)}"
    [article] = articles(page(f"<article>{markup}<div>{read}</div></article>"))
    assert "red funnel" not in article.text


def test_a_second_copy_of_the_text_goes() -> None:
    title, texts = next(iter(STORIES.items()))
    twice = paragraphs(title)
    markup = f"<div class='story'><h1>{title}</h1>{twice}</div><div class='print'>{twice}</div>"
    [article] = articles(page(f"<main>{markup}</main>"))
    assert article.text.split("\n") == list(texts)
    assert {line.label.rule for line in article.lines if line.role == "duplicate" and line.label}


def test_a_sentence_that_comes_again_stays() -> None:
    title, texts = next(iter(STORIES.items()))
    refrain = "And nobody at the harbour knew when the next boat would sail."
    body = "".join(f"<p>{text}</p><p>{refrain}</p>" for text in texts[:2])
    [article] = articles(page(f"<article><h1>{title}</h1>{body}</article>"))
    assert article.text.count(refrain) == 2


def test_what_a_reader_can_choose_is_no_text() -> None:
    title, texts = next(iter(STORIES.items()))
    options = "".join(f"<option>{one}, and what the town says of it</option>" for one in STORIES)
    markup = f"<form><select>{options * 9}</select></form><h1>{title}</h1><p>{texts[0]}</p>"
    [article] = articles(page(markup))
    assert article.text == texts[0]


def test_links_are_links_on_a_page_with_more_of_them_than_text() -> None:
    title, texts = next(iter(STORIES.items()))
    links = "".join(
        f"<li><a href='/{n}'>The news of day {n}, as told</a></li>" for n in range(2000)
    )
    [article] = articles(page(f"<h1>{title}</h1>{paragraphs(title)}<ul>{links}</ul>"))
    assert article.text.split("\n") == list(texts)


def test_a_page_with_its_text_takes_nothing_from_scripts() -> None:
    title, *_ = STORIES
    html = paragraphs(title).replace("<", "\\u003c")
    markup = f'<h1>{title}</h1>{paragraphs(title)}<script>s = "{html}"</script>'
    assert all(line.block and line.block.origin == "dom" for line in page(markup).lines)


# --- hostile pages


@pytest.mark.parametrize(
    "opening",
    ["<div>" * 100_000, "<b><p><table><tr><td><ul><li>" * 5_000, "<a href=x><span>" * 20_000],
    ids=["nested", "unclosed", "links"],
)
def test_hostile_nesting_costs_no_seconds_and_no_text(opening: str) -> None:
    start = time.process_time()
    title, *_ = STORIES
    found = articles(page(opening + paragraphs(title)))
    assert time.process_time() - start < 8
    assert all(text in found[0].text for text in STORIES[title])


def test_many_articles_cost_time_by_their_number_only() -> None:
    def cost(count: int) -> float:
        markup = "".join(
            f"<article><h2>Story {n} of the day</h2>{paragraphs(title)}</article>"
            for n in range(count)
            for title in list(STORIES)[:1]
        )
        start = time.process_time()
        assert len(articles(page(markup))) == count
        return time.process_time() - start

    cost(4)
    assert cost(160) < 16 * max(cost(40), 0.05)
