"""A community as phpBB 2 shows it in subSilver: boards without boards inside, tables without ids, signatures inside the words."""

from __future__ import annotations

from functools import partial
from zoneinfo import ZoneInfo

from archiver.demo.model import Board, Code, Community, Edit, Member, Picture, Poll, Post, Quotation, Smiley, Thread, Writer
from archiver.demo.site import Answer, esc
from tests.fakeforum.facts import Prints
from tests.fakeforum.phpbb import PhpBB, PhpBBMarkup
from tests.fakeforum.ways import Way

_ICONS = "templates/subSilver/images"
_UNDERSCORES = "<br />_________________<br />"


class PhpBB2Markup(PhpBBMarkup):
    """Bodies that every quote and every piece of code splits."""

    BREAK = "\n<br />\n"
    BETWEEN = "\n<br />\n\n<br />\n"

    def strong(self, text: str) -> str:
        return f'<span style="font-weight: bold">{esc(text)}</span>'

    def anchor(self, url: str, text: str) -> str:
        return f'<a href="{esc(url)}" target="_blank" class="postlink">{esc(text)}</a>'

    def smiley(self, smiley: Smiley) -> str:
        return f'<img src="images/smiles/icon_smile.gif" alt="{esc(smiley.code)}" border="0" />'

    def emoji(self, character: str) -> str:
        return character

    def quotation(self, quotation: Quotation) -> str:
        head = f"{esc(quotation.name)} wrote:" if quotation.name else "Quote:"
        return _box("quote", head, self.body(quotation.blocks))

    def code(self, code: Code) -> str:
        text = esc(code.text).replace("  ", "&nbsp; ")
        return _box("code", "Code:", text.replace("\n", "\n<br />\n"))

    def picture(self, picture: Picture) -> str:
        return f'<img src="{esc(picture.url)}" border="0" />'


def _box(kind: str, head: str, inner: str) -> str:
    return (
        '</span>\n<table width="90%" cellspacing="1" cellpadding="3" border="0" align="center">\n<tr> \n'
        f'\t  <td><span class="genmed"><b>{head}</b></span></td>\n\t</tr>\n\t<tr>\n\t  <td class="{kind}">{inner}</td>\n'
        '\t</tr>\n</table>\n<span class="postbody">'
    )


class PhpBB2(PhpBB):
    """The forum at ``base``; addresses are phpBB 3's."""

    def __init__(self, community: Community, base: str, *, sessions: bool = False) -> None:
        super().__init__(community, base, sessions=sessions)
        self._markup = PhpBB2Markup(self)
        self._zone = ZoneInfo(PRINTS.zone)

    def member_path(self, member: Member) -> str:
        return f"profile.php?mode=viewprofile&amp;u={member.id}{self._session}"

    def post_path(self, post: int) -> str:
        return f"viewtopic.php?p={post}{self._session}#{post}"

    def _missing(self, what: str) -> Answer:
        inner = f'<table width="100%"><tr><td>&nbsp;</td></tr><tr><td align="center"><span class="gen">{what}</span></td></tr></table>'
        box = f'<table class="forumline"><tr><th class="thHead"><b>Information</b></th></tr><tr><td class="row1">{inner}</td></tr></table>'
        return self._html(self._frame("Information", box))

    # -- pieces ----------------------------------------------------------------------------------------------------

    def _writer(self, writer: Writer) -> str:
        name = esc(writer.name)
        return f'<a href="{self.member_path(writer)}">{name}</a>' if isinstance(writer, Member) else name

    def _numbers(self, path: str, number: int, pages: int, size: int, fixed: str) -> tuple[str, str]:
        """The page controls, and "Page 1 of 3"."""
        links = [
            f"<b>{n}</b>" if n == number else f'<a href="{path}{fixed}&amp;start={(n - 1) * size}{self._session}">{n}</a>'
            for n in range(1, pages + 1)
        ]
        controls = f"Goto page {', '.join(links)}" if pages > 1 else ""
        return controls, f'<span class="nav">Page <b>{number}</b> of <b>{pages}</b></span>'

    def _path(self, *boards: Board) -> str:
        links = "".join(
            f' -> <a class="nav" href="viewforum.php?f={one.id}{self._session}">{esc(one.title)}</a>' for one in boards
        )
        index = f'<a href="index.php{self._session_first}" class="nav">{esc(self.community.title)} Forum Index</a>'
        return f'<span class="nav">&nbsp;&nbsp;&nbsp;{index}{links}</span>'

    def _frame(self, title: str, content: str) -> str:
        community, sid, first = self.community, self._session, self._session_first
        menu = "".join(
            f'<a href="{href}" class="mainmenu">{words}</a>&nbsp;'
            for href, words in (
                (f"faq.php{first}", "FAQ"),
                (f"search.php{first}", "Search"),
                (f"memberlist.php{first}", "Memberlist"),
                (f"groupcp.php{first}", "Usergroups"),
                (f"profile.php?mode=register{sid}", "Register"),
                (f"login.php{first}", "Log in"),
            )
        )
        return (
            f'<html dir="ltr"><head><title>{esc(community.title)} :: {title}</title></head><body><a name="top"></a>'
            f'<table width="100%"><tr><td class="bodyline"><span class="maintitle">{esc(community.title)}</span><br />'
            f'<span class="gen">{esc(community.description)}</span><span class="mainmenu">{menu}</span>{content}'
            '<div align="center"><span class="copyright">Powered by <a href="http://www.phpbb.com/" target="_phpbb" '
            'class="copyright">phpBB</a> 2.0.11 &copy; 2001, 2002 phpBB Group</span></div></td></tr></table></body></html>'
        )

    # -- listings --------------------------------------------------------------------------------------------------

    def index(self) -> str:
        rows = []
        for category in self.community.children(None):
            href = f"index.php?c={category.id}{self._session}"
            rows.append(
                f'<tr><td class="catLeft" colspan="2"><span class="cattitle"><a href="{href}" class="cattitle">{esc(category.title)}</a>'
                '</span></td><td class="rowpic" colspan="3">&nbsp;</td></tr>'
            )
            rows += [self._board_row(board) for board in self._boards_in(category)]
        table = f'<table class="forumline"><tr><th colspan="2">Forum</th></tr>{"".join(rows)}</table>'
        return self._frame("Index", f'{self._path()}{table}<span class="gensmall">All times are GMT - 5 Hours</span>')

    def _boards_in(self, category: Board) -> list[Board]:
        community = self.community
        return [board for board in community.boards if not board.category and community.path(board)[0].id == category.id]

    def _board_row(self, board: Board) -> str:
        threads = [] if board.gated else self.community.threads_of(board)
        posts = sum(len(thread.shown) for thread in threads)
        href = f"viewforum.php?f={board.id}{self._session}"
        return (
            f'<tr><td class="row1"><img src="{_ICONS}/folder_big.gif" alt="No new posts" /></td><td class="row1"><span class="forumlink">'
            f' <a href="{href}" class="forumlink">{esc(board.title)}</a><br /></span> <span class="genmed">{esc(board.description)}'
            f'<br /></span><span class="gensmall">&nbsp; &nbsp;</span></td><td class="row2"><span class="gensmall">{len(threads)}</span></td>'
            f'<td class="row2"><span class="gensmall">{posts}</span></td><td class="row2"><span class="gensmall">No Posts</span></td></tr>'
        )

    def board(self, board: Board, number: int) -> str:
        community = self.community
        threads, size = community.threads_of(board), community.threads_per_page
        path, pages = f"viewforum.php?f={board.id}", max(1, -(-len(threads) // size))
        controls, place = self._numbers(path, number, pages, size, "&amp;topicdays=0")
        rows = "".join(self._row(thread, 0) for thread in threads[(number - 1) * size : number * size])
        title = f'<a class="maintitle" href="{path}{self._session}">{esc(board.title)}</a>'
        days = '<select name="topicdays"><option value="0" selected="selected">All Topics</option></select>'
        table = f'<table class="forumline"><tr><th colspan="2">Topics</th></tr>{rows}<tr><td class="catBottom">{days}</td></tr></table>'
        zone = f'<span class="gensmall">All times are GMT - 5 Hours</span><br /><span class="nav">{controls}</span>'
        return self._frame(f"View Forum - {esc(board.title)}", f"{title}{self._path(board)}{table}{zone}{place}")

    def _row(self, thread: Thread, place: int) -> str:
        moved, pages = thread.moved_to is not None, self.community.pages(thread)
        icon = "folder_sticky" if thread.sticky else "folder_lock" if thread.locked and not moved else "folder"
        kind = "<b>Moved:</b> " if moved else "<b>Sticky:</b> " if thread.sticky else "<b>[ Poll ]</b> " if thread.poll else ""
        path = f"viewtopic.php?t={thread.moved_to if moved else thread.id}"
        size = self.community.posts_per_page
        jumps = ", ".join(f'<a href="{path}&amp;start={n * size}{self._session}">{n + 1}</a>' for n in range(pages))
        goto = f'<br />[ <img src="{_ICONS}/icon_minipost.gif" />Goto page: {jumps} ] ' if pages > 1 and not moved else "<br />"
        last = (
            f'<a href="{self.post_path(thread.last.id)}"><img src="{_ICONS}/icon_latest_reply.gif" alt="View latest post" /></a>'
        )
        return (
            f'<tr><td class="row1"><img src="{_ICONS}/{icon}.gif" /></td><td class="row1"><span class="topictitle">{kind}'
            f'<a href="{path}{self._session}" class="topictitle">{esc(thread.title)}</a></span><span class="gensmall">{goto}</span></td>'
            f'<td class="row2"><span class="postdetails">{thread.replies}</span></td>'
            f'<td class="row3"><span class="name">{self._writer(thread.first.author)}</span></td>'
            f'<td class="row2"><span class="postdetails">{thread.views}</span></td><td class="row3Right"><span class="postdetails">'
            f"{self.date(thread.last.posted)}<br />{self._writer(thread.last.author)} {last}</span></td></tr>"
        )

    # -- threads ---------------------------------------------------------------------------------------------------

    def thread(self, thread: Thread, number: int) -> str:
        community, board = self.community, self.community.board[thread.board]
        size, path = community.posts_per_page, f"viewtopic.php?t={thread.id}"
        controls, place = self._numbers(path, number, community.pages(thread), size, "&amp;postdays=0&amp;postorder=asc")
        fixed = f"&amp;start={(number - 1) * size}&amp;postdays=0&amp;postorder=asc&amp;highlight="
        title = f'<a class="maintitle" href="{path}{fixed}{self._session}">{esc(thread.title)}</a>'
        image = f"{_ICONS}/lang_english/{'reply-locked' if thread.locked else 'reply'}.gif"
        reply = f'<span class="nav"><a href="posting.php?mode=reply&amp;t={thread.id}{self._session}"><img src="{image}" /></a></span>'
        posts = "".join(self._post(thread, ordinal, post) for ordinal, post in community.page(thread, number))
        poll = self._poll(path, thread.poll) if thread.poll and number == 1 else ""
        order = '<select name="postdays"></select><select name="postorder"><option value="asc" selected="selected">Oldest</option></select>'
        table = f'<table class="forumline">{poll}<tr><th>Author</th><th>Message</th></tr>{posts}<tr><td class="catBottom">{order}</td></tr></table>'
        zone = f'<span class="gensmall">All times are GMT - 5 Hours</span><br /><span class="nav">{controls}</span>'
        return self._frame(f"View topic - {esc(thread.title)}", f"{title}{reply}{self._path(board)}{table}{zone}<br />{place}")

    def _poll(self, path: str, poll: Poll) -> str:
        rows = "".join(
            f'<tr><td><span class="gen">{esc(choice.text)}</span></td><td><table><tr><td><img src="{_ICONS}/vote_lcap.gif" /></td></tr>'
            f'</table></td><td><b><span class="gen">&nbsp;10%&nbsp;</span></b></td><td><span class="gen">[ {choice.votes} ]</span></td></tr>'
            for choice in poll.choices
        )
        total = f'<tr><td colspan="4"><span class="gen"><b>Total Votes : {poll.votes}</b></span></td></tr>'
        head = f'<tr><td colspan="4"><span class="gen"><b>{esc(poll.question)}</b></span></td></tr>'
        return f'<tr><td class="row2" colspan="2"><br /><table>{head}<tr><td><table>{rows}</table></td></tr>{total}</table></td></tr>'

    def _post(self, thread: Thread, ordinal: int, post: Post) -> str:
        writer = post.author
        member = isinstance(writer, Member)
        signature = writer.signature if isinstance(writer, Member) else ()
        words = self._markup.body(post.body)
        signed = _UNDERSCORES + self._markup.body(signature) if signature else ""
        files = "".join(
            f'<table class="attachtable"><tr><td class="attachheader"><b><span class="gen">{esc(file.name)}</span></b></td></tr><tr>'
            f'<td class="attachrow"><a href="download.php?id={file.id}{self._session}" class="genmed"><b>Download</b></a></td></tr></table>'
            for file in post.attachments
        )
        words = f'{words}</span>{files}<span class="postbody">' if files else words
        button = f'<a href="{self.member_path(writer)}"><img src="icon_profile.gif" /></a>' if isinstance(writer, Member) else ""
        joined = f"Joined: 20 Jul 2002<br />Posts: {self.community.written[writer.id]}" if isinstance(writer, Member) else ""
        subject = esc(thread.title) if ordinal == 1 else ""
        posted = f'Posted: {self.date(post.posted)}<span class="gen">&nbsp;</span>&nbsp; &nbsp;Post subject: {subject}'
        return (
            f'<tr><td class="row1"><span class="name"><a name="{post.id}"></a><b>{esc(writer.name)}</b></span><br /><span class="postdetails">'
            f'{"Rank" if member else "Guest"}<br /><br />{joined}</span><br /></td><td class="row1"><table><tr><td>'
            f'<a href="{self.post_path(post.id)}"><img src="{_ICONS}/icon_minipost.gif" /></a><span class="postdetails">{posted}</span></td>'
            f'<td><a href="posting.php?mode=quote&amp;p={post.id}{self._session}"><img src="icon_quote.gif" /></a></td></tr><tr><td colspan="2">'
            f'<hr /></td></tr><tr><td colspan="2"><span class="postbody">{words}{signed}</span><span class="gensmall">'
            f"{self._edit(post.edit) if post.edit else ''}</span></td></tr></table></td></tr>"
            f'<tr><td class="row1"><span class="nav"><a href="#top" class="nav">Back to top</a></span></td><td>{button}</td></tr>'
        )

    def _edit(self, edit: Edit) -> str:
        times = f"edited {edit.count} time{'s' * (edit.count > 1)} in total"
        return f"<br /><br />Last edited by {esc(edit.by.name)} on {self.date(edit.at)}; {times}"


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
    row_times=False,
    lock_of_sticky=False,
    seconds=False,
    zone="Etc/GMT+5",
)
WAYS = {
    "phpbb 2": Way("phpbb2", PhpBB2, PRINTS),
    "phpbb 2 with session ids": Way("phpbb2", partial(PhpBB2, sessions=True), PRINTS),
}
