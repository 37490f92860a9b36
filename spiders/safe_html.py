"""HTML that is safe to show: what stays of a body, and what nh3 need not look at. Owns no walk and no platform."""

from __future__ import annotations

import re
from typing import Any

import nh3

_ATTRIBUTES = {
    "*": {"lang", "dir", "title"},
    "a": {"href", "hreflang"},
    "img": {"src", "alt", "width", "height"},
    "blockquote": {"cite"},
    "q": {"cite"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "time": {"datetime"},
    "code": {"class"},
    "pre": {"class"},
}
_CLEANERS: dict[str, nh3.Cleaner] = {}
_BARE = "b|i|u|s|em|strong|p|div|span|ul|ol|li|code|pre|blockquote|h1|h2|h3|h4|h5|h6"
_PLAIN = re.compile(rf"(?:[^<]++|<br>|</?(?:{_BARE})>)*+")
_IDLE = re.compile(rf'<(?!code|pre)({_BARE})(?: (?:class|style|id|role|tabindex|data-[a-z0-9-]+)="[^"]*+")++>')
"""Tags with no attribute that nh3 would keep."""


def sanitise(html: str, base_url: str) -> str:
    """HTML that is safe to show: no script, style, form or handler, links made absolute.

    ``html`` is as the parser writes it out, where "<" always begins a tag. What is words and bare tags cannot but be safe, and
    nh3 would hand it back as it is: that is most posts, which are not parsed again.
    """
    bare = _IDLE.sub(r"<\1>", html) if "=" in html else html
    if _PLAIN.fullmatch(bare):
        return bare.strip()
    if len(_CLEANERS) > 64:
        _CLEANERS.clear()
    cleaner = _CLEANERS.get(base_url)
    if cleaner is None:
        try:
            cleaner = _cleaner(("rewrite_with_base", base_url))
        except ValueError:  # a page's <base href> may be no address at all
            cleaner = _cleaner("deny")
        _CLEANERS[base_url] = cleaner
    return cleaner.clean(html).strip()


def _cleaner(relative: Any) -> nh3.Cleaner:
    return nh3.Cleaner(
        attributes=_ATTRIBUTES,
        clean_content_tags={"script", "style", "noscript", "button", "template", "textarea", "select"},
        url_relative=relative,
        link_rel="noopener noreferrer nofollow",
    )
