from __future__ import annotations

import pytest

from newsclip.knowledge.dates import iso_date


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2026-05-26T10:12:33+08:00", "2026-05-26T10:12:33+08:00"),
        ("2019年10月23日 09:05 本地新聞", "2019-10-23T09:05"),
        ("發布時間:2024/05/03 下午 3:20", "2024-05-03T15:20"),
        ("2024年5月", "2024-05"),
        ("2024.5.3", "2024-05-03"),
        ("2024년 5월 3일 오후 3:20", "2024-05-03T15:20"),
        ("Selasa, 3 Mei 2024 | 14:05 WIB", "2024-05-03T14:05"),
        ("Published May 3rd, 2024 2:05 pm", "2024-05-03T14:05"),
        ("12:05 am, 3 May 2024", "2024-05-03"),
        ("3 de mayo de 2024", "2024-05-03"),
        ("1er août 2023", "2023-08-01"),
        ("12.03.2025, 08:15 Uhr", "2025-03-12T08:15"),
        ("Freitag, 13. März 2020", "2020-03-13"),
        ("25/06/2024 10:00", "2024-06-25T10:00"),
        ("30 жовтня 2025, 08:15", "2025-10-30T08:15"),
        ("12 мая 2024 г. 10:00", "2024-05-12T10:00"),
        ("5 Μαΐου 2024", "2024-05-05"),
        ("5 Μαρ. 2024", "2024-03-05"),
        ("5 ΜΑΪΟΥ 2024", "2024-05-05"),
        ("3 Mayıs 2024 - 14:05", "2024-05-03T14:05"),
        ("12. toukokuuta 2024", "2024-05-12"),
        ("15 lipca 2024", "2024-07-15"),
        ("15 srpnja 2024", "2024-07-15"),
        ("15. srpna 2024", "2024-08-15"),
        ("12 มิ.ย. 2568 | 14:20 น.", "2025-06-12T14:20"),
        ("3 พฤษภาคม พ.ศ. 2567", "2024-05-03"),
    ],
)
def test_dates_are_read_at_the_precision_found(line: str, said: str) -> None:
    assert iso_date(line) == said


@pytest.mark.parametrize(
    "line",
    [
        "05/06/2024",
        "5 people 2024",
        "2024年13月40日",
        "31 February 2024",
        "今年5月",
        "",
        "10:30",
        "5 projects 2024",
        "12 версий 2024",
    ],
)
def test_what_is_no_sure_date_is_none(line: str) -> None:
    assert iso_date(line) is None


def test_a_month_that_two_languages_count_differently_is_no_sure_date() -> None:
    # October in Croatian, November in Polish.
    assert iso_date("12 listopada 2024") is None
    assert iso_date("12. listopadu 2024") == "2024-11-12"
