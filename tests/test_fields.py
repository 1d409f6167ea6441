"""Authors and dates out of the lines of an article: which lines, and what of them."""

from __future__ import annotations

from functools import partial

import pytest

from newsclip.knowledge.names import names_by, names_of
from newsclip.knowledge.rules import load_rules
from newsclip.pipeline import run
from newsclip.reading.encoding import Decoded
from newsclip.reading.html import html_record
from newsclip.record import Block, Label, Line, Mark, Record, Role, Source
from newsclip.stages.split import split
from newsclip.stages.split.fields import fill_fields
from newsclip.stages.strip import strip

RULES = load_rules(user=False)
fill = partial(fill_fields, match=RULES.match)
HEADLINE = "Night ferry to the island stays until spring"
TEXT = (
    "The council has decided that the night ferry to the island goes on until spring, so that the "
    "nurses of the hospital can come home after their shift, which ends at eleven in the evening.",
    "The boat leaves the quay at half past eleven, and it waits for five minutes if a shift is "
    "late, as it was on eleven evenings of the last month, says the captain of the ferry.",
    "In spring a bridge will be opened, and the ferry will be sold to a town further north, where "
    "an older boat has been out of order since the storm of last winter.",
)


def article(*lines: tuple[str, str] | str, blocks: dict[int, Block] | None = None) -> Record:
    """An article of lines with their roles; a text alone is body."""
    pairs = [("body", line) if isinstance(line, str) else line for line in lines]
    own = tuple(
        Line(n, n, text, (blocks or {}).get(n), _label(role))
        for n, (role, text) in enumerate(pairs, 1)
    )
    source = Source("a.txt", None, "text/plain", "utf-8", "0" * 64, 1, len(own), 1)
    return Record("article", "a", source, own)


def _label(said: str) -> Label:
    role, _, rule = said.partition(" ")
    kept: dict[str, Role] = {"body": "body", "subhead": "subhead"}
    return Label(kept[role]) if role in kept else Label(role, rule or "test/rule")  # type: ignore[arg-type]


TITLE = ("title", HEADLINE)


@pytest.mark.parametrize(
    ("lines", "date"),
    [
        # Below the headline, and below a standfirst.
        ([TITLE, ("dateline", "3 May 2024"), *TEXT], "2024-05-03"),
        ([TITLE, TEXT[0], ("dateline", "3 May 2024"), *TEXT[1:]], "2024-05-03"),
        # The day of the visit stands above the headline.
        (
            [("dateline", "9 May 2024"), TITLE, ("dateline", "3 May 2024"), *TEXT],
            "2024-05-03",
        ),
        ([("dateline", "3 May 2024"), TITLE, *TEXT], "2024-05-03"),
        ([TITLE, *TEXT, ("dateline", "3 May 2024")], "2024-05-03"),
        # Lists, comments and events have dates of their own.
        ([TITLE, *TEXT, ("related", "Related"), ("dateline", "3 May 2020")], None),
        ([TITLE, *TEXT, ("nav model/blocks", "What's on"), ("dateline", "3 May 2031")], None),
        ([TITLE, *TEXT[:2], ("dateline", "3 May 2024"), TEXT[2]], None),
        (
            [TITLE, *TEXT, ("related", "Related"), ("dateline de/dateline-label", "3. Mai 2024")],
            "2024-05-03",
        ),
        # The first state of an article is what is published, not the last one.
        (
            [
                TITLE,
                ("dateline", "Updated 5 June 2024, 10:00"),
                ("dateline", "Published 3 June 2024, 09:00"),
                *TEXT,
            ],
            "2024-06-03T09:00",
        ),
        ([TITLE, ("dateline", "22.08.2024 - 11:08 Güncelleme: 23.08.2024"), *TEXT],
         "2024-08-22T11:08"),
        ([TITLE, ("dateline", "更新時間:2024-05-05"), ("dateline", "2024-05-03"), *TEXT],
         "2024-05-03"),
        ([TITLE, ("dateline", "Updated 5 June 2024"), *TEXT], "2024-06-05"),
        # A paper's page begins with the day of issue; of two days one may be any.
        ([("dateline", "3 May 2024"), *[("nav", "Page 3")] * 4, TITLE, *TEXT], "2024-05-03"),
        (
            [("dateline", "3 May 2024"), ("dateline", "4 May 2024"), *[("nav", "Page 3")] * 4,
             TITLE, *TEXT],
            None,
        ),
    ],
)  # fmt: skip
def test_the_date_stands_in_the_head_of_an_article(
    lines: list[tuple[str, str] | str], date: str | None
) -> None:
    assert fill(article(*lines)).date_published == date


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Ann Lee, Political Editor", ["Ann Lee"]),
        ("Eva Muster, Redakteurin", ["Eva Muster"]),
        ("our own correspondent", []),
        ("Jo Tran. Pictures: Lou Madd", ["Jo Tran"]),
        ("דנה לוי | 12/02/2024 | 08:14", ["דנה לוי"]),
        ("林小安 通讯员 陈大文", ["林小安", "陈大文"]),
        ("林小安 編輯:陳大文", ["林小安"]),
        ("林小安 記者:陳大文", ["林小安", "陳大文"]),
        ("36氪", ["36氪"]),
        ("Political Editor", ["Political Editor"]),
    ],
)
def test_what_counts_as_a_name(said: str, names: list[str]) -> None:
    assert names_of(said) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ann Lee (Reuters)", ["Ann Lee"]),
        ("By Ann Lee for the Fen Post", ["Ann Lee"]),
        ("By Ann Lee @annlee", ["Ann Lee"]),
        ("by Ann Lee • 4 min read", ["Ann Lee"]),
        ("ByAnn Lee3 June 2024", ["Ann Lee"]),
        ("Written by Ann Lee and Bo Ek, Health Editor", ["Ann Lee", "Bo Ek"]),
        ("Publicado por Ana Ruiz Galar el 14 de junio de 2019 · 3 comentarios", ["Ana Ruiz Galar"]),
        ("Soumis par Maë Kerj le jeu 02/11/2023", ["Maë Kerj"]),
        ("Av Malin Sörk", ["Malin Sörk"]),
        ("Posted on May 11, 2022 by Ann Lee", ["Ann Lee"]),
        ("May 11, 2022 at 10:30 by Ann Lee and Bo Ek", ["Ann Lee", "Bo Ek"]),
        ("Publicado el 11 mayo, 2022 por Ana Ruiz", ["Ana Ruiz"]),
        ("Veröffentlicht am 11. Mai 2022, 10:30 Uhr von Ida Kranz", ["Ida Kranz"]),
        ("Pubblicato il 11 maggio 2022 da Ugo Prati", ["Ugo Prati"]),
        ("Scritto da Ugo Prati", ["Ugo Prati"]),
        ("Da Porto Vecchio", []),
        ("May 11, 2022 by the sea", []),
        ("द्वारा सुनीता मीना | अपडेटेड: 10 जून 2024", ["सुनीता मीना"]),
        ("By the end of the month", []),
        ("By Monday", []),
        ("Ann Lee", []),
    ],
)
def test_names_end_where_something_else_begins(line: str, names: list[str]) -> None:
    assert names_by(line) == names


def test_an_editor_is_an_author_only_where_there_is_no_other() -> None:
    editor = ("byline", "責任編輯:陳大文")
    alone = fill(article(TITLE, *TEXT, editor))
    assert (alone.authors, alone.credits) == (("陳大文",), ())
    both = fill(article(TITLE, ("byline", "記者:林小安"), *TEXT, editor))
    assert (both.authors, both.credits) == (("林小安",), ("陳大文",))


def test_who_wrote_what_is_listed_below_is_no_author() -> None:
    other = ("byline", "By Bo Ek")
    assert fill(article(TITLE, ("byline", "By Ann Lee"), *TEXT, other)).authors == ("Ann Lee",)
    assert fill(article(TITLE, *TEXT, other)).authors == ("Bo Ek",)
    joined: list[tuple[str, str] | str]
    joined = [TITLE, ("byline", "By Ann Lee"), *TEXT, ("subhead", "A second"), other, *TEXT]
    assert fill(article(*joined)).authors == ("Ann Lee", "Bo Ek")


def test_links_part_the_keywords_that_nothing_else_does() -> None:
    block = Block("p", "paragraph", marks=(Mark(6, 11, "link", "/a"), Mark(12, 15, "link", "/b")))
    record = article(TITLE, *TEXT, ("keywords", "Tags: ferry bay"), blocks={5: block})
    assert fill(record).keywords == ("ferry", "bay")


def page(head: str, title: str = HEADLINE) -> Record:
    """The article of a page whose headline has ``head`` below it."""
    text = "".join(f"<p>{line}</p>" for line in TEXT)
    markup = (
        "<!DOCTYPE html><html><body><nav><a href='/'>Home</a> <a href='/s'>Sport</a></nav>"
        f"<main><h1>{title}</h1>{head}{text}</main></body></html>"
    )
    record = html_record(Decoded(markup, "utf-8"), markup.encode(), "a.html", member=None)
    [found] = run([record], [strip(rules=RULES), split(rules=RULES)])
    return found


@pytest.mark.parametrize(
    ("head", "authors", "date"),
    [
        ("<div>By Ann Lee (Reuters)</div>", ("Ann Lee",), None),
        ("<div class='author'>Ann Lee</div>", ("Ann Lee",), None),
        ("<div class='autori'>Jan Hora, Eva Malá</div>", ("Jan Hora", "Eva Malá"), None),
        ("<div class='autori'>Jan Hora a Eva Malá</div>", ("Jan Hora", "Eva Malá"), None),
        (
            "<div class='autori'><a href='/1'>Jan Hora</a> <a href='/2'>Eva Malá</a></div>",
            ("Jan Hora", "Eva Malá"),
            None,
        ),
        ("<div>By Ann Lee - 3 June 2024</div>", ("Ann Lee",), "2024-06-03"),
        ("<div>Desk / Aug 17, 2024, 07:45 IST</div>", (), "2024-08-17T07:45"),
        ("<p class='a'>द्वारा सुनीता मीना | 10 जून 2024</p>", ("सुनीता मीना",), "2024-06-10"),
        (
            "<div class='m'>陳小安／綜合報導 發布時間：2023-08-24 12:31 更新時間：2023-08-25 14:50</div>",
            ("陳小安",),
            "2023-08-24T12:31",
        ),
        ("<div class='author'>구독 112 응원 48</div>", (), None),
        ("<p><a href='/x'>Storm of 3 May 2019 broke the old quay</a></p>", (), None),
    ],
)
def test_lines_that_no_rule_names_tell_author_and_date_by_their_place(
    head: str, authors: tuple[str, ...], date: str | None
) -> None:
    found = page(head)
    assert (found.authors, found.date_published) == (authors, date)
    assert found.text == "\n".join(TEXT)
