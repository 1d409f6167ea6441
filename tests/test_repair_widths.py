"""Wrapped text that is narrow, or stands beside text that is not, is joined; verse and lists stay."""

from __future__ import annotations

import itertools
import json
import textwrap

import pytest

from newsclip.record import Record
from newsclip.schema import from_json
from newsclip.stages.repair import repair

PLAIN = [
    "The ferry company has bought a second boat for the winter, because the first one lay in the "
    "yard for most of November and the islanders had to row their own letters to the mainland.",
    "It was built in a town far up the river, where nobody had asked for one, and carries twelve "
    "people, two of them standing. The captain says that this is a matter of how much they ate.",
    "A third boat is not planned. The company would rather see a bridge, which would cost more but "
    "would not have to be painted in the spring, and a bridge is never late for anything.",
]
WOVEN = [
    "In the weaving mill above the weir the looms stand still once a week, so that the wool can "
    "dry. The owner calls it the quietest day of the mill and reads the paper from front to back.",
    "Her apprentices, who are paid by the yard, see it differently and have written her a letter. "
    "It was answered on the following Thursday, in a friendly tone, with a ball of grey yarn.",
    "Nobody remembers who began with the custom. The oldest order book, kept in a drawer below the "
    "window, shows that the mill sold nothing on a Thursday even in the year of the great flood.",
]
HARBOUR = [
    "渡口的售票員說，冬天坐船的人少了一半，可是船還是要按時開，因為對岸的郵局只有這一條路。"
    "她把暖水壺放在窗口，誰來都可以倒一杯。上個月換了新船，馬達的聲音小了很多，老人們反而聽不慣。",
    "船長姓羅，今年五十八歲，開了三十一年的船，他說最難的不是風浪，而是早晨的霧。"
    "霧大的時候，他把速度放到最慢，讓副手站在船頭敲鐘，一直敲到對岸的狗叫起來為止。",
    "鎮公所打算明年修一座橋，預算還沒有通過，店家的看法也不一樣。有人說橋一通，年輕人就不走了，"
    "也有人說，橋一通，年輕人走得更快。售票員沒有意見，只問了一句橋上賣不賣票。",
]
LONG = [
    "山上的氣象站每隔六小時量一次溫度和雨量，把數字用無線電報給平地，幾十年來沒有斷過一天，連颱風"
    "把屋頂掀走的那個晚上，值班的人也是抱著儀器躲在桌子底下，等風眼經過的時候跑出去看了一眼才回來記下的。",
    "現在儀器都換成自動的，站裡只留下兩個人輪流看守，他們種了一小塊菜園，養了三隻雞，最近還把從前的手寫"
    "紀錄一頁一頁拍成照片，準備交給平地的學校去整理，說是讓學生們看看數字原來也有胖有瘦，有急有慢，有好看的。",
]
KINSOKU = "，。、；：！？”’」』）"


def unwrapped(text: str) -> str:
    record = from_json(json.dumps({"text": text}))
    (result,) = repair()(record)
    assert isinstance(result, Record)
    (again,) = repair()(from_json(json.dumps({"text": result.text})))
    assert again.text == result.text
    return result.text


def wrap(text: str, width: int) -> str:
    return textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)


def cut(text: str, width: int) -> str:
    """The text in lines of so many characters; marks hang over the end of a line."""
    lines = []
    while text:
        end = width
        while text[end : end + 1] and text[end] in KINSOKU:
            end += 1
        lines.append(text[:end])
        text = text[end:]
    return "\n".join(lines)


@pytest.mark.parametrize("width", [64, 72])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("is_above", [True, False])
def test_a_wrapped_page_beside_one_that_is_not(width: int, gap: str, is_above: bool) -> None:
    wrapped = gap.join(wrap(text, width) for text in WOVEN)
    plain = "\n".join(PLAIN * 3)
    pages, joined = [plain, wrapped], [plain, gap.join(WOVEN)]
    if is_above:
        pages, joined = pages[::-1], joined[::-1]
    assert unwrapped("\n\n".join(pages)) == "\n\n".join(joined)


def test_pages_wrapped_at_two_widths_are_both_joined() -> None:
    parts = ["\n\n".join(wrap(text, 50) for text in WOVEN), *PLAIN]
    parts.append("\n\n".join(wrap(text, 76) for text in WOVEN))
    whole = "\n\n".join(WOVEN)
    assert unwrapped("\n\n".join(parts)) == "\n\n".join([whole, *PLAIN, whole])


@pytest.mark.parametrize("width", [12, 14, 16, 18, 20, 26])
@pytest.mark.parametrize("indent", ["", "\u3000\u3000"])
@pytest.mark.parametrize("pages", [[], LONG * 2])
def test_chinese_of_narrow_columns(width: int, indent: str, pages: list[str]) -> None:
    paragraphs = [indent + text for text in HARBOUR]
    wrapped = [cut(text, width) for text in paragraphs]
    assert unwrapped("\n\n".join([*pages, *wrapped])) == "\n\n".join([*pages, *paragraphs])


def test_an_indent_opens_a_paragraph() -> None:
    paragraphs = ["\u3000\u3000" + text for text in HARBOUR]
    text = unwrapped("\n".join(cut(paragraph, 17) for paragraph in paragraphs))
    assert [line for line in text.split("\n") if line.startswith("\u3000")] == [
        line for line in paragraphs if line in text.split("\n")
    ]


def set_wide(text: str, columns: int) -> str:
    """The text in lines of so many columns, where curly quotes are as wide as the characters."""
    lines, line = [], ""
    for character, following in itertools.zip_longest(text, text[1:], fillvalue=""):
        line += character
        used = sum(1 if one.isascii() else 2 for one in line)
        if used + (1 if following.isascii() else 2) > columns and following not in KINSOKU:
            lines.append(line)
            line = ""
    return "\n".join([*lines, line] if line else lines)


def test_curly_quotes_may_be_two_columns_wide() -> None:
    quoted = [
        "“橋”和“船”哪個好，售票員不肯說，只說她小時候“山那邊”就是天邊，坐船過去要帶“三天的飯”，2024年"
        "那次停航，她“睡在窗口”，聽了一夜的水聲。第二天“羅船長”帶來一袋米，說“先吃飽”，再談“別的事”。",
        "郵局的“老規矩”是信到了就敲鐘，1998年以前“一天一次”，現在“一週一次”，鐘也換成“電的”，"
        "可是聲音太小，對岸的人都說“聽不見”，只好改成“掛旗子”，紅的是信，黃的是“包裹”，藍的是“沒有”。",
    ]
    text = "\n\n".join(set_wide(one, 46) for one in quoted * 2)
    assert unwrapped(text) == "\n\n".join(quoted * 2)


KEPT = {
    "free verse": "渡口的燈亮了一盞，又亮了一\n盞我數著它們走回山上的小屋\n水壺在爐上輕輕地響，窗外沒\n"
    "有船經過只有去年冬天的風聲\n還掛在晾衣繩上，像一件沒收\n的外套等著誰，把它穿走再還\n"
    "回來站在門口，說一聲我到了。",
    "verse with stops": "我把一張沒有用過的船票夾進書裡，\n讓它陪著那些沒有人讀過的舊詩句，\n"
    "你若翻到那一頁請不要把它拿出來，\n因為它已經替我坐過了所有的船班，\n"
    "一班兩班三班直到渡口變成一座橋，\n直到橋上的人不再記得船是什麼樣。",
    "classical": "渡頭殘月照人遲，水面清風送客時。\n一棹煙波歸古寺，半窗燈火讀殘詩。\n"
    "山僧不問人間事，野鶴空留石上詩。\n他日重來尋舊路，橋邊楊柳已成絲。",
    "headlines": "渡口換新船，老人反而聽不慣馬達\n鎮公所要修橋，店家看法不一各說\n"
    "郵局改掛旗子，紅的是信黃的包裹\n氣象站剩兩人，種菜養雞兼看風向\n"
    "船長敲鐘過霧，對岸的狗叫了才停\n學校整理舊紀錄，數字也有胖和瘦",
    "questions": "渡口換了新船，老人為何聽不慣呢\n鎮公所要修橋，店家看法為何不一？\n"
    "郵局改掛旗子，紅黃藍各是什麼事\n氣象站剩兩人，還能撐過幾個冬？\n"
    "船長敲鐘過霧，對岸的狗為何叫起\n學校整理紀錄，數字真的有胖瘦？",
    "menu": "紅燒牛肉麵，大碗加麵不另外加價\n清蒸石斑魚，時價請先向店員詢問\n"
    "蒜蓉蒸扇貝，六只起售限店內食用\n梅菜扣肉煲，附送白飯兩小碗和湯\n"
    "時蔬配臘味，今日供應菜心和豆苗",
    "scores": "渡口隊三比一勝山城隊，觀眾八千\n東岸隊零比二負氣象隊，觀眾六千\n"
    "西灣隊二比二平郵局隊，觀眾五千\n南嶼隊四比三勝北島隊，觀眾九千\n"
    "老城隊一比零勝新港隊，觀眾七千",
    "names": "羅渡生、李船明、張霧海、陳鐘聲、林\n周橋頭、吳票口、鄭暖水、馮壺中、褚\n"
    "衛山上、蔣氣象、沈雨量、韓無線、楊\n朱自動、秦菜園、尤三雞、許手寫、何",
    "dialogue": "“你今天坐船去對岸嗎，老人家啊”\n“不去了，霧太大，我在這邊等等”\n"
    "“等到什麼時候呢，郵局要關門了”\n“等狗叫，狗叫了，船就到了對岸”\n"
    "“那要是狗不叫呢，牠今天也冷呀”\n“那就明天，明天的信也不會跑。”",
    "subtitles": "今天我們來到了河邊的這個小渡口\n這裡住著一位姓羅的老船長和副手\n"
    "他每天早上，都會站在船頭看霧氣\n把速度放慢，讓副手敲那口舊的鐘\n"
    "三十一年來，沒有一個人掉進河裡\n直到去年冬天，有一頂帽子飛走了",
    "japanese": "渡し場に新しい船、老人は音に慣れず\n橋の計画まとまらず、商店主の声割れ\n"
    "郵便局は旗を掲げ、赤は手紙黄は荷物\n山の観測所は二人に、畑と鶏の世話も\n"
    "霧の朝は鐘を鳴らし、犬の声で岸を知",
    "korean": "나루터에 새 배가 왔지만, 노인들은 소리가 작아 낯설다\n"
    "다리를 놓자는 계획, 가게 주인들의 생각은 서로 달라\n"
    "우체국은 깃발을 걸고, 붉은 것은 편지 노란 것은 짐\n"
    "산 위 관측소에는 두 사람, 밭과 닭을 함께 돌보는 일\n"
    "안개 낀 아침에는 종을 치고, 개가 짖으면 강가에 닿음",
    "english menu": "smoked eel on rye bread, with pickled beets and dill\n"
    "braised shoulder of lamb, white beans and rosemary jus\n"
    "roast cauliflower, almond cream, capers, golden raisin\n"
    "fried river trout, brown butter, new potatoes and peas\n"
    "baked apple, walnut crumble, cold custard and calvados",
}


@pytest.mark.parametrize("name", KEPT)
def test_verse_and_lists_of_one_length_stay(name: str) -> None:
    text = KEPT[name]
    assert unwrapped(text) == text
    for between in "\n", "\n\n":
        page = between.join([LONG[0], text, LONG[1], *PLAIN])
        assert unwrapped(page) == page
