"""Runs of ``clip --state`` that are killed at random moments, each run again to its end.

    python -m tests.benchmarks.bench_kill [FILES [KILLS [SEED]]]

Every second kill takes the parent alone, and every second pair of runs has two workers. What the
run after a kill writes is held against what one clean run wrote, byte for byte; so is a run after
two kills. Then two runs begin at once: one works, the other ends with 75. Exit code 1 when anything
differs.
"""

import gzip
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.bench_jobs import ROOT, furnish

FILES, KILLS, LOCKED = 5000, 20, 75
PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{title} | The Harbour</title>
<link rel="canonical" href="https://harbour.example/{number}">
<meta property="article:published_time" content="2026-03-0{day}T08:00:00Z"></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a> <a href="/in">Sign in</a></nav>
<article><h1>{title}</h1><p class="byline">By a reporter</p>
{body}</article><aside><h2>Related stories</h2><ul><li><a href="/1">Another story</a></li></ul>
</aside><footer>All rights reserved.</footer></body></html>
"""
STORIES = {
    "en": "The council voted on Tuesday to keep night ferry {n} running until spring, after {n} "
    "letters from people who work at the harbour.",
    "zh-Hant": "市議會週二決議讓第{n}號夜間渡輪行駛到春天，此前收到了{n}封在港口工作的人寄來的信。",
    "zh-Hans": "市议会周二决议让第{n}号夜间渡轮行驶到春天，此前收到了{n}封在港口工作的人寄来的信。",
    "id": "Dewan kota memutuskan pada hari Selasa bahwa feri malam {n} tetap berlayar sampai musim "
    "semi, setelah {n} surat dari para pekerja pelabuhan.",
}


def page(number: int) -> str:
    """An HTML page of two or three paragraphs, every tenth of which has none."""
    lang = sorted(STORIES)[number % len(STORIES)]
    said = [STORIES[lang].format(n=number + more) for more in range(number % 10 % 4 + 2)]
    body = "\n".join(f"<p>{text}</p>" for text in said) if number % 10 else ""
    return PAGE.format(lang=lang, title=said[0][:30], number=number, day=number % 9 + 1, body=body)


def grow(root: Path, count: int) -> None:
    """``count`` small files: dumps, pages, records, packed ones, copies, and some that are bad."""
    root.mkdir()
    furnish(root, count * 6 // 10)
    folder = root / "harbour.example"
    folder.mkdir()
    for number in range(count - count * 6 // 10):
        name = f"{number:06}"
        text = page(number)
        if number % 50 == 7:
            (folder / f"{name}.html.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
        elif number % 50 == 8:
            lines = [f'{{"id": "{number}-{n}", "text": "{STORIES["en"]}"}}\n' for n in range(3)]
            (folder / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
        elif number % 50 == 9:
            (folder / f"{name}.html").write_bytes(page(number - 1).encode("gb18030", "replace"))
        elif number % 200 == 10:
            (folder / f"{name}.html.gz").write_bytes(gzip.compress(text.encode(), mtime=0)[:-9])
        elif number % 200 == 11:
            (folder / f"{name}.txt").write_bytes(bytes(range(256)))
        else:
            (folder / f"{name}.html").write_text(text, encoding="utf-8")


class Night:
    """Runs over one folder, each with a state and an output in a folder of its own."""

    def __init__(self, source: Path, place: Path) -> None:
        self.source = source
        self.place = place
        place.mkdir()

    def start(self, jobs: int) -> subprocess.Popen[bytes]:
        """A run in a session of its own, so that all of it can be killed."""
        command = [sys.executable, "-m", "newsclip", "clip", str(self.source), "-q"]
        command += ["--no-user-rules", "-j", str(jobs), "--state", str(self.place / "s.db")]
        return subprocess.Popen(
            [*command, "-o", str(self.place / "out.jsonl")],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def finish(self, jobs: int = 1) -> int:
        """A whole run; its exit code."""
        return self.start(jobs).wait()

    def kill(self, jobs: int, after: float, *, all_of_it: bool) -> bool:
        """A run that is killed ``after`` seconds; whether it was still at work."""
        run = self.start(jobs)
        time.sleep(after)
        was_alive = run.poll() is None
        if was_alive and all_of_it:
            os.killpg(run.pid, signal.SIGKILL)
        elif was_alive:
            run.kill()
        run.wait()
        return was_alive

    @property
    def output(self) -> bytes | None:
        """What is in the output, if there is one."""
        path = self.place / "out.jsonl"
        return path.read_bytes() if path.exists() else None

    @property
    def litter(self) -> list[str]:
        """Hidden files that a killed run left and the next one did not take."""
        return [path.name for path in self.place.iterdir() if path.name.startswith(".")]


def main() -> int:
    """Print a line a kill; 1 when an output differs."""
    given = [int(told) for told in sys.argv[1:]]
    files, kills, seed = [*given, *[FILES, KILLS, 1][len(given) :]]
    chance = random.Random(seed)
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        grow(root / "news", files)
        clean = Night(root / "news", root / "clean")
        begun = time.monotonic()
        code = clean.finish()
        length = time.monotonic() - begun
        expected = clean.output
        assert expected
        sys.stdout.write(
            f"{files:,} files, one clean run: {length:.1f} s, exit {code}, {len(expected):,} bytes\n"
        )
        for number in range(kills):
            night = Night(root / "news", root / f"kill-{number}")
            jobs, all_of_it = 1 + number // 2 % 2, number % 2 == 0
            times = 1 + (number % 5 == 4)
            after = [chance.random() * length / times for _ in range(times)]
            hits = [night.kill(jobs, moment, all_of_it=all_of_it) for moment in after]
            half = night.output
            again = night.finish(jobs)
            is_right = night.output == expected and again == code and half in (None, expected)
            is_right = is_right and not night.litter
            wrong += not is_right
            moments = " and ".join(f"{moment:.2f} s" for moment in after)
            sys.stdout.write(
                f"{number + 1:3} -j {jobs}, {'all' if all_of_it else 'parent alone'} killed after "
                f"{moments}{'' if all(hits) else ' (was over)'}: "
                f"{'same bytes' if is_right else 'DIFFERS'}, exit {again}\n"
            )
            sys.stdout.flush()
        both = Night(root / "news", root / "both")
        runs = [both.start(1), both.start(1)]
        codes = sorted(run.wait() for run in runs)
        is_right = codes == [code, LOCKED] and both.output == expected
        wrong += not is_right
        sys.stdout.write(f"two at once: exits {codes}, {'same' if is_right else 'WRONG'}\n")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
