"""What results depend on besides their inputs: version, rules, weights, the options of all stages.

Rules and weights count by their bytes, so that nothing has to be loaded to see that nothing
changed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from newsclip import __version__
from newsclip.errors import InputError, RecordError
from newsclip.reading import ReadOptions
from newsclip.reading.listing import listings, status_of
from newsclip.running.state.spots import spots_of

# Where ``knowledge`` keeps what it loads; importing it would load it.
_DATA = Path(__file__).parents[2] / "knowledge" / "data"


class Fingerprint(msgspec.Struct, frozen=True):
    """Two runs with equal fingerprints make the same of the same inputs.

    ``options`` is JSON: how inputs are read, and what each stage was told.
    """

    version: str
    rules: str
    weights: str
    options: str

    @property
    def text(self) -> str:
        """All of it as JSON."""
        return msgspec.json.encode(self).decode()

    def differs(self, older: str) -> list[str]:
        """In which parts it is another one than ``older``, the ``text`` of one."""
        old = msgspec.json.decode(older, type=dict[str, str])
        return [name for name in self.__struct_fields__ if old.get(name) != getattr(self, name)]


def fingerprint_of(
    options: ReadOptions, stages: object, *, rules: Sequence[str | Path], user_rules: Path | None
) -> Fingerprint | None:
    """The fingerprint of a call; None where a file of rules or weights cannot be read.

    ``stages`` is what the stages are told, as anything that msgspec writes; ``rules`` are the files
    and folders named, ``user_rules`` is the folder of the user's own. Which files are read
    (``options.globs`` and ``shard``) changes no result.
    """
    reading = msgspec.structs.replace(options, globs=(), shard=None)
    told = msgspec.json.encode([reading, stages], order="sorted")
    weights = os.environ.get("NEWSCLIP_WEIGHTS") or _DATA / "weights"
    user = [] if user_rules is None else [user_rules]
    try:
        return Fingerprint(
            version=__version__,
            rules=_digest([_DATA / "rules"], user, map(Path, rules)),
            weights=_digest([Path(weights)]),
            options=told.decode(),
        )
    except OSError:
        return None


def inputs_digest(paths: Iterable[str], options: ReadOptions) -> str:
    """64 hex digits that change with the name, size or time of any input below ``paths``.

    For results that depend on all inputs at once. What cannot be looked at counts as not there.
    """
    found = hashlib.sha256()
    for spot in spots_of(paths, on_error=_pass_over):
        found.update(spot.path + b"\n")
        if spot.kind == "file":
            with suppress(OSError):
                status = status_of(os.stat(spot.path))  # noqa: PTH116 - bytes
                found.update(f"{status}\n".encode())
        elif spot.kind == "folder":
            root = os.fsdecode(spot.path)
            for listing in listings(root, options, on_error=_pass_over):
                found.update(listing.folder + b"\n" + listing.digest)
    return found.hexdigest()


def _pass_over(error: InputError | RecordError) -> None:
    """The run itself tells what is wrong with its inputs."""


def _digest(*layers: Iterable[Path]) -> str:
    """64 hex digits of the names and bytes of all files, layer by layer."""
    found = hashlib.sha256()
    for layer in layers:
        found.update(b"layer\n")
        for path in layer:
            for file in _files(path):
                content = file.read_bytes()
                found.update(f"{file.name}\n{len(content)}\n".encode(errors="surrogateescape"))
                found.update(content)
    return found.hexdigest()


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.iterdir() if file.suffix in {".toml", ".npz"})
