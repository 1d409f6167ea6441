"""The review page: one HTML file that shows what goes and why, and takes an editor's decisions.

The template, the style, the script and a catalogue of words a language are files beside this
module. The page asks for nothing but itself: its policy names its own style and script by their
hashes and forbids the rest, and its script writes texts only, never markup.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from newsclip.knowledge.decisions import SCHEMA, Recipe
from newsclip.writing.page.data import Reasons, Reviewed, embedded, page_file

FOLDER: Final = Path(__file__).parent
# In the order in which they build on each other; together they are one script.
_SCRIPTS: Final = ("text.js", "desk.js", "original.js", "clean.js", "page.js")
_LANGUAGES: Final = ("en", "zh-Hant", "zh-Hans")
_DATA: Final = "<!-- data -->"


def write_page(reviewed: Iterable[Reviewed], recipe: Recipe) -> Iterator[str]:
    """The page in chunks, a source each: joined, they are the whole file.

    ``recipe`` goes with the decisions, so that ``newsclip apply`` can cook it again.
    """
    head, tail = _template()
    yield head
    catalogues = {tag: msgspec.json.decode(_asset(f"catalogue/{tag}.json")) for tag in _LANGUAGES}
    yield '{"schema":' + embedded(SCHEMA)
    yield ',"recipe":' + embedded(recipe)
    yield ',"catalogues":' + embedded(catalogues)
    yield ',"files":['
    reasons = Reasons()
    for number, source in enumerate(reviewed):
        yield ("\n," if number else "\n") + embedded(page_file(source, reasons))
    yield '\n],"reasons":' + embedded(reasons.rows) + "}"
    yield tail


def _template() -> tuple[str, str]:
    """What stands before the data and what stands after it."""
    style = _asset("page.css")
    script = "".join(_asset(name) for name in _SCRIPTS)
    page = _asset("page.html")
    for name, text in (
        ("style", style),
        ("script", script),
        ("style-hash", _hash(style)),
        ("script-hash", _hash(script)),
    ):
        page = page.replace(f"<!-- {name} -->", text, 1)
    head, _, tail = page.partition(_DATA)
    return head, tail


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _asset(name: str) -> str:
    return (FOLDER / name).read_text("utf-8").replace("\r\n", "\n")


__all__ = ["Reviewed", "write_page"]
