"""newsclip: scraped news into clean, single articles.

The public names are imported on first use, so that ``import newsclip`` costs nothing.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from newsclip.errors import (
        InputError,
        LockedError,
        NewsclipError,
        OutputError,
        RecordError,
        RuleError,
        StateError,
        UsageError,
    )
    from newsclip.knowledge.rules import RuleSet, load_rules
    from newsclip.pipeline import Stage, run
    from newsclip.reading import ReadOptions, read
    from newsclip.record import Edit, Label, Line, Record
    from newsclip.schema import from_json, json_schema, to_json
    from newsclip.stages.convert import convert, convert_text
    from newsclip.stages.detect import Verdict, detect, detect_language
    from newsclip.stages.repair import repair
    from newsclip.stages.split import split
    from newsclip.stages.strip import strip

__version__ = "0.1.0"

_ROOMS: dict[str, tuple[str, ...]] = {
    "newsclip.errors": (
        "InputError", "LockedError", "NewsclipError", "OutputError", "RecordError", "RuleError",
        "StateError", "UsageError",
    ),
    "newsclip.knowledge.rules": ("RuleSet", "load_rules"),
    "newsclip.pipeline": ("Stage", "run"),
    "newsclip.reading": ("ReadOptions", "read"),
    "newsclip.record": ("Edit", "Label", "Line", "Record"),
    "newsclip.schema": ("from_json", "json_schema", "to_json"),
    "newsclip.stages.convert": ("convert", "convert_text"),
    "newsclip.stages.detect": ("Verdict", "detect", "detect_language"),
    "newsclip.stages.repair": ("repair",),
    "newsclip.stages.split": ("split",),
    "newsclip.stages.strip": ("strip",),
}  # fmt: skip
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "Edit",
    "InputError",
    "Label",
    "Line",
    "LockedError",
    "NewsclipError",
    "OutputError",
    "ReadOptions",
    "Record",
    "RecordError",
    "RuleError",
    "RuleSet",
    "Stage",
    "StateError",
    "UsageError",
    "Verdict",
    "__version__",
    "convert",
    "convert_text",
    "detect",
    "detect_language",
    "from_json",
    "json_schema",
    "load_rules",
    "read",
    "repair",
    "run",
    "split",
    "strip",
    "to_json",
]


def __getattr__(name: str) -> object:
    """The public name ``name``, from the room that holds it."""
    if name not in _ROOM_OF:
        raise AttributeError(f"module 'newsclip' has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - only on use

    value: object = getattr(import_module(_ROOM_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names."""
    return __all__
