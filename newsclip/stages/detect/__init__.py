"""Which language a record is in, and in which script Chinese is written.

Scripts are counted first. A script that one language writes is the answer; Han letters are judged
Hans, Hant, Japanese or Korean by paragraph and summed up; only alphabets that many languages share
are put to the vote: a model of letter n-grams, and langdetect in a tie.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

import msgspec

from newsclip.errors import UsageError
from newsclip.knowledge.regions import region_of
from newsclip.knowledge.script import LANGUAGE_OF_SCRIPT, HanVerdict, summed
from newsclip.pipeline import Stage
from newsclip.record import Record, Share, Warn
from newsclip.stages.detect.among import admits, languages_of
from newsclip.stages.detect.chinese import is_cantonese, leaning
from newsclip.stages.detect.pieces import FAMILY_CJK, LETTERS_A_CJK, REAL_LENGTH, Piece, cut
from newsclip.stages.detect.telling import told_by_letters

WARNING: Final = "language-uncertain"
BACKENDS: Final = ("newsclip", "langdetect")
# Fewer letters of a shared alphabet are an abbreviation, not a word of a language. Vowel signs are
# no letters, so words of other scripts than Latin have fewer.
_MIN_LETTERS: Final = {"Latin": 3}
_MIN_LETTERS_ELSEWHERE: Final = 2
# "2024年3月" has two Han letters that all of China and Japan share.
_MIN_NEUTRAL_HAN: Final = 4
# What stands beside the main language counts from this share on; it is furniture below.
_REAL_SHARE: Final = 0.03
# The score of Chinese that no character puts down as Simplified or Traditional, of one where only
# characters do that the other script has now and then, and of Cantonese.
_NEUTRAL_SCORE: Final = 0.5
# Words of a region that a reason names.
_NAMED: Final = 5
_LEANING_SCORE: Final = 0.9
_CANTONESE_SCORE: Final = 0.95


class Verdict(msgspec.Struct, frozen=True):
    """The language of a text: a BCP 47 tag, ``und`` when there is too little to tell.

    Chinese has a region, as in ``zh-Hant-TW``, where words show it: they are in ``reason``.
    ``score`` is 0 to 1. ``shares`` are of the letters in paragraphs of real length, largest first;
    a Han, kana or Hangul letter counts as three. ``reason`` says what the verdict rests on.
    """

    language: str
    score: float
    shares: tuple[Share, ...]
    reason: str


class _Choice(msgspec.Struct, frozen=True):
    """Which languages may be named, all when it is empty, and who is asked."""

    among: frozenset[str] = frozenset()
    backend: str = BACKENDS[0]


class _Finding(msgspec.Struct, frozen=True):
    """A language with its weight in letters, 0 for ``und``."""

    language: str
    weight: int
    score: float
    reason: str


def detect(*, among: Sequence[str] = (), backend: str = BACKENDS[0]) -> Stage:
    """The stage that sets ``language``, ``language_score`` and ``languages``.

    It judges the title and the text. What the record said of its own language is replaced. A record
    that says too little gets ``und`` and the warning ``language-uncertain``. ``among`` and
    ``backend`` are those of ``detect_language``. Raises UsageError for one that there is not.
    """
    return partial(_detect, choice=_choice(among, backend))


def detect_language(text: str, *, among: Sequence[str] = (), backend: str = BACKENDS[0]) -> Verdict:
    """The verdict on a text; the same text has the same verdict whatever was asked before.

    ``among`` names the only languages that there can be, such as ``("id", "ms", "zh-Hant")``;
    ``zh``, or ``zh-CN``, stands for Chinese in any script, ``eng`` for ``en``. The backend
    ``langdetect`` gives what langdetect says by itself, in its own names. Raises UsageError for a
    language or a backend that there is not.
    """
    return _judged(text, _choice(among, backend))


def verdict_of(record: Record, *, among: Sequence[str] = (), backend: str = BACKENDS[0]) -> Verdict:
    """The verdict on the title and the text of a record, as by ``detect_language``."""
    text = record.text if record.title is None else f"{record.title}\n{record.text}"
    return detect_language(text, among=among, backend=backend)


def _choice(among: Sequence[str], backend: str) -> _Choice:
    if backend not in BACKENDS:
        raise UsageError(f"unknown backend {backend!r}", hint=f"choose {' or '.join(BACKENDS)}")
    return _Choice(languages_of(among), backend)


def _judged(text: str, choice: _Choice) -> Verdict:
    families: dict[str, list[Piece]] = {}
    for piece in cut(text):
        families.setdefault(piece.family, []).append(piece)
    weights = {family: sum(p.weight for p in pieces) for family, pieces in families.items()}
    ranked = sorted(weights, key=lambda family: (-weights[family], family))
    if not ranked:
        return Verdict("und", 0.0, (), "no letters outside of links, addresses and code")
    if choice.backend == "langdetect":
        return _by_langdetect(text)
    findings: list[_Finding] = []
    for family in ranked:
        pieces = families[family]
        if family != ranked[0]:
            pieces = [piece for piece in pieces if piece.weight >= REAL_LENGTH]
        if pieces:
            findings += _judge(family, pieces, choice.among)
    found = _verdict([_admitted(finding, choice.among) for finding in findings])
    return found if choice.among else _placed(found, text)


def _placed(verdict: Verdict, text: str) -> Verdict:
    """The verdict with the region of a text in Chinese, where its words tell one."""
    script = verdict.language
    region = region_of(text, script) if script in {"zh-Hans", "zh-Hant"} else None
    if region is None:
        return verdict
    tag = f"{script}-{region.tag}"
    shares = tuple(
        Share(tag, share.share) if share.language == script else share for share in verdict.shares
    )
    reason = f"{verdict.reason}; words of {region.tag}: {', '.join(region.words[:_NAMED])}"
    return msgspec.structs.replace(verdict, language=tag, shares=shares, reason=reason)


def _by_langdetect(text: str) -> Verdict:
    from newsclip.stages.detect.langdetect_vote import raw_answer  # noqa: PLC0415 - heavy

    found = raw_answer(text)
    if found is None:
        return Verdict("und", 0.0, (), "langdetect knows none of its letters")
    share = Share(found.language, 1.0)
    return Verdict(found.language, round(found.chance, 4), (share,), "langdetect alone")


def _admitted(finding: _Finding, among: frozenset[str]) -> _Finding:
    """The finding, or ``und`` where its language is none of those that there can be."""
    if not finding.weight or admits(among, finding.language):
        return finding
    return _Finding("und", 0, 0.0, f"{finding.language}, which is none of those to choose among")


def _detect(record: Record, *, choice: _Choice) -> list[Record]:
    verdict = verdict_of(record, among=tuple(choice.among), backend=choice.backend)
    warnings = record.warnings
    doubt = Warn(WARNING, f"no language can be told: {verdict.reason}")
    if verdict.language != "und":
        warnings = tuple(w for w in warnings if w.code != WARNING)
    elif doubt not in warnings:
        warnings = (*(w for w in warnings if w.code != WARNING), doubt)
    record = record.replace(
        language=verdict.language,
        language_score=verdict.score,
        languages=verdict.shares,
        warnings=warnings,
    )
    options: dict[str, object] = {}
    if choice.among:
        options["among"] = sorted(choice.among)
    if choice.backend != BACKENDS[0]:
        options["backend"] = choice.backend
    return [record.with_step("detect", **options)]


def _verdict(findings: list[_Finding]) -> Verdict:
    """The findings as one verdict; what is too small a share of the whole is left out."""
    sure = [finding for finding in findings if finding.weight]
    if not sure:
        return Verdict("und", 0.0, (), findings[0].reason)
    total = sum(finding.weight for finding in sure)
    main = min(sure, key=lambda finding: (-finding.weight, finding.language))
    sure = [f for f in sure if f is main or f.weight >= _REAL_SHARE * total]
    total = sum(finding.weight for finding in sure)
    shares = sorted(
        (Share(finding.language, round(finding.weight / total, 3)) for finding in sure),
        key=lambda share: (-share.share, share.language),
    )
    return Verdict(main.language, round(main.score, 4), tuple(shares), main.reason)


def _judge(family: str, pieces: list[Piece], among: frozenset[str]) -> list[_Finding]:
    """What the pieces of one family of scripts say."""
    if family == FAMILY_CJK:
        return _judge_cjk(pieces, among)
    letters = sum(piece.weight for piece in pieces)
    texts = [piece.text for piece in pieces]
    if family in LANGUAGE_OF_SCRIPT:
        language = told_by_letters(family, " ".join(texts)) or LANGUAGE_OF_SCRIPT[family]
        reason = f"{letters} letters of the {family} script"
        return [_Finding(language, letters, 1.0, reason)]
    needed = _MIN_LETTERS.get(family, _MIN_LETTERS_ELSEWHERE)
    if letters < needed:
        reason = f"{letters} letters of the {family} script, not {needed}"
        return [_Finding("und", 0, 0.0, reason)]
    # numpy is heavy, and Chinese, Japanese, Thai ... never need it.
    from newsclip.stages.detect.alphabets import votes  # noqa: PLC0415

    found = votes(family, texts, letters, among)
    if not found:
        reason = f"{letters} {family} letters that fit no language well enough"
        return [_Finding("und", 0, 0.0, reason)]
    return [
        _Finding(vote.language, vote.letters, vote.score, f"{family} letters, by {vote.voter}")
        for vote in found
    ]


def _judge_cjk(pieces: list[Piece], among: frozenset[str]) -> list[_Finding]:
    verdicts = [piece.han for piece in pieces if piece.han]
    main = summed(verdicts)
    if main.tag == "zh":
        lean = leaning("".join(piece.text for piece in pieces))
        if lean:
            reason = f"{main.letters} Han letters, some of which the other script hardly uses"
            return [_Finding(lean, LETTERS_A_CJK * main.letters, _LEANING_SCORE, reason)]
        if main.letters < _MIN_NEUTRAL_HAN:
            reason = f"{main.letters} Han letters that several languages share"
            return [_Finding("und", 0, 0.0, reason)]
    by_tag: dict[str, list[HanVerdict]] = {}
    cantonese: list[HanVerdict] = []
    for piece in pieces:
        if piece.han and piece.han.tag.startswith("zh") and is_cantonese(piece.text):
            cantonese.append(piece.han)
        elif piece.han:
            by_tag.setdefault(_tag_in(piece.han, main.tag), []).append(piece.han)
    neutral = by_tag.pop("zh", [])
    chinese = [tag for tag in by_tag if tag.startswith("zh")]
    if neutral:
        heirs = chinese or ["zh"]
        heir = max(heirs, key=lambda tag: sum(v.letters for v in by_tag.get(tag, ())))
        by_tag.setdefault(heir, []).extend(neutral)
    found = [_cjk_finding(tag, verdicts) for tag, verdicts in sorted(by_tag.items())]
    if cantonese:
        weight = LETTERS_A_CJK * summed(cantonese).letters
        found.append(_Finding("yue", weight, _CANTONESE_SCORE, "words that only Cantonese writes"))
    return found


def _tag_in(verdict: HanVerdict, document: str) -> str:
    return document if verdict.follows(document) else verdict.tag


def _cjk_finding(tag: str, verdicts: list[HanVerdict]) -> _Finding:
    """The finding on paragraphs with one tag; the score is Laplace's on the deciding characters."""
    whole = summed(verdicts)
    weight = LETTERS_A_CJK * whole.letters
    if tag == "zh":
        reason = f"{whole.letters} Han letters, none only Simplified or only Traditional"
        return _Finding(tag, weight, _NEUTRAL_SCORE, reason)
    if tag in {"ja", "ko"}:
        what = "kana and characters of Japan" if tag == "ja" else "Hangul"
        score = (whole.foreign + 1) / (whole.foreign + 2)
        return _Finding(tag, weight, score, f"{whole.foreign} {what}")
    mine = whole.hans if tag == "zh-Hans" else whole.hant
    score = (mine + 1) / (whole.hans + whole.hant + 2)
    reason = f"{whole.hans} characters only Simplified, {whole.hant} only Traditional"
    return _Finding(tag, weight, score, reason)
