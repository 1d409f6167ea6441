"""What is learned from a site's files: its furniture, and nothing of its articles."""

import pickle
import random
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsclip.knowledge.learn import Learned, Sketch, Summary, learn, line_keys
from newsclip.knowledge.learned_rules import rule_file
from newsclip.knowledge.main_block import main_block
from newsclip.knowledge.rules import RuleSet, load_rules, rules_of
from newsclip.knowledge.rules_check import check_rules
from newsclip.pipeline import run
from newsclip.record import Record
from newsclip.schema import from_json, to_json
from newsclip.stages.strip import strip
from tests.generators import document
from tests.ledger import FOOT, MENU, NOTICE, SUBJECTS, page, paragraphs, site

RULES = load_rules(user=False)
NONE = rules_of([])


def summed(records: Sequence[Record]) -> Summary:
    summary = Summary()
    for record in records:
        summary.add(record)
    return summary


def learned_of(records: Sequence[Record], rules: RuleSet = NONE, **options: Any) -> Learned:
    return learn(summed(records), rules, **options)


def lines_learned(records: Sequence[Record], **options: Any) -> set[str]:
    learned = learned_of(records, **options)
    return {line.text for lesson in learned.sites.values() for line in lesson.lines.values()}


def test_menus_and_feet_are_learned_with_their_counts() -> None:
    lesson = learned_of(site()).sites[""]
    by_text = {line.text: line for line in lesson.lines.values()}
    assert set(MENU) | set(FOOT) <= set(by_text)
    assert by_text["Net Lofts"].evidence == "in 6 of 6 files"
    assert by_text["Net Lofts"].role == "nav"
    assert (lesson.name, lesson.host, lesson.files) == ("ledger", None, 6)


def test_nothing_of_the_articles_is_learned() -> None:
    found = lines_learned(site())
    assert "What happens next" not in found, "a subhead of all articles"
    for subject in SUBJECTS:
        assert subject[0] not in found, "a headline that other pages tease"
        assert not set(paragraphs(subject)) & found


def test_a_sentence_is_learned_only_where_most_files_have_it() -> None:
    assert NOTICE in lines_learned(site())
    rare = "Berths are free for visitors on the day of the regatta, says the port, as ever."
    below = ["", *MENU, *MENU, *MENU, "", rare]
    records = [
        document(page(n) + (below if n < 2 else []), path=f"ledger/{n}.txt") for n in range(6)
    ]
    assert rare not in lines_learned(records, min_files=2)
    assert rare in lines_learned(records[:3], min_files=2)


def test_what_opens_the_text_belongs_to_it() -> None:
    place = "Ledger wire, Bergen -"
    records = []
    for n in range(6):
        lines = page(n)
        at = lines.index(paragraphs(SUBJECTS[n])[0])
        records.append(document([*lines[:at], "Quay.", place, *lines[at:]], path=f"{n}.txt"))
    assert not {place, "Quay."} & lines_learned(records)
    below_menu = [document([place, *page(n)], path=f"{n}.txt") for n in range(6)]
    assert place in lines_learned(below_menu)


def test_copies_of_one_article_count_once() -> None:
    copies = [document([*page(0), f"copy {n}"], path=f"{n}.txt") for n in range(5)]
    assert lines_learned(copies) == set()
    assert set(MENU) <= lines_learned([*copies, *site()[1:3]])


def test_a_line_needs_files_and_a_share_of_them() -> None:
    assert lines_learned(site(2)) == set()
    assert set(MENU) <= lines_learned(site(2), min_files=2)
    records = [
        document(page(n, *(["Regatta corner"] if n < 3 else [])), path=f"{n}.txt") for n in range(6)
    ]
    assert "Regatta corner" in lines_learned(records)
    assert "Regatta corner" not in lines_learned(records, min_share=0.6)


def test_changing_figures_are_one_line_and_dates_are_none() -> None:
    days = [
        document(page(n, "Edition of 3 May 2024", f"{n}:30", views=f"{n}04"), path=f"{n}.txt")
        for n in range(6)
    ]
    learned = learned_of(days).sites[""].lines
    assert learned["0 pairs of eyes"].changes
    assert not any("2024" in line.text or ":30" in line.text for line in learned.values())
    assert line_keys(["1,204 views", "(87) VIEWS", "12:30", "7"]) == ["0 views", "0) views", "", ""]


def test_fields_of_the_rules_are_never_learned() -> None:
    lines = ["By Staff Reporters", "Photo: harbour archive"]
    records = [document(page(n, *lines), path=f"{n}.txt") for n in range(6)]
    by_rules = {line for line in lines if RULES.match([line])[0]}
    assert by_rules
    found = learned_of(records, RULES).sites[""].lines.values()
    assert not by_rules & {line.text for line in found}


def test_hits_of_rules_come_first_and_the_text_is_safe() -> None:
    records = site()
    learned = learned_of(records, RULES)
    record = document([*page(0), "Read more"], path="ledger/9.txt")
    texts = [line.text.strip() for line in record.lines if not line.is_blank]
    hits = RULES.match(texts)
    found = learned.filled(hits, texts, record)
    assert all(new == old for new, old in zip(found, hits, strict=True) if old is not None)
    block = main_block(texts)
    assert block is not None
    assert not any(hit for hit, old in zip(found[slice(*block)], hits[slice(*block)], strict=True)
                   if old is None)  # fmt: skip
    [menu] = [hit for hit, text in zip(found, texts, strict=True) if text == "Net Lofts"]
    assert menu is not None
    assert (menu.rule, menu.evidence, menu.score) == ("learned/ledger", "in 6 of 6 files", 1.0)


def test_the_headline_of_a_file_is_safe_where_others_tease_it() -> None:
    title = SUBJECTS[4][0]
    teasing = [document(page(n, title), path=f"{n}.txt") for n in range(4)]
    learned = learned_of(teasing)
    assert title in {line.text for line in learned.sites[""].lines.values()}
    own = document(page(4), path="4.txt")
    (out,) = strip(rules=NONE, learned=learned)(own)
    [line] = [line for line in out.lines if line.text == title]
    assert line.label is None or line.label.rule != "learned/files"
    named = document(["Net Lofts", *page(4)], path="5.txt").replace(title="Net Lofts")
    texts = ["Net Lofts", paragraphs(SUBJECTS[4])[0]]
    assert learned.filled([None] * 2, texts, own)[0] is not None
    assert learned.filled([None] * 2, texts, named) == [None, None]


def test_strip_labels_what_was_learned_and_is_idempotent() -> None:
    records = site()
    stage = strip(rules=RULES, learned=learned_of(records, RULES))
    stage = pickle.loads(pickle.dumps(stage))
    once = [to_json(record) for record in run(records, [stage])]
    assert [to_json(r) for r in run(map(from_json, once), [stage])] == once
    [label] = [x.label for x in from_json(once[0]).lines if x.text == "Ledger people"]
    assert label is not None
    assert (label.rule, label.evidence) == ("learned/ledger", "in 6 of 6 files")
    assert_text_is_safe(from_json(once[0]), "learned/")


def assert_text_is_safe(record: Record, rules: str) -> None:
    """The article is kept, and what was learned takes none of its lines, subhead or headline."""
    assert all(text in record.text for text in paragraphs(SUBJECTS[0]))
    taken = {x.text for x in record.lines if x.label and (x.label.rule or "").startswith(rules)}
    assert set(MENU) <= taken
    assert not {"What happens next", SUBJECTS[0][0]} & taken


def test_sites_go_by_host_then_by_call() -> None:
    own = [r.replace(url=f"https://www.ledger.example/{n}") for n, r in enumerate(site())]
    other = [r.replace(url=f"https://gulls.example/{n}") for n, r in enumerate(site(2))]
    learned = learned_of([*own, *other, *site(1)])
    assert sorted(learned.sites) == ["", "gulls.example", "ledger.example"]
    assert learned.sites["ledger.example"].lines
    assert not learned.sites["gulls.example"].lines
    hits = learned.filled([None], ["Net Lofts"], other[0])
    assert hits == [None]


def test_files_without_running_text_teach_nothing() -> None:
    lists = [document([*MENU, *FOOT], path=f"{n}.txt") for n in range(5)]
    assert summed(lists).sites == {}
    assert main_block(MENU) is None


def test_slim_records_and_empty_files_are_passed_over() -> None:
    slim = site()[0].replace(slim=True)
    assert summed([slim, document([])]).sites == {}
    sketch = Sketch(64)
    sketch.add(slim)
    assert not any(sketch.table)


CHINESE = [
    [
        "港灣通訊",
        "潮汐版",
        "碼頭版",
        "",
        head,
        "",
        first,
        "",
        "結語",
        "",
        second,
        "",
        "港灣通訊社址",
    ]
    for head, first, second in (
        (
            "吊車黃昏唱歌",
            "碼頭的老吊車每到黃昏就會發出歌聲,附近的焊工說,那是風穿過鋼索的聲音,已經持續了三十年。",
            "市府計畫明年替吊車裝上燈,讓居民在夜裡也看得見它,焊工們則希望歌聲不要被燈光打擾。",
        ),
        (
            "渡輪設圖書館",
            "往返兩岸的渡輪上多了一間小小的圖書館,船員把舊救生衣櫃改成書架,乘客可以借書到對岸。",
            "館長表示,第一個月借出了八百本書,其中一半是孩子借的,只有兩本掉進了海裡。",
        ),
        (
            "浮標變成路燈",
            "退役的浮標被油漆工人刷成黃色,裝上燈泡,立在街道兩旁,成了全市最胖的路燈。",
            "工人們說,浮標在海上亮了一輩子,上了岸也不該熄滅,居民對此大多表示贊成。",
        ),
    )
]


def test_chinese_sites_in_both_scripts_are_one() -> None:
    pages = [*CHINESE[:2], [line.replace("碼頭版", "码头版") for line in CHINESE[2]]]
    found = lines_learned([document(lines, path=f"{n}.txt") for n, lines in enumerate(pages)])
    assert {"港灣通訊", "潮汐版", "港灣通訊社址"} <= found
    assert found & {"碼頭版", "码头版"}
    assert "結語" not in found


POOL = [
    *site(),
    *[r.replace(url=f"https://ledger.example/{n}") for n, r in enumerate(site(4))],
    *[document(lines, path=f"a/b/{n}.txt") for n, lines in enumerate(CHINESE)],
    document(page(0), path="a/c/0.txt"),
    document([]),
]


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 5), st.randoms(use_true_random=False), st.booleans())
def test_any_partition_and_order_teaches_the_same(
    shards: int, chance: random.Random, has_sketch: bool
) -> None:
    """Sketches and summaries of shards, merged in any order and grouping, give the same bytes."""
    expected = files_of(learned_of(POOL))
    records = list(POOL)
    chance.shuffle(records)
    parts = [records[n::shards] for n in range(shards)]
    sketches = []
    for part in parts:
        sketch = Sketch(1 << 12)
        for record in part:
            sketch.add(record)
        sketches.append(sketch)
    whole = folded_together(sketches, chance) if has_sketch else None
    summaries = []
    for part in parts:
        summary = Summary()
        for record in part:
            summary.add(record, whole)
        sent = msgspec.json.decode(msgspec.json.encode(summary), type=Summary)
        summaries.append(sent)
    assert files_of(learn(folded_together(summaries, chance), NONE)) == expected


def folded_together(parts: list[Any], chance: random.Random) -> Any:
    """The parts merged two at a time, by chance."""
    parts = list(parts)
    while len(parts) > 1:
        chance.shuffle(parts)
        one, other = parts.pop(), parts.pop()
        parts.append(one.merged(other))
    return parts[0]


def files_of(learned: Learned) -> dict[str, str]:
    return {host: rule_file(lesson, NONE) for host, lesson in learned.sites.items()}


def test_merging_changes_neither_part() -> None:
    one, other = summed(POOL[:7]), summed(POOL[7:])
    before = msgspec.json.encode([one, other])
    one.merged(other)
    assert msgspec.json.encode([one, other]) == before


def test_a_sketch_bounds_what_a_summary_holds() -> None:
    records = site()
    sketch = Sketch(1 << 16)
    for record in records:
        sketch.add(record)
    held = Summary()
    for record in records:
        held.add(record, sketch)
    assert learn(held, NONE) == learned_of(records)
    lines = held.sites[""].lines
    assert len(lines) < len(summed(records).sites[""].lines)
    assert all(seen.files >= 3 for seen in lines.values())


@pytest.mark.parametrize("address", [None, "https://www.ledger.example/{n}"])
def test_the_rule_file_passes_its_own_check(tmp_path: Path, address: str | None) -> None:
    odd = [
        'Say "tide" \\ or [tide]',
        "(3) knots * today",
        "Ledger’s Üble ＷＩＤＥ row",
        "C++ | 'pier'",
    ]
    records = [
        document(page(n, *odd, f"{n}.5 m? (of 12)", views=f"{n}04"), path=f"ledger/{n}.txt")
        for n in range(6)
    ]
    if address is not None:
        records = [r.replace(url=address.format(n=n)) for n, r in enumerate(records)]
    [lesson] = learned_of(records, RULES).sites.values()
    text = rule_file(lesson, RULES)
    path = tmp_path / "ledger.toml"
    path.write_text(text, encoding="utf-8")
    assert [str(problem) for problem in check_rules([path])] == []
    parsed = tomllib.loads(text)
    assert parsed.get("site") == ("ledger.example" if address else None)
    assert '"Net Lofts",  # in 6 of 6 files\n' in text
    rules = load_rules([path], user=False)
    url = "https://ledger.example/new" if address else None
    for line in [*odd, "77 pairs of eyes", "8.5 m? (of 99)", *MENU, *FOOT]:
        assert rules.match([line], url=url)[0] is not None, line
    (out,) = strip(rules=rules)(records[0])
    assert_text_is_safe(out, "ledger/")


def test_what_a_rule_takes_anyway_is_not_in_the_file() -> None:
    records = [document(page(n, "Sign in to continue"), path=f"{n}.txt") for n in range(6)]
    assert RULES.match(["Sign in to continue"])[0]
    [lesson] = learned_of(records, RULES).sites.values()
    assert "Sign in to continue" not in rule_file(lesson, RULES)
