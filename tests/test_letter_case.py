"""Letters without case in use, above all Georgian ones, which Python calls small."""

from __future__ import annotations

import json
import textwrap

import pytest

from newsclip.knowledge import letters
from newsclip.knowledge.headline_runs import headline_runs
from newsclip.knowledge.judge import read_items
from newsclip.knowledge.letter_case import is_caseless, is_small
from newsclip.knowledge.rule_place import Place
from newsclip.record import lines_of
from newsclip.schema import from_json
from newsclip.stages.repair import repair

GEORGIAN = [
    "ძველი შუქურის მცველი ყოველ დილით ნავსადგურში ჩადიოდა, სანამ პირველი ნავები დაბრუნდებოდნენ, და "
    "ქარის მიმართულებას წერდა წიგნში, რომელიც არავის წაუკითხავს და არც არავინ ეძებდა.",
    "იმ ზამთრის ქარიშხლის შემდეგ საბჭომ გადაწყვიტა ახალი ლამპის ყიდვა, თუმცა ფული სკოლის "
    "სახურავისთვის იყო განკუთვნილი, რომელიც ბევრ ადგილას წვეთავდა და ბავშვებს ქოლგები ეჭირათ.",
    "ლამპა სამი წლის შემდეგ ჩამოიტანეს, ჩალაში და ნახერხში გახვეული, და მცველი უკვე მთაში "
    "ცხოვრობდა თავის ქალიშვილთან, ლობიოს თესავდა და ზღვას აღარ უყურებდა.",
]


@pytest.mark.parametrize(
    ("character", "small", "caseless"),
    [
        ("a", True, False), ("ß", True, False), ("ж", True, False), ("A", False, False),
        ("ა", False, True), ("ჰ", False, True), ("ა".upper(), False, False), ("字", False, True),
        ("ن", False, True), ("1", False, False), (".", False, False), ("", False, False),
    ],
)  # fmt: skip
def test_what_is_small_and_what_has_no_case(character: str, small: bool, caseless: bool) -> None:
    assert (is_small(character), is_caseless(character)) == (small, caseless)


def test_wrapped_georgian_keeps_its_paragraphs() -> None:
    full = "ნავები დაბრუნდნენ და ყველამ ერთად იმღერა ძველ ნავსადგურში."
    paragraphs = [*GEORGIAN * 2, full, *GEORGIAN]
    text = "\n".join(textwrap.fill(paragraph, len(full)) for paragraph in paragraphs)
    (record,) = repair(only=["wrap"])(from_json(json.dumps({"text": text})))
    assert record.text == "\n".join(paragraphs)


def test_a_georgian_line_is_in_no_sentence_of_its_neighbours() -> None:
    lines = [GEORGIAN[0].rstrip("."), "რეკლამა", GEORGIAN[1]]
    assert not Place(lines, 1, None).is_in_sentence
    broken = ["The keeper of the old harbour, who went down to the boats each day and saw the"]
    broken += [
        "newsletter",
        "of the fishermen, wrote the direction of the wind into a book for all.",
    ]
    assert Place(broken, 1, None).is_in_sentence


def test_a_run_of_georgian_headlines_is_found() -> None:
    places = ["ნავსადგური", "შუქურა", "სკოლა", "ბაზარი", "ხიდი", "თეატრი", "მთა"]
    ends = [
        "ახალი ლამპით განათდება და ყველა კმაყოფილია",
        "სამი წლის შემდეგ ისევ გაიხსნა სტუმრებისთვის, რომლებიც მთიდან ჩამოვიდნენ, ამბობს საბჭო",
        "დაიხურა ქარიშხლის გამო, რომელიც ღამით დაიწყო",
    ]
    lines = [f"{place} {end}" for place in places for end in ends]
    items = read_items(lines_of("\n".join(lines)))
    assert len(headline_runs(items, [0.5] * len(items))) == len(lines)


def test_letters_of_a_file_know_georgian_ones_as_neither() -> None:
    found = letters.letters_of(["ლამპა Lamp"])
    assert found.count(letters.LOWER_BIT).tolist() == [3]
    assert found.count(letters.UPPER_BIT).tolist() == [1]
