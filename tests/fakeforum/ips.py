"""A community as Invision Community 4 and 5 show it in their default themes. Reactions and counts of edits are left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlsplit

from archiver.demo.markup import Markup
from archiver.demo.model import (
    Attachment,
    Board,
    Code,
    Community,
    Edit,
    Member,
    Mention,
    Picture,
    Poll,
    Post,
    Quotation,
    Smiley,
    Thread,
    Writer,
)
from archiver.demo.site import Answer, esc
from tests.fakeforum.facts import Prints
from tests.fakeforum.ways import Way


class IPSMarkup(Markup):
    """The editor's bodies: paragraphs, and quotes that say in attributes what they were taken from."""

    BREAK = "<br>\n"
    BETWEEN = "\n"

    def __init__(self, forum: IPS) -> None:
        self._forum = forum

    def paragraph(self, inner: str) -> str:
        return f"<p>\n\t{inner}\n</p>"

    def strong(self, text: str) -> str:
        return f"<strong>{esc(text)}</strong>"

    def anchor(self, url: str, text: str) -> str:
        return f'<a href="{esc(url)}" rel="external nofollow">{esc(text)}</a>'

    def mention(self, mention: Mention) -> str:
        member, url = mention.member, self._forum.member_url(mention.member)
        hover = f'data-ipshover="" data-ipshover-target="{url}?do=hovercard"'
        return f'<a contenteditable="false" {hover} data-mentionid="{member.id}" href="{url}" rel="">@{esc(member.name)}</a>'

    def smiley(self, smiley: Smiley) -> str:
        code = esc(smiley.code)
        return f'<span><img alt="{code}" data-emoticon="" src="//cdn.example/emoticons/default_smile.png" title="{code}"></span>'

    def emoji(self, character: str) -> str:
        return f'<span class="ipsEmoji">{character}</span>'

    def quotation(self, quotation: Quotation) -> str:
        head, stated = "Quote", ""
        if quotation.name is not None:
            head = f"On 3/5/2019 at 7:29 PM, {esc(quotation.name)} said:"
            stated = f' data-ipsquote-username="{esc(quotation.name)}"'
        if quotation.member is not None:
            stated += f' data-ipsquote-userid="{quotation.member.id}"'
        if quotation.post is not None:
            stated += (
                f' data-ipsquote-contentapp="forums" data-ipsquote-contenttype="forums" data-ipsquote-contentclass="forums_Topic"'
                f' data-ipsquote-contentid="{self._forum.topic_of(quotation.post)}" data-ipsquote-contentcommentid="{quotation.post}"'
                f' data-ipsquote-timestamp="1551814140"'
            )
        return (
            f'<blockquote class="ipsQuote" data-ipsquote=""{stated}>\n\t<div class="ipsQuote_citation">\n\t\t{head}\n\t</div>\n\n'
            f'\t<div class="ipsQuote_contents">\n{self.body(quotation.blocks)}\n\t</div>\n</blockquote>'
        )

    def code(self, code: Code) -> str:
        return f'<pre class="ipsCode prettyprint">\n{esc(code.text)}</pre>'

    def picture(self, picture: Picture) -> str:
        if picture.lazy:
            spacer = "//cdn.example/applications/core/interface/js/spacer.png"
            return f'<p>\n\t<img class="ipsImage" alt="{esc(picture.name)}" data-src="{esc(picture.url)}" src="{spacer}">\n</p>'
        return f'<p>\n\t<img class="ipsImage" alt="{esc(picture.name)}" src="{esc(picture.url)}">\n</p>'

    def file(self, file: Attachment) -> str:
        url = f"{self._forum.base}/applications/core/interface/file/attachment.php?id={file.id}"
        return f'<p>\n\t<a class="ipsAttachLink" data-fileid="{file.id}" href="{url}" rel="">{esc(file.name)}</a>\n</p>'


class IPS:
    """The forum at ``base``. ``new`` is version 5; ``plain`` has no rewritten addresses."""

    def __init__(self, community: Community, base: str, *, new: bool = False, plain: bool = False) -> None:
        self.community = community
        self.base = base
        self._new = new
        self._root = f"{base}/index.php?/" if plain else f"{base}/"
        self._topic = {post.id: thread.id for thread in community.threads for post in thread.posts}
        self._markup = IPSMarkup(self)

    # -- addresses -------------------------------------------------------------------------------------------------

    def addresses(self) -> Iterator[str]:
        community = self.community
        yield self._root.removeprefix(self.base) + "forums/"
        for board in community.boards:
            if not board.gated:
                pages = max(1, -(-len(community.threads_of(board)) // community.threads_per_page))
                yield from (self.board_url(board, page).removeprefix(self.base) for page in range(1, pages + 1))
        for thread in community.threads:
            if thread.moved_to is None and not community.board[thread.board].gated:
                pages = community.pages(thread)
                yield from (self.topic_url(thread.id, page).removeprefix(self.base) for page in range(1, pages + 1))

    def topic_of(self, post: int) -> int:
        return self._topic[post]

    def topic_url(self, thread: int, page: int = 1) -> str:
        return f"{self._root}topic/{thread}-x/" + (f"page/{page}/" if page > 1 else "")

    def board_url(self, board: Board, page: int = 1) -> str:
        return f"{self._root}forum/{board.id}-x/" + (f"page/{page}/" if page > 1 else "")

    def member_url(self, member: Member) -> str:
        return f"{self._root}profile/{member.id}-x/"

    def answer(self, target: str) -> Answer:
        parts = urlsplit(target)
        words = [word for word in (parts.query if parts.query.startswith("/") else parts.path).split("/") if word]
        number = int(words[1].partition("-")[0]) if len(words) > 1 else 0
        page = int(words[3]) if words[2:3] == ["page"] else 1
        community = self.community
        if words == ["forums"]:
            return Answer(body=self.index().encode())
        if words[:1] == ["forum"] and number in community.board and not community.board[number].gated:
            return Answer(body=self.board(community.board[number], page).encode())
        thread = community.thread.get(number) if words[:1] == ["topic"] else None
        if thread is not None and thread.moved_to is None:
            return Answer(body=self.thread(thread, page).encode())
        what = "We could not locate the item you are trying to view."
        error = f"<section id='elError'><div id='elErrorMessage'><p data-role='errorMessage'>{what}</p></div></section>"
        return Answer(body=self._page("Sorry", error, "error", "").encode(), status=404)

    # -- pieces ----------------------------------------------------------------------------------------------------

    def time(self, moment: datetime) -> str:
        at = moment.astimezone(UTC)
        shown = f"{at:%B} {at.day}, {at.year}"
        if self._new:
            shown = f'<span class="ipsTime__long">{shown}</span><span class="ipsTime__short">1 yr</span>'
        kind = ' class="ipsTime ipsTime--long"' if self._new else ""
        return f'<time datetime="{at:%Y-%m-%dT%H:%M:%SZ}" title="{at:%m/%d/%Y %I:%M  %p}" data-short="1 yr"{kind}>{shown}</time>'

    def _writer(self, writer: Writer) -> str:
        if not isinstance(writer, Member):
            return esc(writer.name)
        kind = "ipsUsername" if self._new else "ipsType_break"
        return (
            f'<a href="{self.member_url(writer)}" rel="nofollow" title="Go to the profile" class="{kind}">{esc(writer.name)}</a>'
        )

    def _page(
        self, title: str, content: str, controller: str, number: str, *, above: tuple[Board, ...] = (), ld: str = ""
    ) -> str:
        community = self.community
        crumbs = "".join(f'<li><a href="{self.board_url(board)}"><span>{esc(board.title)}</span></a></li>' for board in above)
        said = "data-pageapp='forums' data-pagelocation='front' data-pagemodule='forums'"
        said += f" data-pagecontroller='{controller}' " + ("data-id" if self._new else "data-pageid") + f"='{number}'"
        hook = " data-ips-hook='body'" if self._new else ""
        frame = "ipsLayout__main" if self._new else "ipsLayout_body"
        return (
            f'<!DOCTYPE html>\n<html lang="{community.language}"><head><title>{title}</title>'
            f'<meta property="og:site_name" content="{esc(community.title)}">{ld}'
            f'<script>var ipsSettings = {{ baseURL: "//{self.base.partition("//")[2]}/", }};</script></head>\n'
            f"<body{hook} class='ipsApp ipsApp_front' {said}>\n"
            f'<nav class="ipsBreadcrumb ipsBreadcrumb_top"><ul data-role="breadcrumbList"><li><a href="{self.base}/">Home</a></li>'
            f'{crumbs}</ul></nav><ul id="elUserNav"><li id="elSignInLink"><a href="{self._root}login/" id="elUserSignIn">Sign In</a>'
            f'</li></ul>\n<main id="{frame}">{content}</main></body></html>'
        )

    def _pagination(self, urls: list[str], number: int) -> str:
        if len(urls) < 2:
            return ""
        mark = "__" if self._new else "_"

        def item(kind: str, page: int, words: str, *, inactive: bool = False) -> str:
            state = f" ipsPagination{mark}inactive" if inactive else ""
            url = urls[min(max(page, 1), len(urls)) - 1]
            return f'<li class="ipsPagination{mark}{kind}{state}"><a href="{url}#comments" data-page="{page}">{words}</a></li>'

        middle = "".join(
            item("active" if page == number else "page", page, str(page))
            for page in range(1, len(urls) + 1)
            if abs(page - number) < 3
        )
        first, last = number == 1, number == len(urls)
        return (
            f'<ul class="ipsPagination" data-pages="{len(urls)}">{item("first", 1, "", inactive=first)}'
            f"{item('prev', number - 1, 'Prev', inactive=first)}{middle}{item('next', number + 1, 'Next', inactive=last)}"
            f"{item('last', len(urls), '', inactive=last)}</ul>"
        )

    def _icons(self, thread: Thread) -> str:
        pin = "fa-solid fa-thumbtack" if self._new else "fa fa-thumb-tack"
        lock = '<span><i class="fa fa-lock" title="Locked"></i></span>' if thread.locked else ""
        return lock + (f'<span class="ipsBadge"><i class="{pin}"></i></span>' if thread.sticky else "")

    def _prefix(self, thread: Thread) -> str:
        if not thread.prefix:
            return ""
        kind = "ipsBadge ipsBadge--prefix" if self._new else "ipsTag_prefix"
        return f'<span><a href="{self._root}tags/x/" class="{kind}" rel="tag"><span>{esc(thread.prefix)}</span></a></span> '

    def _tags(self, thread: Thread) -> str:
        kind = "ipsTags__tag" if self._new else "ipsTag"
        tags = "".join(
            f'<li><a href="{self._root}tags/x/" class="{kind}" rel="tag"><span>{esc(tag)}</span></a></li>' for tag in thread.tags
        )
        return f'<ul class="ipsTags ipsTags_inline">{tags}</ul>' if tags else ""

    # -- listings --------------------------------------------------------------------------------------------------

    def index(self) -> str:
        content = "".join(self._category(category) for category in self.community.children(None))
        return self._page(
            "Forums", f'<h1 class="ipsType_pageTitle">Forums</h1><ol class="cForumList">{content}</ol>', "index", ""
        )

    def _category(self, category: Board) -> str:
        rows = "".join(self._board_row(board) for board in self.community.children(category))
        link = f'<a href="{self.board_url(category)}">{esc(category.title)}</a>'
        if self._new:
            head = f'<div class="ipsBox__header"><h2>{link}</h2></div>'
            return (
                f'<li class="ipsBox" data-categoryid="{category.id}">{head}<i-data><ol class="ipsData">{rows}</ol></i-data></li>'
            )
        toggle = '<a href="#" class="cForumToggle" title="Toggle this category"></a>'
        head = f'<h2 class="ipsType_sectionTitle cForumTitle">{toggle}{link}</h2>'
        return f'<li data-categoryid="{category.id}" class="cForumRow ipsBox">{head}<ol class="ipsDataList">{rows}</ol></li>'

    def _board_row(self, board: Board) -> str:
        posts = 0 if board.gated else self.community.figures(board)[1]
        below = "".join(
            f'<li><a href="{self.board_url(child)}">{esc(child.title)}</a></li>' for child in self.community.children(board)
        )
        url, title, words = self.board_url(board), esc(board.title), esc(board.description)
        if self._new:
            return (
                f'<li class="ipsData__item ipsData__item--discussions" data-forumid="{board.id}"><a href="{url}" class="ipsLinkPanel" '
                f'aria-hidden="true"><span>{title}</span></a><div class="ipsData__content"><div class="ipsData__main">'
                f'<div class="ipsData__title"><h3><a href="{url}">{title}</a></h3></div>'
                f'<div class="ipsRichText ipsData__desc ipsData__desc--all">{words}</div><ul class="ipsSubList">{below}</ul></div>'
                f'<ul class="ipsData__stats ipsData__stats--large"><li><span>{posts}</span> <span>posts</span></li></ul></div></li>'
            )
        return (
            f'<li class="cForumRow ipsDataItem ipsClearfix" data-forumid="{board.id}"><div class="ipsDataItem_main">'
            f'<h4 class="ipsDataItem_title"><a href="{url}">{title}</a></h4><ul class="ipsDataItem_subList">{below}</ul>'
            f'<div class="ipsType_richText ipsDataItem_meta">{words}</div></div><div class="ipsDataItem_stats"><dl>'
            f'<dt class="ipsDataItem_stats_number">{posts}</dt><dd class="ipsDataItem_stats_type">posts</dd></dl></div></li>'
        )

    def board(self, board: Board, number: int) -> str:
        community = self.community
        threads, size = community.threads_of(board), community.threads_per_page
        urls = [self.board_url(board, page) for page in range(1, max(1, -(-len(threads) // size)) + 1)]
        below = "".join(self._board_row(child) for child in community.children(board))
        rows = "".join(self._row(thread) for thread in threads[(number - 1) * size : number * size])
        kind = "ipsData" if self._new else "ipsDataList"
        content = (
            f'<header class="ipsPageHeader"><h1 class="ipsType_pageTitle">{esc(board.title)}</h1></header>'
            f'<ol class="{kind}">{below}</ol>{self._pagination(urls, number)}<ol class="{kind} cForumTopicTable">{rows}</ol>'
        )
        return self._page(esc(board.title), content, "forums", str(board.id), above=community.path(board)[:-1])

    def _row(self, thread: Thread) -> str:
        item, part = ("ipsData__item", "ipsData__") if self._new else ("ipsDataItem", "ipsDataItem_")
        if thread.moved_to is not None:
            link = f'<em><a href="{self.topic_url(thread.moved_to)}" title="Go to new location">{esc(thread.title)}</a></em>'
            return (
                f'<li class="{item}"><div class="{part}icon"><i class="fa fa-arrow-left"></i></div><div class="{part}main">'
                f'<h4 class="{part}title">{link}</h4><div class="{part}meta"><p>This topic was moved</p></div></div></li>'
            )
        pages = self.community.pages(thread)
        mini = "".join(
            f'<li class="ipsPagination_page"><a href="{self.topic_url(thread.id, page)}#comments">{page}</a></li>'
            for page in range(1, pages + 1)
        )
        views = str(thread.views) if thread.views < 1_000 else f"{thread.views / 1_000:.1f}k"
        link = f'<a href="{self.topic_url(thread.id)}" title="{esc(thread.title)} "><span>{esc(thread.title)}</span></a>'
        title = f"{self._icons(thread)}{self._prefix(thread)}<span class='ipsType_break'>{link}</span>"
        if self._new:
            title = f"{self._prefix(thread)}<h4>{link}</h4><div class='ipsBadges'>{self._icons(thread)}</div>"
            figures = "".join(
                f'<li data-stattype="{kind}"><span class="ipsData__stats-icon" data-stat-value="{value}"></span>'
                f'<span class="ipsData__stats-label">{value} {words}</span></li>'
                for kind, value, words in (("forums_comments", thread.replies, "replies"), ("num_views", views, "views"))
            )
        else:
            figures = "".join(
                f'<li{kind}><span class="ipsDataItem_stats_number">{value}</span><span class="ipsDataItem_stats_type"> {words}</span></li>'
                for kind, value, words in (("", thread.replies, "replies"), (' class="ipsType_light"', views, "views"))
            )
        small = f'<ul class="ipsPagination ipsPagination_mini ipsPagination--mini">{mini}</ul>' if pages > 1 else ""
        last = f'<a href="{self.topic_url(thread.id)}?do=getLastComment">{self.time(thread.last.posted)}</a>'
        place = (
            f'<div class="ipsData__last"><div class="ipsData__last-primary">{self._writer(thread.last.author)}</div>{last}</div>'
            if self._new
            else f'<ul class="ipsDataItem_lastPoster"><li>{self._writer(thread.last.author)}</li><li>{last}</li></ul>'
        )
        return (
            f'<li class="{item}" data-rowid="{thread.id}"><div class="{part}main"><div class="{part}title">{title}{small}</div>'
            f'<div class="{part}meta"><span>By {self._writer(thread.first.author)}, </span>{self.time(thread.first.posted)}</div>'
            f'{self._tags(thread)}</div><ul class="{part}stats">{figures}</ul>{place}</li>'
        )

    # -- threads ---------------------------------------------------------------------------------------------------

    def thread(self, thread: Thread, number: int) -> str:
        community = self.community
        urls = [self.topic_url(thread.id, page) for page in range(1, community.pages(thread) + 1)]
        reply = '<a id="replyForm"></a>' if not thread.locked else ""
        content = (
            f'<div class="ipsPageHeader"><h1 class="ipsType_pageTitle">{self._icons(thread)}{self._prefix(thread)}<span class="ipsType_break">'
            f"<span>{esc(thread.title)}</span></span></h1>{self._tags(thread)}</div>"
            f"{self._poll(thread.poll) if thread.poll and number == 1 else ''}{self._pagination(urls, number)}"
            f'<div id="comments" data-feedid="topic-{thread.id}"><div id="elPostFeed"><form action="#" method="post">'
            f"{''.join(self._post(thread, post) for _, post in community.page(thread, number))}</form></div>{reply}</div>"
        )
        path = community.path(community.board[thread.board])
        return self._page(esc(thread.title), content, "topic", str(thread.id), above=path, ld=self._ld(thread))

    def _ld(self, thread: Thread) -> str:
        writer = thread.first.author
        person = {"@type": "Person", "name": writer.name}
        if isinstance(writer, Member):
            person["url"] = self.member_url(writer)
        counts = (("ViewAction", thread.views), ("CommentAction", thread.replies))
        stated = {
            "@type": "DiscussionForumPosting",
            "headline": thread.title,
            "dateCreated": thread.first.posted.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000"),
            "author": person,
            "interactionStatistic": [
                {"@type": "InteractionCounter", "interactionType": f"http://schema.org/{kind}", "userInteractionCount": count}
                for kind, count in counts
            ],
        }
        words = json.dumps(stated).replace("<", "\\u003c")
        return f'<link rel="canonical" href="{self.topic_url(thread.id)}"><script type="application/ld+json">{words}</script>'

    def _poll(self, poll: Poll) -> str:
        choices = "".join(
            f'<li class="ipsGrid"><div class="ipsGrid_span4 ipsType_richText">{esc(choice.text)}</div><div class="ipsGrid_span7">'
            f'<span class="cPollVoteBar"><span data-votes="1%"></span></span></div><div class="ipsGrid_span1"><span class="ipsFaded">'
            f'<i class="fa fa-user"></i> {choice.votes}</span></div></li>'
            for choice in poll.choices
        )
        votes = f'<p class="ipsType_light"><i class="fa fa-check-square-o"></i> {poll.votes} votes</p>'
        name = "ipsPollList" if self._new else "cPollList"
        return (
            f'<section data-controller="core.front.core.poll"><h2 class="ipsType_sectionTitle"><span>Poll {votes}</span></h2>'
            f'<ol class="ipsList_reset {name}"><li><h3><span>1. {esc(poll.question)}</span></h3>'
            f'<ul class="{name}_choices">{choices}</ul></li></ol></section>'
        )

    def _post(self, thread: Thread, post: Post) -> str:
        writer = post.author
        data = {
            "userid": writer.id if isinstance(writer, Member) else None,
            "username": writer.name,
            "timestamp": int(post.posted.timestamp()),
            "contentid": thread.id,
            "contentcommentid": post.id,
        }
        words = [self._markup.body(post.body), *map(self._markup.file, post.attachments)]
        body = "\n".join(words) + (self._note(post.edit) if post.edit else "")
        signature = self._markup.body(writer.signature) if isinstance(writer, Member) else ""
        name = f"<h3 class='ipsEntry__username cAuthorPane_author'>{self._writer(writer)}</h3>"
        rich = "ipsRichText ipsRichText--user" if self._new else "ipsType_normal ipsType_richText"
        kind = "ipsEntry js-ipsEntry ipsEntry--post" if self._new else "cPost ipsBox ipsComment"
        head = (
            f'<span class="ipsEntry__date">{self.time(post.posted)}</span>' if self._new else f"Posted {self.time(post.posted)}"
        )
        sign = (
            f'<div data-role="memberSignature"><div data-ipslazyload class="{rich}">{signature}</div></div>' if signature else ""
        )
        return (
            f'<a id="comment-{post.id}"></a><article id="elComment_{post.id}" class="{kind}"><aside>{name}</aside>'
            f"<div id='comment-{post.id}_wrap' data-quoteData='{esc(json.dumps(data))}' class='ipsComment_content'>"
            f'<div class="ipsComment_meta">{head}</div><div class="cPost_contentWrap ipsEntry__post"><div data-role="commentContent" '
            f'class="{rich}">\n{body}\n</div></div>{sign}</div></article>'
        )

    def _note(self, edit: Edit) -> str:
        when = f"Edited {self.time(edit.at)} by {esc(edit.by.name)}"
        reason = f"<br>{esc(edit.reason)}" if edit.reason else ""
        if self._new:
            return f"<p class='ipsEdited' data-excludequote data-el='edited'><i></i> <strong>{when}</strong>\n{reason}</p>"
        return f"<span class='ipsType_reset ipsType_medium ipsType_light' data-excludequote>\n<strong>{when}</strong>\n{reason}\n</span>"


PRINTS = Prints(
    ordinals=False,
    reactions=False,
    edit_counts=False,
    editor_ids=False,
    exact_views=False,
    single_pages=False,
    placeholders=False,
    board_threads=False,
)
WAYS = {
    "invision community 4": Way("ips", IPS, PRINTS),
    "invision community 4 without rewritten addresses": Way("ips", partial(IPS, plain=True), PRINTS),
    "invision community 5": Way("ips", partial(IPS, new=True), PRINTS),
}
