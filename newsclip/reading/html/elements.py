"""What HTML elements are to the reader of lines: invisible, blocks, regions, kinds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

# A browser shows nothing of these; fallback text for old browsers is no text of the page.
INVISIBLE: Final = frozenset(
    {
        "script", "style", "noscript", "template", "head", "svg", "iframe", "audio", "video",
        "canvas", "datalist", "noframes", "noembed", "embed",
    }
)  # fmt: skip
BLOCKS: Final = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd",
        "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer",
        "form", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html",
        "legend", "li", "listing", "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre",
        "search", "section", "select", "summary", "table", "tbody", "td", "textarea", "tfoot", "th",
        "thead", "tr", "ul", "xmp",
    }
)  # fmt: skip
PRESERVING: Final = frozenset({"pre", "textarea", "listing", "xmp"})
HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# Elements that say of themselves that they are the page's content, whatever their style says:
# pages hide them until a script has run.
CONTENT: Final = frozenset({"html", "body", "main", "article"})

Region = Literal["nav", "aside", "footer", "header", "form"]
REGION_OF_TAG: Final[dict[str, Region]] = {
    "nav": "nav",
    "aside": "aside",
    "footer": "footer",
    "header": "header",
    "search": "form",
    "button": "form",
    "select": "form",
    "textarea": "form",
    "fieldset": "form",
}
REGION_OF_ROLE: Final[dict[str, Region]] = {
    "navigation": "nav",
    "complementary": "aside",
    "contentinfo": "footer",
    "banner": "header",
    "search": "form",
}
KIND_OF_TAG: Final = {
    "p": "paragraph",
    "li": "list_item",
    "dt": "list_item",
    "dd": "list_item",
    "blockquote": "quote",
    "figcaption": "caption",
    "caption": "caption",
    "td": "table",
    "th": "table",
    "pre": "pre",
    "listing": "pre",
    "xmp": "pre",
    "article": "other",
    "main": "other",
    **dict.fromkeys(HEADINGS, "heading"),
    "summary": "heading",
}
# A paragraph inside these is still what they are.
OUTRANK_PARAGRAPH: Final = frozenset({"quote", "caption"})
MARK_OF_TAG: Final[dict[str, Literal["strong", "em"]]] = {
    "strong": "strong",
    "b": "strong",
    "em": "em",
    "i": "em",
}
# How a word is read, above it.
RUBY: Final = frozenset({"rt", "rtc"})
_HIDING_STYLE: Final = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)


def is_hidden(tag: str, attributes: dict[str, str | None]) -> bool:
    """Whether an element's own attributes keep it from being shown."""
    if tag in CONTENT:
        return False
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return True
    style = attributes.get("style")
    return bool(style) and _HIDING_STYLE.search(style or "") is not None


def is_above_line(node: LexborNode) -> bool:
    """Whether ruby text stands above its word only, and in no sentence.

    Where its ``ruby`` has parentheses for it (``rp``), the page says how it reads within a line
    (HTML Living Standard, 4.5.10 to 4.5.12).
    """
    ruby = node.parent
    while ruby is not None and ruby.tag != "ruby":
        ruby = ruby.parent
    return ruby is None or ruby.css_first("rp") is None
