"""Reports of one template, as agencies make them: alike in their words, different stories."""

from __future__ import annotations

import random
import re

# {n} is a number, {n2} one of two digits, {p} a share, {name} a name, {place} a place.
TEMPLATES: dict[str, tuple[str, ...]] = {
    "en": (
        "Weather for {place}. Today will be partly cloudy with a high of {n2} degrees and a low of "
        "{n2} degrees. Winds will come from the {side} at {n2} kilometres an hour, with gusts of "
        "{n2}. There is a {n2} percent chance of rain in the afternoon. Tomorrow the high will be "
        "{n2} degrees, and on {day} the thermometer in {place} may reach {n2}. The sun rises at "
        "{n2}:{n2} and sets at {n2}:{n2}. The water in the bay is {n2} degrees warm.",
        "Shares of {name} Holdings closed at {n}.{n2} on {day}, {up} {p} percent, after the company "
        "reported a quarterly profit of {n} million. Revenue rose to {n} million from {n} million a "
        "year earlier. Analysts had expected {n} million. The {place} index ended the session at "
        "{n}, {up} {p} percent, while trading volume reached {n} million shares. {name} Holdings "
        "has {up} {p} percent since the start of the year.",
        "{name} United beat {place} City {n1}-{n1} on {day} in front of {n} spectators. {name} "
        "scored in minute {n2} from a corner, and {name} doubled the lead in minute {n2}. The home "
        "side had {n2} shots and {n2} percent of possession. {name} United now have {n2} points "
        "from {n2} games and stand in place {n1} of the table. On {day} they travel to {place}.",
    ),
    "zh-Hans": (
        "{place}气象台{n2}日发布天气预报:今天白天多云,最高气温{n2}摄氏度,夜间最低气温{n2}摄氏度,"
        "偏{side}风{n1}级,阵风{n1}级。明天晴转多云,气温{n2}至{n2}摄氏度,降水概率百分之{n2}。"
        "后天有小雨,最高气温{n2}摄氏度,空气质量指数在{n2}到{n}之间。预计本周末{place}的气温将{up}"
        "{n1}摄氏度左右,请市民出行时注意增减衣物,驾车时注意路面湿滑。",
        "{name}股份{n2}日收盘报{n2}.{n2}元,{up}百分之{p},成交额{n}亿元,换手率百分之{p}。公司前三季度"
        "实现营业收入{n}亿元,同比{up}百分之{p};归属于股东的净利润{n}亿元,同比{up}百分之{p}。当日大盘"
        "收于{n}点,{up}百分之{p}。机构预计公司全年每股收益为{n1}.{n2}元,对应市盈率{n2}倍。",
        "在{n2}日晚进行的一场联赛中,主场作战的{place}队以{n}比{n}战胜{place}队,取得{n1}连胜。全场比赛,"
        "{name}得到{n2}分{n2}个篮板,{name}贡献{n2}分{n2}次助攻。上半场双方战成{n2}比{n2},第三节主队打出"
        "一波{n2}比{n1}的高潮拉开比分。客队方面,{name}得到全队最高的{n2}分。",
    ),
    "ja": (
        "{place}の{n2}日の天気は晴れ時々曇り、最高気温は{n2}度、最低気温は{n2}度の見込み。降水確率は"
        "{n2}%で、{side}の風が{n1}メートル前後吹く。あす{n2}日は最高{n2}度、最低{n2}度と平年より{n1}度ほど"
        "{up}。{place}の湿度は{n2}%で、日の出は午前{n1}時{n2}分、日の入りは午後{n1}時{n2}分となる。",
    ),
    "ko": (
        "{place} 지역의 {n2}일 낮 최고기온은 {n2}도, 아침 최저기온은 {n2}도로 예상된다. 강수 확률은 {n2}%이고 "
        "{side}풍이 초속 {n1}미터로 불겠다. 내일은 최고 {n2}도, 모레는 최고 {n2}도까지 {up} 것으로 보인다. "
        "미세먼지 농도는 {n2}마이크로그램으로 보통 수준이며 {place} 앞바다의 물결은 {n1}미터로 일겠다.",
    ),
    "de": (
        "In {place} wird es am {day} bis zu {n2} Grad warm, in der Nacht sinken die Werte auf {n2} "
        "Grad. Der Wind weht mit {n2} Kilometern pro Stunde aus {side}, das Risiko für Regen liegt "
        "bei {n2} Prozent. Am {day} klettert das Thermometer auf {n2} Grad, im Bergland auf {n2} "
        "Grad. Der Pegel in {place} steht bei {n} Zentimetern, {n2} Zentimeter unter dem Mittel.",
    ),
    "id": (
        "Harga emas di {place} pada hari {day} tercatat Rp {n}.{n} per gram, {up} {p} persen dari "
        "hari sebelumnya. Harga beli kembali berada di Rp {n}.{n} per gram. Untuk pecahan {n2} gram "
        "harganya Rp {n}.{n}, sedangkan pecahan {n2} gram dijual Rp {n}.{n}. Nilai tukar rupiah "
        "ditutup di level {n} per dolar, dan indeks saham {up} {n2} poin ke posisi {n}.",
    ),
    "es": (
        "El sorteo del {day} dejó la combinación ganadora {n2}, {n2}, {n2}, {n2}, {n2} y {n2}, con "
        "el complementario {n2} y el reintegro {n1}. No hubo acertantes de primera categoría, por "
        "lo que el bote sube a {n} millones de euros. En la segunda categoría hay {n1} acertantes, "
        "que cobrarán {n} euros cada uno. La recaudación fue de {n} euros, {p} por ciento más.",
    ),
}
_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {"side": ("north", "west", "south-east"), "up": ("up", "down"),
           "day": ("Monday", "Tuesday", "Friday", "Sunday")},
    "zh-Hans": {"side": ("南", "北", "东", "西"), "up": ("上涨", "下降"), "day": ("周一", "周五")},
    "ja": {"side": ("北", "南", "西"), "up": ("高い", "低い"), "day": ("月曜",)},
    "ko": {"side": ("북", "남", "서"), "up": ("오를", "내릴"), "day": ("월요일",)},
    "de": {"side": ("Westen", "Norden", "Südost"), "up": ("mehr",),
           "day": ("Montag", "Dienstag", "Freitag")},
    "id": {"side": ("utara",), "up": ("naik", "turun"), "day": ("Senin", "Rabu", "Jumat")},
    "es": {"side": ("norte",), "up": ("más",), "day": ("lunes", "martes", "sábado")},
}  # fmt: skip
_SYLLABLES = ("ba", "ko", "ri", "men", "to", "lus", "va", "den", "shi", "mar", "tel", "no")
_HAN = "安平和宁昌临江海山河泰景新兴永福林城川州北南文光明春华"


def lookalike(random: random.Random) -> tuple[str, str]:
    """A language, and a report of one of its templates."""
    language = random.choice(list(TEMPLATES))
    return language, filled(random.choice(TEMPLATES[language]), language, random)


def filled(template: str, language: str, random: random.Random) -> str:
    """A template with other figures and names in each place."""
    names = {key: _name(language, random) for key in ("name", "place")}

    def value(match: re.Match[str]) -> str:
        kind = match[1]
        if kind in names:
            # The one that a report is about is named again; the others are new.
            return names[kind] if random.random() < 0.6 else _name(language, random)
        if kind in _WORDS[language]:
            return random.choice(_WORDS[language][kind])
        if kind == "p":
            return f"{random.randrange(20)}.{random.randrange(10)}"
        low, high = {"n1": (1, 10), "n2": (10, 60), "n": (60, 9999)}[kind]
        return str(random.randrange(low, high))

    return re.sub(r"\{(\w+)\}", value, template)


def _name(language: str, random: random.Random) -> str:
    if language in {"zh-Hans", "ja"}:
        return "".join(random.sample(_HAN, 2))
    return "".join(random.sample(_SYLLABLES, random.choice((2, 3)))).capitalize()
