"""The README against the program: every example runs, every output and flag is as it says.

``python -m tests.test_docs`` writes the outputs and the table of flags into the README.
"""

import ast
import gzip
import inspect
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, get_type_hints

import pytest

import newsclip
from newsclip.cli import app, rules
from newsclip.cli.command import options_of
from newsclip.schema import json_schema
from tests.test_reading_feeds import RSS
from tests.test_reading_mail import newsletter, saved_page

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
FLAGS = re.compile(r"(<!-- flags: .*? -->\n)(.*?)(<!-- end of flags -->)", re.S)
# Tools that come with the extra ``test`` lie beside its Python.
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
INSTALLS = ("python3.11 -m venv",)
Run = subprocess.CompletedProcess[str]


def blocks(kind: str) -> list[str]:
    return [body for found, body in FENCE.findall(README.read_text("utf-8")) if found == kind]


def commands() -> list[str]:
    """Every shell example: of the README, of its crontab, and of the help texts."""
    found = [line for body in blocks("sh") for line in body.split("\n") if line]
    for body in blocks("crontab"):
        lines = [line for line in body.split("\n") if line]
        found += [re.sub(r"^(\S+\s+){5}", "", line).replace("\\%", "%") for line in lines]
    found += [line.strip() for function in functions().values() for line in examples(function)]
    found += re.findall(r"`(newsclip [^`]+)`$", README.read_text("utf-8"), re.M)
    return [line for line in dict.fromkeys(found) if not line.startswith(INSTALLS)]


def functions() -> dict[str, Any]:
    """The function behind each command and each action, by its name."""
    found: dict[str, Any] = {}
    for name in app.COMMANDS:
        module = __import__(f"newsclip.cli.{name}", fromlist=[name])
        if name == "rules":
            found |= {f"rules {action}": f for action, f in rules.ACTIONS.items()}
        else:
            found[name] = getattr(module, name)
    return found


def examples(function: Any) -> list[str]:
    text = inspect.cleandoc(function.__doc__)
    return text.partition("\n\nExamples:\n")[2].split("\n")


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all that the examples name, and ``newsclip`` on the path."""
    return furnish(tmp_path_factory.mktemp("desk"))


def furnish(folder: Path) -> Path:
    shutil.copytree(ROOT / "samples", folder / "samples")
    for scraped in (folder / "scraped", folder / "news" / "scraped"):
        scraped.mkdir(parents=True)
        for name in ("article.html", "indonesia.txt", "pinyin-notes.txt"):
            shutil.copy(ROOT / "samples" / name, scraped)
    shutil.copy(ROOT / "samples" / "cookie-notice.txt", folder / "page.txt")
    shutil.copy(ROOT / "samples" / "cookie-notice.txt", folder / "draft.txt")
    shutil.copy(ROOT / "samples" / "article.html", folder / "page.html")
    for name in ("my-paper.toml", "rules.toml"):
        (folder / name).write_text(blocks("toml")[0], "utf-8")
    gold = json.dumps({"lines": ["Words."], "labels": ["body"]})
    (folder / "gold.jsonl").write_text(gold + "\n")
    for name in ("clips", "more", "monday", "tuesday"):
        (folder / f"{name}.jsonl").write_text(json.dumps({"text": f"Words of {name}."}) + "\n")
    for name in ("one", "two", "all", "monday"):
        (folder / f"{name}.summary").touch()
    with zipfile.ZipFile(folder / "news.zip", "w") as archive:
        archive.write(ROOT / "samples" / "article.html", "2026/article.html")
    page = (ROOT / "samples" / "article.html").read_bytes()
    head = f"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: {len(page)}\r\n\r\n"
    crawl = head.encode() + page + b"\r\n\r\n"
    (folder / "crawl.warc.gz").write_bytes(gzip.compress(crawl))
    (folder / "feeds").mkdir()
    (folder / "feeds" / "news.xml").write_text(RSS, encoding="utf-8")
    (folder / "saved").mkdir()
    (folder / "saved" / "ferry.mhtml").write_bytes(saved_page())
    (folder / "newsletter.eml").write_bytes(newsletter())
    program = folder / "bin" / "newsclip"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m newsclip "$@"\n')
    program.chmod(0o755)
    save_decisions(folder)
    return folder


def save_decisions(folder: Path) -> None:
    """What an editor downloads from a review page without having decided anything."""
    run = shell("newsclip review page.txt -o review.html", folder)
    assert run.returncode == 0, run.stderr
    page = (folder / "review.html").read_text("utf-8")
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)
    assert found
    data = json.loads(found[1])
    keys = ("path", "sha256", "outcome")
    files = [{key: file[key] for key in keys} | {"member": None} for file in data["files"]]
    decisions = {"schema": data["schema"], "recipe": data["recipe"], "files": files}
    for target in (folder / "decisions.json", folder / "Downloads" / "decisions.json"):
        target.parent.mkdir(exist_ok=True)
        target.write_text(json.dumps(decisions), "utf-8")


def shell(command: str, folder: Path) -> Run:
    environ = {k: v for k, v in os.environ.items() if k not in {"NEWSCLIP_RULES", "FORCE_COLOR"}}
    environ |= {
        "PATH": f"{folder / 'bin'}{os.pathsep}{PATH}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "COLUMNS": "80",
        "PAGER": "cat",
    }
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def need_tools(command: str) -> None:
    for tool in ("jq", "parallel", "sqlite-utils", "duckdb"):
        if re.search(rf"(^|\| ?){tool} ", command, re.M) and shutil.which(tool, path=PATH) is None:
            pytest.skip(f"{tool} is not installed, and this example needs it")


@pytest.fixture(scope="session")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[Run]]]:
    """The second half of the examples: they run in a folder of their own, on the core that is free.

    In order, as some of them take what those before them have written.
    """
    told = commands()
    folder = furnish(tmp_path_factory.mktemp("beside"))
    pool = ThreadPoolExecutor(1)
    yield {command: pool.submit(shell, command, folder) for command in told[len(told) // 2 :]}
    pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("command", commands())
def test_example_runs(command: str, desk: Path, beside: dict[str, Future[Run]]) -> None:
    need_tools(command)
    run = beside[command].result() if command in beside else shell(command, desk)
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""


def consoles() -> Iterator[tuple[str, str]]:
    """Each console block as its commands, and what stands below them."""
    for body in blocks("console"):
        lines = body.split("\n")
        told = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
        yield "\n".join(told), "\n".join(line for line in lines if not line.startswith("$ "))


@pytest.mark.parametrize(("command", "output"), list(consoles()))
def test_output_is_what_the_readme_shows(command: str, output: str, desk: Path) -> None:
    need_tools(command)
    run = shell(command, desk)
    assert run.stderr == ""
    assert run.stdout == output, "python -m tests.test_docs writes it anew"


@pytest.mark.parametrize(("number", "output"), [(0, "clips/00000.jsonl"), (1, None)])
def test_python_example_runs(number: int, output: str | None, desk: Path) -> None:
    code = blocks("python")[number]
    assert len(blocks("python")) == 2
    if "datatrove" in code:
        pytest.importorskip("datatrove", reason="newsclip[scale] is not installed")
    # A file, as processes that the example starts load it again.
    (desk / "example.py").write_text(code, "utf-8")
    run = shell(f"{sys.executable} example.py", desk)
    assert run.returncode == 0, run.stderr
    assert "id " in run.stdout if output is None else (desk / output).read_text("utf-8")


def flag_table() -> str:
    """The table of flags: each flag with its help and the commands that have it."""
    users: dict[tuple[str, str], list[str]] = {}
    for name, function in functions().items():
        for flag, text in options_of(function):
            users.setdefault((flag, text), []).append(name)
    rows = [
        f"| `{_cell(flag)}` | {_cell(text)} | {_users(names)} |"
        for (flag, text), names in users.items()
    ]
    return "\n".join(["| flag | what it does | in |", "|---|---|---|", *rows, ""])


def _users(names: list[str]) -> str:
    takers = [
        n for n, f in functions().items() if any(o == "--encoding NAME" for o, _ in options_of(f))
    ]
    givers = [name for name in takers if name not in {"review", "learn"}]
    for listed, said in ((takers, "all with PATH"), (givers, "all with PATH but review, learn")):
        if set(listed) <= set(names):
            others = [name for name in names if name not in listed]
            return "; ".join([said, ", ".join(others)] if others else [said])
    return ", ".join(names)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def test_table_of_flags_is_that_of_the_help_texts() -> None:
    found = FLAGS.search(README.read_text("utf-8"))
    assert found
    assert found[2] == flag_table(), "python -m tests.test_docs writes it anew"


def test_readme_names_no_flag_that_does_not_exist() -> None:
    known = {
        word for f in functions().values() for flag, _ in options_of(f) for word in flag.split()
    }
    known |= {"--help", "--version", "--glob"}
    calls = [line for line in commands() if "newsclip" in line]
    calls += [command for command, _ in consoles()]
    for call in calls:
        for part in re.split(r"[|;&]", call):
            if re.match(r"\s*newsclip ", part):
                used = set(re.findall(r"(?<=\s)--?[a-z][a-z0-9-]*", part))
                assert {u for u in used if u.startswith("--")} <= {k.strip(",") for k in known}


def test_each_command_has_a_section_and_a_row() -> None:
    text = README.read_text("utf-8")
    assert re.findall(r"^### newsclip (\w+)$", text, re.M) == list(app.COMMANDS)
    rows = re.findall(r"^\| `newsclip (\w+)[^`]*` \| (.*) \|$", text, re.M)
    assert dict(rows) == app.COMMANDS


def test_pictures_are_there_and_small() -> None:
    shown = re.findall(r"!\[[^]]+\]\(([^)]+)\)", README.read_text("utf-8"))
    assert len(shown) == 2
    for name in shown:
        content = (ROOT / name).read_bytes()
        assert 0 < len(content) < 150_000
        assert b"@font-face" not in content


def types_of(keys: dict[str, Any], definitions: dict[str, Any]) -> dict[str, str]:
    """The type of each key, in the README's words."""
    return {name: _type(spec, definitions) for name, spec in keys.items()}


def _type(spec: dict[str, Any], definitions: dict[str, Any]) -> str:
    if "$ref" in spec:
        return "object"
    if "enum" in spec:
        return "string"
    if "anyOf" in spec:
        parts = [_type(part, definitions) for part in spec["anyOf"]]
        return " or ".join(sorted(parts, key=lambda part: part == "null"))
    if spec["type"] == "array":
        return f"array of {_type(spec['items'], definitions)}s"
    return str(spec["type"])


@pytest.mark.parametrize(
    ("head", "struct"),
    [("key", "Wire"), ("key in `source`", "Source"), ("key in `trace`", "Trace")],
)
def test_table_of_keys_is_that_of_the_schema(head: str, struct: str) -> None:
    schema = json_schema()
    keys = schema["$defs"][struct]["properties"]
    table = README.read_text("utf-8").partition(f"| {head} | type | meaning |\n")[2]
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| .+ \|$", table.partition("\n\n")[0], re.M)
    assert list(dict(rows)) == list(keys)
    assert dict(rows) == types_of(keys, schema["$defs"])


def test_exit_codes_are_those_of_the_errors() -> None:
    table = README.read_text("utf-8").partition("## Exit codes")[2]
    codes = [int(code) for code in re.findall(r"^\| (\d+) \|", table, re.M)]
    assert codes == [0, 1, 2, 3, 4, 74, 75, 129, 130, 143]
    raised = {getattr(newsclip, name).exit_code for name in dir(newsclip) if "Error" in name}
    assert raised <= set(codes)


def test_version_stands_in_one_place_only() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == newsclip.__version__
    assert f"## [{newsclip.__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_ci_runs_the_second_command_of_the_readme() -> None:
    told = [line for body in blocks("sh") for line in body.split("\n") if "pytest" in line]
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert told
    assert script.rstrip().endswith(told[0])


def test_public_names_are_all_there() -> None:
    assert sorted(newsclip.__all__) == sorted(set(newsclip.__all__))
    for name in newsclip.__all__:
        assert getattr(newsclip, name) is not None
    tree = ast.parse((ROOT / "newsclip" / "__init__.py").read_text("utf-8"))
    imported = {a.name for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) for a in n.names}
    assert set(newsclip.__all__) - {"__version__"} <= imported


def test_repairs_of_the_help_are_those_that_there_are() -> None:
    from newsclip.cli.flags import Repairs
    from newsclip.stages.repair import REPAIRS

    told = get_type_hints(Repairs, include_extras=True)["only"].__metadata__[0].help
    assert ",".join(REPAIRS) in told


def write() -> None:
    """Run the README's console examples and write what they print into it."""
    import tempfile

    text = README.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        desk = furnish(Path(folder))

        def rewritten(match: re.Match[str]) -> str:
            if match[1] != "console":
                return match[0]
            told = [line for line in match[2].split("\n") if line.startswith("$ ")]
            run = shell("\n".join(line[2:] for line in told), desk)
            return "```console\n" + "\n".join(told) + "\n" + run.stdout + "```"

        text = FENCE.sub(rewritten, text)
    text = FLAGS.sub(lambda m: m[1] + flag_table() + m[3], text)
    README.write_text(text, "utf-8")


if __name__ == "__main__":
    write()
