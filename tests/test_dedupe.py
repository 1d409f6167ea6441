"""Copies of one story find each other, look-alikes do not, in any order and any sharding."""

import pickle
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsclip.errors import RecordError
from newsclip.pipeline import run
from newsclip.record import Record
from newsclip.schema import from_json, to_json
from newsclip.stages.convert import convert_text
from newsclip.stages.dedupe import Summary, copies, dedupe, entry_of
from tests.calling import file_of, one_line, shell
from tests.generators import document

FERRY = (
    "渡輪公司週三宣布,從明年三月起將在三個碼頭之間改用電池動力的渡輪,每天往返四十二班。\n"
    "船長說,引擎聲消失以後,乘客才發現原來碼頭的早晨有這麼多鳥,連販賣魚丸的攤販也把音量放低了。\n"
    "公司花了兩年測試充電設備,電池重達三十噸,每次靠岸充電十二分鐘就能再走一趟。\n"
    "反對者擔心票價上漲,公司則表示頭五年票價不變,並且願意公開每一季的維修紀錄。\n"
)
KELP = (
    "The kelp farmers of the northern bay have begun to sell silence by the hour. Guests sit on a "
    "raft between the ropes, where the weed swallows the swell, and are asked to say nothing.\n"
    "It started as a joke of Tamsin Okonjo, who found that her insurance paid for visitors but not "
    "for seals. Last summer she counted 412 guests, and most of them came back.\n"
    "The harbour office has allowed 14 rafts so far. It wants to see a full winter before it "
    "allows more, because storms have torn two of them loose in the past three years.\n"
)
BUS = (
    "Die Stadt teilte am Mittwoch mit, dass sie ihr Busnetz vom kommenden Jahr an erneuern werde. "
    "Zwölf Linien sollen im April beginnen, weitere acht im Herbst folgen.\n"
    "Die Leiterin des Amtes sagte, man habe in 27 Versammlungen den Bewohnern zugehört und danach "
    "fast die Hälfte der Strecken geändert, vor allem im Norden und am Hafen.\n"
)
WEATHER = (
    "{place}气象台{a}日发布天气预报:今天白天多云,最高气温{b}摄氏度,夜间最低气温{c}摄氏度,"
    "偏南风{d}级,阵风{e}级。明天晴转多云,气温{f}至{g}摄氏度,降水概率百分之{h}。"
    "后天有小雨,最高气温{i}摄氏度,空气质量指数在{j}到{k}之间。预计本周末{place}的气温将上涨"
    "{l}摄氏度左右,请市民出行时注意增减衣物,驾车时注意路面湿滑。"
)
MATCH = (
    "{one} United beat {two} City {a}-{b} on Friday in front of {c} spectators. {three} scored in "
    "minute {d} from a corner, and {four} doubled the lead in minute {e}. The home side had {f} "
    "shots and {g} percent of possession. {one} United now have {h} points from {i} games and stand "
    "in place {j} of the table. On Tuesday they travel to the ground of {five}."
)
MENU = "Harbour Ledger\nTides\nPiers\nNet lofts\nDredging desk\nSign in\nSubscribe\nCorrections\n"


def weather(seed: int, place: str) -> str:
    numbers = iter(random.Random(seed).sample(range(2, 60), 12))
    return WEATHER.format(place=place, **{letter: next(numbers) for letter in "abcdefghijkl"})


def match(seed: int, names: Sequence[str]) -> str:
    numbers = iter(random.Random(seed).sample(range(2, 90), 10))
    said = dict(zip(("one", "two", "three", "four", "five"), names, strict=True))
    return MATCH.format(**said, **{letter: next(numbers) for letter in "abcdefghij"})


def record(text: str, path: str = "a.txt", **changes: Any) -> Record:
    return document(text.rstrip("\n").split("\n"), path).replace(**changes)


def summed(records: Sequence[Record]) -> Summary:
    summary = Summary()
    for one in records:
        summary.add(one)
    return summary


def linked(records: Sequence[Record]) -> list[Record]:
    return list(run(records, [dedupe(copies(summed(records)))]))


def links(*texts: str) -> list[int | None]:
    """For each text the number of its kept copy, None for one that is kept."""
    records = [record(text, f"{n}.txt") for n, text in enumerate(texts)]
    place = {one.id: n for n, one in reversed(list(enumerate(records)))}
    return [
        None if one.duplicate_of is None else place[one.duplicate_of] for one in linked(records)
    ]


def test_equal_texts_are_copies_whatever_their_punctuation() -> None:
    texts = (FERRY, BUS, FERRY.replace(",", "，").replace("\n", "\n\n"))
    assert links(*texts) == [None, None, 0]


def test_the_other_chinese_script_is_the_same_story() -> None:
    hans = convert_text(FERRY, to="zh-Hans")
    assert hans != FERRY
    assert links(FERRY, KELP, hans) == [None, None, 0]
    tw = convert_text(hans, to="zh-Hant-TW", phrases=True)
    assert links(hans, tw + "另外,市府也將補助兩座碼頭的候船室。\n") == [1, None]


@pytest.mark.parametrize("text", [FERRY, KELP, BUS])
def test_a_truncated_copy_is_found(text: str) -> None:
    assert links(text[: int(len(text) * 0.5)], text, WEATHER) == [1, None, None]


@pytest.mark.parametrize("text", [FERRY, KELP])
def test_a_wrapped_copy_is_found(text: str) -> None:
    kept = links(text, MENU + text + MENU[::-1], BUS)
    assert sorted(map(str, kept)) in (["0", "None", "None"], ["1", "None", "None"])


def test_an_edited_copy_is_found() -> None:
    edited = KELP.replace("a full winter", "a whole winter").replace("a joke of ", "an idea of ")
    edited = edited.replace("412 guests", "430 guests")
    assert links(KELP, edited, BUS).count(None) == 2


def test_reports_of_one_template_are_kept_apart() -> None:
    reports = [weather(n, place) for n, place in enumerate(("江宁", "海安", "河泰", "景兴"))]
    assert links(*reports) == [None] * 4
    names = [
        ("Kori", "Vaden", "Telmar", "Lusba", "Nori"),
        ("Shiba", "Marto", "Riko", "Denva", "Bat"),
    ]
    assert links(*(match(n, name) for n, name in enumerate(names))) == [None] * 2


def test_a_counter_makes_no_other_story() -> None:
    pages = [f"{KELP}This page was read {n} times since Monday.\n" for n in (29, 514)]
    assert links(*pages).count(None) == 1


def test_pages_of_one_site_are_not_copies_for_their_furniture() -> None:
    notice = "\n".join(f"Teaser number {n} about the pier and the tides\nShare" for n in range(60))
    pages = [f"{MENU}{notice}\n{text}{notice}\n{MENU}" for text in (KELP, BUS, FERRY)]
    assert links(*pages) == [None] * 3


def test_a_digest_is_no_copy_of_one_of_its_stories() -> None:
    digest = "".join(weather(n, "江宁") + "\n" for n in range(6)) + KELP * 1
    assert links(digest, weather(0, "江宁")) == [None, None]


@pytest.mark.parametrize("text", ["", "\n \n", "***\n---"])
def test_texts_without_letters_are_no_copies_of_each_other(text: str) -> None:
    records = [record(text, f"{n}.txt", title="A title") for n in range(3)]
    assert [one.duplicate_of for one in linked(records)] == [None] * 3


def test_short_texts_are_copies_only_when_equal_with_their_titles() -> None:
    wall = "Log in to read on."
    assert links(wall, "Log in to read more.", wall) == [None, None, 0]
    records = [record(wall, f"{n}.txt", title=title) for n, title in enumerate(("Ferry", "Kelp"))]
    assert [one.duplicate_of for one in linked(records)] == [None, None]


def test_the_kept_copy_is_the_fullest_then_the_earliest_then_the_first_path() -> None:
    more = KELP + "The seals were not asked.\n"
    texts = [
        record(KELP, "a.txt", date_published="2020-01-01"),
        record(more, "z.txt"),
        record(more, "y.txt", date_published="2024-03-02"),
        record(more, "x.txt", date_published="2024-03-02T09:00"),
        record(more, "w.txt", date_published="2024-03-02"),
    ]
    kept = [one.source.path for one in linked(texts) if one.duplicate_of is None]
    assert kept == ["w.txt"]


def test_of_one_record_given_twice_the_second_is_a_copy() -> None:
    first, second = linked([record(KELP), record(KELP)])
    assert (first.duplicate_of, second.duplicate_of) == (None, first.id)
    assert second.similarity == 1.0


def test_similarity_is_the_share_that_stands_in_the_kept_copy() -> None:
    records = [record(KELP, "a.txt"), record(KELP[: len(KELP) // 2] + BUS[:100], "b.txt")]
    kept, copy = linked(records)
    assert kept.similarity is None
    assert copy.similarity is not None
    assert 0.6 < copy.similarity < 0.95


POOL = [
    FERRY, convert_text(FERRY, to="zh-Hans"), KELP, KELP[:350], MENU + KELP, BUS, BUS + MENU,
    weather(1, "江宁"), weather(2, "海安"), BUS[:150] + KELP,
]  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(len(POOL))), st.lists(st.integers(0, 2), min_size=10, max_size=10))
def test_order_and_sharding_make_no_difference(order: list[int], shards: list[int]) -> None:
    records = [record(text, f"{n}.txt") for n, text in enumerate(POOL)]
    expected = copies(summed(records))
    parts = [summed([records[n] for n in order if shards[n] == shard]) for shard in range(3)]
    merged = parts[2].merged(parts[0]).merged(pickle.loads(pickle.dumps(parts[1])))
    assert copies(merged) == expected
    assert list(merged.lines()) == list(summed(records).lines())
    lines = [line for part in parts for line in part.lines()]
    entries = [entry_of(line.encode(), path="s", number=1) for line in lines]
    assert copies(Summary(entries)) == expected


def test_its_own_output_is_not_changed() -> None:
    records = [record(text, f"{n}.txt") for n, text in enumerate(POOL)]
    once = linked(records)
    again = linked([from_json(to_json(one)) for one in once])
    assert [to_json(one) for one in again] == [to_json(one) for one in once]
    assert sum(one.duplicate_of is not None for one in once) == 5


def test_a_line_that_is_no_summary_says_so() -> None:
    line = next(summed([record(KELP)]).lines())
    for bad in ("{}", "x", line[:40], line.replace('"sample":"', '"sample":"QUJD')):
        with pytest.raises(RecordError, match="not a line of a summary"):
            entry_of(bad.encode(), path="s", number=3)


def test_the_command_marks_or_drops(tmp_path: Path) -> None:
    for name, text in (("a.txt", KELP), ("b.txt", BUS), ("c.txt", KELP[:400])):
        file_of(tmp_path, name, text)
    told = shell("newsclip dedupe *.txt", cwd=tmp_path)
    ids = [one["id"] for one in told.records]
    assert [one["duplicate_of"] for one in told.records] == [None, None, ids[0]]
    piped = shell("newsclip read *.txt | newsclip dedupe", cwd=tmp_path)
    assert piped.out == told.out
    dropped = shell("newsclip dedupe --drop *.txt", cwd=tmp_path)
    assert [one["id"] for one in dropped.records] == ids[:2]


def test_shards_give_what_one_call_gives(tmp_path: Path) -> None:
    for number, text in enumerate(POOL):
        file_of(tmp_path, f"{number}.txt", text)
    whole = shell("newsclip dedupe [0-9].txt", cwd=tmp_path)
    parts = shell(
        "newsclip dedupe [0-4].txt --write-summary one && newsclip dedupe [5-9].txt "
        "--write-summary two && cat two one > all && for part in '[0-4]' '[5-9]'; do "
        "newsclip dedupe $part.txt --summary all; done",
        cwd=tmp_path,
    )
    assert parts.err == ""
    assert parts.out == whole.out
    apart = shell("newsclip dedupe [5-9].txt --summary two --summary one", cwd=tmp_path)
    assert whole.out.endswith(apart.out)


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("newsclip dedupe a.txt --write-summary s -o o", 2, "writes no records"),
        ("newsclip dedupe a.txt --write-summary a.txt", 2, "also an input"),
        ("newsclip dedupe a.txt --summary a.txt", 1, "a.txt:1: not a line of a summary"),
        ("newsclip dedupe a.txt --summary none", 1, "none: cannot be read"),
    ],
)
def test_misuse_is_one_clear_line(tmp_path: Path, command: str, code: int, said: str) -> None:
    file_of(tmp_path, "a.txt", KELP)
    told = shell(command, cwd=tmp_path)
    assert told.code == code
    assert said in told.err
    assert one_line(told.err)
