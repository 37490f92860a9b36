"""A community as Forumotion shows it to members, in its theme made from phpBB 3. Likes are left out, and boards stand in categories only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from archiver.demo.markup import Markup
from archiver.demo.model import Board, Code, Community, Member, Picture, Poll, Post, Quotation, Smiley, Thread, Writer
from archiver.demo.site import Answer, esc
from tests.fakeforum.facts import Prints
from tests.fakeforum.ways import Way

_IMAGES = "https://2img.net/i/fa"


class ForumotionMarkup(Markup):
    """Forumotion's bodies."""

    BREAK = "<br />"
    BETWEEN = "<br /><br />"

    def strong(self, text: str) -> str:
        return f"<strong>{esc(text)}</strong>"

    def anchor(self, url: str, text: str) -> str:
        return f'<a href="{esc(url)}" class="postlink" target="_blank" rel="nofollow">{esc(text)}</a>'

    def smiley(self, smiley: Smiley) -> str:
        return f'<img src="{_IMAGES}/i/smiles/icon_smile.gif" alt="{esc(smiley.code)}" longdesc="2" />'

    def quotation(self, quotation: Quotation) -> str:
        head = f"<cite>{esc(quotation.name)} wrote:</cite>" if quotation.name else ""
        return f"<blockquote>{head}<div>{self.body(quotation.blocks)}</div></blockquote>"

    def code(self, code: Code) -> str:
        text = esc(code.text).replace("  ", "&nbsp; ").replace("\n", "<br />")
        return f'<dl class="codebox"><dt>Code:</dt><dd class="cont_code"><code>{text}</code></dd></dl>'

    def picture(self, picture: Picture) -> str:
        return f'<img src="{esc(picture.url)}" border="0" alt="" />'


class Forumotion:
    """The forum at ``base``."""

    def __init__(self, community: Community, base: str) -> None:
        self.community = community
        self.base = base
        self._zone = ZoneInfo(PRINTS.zone)
        self._markup = ForumotionMarkup()

    def addresses(self) -> Iterator[str]:
        community = self.community
        yield "/forum"
        for board in community.boards:
            if not board.gated and not board.category:
                pages = max(1, -(-len(community.threads_of(board)) // community.threads_per_page))
                yield from (self._board_place(board, n) for n in range(1, pages + 1))
        for thread in community.threads:
            if thread.moved_to is None and not community.board[thread.board].gated:
                yield from (self._thread_place(thread.id, n) for n in range(1, community.pages(thread) + 1))

    def answer(self, target: str) -> Answer:
        community = self.community
        kind, (number, _, offset) = target[1:2], target[2:].partition("-")[0].partition("p")
        if kind == "t" and number.isdecimal() and int(number) in community.thread:
            page = self.thread(community.thread[int(number)], int(offset or 0) // community.posts_per_page + 1)
        elif kind == "f" and number.isdecimal() and int(number) in community.board:
            page = self.board(community.board[int(number)], int(offset or 0) // community.threads_per_page + 1)
        else:
            page = self.index()
        return Answer(body=page.encode())

    def _offset(self, number: int, size: int) -> str:
        return f"p{(number - 1) * size}" if number > 1 else ""

    def _board_place(self, board: Board, number: int = 1) -> str:
        return f"/f{board.id}{self._offset(number, self.community.threads_per_page)}-forum"

    def _thread_place(self, thread: int, number: int = 1) -> str:
        return f"/t{thread}{self._offset(number, self.community.posts_per_page)}-viewtopic"

    def _when(self, moment: datetime) -> str:
        local = moment.astimezone(self._zone)
        return f"{local:%a %b %d, %Y} {local:%I:%M} {'am' if local.hour < 12 else 'pm'}"

    def _writer(self, writer: Writer) -> str:
        if isinstance(writer, Member):
            return f'<a href="/u{writer.id}"><span style="color:#0000ff"><strong>{esc(writer.name)}</strong></span></a>'
        return esc(writer.name)

    def _page(self, title: str, content: str, *, head: str = "", board: Board | None = None) -> str:
        nav = (
            f'&nbsp;»&nbsp;<a href="{self._board_place(board)}" class="nav"><span>{esc(board.title)}</span></a>' if board else ""
        )
        return (
            f'<!DOCTYPE html><html lang="{self.community.language}"><head><meta charset="utf-8"><title>{title}</title><meta property="og:site_name" '
            f'content="{esc(self.community.title)}"/>{head}<script type="text/javascript">//<![CDATA[\nvar _userdata = new Object();\n'
            f'_userdata["session_logged_in"] = 1;\n//]]></script></head><body id="phpbb"><div id="wrap"><div id="page-body"><h1 class="page-title">'
            f'<a href="#">{title}</a></h1><div class="pathname-box"><p><a class="nav" href="/forum"><span>Index</span></a>{nav}</p></div>{content}'
            f'<p>Legend: <a href="/u1">x</a></p></div></div></body></html>'
        )

    def _pages(self, addresses: list[str], number: int) -> str:
        links = ", ".join(
            f"<strong>{n}</strong>" if n == number else f'<a href="{one}">{n}</a>' for n, one in enumerate(addresses, 1)
        )
        stated = f'<div class="pagination">Page <strong>{number}</strong> of <strong>{len(addresses)}</strong></div>'
        return f'{stated}<p class="pagination">{links}</p>' if len(addresses) > 1 else stated

    # -- listings --------------------------------------------------------------------------------------------------

    def index(self) -> str:
        community = self.community
        boxes = []
        for category in community.children(None):
            inner = [one for one in community.boards if not one.category and community.path(one)[0].id == category.id]
            rows = "".join(self._board_row(board) for board in inner)
            boxes.append(
                f'<div class="forabg"><ul class="topiclist"><li class="header"><dl class="icon"><dt><a href="/c{category.id}-x"><span>'
                f'{esc(category.title)}</span></a></dt></dl></li></ul><ul class="topiclist forums">{rows}</ul></div>'
            )
        return self._page("Index", "".join(boxes))

    def _board_row(self, board: Board) -> str:
        threads = [] if board.gated else self.community.threads_of(board)
        posts = sum(len(thread.shown) for thread in threads)
        return (
            f'<li class="row"><dl class="icon"><dd class="dterm"><h3 class="hierarchy"><a class="forumtitle" href="{self._board_place(board)}">'
            f'{esc(board.title)}</a></h3><span class="forum-desc">{esc(board.description)}</span></dd><dd class="topics">{len(threads)} <dfn>Topics</dfn>'
            f'</dd><dd class="posts">{posts} <dfn>Posts</dfn></dd><dd class="lastpost"><span></span></dd></dl></li>'
        )

    def board(self, board: Board, number: int) -> str:
        community = self.community
        threads, size = community.threads_of(board), community.threads_per_page
        pages = max(1, -(-len(threads) // size))
        rows = "".join(self._row(thread) for thread in threads[(number - 1) * size : number * size])
        bar = self._pages([self._board_place(board, n) for n in range(1, pages + 1)], number)
        table = f'{bar}<div class="forumbg"><ul class="topiclist topics">{rows}</ul></div>'
        return self._page(esc(board.title), table, board=board)

    def _row(self, thread: Thread) -> str:
        moved = thread.moved_to is not None
        icon = (
            "topic_moved" if moved else "sticky_read" if thread.sticky else "topic_read_locked" if thread.locked else "topic_read"
        )
        target = self._thread_place(thread.moved_to if thread.moved_to is not None else thread.id)
        latest = f"{self._thread_place(thread.id, self.community.pages(thread))}#{thread.last.id}"
        return (
            f'<li class="row"><dl class="icon" style="background-image:url(\'{_IMAGES}/{icon}.png\');"><dd class="dterm"><div class="topictitle">'
            f'<a class="topictitle" href="{target}">{esc(thread.title)}</a></div><span>by {self._writer(thread.first.author)}</span></dd>'
            f'<dd class="posts">{thread.replies} <dfn>Replies</dfn></dd><dd class="views">{thread.views} <dfn>Views</dfn></dd><dd class="lastpost">'
            f'<span><dfn>Last post</dfn> by {self._writer(thread.last.author)} <a href="{latest}"><img src="view.png" alt=""></a><br />'
            f"{self._when(thread.last.posted)}</span></dd></dl></li>"
        )

    # -- threads ---------------------------------------------------------------------------------------------------

    def thread(self, thread: Thread, number: int) -> str:
        community = self.community
        place = self._thread_place(thread.id, number)
        posts = "".join(self._post(place, thread, post) for _, post in community.page(thread, number))
        bar = self._pages([self._thread_place(thread.id, n) for n in range(1, community.pages(thread) + 1)], number)
        image = f'<img src="{_IMAGES}/{"locked" if thread.locked else "reply"}.png" class="i_reply" alt="">'
        reply = f'<a href="/post?t={thread.id}&amp;mode=reply">{image}</a>'
        poll = self._poll(thread.poll) if thread.poll and number == 1 else ""
        head = f'<link rel="canonical" href="{self.base}{place}"><meta property="og:title" content="{esc(thread.title)}"/>'
        return self._page(esc(thread.title), reply + bar + poll + posts, head=head, board=community.board[thread.board])

    def _poll(self, poll: Poll) -> str:
        rows = "".join(
            f'<dl><dt>{esc(choice.text)}</dt><dd class="resultbar"><div class="pollbar1" style="width:10%">{choice.votes}</div></dd><dd>10%</dd></dl>'
            for choice in poll.choices
        )
        return f'<div class="panel"><h2>{esc(poll.question)}</h2><fieldset class="polls">{rows}</fieldset></div>'

    def _post(self, place: str, thread: Thread, post: Post) -> str:
        writer, edit = post.author, post.edit
        signature = self._markup.body(writer.signature) if isinstance(writer, Member) and writer.signature else ""
        times = f"edited {edit.count} time{'s' * (edit.count > 1)} in total" if edit else ""
        words = f"Last edited by {esc(edit.by.name)} on {self._when(edit.at)}; {times}" if edit else ""
        edited = f'<br /><br /><span class="gensmall">{words}</span>' if edit else ""
        signed = f'<div class="signature_div">_________________<br />{signature}</div>' if signature else ""
        files = "".join(
            f'<dl class="file"><dt><img src="doc.png" alt=""/></dt><dd><span><a class="postlink" href="/attachment.php?attachmentid={file.id}">'
            f"{esc(file.name)}</a></span></dd></dl>"
            for file in post.attachments
        )
        box = f'<dl class="attachbox"><dt>Attachments</dt><dd class="attachments">{files}</dd></dl>' if files else ""
        name = self._writer(writer)
        return (
            f'<div id="p{post.id}" class="post row1 post--{post.id}"><div class="inner"><div id="{post.id}"></div><div class="postbody"><h2 '
            f'class="topic-title"> <a href="{place}#{post.id}">Re: {esc(thread.title)}</a></h2><p class="author"><img src="empty.gif" alt="Post" />'
            f'&nbsp;by&nbsp;{name} {self._when(post.posted)}</p><div class="clearfix"></div><div class="content clearfix"><div>'
            f'{self._markup.body(post.body)}</div>{box}</div>{edited}{signed}</div><div class="postprofile"><dl><dt>'
            f'<strong style="font-size:1.2em">{name}</strong></dt><dd>Rank</dd></dl></div></div></div>'
        )


PRINTS = Prints(
    ordinals=False,
    mentions=False,
    reactions=False,
    edit_reasons=False,
    editor_ids=False,
    quote_members=False,
    quote_sources=False,
    picture_names=False,
    prefixes=False,
    tags=False,
    poll_voters=False,
    placeholders=False,
    figures_below=False,
    board_tree=False,
    category="c",
    row_pages=False,
    row_times=False,
    row_guests=False,
    lock_of_sticky=False,
    seconds=False,
    zone="Etc/GMT+5",
)
WAYS = {"forumotion": Way("forumotion", Forumotion, PRINTS)}
