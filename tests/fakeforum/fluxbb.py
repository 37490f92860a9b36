"""A community as FluxBB 1.5 shows it, or PunBB 1.2, from which it was made: boards without boards inside, no polls, no files."""

from __future__ import annotations

from functools import partial

from archiver.demo.markup import Markup
from archiver.demo.model import Board, Code, Community, Member, Post, Quotation, Thread
from archiver.demo.site import esc
from tests.fakeforum.punbb import PRINTS, Flat, PunBBMarkup
from tests.fakeforum.ways import Way


class OldMarkup(PunBBMarkup):
    """PunBB 1.2's bodies."""

    def quotation(self, quotation: Quotation) -> str:
        head = f"<h4>{esc(quotation.name)} wrote:</h4>" if quotation.name else ""
        return f'<blockquote><div class="incqbox">{head}{self.body(quotation.blocks)}</div></blockquote>'

    def code(self, code: Code) -> str:
        inner = f'<h4>Code:</h4><div class="scrollbox" style="height: 4.5em"><pre>{esc(code.text)}</pre></div>'
        return f'<div class="codebox"><div class="incqbox">{inner}</div></div>'


class FluxBB(Flat):
    """The forum at ``base``; ``old`` is PunBB 1.2."""

    def __init__(self, community: Community, base: str, *, old: bool = False) -> None:
        super().__init__(community, base)
        self._old = old
        self._markup: Markup = OldMarkup() if old else PunBBMarkup()

    def _page(self, name: str, title: str, content: str, head: str = "") -> str:
        site = esc(self.community.title)
        menu = '<ul><li id="navindex"><a href="index.php">Index</a></li><li id="navlogin"><a href="login.php">Login</a></li></ul>'
        header = f'<div id="brdheader" class="block"><div id="brdtitle"><h1>{"<span>" if self._old else ""}{site}</h1></div>{menu}</div>'
        maker = '<a href="http://www.punbb.org/">PunBB</a>' if self._old else '<a href="https://fluxbb.org/">FluxBB</a>'
        inner = f'{header}<div id="brdmain">{content}</div><div id="brdfooter" class="block"><p id="poweredby">Powered by {maker}</p></div>'
        frame = (
            f'<div id="punwrap"><div id="pun{name}" class="pun">{inner}</div></div>'
            if self._old
            else f'<div id="pun{name}" class="pun"><div class="punwrap">{inner}</div></div>'
        )
        return (
            f'<!DOCTYPE html><html lang="{self.community.language}"><head><meta charset="utf-8"><title>{title} / {site}</title>{head}</head>'
            f"<body>{frame}</body></html>"
        )

    def _crumbs(self, *steps: tuple[str, str]) -> str:
        links = [f'<a href="{href}">{esc(title)}</a>' for href, title in (("index.php", "Index"), *steps)]
        if self._old:
            links[-1] = esc(steps[-1][1])
            return "<ul>" + "".join(f"<li>{'&raquo;&nbsp;' if n else ''}{link}</li>" for n, link in enumerate(links)) + "</ul>"
        links[-1] = f"<strong>{links[-1]}</strong>"
        return '<ol class="crumbs">' + "".join(f"<li><span>»&#160;</span>{link}</li>" for link in links) + "</ol>"

    def _pages(self, path: str, number: int, pages: int) -> str:
        links = [
            f'<strong class="item1">{n}</strong>' if n == number else f'<a href="{path}{f"&amp;p={n}" if n > 1 else ""}">{n}</a>'
            for n in range(1, pages + 1)
        ]
        return f'<p class="pagelink conl"><span class="pages-label">Pages: </span>{" ".join(links)}</p>'

    def _links(self, path: str, number: int, pages: int) -> str:
        if self._old:
            return ""
        own = f'<link rel="canonical" href="{path}{f"&amp;p={number}" if number > 1 else ""}" />'
        return own + (f'<link rel="next" href="{path}&amp;p={number + 1}" />' if number < pages else "")

    def index(self) -> str:
        blocks = []
        for place, category in enumerate(self.community.children(None), 1):
            rows = "".join(
                f'<tr class="rowodd"><td class="tcl"><div class="tclcon"><div><h3><a href="viewforum.php?id={board.id}">{esc(board.title)}</a></h3>'
                f'<div class="forumdesc">{esc(board.description)}</div></div></div></td>'
                f'<td class="tc2">{threads:,}</td><td class="tc3">{posts:,}</td><td class="tcr">Never</td></tr>'
                for board in self.boards_in(category)
                for threads, posts in [(0, 0) if board.gated else self.community.figures(board)]
            )
            blocks.append(
                f'<div id="idx{place}" class="blocktable"><h2><span>{esc(category.title)}</span></h2><table><tbody>{rows}</tbody></table></div>'
            )
        return self._page("index", "Index", "".join(blocks))

    def board(self, board: Board, number: int) -> str:
        threads, pages = self.threads_on(board, number)
        path = f"viewforum.php?id={board.id}"
        bar = f'<div class="linkst">{self._crumbs((path, board.title))}{self._pages(path, number, pages)}</div>'
        rows = "".join(self._row(thread) for thread in threads)
        table = (
            f'<div id="vf" class="blocktable"><h2><span>{esc(board.title)}</span></h2><table><tbody>{rows}</tbody></table></div>'
        )
        return self._page("viewforum", esc(board.title), bar + table, self._links(path, number, pages))

    def _row(self, thread: Thread) -> str:
        moved, pages = thread.moved_to is not None, self.community.pages(thread)
        states = [
            name for name, on in (("sticky", thread.sticky), ("moved", moved), ("closed", thread.locked and not moved)) if on
        ]
        signs = " ".join(f'<span class="{name}text">{name.title()}:</span>' for name in states)
        path = f"viewtopic.php?id={thread.moved_to if moved else thread.id}"
        jumps = " ".join(f'<a href="{path}&amp;p={n}">{n}</a>' for n in range(1, pages + 1))
        last = f'<a href="viewtopic.php?pid={thread.last.id}#p{thread.last.id}">{self.date(thread.last.posted)}</a>'
        by = f'<span class="byuser">by {esc(thread.last.author.name)}</span>'
        return (
            f'<tr class="rowodd {" ".join(f"i{name}" for name in states)}"><td class="tcl"><div class="tclcon"><div>{signs} <a href="{path}">'
            f'{esc(thread.title)}</a> <span class="byuser">by {esc(thread.first.author.name)}</span>'
            f"{f'<span class=pagestext>[ {jumps} ]</span>' if pages > 1 and not moved else ''}</div></div></td>"
            f'<td class="tc2">{"-" if moved else f"{thread.replies:,}"}</td><td class="tc3">{"-" if moved else f"{thread.views:,}"}</td>'
            f'<td class="tcr">{"- - -" if moved else f"{last} {by}"}</td></tr>'
        )

    def thread(self, thread: Thread, number: int) -> str:
        board, pages, path = self.community.board[thread.board], self.community.pages(thread), f"viewtopic.php?id={thread.id}"
        answer = "Topic closed" if thread.locked else f'<a href="post.php?tid={thread.id}">Post reply</a>'
        crumbs = self._crumbs((f"viewforum.php?id={board.id}", board.title), (path, thread.title))
        bar = f'<div class="linkst">{crumbs}{self._pages(path, number, pages)}<p class="postlink conr">{answer}</p></div>'
        posts = "".join(self._post(thread, ordinal, post) for ordinal, post in self.community.page(thread, number))
        return self._page("viewtopic", esc(thread.title), bar + posts, self._links(path, number, pages))

    def _post(self, thread: Thread, ordinal: int, post: Post) -> str:
        writer = post.author
        member = isinstance(writer, Member)
        name = f'<a href="profile.php?id={writer.id}">{esc(writer.name)}</a>' if isinstance(writer, Member) else esc(writer.name)
        edit = post.edit
        edited = f'<p class="postedit"><em>Last edited by {esc(edit.by.name)} ({self.date(edit.at)})</em></p>' if edit else ""
        signature = writer.signature if isinstance(writer, Member) else ()
        signed = f'<div class="postsignature postmsg"><hr />{self._markup.body(signature)}</div>' if signature else ""
        return (
            f'<div id="p{post.id}" class="blockpost rowodd"><h2><span><span class="conr">#{ordinal:,}</span> '
            f'<a href="viewtopic.php?pid={post.id}#p{post.id}">{self.date(post.posted)}</a></span></h2><div class="postbody">'
            f'<div class="postleft"><dl><dt><strong>{name}</strong></dt><dd class="usertitle"><strong>Title</strong></dd></dl></div>'
            f'<div class="postright"><h3>{"" if ordinal == 1 else "Re: "}{esc(thread.title)}</h3><div class="postmsg">{self._markup.body(post.body)}{edited}</div>'
            f'{signed}</div></div><div class="postfootleft">{"<p><span>Offline</span></p>" if member else ""}</div></div>'
        )

    def message(self, what: str) -> str:
        inner = f'<div id="msg" class="block"><h2><span>Info</span></h2><div class="inbox"><p>{what}</p><p><a href="#">Go back</a></p></div></div>'
        return self._page("viewtopic", "Info", inner)


WAYS = {
    "fluxbb": Way("fluxbb", FluxBB, PRINTS),
    "punbb 1.2": Way("punbb12", partial(FluxBB, old=True), PRINTS),
}
