"""Articles that a page has only as blocks in the state of a script."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newsclip.knowledge.rules import load_rules
from newsclip.pipeline import run
from newsclip.reading.encoding import Decoded
from newsclip.reading.html import html_record
from newsclip.reading.html.script_state import state_markup
from newsclip.stages.split import split
from newsclip.stages.strip import strip

RULES = load_rules(user=False)
TEXTS = [
    f"The ferry to the {name} island runs again from Monday, after two winters in which the ice was"
    f" too thick and the operator had no crew for the early boat to the {name} school."
    for name in ("northern", "southern", "eastern", "western")
]
TITLE = "Ferries run again"


def simple(texts: list[str]) -> list[Any]:
    return [
        {"type": "paragraph", "text": texts[0]},
        {
            "type": "image",
            "text": "A ferry at dawn in the harbour, with ice on its bow and its rail.",
        },
        {"type": "heading", "text": "Late boats"},
        *({"type": "paragraph", "text": text} for text in texts[1:]),
    ]


def portable(texts: list[str]) -> list[Any]:
    def block(style: str, text: str) -> dict[str, Any]:
        half = len(text) // 2
        spans = [{"_type": "span", "text": part} for part in (text[:half], text[half:])]
        return {"_type": "block", "style": style, "children": spans, "markDefs": []}

    return [block("normal", texts[0]), block("h2", "Late boats"), *(block("normal", t) for t in texts[1:])]  # fmt: skip


def contentful(texts: list[str]) -> list[Any]:
    def block(kind: str, text: str) -> dict[str, Any]:
        return {"nodeType": kind, "content": [{"nodeType": "text", "value": text, "marks": []}]}

    return [block("paragraph", texts[0]), block("heading-2", "Late boats"), *(block("paragraph", t) for t in texts[1:])]  # fmt: skip


def editor(texts: list[str]) -> list[Any]:
    def block(kind: str, text: str) -> dict[str, Any]:
        return {"type": kind, "data": {"text": f"{text[:20]}<b>{text[20:]}</b>"}}

    return [block("paragraph", texts[0]), {"type": "header", "data": {"text": "Late boats"}}, *(block("paragraph", t) for t in texts[1:])]  # fmt: skip


def page(state: Any, form: str = '<script type="application/json">{}</script>') -> str:
    script = form.format(json.dumps(state))
    head = f'<title>{TITLE} | Harbour Post</title><meta property="og:title" content="{TITLE}">'
    return f"<html><head>{head}</head><body><div id='app'></div>{script}</body></html>"


def texts_of(markup: str) -> list[str]:
    record = html_record(Decoded(markup, "utf-8"), markup.encode(), "page.html", member=None)
    found = list(run([record], [strip(rules=RULES), split(rules=RULES)]))
    return [line for article in found for line in article.text.split("\n")]


@pytest.mark.parametrize("form", [simple, portable, contentful, editor])
@pytest.mark.parametrize(
    "script",
    [
        '<script id="__NEXT_DATA__" type="application/json">{}</script>',
        "<script>window.__STATE__ = {};</script>",
    ],
)
def test_blocks_of_any_editor_are_the_text_of_an_empty_page(form: Any, script: str) -> None:
    lead = "The council decided on Tuesday that two boats are enough, and that both go early."
    article = {"headline": TITLE, "preamble": lead, "body": form(TEXTS)}
    menu = [{"label": name, "href": "/"} for name in ("News", "Ice", "Boats")]
    found = texts_of(page({"props": {"menu": menu, "article": article}}, script))
    assert found == [lead, TEXTS[0], "Late boats", *TEXTS[1:]]


def test_of_several_articles_it_is_the_one_that_the_page_is_called_by() -> None:
    longer = [text + " " + text for text in TEXTS]
    articles: list[dict[str, Any]] = [
        {"headline": "Trams are late", "body": simple(longer)},
        {"headline": TITLE, "content": {"json": simple(TEXTS)}},
    ]
    assert texts_of(page({"cache": articles}))[0] == TEXTS[0]
    articles[1]["headline"] = "Boats come back"
    assert state_markup([json.dumps({"cache": articles})], TITLE) == ""


@pytest.mark.parametrize("key", ["comments", "relatedArticles", "translations", "cookieTexts"])
def test_what_is_of_others_or_of_the_site_is_no_article(key: str) -> None:
    assert state_markup([json.dumps({key: [{"text": text} for text in TEXTS]})], TITLE) == ""


@pytest.mark.parametrize(
    "script",
    [
        "",
        "var a = 1; function f() { return [1, 2]; }" * 30,
        '{"a": [' + "[" * 5000 + "]" * 5000 + "]}",
        '{"broken": ["' + "x" * 900,
        json.dumps({"body": [{"text": "News"}] * 400}),
        json.dumps({"body": list(range(3000))}),
    ],
)
def test_other_scripts_are_no_article(script: str) -> None:
    assert state_markup([script], TITLE) == ""


def test_a_page_that_has_its_text_keeps_it() -> None:
    own = "".join(f"<p>{text}</p>" for text in TEXTS * 3)
    state = json.dumps({"headline": TITLE, "body": simple([f"Not {text}" for text in TEXTS])})
    markup = f"<html><body><h1>{TITLE}</h1>{own}<script>{state}</script></body></html>"
    assert not any(text.startswith("Not ") for text in texts_of(markup))
