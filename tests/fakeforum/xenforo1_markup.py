"""Bodies of posts as XenForo 1 writes them."""

from __future__ import annotations

from archiver.demo.markup import Markup
from archiver.demo.model import Code, Member, Mention, Picture, Quotation, Smiley
from archiver.demo.site import esc, slug


class XenForo1Markup(Markup):
    """XenForo 1's bodies."""

    BREAK = "<br />\n"
    BETWEEN = "<br />\n<br />\n"

    def mention(self, mention: Mention) -> str:
        member = mention.member
        name = esc(member.name)
        return f'<a href="{member_path(member)}" class="username" data-user="{member.id}, @{name}">@{name}</a>'

    def anchor(self, url: str, text: str) -> str:
        return f'<a href="{esc(url)}" target="_blank" class="externalLink" rel="nofollow">{esc(text)}</a>'

    def smiley(self, smiley: Smiley) -> str:
        code = esc(smiley.code)
        return f'<img src="styles/default/xenforo/clear.png" class="mceSmilieSprite mceSmilie1" alt="{code}" title="Smile    {code}" />'

    def quotation(self, quotation: Quotation) -> str:
        name = esc(quotation.name or "")
        arrow = (
            f'<a href="goto/post?id={quotation.post}#post-{quotation.post}" class="AttributionLink">&uarr;</a>'
            if quotation.post
            else ""
        )
        said = f'<div class="attribution type">{name} said:\n{arrow}</div>\n' if name else ""
        author = f' data-author="{name}"' if name else ""
        return (
            f'<div class="bbCodeBlock bbCodeQuote"{author}>\n<aside>\n{said}<blockquote class="quoteContainer">'
            f'<div class="quote">{self.body(quotation.blocks)}</div><div class="quoteExpand">Click to expand...</div></blockquote>\n</aside>\n</div>'
        )

    def code(self, code: Code) -> str:
        return f'<div class="bbCodeBlock bbCodeCode">\n<div class="type">Code:</div>\n<pre>{esc(code.text)}</pre>\n</div>'

    def picture(self, picture: Picture) -> str:
        return f'<img src="{esc(picture.url)}" class="bbCodeImage LbImage" alt="[&#x200B;IMG]" data-url="{esc(picture.url)}" />'


def member_path(member: Member) -> str:
    return f"members/{slug(member.name)}.{member.id}/"
