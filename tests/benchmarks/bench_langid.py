"""What ``detect`` gets right, on labelled items, and what each of its voters costs.

Run it as ``python tests/benchmarks/bench_langid.py ITEMS [--zh ITEMS] [--part held-out]``. ITEMS is
JSON Lines of ``id``, ``lang``, ``kind`` and ``text``, gzip or plain. Of these only the part that
training held out is scored; ``--part all`` scores the rest, too, which are training figures.
``--zh`` is a file of ``n`` (Han letters), ``lang`` and ``text``.

Accuracy is the mean over languages; tags count by their language, Chinese by its script in the
table of scripts only. Then come texts with two languages, the share of texts that each voter
decides and its cost, the trust that a score deserves, and the speed of the command line.
"""

# ruff: noqa: T201 - a report for people
from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import random
import re
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from newsclip.stages.detect import Verdict, alphabets, detect_language

KINDS = ("sentence", "word-pair", "single-word", "news-title", "news-para", "news-doc")
# What langdetect has a profile of.
LANGDETECT = frozenset(
    """af ar bg bn ca cs cy da de el en es et fa fi fr gu he hi hr hu id it ja kn ko lt lv mk ml mr
    ne nl nb pa pl pt ro ru sk sl so sq sv sw ta te th tl tr uk ur vi zh""".split()  # noqa: SIM905
)
# As in newsclip/knowledge/training/identifier.py, which needs more than the program does.
HELD_OUT = frozenset({0, 1, 2, 8, 9})
ODD = (
    "",
    " \n",
    "2024-03-07 12:30, 1.5 %",
    "😀🎉👍",
    "https://example.com/a/very/long/path",
    "…!?",
)
CALLS = 2_000
LETTERS = 300


def items(path: Path) -> Iterator[dict[str, Any]]:
    """The items of a file."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open() as lines:
        for line in lines:
            yield json.loads(line)


def is_held_out(text: str) -> bool:
    """Whether training held a text out, by its hash."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) % 10 in HELD_OUT


def plain(tag: str) -> str:
    """The language of a tag, without script and region; Cantonese is Chinese here."""
    language = tag.split("-", maxsplit=1)[0]
    return "zh" if language == "yue" else language


def accuracy(found: list[dict[str, Any]], verdicts: list[Verdict]) -> None:
    """Print the share of right answers by kind, over all languages and those of langdetect."""
    for kind in KINDS:
        right: defaultdict[str, list[bool]] = defaultdict(list)
        wrong: Counter[str] = Counter()
        for item, verdict in zip(found, verdicts, strict=True):
            if item["kind"] != kind:
                continue
            is_right = plain(verdict.language) == item["lang"]
            right[item["lang"]].append(is_right)
            if not is_right:
                wrong[f"{item['lang']}>{verdict.language}"] += 1
        if right:
            means = {language: sum(all_) / len(all_) for language, all_ in right.items()}
            both = [100 * mean(means.values()), 100 * mean(known(means))]
            worst = ", ".join(f"{pair} {n}" for pair, n in wrong.most_common(8))
            print(f"{kind:12} {both[0]:6.2f} {both[1]:6.2f}  {len(means):3} languages; {worst}")


def known(means: dict[str, float]) -> list[float]:
    """The figures of the languages that langdetect has."""
    return [value for language, value in means.items() if language in LANGDETECT]


def mean(values: Any) -> float:
    """The mean, 0 of nothing."""
    listed = [float(value) for value in values]
    return sum(listed) / max(len(listed), 1)


def voters(verdicts: list[Verdict], texts: list[str]) -> None:
    """Print which share of the texts each voter decides, and its milliseconds a text."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for verdict, text in zip(verdicts, texts, strict=True):
        voter = verdict.reason.partition(", by ")[2]
        if not voter:
            voter = "nobody (und)" if verdict.language == "und" else "the script"
        groups[voter].append(text)
    for voter, group in sorted(groups.items(), key=lambda pair: -len(pair[1])):
        sample = group[:500]
        start = time.process_time()
        for text in sample:
            detect_language(text)
        cost = 1000 * (time.process_time() - start) / len(sample)
        print(f"{voter:36} {100 * len(group) / len(texts):6.2f} % {cost:8.3f} ms a text")


def asked(texts: list[str]) -> None:
    """Print for which share of texts langdetect is asked, whether it answers or not."""
    calls = 0
    second = alphabets._second_vote

    def counted(text: str, tied: list[str]) -> str | None:
        nonlocal calls
        calls += 1
        return second(text, tied)

    alphabets._second_vote = counted
    for text in texts:
        detect_language(text)
    alphabets._second_vote = second
    print(f"langdetect is asked for {100 * calls / len(texts):.2f} % of the texts")


def without_second_vote(found: list[dict[str, Any]]) -> None:
    """Print the accuracy with nobody asked in a tie."""
    tie = alphabets._TIE
    alphabets._TIE = -1.0  # type: ignore[misc]
    accuracy(found, [detect_language(item["text"]) for item in found])
    alphabets._TIE = tie  # type: ignore[misc]


def calibration(found: list[dict[str, Any]], verdicts: list[Verdict]) -> None:
    """Print how often verdicts of a score are right."""
    bins: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for item, verdict in zip(found, verdicts, strict=True):
        if verdict.language != "und" and item["kind"] == "sentence":
            is_right = plain(verdict.language) == item["lang"]
            bins[min(9, int(10 * verdict.score))].append((verdict.score, is_right))
    for at, pairs in sorted(bins.items()):
        score, right = mean(score for score, _ in pairs), mean(is_right for _, is_right in pairs)
        print(f"score {score:.2f}: right {right:.2f} of {len(pairs)}, from {at / 10:.1f}")


def mixed(found: list[dict[str, Any]], documents: int) -> None:
    """Print how often the languages of documents of one and two languages are found, exactly."""
    by: defaultdict[str, list[str]] = defaultdict(list)
    for item in found:
        if item["kind"] == "news-para" and 80 <= len(item["text"]) <= 600:
            by[item["lang"]].append(item["text"])
    pools = {language: sorted(texts) for language, texts in by.items() if len(texts) >= 6}
    chance = random.Random(11)
    right: Counter[str] = Counter()
    for _ in range(documents):
        one, other = chance.sample(sorted(pools), 2)
        both = [*chance.sample(pools[one], 2), *chance.sample(pools[other], 2)]
        pure = chance.sample(pools[one], 4)
        right["two languages, lines"] += has("\n".join(both), {one, other})
        right["two languages, one line"] += has(" ".join(both), {one, other})
        right["one language"] += has("\n".join(pure), {one})
    for what, times in right.items():
        print(f"{what:24} {100 * times / documents:6.2f} of {documents}, {len(pools)} languages")


def has(text: str, languages: set[str]) -> bool:
    """Whether these are the languages with a share of 15 % or more."""
    shares = detect_language(text).shares
    return {plain(share.language) for share in shares if share.share >= 0.15} == languages


def scripts(path: Path) -> None:
    """Print the share of right scripts of Chinese by the number of Han letters."""
    right: Counter[tuple[int, str]] = Counter()
    total: Counter[tuple[int, str]] = Counter()
    for item in items(path):
        key = (item["n"], item["lang"])
        total[key] += 1
        right[key] += detect_language(item["text"]).language.startswith(item["lang"])
    for key in sorted(total):
        print(
            f"{key[0]:4} Han letters {key[1]}: {100 * right[key] / total[key]:6.2f} of {total[key]}"
        )


def command_line(path: Path) -> None:
    """Print speed, cold start and memory of ``newsclip detect`` on texts of 300 characters.

    To be called first: a child's memory is at least what this process had when it made it.
    """
    long = (item["text"] for item in items(path) if len(item["text"]) >= LETTERS)
    some = [re.sub(r"\s+", " ", text)[:LETTERS] for text in islice(long, CALLS // 10)]
    cold, _ = timed(some[:1])
    warm, memory = timed(some * 10)
    speed = 10 * len(some) / (warm - cold)
    print(f"{speed:.0f} texts/s, cold start {cold:.2f} s, {memory:.0f} MB, all of it CPU time")


def timed(texts: list[str]) -> tuple[float, float]:
    """Seconds of CPU, the best of three, and megabytes at most, of a call that reads texts."""
    feed = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    best, memory = float("inf"), 0.0
    command = [sys.executable, "-m", "newsclip", "detect", "--from", "jsonl", "-"]
    for _ in range(3):
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        assert child.stdin is not None
        child.stdin.write(feed.encode())
        child.stdin.close()
        used = os.wait4(child.pid, 0)[2]
        best = min(best, used.ru_utime + used.ru_stime)
        memory = max(memory, used.ru_maxrss / 1024)
    return best, memory


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("items", type=Path)
    parser.add_argument("--zh", type=Path)
    parser.add_argument("--part", choices=("held-out", "all"), default="held-out")
    parser.add_argument("--documents", type=int, default=300)
    call = parser.parse_args()
    command_line(call.items)
    every = list(items(call.items))
    found = [one for one in every if call.part == "all" or is_held_out(one["text"])]
    texts = [one["text"] for one in found]
    verdicts = [detect_language(text) for text in texts]
    print(f"{len(found)} items ({call.part})\nkind         all    of langdetect")
    accuracy(found, verdicts)
    news = [one for one in found if one["kind"] in {"sentence", "news-para", "news-title"}]
    print("\nwithout langdetect's vote")
    without_second_vote(news)
    print("\nvoters, of sentences and news")
    at = [
        n for n, one in enumerate(found) if one["kind"] in {"sentence", "news-para", "news-title"}
    ]
    voters([verdicts[n] for n in at], [texts[n] for n in at])
    asked([texts[n] for n in at])
    print("\nscores of sentences")
    calibration(found, verdicts)
    print("\ndocuments of one and of two languages")
    mixed(every, call.documents)
    odd = sum(detect_language(text).language == "und" for text in ODD)
    print(f"\nnothing, digits, emoji, a URL: {odd} of {len(ODD)} und")
    if call.zh:
        scripts(call.zh)


if __name__ == "__main__":
    main()
