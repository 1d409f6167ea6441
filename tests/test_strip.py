from __future__ import annotations

import pickle
import tracemalloc

import pytest

from newsclip.errors import RecordError
from newsclip.knowledge.block_judge import UNDER_RELATED
from newsclip.knowledge.rules import load_rules
from newsclip.record import Record, without_trace
from newsclip.stages.strip import strip
from tests.generators import document

RULES = load_rules(user=False)
STAGE = strip(rules=RULES)
PROSE = (
    "The council voted on Tuesday to keep the night ferry running until spring, after two hundred"
    " residents wrote letters, and asked the operator for a new timetable."
)
ZH = (
    "區公所星期二決定讓夜間渡輪行駛到春天,因為有兩百多位居民寫信反映需求,"
    "並且要求業者在月底以前提出新的班表。"
)


def stripped(*lines: str) -> Record:
    (record,) = STAGE(document(list(lines)))
    return record


def roles(record: Record) -> list[str | None]:
    return [line.role for line in record.lines]


def test_every_line_gets_a_label_and_none_goes() -> None:
    record = stripped(
        "Sign in", "", PROSE, PROSE + " More.", "© 2025 Example. All rights reserved."
    )
    assert [line.text for line in record.lines][1] == ""
    assert all(line.label is not None for line in record.lines)
    assert record.text == f"{PROSE}\n{PROSE} More."


def test_a_subhead_between_paragraphs_is_kept() -> None:
    record = stripped(PROSE, "A new timetable", PROSE + " Again.", "挑戰與進展", ZH)
    assert roles(record) == ["body", "subhead", "body", "subhead", "body"]


def test_a_doubled_headline_keeps_one_copy() -> None:
    record = stripped("Night ferry stays", "Night ferry stays", "", PROSE, ZH)
    assert roles(record)[:2] == ["subhead", "dup_title"]


def test_a_doubled_line_above_a_photo_credit_is_a_caption() -> None:
    record = stripped(
        ZH, "", "渡輪在清晨靠岸", "渡輪在清晨靠岸", "圖/ 區公所提供", "", ZH + "居民說好。"
    )
    assert roles(record)[2:4] == ["caption", "caption"]
    assert roles(record)[4] in {"caption", "credit"}


def test_a_paragraph_is_never_taken_for_a_caption_or_a_link() -> None:
    record = stripped("延伸閱讀", "渡輪票價三年不變的原因", ZH, PROSE)
    assert roles(record)[1:] == ["related", "body", "body"]


def test_a_short_line_between_a_list_and_text_may_be_a_subhead() -> None:
    links = (
        "The council lets more water out of the dam",
        "Schools of the county change their timetable in May",
    )
    record = stripped(PROSE, "Related stories", *links, "What comes next", PROSE + " Again.", ZH)
    assert roles(record)[1:5] == ["related", "related", "related", "subhead"]
    record = stripped(PROSE, "Read more: " + links[1], "渡輪的班表", ZH, PROSE + " Again.")
    assert roles(record)[1:4] == ["related", "subhead", "body"]
    record = stripped(PROSE, "Related stories", *links, links[0] + "s", PROSE + " Again.", ZH)
    assert roles(record)[1:5] == ["related"] * 4


def test_a_sentence_that_is_broken_at_its_links_is_no_list() -> None:
    pieces = ("The ferry of the island, which", "the council", "wants to keep, goes on.")
    record = stripped(PROSE, "Read more", *pieces, PROSE + " Again.", ZH)
    assert all(line.label is None or line.label.rule != UNDER_RELATED for line in record.lines[2:4])


def test_exclamations_touch_a_promotion_below_the_text_only() -> None:
    record = stripped(
        PROSE,
        "“We will not give up!”",
        PROSE + " So it goes.",
        "人人都能用的好工具!",
        "掃碼添加微信號 abc12345,免費領取資料!",
    )
    assert roles(record) == ["body", "body", "body", "ad", "ad"]


def test_a_label_and_an_address_is_a_credit() -> None:
    record = stripped(PROSE, "Report online: https://example.org/a.pdf", PROSE + " End.")
    assert roles(record)[1] == "credit"
    sentence = "The report is at https://example.org/a.pdf and the council discussed it at length."
    assert roles(stripped(PROSE, sentence, PROSE + " End."))[1] == "body"


def test_a_menu_goes_and_its_text_stays_in_the_record() -> None:
    menu = ["Home", "World", "Business", "Sport", "Opinion", "Weather", "Travel", "Money"]
    record = stripped(*menu, "", PROSE, PROSE + " Two.", PROSE + " Three.", *menu)
    assert record.text.count("\n") == 2
    assert [line.text for line in record.lines if line.role == "nav"][:8] == menu


def test_a_file_without_any_paragraph_is_kept_but_for_what_rules_name() -> None:
    poem = ["The ferry leaves", "the harbour sleeps", "a lamp, a rope", "the tide that keeps"]
    assert stripped(*poem).text == "\n".join(poem)


def test_a_huge_line_takes_memory_of_its_own_size() -> None:
    lines = ["Sign in", PROSE, ZH * 20_000]
    stripped(*lines[:2])
    tracemalloc.start()
    try:
        record = stripped(*lines)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert roles(record) == ["login", "body", "body"]
    assert most < 20 * len(lines[2])


def test_labels_that_are_there_stay() -> None:
    record = stripped("Sign in", PROSE)
    (again,) = STAGE(record)
    assert again == record


def test_a_record_without_its_trace_is_refused() -> None:
    with pytest.raises(RecordError, match="--slim"):
        list(STAGE(without_trace(document([PROSE]))))


def test_the_stage_can_be_sent_to_a_worker() -> None:
    stage = pickle.loads(pickle.dumps(STAGE))
    assert list(stage(document([PROSE, "Sign in"]))) == list(STAGE(document([PROSE, "Sign in"])))


def test_a_standfirst_between_headline_and_byline_is_the_lead() -> None:
    standfirst = "Two hundred letters changed a timetable that nobody at the port believed in"
    record = stripped(
        "Home", "News", "", "The ferry that sails at night", standfirst, "By Ada Example",
        "12 May 2025", "", PROSE, PROSE + " More.", "", PROSE + " Again.",
    )  # fmt: skip
    assert roles(record)[4] == "lead"
    assert standfirst in record.text


def test_a_link_between_byline_and_text_is_no_standfirst() -> None:
    link = "Ten photographs of the harbour that you have to see before the summer ends"
    record = stripped(
        "The ferry that sails at night", "By Ada Example", "12 May 2025", "Related", link,
        "Share", "", PROSE, PROSE + " More.", "", PROSE + " Again.",
    )  # fmt: skip
    assert link not in record.text


def test_the_words_beside_a_field_belong_to_its_prompt() -> None:
    blurb = "A letter from the quay. Free, every Thursday."
    record = stripped(
        PROSE, "", "Join The Tide Table", blurb, "Enter your email", "Subscribe", "Sign me up", "",
        PROSE + " More.", "", PROSE + " Again.",
    )  # fmt: skip
    assert roles(record)[2:7] == ["subscribe", "subscribe", "form", "subscribe", "subscribe"]


def test_a_paragraph_above_a_field_stays() -> None:
    record = stripped(PROSE, "Enter your email", "Subscribe", "Sign me up", "", PROSE + " More.")
    assert record.text == f"{PROSE}\n{PROSE} More."


def test_a_photographer_below_a_doubled_line_is_no_author() -> None:
    caption = (
        "\u6e21\u8f2a\u505c\u5728\u6771\u78bc\u982d,\u8eab\u65c1\u662f\u5145\u96fb\u6ac3\u3002"
    )
    record = stripped(ZH, "", caption, caption, "\u651d\u5f71/ \u838a\u5927\u540c", "", ZH + ZH)
    assert roles(record)[2:5] == ["caption"] * 3


def test_a_short_report_among_many_teasers_is_not_lost() -> None:
    report = (
        "The ferry sails at night. The council said so on Tuesday, after letters from two hundred"
        " residents."
    )
    teasers = [f"How the people of harbour {n} learned to live with the fog" for n in range(120)]
    record = stripped(
        "Home", "News", "Sport", "Related", *teasers[:60], "Popular", *teasers[60:90], report,
        "Share", "Log in", "Subscribe", "Related", *teasers[60:],
    )  # fmt: skip
    assert report in record.text
    assert teasers[0] not in record.text
