"""Hypothesis strategies that make what scraped news has, not random ASCII."""

from __future__ import annotations

import hashlib

from hypothesis import strategies as st

from newsclip.record import Record, Source, document_id, lines_of

SENTENCES = (
    "市政府週三宣布,明年起將分三階段更新全市的公車路線,首批十二條路線預計在四月上路。",
    "交通局長表示,這項計畫經過兩年調查,並且聽取了二十多場說明會上居民的意見。",
    "市政府周三宣布,明年起将分三阶段更新全市的公交线路,首批十二条线路预计在四月开通。",
    "專家指出,企業麵臨的最大挑戰在於控製成本,同時還要嚐試新的係統(Anna",
    "Lindqvist)並且向客戶說明,這一製度從曆史上看並不罕見,各方麵都需要時間。",
    "學(xué)校發(fā)言人說,這項計劃將於後年開(kāi)始,預計有三千名學(xué)生參加。",
    "Pemerintah kota mengumumkan bahwa mulai tahun depan jalur bus akan diperbarui bertahap.",
    "The city said on Wednesday that it would renew its bus network in three stages from next year.",
    "Die Stadt teilte am Mittwoch mit, dass sie ihr Busnetz vom kommenden Jahr an erneuern werde.",
    "市は水曜日、来年から三段階でバス路線を見直すと発表しました。最初の十二路線は四月に始まります。",
    "시는 수요일 내년부터 세 단계로 버스 노선을 개편한다고 밝혔다. 첫 열두 개 노선은 4월에 시작된다.",
    "«Мы слушали жителей», — сказала директор департамента, — «и изменили двенадцать маршрутов».",
)
HEADLINES = (
    "公車路網大更新!十二條路線四月上路,票價怎麼算?",
    "公交线网调整",
    "City renews its bus network in three stages",
    "挑戰與進展",
    "Jalur bus baru mulai April",
    "バス路線、三段階で見直し",
)
FURNITURE = (
    "登入會員",
    "請先登入會員",
    "延伸閱讀:公車票價為何三年不變?",
    "往下滑看下一篇文章",
    "責任編輯:林小安",
    "關鍵字: #公車 #票價",
    "圖/ 市政府提供",
    "Baca juga: Tarif bus naik",
    "Sign in to continue",
    "Share on social media",
    "Related stories",
    "© 2025 All Rights Reserved.",
    "發(fā)表評論",
    "0條評論,0人參與",
    "粵ICP備00000000號",
    "对不起,我无法理解您提供的信息。",
    "https://example.org/2025/11/bus?id=7",
    "首頁",
    "2025-11-03 09:30",
)
WHITE = ("", " ", "   ", "\u3000", "\u00a0\u00a0", "\t")
ODD = (
    "\u3000\u3000市政府(Anna",
    "\u2f00\u2f08同意\u200b這項\ufeff計畫",
    "a line with a C1 control \u0085 and \u009b inside",
    "e\u0301te\u0301 in two code points",
    "left\u202eright\u2066 and a separator\u2028here",
    "😀👨\u200d👩\u200d👧 emoji",
    "\ufffd\ufffd broken",
    "=SUM(A1)",
    "\f",
)

lines = st.one_of(
    st.sampled_from(SENTENCES),
    st.sampled_from(HEADLINES),
    st.sampled_from(FURNITURE),
    st.sampled_from(WHITE),
    st.sampled_from(ODD),
    st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=4).map("".join),
)


@st.composite
def wrapped(draw: st.DrawFn) -> list[str]:
    """A paragraph broken into lines of a width, as mail and old sites do."""
    text = " ".join(draw(st.lists(st.sampled_from(SENTENCES[6:9]), min_size=3, max_size=6)))
    width = draw(st.sampled_from((40, 60, 72)))
    out, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            out.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*out, line, ""]


@st.composite
def doubled(draw: st.DrawFn) -> list[str]:
    """A headline printed twice above two paragraphs, with what ends an article below."""
    head = draw(st.sampled_from(HEADLINES))
    text = draw(st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=3))
    return [head, head, "", *text, "", draw(st.sampled_from(FURNITURE))]


page_lines = st.lists(
    st.one_of(lines.map(lambda line: [line]), wrapped(), doubled()), min_size=0, max_size=14
).map(lambda parts: [line for part in parts for line in part])


def document(parts: list[str], path: str = "page.txt") -> Record:
    """The record that reading a text file with these lines gives."""
    text = "\n".join(parts)
    data = text.encode()
    sha256 = hashlib.sha256(data).hexdigest()
    count = len(parts)
    source = Source(path, None, "text/plain", "utf-8", sha256, 1, count, len(data))
    found = lines_of(text) if parts else ()
    return Record(type="document", id=document_id(sha256, 1, count), source=source, lines=found)


documents = page_lines.map(document)
