"""Names of months in further scripts, and years of calendars that count otherwise."""

from __future__ import annotations

from datetime import date
from typing import Final

# As news sites write the months of the Gregorian calendar, by their first letters.
MONTHS: Final[dict[str, int]] = {
    # Hebrew.
    "ינואר": 1, "פברואר": 2, "מרץ": 3, "מרס": 3, "אפריל": 4, "מאי": 5, "יוני": 6, "יולי": 7,
    "אוגוסט": 8, "ספטמבר": 9, "אוקטובר": 10, "נובמבר": 11, "דצמבר": 12,
    # Urdu; Persian, which takes them from French.
    "جنوری": 1, "فروری": 2, "مارچ": 3, "اپریل": 4, "مئی": 5, "جون": 6, "جولائی": 7, "اگست": 8,
    "ستمبر": 9, "اکتوبر": 10, "نومبر": 11, "دسمبر": 12,
    "ژانویه": 1, "فوریه": 2, "آوریل": 4, "ژوئن": 6, "ژوئیه": 7, "اوت": 8,
    "سپتامبر": 9, "اکتبر": 10, "نوامبر": 11, "دسامبر": 12,
    # Bengali; Tamil.
    "জানু": 1, "ফেব্রু": 2, "মার্চ": 3, "এপ্রিল": 4, "মে": 5, "জুন": 6, "জুলাই": 7, "আগস্ট": 8,
    "অগস্ট": 8, "আগষ্ট": 8, "সেপ্টেম্বর": 9, "অক্টোবর": 10, "নভেম্বর": 11, "ডিসেম্বর": 12,
    "ஜனவரி": 1, "பிப்ரவரி": 2, "பெப்ரவரி": 2, "மார்ச்": 3, "ஏப்ரல்": 4, "மே": 5, "ஜூன்": 6,
    "ஜூலை": 7, "ஆகஸ்ட்": 8, "ஆகஸ்டு": 8, "செப்டம்பர்": 9, "அக்டோபர்": 10, "ஒக்டோபர்": 10,
    "நவம்பர்": 11, "டிசம்பர்": 12,
    # Nepali.
    "जनवरी": 1, "फेब्रुअरी": 2, "अप्रिल": 4, "जुन": 6, "जुलाइ": 7, "अगस्ट": 8, "सेप्टेम्बर": 9,
    "अक्टोबर": 10, "नोभेम्बर": 11, "डिसेम्बर": 12,
    # Khmer; Burmese.
    "មករា": 1, "កុម្ភៈ": 2, "កុម្ភះ": 2, "មីនា": 3, "មេសា": 4, "ឧសភា": 5, "មិថុនា": 6,
    "កក្កដា": 7, "សីហា": 8, "កញ្ញា": 9, "តុលា": 10, "វិច្ឆិកា": 11, "ធ្នូ": 12,
    "ဇန်နဝါရီ": 1, "ဖေဖော်ဝါရီ": 2, "မတ်": 3, "ဧပြီ": 4, "မေ": 5, "ဇွန်": 6, "ဇူလိုင်": 7,
    "ဩဂုတ်": 8, "သြဂုတ်": 8, "စက်တင်ဘာ": 9, "အောက်တိုဘာ": 10, "နိုဝင်ဘာ": 11, "ဒီဇင်ဘာ": 12,
}  # fmt: skip
# The months of the solar Hijri calendar, in Persian and as Afghanistan names them.
SOLAR_MONTHS: Final[dict[str, int]] = {
    "فروردین": 1, "اردیبهشت": 2, "خرداد": 3, "تیر": 4, "مرداد": 5, "امرداد": 5, "شهریور": 6,
    "مهر": 7, "آبان": 8, "آذر": 9, "دی": 10, "بهمن": 11, "اسفند": 12,
    "حمل": 1, "ثور": 2, "جوزا": 3, "سرطان": 4, "اسد": 5, "سنبله": 6, "میزان": 7, "عقرب": 8,
    "قوس": 9, "جدی": 10, "دلو": 11, "حوت": 12,
}  # fmt: skip
# The year before the first of each Japanese era.
ERAS: Final = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
# The day before the first one of the solar Hijri calendar, counted from the first of our own.
_SOLAR_EPOCH: Final = 226894
_LONG_MONTHS: Final = 6


def solar_date(year: int, month: int, day: int) -> date:
    """The day of the solar Hijri calendar of Iran in our own; ValueError where there is none.

    Eight years in 33 are leap years, as ICU counts (``persncal.cpp``), which is right from 1799 to
    2122.
    """
    if not (1 <= month <= 12 and 1 <= day <= (31 if month <= _LONG_MONTHS else 30)):
        raise ValueError(f"no day {day} of month {month}")
    before = 31 * (month - 1) - max(month - 1 - _LONG_MONTHS, 0)
    days = 365 * (year - 1) + (8 * year + 21) // 33 + before + day
    return date.fromordinal(_SOLAR_EPOCH + days)
