"""Bodies of posts as XenForo 2 writes them."""

from __future__ import annotations

from urllib.parse import quote

from archiver.demo.markup import Markup
from archiver.demo.model import Code, Mention, Picture, Quotation, Smiley
from archiver.demo.site import esc
from archiver.demo.xenforo.parts import member_path

_PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
_SMILEYS = {":)": "Smile", ";)": "Wink", ":(": "Frown", ":D": "Big grin", ":P": "Stick out tongue"}


class XenForoMarkup(Markup):
    """XenForo 2's body."""

    def mention(self, mention: Mention) -> str:
        member = mention.member
        return (
            f'<a href="{member_path(member)}" class="username" data-xf-init="member-tooltip" '
            f'data-user-id="{member.id}" data-username="@{esc(member.name)}">@{esc(member.name)}</a>'
        )

    def anchor(self, url: str, text: str) -> str:
        return f'<a href="{esc(url)}" target="_blank" class="link link--external" rel="nofollow ugc noopener">{esc(text)}</a>'

    def smiley(self, smiley: Smiley) -> str:
        title = _SMILEYS.get(smiley.code, "Smile")
        return (
            f'<img src="{_PIXEL}" class="smilie smilie--sprite smilie--sprite1" alt="{esc(smiley.code)}" '
            f'title="{title}    {esc(smiley.code)}" loading="lazy" data-shortname="{esc(smiley.code)}" />'
        )

    def emoji(self, character: str) -> str:
        code = "-".join(f"{ord(part):x}" for part in character)
        return (
            f'<img class="smilie smilie--emoji" alt="{character}" loading="lazy" width="64" height="64" '
            f'src="/data/emoji/{code}.png" title="{character}" data-shortname=":{code}:" />'
        )

    def quotation(self, quotation: Quotation) -> str:
        name = esc(quotation.name or "")
        member = f"member: {quotation.member.id}" if quotation.member else ""
        source = f"post: {quotation.post}" if quotation.post else ""
        title = ""
        if quotation.post:
            title = (
                f'<div class="bbCodeBlock-title"><a href="/goto/post?id={quotation.post}" class="bbCodeBlock-sourceJump" '
                f'rel="nofollow" data-xf-click="attribution" data-content-selector="#post-{quotation.post}">{name} said:</a></div>\n'
            )
        elif quotation.name:
            title = f'<div class="bbCodeBlock-title">{name} said:</div>\n'
        return (
            f'<blockquote data-attributes="{member}" data-quote="{name}" data-source="{source}" '
            f'class="bbCodeBlock bbCodeBlock--expandable bbCodeBlock--quote js-expandWatch">\n{title}'
            f'<div class="bbCodeBlock-content">\n<div class="bbCodeBlock-expandContent js-expandContent ">\n'
            f"{self.body(quotation.blocks)}\n</div>\n"
            '<div class="bbCodeBlock-expandLink js-expandLink"><a role="button" tabindex="0">Click to expand...</a></div>\n'
            "</div>\n</blockquote>"
        )

    def code(self, code: Code) -> str:
        title = {"": "Code:", "python": "Python:", "bash": "Bash:"}.get(code.language, "Code:")
        return (
            f'<div class="bbCodeBlock bbCodeBlock--screenLimited bbCodeBlock--code">\n<div class="bbCodeBlock-title">\n{title}\n</div>\n'
            '<div class="bbCodeBlock-content" dir="ltr">\n'
            f'<pre class="bbCodeCode" dir="ltr" data-xf-init="code-block" data-lang="{code.language}">'
            f"<code>{esc(code.text)}</code></pre>\n</div>\n</div>"
        )

    def bullets(self, items: list[str]) -> str:
        return "<ul>\n" + "".join(f'<li data-xf-list-type="ul">{item}</li>\n' for item in items) + "</ul>"

    def picture(self, picture: Picture) -> str:
        url = esc(picture.url)
        shown = (
            f"/proxy.php?image={quote(picture.url, safe='')}&amp;hash=0f1e2d3c4b5a69788796a5b4c3d2e1f0"
            if picture.proxied
            else url
        )
        if picture.lazy:
            image = (
                f'<img src="{_PIXEL}" data-src="{shown}" data-url="{url}" class="bbImage lazyload" alt="{esc(picture.name)}" />'
            )
            image += f'<noscript><img src="{shown}" data-url="{url}" class="bbImage" alt="{esc(picture.name)}" /></noscript>'
        else:
            image = (
                f'<img src="{shown}" data-url="{url}" class="bbImage" data-zoom-target="1" style="" '
                f'alt="{esc(picture.name)}" title="{esc(picture.name)}" width="640" height="480" loading="lazy" />'
            )
        return (
            f'<div class="bbImageWrapper  js-lbImage" title="{esc(picture.name)}" data-src="{shown}" data-lb-sidebar-href="" '
            f'data-lb-caption-extra-html="" data-single-image="1">\n{image}\n</div>'
        )
