"""The review page in a browser: decided on there, applied here, and safe with any content."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import chromium, opened
from tests.calling import ROOT, TEXT, Call, file_of

SAMPLES = ROOT / "samples"
HOSTILE = (
    '</script><script>window.hacked = 1</script><!-- <script> "x\u202ey\u2028z"',
    '<img src=x onerror="window.hacked = 1">',
    "javascript:window.hacked=1",
    "<svg/onload=window.hacked=1>\x07\x9b31m",
    "${window.hacked = 1} {{constructor.constructor('window.hacked = 1')()}}",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    found = browser.new_context(viewport={"width": 1300, "height": 800}, locale="en-GB")
    yield found
    found.close()


def page_of(call: Call, target: Path, *arguments: str) -> Path:
    run = call("review", *arguments, "-o", str(target))
    assert (run.code, run.out, run.err) == (0, "", "")
    return target


def go_to(page: Page, text: str) -> None:
    """Make the line that holds ``text`` the current one."""
    page.locator("#lines .line", has_text=text).first.click()


def downloaded(page: Page, target: Path) -> dict[str, Any]:
    with page.expect_download() as waiting:
        page.keyboard.press("s")
    waiting.value.save_as(target)
    found: dict[str, Any] = json.loads(target.read_text("utf-8"))
    return found


def clean_texts(page: Page) -> list[str]:
    """The clean text of each article of the file that is open, as the page would copy it."""
    texts: list[str] = page.evaluate(
        "() => page.source.derive().map((part) => page.source.cleanText(part))"
    )
    return texts


def test_decisions_made_on_the_page_are_in_the_output(
    call: Call, context: BrowserContext, tmp_path: Path
) -> None:
    names = ["cookie-notice.txt", "taiwan-two-articles.txt", "article.html"]
    path = page_of(call, tmp_path / "review.html", *(str(SAMPLES / name) for name in names))
    page = opened(context, path)
    go_to(page, "Manage preferences")
    page.keyboard.press("x")
    expect(page.locator("#clean")).to_contain_text("Manage preferences")
    go_to(page, "A curtain of bubbles")
    page.get_by_role("button", name="Drop").click()
    expect(page.locator("#clean")).not_to_contain_text("A curtain of bubbles")
    page.keyboard.press("t")
    page.get_by_label("Title", exact=True).fill("Kelp that keeps quiet")
    page.keyboard.press("Enter")
    expect(page.locator(".article .title")).to_have_text("Kelp that keeps quiet")
    go_to(page, "For Ardmore's owner")
    page.keyboard.press("b")
    expect(page.locator(".article")).to_have_count(2)
    page.keyboard.press("n")
    expect(page.locator("#lines .cut")).to_have_count(2)
    page.locator("#lines .cut button").click()
    expect(page.locator(".article")).to_have_count(1)
    shown = clean_texts(page)
    page.keyboard.press("p")
    shown = [*clean_texts(page), *shown]
    target = tmp_path / "decisions.json"
    assert [len(file["lines"]) for file in downloaded(page, target)["files"]] == [2, 0, 0]
    run = call("apply", str(target), "-f", "text")
    assert (run.code, run.err) == (0, "")
    assert run.out.split("\f\n")[:3] == shown
    assert run.out.startswith("Kelp that keeps quiet\n\n")
    records = call("apply", str(target)).records
    assert [record["title"] for record in records][:2] == ["Kelp that keeps quiet", None]
    assert len(records) == 4


def test_page_shows_what_apply_writes_with_a_conversion(
    call: Call, context: BrowserContext, tmp_path: Path
) -> None:
    source = str(SAMPLES / "pinyin-notes.txt")
    page = opened(context, page_of(call, tmp_path / "review.html", source, "--to", "zh-Hans"))
    change = page.locator("#clean ins").first
    change.hover()
    expect(page.locator("#tip")).to_contain_text(f"was {change.get_attribute('data-other')}")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    downloaded(page, tmp_path / "decisions.json")
    run = call("apply", str(tmp_path / "decisions.json"), "-f", "text")
    assert run.out == "".join(clean_texts(page))


# Any of the things that an editor can do, at lines that a small generator chooses.
WILD = """(seed) => {
    let state = seed;
    const next = (n) => (state = (state * 48271) % 2147483647) % n;
    for (const source of sources) for (let n = 0; n < 8; n += 1) {
        const at = next(source.lines.length);
        if (source.isBlank(at)) continue;
        const start = source.partAt(at).start;
        [() => source.toggle(at), () => source.cut(at), () => source.headline(at),
         () => source.name(start, `Name ${n}`), () => source.undo()][next(5)]();
    }
    return sources.map((s) => s.derive().map((part) => s.cleanText(part)).filter(Boolean));
}"""


def test_whatever_is_decided_the_page_shows_what_apply_writes(
    call: Call, context: BrowserContext, tmp_path: Path
) -> None:
    names = ["taiwan-two-articles.txt", "clipping.md", "article.html", "foreign.jsonl"]
    path = page_of(call, tmp_path / "review.html", *(str(SAMPLES / name) for name in names))
    page = opened(context, path)
    for seed in (7, 2025):
        shown = [text for texts in page.evaluate(WILD, seed) for text in texts]
        downloaded(page, tmp_path / "decisions.json")
        run = call("apply", str(tmp_path / "decisions.json"), "-f", "text")
        assert (run.code, run.err) == (0, "")
        assert run.out.split("\f\n") == shown


def test_decisions_survive_a_reload_and_can_be_undone(
    call: Call, context: BrowserContext, tmp_path: Path
) -> None:
    path = page_of(call, tmp_path / "review.html", str(SAMPLES / "login-wall.txt"))
    page = opened(context, path)
    go_to(page, "How the numbers work")
    page.keyboard.press("h")
    expect(page.locator(".article .title")).to_have_text("How the numbers work")
    page.reload()
    page.wait_for_selector("body[data-ready]")
    expect(page.locator(".article .title")).to_have_text("How the numbers work")
    go_to(page, "How the numbers work")
    page.keyboard.press("x")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".article .title")).to_have_text("How the numbers work")
    page.keyboard.press("h")
    expect(page.locator(".article .title")).not_to_have_text("How the numbers work")
    assert page.evaluate("localStorage.length") == 0


def test_search_goes_through_all_files(call: Call, context: BrowserContext, tmp_path: Path) -> None:
    paths = [
        file_of(tmp_path, f"{n}.txt", f"{TEXT}\nThe heron came at {n} o'clock, said he.\n")
        for n in range(3)
    ]
    page = opened(context, page_of(call, tmp_path / "r.html", *paths))
    page.keyboard.press("/")
    page.keyboard.type("heron came at 2")
    page.keyboard.press("Enter")
    expect(page.locator("#name")).to_contain_text("2.txt")
    expect(page.locator("#hits")).to_have_text("1/1")
    expect(page.locator("#list li:not([hidden])")).to_have_count(1)
    expect(page.locator(".row[aria-current=true]")).to_contain_text("heron")


def test_page_speaks_three_languages(call: Call, context: BrowserContext, tmp_path: Path) -> None:
    page = opened(context, page_of(call, tmp_path / "r.html", str(SAMPLES / "big5.txt")))
    for tag, word in (
        ("zh-Hant", "下載決定"),
        ("zh-Hans", "下载决定"),
        ("en", "Download decisions"),
    ):
        page.get_by_role("combobox").select_option(tag)
        expect(page.locator("#save")).to_have_text(re.compile(word))
        assert page.evaluate("document.documentElement.lang") == tag
    assert page.locator("#clean article").get_attribute("lang") == "zh-Hant-TW"


def test_right_to_left_text_runs_from_the_right(
    call: Call, context: BrowserContext, tmp_path: Path
) -> None:
    text = (
        "استيقظت القرية صباح الأحد على ضوء المنارة القديمة للمرة الأولى منذ أعوام طويلة.\n"
        "وقال الحارس إن المصباح وصل من المدينة قبل شهر، وإن إصلاح الدرج استغرق أسبوعين كاملين.\n"
        "أما الصيادون فقد خرجوا إلى البحر قبل الفجر، ولم يحتاجوا إلى النجوم لمعرفة طريق العودة.\n"
    )
    page = opened(context, page_of(call, tmp_path / "r.html", file_of(tmp_path, "a.txt", text)))
    assert page.locator("#clean article").get_attribute("dir") == "rtl"
    paragraph = page.locator("#clean .p").first
    assert paragraph.evaluate("node => getComputedStyle(node).direction") == "rtl"


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A folder whose names, titles, texts and addresses all try to run something."""
    folder = tmp_path / "in"
    folder.mkdir()
    body = "\n\n".join([*HOSTILE, TEXT * 4])
    (folder / "a<img src=x onerror=window.hacked=1>\u202e'\"&.txt").write_text(body, "utf-8")
    records = [
        {"id": hit, "text": f"{hit}\n\n{TEXT * 3}", "title": hit, "url": hit, "authors": [hit],
         "language": hit, "publisher": hit, "date_published": hit}
        for hit in HOSTILE
    ]  # fmt: skip
    lines = "".join(json.dumps(record) + "\n" for record in records)
    (folder / "records.jsonl").write_text(lines, "utf-8")
    page = f"<title>{HOSTILE[0]}</title><h1>&lt;script&gt;window.hacked=1&lt;/script&gt;</h1>"
    (folder / "p.html").write_text(f"{page}<p>{TEXT * 4}</p><p onclick=hack()>{TEXT}</p>", "utf-8")
    return folder


def test_nothing_of_the_content_is_run(
    call: Call, context: BrowserContext, hostile: Path, tmp_path: Path
) -> None:
    path = page_of(call, tmp_path / "r.html", str(hostile))
    asked: list[str] = []
    said: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("dialog", lambda dialog: said.append(dialog.message))
    context.on("weberror", lambda error: said.append(str(error.error)))
    page = opened(context, path)
    files = page.evaluate("sources.length")
    assert files == 2 + len(HOSTILE)
    for index in range(files):
        page.evaluate(f"page.open({index})")
        page.evaluate("drawLater(true)")
        page.keyboard.press("t")
        page.keyboard.press("Enter")
        page.keyboard.press("x")
    page.keyboard.press("?")
    assert page.evaluate("window.hacked") is None
    tags = page.evaluate(
        "[...new Set([...document.body.querySelectorAll('*')].map(n => n.tagName))]"
    )
    assert not {"IMG", "SVG", "svg", "A"} & set(tags) - {"A"}
    assert page.locator("a").count() == 1
    assert page.locator("script").count() == 2
    assert said == []
    assert [url for url in asked if not url.startswith(("blob:", path.as_uri()))] == []


def test_policy_forbids_everything_but_the_page(
    call: Call, context: BrowserContext, tmp_path: Path
) -> None:
    page = opened(context, page_of(call, tmp_path / "r.html", file_of(tmp_path, "a.txt")))
    # In a task of its own, which has none of the rights of whoever drives the browser.
    refused = page.evaluate(
        """() => new Promise((done) => setTimeout(() => {
            const found = [];
            try { document.body.innerHTML = '<b>x</b>'; } catch { found.push('markup'); }
            try { new Function('window.hacked = 1')(); } catch { found.push('eval'); }
            const script = document.createElement('script');
            try { script.text = 'window.hacked = 1'; document.body.append(script); }
            catch { found.push('script'); }
            done(found);
        }))"""
    )
    assert refused == ["markup", "eval", "script"]
    assert page.evaluate("window.hacked") is None
    for url in ("https://example.org/", "file:///etc/hostname"):
        assert page.evaluate(f"fetch('{url}').then(() => true, () => false)") is False


def test_two_hundred_articles_open_at_once_and_scroll(
    call: Call, context: BrowserContext, tmp_path: Path
) -> None:
    whole = "\f\n".join(f"Story number {n}\n\n{TEXT * 12}" for n in range(200))
    path = page_of(call, tmp_path / "r.html", file_of(tmp_path, "many.txt", whole))
    assert path.stat().st_size <= 3 * len(whole.encode()) + 150_000
    timing = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
    pages = [opened(context, path) for _ in range(2)]
    assert min(page.evaluate(timing) for page in pages) < 2000
    page = pages[-1]
    assert page.evaluate("page.source.derive().length") == 200
    page.keyboard.press("x")
    # What is drawn later makes the page longer, so the end is looked for again and again.
    page.wait_for_function(
        """() => {
            const column = document.getElementById('original');
            column.scrollTop = 1e9;
            const last = original.rows.at(-1);
            return !later.tasks.length && last.getBoundingClientRect().top < innerHeight;
        }"""
    )


def test_controls_have_names_and_narrow_screens_have_all(
    call: Call, browser: Browser, tmp_path: Path
) -> None:
    path = page_of(
        call, tmp_path / "r.html", str(SAMPLES / "japan.txt"), str(SAMPLES / "korea.txt")
    )
    narrow = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = opened(narrow, path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('button, input, select')].filter((node) =>
            !(node.textContent.trim() || node.getAttribute('aria-label'))).map((n) => n.id)"""
    )
    assert nameless == []
    expect(page.locator("#clean")).to_be_hidden()
    page.get_by_role("button", name="Clean text", exact=True).tap()
    expect(page.locator("#clean")).to_be_visible()
    page.get_by_role("button", name="Files").tap()
    page.locator("#list button").nth(1).tap()
    expect(page.locator("#name")).to_contain_text("korea.txt")
    narrow.close()


def luminance(colour: str) -> float:
    channels = [float(n) / 255 for n in re.findall(r"[\d.]+", colour)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_have_contrast(call: Call, browser: Browser, tmp_path: Path, scheme: Any) -> None:
    path = page_of(call, tmp_path / "r.html", str(SAMPLES / "pinyin-notes.txt"))
    context = browser.new_context(color_scheme=scheme)
    page = opened(context, path)
    selectors = [".row .line", ".row[data-state=dropped] .line", ".row[data-state=field] .line",
                 ".why .role", ".why .rule", ".no", ".sum", ".badge", "del", "#save", ".by"]  # fmt: skip
    for selector in selectors:
        if page.locator(selector).count() == 0:
            continue
        colour, ground = page.locator(selector).first.evaluate(
            """(node) => {
                const colour = getComputedStyle(node).color;
                let ground = node;
                while (getComputedStyle(ground).backgroundColor === 'rgba(0, 0, 0, 0)')
                    ground = ground.parentElement;
                return [colour, getComputedStyle(ground).backgroundColor];
            }"""
        )
        lights = sorted((luminance(colour), luminance(ground)))
        assert (lights[1] + 0.05) / (lights[0] + 0.05) >= 4.5, (selector, colour, ground)
    context.close()
