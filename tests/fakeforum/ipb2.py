"""A community as Invision Power Board 2.1 shows it in its default skin: posts are tables whose cells have no names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from archiver.demo.markup import Markup
from archiver.demo.model import Board, Code, Community, Edit, Member, Picture, Poll, Post, Quotation, Smiley, Thread, Writer
from archiver.demo.site import Answer, esc
from tests.fakeforum.facts import Prints
from tests.fakeforum.ways import Way

ZONE = ZoneInfo("Etc/GMT+5")
"""The board's own: hours from UTC, all the year the same."""

NOW = datetime(2026, 1, 1, 12, 0, 20, tzinfo=UTC)
"""When all pages are written: their clock, and the server's, is all they tell about the zone."""


def long(moment: datetime) -> str:
    """As in "Jan 5 2006, 10:01 PM"."""
    local = moment.astimezone(ZONE)
    return f"{local:%b} {local.day} {local:%Y, %I:%M %p}"


class IPB2Markup(Markup):
    """Bodies of line breaks, with comments around what was code: the board undid it by them when a post was edited."""

    BREAK = "<br />"
    BETWEEN = "<br /><br />"

    def __init__(self, forum: IPB2) -> None:
        self._forum = forum

    def strong(self, text: str) -> str:
        return f"<b>{esc(text)}</b>"

    def anchor(self, url: str, text: str) -> str:
        return f'<a href="{esc(url)}" target="_blank">{esc(text)}</a>'

    def smiley(self, smiley: Smiley) -> str:
        code = esc(smiley.code)
        return (
            f"<!--emo&{code}--><img src='style_emoticons/default/smile.gif' border='0' style='vertical-align:middle' "
            f"emoid=\"{code}\" alt='smile.gif' /><!--endemo-->"
        )

    def quotation(self, quotation: Quotation) -> str:
        name = esc(quotation.name) if quotation.name is not None else None
        when = "Jan 5 2006, 10:01 PM"
        stated = f"(post={quotation.post}:date={when}:name={name})" if quotation.post is not None else ""
        link = (
            f" <a href=\"{self._forum.base}/index.php?act=findpost&amp;pid={quotation.post}\"><img src='style_images/1/post_snapback.gif' "
            "alt='*' border='0' /></a>"
            if quotation.post is not None
            else ""
        )
        told = f"({name} &#64; {when})" if stated else f"({name})" if name else ""
        return (
            f"<!--quoteo{stated}--><div class='quotetop'>QUOTE{told}{link}</div><div class='quotemain'><!--quotec-->"
            f"{self.body(quotation.blocks)}<!--QuoteEnd--></div><!--QuoteEEnd-->"
        )

    def code(self, code: Code) -> str:
        text = esc(code.text).replace("  ", "&nbsp; ").replace("\n", "<br />")
        return f"<!--c1--><div class='codetop'>CODE</div><div class='codemain'><!--ec1-->{text}<!--c2--></div><!--ec2-->"

    def bullets(self, items: list[str]) -> str:
        return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"

    def picture(self, picture: Picture) -> str:
        return f'<img src="{esc(picture.url)}" border="0" class="linked-image" />'


class IPB2:
    """The forum at ``base``."""

    def __init__(self, community: Community, base: str) -> None:
        self.community = community
        self.base = base
        self._markup = IPB2Markup(self)

    # -- addresses -------------------------------------------------------------------------------------------------

    def addresses(self) -> Iterator[str]:
        community = self.community
        yield "/index.php"
        for board in community.boards:
            if not board.gated:
                pages = max(1, -(-len(community.threads_of(board)) // community.threads_per_page))
                yield from (self.board_url(board, page).removeprefix(self.base) for page in range(1, pages + 1))
        for thread in community.threads:
            if thread.moved_to is None and not community.board[thread.board].gated:
                pages = community.pages(thread)
                yield from (self.topic_url(thread.id, page).removeprefix(self.base) for page in range(1, pages + 1))

    def _page_of(self, page: int, size: int) -> str:
        return f"&st={(page - 1) * size}" if page > 1 else ""

    def topic_url(self, thread: int, page: int = 1) -> str:
        return f"{self.base}/index.php?showtopic={thread}{self._page_of(page, self.community.posts_per_page)}"

    def board_url(self, board: Board, page: int = 1) -> str:
        return f"{self.base}/index.php?showforum={board.id}{self._page_of(page, self.community.threads_per_page)}"

    def answer(self, target: str) -> Answer:
        stated = {name: int(values[0]) for name, values in parse_qs(urlsplit(target).query).items()}
        community = self.community
        start = stated.get("st", 0)
        board, thread = community.board.get(stated.get("showforum", 0)), community.thread.get(stated.get("showtopic", 0))
        if not stated:
            return self._answer(self.index())
        if board is not None and not board.gated:
            return self._answer(self.board(board, start // community.threads_per_page + 1))
        if thread is not None and thread.moved_to is None:
            return self._answer(self.thread(thread, start // community.posts_per_page + 1))
        wrong = "<div class='errorwrap'><h4>The error returned was:</h4><p>Sorry, the link is broken</p></div>"
        return self._answer(self._page("Board Message", wrong), 404)

    def _answer(self, content: str, status: int = 200) -> Answer:
        return Answer(body=content.encode(), status=status, headers={"Date": format_datetime(NOW, usegmt=True)})

    # -- pieces ----------------------------------------------------------------------------------------------------

    def _writer(self, writer: Writer) -> str:
        if not isinstance(writer, Member):
            return esc(writer.name)
        return f"<a href='{self.base}/index.php?showuser={writer.id}'>{esc(writer.name)}</a>"

    def _page(self, title: str, content: str, *, above: tuple[Board, ...] = ()) -> str:
        community = self.community
        home = f"<a href='{self.base}/index.php?act=idx'>{esc(community.title)}</a>"
        crumbs = "".join(f"&nbsp;-&gt;&nbsp;<a href='{esc(self.board_url(board))}'>{esc(board.title)}</a>" for board in above)
        return (
            f'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n'
            f'<html xml:lang="{community.language}" lang="{community.language}"><head><title>{title}</title></head><body>'
            f"<div id='ipbwrapper'><script type='text/javascript'>var ipb_var_base_url = \"{self.base}/index.php?\";</script>"
            f"<script type='text/javascript' src='jscripts/ipb_global.js'></script>"
            f"<div id='userlinks'><p class='pcen'><a href='{self.base}/index.php?act=Login&amp;CODE=00'>Log In</a></p></div>"
            f"<div id='navstrip'><img src='style_images/1/nav.gif' alt='&gt;' />&nbsp;{home}{crumbs}</div>{content}"
            f"<table cellspacing='0' id='gfooter'><tr><td width='45%'>&nbsp;</td><td width='10%'><a href='lofiversion/index.php'>Lo-Fi "
            f"Version</a></td><td width='45%' align='right'>Time is now: {NOW.astimezone(ZONE):%dth %B %Y - %I:%M %p}</td></tr></table>"
            f"<div class='copyright' align='center'>Powered By <a href='#'>Invision Power Board</a>(U) v2.1.6 &copy; 2026 IPS, Inc.</div>"
            f"</div></body></html>"
        )

    def _pagination(self, urls: list[str], number: int, total: int, size: int) -> str:
        if len(urls) < 2:
            return ""
        jump = (
            f"<a title='Jump to page...' href=\"javascript:multi_page_jump('{urls[0]}',{total},{size});\">{len(urls)} Pages</a>"
        )
        pages = "&nbsp;".join(
            f"<span class='pagecurrent'>{page}</span>"
            if page == number
            else f"<span class='pagelink'><a href='{esc(urls[page - 1])}' title='{page}'>{page}</a></span>"
            for page in range(1, len(urls) + 1)
            if abs(page - number) < 3
        )
        return f"<span class='pagelink'>{jump}</span>&nbsp;{pages}"

    # -- listings --------------------------------------------------------------------------------------------------

    def index(self) -> str:
        content = "".join(
            f"<div class='borderwrap' id='fo_{category.id}'><div class='maintitle'><p class='expand'><a href='#'><img src='exp.gif' /></a>"
            f"</p><p><a href='{self.board_url(category)}'>{esc(category.title)}</a></p></div><table class='ipbtable'><tr><th>Forum</th></tr>"
            f"{''.join(map(self._board_row, self.community.children(category)))}</table></div>"
            for category in self.community.children(None)
        )
        return self._page(f"{esc(self.community.title)} (Powered by Invision Power Board)", content)

    def _board_row(self, board: Board) -> str:
        threads, posts = (0, 0) if board.gated else self.community.figures(board)
        below = ", ".join(
            f"<b><a href='{self.board_url(child)}'>{esc(child.title)}</a></b>" for child in self.community.children(board)
        )
        return (
            f"<tr><td align='center' class='row2'><img src='bf_nonew.gif' alt='' /></td><td class='row2'><b><a href='{self.board_url(board)}'>"
            f"{esc(board.title)}</a></b><br /><span class='forumdesc'>{esc(board.description)}<br />{below}<i></i></span></td>"
            f"<td align='center' class='row1'>{threads:,}</td><td align='center' class='row1'>{posts - threads:,}</td>"
            f"<td class='row1' nowrap='nowrap'><span>----</span></td></tr>"
        )

    def board(self, board: Board, number: int) -> str:
        community = self.community
        threads, size = community.threads_of(board), community.threads_per_page
        urls = [self.board_url(board, page) for page in range(1, max(1, -(-len(threads) // size)) + 1)]
        below = "".join(map(self._board_row, community.children(board)))
        children = (
            f"<div class='borderwrap'><div class='maintitle'>Sub-forums</div><table class='ipbtable'>{below}</table></div>"
            if below
            else ""
        )
        rows = "".join(self._row(thread) for thread in threads[(number - 1) * size : number * size])
        content = (
            f"{children}<table class='ipbtable'><tr><td nowrap='nowrap'>{self._pagination(urls, number, len(threads), size)}</td></tr></table>"
            f"<div class='borderwrap'><div class='maintitle'>{esc(board.title)}</div><table class='ipbtable'><tr><th>Topic Title</th></tr>"
            f"{rows}</table></div>"
        )
        return self._page(f"{esc(self.community.title)} -> {esc(board.title)}", content, above=community.path(board))

    def _row(self, thread: Thread) -> str:
        moved = thread.moved_to is not None
        target = thread.moved_to or thread.id
        icon = "f_moved" if moved else "f_closed" if thread.locked else "f_norm"
        pages, size = self.community.pages(thread), self.community.posts_per_page
        url = self.topic_url(target)
        jump = f"<a href=\"javascript:multi_page_jump('{url}',{thread.replies + 1},{size});\"><img src='pages_icon.gif' /></a>"
        links = " ".join(
            f"<span class='minipagelink'><a href='{esc(self.topic_url(target, page))}'>{page}</a></span>"
            for page in range(1, pages + 1)
        )
        pinned = "Pinned: " if thread.sticky else ""
        last = (
            f"<span class='lastaction'>{long(thread.last.posted)}<br /><a href='{esc(url)}&amp;view=getlastpost'>Last post by:</a> "
            f"<b>{self._writer(thread.last.author)}</b></span>"
        )
        return (
            f"<tr><td align='center' class='row1'><img src='style_images/1/{icon}.gif' alt='' /></td><td class='row1'>"
            f"{'<img src=style_images/1/pinned.gif />' if thread.sticky else '&nbsp;'}</td><td class='row1' valign='middle'><div>"
            f"{pinned}<span id='tid-span-{target}'><a id='tid-link-{target}' href='{url}' "
            f"title='This topic was started: {long(thread.first.posted)}'>{esc(thread.title)}</a></span> {jump + links if pages > 1 else ''}"
            f"<div class='desc'><span id='tid-desc-{target}'></span></div></div></td>"
            f"<td align='center' class='row2'>{'--' if moved else f'{thread.replies:,}'}</td>"
            f"<td align='center' class='row2'>{self._writer(thread.first.author)}</td>"
            f"<td align='center' class='row2'>{'--' if moved else f'{thread.views:,}'}</td><td class='row1'>{last}</td></tr>"
        )

    # -- threads ---------------------------------------------------------------------------------------------------

    def thread(self, thread: Thread, number: int) -> str:
        community = self.community
        size = community.posts_per_page
        urls = [self.topic_url(thread.id, page) for page in range(1, community.pages(thread) + 1)]
        button = "t_closed" if thread.locked else "t_reply"
        posts = "".join(self._post(thread, ordinal, post) for ordinal, post in community.page(thread, number))
        content = (
            f"<table class='ipbtable'><tr><td width='60%'>{self._pagination(urls, number, len(thread.shown), size)}</td>"
            f"<td align='right'><img src='style_images/1/{button}.gif' alt='' /></td></tr></table>"
            f"<div class='borderwrap'><div class='maintitle'><p class='goto'><a href='#'>&raquo;</a></p><p><b>{esc(thread.title)}</b></p></div>"
            f"{self._poll(thread.poll) if thread.poll and number == 1 else ''}{posts}</div>"
            f"<div class='activeusers'>1 User(s) are reading this topic</div>"
        )
        path = community.path(community.board[thread.board])
        return self._page(f"{esc(community.title)} -> {esc(thread.title)}", content, above=path)

    def _poll(self, poll: Poll) -> str:
        choices = "".join(
            f"<tr><td class='row1'>{esc(choice.text)}</td><td class='row1'> [ <b>{choice.votes:,}</b> ] </td><td class='row1'>"
            f"<img src='style_images/1/bar_left.gif' /><img src='style_images/1/bar.gif' /> [1.00%]</td></tr>"
            for choice in poll.choices
        )
        return (
            f"<form action='#' method='post'><table class='ipbtable'><tr><th colspan='3'>{esc(poll.question)}</th></tr>{choices}"
            f"<tr><td colspan='3'>Total Votes: {poll.votes}</td></tr></table></form>"
        )

    def _post(self, thread: Thread, ordinal: int, post: Post) -> str:
        writer = post.author
        member = isinstance(writer, Member)
        name = f"<span class='{'normalname' if member else 'unreg'}'>{self._writer(writer)}</span>"
        joined = "Group: Members<br />Posts: 12<br />Joined: 1-January 05<br />Member No.: 7" if member else "Guests"
        files = "".join(
            f"<br /><a href='{self.base}/index.php?act=Attach&amp;type=post&amp;id={file.id}' title='Download attachment'><img "
            f"src='style_images/1/mime_types/txt.gif' alt='Attached File' /></a>&nbsp;<a href='{self.base}/index.php?act=Attach&amp;"
            f"type=post&amp;id={file.id}' title='Download attachment'>{esc(file.name)}</a> <span class='edit'>( 3.1k ) <span class='desc'>"
            f"Number of downloads: 4</span></span>"
            for file in post.attachments
        )
        held = f"<br /><br /><strong><span class='edit'>Attached File(s)</span></strong>{files}" if files else ""
        signature = self._markup.body(writer.signature) if isinstance(writer, Member) else ""
        sign = f"<br /><br />--------------------<br /><div class='signature'>{signature}</div>" if signature else ""
        return (
            f"<!--Begin Msg Number {post.id}--><table class='ipbtable' cellspacing='1'><tr><td valign='middle' class='row2' width='1%'>"
            f"<a name='entry{post.id}'></a>{name}</td><td class='row2' valign='top' width='99%'><div style='float: left;'><span "
            f"class='postdetails'> <img src='style_images/1/to_post_off.gif' alt='post' /> {long(post.posted)}</span></div><div align='right'>"
            f"<span class='postdetails'>Post <a title='Show the link to this post' href='#' onclick='link_to_post({post.id}); return false;'>"
            f"#{ordinal}</a></span></div></td></tr><tr><td valign='top' class='post2'><span class='postdetails'><br />{joined}<br /></span></td>"
            f"<td width='100%' valign='top' class='post2' id='post-main-{post.id}'><!-- THE POST {post.id} --><div class='postcolor' "
            f"id='post-{post.id}'>{self._markup.body(post.body)}{self._note(post.edit) if post.edit else ''}{held}</div>{sign}"
            f"<!-- THE POST --></td></tr></table>"
        )

    def _note(self, edit: Edit) -> str:
        reason = f"<br />Reason for edit: {esc(edit.reason)}" if edit.reason else ""
        return f"<br /><br /><span class='edit'>This post has been edited by <b>{esc(edit.by.name)}</b>: {long(edit.at)}{reason}</span>"


PRINTS = Prints(
    mentions=False,
    reactions=False,
    edit_counts=False,
    edit_seconds=False,
    editor_ids=False,
    quote_members=False,
    picture_names=False,
    prefixes=False,
    tags=False,
    poll_voters=False,
    single_pages=False,
    placeholders=False,
    seconds=False,
    zone="Etc/GMT+5",
)
WAYS = {"invision power board 2": Way("ipb2", IPB2, PRINTS)}
