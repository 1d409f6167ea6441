"""Readers' comments and boxes on HTML pages: what goes by the name or the form of its element."""

from __future__ import annotations

import time

import pytest

from newsclip.knowledge.reader_comments import comments_name
from tests.test_pages import STORIES, articles, page, paragraphs

TITLE, OTHER, _ = STORIES
TEXTS = list(STORIES[TITLE])
# As long as three paragraphs, and more.
COMMENTS = (
    "I took that boat every night for eleven years and never once saw the operator count anybody."
    " If they had they would have known what it is worth to the people on the far shore.",
    "The bus is no answer to anything, because the road floods in the very storms that stop the"
    " boat, and the driver will not go past the mill when the water stands on the fields.",
    "My daughter lost her post at the bakery last winter. She could have walked to work in the time"
    " that she spent waiting at the stop, and nobody from the council ever came to look.",
    "Could the operator tell us what fuel costs today? It has gone up twice since the vote, and the"
    " last time that they said it was cheap the fare was doubled within a month of it.",
)
SHORT = {
    "en": (TITLE, TEXTS[:2], "Comments (4)", COMMENTS),
    "sv": (
        "Nattfärjan går till våren",
        (
            "Kommunen beslutade på tisdagen att låta nattfärjan gå till våren, sedan tvåhundra"
            " boende hade skrivit brev och bett rederiet om en ny tidtabell.",
            "Rederiet tar trehundra personer om natten, de flesta sjuksköterskor på väg hem, och"
            " säger att en senare tur inte skulle kosta något så länge bränslet är billigt.",
        ),
        "Kommentarer (3)",
        (
            "Jag tog den båten varje natt i elva år och såg aldrig att någon räknade folk. Hade de"
            " gjort det så hade de vetat vad den är värd för oss på andra sidan sundet.",
            "Bussen hjälper ingen, för vägen svämmar över i samma oväder som stoppar båten, och"
            " chauffören kör inte förbi kvarnen när vattnet står på åkrarna om hösten.",
            "Min dotter förlorade jobbet på bageriet i vintras. Hon hade hunnit gå till arbetet på"
            " den tid som hon väntade vid hållplatsen, och ingen kom någonsin och tittade.",
        ),
    ),
    "ru": (
        "Ночной паром останется до весны",
        (
            "Городской совет решил во вторник сохранить ночной паром до весны: двести жителей"
            " написали письма и попросили перевозчика составить новое расписание.",
            "Перевозчик возит триста человек за ночь, в основном медсестёр после смены, и говорит,"
            " что поздний рейс ничего ему не стоит, пока топливо дешёвое.",
        ),
        "Комментарии (3)",
        (
            "Я ездила на этом пароме каждую ночь одиннадцать лет и ни разу не видела, чтобы кто-то"
            " считал людей. Тогда бы они знали, чего он стоит для нас на том берегу.",
            "Автобус никого не спасёт, потому что дорогу заливает в те же штормы, когда паром стоит,"
            " а водитель не едет дальше мельницы, если вода на полях не спала.",
            "Моя дочь прошлой зимой потеряла место в пекарне. Она дошла бы пешком за то время, что"
            " ждала на остановке, и никто из совета ни разу не приехал посмотреть.",
        ),
    ),
    "zh": (
        "夜间渡轮续航至明年春天",
        (
            "市议会周二决定让夜间渡轮继续开到明年春天,此前两百名居民写信要求船公司重新安排班次,其中许多人是夜班护士。",
            "船公司每晚运送三百名乘客,负责人说只要油价不涨,多开一班不会增加成本,风浪大的时候则由公共汽车代替渡轮。",
        ),
        "评论(3)",
        (
            "我坐了十一年的夜船,从来没有看见船公司的人数过乘客,要是数过,他们就该知道这条船对对岸的人有多重要了,真的。",
            "公共汽车根本不管用,因为停船的那几场风雨也会把路淹掉,田里一有水,司机就不肯开过磨坊,大家只好在站台上等。",
            "我女儿去年冬天丢了面包店的工作,她在车站等车的时间足够自己走到店里了,可是市里从来没有人下来看过一眼情况。",
        ),
    ),
}
FORMS = {
    "classes": "<div id='comments' class='comments-area'><h2>{head}</h2>{all}</div>",
    "listed": "<section><h2>{head}</h2><ol>{all}</ol><p><a href='/l'>Log in</a></p></section>",
    "nameless": "<div class='x1'><h2>{head}</h2>{all}</div>",
}
COMMENT = (
    "<div class='x2'><div>Reader {number}</div><div>2024-05-0{number} 10:3{number}</div>"
    "<div class='x3'><p>{text}</p></div><a href='#'>Reply</a> <a href='#'>Report</a></div>"
)


def story(language: str, below: str) -> str:
    title, texts, head, comments = SHORT[language]
    body = "".join(f"<p>{text}</p>" for text in texts)
    said = "".join(COMMENT.format(number=n, text=text) for n, text in enumerate(comments, 1))
    below = below.format(head=head, all=said)
    return f"<main><article><h1>{title}</h1>{body}</article>{below}</main>"


# --- comments


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", SHORT)
def test_comments_that_outweigh_a_short_article_go(language: str, form: str) -> None:
    [article] = articles(page(story(language, FORMS[form])))
    assert article.text.split("\n") == list(SHORT[language][1])
    # Their dates and names are no fields of the article.
    assert (article.date_published, article.authors) == (None, ())


@pytest.mark.parametrize(
    "below",
    [
        # Fewer than there are elements: what stands there is no list of comments.
        FORMS["nameless"].replace("{head}", "Comments (2)"),
        # Nothing says that these are comments.
        FORMS["nameless"].replace("{head}", "What they wrote"),
        # A piece of opinion.
        "<div class='comment'>{all}</div>",
    ],
)
def test_what_nothing_sure_calls_comments_is_left_to_the_model(below: str) -> None:
    [article] = articles(page(story("en", below)))
    rules = {line.label.rule for line in article.lines if line.label}
    assert not {"html/comments", "html/comments-head"} & rules
    assert set(COMMENTS) <= set(article.text.split("\n"))


def test_posts_of_a_live_report_below_a_count_of_comments_stay() -> None:
    posts = "".join(
        f"<div class='p'><time>1{n}:05</time><p>{text}</p><a href='#'>Share</a></div>"
        for n, text in enumerate(COMMENTS)
    )
    lead = f"<header><h1>{TITLE}</h1>{paragraphs(TITLE)}</header>"
    live = f"<div class='live'><a href='#c'>214 comments</a>{posts}</div>"
    [article] = articles(page(f"<main>{lead}{live}</main>"))
    assert set(COMMENTS) <= set(article.text.split("\n"))


def test_a_page_whose_text_stands_in_an_element_named_after_comments_keeps_it() -> None:
    [article] = articles(page(f"<div id='comments'><h1>{TITLE}</h1>{paragraphs(TITLE)}</div>"))
    assert article.text.split("\n") == TEXTS


@pytest.mark.parametrize(
    ("classes", "name"),
    [
        (("text", "comment", "commentlist"), "commentlist"),
        (("wc-comment-text",), "wc-comment-text"),
        (("disqus_thread",), "disqus_thread"),
        (("yorumlar",), "yorumlar"),
        (("single", "has-comments", "comment", "kommentar", "commentary"), None),
        ((), None),
    ],
)
def test_names_of_elements_that_hold_comments(classes: tuple[str, ...], name: str | None) -> None:
    assert comments_name(classes) == name


def test_many_heads_of_comments_cost_time_by_their_number_only() -> None:
    def cost(count: int) -> float:
        heads = "<div><h3>3 comments</h3><p>Ann</p></div>" * count
        record = page(f"<h1>{TITLE}</h1>{paragraphs(TITLE)}<div>{heads}</div>")
        start = time.perf_counter()
        articles(record)
        return time.perf_counter() - start

    cost(20)
    assert cost(1600) < 16 * max(cost(200), 0.02)


# --- boxes


@pytest.mark.parametrize(
    ("box", "role"),
    [
        (
            "<div class='w'><p>Dear reader,</p><p>Before you go on, please read what we and our"
            " trusted partners do with your data under the law of the land.</p>"
            "<button>Accept all</button><button>Reject all</button></div>",
            "cookie",
        ),
        (
            "<div class='w'><p>親愛的讀者:</p><p>在您繼續閱讀之前,請先了解本站與合作夥伴如何依照法律處理您的個人資料。</p>"
            "<button>接受所有Cookie</button><button>拒絕所有Cookie</button></div>",
            "cookie",
        ),
        (
            "<div class='w'><h3>Subscribe to our newsletter</h3><p>Every Friday our editors write to"
            " those who love boats, and to those who hate them too.</p></div>",
            "subscribe",
        ),
    ],
)
@pytest.mark.parametrize("place", ["above", "below"])
def test_what_is_left_of_a_box_that_rules_know_goes_with_it(
    box: str, role: str, place: str
) -> None:
    text = f"<article><h1>{TITLE}</h1>{paragraphs(TITLE) + paragraphs(OTHER)}</article>"
    [article] = articles(page(box + text if place == "above" else text + box))
    assert article.text.split("\n") == [*TEXTS, *STORIES[OTHER]]
    dropped = {line.label.role for line in article.lines if line.label and not line.is_kept}
    assert role in dropped


def test_share_links_speak_for_what_is_beside_them_below_the_text_only() -> None:
    lead = "A later boat would help the nurses of the far shore home, two hundred of them wrote."
    box = f"<div class='top'><p class='lead'>{lead}</p><a href='#'>Share</a></div>"
    [article] = articles(page(f"<article><h1>{TITLE}</h1>{box}{paragraphs(TITLE)}</article>"))
    assert article.text.split("\n") == [lead, *TEXTS]


def test_paragraphs_with_a_prompt_each_stay() -> None:
    body = "".join(f"<div><p>{text}</p><a href='#'>Subscribe</a></div>" for text in TEXTS)
    [article] = articles(page(f"<article><h1>{TITLE}</h1>{body}</article>"))
    assert article.text.split("\n") == TEXTS


# --- copies


@pytest.mark.parametrize("title", [TITLE, "夜間渡輪續航至明年春天"])
def test_the_headline_of_a_hidden_copy_goes_with_it(title: str) -> None:
    one = f"<h1>{title}</h1><p>3 May 2024</p>{paragraphs(TITLE)}"
    markup = f"<div class='desktop'>{one}</div><div class='mobile'>{one}</div>"
    [article] = articles(page(f"<main>{markup}</main>"))
    assert (article.title, article.text.split("\n")) == (title, TEXTS)


def test_short_lines_beside_equal_ones_stay() -> None:
    row = f"<p>{TEXTS[0]}</p><h3>Is there a toilet on the bus?</h3><p>No.</p>"
    [article] = articles(page(f"<article><h1>{TITLE}</h1>{row}<p>{TEXTS[1]}</p>{row}</article>"))
    assert article.text.count("Is there a toilet on the bus?") == 2
