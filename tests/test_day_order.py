from __future__ import annotations

import pytest

from newsclip.stages.split.day_order import date_by_language

DUTCH = (
    "De nachtboot naar het eiland blijft tot het voorjaar varen, heeft de gemeenteraad besloten. "
    "De verpleegkundigen van het ziekenhuis kunnen zo na hun late dienst gewoon naar huis komen, "
    "en de schipper wacht vijf minuten als zij te laat zijn."
)
ENGLISH = (
    "The night ferry to the island goes on until spring, the council has decided. The nurses of "
    "the hospital can come home after their late shift, and the captain waits for five minutes "
    "when they are late, as they were on eleven evenings of the last month."
)
KOREAN = (
    "섬으로 가는 밤배는 봄까지 다니기로 군의회가 결정했다. 병원 간호사들은 늦은 근무를 마치고 집에 갈 수 있다."
    * 4
)
HEBREW = (
    "מעבורת הלילה אל האי תפליג עד האביב, החליטה המועצה. האחיות יוכלו לשוב הביתה אחרי המשמרת." * 3
)


@pytest.mark.parametrize(
    ("line", "text", "more", "said"),
    [
        ("07-06-2025 07:00", DUTCH, (), "2025-06-07T07:00"),
        ("07-06-25", DUTCH, (), "2025-06-07"),
        ("29.01.25", HEBREW, (), "2025-01-29"),
        ("04/11/2024", ENGLISH, (), None),
        ("04/11/2024", ENGLISH, ("Older: 25/10/2024",), "2024-11-04"),
        ("04/11/2024", ENGLISH, ("Older: 25/10/2024", "10/25/2024"), None),
        ("17/01/25", ENGLISH, (), "2025-01-17"),
        ("23.11.24", KOREAN, (), None),
        ("23.11.24", "Bus.", (), None),
    ],
)
def test_the_language_of_a_text_tells_what_its_figures_are(
    line: str, text: str, more: tuple[str, ...], said: str | None
) -> None:
    assert date_by_language(line, [text], [text, *more]) == said
