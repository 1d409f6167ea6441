"""Lists that a page made are known by their form; lists of a text stay."""

import pytest

from newsclip.knowledge.headline_runs import headline_runs
from newsclip.knowledge.judge import name_items, read_items
from newsclip.knowledge.numbered_headings import begun_lists
from newsclip.record import lines_of
from newsclip.stages.strip import strip
from tests.generators import document
from tests.test_strip import PROSE, RULES, ZH


def named(*lines: str) -> dict[str, str | None]:
    """What rules and heuristics call each line; None for those that the model is asked about."""
    items = read_items(lines_of("\n".join(lines)))
    name_items(items, RULES.match)
    return {item.text: item.role for item in items}


def rules_of(*lines: str) -> list[str | None]:
    items = read_items(lines_of("\n".join(lines)))
    name_items(items, RULES.match)
    return [item.label.rule if item.label else None for item in items]


def teasers(count: int) -> list[str]:
    """Headlines of uneven lengths, as pages list them."""
    ends = ["before winter", "as the ice comes early this year", "and nobody knows the reason why"]
    names = ["Harbour pilots", "Two villages", "The last net makers", "Lighthouse keepers"]
    return [f"{names[n % 4]} of quay {n} ask for a new boat {ends[n % 3]}" for n in range(count)]


@pytest.mark.parametrize("head", ["Related articles", "相關新聞", "Artikel terkait"])
@pytest.mark.parametrize("bullet", ["* ", "\u2022 ", "\u25aa"])
def test_a_bulleted_list_below_furniture_is_part_of_it(head: str, bullet: str) -> None:
    long = f"{bullet}{PROSE}"
    found = named(PROSE, "", head, "", f"{bullet}Ferry stays", long, f"{bullet}{ZH}", "", ZH)
    assert [found[text] for text in (f"{bullet}Ferry stays", long, f"{bullet}{ZH}")] == (
        ["related"] * 3
    )
    assert (found[PROSE], found[ZH]) == (None, None)


def test_lists_of_the_text_and_quotations_behind_a_dash_are_none_of_it() -> None:
    quote = f"- {PROSE}"
    found = named(
        PROSE, "Related articles", quote, "", f"{ZH}:", "* 渡輪每晚九點開。", "* 票價不變。"
    )
    assert found[quote] is None
    assert (found["* 渡輪每晚九點開。"], found["* 票價不變。"]) == (None, None)


def test_excerpts_cut_at_one_length_are_teasers_with_their_headlines() -> None:
    cut = [f"{PROSE[n : n + 80 + n % 3]}..." for n in (0, 7, 14, 21)]
    lines = [text for n, one in enumerate(cut) for text in (f"Headline {n} of the day", one)]
    found = named(PROSE, "", *lines)
    assert found.pop(PROSE) is None
    assert set(found.values()) == {"related"}
    assert set(rules_of(*lines)) == {"heuristic/cut-off"}


ABOUT = [
    "The harbour board will sell two of its cranes, as hardly any ship needs them.",
    "A new light on the eastern pier shows fishers the way home since Monday.",
    "Schools along the coast teach swimming again, the ministry said.",
    "Nobody was hurt when a tram left its rails behind the old market hall.",
]
SAID = [
    "渡輪停駛後,我們怎麼回家?這真的很不方便。",
    "支持夜班,票價貴一點也沒有關係,總比走一個小時的山路回家好得多。",
    "希望區公所聽聽居民的意見,不要只看帳面上的數字,也看看早班的護理師。",
]


@pytest.mark.parametrize(
    ("head", "role", "titles", "below"),
    [
        ("Related articles", "related", ["Two cranes", "New light", "Schools swim", "Tram"], ABOUT),
        ("Verwandte Artikel", "related", ["Zwei Kräne?", "Licht", "Schulen"], ABOUT[:3]),
        ("留言", "comments", ["林小安", "阿明", "渡輪迷"], SAID),
    ],
)
def test_headlines_with_a_paragraph_each_below_furniture_are_part_of_it(
    head: str, role: str, titles: list[str], below: list[str]
) -> None:
    turns = [line for pair in zip(titles, below, strict=True) for line in pair]
    text = [PROSE, ZH, f"{PROSE} {PROSE}", f"{ZH}{ZH}"]
    found = named(*text, "", head, *turns, "Harbour pilots ask for boats")
    assert [found[line] for line in [head, *turns]] == [role] * (1 + len(turns))
    assert [found[line] for line in text] == [None] * 4


def test_an_article_below_furniture_is_none_of_it() -> None:
    turns = [line for n, one in enumerate(ABOUT) for line in (f"The {n}th question", one)]
    for lines in (
        # Nothing stands above it; there are two of them; the text goes on; nothing is in turns.
        ["Related articles", *turns],
        [PROSE, PROSE, "Related articles", *turns[:4]],
        [PROSE, PROSE, PROSE, "Related articles", *turns, PROSE, f"{PROSE} {ZH}"],
        [PROSE, PROSE, PROSE, "Related articles", turns[0], *ABOUT],
    ):
        found = named(*lines)
        assert {found[one] for one in ABOUT if one in found} == {None}


@pytest.mark.parametrize(
    "lines",
    [
        [
            "He paused and looked at the sea for a while...",
            "“I don't know whether we will stay here…",
        ],
        [f"{ZH[: 12 + 9 * n]}……" for n in range(5)],
        ["Wait...", "And then...", "So...", "Well..."],
    ],
)
def test_what_trails_off_by_itself_is_no_teaser(lines: list[str]) -> None:
    found = named(PROSE, *lines)
    assert [found[line] for line in lines] == [None] * len(lines)


def test_a_consent_wall_goes_with_what_it_says_of_cookies() -> None:
    wall = [
        "Cookie settings",
        "Measurement: such cookies count how often a page of the harbour post is read.",
        "Depending on your device this may take a moment to be saved.",
        "Third parties may place cookies for the same purposes on our pages.",
        "Strictly necessary cookies",
        "Always active",
    ]
    found = named(PROSE, PROSE + " More.", "", *wall)
    assert {found[line] for line in wall} == {"cookie"}
    assert found[PROSE] is None


def test_an_article_about_cookies_stays() -> None:
    article = [
        "Parliament votes on cookies",
        f"{PROSE} The new law speaks of cookies only once.",
        f"Two parties want cookies to be forbidden. {PROSE}",
        f"Whoever sets cookies will need a licence. {PROSE}",
    ]
    found = named("Accept all cookies", *article, "Cookie settings")
    assert [found[line] for line in article] == [None] * len(article)


def test_a_short_article_between_two_banners_stays() -> None:
    banner = ["Cookie settings", "Accept all cookies"]
    lines = [PROSE, ZH, "", *banner, "Ferry stays", PROSE + " Again.", *banner]
    found = named(*lines)
    assert (found["Ferry stays"], found[PROSE + " Again."]) == (None, None)


def test_a_long_run_of_headlines_is_none_of_the_text() -> None:
    listed = teasers(14)
    lines = [PROSE, ZH, "Sign in", *listed[:6], "Advertisement", *listed[6:], PROSE + " More."]
    items = read_items(lines_of("\n".join(lines)))
    name_items(items, RULES.match)
    found = [items[n].text for n in headline_runs(items, [0.8] * len(items))]
    assert found == listed
    assert headline_runs(items, [0.99] * len(items)) == []


@pytest.mark.parametrize("count", [4, 9])
def test_a_few_headlines_are_left_to_the_model(count: int) -> None:
    items = read_items(lines_of("\n".join([PROSE, *teasers(count), PROSE])))
    assert headline_runs(items, [0.5] * len(items)) == []


def test_a_chronology_is_left_to_the_model() -> None:
    more = [", with a crane for grain and another for coal", "", ""]
    lines = [f"{1900 + 7 * n} {line}{more[n % 3]}" for n, line in enumerate(teasers(14))]
    items = read_items(lines_of("\n".join(lines)))
    assert headline_runs(items, [0.5] * len(items)) == []


def test_lines_that_a_program_broke_are_no_headlines() -> None:
    width = 30
    text = "".join(chr(0x4E00 + (7 * n) % 2000) for n in range(width * 14))
    lines = [text[at : at + width] for at in range(0, len(text), width)]
    items = read_items(lines_of("\n".join(lines)))
    assert headline_runs(items, [0.2] * len(items)) == []


def priced(count: int) -> list[str]:
    return [
        line
        for n in range(1, count + 1)
        for line in (f"{n}、第{n}碼頭的渡輪", f"成人票：{20 + n}元", f"電話：02-2345-{n:04}")
    ]


def test_a_list_that_the_text_begins_stays_to_its_end() -> None:
    lines = [ZH, *priced(30), "Sign in", "下載App"]
    items = read_items(lines_of("\n".join(lines)))
    name_items(items, RULES.match)
    kept = [n < 12 for n in range(len(items))]
    found = begun_lists(items, kept)
    assert found == [n for n in range(1, 91) if items[n].label is None]
    assert not begun_lists(items, [False] * len(items))
    record = next(iter(strip(rules=RULES)(document([ZH, PROSE, *lines]))))
    assert "30、第30碼頭的渡輪" in record.text


@pytest.mark.parametrize("between", [[], ["It is so."]])
def test_of_a_list_whose_items_touch_two_are_enough(between: list[str]) -> None:
    lines = ["1. Keep off the pier;", "2. Moor boats twice;", "3. Stay indoors by six."]
    items = read_items(lines_of("\n".join([*lines[:2], *between, lines[2], "Sport"])))
    kept = [True, True, *[False] * (len(items) - 2)]
    assert begun_lists(items, kept) == ([] if between else [0, 1, 2])


@pytest.mark.parametrize(
    "numbers", [[1, 2, 3], [2, 3, 4, 5], [1, 3, 4, 5], [1, 2, 2, 3], [1900, 1901, 1902, 1903]]
)
def test_what_does_not_count_from_one_is_no_list(numbers: list[int]) -> None:
    items = read_items(lines_of("\n".join(f"{n}. a line of the harbour" for n in numbers)))
    assert begun_lists(items, [True] * len(items)) == []


def test_an_empty_file_has_no_lists() -> None:
    assert begun_lists([], []) == []
    assert headline_runs([], []) == []
    assert named("") == {}
