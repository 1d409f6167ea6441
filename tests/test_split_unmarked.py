"""Pages without headings, whose title is the name of a file or of their site."""

from __future__ import annotations

import pytest

from newsclip.knowledge.rules import load_rules
from newsclip.pipeline import run
from newsclip.reading.encoding import Decoded
from newsclip.reading.html import html_record
from newsclip.record import Record
from newsclip.stages.split import split
from newsclip.stages.strip import strip

RULES = load_rules(user=False)
HEADLINE = "Night ferry to the island stays until spring"
TEXT = (
    "<p>The council has decided that the night ferry to the island goes on until spring, so that "
    "the nurses of the hospital can come home after their shift.</p><p>The boat leaves the quay at "
    "half past eleven, and it waits for five minutes if a shift is late, says its captain.</p>"
    "<p>In spring a bridge will be opened, and the ferry will be sold to a town further north.</p>"
)


def page(title: str, headline: str) -> Record:
    markup = (
        f"<html><head><title>{title}</title></head><body><a href='/'>Home</a> <a href='/n'>Next</a>"
        f"<div>{headline}</div><p>By Ann Lee</p>{TEXT}</body></html>"
    )
    record = html_record(Decoded(markup, "utf-8"), markup.encode(), "a.html", member=None)
    [found] = run([record], [strip(rules=RULES), split(rules=RULES)])
    return found


@pytest.mark.parametrize("title", ["paper_v3 DEF", "Harbour Post", "Harbour Post - print version"])
def test_the_line_above_the_text_is_the_title(title: str) -> None:
    found = page(title, f"<b>{HEADLINE}</b>")
    assert (found.title, found.authors) == (HEADLINE, ("Ann Lee",))
    assert HEADLINE not in found.text


def test_a_title_that_speaks_of_the_text_stays() -> None:
    assert page("Nurses keep their ferry", f"<b>{HEADLINE}</b>").title == "Nurses keep their ferry"


def test_a_page_without_a_headline_keeps_the_title_that_it_has() -> None:
    assert page("Harbour Post", "<img src='/h.png'>").title == "Harbour Post"
