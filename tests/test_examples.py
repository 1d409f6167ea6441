"""What the line model is trained on besides whole pages."""

from __future__ import annotations

from newsclip.knowledge.training.examples import Example, crop, excerpt, fold_of, joined

TEXT = (
    "The council voted on Tuesday to keep the night ferry running until spring, after two hundred"
    " residents wrote letters, and asked the operator for a new timetable."
)
FOLDS = 2


def page(site: str, style: str = "blocks", paragraphs: int = 12) -> Example:
    lines = [*["Menu"] * 20, *[f"{TEXT} {n}." for n in range(paragraphs)], *["Imprint"] * 20]
    labels = [0] * 20 + [1] * paragraphs + [0] * 20
    return Example(f"{site}/1#{style}", lines, labels, site)


def test_an_excerpt_is_some_lines_of_the_text_with_at_most_one_around() -> None:
    for number in range(40):
        whole = page(f"site{number}")
        part = excerpt(whole, 0.3)
        assert part is not None
        assert 2 <= sum(part.labels) <= 8
        assert len(part.lines) - sum(part.labels) <= 2
        at = whole.lines.index(part.lines[part.labels.index(1)])
        assert part.lines[part.labels.index(1) :][:2] == whole.lines[at : at + 2]
        assert (part.site, part.weight) == (whole.site, 0.3)
    assert excerpt(Example("a#blocks", ["Home", "Sport"], [0, 1], "a"), 0.3) is None
    assert excerpt(Example("a#blocks", ["Home"], [0], "a"), 0.3) is None


def test_a_crop_is_all_of_the_text_with_little_around() -> None:
    whole = page("site")
    part = crop(whole, 0.3)
    assert part is not None
    assert sum(part.labels) == sum(whole.labels)
    assert 4 <= len(part.lines) - sum(part.labels) <= 28


def test_joined_files_are_whole_pages_of_other_sites_of_a_fold() -> None:
    pages = [page(f"site{n}", style) for n in range(30) for style in ("blocks", "nodes")]
    found = list(joined(pages, FOLDS, 0.2))
    used = [site for one in found for site in one.site.split("+")]
    assert len(used) == len(set(used))
    assert len(used) > 20
    lines = {one.id: one.lines for one in pages}
    for one in found:
        sites = one.site.split("+")
        assert 2 <= len(sites) <= 3
        assert len({fold_of(site, FOLDS) for site in sites}) == 1
        assert one.lines == [line for name in one.id.split("+") for line in (*lines[name], "")]
        assert len(one.labels) == len(one.lines)
        assert one.weight == 0.2
