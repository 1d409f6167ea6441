"""Links, addresses, code, account names and tags found in lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclip.knowledge.spans import code_lines, prose, spans, stretches


def found(line: str) -> list[tuple[str, str]]:
    return [(line[span.start : span.end], span.kind) for span in spans(line)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("见https://example.com/path软件很好", [("https://example.com/path", "url")]),
        ("见http://example.com软件很好", [("http://example.com", "url")]),
        ("https://例子.cn/软件 下载", [("https://例子.cn/软件", "url")]),
        ("https://例子.cn是一个域名", [("https://例子.cn", "url")]),
        ("在https://www.例子.中国/新闻，说", [("https://www.例子.中国/新闻", "url")]),
        (
            "https://zh.example.org/wiki/软件工程，好",
            [("https://zh.example.org/wiki/软件工程", "url")],
        ),
        ("https://example.com?q=软件&x=1 好", [("https://example.com?q=软件&x=1", "url")]),
        ("https://u:p@例子.cn:80/a?b=软", [("https://u:p@例子.cn:80/a?b=软", "url")]),
        ("http://127.0.0.1:8080/a。好", [("http://127.0.0.1:8080/a", "url")]),
        ("www.example.com.tw更多", [("www.example.com.tw", "url")]),
        ("example.com/新闻/2024", [("example.com/新闻/2024", "url")]),
        ("邮箱zhang@软件.com请联系", [("zhang@软件.com", "email")]),
        ("a.b+c@example.co.uk吧", [("a.b+c@example.co.uk", "email")]),
        ('`print("软件")`和``a`b``', [('`print("软件")`', "code"), ("``a`b``", "code")]),
        ("据@某某日报 报道", []),
        ("据 @某某日报 报道", [("@某某日报", "mention")]),
        ("#公司裁员# 据报道", [("#公司裁员#", "tag")]),
        ("#AI #人工智慧", [("#AI", "tag"), ("#人工智慧", "tag")]),
    ],
)
def test_spans(line: str, expected: list[tuple[str, str]]) -> None:
    assert found(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "普通的一句话，没有链接。",
        "A plain sentence and/or two; 10@20, C# 软件",
        "# 标题",
        "#这是一个没有空格的很长的标题因为有人这样写它",
        "价格是5`6",
        "比分3:2，时间12:30",
    ],
)
def test_no_spans(line: str) -> None:
    assert found(line) == []


def test_kinds_can_be_chosen() -> None:
    line = "#标签 https://example.com"
    assert [span.kind for span in spans(line, frozenset({"url"}))] == ["url"]


def test_prose_leaves_spans_out() -> None:
    assert prose("见https://example.com/a 吧") == "见  吧"


@given(st.text(alphabet="a软.@#/:`hтps =_-?&w例中国\n", max_size=60))
def test_stretches_join_to_the_line(line: str) -> None:
    masked = spans(line)
    assert "".join(piece for piece, _ in stretches(line, masked)) == line
    ends = [0]
    for span in masked:
        assert ends[-1] <= span.start < span.end <= len(line)
        ends.append(span.end)


def test_fenced_code() -> None:
    assert code_lines(["文", "```python", "软件 = 1", "```", "文"]) == {1, 2, 3}
    assert code_lines(["~~~", "软件", "~~~~"]) == {0, 1, 2}


def test_open_fence_is_no_code() -> None:
    assert code_lines(["文", "```", "后面还有一整篇文章。", "```软件"]) == set()


def test_indented_code_reads_like_code() -> None:
    lines = [
        '    print("软件")',
        "\tname = 软件",
        "    if (a) {",
        "    这是一个缩进的段落。",
        "\u3000\u3000他说（x=1）",
        "    An indented paragraph of prose (with a remark), as mails have.",
    ]
    assert code_lines(lines) == {0, 1, 2}


@pytest.mark.parametrize(
    "hostile",
    [
        "a",
        "a.",
        "@",
        "`",
        "https://",
        "软",
        "www.",
        "#",
        "a@",
        "软.",
        "a-",
        "https://软.",
        "f(",
        "a/",
    ],
)
def test_long_lines_take_linear_time(hostile: str) -> None:
    line = hostile * (100_000 // len(hostile))
    assert len(spans(line)) <= len(line)
    assert code_lines(["    " + line]) in (frozenset(), frozenset({0}))
