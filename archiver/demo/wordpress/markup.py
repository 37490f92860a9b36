"""Bodies of articles and comments as WordPress writes them, the same in all themes."""

from __future__ import annotations

from archiver.demo.markup import Markup
from archiver.demo.model import Body, Code, Picture, Quotation, Smiley
from archiver.demo.site import esc


class CommentMarkup(Markup):
    """A comment: paragraphs made of lines typed into a form, with the few elements that WordPress lets through."""

    BREAK = "<br />\n"

    def body(self, body: Body) -> str:
        return "\n".join(self.block(block) for block in body)

    def paragraph(self, inner: str) -> str:
        return f"<p>{inner}</p>"

    def strong(self, text: str) -> str:
        return f"<strong>{esc(text)}</strong>"

    def anchor(self, url: str, text: str) -> str:
        return f'<a href="{esc(url)}" rel="nofollow ugc">{esc(text)}</a>'

    def smiley(self, smiley: Smiley) -> str:
        return smiley.emoji

    def code(self, code: Code) -> str:
        return f"<pre><code>{esc(code.text)}</code></pre>"

    def picture(self, picture: Picture) -> str:
        return f'<p><img src="{esc(picture.url)}" alt="{esc(picture.name)}" /></p>'


class ArticleMarkup(CommentMarkup):
    """An article from the block editor, which leaves empty lines where its comments were."""

    def body(self, body: Body) -> str:
        return "".join(f"\n{self.block(block)}\n\n\n" for block in body)

    def anchor(self, url: str, text: str) -> str:
        return f'<a href="{esc(url)}">{esc(text)}</a>'

    def quotation(self, quotation: Quotation) -> str:
        inner = "\n".join(self.block(block) for block in quotation.blocks)
        cite = f"\n<cite>{esc(quotation.name)}</cite>" if quotation.name else ""
        return f'<blockquote class="wp-block-quote">\n{inner}{cite}\n</blockquote>'

    def code(self, code: Code) -> str:
        return f'<pre class="wp-block-code"><code>{esc(code.text)}</code></pre>'

    def bullets(self, items: list[str]) -> str:
        return "<ul>\n" + "\n\n\n".join(f"<li>{item}</li>" for item in items) + "\n</ul>"

    def picture(self, picture: Picture) -> str:
        url, name = esc(picture.url), esc(picture.name)
        shown = f'src="{url}"'
        spare = ""
        if picture.lazy:
            shown = f'src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" data-lazy-src="{url}"'
            spare = f'<noscript><img src="{url}" alt="{name}" /></noscript>'
        image = f'<img decoding="async" loading="lazy" width="1024" height="768" {shown} alt="{name}" class="wp-image-1" />'
        return f'<figure class="wp-block-image size-large">{image}{spare}</figure>'
