"""Languages of texts and records."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsclip.errors import UsageError
from newsclip.knowledge.identifier import SCRIPTS, identifier
from newsclip.knowledge.script import LANGUAGE_OF_SCRIPT
from newsclip.record import Record, Source, lines_of, without_trace
from newsclip.schema import from_json, to_json
from newsclip.stages.detect import detect, detect_language
from newsclip.stages.detect.among import KNOWN, languages_of

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
NORWEGIAN = "Nordmenn flest er ikke klar over hva de kan få igjen på skatten, sier advokaten."
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
        "\u2026!? 50 %",
        "www.example.com/news/2024",
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


@pytest.mark.parametrize(
    ("text", "language"),
    [
        # Malay and Indonesian
        ("Polis berkata kereta itu dijumpai kerana orang awam boleh melihatnya dari jalan.", "ms"),
        ("Polisi mengatakan mobil itu ditemukan karena warga bisa melihatnya dari jalan.", "id"),
        # Bokmal, Nynorsk, Danish, Swedish
        ("Regjeringen sier at den ikke vet hvor mange som ble skadet i ulykken.", "nb"),
        ("Regjeringa seier at ho ikkje veit kor mange som vart skadde i ulukka.", "nn"),
        ("Regeringen siger, at den ikke ved, hvor mange der blev såret ved ulykken.", "da"),
        ("Regeringen säger att den inte vet hur många som skadades i olyckan.", "sv"),
        # Croatian and Serbian in both alphabets
        (
            "Predsjednica Vlade izjavila je da će se tisuće građana vratiti kućama sljedeći tjedan.",
            "hr",
        ),
        (
            "Predsednica Vlade izjavila je da će se hiljade građana vratiti kućama sledeće nedelje.",
            "sr-Latn",
        ),
        (
            "Председница Владе изјавила је да ће се хиљаде грађана вратити кућама следеће недеље.",
            "sr",
        ),
        # Czech and Slovak
        ("Vláda oznámila, že příští týden otevře všechny školy v zemi.", "cs"),
        ("Vláda oznámila, že budúci týždeň otvorí všetky školy v krajine.", "sk"),
        # Xhosa and Zulu
        ("URhulumente uthi uza kwakha izikolo ezitsha kunyaka ozayo kulo lonke ilizwe.", "xh"),
        ("UHulumeni uthi uzokwakha izikole ezintsha ngonyaka ozayo ezweni lonke.", "zu"),
        # Hindi, Marathi, Nepali
        ("सरकार ने कहा है कि अगले साल नए स्कूल बनाए जाएंगे।", "hi"),
        ("सरकारने सांगितले आहे की पुढील वर्षी नवीन शाळा बांधल्या जातील.", "mr"),
        ("सरकारले अर्को वर्ष नयाँ विद्यालयहरू बनाइने बताएको छ।", "ne"),
        # Arabic, Persian, Urdu, and letters of their own
        ("حکومت نے کہا ہے کہ اگلے سال نئے اسکول بنائے جائیں گے۔", "ur"),
        ("دولت اعلام کرد که سال آینده مدرسه‌های تازه‌ای ساخته می‌شود.", "fa"),
        ("حکومت وايي چې راتلونکی کال به نوي ښوونځي جوړ شي او ټول ماشومان به ښوونځي ته ځي.", "ps"),
        # Headlines
        ("Breaking news", "en"),
        ("Rente steigt", "de"),
        ("Hausse des prix", "fr"),
    ],
)
def test_relatives_are_told_apart(text: str, language: str) -> None:
    assert detect_language(text).language == language


@pytest.mark.parametrize(
    "text",
    [
        "Serokê şaredariyê got ku ew ê pirtûkxaneyên nû vekin û demên xebatê dirêj bikin ji bo xelkê.",
        "Nilaza ny filoha fa hanamboatra lalana vaovao ny governemanta mba hanampiana ny tantsaha.",
        "Ar c'huzul-kêr en deus divizet dimeurzh astenn eurioù digeriñ an holl levraouegoù foran.",
        "sdkfj hsdkf jhsdkfj hsdkjfh qwpeoi zxmnvb alskdjf qpwoei mznxbv laksjdh qmwnebr",
    ],
)
def test_language_that_is_not_known_is_und(text: str) -> None:
    verdict = detect_language(text)
    assert verdict.language == "und"
    assert "fit no language well enough" in verdict.reason


@pytest.mark.parametrize(
    ("among", "meant"),
    [
        (["zh-CN", "en-US"], {"zh", "en"}),
        (["eng", "IND", "ger"], {"en", "id", "de"}),
        (["zh_Hant_TW", "sr-latn-RS", "pt-BR"], {"zh-Hant", "sr-Latn", "pt"}),
        (["no", "cmn"], {"nb", "nn", "zh"}),
    ],
)
def test_names_of_languages_to_choose_among(among: list[str], meant: set[str]) -> None:
    assert languages_of(among) == meant
    assert languages_of(meant) == meant


@pytest.mark.parametrize("name", ["xx", "english", "qqq-Latn", "-", "e"])
def test_a_language_that_is_not_known_is_an_error(name: str) -> None:
    with pytest.raises(UsageError, match=f"no language known: '{name}'"):
        detect(among=["en", name])


def test_the_languages_known_are_those_that_are_told() -> None:
    voted = {name for script in SCRIPTS for name in identifier(script).languages}
    assert voted | set(LANGUAGE_OF_SCRIPT.values()) < KNOWN


def test_languages_to_choose_among() -> None:
    text = "Regjeringen sier at den ikke vet hvor mange som ble skadet i ulykken."
    assert detect_language(text, among=("nn", "sv", "zh")).language == "nn"
    assert detect_language(HANT, among=("zh", "id")).language == "zh-Hant"
    other = detect_language(HANT, among=("id",))
    assert other.language == "und"
    assert "zh-Hant" in other.reason


def test_choice_is_written_down() -> None:
    (result,) = detect(among=("zh", "id"), backend="langdetect")(record(INDONESIAN))
    assert result.history[-1].options == {"among": ["id", "zh"], "backend": "langdetect"}
    assert detected(record(INDONESIAN)).history[-1].options == {}


def test_langdetect_alone_says_what_it_says() -> None:
    verdict = detect_language(NORWEGIAN, backend="langdetect")
    assert verdict.language == "no"
    assert verdict.reason == "langdetect alone"
    assert detect_language("123", backend="langdetect").language == "und"
    with pytest.raises(UsageError, match="unknown backend"):
        detect_language(ENGLISH, backend="nobody")


def test_cantonese_on_evidence() -> None:
    assert detect_language("佢哋琴日喺圖書館等咗好耐，但係都唔知幾時先至開門。").language == "yue"
    quoting = f"{HANT}{HANT}他說：「我哋唔會走。」{HANT}"
    assert shares(quoting) == {"zh-Hant": 1.0}


def test_script_that_a_text_leans_to() -> None:
    assert detect_language("所以老客户后天再去").language == "zh-Hans"
    assert detect_language("由於他明天再去").language == "zh-Hant"
    assert detect_language("天地日月山川").language == "zh"


def test_two_languages_in_one_line() -> None:
    assert set(shares(f"{ENGLISH} {GERMAN}")) == {"de", "en"}
    assert set(shares(f"{INDONESIAN} {ENGLISH} {INDONESIAN}")) == {"id", "en"}


def test_names_and_quotes_do_not_make_a_text_mixed() -> None:
    line = (
        "Der Minister sagte nach dem Treffen mit New York Times und Washington Post in London, "
        "das Motto laute nun „Make our cities great again“, und daran werde sich nichts ändern."
    )
    assert shares(f"{line}\n{GERMAN}") == {"de": 1.0}


def test_letters_of_their_own_in_scripts_of_one_language() -> None:
    assert detect_language("বাংলাদেশের প্রধানমন্ত্রী বলেছেন নতুন স্কুল হবে").language == "bn"
    assert detect_language("অসমৰ মুখ্যমন্ত্ৰীয়ে কৈছে যে নতুন বিদ্যালয় হ'ব").language == "as"


def test_long_text_costs_no_more_than_its_sample() -> None:
    text = "\n".join([ENGLISH] * 3_000)
    assert shares(text) == {"en": 1.0}


@settings(deadline=None, max_examples=60)
@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_any_text_has_a_verdict(text: str) -> None:
    verdict = detect_language(text)
    assert 0 <= verdict.score <= 1
    assert verdict == detect_language(text)
    total = sum(share.share for share in verdict.shares)
    assert total == (pytest.approx(1, abs=0.01) if verdict.shares else 0)
    assert (verdict.language == "und") == (not verdict.shares)
