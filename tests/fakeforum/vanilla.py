"""A community as Vanilla 3 shows it: comments beside a discussion, categories known by their codes, no numbers on posts.

Comments keep the numbers of the model's posts; the opening post has its discussion's. ``rich`` quotes are JSON for scripts, as the
rich editor leaves them; ``table`` shows listings in tables.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from archiver.demo.markup import Markup
from archiver.demo.model import Board, Code, Community, Member, Mention, Picture, Post, Quotation, Smiley, Thread, Writer
from archiver.demo.site import Answer, esc
from tests.fakeforum.facts import Prints
from tests.fakeforum.ways import Way

_ROUTE = re.compile(r"/forum/(categories|discussion)(?:/(\d+)(?:/slug)?(?:/p(\d+))?)?$")


class VanillaMarkup(Markup):
    """Bodies: paragraphs, and quotes under a line that leads to what is quoted."""

    BETWEEN = "\n"
    BREAK = "<br />"

    def __init__(self, *, rich: bool) -> None:
        self._rich = rich

    def paragraph(self, inner: str) -> str:
        return f"<p>{inner}</p>"

    def anchor(self, url: str, text: str) -> str:
        return f'<a href="{esc(url)}" rel="nofollow">{esc(text)}</a>'

    def mention(self, mention: Mention) -> str:
        member = mention.member
        return f'<a class="atMention" data-userid="{member.id}" href="/forum/profile/x{member.id}">@{esc(member.name)}</a>'

    def smiley(self, smiley: Smiley) -> str:
        return f'<img class="emoji" src="/forum/resources/emoji/smile.png" title="{esc(smiley.code)}" alt="{esc(smiley.code)}" height="20" />'

    def quotation(self, quotation: Quotation) -> str:
        words, member = self.body(quotation.blocks), quotation.member
        if self._rich and member is not None and quotation.post is not None:
            data = {
                "recordID": quotation.post,
                "recordType": "comment",
                "body": words,
                "insertUser": {"userID": member.id, "name": member.name, "photoUrl": ""},
                "url": f"http://forum.example/forum/discussion/comment/{quotation.post}#Comment_{quotation.post}",
                "embedType": "quote",
            }
            return f'<div class="js-embed embedResponsive" data-embedJson="{esc(json.dumps(data))}"><a href="{data["url"]}">{data["url"]}</a></div>'
        name = esc(quotation.name or "")
        if member is not None:
            name = f'<a rel="nofollow" href="/forum/profile/{member.id}/x">{name}</a>'
        source = (
            f' <a href="/forum/discussion/comment/{quotation.post}#Comment_{quotation.post}" class="QuoteLink">»</a>'
            if quotation.post
            else ""
        )
        head = f'<div class="QuoteAuthor">{name} said:{source}</div>' if name else ""
        return f'<blockquote class="Quote UserQuote">{head}<div class="QuoteText">{words}</div></blockquote>'

    def code(self, code: Code) -> str:
        return f'<pre class="code codeBlock" spellcheck="false" tabindex="0">{esc(code.text)}</pre>'

    def picture(self, picture: Picture) -> str:
        return f'<div class="embedExternal embedImage"><a class="embedImage-link"><img class="embedImage-img" src="{esc(picture.url)}" alt="{esc(picture.name)}"></a></div>'


class Vanilla:
    """The forum at ``base``."""

    def __init__(self, community: Community, base: str, *, rich: bool = False, table: bool = False) -> None:
        self.community = community
        self.base = base
        self._table = table
        self._markup = VanillaMarkup(rich=rich)

    def addresses(self) -> Iterator[str]:
        yield "/forum/categories"
        for board in self.community.boards:
            if not board.gated and not board.category:
                pages = max(1, -(-len(self._threads(board)) // self.community.threads_per_page))
                yield from self._numbered(f"/forum/categories/{board.id}", pages)
        for thread in self.community.threads:
            if thread.moved_to is None and not self.community.board[thread.board].gated:
                yield from self._numbered(f"/forum/discussion/{thread.id}", self.community.pages(thread))

    def _numbered(self, path: str, pages: int) -> Iterator[str]:
        slug = "/slug" if path.startswith("/forum/discussion") else ""
        yield f"{path}{slug}"
        yield from (f"{path}{slug}/p{number}" for number in range(2, pages + 1))

    def _threads(self, board: Board) -> list[Thread]:
        return [thread for thread in self.community.threads_of(board) if thread.moved_to is None]

    def answer(self, target: str) -> Answer:
        found = _ROUTE.fullmatch(target)
        if found is None:
            return Answer(body=self._page("dashboard_home_filenotfound", "", "Page Not Found", "").encode(), status=404)
        key, number = int(found[2] or 0), int(found[3] or 1)
        if found[1] == "discussion":
            return Answer(body=self.thread(self.community.thread[key], number).encode())
        return Answer(body=(self.board(self.community.board[key], number) if key else self.index()).encode())

    # -- pieces ----------------------------------------------------------------------------------------------------

    def _page(self, named: str, classes: str, title: str, content: str, *, path: tuple[Board, ...] = (), head: str = "") -> str:
        crumbs = "".join(
            f'<span class="CrumbLabel"><a href="/forum/categories/{board.id}"><span itemprop="name">{esc(board.title)}</span></a></span>'
            for board in path
        )
        site = esc(self.community.title)
        return (
            f'<!DOCTYPE html><html lang="{self.community.language}"><head><meta charset="utf-8"><title>{title} — {site}</title>{head}'
            f'<meta property="og:site_name" content="{site}"><script src="/forum/js/global.js?v=3.3"></script></head>'
            f'<body id="{named}" class="Vanilla {classes}"><div class="MeBox MeBox-SignIn"><a href="/forum/entry/signin" class="SignInPopup">Sign In</a></div>'
            f'<span class="Breadcrumbs"><span class="CrumbLabel HomeCrumb"><a href="{self.base}/forum/">Home</a></span>{crumbs}</span>{content}</body></html>'
        )

    def _pager(self, path: str, number: int, pages: int) -> str:
        if pages < 2:
            return ""
        links = "".join(
            f'<a href="{path}{f"/p{one}" if one > 1 else ""}" class="{"Highlight " if one == number else ""}Pager-p p-{one}">{one}</a>'
            for one in range(1, pages + 1)
        )
        following = f'<a href="{path}/p{number + 1}" class="Next" rel="next">»</a>' if number < pages else ""
        return f'<div id="PagerBefore" class="Pager NumberedPager">{links}{following}</div>'

    def _time(self, at: datetime) -> str:
        return f'<time title="{self._full(at)}" datetime="{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S+00:00}">{at:%B %Y}</time>'

    def _full(self, at: datetime) -> str:
        return f"{at.astimezone(UTC):%B %-d, %Y %-I:%M%p}"

    def _writer(self, writer: Writer, kind: str) -> str:
        if not isinstance(writer, Member):
            return f'<span class="{kind}">{esc(writer.name)}</span>'
        return (
            f'<a href="/forum/profile/{writer.id}/x" class="{kind} js-userCard" data-userid="{writer.id}">{esc(writer.name)}</a>'
        )

    # -- listings --------------------------------------------------------------------------------------------------

    def index(self) -> str:
        rows = "".join(self._board_row(board, depth) for board, depth in self._tree(None, 1))
        listed = (
            f'<table class="DataTable CategoryTable"><tbody>{rows}</tbody></table>'
            if self._table
            else f'<ul class="DataList CategoryList">{rows}</ul>'
        )
        return self._page("vanilla_categories_index", "Categories Section-CategoryList", "Categories", listed)

    def _tree(self, parent: Board | None, depth: int) -> Iterator[tuple[Board, int]]:
        for board in self.community.children(parent):
            yield board, depth
            yield from self._tree(board, depth + 1)

    def _board_row(self, board: Board, depth: int) -> str:
        title, tag = esc(board.title), "tr" if self._table else "li"
        cell = "td" if self._table else "div"
        if board.category:
            return f'<{tag} class="Item CategoryHeading Depth{depth} Category-{board.id}"><{cell} class="ItemContent Category">{title}</{cell}></{tag}>'
        threads, posts = (0, 0) if board.gated else self.community.figures(board)
        comments = posts - threads
        return (
            f'<{tag} class="Item Depth{depth} Category-{board.id}"><{cell} class="CategoryName"><h3><a href="/forum/categories/{board.id}" class="Title">{title}</a></h3>'
            f'<div class="CategoryDescription">{esc(board.description)}</div></{cell}>'
            f'<{cell} class="BigCount CountDiscussions"><span title="{threads:,} discussions" class="Number">{_rounded(threads)}</span></{cell}>'
            f'<{cell} class="BigCount CountComments"><span title="{comments:,} comments" class="Number">{_rounded(comments)}</span></{cell}></{tag}>'
        )

    def board(self, board: Board, number: int) -> str:
        threads, size = self._threads(board), self.community.threads_per_page
        pages = max(1, -(-len(threads) // size))
        rows = "".join(self._row(thread) for thread in threads[(number - 1) * size : number * size])
        listed = (
            f'<table class="DataTable DiscussionsTable"><tbody>{rows}</tbody></table>'
            if self._table
            else f'<ul class="DataList Discussions">{rows}</ul>'
        )
        content = f'<h1 class="H HomepageTitle">{esc(board.title)}</h1>{self._pager(f"/forum/categories/{board.id}", number, pages)}{listed}'
        classes = f"Categories Discussions Section-DiscussionList Section-Category-{board.id}"
        return self._page("vanilla_categories_index", classes, esc(board.title), content, path=self.community.path(board))

    def _row(self, thread: Thread) -> str:
        states = "".join(f" {name}" for name, on in (("Announcement", thread.sticky), ("Closed", thread.locked)) if on)
        pages = self.community.pages(thread)
        path = f"/forum/discussion/{thread.id}/slug"
        jumps = "".join(f'<a href="{path}/p{n}">{n}</a>' for n in range(1, pages + 1))
        title = f'<a href="{path}" class="Title">{esc(thread.title)}</a>{f"<span class=MiniPager>{jumps}</span>" if pages > 1 else ""}'
        first, last = thread.first, thread.last

        def cell(name: str, post: Post) -> str:
            return (
                f'<td class="BlockColumn {name}"><div class="Block Wrap">{self._writer(post.author, "UserLink BlockTitle")}'
                f'<div class="Meta"><a href="{path}" class="CommentDate MItem">{self._time(post.posted)}</a></div></div></td>'
            )

        replies = f'<span title="{thread.replies:,} comments" class="Number">{_rounded(thread.replies)}</span>'
        views = f'<span title="{thread.views:,} views" class="Number">{_rounded(thread.views)}</span>'
        if self._table:
            return (
                f'<tr id="Discussion_{thread.id}" class="Item ItemDiscussion{states}"><td class="DiscussionName">{title}</td>{cell("FirstUser", first)}'
                f'<td class="BigCount CountComments">{replies}</td><td class="BigCount CountViews">{views}</td>{cell("LastUser", last)}</tr>'
            )
        return (
            f'<li id="Discussion_{thread.id}" class="Item ItemDiscussion{states}"><div class="ItemContent Discussion"><div class="Title">{title}</div>'
            f'<div class="Meta Meta-Discussion"><span class="MItem MCount ViewCount">{views} views</span>'
            f'<span class="MItem MCount CommentCount">{replies} comments</span>'
            f'<span class="MItem LastCommentBy">Most recent by {self._writer(last.author, "UserLink")}</span>'
            f'<span class="MItem LastCommentDate">{self._time(last.posted)}</span></div></div></li>'
        )

    # -- threads ---------------------------------------------------------------------------------------------------

    def thread(self, thread: Thread, number: int) -> str:
        shown = self.community.page(thread, number)
        posts = [self._post(thread, post, opening=ordinal == 1) for ordinal, post in shown]
        opening = posts.pop(0) if shown and shown[0][0] == 1 else ""
        path, pages = f"/forum/discussion/{thread.id}/slug", self.community.pages(thread)
        tags = "".join(f'<li><a href="/forum/discussions/tagged/x" class="Tag_x">{esc(tag)}</a></li>' for tag in thread.tags)
        foot = '<div class="Note Closed">This discussion has been closed.</div>'
        if not thread.locked:
            foot = '<div class="Note Closed SignInOrRegister"><a href="/forum/entry/signin">Sign In</a> to comment.</div>'
        content = (
            f'<div class="MessageList Discussion"><div id="Item_0" class="PageTitle"><h1>{esc(thread.title)}</h1></div>{opening}</div>'
            f'<div class="InlineTags Meta">Tagged:<ul>{tags}</ul></div>{self._pager(path, number, pages)}'
            f'<ul class="MessageList DataList Comments">{"".join(posts)}</ul><div class="Foot Closed">{foot}</div>'
        )
        own = f'<link rel="canonical" href="{self.base}{path}{f"/p{number}" if number > 1 else ""}" />'
        board = self.community.board[thread.board]
        return self._page(
            "vanilla_discussion_index",
            "Discussion Section-Discussion",
            esc(thread.title),
            content,
            path=self.community.path(board),
            head=own,
        )

    def _post(self, thread: Thread, post: Post, *, opening: bool) -> str:
        edit = post.edit
        words = f"Edited {self._full(edit.at)} by {esc(edit.by.name)}." if edit else ""
        edited = (
            f'<span class="MItem"> <span title="{words}" class="DateUpdated">edited {edit.at:%B %Y}</span> </span>'
            if edit
            else ""
        )
        signature = post.author.signature if isinstance(post.author, Member) else ()
        signed = f'<div class="Signature UserSignature">{self._markup.body(signature)}</div>' if signature else ""
        files = "".join(
            f'<div class="Attachment"><div class="FilePreview"></div><a href="/forum/discussion/download/{file.id}/x"><span class="FileName">{esc(file.name)}</span></a></div>'
            for file in post.attachments
        )
        where = f"/forum/discussion/{thread.id}/slug" if opening else f"/forum/discussion/comment/{post.id}/#Comment_{post.id}"
        inner = (
            f'<div class="Item-Header"><div class="AuthorWrap"><span class="Author">{self._writer(post.author, "Username")}</span></div>'
            f'<div class="Meta"><span class="MItem DateCreated"><a href="{where}" class="Permalink" rel="nofollow">{self._time(post.posted)}</a></span>{edited}</div></div>'
            f'<div class="Item-BodyWrap"><div class="Item-Body"><div class="Message userContent">{self._markup.body(post.body)}</div>{files}{signed}'
            f'<div class="Reactions"></div></div></div>'
        )
        if opening:
            states = "".join(f" {name}" for name, on in (("Announcement", thread.sticky), ("Closed", thread.locked)) if on)
            return f'<div id="Discussion_{thread.id}" class="Item ItemDiscussion{states}"><div class="Discussion">{inner}</div></div>'
        return f'<li class="Item ItemComment" id="Comment_{post.id}"><div class="Comment">{inner}</div></li>'


def _rounded(count: int) -> str:
    """As Vanilla shows large figures."""
    return str(count) if count < 1_000 else f"{count / 1_000:.1f}K"


PRINTS = Prints(
    own_numbers=False,
    ordinals=False,
    reactions=False,
    edit_reasons=False,
    edit_counts=False,
    edit_seconds=False,
    editor_ids=False,
    prefixes=False,
    polls=False,
    placeholders=False,
    single_pages=False,
    stubs=False,
    picture_names=False,
)
WAYS = {
    "vanilla, in tables": Way("vanilla", partial(Vanilla, table=True), PRINTS),
    "vanilla, in tables, rich quotes": Way("vanilla", partial(Vanilla, rich=True, table=True), PRINTS),
}
