"""Bodies of posts as XenForo 2 writes them."""

from __future__ import annotations

from urllib.parse import quote

from archiver.demo.markup import Markup
from archiver.demo.model import Code, Mention, Picture, Quotation, Smiley
from archiver.demo.site import esc, template
from archiver.demo.xenforo.parts import member_path

PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
"""What stands in ``src`` while the picture itself is a sprite, or has not been loaded."""

_SMILEYS = {":)": "Smile", ";)": "Wink", ":(": "Frown", ":D": "Big grin", ":P": "Stick out tongue"}
_LANGUAGES = {"python": "Python:", "bash": "Bash:"}


class XenForoMarkup(Markup):
    """XenForo 2's bodies."""

    def mention(self, mention: Mention) -> str:
        name, number = esc(mention.member.name), mention.member.id
        return (
            f'<a href="{member_path(mention.member)}" class="username" data-xf-init="member-tooltip" '
            f'data-user-id="{number}" data-username="@{name}">@{name}</a>'
        )

    def anchor(self, url: str, text: str) -> str:
        return f'<a href="{esc(url)}" target="_blank" class="link link--external" rel="nofollow ugc noopener">{esc(text)}</a>'

    def smiley(self, smiley: Smiley) -> str:
        code = esc(smiley.code)
        return (
            f'<img src="{PIXEL}" class="smilie smilie--sprite smilie--sprite1" alt="{code}" '
            f'title="{_SMILEYS.get(smiley.code, "Smile")}    {code}" loading="lazy" data-shortname="{code}" />'
        )

    def emoji(self, character: str) -> str:
        code = "-".join(f"{ord(part):x}" for part in character)
        return (
            f'<img class="smilie smilie--emoji" alt="{character}" loading="lazy" width="64" height="64" '
            f'src="/data/emoji/{code}.png" title="{character}" data-shortname=":{code}:" />'
        )

    def quotation(self, quotation: Quotation) -> str:
        name = esc(quotation.name or "")
        title = ""
        if quotation.post:
            title = template("xenforo/quote_title.html").substitute(post=quotation.post, name=name)
        elif quotation.name:
            title = f'<div class="bbCodeBlock-title">{name} said:</div>'
        return template("xenforo/quote.html").substitute(
            member=f"member: {quotation.member.id}" if quotation.member else "",
            name=name,
            source=f"post: {quotation.post}" if quotation.post else "",
            title=title,
            body=self.body(quotation.blocks),
        )

    def code(self, code: Code) -> str:
        title = _LANGUAGES.get(code.language, "Code:")
        return template("xenforo/code.html").substitute(title=title, language=code.language, code=esc(code.text))

    def bullets(self, items: list[str]) -> str:
        return "<ul>\n" + "".join(f'<li data-xf-list-type="ul">{item}</li>\n' for item in items) + "</ul>"

    def picture(self, picture: Picture) -> str:
        url, name = esc(picture.url), esc(picture.name)
        shown = url
        if picture.proxied:
            shown = f"/proxy.php?image={quote(picture.url, safe='')}&amp;hash=0f1e2d3c4b5a69788796a5b4c3d2e1f0"
        image = (
            f'<img src="{shown}" data-url="{url}" class="bbImage" data-zoom-target="1" style="" alt="{name}" title="{name}" '
            'width="640" height="480" loading="lazy" />'
        )
        if picture.lazy:
            spare = f'<noscript><img src="{shown}" data-url="{url}" class="bbImage" alt="{name}" /></noscript>'
            image = f'<img src="{PIXEL}" data-src="{shown}" data-url="{url}" class="bbImage lazyload" alt="{name}" />{spare}'
        return template("xenforo/image.html").substitute(name=name, shown=shown, image=image)
