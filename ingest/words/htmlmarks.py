"""What mail programs write into HTML to mark a quotation, an original or a signature."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ingest.words.quotemarks import listed

_QUOTES = listed("""
gmail_attr moz-cite-prefix yahoo_quoted protonmail_quote zmail_extra tutanota_quote
mail-quote-collapse mailru-blockquote ntes-mailmaster-quote sh-quoted-content missive_quote
cm_quote front-blockquote spark_quote airmail_on yahooquoted qmbox-quote hey_quote
""")
_QUOTE_IDS = re.compile(
    r"(?:mail-app-auto-quote|isreplycontent|reply139content|mainreplycontent|reply-intro"
    r"|yahoo_quoted.{0,20}|blockquote_zmail|composewebview_previouse_content|quoted-?content)",
    re.I,
)
_QUOTE_NAMES = frozenset({"quote", "messagereplysection"})
_CUT_IDS = re.compile(
    r"(?:x_)*(?:divrplyfwdmsg|olk_src_body_section|appendonsend|mail-editor-reference-message"
    r"(?:-container)?|isforwardcontent|replysplit|zwchr|stopspelling|divneteasemailcard)",
    re.I,
)
_SIGNATURES = listed("""
gmail_signature gmail_signature_prefix moz-signature protonmail_signature_block sh-signature
ntes-signature mail-app-auto-signature mail-app-auto-default-signature tutanota-signature
yahoo-signature
""")
_SIGNATURE_IDS = re.compile(
    r"(?:x_)*(?:mail-app-auto-(?:default-)?signature|ms-outlook-mobile-signature|composer_signature"
    r"|imail_signature|signature|appleMailSignature|zimbra_signature)",
    re.I,
)
_RULE_ABOVE = re.compile(
    r"border-top:\s*(?:solid\s+(?:#b5c4df|#e1e1e1|windowtext)|1px solid|#?\w+ 1)", re.I
)
_CUT_BY_RULE = re.compile(r"border-top-(?:color|style|width)", re.I)
_SIDE_RULE = re.compile(r"border-left(?:-style|-width|-color)?\s*:\s*(?!none|0|medium)", re.I)
_NOT_SHOWN = re.compile(r"(?:^|;)\s*display\s*:\s*none\b", re.I)
# A program that forwards another's HTML renames its classes and ids.
_RENAMED = re.compile(
    r"^(?:x_|ecx|ydp[0-9a-f]{6,10}|m_-?\d{6,25})+|(?:_?mr_css_attr|mailrucssattributepostfix)$"
)
# In the letters in which programs write them: to lower a whole mail would cost more than reading.
_SIGN_WORDS = ("ignature", "IGNATURE", "sh-sign", "#b5c4df", "#B5C4DF")
_MARK_WORDS = (
    *("quote", "Quote", "QUOTE", "cite", "CITE", "ivRply", "OLK_SRC", "olk_src", "appendonsend"),
    *("mail-editor-ref", "isForward", "eplySplit", "replysplit", "zwchr", "topSpelling"),
    *("border-top", "BORDER-TOP", "tabindex", "tabIndex", "TABINDEX", "isReply", "isreply"),
    *("reply139", "essageReply", "etease", "gmail_", "zmail_extra", *_SIGN_WORDS),
)
_MARKED = frozenset({"div", "blockquote", "hr", "span", "p", "pre", "section", "article", "table"})
_NAMED = re.compile(r"class|\bid\b|name|data-marker|cite", re.I)
_STYLED = frozenset({"div", "blockquote", "hr"})


def may_be(tag: str, attributes: str) -> bool:
    """Whether the element, by its unread attributes, may mark anything."""
    if tag in ("ol", "li"):
        return "=" in attributes  # start, value
    if not attributes or tag not in _MARKED:
        return False
    return tag in _STYLED or _NAMED.search(attributes) is not None


def may_mark(html: str) -> bool:
    """Whether anything of the HTML could be such a mark; reading it costs more than looking."""
    return any(word in html for word in _MARK_WORDS)


def may_sign(html: str) -> bool:
    """Whether anything of the HTML could mark a signature."""
    return any(word in html for word in _SIGN_WORDS)


def may_hide(attributes: str) -> bool:
    """Whether the element, by its unread attributes, may be one that is not shown."""
    return "none" in attributes or "hidden" in attributes or "NONE" in attributes


def is_hidden(attributes: Mapping[str, str]) -> bool:
    """Whether no reader shows the element: preheaders and what trackers and translators put in."""
    return "hidden" in attributes or _NOT_SHOWN.search(attributes.get("style", "")) is not None


def opens_signature(attributes: Mapping[str, str]) -> bool:
    """Whether a rule is the one that Foxmail draws above its user's signature."""
    style = attributes.get("style", "").replace(" ", "").lower()
    return attributes.get("color", "").lower() == "#b5c4df" and "width:210px" in style


def classes(attributes: Mapping[str, str]) -> set[str]:
    """The element's classes in lower case, as the program that wrote them called them."""
    named = attributes.get("class")
    return {_RENAMED.sub("", name) for name in named.lower().split()} if named else set()


def is_quotation(attributes: Mapping[str, str], names: set[str]) -> bool:
    """Whether a program marks the element as quoted, whatever element it is."""
    if names and not _QUOTES.isdisjoint(names):
        return True
    named = attributes.get("id")
    if named and _QUOTE_IDS.fullmatch(_RENAMED.sub("", named)):
        return True
    return attributes.get("name", "").lower() in _QUOTE_NAMES or (
        attributes.get("data-marker") == "__QUOTED_TEXT__"
    )


def is_signature(attributes: Mapping[str, str], names: set[str]) -> bool:
    """Whether a program marks the element as its user's signature."""
    if names and not _SIGNATURES.isdisjoint(names):
        return True
    named = attributes.get("id")
    if named and _SIGNATURE_IDS.fullmatch(named):
        return True
    return attributes.get("name", "").lower() == "messagesignaturesection"


def opens_original(attributes: Mapping[str, str]) -> bool:
    """Whether everything from the element on is the original."""
    named = attributes.get("id")
    return named is not None and _CUT_IDS.fullmatch(named) is not None


def has_rule_above(attributes: Mapping[str, str]) -> bool:
    """Whether a rule is drawn above it, as Outlook does above the original's header."""
    style = attributes.get("style")
    return bool(style and (_RULE_ABOVE.search(style) or _CUT_BY_RULE.search(style)))


def is_cited(attributes: Mapping[str, str], names: set[str]) -> bool:
    """Whether a blockquote is a quotation, not only set in: cited, or with a rule at its side."""
    if attributes.get("type", "").lower() == "cite" or "cite" in attributes:
        return True
    return "gmail_quote" in names or bool(_SIDE_RULE.search(attributes.get("style", "")))
