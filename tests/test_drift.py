"""The drift alarm on simulated sites: quiet on ordinary noise, loud on a redesign."""

import random
from pathlib import Path

import msgspec
import pytest

from newsclip.running.state.drift import MIN_FILES, MIN_SAMPLES, alarms_of, forget_old, judge
from newsclip.running.state.report import Alarm
from newsclip.running.state.store import Store
from newsclip.running.state.tally import REMEMBERED, Page, Sums, Tally, decode_head, place_of


class Site:
    """A site that gives pages by chance: how much of them is furniture, how many articles."""

    def __init__(
        self, seed: int, *, removed: float = 0.4, articles: float = 1.0, empty: float = 0.02
    ) -> None:
        self.random = random.Random(seed)
        self.removed = removed
        self.articles = articles
        self.empty = empty

    def night(self, files: int) -> Sums:
        """What a run over so many new files adds up."""
        sums = Sums()
        mood = self.random.gauss(0, 0.03)
        for _ in range(files):
            share = min(max(self.random.gauss(self.removed + mood, 0.18), 0.0), 1.0)
            count = max(1, round(self.random.gauss(self.articles, 0.4 * self.articles)))
            count = 0 if self.random.random() < self.empty else count
            sums.merge(Sums(1, int(not count), count, count**2, share, share**2))
        return sums


def nightly(site: Site, nights: int, files: tuple[int, int]) -> list[Sums]:
    """So many runs, the newest first."""
    return [site.night(site.random.randint(*files)) for _ in range(nights)]


def alarms(history: list[Sums]) -> int:
    """The alarms of all nights of a history."""
    return sum(len(judge("site", history[at : at + 120])) for at in range(len(history)))


@pytest.mark.parametrize("files", [(0, 3), (5, 30), (60, 90)], ids=["few", "some", "many"])
@pytest.mark.parametrize("seed", range(2))
def test_ordinary_noise_raises_no_alarm_in_hundreds_of_nights(
    files: tuple[int, int], seed: int
) -> None:
    kinds = [
        Site(seed),
        Site(seed, removed=0.05, empty=0.0),
        Site(seed, removed=0.8, articles=4.0, empty=0.1),
    ]
    for site in kinds:
        history = [night for night in nightly(site, 200, files) if night.files]
        assert alarms(history) == 0


@pytest.mark.parametrize(
    ("change", "measure"),
    [
        ({"removed": 0.85}, "removed"),
        ({"removed": 0.02}, "removed"),
        ({"articles": 4.0}, "articles"),
        ({"empty": 0.9}, "empty"),
    ],
)
@pytest.mark.parametrize("files", [30, 150])
def test_a_redesign_is_named_in_its_first_night(
    change: dict[str, float], measure: str, files: int
) -> None:
    history = nightly(Site(1), 30, (files, files))
    history.insert(0, Site(2, **change).night(files))
    found = judge("example.org", history)
    assert measure in {alarm.measure for alarm in found}
    assert {(alarm.site, alarm.files) for alarm in found} == {("example.org", files)}
    assert found[0].text.startswith("example.org: ")
    assert found[0].text.endswith(f"in {files} files")


def test_a_small_site_is_judged_once_enough_files_have_come() -> None:
    history = nightly(Site(1), 150, (1, 1))
    nights = 0
    redesigned = Site(2, removed=0.97, empty=0.9)
    while not judge("site", history):
        history.insert(0, redesigned.night(1))
        nights += 1
    assert 3 <= nights <= MIN_FILES


def test_a_new_level_becomes_the_usual_one() -> None:
    history = nightly(Site(1), 40, (50, 50))
    redesigned = Site(2, removed=0.85)
    told = []
    for _ in range(40):
        history.insert(0, redesigned.night(50))
        told.append(bool(judge("site", history)))
    assert all(told[:5])
    assert not any(told[20:])


def test_a_short_history_says_nothing() -> None:
    history = nightly(Site(1), MIN_SAMPLES - 1, (50, 50))
    assert judge("site", [Site(2, removed=0.95).night(50), *history]) == []


def test_fewer_empty_files_are_good_news() -> None:
    history = nightly(Site(1, empty=0.9), 30, (50, 50))
    found = judge("site", [Site(2, empty=0.0).night(50), *history])
    assert "empty" not in {alarm.measure for alarm in found}


def page(text: str, removed: str, url: str | None = None) -> Page:
    trace = {"fields": [], "removed": [{"text": removed, "role": "nav"}]}
    source = {"path": "p", "member": None}
    told = {"type": "article", "id": "x", "text": text, "url": url, "source": source}
    line = msgspec.json.encode({**told, "trace": trace})
    made = decode_head(line)
    found = Page(made)
    found.add(made)
    return found


def test_the_store_adds_up_a_run_that_is_killed_and_its_next(tmp_path: Path) -> None:
    with Store(str(tmp_path / "s.db")) as store:
        for run in range(1, 12):
            tally = Tally(run)
            for _ in range(2):
                for _ in range(10):
                    kept = "" if run == 11 else "12345"
                    tally.add(page(kept, "12345" if kept else "1234567890"), "site")
                tally.save(store)
            store.commit()
        (alarm,) = alarms_of(store, ["site"])
        assert (alarm.measure, alarm.value, alarm.usual, alarm.files) == ("removed", 1.0, 0.5, 20)
        for run in range(12, REMEMBERED + 50):
            tally = Tally(run)
            tally.add(page("12345", "12345"), "site")
            tally.save(store)
        forget_old(store, ["site"])
        assert store.one("SELECT count(*), min(run) FROM site")[0] == REMEMBERED
        assert alarms_of(store, ["site"]) == []


@pytest.mark.parametrize(
    ("path", "root", "place"),
    [
        ("news/example.org/2024/11/a.txt", "news/", "example.org"),
        ("news/harbour-times-2024-11-02.html", "news/", "harbour-times"),
        ("news/20241102.txt", "news/", "news"),
        ("news/3f2a99.txt", "news/", "news"),
        ("news/A headline of 1999.txt", "news/", "news"),
        ("a.txt", None, "."),
        ("news/a.txt", None, "news"),
    ],
)
def test_what_stands_for_a_site_without_an_address(path: str, root: str | None, place: str) -> None:
    assert place_of(path.encode(), None if root is None else root.encode()) == place


def test_an_address_is_the_site() -> None:
    assert page("a", "b", "https://www.example.org/x").host == "example.org"
    assert page("a", "b").host is None
    assert page("abc", "d").removed == 0.25


def test_an_alarm_is_one_line() -> None:
    assert Alarm("example.org", "removed", 0.8, 0.3412, 0.02, 25).text == (
        "example.org: removed share is 0.80, usually 0.34 (+-0.02), in 25 files"
    )
