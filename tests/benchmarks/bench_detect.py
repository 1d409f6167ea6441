"""How long ``detect_language`` takes an article, beside a bare langdetect in the same run.

Run it as ``python tests/benchmarks/bench_detect.py [FILE ...]``; without files it judges texts of
its own. CPU time is taken, the best of several rounds, after one warm-up call. The bound is 2.5 ms
an article of about 2,000 letters.
"""

# ruff: noqa: T201 - a report for people
from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from langdetect import detect_langs

from newsclip.knowledge.script import script_histogram
from newsclip.stages.detect import detect_language

ROUNDS = 5
CALLS = 20
TEXTS = {
    "Indonesian": "Pemerintah kota mengumumkan pada hari Selasa bahwa perpustakaan umum "
    "akan dibuka lebih lama, sebuah perubahan yang sudah diminta oleh warga sejak awal tahun.\n",
    "English": "The city council voted on Tuesday to extend opening hours of all public libraries, "
    "a change that residents had asked for since the spring.\n",
    "Russian": "Городской совет во вторник решил продлить часы работы всех публичных библиотек, "
    "чего жители добивались с самой весны.\n",
    "Traditional Chinese": "市議會週二決定延長所有公共圖書館的開放時間，"
    "這是居民從春天以來一直要求的改變，每年經費約兩百萬。\n",
    "Japanese": "市議会は火曜日、すべての公共図書館の開館時間を延長することを決めた。\n",
}
LETTERS = 2_000


def best_ms(call: Callable[[str], object], text: str) -> float:
    """CPU milliseconds of one call: the best round."""
    call(text)
    rounds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(CALLS):
            call(text)
        rounds.append((time.process_time() - start) / CALLS * 1000)
    return min(rounds)


def main(paths: list[str]) -> None:
    """Print one row a text, and the time for one text of 10 MB."""
    texts = {path: Path(path).read_text(encoding="utf-8") for path in paths} or {
        name: text * (LETTERS // len(text) + 1) for name, text in TEXTS.items()
    }
    print(f"{'text':24} {'language':8} {'detect ms':>9} {'langdetect ms':>13} {'ratio':>6}")
    for name, text in texts.items():
        ours, theirs = best_ms(detect_language, text), best_ms(detect_langs, text)
        language = detect_language(text).language
        print(f"{name[-24:]:24} {language:8} {ours:9.2f} {theirs:13.2f} {ours / theirs:6.2f}")
    big = "".join(texts.values())
    big *= 10_000_000 // len(big.encode()) + 1
    for call in (script_histogram, detect_language):
        start = time.process_time()
        call(big)
        print(f"{call.__name__} of 10 MB: {time.process_time() - start:.2f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
