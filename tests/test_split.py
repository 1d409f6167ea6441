from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from newsclip.errors import RecordError
from newsclip.knowledge.judge import read_items
from newsclip.knowledge.rules import load_rules
from newsclip.pipeline import run
from newsclip.reading import read
from newsclip.record import Part, Record, without_trace
from newsclip.schema import from_json
from newsclip.stages.repair import repair
from newsclip.stages.split import boundaries, split
from newsclip.stages.split import headline as headline_module
from newsclip.stages.split.boundaries import Cut
from newsclip.stages.split.headline import Guess
from newsclip.stages.split.sheet import Sheet
from newsclip.stages.strip import strip
from tests.generators import document

RULES = load_rules(user=False)
STAGES = [strip(rules=RULES), split(rules=RULES)]
FERRY = [
    "夜間渡輪行駛到春天",
    "夜間渡輪行駛到春天",
    "",
    "區公所星期二決定讓夜間渡輪行駛到春天,因為有兩百多位居民寫信反映需求,並且要求業者提出新的班表。",
    "業者表示,夜間渡輪每天載客三百人次,多半是下班的醫護人員與魚市場的工人,停駛會讓他們多花一個小時。",
    "",
    "責任編輯:林小安",
    "關鍵字: #渡輪 #夜班",
]
LIBRARY = [
    "圖書館週日也開門",
    "圖書館週日也開門",
    "",
    "市立圖書館從下個月起週日開放到晚間九點,館長說,這是回應學生與上班族兩年來的要求,人力由志工補足。",
    "圖書館也將在兒童區增加說故事時間,並且開放自習室線上預約,每人每週以三次為限。",
    "",
    "© 2025 某某日報 版權所有",
]
COUNCIL = (
    "The council voted on Tuesday to keep the night ferry running until spring, after two hundred"
    " residents wrote letters, and asked the operator for a new timetable."
)


def articles(lines: list[str]) -> list[Record]:
    return list(run([document(lines)], STAGES))


def test_a_next_article_line_parts_two_articles() -> None:
    first, second = articles([*FERRY, "往下滑看下一篇文章", *LIBRARY])
    assert (first.title, second.title) == (FERRY[0], LIBRARY[0])
    assert first.authors == ("林小安",)
    assert first.keywords == ("渡輪", "夜班")
    assert second.authors == ()
    assert (first.part, second.part) == (Part(1, 2), Part(2, 2))
    assert [first.source.last_line + 1, second.source.last_line] == [10, 16]
    assert first.id.endswith(":1-9")
    assert second.id.endswith(":10-16")


def test_a_doubled_headline_after_closers_parts_two_articles() -> None:
    assert [article.title for article in articles([*FERRY, *LIBRARY])] == [FERRY[0], LIBRARY[0]]


def test_a_marker_with_a_list_of_links_below_is_no_second_article() -> None:
    links = ["渡輪票價三年不變", "港口新建候船室", "觀光船季節開始", "海岸步道整修完成"]
    assert len(articles([*FERRY, "往下滑看下一篇文章", "即時熱門文章", *links])) == 1


def test_one_article_stays_one() -> None:
    lines = [*FERRY[1:6], "新的班表", "", FERRY[3] + "居民說好。", FERRY[4] + "工人也這麼說。"]
    (article,) = articles(lines)
    assert article.type == "article"
    assert article.title == FERRY[0]


def test_a_form_feed_is_a_sure_cut() -> None:
    lines = ["One", "", COUNCIL, "\f", "Two", "", COUNCIL.replace("ferry", "tram")]
    found = articles(lines)
    assert [article.text.endswith(text) for article, text in zip(found, lines[2::4], strict=True)]
    assert [article.source.first_line for article in found] == [1, 5]


SAMPLES = Path(__file__).parents[1] / "samples"
PLAIN = ["cookie-notice", "login-wall", "deutsch", "japan", "korea", "chatbot-refusal"]


def sample(name: str) -> Record:
    """The first article of a sample."""
    stages = [repair(), *STAGES]
    return next(iter(run(read([str(SAMPLES / f"{name}.txt")]), stages)))


def body(name: str) -> list[str]:
    """Its text, line by line."""
    return [line.text for line in sample(name).kept]


# Both speak of boats, coasts and mornings, or of old people in small towns: too much is shared.
LIKE: Final = pytest.mark.xfail(strict=True, reason="the subjects are too much alike")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("cookie-notice", "login-wall", marks=LIKE),
        ("login-wall", "deutsch"),
        ("japan", "korea"),
        ("big5", "chatbot-refusal"),
        pytest.param("chatbot-refusal", "wrong-traditional", marks=LIKE),
    ],
)
def test_a_change_of_subject_parts_two_articles_without_headlines(one: str, other: str) -> None:
    first, second = articles([*body(one), *body(other)])
    assert second.source.first_line == len(body(one)) + 1
    assert (first.title, second.title) == (None, None)


@pytest.mark.parametrize(
    "names",
    [("big5", "chatbot-refusal"), pytest.param(("cookie-notice", "login-wall"), marks=LIKE)],
)
def test_headlines_whose_words_return_begin_articles(names: tuple[str, str]) -> None:
    lines = [line for name in names for line in (sample(name).title or "", *body(name))]
    found = articles(lines)
    assert [article.title for article in found] == [sample(name).title for name in names]


@pytest.mark.parametrize("name", PLAIN)
def test_a_text_of_one_article_stays_one(name: str) -> None:
    assert len(articles(body(name))) == 1


def test_a_numbered_list_parts_no_article() -> None:
    paragraphs = body("cookie-notice")
    lines = [f"{n}. {line}" if n % 2 else line for n, line in enumerate(paragraphs, 1)]
    lines = [f"{n}. The {n}th question" if n % 3 == 0 else x for n, x in enumerate(lines, 1)]
    assert len(articles(lines)) == 1


def test_no_headline_is_invented() -> None:
    (article,) = articles([COUNCIL, COUNCIL.replace("ferry", "tram"), "", COUNCIL + " Again."])
    assert article.title is None


@pytest.mark.parametrize(("odds", "is_title"), [(9.0, True), (0.0, False), (-9.0, False)])
def test_a_line_in_doubt_at_the_head_of_an_article_stays_in_its_text(
    odds: float, is_title: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    headline = "Library opens on Sundays"
    second = [headline, "Share", "Save", COUNCIL.replace("ferry", "library"), COUNCIL]
    lines = [*FERRY, "往下滑看下一篇文章", *second]

    def likeliest(sheet: Sheet, start: int, first: int, stop: int) -> Guess | None:
        return Guess(start, odds) if start else Guess(0, 9.0)

    monkeypatch.setattr(headline_module, "likeliest", likeliest)
    first, found = articles(lines)
    assert first.title == FERRY[0]
    assert found.source.first_line == len(FERRY) + 2
    assert found.title == (headline if is_title else None)
    assert (headline in found.text) == (odds == 0)


@pytest.mark.parametrize(
    ("below", "is_title"),
    [
        ([], True),
        # Who made it and where it is from is of an article, furniture is of a page.
        (["資料來源:港務局", "責任編輯:林小安"], True),
        (["Share", "Save"], False),
    ],
)
def test_articles_of_nothing_but_text_speak_for_each_others_headlines(
    below: list[str], is_title: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def likeliest(sheet: Sheet, start: int, first: int, stop: int) -> Guess | None:
        return Guess(start, -0.1) if start else Guess(0, 2.0)

    monkeypatch.setattr(headline_module, "likeliest", likeliest)
    headline = "Library opens on Sundays"
    second = [headline, COUNCIL.replace("ferry", "library"), COUNCIL, *below]
    first, found = articles([FERRY[0], *FERRY[2:5], "\f", *second])
    assert (first.title, found.title) == (FERRY[0], headline if is_title else None)


BOAT = "The night ferry waits for passengers at the western pier until the last train arrives"
PIER = (
    "The night ferry waits at the western pier until the last train arrives, the operator said on"
    " Monday, so that passengers who come late need not stay in the town until the morning."
)
BOAT_ZH = "夜間渡輪在西碼頭等候末班車的乘客"
PIER_ZH = (
    "業者星期一表示，夜間渡輪會在西碼頭等候末班車的乘客，這樣晚到的旅客就不必在鎮上過夜，"
    "也不必等到隔天早上才能回家，而且票價和平常一樣。"
)


@pytest.mark.parametrize(
    ("headline", "credit", "text"),
    [
        (BOAT, ". Harbour Archive/Example Press", PIER),
        (BOAT, ". (Port Authority)", PIER),
        (BOAT_ZH, "。本報資料", PIER_ZH),
        (BOAT_ZH, "の", PIER_ZH),
    ],
)
def test_a_caption_with_its_credit_and_half_a_sentence_are_no_headlines(
    headline: str, credit: str, text: str
) -> None:
    again = text.replace("Monday", "Sunday").replace("星期一", "星期日")
    below = ["2024-05-03 10:20", "", text, again, "", text[:-1] + "!"]
    assert articles([headline, *below])[0].title == headline
    assert articles([headline + credit, *below])[0].title is None


def test_headlines_with_bylines_part_articles_where_the_first_has_one() -> None:
    told = [line.replace("council", "operator") for line in (COUNCIL, PIER)]
    first = ["Night ferry runs until spring", "By: Mara Lindqvist - Correspondent", COUNCIL, PIER]
    second = ["Operator asks for a second boat", "By: Jonas Roe @jonasroe", *told]
    found = articles([*first, "", *second])
    assert [one.title for one in found] == [first[0], second[0]]
    assert found[1].text.split("\n") == told
    contents = ["In this edition", f"* {first[0]}", f"* {second[0]}", "", *first, "", *second]
    assert [one.title for one in articles(contents)] == [first[0], second[0]]
    assert len(articles([first[0], *first[2:], "", *second])) == 1
    assert len(articles([*first, "", second[0], *second[2:]])) == 1


def test_menus_above_and_below_all_articles_are_not_between_them() -> None:
    def dropped_between(*lines: str) -> float:
        [record] = run([document(list(lines))], [strip(rules=RULES)])
        return Sheet(read_items(record.lines)).dropped_between

    menu = ["Sign in", "Subscribe", "Privacy Policy"]
    assert dropped_between(*menu, COUNCIL, PIER, *menu) == 0
    assert dropped_between(COUNCIL, *menu, PIER) == 0.6
    assert dropped_between(*menu) == 1


@pytest.mark.parametrize(("is_between", "articles_found"), [(False, 2), (True, 1)])
def test_a_likely_boundary_needs_more_where_furniture_is_between_texts(
    is_between: bool, articles_found: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def likely(sheet: Sheet, against: float) -> list[Cut]:
        return [Cut(sheet.texts.index(PIER), "model/boundaries", 0.67)]

    monkeypatch.setattr(boundaries, "_by_model", likely)
    menu = ["Sign in", "Subscribe", "Privacy Policy"]
    between = menu if is_between else []
    found = articles([*menu, COUNCIL, COUNCIL + " Yes.", *between, PIER, PIER + " Yes.", *menu])
    assert len(found) == articles_found


@pytest.mark.parametrize("tail", [". Video", ". Vídeo", ". Видео", ". Онлайн", ". Fotos y vídeo"])
def test_a_headline_may_say_what_is_below_it(tail: str) -> None:
    again = PIER.replace("Monday", "Sunday")
    below = ["2024-05-03 10:20", "", PIER, again, "", PIER[:-1] + "!"]
    assert articles([BOAT + tail, *below])[0].title == BOAT + tail


def test_an_original_title_names_the_headline() -> None:
    lines = ["首頁", "渡輪為誰而開,夜班的人怎麼說", "", *FERRY[3:5]]
    lines.append("原標題:渡輪為誰而開,夜班的人怎麼說")
    (article,) = articles(lines)
    assert article.title == "渡輪為誰而開,夜班的人怎麼說"


def test_a_file_with_no_article_stays_a_document_with_a_warning() -> None:
    (record,) = articles(["登入", "註冊", "© 2025 版權所有"])
    assert record.type == "document"
    assert record.text == ""
    assert [warning.code for warning in record.warnings] == ["no-article"]


def test_split_alone_cuts_and_drops_nothing() -> None:
    lines = [*FERRY, "往下滑看下一篇文章", *LIBRARY]
    parts = list(split(rules=RULES)(document(lines)))
    assert len(parts) == 2
    kept = [line.text for part in parts for line in part.kept]
    titles = {part.title for part in parts}
    assert [line for line in lines if line.strip() and line not in titles] == [
        line for line in kept if line not in titles
    ]


def test_a_foreign_record_keeps_its_id_while_it_is_one() -> None:
    one = from_json(json.dumps({"id": "q-7", "text": COUNCIL}))
    (article,) = run([one], STAGES)
    assert article.id == "q-7"
    text = "\n".join([*FERRY, "往下滑看下一篇文章", *LIBRARY])
    two = from_json(json.dumps({"id": "q-8", "url": "https://example.org/8", "text": text}))
    first, second = run([two], STAGES)
    assert (first.id, second.id) == ("q-8:1-9", "q-8:10-16")
    assert (first.url, second.url) == ("https://example.org/8", None)


def test_a_record_without_its_trace_is_refused() -> None:
    with pytest.raises(RecordError, match="--slim"):
        list(split(rules=RULES)(without_trace(document([COUNCIL]))))


@pytest.mark.parametrize(
    ("line", "field", "values"),
    [
        ("責任編輯:林小安、陳大文", "authors", ("林小安", "陳大文")),
        ("作者:林小安 通讯员 陈大文", "authors", ("林小安", "陈大文")),
        ("資料來源:港務局 作者:林小安", "credits", ("港務局",)),
        ("關鍵字: #渡輪 #夜班", "keywords", ("渡輪", "夜班")),
        ("關鍵字:", "keywords", ()),
        ("2025-11-03 09:30", "date_published", "2025-11-03T09:30"),
    ],
)
def test_fields_are_read_from_their_lines(line: str, field: str, values: object) -> None:
    (article,) = articles([*FERRY[:5], "", line])
    assert getattr(article, field) == values
