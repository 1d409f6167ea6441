"""The review page as a file: its policy, its data, its words."""

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest

from newsclip.knowledge.changes import changes
from newsclip.knowledge.line_model import REASON_WORDS
from newsclip.record import DROPPED_ROLES, FIELD_ROLES, Record
from newsclip.writing import page
from newsclip.writing.page.data import embedded
from tests.calling import ROOT, TEXT, Call, file_of
from tests.test_cli_apply import data_of

FOLDER = page.FOLDER
CATALOGUES = sorted((FOLDER / "catalogue").iterdir())
SCRIPTS = sorted(FOLDER.glob("*.js"))


def write(call: Call, folder: Path, *arguments: str) -> Path:
    target = folder / "review.html"
    assert call("review", *arguments, "-o", str(target)).code == 0
    return target


def test_policy_names_the_style_and_the_script_of_the_page(call: Call, tmp_path: Path) -> None:
    text = write(call, tmp_path, file_of(tmp_path, "a.txt")).read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="(.*?)"', text)
    assert policy
    assert policy[1].startswith("default-src 'none'; ")
    assert "unsafe" not in policy[1]
    for tag in ("style", "script"):
        [found] = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.S)
        digest = base64.b64encode(hashlib.sha256(found.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy[1]
    assert "<!-- " not in text.replace(re.findall(r"<script>.*?</script>", text, re.S)[0], "")


def test_page_asks_for_nothing_and_writes_no_markup() -> None:
    for path in [*SCRIPTS, FOLDER / "page.css", FOLDER / "page.html"]:
        text = path.read_text("utf-8")
        assert not re.search(
            r"https?:|url\(|@import|innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|\bfetch\b",
            text,
        ), path
        assert not re.search(r"\son[a-z]+=|\sstyle=|<img|<link|<iframe", text), path
        assert text.count("\n") <= 400


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_catalogue_has_every_word_and_no_other(path: Path) -> None:
    english = json.loads((FOLDER / "catalogue" / "en.json").read_text("utf-8"))
    words = json.loads(path.read_text("utf-8"))
    assert list(words) == list(english)
    for key, text in words.items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", english[key])), key
    assert {f"role-{role}" for role in FIELD_ROLES | DROPPED_ROLES} <= set(words)
    assert {f"why-{reason}" for reason in REASON_WORDS} <= set(words)
    source = "".join(script.read_text("utf-8") for script in SCRIPTS)
    source += (FOLDER / "page.html").read_text("utf-8")
    asked = set(re.findall(r'say\("([\w-]+)"', source))
    asked |= set(re.findall(r'data-(?:word|label|hint)="([\w-]+)"', source))
    asked |= set(re.findall(r'makeButton\("([\w-]+)"', source))
    assert asked <= set(words)


def test_data_can_stand_in_a_script_element() -> None:
    text = "</script><!-- <script> & alert('x') \u2028\u2029\u202e\x85\ufeff"
    written = embedded({"text": text})
    assert not re.search("[<>&'\u2028\u2029\u202e\x85\ufeff]", written)
    assert json.loads(written) == {"text": text}


def test_data_tells_each_line_once_with_its_source_and_its_changes(
    call: Call, tmp_path: Path
) -> None:
    source = ROOT / "samples" / "pinyin-notes.txt"
    [file] = data_of(write(call, tmp_path, str(source), "--to", "zh-Hans"))["files"]
    old = [
        t if isinstance(t, str) else "".join(p for n, p in enumerate(t) if n % 3 != 2)
        for t in file["lines"]
    ]
    assert "\n".join(old).rstrip("\n") == source.read_text("utf-8").rstrip("\n")
    new = [
        t if isinstance(t, str) else "".join(p for n, p in enumerate(t) if n % 3 != 1)
        for t in file["lines"]
    ]
    [record] = call("clip", str(source), "--to", "zh-Hans").records
    assert set(str(record["text"]).split("\n")) <= set(new)


def test_page_is_small(call: Call, tmp_path: Path) -> None:
    names = ["foreign.jsonl", "indonesia.txt", "pinyin-notes.txt", "taiwan-two-articles.txt"]
    paths = [ROOT / "samples" / name for name in names]
    size = sum(path.stat().st_size for path in paths)
    made = write(call, tmp_path, *map(str, paths), "--to", "zh-Hans").stat().st_size
    frame = write(call, tmp_path, file_of(tmp_path, "a.txt")).stat().st_size
    assert made <= 3 * size + 150_000
    assert made - frame <= 3 * size


def test_same_input_same_page(call: Call, tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.txt", TEXT * 4)
    first = write(call, tmp_path, path).read_bytes()
    assert write(call, tmp_path, path).read_bytes() == first


def test_changes_of_a_conversion_are_pieces_of_old_and_new() -> None:
    from newsclip.stages.convert import convert
    from tests.generators import document

    record: Record = document(["頭髮發展的軟件", "plain"])
    [converted] = convert(to="zh-Hans")(record)
    assert changes(record, converted) == {
        1: [("old", "頭髮發"), ("new", "头发发"), ("same", "展的"), ("old", "軟"), ("new", "软"), ("same", "件")]
    }  # fmt: skip
