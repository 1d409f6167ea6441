"""What each line of an HTML page is: the block model finds the text, rules name what is in it.

Rules are asked about the article and what is close to it; what is far from any text is named by its
element alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from newsclip.knowledge.features import PROSE, facts
from newsclip.knowledge.inset_blocks import inset_blocks
from newsclip.knowledge.numbered_headings import numbered_headings
from newsclip.knowledge.page_articles import article_starts
from newsclip.knowledge.page_boxes import label_boxes
from newsclip.knowledge.reader_comments import label_below_heads, label_named, named_comments
from newsclip.knowledge.running_text import begun_stretches
from newsclip.knowledge.standfirsts import page_standfirsts
from newsclip.record import Block, Label, Role

if TYPE_CHECKING:
    import numpy as np

    from newsclip.knowledge.judge import Item

    Array = np.ndarray[Any, np.dtype[Any]]

# Lines above and below the text in which its headline, byline, credits and keywords stand.
ABOVE: Final = 30
BELOW: Final = 12
# Larger pages are judged in pieces of so many lines, which bounds the memory.
PIECE: Final = 20_000
# Kept lines further apart than this are not one stretch for the rules.
GAP: Final = 40
_ROLE_OF_KIND: Final[dict[str, Role]] = {
    "nav": "nav",
    "header": "nav",
    "footer": "footer",
    "form": "form",
    "aside": "related",
    "caption": "caption",
}
RULE: Final = "model/blocks"
# A page of which fewer letters are kept has lost its text, if a paragraph has this chance.
_NO_TEXT: Final = 100.0
_MAY_BE: Final = 0.05
# What only stands below a head such as "Related" is text all the same where its element says so:
# subheads of the article that go on below a box.
UNDER_RELATED: Final = "heuristic/under-related"
_SURE: Final = 0.65
# Lines of so many letters are not the same by chance, and so many of them are no refrain.
_COPIED: Final = 60.0
_COPIES: Final = 150.0
# So far above the text its headline stands: date and share links come between.
_BESIDE: Final = 6


# What the element of a line of the text says that it is.
_TEXT_ROLES: Final[dict[str, Role]] = {
    "heading": "subhead",
    "list_item": "list_item",
    "quote": "quote",
    "table": "body",
    "pre": "body",
    "paragraph": "body",
}


def text_role(block: Block | None) -> Role | None:
    """The role of a line of the text by its element, None where that says nothing."""
    return None if block is None or not block.depth else _TEXT_ROLES.get(block.kind)


def is_in_figure(block: Block | None) -> bool:
    """Whether a line of a page stands in a figure or its caption."""
    if block is None or not block.depth:
        return False
    return block.kind == "caption" or "figure" in block.path.split(">")


def is_page(items: Sequence[Item]) -> bool:
    """Whether all lines have the evidence of an HTML page."""
    return bool(items) and all(i.line.block is not None and i.line.block.depth > 0 for i in items)


def judge_blocks(
    items: list[Item],
    name: Callable[[list[Item]], None],
    title: str | None,
    keep_threshold: float,
) -> None:
    """Label the items of a page that have no label: fields and furniture get one, text none.

    ``name`` labels what rules and sure heuristics name; ``title`` is the page's own headline. Each
    of several articles is judged by itself.
    """
    starts = article_starts([item.line for item in items])
    edges = sorted({0, *(start.first for start in starts[1:]), len(items)})
    titles = {start.first: items[start.heading].text for start in starts[1:]}
    for first, last in pairwise(edges):
        for start in range(first, last, PIECE):
            piece = items[start : min(start + PIECE, last)]
            _judge(piece, name, titles.get(first, title), keep_threshold)


def _judge(
    items: list[Item],
    name: Callable[[list[Item]], None],
    title: str | None,
    keep_threshold: float,
) -> None:
    import numpy as np  # noqa: PLC0415 - only where the model runs

    from newsclip.knowledge.block_model import threshold  # noqa: PLC0415

    chance = _chances(items, title)
    weight = np.array([facts(item.text).weight for item in items])
    # With the comments of readers, although they are known: on one of 1,339 pages the threshold
    # without them lost a list.
    least = threshold(chance, weight, keep_threshold)
    comments = list(named_comments(items, chance.tolist()))
    if float(weight[chance >= least].sum()) < _NO_TEXT:
        chance = _likeliest(items, chance, least)
    kept = _kept(items, chance, least, keep_threshold)
    # Rules need not be asked about them.
    for index in comments:
        kept[index] = kept[index] and items[index].label is not None
    sure = [items[n] for n in np.flatnonzero(chance >= _SURE).tolist() if not items[n].label]
    for start, stop in _stretches(kept):
        name(items[start:stop])
    for item in sure:
        if item.label is not None and item.label.rule == UNDER_RELATED:
            item.label = None
    label_named(items, comments)
    for index in page_standfirsts(items, kept, title):
        kept[index] = True
        items[index].label = Label("lead")
    for item, is_kept, score in zip(items, kept, chance.tolist(), strict=True):
        if item.label is not None:
            continue
        block = item.line.block
        if not is_kept:
            item.label = _furniture(block, score)
        elif block is not None and block.kind == "caption":
            item.label = Label("caption", "html/figcaption")
    label_below_heads(items)
    label_boxes(items, RULE)
    _drop_copies(items)


def _kept(items: Sequence[Item], chance: Array, least: float, keep_threshold: float) -> list[bool]:
    """Which lines stay, as far as no rule says otherwise: by their chances, and by what is beside
    them."""  # fmt: skip
    kept: list[bool] = (chance >= least).tolist()
    for n, item in enumerate(items):
        if item.label is not None:
            kept[n] = item.is_text
    for index in begun_stretches(items, kept, chance.tolist(), keep_threshold):
        kept[index] = True
    for index in numbered_headings(items, kept):
        kept[index] = kept[index] or items[index].label is None
    for index in inset_blocks(items, kept):
        kept[index] = True
    return kept


def _chances(items: Sequence[Item], title: str | None) -> Array:
    """For each line the chance that it is text, by the block model and by what is sure."""
    from newsclip.knowledge.block_model import chances  # noqa: PLC0415 - only where it runs

    chance = chances([item.line for item in items], title)
    for n, item in enumerate(items):
        block = item.line.block
        # What the page states as its article's body needs no judgement.
        if block is not None and block.origin == "json-ld":
            chance[n] = 1.0
        # What a reader can choose from is no text, however much of it there is.
        elif _is_option(item):
            chance[n] = 0.0
    return chance


def _likeliest(items: Sequence[Item], chance: Array, least: float) -> Array:
    """The chances, those of paragraphs near the best of them raised to ``least``.

    A page with a paragraph that may be text is not left without any.
    """
    import numpy as np  # noqa: PLC0415 - only where the model runs

    own = np.where([item.prose >= PROSE for item in items], chance, 0.0)
    best = float(own.max(initial=0.0))
    raised: Array = np.where((own >= _MAY_BE) & (own >= best / 2), np.maximum(own, least), chance)
    return raised


def _furniture(block: Block | None, score: float) -> Label:
    """The label of a line that is not text."""
    if block is None:
        return Label("nav", RULE, None, round(1 - score, 3))
    classes = block.classes
    return _named(block.kind, block.link_share, classes[0] if classes else None, block.path, score)


@lru_cache(maxsize=4096)
def _named(kind: str, link_share: float, class_: str | None, path: str, chance: float) -> Label:
    """The label of a line that is not text, with what its element shows against it."""
    said = [kind] if kind != "other" else []
    if link_share >= 0.5:
        said.append(f"links {link_share:.0%}")
    said.append(path.rpartition(">")[2] if class_ is None else f".{class_}")
    role = _ROLE_OF_KIND.get(kind, "nav")
    return Label(role, RULE, ", ".join(said), round(1 - chance, 3))


def _is_option(item: Item) -> bool:
    return item.line.block is not None and item.line.block.path.endswith((">option", ">select"))


def _drop_copies(items: Sequence[Item]) -> None:
    """Label what an article says twice: in the tree of its page and in a script, or in the tree."""
    texts = [item for item in items if item.is_text]
    _drop_other_origins(texts)
    seen: dict[str, int] = {}
    copies: dict[int, int] = {}
    for n, item in enumerate(items):
        if item.is_text and facts(item.text).weight >= _COPIED:
            first = seen.setdefault(_squeezed(item), n)
            if first != n:
                copies[n] = first
    # A single sentence may be a refrain; a print view or a hidden copy repeats more.
    if sum(facts(items[n].text).weight for n in copies) >= _COPIES:
        for n in [*copies, *_copied_heads(items, copies)]:
            items[n].label = Label("duplicate", "html/copy")


def _copied_heads(items: Sequence[Item], copies: Mapping[int, int]) -> Iterator[int]:
    """The lines from a headline to a copy below it that stand above what was copied as well.

    ``copies`` has the place of the first print of each. Other short lines stay: on five of 1,339
    pages rows of tables, steps of dances and lines of programs come again beside equal ones.
    """
    for n, item in enumerate(items):
        block = item.line.block
        if block is None or not block.path.endswith(">h1"):
            continue
        first = next((at for at in range(n + 1, n + 1 + _BESIDE) if at in copies), None)
        if first is not None:
            top = copies[first]
            near = {_squeezed(one) for one in items[max(0, top - _BESIDE) : min(top, n)]}
            if _squeezed(item) in near:
                lines = (at for at in range(n, first) if items[at].is_text)
                yield from (at for at in lines if _squeezed(items[at]) in near)


def _squeezed(item: Item) -> str:
    return "".join(item.text.split())


def _drop_other_origins(texts: Sequence[Item]) -> None:
    origins: dict[str, list[Item]] = {}
    for item in texts:
        if item.line.block is not None:
            origins.setdefault(item.line.block.origin, []).append(item)
    if len(origins) < 2:
        return
    weights = {name: sum(facts(i.text).weight for i in found) for name, found in origins.items()}
    chosen = max(weights, key=lambda name: weights[name])
    whole = "\n".join("".join(item.text.split()) for item in origins.pop(chosen))
    for item in (item for found in origins.values() for item in found):
        if "".join(item.text.split()) in whole:
            item.label = Label("duplicate", "html/origin", chosen)


def _stretches(kept: Sequence[bool]) -> list[tuple[int, int]]:
    """Where rules are asked: around the kept lines, in stretches that do not overlap."""
    found: list[tuple[int, int]] = []
    for n, is_kept in enumerate(kept):
        if not is_kept:
            continue
        start, stop = max(0, n - ABOVE), min(len(kept), n + BELOW + 1)
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], stop)
        else:
            found.append((start, stop))
    return found
