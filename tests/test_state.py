"""Runs with a state file: what is done again, what is in the output, and in which order."""

import json
import os
import shutil
import time
from pathlib import Path

import pytest

from newsclip import ReadOptions, UsageError, from_json
from newsclip.errors import OutputError
from newsclip.reading.shard import Shard
from newsclip.running.state import changes
from newsclip.running.state.history import history_of
from newsclip.running.state.spots import Covered, spots_of
from tests.nights import OLD, Nights, article


@pytest.fixture
def nights(tmp_path: Path) -> Nights:
    made = Nights(tmp_path)
    for number in range(4):
        made.write(f"{number}.txt", f"Story {number}\n")
    return made


def test_the_output_is_that_of_a_run_without_a_state(nights: Nights) -> None:
    nights.write("b/2.txt", "Below\n")
    nights.write("b-a.txt", "Before the folder, in the order of paths\n")
    report = nights.run().report
    assert nights.output == nights.lines()
    assert (report.inputs, report.new, report.skipped, report.articles) == (6, 6, 0, 6)


def test_nothing_changed_nothing_done_nothing_written(nights: Nights) -> None:
    nights.run()
    time.sleep(0.01)
    before = nights.out.stat()
    second = nights.run()
    assert second.done == []
    assert (second.report.skipped, second.report.new, second.report.changed) == (4, 0, 0)
    assert nights.out.stat() == before


def test_only_what_changed_is_done(nights: Nights) -> None:
    nights.run()
    nights.write("2.txt", "Another\n")
    nights.write("15.txt", "New, in the middle\n")
    second = nights.run()
    assert second.done == ["15.txt", "2.txt"]
    assert (second.report.new, second.report.changed, second.report.skipped) == (1, 1, 3)
    assert nights.names == ["0.txt", "1.txt", "15.txt", "2.txt", "3.txt"]
    assert nights.output == nights.lines()


def test_a_touched_file_costs_no_work(nights: Nights) -> None:
    nights.run()
    os.utime(nights.source / "1.txt", (OLD + 9, OLD + 9))
    for _ in range(2):
        second = nights.run()
        assert second.done == []
        assert second.report.skipped == 4


def test_same_size_same_time_other_content_is_seen_by_the_time_of_the_inode(
    nights: Nights,
) -> None:
    nights.run()
    nights.write("1.txt", "Story X\n")
    assert nights.run().done == ["1.txt"]


def test_a_deleted_source_leaves_the_output_and_comes_back_without_work(nights: Nights) -> None:
    nights.run()
    (nights.source / "1.txt").rename(nights.root / "away.txt")
    second = nights.run()
    assert second.report.gone == 1
    assert nights.names == ["0.txt", "2.txt", "3.txt"]
    (nights.root / "away.txt").rename(nights.source / "1.txt")
    third = nights.run()
    assert third.done == []
    assert nights.names == ["0.txt", "1.txt", "2.txt", "3.txt"]


def test_a_deleted_folder_leaves_the_output(nights: Nights) -> None:
    nights.write("deep/a.txt", "Deep\n")
    nights.run()
    shutil.rmtree(nights.source / "deep")
    assert nights.run().report.gone == 1
    assert nights.output == nights.lines()


def test_all_sources_gone_is_told(nights: Nights) -> None:
    for number in range(30):
        nights.write(f"{number}.txt", f"Story {number}\n")
    assert not nights.run().report.lost_many
    for path in nights.source.glob("*.txt"):
        path.unlink()
    report = nights.run().report
    assert report.lost_many
    assert nights.output == []


def test_sources_that_are_away_for_long_are_forgotten(nights: Nights) -> None:
    nights.run()
    (nights.source / "1.txt").rename(nights.root / "away.txt")
    for _ in range(32):
        nights.run()
    (nights.root / "away.txt").rename(nights.source / "1.txt")
    assert nights.run().done == ["1.txt"]


def test_new_rules_do_everything_again_and_write_only_what_differs(nights: Nights) -> None:
    nights.run()
    before = nights.out.stat()
    assert nights.new() == []
    again = nights.run(rules="other")
    assert len(again.done) == 4
    assert again.report.changed == 4
    assert nights.out.stat() == before
    nights.run(rules="third")
    assert nights.new() == []


def test_the_output_is_mended_when_somebody_spoils_it(nights: Nights) -> None:
    nights.run()
    nights.out.write_text("spoilt")
    nights.run()
    assert nights.output == nights.lines()
    nights.out.unlink()
    nights.run()
    assert nights.output == nights.lines()


def test_equal_content_stands_once_under_the_first_path(nights: Nights) -> None:
    nights.write("0b.txt", "Story 2\n")
    first = nights.run()
    assert nights.names == ["0.txt", "0b.txt", "1.txt", "3.txt"]
    assert first.report.copies == 1
    assert [[Path(p).name for p in group] for group in history_of(nights.state, most=1).copies] == [
        ["0b.txt", "2.txt"]
    ]
    assert nights.run().report.copies == 1
    (nights.source / "0b.txt").unlink()
    assert nights.run().done == []
    assert nights.names == ["0.txt", "1.txt", "2.txt", "3.txt"]


def test_foreign_records_that_share_an_id_are_both_kept(nights: Nights) -> None:
    nights.write("a.jsonl", '{"id": "7", "text": "one"}\n{"id": "7", "text": "two"}\n')
    nights.write("b.jsonl", '{"id": "7", "text": "three"}\n{"id": "7", "text": "one"}\n')
    report = nights.run().report
    records = [from_json(line) for line in nights.output if '"7' in line]
    assert [(r.id, r.text) for r in records] == [("7", "one"), ("7~2", "two"), ("7~3", "three")]
    assert [w.code for w in records[1].warnings] == ["id-taken"]
    assert report.copies == 1
    again = nights.output
    nights.run(rules="other")
    assert nights.output == again


def test_young_files_are_left_alone_until_they_settle(nights: Nights) -> None:
    nights.run()
    young = nights.write("1.txt", "Half a sto")
    os.utime(young)
    nights.source.joinpath("9.txt").write_text("Just beg", encoding="utf-8")
    second = nights.run(settle=60)
    assert second.done == []
    assert second.report.settling == 2
    assert nights.names == ["0.txt", "1.txt", "2.txt", "3.txt"]
    assert "Half" not in nights.out.read_text(encoding="utf-8")
    os.utime(young, (OLD, OLD))
    assert nights.run(settle=60).done == ["1.txt"]


def test_a_file_that_fails_is_tried_again_then_left_until_it_changes(nights: Nights) -> None:
    bad = nights.write("bad.txt", "\0\0\0\0")
    failed = [nights.run(retries=2).report.failed for _ in range(5)]
    assert failed == [1, 1, 1, 0, 0]
    report = nights.run(retries=2).report
    assert (report.quarantined, report.retried, report.skipped) == (1, 0, 4)
    found = history_of(nights.state, most=1).failing
    assert [(Path(one.path).name, one.tries) for one in found] == [("bad.txt", 3)]
    assert nights.run(retries=5).report.retried == 1
    bad.write_text("Mended\n", encoding="utf-8")
    report = nights.run(retries=2).report
    assert (report.failed, report.changed, report.quarantined) == (0, 1, 0)
    assert nights.output == nights.lines()


def test_what_can_be_read_of_a_bad_input_is_in_the_output(nights: Nights) -> None:
    nights.write("x.jsonl", '{"text": "good"}\nbroken\n')
    for _ in range(5):
        nights.run()
        assert "good" in nights.output[-1]


def test_what_cannot_be_read_any_more_keeps_its_results(
    nights: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    nights.run()
    before = nights.output
    os.utime(nights.source / "1.txt", (OLD + 5, OLD + 5))
    (nights.source / "1.txt").chmod(0)
    if os.access(nights.source / "1.txt", os.R_OK):
        pytest.skip("this user may read everything")
    assert nights.run().report.failed == 1
    assert nights.output == before
    (nights.source / "1.txt").chmod(0o644)
    assert nights.run().report.failed == 0
    assert nights.output == before


def test_a_root_that_is_lost_keeps_its_results(nights: Nights) -> None:
    nights.run()
    before = nights.output
    nights.source.rename(nights.root / "elsewhere")
    lost = nights.run()
    assert lost.report.failed == 1
    assert lost.report.gone == 0
    assert nights.output == before
    (nights.root / "elsewhere").rename(nights.source)
    assert nights.run().done == []


def test_out_of_time_the_rest_is_for_the_next_run(nights: Nights) -> None:
    report = nights.run(max_seconds=0).report
    assert (report.left, report.new, report.ending) == (4, 0, "out of time")
    assert nights.output == []
    assert nights.run().report.new == 4
    nights.write("2.txt", "Another\n")
    assert nights.run(max_seconds=0).report.left == 1
    assert nights.names == ["0.txt", "1.txt", "2.txt", "3.txt"]
    assert nights.run().report.changed == 1
    assert nights.output == nights.lines()


def test_out_of_time_nothing_is_read_that_has_to_be_done(
    nights: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[bytes] = []
    monkeypatch.setattr(changes, "content_hash", read.append)
    assert nights.run(max_seconds=0).report.left == 4
    assert read == []


def test_new_only_gives_what_was_made_since_the_last_run_that_ended_well(nights: Nights) -> None:
    assert nights.new() == ["0.txt", "1.txt", "2.txt", "3.txt"]
    assert nights.new() == []
    nights.write("1.txt", "Another\n")
    nights.write("8.txt", "New\n")
    assert nights.new() == ["1.txt", "8.txt"]
    nights.write("9.txt", "Newer\n")
    with pytest.raises(OutputError):
        nights.run(output=str(nights.root / "no" / "folder.jsonl"), new_only=True)
    assert nights.new() == ["9.txt"]


def test_new_only_leaves_copies_out_of_what_was_there_before(nights: Nights) -> None:
    nights.new()
    nights.write("8.txt", "Story 2\n")
    assert nights.new() == []
    nights.write("0a.txt", "Story 3\n")
    nights.run()
    assert nights.names == ["0.txt", "0a.txt", "1.txt", "2.txt"]


def test_several_places_in_the_order_given_each_file_once(nights: Nights) -> None:
    nights.write("sub/5.txt", "Five\n")
    sub, one = nights.source / "sub", nights.source / "2.txt"
    nights.run(sub, one, nights.source, sub)
    assert nights.names == ["5.txt", "2.txt", "0.txt", "1.txt", "3.txt"]
    assert nights.run(sub, one, nights.source, sub).done == []
    assert nights.run(nights.source).done == []
    assert nights.output == nights.lines()
    assert nights.run(one).report.gone == 4
    assert nights.names == ["2.txt"]
    assert nights.run(f"{nights.source}/[0-2].txt").done == []
    assert nights.names == ["0.txt", "1.txt", "2.txt"]


def test_places_cover_themselves_and_what_lies_below(nights: Nights) -> None:
    below, beside = (os.fsencode(nights.root / name / "sub/1.txt") for name in ("news", "newsroom"))
    one = nights.source / "1.txt"
    covered = Covered()
    for spot in spots_of([str(one)], on_error=print):
        covered.add(spot)
    assert os.fsencode(one) in covered
    assert below not in covered
    for spot in spots_of([str(nights.source), f"{nights.source}/sub/"], on_error=print):
        covered.add(spot)
    assert below in covered
    assert beside not in covered


def test_a_named_file_that_is_deleted_leaves_the_output(nights: Nights) -> None:
    paths = [nights.source / "0.txt", nights.source / "1.txt"]
    nights.run(*paths)
    paths[0].unlink()
    report = nights.run(*paths).report
    assert (report.failed, report.gone) == (1, 1)
    assert nights.names == ["1.txt"]


def test_a_named_file_that_cannot_be_looked_at_keeps_its_results(nights: Nights) -> None:
    below = nights.write("deep/a.txt", "Deep\n")
    nights.run(below)
    (nights.source / "deep").rename(nights.source / "away")
    (nights.source / "deep").symlink_to("deep")
    report = nights.run(below).report
    assert (report.failed, report.gone) == (1, 0)
    assert nights.names == ["a.txt"]


def test_globs_and_shards_choose_without_doing_again(nights: Nights) -> None:
    nights.run()
    chosen = ReadOptions(globs=("[01].txt",))
    assert nights.run(options=chosen).done == []
    assert nights.names == ["0.txt", "1.txt"]
    shards = [ReadOptions(shard=Shard(index, 2)) for index in (1, 2)]
    found = []
    for options in shards:
        assert nights.run(options=options).done == []
        found += nights.names
    assert sorted(found) == ["0.txt", "1.txt", "2.txt", "3.txt"]


@pytest.mark.parametrize("path", ["-", "/dev/null"])
def test_streams_are_refused(nights: Nights, path: str) -> None:
    with pytest.raises(UsageError, match="--state cannot follow a pipe or a device"):
        nights.run(path)


def test_a_source_that_is_named_wrongly_is_told(nights: Nights) -> None:
    told = nights.run(nights.source, nights.root / "missing")
    assert told.report.failed == 1
    assert "no such file or folder" in told.messages[0]
    assert nights.output == nights.lines()


def test_workers_change_nothing(nights: Nights) -> None:
    for number in range(40):
        nights.write(f"many/{number}.txt", f"Many {number}\n")
    nights.run(workers=2, stages=(article,))
    assert nights.output == nights.lines()


def test_a_large_file_of_records_is_kept_in_parts(nights: Nights) -> None:
    lines = (json.dumps({"id": str(n), "text": f"Text {n} " * 300}) for n in range(1500))
    nights.write("big.jsonl", "\n".join(lines) + "\n")
    nights.run()
    assert nights.output == nights.lines()
    assert nights.run().done == []


def test_slim_results(nights: Nights) -> None:
    nights.run(slim=True)
    assert all(json.loads(line)["trace"] is None for line in nights.output)
    assert nights.run(slim=True).done == []
