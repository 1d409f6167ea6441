"""Printed pages: columns of proportional type, broken words, and what stands at the edges."""

from __future__ import annotations

import json
import random
import textwrap
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from newsclip.errors import RecordError
from newsclip.knowledge.print_pages import page_furniture
from newsclip.pipeline import run
from newsclip.reading import read
from newsclip.record import Record, source_lines
from newsclip.schema import from_json
from newsclip.stages.repair import repair
from newsclip.stages.repair.printed.widths import natural_widths
from newsclip.stages.split import split
from newsclip.stages.strip import strip
from tests.calling import shell
from tests.test_repair_wrap import CHINESE as LAMP_IN_CHINESE
from tests.test_repair_wrap import ENGLISH as LAMP
from tests.test_repair_wrap import GERMAN as LAMP_IN_GERMAN

SAMPLE = Path(__file__).parents[1] / "samples" / "printed-page.txt"
ENGLISH = (
    "The bridge keeper of Lower Wick has counted every boat that passed beneath him since the"
    " spring of the flood, and the county has now asked him for the book. He says that they may"
    " read it, but that it stays where it is.",
    "Nobody had known of the book until a surveyor leaned against the shelf on which it stood."
    " It fell open at a page of swans, which the keeper counts as well, although in pencil and"
    " without their names.",
    "The county wants to know how deep the boats were laden. The keeper wrote that down only when"
    " he was cross with the skipper, and he was seldom cross before noon, so that the mornings"
    " are of little use to science.",
    "He will be seventy in May. There is no plan for what comes after him, apart from a stool and"
    " a box of pencils that his niece has put beside the window of the bridge house, and which"
    " nobody has dared to ask about.",
)
GERMAN = (
    "Der Fährmann von Niederau hat seit dem Hochwasser jedes Schiff gezählt, das an seinem Steg"
    " vorbeigekommen ist, und nun bittet ihn der Landkreis um das Heft. Er sagt, man dürfe darin"
    " lesen, aber es bleibe, wo es ist.",
    "Niemand hatte von dem Heft gewusst, bis sich ein Vermesser an das Brett lehnte, auf dem es"
    " stand. Es fiel bei einer Seite mit Schwänen auf, die der Fährmann ebenfalls zählt, wenn auch"
    " mit Bleistift und ohne Namen.",
    "Der Landkreis möchte wissen, wie tief die Schiffe im Wasser lagen. Das hat der Fährmann nur"
    " aufgeschrieben, wenn er sich über den Schiffer ärgerte, und vor dem Mittag ärgerte er sich"
    " selten, weshalb die Vormittage der Wissenschaft wenig nützen.",
)
CHINESE = (
    "下游的守橋人從那年發大水以後，就把每一條從橋下經過的船都記在本子上，現在縣裡想請他把本子借"
    "出來看一看，他說看可以，但是要在橋頭的小屋裡看，看完還要洗手，因為本子已經用了27年，紙邊都"
    "起毛了。",
    "在測量員靠到架子上之前，沒有人知道有這個本子，它掉下來的時候正好翻到畫天鵝的那一頁，守橋人"
    "也數天鵝，不過只用鉛筆，也不寫名字，他說天鵝自己知道自己是誰，不像船老大，問三次才肯說，說"
    "了還常常不是真的。",
    "縣裡最想知道的是船吃水有多深，可是守橋人只有在跟船老大生氣的時候才寫這一項，而他上午很少生"
    "氣，所以上午的紀錄對科學沒有什麼用處，下午的倒是很齊全，特別是1998年夏天的，那一年他的茶壺"
    "被人借走了。",
)
ENGLISH_PAGE = (*ENGLISH, *LAMP)
GERMAN_PAGE = (*GERMAN, *LAMP_IN_GERMAN)
CHINESE_PAGE = (*CHINESE, *LAMP_IN_CHINESE)
# As wide as a column of a newspaper, and a page, in thousandths of the size of the type.
COLUMN, PAGE = 15_000, 30_000


def set_in_type(text: str, width: int, *, broken: int = 0) -> list[str]:
    """The lines of a paragraph; with ``broken`` words longer than that are broken in their middle."""
    words = list(text) if text[0] >= "\u4e00" else text.split(" ")
    glue = "" if text[0] >= "\u4e00" else " "
    lines = [words[0]]
    for word in words[1:]:
        longer = f"{lines[-1]}{glue}{word}"
        half = len(word) // 2
        start = f"{lines[-1]}{glue}{word[:half]}-"
        # No line begins with a closing mark.
        if natural_widths([longer])[0] <= width or word in "，。,":
            lines[-1] = longer
        elif (
            broken and len(word) > broken and word.isalpha() and natural_widths([start])[0] <= width
        ):
            lines[-1] = start
            lines.append(word[half:])
        else:
            lines.append(word)
    return lines


def pages_of(lines: Sequence[str], length: int, *, feed: str = "\f") -> str:
    """Lines on pages, each with its head, its foot and its number."""
    pages = [lines[at : at + length] for at in range(0, len(lines), length)]
    heads = [
        "\n".join(["The Wick Herald", "", "12 October 2024", "", *page, "", f"Page {n}", ""])
        for n, page in enumerate(pages, start=3)
    ]
    return f"\n{feed}".join(heads) + f"\n{feed}"


def record_of(text: str) -> Record:
    return from_json(json.dumps({"text": text}))


def repaired(text: str) -> Record:
    (record,) = repair()(record_of(text))
    return record


def paragraphs(record: Record) -> list[str]:
    return [line.text for line in record.lines if not line.is_blank]


@pytest.mark.parametrize("width", [COLUMN, PAGE])
@pytest.mark.parametrize("story", [ENGLISH_PAGE, GERMAN_PAGE, CHINESE_PAGE])
def test_columns_are_joined(story: Sequence[str], width: int) -> None:
    story = [*story, *story]
    text = "\n".join(line for one in story for line in set_in_type(one, width))
    record = repaired(text)
    assert paragraphs(record) == story
    assert source_lines(record) == text.split("\n")


@pytest.mark.parametrize("story", [ENGLISH_PAGE, GERMAN_PAGE, CHINESE_PAGE])
@pytest.mark.parametrize("length", [13, 17])
def test_sentences_run_on_over_the_ends_of_pages(story: Sequence[str], length: int) -> None:
    lines = [line for one in story for line in set_in_type(one, COLUMN)]
    text = pages_of(lines, length)
    record = repaired(text)
    assert paragraphs(record) == list(story)
    assert source_lines(record) == text.split("\n")[: len(record_of(text).lines)]
    rules = {edit.rule for edit in record.edits}
    assert {"print/page", "print/line"} <= rules
    # Pages are known by their numbers, too, if there are some.
    if len(lines) > 3 * 17:
        assert paragraphs(repaired(pages_of(lines, 17, feed=""))) == list(story)


@pytest.mark.parametrize(("story", "longest"), [(ENGLISH_PAGE, 6), (GERMAN_PAGE, 8)])
def test_broken_words_are_mended(story: Sequence[str], longest: int) -> None:
    lines = [line for one in story for line in set_in_type(one, COLUMN, broken=longest)]
    assert sum(line.endswith("-") for line in lines) > 1
    assert paragraphs(repaired("\n".join(lines))) == list(story)


def test_a_hyphen_of_its_own_stays() -> None:
    story = (
        "The well-kept bridge book of the keeper is read by the two-or-threefold committee, whose"
        " well-kept minutes are, as everybody knows, a well-kept secret of the county and of the"
        " keeper, who has read them all and found the swans left out once more.",
        *ENGLISH,
    )
    lines = "\n".join(line for one in story for line in set_in_type(one, COLUMN, broken=6))
    cut = lines.replace("well-kept secret", "well-\nkept secret").replace(
        "bridge book", "bridge-\nbook"
    )
    text = paragraphs(repaired(cut))[0]
    assert "well-kept secret" in text
    assert "two-or-threefold" in text.replace(" ", "")


def test_headlines_in_larger_type_are_joined_and_stay_apart() -> None:
    title = "Keeper of the bridge has counted every boat since the flood"
    byline = "By Ada Rowe-Whitlow"
    head = ["Keeper of the bridge", "has counted every", "boat since the flood", byline]
    body = [line for one in ENGLISH_PAGE for line in set_in_type(one, COLUMN)]
    found = paragraphs(repaired("\n".join([*head, *body])))
    assert found[:2] == [title, byline]
    assert found[2:] == list(ENGLISH_PAGE)


def test_indents_part_paragraphs_that_end_with_a_full_line() -> None:
    lines: list[str] = []
    for one in ENGLISH_PAGE:
        first, *rest = set_in_type(one, PAGE)
        lines += [f"   {first}", *(f" {line}" for line in rest)]
    found = paragraphs(repaired("\n".join(lines)))
    assert [line.strip() for line in found] == list(ENGLISH_PAGE)


def test_a_second_run_finds_nothing() -> None:
    lines = [line for one in ENGLISH_PAGE for line in set_in_type(one, COLUMN, broken=6)]
    once = repaired(pages_of(lines, 17))
    again = repaired("\n".join(line.text for line in once.lines))
    assert paragraphs(again) == paragraphs(once)
    assert again.edits == ()


@pytest.mark.parametrize("seed", range(24))
def test_edits_lead_back_from_damaged_pages(seed: int) -> None:
    chance = random.Random(seed)
    story = chance.choice([ENGLISH_PAGE, GERMAN_PAGE, CHINESE_PAGE])
    lines = [line for one in story for line in set_in_type(one, COLUMN, broken=6)]
    lines = pages_of(lines, chance.randrange(9, 30)).split("\n")
    for _ in range(chance.randrange(12)):
        at = chance.randrange(len(lines))
        more = chance.choice(["\f", "", "  ", " \t\f ", lines[at]])
        lines.insert(at, more)
        lines[at - 1] += chance.choice(["-", "\u00ad", "- \f ", "\u200b", ""])
    record = record_of("\n".join(lines))
    once = repaired("\n".join(lines))
    assert source_lines(once) == [line.text for line in record.lines]
    (again,) = repair()(once)
    assert again.edits == once.edits


MENU = "Home\nNews\nSport\nCulture\nWeather\nTravel\nShop\nLog in\n"
VERSE = "\n".join(
    "the river took the lower field\nand left a boat upon the hay\nso softly that the oxen\nslept"
    for _ in range(9)
)
ELEMENTS = "\n".join(
    f"The keeper\nsaid on\nMonday\nthat the book of the bridge, which he has kept for {n} years and"
    f" which nobody had known of until a surveyor leaned against its shelf, stays\nwhere it is"
    for n in range(9)
)


@pytest.mark.parametrize("text", [MENU * 5, VERSE, ELEMENTS, "\n".join(ENGLISH), "", "a\n" * 50])
def test_other_texts_are_left_alone(text: str) -> None:
    assert not any(edit.rule.startswith("print/") for edit in repaired(text).edits)


def test_text_of_a_fixed_width_is_left_to_the_other_repair() -> None:
    text = "\n\n".join(textwrap.fill(one, 72) for one in ENGLISH)
    record = repaired(text)
    assert paragraphs(record) == list(ENGLISH)
    assert {edit.rule for edit in record.edits} == {"wrap/width"}


def test_what_stands_on_one_page_only_is_no_furniture() -> None:
    pages = ["Head 1", "text that goes", "\fHead 2", "on and on", "Foot", "\fHead 3", "and on", ""]
    assert page_furniture(pages) == {0, 2, 5}
    assert page_furniture(["Head", "Text.", "Head", "More text."]) == frozenset()
    # Documents of an export begin with their number, each on a page.
    counted = ["1 of 2 DOCUMENTS", "A title", "Text.", "\f2 of 2 DOCUMENTS", "Another", "Text."]
    assert page_furniture(counted) == frozenset()


def test_pages_that_say_the_same_keep_their_text() -> None:
    lines = [line for one in ENGLISH_PAGE for line in set_in_type(one, COLUMN)]
    text = pages_of(lines, len(lines)) * 4
    kept = [line.text for line in repaired(text).lines]
    assert all(kept.count(line) == 4 for line in ENGLISH_PAGE)


def test_a_headline_in_the_head_of_its_pages_stays_once() -> None:
    head = "Keeper has counted every boat"
    body = [line for one in ENGLISH_PAGE for line in set_in_type(one, COLUMN)]
    first, second = body[:20], body[20:]
    text = "\n".join([head, "", head, *first, f"\f{head}", "", *second, ""])
    assert paragraphs(repaired(text)) == [head, *ENGLISH_PAGE]


def test_a_page_of_its_own_stays_an_article() -> None:
    """Where no sentence runs on over a form feed, it parts articles as before."""
    text = "\n\f\n".join(
        "\n".join(line for one in story for line in set_in_type(one, COLUMN))
        for story in (ENGLISH_PAGE, GERMAN_PAGE)
    )
    found = list(run([record_of(text)], [repair(), strip(), split()]))
    assert [len(one.text.split("\n")) for one in found if one.text] == [7, 5]


def test_strip_alone_names_what_stands_at_the_edges() -> None:
    (record,) = run(read([str(SAMPLE)]), [strip()])
    edges = [
        line.text.strip("\f")
        for line in record.lines
        if line.label is not None and line.label.rule == "heuristic/page-edge"
    ]
    assert edges.count("The Marram Gazette") == 2
    assert edges.count("www.marramgazette.example") == 2


def test_an_article_of_a_printed_page_has_its_fields() -> None:
    found = list(run(read([str(SAMPLE)]), [repair(), strip(), split()]))
    assert [one.authors for one in found] == [("Honor Tredwell",), ("Felix Arkwright",)]


def test_in_a_pipe_and_alone() -> None:
    piped = shell(f"newsclip read {SAMPLE} | newsclip repair | newsclip strip | newsclip split")
    assert piped.out.count("\n") == 2
    alone = shell(f"newsclip repair {SAMPLE} --only print -f text")
    assert "answer it.”\nFishing boats call the lightship eleven times" in alone.out


def test_records_without_lines_are_refused() -> None:
    slim = shell(f"newsclip clip {SAMPLE} --slim").out.splitlines()[0]
    with pytest.raises(RecordError):
        list(repair()(from_json(slim)))


@pytest.mark.parametrize(
    "lines",
    [
        [line for one in ENGLISH_PAGE * 170 for line in set_in_type(one, COLUMN)],
        ["a line without an end that goes on"] * 20_000,
        ["\fHead 1", "text that goes on"] * 8_000,
        # Lines without a space, as in Chinese: no word of theirs is looked for at every character.
        [*(["a long word that is bro-", "ken and goes on"] * 60), "\u6f22" * 60_000],
        [f"Page {n}\n" + "text that goes\non in small letters\n" * 9 for n in range(800)],
    ],
)
def test_time_is_linear(lines: list[str]) -> None:
    repairing = repair(only=["print"])

    def seconds(part: Sequence[str]) -> float:
        record = record_of("\n".join(part))
        start = time.perf_counter()
        list(repairing(record))
        return time.perf_counter() - start

    quarter = min(seconds(lines[: len(lines) // 4]) for _ in range(3))
    assert min(seconds(lines) for _ in range(2)) < 8 * quarter + 0.05
