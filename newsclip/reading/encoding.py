"""Bytes to text: decoded once, strictly where that can be, and it says when it was a guess."""

from __future__ import annotations

import codecs
import re
from typing import Final

import msgspec

from newsclip.errors import InputError, UsageError

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC: Final = (
    b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"PK\x03\x04", b"PK\x05\x06", b"%PDF-",
    b"\x7fELF", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd",
    b"\xd0\xcf\x11\xe0", b"SQLite format 3\x00", b"\xca\xfe\xba\xbe", b"OggS", b"ID3", b"wOF",
)  # fmt: skip
# Zero bytes and controls that no text uses; ESC, SO and SI switch sets in ISO 2022.
_CONTROLS: Final = bytes(c for c in range(32) if c not in b"\t\n\r\f\v\x1b\x0e\x0f\x1a")
# A stray control character is damage that repair mends; programs and images have a tenth of them.
_MAX_CONTROLS: Final = 0.02
# What the label of a page means to browsers: the superset that its bytes are really in.
_SUPERSETS: Final = {
    "gb2312": ("gb18030",),
    "gbk": ("gb18030",),
    "big5": ("big5hkscs", "cp950"),
    "shift_jis": ("cp932",),
    "euc_kr": ("cp949",),
    "ascii": ("cp1252",),
    "iso8859-1": ("cp1252",),
    "iso8859-9": ("cp1254",),
    "tis-620": ("cp874",),
}
_ALIASES: Final = {
    "x-gbk": "gbk",
    "x-sjis": "shift_jis",
    "x-euc-jp": "euc_jp",
    "ms949": "euc_kr",
    "windows-949": "euc_kr",
    "windows-31j": "shift_jis",
    "x-x-big5": "big5",
    "x-cp1251": "cp1251",
    "x-cp1252": "cp1252",
    "windows-874": "tis-620",
    "utf8mb4": "utf-8",
}
_ASCII: Final = "ascii"
_ISO_2022: Final = re.compile(rb"\x1b(?:\$[@B]|\$\([CD]|\([IJ]|\$\)C)")
_ISO_2022_CODECS: Final = ("iso2022_jp_ext", "iso2022_jp_2", "iso2022_kr")
_BROKEN: Final = "\ufffd"
# Of all characters that are more than a byte; text in another encoding has next to none.
_GOOD_UTF8: Final = 0.95
# Without one good character from the first bad byte on, in so many bytes, it is not UTF-8.
_LOOK: Final = 1 << 15
# Characters of a declared name that a warning repeats.
_LONGEST_NAME: Final = 40
# How much better a guess must be than the label of a page: wrong labels cost twice the bits.
_BETTER: Final = 0.67


class Decoded(msgspec.Struct, frozen=True):
    """Text, the codec that gave it, whether it was guessed, and doubts as (code, sentence)."""

    text: str
    encoding: str
    guessed: bool = False
    warnings: tuple[tuple[str, str], ...] = ()


def decode(
    data: bytes, *, label: str | None = None, html: bool = False, charset: str | None = None
) -> Decoded:
    """The text of ``data``, without its byte order mark.

    ``label`` is believed, as the superset that it means; ASCII is no more than ASCII. Else: a byte
    order mark, ISO 2022 escapes, UTF-16 by its zero bytes, UTF-8, the ``charset`` that a server
    said and with ``html`` the one that the page declares, each where it can be right, then the
    guess of ``guess.guesses``. Raises InputError when it is binary, in no encoding known here or
    not in ``label``; UsageError when that is unknown.
    """
    if label is not None:
        return _labelled(data, label)
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return _marked(data[len(bom) :], codec)
    controls = refuse_binary(data)
    shown = (_wide(data) if controls else None) or (_escaped(data) if data.isascii() else None)
    if shown is not None:
        declared = charset or (_charset_of(data) if html else None)
        return _guess_of(data.decode(shown, "replace"), shown, declared)
    try:
        return Decoded(data.decode(), "utf-8")
    except UnicodeDecodeError as error:
        first = error.start
    decoded = _almost_utf8(data, first) or _declared(data, charset)
    if decoded is None:
        said = _charset_of(data) if html else None
        decoded = _declared(data, said) or _guessed(data, said or charset)
    if decoded is None:
        raise InputError(
            "not text in any known encoding", hint="name it with --encoding, or leave the file out"
        )
    return decoded


def wide_codec(data: bytes) -> str | None:
    """The UTF-16 or UTF-32 codec that a byte order mark at the start of ``data`` names, or None."""
    codec = next((codec for bom, codec in _BOMS if data.startswith(bom)), None)
    return None if codec == "utf-8" else codec


def refuse_binary(data: bytes) -> int:
    """How many controls that no text uses ``data``, the start of a content, begins with.

    Raises InputError when it is no text.
    """
    head = data[: 1 << 16]
    if wide_codec(head) is not None:
        return 0
    controls = _controls(head)
    is_magic = head.startswith(_MAGIC) and (controls > 0 or not head.isascii())
    is_binary = is_magic or head.startswith(b"%PDF-") or controls > _MAX_CONTROLS * len(head)
    if is_binary and (is_magic or _wide(head[: len(head) & ~1]) is None):
        raise InputError("binary file", hint="only text, HTML and JSON Lines can be read")
    return controls


def codec_named(name: str) -> str:
    """The codec of an encoding name. Raises UsageError when there is none."""
    try:
        codec = codecs.lookup(_ALIASES.get(name.strip().lower(), name.strip()))
        # Codecs such as rot13 and base64 are none of text.
        "".encode(codec.name)
    except (LookupError, ValueError):
        hint = "use a name such as utf-8, gb18030, big5, shift_jis, euc-kr or windows-1252"
        raise UsageError(f"unknown encoding {name!r}", hint=hint) from None
    return codec.name


def beyond_ascii(text: str) -> int:
    """How many characters of a text are not ASCII."""
    return 0 if text.isascii() else len(text) - len(text.encode("ascii", "ignore"))


def _controls(data: bytes) -> int:
    return len(data) - len(data.translate(None, _CONTROLS))


def _labelled(data: bytes, label: str) -> Decoded:
    codec = codec_named(label)
    # Pages say ASCII and mean more; who names it here would get wrong letters without a word.
    for superset in (codec,) if codec == _ASCII else _supersets(codec):
        try:
            return Decoded(data.decode(superset).removeprefix("\ufeff"), superset)
        except UnicodeError:
            continue
    raise InputError(f"not in {label}", hint="leave --encoding out, so that it is found")


def _supersets(codec: str) -> tuple[str, ...]:
    return _SUPERSETS.get(codec, (codec,))


def _marked(data: bytes, codec: str) -> Decoded:
    text = data.decode(codec, "replace")
    return Decoded(text, codec, warnings=_undecodable(text.count(_BROKEN)))


def _escaped(data: bytes) -> str | None:
    """The codec of ISO 2022, by its escapes; else None."""
    if not _ISO_2022.search(data):
        return None
    for codec in _ISO_2022_CODECS:
        try:
            data.decode(codec)
        except UnicodeDecodeError:
            continue
        return codec
    return None


def _wide(data: bytes) -> str | None:
    """The codec of UTF-16 without a mark, the halves of whose letters are controls; else None."""
    from newsclip.reading.guess import wide_guess  # noqa: PLC0415 - loads no table for UTF-8

    return wide_guess(data)


def _almost_utf8(data: bytes, first: int) -> Decoded | None:
    """UTF-8 with a few bad bytes, or cut in the middle of a character; else None.

    ``first`` is the first bad byte.
    """
    if data[:first].isascii():
        start = data[first : first + _LOOK].decode("utf-8", "replace")
        if beyond_ascii(start) == start.count(_BROKEN):
            return None
    text = data.decode("utf-8", "replace")
    bad = text.count(_BROKEN) - data.count(b"\xef\xbf\xbd")
    others = beyond_ascii(text) - bad
    is_cut = bad == 1 and text.endswith(_BROKEN) and others > 0
    if not is_cut and others < _GOOD_UTF8 * (others + bad):
        return None
    return Decoded(text, "utf-8", warnings=_undecodable(bad))


def _charset_of(data: bytes) -> str | None:
    """The charset that a page declares."""
    from bs4.dammit import EncodingDetector  # noqa: PLC0415 - costs 0.1 s

    return EncodingDetector.find_declared_encoding(data, is_html=True)


def _declared(data: bytes, label: str | None) -> Decoded | None:
    """The content as a declared charset reads it, where that can be right; else None."""
    try:
        codec = codec_named(label or "")
    except UsageError:
        return None
    for superset in _supersets(codec):
        try:
            text = data.decode(superset)
        except UnicodeError:
            continue
        if not _is_beaten(data, superset):
            return Decoded(text, superset)
    return None


def _is_beaten(data: bytes, codec: str) -> bool:
    from newsclip.reading.guess import bits_of, guesses  # noqa: PLC0415 - loads the tables

    best = next(iter(guesses(data)), None)
    if best is None or best.codec == codec:
        return False
    return best.total < _BETTER * bits_of(data, codec)


def _guessed(data: bytes, declared: str | None) -> Decoded | None:
    """The text in the best guess, unless that leaves more than a few bad bytes."""
    from newsclip.reading.guess import MAX_BROKEN, guesses  # noqa: PLC0415 - loads the tables

    for guess in guesses(data)[:1]:
        text = data.decode(guess.codec, "replace")
        bad = text.count(_BROKEN)
        if bad <= 1 or bad <= MAX_BROKEN * beyond_ascii(text):
            return _guess_of(text, guess.codec, declared)
    return None


def _guess_of(text: str, codec: str, declared: str | None) -> Decoded:
    """A text that was read in a codec found, which is no guess where it is the declared one."""
    bad = _undecodable(text.count(_BROKEN))
    if declared is None:
        said = f"no encoding was declared; read as {codec}"
    elif _is_meant(declared, codec):
        return Decoded(text, codec, warnings=bad)
    else:
        said = f"declared {declared[:_LONGEST_NAME]}, but read as {codec}"
    return Decoded(text, codec, guessed=True, warnings=(("encoding-guessed", said), *bad))


def _is_meant(declared: str, codec: str) -> bool:
    """Whether a declared name means a codec: its superset, or its bytes in one order."""
    try:
        named = codec_named(declared)
    except UsageError:
        return False
    return codecs.lookup(codec).name.startswith(named) or codec in _supersets(named)


def _undecodable(count: int) -> tuple[tuple[str, str], ...]:
    if not count:
        return ()
    said = (
        "1 byte is no text, it stands" if count == 1 else f"{count} bytes are no text, they stand"
    )
    return (("undecodable-bytes", f"{said} as U+FFFD"),)
