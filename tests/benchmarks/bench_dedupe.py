"""How well ``dedupe`` finds copies among stories of a corpus, how fast, and in how much memory.

    python -m tests.benchmarks.bench_dedupe CORPORA [--seed N] [--many N]

CORPORA is a folder of ``*-dev.jsonl.gz`` with ``gold_body`` and ``lang``, and of
``*lines-dev.jsonl.gz`` with ``lines`` and ``labels``, whose furniture wraps copies. Each story gets
copies that are edited, truncated, converted, wrapped, and several of these; look-alikes are other
stories of one template, and stories whose figures or names were all changed. ``--many`` makes that
many articles besides, for time and memory.
"""

# ruff: noqa: T201 - a report for people
from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import re
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from newsclip.record import Record, Source, document_id, lines_of
from newsclip.stages.convert import convert_text
from newsclip.stages.dedupe import Summary, copies, dedupe
from tests.benchmarks.lookalikes import lookalike

FURNITURE = {"nav", "footer", "related", "share", "subscribe", "comments", "ad", "legal", "login"}
SENTENCE = re.compile(r"[^。！？!?.\n]*[。！？!?.\n]+|[^。！？!?.\n]+$")
WIDE = re.compile("[\u3040-\u9fff\uac00-\ud7a3]")
CAPITAL = re.compile(r"(?<=[a-zà-ÿ,] )[A-ZÀ-Þ][a-zà-ÿ]{2,}")
STORIES = 500


class Story(NamedTuple):
    language: str
    text: str


class Item(NamedTuple):
    story: str
    kind: str
    text: str


class Maker:
    """Copies and look-alikes of stories."""

    def __init__(self, corpora: Path, seed: int) -> None:
        self.random = random.Random(seed)
        self.stories = list(stories_of(corpora))
        self.random.shuffle(self.stories)
        self.furniture = furniture_of(corpora)

    def items(self) -> Iterator[Item]:
        kinds: dict[str, Callable[[Story], Story]] = {
            "edited": self.edited,
            "truncated": self.truncated,
            "wrapped": self.wrapped,
            "edited+truncated": lambda s: self.truncated(self.edited(s), 0.5),
            "truncated+wrapped": lambda s: self.wrapped(self.truncated(s, 0.5)),
            "edited+wrapped": lambda s: self.wrapped(self.edited(s)),
        }
        for number, story in enumerate(self.stories[:STORIES]):
            name = f"story-{number}"
            yield Item(name, "original", story.text)
            made = self.random.sample(list(kinds), 2)
            for kind in made:
                yield Item(name, kind, kinds[kind](story).text)
            if story.language.startswith("zh"):
                yield Item(name, "converted", self.converted(story).text)
                kind = self.random.choice(list(kinds))
                again = self.converted(kinds[kind](story))
                yield Item(name, f"{kind}+converted", again.text)
            if len(re.findall(r"\d+", story.text)) >= 6:
                yield Item(f"figures-{number}", "other figures", self.other_figures(story))
            if len(CAPITAL.findall(story.text)) >= 12:
                yield Item(f"names-{number}", "other names", self.other_names(story))
        for number in range(STORIES):
            yield Item(f"template-{number}", "template", lookalike(self.random)[1])

    def edited(self, story: Story) -> Story:
        """Sentences left out, put in and moved, and words changed in one of four."""
        chosen, made = self.random, []
        sentences = SENTENCE.findall(story.text)
        for sentence in sentences:
            die = chosen.random()
            if die < 0.1 and len(sentences) > 4:
                continue
            made.append(self._reworded(sentence) if die < 0.35 else sentence)
            if chosen.random() < 0.05:
                made.append(chosen.choice(SENTENCE.findall(chosen.choice(self.stories).text)))
        if len(made) > 6:
            at = chosen.randrange(len(made) - 3)
            made[at : at + 3] = [*made[at + 1 : at + 3], made[at]]
        return Story(story.language, "".join(made))

    def _reworded(self, sentence: str) -> str:
        chosen = self.random
        if WIDE.search(sentence):
            at = chosen.randrange(len(sentence))
            return (
                sentence[:at]
                + chosen.choice("的了也将可能是在")
                + sentence[at + chosen.randrange(3) :]
            )
        words = sentence.split(" ")
        at = chosen.randrange(len(words))
        words[at : at + 1] = chosen.choice([[], ["said"], ["new", words[at]], ["der"], ["que"]])
        return " ".join(words)

    def truncated(self, story: Story, least: float = 0.3) -> Story:
        return Story(
            story.language, story.text[: int(len(story.text) * self.random.uniform(least, 0.9))]
        )

    def wrapped(self, story: Story) -> Story:
        """Up to two thirds of the text again, in lines of furniture above and below."""
        pool = self.furniture.get(story.language[:2]) or self.furniture["en"]
        wanted = self.random.uniform(0.1, 0.67) * len(story.text)
        head: list[str] = []
        foot: list[str] = []
        while sum(map(len, head + foot)) < wanted:
            (head if self.random.random() < 0.5 else foot).append(self.random.choice(pool))
        return Story(story.language, "\n".join([*head, story.text, *foot]))

    def converted(self, story: Story) -> Story:
        hant = sum(c in "們這來時為國說會學對開關問" for c in story.text)
        hans = sum(c in "们这来时为国说会学对开关问" for c in story.text)
        if hant > hans:
            return Story(story.language, convert_text(story.text, to="zh-Hans"))
        to = self.random.choice(["zh-Hant", "zh-Hant-TW", "zh-Hant-HK"])
        phrases = to == "zh-Hant-TW" and self.random.random() < 0.5
        return Story(story.language, convert_text(story.text, to=to, phrases=phrases))

    def other_figures(self, story: Story) -> str:
        def other(match: re.Match[str]) -> str:
            return str(self.random.randrange(10 ** (len(match[0]) - 1), 10 ** len(match[0])))

        return re.sub(r"\d+", other, story.text)

    def other_names(self, story: Story) -> str:
        """Every name with a capital is another one, and so are the figures."""
        text = self.other_figures(story)
        pool = [n for s in self.random.sample(self.stories, 20) for n in CAPITAL.findall(s.text)]
        for name in sorted(set(CAPITAL.findall(text))):
            text = re.sub(rf"\b{re.escape(name)}\b", self.random.choice(pool), text)
        return text


def stories_of(corpora: Path) -> Iterator[Story]:
    """Gold texts, each once: of two with equal beginnings, or that are filler, none."""
    seen: set[str] = set()
    for path in sorted(corpora.glob("*-dev.jsonl.gz")):
        for item in rows_of(path):
            text = item.get("gold_body") or ""
            start = re.sub(r"\W+", "", text)[:40]
            if len(text) < 150 or start in seen or "orem ipsum" in text.lower():
                continue
            seen.add(start)
            yield Story(item["lang"], text)


def furniture_of(corpora: Path) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(corpora.glob("*lines-dev.jsonl.gz")):
        for item in rows_of(path):
            pairs = zip(item["lines"], item["labels"], strict=True)
            found[item["lang"][:2]] += [line for line, label in pairs if label in FURNITURE]
    return found


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def record_of(text: str, path: str) -> Record:
    data = text.encode(errors="replace")
    sha256 = hashlib.sha256(data).hexdigest()
    lines = lines_of(text)
    source = Source(path, None, "text/plain", "utf-8", sha256, 1, len(lines), len(data))
    identity = document_id(sha256, 1, len(lines))
    return Record(type="document", id=identity, source=source, lines=lines)


def judge(items: list[Item]) -> None:
    """Print what share of the links is right, and what share of the copies has one."""
    records = [record_of(item.text, f"{n}.txt") for n, item in enumerate(items)]
    story_of = {record.id: item.story for record, item in zip(records, items, strict=True)}
    summary = Summary()
    for record in records:
        summary.add(record)
    stage = dedupe(copies(summary))
    linked = [next(iter(stage(record))) for record in records]
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    # Of each story one record is to be kept, whichever it is.
    for record, item in zip(linked, items, strict=True):
        if record.duplicate_of is not None:
            is_right = story_of[record.duplicate_of] == item.story
            (right if is_right else wrong)[item.kind] += 1
    kept = Counter(i.story for r, i in zip(linked, items, strict=True) if r.duplicate_of is None)
    of = Counter(item.story for item in items)
    wanted = sum(count - 1 for count in of.values())
    missed = sum(kept[story] - 1 for story in of if kept[story] > 1)
    kinds = Counter(item.kind for item in items)
    print(f"{len(items)} records, {len(of)} stories, {wanted} copies")
    for kind, count in sorted(kinds.items()):
        print(f"  {kind:28} {count:5} linked {right[kind]:5} wrongly {wrong[kind]:4}")
    total = sum(right.values()) + sum(wrong.values())
    print(f"precision {sum(right.values()) / max(total, 1):.4f}")
    print(f"recall    {1 - missed / max(wanted, 1):.4f}")


def measure(maker: Maker, many: int) -> None:
    """Print the time and the memory that ``many`` articles take, one in ten a copy."""
    chosen = maker.random
    sentences = [s for story in maker.stories for s in SENTENCE.findall(story.text)]
    start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    summary = Summary()
    told = time.process_time()
    spent = 0.0
    text = ""
    for number in range(many):
        if number % 10:
            text = "".join(chosen.choices(sentences, k=30))
        else:
            text = text[: int(len(text) * 0.8)]
        record = record_of(text, f"{number}.txt")
        told = time.process_time()
        summary.add(record)
        spent += time.process_time() - told
    told = time.process_time()
    found = copies(summary)
    decided = time.process_time() - told
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{many} articles: summary {spent:.1f} s, decision {decided:.1f} s, {len(found)} copies")
    print(f"peak memory {peak >> 10} MB, of it before {start >> 10} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--many", type=int, default=0)
    options = parser.parse_args()
    maker = Maker(options.corpora, options.seed)
    judge(list(maker.items()))
    if options.many:
        measure(maker, options.many)


if __name__ == "__main__":
    main()
