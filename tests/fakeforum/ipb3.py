"""A community as IP.Board 3.4 shows it in its default theme, with the addresses of 3.0 or of 3.2 on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from archiver.demo.markup import Markup
from archiver.demo.model import Board, Code, Community, Edit, Member, Picture, Poll, Post, Quotation, Smiley, Thread, Writer
from archiver.demo.site import Answer, esc
from tests.fakeforum.facts import Prints
from tests.fakeforum.ways import Way

ZONE = ZoneInfo("Etc/GMT-2")
"""The board's own: hours from UTC, all the year the same."""


class IPB3Markup(Markup):
    """IP.Board's bodies: line breaks, paragraphs in quotes; which post was quoted stands in attributes."""

    BREAK = "<br />\n"
    BETWEEN = "<br />\n<br />\n"

    def __init__(self, forum: IPB3) -> None:
        self._forum = forum

    def strong(self, text: str) -> str:
        return f"<strong class='bbc'>{esc(text)}</strong>"

    def anchor(self, url: str, text: str) -> str:
        return f"<a href='{esc(url)}' class='bbc_url' title='External link' rel='nofollow external'>{esc(text)}</a>"

    def smiley(self, smiley: Smiley) -> str:
        return f"<img src='{self._forum.base}/public/style_emoticons/default/smile.png' class='bbc_emoticon' alt='{esc(smiley.code)}' />"

    def quotation(self, quotation: Quotation) -> str:
        stated = f' data-author="{esc(quotation.name)}"' if quotation.name is not None else ""
        if quotation.post is not None:
            stated += f' data-cid="{quotation.post}" data-time="1337256000"'
        return f"<blockquote class='ipsBlockquote'{stated}><p>{self.body(quotation.blocks)}</p></blockquote>"

    def code(self, code: Code) -> str:
        return f"<pre class='prettyprint'>\n{esc(code.text)}</pre>"

    def bullets(self, items: list[str]) -> str:
        return "<ul class='bbc'>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"

    def picture(self, picture: Picture) -> str:
        name = esc(picture.url.rpartition("/")[2])
        return f"<span rel='lightbox'><img class='bbc_img' src='{esc(picture.url)}' alt='Posted Image: {name}' /></span>"


class IPB3:
    """The forum at ``base``; ``old`` writes addresses as 3.0 and 3.1 did."""

    def __init__(self, community: Community, base: str, *, old: bool = False) -> None:
        self.community = community
        self.base = base
        self._old = old
        self._root = f"{base}/index.php?/" if old else f"{base}/"
        self._markup = IPB3Markup(self)

    # -- addresses -------------------------------------------------------------------------------------------------

    def addresses(self) -> Iterator[str]:
        community = self.community
        yield self._root.removeprefix(self.base)
        for board in community.boards:
            if not board.gated:
                pages = max(1, -(-len(community.threads_of(board)) // community.threads_per_page))
                yield from (self.board_url(board, page).removeprefix(self.base) for page in range(1, pages + 1))
        for thread in community.threads:
            if thread.moved_to is None and not community.board[thread.board].gated:
                pages = community.pages(thread)
                yield from (self.topic_url(thread.id, page).removeprefix(self.base) for page in range(1, pages + 1))

    def _page_of(self, page: int, size: int) -> str:
        if page < 2:
            return ""
        return f"page__st__{(page - 1) * size}" if self._old else f"page-{page}"

    def topic_url(self, thread: int, page: int = 1) -> str:
        return f"{self._root}topic/{thread}-x/{self._page_of(page, self.community.posts_per_page)}"

    def board_url(self, board: Board, page: int = 1) -> str:
        return f"{self._root}forum/{board.id}-x/{self._page_of(page, self.community.threads_per_page)}"

    def answer(self, target: str) -> Answer:
        parts = urlsplit(target)
        words = [word for word in (parts.query if parts.query.startswith("/") else parts.path).split("/") if word]
        number = int(words[1].partition("-")[0]) if len(words) > 1 else 0
        community = self.community
        page = 1
        if len(words) > 2:
            size = community.posts_per_page if words[0] == "topic" else community.threads_per_page
            page = int(words[2].rpartition("__")[2]) // size + 1 if self._old else int(words[2].rpartition("-")[2])
        if not words:
            return Answer(body=self.index().encode())
        if words[0] == "forum" and number in community.board and not community.board[number].gated:
            return Answer(body=self.board(community.board[number], page).encode())
        thread = community.thread.get(number) if words[0] == "topic" else None
        if thread is not None and thread.moved_to is None:
            return Answer(body=self.thread(thread, page).encode())
        return Answer(body=self._page("Error", "<p class='message error'>[#10340] Not there</p>").encode(), status=404)

    # -- pieces ----------------------------------------------------------------------------------------------------

    def long(self, moment: datetime) -> str:
        return f"{moment.astimezone(ZONE):%d %B %Y - %I:%M %p}"

    def _published(self, moment: datetime) -> str:
        title = moment.astimezone(ZONE).isoformat(timespec="seconds")
        return f'<abbr class="published" itemprop="commentTime" title="{title}">{self.long(moment)}</abbr>'

    def _writer(self, writer: Writer) -> str:
        if not isinstance(writer, Member):
            return esc(writer.name)
        url = f"{self._root}user/{writer.id}-x/"
        return (
            f'<a hovercard-ref="member" hovercard-id="{writer.id}" class="_hovertrigger url fn name" href="{url}" '
            f'title="View Profile"><span itemprop="name">{esc(writer.name)}</span></a>'
        )

    def _page(self, title: str, content: str, *, above: tuple[Board, ...] = (), extra: str = "") -> str:
        community = self.community
        crumbs = "".join(f"<li><a href='{self.board_url(board)}'><span>{esc(board.title)}</span></a></li>" for board in above)
        return (
            f'<!DOCTYPE html>\n<html lang="{community.language}"><head><title>{title}</title><script>\n'
            f"ipb.vars['board_url'] = '{self.base}';\nipb.vars['member_id'] = parseInt( 0 );\n"
            f"ipb.vars['time_offset'] = \"2\";\nipb.vars['dst_in_use'] = parseInt( 0 );\n{extra}</script></head>\n"
            f"<body id='ipboard_body'><div id='ipbwrapper'><div id='secondary_navigation'><ol class='breadcrumb top'>"
            f"<li><a href='{self.base}/'><span>{esc(community.title)}</span></a></li>{crumbs}</ol></div>"
            f"<div id='content'>{content}</div><p>Newest member: {self._writer(community.members[0])}</p><p id='copyright'><a href='#'>Community Forum Software by IP.Board 3.4.6</a></p>"
            f"</div></body></html>"
        )

    def _pagination(self, urls: list[str], number: int) -> str:
        if len(urls) < 2:
            return "<div class='pagination no_pages left'><span>Page 1 of 1</span></div>"
        pages = "".join(
            f"<li class='page active'>{page}</li>"
            if page == number
            else f"<li class='page'><a href='{urls[page - 1]}'>{page}</a></li>"
            for page in range(1, len(urls) + 1)
            if abs(page - number) < 3
        )
        after = f"<li class='next'><a href='{urls[number]}' rel='next'>Next</a></li>" if number < len(urls) else ""
        jump = f"<li class='pagejump'><a href='#'>Page {number} of {len(urls)}</a></li>"
        return f"<div class='pagination left'><ul class='pages'>{jump}{pages}</ul><ul class='forward'>{after}</ul></div>"

    def _prefix(self, thread: Thread) -> str:
        return f"<span class='ipsBadge ipsBadge_lightgrey topic_prefix'>{esc(thread.prefix)}</span> " if thread.prefix else ""

    def _tags(self, thread: Thread) -> str:
        return "".join(f'<a href="{self.base}/tags/x" class="ipsTag"><span>{esc(tag)}</span></a>' for tag in thread.tags)

    # -- listings --------------------------------------------------------------------------------------------------

    def index(self) -> str:
        content = "".join(
            f"<div class='category_block block_wrap' id='category_{category.id}'><h3 class='maintitle'><a class='toggle right' href='#'>"
            f"Toggle</a> <a href='{self.board_url(category)}'>{esc(category.title)}</a></h3><table class='ipb_table'>"
            f"{''.join(map(self._board_row, self.community.children(category)))}</table></div>"
            for category in self.community.children(None)
        )
        return self._page(esc(self.community.title), f"<div id='board_index'><div id='categories'>{content}</div></div>")

    def _board_row(self, board: Board) -> str:
        threads, posts = (0, 0) if board.gated else self.community.figures(board)
        below = "".join(
            f"<li><a href='{self.board_url(child)}'>{esc(child.title)}</a></li>" for child in self.community.children(board)
        )
        return (
            f"<tr><td class='col_c_icon'></td><td class='col_c_forum'><h4><a href='{self.board_url(board)}'>{esc(board.title)}</a></h4>"
            f"<ol class='ipsList_inline subforums'>{below}</ol><p class='desc __forum_desc'>{esc(board.description)}</p></td>"
            f"<td class='col_c_stats'><ul><li><strong>{threads:,}</strong> topics</li><li><strong>{posts - threads:,}</strong> replies</li>"
            f"</ul></td><td class='col_c_post'></td></tr>"
        )

    def board(self, board: Board, number: int) -> str:
        community = self.community
        threads, size = community.threads_of(board), community.threads_per_page
        urls = [self.board_url(board, page) for page in range(1, max(1, -(-len(threads) // size)) + 1)]
        below = "".join(map(self._board_row, community.children(board)))
        children = (
            f"<div class='category_block'><h3 class='maintitle'>Sub-forums</h3><table>{below}</table></div>" if below else ""
        )
        rows = "".join(self._row(thread) for thread in threads[(number - 1) * size : number * size])
        content = (
            f"<h1 class='ipsType_pagetitle'>{esc(board.title)}</h1>{children}<div class='topic_controls'>{self._pagination(urls, number)}"
            f"</div><table class='ipb_table topic_list' id='forum_table'><tr class='header hide'><th>Topic</th></tr>{rows}</table>"
        )
        return self._page(esc(board.title), content, above=community.path(board)[:-1])

    def _row(self, thread: Thread) -> str:
        moved = thread.moved_to is not None
        target = thread.moved_to or thread.id
        icon = "t_moved" if moved else "t_closed" if thread.locked else "t_unread"
        pinned = "<span class='ipsBadge ipsBadge_green'>Pinned</span>" if thread.sticky else ""
        pages = self.community.pages(thread)
        mini = "".join(f"<li><a href='{self.topic_url(target, page)}'>{page}</a></li>" for page in range(1, pages + 1))
        small = f"<ul class='mini_pagination'>{mini}</ul>" if pages > 1 else ""
        hint = f"{esc(thread.title)} - started  {self.long(thread.first.posted)}"
        figures = (
            f"<ul><li><span class='number'>{thread.replies:,}</span> replies</li><li class='views desc'><span class='number'>"
            f"{thread.views:,}</span> views</li></ul>"
        )
        return (
            f"<tr class='__topic expandable' id='trow_{target}' data-tid='{target}'><td class='col_f_icon altrow'><img src='{icon}.png' />"
            f"</td><td class='col_f_content'>{pinned}{self._prefix(thread)}<h4><a itemprop='url' id='tid-link-{target}' "
            f"href='{self.topic_url(target)}' title='{hint}' class='topic_title'><span itemprop='name'>{esc(thread.title)}</span></a></h4>"
            f"<span class='desc lighter'>Started by {self._writer(thread.first.author)}, <span>01 Jan</span></span>{self._tags(thread)}"
            f"{small}</td><td class='col_f_preview'></td>"
            f"<td class='col_f_views'>{'' if moved else figures}</td><td class='col_f_post'><ul class='last_post'>"
            f"<li>{self._writer(thread.last.author)}</li><li><a href='{self.topic_url(target)}?view=getlastpost'>"
            f"{self.long(thread.last.posted)}</a></li></ul></td></tr>"
        )

    # -- threads ---------------------------------------------------------------------------------------------------

    def thread(self, thread: Thread, number: int) -> str:
        community = self.community
        urls = [self.topic_url(thread.id, page) for page in range(1, community.pages(thread) + 1)]
        button = (
            "<li class='important'><span><img src='lock.png' /> Locked</span></li>"
            if thread.locked
            else "<li class='disabled'><span>Please log in to reply</span></li>"
        )
        posts = "".join(self._post(thread, ordinal, post) for ordinal, post in community.page(thread, number))
        content = (
            f"<div class='ipsBox_withphoto'><h1 itemprop='name' class='ipsType_pagetitle'>{self._prefix(thread)}{esc(thread.title)}</h1>"
            f"{self._tags(thread)}<meta itemprop='interactionCount' content='UserComments:{len(thread.shown)}' /></div>"
            f"<div class='topic_controls'>{self._pagination(urls, number)}<ul class='topic_buttons'>{button}</ul></div>"
            f"<div class='topic hfeed'>{self._poll(thread.poll) if thread.poll and number == 1 else ''}<div id='ips_Posts'>{posts}</div>"
            f"<div class='post_block hentry' id='similar_topics'><h3>Similar Topics</h3></div></div>"
        )
        extra = f"ipb.topic.topic_id = {thread.id};\nipb.topic.forum_id = {thread.board};\n"
        return self._page(esc(thread.title), content, above=community.path(community.board[thread.board]), extra=extra)

    def _poll(self, poll: Poll) -> str:
        choices = "".join(
            f"<li><span class='answer'>{esc(choice.text)}</span> <span class='votes'>({choice.votes:,} votes [1.00%])</span>"
            f"<div class='progress_bar'><span>1%</span></div></li>"
            for choice in poll.choices
        )
        return (
            f"<div class='poll' id='poll_display'><h3 class='maintitle'>Poll: <span class='desc'>({poll.votes} member(s))</span></h3>"
            f"<div class='poll_question'><h4>{esc(poll.question)}</h4><ol>{choices}</ol></div></div>"
        )

    def _post(self, thread: Thread, ordinal: int, post: Post) -> str:
        writer = post.author
        member = isinstance(writer, Member)
        name = f'<span itemprop="creator name" class="author vcard">{self._writer(writer)}</span>' if member else esc(writer.name)
        files = "".join(
            f"<li class='attachment'><a href='{self.base}/index.php?app=core&amp;module=attach&amp;section=attach&amp;attach_id={file.id}' "
            f"title='Download attachment'><img src='txt.gif' alt='' /></a>&nbsp;<a href='#'><strong>{esc(file.name)}</strong></a></li>"
            for file in post.attachments
        )
        signature = self._markup.body(writer.signature) if isinstance(writer, Member) else ""
        sign = f"<div class='signature'>{signature}</div>" if signature else ""
        link = f"<a href='{self.topic_url(thread.id)}#entry{post.id}' rel='bookmark'>\n#{ordinal}\n</a>"
        wrap = f"<div id='attach_wrap' class='clearfix'><h4>Attached Files</h4><ul>{files}</ul></div>" if files else ""
        return (
            f"<!--post:{post.id}--><div class='post_block hentry clear' id='post_id_{post.id}'><a id='entry{post.id}'></a>"
            f"<div class='post_wrap'><h3 class='{'row2' if member else 'guest row2'}'><span class='post_id right'>{link}</span>{name}</h3>"
            f"<div class='post_body'><p class='posted_info'>Posted {self._published(post.posted)}</p>"
            f"<div itemprop='commentText' class='post entry-content '><!--cached-Wed-->{self._markup.body(post.body)}\n{wrap}<br />"
            f"{self._note(post.edit) if post.edit else ''}</div>{sign}"
            f"</div></div></div>"
        )

    def _note(self, edit: Edit) -> str:
        reason = f"<br />\n<span class='reason'>{esc(edit.reason)}</span>" if edit.reason else ""
        return f"<p class='edit'>\nEdited by {esc(edit.by.name)}, {self.long(edit.at)}.\n{reason}</p>"


PRINTS = Prints(
    mentions=False,
    reactions=False,
    edit_counts=False,
    edit_seconds=False,
    editor_ids=False,
    quote_members=False,
    picture_names=False,
    poll_voters=False,
    single_pages=False,
    placeholders=False,
    seconds=False,
    zone="Etc/GMT-2",
)
WAYS = {
    "ip.board 3": Way("ipb3", IPB3, PRINTS),
    "ip.board 3.1": Way("ipb3", partial(IPB3, old=True), PRINTS),
}
