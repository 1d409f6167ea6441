"""Dates as ISO 8601 out of date lines, at the precision that the line gives."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Final

from newsclip.knowledge.calendars import ERAS, MONTHS, SOLAR_MONTHS, solar_date

# Month names by their first letters, folded. A longer key wins over a shorter one. First English,
# Indonesian, Malay, German, French, Spanish, Italian, Portuguese, Dutch, the Nordic languages.
_MONTHS: Final[dict[str, int]] = {
    "jan": 1, "gen": 1, "ene": 1, "janv": 1, "jän": 1,
    "feb": 2, "fév": 2, "fev": 2, "pebr": 2,
    "mar": 3, "mac": 3, "mär": 3, "mrz": 3, "maa": 3, "mrt": 3,
    "apr": 4, "avr": 4, "abr": 4,
    "may": 5, "mei": 5, "mai": 5, "mag": 5,
    "jun": 6, "juin": 6, "giu": 6,
    "jul": 7, "juil": 7, "lug": 7,
    "aug": 8, "agu": 8, "ago": 8, "aoû": 8, "aou": 8, "ogo": 8, "ags": 8,
    "sep": 9, "set": 9,
    "oct": 10, "okt": 10, "ott": 10, "out": 10,
    "nov": 11, "nop": 11,
    "dec": 12, "des": 12, "dez": 12, "déc": 12, "dic": 12, "dis": 12,
    "maj": 5,
    # Turkish, Finnish, Romanian.
    "ocak": 1, "şubat": 2, "nisan": 4, "haziran": 6, "temmuz": 7, "ağustos": 8, "eylül": 9,
    "ekim": 10, "kasım": 11, "aralık": 12, "tammikuu": 1, "helmikuu": 2, "maaliskuu": 3,
    "huhtikuu": 4, "toukokuu": 5, "kesäkuu": 6, "heinäkuu": 7, "elokuu": 8, "syyskuu": 9,
    "lokakuu": 10, "marraskuu": 11, "joulukuu": 12, "ianuarie": 1, "iunie": 6, "iulie": 7,
    "noiembrie": 11,
    # Polish, Czech, Croatian; "listopada" is October in Croatian and November in Polish.
    "stycz": 1, "luteg": 2, "kwiet": 4, "czerwc": 6, "lipca": 7, "sierp": 8, "wrześ": 9, "wrzes": 9,
    "paźdz": 10, "grudn": 12, "leden": 1, "ledna": 1, "únor": 2, "břez": 3, "dubna": 4, "duben": 4,
    "květ": 5, "červn": 6, "červen": 6, "červenc": 7, "srpna": 8, "srpen": 8, "září": 9, "říjn": 10,
    "říjen": 10, "listopadu": 11, "prosin": 12, "siječ": 1, "velja": 2, "ožuj": 3, "travnj": 4,
    "svibnj": 5, "lipnj": 6, "srpnj": 7, "kolovoz": 8, "rujna": 9, "studen": 11,
    # Slovak, Icelandic, Slovene, Hungarian, Estonian, Latvian, Lithuanian.
    "máj": 5, "maí": 5, "jún": 6, "júl": 7, "ágú": 8, "nóv": 11, "avg": 8, "márc": 3, "ápr": 4,
    "szept": 9, "jaan": 1, "veebr": 2, "juun": 6, "juul": 7, "dets": 12, "jūn": 6, "jūl": 7,
    "saus": 1, "vasar": 2, "kov": 3, "baland": 4, "geguž": 5, "birž": 6, "liep": 7, "rugpj": 8,
    "rugs": 9, "spal": 10, "lapkr": 11, "gruod": 12,
    # Serbian.
    "јан": 1, "феб": 2, "мар": 3, "мај": 5, "јун": 6, "јул": 7, "сеп": 9, "нов": 11, "дец": 12,
    # Russian and Bulgarian, Ukrainian, Greek.
    "янв": 1, "януари": 1, "февр": 2, "март": 3, "апр": 4, "май": 5, "мая": 5, "июн": 6, "юни": 6,
    "июл": 7, "юли": 7, "авг": 8, "сент": 9, "септ": 9, "окт": 10, "ноем": 11, "нояб": 11,
    "декаб": 12, "декем": 12, "січн": 1, "люто": 2, "берез": 3, "квіт": 4, "травн": 5, "червн": 6,
    "липн": 7, "серпн": 8, "верес": 9, "жовт": 10, "листоп": 11, "грудн": 12, "ιαν": 1, "φεβρ": 2,
    "μαρ": 3, "μάρ": 3, "απρ": 4, "μαι": 5, "μαϊ": 5, "μάι": 5, "ιουν": 6, "ιούν": 6, "ιουλ": 7,
    "ιούλ": 7, "αυγ": 8, "αύγ": 8, "σεπτ": 9, "οκτ": 10, "νοε": 11, "νοέ": 11, "δεκ": 12,
    # Thai, in full and as they are cut short.
    "มกรา": 1, "ม.ค": 1, "กุมภา": 2, "ก.พ": 2, "มีนา": 3, "มี.ค": 3, "เมษา": 4, "เม.ย": 4, "พฤษภา": 5,
    "พ.ค": 5, "มิถุนา": 6, "มิ.ย": 6, "กรกฎา": 7, "ก.ค": 7, "สิงหา": 8, "ส.ค": 8, "กันยา": 9,
    "ก.ย": 9, "ตุลา": 10, "ต.ค": 10, "พฤศจิกา": 11, "พ.ย": 11, "ธันวา": 12, "ธ.ค": 12,
    # Azerbaijani.
    "yanv": 1, "iyun": 6, "iyul": 7, "avqus": 8, "sentyab": 9, "noyab": 11, "dekab": 12,
    # Arabic: in Egypt and the Gulf, in the Maghreb, in the Levant.
    "يناير": 1, "فبراير": 2, "مارس": 3, "أبريل": 4, "ابريل": 4, "إبريل": 4, "مايو": 5,
    "يونيو": 6, "يونيه": 6, "يوليو": 7, "يوليه": 7, "أغسطس": 8, "اغسطس": 8, "سبتمبر": 9,
    "أكتوبر": 10, "اكتوبر": 10, "نوفمبر": 11, "ديسمبر": 12,
    "جانفي": 1, "فيفري": 2, "أفريل": 4, "ماي": 5, "جوان": 6, "جويلية": 7, "أوت": 8, "غشت": 8,
    "شتنبر": 9, "نونبر": 11, "دجنبر": 12,
    "كانون الثاني": 1, "شباط": 2, "آذار": 3, "اذار": 3, "نيسان": 4, "أيار": 5, "ايار": 5,
    "حزيران": 6, "تموز": 7, "آب": 8, "أيلول": 9, "ايلول": 9, "تشرين الأول": 10,
    "تشرين الاول": 10, "تشرين الثاني": 11, "كانون الأول": 12, "كانون الاول": 12,
    # Hindi, Marathi; Gujarati; Telugu.
    "जनवरी": 1, "फरवरी": 2, "फ़रवरी": 2, "मार्च": 3, "अप्रैल": 4, "मई": 5,
    "जून": 6, "जुलाई": 7, "अगस्त": 8, "सितंबर": 9, "सितम्बर": 9,
    "अक्टूबर": 10, "अक्तूबर": 10, "अक्टू": 10, "नवंबर": 11, "नवम्बर": 11, "दिसंबर": 12,
    "दिसम्बर": 12, "जानेवारी": 1, "जाने": 1, "फेब्रुवारी": 2, "फेब्रु": 2, "एप्रिल": 4,
    "मे": 5, "जुलै": 7, "ऑगस्ट": 8, "ऑग": 8, "सप्टेंबर": 9, "सप्टें": 9, "ऑक्टोबर": 10, "ऑक्टो": 10,
    "नोव्हेंबर": 11, "नोव्हें": 11, "डिसेंबर": 12, "डिसें": 12,
    "જાન્યુઆરી": 1, "જાન્યુ": 1, "ફેબ્રુઆરી": 2, "ફેબ્રુ": 2, "માર્ચ": 3, "એપ્રિલ": 4, "મે": 5,
    "જૂન": 6, "જુલાઈ": 7, "જુલાઇ": 7, "ઑગસ્ટ": 8, "ઓગસ્ટ": 8, "ઓગષ્ટ": 8, "સપ્ટેમ્બર": 9,
    "સપ્ટે": 9, "ઑક્ટોબર": 10, "ઓક્ટોબર": 10, "ઓક્ટો": 10, "નવેમ્બર": 11, "ડિસેમ્બર": 12, "ડિસે": 12,
    "జనవరి": 1, "ఫిబ్రవరి": 2, "మార్చి": 3, "ఏప్రిల్": 4, "మే": 5, "జూన్": 6, "జులై": 7, "జూలై": 7,
    "ఆగస్టు": 8, "ఆగస్ట్": 8, "సెప్టెంబర్": 9, "సెప్టెంబరు": 9, "అక్టోబర్": 10, "అక్టోబరు": 10,
    "నవంబర్": 11, "నవంబరు": 11, "డిసెంబర్": 12, "డిసెంబరు": 12,
    # Armenian, Georgian.
    "հունվար": 1, "փետրվար": 2, "մարտ": 3, "ապրիլ": 4, "մայիս": 5, "հունիս": 6, "հուլիս": 7,
    "օգոստոս": 8, "սեպտեմբեր": 9, "հոկտեմբեր": 10, "նոյեմբեր": 11, "դեկտեմբեր": 12,
    "იანვ": 1, "თებერ": 2, "მარტ": 3, "აპრ": 4, "მაის": 5, "ივნ": 6, "ივლ": 7, "აგვ": 8,
    "სექტ": 9, "ოქტ": 10, "ნოემ": 11, "დეკ": 12,
}  # fmt: skip
# The groups that a year is in, and what it has to grow by: Thailand counts years of the Buddhist
# era, Taiwan those of the Republic of China. (Those of Iran and of reigns have calendars.)
_BUDDHIST: Final = -543
_YEARS: Final = {
    "year": 0, "era": _BUDDHIST, "short_era": 2500 + _BUDDHIST, "republic": 1911, "solar": 0,
    "of_reign": 0, "short": 2000,
}  # fmt: skip
_AFTER_NOON: Final = (
    "\u4e0b\u5348",
    "\u665a",
    "\u5348\u5f8c",
    "\uc624\ud6c4",
)
_ALL_MONTHS: Final = _MONTHS | MONTHS
_KEYS: Final = sorted(_ALL_MONTHS, key=len, reverse=True)
# Letters and marks of Indic scripts, Burmese, Khmer, Armenian, Georgian and Hebrew, where "in" is
# glued to a name, then of Arabic, where a name may have two words, or stand beside that of another
# region. In Khmer "month" leads it.
_NAME: Final = (
    "(?:\u1781\u17c2\\s?|\u05d1[-\u05be]?(?=[\u05d0-\u05ea]{3}))?"
    "(?P<month>[A-Za-z\u00c0-\u017f\u0370-\u03ff\u0400-\u04ff]{3,13}"
    "|[\u0900-\u0963\u0980-\u09e3\u0a81-\u0acd\u0b82-\u0bcd\u0c00-\u0c63\u0531-\u0587\u05d0-\u05ea"
    "\u1000-\u103f\u10d0-\u10fa\u1780-\u17d3]{2,14}"
    "|[\u0620-\u064a\u0671-\u06d3]{2,8}"
    "(?: \u0627\u0644(?:\u0623\u0648\u0644|\u0627\u0648\u0644|\u062b\u0627\u0646\u064a))?)"
    "(?:\\s?/\\s?[\u0620-\u064a]{2,8}(?: [\u0620-\u064a]{4,6})?)?\\.?"
)
_YEAR: Final = "(?P<year>(?:19|20)\\d\\d)"
_DAY: Final = "(?P<day>\\d{1,2})"
_TIME: Final = (
    "(?:(?P<gap>[^\\d\\n]{0,20}?)(?P<hour>[01]?\\d|2[0-3])\\s*[:.h\uff1a\u6642\u65f6\u70b9]"
    "\\s*(?P<minute>[0-5]\\d)(?::(?P<second>[0-5]\\d))?(?:\\s*\u5206)?"
    "\\s*(?P<half>[AaPp]\\.?[Mm]\\.?|[\u0635\u0645](?!\\w)|\u0635\u0628\u0627\u062d|\u0645\u0633\u0627\u0621)?"
    "(?P<zone>Z|[+-]\\d\\d:?\\d\\d)?)?"
)
# Digits that a line may count with, as those of ASCII: of Arabic and Persian, of Devanagari,
# Bengali, Gujarati, Tamil and Telugu, of Thai, Burmese and Khmer, and those as wide as Chinese
# characters.
_ZEROS: Final = (
    0x0660, 0x06F0, 0x0966, 0x09E6, 0x0AE6, 0x0BE6, 0x0C66, 0x0E50, 0x1040, 0x17E0, 0xFF10,
)  # fmt: skip
_DIGIT: Final = re.compile(r"\d")
_DIGITS: Final = {zero + n: str(n) for zero in _ZEROS for n in range(10)}
# Who writes in these scripts, or names a weekday in these languages, writes the day before the
# month: by CLDR only English and Filipino do not, and Spanish in two small countries.
_DAY_FIRST: Final = re.compile(
    "[\u0370-\u03ff\u0400-\u058f\u0590-\u06ff\u0900-\u0dff\u0e00-\u0e7f\u10a0-\u10ff]{2}"
    "|\\b(?:th\u1ee9 (?:hai|ba|t\u01b0|n\u0103m|s\u00e1u|b\u1ea3y)|ch\u1ee7 nh\u1eadt"
    "|ng\u00e0y (?=\\d)"
    "|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|le (?=\\d)"
    "|(?:lun|mer|jeu|ven|dim)\\.? (?=\\d)"
    "|(?:segunda|ter\u00e7a|quarta|quinta|sexta)-feira|s\u00e1bado|domingo"
    "|lunes|martes|mi\u00e9rcoles|jueves|viernes"
    "|luned\u00ec|marted\u00ec|mercoled\u00ec|gioved\u00ec|venerd\u00ec|sabato|domenica"
    "|senin|selasa|rabu|kamis|jumat|sabtu|minggu)",
    re.IGNORECASE,
)
_PATTERNS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        f"{_YEAR}\\s*[\u5e74/.\\-\ub144]\\s*(?P<number>1[0-2]|0?[1-9])\\s*[\u6708/.\\-\uc6d4]\\s*"
        f"{_DAY}(?!\\d)\\s*[\u65e5\uc77c]?" + _TIME,
        f"(?<!\\d){_DAY}(?:st|nd|rd|th|er|\\.|\u00ba)?(?:\\s+d['\u2019]|(?:\\s+de)?[\\s\\-]+){_NAME}[,\u060c]?(?:\\s+de[l]?|\\s+\u1786\u17d2\u1793\u17b6\u17c6)?[\\s\\-]+{_YEAR}"
        + _TIME,
        f"{_NAME}\\s+{_DAY}(?:st|nd|rd|th)?[,\u060c]?\\s+{_YEAR}" + _TIME,
        f"{_YEAR}(?:\\.|\\s?m\\.|\\s?\u1001\u102f\u1014\u103e\u1005\u103a\u104a?)\\s+{_NAME}\\s+{_DAY}(?!\\d)"
        + _TIME,
        # As C prints it, with the year behind the time.
        f"{_NAME}\\s+{_DAY}\\s+(?P<hour>[01]?\\d|2[0-3]):(?P<minute>[0-5]\\d):(?P<second>[0-5]\\d)"
        f"(?:\\s+[A-Z]{{3,4}})?\\s+{_YEAR}",
        f"{_YEAR}\\s+(?P<number>1[0-2]|0?[1-9])/{_DAY}(?=\\s+\\d{{1,2}}:\\d\\d)" + _TIME,
        # Years since 1912, as Taiwan counts them.
        f"\u6c11\u570b\\s?(?P<republic>\\d{{2,3}})\\s?\u5e74\\s?(?P<number>1[0-2]|0?[1-9])\\s?\u6708\\s?{_DAY}\\s?\u65e5"
        + _TIME,
        f"{_YEAR}\\.\\s?gada\\s+{_DAY}\\.\\s?{_NAME}" + _TIME,
        f"(?<!\\d){_DAY}\\s+[Tt]h\u00e1ng\\s+(?P<number>1[0-2]|0?[1-9])(?:,|\\s+n\u0103m)?\\s+{_YEAR}"
        + _TIME,
        f"(?<!\\d){_DAY}\\.\\s?(?P<number>1[0-2]|0?[1-9])\\.\\s?{_YEAR}" + _TIME,
        f"(?<!\\d){_DAY}(?P<swappable>[/\\-])(?P<number>1[0-2]|0?[1-9])[/\\-]{_YEAR}" + _TIME,
        # No month has such a number.
        f"(?<!\\d)(?P<number>1[0-2]|0?[1-9])/(?P<day>1[3-9]|2\\d|3[01])/{_YEAR}" + _TIME,
        f"(?<!\\d){_DAY}\\s+(?P<month>[\u0e01-\u0e4e.]{{3,12}})\\s*(?:\u0e1e\\.\u0e28\\.\\s*)?(?P<era>25\\d\\d)"
        + _TIME,
        f"(?<!\\d){_DAY}[/\\-.](?P<number>1[0-2]|0?[1-9])[/\\-.](?P<era>25[4-9]\\d)" + _TIME,
        f"(?<!\\d){_DAY}\\s+(?P<month>[\u0e01-\u0e4e.]{{3,12}})\\s*(?P<short_era>[4-9]\\d)(?!\\d)"
        + _TIME,
        f"(?<!\\d){_DAY}\\s+(?P<solar_month>{'|'.join(SOLAR_MONTHS)})[,\u060c]?\\s+(?P<solar>1[34]\\d\\d)"
        + _TIME,
        f"(?<!\\d)(?P<solar>13\\d\\d|140\\d|141[0-4])[/\\-](?P<number>1[0-2]|0?[1-9])[/\\-]{_DAY}(?!\\d)"
        + _TIME,
        f"(?P<reign>{'|'.join(ERAS)})\\s?(?P<of_reign>\\d\\d?|\u5143)\\s?\u5e74\\s?(?P<number>1[0-2]|0?[1-9])"
        f"\\s?\u6708\\s?{_DAY}\\s?\u65e5" + _TIME,
        f"{_YEAR}\\s*[\u5e74\ub144]\\s*(?P<number>1[0-2]|0?[1-9])\\s*[\u6708\uc6d4](?!\\s*\\d)",
    )
)
# A year of two figures, which only a line about a date has.
_SHORT: Final = re.compile(
    f"(?<![\\d./\\-]){_DAY}(?P<swappable>[/\\-.])(?P<number>1[0-2]|0?[1-9])[/\\-.](?P<short>\\d\\d)"
    "(?![\\d/\\-]|\\.\\d)" + _TIME
)
# From this one on they are of the last century.
_LAST_CENTURY: Final = 70


def iso_date(text: str) -> str | None:
    """The first date of a line as ISO 8601, with its time where one follows; None without a date.

    A date in figures whose day and month could be swapped (``05/06/2024``) is no date: neither
    reading is more likely without knowing the country; words around it may tell it.

    >>> iso_date("Published 3 May 2024, 14:05")
    '2024-05-03T14:05'
    >>> iso_date("2024年5月3日 下午")
    '2024-05-03'
    """
    found = _find(text)
    return found[1] if found else None


def find_date(text: str) -> tuple[int, int] | None:
    """Where the date that ``iso_date`` reads stands, with its time; None without one."""
    found = _find(text)
    return found[0].span() if found else None


def date_in_figures(text: str, *, is_day_first: bool) -> str | None:
    """The date of a line that is about one, and whose language is known to put the day first.

    Without that, it is one where day and month could not be swapped. The year may have two figures.
    """
    found = _find(text, (_SHORT,), is_day_first=is_day_first)
    return found[1] if found else None


def _find(
    text: str, more: tuple[re.Pattern[str], ...] = (), *, is_day_first: bool = False
) -> tuple[re.Match[str], str] | None:
    if not _DIGIT.search(text):
        return None
    text = text if text.isascii() else text.translate(_DIGITS)
    is_day_first = is_day_first or _DAY_FIRST.search(text) is not None
    for pattern in (*_PATTERNS, *more):
        for match in pattern.finditer(text):
            said = _iso(match.groupdict(), is_day_first=is_day_first)
            if said:
                return match, said
    return None


def _iso(parts: dict[str, str | None], *, is_day_first: bool) -> str | None:
    month = _month(parts, is_day_first=is_day_first)
    if month is None:
        return None
    year = _year(parts)
    day = parts.get("day")
    if day is None:
        return f"{year:04d}-{month:02d}"
    count = solar_date if parts.get("solar") else date
    try:
        said = count(year, month, int(day)).isoformat()
    except ValueError:
        return None
    return said + _iso_time(parts)


def _year(parts: dict[str, str | None]) -> int:
    """The year that a date gives, of whatever calendar."""
    key, said = next((key, said) for key in _YEARS if (said := parts.get(key)))
    year = _YEARS[key] + (1 if said == "\u5143" else int(said))
    if key == "short" and int(said) >= _LAST_CENTURY:
        return year - 100
    return year + ERAS.get(parts.get("reign") or "", 0)


def _month(parts: dict[str, str | None], *, is_day_first: bool) -> int | None:
    number = parts.get("number")
    if number is not None:
        day = int(parts.get("day") or 0)
        is_swappable = parts.get("swappable") is not None and day <= 12 and day != int(number)
        return None if is_swappable and not is_day_first else int(number)
    solar = parts.get("solar_month")
    if solar:
        return SOLAR_MONTHS[solar]
    name = (parts.get("month") or "").casefold()
    return next((_ALL_MONTHS[key] for key in _KEYS if name.startswith(key)), None)


def _iso_time(parts: dict[str, str | None]) -> str:
    hour, minute, second = parts.get("hour"), parts.get("minute"), parts.get("second")
    if hour is None or minute is None:
        return ""
    value = int(hour)
    half = (parts.get("half") or "").casefold().replace(".", "")
    is_after_noon = any(word in (parts.get("gap") or "") for word in _AFTER_NOON)
    if (half[:1] in {"p", "\u0645"} or is_after_noon) and value < 12:
        value += 12
    if half[:1] in {"a", "\u0635"} and value == 12:
        value = 0
    said = time(value, int(minute), int(second or 0)).isoformat("seconds" if second else "minutes")
    zone = parts.get("zone") or ""
    return f"T{said}{zone if ':' in zone or len(zone) < 5 else f'{zone[:3]}:{zone[3:]}'}"
