"""Paragraphs between prompts stay: many sites put one behind each of them."""

from __future__ import annotations

from itertools import cycle
from typing import Final

import pytest

from newsclip.knowledge.rules import load_rules
from newsclip.record import lines_of
from newsclip.stages.strip import strip
from tests.converting import record

RULES: Final = load_rules(user=False)


class Page:
    """A page of one language: menu, head, paragraphs, foot, and prompts that rules know."""

    def __init__(self, menu: str, head: str, text: str, foot: str, prompts: str) -> None:
        self.menu, self.foot = menu.split("|"), foot.split("|")
        self.head = head.split("|")
        self.text = text.strip().split("\n")
        self.prompts = prompts.split("|")

    def lines(self, apart: int, prompts: list[str]) -> list[str]:
        """The page with a prompt behind every so many paragraphs."""
        put = cycle(prompts)
        inner = [
            line
            for n, paragraph in enumerate(self.text, start=1)
            for line in (
                [paragraph, next(put)] if n % apart == 0 and n < len(self.text) else [paragraph]
            )
        ]
        return [*self.menu, *self.head, *inner, *self.foot]


ENGLISH = Page(
    "Home|News|Local|World|Politics|Business|Sport|Football|Rugby|Tennis|Culture|Books|Film|Music"
    "|Travel|Food|Weather|Jobs|Homes|Motors|Letters|Crosswords|Puzzles|Podcasts|Subscribe|Sign in",
    "Passengers spend night in school after flood shuts bridge|By Tom Ashby|12 November 2026",
    """
Passengers on the last bus from Harbour to Upper Melling spent the night on the floor of a village\
 school on Tuesday, after the river rose over the road.
The last bus left at ten.
Nobody had told the driver that the bridge was shut.
He turned round at the quarry and drove the eleven passengers back to the school.
They slept on gym mats.
"We had tea and biscuits, and somebody found a guitar," said Lena Farrow, 61.
The council says it put up signs on Monday.
Two of them had blown into a field.
By morning the water had dropped by half a metre.
A farmer took four people across on his trailer.
The rest walked.
Police said no one was hurt.
The bridge, built in 1911, was due to be replaced in 2019.
That work was put off twice.
A spokesman for the county said money had been set aside for next year.
Mrs Farrow says she will believe it when she sees it.
"I have heard that before," she said.
""",
    "Share|Copy link|Email|Comments|Related stories|Storm warning for the coast"
    "|Bus firm to cut night services|School reopens after flood|New bridge plans on show|Most read"
    "|Ten of the best walks|Quiz of the week|Who won at the weekend?|House prices fall again"
    "|About us|Contact us|Terms|Privacy|Cookies|Accessibility|© 2026 Valley Post",
    "Advertisement|Sign up to our newsletter|Follow us on WhatsApp"
    "|Read more: Storm warning for the coast",
)
INDONESIAN = Page(
    "Beranda|Berita|Nasional|Internasional|Ekonomi|Olahraga|Hiburan|Teknologi|Otomotif|Kesehatan"
    "|Foto|Video|Indeks|Masuk",
    "Warga Desa Sukamaju Gotong Royong Perbaiki Jembatan yang Putus|Rina Wulandari"
    "|Kamis, 12 Nov 2026 09:15 WIB",
    """
Sukamaju - Warga Desa Sukamaju bergotong royong memperbaiki jembatan bambu yang putus diterjang\
 banjir pekan lalu, tanpa menunggu bantuan pemerintah.
Jembatan itu satu-satunya jalan anak-anak ke sekolah.
"Kami tidak bisa menunggu sampai tahun depan," kata Kepala Desa Sukamaju, Darto.
Sekitar 40 warga bekerja sejak pagi.
Mereka memakai bambu dari kebun sendiri dan kawat sumbangan toko bangunan.
Ibu-ibu memasak di balai desa.
Pemerintah kabupaten berjanji akan membangun jembatan beton.
Namun anggarannya baru tersedia pada tahun 2027.
Menurut Darto, jembatan lama sudah tiga kali putus.
Tahun lalu seorang warga terluka.
Hingga sore, separuh jembatan sudah bisa dilewati.
"Yang penting anak-anak bisa sekolah besok," ujar Darto.
""",
    "Bagikan|Komentar|Berita Terkait|Harga Cabai Naik Jelang Akhir Tahun|Pasar Lama Direnovasi"
    "|Banjir Rendam Tiga Desa|Terpopuler|Lima Tempat Wisata Akhir Pekan|Tentang Kami|Redaksi"
    "|Pedoman Media Siber|Karier|Kontak|© 2026 Kabar Nusa",
    "ADVERTISEMENT|Baca juga: Banjir Rendam Tiga Desa, Ratusan Warga Mengungsi"
    "|Gabung channel WhatsApp kami",
)
SPANISH = Page(
    "Inicio|España|Internacional|Economía|Sociedad|Deportes|Cultura|Opinión|Televisión|Tecnología"
    "|Motor|Viajes|Iniciar sesión|Suscríbete",
    "Los vecinos de Valdehierro abren la panadería que nadie quería|Marta Quintanilla"
    "|12 de noviembre de 2026",
    """
Los vecinos de Valdehierro, un pueblo de 214 habitantes, han vuelto a abrir la panadería que cerró\
 en marzo, y la llevan por turnos desde el lunes pasado.
El horno es de 1958.
Nadie respondió al anuncio que puso el Ayuntamiento.
«Nos cansamos de comprar pan congelado en la gasolinera», cuenta Amparo Ledesma.
Son doce, y cada uno trabaja dos madrugadas al mes.
El primer día se quemaron treinta barras.
La harina viene de un molino de la comarca.
El local, de propiedad municipal, no paga alquiler.
A las nueve de la mañana no quedaba nada.
También llevan pan a tres aldeas vecinas.
El antiguo panadero, ya jubilado, les echa una mano.
«Lo difícil no es amasar, es levantarse», dice.
""",
    "Compartir|Comentarios|Te puede interesar|El tren vuelve a parar en la sierra"
    "|Cierra la última escuela del valle|Lo más leído|Diez rutas para el otoño|Contacto"
    "|Aviso legal|Política de privacidad|Política de cookies|© 2026 El Correo de la Sierra",
    "Publicidad|Síguenos en Telegram|Lee también: El tren vuelve a parar en la sierra",
)
JAPANESE = Page(
    "トップ|社会|政治|経済|国際|スポーツ|文化|暮らし|地域|写真|動画|特集|ログイン|会員登録",
    "山あいの集落、住民の手で橋を架け直す|2026年11月12日 8時30分",
    """
先週の大雨で流された木の橋を、山あいの集落の住民たちが自分たちで架け直した。町の工事を待てば再来年になると聞いたからだ。
橋は子どもたちが学校へ通うただ一つの道だった。
「来年まで待つことはできない」と区長の小野田さんは話す。
朝から四十人ほどが作業にあたった。
材料は裏山の竹と、金物店が寄付した針金だ。
昼には集会所でおにぎりが配られた。
町はコンクリートの橋を造ると約束している。
ただ、予算がつくのは再来年になるという。
古い橋はこれまでに三度流された。
夕方には半分まで渡れるようになった。
「明日、子どもたちが学校へ行ければいい」と小野田さんは笑った。
""",
    "シェア|ツイート|関連ニュース|野菜の値上がり続く|古い市場、改修へ|三つの地区で浸水"
    "|アクセスランキング|お問い合わせ|利用規約|プライバシーポリシー|© 2026 山里新聞",
    "広告|【関連記事】三つの地区で浸水、住民が避難|この記事をシェア",
)
PAGES = {"en": ENGLISH, "id": INDONESIAN, "es": SPANISH, "ja": JAPANESE}


@pytest.mark.parametrize("together", [False, True], ids=["one", "several"])
@pytest.mark.parametrize("apart", [1, 2, 3])
@pytest.mark.parametrize("language", PAGES)
def test_paragraphs_between_prompts_stay(language: str, apart: int, together: bool) -> None:
    page = PAGES[language]
    lines = page.lines(apart, page.prompts if together else page.prompts[:1])
    (found,) = strip(rules=RULES)(record(*lines_of("\n".join(lines))))
    kept = {line.text for line in found.lines if line.is_kept}
    lost = [paragraph for paragraph in page.text if paragraph not in kept]
    assert len(lost) <= 1, lost
    assert kept <= {*page.text, *page.head}


@pytest.mark.parametrize("language", PAGES)
def test_a_page_of_short_sentences_loses_its_menu(language: str) -> None:
    page = PAGES[language]
    short = [paragraph for paragraph in page.text[1:] if paragraph]
    lines = [*page.menu, *page.head, *short, *page.foot]
    (found,) = strip(rules=RULES)(record(*lines_of("\n".join(lines))))
    kept = {line.text for line in found.lines if line.is_kept}
    assert len(set(short) - kept) <= 1
    assert kept <= {*short, *page.head}


def test_a_few_sentences_among_short_lines_stay_with_them() -> None:
    lines = [*ENGLISH.menu[:5], *ENGLISH.text[3:6]]
    (found,) = strip(rules=RULES)(record(*lines_of("\n".join(lines))))
    rules = [line.label.rule for line in found.lines if line.label]
    assert "model/lines" not in rules
    assert {*ENGLISH.text[3:6]} <= {line.text for line in found.lines if line.is_kept}
