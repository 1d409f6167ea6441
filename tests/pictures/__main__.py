"""The pictures of the README, made from the samples: ``python -m tests.pictures``.

The terminal is what rich writes of it, the page is what Chromium shows.
"""

import html
import io
import re
import tempfile
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from newsclip.cli import app
from tests.browser import chromium, opened
from tests.test_cli_review import on_a_terminal

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
WIDTH = 80
SHOWN = "pinyin-notes.txt"
# Lines of a terminal that a reader of the README looks at.
ROWS = 30


def terminal(target: Path) -> None:
    """What ``newsclip review`` shows on a terminal of 80 columns, as SVG."""
    command = ["review", f"samples/{SHOWN}"]
    written = on_a_terminal(command, ROOT, COLUMNS=str(WIDTH), NEWSCLIP_RULES=str(FOLDER))
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi("\n".join(written.replace("\r", "").split("\n")[:ROWS])))
    picture = console.export_svg(title=f"newsclip review {SHOWN}")
    # A picture asks for nothing: the fonts are the reader's own.
    picture = re.sub(r"\s*@font-face \{.*?\}", "", picture, flags=re.S)
    target.write_text(re.sub(r'textLength="([\d.]+)"([^>]*)>([^<]*)<', _in_cells, picture), "utf-8")


def _in_cells(found: re.Match[str]) -> str:
    """A text as long as its cells: rich counts characters, and Chinese ones are two cells wide."""
    text = html.unescape(found[3])
    length = float(found[1]) / len(text) * cell_len(text)
    return f'textLength="{length:.1f}"{found[2]}>{found[3]}<'


def page(target: Path) -> None:
    """The review page as an editor has it, some decisions made."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        path = Path(folder, "review.html")
        app.run(["review", "samples", "--no-user-rules", "-o", str(path)])
        context = browser.new_context(
            viewport={"width": 1160, "height": 640}, locale="en-GB", color_scheme="light"
        )
        shown = opened(context, path)
        shown.locator("#list button", has_text="kelp").click()
        shown.locator("#lines .line", has_text="Sign up for").click()
        shown.keyboard.press("x")
        shown.locator("#lines .line", has_text="A weekly dive").click()
        shown.keyboard.press("x")
        shown.wait_for_selector("#said:not(.on)", state="attached")
        shown.screenshot(path=str(target), type="jpeg", quality=72)


if __name__ == "__main__":
    terminal(FOLDER / "terminal.svg")
    page(FOLDER / "page.jpg")
