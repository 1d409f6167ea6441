"""Rules: folding, matching, layers, errors, proofs, and the rules that are built in."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsclip.errors import RuleError
from newsclip.knowledge.rules import (
    Hit,
    RuleSet,
    address_of,
    find_rule,
    load_rules,
    user_folder,
)
from tests.generators import document
from tests.rule_files import HEAD, PROSE, alone, rule, rule_file


def hits(path: Path, *lines: str, url: str | None = None) -> list[str | None]:
    """The ids of the hits, without the built-in rules' part in them."""
    return [None if hit is None else hit.rule for hit in alone(path).match(lines, url=url)]


def first_hit(path: Path, line: str) -> Hit:
    hit = alone(path).match([line])[0]
    assert hit is not None
    return hit


# Matching


def test_equals_ignores_marks_case_width_and_script(tmp_path: Path) -> None:
    path = rule_file(tmp_path, rule(phrases='["延伸閱讀", "Read more"]'))
    found = hits(path, "\u25bc 延伸阅读：", "READ  MORE...", "read more about rice")
    assert found == ["xx/one", "xx/one", None]


def test_starts_with_needs_a_word_border(tmp_path: Path) -> None:
    path = rule_file(tmp_path, rule(match="starts-with"))
    assert hits(path, "\u2022 Share this", "Shareholders met", "We share") == ["xx/one", None, None]


def test_a_phrase_that_begins_with_a_mark_wants_it(tmp_path: Path) -> None:
    path = rule_file(tmp_path, rule(match="starts-with", phrases='["【撰文", "# "]'))
    assert hits(path, "【撰文：王小明】", "撰文：王小明") == ["xx/one", None]


def test_ends_with_and_contains(tmp_path: Path) -> None:
    path = rule_file(
        tmp_path,
        rule("end", "ends-with", '["read more"]', "max_chars = 60"),
        rule("in", "contains", '["all rights reserved", "転載を禁じ"]', "max_chars = 60"),
    )
    lines = [
        "Rice is dear \u2026 Read more \u00bb",
        "We already read mores",
        "無断転載を禁じます。",
    ]
    assert hits(path, *lines) == ["xx/end", None, "xx/in"]


def test_longer_lines_are_never_touched(tmp_path: Path) -> None:
    path = rule_file(tmp_path, rule(match="contains", more="max_chars = 20"))
    assert hits(path, "please share it", "please share it with all") == ["xx/one", None]


def test_a_pattern_sees_the_folded_line(tmp_path: Path) -> None:
    path = rule_file(
        tmp_path, rule(match="regex", phrases="['^讨论 ?[(]?\\d+']", more="max_chars = 9")
    )
    assert hits(path, "討論（１２）", "討論") == ["xx/one", None]


def test_a_cased_pattern_sees_capitals(tmp_path: Path) -> None:
    more = 'role = "byline"\nmax_chars = 40\ncased = true'
    phrases = r"['^[Bb]y (?P<value>\p{Lu}\pL+ \p{Lu}\pL+)$']"
    path = rule_file(tmp_path, rule(match="regex", phrases=phrases, more=more))
    assert hits(path, "By  Jane Doe", "By night they") == ["xx/one", None]
    assert first_hit(path, "By  Jane Doe").value == "Jane Doe"


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("anywhere", [True, True, True]),
        ("head", [True, False, False]),
        ("tail", [False, False, True]),
        ("edge", [True, False, True]),
    ],
)
def test_where_looks_for_prose_near(tmp_path: Path, where: str, expected: list[bool]) -> None:
    path = rule_file(tmp_path, rule(more=f'where = "{where}"'))
    found = hits(path, "Share", "", PROSE, "Share", "", PROSE, "Share", "Print")
    assert [found[n] is not None for n in (0, 3, 6)] == expected


@pytest.mark.parametrize(
    ("above", "line", "below", "hits_it"),
    [
        # Links and emphasis leave lone words between the halves of a sentence.
        ("List option. Then click", "Share", ".", False),
        ("The", "share", "of the vote that went to the small parties fell again.", False),
        ("锁定本站的各位", "Share", "，我们用最新资讯填饱你。", False),
        ("She said that the two of them had agreed on how to", "share.", "He was late.", False),
        ("Sein Pflichtgefühl galt vor allem seiner Gemeinde und dem", "Share.", "Dann", False),
        # A menu is no sentence, nor is a label under a headline or a paragraph.
        ("home", "share", "print", True),
        ("Politics", "Share", "Sport", True),
        ("The council closes the bridge for the whole of the winter", "Share", "Print", True),
        (PROSE, "Share", "and print", True),
        ("12", "Share", ".", True),
        (", opens in a new tab", "Share", ", opens in a new tab", True),
        ("", "Share", "and the rest of the sentence goes on, as it did, for a long time", True),
    ],
)
def test_a_piece_of_a_sentence_is_no_label(
    tmp_path: Path, above: str, line: str, below: str, hits_it: bool
) -> None:
    path = rule_file(tmp_path, rule())
    assert (hits(path, above, line, below)[1] is not None) is hits_it


def test_what_somebody_says_is_no_label(tmp_path: Path) -> None:
    path = rule_file(tmp_path, rule())
    assert hits(path, "\u201eShare.\u201c", "\u201cShare\u201d") == [None, "xx/one"]


def test_rules_of_a_site_know_their_lines(tmp_path: Path) -> None:
    head = 'schema = 1\nsite = "example.org"\n'
    path = rule_file(tmp_path, rule(), head=head)
    assert hits(path, "Then click", "Share", ".", url="example.org")[1] == "xx/one"


def test_a_publisher_that_is_a_domain_stands_in_for_the_address() -> None:
    for publisher, expected in [("news.example.org", "news.example.org"), ("The News", None)]:
        record = document(["a"]).replace(publisher=publisher)
        assert address_of(record) == expected
        assert address_of(record.replace(url="https://example.net/a")) == "https://example.net/a"


def test_fields_get_what_follows_the_phrase(tmp_path: Path) -> None:
    path = rule_file(
        tmp_path,
        rule("by", "starts-with", '["撰文"]', 'role = "byline"'),
        rule("tags", "equals", '["tags"]', 'role = "keywords"\nvalue = "none"'),
        rule(
            "date",
            "regex",
            r"['^published:? (?P<value>\d.*)']",
            'role = "dateline"\nmax_chars = 60',
        ),
    )
    assert first_hit(path, "【撰文： 王 小明】").value == "王 小明"
    assert first_hit(path, "Tags:").value is None
    assert first_hit(path, "PUBLISHED  12 Mei 2020").value == "12 Mei 2020"


def test_the_strongest_rule_wins(tmp_path: Path) -> None:
    path = rule_file(
        tmp_path,
        rule("contains", "contains", '["share this page"]', "max_chars = 60"),
        rule("regex", "regex", "['share this page now please']", "max_chars = 60"),
        rule("starts", "starts-with", '["share"]'),
        rule("longer", "starts-with", '["share this"]'),
        rule("b", "equals", '["share this page now please"]'),
        rule("a", "equals", '["share this page now please"]'),
    )
    lines = ["Share this page now please", "Share this page", "A share this page now please"]
    assert hits(path, *lines) == ["xx/a", "xx/longer", "xx/regex"]


def test_rules_of_a_site_act_only_there(tmp_path: Path) -> None:
    head = 'schema = 1\nsite = "www.example.org"\n'
    path = rule_file(tmp_path, rule(), head=head, name="my.toml")
    url: str | None
    for url in ("https://example.org/a", "https://news.example.org:80/", "example.org"):
        assert hits(path, "Share", url=url) == ["my/one"]
    for url in (None, "https://badexample.org/", "https://example.org.evil.net/", "http://[x"):
        assert hits(path, "Share", url=url) == [None]


@settings(deadline=None)
@given(st.lists(st.text(max_size=40), max_size=8))
def test_any_lines_get_an_answer_each(lines: list[str]) -> None:
    found = load_rules_once().match(lines)
    assert len(found) == len(lines)
    assert all(hit is None for hit, line in zip(found, lines, strict=True) if not line.strip())


def load_rules_once(cache: list[RuleSet] = []) -> RuleSet:  # noqa: B006
    if not cache:
        cache.append(load_rules(user=False))
    return cache[0]


# Layers


def test_later_layers_are_stronger_and_may_replace_or_disable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "user"
    folder.mkdir()
    rule_file(folder, rule("mine", more='role = "nav"'), name="mine.toml")
    monkeypatch.setenv("NEWSCLIP_RULES", str(folder))
    top = rule_file(
        tmp_path,
        rule("sign-in", phrases='["log in"]', more='role = "noise"'),
        head=HEAD + 'disable = ["mine/mine"]\n',
    )

    def said(ruleset: RuleSet, line: str) -> str:
        hit = ruleset.match([line])[0]
        assert hit is not None
        return hit.rule

    assert said(load_rules(), "Share") == "mine/mine"
    assert said(load_rules([top]), "Log in") == "xx/sign-in"
    assert said(load_rules([top]), "Share") != "mine/mine"
    assert said(load_rules(user=False), "Share") != "mine/mine"
    assert [layer.kind for layer in load_rules([top]).layers][-2:] == ["user", "file"]


def test_a_rule_with_the_same_id_takes_the_place(tmp_path: Path, built_in_rules: RuleSet) -> None:
    path = rule_file(tmp_path, rule("login-label", phrases='["knock"]'), name="en.toml")
    ruleset = load_rules([path], user=False)
    assert len(ruleset.rules) == len(built_in_rules.rules)
    assert find_rule(ruleset, "en/login-label").rule.phrases == ("knock",)
    assert ruleset.fingerprint != built_in_rules.fingerprint


def test_a_rule_set_survives_pickling(built_in_rules: RuleSet) -> None:
    built_in_rules.match(["Share"])
    again = pickle.loads(pickle.dumps(built_in_rules))
    assert again == built_in_rules
    assert again.layers == built_in_rules.layers
    assert again.match(["Share"]) == built_in_rules.match(["Share"])


def test_the_user_folder() -> None:
    assert user_folder({"NEWSCLIP_RULES": "/a/b"}) == Path("/a/b")
    assert user_folder({}).parts[-2:] == ("newsclip", "rules")


def test_an_unknown_rule_gets_a_hint(built_in_rules: RuleSet) -> None:
    with pytest.raises(RuleError, match="did you mean 'en/login-label'"):
        find_rule(built_in_rules, "en/login-lable")


# Errors


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("schema = 1", "language"),
        ('language = "xx"', "schema"),
        (HEAD + "[[rules]]\n", "did you mean 'rule'"),
        (HEAD + "[[rule]]\n" + rule(more="max_char = 3"), "did you mean 'max_chars'"),
        (HEAD + "[[rule]]\n" + rule("A b"), "'id'"),
        (HEAD + "[[rule]]\n" + rule(match="equal"), "did you mean 'equals'"),
        (HEAD + "[[rule]]\n" + rule(more='role = "shared"'), "did you mean 'share'"),
        (HEAD + "[[rule]]\n" + rule(match="contains"), "'max_chars': missing"),
        (HEAD + "[[rule]]\n" + rule(phrases="[]"), "'phrases'"),
        (HEAD + "[[rule]]\n" + rule(phrases='"share"'), "not a list"),
        (HEAD + "[[rule]]\n" + rule(more='value = "rest"'), "fills no field"),
        (HEAD + "[[rule]]\n" + rule(more="cased = true"), "folds case"),
        (HEAD + "[[rule]]\n" + rule() + "\n[[rule]]\n" + rule(), "there twice"),
        ("schema = ", "not TOML"),
    ],
)
def test_a_malformed_file_is_named_with_rule_and_key(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        load_rules([path], user=False)
    assert str(caught.value).startswith(str(path))
    assert said in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("pattern", "said"), [("(a", "no RE2"), ("(?=a)b", "no RE2"), ("x*", "empty")]
)
def test_a_bad_pattern_is_refused(tmp_path: Path, pattern: str, said: str) -> None:
    path = rule_file(tmp_path, rule(match="regex", phrases=f"['{pattern}']", more="max_chars = 9"))
    with pytest.raises(RuleError, match=said) as caught:
        alone(path).match(["x"])
    assert caught.value.path == str(path)
    assert "'one'" in str(caught.value)


def test_a_missing_file_is_a_rule_error(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="cannot be read"):
        load_rules([tmp_path / "none.toml"], user=False)


# Every language says the commonest things


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("As an AI language model, I cannot do this.", "refusal"),
        ("作为一个人工智能语言模型，我无法提供该内容。", "refusal"),
        ("Sebagai model bahasa AI, saya tidak memiliki pendapat.", "refusal"),
        ("Als KI-Sprachmodell habe ich keine Meinung.", "refusal"),
        ("En tant que modèle de langage, je n’ai pas d’avis.", "refusal"),
        ("Como modelo de lenguaje, no tengo opiniones.", "refusal"),
        ("Sebagai model bahasa, saya tidak mempunyai pendapat.", "refusal"),
        ("延伸閱讀：", "related"),
        ("Baca juga: Harga beras naik", "related"),
        ("Lesen Sie auch: Die Preise steigen", "related"),
        ("Lire aussi : Les prix montent", "related"),
        ("Lee también: Suben los precios", "related"),
        ("関連記事", "related"),
        ("관련기사", "related"),
        ("© 2024 Example Media. All rights reserved.", "footer"),
        ("廣告", "ad"),
        ("Iklan", "ad"),
        ("Anzeige", "ad"),
        ("Leggi anche: Il prezzo del riso sale", "related"),
        ("Lees ook: De prijzen stijgen", "related"),
        ("Leia também: Sobem os preços", "related"),
        ("Czytaj także: Ceny rosną", "related"),
        ("Читайте также: Цены растут", "related"),
        ("İlgili haberler", "related"),
        ("Läs mer:", "related"),
        ("Xem thêm: Giá gạo tăng", "related"),
        ("اقرأ أيضا: ارتفاع الأسعار", "related"),
        ("यह भी पढ़ें: चावल के दाम बढ़े", "related"),
        ("Alle rettigheter reservert.", "footer"),
        ("Tilmeld dig nyhedsbrevet", "subscribe"),
    ],
)
def test_the_commonest_furniture_is_named(built_in_rules: RuleSet, line: str, role: str) -> None:
    hit = built_in_rules.match([line])[0]
    assert hit is not None
    assert hit.role == role


@pytest.mark.parametrize(
    "line",
    [
        PROSE,
        "Shareholders met on Monday.",
        "The Newsletter Trap",
        "By the Numbers",
        "Why the cookie crumbles",
        "Oleh karena itu, rapat ditunda.",
        "Von Berlin nach Paris",
        "Par exemple, la loi dit non.",
        "相關部門正在調查事故原因。",
        "廣告業今年衰退兩成。",
        "I am sorry for the delay, the mayor said.",
        "Leggi anche troppo severe, dice il giudice.",
        "Lees ook de bijsluiter, raadt de arts.",
        "Главное — не спешить, сказал тренер.",
        "Reklam sektörü bu yıl küçüldü.",
        "Del av byen var uten strøm i natt.",
        "Xem thêm phim ở nhà là thói quen mới.",
    ],
)
def test_running_text_is_left_alone(built_in_rules: RuleSet, line: str) -> None:
    assert built_in_rules.match([line])[0] is None
