"""``newsclip apply``: decisions out of a page, on the sources again, and rules out of decisions."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.calling import ROOT, TEXT, Call, file_of, one_line

SAMPLES = ROOT / "samples"
LOGIN = "Come aboard as a member of the harbour club, and go on reading with all of us."
SOME = [str(SAMPLES / name) for name in ("login-wall.txt", "cookie-notice.txt", "article.html")]
STORY = "\n\n".join(
    f"The lighthouse keeper of the {name} said on Monday that he would not leave his lamp alone."
    for name in ("north", "south", "east", "west")
)


def data_of(page: Path) -> dict[str, Any]:
    """What a page is told."""
    found = re.search(
        r'<script type="application/json" id="data">(.*?)</script>', page.read_text("utf-8"), re.S
    )
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def decisions_of(call: Call, folder: Path, *arguments: str, **decided: Any) -> Path:
    """A decisions file as the page of a review would save it: ``decided`` for each file."""
    page = folder / "review.html"
    run = call("review", *arguments, "-o", str(page))
    assert (run.code, run.err) == (0, "")
    data = data_of(page)
    keys = ("path", "member", "sha256", "outcome")
    files = [{key: file.get(key) for key in keys} | decided for file in data["files"]]
    decisions = {"schema": data["schema"], "recipe": data["recipe"], "files": files}
    path = folder / "decisions.json"
    path.write_text(json.dumps(decisions), "utf-8")
    return path


def without_history(out: str) -> list[dict[str, Any]]:
    records = [json.loads(line) for line in out.split("\n")[:-1]]
    for record in records:
        record["trace"]["history"] = [
            step for step in record["trace"]["history"] if step["stage"] != "apply"
        ]
    return records


def test_without_a_decision_apply_gives_what_clip_gives(call: Call, tmp_path: Path) -> None:
    flags = ["--to", "zh-Hans", "--skip", "wrap", "--no-user-rules"]
    names = ["taiwan-two-articles.txt", "foreign.jsonl", "article.html", "clipping.md", "big5.txt"]
    sources = [str(SAMPLES / name) for name in names]
    applied = call("apply", str(decisions_of(call, tmp_path, *sources, *flags)))
    clipped = call("clip", *sources, *flags)
    assert without_history(applied.out) == without_history(clipped.out)
    assert all(record["trace"]["history"][3]["stage"] == "apply" for record in applied.records)  # type: ignore[index]


def test_a_changed_source_is_refused_in_one_line_and_the_others_are_written(
    call: Call, tmp_path: Path
) -> None:
    one = file_of(tmp_path, "one.txt", STORY)
    two = file_of(tmp_path, "two.txt", STORY.upper())
    path = decisions_of(call, tmp_path, one, two)
    file_of(tmp_path, "one.txt", f"{STORY} More.")
    run = call("apply", str(path), "-f", "text")
    assert run.code == 1
    assert one_line(run.err)
    assert "changed since it was reviewed; review it again" in run.err
    assert "NORTH" in run.out
    Path(two).unlink()
    assert call("apply", str(path)).err.count("\n") == 2


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "newsclip-decisions/9"},
        {"schema": None},
        {"files": []},
        {"files": "all"},
        {"recipe": {"keep-threshold": 7}},
        {"recipe": {"unheard-of": 1}},
        {"files": [{"path": "a"}]},
        {"files": [{"path": "a", "member": None, "sha256": "", "outcome": "", "starts": []}]},
        {"files": [{"path": "a", "member": None, "sha256": "", "outcome": "", "starts": [1, 1]}]},
        {"files": [{"path": "a", "member": None, "sha256": "", "outcome": "", "starts": [0]}]},
        {"files": [{"path": "a", "member": None, "sha256": "", "outcome": "",
                    "lines": [{"line": 1, "place": "nowhere"}]}]},
    ],
)  # fmt: skip
def test_a_malformed_file_is_one_line_and_exit_3(
    call: Call, tmp_path: Path, change: dict[str, Any]
) -> None:
    path = decisions_of(call, tmp_path, file_of(tmp_path, "one.txt", STORY))
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | change), "utf-8")
    run = call("apply", str(path))
    assert run.code == 3
    assert one_line(run.err)
    assert run.out == ""


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"null"])
def test_what_is_no_json_is_exit_3_too(call: Call, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "decisions.json"
    path.write_bytes(content)
    run = call("apply", str(path))
    assert (run.code, one_line(run.err)) == (3, True)
    assert call("apply", str(tmp_path / "none.json")).code == 3


def test_rules_that_judge_otherwise_than_on_the_page_are_named(call: Call, tmp_path: Path) -> None:
    path = decisions_of(call, tmp_path, file_of(tmp_path, "one.txt", f"{LOGIN}\n\n{STORY}\n"))
    rule = f"""schema = 1\nlanguage = "en"\n[[rule]]\nid = "x"\nrole = "login"\nmatch = "equals"
phrases = ["{LOGIN}"]\nmax_chars = 120\nremoves = ["{LOGIN}"]\nkeeps = ["A line."]\n"""
    (Path(os.environ["NEWSCLIP_RULES"]) / "own.toml").write_text(rule, "utf-8")
    run = call("apply", str(path), "-f", "text")
    assert run.code == 0
    assert one_line(run.err)
    assert "in another way than on the review page" in run.err
    assert call("apply", str(path), "-q").err == ""
    assert call("apply", str(path), "--strict").code == 4


def page_with(folder: Path, name: str, host: str, headline: str) -> str:
    text = STORY.replace("lighthouse", headline)
    body = "".join(f"<p>{line}</p>" for line in text.split("\n\n"))
    markup = f"""<!doctype html><html lang="en"><head><link rel="canonical" href="https://{host}/{name}">
<title>{headline}</title></head><body><h1>The {headline} that went on and on</h1><p>{body}</p>
<p>{LOGIN}</p><p>{text[:80]} again.</p><p>{body}</p></body></html>"""
    return file_of(folder, name, markup)


def test_what_is_taught_in_one_file_holds_in_the_next_of_its_site_and_nowhere_else(
    call: Call, tmp_path: Path
) -> None:
    first = page_with(tmp_path, "1.html", "harbour.example", "lighthouse")
    path = decisions_of(call, tmp_path, first)
    data = data_of(tmp_path / "review.html")
    number = 1 + data["files"][0]["lines"].index(LOGIN)
    path = decisions_of(call, tmp_path, first, lines=[{"line": number, "place": "dropped"}])
    samples = call("clip", *SOME).out
    assert LOGIN in call("clip", first, "-f", "text").out
    run = call("apply", str(path), "--teach", "-f", "text")
    assert (run.code, LOGIN in run.out) == (0, False)
    assert "1 line taught" in run.err
    [taught] = Path(os.environ["NEWSCLIP_RULES"]).iterdir()
    assert taught.name == "taught-harbour.example.toml"
    assert call("rules", "check", str(taught)).code == 0
    second = page_with(tmp_path, "2.html", "www.harbour.example", "windmill")
    elsewhere = page_with(tmp_path, "3.html", "mountain.example", "signal box")
    [record] = call("clip", second).records
    removed = {line["text"]: line["rule"] for line in record["trace"]["removed"]}  # type: ignore[index]
    assert removed[LOGIN] == "taught-harbour.example/dropped"
    assert LOGIN in call("clip", elsewhere, "-f", "text").out
    assert call("clip", *SOME).out == samples


def test_teaching_makes_the_folder_of_rules(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = file_of(tmp_path, "one.txt", f"{STORY}\n\n{LOGIN}\n\n{STORY}\n")
    lines = [{"line": STORY.count("\n") + 3, "place": "dropped"}]
    decisions = decisions_of(call, tmp_path, source, lines=lines)
    monkeypatch.setenv("NEWSCLIP_RULES", str(tmp_path / "new" / "rules"))
    run = call("apply", str(decisions), "--teach")
    assert run.code == 0, run.err
    assert (tmp_path / "new" / "rules" / "taught-en.toml").exists()


def test_teaching_again_adds_and_a_change_of_mind_changes_sides(call: Call, tmp_path: Path) -> None:
    source = file_of(tmp_path, "one.txt", f"{STORY}\n\n{LOGIN}\n\nLog in\n\n{STORY}\n")
    number = STORY.count("\n") + 3
    folder = Path(os.environ["NEWSCLIP_RULES"])

    def teach(**places: str) -> str:
        lines = [{"line": int(n[1:]), "place": where} for n, where in places.items()]
        run = call("apply", str(decisions_of(call, tmp_path, source, lines=lines)), "--teach")
        assert run.code == 0
        return (folder / "taught-en.toml").read_text("utf-8")

    kept = teach(**{f"n{number + 2}": "text"})
    assert 'role = "body"' in kept
    assert "Log in\n" in call("clip", source, "-f", "text").out
    both = teach(**{f"n{number}": "dropped"})
    assert both.count("[[rule]]") == 2
    assert LOGIN not in call("clip", source, "-f", "text").out
    turned = teach(**{f"n{number}": "text", f"n{number + 2}": "dropped"})
    assert turned.index("Log in") < turned.index(LOGIN)
    text = call("clip", source, "-f", "text").out
    assert LOGIN in text
    assert "Log in\n" not in text


def test_a_line_that_is_text_elsewhere_is_not_taught(call: Call, tmp_path: Path) -> None:
    source = file_of(tmp_path, "one.txt", f"{STORY}\n\n{STORY}\n\n12\n")
    lines = [{"line": 1, "place": "dropped"}]
    path = decisions_of(call, tmp_path, source, lines=lines)
    run = call("apply", str(path), "--teach", "-f", "text")
    assert run.code == 0
    assert "it is text elsewhere in these files" in run.err
    assert list(Path(os.environ["NEWSCLIP_RULES"]).iterdir()) == []


def test_the_page_may_not_take_the_place_of_an_input(call: Call, tmp_path: Path) -> None:
    source = file_of(tmp_path, "one.html", f"<p>{TEXT}</p>")
    assert call("review", source, "-o", source).code == 2
    assert call("apply").code == 2
