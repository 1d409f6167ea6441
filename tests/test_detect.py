"""Languages of texts and records."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

from newsclip.record import Record, Source, lines_of, without_trace
from newsclip.schema import from_json, to_json
from newsclip.stages.detect import detect, detect_language

ENGLISH = (
    "The city council voted on Tuesday to extend opening hours of all public libraries, a change "
    "that residents had asked for since the spring and that will cost about two million a year."
)
INDONESIAN = (
    "Pemerintah kota mengumumkan pada hari Selasa bahwa perpustakaan umum akan dibuka lebih lama, "
    "sebuah perubahan yang sudah diminta oleh warga sejak awal tahun dan akan segera berlaku."
)
GERMAN = (
    "Der Stadtrat hat am Dienstag beschlossen, die Öffnungszeiten aller öffentlichen Bibliotheken "
    "zu verlängern, was sich viele Bewohner seit dem Frühjahr gewünscht hatten."
)
HANT = (
    "市議會週二決定延長所有公共圖書館的開放時間，"
    "這是居民從春天以來一直要求的改變，每年經費約兩百萬。"
)
HANS = (
    "市议会周二决定延长所有公共图书馆的开放时间，"
    "这是居民从春天以来一直要求的改变，每年经费约两百万。"
)


def record(text: str, title: str | None = None, **changes: object) -> Record:
    lines = lines_of(text)
    source = Source("a.txt", None, "text/plain", "utf-8", "0" * 64, 1, len(lines), len(text))
    made = Record(type="document", id="0" * 24 + ":1-1", source=source, lines=lines, title=title)
    return made.replace(**changes)


def detected(made: Record) -> Record:
    (result,) = detect()(made)
    return result


def shares(text: str) -> dict[str, float]:
    return {share.language: share.share for share in detect_language(text).shares}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        (INDONESIAN, "id"),
        (GERMAN, "de"),
        (HANT, "zh-Hant"),
        (HANS, "zh-Hans"),
        ("Le conseil municipal a voté mardi la prolongation des horaires d'ouverture.", "fr"),
        ("El ayuntamiento votó el martes ampliar el horario de las bibliotecas públicas.", "es"),
        ("Городской совет во вторник решил продлить часы работы всех библиотек.", "ru"),
        ("Міська рада у вівторок вирішила продовжити години роботи всіх бібліотек.", "uk"),
        ("Гарадскі савет у аўторак вырашыў падоўжыць гадзіны працы ўсіх бібліятэк.", "be"),
        (
            "Градско веће је у уторак одлучило да продужи рад свих библиотека, кажу грађани.",
            "sr",
        ),
        ("قرر مجلس المدينة يوم الثلاثاء تمديد ساعات عمل جميع المكتبات العامة.", "ar"),
        ("شورای شهر روز سه‌شنبه تصمیم گرفت ساعت کار همه کتابخانه‌ها را افزایش دهد.", "fa"),
        ("नगर परिषद ने मंगलवार को सभी पुस्तकालयों के खुलने का समय बढ़ाने का निर्णय लिया।", "hi"),
        ("市議会は火曜日、すべての図書館の開館時間を延長することを決めた。", "ja"),
        ("시의회는 화요일 모든 공공 도서관의 개관 시간을 연장하기로 했다.", "ko"),
        ("สภาเมืองลงมติเมื่อวันอังคารให้ขยายเวลาเปิดห้องสมุด", "th"),
        ("Το δημοτικό συμβούλιο αποφάσισε την Τρίτη.", "el"),
        (
            "Şəhər şurası çərşənbə axşamı bütün kitabxanaların iş saatını uzatmağı qərara aldı.",
            "az",
        ),
        (
            "Borgarráð ákvað á þriðjudag að lengja opnunartíma allra bókasafna það sem eftir er.",
            "is",
        ),
    ],
)
def test_languages(text: str, language: str) -> None:
    verdict = detect_language(text)
    assert verdict.language == language
    assert 0.5 < verdict.score <= 1
    assert verdict.shares[0].language == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n",
        "2024-03-07 12:30",
        "😀🎉👍",
        "https://example.com/a/very/long/path/of/words",
        "news@example.com",
        "OK",
        "Breaking news",
        "2024年3月7日",
        "```\nprint('a b c d e f g h')\n```",
    ],
)
def test_too_little_is_und(text: str) -> None:
    verdict = detect_language(text)
    assert (verdict.language, verdict.score, verdict.shares) == ("und", 0.0, ())
    result = detected(record(text))
    (warning,) = result.warnings
    assert warning.code == "language-uncertain"
    assert verdict.reason in warning.message


def test_traditional_chinese_is_never_korean() -> None:
    for length in range(4, len(HANT)):
        assert detect_language(HANT[:length]).language in {"zh", "zh-Hant"}


def test_half_converted_chinese_is_what_most_characters_say() -> None:
    assert (
        detect_language("董事會宣布了新的計劃，干部随后離開了會議室，沒有多說").language
        == "zh-Hant"
    )


def test_brand_names_do_not_count() -> None:
    text = "微軟宣布 Visual Studio Code 與 GitHub Copilot 將支援 TypeScript 與 Python 的新版本"
    assert shares(text) == {"zh-Hant": 1.0}
    assert shares("OpenAI\n" + HANT + "\nMicrosoft AI") == {"zh-Hant": 1.0}


def test_english_paragraph_has_its_share() -> None:
    found = shares("\n".join([HANT] * 10 + [ENGLISH]))
    assert list(found) == ["zh-Hant", "en"]
    assert 0.05 < found["en"] < 0.2
    assert sum(found.values()) == pytest.approx(1)


def test_two_alphabet_languages_by_paragraph() -> None:
    found = shares("\n".join([GERMAN, GERMAN, ENGLISH, ENGLISH]))
    assert set(found) == {"de", "en"}
    assert found["de"] == pytest.approx(0.5, abs=0.1)


def test_one_line_of_two_scripts() -> None:
    assert set(shares(f"{HANS} {ENGLISH}")) == {"zh-Hans", "en"}
    assert set(
        shares(f"{HANT}시의회는 화요일 모든 공공 도서관의 개관 시간을 연장하기로 했다.")
    ) == {
        "zh-Hant",
        "ko",
    }


def test_one_language_stays_one() -> None:
    assert shares("\n\n".join([ENGLISH] * 20)) == {"en": 1.0}
    assert shares(INDONESIAN * 5) == {"id": 1.0}


def test_kanji_headlines_follow_a_japanese_page() -> None:
    body = "市議会は火曜日、すべての図書館の開館時間を延長することを決めた。"
    assert shares(f"東京五輪開幕\n{body}\n首相官邸\n{body}") == {"ja": 1.0}


def test_verdicts_do_not_depend_on_what_was_asked_before() -> None:
    texts = [ENGLISH, INDONESIAN, GERMAN, HANT, f"{GERMAN}\n{ENGLISH}"]
    first = [detect_language(text) for text in texts]
    assert [detect_language(text) for text in reversed(texts)] == first[::-1]


def test_record_is_judged_with_its_title() -> None:
    result = detected(record("", title=HANT))
    assert result.language == "zh-Hant"
    assert result.history[-1].stage == "detect"


def test_own_claim_is_replaced() -> None:
    result = detected(record(HANT, language="ko"))
    assert result.language == "zh-Hant"
    assert result.language_score == round(result.language_score or 0, 4)


def test_idempotent_and_slim() -> None:
    for text in (HANT, ENGLISH, "123"):
        once = detected(record(text))
        assert to_json(detected(from_json(to_json(once)))) == to_json(once)
    assert detected(without_trace(record(HANS))).language == "zh-Hans"


def test_old_doubt_goes_when_there_is_none() -> None:
    doubtful = detected(record("123")).with_warning("other", "stays")
    cured = detected(doubtful.replace(lines=lines_of(ENGLISH)))
    assert [warning.code for warning in cured.warnings] == ["other"]


def test_stage_can_be_pickled() -> None:
    stage = pickle.loads(pickle.dumps(detect()))
    assert [made.language for made in stage(record(HANS))] == ["zh-Hans"]


def test_chinese_needs_no_langdetect() -> None:
    code = (
        "import sys; from newsclip.stages.detect import detect_language as d;"
        f"assert d({HANT!r}).language == 'zh-Hant';"
        "heavy = {'langdetect', 'opencc', 're2', 'rich', 'numpy', 'importlib.metadata'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
