"""The repair stage as a whole: its options and its laws, undo and idempotence among them."""

from __future__ import annotations

import json
import pickle
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsclip.errors import RecordError, UsageError
from newsclip.record import Record, lines_of, source_lines, without_trace
from newsclip.schema import from_json, to_json
from newsclip.stages.repair import REPAIRS, repair

GLOSSED = "科學(xué)家認(rèn)為這項技術(shù)還(hái)不成熟。"
ENGLISH = (
    "The harbour board met on Tuesday to talk about the new ferry, and nobody left before the "
    "chairman had read the whole of the letter that the fishermen had sent him in March."
)
CHINESE = (
    "港務委員會星期二開會討論新渡輪,主席讀完漁民三月寄來的信之後,大家才離開會議室,"
    "會議開了三個小時。"
)


def document(text: str) -> Record:
    return from_json(json.dumps({"text": text}))


def repaired(record: Record, *only: str) -> Record:
    (result,) = repair(only=only)(record)
    return result


def columns(text: str, width: int) -> list[str]:
    return [text[n : n + width] for n in range(0, len(text), width)]


odd = st.sampled_from(
    ["\u200b", "\u2060", "\ufeff", "\u00ad", "\x93", "\x07", "\x85", "\u00a0", "\u3000", "\u2009"]
) | st.sampled_from(
    [
        "\u2f08",
        "\u2ea0",
        "\uf9e1",
        "e\u0301",
        "\u0301",
        "\u3099",
        "\u1100\u1161",
        "\u2028",
        "\r",
        "\t",
    ]
)
rare = st.sampled_from(
    ["\f", "\ufffd", "\ue000", "\u200d", "\ufe0f", "\u2329", "\u0f73", "\U0002f800"]
)
word = st.sampled_from(
    [
        "the",
        "Ferry",
        "harbour",
        "inter-",
        "Straße,",
        "sea.",
        "(see",
        "note)",
        "- ",
        "1.",
        "http://a.b",
    ]
) | st.sampled_from(
    [
        "港口",
        "海水,",
        "。",
        "學(xué)",
        "說(shuō)",
        "麼(me)",
        "(xué)",
        "亳(bó)",
        "『船』",
        "“夜",
        "班”",
        "부산",
    ]
)
fragment = st.one_of(word, odd, word, rare, st.text(max_size=3))
ragged = st.lists(fragment, max_size=12).map(" ".join) | st.lists(fragment, max_size=12).map(
    "".join
)
prose = st.sampled_from([ENGLISH, CHINESE, GLOSSED, ENGLISH + " " + CHINESE])
wrapped = st.builds(
    lambda texts, width, gap: gap.join("\n".join(textwrap.wrap(text, width)) for text in texts),
    st.lists(prose, min_size=1, max_size=4),
    st.integers(40, 80),
    st.sampled_from(["\n", "\n\n", "\n    ", "\r\n", " \n"]),
)
cut = st.builds(
    lambda text, width: "\n".join(columns(text, width)),
    st.lists(prose, min_size=1, max_size=4).map("\n".join),
    st.integers(20, 60),
)
broken = st.lists(
    st.sampled_from([f"{CHINESE}船長(Anna\nBerg)說,{CHINESE}", f"{GLOSSED}\n(xué){CHINESE}"]),
    min_size=1,
    max_size=3,
).map("\n".join)
block = st.one_of(ragged, wrapped, cut, broken, st.sampled_from(["", "  ", "\u3000", "\f", "\r"]))
texts = st.lists(block, max_size=6).map("\n".join)


@settings(deadline=None, max_examples=300)
@given(texts)
def test_edits_replayed_backwards_give_the_source_lines(text: str) -> None:
    record = document(text)
    assert source_lines(repaired(record)) == [line.text for line in record.lines]


@settings(deadline=None, max_examples=300)
@given(texts)
def test_a_second_run_on_the_record_changes_no_byte(text: str) -> None:
    once = to_json(repaired(document(text)))
    assert to_json(repaired(from_json(once))) == once


@settings(deadline=None, max_examples=300)
@given(texts)
def test_a_second_run_on_the_text_changes_nothing(text: str) -> None:
    once = repaired(document(text)).text
    again = repaired(document(once))
    assert again.text == once
    assert not again.edits


@settings(deadline=None, max_examples=100)
@given(texts, st.sampled_from(list(REPAIRS)))
def test_each_repair_alone_can_be_undone_and_repeated(text: str, name: str) -> None:
    record = document(text)
    once = repaired(record, name)
    assert source_lines(once) == [line.text for line in record.lines]
    assert not repaired(document(once.text), name).edits


@settings(deadline=None, max_examples=100)
@given(texts)
def test_lines_tile_the_source(text: str) -> None:
    record = repaired(document(text))
    expected = record.source.first_line
    for line in record.lines:
        assert line.first == expected
        expected = line.last + 1
    assert expected == record.source.last_line + 1


@pytest.mark.parametrize("seed", [ENGLISH, CHINESE, GLOSSED])
def test_the_laws_are_about_texts_that_change(seed: str) -> None:
    text = "\n".join(f"{line}\u200b" for line in columns(seed * 3, 50))
    assert repaired(document(text)).edits


def test_the_order_is_what_later_repairs_need() -> None:
    assert list(REPAIRS) == [
        "mojibake",
        "markdown",
        "labels",
        "print",
        "clean",
        "pinyin",
        "wrap",
        "damage",
    ]


def test_only_and_skip_choose() -> None:
    text = "a\u200bb" + GLOSSED
    assert {edit.rule for edit in repaired(document(text), "pinyin").edits} == {"pinyin/note"}
    (skipped,) = repair(skip=["pinyin"])(document(text))
    assert {edit.rule for edit in skipped.edits} == {"clean/zero-width"}


def test_what_was_chosen_is_in_the_history() -> None:
    (record,) = repair(only=["clean", "wrap"], skip=["wrap"])(document("a"))
    assert record.history[-1].stage == "repair"
    assert record.history[-1].options == {"only": ["clean", "wrap"], "skip": ["wrap"]}


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    for options in ({"only": ["wraps"]}, {"skip": ["wraps"]}):
        with pytest.raises(UsageError, match=r"wraps.*clean, pinyin, wrap"):
            repair(**options)


def test_the_stage_can_be_pickled() -> None:
    stage = pickle.loads(pickle.dumps(repair(skip=["wrap"])))
    assert [r.text for r in stage(document("a\u200b"))] == ["a"]


def test_a_record_without_its_trace_is_refused() -> None:
    with pytest.raises(RecordError, match="--slim"):
        repaired(without_trace(document("a")))


def test_a_join_completes_a_note_that_it_had_cut() -> None:
    text = f"{CHINESE}這位漁民(Anna\nBerg)說,{CHINESE}船長(Otto\nLind)說,{GLOSSED}海(\nhǎi)"
    assert "(xué)" not in repaired(document(text)).text


def test_no_line_and_an_empty_line_pass() -> None:
    assert repaired(document("")).lines == ()
    assert repaired(document("\n")).lines == lines_of("\n")
