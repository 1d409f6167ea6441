"""Pages of several articles whose headings differ in level, depth and element."""

from __future__ import annotations

import pytest

from newsclip.knowledge.page_articles import announced_starts
from tests.generators import document
from tests.test_pages import STORIES, articles, page, paragraphs

ONE, TWO, THREE = STORIES
FIRST = "<article><h1>{title}</h1><div>3 May 2024</div>{text}</article>"
CHINESE = {
    "夜間渡輪續航至明年春天": (
        "市議會週二決定讓夜間渡輪繼續開到明年春天,此前兩百名居民寫信要求船公司重新安排班次,其中許多人是醫院的夜班護士,"
        "他們說末班公車在十點半就開走了,錯過的人只能在碼頭等到天亮才有車可搭。",
        "船公司每晚運送三百名乘客,負責人說只要油價不漲,多開一班不會增加成本,風浪大的時候則由公車代替渡輪,車程多出一個小時,"
        "去年冬天就有人因此丟了晚上的工作,寫信的人裡有十幾位都提到了這件事。",
    ),
    "圖書館下個月起週日開放": (
        "鎮立圖書館下個月起週日也開放,館長週五宣布,志工將看顧閱覽室到晚上九點,學生們為此爭取了兩年,鎮上只需支付暖氣的費用,"
        "一年大約六千元,鎮長說這是他任內最划算的一筆支出。",
        "兒童室週日仍然關閉,因為法律規定那裡必須有受過訓練的人員,圖書館從三月起就在找兩名館員,至今只收到一份申請,"
        "館長希望鄰近城市的學校能推薦剛畢業的學生來應徵這個職位。",
    ),
}


def titles(markup: str) -> list[str | None]:
    return [article.title for article in articles(page(f"<main>{markup}</main>"))]


def story(form: str, title: str) -> str:
    return form.format(title=title, text=paragraphs(title))


@pytest.mark.parametrize(
    "further",
    [
        "<article><h2>{title}</h2><div>2 May 2024</div>{text}</article>",
        "<div class='next'><h2>{title}</h2><p>By Ann Lee · May 2, 2024</p>{text}</div>",
        "<div><div><section><header><h2>{title}</h2><time>2 May 2024, 14:05</time></header>"
        "<div>{text}</div></section></div></div>",
    ],
)
@pytest.mark.parametrize("count", [1, 2])
def test_articles_below_one_with_a_higher_heading_are_parted(further: str, count: int) -> None:
    others = [TWO, THREE][:count]
    markup = story(FIRST, ONE) + "".join(story(further, title) for title in others)
    found = articles(page(f"<main>{markup}</main>"))
    assert [article.title for article in found] == [ONE, *others]
    for article, title in zip(found, [ONE, *others], strict=True):
        assert tuple(article.text.split("\n")[-3:]) == STORIES[title]


def test_chinese_articles_of_two_levels_are_parted() -> None:
    (one, first), (two, second) = CHINESE.items()
    markup = (
        f"<div><h1>{one}</h1><p>2024年5月3日 14:05</p><p>{'</p><p>'.join(first)}</p></div>"
        f"<div><h2>{two}</h2><p>2024年5月2日 09:10</p><p>{'</p><p>'.join(second)}</p></div>"
    )
    assert titles(markup) == [one, two]


@pytest.mark.parametrize(
    "below",
    [
        # A section of the article: no date.
        "<div><h2>{title}</h2>{text}</div>",
        # In the element of the text above.
        "<h2>{title}</h2><p>2 May 2024</p>{text}",
        # A teaser: no article's length of text in its element.
        "<div><h2>{title}</h2><p>2 May 2024</p><p>The library opens on Sundays.</p></div>",
        # What readers wrote.
        "<div><h2>5 thoughts on {title}</h2><p>Ann Lee, 2 May 2024 at 10:05</p>{text}"
        "<p>Bo Ek, 2 May 2024 at 11:07</p>{text}</div>",
        "<div id='comments'><h2>A thought on {title}</h2><p>Ann, 2 May 2024</p>{text}</div>",
    ],
)
def test_what_is_no_article_of_its_own_is_none(below: str) -> None:
    first = "<div><h1>{title}</h1><p>3 May 2024</p>{text}"
    assert titles(f"{story(first, ONE)}{story(below, TWO)}</div>") == [ONE]


@pytest.mark.parametrize(
    "announced",
    [
        "<div>Up next</div><div class='s'><h2>{title}</h2><p>Words: Ann Lee</p>{text}</div>",
        "<div>Share</div><section><div>Up next</div><p>Food</p><h2>{title}</h2>{text}</section>",
    ],
)
def test_an_article_below_a_line_that_announces_it_needs_no_date(announced: str) -> None:
    markup = "<article><h1>{title}</h1>{text}</article>"
    found = articles(page(f"<main>{story(markup, ONE)}{story(announced, TWO)}</main>"))
    assert [article.title for article in found] == [ONE, TWO]
    # What announces it belongs to the article above.
    assert "Up next" in {line.text for line in found[0].lines}
    assert found[1].text.split("\n")[-3:] == list(STORIES[TWO])


def test_a_teaser_below_a_line_that_announces_it_is_no_article() -> None:
    texts = STORIES[ONE]
    box = f"<div>Up next</div><div><h3>{TWO}</h3><p>Volunteers look after the rooms.</p></div>"
    body = f"<p>{texts[0]}</p>{box}" + paragraphs(THREE) + "".join(f"<p>{t}</p>" for t in texts[1:])
    assert titles(f"<article><h1>{ONE}</h1>{body}</article>") == [ONE]


def test_text_announces_nothing_to_a_page() -> None:
    assert announced_starts(document(["Up next", "One line."]).lines, [0], 3) == []
