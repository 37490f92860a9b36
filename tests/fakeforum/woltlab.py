"""A community as WoltLab Suite 6 shows it, or Burning Board 4 (``old``), whose rows are tables and whose quotes have headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

from archiver.demo.markup import Markup
from archiver.demo.model import Board, Code, Community, Member, Mention, Picture, Post, Quotation, Smiley, Thread, Writer
from archiver.demo.site import Answer, esc
from tests.fakeforum.facts import Prints
from tests.fakeforum.ways import Way

_ROUTE = re.compile(r"/forum/(?:(thread|board)/(\d+)-slug/(?:\?pageNo=(\d+))?)?$")


class WoltLabMarkup(Markup):
    """Bodies: paragraphs, quotes in boxes."""

    BETWEEN = "\n"
    BREAK = "<br>"

    def __init__(self, *, old: bool) -> None:
        self._old = old

    def paragraph(self, inner: str) -> str:
        return f"<p>{inner}</p>"

    def mention(self, mention: Mention) -> str:
        member = mention.member
        return f'<a href="/cms/user/{member.id}-x/" class="userMention userLink" data-object-id="{member.id}">@{esc(member.name)}</a>'

    def smiley(self, smiley: Smiley) -> str:
        return f'<img src="/cms/images/smilies/smile.png" alt="{esc(smiley.code)}" title="smile" class="smiley">'

    def quotation(self, quotation: Quotation) -> str:
        words, member = self.body(quotation.blocks), quotation.member
        link = f"http://forum.example/forum/thread/1-slug/?postID={quotation.post}#post{quotation.post}" if quotation.post else ""
        title = f"Quote from {esc(quotation.name)}" if quotation.name else "Quote"
        title = f'<a href="{link}">{title}</a>' if link else title
        cite = f' cite="{link}"' if link else ""
        icon = f'<a href="/cms/user/{member.id}-x/" class="userLink" data-object-id="{member.id}"></a>' if member else ""
        if self._old:
            return f'<blockquote class="container containerPadding quoteBox"{cite}><div class="quoteBoxIcon">{icon}</div><header><h3>{title}</h3></header><div>{words}</div></blockquote>'
        return (
            f'<blockquote class="quoteBox collapsibleBbcode jsCollapsibleBbcode"{cite}><div class="quoteBoxIcon">{icon}</div><div class="quoteBoxTitle">{title}</div>'
            f'<div class="quoteBoxContent">{words}</div><span class="toggleButton" data-title-expand="Show">Show</span></blockquote>'
        )

    def code(self, code: Code) -> str:
        lines = code.text.split("\n")
        if self._old:
            listed = "".join(f"<li>{esc(line)}</li>" for line in lines)
            return f'<div class="container codeBox"><div><header><h3>Source Code</h3></header><ol start="1">{listed}</ol></div></div>'
        inner = "".join(
            f'<span class="codeBoxLine" id="l{n}"><a href="#l{n}" class="lineAnchor" title="{n}"></a><span>{esc(line)}\n</span></span>'
            for n, line in enumerate(lines, 1)
        )
        return f'<pre class="codeBox collapsibleBbcode"><div class="codeBoxHeader"><span class="codeBoxHeadline">Code</span></div><code class="codeBoxCode">{inner}</code></pre>'

    def picture(self, picture: Picture) -> str:
        return f'<img src="{esc(picture.url)}" class="jsResizeImage" alt="{esc(picture.name)}">'


class WoltLab:
    """The forum at ``base``."""

    def __init__(self, community: Community, base: str, *, old: bool = False) -> None:
        self.community = community
        self.base = base
        self._old = old
        self._zone = ZoneInfo(community.zone)
        self._markup = WoltLabMarkup(old=old)

    def addresses(self) -> Iterator[str]:
        yield "/forum/"
        for board in self.community.boards:
            if not board.gated and not board.category:
                pages = max(1, -(-len(self._threads(board)) // self.community.threads_per_page))
                yield from self._numbered(f"/forum/board/{board.id}-slug/", pages)
        for thread in self.community.threads:
            if thread.moved_to is None and not self.community.board[thread.board].gated:
                yield from self._numbered(f"/forum/thread/{thread.id}-slug/", self.community.pages(thread))

    def _numbered(self, path: str, pages: int) -> Iterator[str]:
        yield path
        yield from (f"{path}?pageNo={number}" for number in range(2, pages + 1))

    def _threads(self, board: Board) -> list[Thread]:
        return [thread for thread in self.community.threads_of(board) if thread.moved_to is None]

    def answer(self, target: str) -> Answer:
        found = _ROUTE.fullmatch(target)
        if found is None:
            return Answer(body=self._page("error", "Error", '<p class="error">Nothing here.</p>').encode(), status=404)
        number = int(found[3] or 1)
        if found[1] == "thread":
            return Answer(body=self.thread(self.community.thread[int(found[2])], number).encode())
        if found[1] == "board":
            return Answer(body=self.board(self.community.board[int(found[2])], number).encode())
        return Answer(body=self.index().encode())

    # -- pieces ----------------------------------------------------------------------------------------------------

    def _page(self, named: str, title: str, content: str, *, path: tuple[Board, ...] = (), own: str = "/forum/") -> str:
        links = "".join(
            f'<li><a href="/forum/board/{board.id}-slug/" itemprop="item"><span itemprop="name">{esc(board.title)}</span></a></li>'
            for board in path
        )
        site = esc(self.community.title)
        body = f"tpl{named[0].upper()}{named[1:]}" if self._old else f"tpl_wbb_{named}"
        made = "Burning Board&reg; 4.1.2" if self._old else "WoltLab Suite&trade; 6.0.5"
        return (
            f'<!DOCTYPE html><html lang="{self.community.language}"><head><meta charset="utf-8"><title>{title} - {site}</title>'
            f'<meta property="og:site_name" content="{site}"><link rel="canonical" href="{self.base}{own}"></head>'
            f'<body id="{body}" data-template="{named}" data-application="wbb"><ul class="userPanelItems"><li id="userLogin"><a class="loginLink" href="/cms/login/">Login</a></li></ul>'
            f'<nav class="breadcrumbs"><ul><li><a href="/forum/">Forum</a></li>{links}</ul></nav><section id="main"><div id="content">{content}</div></section>'
            f'<footer><a href="https://www.woltlab.com/">Community software: <strong>{made}</strong></a></footer></body></html>'
        )

    def _pager(self, path: str, number: int, pages: int) -> str:
        if pages < 2:
            return ""
        if not self._old:
            return f'<woltlab-core-pagination page="{number}" count="{pages}" url="{self.base}{path}"></woltlab-core-pagination>'
        links = "".join(
            f'<li class="button active"><span>{one}</span></li>'
            if one == number
            else f'<li class="button"><a href="{path}?pageNo={one}">{one}</a></li>'
            for one in range(1, pages + 1)
        )
        following = (
            f'<li class="button skip"><a rel="next" href="{path}?pageNo={number + 1}">next</a></li>' if number < pages else ""
        )
        return f'<div class="contentNavigation"><nav class="pageNavigation"><ul data-pages="{pages}">{links}{following}</ul></nav></div>'

    def _time(self, at: datetime) -> str:
        shown = f"{at.astimezone(self._zone):%B %-d, %Y at %-I:%M %p}"
        if self._old:
            return f'<time datetime="{at.astimezone(self._zone).isoformat(timespec="seconds")}" class="datetime" data-timestamp="{int(at.timestamp())}">{shown}</time>'
        return f'<woltlab-core-date-time date="{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S+00:00}">{shown}</woltlab-core-date-time>'

    def _writer(self, writer: Writer, kind: str = "userLink") -> str:
        if not isinstance(writer, Member):
            return f'<span class="username">{esc(writer.name)}</span>'
        return f'<a href="/cms/user/{writer.id}-x/" class="{kind}" data-object-id="{writer.id}">{esc(writer.name)}</a>'

    def _states(self, thread: Thread) -> str:
        return f'data-is-closed="{int(thread.locked)}" data-is-sticky="{int(thread.sticky)}"'

    # -- listings --------------------------------------------------------------------------------------------------

    def index(self) -> str:
        return self._page(
            "boardList", "Forum", f'<h1 class="contentTitle">Forum</h1><ul class="wbbBoardList">{self._boards(None)}</ul>'
        )

    def _boards(self, parent: Board | None) -> str:
        return "".join(self._board_row(board) for board in self.community.children(parent))

    def _board_row(self, board: Board) -> str:
        link = f'<a href="/forum/board/{board.id}-slug/">{esc(board.title)}</a>'
        below = self._boards(board)
        below = f"<ul>{below}</ul>" if below else ""
        if board.category:
            return f'<li data-board-id="{board.id}" class="wbbCategory wbbDepth1"><header><h2>{link}</h2></header>{below}</li>'
        threads, posts = (0, 0) if board.gated else self.community.figures(board)
        return (
            f'<li data-board-id="{board.id}" class="wbbBoardContainer wbbDepth2"><div class="wbbBoard"><div class="wbbBoardMain"><h3>{link}</h3>'
            f'<p class="wbbBoardDescription">{esc(board.description)}</p></div><div class="wbbStats"><dl class="plain statsDataList"><dt>Threads</dt><dd>{threads:,}</dd></dl>'
            f'<dl class="plain statsDataList"><dt>Posts</dt><dd>{posts:,}</dd></dl></div></div>{below}</li>'
        )

    def board(self, board: Board, number: int) -> str:
        threads, size = self._threads(board), self.community.threads_per_page
        pages = max(1, -(-len(threads) // size))
        *above, _ = self.community.path(board)
        path = f"/forum/board/{board.id}-slug/"
        rows = "".join(self._row(thread) for thread in threads[(number - 1) * size : number * size])
        rows = f"<table><tbody>{rows}</tbody></table>" if self._old else f'<ol class="tabularList">{rows}</ol>'
        content = f'<h1 class="contentTitle">{esc(board.title)}</h1>{self._pager(path, number, pages)}{rows}'
        own = f"{path}?pageNo={number}" if number > 1 else path
        return self._page("board", esc(board.title), content, path=tuple(above), own=own)

    def _row(self, thread: Thread) -> str:
        label = f'<ul class="labelList"><li><a class="badge label">{esc(thread.prefix)}</a></li></ul>' if thread.prefix else ""
        link = f'<h3><a href="/forum/thread/{thread.id}-slug/" class="messageGroupLink wbbTopicLink">{esc(thread.title)}</a></h3>'
        first, last = thread.first, thread.last
        if self._old:
            return (
                f'<tr id="thread{thread.id}" class="wbbThread" data-thread-id="{thread.id}" {self._states(thread)}><td class="columnText columnTopic">{label}{link}'
                f"<small>{self._writer(first.author)} ({self._time(first.posted)})</small></td>"
                f'<td class="columnDigits columnReplies"><a href="#">{thread.replies:,}</a></td><td class="columnDigits columnViews">{thread.views:,}</td>'
                f'<td class="columnText columnLastPost"><p>{self._writer(last.author)}</p><small>{self._time(last.posted)}</small></td></tr>'
            )
        return (
            f'<li class="tabularListRow"><ol id="thread{thread.id}" class="tabularListColumns messageGroup wbbThread" data-thread-id="{thread.id}" {self._states(thread)}>'
            f'<li class="columnSubject">{label}{link}<ul class="inlineList messageGroupInfo"><li class="messageGroupAuthor">{self._writer(first.author)}</li>'
            f'<li class="messageGroupTime">{self._time(first.posted)}</li></ul></li><li class="columnStats"><dl class="plain statsDataList"><dt>Replies</dt><dd>{thread.replies:,}</dd></dl>'
            f'<dl class="plain statsDataList"><dt>Reactions</dt><dd>7</dd></dl><dl class="plain statsDataList"><dt>Views</dt><dd>{thread.views:,}</dd></dl></li>'
            f'<li class="columnLastPost"><p>{self._writer(last.author)}</p><small>{self._time(last.posted)}</small></li></ol></li>'
        )

    # -- threads ---------------------------------------------------------------------------------------------------

    def thread(self, thread: Thread, number: int) -> str:
        path, pages = f"/forum/thread/{thread.id}-slug/", self.community.pages(thread)
        label = (
            f'<ul class="labelList"><li><span class="badge label">{esc(thread.prefix)}</span></li></ul>' if thread.prefix else ""
        )
        tags = "".join(f'<li><a href="/cms/tagged/1-x/" class="tag" rel="tag">{esc(tag)}</a></li>' for tag in thread.tags)
        kind = "boxHeadline" if self._old else "contentHeader"
        posts = "".join(self._post(ordinal, post) for ordinal, post in self.community.page(thread, number))
        content = (
            f'<header class="{kind} wbbThread" data-thread-id="{thread.id}" {self._states(thread)}><h1 class="contentTitle">{esc(thread.title)}</h1>{label}'
            f'<ul class="tagList">{tags}</ul></header>{self._pager(path, number, pages)}<ul class="wbbThreadPostList messageList">{posts}'
            f'<li id="messageQuickReply"><article class="message"><div class="messageContent"></div></article></li></ul>'
        )
        own = f"{path}?pageNo={number}" if number > 1 else path
        return self._page(
            "thread", esc(thread.title), content, path=self.community.path(self.community.board[thread.board]), own=own
        )

    def _post(self, ordinal: int, post: Post) -> str:
        writer, edit, note = post.author, post.edit, ""
        if edit is not None:
            times = "Edited once" if edit.count == 1 else f"Edited {edit.count} times"
            reason = f": {esc(edit.reason)}" if edit.reason else ""
            note = f'<p class="messageFooterNote wbbPostEditNote">{times}, last by {self._writer(edit.by)}{reason} ({self._time(edit.at)}).</p>'
        signature = writer.signature if isinstance(writer, Member) else ()
        signed = f'<div class="messageSignature"><div>{self._markup.body(signature)}</div></div>' if signature else ""
        files = "".join(
            f'<li class="attachmentThumbnail" data-attachment-id="{file.id}"><a href="/cms/attachment/{file.id}-x/" title="{esc(file.name)}"></a><span class="attachmentFilename">{esc(file.name)}</span></li>'
            for file in post.attachments
        )
        files = f'<div class="attachmentThumbnailList"><ul>{files}</ul></div>' if files else ""
        where = f"/forum/thread/1-slug/?postID={post.id}#post{post.id}"
        name = f'<div class="messageAuthorContainer">{self._writer(writer, "username userLink")}</div>'
        if self._old:
            name = f'<h2 class="username">{self._writer(writer)}</h2>'
        return (
            f'<li id="post{post.id}"><article class="wbbPost message" data-object-id="{post.id}"><aside class="messageSidebar"><div class="messageAuthor">{name}</div></aside>'
            f'<div class="messageContent"><header class="messageHeader"><a href="{where}" class="permalink messagePublicationTime">{self._time(post.posted)}</a>'
            f'<ul class="messageQuickOptions"><li><a href="{where}" class="jsTooltip wsShareButton">#{ordinal:,}</a></li></ul></header>'
            f'<div class="messageBody"><div class="messageText">{self._markup.body(post.body)}</div>{files}</div>'
            f'<footer class="messageFooter">{signed}<div class="messageFooterNotes">{note}</div></footer></div></article></li>'
        )


PRINTS = Prints(reactions=False, polls=False, placeholders=False, row_pages=False, stubs=False)
WAYS = {
    "woltlab 6": Way("woltlab", WoltLab, PRINTS),
    "woltlab 4": Way("woltlab", partial(WoltLab, old=True), PRINTS),
}
