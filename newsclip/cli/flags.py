"""The groups of flags. Each flag is written once, with its one default, and shared by commands."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from typer import Argument, Option

from newsclip.errors import UsageError


class NoInput(UsageError):
    """There is nothing to read but a terminal."""


class Inputs(msgspec.Struct, frozen=True):
    """What is read, and how."""

    paths: Annotated[
        list[str],
        Argument(
            metavar="PATH...",
            help="Files, folders, globs, or - for standard input.",
            show_default=False,
        ),
    ] = []
    form: Annotated[
        Literal["auto", "text", "html", "markdown", "jsonl"],
        Option("--from", help="What the inputs are; auto goes by suffix, then by content."),
    ] = "auto"
    encoding: Annotated[
        str | None,
        Option("--encoding", metavar="NAME", help="Encoding of the inputs, when it is known."),
    ] = None
    globs: Annotated[
        list[str],
        Option(
            "--glob",
            metavar="PATTERN",
            help="Which names to take from folders, such as '*.txt'. Can be repeated.",
            show_default=False,
        ),
    ] = []
    files0_from: Annotated[
        str | None,
        Option(
            "--files0-from",
            metavar="FILE",
            help="Read the paths from FILE, ended by NUL bytes, as find -print0 writes them.",
        ),
    ] = None
    shard: Annotated[
        str | None,
        Option(
            "--shard",
            metavar="I/N",
            help="Take one of N parts of the inputs, the first is 1/N; each file is in one of "
            "them, by its path.",
        ),
    ] = None
    jobs: Annotated[
        str,
        Option(
            "--jobs",
            "-j",
            metavar="N",
            help="Work with N processes; auto takes one a processor. The output is the same.",
        ),
    ] = "1"
    max_ratio: Annotated[
        int,
        Option(
            "--max-ratio",
            metavar="N",
            min=1,
            help="Refuse an archive that unpacks to more than N times its size.",
        ),
    ] = 200
    max_bytes: Annotated[
        int,
        Option(
            "--max-bytes",
            metavar="N",
            min=1,
            help="Refuse an archive that unpacks to more than N bytes.",
        ),
    ] = 2 << 30


class Outputs(msgspec.Struct, frozen=True):
    """Where the records go, and how they look."""

    output: Annotated[
        str | None,
        Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write to FILE, all or nothing; - is standard output. DIR/ takes one file a "
            "record.",
        ),
    ] = None
    format: Annotated[
        Literal["jsonl", "text", "markdown", "html", "csv"],
        Option("--format", "-f", help="What to write."),
    ] = "jsonl"
    slim: Annotated[
        bool,
        Option("--slim", help="Leave the evidence out of JSON Lines: trace becomes null."),
    ] = False


class Messages(msgspec.Struct, frozen=True):
    """What is said on standard error."""

    strict: Annotated[
        bool,
        Option(
            "--strict", help="Exit with 4 when a warning was raised, and name it (not with -q)."
        ),
    ] = False
    quiet: Annotated[bool, Option("--quiet", "-q", help="Say nothing but errors.")] = False
    verbose: Annotated[
        int,
        Option(
            "--verbose",
            "-v",
            count=True,
            help="Name each warning and the rules in force; -vv adds what is passed over, and "
            "tracebacks.",
            show_default=False,
        ),
    ] = 0
    json_logs: Annotated[
        bool, Option("--json-logs", help="Write messages as JSON, one object a line.")
    ] = False


class Shared(msgspec.Struct, frozen=True):
    """The flags of every command that takes paths and gives records."""

    inputs: Inputs
    outputs: Outputs
    messages: Messages


class Rules(msgspec.Struct, frozen=True):
    """Which rules hold, besides those that newsclip brings along."""

    files: Annotated[
        list[str],
        Option(
            "--rules",
            metavar="FILE",
            help="Add the rules of FILE (TOML). Can be repeated.",
            show_default=False,
        ),
    ] = []
    no_user: Annotated[
        bool,
        Option("--no-user-rules", help="Pass over the rules in your own configuration folder."),
    ] = False


class Learning(msgspec.Struct, frozen=True):
    """Whether the inputs of a call teach what their furniture is."""

    learned: Annotated[
        bool,
        Option(
            "--learned",
            help="Also drop what repeats in the inputs, taken for files of one site unless they "
            "have addresses. Reads all of them first.",
        ),
    ] = False


class Keeping(msgspec.Struct, frozen=True):
    """How sure it must be that a line is text."""

    threshold: Annotated[
        float,
        Option(
            "--keep-threshold",
            metavar="CHANCE",
            min=0.0,
            max=1.0,
            help="Keep a line that no rule names from this chance of being text on; less keeps "
            "more.",
        ),
    ] = 0.5


class Choices(msgspec.Struct, frozen=True):
    """What becomes of captions and tables."""

    captions: Annotated[
        Literal["keep", "field", "drop"],
        Option("--captions", help="Keep captions in the text, put them in their field, or drop."),
    ] = "field"
    tables: Annotated[
        Literal["keep", "drop"],
        Option("--tables", help="Keep the cells of HTML tables in the text, or drop them."),
    ] = "keep"


class Repairs(msgspec.Struct, frozen=True):
    """Which repairs are made; all of them by default."""

    only: Annotated[
        str | None,
        Option(
            "--only",
            metavar="NAMES",
            help="Repairs to make: mojibake,markdown,labels,print,clean,pinyin,wrap,damage.",
        ),
    ] = None
    skip: Annotated[
        str | None,
        Option("--skip", metavar="NAMES", help="Leave these repairs out, with commas between."),
    ] = None


_TO = "zh-Hans, zh-Hant, zh-Hant-TW or zh-Hant-HK"


class Target(msgspec.Struct, frozen=True):
    """Into which script Chinese text is converted, when it is, and how."""

    to: Annotated[
        str | None, Option("--to", metavar="TAG", help=f"Convert Chinese text to {_TO}.")
    ] = None
    config: Annotated[
        str | None,
        Option(
            "--config",
            metavar="NAME",
            help="Instead of --to: put all text through this configuration of OpenCC (s2twp, t2s "
            "...) and nothing else.",
        ),
    ] = None
    source: Annotated[
        str | None,
        Option("--source", metavar="TAG", help="What text is in where its characters don't tell."),
    ] = None
    phrases: Annotated[
        bool, Option("--phrases", help="Put the words of the region in, not its characters only.")
    ] = False
    keep_words: Annotated[
        list[str],
        Option(
            "--keep-words",
            metavar="FILE",
            help="Never convert the words of FILE, one a line. Can be repeated.",
            show_default=False,
        ),
    ] = []
    dictionary: Annotated[
        list[str],
        Option(
            "--dictionary",
            metavar="FILE",
            help="Convert by FILE first: a word, a tab, what it becomes. Can be repeated.",
            show_default=False,
        ),
    ] = []
    quotes: Annotated[
        Literal["keep", "region", "corner", "curly"],
        Option("--quotes", help="Quotation marks of Chinese text: as the region has them, or one."),
    ] = "keep"
    punct: Annotated[
        Literal["keep", "full"],
        Option("--punct", help="Punctuation behind Chinese: as it is, or full-width."),
    ] = "keep"
    spacing: Annotated[
        Literal["keep", "add", "remove"],
        Option("--spacing", help="Spaces between Chinese and letters or digits."),
    ] = "keep"


class Explaining(msgspec.Struct, frozen=True):
    """Whether changes are shown in place of records."""

    explain: Annotated[
        bool,
        Option("--explain", help="Show each change, old above new, and why; write no records."),
    ] = False


class Identifying(msgspec.Struct, frozen=True):
    """Who says which language a record is in, and of how many it can be."""

    among: Annotated[
        str | None,
        Option(
            "--among",
            metavar="TAGS",
            help="Name no other languages than these, with commas between: id,ms,en,zh.",
        ),
    ] = None
    backend: Annotated[
        Literal["newsclip", "langdetect"],
        Option("--backend", help="langdetect gives what that library says by itself."),
    ] = "newsclip"


class Recipe(msgspec.Struct, frozen=True):
    """The flags of the stages of ``clip``, beside the rules."""

    repairs: Repairs = Repairs()
    learning: Learning = Learning()
    keeping: Keeping = Keeping()
    identifying: Identifying = Identifying()
    choices: Choices = Choices()
    target: Target = Target()


class Nightly(msgspec.Struct, frozen=True):
    """Work that is remembered from run to run, and the care that a job without a watcher needs."""

    state: Annotated[
        str | None,
        Option(
            "--state",
            metavar="FILE",
            help="Remember in FILE what is done, and do only what changed; the output stays "
            "complete.",
        ),
    ] = None
    new_only: Annotated[
        bool,
        Option("--new-only", help="With --state: write only what was made since the last run."),
    ] = False
    settle: Annotated[
        float,
        Option(
            "--settle",
            metavar="SECONDS",
            min=0.0,
            help="With --state: leave files alone that changed in the last SECONDS.",
            show_default=False,
        ),
    ] = 0.0
    retries: Annotated[
        int,
        Option(
            "--retries",
            metavar="N",
            min=0,
            help="With --state: try an input that fails N more times, then not until it changes.",
        ),
    ] = 3
    max_seconds: Annotated[
        float | None,
        Option(
            "--max-seconds",
            metavar="SECONDS",
            min=0.0,
            help="With --state: begin no input after SECONDS; the next run does the rest.",
        ),
    ] = None
    lock_wait: Annotated[
        float,
        Option(
            "--lock-wait",
            metavar="SECONDS",
            min=0.0,
            help="With --state: wait so long for another run with the same state to end.",
            show_default=False,
        ),
    ] = 0.0
