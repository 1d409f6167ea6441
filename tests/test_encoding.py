from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsclip.errors import InputError, UsageError
from newsclip.reading.encoding import decode

# Own sentences, a few news-like lines a language.
TEXTS = {
    "zh-Hans": "市议会周二通过新的公交线路计划，预计明年春天开始。\n议员表示，计划连接三所学校。\n",
    "zh-Hant": "市議會週二通過新的公車路線計畫，預計明年春天開始。\n議員表示，計畫連接三所學校。\n",
    "ja": "市議会は火曜日、新しいバス路線の計画を可決した。来年の春に運行を始める見通しだ。\n",
    "ko": "시의회는 화요일 새로운 버스 노선 계획을 통과시켰다. 내년 봄에 운행을 시작할 예정이다.\n",
    "ru": "Городской совет во вторник одобрил план новых автобусных маршрутов на весну.\n",
    "de": "Der Stadtrat hat am Dienstag den Plan für größere Straßen und Brücken gebilligt.\n",
    "fr": "Le conseil a adopté mardi l’idée d’une ligne à créer où l’été a été très chaud.\n",
    "pl": "Rada miasta przyjęła we wtorek plan nowych połączeń, choć część się sprzeciwia.\n",
    "el": "Το δημοτικό συμβούλιο ενέκρινε την Τρίτη το σχέδιο για τις νέες γραμμές λεωφορείων.\n",
    "he": "מועצת העיר אישרה ביום שלישי את התוכנית לקווי האוטובוס החדשים.\n",
    "ar": "وافق مجلس المدينة يوم الثلاثاء على خطة خطوط الحافلات الجديدة في الشمال.\n",
    "th": "สภาเทศบาลอนุมัติแผนเส้นทางรถประจำทางสายใหม่เมื่อวันอังคาร\n",
    "tr": "Şehir meclisi salı günü yeni otobüs planını onayladı, ışıklı yollar açıldı.\n",
}
LEGACY = [
    ("zh-Hans", "gb18030"),
    ("zh-Hans", "gb2312"),
    ("zh-Hant", "big5"),
    ("zh-Hant", "gb18030"),
    ("ja", "shift_jis"),
    ("ja", "euc_jp"),
    ("ja", "iso2022_jp"),
    ("ko", "euc_kr"),
    ("ru", "cp1251"),
    ("ru", "koi8_r"),
    ("ru", "cp866"),
    ("de", "cp1252"),
    ("fr", "cp1252"),
    ("pl", "cp1250"),
    ("pl", "iso8859_2"),
    ("el", "cp1253"),
    ("he", "cp1255"),
    ("ar", "cp1256"),
    ("th", "cp874"),
    ("tr", "cp1254"),
    ("de", "utf-16-le"),
    ("zh-Hant", "utf-16-be"),
    ("ja", "utf-16-le"),
]


@pytest.mark.parametrize(("language", "codec"), LEGACY)
def test_legacy_encodings_are_guessed_and_say_so(language: str, codec: str) -> None:
    decoded = decode(TEXTS[language].encode(codec))
    assert decoded.text == TEXTS[language]
    assert decoded.guessed
    assert [code for code, _ in decoded.warnings] == ["encoding-guessed"]


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_utf_with_or_without_its_mark_is_no_guess(language: str, codec: str) -> None:
    decoded = decode(TEXTS[language].encode(codec))
    assert decoded.text == TEXTS[language]
    assert not decoded.guessed
    assert decoded.warnings == ()


@given(st.text(st.characters(exclude_categories=("Cc", "Cs"))))
def test_valid_utf8_is_read_as_it_is(text: str) -> None:
    decoded = decode(text.encode())
    assert (decoded.text, decoded.encoding) == (text.removeprefix("\ufeff"), "utf-8")


@settings(deadline=None)
@given(st.binary())
def test_any_bytes_are_text_or_an_input_error(data: bytes) -> None:
    for html in (False, True):
        try:
            decoded = decode(data, html=html)
        except InputError:
            continue
        decoded.text.encode()


def test_letters_of_two_languages_of_one_encoding() -> None:
    text = TEXTS["de"] * 3 + "Mañana vendrán más, dijo el señor Muñoz.\n"
    decoded = decode(text.encode("cp1252"))
    assert (decoded.text, decoded.encoding) == (text, "cp1252")


def test_soft_hyphens_are_no_letters() -> None:
    text = TEXTS["de"].replace("ta", "t\u00ada").replace("en", "e\u00adn").replace("an", "a\u00adn")
    decoded = decode(f"{text * 20}".encode("cp1252"))
    assert (decoded.text, decoded.encoding) == (text * 20, "cp1252")


def test_lithuanian_is_not_taken_for_its_neighbours() -> None:
    text = "Miesto taryba antradienį patvirtino naują autobusų planą, kuris įsigalios pavasarį."
    assert decode(text.encode("cp1257")).text == text


@pytest.mark.parametrize("language", ["de", "zh-Hans", "ru"])
def test_a_page_in_one_line_takes_no_longer_than_its_size(language: str) -> None:
    codec = dict(LEGACY)[language]
    text = "var a=[0,1,2];" * 30_000 + TEXTS[language] * 3 + "x" * 300_000
    begun = time.process_time()
    assert decode(text.encode(codec), html=True).text == text
    assert time.process_time() - begun < 2


def test_one_accent_in_an_english_text() -> None:
    text = "The café on the corner closed in March after thirty years of trade.\n"
    assert decode(text.encode("cp1252")).text == text
    text = "The mayor said “we won’t close it” and left.\n"
    assert decode(text.encode("cp1252")).text == text


def test_a_few_bad_bytes_in_utf8_are_counted() -> None:
    data = (TEXTS["zh-Hant"] * 5).encode()
    middle = data.index(b"\n")
    decoded = decode(data[:middle] + b"\xff\xfe\xc0" + data[middle:])
    assert decoded.encoding == "utf-8"
    assert decoded.text.replace("\ufffd", "") == TEXTS["zh-Hant"] * 5
    assert [code for code, _ in decoded.warnings] == ["undecodable-bytes"]
    assert decoded.warnings[0][1].startswith("3 bytes")


def test_utf8_cut_in_the_middle_of_a_character() -> None:
    decoded = decode("Résumé 中文".encode()[:-1])
    assert decoded.text == "Résumé 中\ufffd"
    assert decoded.encoding == "utf-8"


def test_a_bad_byte_in_a_legacy_file_does_not_lose_it() -> None:
    data = (TEXTS["zh-Hans"] * 5).encode("gb18030")
    decoded = decode(data + b"\xff\n")
    assert decoded.text.startswith(TEXTS["zh-Hans"])
    assert [code for code, _ in decoded.warnings] == ["encoding-guessed", "undecodable-bytes"]


def page(charset: str, text: str) -> str:
    return f"<!DOCTYPE html><html><head><meta charset={charset}></head><body><p>{text}</p></body>"


@pytest.mark.parametrize(
    ("language", "codec", "charset"),
    [
        ("zh-Hant", "big5", "big5"),
        ("zh-Hans", "gb18030", "gb2312"),
        ("ja", "cp932", "Shift_JIS"),
        ("de", "cp1252", "iso-8859-1"),
        ("pl", "iso8859_2", "iso-8859-2"),
    ],
)
def test_a_page_is_believed_when_its_charset_fits(language: str, codec: str, charset: str) -> None:
    text = page(charset, TEXTS[language])
    decoded = decode(text.encode(codec), html=True)
    assert decoded.text == text
    assert not decoded.guessed


@pytest.mark.parametrize(
    ("language", "codec", "charset"),
    [
        ("ja", "utf-8", "iso-8859-1"),
        ("ru", "cp1251", "utf-8"),
        ("ja", "shift_jis", "utf-8"),
        ("ko", "euc_kr", "no-such-charset"),
        ("zh-Hans", "gb18030", "iso-8859-1"),
        ("zh-Hant", "big5", "gb2312"),
    ],
)
def test_a_page_is_not_believed_when_it_is_wrong(language: str, codec: str, charset: str) -> None:
    text = page(charset, TEXTS[language] * 3)
    assert decode(text.encode(codec), html=True).text == text


@pytest.mark.parametrize(
    ("language", "codec", "charset", "said"),
    [
        ("ru", "cp1251", "utf-8", "declared utf-8, but read as cp1251"),
        ("ja", "shift_jis", "UTF-8", "declared utf-8, but read as cp932"),
        ("ko", "euc_kr", "no-such", "declared no-such, but read as cp949"),
        ("zh-Hant", "big5", None, "no encoding was declared; read as big5hkscs"),
    ],
)
def test_what_was_declared_and_was_wrong_is_named(
    language: str, codec: str, charset: str | None, said: str
) -> None:
    text = TEXTS[language] * 3 if charset is None else page(charset, TEXTS[language] * 3)
    decoded = decode(text.encode(codec), html=True)
    assert decoded.text == text
    assert decoded.warnings == (("encoding-guessed", said),)


@pytest.mark.parametrize("codec", ["iso2022_jp", "utf-16-le"])
def test_a_declared_encoding_that_is_found_by_its_form_is_no_guess(codec: str) -> None:
    text = page(codec, TEXTS["ja"])
    declared = codec.removesuffix("-le").replace("_", "-")
    decoded = decode(text.encode(codec), charset=declared)
    assert (decoded.text, decoded.guessed, decoded.warnings) == (text, False, ())


def test_the_charset_of_a_page_means_nothing_in_a_text_file() -> None:
    text = page("shift_jis", TEXTS["ru"])
    assert decode(text.encode("cp1251")).text == text


def test_a_label_is_its_superset() -> None:
    text = "朱镕基说，囍"
    assert decode(text.encode("gbk"), label="gb2312").text == text
    assert decode("“quoted”".encode("cp1252"), label="latin-1").text == "“quoted”"
    assert decode("\ufefftext".encode(), label="utf-8").text == "text"


def test_a_label_that_does_not_fit_or_exist() -> None:
    with pytest.raises(InputError, match="not in utf-8"):
        decode(TEXTS["ru"].encode("cp1251"), label="utf-8")
    with pytest.raises(InputError, match="not in ascii"):
        decode("naïve".encode(), label="ascii")
    for name in ("no-such", "rot13", "base64", ""):
        with pytest.raises(UsageError, match="unknown encoding"):
            decode(b"x", label=name)
