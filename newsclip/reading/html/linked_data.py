"""JSON-LD of a page: the object that describes its article."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

_ARTICLE_TYPES: Final = frozenset(
    {"blogposting", "liveblogposting", "report", "newsitem", "socialmediaposting", "review"}
)
# Enough for any real page; a hostile one cannot make us wander.
_MOST_OBJECTS: Final = 2000


def find_article(scripts: Iterable[str]) -> dict[str, Any]:
    """The first object that is an article, of all JSON-LD ``scripts``; empty when there is none.

    Its ``publisher`` is looked up by ``@id`` where it is only named.
    """
    objects: list[dict[str, Any]] = []
    for script in scripts:
        objects += _objects(_parsed(script))
    by_id = {o["@id"]: o for o in objects if isinstance(o.get("@id"), str) and len(o) > 1}
    for candidate in objects:
        if _is_article(candidate) and candidate.get("headline"):
            return {key: _resolved(value, by_id) for key, value in candidate.items()}
    return {}


def names(value: Any) -> list[str]:  # noqa: ANN401
    """The names in a JSON-LD value: a string, an object with ``name``, or a list of them."""
    items = value if isinstance(value, list) else [value]
    found = []
    for item in items:
        name = item.get("name") if isinstance(item, dict) else item
        name = name[0] if isinstance(name, list) and name else name
        if isinstance(name, str) and name.strip():
            found.append(name)
    return found


def _parsed(script: str) -> Any:  # noqa: ANN401
    text = script.strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    try:
        # Not strict: raw line ends inside strings are the most common fault of these scripts.
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(value: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    waiting = [value]
    for _ in range(_MOST_OBJECTS):
        if not waiting:
            return
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting[:0] = item
        elif isinstance(item, dict):
            yield item
            waiting += [item[key] for key in ("@graph", "mainEntity", "publisher") if key in item]


def _is_article(candidate: dict[str, Any]) -> bool:
    kinds = candidate.get("@type")
    for kind in kinds if isinstance(kinds, list) else [kinds]:
        if isinstance(kind, str):
            name = kind.rpartition("/")[2].lower()
            if name.endswith("article") or name in _ARTICLE_TYPES:
                return True
    return False


def _resolved(value: Any, by_id: dict[str, dict[str, Any]]) -> Any:  # noqa: ANN401
    if isinstance(value, list):
        return [_resolved(item, by_id) for item in value[:_MOST_OBJECTS]]
    if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
        return by_id.get(value["@id"], value)
    return value
