"""The house: which room may import which, how long a module and a function may be."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "newsclip"
MODULES = sorted(path.relative_to(ROOT) for path in PACKAGE.rglob("*.py"))

# A room may import itself and the rooms of a higher number; those of one number, not each other.
FLOOR = {
    "__main__": 0,
    "cli": 1,
    "running": 2,
    "pipeline": 3,
    "reading": 4,
    "stages": 4,
    "writing": 4,
    "knowledge": 5,
    "schema": 6,
    "record": 7,
    "errors": 8,
}
# The names of types, which the stages share with the module that chains them.
TYPES_OF_PIPELINE = {"Stage"}
# Loaded only where their work is done, because each costs more than the command line itself.
HEAVY = {"bs4", "langdetect", "numpy", "opencc", "re2", "rich", "selectolax", "importlib.metadata"}
BANNED = {"base", "common", "helpers", "manager", "utils"}


def room_of(name: str) -> str:
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else "newsclip"


def imports_of(path: Path) -> Iterator[tuple[str, list[str]]]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, []) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, [alias.name for alias in node.names]


def functions_of(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_imports_point_down_the_stair(path: Path) -> None:
    parts = path.with_suffix("").parts
    own = parts[1]
    if own == "__init__" or "training" in parts:
        pytest.skip("gives public names, or trains what the package holds")
    for module, names in imports_of(path):
        room = room_of(module)
        if not module.startswith("newsclip") or room == own:
            continue
        if room == "newsclip":
            assert names == ["__version__"], f"{path} imports from the top of the package"
            continue
        if room == "pipeline" and set(names) <= TYPES_OF_PIPELINE:
            continue
        assert FLOOR[room] > FLOOR[own], f"{path} imports {module}, which is above it or beside it"


@pytest.mark.parametrize("path", [p for p in MODULES if p.parts[1] == "stages"], ids=str)
def test_stages_do_not_import_each_other(path: Path) -> None:
    if len(path.parts) == 3 and path.stem == "__init__":
        pytest.skip("the room itself")
    own = Path(path.parts[2]).stem
    for module, _ in imports_of(path):
        if module.startswith("newsclip.stages."):
            assert module.split(".")[2] == own, f"{path} imports {module}"


@pytest.mark.parametrize("path", [p for p in MODULES if p.parts[1] == "stages"], ids=str)
def test_stages_neither_print_nor_open_files(path: Path) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    called = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not called & {"print", "open", "input"}


def test_only_the_command_line_imports_typer_and_rich() -> None:
    users = {
        path
        for path in MODULES
        for module, _ in imports_of(path)
        if module.split(".")[0] in {"typer", "rich"}
    }
    assert {path.parts[1] for path in users} == {"cli"}


def test_nothing_else_stands_at_the_top_level() -> None:
    told = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    if told.returncode:
        pytest.skip("what belongs to the project is known to git only")
    assert {Path(path).parts[0] for path in told.stdout.splitlines()} <= {
        ".ci", ".gitignore", "CHANGELOG.md", "LICENSE", "README.md", "newsclip", "pyproject.toml",
        "samples", "tests",
    }  # fmt: skip


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_module_fits_one_reading(path: Path) -> None:
    lines = (ROOT / path).read_text(encoding="utf-8").count("\n")
    assert lines <= 400, f"{path} has {lines} lines"
    assert path.stem not in BANNED


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_function_fits_one_screen(path: Path) -> None:
    for function in functions_of(path):
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        assert length <= 50, f"{path}: {function.name} has {length} lines"
        arguments = function.args
        count = len([*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs])
        assert count <= 7, f"{path}: {function.name} has {count} parameters, self among them"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_lines_are_not_split_by_splitlines(path: Path) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert "splitlines" not in attributes


def loaded_by(code: str, stdin: str = "") -> set[str]:
    """The modules that a Python process has loaded after ``code``."""
    tell = "import sys; sys.stderr.write('\\n'.join(sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", f"{code}\n{tell}"],
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return set(run.stderr.split("\n"))


def test_importing_the_package_loads_nothing_else() -> None:
    before = loaded_by("pass")
    assert loaded_by("import newsclip") - before == {"newsclip"}


def test_importing_the_entry_point_loads_no_command() -> None:
    assert "typer" not in loaded_by("import newsclip.__main__")


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [
        pytest.param(["read", "--from", "text", "-f", "text", "-"], set(), id="read"),
        pytest.param(
            ["convert", "--to", "zh-Hans", "--from", "text", "-f", "text", "-"],
            {"opencc", "tempfile"},  # OpenCC takes a plan from a file only.
            id="convert",
        ),
    ],
)
def test_light_command_loads_nothing_heavy(arguments: list[str], allowed: set[str]) -> None:
    code = f"from newsclip.cli.app import run; run({arguments!r})"
    loaded = loaded_by(code, "頭髮\n")
    assert "newsclip.cli.batch" in loaded
    assert not (HEAVY - allowed) & loaded
    assert not ({"csv", "tempfile", "tomllib"} - allowed) & loaded


def test_repair_of_a_sound_text_loads_nothing_heavy() -> None:
    code = "from newsclip.cli.app import run; run(['repair', '--from', 'text', '-f', 'text', '-'])"
    assert not (HEAVY | {"feedparser"}) & loaded_by(code, "Hair.\n")


def test_light_command_compiles_few_patterns() -> None:
    # Classes of Chinese characters take milliseconds each: once they were half of the start.
    watch = (
        "import re; lengths = []; compiled = re.compile\n"
        "def watched(pattern, flags=0):\n"
        "    lengths.append(len(pattern)); return compiled(pattern, flags)\n"
        "re.compile = watched\n"
    )
    call = "run(['convert', '--to', 'zh-Hans', '--from', 'text', '-f', 'text', '-'])"
    tell = "sys.stderr.write(f'{sum(lengths)}\\n')"
    code = f"{watch}import sys; from newsclip.cli.app import run; {call}; {tell}"
    lengths = [int(line) for line in loaded_by(code, "頭髮\n") if line.isdigit()]
    assert lengths and lengths[0] < 5_000


@pytest.mark.parametrize("name", ["clip", "review", "rules"])
def test_one_command_is_loaded_at_a_time(name: str) -> None:
    loaded = loaded_by("from newsclip.cli.app import run; run(['read', '--help'])")
    assert f"newsclip.cli.{name}" not in loaded
