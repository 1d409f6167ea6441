"""Which language a record is in, and in which script Chinese is written.

Scripts are counted first. A script that one language writes is the answer; Han letters are judged
Hans, Hant, Japanese or Korean by paragraph and summed up; only alphabets that many languages share
are asked for a vote, on a sample.
"""

from __future__ import annotations

from typing import Final

import msgspec

from newsclip.knowledge.regions import region_of
from newsclip.knowledge.script import LANGUAGE_OF_SCRIPT, HanVerdict, summed
from newsclip.pipeline import Stage
from newsclip.record import Record, Share, Warn
from newsclip.stages.detect.pieces import FAMILY_CJK, LETTERS_A_CJK, REAL_LENGTH, Piece, cut

WARNING: Final = "language-uncertain"
# Two or three words: below this an alphabet's letters say little about their language. Scripts of
# a few languages need less than Latin with its hundreds.
_MIN_LETTERS: Final = {"Latin": 20}
_MIN_LETTERS_ELSEWHERE: Final = 10
# "2024年3月" has two Han letters that all of China and Japan share.
_MIN_NEUTRAL_HAN: Final = 4
# What stands beside the main language counts from this share on; it is furniture below.
_REAL_SHARE: Final = 0.03
# The score of Chinese that no character puts down as Simplified or Traditional.
_NEUTRAL_SCORE: Final = 0.5
# Words of a region that a reason names.
_NAMED: Final = 5


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


class _Finding(msgspec.Struct, frozen=True):
    """A language with its weight in letters, 0 for ``und``."""

    language: str
    weight: int
    score: float
    reason: str


def detect() -> Stage:
    """The stage that sets ``language``, ``language_score`` and ``languages``.

    It judges the title and the text. What the record said of its own language is replaced. A record
    that says too little gets ``und`` and the warning ``language-uncertain``.
    """
    return _detect


def detect_language(text: str) -> Verdict:
    """The verdict on a text; the same text has the same verdict whatever was asked before."""
    families: dict[str, list[Piece]] = {}
    for piece in cut(text):
        families.setdefault(piece.family, []).append(piece)
    weights = {family: sum(p.weight for p in pieces) for family, pieces in families.items()}
    ranked = sorted(weights, key=lambda family: (-weights[family], family))
    if not ranked:
        return Verdict("und", 0.0, (), "no letters outside of links, addresses and code")
    findings: list[_Finding] = []
    for family in ranked:
        pieces = families[family]
        if family != ranked[0]:
            pieces = [piece for piece in pieces if piece.weight >= REAL_LENGTH]
        if pieces:
            findings += _judge(family, pieces)
    return _placed(_verdict(findings), text)


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


def _detect(record: Record) -> list[Record]:
    text = record.text if record.title is None else f"{record.title}\n{record.text}"
    verdict = detect_language(text)
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
    return [record.with_step("detect")]


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


def _judge(family: str, pieces: list[Piece]) -> list[_Finding]:
    """What the pieces of one family of scripts say."""
    if family == FAMILY_CJK:
        return _judge_cjk([piece.han for piece in pieces if piece.han])
    letters = sum(piece.weight for piece in pieces)
    if family in LANGUAGE_OF_SCRIPT:
        reason = f"{letters} letters of the {family} script"
        return [_Finding(LANGUAGE_OF_SCRIPT[family], letters, 1.0, reason)]
    needed = _MIN_LETTERS.get(family, _MIN_LETTERS_ELSEWHERE)
    if letters < needed:
        reason = f"{letters} letters of the {family} script, not {needed}"
        return [_Finding("und", 0, 0.0, reason)]
    # langdetect is heavy, and Chinese, Japanese, Thai ... never need it.
    from newsclip.stages.detect.alphabets import votes  # noqa: PLC0415

    found = votes(family, [piece.text for piece in pieces], letters)
    if not found:
        return [_Finding("und", 0, 0.0, f"no known words among {letters} {family} letters")]
    return [
        _Finding(vote.language, vote.letters, vote.score, f"a vote among {family} languages")
        for vote in found
    ]


def _judge_cjk(verdicts: list[HanVerdict]) -> list[_Finding]:
    main = summed(verdicts)
    if main.tag == "zh" and main.letters < _MIN_NEUTRAL_HAN:
        reason = f"{main.letters} Han letters that several languages share"
        return [_Finding("und", 0, 0.0, reason)]
    by_tag: dict[str, list[HanVerdict]] = {}
    for verdict in verdicts:
        by_tag.setdefault(_tag_in(verdict, main.tag), []).append(verdict)
    neutral = by_tag.pop("zh", [])
    chinese = [tag for tag in by_tag if tag.startswith("zh")]
    if neutral:
        heirs = chinese or ["zh"]
        heir = max(heirs, key=lambda tag: sum(v.letters for v in by_tag.get(tag, ())))
        by_tag.setdefault(heir, []).extend(neutral)
    return [_cjk_finding(tag, found) for tag, found in sorted(by_tag.items())]


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
