"""The pages of a newspaper that there is not: menu, article, foot."""

from collections.abc import Sequence

from newsclip.record import Record
from tests.generators import document

MENU = ["Harbour Ledger", "Tides and Piers", "Net Lofts", "Dredging Desk"]


FOOT = ["Corrections box at the harbour office", "Ledger people", "Printed on kelp paper"]


NOTICE = (
    "The Harbour Ledger is run by its readers. It is printed twice a week, on the morning tide, "
    "and it belongs to nobody else."
)


SUBJECTS = (
    ("The crane that sings at dusk", "crane", "rust", "dusk", "welders"),
    ("A ferry with a library on board", "ferry", "shelves", "library", "readers"),
    ("Old buoys become street lamps", "buoys", "lamps", "street", "painters"),
    ("Why the lighthouse keeps bees", "lighthouse", "bees", "honey", "keepers"),
    ("Divers map the drowned orchard", "divers", "orchard", "roots", "maps"),
    ("The last rope walk is for sale", "rope", "walk", "hemp", "buyers"),
)


def paragraphs(subject: Sequence[str]) -> list[str]:
    title, one, two, three, four = subject
    return [
        f"{title}: so says the {one} book of the port, and the {four} agree with it, although "
        f"nobody had asked the {four} before the spring of last year.",
        f"For years the {two} of the {one} were a matter of luck. Then the council counted them, "
        f"one by one, and found that the {three} were worth more than the {one} itself.",
        f"Next winter the {four} will begin again with the {three}, in the north basin, where the "
        f"water is calm and the {two} can be seen from the quay.",
    ]


def page(number: int, *extra: str, views: str = "1,204") -> list[str]:
    """A page of the Harbour Ledger; ``extra`` are lines below its menu."""
    subject = SUBJECTS[number]
    text = paragraphs(subject)
    teasers = [other[0] for other in SUBJECTS if other is not subject][:4]
    return [
        *MENU, "", *extra, "", subject[0], f"{views} pairs of eyes", "",
        text[0], "", text[1], "", "What happens next", "", text[2], "",
        "", "Also in this tide", *teasers, "", *FOOT, "", NOTICE,
    ]  # fmt: skip


def site(count: int = 6) -> list[Record]:
    return [document(page(n, views=f"{n + 1},{n}04"), path=f"ledger/{n}.txt") for n in range(count)]
